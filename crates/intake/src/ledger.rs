//! The sums of an invoice: does the printed total follow from its lines and adjustments, and which of them does it contain?

use cocket_base::{Decimal, Finding, Place};

use crate::facts::{Adjustment, Sourced};
use crate::numbers::close;
use crate::rows::SumKind;

/// What stands in an invoice, from the top.
#[derive(Clone, Debug)]
pub enum Event {
    /// A sheet or a group begins: sums may count from here.
    Boundary,
    /// A line with its amount.
    Line(Decimal),
    /// A printed sum.
    Sum(SumKind, Sourced<Decimal>),
    /// The adjustment of this index.
    Adjustment(usize),
}

/// The invoice's total as printed, with what was noticed about the sums.
#[derive(Clone, Debug, Default)]
pub struct Settled {
    /// The grand total.
    pub total: Option<Sourced<Decimal>>,
    /// Findings.
    pub findings: Vec<Finding>,
}

/// Printed sums, from the end, that are looked at as totals.
const MOST_TOTALS: usize = 50;
/// Beginnings, from the end, that a sum may count from.
const MOST_STARTS: usize = 200;
/// Adjustments that are tried in every combination to explain a total.
const MOST_COMBINED: usize = 10;

/// Settles the sums and tells each adjustment whether the total contains it. `file` is the place of a total that is missing.
pub fn settle(file: &Place, events: &[Event], adjustments: &mut [Adjustment], complete: bool) -> Settled {
    let mut settled = Settled::default();
    let lines = events.iter().filter(|event| matches!(event, Event::Line(_))).count();
    let candidates = candidates(events, adjustments);
    let chosen = choose(&candidates);
    for adjustment in adjustments.iter_mut() {
        adjustment.in_total = adjustment.in_prices;
    }
    let Some(chosen) = chosen else {
        if lines > 0 {
            let finding = Finding::warn(
                "TOTAL_MISSING",
                file.clone(),
                "no total is printed; the lines cannot be checked against it",
            );
            settled.findings.push(finding.with_remedy("compare the sum of the lines with what was paid"));
        }
        check_sums(events, adjustments, None, &mut settled.findings);
        return settled;
    };
    for (index, adjustment) in adjustments.iter_mut().enumerate() {
        adjustment.in_total |= chosen.contains.contains(&index);
    }
    if complete && !chosen.explained {
        settled.findings.push(mismatch(file, chosen, adjustments, lines));
    }
    check_sums(events, adjustments, Some(chosen.event), &mut settled.findings);
    settled.total = Some(chosen.printed.clone());
    settled
}

/// A printed total with what would explain it.
#[derive(Clone, Debug)]
struct Candidate {
    event: usize,
    printed: Sourced<Decimal>,
    base: Decimal,
    /// No line stands behind it.
    last: bool,
    explained: bool,
    contains: Vec<usize>,
}

/// The totals, and where none is printed the subtotals, each with the adjustments that lead to it.
fn candidates(events: &[Event], adjustments: &[Adjustment]) -> Vec<Candidate> {
    let mut found = Vec::new();
    let (mut base, mut before) = (Decimal::ZERO, Vec::new());
    let last_line = events.iter().rposition(|event| matches!(event, Event::Line(_)));
    let grand = |event: &Event| matches!(event, Event::Sum(SumKind::Total, _));
    let counts = |event: &Event| match event {
        Event::Sum(SumKind::Total, _) => true,
        Event::Sum(SumKind::Subtotal, _) => !events.iter().any(grand),
        _ => false,
    };
    let totals = events.iter().enumerate().rev().filter(|(_, event)| counts(event));
    let first = totals.take(MOST_TOTALS).last().map_or(usize::MAX, |(at, _)| at);
    for (at, event) in events.iter().enumerate() {
        match event {
            Event::Line(amount) => base += *amount,
            Event::Adjustment(index) => before.push(*index),
            Event::Sum(_, printed) if at >= first && counts(event) => {
                let contains = explain(base, &before, adjustments, printed.value);
                found.push(Candidate {
                    event: at,
                    printed: printed.clone(),
                    base,
                    last: last_line.is_none_or(|line| line < at),
                    explained: contains.is_some(),
                    contains: contains.unwrap_or_else(|| moving(&before, adjustments)),
                });
            }
            Event::Boundary | Event::Sum(..) => {}
        }
    }
    found
}

