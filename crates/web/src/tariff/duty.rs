//! The page «What is the duty?»: the stack, its steps and law, the open facts as questions, and the stack over the years.

use std::sync::Arc;

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use cocket_base::{Cents, Date, Dollars, Finding, Round, Severity};
use cocket_desk::explain::{self, Names};
use cocket_desk::tariff::engine::{ClaimNotMade, DutyLine, RateAnswer, RateQuestion, rate};
use cocket_desk::tariff::timeline::timeline;

use super::asked::{Asked, Fault};
use super::chart::{Chart, chart};
use super::questions::{Question, Reply};
use crate::failure::Failure;
use crate::frame::{Frame, Room, page};
use crate::line_rows::{StepRow, step_rows};
use crate::site::Site;
use crate::told::{ToldRow, other, reader, told};
use crate::words;

/// First year of the timeline: the first of the additional duties that the measures hold are of 2018.
const FIRST_YEAR: i16 = 2018;
/// Modes of transport that the engine tells apart.
const MODES: [&str; 5] = ["vessel", "air", "truck", "rail", "mail"];

#[derive(Template)]
#[template(path = "duty.html")]
struct DutyPage {
    frame: Frame,
    asked: Asked,
    today: Date,
    modes: [&'static str; 5],
    /// Facts and quantities given so far, each with the address without it.
    statements: Vec<(String, String, String)>,
    faults: Vec<Fault>,
    answer: Option<Answer>,
}

struct Answer {
    number: String,
    /// The way from the chapter down.
    path: String,
    origin: String,
    entry_date: String,
    value: String,
    outcome: &'static str,
    /// Said at the top: the law of the day is not held, or the number is not open to these goods.
    warnings: Vec<(String, String)>,
    sums: Vec<(&'static str, String, bool)>,
    /// The facts that settle a duty which is a span.
    settled_by: String,
    lines: Vec<LineRow>,
    reasons: Vec<String>,
    findings: Vec<(String, String)>,
    standing: Vec<(String, String, String)>,
    questions: Vec<Question>,
    /// Lawful claims not made, each with the address that makes it.
    claims: Vec<ClaimRow>,
    steps: Vec<StepRow>,
    /// The answer in plain words.
    plain: Vec<ToldRow>,
    /// For whom.
    reader: &'static str,
    /// The other reader, and the address that switches to him.
    other: (&'static str, String),
    chart: Option<Chart>,
    revision: String,
    known: String,
}

struct ClaimRow {
    claim: String,
    question: String,
    duty: String,
    saving: String,
    cite: String,
    /// The page with the claim made.
    address: Option<String>,
}

struct LineRow {
    number: String,
    address: String,
    authority: String,
    rate: String,
    base: String,
    amount: String,
    why: String,
}

/// `GET /duty`
pub async fn duty(
    State(site): State<Arc<Site>>,
    pairs: Result<Query<Vec<(String, String)>>, QueryRejection>,
) -> Result<Response, Failure> {
    let Query(pairs) = pairs.map_err(|bad| Failure::unreadable(format!("{bad}.")))?;
    let asked = Asked::new(pairs).map_err(Failure::unreadable)?;
    let known =
        match asked.one("known") {
            "" => None,
            text => Some(text.parse::<Date>().map_err(|_| {
                Failure::unreadable(format!("«{text}» is no day; write it as in 2026-06-16."))
            })?),
        };
    let allowed = site.desk.questions(&site.actor, known);
    let (sources, day) = allowed.map_err(|error| Failure::of_desk(&error, ""))?;
    let (answer, faults) = match asked.question(day.today) {
        _ if asked.is_empty() => (None, Vec::new()),
        Err(faults) => (None, faults),
        Ok(question) => {
            let site = site.clone();
            let asked = asked.clone();
            // Two hundred answers make a timeline; they do not stand in the way of other pages.
            let made = tokio::task::spawn_blocking(move || {
                answer(&site, sources.law.tariff, &asked, &question, day.known)
            });
            let made = made.await.map_err(|error| Failure::broken("working out the duty", &error))?;
            (Some(made), Vec::new())
        }
    };
    page(&DutyPage {
        frame: Frame::of(&site, Room::Duty, "What is the duty?"),
        statements: statements(&asked),
        today: day.today,
        modes: MODES,
        asked,
        faults,
        answer,
    })
}

/// What was stated, each with the address that takes it back.
fn statements(asked: &Asked) -> Vec<(String, String, String)> {
    let back = |name: &str, value: &str| asked.address_without(name, value);
    let all = asked.statements().into_iter();
    all.map(|(name, value)| (name.trim_start_matches("f.").to_string(), value.clone(), back(&name, &value)))
        .collect()
}

fn answer(
    site: &Site,
    tariff: &cocket_desk::tariff::engine::Tariff,
    asked: &Asked,
    question: &RateQuestion,
    known: Date,
) -> Answer {
    let answer = rate(tariff, question, Some(known));
    let names = Names { pack: site.desk.law().pack, measures: Some(&tariff.measures) };
    let who = reader(asked.one("for"));
    let plain = told("In plain words".into(), &explain::duty(question, &answer, &names, who));
    let value = Dollars::from_exact(question.value, Round::HalfUp).unwrap_or(Dollars::ZERO);
    let from = Date::new(FIRST_YEAR, 1, 1).unwrap_or(question.entry_date).min(question.entry_date);
    let (_, today) = site.desk.now();
    let ahead = today.checked_add(jiff::Span::new().years(1)).unwrap_or(today).max(question.entry_date);
    let spans = timeline(tariff, question, from, ahead, known);
    let countries = site.desk.law().pack.countries();
    let path = tariff.schedules.as_of(question.entry_date, known).and_then(|held| {
        let line = held.schedule.line_or_eight(&question.hts)?;
        Some(line.path().into_iter().map(|step| step.text).collect::<Vec<_>>().join(" › "))
    });
    Answer {
        number: question.hts.to_string(),
        path: path.unwrap_or_default(),
        origin: format!("{} {}", question.origin, countries.name(question.origin).unwrap_or_default()),
        entry_date: words::day(question.entry_date),
        value: words::dollars(value),
        outcome: answer.outcome,
        warnings: told_findings(&answer, at_top),
        sums: sums(&answer, value),
        settled_by: answer.range.as_ref().map(|range| range.settled_by.join(", ")).unwrap_or_default(),
        lines: answer.lines.iter().map(|line| line_row(line, question)).collect(),
        reasons: answer
            .reasons
            .iter()
            .map(|reason| match &reason.cite {
                Some(cite) => format!("{} ({cite})", reason.text),
                None => reason.text.clone(),
            })
            .collect(),
        findings: told_findings(&answer, |finding| !at_top(finding)),
        standing: answer
            .legal_status
            .iter()
            .map(|note| (note.authority.clone(), note.text.clone(), words::cents(note.amount)))
            .collect(),
        questions: answer
            .needs
            .iter()
            .map(|need| Question::of(need.clone(), asked, &tariff.measures))
            .collect(),
        claims: answer.claims.iter().map(|claim| claim_row(claim, asked)).collect(),
        steps: step_rows(&answer.steps),
        plain: vec![plain],
        reader: who.word(),
        other: (other(who).word(), format!("{}#plain", asked.address_with("for", other(who).word()))),
        chart: chart(&spans, value, question.entry_date),
        revision: answer.revision.unwrap_or_default(),
        known: known.to_string(),
    }
}

/// What the reader must know before the figure: that the law of the day is not held, and whatever stands in the way.
fn at_top(finding: &Finding) -> bool {
    finding.severity == Severity::Block || finding.code == "REVISION_NOT_HELD"
}

fn told_findings(answer: &RateAnswer, told: impl Fn(&Finding) -> bool) -> Vec<(String, String)> {
    let told = answer.findings.iter().filter(|finding| told(finding));
    told.map(|finding| (finding.severity.to_string(), finding.text.clone())).collect()
}

fn sums(answer: &RateAnswer, value: Dollars) -> Vec<(&'static str, String, bool)> {
    let Some(duty) = answer.duty else { return Vec::new() };
    let standing = answer.standing.unwrap_or_default();
    let deposits: Cents = answer.adcvd.iter().map(|deposit| deposit.amount).sum();
    let mut sums = match &answer.range {
        Some(range) => vec![
            (
                "Duty, US$, by what is not answered",
                format!("{} to {}", words::cents(range.least), words::cents(range.most)),
                true,
            ),
            ("as it stands", words::cents(duty), false),
        ],
        None => vec![("Duty, US$", words::cents(duty), true)],
    };
    if value > Dollars::ZERO {
        let share = duty.get().saturating_mul(100) / value.get();
        sums.push(("of the value", format!("{}.{:02}%", share / 100, share % 100), false));
    }
    if standing.owed != standing.assessed {
        sums.push(("Owed of it, US$", words::cents(standing.owed), true));
    }
    for (name, amount) in
        [("Refundable, US$", standing.refundable), ("Under appeal, US$", standing.under_appeal)]
    {
        if !amount.is_zero() {
            sums.push((name, words::cents(amount), false));
        }
    }
    if let Some(fee) = answer.fees.hmf {
        sums.push(("Harbor maintenance fee, US$", words::cents(fee), false));
    }
    if !deposits.is_zero() {
        sums.push(("Deposits, US$", words::cents(deposits), false));
    }
    sums
}

fn claim_row(claim: &ClaimNotMade, asked: &Asked) -> ClaimRow {
    let made = claim.claim.split_once(' ').filter(|(field, _)| ["spi", "confirm"].contains(field));
    ClaimRow {
        claim: claim.claim.clone(),
        question: claim.question.clone(),
        duty: words::cents(claim.duty),
        saving: words::cents(claim.saving),
        cite: claim.cite.to_string(),
        address: made.map(|(field, value)| asked.address_with(field, value)),
    }
}

fn line_row(line: &DutyLine, question: &RateQuestion) -> LineRow {
    LineRow {
        number: line.number.to_string(),
        address: format!("/tariff/{}?as_of={}", line.number, question.entry_date),
        authority: line.authority.clone(),
        rate: line.rate.clone(),
        base: words::dollars(line.base),
        amount: words::cents(line.amount),
        why: line.why.clone(),
    }
}
