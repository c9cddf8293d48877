//! What each unanswered fact is worth: flipped once, alone, and the line settled again; and each preference tried.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use cocket_base::ids::TariffNumber;
use cocket_base::{Cents, Decimal, Need};

use super::answer::{ClaimNotMade, DutyRange};
use super::case::Case;
use super::moved::Moved;
use super::settle::{Settled, settle};
use crate::measure::expression::Missing;
use crate::measure::logic::{Kind, Value};
use crate::measure::model::{FactId, Form, HeadingId, ListId};

/// A need with the difference it makes, so that the weightiest comes first.
struct Priced {
    need: Need,
    difference: Cents,
    /// True when nobody can decide without the answer: a list is not held.
    undecidable: bool,
    /// Answers that were tried, each with the duty that it comes to.
    ends: Vec<(Trial, Cents)>,
}

/// An answer that is tried.
#[derive(Clone, Debug)]
enum Trial {
    Fact(FactId, Value),
    Confirmed(TariffNumber),
    /// Conditions taken the other way.
    Flipped(Vec<HeadingId>),
}

/// What is not answered and would change the total.
pub(super) struct Needs {
    /// Weightiest first.
    pub needs: Vec<Need>,
    /// Claims that would lower the duty, the best first.
    pub claims: Vec<ClaimNotMade>,
    /// True when the total cannot be stated before an answer: the goods could be on a list that is not held.
    pub undecidable: bool,
    /// Between what the duty can come to.
    pub range: Option<DutyRange>,
}

/// Facts that would change the total, weightiest first.
pub(super) fn needs(case: &Case<'_>, settled: &Settled) -> Needs {
    let undecided =
        settled.undecided.iter().flat_map(|u| u.missing.iter().map(move |m| (u.id, *m, &*u.missing)));
    let shares = settled.applied.iter().flat_map(|a| a.missing.iter().map(move |m| (a.id, *m, &*a.missing)));
    let unanswered =
        undecided.chain(shares).filter(|(_, missing, beside)| !answered_before(case, *missing, beside));
    let mut by_fact: BTreeMap<String, Priced> = BTreeMap::new();
    let mut claims = preferences(case, settled);
    for (id, missing, _) in unanswered {
        if let Some(claim) = exclusion(case, settled, id, missing) {
            claims.push(claim);
            continue;
        }
        let Some(priced) = price(case, settled, id, missing) else { continue };
        let weight = |p: &Priced| p.difference.get().abs();
        let before = by_fact.remove(&priced.need.fact);
        let (mut kept, other) = match before {
            Some(before) if weight(&before) >= weight(&priced) => (before, Some(priced)),
            before => (priced, before),
        };
        kept.ends.extend(other.into_iter().flat_map(|other| other.ends));
        by_fact.insert(kept.need.fact.clone(), kept);
    }
    for priced in provision(case, settled) {
        by_fact.entry(priced.need.fact.clone()).or_insert(priced);
    }
    let mut priced: Vec<Priced> = by_fact.into_values().collect();
    priced.sort_by_key(|p| (Reverse(p.undecidable), Reverse(p.difference.get().abs())));
    let undecidable = priced.iter().any(|p| p.undecidable);
    claims.sort_by(|a, b| (Reverse(a.saving), &a.claim).cmp(&(Reverse(b.saving), &b.claim)));
    claims.dedup_by(|a, b| a.claim == b.claim);
    let range = range(case, settled, &priced);
    Needs { needs: priced.into_iter().map(|p| p.need).collect(), claims, undecidable, range }
}

/// Between what the duty can come to: each answer alone, all that lower it together, and all that raise it.
fn range(case: &Case<'_>, settled: &Settled, priced: &[Priced]) -> Option<DutyRange> {
    let now = settled.total;
    let mut totals = vec![now];
    totals.extend(priced.iter().flat_map(|p| p.ends.iter().map(|(_, total)| *total)));
    let best = |p: &Priced, lower: bool| {
        let moving = p.ends.iter().filter(|(_, total)| if lower { *total < now } else { *total > now });
        let best = if lower { moving.min_by_key(|(_, t)| *t) } else { moving.max_by_key(|(_, t)| *t) };
        best.map(|(trial, _)| trial.clone())
    };
    for lower in [true, false] {
        let trials: Vec<Trial> = priced.iter().filter_map(|p| best(p, lower)).collect();
        if trials.len() > 1 {
            totals.extend(together(case, trials));
        }
    }
    let moving = priced.iter().filter(|p| p.ends.iter().any(|(_, total)| *total != now));
    DutyRange::of(&totals, moving.map(|p| p.need.fact.clone()).collect())
}

