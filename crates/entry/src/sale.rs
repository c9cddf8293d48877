//! The sale behind a packet, as appraisement wants it: lines, discounts and charges in one currency.

use cocket_base::{Currency, Decimal, Finding, Need, Place};
use cocket_filing::edits::EditBook;
use cocket_intake::facts::{Adjustment, AdjustmentKind, Invoice, Packet};
use cocket_intake::packet::{Charge as HeaderCharge, PacketHeader};
use cocket_rules::AsOf;
use cocket_rules::value::{Charge, ChosenRate, Discount, Sale, SaleLine, read_terms};

use crate::answers::{Answers, yes_no};
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

/// The term of delivery: the header's, else the first one that a paper prints. One that no table knows was told with the
/// header's codes.
pub fn term(packet: &Packet, as_of: AsOf<'_>) -> Option<String> {
    let header = packet.header.terms.as_ref().and_then(|terms| terms.incoterm.clone());
    if header.as_deref().is_some_and(|term| as_of.pack.incoterm(term, as_of.day, as_of.known).is_err()) {
        return None;
    }
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
    rate: Option<&ChosenRate>,
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
    for (at, charge) in packet.header.charges.iter().enumerate() {
        let named = format!("charges[{at}]");
        // A kind that no table knows was told with the header's codes.
        if as_of.pack.charge_kind(&charge.kind, as_of.day, as_of.known).is_err() {
            continue;
        }
        match in_currency(charge, rate, &named)
            .and_then(|amount| header_charge(charge, amount, &separate, named))
        {
            Ok(charge) => sale.charges.push(charge),
            Err(need) => needs.push(need),
        }
    }
    sale.charges.extend(remarked(&packet.header, as_of, &remarks, &sale.charges));
    (sale, needs)
}

/// Freight and insurance that only the invoice's own remark shows to be in the price.
fn remarked(
    header: &PacketHeader,
    as_of: AsOf<'_>,
    remarks: &[&Adjustment],
    known: &[Charge],
) -> Vec<Charge> {
    let unknown = |row: &&&Adjustment| !known.iter().any(|charge| charge.amount == row.amount.value);
    let freight =
        header.mode.as_deref().and_then(|mode| EditBook::starter().mode(mode, as_of.day, as_of.known));
    let freight = freight.map_or("international_freight", |mode| &*mode.freight);
    let kind = |row: &Adjustment| if row.kind == AdjustmentKind::Insurance { "insurance" } else { freight };
    let charge = |row: &&Adjustment| Charge { in_price: true, ..beside(kind(row), row.amount.value.abs()) };
    remarks.iter().filter(unknown).map(charge).collect()
}

/// The field that answers whether the discount of an invoice was taken.
pub const DISCOUNT_TAKEN: &str = "discount_taken";

/// The instructions that hold a word.
fn instructions<'p>(header: &'p PacketHeader, word: &'static str) -> impl Iterator<Item = &'p str> {
    header.instructions.iter().map(String::as_str).filter(move |text| text.to_lowercase().contains(word))
}

/// A discount counts when it was taken: by a person's answer, else by a printed total that already holds it.
fn discount(
    at: usize,
    invoice: &Invoice,
    row: &Adjustment,
    packet: &Packet,
    answers: &Answers,
    findings: &mut Vec<Finding>,
) -> Discount {
    let answer = answers.find(&invoice.file, DISCOUNT_TAKEN);
    let said = answer.and_then(|answer| yes_no(&answer.text()));
    let place = row.amount.place.clone().at_item(invoice.file.clone()).at_field(DISCOUNT_TAKEN);
    if let Some(answer) = answer.filter(|_| said.is_none()) {
        let text = format!("the answer «{}» to the discount is neither yes nor no", answer.text());
        findings
            .push(Finding::block("ANSWER_UNREADABLE", place.clone(), text).with_remedy("answer yes or no"));
    }
    let taken = said.or_else(|| row.in_total.then_some(true));
    // What the clerk wrote in words is shown beside the question and decides nothing.
    let words: Vec<&str> = instructions(&packet.header, "discount").collect();
    let beside = match words.as_slice() {
        [] => String::new(),
        words => format!("; the packet's instructions say: {}", words.join(" / ")),
    };
    let (named, remedy) = (row.text.trim(), "answer discount_taken with yes or no");
    if taken.is_none() && answer.is_none() {
        let text = format!(
            "Was this discount taken: {named}? It decides the entered value of the invoice's lines{beside}"
        );
        findings.push(Finding::block("MISSING_FACT", place, text).with_remedy(remedy));
    } else if said.is_none() && row.in_total {
        let text = format!("«{named}» is treated as taken because the printed total holds it{beside}");
        findings.push(Finding::warn("DISCOUNT_UNCONFIRMED", place, text).with_remedy(remedy));
    }
    let agreed = invoice.date.as_ref().map(|date| date.value).or(packet.header.dates.export);
    Discount { invoice: at, amount: row.amount.value.abs(), taken, agreed, text: row.text.trim().to_string() }
}

/// A charge of the header. When the invoice prints the same amount as a row of its own, the unit prices do not hold it.
fn header_charge(
    charge: &HeaderCharge,
    amount: Decimal,
    separate: &[&Adjustment],
    named: String,
) -> Result<Charge, Need> {
    let own_row = separate.iter().any(|row| row.amount.value == amount && !row.amount.value.is_zero());
    let in_price = charge.included_in_price.or(own_row.then_some(false)).ok_or_else(|| Need {
        fact: format!("{named}.included_in_price"),
        question: format!("Does the price hold the {} of {amount}?", charge.kind.replace('_', " ")),
        affects: "entered value".into(),
    })?;
    Ok(Charge {
        kind: charge.kind.clone(),
        amount,
        in_price: in_price && !own_row,
        paid_to_carrier: charge.paid_to_carrier,
        through_bill: charge.through_bill,
        belongs: charge.belongs,
        asked_as: Some(named),
        ..Charge::default()
    })
}

fn beside(kind: &str, amount: Decimal) -> Charge {
    Charge { kind: kind.into(), amount, ..Charge::default() }
}

/// A header charge in the sale's currency; as it stands while the rate is not known.
fn in_currency(charge: &HeaderCharge, rate: Option<&ChosenRate>, named: &str) -> Result<Decimal, Need> {
    let ask = |question: String| Need {
        fact: format!("{named}.amount"),
        question,
        affects: "entered value".into(),
    };
    let amount = charge
        .amount
        .ok_or_else(|| ask(format!("What is the amount of the {}?", charge.kind.replace('_', " "))))?;
    let Some(rate) = rate else { return Ok(amount) };
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
