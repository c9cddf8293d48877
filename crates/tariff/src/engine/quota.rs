//! Where a line stands with the quota that its number belongs to, and with the limits that a number's own text sets.
//!
//! A number inside a quota is open only while there is room (19 CFR 132.5, 132.13); goods that are told to be beyond it are
//! rated under the number above it. What nobody has told is asked, with the duty above the quota beside that inside.

use std::borrow::Cow;

use cocket_base::ids::TariffNumber;
use cocket_base::{Citation, Date, Decimal, Finding, Need, Place};
use cocket_law::Row;
use serde::Serialize;

use super::base::Trouble;
use super::question::RateQuestion;
use super::statements::Statements;
use super::tariff::Tariff;
use crate::limits::{Position, QuotaKind, QuotaNumber, QuotaShare, ZoneRule};
use crate::measure::AsOf;
use crate::measure::logic::Value;
use crate::measure::model::Pack;

/// Whether the quota for the period is filled.
const FILLED: &str = "quota_filled";
/// Whether it is so nearly filled that deposits are taken at the rate above it.
const NEAR: &str = "quota_nearly_filled";
/// Whether the goods are those of general note 15.
const NOTE_15: &str = "general_note_15";

/// The facts that tell where a line stands.
pub const FACTS: [&str; 3] = [FILLED, NEAR, NOTE_15];

/// Where a line stands with its quota.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuotaStanding {
    /// The number inside.
    pub number: TariffNumber,
    /// The numbers of the same goods outside.
    pub over: Vec<TariffNumber>,
    /// The quota, as in `chapter 2 additional U.S. note 3`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub quota: String,
    /// `open`, `near`, `filled`, or `unknown` while nobody has told.
    pub position: &'static str,
    /// What the goods' country may enter, in words; none where it is not held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<String>,
    /// Entry type, as in `02`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry_type: Option<String>,
    /// What may be done with goods beyond the quota.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub doors: Vec<String>,
    /// What holds in this position, in a sentence.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub says: String,
    /// Source.
    pub cite: Citation,
}

/// A line placed inside its quota or above it.
pub(super) struct Placed<'q> {
    /// The question to rate: the one asked, or the same under the number above the quota.
    pub question: Cow<'q, RateQuestion>,
    pub standing: QuotaStanding,
    pub findings: Vec<Finding>,
    /// What is not told, with the question under the other number.
    pub open: Option<(Need, Option<RateQuestion>)>,
}

/// What is known of a line when it is placed.
pub(super) struct Known<'c, 't> {
    pub tariff: &'t Tariff,
    pub statements: &'c Statements,
    pub zone: Option<&'t Row<ZoneRule>>,
    pub as_of: AsOf,
}

impl Known<'_, '_> {
    fn said(&self, fact: &str) -> Option<bool> {
        let id = self.tariff.measures.fact(fact)?;
        match self.statements.fact(id) {
            Some(Value::Flag(flag)) => Some(*flag),
            _ => None,
        }
    }

    fn day_known(&self) -> Date {
        self.as_of.known.unwrap_or(Date::MAX)
    }

    fn declared(&self, fact: &str) -> String {
        let pack: &Pack = &self.tariff.measures;
        let found = pack.fact(fact).and_then(|id| pack.facts.get(id.at()));
        found.map(|fact| fact.question.to_string()).unwrap_or_default()
    }
}

