//! Checks across the papers: do invoices, packing lists and transport papers tell the same story?

use std::collections::BTreeMap;

use cocket_base::{Decimal, Dimension, Finding, Place, Quantity, Unit};

use crate::facts::{Invoice, InvoiceLine, Packet, PackingList, PackingRow, Sourced, TextPaper};
use crate::numbers::close;

/// Every check across papers, in a fixed order.
pub fn all(packet: &Packet) -> Vec<Finding> {
    let mut findings = Vec::new();
    for invoice in &packet.invoices {
        duplicates(invoice, &mut findings);
    }
    for list in &packet.packing_lists {
        totals(list, &packet.texts, &mut findings);
    }
    quantities(packet, &mut findings);
    net_weights(packet, &mut findings);
    transport(packet, &mut findings);
    findings
}

/// The same part with the same quantity, price and amount twice on one invoice.
fn duplicates(invoice: &Invoice, findings: &mut Vec<Finding>) {
    let mut seen: BTreeMap<(String, String, Vec<Option<Decimal>>), u32> = BTreeMap::new();
    for line in invoice.lines.iter().filter(|line| !line.part.value.is_empty()) {
        let value =
            |figure: &Option<Sourced<Decimal>>| figure.as_ref().map(|figure| figure.value.normalize());
        let figures = vec![value(&line.quantity), value(&line.unit_price), value(&line.amount)];
        let description = line.description.as_ref().map(|d| crate::words::fold(&d.value)).unwrap_or_default();
        let row = line.place.row.unwrap_or(0);
        if let Some(first) = seen.insert((line.part.value.clone(), description, figures), row) {
            let text = format!(
                "{} stands with the same quantity, price and amount in rows {first} and {row}",
                line.part.value
            );
            let finding = Finding::warn("DUPLICATE_LINE", line.place.clone(), text);
            findings.push(finding.with_remedy("ask whether the goods were shipped twice or invoiced twice"));
        }
    }
}

/// Printed totals of a packing list against its rows; the transport papers tell which is right.
fn totals(list: &PackingList, texts: &[TextPaper], findings: &mut Vec<Finding>) {
    type Column = (&'static str, &'static str, fn(&PackingRow) -> Option<&Sourced<Decimal>>);
    let columns: [(Column, &Option<Sourced<Decimal>>); 3] = [
        (("packages", "", |row| row.packages.as_ref()), &list.printed_packages),
        (("net", " kg", |row| row.net_kg.as_ref()), &list.printed_net_kg),
        (("gross", " kg", |row| row.gross_kg.as_ref()), &list.printed_gross_kg),
    ];
    for ((name, unit, figure), printed) in columns {
        let Some(printed) = printed else { continue };
        let figures: Vec<Decimal> = list.rows.iter().filter_map(figure).map(|figure| figure.value).collect();
        let stated_outside =
            printed.place.row.is_some_and(|row| list.rows.iter().any(|r| r.place.row == Some(row)));
        // Figures that stand once for several rows make no sum.
        if figures.is_empty() || figures.len() < list.rows.len() || stated_outside {
            continue;
        }
        let sum: Decimal = figures.iter().sum();
        let rounding = Decimal::new(5, 3) * Decimal::from(figures.len() + 1);
        if close(sum, printed.value, if name == "packages" { Decimal::ZERO } else { rounding }) {
            continue;
        }
        let difference = printed.value - sum;
        let side = if difference.is_sign_negative() { "below" } else { "above" };
        let agreement = transport_agreement(name, sum, printed.value, texts);
        let text = format!(
            "printed {name} total {}{unit} is {}{unit} {side} the rows ({}{unit}){agreement}",
            printed.value.normalize(),
            difference.abs().normalize(),
            sum.normalize(),
        );
        let finding = Finding::warn("PACKING_TOTAL_MISMATCH", printed.place.clone(), text);
        findings.push(finding.with_remedy("ask the shipper which is right"));
    }
}

/// What the transport papers say to the two figures.
fn transport_agreement(name: &str, rows: Decimal, printed: Decimal, texts: &[TextPaper]) -> String {
    let figure =
        |paper: &TextPaper| if name == "gross" { paper.gross_kg.clone() } else { paper.packages.clone() };
    let papers =
        texts.iter().filter(|_| name != "net").filter_map(|paper| Some((paper, figure(paper)?.value)));
    let said: Vec<String> = papers
        .map(|(paper, value)| {
            let agrees = |other| close(value, other, Decimal::new(5, 1));
            let with = match (agrees(rows), agrees(printed)) {
                (true, _) => "agrees with the rows".to_string(),
                (false, true) => "agrees with the printed total".to_string(),
                (false, false) => format!("says {} and agrees with neither", value.normalize()),
            };
            format!("; the {} {with}", if paper.role.is_empty() { &paper.file } else { &paper.role })
        })
        .collect();
    said.concat()
}

/// A sum in a unit, or in a unit nobody named.
type Reading = (Option<Unit>, Decimal);

/// A sum of quantities: by unit where known, and whether every figure was read.
#[derive(Default)]
struct Counted {
    by_unit: BTreeMap<Option<String>, Decimal>,
    place: Place,
    complete: bool,
}

