//! From a question to the determination: outcome, reported lines, needs and standing.

use cocket_base::{Cents, Date, Determination, Dollars, Finding, Need, Reason, Round, Step, Trust};

use super::answer::{DutyLine, LegalNote, LineDuty};
use super::base::Trouble;
use super::case::Case;
use super::deposits;
use super::question::RateQuestion;
use super::settle::{Applied, Settled, Why, settle};
use super::tariff::Tariff;
use super::whatif;
use crate::measure::logic::Truth;
use crate::measure::model::Standing;

/// A question that cannot be answered: what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid(pub Vec<Finding>);

/// Works out one line: every number it reports, what each costs and why, as far as was known on `known`.
///
/// # Errors
/// [`Invalid`] when the question itself is wrong; missing facts are an outcome, not an error.
pub fn determine(
    tariff: &Tariff,
    question: &RateQuestion,
    known: Option<Date>,
) -> Result<Determination<LineDuty>, Invalid> {
    let case = match Case::new(tariff, question, known) {
        Ok(case) => case,
        Err(Trouble::Invalid(findings)) => return Err(Invalid(findings)),
        Err(Trouble::Needs(needs)) => return Ok(Determination::needs(needs, Vec::new())),
    };
    let too_large = |error: cocket_base::BadMoney| {
        Invalid(vec![Finding::block("BAD_VALUE", cocket_base::Place::field("value"), error.to_string())])
    };
    let settled = settle(&case, &[]).map_err(too_large)?;
    let steps = steps(&case, &settled);
    let reasons = bans(&case);
    if !reasons.is_empty() {
        return Ok(Determination::prohibited(reasons, steps));
    }
    let (adcvd, missing) = deposits::deposits(question, case.value).map_err(Invalid)?;
    if !missing.is_empty() {
        return Ok(Determination::needs(missing, steps));
    }
    let mut needs = whatif::needs(&case, &settled);
    needs.extend(warnings(&case));
    let lines = lines(&case, &settled);
    let duty: Cents = lines.iter().map(|line| line.amount).sum();
    let answer = LineDuty {
        legal_status: standing(&case, &settled),
        lines,
        duty,
        column: case.base.column,
        spi: case.base.spi.clone(),
        revision: case.columns.revision.clone(),
        adcvd,
        needs,
        findings: case.base.findings.clone(),
    };
    Ok(Determination::decided(answer, steps))
}

/// Reported numbers: chapter 98, then 99 in the pack's reporting order, then the number itself.
fn lines(case: &Case<'_>, settled: &Settled) -> Vec<DutyLine> {
    let mut lines: Vec<DutyLine> = chapter98_line(case).into_iter().collect();
    let mut reported: Vec<&Applied> = settled.applied.iter().collect();
    reported.sort_by_key(|applied| (case.pack.headings[applied.id.at()].authority, applied.number));
    lines.extend(reported.into_iter().map(|applied| heading_line(case, applied)));
    let replaced = settled.replaced_by.map(|id| case.pack.headings[id.at()].number);
    let rate = match replaced {
        Some(number) => format!("{} replaced by {number}", case.base.text),
        None => case.base.text.clone(),
    };
    lines.push(DutyLine {
        number: case.question.hts,
        authority: "base".into(),
        rate,
        base: case.base.dutiable,
        amount: settled.base_duty,
        why: String::new(),
        steps: case.base.steps.clone(),
    });
    lines
}

fn heading_line(case: &Case<'_>, applied: &Applied) -> DutyLine {
    let heading = &case.pack.headings[applied.id.at()];
    let step = Step::new(&*heading.title).cite(heading.cite.clone()).base(format!("{} USD", applied.base));
    DutyLine {
        number: applied.number,
        authority: case.pack.authorities[heading.authority.at()].id.to_string(),
        rate: applied.rate.clone(),
        base: applied.base,
        amount: applied.amount,
        why: heading.title.to_string(),
        steps: vec![step.rate(&applied.rate).amount(applied.amount)],
    }
}

/// The chapter 98 number with the part of the value that it frees.
fn chapter98_line(case: &Case<'_>) -> Option<DutyLine> {
    let claim = case.claim98?;
    let rules = case.pack.chapter98.iter().filter(|rule| claim.number.starts_with(&rule.prefix));
    let rule = rules.max_by_key(|rule| rule.prefix.len());
    let freed = Dollars::new(case.value.get() - case.base.dutiable.get());
    Some(DutyLine {
        number: claim.number,
        authority: "base".into(),
        rate: rule.map_or("Free", |rule| &*rule.rate).to_string(),
        base: freed,
        amount: Cents::ZERO,
        why: format!("{} USD of the value are free of duty under {}", freed, claim.number),
        steps: rule.map(|rule| Step::new("chapter 98 claim").cite(rule.cite.clone())).into_iter().collect(),
    })
}

