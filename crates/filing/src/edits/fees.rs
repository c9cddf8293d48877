//! Classes of fees and taxes, the harbor maintenance fee, and fees that only add up: records 34, 60, 62 and 89;
//! 26 USC 4461; 19 CFR 24.24.

use std::collections::{BTreeMap, BTreeSet};

use cocket_base::Place;
use cocket_law::Hmf;

use super::Edit;
use super::case::{Case, Hits, numbered, shown, times, total_of};
use crate::declaration::{EntryLine, Fee};

pub(super) const EDITS: &[Edit] = &[
    Edit::new("248", class_missing),
    Edit::new("249", class_unknown),
    Edit::new("250", class_out_of_place),
    Edit::new("254", class_twice),
    Edit::new("253", amount_unsendable),
    Edit::new("481", hmf_not_for_type),
    Edit::new("482", hmf_not_for_mode),
    Edit::new("600", hmf_missing),
    Edit::new("601", hmf_mismatch),
    Edit::new("602", hmf_too_small),
    Edit::new("719", hmf_total),
    Edit::new("716", total_missing),
    Edit::new("717", total_without_lines),
    Edit::new("720", total_mismatch),
    Edit::new("531", tax_class_missing),
    Edit::new("532", tax_class_unknown),
    Edit::new("477", tax_unsendable),
];

/// The class that plays a part in the law, as in `class_hmf`.
pub(super) fn class<'a>(case: &'a Case<'_>, part: &str) -> &'a str {
    case.ctx.book.list(part, case.day(), case.ctx.known).first().map_or("", |code| code)
}

/// Every fee with its place: those of the lines, then those of the header.
fn all<'a>(case: &'a Case<'_>) -> impl Iterator<Item = (Place, bool, &'a Fee)> {
    let of_line = |line: &'a EntryLine| {
        numbered(&line.fees).map(|(at, fee)| {
            (Place::item(format!("line {}", line.number)).at_field(format!("fees.{at}")), true, fee)
        })
    };
    let header = numbered(&case.summary.totals.fees)
        .map(|(at, fee)| (Place::field(format!("totals.fees.{at}")), false, fee));
    case.summary.lines.iter().flat_map(of_line).chain(header)
}

fn class_missing(case: &Case<'_>, hits: &mut Hits) {
    for (place, _, fee) in all(case).filter(|(_, _, fee)| fee.class.is_empty()) {
        hits.found.push((place, format!("a fee of {} has no class", fee.amount)));
    }
}

/// The record that a class travels in, when the class is known.
fn record<'a>(case: &'a Case<'_>, class: &str) -> Option<&'a str> {
    case.ctx.law.fee_classes().get(class)?.column("record")
}

fn class_unknown(case: &Case<'_>, hits: &mut Hits) {
    let unknown = |fee: &Fee| !fee.class.is_empty() && record(case, &fee.class).is_none();
    for (place, _, fee) in all(case).filter(|(_, _, fee)| unknown(fee)) {
        hits.found.push((place, format!("«{}» is no class of fee", fee.class)));
    }
}

/// Lines take the classes of records 61 and 62, the header those and the flat ones of record 34.
fn class_out_of_place(case: &Case<'_>, hits: &mut Hits) {
    for (place, on_line, fee) in all(case) {
        let Some(record) = record(case, &fee.class) else { continue };
        let at_home =
            if on_line { matches!(record, "61" | "62") } else { matches!(record, "34" | "61" | "62") };
        if !at_home {
            hits.found.push((place, format!("class {} belongs into record {record}", fee.class)));
        }
    }
}

fn twice(fees: &[Fee]) -> impl Iterator<Item = (usize, &Fee)> {
    let mut seen = BTreeSet::new();
    numbered(fees).filter(move |(_, fee)| !fee.class.is_empty() && !seen.insert(&fee.class))
}

