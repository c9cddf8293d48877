//! Certifications of origin: data elements, blanket period, life, the good and day they cover, waivers, series of small
//! shipments (19 CFR 182.12-182.14 and the like of other agreements).
//!
//! Left to a person: whether the one who signs knows what he signs.

use std::collections::BTreeMap;

use cocket_base::ids::TariffNumber;
use cocket_base::{Citation, Date, Decimal, Explain, Shaped, figure};
use cocket_law::Pack;
use jiff::ToSpan;
use serde::{Deserialize, Serialize};

use super::answer::{Answer, Refused};
use super::law::OriginLaw;
use super::proof::{Proof, need};

/// Does a certification support a claim?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct CertificateQuestion {
    /// Echoed.
    #[serde(deserialize_with = "cocket_base::question::id")]
    pub id: String,
    /// The agreement, as in `usmca`.
    pub agreement: String,
    /// Day of the claim.
    pub date: Date,
    /// Day of importation; without it the day of the claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imported: Option<Date>,
    /// What was known that day; default today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<Date>,
    /// Tariff number of the imported good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hts: Option<TariffNumber>,
    /// Value of the shipment, US dollars.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "figure::optional_amount")]
    pub value: Option<Decimal>,
    /// A commercial importation.
    #[serde(default = "yes")]
    pub commercial: bool,
    /// One of a series of importations arranged to stay below the limit.
    #[serde(default)]
    pub split_series: bool,
    /// Whether a certification is held at all.
    #[serde(default = "yes")]
    pub held: bool,
    /// Day from which it is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_since: Option<Date>,
    /// The data elements with their texts, by the names of the table `certificate_elements`; blank is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[shape(table = "certificate_elements")]
    pub elements: Option<BTreeMap<String, String>>,
    /// Day it was signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<Date>,
    /// First day of the blanket period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blanket_from: Option<Date>,
    /// Last day of the blanket period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blanket_until: Option<Date>,
    /// Tariff numbers it covers; six digits are enough.
    #[serde(default)]
    pub covers: Vec<TariffNumber>,
    /// Wants the worked steps: `true`; or told in plain sentences: `client` or `colleague`.
    #[serde(default)]
    pub explain: Explain,
}

fn yes() -> bool {
    true
}

/// Whether the claim is supported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateChecked {
    /// Whether a claim can rest on what is held.
    pub supports: bool,
    /// Whether a certification is needed at all.
    pub required: bool,
    /// Last day on which it can be used: the end of its life; the blanket period bounds the importations it covers.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub valid_until: Option<Date>,
    /// Last day of importation that it covers.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub covers_until: Option<Date>,
    /// Data elements that are missing.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub missing: Vec<String>,
    /// What to do.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub advice: Vec<String>,
    /// The proof.
    pub proof: Proof,
}

/// Decides a question.
pub(super) fn check(
    law: &OriginLaw,
    pack: &Pack,
    question: &CertificateQuestion,
    today: Date,
) -> Result<Answer<CertificateChecked>, Refused> {
    let known = question.known.unwrap_or(today);
    let agreement = law.agreement(&question.agreement, question.date, known)?;
    let figure = |name: &str| law.maybe(&question.agreement, name, question.date, known);
    let imported = question.imported.unwrap_or(question.date);
    let waiver = waived(question, figure("waiver_usd").map(|row| (row.value, row.cite.clone())));
    let mut advice = Vec::new();
    if question.split_series {
        let days = figure("split_series_days").map(|row| row.value.normalize().to_string());
        let days = days.map(|days| format!(" within {days} days of its notice")).unwrap_or_default();
        advice.push(format!(
            "the authority may ask for a certification of the series{days}, else it denies the claim"
        ));
    }
    let required = waiver.holds != Some(true);
    let mut missing = Vec::new();
    let (mut valid_until, mut covers_until) = (None, None);
    let held = if question.held {
        let mut parts = Vec::new();
        parts.extend(elements(pack, question, known, &mut missing));
        parts.extend(blanket(question, figure("blanket_months"), imported));
        covers_until = question.blanket_until;
        parts.extend(life(question, figure("certificate_years"), &mut valid_until));
        parts.extend(covers(question));
        if let Some(since) = question.held_since {
            parts.push(Proof::fact(
                format!("held since {since}, when the claim was made"),
                since <= question.date,
            ));
        }
        if parts.is_empty() {
            let ask = "When was the certification signed, and what does it say?";
            parts.push(Proof::waits(
                "nothing is known of the certification",
                need("signed", ask, "the claim"),
            ));
        }
        Proof::all("the certification that is held", parts)
    } else {
        advice.push("ask the producer or exporter for a certification (kind request_letter)".to_string());
        Proof::fact("a certification is held", false)
    };
    if let Some(until) = valid_until.into_iter().chain(covers_until).min() {
        advice.extend(expiry(until, question.date));
    }
    if !missing.is_empty() {
        advice.push(format!("complete: {}", missing.join(", ")));
    }
    let proof = Proof::any(format!("the claim under {} is supported", agreement.name), vec![waiver, held]);
    let Some(supports) = proof.holds else {
        return Ok(Answer::needs(proof.needs(), proof.steps()));
    };
    let steps = if question.explain.steps() { proof.steps() } else { Vec::new() };
    let checked =
        CertificateChecked { supports, required, valid_until, covers_until, missing, advice, proof };
    Ok(Answer::decided(checked, steps))
}

