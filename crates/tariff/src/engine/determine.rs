//! From a question to the determination: outcome, reported lines, needs and standing.

use cocket_base::{Cents, Date, Determination, Dollars, Finding, Need, Outcome, Reason, Round, Step, Trust};

use super::answer::{DutyLine, DutyRange, LineDuty};
use super::base::Trouble;
use super::case::{Case, check};
use super::moved::Moved;
use super::question::RateQuestion;
use super::settle::{Applied, Settled, Unsettled, Why, settle};
use super::statements::Statements;
use super::tariff::Tariff;
use super::zone::Gate;
use super::{commingled, deposits, fees, quota, standing, whatif, zone};
use crate::measure::logic::Truth;
use crate::measure::model::Heading;

/// How a step ends that tells of a heading whose condition nobody has stated.
pub const UNSTATED: &str = "nobody has stated that it fits";

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
    let determined = if question.commingled.is_empty() {
        one(tariff, question, known)
    } else {
        commingled::highest(tariff, question, known)
    };
    match determined {
        Ok(determination) => Ok(determination),
        Err(Trouble::Invalid(findings)) => Err(Invalid(findings)),
        Err(Trouble::Needs(needs)) => Ok(Determination::needs(needs, Vec::new())),
    }
}

/// A line with what is said of it beside its rate: its status in a zone, its quota, and the limits in its number's text.
pub(super) fn one(
    tariff: &Tariff,
    question: &RateQuestion,
    known: Option<Date>,
) -> Result<Determination<LineDuty>, Trouble> {
    let value = check(question, tariff.law())?;
    let zone = zone::status(tariff, question, known)?;
    let as_of = zone::as_of(question, zone, known)?;
    let statements =
        Statements::read(&question.facts, &tariff.measures, tariff.law()).map_err(Trouble::Invalid)?;
    let (mut findings, mut needs) = (Vec::new(), Vec::new());
    match zone.map(|zone| zone::gate(zone, &statements, &tariff.measures)).transpose()? {
        Some(Gate::Free) => {
            let freed = zone.map(|zone| zone::freed(question, value, zone));
            return freed
                .map(|freed| {
                    let steps = freed.lines.iter().flat_map(|line| line.steps.clone()).collect();
                    Determination::decided(freed, steps)
                })
                .ok_or_else(|| Trouble::Invalid(Vec::new()));
        }
        Some(Gate::Barred(reason)) => return Ok(Determination::prohibited(vec![reason], Vec::new())),
        Some(Gate::Rated(finding)) => findings.extend(finding),
        None => {}
    }
    let placed = quota::place(&quota::Known { tariff, statements: &statements, zone, as_of }, question)?;
    let rated = placed.as_ref().map_or(question, |placed| &placed.question);
    quota::unit_values(tariff, rated, as_of, &mut findings, &mut needs);
    let mut determination = line(tariff, rated, known)?;
    let Outcome::Decided { answer } = &mut determination.outcome else { return Ok(determination) };
    answer.findings.extend(findings);
    answer.needs.extend(needs);
    if let Some(placed) = placed {
        answer.findings.extend(placed.findings);
        answer.quota = Some(placed.standing);
        if let Some((need, other)) = placed.open {
            above_quota(tariff, answer, need, other, known);
        }
    }
    Ok(determination)
}

/// What it would move if the goods were beyond their quota: asked with the money, and part of the range.
fn above_quota(
    tariff: &Tariff,
    answer: &mut LineDuty,
    need: Need,
    other: Option<RateQuestion>,
    known: Option<Date>,
) {
    let above = other.and_then(|other| Some((other.hts, line(tariff, &other, known).ok()?)));
    let decided = above.as_ref().and_then(|(number, above)| Some((number, above.answer()?)));
    let Some((number, above)) = decided else {
        answer.needs.insert(0, need);
        return;
    };
    if above.duty == answer.duty {
        return;
    }
    let moved = Moved {
        then: above.duty,
        now: answer.duty,
        when: if need.fact == "general_note_15" { "if not".into() } else { "if yes".into() },
        how: format!("with {number}"),
    };
    let ends = |line: &LineDuty| match &line.range {
        Some(range) => vec![range.least, range.most],
        None => vec![line.duty],
    };
    let totals = [ends(answer), ends(above)].concat();
    let mut settled_by = vec![need.fact.clone()];
    settled_by.extend(answer.range.take().into_iter().flat_map(|range| range.settled_by));
    answer.range = DutyRange::of(&totals, settled_by);
    answer.needs.insert(0, Need { affects: moved.to_string(), ..need });
}