/// Import bans that cover the line. A ban that is not verified warns instead.
fn bans(case: &Case<'_>) -> Vec<Reason> {
    matching_bans(case)
        .filter(|(ban, truth)| ban.cite.trust > Trust::K && *truth == Truth::True)
        .map(|(ban, _)| Reason { text: ban.title.to_string(), cite: Some(ban.cite.clone()) })
        .collect()
}

fn warnings(case: &Case<'_>) -> Vec<Need> {
    let undecided =
        matching_bans(case).filter(|(ban, truth)| ban.cite.trust == Trust::K || *truth == Truth::Unknown);
    let need = |(ban, _): (&crate::measure::model::Ban, Truth)| Need {
        fact: format!("ban {}", ban.id),
        question: format!("Do the goods fall under the ban «{}»?", ban.title),
        affects: format!("whether they may be entered at all ({})", ban.cite),
    };
    undecided.map(need).collect()
}

fn matching_bans<'c>(case: &'c Case<'_>) -> impl Iterator<Item = (&'c crate::measure::model::Ban, Truth)> {
    let live = case.pack.bans.iter().filter(|ban| {
        ban.window.holds(case.as_of.day)
            && case.as_of.knows(ban.known)
            && ban.origins.holds(case.question.origin, case.as_of.day, &case.pack.groups)
            && case.goods_fit(&ban.goods)
    });
    live.map(|ban| {
        let scene = case.scene(&[]);
        (ban, ban.when.as_ref().map_or(Truth::True, |when| when.truth(&scene, &mut Vec::new())))
    })
    .filter(|(_, truth)| *truth != Truth::False)
}

/// Remarks on duties that were assessed but do not stand undisputed.
fn standing(case: &Case<'_>, settled: &Settled) -> Vec<LegalNote> {
    let mut notes = Vec::new();
    for (at, authority) in case.pack.authorities.iter().enumerate() {
        let own = settled.applied.iter().filter(|a| case.pack.headings[a.id.at()].authority.at() == at);
        let amount: Cents = own.map(|applied| applied.amount).sum();
        if amount.is_zero() {
            continue;
        }
        for status in &authority.status {
            let live = status.window.holds(case.as_of.day) && case.as_of.knows(status.known);
            if live && status.state != Standing::InForce {
                notes.push(LegalNote {
                    authority: authority.id.to_string(),
                    status: status.state.word().into(),
                    text: status.text.to_string(),
                    amount,
                });
            }
        }
    }
    notes
}

/// The whole reasoning: revision, value, column and base, then every heading in evaluation order.
fn steps(case: &Case<'_>, settled: &Settled) -> Vec<Step> {
    let mut steps: Vec<Step> = case.columns.notices.iter().map(Step::new).collect();
    if let Some(revision) = &case.columns.revision {
        steps.push(Step::new(format!("schedule {revision}, law of {}", case.as_of.day)));
    }
    let whole = Dollars::from_exact(case.question.value, Round::HalfUp).ok();
    if whole.is_some_and(|whole| whole.as_decimal() != case.question.value) {
        steps.push(Step::new(format!(
            "entered value {} rounded half up to whole dollars",
            case.question.value
        )));
    }
    steps.extend(case.base.steps.iter().cloned());
    for candidate in &case.candidates {
        let heading = candidate.heading;
        let number = heading.number;
        if let Some(applied) = settled.applied.iter().find(|applied| applied.id == candidate.id) {
            steps.extend(
                heading_line(case, applied)
                    .steps
                    .into_iter()
                    .map(|step| Step { what: format!("{} applies: {}", applied.number, step.what), ..step }),
            );
        } else if let Some(out) = settled.out.iter().find(|out| out.id == candidate.id) {
            let what = match out.why {
                Why::Displaced(by) => format!("{number} gives way to {}", case.pack.headings[by.at()].number),
                Why::NothingLeft => format!("{number}: no part of the value is left to it"),
                Why::ConditionFalse if settled.undecided.iter().any(|u| u.id == candidate.id) => {
                    format!("{number} is not applied: {} is not stated", heading.title)
                }
                Why::ConditionFalse => continue,
            };
            steps.push(Step::new(what).cite(heading.cite.clone()));
        }
    }
    for number in case.statements.affirmed() {
        let known =
            case.candidates.iter().any(|c| c.heading.number == number || c.heading.twin == Some(number));
        if !known {
            steps.push(Step::new(format!(
                "{number} was confirmed but does not cover these goods, origin and dates"
            )));
        }
    }
    steps
}
