//! The sale behind a packet, as appraisement wants it: lines, discounts and charges in one currency.

use cocket_base::{Currency, Decimal, Finding, Need, Place};
use cocket_intake::facts::{Adjustment, AdjustmentKind, Invoice, Packet};
use cocket_intake::packet::{Charge as HeaderCharge, PacketHeader};
use cocket_rules::AsOf;
use cocket_rules::value::{Charge, ChosenRate, Discount, Sale, SaleLine, read_terms};

use crate::answers::Answers;
use crate::goods::Goods;

/// The header's own place in findings.
pub const HEADER: &str = "packet.json";

/// The sale's currency: the header's, checked against what the papers name.
pub fn currency(packet: &Packet, findings: &mut Vec<Finding>) -> Option<Currency> {
    let stated = packet
        .header
        .currency
        .or_else(|| packet.invoices.iter().find_map(|invoice| invoice.currency.as_ref().map(|c| c.value)));
    let Some(stated) = stated else {
        let place = Place::file(HEADER).at_field("currency");
        findings.push(
            Finding::block(
                "MISSING_CURRENCY",
                place,
                "neither the header nor a paper names the currency of the sale",
            )
            .with_remedy("ask the seller"),
        );
        return None;
    };
    for invoice in &packet.invoices {
        if let Some(printed) = invoice.currency.as_ref().filter(|printed| printed.value != stated) {
            let text = format!("the invoice is in {}, the packet says {stated}", printed.value);
            findings.push(
                Finding::block("CURRENCY_CONFLICT", printed.place.clone(), text)
                    .with_remedy("give each currency its own packet, or correct the header"),
            );
        }
    }
    Some(stated)
}

/// The term of delivery: the header's, else the first one that a paper prints.
pub fn term(packet: &Packet, as_of: AsOf<'_>) -> Option<String> {
    let header = packet.header.terms.as_ref().and_then(|terms| terms.incoterm.clone());
    let printed = || {
        packet
            .invoices
            .iter()
            .filter_map(|invoice| invoice.terms.as_ref())
            .find_map(|terms| read_terms(as_of, &terms.value))
    };
    header.or_else(|| printed().map(|(term, _)| term))
}

/// The amount of a line: as printed, else quantity times price.
pub fn line_amount(goods: &Goods<'_>) -> Option<Decimal> {
    let printed = goods.line.amount.as_ref().map(|amount| amount.value);
    let computed = || {
        goods
            .line
            .unit_price
            .as_ref()
            .zip(goods.quantity)
            .and_then(|(price, quantity)| price.value.checked_mul(quantity.amount))
    };
    printed.or_else(computed)
}