fn class_twice(case: &Case<'_>, hits: &mut Hits) {
    for line in &case.summary.lines {
        for (at, fee) in twice(&line.fees) {
            hits.line(line, format!("fees.{at}"), format!("class {} stands there twice", fee.class));
        }
    }
    for (at, fee) in twice(&case.summary.totals.fees) {
        hits.header(format!("totals.fees.{at}"), format!("class {} stands there twice", fee.class));
    }
}

fn amount_unsendable(case: &Case<'_>, hits: &mut Hits) {
    for (place, on_line, fee) in all(case) {
        if !case.fits(fee.amount.as_dollars(), if on_line { "fee" } else { "duty" }) {
            hits.found.push((place, format!("a fee of {} dollars", fee.amount)));
        }
    }
}

/// Fees of a class over all lines, in cents.
pub(super) fn on_lines(case: &Case<'_>, class: &str) -> i128 {
    total_of(case.summary.lines.iter().flat_map(|line| &line.fees), class)
}

/// Fees of a class on the header, in cents.
pub(super) fn on_header(case: &Case<'_>, class: &str) -> i128 {
    total_of(&case.summary.totals.fees, class)
}

/// A line's fee of a class, in cents; zero when it has none.
pub(super) fn on_line(line: &EntryLine, class: &str) -> i128 {
    total_of(&line.fees, class)
}

fn hmf<'a>(case: &Case<'a>) -> Option<&'a Hmf> {
    case.ctx.law.hmf(case.day(), case.ctx.known).ok().map(|row| &row.value)
}

fn pays_by_type(case: &Case<'_>, hmf: &Hmf) -> bool {
    !hmf.types_without.iter().any(|entry_type| **entry_type == *case.summary.entry_type)
}

fn pays_by_mode(case: &Case<'_>, hmf: &Hmf) -> bool {
    hmf.modes.iter().any(|mode| **mode == *case.summary.mode)
}

fn hmf_not_for_type(case: &Case<'_>, hits: &mut Hits) {
    let (Some(hmf), class) = (hmf(case), class(case, "class_hmf")) else { return };
    for line in case.summary.lines.iter().filter(|line| on_line(line, class) != 0 && !pays_by_type(case, hmf))
    {
        hits.line(line, "fees", format!("harbor maintenance fee with type {}", case.summary.entry_type));
    }
}

fn hmf_not_for_mode(case: &Case<'_>, hits: &mut Hits) {
    let (Some(hmf), class) = (hmf(case), class(case, "class_hmf")) else { return };
    let charged = |line: &&EntryLine| on_line(line, class) != 0;
    if pays_by_type(case, hmf) && !pays_by_mode(case, hmf) {
        for line in case.summary.lines.iter().filter(charged) {
            hits.line(line, "fees", format!("harbor maintenance fee with mode {}", case.summary.mode));
        }
    }
}

/// What each line owes, where the summary owes it at all.
fn hmf_due<'a>(case: &Case<'a>) -> Option<Vec<(&'a EntryLine, i128)>> {
    let hmf = hmf(case).filter(|hmf| pays_by_type(case, hmf) && pays_by_mode(case, hmf))?;
    let lines = case.summary.lines.iter();
    Some(
        lines
            .filter_map(|line| Some((line, i128::from(times(line.entered_value, hmf.rate)?.get()))))
            .collect(),
    )
}

fn is_collected(case: &Case<'_>, cents: i128) -> bool {
    hmf(case).is_some_and(|hmf| cents > i128::from(hmf.nothing_at_or_under.get()))
}

fn hmf_missing(case: &Case<'_>, hits: &mut Hits) {
    let (Some(due), class) = (hmf_due(case), class(case, "class_hmf")) else { return };
    if is_collected(case, due.iter().map(|(_, fee)| fee).sum()) {
        for (line, fee) in due.into_iter().filter(|(line, fee)| *fee > 0 && on_line(line, class) == 0) {
            hits.line(line, "fees", format!("{} is due, none is charged", shown(fee)));
        }
    }
}

