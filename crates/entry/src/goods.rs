//! The goods of a packet, line by line: the invoice line joined with what is known of its part.

use cocket_base::ids::{Country, TariffNumber};
use cocket_base::{Decimal, Finding, Place, Quantity, Unit};
use cocket_intake::facts::{Invoice, InvoiceLine, Packet, PackingRow, Sourced};
use cocket_law::Pack;

use crate::answers::Answers;
use crate::known::{Giver, Known};
use crate::part_facts::{PartFacts, missing_at};

/// One line of goods with everything known of it.
pub struct Goods<'p> {
    /// Index of its invoice in the packet.
    pub invoice_at: usize,
    /// Its invoice.
    pub invoice: &'p Invoice,
    /// Its line on the paper.
    pub line: &'p InvoiceLine,
    /// Part number without stray blanks.
    pub part_no: &'p str,
    /// What is known of the part.
    pub facts: PartFacts,
    /// Statistical number, when known.
    pub hts: Option<Known<TariffNumber>>,
    /// Origin, when known.
    pub origin: Option<Known<Country>>,
    /// Quantity in the paper's unit, when both are known.
    pub quantity: Option<Quantity>,
    /// Net weight of the line in kg, when a paper or the master tells.
    pub net_kg: Option<Known<Decimal>>,
    /// Gross weight of the line in kg, when the packing list tells.
    pub gross_kg: Option<Known<Decimal>>,
    /// Contents of the line in liters, when a paper tells.
    pub liters: Option<Known<Decimal>>,
    /// Weight of contents and containers in kg, when the packing list gives the container's weight.
    pub with_container_kg: Option<Decimal>,
}

/// All goods of the packet in invoice order, and what was noticed while joining.
pub fn gather<'p>(
    packet: &'p Packet,
    answers: &Answers,
    law: &Pack,
    findings: &mut Vec<Finding>,
) -> Vec<Goods<'p>> {
    let mut goods: Vec<Goods<'p>> = Vec::new();
    for (invoice_at, invoice) in packet.invoices.iter().enumerate() {
        for line in &invoice.lines {
            let part_no = line.part.value.trim();
            let master = packet.parts.iter().find(|part| part.part_no.trim().eq_ignore_ascii_case(part_no));
            let mut unreadable = Vec::new();
            let facts = PartFacts::gather(part_no, master, answers, law, &mut unreadable);
            let first = !goods.iter().any(|before| before.part_no.eq_ignore_ascii_case(part_no));
            findings.extend(unreadable.into_iter().filter(|_| first));
            let origin = origin(invoice, line, &facts);
            let quantity = quantity(line, &facts);
            goods.push(Goods {
                invoice_at,
                invoice,
                line,
                part_no,
                hts: facts.hts.clone(),
                origin,
                quantity,
                facts,
                net_kg: None,
                gross_kg: None,
                liters: None,
                with_container_kg: None,
            });
        }
    }
    weigh(packet, &mut goods);
    notice(&goods, findings);
    goods
}

/// True when the list of parts names the part.
pub fn names(parts: &[String], part_no: &str) -> bool {
    parts.iter().any(|part| part.trim().eq_ignore_ascii_case(part_no))
}

/// A person's answer first, then the line, then the invoice's statement for all goods, then the master.
fn origin(invoice: &Invoice, line: &InvoiceLine, facts: &PartFacts) -> Option<Known<Country>> {
    let answered = facts.origin.clone().filter(|origin| origin.from == Giver::Person);
    let paper = line.origin.as_ref().or(invoice.origin_of_all.as_ref());
    let paper = paper.map(|origin| Known::new(origin.value, Giver::Paper, origin.place.clone()));
    answered.or(paper).or(facts.origin.clone())
}

fn quantity(line: &InvoiceLine, facts: &PartFacts) -> Option<Quantity> {
    let amount =
        facts.quantity.as_ref().map(|known| known.value).or(line.quantity.as_ref().map(|q| q.value))?;
    // A bare figure on an invoice counts pieces; the reading of the line says so where it matters.
    let unit = line.unit.as_ref().map_or(Unit::PIECES, |unit| unit.value);
    Some(Quantity::new(amount, unit))
}