/// Builds the sale. What must be asked comes back as needs.
pub fn build(
    packet: &Packet,
    goods: &[Goods<'_>],
    rate: &ChosenRate,
    as_of: AsOf<'_>,
    answers: &Answers,
    findings: &mut Vec<Finding>,
) -> (Sale, Vec<Need>) {
    let mut needs = Vec::new();
    let lines = goods
        .iter()
        .map(|one| SaleLine { invoice: one.invoice_at, amount: line_amount(one).unwrap_or_default() })
        .collect();
    let mut sale = Sale {
        term: term(packet, as_of),
        import_date: packet.header.dates.import,
        lines,
        discounts: Vec::new(),
        charges: Vec::new(),
        weights: Vec::new(),
    };
    // Rows of their own beside the goods, and remarks on what the prices hold.
    let (mut separate, mut remarks): (Vec<&Adjustment>, Vec<&Adjustment>) = (Vec::new(), Vec::new());
    for (at, invoice) in packet.invoices.iter().enumerate() {
        for row in &invoice.adjustments {
            match row.kind {
                AdjustmentKind::Discount => {
                    sale.discounts.push(discount(at, invoice, row, packet, answers, findings))
                }
                AdjustmentKind::Freight | AdjustmentKind::Insurance if row.in_prices => remarks.push(row),
                AdjustmentKind::Freight | AdjustmentKind::Insurance => separate.push(row),
                AdjustmentKind::Packing => sale.charges.push(beside("packing", row.amount.value)),
                AdjustmentKind::Tax => findings.extend(tax(invoice, row)),
                AdjustmentKind::Other => findings.extend(unknown_row(invoice, row)),
            }
        }
    }
    for charge in &packet.header.charges {
        match in_currency(charge, rate) {
            Ok(amount) => sale.charges.push(header_charge(charge, amount, &separate)),
            Err(need) => needs.push(need),
        }
    }
    sale.charges.extend(remarked(&packet.header, &remarks, &sale.charges));
    (sale, needs)
}

/// Freight and insurance that only the invoice's own remark shows to be in the price.
fn remarked(header: &PacketHeader, remarks: &[&Adjustment], known: &[Charge]) -> Vec<Charge> {
    let unknown = |row: &&&Adjustment| !known.iter().any(|charge| charge.amount == row.amount.value);
    let kind =
        |row: &Adjustment| match (row.kind, header.mode.as_deref().and_then(|mode| mode.chars().next())) {
            (AdjustmentKind::Insurance, _) => "insurance",
            (_, Some('1')) => "ocean_freight",
            (_, Some('2')) => "rail_freight",
            (_, Some('3')) => "truck_freight",
            (_, Some('4')) => "air_freight",
            _ => "international_freight",
        };
    let charge = |row: &&Adjustment| Charge { in_price: true, ..beside(kind(row), row.amount.value.abs()) };
    remarks.iter().filter(unknown).map(charge).collect()
}

/// A discount counts when it was taken; a printed total that already holds it says so, unless the row is a condition.
fn discount(
    at: usize,
    invoice: &Invoice,
    row: &Adjustment,
    packet: &Packet,
    answers: &Answers,
    findings: &mut Vec<Finding>,
) -> Discount {
    let said = answers.find(&invoice.file, "discount_taken").map(|answer| answer.text().to_ascii_lowercase());
    let said = said
        .map(|text| text.starts_with('y') || text == "true")
        .or_else(|| instructed(&packet.header, invoice));
    let taken = said.or_else(|| row.in_total.then_some(true));
    if said.is_none() && row.in_total && conditional(&row.text) {
        let text = format!(
            "«{}» depends on early payment; it is treated as taken because the total holds it",
            row.text.trim()
        );
        findings.push(
            Finding::warn("DISCOUNT_UNCONFIRMED", row.amount.place.clone(), text)
                .with_remedy("confirm that the buyer paid in time"),
        );
    }
    let agreed = invoice.date.as_ref().map(|date| date.value).or(packet.header.dates.export);
    Discount { invoice: at, amount: row.amount.value.abs(), taken, agreed, text: row.text.trim().to_string() }
}

/// What the client's instructions say about a discount of this invoice.
fn instructed(header: &PacketHeader, invoice: &Invoice) -> Option<bool> {
    let number = invoice.number.as_ref().map(|number| number.value.to_ascii_lowercase());
    let about = |text: &&String| {
        let text = text.to_ascii_lowercase();
        let ours =
            number.as_ref().is_none_or(|number| text.contains(number.as_str())) || !text.contains("invoice");
        text.contains("discount") && ours
    };
    let text = header.instructions.iter().find(about)?.to_ascii_lowercase();
    let refused =
        ["not taken", "was not", "no discount", "missed", "lost"].iter().any(|words| text.contains(words));
    let taken = ["taken", "paid", "used"].iter().any(|words| text.contains(words));
    (refused || taken).then_some(!refused)
}

fn conditional(text: &str) -> bool {
    let text = text.to_lowercase();
    ["prompt", "cash", "early", "skonto", "pronto", "days", "tage"].iter().any(|word| text.contains(word))
}

/// A charge of the header. When the invoice prints the same amount as a row of its own, the unit prices do not hold it.
fn header_charge(charge: &HeaderCharge, amount: Decimal, separate: &[&Adjustment]) -> Charge {
    let own_row = separate.iter().any(|row| row.amount.value == amount && !row.amount.value.is_zero());
    Charge {
        kind: charge.kind.clone(),
        amount,
        in_price: charge.included_in_price.unwrap_or(false) && !own_row,
        paid_to_carrier: charge.paid_to_carrier,
        ..Charge::default()
    }
}

fn beside(kind: &str, amount: Decimal) -> Charge {
    Charge { kind: kind.into(), amount, ..Charge::default() }
}

/// A header charge in the sale's currency.
fn in_currency(charge: &HeaderCharge, rate: &ChosenRate) -> Result<Decimal, Need> {
    let ask = |question: String| Need {
        fact: format!("charges.{}", charge.kind),
        question,
        affects: "entered value".into(),
    };
    let amount = charge
        .amount
        .ok_or_else(|| ask(format!("What is the amount of the {}?", charge.kind.replace('_', " "))))?;
    match charge.currency {
        None => Ok(amount),
        Some(currency) if currency == rate.currency => Ok(amount),
        Some(Currency::USD) => Ok(cocket_base::Round::HalfUp.to(rate.from_usd(amount), 2)),
        Some(other) => Err(ask(format!(
            "The {} is in {other}; how much is it in {}?",
            charge.kind.replace('_', " "),
            rate.currency
        ))),
    }
}

fn tax(invoice: &Invoice, row: &Adjustment) -> Option<Finding> {
    let text = format!(
        "«{}» of {} stands on the invoice; a foreign tax that is refunded on export is no part of the price",
        row.text.trim(),
        row.amount.value
    );
    let finding = Finding::warn("INVOICE_TAX", row.amount.place.clone().at_item(invoice.file.clone()), text);
    (!row.amount.value.is_zero())
        .then(|| finding.with_remedy("ask whether the tax is refunded to the seller"))
}

fn unknown_row(invoice: &Invoice, row: &Adjustment) -> Option<Finding> {
    let text = format!(
        "«{}» of {} is neither goods, discount, freight nor packing",
        row.text.trim(),
        row.amount.value
    );
    let finding =
        Finding::block("INVOICE_ROW_UNKNOWN", row.amount.place.clone().at_item(invoice.file.clone()), text);
    (!row.amount.value.is_zero())
        .then(|| finding.with_remedy("say what the amount is for: it may belong to the value"))
}
