//! Commingled goods: those of different rates, so mixed that quantity or value of each cannot be told, bear the highest rate of
//! any of them (HTSUS general note 3(f)), unless the consignee has them separated in time.

use cocket_base::{Citation, Date, Determination, Finding, Outcome, Place, Step};

use super::answer::LineDuty;
use super::base::Trouble;
use super::determine::one;
use super::question::RateQuestion;
use super::tariff::Tariff;

/// Rates the whole under the number of each of the goods and takes the highest. What one of them lacks is asked first.
pub(super) fn highest(
    tariff: &Tariff,
    question: &RateQuestion,
    known: Option<Date>,
) -> Result<Determination<LineDuty>, Trouble> {
    let cite = Citation::new("HTSUS general note 3(f)");
    let own = RateQuestion { commingled: Vec::new(), ..question.clone() };
    let mut highest: Option<Determination<LineDuty>> = None;
    let others = question.commingled.iter().map(|goods| RateQuestion {
        hts: goods.hts,
        origin: goods.origin.unwrap_or(question.origin),
        ..own.clone()
    });
    let mut compared = Vec::new();
    for question in std::iter::once(own.clone()).chain(others) {
        let determination = one(tariff, &question, known)?;
        let Outcome::Decided { answer } = &determination.outcome else { return Ok(determination) };
        compared.push(format!("{} of {}: {}", question.hts, question.origin, answer.duty));
        let before = highest.as_ref().and_then(Determination::answer);
        if before.is_none_or(|before| before.duty < answer.duty) {
            highest = Some(determination);
        }
    }
    let Some(mut highest) = highest else { return one(tariff, &own, known) };
    let text = format!(
        "the goods are commingled, so that all of them bear the highest rate among them: {} ({cite})",
        compared.join("; ")
    );
    highest.steps.insert(0, Step::new(text.as_str()).cite(cite));
    if let Outcome::Decided { answer } = &mut highest.outcome {
        let finding = Finding::warn("COMMINGLED_GOODS", Place::field("commingled"), text);
        let remedy = "separate them under customs supervision in time, or show quantity and value of each by samples or records";
        answer.findings.insert(0, finding.with_remedy(remedy));
    }
    Ok(highest)
}
