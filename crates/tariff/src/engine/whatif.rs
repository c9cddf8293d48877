//! What each unanswered fact is worth: flipped once, alone, and the line settled again; and each preference tried.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use cocket_base::{Cents, Decimal, Need};

use super::answer::ClaimNotMade;
use super::case::Case;
use super::moved::Moved;
use super::settle::{Settled, settle};
use crate::measure::expression::Missing;
use crate::measure::logic::{Kind, Value};
use crate::measure::model::{Form, HeadingId, ListId};

/// A need with the difference it makes, so that the weightiest comes first.
struct Priced {
    need: Need,
    difference: Cents,
    /// True when nobody can decide without the answer: a list is not held.
    undecidable: bool,
}

/// What is not answered and would change the total.
pub(super) struct Needs {
    /// Weightiest first.
    pub needs: Vec<Need>,
    /// Claims that would lower the duty, the best first.
    pub claims: Vec<ClaimNotMade>,
    /// True when the total cannot be stated before an answer: the goods could be on a list that is not held.
    pub undecidable: bool,
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
        if by_fact.get(&priced.need.fact).is_none_or(|other| weight(other) < weight(&priced)) {
            by_fact.insert(priced.need.fact.clone(), priced);
        }
    }
    let mut priced: Vec<Priced> = by_fact.into_values().collect();
    priced.sort_by_key(|p| (Reverse(p.undecidable), Reverse(p.difference.get().abs())));
    let undecidable = priced.iter().any(|p| p.undecidable);
    claims.sort_by(|a, b| (Reverse(a.saving), &a.claim).cmp(&(Reverse(b.saving), &b.claim)));
    claims.dedup_by(|a, b| a.claim == b.claim);
    Needs { needs: priced.into_iter().map(|p| p.need).collect(), claims, undecidable }
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
            trials.iter().find_map(|value| {
                let changed = case.with_statements(case.statements.with_fact(fact, value.clone()));
                let when = match declared.kind {
                    Kind::Number => format!("at {value} percent"),
                    _ => format!("if {value}"),
                };
                compare(&changed, settled, &settle(&changed, &[]).ok()?, &declared.name, question, &when)
            })
        }
        Missing::Confirmation(number) => {
            let changed = case.with_statements(case.statements.with_confirmed(number));
            let fact = format!("confirm {number}");
            compare(&changed, settled, &settle(&changed, &[]).ok()?, &fact, own?, "if confirmed")
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
        return Some(Priced { need, difference: Cents::ZERO, undecidable: true });
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
    compare(case, settled, &settle(case, &ids).ok()?, fact, question, "under the other answer")
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
    Priced { need, difference, undecidable: false }
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
