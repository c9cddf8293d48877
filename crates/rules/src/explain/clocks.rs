//! Why something is due when it is.

use cocket_base::{Explanation, Paragraph, Reader, Step};

use super::names::Names;
use super::steps::{asked, worked};
use super::words::{clause, day, list, moment, name, sentence, source, value};
use crate::clocks::{ClockAnswer, ClockDecided, ClockResult, How};

/// Explains an answer about a clock. The steps must be there: ask for them with the answer.
pub fn clock(answer: &ClockAnswer, names: &Names<'_>, reader: Reader) -> Explanation {
    of_result(&answer.result, names, reader)
}

fn of_result(result: &ClockResult, names: &Names<'_>, reader: Reader) -> Explanation {
    match result {
        ClockResult::Decided(decided) => due(decided, names, reader),
        ClockResult::NeedsFacts { needs, would, told } => {
            let would = would.as_ref().map(|would| of_result(would, names, reader));
            let rule = told.as_ref().map(|told| {
                let rule = told.rule.trim_end_matches('.');
                (
                    format!("{}: {rule}.", sentence(&told.obligation).trim_end_matches('.')),
                    met(told.how.as_ref()),
                )
            });
            let (lead, why) = rule.unwrap_or_else(|| ("The day cannot be stated yet.".into(), Vec::new()));
            Explanation {
                lead,
                why,
                questions: needs.iter().map(|need| asked(need, names, reader)).collect(),
                what_if: would.map(super::what_would_be).unwrap_or_default(),
                ..Explanation::default()
            }
        }
        ClockResult::Prohibited { reasons, steps } => {
            super::prohibited("The law does not allow it.", reasons, steps, names, reader)
        }
        ClockResult::Invalid { findings } => super::invalid(findings, names),
    }
}

fn due(clock: &ClockDecided, names: &Names<'_>, reader: Reader) -> Explanation {
    let to_do = sentence(&clock.obligation);
    let to_do = to_do.trim_end_matches('.');
    // A clock of the table has a day to work to; a determination names a thing.
    let lead = match (clock.due, clock.number) {
        (Some(at), _) if clock.safe.is_some() => format!("{to_do} by {}.", moment(at)),
        (Some(at), _) => format!("{to_do}: {}.", moment(at)),
        (None, Some(number)) => format!("{to_do}: {number}."),
        (None, None) => format!("{to_do}: no day runs for it."),
    };
    let mut lead = lead;
    if let Some(opens) = clock.opens {
        lead.push_str(&format!(" The window opens on {}.", moment(opens)));
    }
    if let (Some(utc), Some(zone), Reader::Colleague) = (&clock.due_utc, &clock.zone, reader) {
        lead.push_str(&format!(" In universal time that is {utc} ({zone})."));
    }
    let mut why = vec![Paragraph {
        text: format!("The rule: {}", clause(&clock.rule)),
        source: Some(source(&clock.cite)),
    }];
    why.extend(met(clock.how.as_ref()));
    why.extend(clock.look_at.iter().map(|text| Paragraph { text: sentence(text), source: None }));
    why.extend(clock.steps.iter().filter_map(|step| counted(step, clock, names, reader)));
    let mut what_if = Vec::new();
    let more = [("If it is missed: ", &clock.missed), ("What stops it or makes it longer: ", &clock.stops)];
    for (opening, text) in more {
        if let Some(text) = text {
            what_if.push(Paragraph {
                text: format!("{opening}{}", clause(text)),
                source: Some(source(&clock.cite)),
            });
        }
    }
    Explanation { lead, why, what_if, ..Explanation::default() }
}

/// To whom something goes, in which form, and how, where the law says it.
fn met(how: Option<&How>) -> Vec<Paragraph> {
    let Some(how) = how else { return Vec::new() };
    let parts = [
        how.to.as_ref().map(|to| format!("it goes to {to}")),
        how.form.as_ref().map(|form| format!("form or document: {form}")),
        how.by.clone(),
        how.standard.as_ref().map(|standard| format!("standard of proof: {standard}")),
    ];
    let text = parts.into_iter().flatten().collect::<Vec<_>>().join("; ");
    vec![Paragraph { text: sentence(&text), source: Some(source(&how.cite)) }]
}

/// The facts that a clock counts from and the days it comes to; a step in its own words where it has more to say.
fn counted(step: &Step, clock: &ClockDecided, names: &Names<'_>, reader: Reader) -> Option<Paragraph> {
    let fact = |wanted: &str| step.facts.iter().find(|fact| fact.name == wanted);
    if step.what == clock.rule {
        let from: Vec<String> = step
            .facts
            .iter()
            .filter(|fact| fact.name != "raw")
            .map(|fact| format!("{} {}", name(&fact.name), value(&fact.value)))
            .collect();
        let raw = fact("raw")?;
        let text = format!("Counted from {}, that is {}.", list(&from), value(&raw.value));
        return Some(Paragraph { text, source: step.cite.as_ref().map(source) });
    }
    if let (Some(legal), Some(raw)) = (fact("legal"), clock.raw) {
        let text =
            format!("{} is no working day there, so the time runs to {}.", moment(raw), value(&legal.value));
        return Some(Paragraph { text, source: step.cite.as_ref().map(source) });
    }
    if let (Some(_), Some(safe)) = (fact("safe"), clock.safe) {
        let differs = clock.raw.is_some_and(|raw| raw.date() != safe);
        let text = format!("To be safe, work to {}: the last working day before it.", day(safe));
        return differs.then_some(Paragraph { text, source: None });
    }
    Some(worked(step, names, reader))
}