impl Counted {
    fn add(&mut self, quantity: Option<&Sourced<Decimal>>, unit: Option<Unit>, place: &Place) {
        if self.by_unit.is_empty() {
            (self.place, self.complete) = (place.clone(), true);
        }
        match quantity {
            Some(quantity) => {
                *self.by_unit.entry(unit.map(|unit| unit.printed().into())).or_default() += quantity.value
            }
            None => self.complete = false,
        }
    }

    /// The sums under each way of reading the units: as they stand when all are the same, and in pieces or kilograms.
    fn readings(&self) -> Vec<Reading> {
        let mut all = Vec::new();
        let unit = |name: &Option<String>| name.as_deref().and_then(|name| name.parse::<Unit>().ok());
        if let [(name, sum)] = self.by_unit.iter().collect::<Vec<_>>().as_slice() {
            all.push((unit(name), **sum));
        }
        for base in [Unit::PIECES, Unit::kg()] {
            let converted: Option<Vec<Decimal>> = self
                .by_unit
                .iter()
                .map(|(name, sum)| Some(Quantity::new(*sum, unit(name)?).to(base).ok()?.amount))
                .collect();
            if let Some(amounts) = converted {
                all.push((Some(base), amounts.into_iter().sum()));
            }
        }
        all
    }

    fn shown(&self) -> String {
        let one = |(unit, sum): (&Option<String>, &Decimal)| match unit {
            Some(unit) => format!("{} {unit}", sum.normalize()),
            None => sum.normalize().to_string(),
        };
        self.by_unit.iter().map(one).collect::<Vec<_>>().join(" + ")
    }
}

fn lines(packet: &Packet) -> impl Iterator<Item = &InvoiceLine> {
    packet.invoices.iter().flat_map(|invoice| &invoice.lines).filter(|line| !line.part.value.is_empty())
}

fn packing_rows(packet: &Packet) -> impl Iterator<Item = &PackingRow> {
    packet.packing_lists.iter().flat_map(|list| &list.rows).filter(|row| !row.part.value.is_empty())
}

/// Invoice quantities against the packing lists, summed per part; parts that stand on one side only.
fn quantities(packet: &Packet, findings: &mut Vec<Finding>) {
    let (mut sold, mut packed): (BTreeMap<&str, Counted>, BTreeMap<&str, Counted>) = Default::default();
    for line in lines(packet) {
        let unit = line.unit.as_ref().map(|unit| unit.value);
        sold.entry(&line.part.value).or_default().add(line.quantity.as_ref(), unit, &line.place);
    }
    for row in packing_rows(packet) {
        let unit = row.unit.as_ref().map(|unit| unit.value);
        packed.entry(&row.part.value).or_default().add(row.quantity.as_ref(), unit, &row.place);
    }
    if sold.is_empty() || packed.is_empty() {
        return;
    }
    for (part, invoiced) in &sold {
        match packed.get(part) {
            None => {
                let text = format!("{part} is invoiced but stands on no packing list");
                findings.push(
                    Finding::warn("PART_NOT_PACKED", invoiced.place.clone(), text)
                        .with_remedy("ask whether it was shipped"),
                );
            }
            Some(packing) if differ(invoiced, packing) => {
                let text = format!("invoice {}, packing list {}", invoiced.shown(), packing.shown());
                let finding = Finding::block("QTY_MISMATCH", packing.place.clone(), text);
                findings.push(finding.with_remedy("ask which quantity was shipped"));
            }
            Some(_) => {}
        }
    }
    for (part, packing) in packed.iter().filter(|(part, _)| !sold.contains_key(*part)) {
        let text = format!("{part} is packed but stands on no invoice");
        findings.push(
            Finding::warn("PART_NOT_INVOICED", packing.place.clone(), text)
                .with_remedy("ask for its invoice, or whether it is free of charge"),
        );
    }
}

/// True when both sides are known and no reading of their units makes them equal.
fn differ(invoiced: &Counted, packing: &Counted) -> bool {
    if !invoiced.complete || !packing.complete || invoiced.by_unit.is_empty() || packing.by_unit.is_empty() {
        return false;
    }
    let (a, b) = (invoiced.readings(), packing.readings());
    let comparable = |x: &Option<Unit>, y: &Option<Unit>| match (x, y) {
        (Some(x), Some(y)) => x == y || (x.converts_to(*y) && x.dimension() == Dimension::Count),
        _ => true,
    };
    let pairs: Vec<_> = a
        .iter()
        .flat_map(|x| b.iter().map(move |y| (x, y)))
        .filter(|(x, y)| comparable(&x.0, &y.0))
        .collect();
    let equal = |(x, y): &(&Reading, &Reading)| match (x.0, y.0) {
        (Some(unit), Some(other)) => Quantity::new(x.1, unit).to(other).is_ok_and(|q| q.amount == y.1),
        _ => x.1 == y.1,
    };
    !pairs.is_empty() && !pairs.iter().any(equal)
}