/// Places a line; `None` when its number belongs to no quota.
///
/// # Errors
/// Facts are missing: which of several numbers above the quota, or whether a quantity beyond a share may still be entered.
pub(super) fn place<'q>(
    known: &Known<'_, '_>,
    question: &'q RateQuestion,
) -> Result<Option<Placed<'q>>, Trouble> {
    let limits = known.tariff.limits();
    let Some(row) = limits.quota(question.hts, known.as_of.day, known.day_known()) else { return Ok(None) };
    let share = limits.share(&row.quota, question.origin, known.as_of.day, known.day_known());
    let privileged = known.zone.filter(|zone| zone.over_quota);
    let mut findings = Vec::new();
    let position = match row.kind {
        QuotaKind::GeneralNote15 => match known.said(NOTE_15) {
            Some(true) => Some(Position::Open),
            Some(false) => Some(Position::Filled),
            None => None,
        },
        QuotaKind::TariffRate if privileged.is_some() => Some(Position::Filled),
        QuotaKind::TariffRate => match (known.said(FILLED), known.said(NEAR)) {
            (Some(true), _) => Some(Position::Filled),
            (_, Some(true)) => Some(Position::Near),
            (Some(false), _) => Some(Position::Open),
            // A country without a limit is never beyond it.
            (None, _) if share.is_some_and(|share| share.amount.is_none()) => Some(Position::Open),
            (None, _) => None,
        },
    };
    if let Some(zone) = privileged.filter(|_| row.kind == QuotaKind::TariffRate) {
        let text = format!("{} goods take the rate above the quota ({})", zone.status, zone.cite);
        findings.push(Finding::info("QUOTA_ZONE_STATUS", Place::field("ftz_status"), text));
    }
    beyond_share(question, row, share, position, &mut findings)?;
    let standing = standing(known, row, share, position);
    let above = matches!(position, Some(Position::Near | Position::Filled));
    let other = other_number(known, row, question);
    if !above {
        let open = position.is_none().then(|| (need(known, row), other));
        return Ok(Some(Placed { question: Cow::Borrowed(question), standing, findings, open }));
    }
    let Some(other) = other else { return Err(Trouble::Needs(vec![which(row)])) };
    let why = if standing.says.is_empty() { row.cite.to_string() } else { standing.says.clone() };
    let text =
        format!("{} is not open to these goods, which are rated under {}: {why}", row.number, other.hts);
    findings.push(
        Finding::warn("QUOTA_RATE_ABOVE", Place::field("hts"), text)
            .with_remedy(format!("declare {}, or correct the fact that closes {}", other.hts, row.number)),
    );
    Ok(Some(Placed { question: Cow::Owned(other), standing, findings, open: None }))
}

/// A quantity that no room of the quota can hold: without a word that it may be entered nobody takes it as inside; a share of
/// nothing means that the number is not open to the country at all.
fn beyond_share(
    question: &RateQuestion,
    row: &Row<QuotaNumber>,
    share: Option<&Row<QuotaShare>>,
    position: Option<Position>,
    findings: &mut Vec<Finding>,
) -> Result<(), Trouble> {
    let Some(share) = share else { return Ok(()) };
    let Some(amount) = share.amount else { return Ok(()) };
    let over = numbers(&row.over);
    if amount.is_zero() {
        let text =
            format!("no goods of {} are entered under {} ({})", question.origin, row.number, share.cite);
        findings.push(
            Finding::block("QUOTA_NOT_OPEN", Place::field("hts"), text)
                .with_remedy(format!("declare {over}")),
        );
        return Ok(());
    }
    let most = amount + share.open_to_any;
    let Some(quantity) = question.quantity_in(share.unit).filter(|quantity| *quantity > most) else {
        return Ok(());
    };
    let beyond = (quantity - most).normalize();
    let text = format!(
        "{} {unit} are more than the {} {unit} that goods of {} have in a {} ({}): at least {beyond} {unit} are \
         beyond the quota",
        quantity.normalize(),
        most.normalize(),
        question.origin,
        share.period,
        share.cite,
        unit = share.unit,
    );
    match position {
        None => Err(Trouble::Needs(vec![Need {
            fact: FILLED.into(),
            question: "Is there room in the tariff-rate quota for all of the goods?".into(),
            affects: format!("{text}; those belong to {over}"),
        }])),
        Some(Position::Open) => {
            let remedy = format!("enter what is beyond under {over}, or make sure that the quota was raised");
            findings.push(
                Finding::warn("QUOTA_SHARE_EXCEEDED", Place::field("quantities"), text).with_remedy(remedy),
            );
            Ok(())
        }
        Some(_) => Ok(()),
    }
}