/// The last total that its lines explain; else the last one behind all lines; else the last.
fn choose(candidates: &[Candidate]) -> Option<&Candidate> {
    let explained = candidates.iter().rev().find(|candidate| candidate.last && candidate.explained);
    explained.or_else(|| candidates.iter().rev().find(|candidate| candidate.last)).or(candidates.last())
}

/// The adjustments that may move a total.
fn moving(before: &[usize], adjustments: &[Adjustment]) -> Vec<usize> {
    before.iter().copied().filter(|index| adjustments.get(*index).is_some_and(|a| !a.in_prices)).collect()
}

/// The adjustments that lead from the lines to the printed figure: all of them, none, or the only fitting choice.
fn explain(
    base: Decimal,
    before: &[usize],
    adjustments: &[Adjustment],
    printed: Decimal,
) -> Option<Vec<usize>> {
    let moving = moving(before, adjustments);
    let amount = |index: &usize| adjustments.get(*index).map_or(Decimal::ZERO, |a| a.amount.value);
    let sum = |chosen: &[usize]| base + chosen.iter().map(amount).sum::<Decimal>();
    if sum(&moving) == printed {
        return Some(moving);
    }
    if base == printed {
        // Nothing is added: a zero tax row belongs to the total all the same.
        return Some(moving.into_iter().filter(|index| amount(index).is_zero()).collect());
    }
    if moving.len() > MOST_COMBINED {
        return None;
    }
    let fits = (1_u32..1 << moving.len()).filter_map(|mask| {
        let chosen: Vec<usize> = moving
            .iter()
            .enumerate()
            .filter(|(bit, _)| mask & (1 << bit) != 0)
            .map(|(_, index)| *index)
            .collect();
        (sum(&chosen) == printed).then_some(chosen)
    });
    fits.max_by_key(Vec::len)
}

fn mismatch(file: &Place, chosen: &Candidate, adjustments: &[Adjustment], lines: usize) -> Finding {
    let moved: Decimal =
        chosen.contains.iter().filter_map(|index| adjustments.get(*index)).map(|a| a.amount.value).sum();
    let sum = chosen.base + moved;
    let printed = chosen.printed.value;
    let difference = (printed - sum).abs();
    let what = if moved.is_zero() { "lines" } else { "lines and adjustments" };
    let text = format!("printed total {printed:.2} but {what} sum to {sum:.2} (difference {difference:.2})");
    let place = Place { file: file.file.clone(), ..chosen.printed.place.clone() };
    let rounding = Decimal::new(1, 2) * Decimal::from(lines);
    if close(printed, sum, rounding) {
        return Finding::warn("TOTAL_ROUNDING", place, format!("{text}: no more than rounding of the lines"));
    }
    Finding::block("TOTAL_MISMATCH", place, text)
        .with_remedy("ask the seller which is right: the lines or the total")
}

