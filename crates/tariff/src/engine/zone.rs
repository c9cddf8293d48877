//! Foreign trade zones: which day's law a line follows (19 CFR 146.65).

use cocket_base::{Date, Need};

use super::base::Trouble;
use super::question::RateQuestion;

/// Status of the goods in a zone (19 CFR 146.41 to 146.44).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ZoneStatus {
    /// Privileged foreign: classified and rated as on the day of the status.
    Privileged,
    /// Non-privileged foreign.
    NonPrivileged,
    /// Domestic.
    Domestic,
    /// Zone restricted.
    Restricted,
}

/// Status words and codes of the admission message, each with the spelling that conditions compare with.
const WORDS: [(ZoneStatus, &str, &[&str]); 4] = [
    (ZoneStatus::Privileged, "privileged", &["p", "pf", "privileged foreign"]),
    (ZoneStatus::NonPrivileged, "non-privileged", &["n", "npf", "nonprivileged", "non-privileged foreign"]),
    (ZoneStatus::Domestic, "domestic", &["d"]),
    (ZoneStatus::Restricted, "zone-restricted", &["z", "zr", "zone restricted"]),
];

impl ZoneStatus {
    /// Reads a status; `None` when the word is none.
    pub fn read(text: &str) -> Option<ZoneStatus> {
        let word = text.trim().to_ascii_lowercase();
        let row = WORDS.iter().find(|(_, name, others)| *name == word || others.contains(&word.as_str()));
        row.map(|(status, ..)| *status)
    }

    /// The word that conditions compare with.
    pub fn word(self) -> &'static str {
        WORDS.iter().find(|(status, ..)| *status == self).map_or("", |(_, word, _)| word)
    }
}

/// The day whose law applies: privileged foreign status keeps the law of its day; a day without a status means the same.
pub(super) fn law_day(question: &RateQuestion) -> Result<Date, Trouble> {
    let given = question.ftz_status.as_deref().filter(|text| !text.trim().is_empty());
    let status = match (given, question.zone_status()) {
        (Some(text), None) => {
            let text = format!(
                "«{}» is no zone status; say privileged, non-privileged, domestic or zone-restricted",
                text.trim()
            );
            return Err(Trouble::invalid("BAD_ZONE_STATUS", "ftz_status", text));
        }
        (_, status) => status.unwrap_or(ZoneStatus::Privileged),
    };
    match (status, question.ftz_privileged_date) {
        (ZoneStatus::Privileged, Some(day)) => Ok(day),
        (ZoneStatus::Privileged, None) if given.is_some() => Err(Trouble::Needs(vec![Need {
            fact: "ftz_privileged_date".into(),
            question: "On which day was privileged foreign status taken?".into(),
            affects: "the day whose law applies (19 CFR 146.65), and with it every rate".into(),
        }])),
        _ => Ok(question.entry_date),
    }
}

/// The day on which privileged foreign status was taken; none for goods of another status.
pub(super) fn privileged_date(question: &RateQuestion) -> Option<Date> {
    let privileged = question.zone_status().is_none_or(|status| status == ZoneStatus::Privileged);
    question.ftz_privileged_date.filter(|_| privileged)
}