/// The duty with several answers at once.
fn together(case: &Case<'_>, trials: Vec<Trial>) -> Option<Cents> {
    let (mut statements, mut flipped) = (case.statements.clone(), Vec::new());
    for trial in trials {
        match trial {
            Trial::Fact(fact, value) => statements = statements.with_fact(fact, value),
            Trial::Confirmed(number) => statements = statements.with_confirmed(number),
            Trial::Flipped(ids) => flipped.extend(ids),
        }
    }
    settle(&case.with_statements(statements), &flipped).ok().map(|settled| settled.total)
}

/// What a claim of chapter 98 hangs on: a fact that moves the duty, or a quantity without which its limit cannot be checked.
fn provision(case: &Case<'_>, settled: &Settled) -> Vec<Priced> {
    let Some(claimed) = &case.claimed98 else { return Vec::new() };
    let number = claimed.claim.number;
    let own = |missing: &Missing| match *missing {
        Missing::Fact(fact) => {
            let declared = case.pack.facts.get(fact.at()).filter(|declared| declared.ask)?;
            let trials = [true, false].map(|flag| {
                let changed = case.with_statements(case.statements.with_fact(fact, Value::Flag(flag)));
                (flag, settle(&changed, &[]).ok().map(|trial| trial.total))
            });
            trials.into_iter().find_map(|(flag, total)| {
                let total = total.filter(|total| *total != settled.total)?;
                let when = format!("if {}", Value::Flag(flag));
                let label = format!("under {number}");
                let mut priced =
                    priced(&declared.name, &declared.question, settled.total, total, &when, &label);
                priced.ends.push((Trial::Fact(fact, Value::Flag(flag)), total));
                Some(priced)
            })
        }
        Missing::Quantity(unit) => Some(Priced {
            need: Need {
                fact: format!("quantities.{unit}"),
                question: format!("What is the quantity in {unit}?"),
                affects: format!("whether the goods come under {number}: {}", claimed.condition()),
            },
            difference: Cents::ZERO,
            undecidable: true,
            ends: Vec::new(),
        }),
        _ => None,
    };
    claimed.open.iter().filter_map(own).collect()
}

/// A heading that a fact decides is not asked for by its number as well, and nothing of a heading is asked before it is known
/// whether the goods are on its list.
fn answered_before(case: &Case<'_>, missing: Missing, beside: &[Missing]) -> bool {
    let list = |other: &Missing| matches!(other, Missing::List(_));
    if !list(&missing) && beside.iter().any(list) {
        return true;
    }
    let asked = |other: &Missing| matches!(other, Missing::Fact(fact) if case.pack.facts[fact.at()].ask);
    matches!(missing, Missing::Confirmation(_)) && beside.iter().any(asked)
}

