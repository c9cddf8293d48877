//! Foreign trade zones: which day's law a line follows (19 CFR 146.65), and what a status lets goods do.

use cocket_base::{Date, Dollars, Finding, Need, Place, Reason, Step};
use cocket_law::Row;

use super::answer::{Column, DutyLine, DutyStanding, LineDuty, LineFees};
use super::base::Trouble;
use super::question::RateQuestion;
use super::statements::Statements;
use super::tariff::Tariff;
use crate::limits::{ZoneEntry, ZoneRule};
use crate::measure::AsOf;
use crate::measure::logic::Value;
use crate::measure::model::Pack;

/// The zone status of a line; none for goods that come from no zone.
pub(super) fn status<'t>(
    tariff: &'t Tariff,
    question: &RateQuestion,
    known: Option<Date>,
) -> Result<Option<&'t Row<ZoneRule>>, Trouble> {
    let (limits, day) = (tariff.limits(), question.entry_date);
    let known = known.unwrap_or(Date::MAX);
    let Some(text) = question.ftz_status.as_deref().map(str::trim).filter(|text| !text.is_empty()) else {
        // A day of privileged status without a status means the same.
        return Ok(question.ftz_privileged_date.and_then(|_| limits.zone_of_a_day(day, known)));
    };
    limits.zone(text, day, known).map(Some).ok_or_else(|| {
        let text = format!("«{text}» is no zone status; say one of {}", limits.zone_words().join(", "));
        Trouble::invalid("BAD_ZONE_STATUS", "ftz_status", text)
    })
}

/// The day whose law applies.
pub(super) fn law_day(question: &RateQuestion, status: Option<&Row<ZoneRule>>) -> Result<Date, Trouble> {
    let Some(status) = status.filter(|status| status.keeps_law) else { return Ok(question.entry_date) };
    question.ftz_privileged_date.ok_or_else(|| {
        Trouble::Needs(vec![Need {
            fact: "ftz_privileged_date".into(),
            question: format!("On which day was {} foreign status taken?", status.status),
            affects: format!("the day whose law applies ({}), and with it every rate", status.cite),
        }])
    })
}

/// The day on which privileged foreign status was taken; none for goods of another status.
pub(super) fn privileged_date(question: &RateQuestion, status: Option<&Row<ZoneRule>>) -> Option<Date> {
    question.ftz_privileged_date.filter(|_| status.is_some_and(|status| status.keeps_law))
}

/// What a status lets goods do on entry for consumption.
pub(super) enum Gate {
    /// They are rated, perhaps with something to look at.
    Rated(Option<Finding>),
    /// They owe nothing.
    Free,
    /// They may not be entered.
    Barred(Reason),
}

/// Judges a status by its rule and by what the importer says of it.
pub(super) fn gate(
    status: &Row<ZoneRule>,
    statements: &Statements,
    measures: &Pack,
) -> Result<Gate, Trouble> {
    let fact = match &status.entry {
        ZoneEntry::Rated => return Ok(Gate::Rated(None)),
        ZoneEntry::FreeIf(fact) | ZoneEntry::BarredUnless(fact) => fact,
    };
    let declared = measures.fact(fact);
    let said = declared.and_then(|id| statements.fact(id));
    let looked_at =
        |code: &str, text: String| Gate::Rated(Some(Finding::warn(code, Place::field("ftz_status"), text)));
    Ok(match (&status.entry, said) {
        (ZoneEntry::FreeIf(_), Some(Value::Flag(true))) => Gate::Free,
        (ZoneEntry::FreeIf(_), Some(_)) => looked_at(
            "ZONE_STATUS_NOT_LAWFUL",
            format!("the goods are not {} by law: {} ({})", status.status, status.says, status.cite),
        ),
        (ZoneEntry::FreeIf(_), None) => {
            let question = declared.and_then(|id| measures.facts.get(id.at()));
            return Err(Trouble::Needs(vec![Need {
                fact: fact.to_string(),
                question: question.map_or_else(|| status.says.to_string(), |fact| fact.question.to_string()),
                affects: format!("whether any duty is owed: {} ({})", status.says, status.cite),
            }]));
        }
        (_, Some(Value::Flag(true))) => looked_at(
            "ZONE_RETURN_ORDERED",
            format!("the return of the goods was found to be in the public interest ({})", status.cite),
        ),
        _ => Gate::Barred(Reason { text: status.says.to_string(), cite: Some(status.cite.clone()) }),
    })
}

/// The answer for goods that a status frees.
pub(super) fn freed(question: &RateQuestion, value: Dollars, status: &Row<ZoneRule>) -> LineDuty {
    let step = Step::new(format!("{} status: {}", status.status, status.says)).cite(status.cite.clone());
    LineDuty {
        lines: vec![DutyLine {
            number: question.hts,
            authority: "base".into(),
            rate: format!("Free ({} status)", status.status),
            base: value,
            amount: cocket_base::Cents::ZERO,
            why: status.says.to_string(),
            steps: vec![step],
        }],
        duty: cocket_base::Cents::ZERO,
        column: Column::General,
        spi: None,
        revision: None,
        chapter98: None,
        quota: None,
        adcvd: Vec::new(),
        standing: DutyStanding::default(),
        fees: LineFees::default(),
        claims: Vec::new(),
        needs: Vec::new(),
        range: None,
        legal_status: Vec::new(),
        findings: Vec::new(),
    }
}

/// The law's day and the day of knowledge, for a status that was read.
pub(super) fn as_of(
    question: &RateQuestion,
    status: Option<&Row<ZoneRule>>,
    known: Option<Date>,
) -> Result<AsOf, Trouble> {
    Ok(AsOf { day: law_day(question, status)?, known })
}
