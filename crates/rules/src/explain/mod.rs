//! A determination in plain sentences, made by template from its answer and its steps: the outcome, why, what was considered,
//! what is missing, what if, and the source of each.
//!
//! One template a kind of thing. Figures are those of the answer and its steps and are never worked out anew; what the law
//! calls a country, a duty, a fee or a provision comes from the data ([`Names`]). The engines' faces call the functions of
//! this module, which answer and explain in one.

mod calculations;
mod clocks;
mod duty;
mod names;
mod origin;
mod steps;
mod value;
pub mod words;

pub use calculations::calculation;
pub use clocks::clock;
pub use duty::{DepositPart, Duty, DutyPart, decided as decided_duty, duty, undecided as undecided_duty};
pub use names::Names;
pub use origin::origin;
pub use value::value;

use cocket_base::{Date, Explain, Explanation, Finding, Paragraph, Reader, Reason, Step};
use cocket_law::Pack;
use cocket_tariff::engine::{RateAnswer, RateQuestion, Tariff};
use serde::{Serialize, Serializer};

use crate::asked::{Calculation, CalculationAnswer, CalculationResult, Calculator};
use crate::clocks::{ClockAnswer, ClockQuestion, ClockResult};
use crate::origin::{OriginAnswer, OriginLaw, OriginQuestion, OriginResult};
use crate::value::{RateTable, ValueAnswer, ValueQuestion};

/// An answer with its explanation, where one was asked for: the key `explanation` beside those of the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained<A> {
    /// The answer.
    pub answer: A,
    /// It in plain sentences.
    pub explanation: Option<Explanation>,
}

impl<A: Serialize> Serialize for Explained<A> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Both<'a, A> {
            #[serde(flatten)]
            answer: &'a A,
            explanation: &'a Explanation,
        }

        // Most answers have none: they are written as fast as ever.
        match &self.explanation {
            None => self.answer.serialize(serializer),
            Some(explanation) => Both { answer: &self.answer, explanation }.serialize(serializer),
        }
    }
}

/// An answer whose worked steps are told in sentences instead.
trait Worked {
    fn forget_steps(&mut self);
}

impl Worked for RateAnswer {
    fn forget_steps(&mut self) {
        self.steps.clear();
        self.lines.iter_mut().for_each(|line| line.steps.clear());
    }
}

impl Worked for ValueAnswer {
    fn forget_steps(&mut self) {
        self.steps.clear();
    }
}

impl Worked for ClockAnswer {
    fn forget_steps(&mut self) {
        self.result.forget_steps();
    }
}

impl Worked for ClockResult {
    fn forget_steps(&mut self) {
        match self {
            ClockResult::Decided(decided) => decided.steps.clear(),
            ClockResult::Prohibited { steps, .. } => steps.clear(),
            ClockResult::NeedsFacts { would: Some(would), .. } => would.forget_steps(),
            ClockResult::NeedsFacts { would: None, .. } | ClockResult::Invalid { .. } => {}
        }
    }
}

impl Worked for CalculationAnswer {
    fn forget_steps(&mut self) {
        self.result.forget_steps();
    }
}

impl Worked for CalculationResult {
    fn forget_steps(&mut self) {
        match self {
            CalculationResult::Decided(decided) => decided.steps.clear(),
            CalculationResult::Prohibited { steps, .. } => steps.clear(),
            CalculationResult::NeedsFacts { would: Some(would), .. } => would.forget_steps(),
            CalculationResult::NeedsFacts { would: None, .. } | CalculationResult::Invalid { .. } => {}
        }
    }
}

impl Worked for OriginAnswer {
    fn forget_steps(&mut self) {
        match &mut self.result {
            OriginResult::Decided(decided) => decided.steps.clear(),
            OriginResult::NeedsFacts { steps, .. } => steps.clear(),
            OriginResult::Invalid { .. } => {}
        }
    }
}

fn explained<A: Worked>(
    mut answer: A,
    wish: Explain,
    tell: impl FnOnce(&A, Reader) -> Explanation,
) -> Explained<A> {
    let explanation = wish.reader().map(|reader| tell(&answer, reader));
    if explanation.is_some() {
        answer.forget_steps();
    }
    Explained { answer, explanation }
}