/// Net weight per line: the invoice's own figure, else the packing list's for the part, shared over the part's lines by
/// quantity, else pieces times the master's weight.
fn weigh(packet: &Packet, goods: &mut [Goods<'_>]) {
    let weights: Vec<Option<Known<Decimal>>> = goods
        .iter()
        .map(|one| {
            on_invoice(one)
                .or_else(|| packed(packet, goods, one, |row| row.net_kg.as_ref()))
                .or_else(|| by_master(one))
        })
        .collect();
    let liters: Vec<Option<Known<Decimal>>> =
        goods.iter().map(|one| packed(packet, goods, one, |row| row.liters.as_ref())).collect();
    let gross: Vec<Option<Known<Decimal>>> =
        goods.iter().map(|one| packed(packet, goods, one, |row| row.gross_kg.as_ref())).collect();
    for (((one, weight), liters), gross) in goods.iter_mut().zip(weights).zip(liters).zip(gross) {
        one.gross_kg = gross;
        let tare = containers(packet, one);
        one.with_container_kg = weight.as_ref().zip(tare).map(|(kg, tare)| kg.value + tare);
        one.net_kg = weight;
        one.liters = liters;
    }
}

/// Weight of all containers of a line: pieces times the weight of one.
fn containers(packet: &Packet, one: &Goods<'_>) -> Option<Decimal> {
    let rows = packet.packing_lists.iter().flat_map(|list| &list.rows);
    let each = rows
        .filter(|row| row.part.value.trim().eq_ignore_ascii_case(one.part_no))
        .find_map(|row| row.tare_each_kg.as_ref())?;
    one.quantity?.to(Unit::NUMBER).ok()?.amount.checked_mul(each.value)
}

fn on_invoice(goods: &Goods<'_>) -> Option<Known<Decimal>> {
    let weight = goods.line.net_kg.as_ref()?;
    Some(Known::new(weight.value, Giver::Paper, weight.place.clone()))
}

/// A figure of the packing list for the part, shared over the part's lines by quantity.
fn packed(
    packet: &Packet,
    all: &[Goods<'_>],
    one: &Goods<'_>,
    figure: impl Fn(&PackingRow) -> Option<&Sourced<Decimal>>,
) -> Option<Known<Decimal>> {
    let rows = packet.packing_lists.iter().flat_map(|list| &list.rows);
    let rows: Vec<_> = rows.filter(|row| row.part.value.trim().eq_ignore_ascii_case(one.part_no)).collect();
    let weighed: Option<Vec<Decimal>> = rows.iter().map(|row| figure(row).map(|given| given.value)).collect();
    let total: Decimal = weighed.filter(|kg| !kg.is_empty())?.into_iter().sum();
    let same: Vec<&Goods<'_>> =
        all.iter().filter(|other| other.part_no.eq_ignore_ascii_case(one.part_no)).collect();
    let amounts: Option<Vec<Decimal>> = same.iter().map(|other| other.quantity.map(|q| q.amount)).collect();
    let share = match (same.len(), amounts) {
        (1, _) => total,
        (_, Some(amounts)) => {
            let at = same.iter().position(|other| std::ptr::eq(other.line, one.line))?;
            *cocket_base::prorate(total, &amounts, 3).get(at)?
        }
        _ => return None,
    };
    let place = figure(rows.first()?)?.place.clone();
    Some(Known::new(share, Giver::Paper, place))
}

fn by_master(goods: &Goods<'_>) -> Option<Known<Decimal>> {
    let pieces = goods.quantity?.to(Unit::NUMBER).ok()?.amount;
    let weight = pieces.checked_mul(goods.facts.net_kg_each?)?;
    Some(Known::new(weight, Giver::Master, Place::item(goods.part_no).at_field("net_kg_each")))
}

/// Facts that are missing or at odds, once per part.
fn notice(goods: &[Goods<'_>], findings: &mut Vec<Finding>) {
    for (at, one) in goods.iter().enumerate() {
        if goods[..at].iter().any(|before| before.part_no.eq_ignore_ascii_case(one.part_no)) {
            continue;
        }
        let place = missing_at(&one.line.place, one.part_no);
        let part = one.part_no;
        findings.extend(missing_number(one, &place));
        if one.origin.is_none() {
            let text = format!("{part} has no origin on the invoice nor in the product master");
            findings.push(
                Finding::block("MISSING_ORIGIN", place.clone(), text)
                    .with_remedy("ask the seller where the goods were made"),
            );
        }
        findings.extend(conflicts(one, &place));
    }
}

fn missing_number(one: &Goods<'_>, place: &Place) -> Option<Finding> {
    if one.hts.is_some() {
        return None;
    }
    let hint = one
        .line
        .hs
        .as_ref()
        .map(|hs| format!("; the seller's {} is no classification and may cover several rates", hs.value))
        .unwrap_or_default();
    let part = one.part_no;
    let (code, text) = if one.facts.in_master {
        ("MISSING_CLASSIFICATION", format!("{part} has no tariff number in the product master{hint}"))
    } else {
        ("MISSING_PART", format!("{part} is not in the product master{hint}"))
    };
    Some(Finding::block(code, place.clone(), text).with_remedy("classify the goods: ask, do not guess"))
}

fn conflicts(one: &Goods<'_>, place: &Place) -> Vec<Finding> {
    let mut findings = Vec::new();
    let part = one.part_no;
    // A number that a person gave was given with the paper at hand.
    let ours = one.hts.as_ref().filter(|hts| hts.from != Giver::Person);
    if let (Some(ours), Some(theirs)) = (ours, &one.line.hs) {
        let shared = theirs.value.len().min(6);
        if ours.value.prefix(shared) != theirs.value.prefix(shared) {
            let text = format!(
                "the invoice says {} for {part}, the {} says {}",
                theirs.value,
                ours.from.word(),
                ours.value
            );
            findings.push(
                Finding::warn("HTS_CONFLICT", place.clone(), text)
                    .with_remedy("look at the goods; the number of the client is used"),
            );
        }
    }
    let master = one.facts.origin.as_ref().filter(|origin| origin.from == Giver::Master);
    if let (Some(used), Some(master)) = (&one.origin, master)
        && used.value != master.value
    {
        let text = format!(
            "the papers say {} for {part}, the product master {}; the papers are used",
            used.value, master.value
        );
        findings.push(
            Finding::warn("ORIGIN_CONFLICT", place.clone(), text)
                .with_remedy("confirm where these goods were made"),
        );
    }
    findings
}
