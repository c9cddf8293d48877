//! Merging: entry lines that stand for several invoice lines.
//!
//! Goods of one tariff classification, origin, claim, manufacturer, exportation and relationship may be declared as one
//! line (CBP 7501 instructions, block 27; 19 CFR 142.6). Whole-dollar values add up; duty is taken anew on the sum, which
//! can move a cent. Lines with AD/CVD cases, taxes or chapter 98 claims stay apart.

use cocket_filing::declaration::{EntryLine, ReportedQuantity};
use serde::{Deserialize, Serialize};

/// Whether invoice lines become one entry line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Merge {
    /// Each invoice line is an entry line.
    #[default]
    Never,
    /// Lines that differ in nothing the declaration states become one.
    Alike,
}

/// What two lines must share to be one, as text.
fn key(line: &EntryLine) -> Option<String> {
    let apart = !line.deposits.is_empty()
        || !line.taxes.is_empty()
        || line.tariffs.iter().any(|t| t.number.chapter() == 98);
    if apart || line.tariffs.is_empty() {
        return None;
    }
    let numbers: Vec<String> =
        line.tariffs.iter().map(|tariff| format!("{} {}", tariff.number, tariff.rate)).collect();
    let units: Vec<&str> =
        line.tariffs.iter().flat_map(|t| t.quantities.iter().map(|q| q.printed.as_str())).collect();
    let parts = [
        numbers.join("+"),
        units.join(","),
        format!(
            "{:?} {:?} {:?} {:?} {:?}",
            line.origin, line.export_country, line.export_date, line.spi, line.related
        ),
        format!("{:?}", line.manufacturer),
    ];
    Some(parts.join("|"))
}

/// Groups of indices that become one line each, in the order of their first members.
pub fn groups(lines: &[EntryLine], merge: Merge) -> Vec<Vec<usize>> {
    let mut groups: Vec<(Option<String>, Vec<usize>)> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let key = if merge == Merge::Alike { key(line) } else { None };
        match groups.iter_mut().find(|(known, _)| key.is_some() && *known == key) {
            Some((_, members)) => members.push(at),
            None => groups.push((key, vec![at])),
        }
    }
    groups.into_iter().map(|(_, members)| members).collect()
}

/// Joins lines of a group into the first one: sums of values, quantities and weights. The duty is the caller's to take
/// anew.
pub fn join(lines: Vec<EntryLine>) -> Option<EntryLine> {
    let count = lines.len();
    let mut lines = lines.into_iter();
    let mut joined = lines.next()?;
    for line in lines {
        joined.entered_value += line.entered_value;
        joined.charges = joined.charges.zip(line.charges).map(|(a, b)| a + b);
        joined.gross_weight_kg = joined.gross_weight_kg.zip(line.gross_weight_kg).map(|(a, b)| a + b);
        for (ours, theirs) in joined.tariffs.iter_mut().zip(&line.tariffs) {
            ours.base += theirs.base;
            add_quantities(&mut ours.quantities, &theirs.quantities);
        }
        if !joined.description.contains(&line.description) {
            joined.description = format!("{}; {}", joined.description, line.description);
        }
        joined.sources.extend(line.sources);
    }
    if count > 1 {
        let parts: Vec<&str> = joined.sources.iter().map(|source| source.part.as_str()).collect();
        joined.merge_reason = Some(format!(
            "{count} invoice lines ({}) have the same tariff numbers, rates, origin, claim, manufacturer and export date",
            parts.join(", ")
        ));
    }
    Some(joined)
}

fn add_quantities(ours: &mut [ReportedQuantity], theirs: &[ReportedQuantity]) {
    for (a, b) in ours.iter_mut().zip(theirs) {
        a.quantity.amount += b.quantity.amount;
    }
}
