//! The duty engine: a line of goods and the law of its date to every tariff number it reports and what each costs.
//!
//! ```text
//! RateQuestion -> Case (law date, column, base duty, candidates) -> settle (in evaluation order) -> LineDuty
//!                                                                -> whatif (each unknown flipped)  -> needs
//! ```

mod answer;
mod base;
mod case;
mod chapter98;
mod columns;
mod commingled;
mod deposits;
mod determine;
mod fees;
mod membership;
mod moved;
mod question;
mod quota;
mod scene;
mod settle;
mod standing;
mod statements;
mod tariff;
mod whatif;
mod zone;

pub use answer::{
    CaseDeposit, Chapter98Effect, ClaimNotMade, Column, DutyLine, DutyRange, DutyStanding, LegalNote,
    LineDuty, LineFees, MayApply, RateAnswer,
};
pub use determine::{Invalid, UNSTATED, determine};
pub use moved::Moved;
pub use question::{
    CaseClaim, Chapter98Claim, CommingledGoods, FactValue, Facts, QuantityGiven, RateQuestion, RateTexts,
};
pub use quota::{FACTS as QUOTA_FACTS, QuotaStanding};
pub use tariff::Tariff;

use cocket_base::{Date, Finding, Place};

/// Answers one question of `cocket rate`, as far as was known on `known` (everything when none is given).
pub fn rate(tariff: &Tariff, question: &RateQuestion, known: Option<Date>) -> RateAnswer {
    match determine(tariff, question, known) {
        Ok(determination) => {
            let mut answer =
                RateAnswer::from_determination(&question.id, determination, question.explain.steps());
            if answer.outcome != "decided" {
                answer.findings.extend(not_held(tariff, question, known));
            }
            answer
        }
        Err(Invalid(findings)) => RateAnswer::invalid(&question.id, findings),
    }
}

/// Facts that the engine asks for beside those of measures: where a line stands with its quota, and what a zone status asks.
pub(crate) fn facts_asked() -> Vec<std::sync::Arc<str>> {
    let asked = crate::limits::Limits::of(cocket_law::Pack::starter()).facts_asked();
    quota::FACTS.iter().map(|name| std::sync::Arc::from(*name)).chain(asked).collect()
}

/// Said also where nothing is decided: the questions and reasons are those of another day's schedule.
fn not_held(tariff: &Tariff, question: &RateQuestion, known: Option<Date>) -> Option<Finding> {
    let status = zone::status(tariff, question, known).ok()?;
    let as_of = zone::as_of(question, status, known).ok()?;
    question.rates.is_none().then(|| columns::not_held(tariff, as_of)).flatten()
}

/// Largest question that is read, in bytes.
const LARGEST_QUESTION: usize = 1 << 20;

/// Answers one line of JSON. A line that cannot be read gives an `invalid` answer that names the key or the place.
pub fn rate_json(tariff: &Tariff, line: &str, known: Option<Date>) -> RateAnswer {
    let bad = |id: &str, text: String| {
        RateAnswer::invalid(id, vec![Finding::block("BAD_QUESTION", Place::default(), text)])
    };
    if line.len() > LARGEST_QUESTION {
        return bad("", format!("the question is longer than {LARGEST_QUESTION} bytes"));
    }
    match cocket_base::question::read::<RateQuestion>(line) {
        Ok(question) => rate(tariff, &question, known),
        Err(error) => bad(&cocket_base::question::id_of(line), error.to_string()),
    }
}