/// A line by its rates and by the measures.
fn line(
    tariff: &Tariff,
    question: &RateQuestion,
    known: Option<Date>,
) -> Result<Determination<LineDuty>, Trouble> {
    let case = Case::new(tariff, question, known)?;
    let too_large = |error: cocket_base::BadMoney| {
        Trouble::Invalid(vec![Finding::block(
            "BAD_VALUE",
            cocket_base::Place::field("value"),
            error.to_string(),
        )])
    };
    let settled = match settle(&case, &[]) {
        Ok(settled) => settled,
        Err(Unsettled::Money(error)) => return Err(too_large(error)),
        Err(Unsettled::Needs(needs)) => return Ok(Determination::needs(needs, Vec::new())),
    };
    one_replacement(&case, &settled)?;
    let steps = steps(&case, &settled);
    let reasons = bans(&case);
    if !reasons.is_empty() {
        return Ok(Determination::prohibited(reasons, steps));
    }
    let (adcvd, missing) = deposits::deposits(question, case.value).map_err(Trouble::Invalid)?;
    if !missing.is_empty() {
        return Ok(Determination::needs(missing, steps));
    }
    let whatif::Needs { mut needs, claims, undecidable, range } = whatif::needs(&case, &settled);
    needs.extend(warnings(&case));
    if undecidable {
        return Ok(Determination::needs(needs, steps));
    }
    let lines = lines(&case, &settled);
    let duty: Cents = lines.iter().map(|line| line.amount).sum();
    let (legal_status, standing) = standing::standing(&case, &settled);
    let answer = LineDuty {
        legal_status,
        standing,
        fees: fees::fees(&case),
        claims,
        lines,
        duty,
        column: case.base.column,
        spi: case.base.spi.clone(),
        revision: case.columns.revision_of(case.base.column).map(String::from),
        chapter98: case.claimed98.as_ref().and_then(|claimed| claimed.effect(case.value)),
        quota: None,
        adcvd,
        needs,
        range,
        findings: case.base.findings.iter().chain(case.columns.not_held(case.base.column)).cloned().collect(),
    };
    Ok(Determination::decided(answer, steps))
}

/// Two headings that both replace the base duty cannot hold for one line; nothing says which goes first.
fn one_replacement(case: &Case<'_>, settled: &Settled) -> Result<(), Trouble> {
    let replaces =
        |applied: &&Applied| case.candidates.iter().any(|c| c.id == applied.id && c.row.form.replaces());
    let mut replacing = settled.applied.iter().filter(replaces);
    let (Some(first), Some(second)) = (replacing.next(), replacing.next()) else { return Ok(()) };
    let (first, second) = (first.number, second.number);
    let text =
        format!("{first} and {second} both take the place of the base duty; an article has one of them");
    let finding = Finding::block("TWO_REPLACEMENTS", cocket_base::Place::field("facts.confirm"), text);
    Err(Trouble::Invalid(vec![finding.with_remedy("confirm the one whose description the article meets")]))
}

/// Reported numbers: chapter 98, then 99 in the pack's reporting order, then the number itself.
fn lines(case: &Case<'_>, settled: &Settled) -> Vec<DutyLine> {
    let mut lines: Vec<DutyLine> =
        case.claimed98.as_ref().and_then(|claimed| claimed.line(case.value)).into_iter().collect();
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
            && case.goods(&ban.goods).0 != Truth::False
    });
    live.map(|ban| {
        let scene = case.scene(&[]);
        let when = ban.when.as_ref().map_or(Truth::True, |when| when.truth(&scene, &mut Vec::new()));
        let goods = case.goods(&ban.goods).0;
        (ban, if when == Truth::True { goods } else { when })
    })
    .filter(|(_, truth)| *truth != Truth::False)
}

/// The whole reasoning: revision, value, column and base, then every heading in evaluation order.
fn steps(case: &Case<'_>, settled: &Settled) -> Vec<Step> {
    let mut steps: Vec<Step> = case.columns.notices(case.base.column).map(Step::new).collect();
    if let Some(revision) = case.columns.revision_of(case.base.column) {
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
        if let Some(applied) = settled.applied.iter().find(|applied| applied.id == candidate.id) {
            steps.extend(
                heading_line(case, applied)
                    .steps
                    .into_iter()
                    .map(|step| Step { what: format!("{} applies: {}", applied.number, step.what), ..step }),
            );
        } else if let Some(out) = settled.out.iter().find(|out| out.id == candidate.id) {
            let titled = |heading: &Heading| format!("{} ({})", heading.number, heading.title);
            let what = match out.why {
                Why::Displaced(by) => {
                    format!("{} gives way to {}", titled(heading), titled(&case.pack.headings[by.at()]))
                }
                Why::NothingLeft => format!("{}: no part of the value is left to it", titled(heading)),
                Why::ConditionFalse if settled.undecided.iter().any(|u| u.id == candidate.id) => {
                    format!("{} is not applied: {UNSTATED}", titled(heading))
                }
                Why::ConditionFalse => continue,
            };
            steps.push(Step::new(what).cite(heading.cite.clone()).considered());
        }
    }
    for number in case.statements.affirmed() {
        let known =
            case.candidates.iter().any(|c| c.heading.number == number || c.heading.twin == Some(number));
        if !known {
            let what = format!("{number} was confirmed but does not cover these goods, origin and dates");
            steps.push(Step::new(what).considered());
        }
    }
    steps
}