fn waived(question: &CertificateQuestion, limit: Option<(Decimal, Citation)>) -> Proof {
    if !question.commercial {
        return Proof::fact("no certification is needed for goods that are not commercial", true);
    }
    let Some((limit, cite)) = limit else {
        return Proof::fact("no waiver is held for this agreement", false);
    };
    if question.split_series {
        return Proof::fact("no waiver: the shipment is one of a series", false).cite(cite);
    }
    match question.value {
        Some(value) => {
            let what = format!("waived for at most {} USD: {}", limit.normalize(), value.normalize());
            Proof::fact(what, value <= limit).cite(cite)
        }
        None => Proof::fact(
            format!("waived for at most {} USD, the value was not told", limit.normalize()),
            false,
        ),
    }
}

fn elements(
    pack: &Pack,
    question: &CertificateQuestion,
    known: Date,
    missing: &mut Vec<String>,
) -> Option<Proof> {
    let given = question.elements.as_ref()?;
    let rows = pack.rows("certificate_elements", |cells| {
        Some((cells.shared("element"), cells.shared("what"), cells.optional("unless")))
    });
    let mut parts = Vec::new();
    for row in rows.iter().filter(|row| row.holds(question.date, known)) {
        let (element, what, unless) = &row.value;
        let text = given.get(&**element).map(|text| text.trim()).unwrap_or_default();
        let excused = unless.as_deref().is_some_and(|unless| match unless {
            "unknown" => true,
            "single_shipment" => question.blanket_from.is_none() && question.blanket_until.is_none(),
            _ => false,
        });
        let there = !text.is_empty() || excused;
        if !there {
            missing.push(element.to_string());
        }
        parts.push(Proof::fact(what.to_string(), there).cite(row.cite.clone()));
    }
    Some(Proof::all("all data elements are there", parts))
}

fn blanket(
    question: &CertificateQuestion,
    months: Option<&cocket_law::Row<Decimal>>,
    imported: Date,
) -> Vec<Proof> {
    let (Some(from), Some(until)) = (question.blanket_from, question.blanket_until) else {
        return Vec::new();
    };
    let mut parts = Vec::new();
    if let Some(row) = months
        && let Ok(count) = i32::try_from(row.value.trunc().mantissa())
    {
        // A period that begins on the first day and ends before the same day a year later lasts twelve months.
        let end = from.checked_add(count.months()).unwrap_or(from);
        let what = format!("the blanket period {from} to {until} is not longer than {count} months");
        parts.push(Proof::fact(what, from <= until && until < end).cite(row.cite.clone()));
    }
    let what = format!("the importation of {imported} lies in the blanket period {from} to {until}");
    parts.push(Proof::fact(what, from <= imported && imported <= until));
    parts
}

fn life(
    question: &CertificateQuestion,
    years: Option<&cocket_law::Row<Decimal>>,
    valid_until: &mut Option<Date>,
) -> Option<Proof> {
    let (signed, row) = (question.signed?, years?);
    let count = i32::try_from(row.value.trunc().mantissa()).ok()?;
    let until = signed.checked_add(count.years()).ok()?;
    *valid_until = Some(until);
    let what = format!("signed {signed}, valid for {count} years until {until}");
    Some(Proof::fact(what, signed <= question.date && question.date <= until).cite(row.cite.clone()))
}

fn covers(question: &CertificateQuestion) -> Option<Proof> {
    let good = question.hts?;
    if question.covers.is_empty() {
        return None;
    }
    let covered = question.covers.iter().any(|number| good.prefix(6) == number.prefix(6));
    Some(Proof::fact(format!("it covers {}", good.prefix(6)), covered))
}

/// The alert before an end: it is over, or how many days are left.
fn expiry(until: Date, day: Date) -> Option<String> {
    let left = day.until(until).ok()?.get_days();
    match left {
        ..0 => Some(format!("it ended on {until}: ask for a new one")),
        0..=90 => Some(format!("it ends on {until}, in {left} days: ask for the next one now")),
        _ => None,
    }
}