fn hmf_mismatch(case: &Case<'_>, hits: &mut Hits) {
    let (Some(due), class) = (hmf_due(case), class(case, "class_hmf")) else { return };
    for (line, fee) in due {
        let charged = on_line(line, class);
        if charged != 0 && charged != fee {
            hits.line(line, "fees", format!("{} is due, {} is charged", shown(fee), shown(charged)));
        }
    }
}

fn hmf_too_small(case: &Case<'_>, hits: &mut Hits) {
    let class = class(case, "class_hmf");
    let (lines, header) = (on_lines(case, class), on_header(case, class));
    if header != 0 && lines != 0 && !is_collected(case, lines) {
        hits.header("totals.fees", format!("a fee of {} is not collected", shown(lines)));
    }
}

fn hmf_total(case: &Case<'_>, hits: &mut Hits) {
    let class = class(case, "class_hmf");
    let (lines, header) = (on_lines(case, class), on_header(case, class));
    if lines != header && lines != 0 && is_collected(case, lines) {
        hits.header(
            "totals.fees",
            format!("the lines come to {}, the total says {}", shown(lines), shown(header)),
        );
    }
}

/// Classes of the lines that are neither of the two fees with rules of their own.
fn other_classes<'a>(case: &'a Case<'_>) -> BTreeMap<&'a str, i128> {
    let own = [class(case, "class_mpf"), class(case, "class_hmf")];
    let fees = case.summary.lines.iter().flat_map(|line| &line.fees);
    let others = fees.filter(|fee| !fee.class.is_empty() && !own.contains(&fee.class.as_str()));
    others.map(|fee| (fee.class.as_str(), on_lines(case, &fee.class))).collect()
}

fn has_total(case: &Case<'_>, class: &str) -> bool {
    case.summary.totals.fees.iter().any(|fee| fee.class == class)
}

fn total_missing(case: &Case<'_>, hits: &mut Hits) {
    for (class, sum) in other_classes(case).into_iter().filter(|(class, _)| !has_total(case, class)) {
        hits.header("totals.fees", format!("class {class} of {} has no total", shown(sum)));
    }
}

fn total_without_lines(case: &Case<'_>, hits: &mut Hits) {
    for (at, fee) in numbered(&case.summary.totals.fees) {
        let of_lines = record(case, &fee.class).is_some_and(|record| matches!(record, "61" | "62"));
        let carried =
            case.summary.lines.iter().flat_map(|line| &line.fees).any(|line_fee| line_fee.class == fee.class);
        if of_lines && !carried && !fee.amount.is_zero() {
            hits.header(format!("totals.fees.{at}"), format!("no line carries class {}", fee.class));
        }
    }
}

fn total_mismatch(case: &Case<'_>, hits: &mut Hits) {
    for (class, sum) in other_classes(case).into_iter().filter(|(class, _)| has_total(case, class)) {
        let stated = on_header(case, class);
        if stated != sum {
            hits.header(
                "totals.fees",
                format!("class {class} comes to {}, the total says {}", shown(sum), shown(stated)),
            );
        }
    }
}

fn each_tax(case: &Case<'_>, hits: &mut Hits, fault: impl Fn(&Fee) -> Option<String>) {
    for line in &case.summary.lines {
        for (at, tax) in numbered(&line.taxes) {
            if let Some(text) = fault(tax) {
                hits.line(line, format!("taxes.{at}"), text);
            }
        }
    }
}

fn tax_class_missing(case: &Case<'_>, hits: &mut Hits) {
    each_tax(case, hits, |tax| tax.class.is_empty().then(|| format!("a tax of {} has no class", tax.amount)));
}

fn tax_class_unknown(case: &Case<'_>, hits: &mut Hits) {
    each_tax(case, hits, |tax| {
        let sound = tax.class.is_empty() || record(case, &tax.class) == Some("60");
        (!sound).then(|| format!("«{}» is no class of tax", tax.class))
    });
}

fn tax_unsendable(case: &Case<'_>, hits: &mut Hits) {
    each_tax(case, hits, |tax| {
        (!case.fits(tax.amount.as_dollars(), "duty")).then(|| format!("a tax of {} dollars", tax.amount))
    });
}