/// The need for one missing thing, when it has a question and changes the total.
fn price(case: &Case<'_>, settled: &Settled, id: HeadingId, missing: Missing) -> Option<Priced> {
    let own = case.pack.headings[id.at()].question.as_deref();
    match missing {
        Missing::Fact(fact) => {
            let declared = &case.pack.facts[fact.at()];
            let question = if declared.ask { Some(&*declared.question) } else { own }?;
            let trials: &[Value] = match declared.kind {
                Kind::Flag => &[Value::Flag(true), Value::Flag(false)],
                Kind::Number => &[Value::Number(Decimal::ZERO), Value::Number(Decimal::ONE_HUNDRED)],
                Kind::Word | Kind::Date => {
                    return otherwise(case, settled, missing, &declared.name, question);
                }
            };
            trials
                .iter()
                .find_map(|value| {
                    let changed = case.with_statements(case.statements.with_fact(fact, value.clone()));
                    let when = match declared.kind {
                        Kind::Number => format!("at {value} percent"),
                        _ => format!("if {value}"),
                    };
                    let trial = settle(&changed, &[]).ok()?;
                    compare(&changed, settled, &trial, &declared.name, question, &when)
                })
                .map(|priced| with_ends(case, priced, fact, trials))
        }
        Missing::Confirmation(number) => {
            let changed = case.with_statements(case.statements.with_confirmed(number));
            let fact = format!("confirm {number}");
            let trial = settle(&changed, &[]).ok()?;
            let priced = compare(&changed, settled, &trial, &fact, own?, "if confirmed")?;
            Some(Priced { ends: vec![(Trial::Confirmed(number), trial.total)], ..priced })
        }
        Missing::List(list) => unheld(case, settled, id, list),
        Missing::Quantity(unit) => {
            let question = format!("What is the quantity in {unit}?");
            otherwise(case, settled, missing, &format!("quantities.{unit}"), &question)
        }
        Missing::Given(given) => {
            let question = format!("What is the {} of the goods?", given.name().replace('_', " "));
            otherwise(case, settled, missing, given.name(), &question)
        }
    }
}

/// Whether the goods are on a list that is not held: only someone who can read it knows.
fn unheld(case: &Case<'_>, settled: &Settled, id: HeadingId, list: ListId) -> Option<Priced> {
    // One question for all headings that read the list, under the one whose word says nothing else.
    let hang = || case.candidates.iter().filter(|candidate| candidate.unheld == Some(list));
    let reader = hang().find(|candidate| candidate.heading.when.is_none()).or_else(|| hang().next());
    let heading = reader.map_or(&case.pack.headings[id.at()], |candidate| candidate.heading);
    let changed = case.with_membership(list);
    let list = case.pack.lists.get(list);
    let reason = list.missing.as_deref().unwrap_or_default();
    let fact = format!("confirm {}", heading.number);
    let own = heading.question.as_deref().map(|own| format!(" {own}")).unwrap_or_default();
    let question = format!(
        "Is {} on the list of {} ({})? It is not held: {reason}.{own} Confirm or decline {}",
        case.question.hts, heading.number, list.cite, heading.number
    );
    let Ok(trial) = settle(&changed, &[]) else {
        // What it would cost hangs on a quantity that the question lacks; that makes the goods no less doubtful.
        let affects = format!("a further duty of {} that needs a quantity, if it is", heading.number);
        let need = Need { fact, question, affects };
        return Some(Priced { need, difference: Cents::ZERO, undecidable: true, ends: Vec::new() });
    };
    let priced = compare(&changed, settled, &trial, &fact, &question, "if it is")?;
    Some(Priced { undecidable: true, ..priced })
}

/// A country, date or mode has no two ends to try: every condition that waits for it is taken the other way, also those
/// that come to light only then.
fn otherwise(
    case: &Case<'_>,
    settled: &Settled,
    missing: Missing,
    fact: &str,
    question: &str,
) -> Option<Priced> {
    let waiting = |of: &Settled| -> Vec<HeadingId> {
        of.undecided.iter().filter(|undecided| undecided.missing.contains(&missing)).map(|u| u.id).collect()
    };
    let mut ids = waiting(settled);
    let first = settle(case, &ids).ok()?;
    ids.extend(waiting(&first));
    let trial = settle(case, &ids).ok()?;
    let priced = compare(case, settled, &trial, fact, question, "under the other answer")?;
    Some(Priced { ends: vec![(Trial::Flipped(ids), trial.total)], ..priced })
}

/// Every answer to a fact that is tried, not only the first that moves the duty.
fn with_ends(case: &Case<'_>, priced: Priced, fact: FactId, trials: &[Value]) -> Priced {
    let ends = trials.iter().filter_map(|value| {
        let changed = case.with_statements(case.statements.with_fact(fact, value.clone()));
        let total = settle(&changed, &[]).ok()?.total;
        Some((Trial::Fact(fact, value.clone()), total))
    });
    Priced { ends: ends.collect(), ..priced }
}