/// Subtotals and carried sums must follow from some beginning: the invoice's, a page's, a group's.
fn check_sums(
    events: &[Event],
    adjustments: &[Adjustment],
    chosen: Option<usize>,
    findings: &mut Vec<Finding>,
) {
    let mut starts: Vec<Decimal> = vec![Decimal::ZERO];
    let (mut lines, mut moved) = (Decimal::ZERO, Decimal::ZERO);
    let mut since_last_sum = true;
    for (at, event) in events.iter().enumerate() {
        match event {
            Event::Boundary => starts.push(lines),
            Event::Line(amount) => {
                lines += *amount;
                since_last_sum = true;
            }
            Event::Adjustment(index) => {
                moved += adjustments
                    .get(*index)
                    .filter(|a| !a.in_prices)
                    .map_or(Decimal::ZERO, |a| a.amount.value);
            }
            Event::Sum(_, printed) => {
                let fits = |start: &Decimal| {
                    [lines - start, lines - start + moved]
                        .into_iter()
                        .any(|sum| close(sum, printed.value, Decimal::new(1, 2)))
                };
                let checked = chosen != Some(at) && since_last_sum;
                if checked && !starts.iter().rev().take(MOST_STARTS).chain(starts.first()).any(fits) {
                    let text = format!(
                        "the sum {:.2} does not follow from the rows above it (they sum to {:.2})",
                        printed.value,
                        lines + moved
                    );
                    let place = printed.place.clone();
                    findings.push(
                        Finding::warn("SUBTOTAL_MISMATCH", place, text)
                            .with_remedy("look whether a row is missing or misread"),
                    );
                }
                starts.push(lines);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::AdjustmentKind;

    fn sourced(cents: i64) -> Sourced<Decimal> {
        Sourced { value: Decimal::new(cents, 2), place: Place::default(), raw: String::new() }
    }

    fn adjustment(kind: AdjustmentKind, cents: i64, in_prices: bool) -> Adjustment {
        Adjustment { kind, amount: sourced(cents), text: String::new(), in_total: false, in_prices }
    }

    fn line(cents: i64) -> Event {
        Event::Line(Decimal::new(cents, 2))
    }

    #[test]
    fn a_discount_between_subtotal_and_total_is_inside() {
        let mut adjustments = [adjustment(AdjustmentKind::Discount, -113_230, false)];
        let events = [
            line(5_661_500),
            Event::Sum(SumKind::Subtotal, sourced(5_661_500)),
            Event::Adjustment(0),
            Event::Sum(SumKind::Total, sourced(5_548_270)),
        ];
        let settled = settle(&Place::file("a"), &events, &mut adjustments, true);
        assert!(settled.findings.is_empty(), "{:?}", settled.findings);
        assert!(adjustments[0].in_total);
        assert_eq!(settled.total.unwrap().value, Decimal::new(5_548_270, 2));
    }

    #[test]
    fn freight_behind_the_total_is_outside_and_a_remark_moves_nothing() {
        let mut adjustments = [
            adjustment(AdjustmentKind::Freight, 10_000, false),
            adjustment(AdjustmentKind::Insurance, 500, true),
        ];
        let events = [
            line(50_000),
            Event::Sum(SumKind::Total, sourced(50_000)),
            Event::Adjustment(0),
            Event::Adjustment(1),
        ];
        let settled = settle(&Place::file("a"), &events, &mut adjustments, true);
        assert!(settled.findings.is_empty());
        assert!(!adjustments[0].in_total && adjustments[1].in_total);
    }

    #[test]
    fn a_second_total_with_freight_is_the_grand_total() {
        let mut adjustments = [adjustment(AdjustmentKind::Freight, 10_000, false)];
        let events = [
            line(50_000),
            Event::Sum(SumKind::Total, sourced(50_000)),
            Event::Adjustment(0),
            Event::Sum(SumKind::Total, sourced(60_000)),
        ];
        let settled = settle(&Place::file("a"), &events, &mut adjustments, true);
        assert!(settled.findings.is_empty() && adjustments[0].in_total);
        assert_eq!(settled.total.unwrap().value, Decimal::new(60_000, 2));
    }

    #[test]
    fn a_wrong_total_blocks_and_says_by_how_much() {
        let events = [line(2_661_000), Event::Sum(SumKind::Total, sourced(2_670_000))];
        let settled = settle(&Place::file("a"), &events, &mut [], true);
        assert_eq!(settled.findings[0].code, "TOTAL_MISMATCH");
        assert_eq!(
            settled.findings[0].text,
            "printed total 26700.00 but lines sum to 26610.00 (difference 90.00)"
        );
        let events = [line(33), line(33), line(33), Event::Sum(SumKind::Total, sourced(100))];
        assert_eq!(settle(&Place::file("a"), &events, &mut [], true).findings[0].code, "TOTAL_ROUNDING");
    }

    #[test]
    fn page_and_group_sums_may_begin_anywhere_but_must_fit() {
        let sum = |kind, cents| Event::Sum(kind, sourced(cents));
        let events = [
            line(100),
            sum(SumKind::CarriedForward, 100),
            line(200),
            sum(SumKind::Page, 200),
            Event::Boundary,
            line(300),
            sum(SumKind::Subtotal, 300),
            line(5),
            sum(SumKind::CarriedForward, 777),
            sum(SumKind::Total, 605),
        ];
        let settled = settle(&Place::file("a"), &events, &mut [], true);
        assert_eq!(
            settled.findings.iter().map(|f| f.code.as_str()).collect::<Vec<_>>(),
            ["SUBTOTAL_MISMATCH"]
        );
    }
}