/// Net weights on the invoices against the packing lists, per part.
fn net_weights(packet: &Packet, findings: &mut Vec<Finding>) {
    let mut invoiced: BTreeMap<&str, (Decimal, bool)> = BTreeMap::new();
    for line in lines(packet) {
        let entry = invoiced.entry(&line.part.value).or_insert((Decimal::ZERO, true));
        match &line.net_kg {
            Some(net) => entry.0 += net.value,
            None => entry.1 = false,
        }
    }
    let mut packed: BTreeMap<&str, (Decimal, bool, &Place)> = BTreeMap::new();
    for row in packing_rows(packet) {
        let entry = packed.entry(&row.part.value).or_insert((Decimal::ZERO, true, &row.place));
        match &row.net_kg {
            Some(net) => entry.0 += net.value,
            None => entry.1 = false,
        }
    }
    for (part, (net, complete)) in &invoiced {
        let Some((packed, all, place)) = packed.get(part).filter(|_| *complete) else { continue };
        let tolerance = (packed.abs() / Decimal::from(200)).max(Decimal::new(5, 2));
        if *all && !close(*net, *packed, tolerance) {
            let text = format!(
                "net weight of {part}: invoice {} kg, packing list {} kg",
                net.normalize(),
                packed.normalize()
            );
            let finding = Finding::warn("WEIGHT_MISMATCH", (*place).clone(), text);
            findings.push(finding.with_remedy("ask which weight is right"));
        }
    }
}

/// Gross weight and packages of the transport papers against all packing lists together.
fn transport(packet: &Packet, findings: &mut Vec<Finding>) {
    type Figure = fn(&PackingRow) -> Option<&Sourced<Decimal>>;
    let sum = |printed: fn(&PackingList) -> Option<&Sourced<Decimal>>, row: Figure| -> Option<Vec<Decimal>> {
        let mut ways = vec![Decimal::ZERO, Decimal::ZERO];
        for list in &packet.packing_lists {
            let rows: Vec<Decimal> = list.rows.iter().filter_map(row).map(|figure| figure.value).collect();
            let by_rows = (!rows.is_empty()).then(|| rows.into_iter().sum::<Decimal>());
            let by_print = printed(list).map(|figure| figure.value);
            let (first, second) = (by_rows.or(by_print)?, by_print.or(by_rows)?);
            for (way, add) in ways.iter_mut().zip([first, second]) {
                *way += add;
            }
        }
        Some(ways)
    };
    if packet.packing_lists.is_empty() {
        return;
    }
    let gross = sum(|list| list.printed_gross_kg.as_ref(), |row| row.gross_kg.as_ref());
    let packages = sum(|list| list.printed_packages.as_ref(), |row| row.packages.as_ref());
    for paper in &packet.texts {
        let name = if paper.role.is_empty() { &paper.file } else { &paper.role };
        if let (Some(stated), Some(ways)) = (&paper.gross_kg, &gross) {
            let tolerance = (stated.value.abs() / Decimal::from(1000)).max(Decimal::ONE);
            if !ways.iter().any(|way| close(*way, stated.value, tolerance)) {
                let text = format!(
                    "gross weight: {name} {} kg, packing list {} kg",
                    stated.value.normalize(),
                    shown(ways)
                );
                findings.push(
                    Finding::warn("GROSS_WEIGHT_MISMATCH", stated.place.clone(), text)
                        .with_remedy("ask which weight is right"),
                );
            }
        }
        if let (Some(stated), Some(ways)) = (&paper.packages, &packages)
            && !ways.contains(&stated.value)
        {
            let text = format!("packages: {name} {}, packing list {}", stated.value.normalize(), shown(ways));
            findings.push(
                Finding::warn("PACKAGES_MISMATCH", stated.place.clone(), text)
                    .with_remedy("ask how many packages were shipped"),
            );
        }
    }
}

fn shown(ways: &[Decimal]) -> String {
    ways.first().map(|way| way.normalize().to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(figures: &[(i64, Option<&str>)]) -> Counted {
        let mut counted = Counted::default();
        for (amount, unit) in figures {
            let figure =
                Sourced { value: Decimal::from(*amount), place: Place::default(), raw: String::new() };
            counted.add(Some(&figure), unit.map(|unit| unit.parse().unwrap()), &Place::default());
        }
        counted
    }

    #[test]
    fn quantities_agree_in_any_unit_that_converts() {
        assert!(!differ(&counted(&[(50, Some("doz."))]), &counted(&[(600, Some("pcs"))])));
        assert!(!differ(&counted(&[(50, Some("doz."))]), &counted(&[(600, None)])));
        assert!(!differ(&counted(&[(40, Some("doz."))]), &counted(&[(40, None)])));
        assert!(!differ(&counted(&[(1, Some("doz.")), (12, Some("pcs"))]), &counted(&[(24, Some("pcs"))])));
        assert!(
            !differ(&counted(&[(2400, Some("m"))]), &counted(&[(24, Some("pcs"))])),
            "meters and rolls are not compared"
        );
        assert!(differ(&counted(&[(5000, Some("pcs"))]), &counted(&[(4800, Some("pcs"))])));
        assert!(differ(&counted(&[(5000, Some("pcs"))]), &counted(&[(4800, None)])));
    }
}
