//! A determination in plain sentences, made from its steps by template: why, what if, and the source.
//!
//! The words of a step are the sentence; base, rate and amount are set behind it. For a client the workings stay short, for
//! a colleague every figure and fact is named. Missing facts become questions with what they would change.

use cocket_base::{Citation, Determination, Need, Outcome, Reason, Step, Trust};
use serde::{Deserialize, Serialize};

/// Who reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// The client: what was decided and why.
    Client,
    /// A colleague: with every figure and fact.
    Colleague,
}

/// A paragraph of an explanation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    /// Why it is so, or what is asked.
    pub why: String,
    /// What another fact would change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what_if: Option<String>,
    /// The law, or the data row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// Explains a determination, in the order of its steps.
pub fn explain<T>(determination: &Determination<T>, audience: Audience) -> Vec<Paragraph> {
    let mut paragraphs: Vec<Paragraph> =
        determination.steps.iter().map(|step| of_step(step, audience)).collect();
    match &determination.outcome {
        Outcome::Decided { .. } => {}
        Outcome::NeedsFacts { needs } => paragraphs.extend(needs.iter().map(|need| of_need(need, audience))),
        Outcome::Prohibited { reasons } => paragraphs.extend(reasons.iter().map(of_reason)),
    }
    paragraphs
}

/// A step as a paragraph.
fn of_step(step: &Step, audience: Audience) -> Paragraph {
    let mut why = sentence(&step.what);
    if audience == Audience::Colleague {
        let figures: Vec<String> = [
            step.base.as_ref().map(|base| format!("on {base}")),
            step.rate.as_ref().map(|rate| format!("at {rate}")),
        ]
        .into_iter()
        .flatten()
        .collect();
        if !figures.is_empty() {
            why.push_str(&format!(" Worked {}.", figures.join(" ")));
        }
    }
    if let Some(amount) = step.amount {
        why.push_str(&format!(" It comes to {amount} US dollars."));
    }
    let facts: Vec<String> =
        step.facts.iter().map(|fact| format!("{} {}", fact.name.replace('_', " "), fact.value)).collect();
    let rests = format!("It rests on {}; another figure would change it.", facts.join(", "));
    let what_if = (!facts.is_empty() && audience == Audience::Colleague).then_some(rests);
    Paragraph { why, what_if, source: step.cite.as_ref().map(source) }
}

/// A missing fact as a paragraph.
fn of_need(need: &Need, audience: Audience) -> Paragraph {
    let named = match audience {
        Audience::Client => String::new(),
        Audience::Colleague => format!(" (field {})", need.fact),
    };
    Paragraph {
        why: format!("Not decided yet: {}{named}", need.question),
        what_if: Some(format!("The answer moves {}.", need.affects.trim_end_matches('.'))),
        source: None,
    }
}

/// A prohibition as a paragraph.
fn of_reason(reason: &Reason) -> Paragraph {
    Paragraph { why: sentence(&reason.text), what_if: None, source: reason.cite.as_ref().map(source) }
}

/// The source, with a warning where nobody has verified it.
fn source(cite: &Citation) -> String {
    match cite.trust {
        Trust::K => format!("{cite} (not verified)"),
        Trust::S | Trust::V => cite.to_string(),
    }
}

/// Words as a sentence: a capital first, a full stop last.
fn sentence(words: &str) -> String {
    let words = words.trim();
    let mut chars = words.chars();
    let Some(first) = chars.next() else { return String::new() };
    let capital: String = first.to_uppercase().chain(chars).collect();
    if capital.ends_with(['.', '?', '!']) { capital } else { format!("{capital}.") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::Cents;

    #[test]
    fn steps_needs_and_reasons_become_sentences() {
        let step = Step::new("freight taken out of the price")
            .cite(Citation::new("19 USC 1401a(b)(4)(A)"))
            .base("100 EUR")
            .rate("1.1")
            .amount(Cents::new(11_000))
            .fact("export_date", "2026-05-29");
        let decided = Determination::decided((), vec![step]);
        let client = explain(&decided, Audience::Client);
        assert_eq!(client[0].why, "Freight taken out of the price. It comes to 110.00 US dollars.");
        assert_eq!(
            (client[0].what_if.as_ref(), client[0].source.as_deref()),
            (None, Some("19 USC 1401a(b)(4)(A)"))
        );
        let colleague = explain(&decided, Audience::Colleague);
        assert!(
            colleague[0].why.contains("Worked on 100 EUR at 1.1.")
                && colleague[0].what_if.as_ref().unwrap().contains("export date")
        );
        let need =
            Need { fact: "price".into(), question: "What was paid?".into(), affects: "entered value".into() };
        let asked = explain(&Determination::<()>::needs(vec![need], Vec::new()), Audience::Client);
        assert_eq!(asked[0].what_if.as_deref(), Some("The answer moves entered value."));
        let cite = Citation::new("note").trust(Trust::K);
        let forbidden = Determination::<()>::prohibited(
            vec![Reason { text: "forbidden".into(), cite: Some(cite) }],
            Vec::new(),
        );
        assert_eq!(explain(&forbidden, Audience::Client)[0].source.as_deref(), Some("note (not verified)"));
    }
}