/// The need, when the trial comes to another total; it names what the trial would report instead.
fn compare(
    case: &Case<'_>,
    now: &Settled,
    trial: &Settled,
    fact: &str,
    question: &str,
    when: &str,
) -> Option<Priced> {
    if trial.total == now.total {
        return None;
    }
    let old = |number| now.applied.iter().any(|applied| applied.number == number);
    let new = trial.applied.iter().map(|applied| applied.number).filter(|number| !old(*number));
    let new: Vec<String> = new.map(|number| number.to_string()).collect();
    let gone = now.applied.iter().filter(|applied| !trial.applied.iter().any(|t| t.id == applied.id));
    let gone: Vec<String> = gone.map(|applied| applied.number.to_string()).collect();
    let label = match (new.is_empty(), gone.is_empty()) {
        (false, _) => format!("with {}", new.join(", ")),
        (true, false) => format!("without {}", gone.join(", ")),
        (true, true) => format!("on another part of {} USD", case.value),
    };
    Some(priced(fact, question, now.total, trial.total, when, &label))
}

fn priced(fact: &str, question: &str, now: Cents, then: Cents, when: &str, label: &str) -> Priced {
    let moved = Moved { then, now, when: when.into(), how: label.into() };
    let (difference, affects) = (then - now, moved.to_string());
    let need = Need { fact: fact.into(), question: question.into(), affects };
    Priced { need, difference, undecidable: false, ends: Vec::new() }
}

/// Preferences that the origin could qualify for and that would lower the duty, when none was claimed.
fn preferences(case: &Case<'_>, settled: &Settled) -> Vec<ClaimNotMade> {
    if case.base.spi.is_some() || case.column2() || case.claimed_spi.is_some() {
        return Vec::new();
    }
    let claimable = case.pack.programmes.iter().filter(|programme| {
        let origins = &programme.origins;
        // A programme by product or use (civil aircraft, dyes) is not guessed from the origin.
        let by_origin = !(origins.countries.is_empty() && origins.groups.is_empty());
        by_origin
            && origins.holds(case.question.origin, case.as_of.day, &case.pack.groups)
            && programme.in_force(case.as_of)
            && case.columns.lists(&programme.spi)
    });
    let lower = claimable.filter_map(|programme| {
        let duty = settle(&case.with_claim(&programme.spi)?, &[]).ok()?.total;
        (duty < settled.total).then(|| ClaimNotMade {
            claim: format!("spi {}", programme.spi),
            question: format!(
                "Does the article qualify under {}, and is {} claimed?",
                programme.title, programme.spi
            ),
            duty,
            saving: settled.total - duty,
            cite: programme.cite.clone(),
        })
    });
    // Two symbols of one programme (S and S+) that come to the same duty are one claim.
    let mut claims: Vec<ClaimNotMade> = Vec::new();
    for claim in lower {
        if !claims.iter().any(|other| other.duty == claim.duty && other.cite == claim.cite) {
            claims.push(claim);
        }
    }
    claims
}

/// An exclusion or relief that waits for the importer's word on its description: it exempts or replaces, for listed goods, and
/// would lower the duty.
fn exclusion(case: &Case<'_>, settled: &Settled, id: HeadingId, missing: Missing) -> Option<ClaimNotMade> {
    let heading = &case.pack.headings[id.at()];
    let number = match missing {
        Missing::Confirmation(number) if number == heading.number && !heading.goods.lists.is_empty() => {
            number
        }
        _ => return None,
    };
    let row = case.candidates.iter().find(|candidate| candidate.id == id)?.row;
    if !(row.form == Form::None || row.form.replaces()) {
        return None;
    }
    let changed = case.with_statements(case.statements.with_confirmed(number));
    let duty = settle(&changed, &[]).ok()?.total;
    (duty < settled.total).then(|| ClaimNotMade {
        claim: format!("confirm {number}"),
        question: heading.question.as_deref().map_or_else(
            || format!("Does the article meet the description of {number} ({})?", heading.title),
            String::from,
        ),
        duty,
        saving: settled.total - duty,
        cite: heading.cite.clone(),
    })
}