/// Answers a question of duty, with the explanation that it asks for.
pub fn rate(
    tariff: &Tariff,
    pack: &Pack,
    question: &RateQuestion,
    known: Option<Date>,
) -> Explained<RateAnswer> {
    let answer = cocket_tariff::engine::rate(tariff, question, known);
    let names = Names { pack, measures: Some(&tariff.measures) };
    explained(answer, question.explain, |answer, reader| duty(question, answer, &names, reader))
}

/// Answers a question of value, with the explanation that it asks for.
pub fn appraise(
    pack: &Pack,
    question: &ValueQuestion,
    rates: &RateTable,
    today: Date,
) -> Explained<ValueAnswer> {
    let answer = crate::value::answer(pack, question, rates, today);
    let names = Names { pack, measures: None };
    explained(answer, question.explain, |answer, reader| value(answer, &names, reader))
}

/// Answers a question about a clock, with the explanation that it asks for.
pub fn count(pack: &Pack, question: &ClockQuestion, today: Date) -> Explained<ClockAnswer> {
    let answer = crate::clocks::answer(pack, question, today);
    let names = Names { pack, measures: None };
    explained(answer, question.explain, |answer, reader| clock(answer, &names, reader))
}

/// Answers a question of origin, with the explanation that it asks for.
pub fn qualify(
    law: &OriginLaw,
    pack: &Pack,
    question: &OriginQuestion,
    today: Date,
) -> Explained<OriginAnswer> {
    let answer = crate::origin::answer(law, pack, question, today);
    let names = Names { pack, measures: None };
    explained(answer, question.explain(), |answer, reader| origin(answer, &names, reader))
}

/// Answers a question to a calculator, with the explanation that it asks for.
pub fn calculate(
    calculator: &Calculator,
    pack: &Pack,
    question: &Calculation,
    today: Date,
) -> Explained<CalculationAnswer> {
    let answer = calculator.answer(pack, question, today);
    let names = Names { pack, measures: None };
    explained(answer, question.explain, |answer, reader| calculation(calculator, answer, &names, reader))
}

/// Steps alone as an explanation under a lead: for what has no question of its own, as a fee of an entry.
pub fn of_steps(lead: String, steps: &[Step], names: &Names<'_>, reader: Reader) -> Explanation {
    let done = steps.iter().filter(|step| !step.considered);
    Explanation {
        lead,
        why: done.map(|step| steps::worked(step, names, reader)).collect(),
        considered: steps
            .iter()
            .filter(|step| step.considered)
            .map(|step| steps::worked(step, names, reader))
            .collect(),
        ..Explanation::default()
    }
}

/// The same for a fee or tax: figures with cents and what a percentage is taken of are dollars.
pub fn of_fee(lead: String, steps: &[Step], names: &Names<'_>, reader: Reader) -> Explanation {
    let steps: Vec<Step> = steps.iter().cloned().map(steps::in_dollars).collect();
    of_steps(lead, &steps, names, reader)
}

/// What the law forbids: the reasons first, then what was worked out before.
fn prohibited(
    lead: &str,
    reasons: &[Reason],
    steps: &[Step],
    names: &Names<'_>,
    reader: Reader,
) -> Explanation {
    let against = reasons.iter().map(|reason| steps::against(reason, names, reader));
    let worked = steps.iter().map(|step| steps::worked(step, names, reader));
    Explanation { lead: lead.into(), why: against.chain(worked).collect(), ..Explanation::default() }
}

/// What the answer would be with the missing facts: its lead and its reasons.
fn what_would_be(would: Explanation) -> Vec<Paragraph> {
    let lead =
        Paragraph { text: format!("If nothing of it stands in the way: {}", would.lead), source: None };
    std::iter::once(lead).chain(would.why).collect()
}

/// A question that cannot be answered as it stands.
fn invalid(findings: &[Finding], names: &Names<'_>) -> Explanation {
    // What was asked is repeated as it was written, whoever asked.
    let found = |finding| steps::found(finding, names, Reader::Colleague);
    let found: Vec<Paragraph> = findings.iter().map(found).collect();
    Explanation {
        lead: "The question cannot be answered as it stands.".into(),
        why: found,
        ..Explanation::default()
    }
}
