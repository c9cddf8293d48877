//! Why a fee, a bond, a penalty or interest comes to its amount.

use cocket_base::{Explanation, Paragraph, Reader, Step};

use super::names::Names;
use super::steps::{asked, in_dollars, worked};
use super::words::{cents, clause, list, moment, name, sentence, source};
use crate::asked::{Calculated, CalculationAnswer, CalculationResult, Calculator};

/// Most steps that a client reads; the rest is told by their number.
const CLIENT_STEPS: usize = 8;

/// Explains an answer of a calculator. The steps must be there: ask for them with the answer.
pub fn calculation(
    calculator: &Calculator,
    answer: &CalculationAnswer,
    names: &Names<'_>,
    reader: Reader,
) -> Explanation {
    of_result(calculator, &answer.result, names, reader)
}

fn of_result(
    calculator: &Calculator,
    result: &CalculationResult,
    names: &Names<'_>,
    reader: Reader,
) -> Explanation {
    match result {
        CalculationResult::Decided(decided) => {
            let what = calculator.answers(&decided.kind).unwrap_or(&decided.kind);
            amount(what, decided, names, reader)
        }
        CalculationResult::NeedsFacts { needs, would } => Explanation {
            lead: "The amount cannot be stated yet.".into(),
            questions: needs.iter().map(|need| asked(need, names, reader)).collect(),
            what_if: would
                .as_ref()
                .map(|would| super::what_would_be(of_result(calculator, would, names, reader)))
                .unwrap_or_default(),
            ..Explanation::default()
        },
        CalculationResult::Prohibited { reasons, steps } => {
            super::prohibited("The rule does not allow it.", reasons, steps, names, reader)
        }
        CalculationResult::Invalid { findings } => super::invalid(findings, names),
    }
}

fn amount(what: &str, decided: &Calculated, names: &Names<'_>, reader: Reader) -> Explanation {
    let what = sentence(what);
    let what = what.trim_end_matches('.');
    let mut lead = match (decided.amount, decided.number, decided.due) {
        (Some(amount), _, _) => format!("{what}: {}.", cents(amount)),
        (None, Some(number), _) => format!("{what}: {number}."),
        (None, None, Some(due)) => format!("{what}: {}.", moment(due)),
        (None, None, None) => format!("{what}."),
    };
    if let (Some(due), true) = (decided.due, decided.amount.is_some()) {
        lead.push_str(&format!(" It is due on {}.", moment(due)));
    }
    let besides: Vec<String> = decided
        .amounts
        .iter()
        .filter(|(_, amount)| reader == Reader::Colleague || !amount.is_zero())
        .map(|(key, amount)| format!("{} {}", name(key), cents(*amount)))
        .collect();
    if !besides.is_empty() {
        lead.push_str(&format!(" Besides: {}.", list(&besides)));
    }
    let said: Vec<String> = decided.says.iter().map(|(key, word)| format!("{} {word}", name(key))).collect();
    if !said.is_empty() && (reader == Reader::Colleague || decided.amount.is_none()) {
        lead.push_str(&format!(" {}", sentence(&list(&said))));
    }
    let rule = Paragraph {
        text: format!("The rule: {}", clause(&decided.rule)),
        source: Some(source(&decided.cite)),
    };
    let steps: Vec<Step> = decided.steps.iter().cloned().map(in_dollars).collect();
    let (out, done): (Vec<&Step>, Vec<&Step>) = steps.iter().partition(|step| step.considered);
    let shown = if reader == Reader::Client { done.len().min(CLIENT_STEPS) } else { done.len() };
    let mut why: Vec<Paragraph> = done.iter().take(shown).map(|step| worked(step, names, reader)).collect();
    if let more @ 1.. = done.len() - shown {
        why.push(Paragraph { text: format!("{more} more lines were worked in the same way."), source: None });
    }
    match reader {
        // The rule of a calculation lists every case; a client reads the case that was worked.
        Reader::Client if !why.is_empty() => {}
        Reader::Client | Reader::Colleague => why.insert(0, rule),
    }
    Explanation {
        lead,
        why,
        considered: out.into_iter().map(|step| worked(step, names, reader)).collect(),
        ..Explanation::default()
    }
}
