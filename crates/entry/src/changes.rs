//! Changes of law just ahead of an entry: what the same goods would owe when entered a little later.

use cocket_base::{Date, Finding, Place};
use cocket_tariff::engine::{RateQuestion, Tariff};
use jiff::ToSpan;

use crate::duty::stack;
use crate::goods::Goods;

/// How far ahead a change is worth a word: a shipment delayed by six weeks meets it.
const DAYS_AHEAD: i64 = 45;

/// Notes every day within reach on which the reported numbers of some line change, with the lines' origin.
pub fn ahead(
    tariff: &Tariff,
    questions: &[(usize, RateQuestion)],
    goods: &[Goods<'_>],
    entry: Date,
    known: Date,
    findings: &mut Vec<Finding>,
) {
    let Ok(last) = entry.checked_add(DAYS_AHEAD.days()) else { return };
    let days = change_days(tariff, entry, last);
    let mut before: Vec<_> = questions.iter().map(|(_, question)| stack(tariff, question, known)).collect();
    for day in days {
        let mut changed = Vec::new();
        for ((at, question), before) in questions.iter().zip(&mut before) {
            let after = stack(tariff, &RateQuestion { entry_date: day, ..question.clone() }, known);
            if after.is_some() && after != *before {
                changed.push(*at);
                *before = after;
            }
        }
        findings.extend(note(day, &changed, questions.len(), goods, entry));
    }
}

/// Days after `entry` up to `last` on which a rate row of some measure starts, or the day after one ends.
fn change_days(tariff: &Tariff, entry: Date, last: Date) -> Vec<Date> {
    let rows = tariff.measures.headings.iter().flat_map(|heading| &heading.rates);
    let edges =
        rows.flat_map(|row| [row.window.from, row.window.until.and_then(|until| until.tomorrow().ok())]);
    let mut days: Vec<Date> = edges.flatten().filter(|day| entry < *day && *day <= last).collect();
    days.sort_unstable();
    days.dedup();
    days
}

fn note(day: Date, changed: &[usize], rated: usize, goods: &[Goods<'_>], entry: Date) -> Option<Finding> {
    let origin = |at: &usize| goods.get(*at).and_then(|one| one.origin.as_ref()).map(|origin| origin.value);
    let first = origin(changed.first()?)?;
    let all = changed.len() == rated && changed.iter().all(|at| origin(at) == Some(first));
    let named = || {
        changed.iter().filter_map(|at| goods.get(*at)).map(|one| one.part_no).collect::<Vec<_>>().join(" ")
    };
    let place = if all { format!("all {first} lines") } else { named() };
    let text =
        format!("the duties of {entry} apply; goods entered on or after {day} owe other additional duties");
    Some(
        Finding::info("RATE_ONLY_ON_DATE", Place::item(place), text)
            .with_remedy("keep the date of entry in mind"),
    )
}