fn standing(
    known: &Known<'_, '_>,
    row: &Row<QuotaNumber>,
    share: Option<&Row<QuotaShare>>,
    position: Option<Position>,
) -> QuotaStanding {
    let rule = position.filter(|_| row.kind == QuotaKind::TariffRate).and_then(|position| {
        known.tariff.limits().position("tariff_rate", position, known.as_of.day, known.day_known())
    });
    let held = share.map(|share| match share.amount {
        None => format!("no limit ({})", share.cite),
        Some(amount) => {
            format!("{} {} in a {} ({})", amount.normalize(), share.unit, share.period, share.cite)
        }
    });
    QuotaStanding {
        number: row.number,
        over: row.over.clone(),
        quota: if row.kind == QuotaKind::GeneralNote15 {
            "general note 15".into()
        } else {
            row.quota.to_string()
        },
        position: position.map_or("unknown", Position::word),
        share: held,
        entry_type: rule.and_then(|rule| rule.entry_type.as_deref()).map(String::from),
        doors: rule.iter().flat_map(|rule| &rule.doors).map(|door| door.to_string()).collect(),
        says: rule.map(|rule| rule.says.to_string()).unwrap_or_default(),
        cite: rule.map_or_else(|| row.cite.clone(), |rule| rule.cite.clone()),
    }
}

/// The question under the number above the quota, where there is one only. Rate texts of the question are those of the number
/// that it names, so the schedule answers for the other.
fn other_number(
    known: &Known<'_, '_>,
    row: &Row<QuotaNumber>,
    question: &RateQuestion,
) -> Option<RateQuestion> {
    let [over] = row.over.as_slice() else { return None };
    let held = known.tariff.schedules.as_of(known.as_of.day, known.day_known())?;
    let below = held.schedule.lines().map(|line| line.number()).filter(|number| number.starts_with(over));
    let mut whole = below.filter(|number| number.len() == 10);
    let hts = match (whole.next(), whole.next()) {
        (Some(only), None) => only,
        _ => *over,
    };
    Some(RateQuestion { hts, rates: None, ..question.clone() })
}

fn need(known: &Known<'_, '_>, row: &Row<QuotaNumber>) -> Need {
    let fact = if row.kind == QuotaKind::GeneralNote15 { NOTE_15 } else { FILLED };
    Need {
        fact: fact.into(),
        question: known.declared(fact),
        affects: format!("the rate: that of {} instead ({})", numbers(&row.over), row.cite),
    }
}

fn which(row: &Row<QuotaNumber>) -> Need {
    Need {
        fact: "hts".into(),
        question: format!("Under which number above the quota do the goods fall: {}?", numbers(&row.over)),
        affects: format!("the rate: {} is not open to them ({})", row.number, row.cite),
    }
}

fn numbers(numbers: &[TariffNumber]) -> String {
    numbers.iter().map(TariffNumber::to_string).collect::<Vec<_>>().join(", ")
}

/// What the text of the number says of the value of a unit: a value outside is a finding, one that cannot be told a question.
pub(super) fn unit_values(
    tariff: &Tariff,
    question: &RateQuestion,
    as_of: AsOf,
    findings: &mut Vec<Finding>,
    needs: &mut Vec<Need>,
) {
    let known = as_of.known.unwrap_or(Date::MAX);
    for row in tariff.limits().unit_values(question.hts, as_of.day, known) {
        let unit = row.unit;
        let quantity = question.quantity_in(unit).filter(|quantity| *quantity > Decimal::ZERO);
        let Some(value) = quantity.and_then(|quantity| question.value.checked_div(quantity)) else {
            needs.push(Need {
                fact: format!("quantities.{unit}"),
                question: format!("What is the quantity in {unit}?"),
                affects: format!(
                    "whether {} is their number: it is for goods valued {} ({})",
                    question.hts, row.value, row.cite
                ),
            });
            continue;
        };
        if !row.value.holds(value) {
            let text = format!(
                "{} is for goods valued {}; these are valued {} ({})",
                question.hts,
                row.value,
                value.round_dp(4).normalize(),
                row.cite
            );
            findings.push(
                Finding::block("UNIT_VALUE_OUTSIDE", Place::field("hts"), text)
                    .with_remedy("take the number for this value, or correct value or quantity"),
            );
        }
    }
}
