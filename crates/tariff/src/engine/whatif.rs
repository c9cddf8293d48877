//! What each unanswered fact is worth: flipped once, alone, and the line settled again; and each preference tried.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use cocket_base::{Cents, Decimal, Need};

use super::case::Case;
use super::settle::{Flip, Settled, settle};
use crate::measure::expression::Missing;
use crate::measure::logic::{Kind, Value};
use crate::measure::model::HeadingId;

/// A need with the difference it makes, so that the weightiest comes first.
struct Priced {
    need: Need,
    difference: Cents,
}

/// Facts that would change the total, weightiest first.
pub(super) fn needs(case: &Case<'_>, settled: &Settled) -> Vec<Need> {
    let mut by_fact: BTreeMap<String, Priced> = BTreeMap::new();
    let mut keep = |priced: Priced| {
        let weight = |p: &Priced| p.difference.get().abs();
        match by_fact.get(&priced.need.fact) {
            Some(other) if weight(other) >= weight(&priced) => {}
            _ => {
                by_fact.insert(priced.need.fact.clone(), priced);
            }
        }
    };
    for undecided in &settled.undecided {
        for missing in &undecided.missing {
            price(case, settled, undecided.id, *missing).map(&mut keep);
        }
    }
    for applied in &settled.applied {
        for missing in &applied.missing {
            price(case, settled, applied.id, *missing).map(&mut keep);
        }
    }
    preferences(case, settled).map(&mut keep);
    let mut priced: Vec<Priced> = by_fact.into_values().collect();
    priced.sort_by_key(|p| Reverse(p.difference.get().abs()));
    priced.into_iter().map(|p| p.need).collect()
}

/// The need for one missing thing, when it has a question and changes the total.
fn price(case: &Case<'_>, settled: &Settled, id: HeadingId, missing: Missing) -> Option<Priced> {
    let heading = &case.pack.headings[id.at()];
    let own = heading.question.as_deref();
    match missing {
        Missing::Fact(fact) => {
            let declared = &case.pack.facts[fact.at()];
            let question = own.filter(|_| !declared.ask).or(declared.ask.then_some(&*declared.question))?;
            let trials: &[Value] = match declared.kind {
                Kind::Flag => &[Value::Flag(true), Value::Flag(false)],
                Kind::Number => &[Value::Number(Decimal::ZERO), Value::Number(Decimal::ONE_HUNDRED)],
                // A country or date has no two ends to try: see what the heading itself would do.
                Kind::Word | Kind::Date => &[],
            };
            let tried = trials.iter().find_map(|value| {
                let changed = Case { statements: case.statements.with_fact(fact, value.clone()), ..case.clone() };
                let total = settle(&changed, None).ok()?.total;
                (total != settled.total).then(|| (total, answer(declared.kind, value)))
            });
            let (total, when) = tried.or_else(|| trials.is_empty().then(|| flipped(case, settled, id)).flatten())?;
            Some(priced(&declared.name, question, settled.total, total, &when, heading.number))
        }
        Missing::Confirmation(number) => {
            let question = own?;
            let changed = Case { statements: case.statements.with_confirmed(number), ..case.clone() };
            let total = settle(&changed, None).ok()?.total;
            let fact = format!("confirm {number}");
            (total != settled.total).then(|| priced(&fact, question, settled.total, total, "if confirmed", heading.number))
        }
        Missing::Given(given) => {
            let (total, when) = flipped(case, settled, id)?;
            let question = format!("What is the {} of the goods?", given.name().replace('_', " "));
            Some(priced(given.name(), &question, settled.total, total, &when, heading.number))
        }
    }
}

fn flipped(case: &Case<'_>, settled: &Settled, id: HeadingId) -> Option<(Cents, String)> {
    let to = !case.pack.headings[id.at()].presume;
    let total = settle(case, Some(Flip { heading: id, to })).ok()?.total;
    let number = case.pack.headings[id.at()].number;
    let when = if to { format!("if {number} applies") } else { format!("if {number} does not apply") };
    (total != settled.total).then_some((total, when))
}

fn answer(kind: Kind, value: &Value) -> String {
    match kind {
        Kind::Number => format!("at {value} percent"),
        _ => format!("if {value}"),
    }
}

fn priced(
    fact: &str,
    question: &str,
    now: Cents,
    then: Cents,
    when: &str,
    heading: impl std::fmt::Display,
) -> Priced {
    let difference = then - now;
    let sign = if difference.get() > 0 { "+" } else { "" };
    let affects = format!("duty {then} instead of {now} ({sign}{difference}) {when}; heading {heading}");
    Priced { need: Need { fact: fact.into(), question: question.into(), affects }, difference }
}

/// The claim that would lower the duty most, when none was made.
fn preferences(case: &Case<'_>, settled: &Settled) -> Option<Priced> {
    if case.base.spi.is_some() || case.column2() || case.question.spi.is_some() {
        return None;
    }
    let alive = case.pack.programmes.iter().filter(|programme| {
        let origins = &programme.origins;
        let by_origin = !(origins.countries.is_empty() && origins.groups.is_empty());
        by_origin
            && origins.holds(case.question.origin, case.as_of.day, &case.pack.groups)
            && programme.spans.iter().any(|span| span.holds(case.as_of.day))
            && case.columns.lists(&programme.spi)
    });
    let lower = alive.filter_map(|programme| {
        let total = settle(&case.with_claim(&programme.spi)?, None).ok()?.total;
        (total < settled.total).then_some((total, programme))
    });
    let (total, programme) = lower.min_by_key(|(total, _)| *total)?;
    let question = format!("Does the article qualify under {}, and is {} claimed?", programme.title, programme.spi);
    let when = format!("if {} is claimed", programme.spi);
    Some(priced("spi", &question, settled.total, total, &when, &programme.cite))
}
