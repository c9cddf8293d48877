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
mod deposits;
mod determine;
mod fees;
mod membership;
mod moved;
mod question;
mod scene;
mod settle;
mod standing;
mod statements;
mod tariff;
mod whatif;
mod zone;

pub use answer::{
    CaseDeposit, Chapter98Effect, ClaimNotMade, Column, DutyLine, DutyStanding, LegalNote, LineDuty,
    LineFees, MayApply, RateAnswer,
};
pub use determine::{Invalid, UNSTATED, determine};
pub use moved::Moved;
pub use question::{CaseClaim, Chapter98Claim, FactValue, Facts, QuantityGiven, RateQuestion, RateTexts};
pub use tariff::Tariff;

use cocket_base::{Date, Finding, Place};

/// Answers one question of `cocket rate`, as far as was known on `known` (everything when none is given).
pub fn rate(tariff: &Tariff, question: &RateQuestion, known: Option<Date>) -> RateAnswer {
    match determine(tariff, question, known) {
        Ok(determination) => {
            RateAnswer::from_determination(&question.id, determination, question.explain.steps())
        }
        Err(Invalid(findings)) => RateAnswer::invalid(&question.id, findings),
    }
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
        Err(error) => {
            let loose = serde_json::from_str::<serde_json::Value>(line).ok();
            let id = loose
                .as_ref()
                .and_then(|value| value.get("id"))
                .and_then(|id| id.as_str())
                .unwrap_or_default();
            bad(id, error.to_string())
        }
    }
}
