//! The three columns of a line as the schedule prints them, or as the question gives them.

use cocket_base::ids::TariffNumber;
use cocket_base::{Date, Finding, Place};

use super::answer::Column;
use super::base::Trouble;
use super::question::{RateQuestion, RateTexts};
use super::tariff::Tariff;
use crate::measure::AsOf;
use crate::rate::{RateExpr, Special};
use crate::schedule::Fit;

/// The three columns of a line, printed or given.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    pub general: Side,
    pub special: (String, Special),
    pub other: Side,
    /// Revision read; none where the question brought all three columns.
    revision: Option<String>,
    /// True when the question brought the special column.
    special_given: bool,
    /// What a person should know about the number.
    notices: Vec<String>,
    /// Said when the revision that was law on the day is not held.
    not_held: Option<Finding>,
}

#[derive(Clone, Debug)]
pub(super) struct Side {
    pub text: String,
    pub rate: Result<RateExpr, String>,
    /// True when the question brought it.
    given: bool,
}

impl Columns {
    /// Reads the columns for a question's number, at the date of the law: those that the question gives, and the schedule's for
    /// the others.
    pub fn read(tariff: &Tariff, question: &RateQuestion, as_of: AsOf) -> Result<Columns, Trouble> {
        let printed = || Columns::printed(tariff, question.hts, as_of, "hts");
        let Some(texts) = &question.rates else { return printed() };
        let given = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        let texts = RateTexts {
            general: given(&texts.general),
            special: given(&texts.special),
            other: given(&texts.other),
        };
        let columns = match &texts {
            RateTexts { general: Some(_), special: Some(_), other: Some(_) } => {
                Columns::none("it is not given")
            }
            RateTexts { general: None, special: None, other: None } => return printed(),
            _ => printed().unwrap_or_else(|trouble| Columns::none(&trouble.text())),
        };
        columns.with(&texts)
    }

    /// The columns that the schedule prints for a number; `field` is where the question names it.
    pub fn printed(
        tariff: &Tariff,
        number: TariffNumber,
        as_of: AsOf,
        field: &str,
    ) -> Result<Columns, Trouble> {
        let known = as_of.known.unwrap_or(Date::MAX);
        let held = tariff.schedules.as_of(as_of.day, known);
        let held = held
            .ok_or_else(|| Trouble::invalid("NO_SCHEDULE", field, "no schedule is held; import one first"))?;
        let revision = held.used();
        let line = held.schedule.line_or_eight(&number).ok_or_else(|| {
            let text =
                format!("{number} stands neither by itself nor under an 8-digit line of revision {revision}");
            Trouble::invalid("HTS_UNKNOWN", field, text)
        })?;
        let mut notices = Vec::new();
        if !line.is_printed() {
            notices.push(format!("{number} is not printed in {revision}; its 8-digit line answers"));
        }
        let special =
            line.special().map_err(|error| Trouble::invalid("RATE_UNREADABLE", field, error.to_string()))?;
        Ok(Columns {
            general: Side::printed(
                line.general_text(),
                line.general().cloned().map_err(|error| error.to_string()),
            ),
            special: (line.special_text().into(), special.clone()),
            other: Side::printed(line.other_text(), line.other().cloned().map_err(|error| error.to_string())),
            revision: Some(revision.to_string()),
            special_given: false,
            notices,
            not_held: not_held(tariff, as_of),
        })
    }

    /// No columns at all: each says why it is missing when it is used.
    fn none(why: &str) -> Columns {
        let side = || Side { text: String::new(), rate: Err(why.into()), given: false };
        Columns {
            general: side(),
            special: (String::new(), Special::default()),
            other: side(),
            revision: None,
            special_given: false,
            notices: Vec::new(),
            not_held: None,
        }
    }

    /// The same with the columns that a question gives.
    fn with(mut self, texts: &RateTexts) -> Result<Columns, Trouble> {
        if let Some(text) = &texts.general {
            self.general = Side::given(text);
        }
        if let Some(text) = &texts.other {
            self.other = Side::given(text);
        }
        if let Some(text) = &texts.special {
            // `Free (A,...S...)` is a list cut short: the programmes left out count as listed.
            let cut_short = text.contains("...") || text.contains('…');
            let read = match text.split_once('(') {
                Some((rate, _)) if cut_short => rate.trim(),
                _ => text.as_str(),
            };
            let special = Special::parse(read)
                .map_err(|e| Trouble::invalid("RATE_UNREADABLE", "rates.special", e.to_string()))?;
            self.special = (text.clone(), special);
            self.special_given = true;
        }
        Ok(self)
    }

    /// The revision behind a column; none where the question gave it.
    pub fn revision_of(&self, column: Column) -> Option<&str> {
        let given = match column {
            Column::General => self.general.given,
            Column::Special => self.special_given,
            Column::Other => self.other.given,
        };
        self.revision.as_deref().filter(|_| !given)
    }

    /// What a person should know about the revision or the number behind a column.
    pub fn notices(&self, column: Column) -> impl Iterator<Item = &str> {
        let read = self.revision_of(column).is_some();
        let texts = self.not_held.iter().map(|finding| finding.text.as_str());
        texts.chain(self.notices.iter().map(String::as_str)).filter(move |_| read)
    }

    /// Said when the revision that was law on the day is not held and the column was read in another.
    pub fn not_held(&self, column: Column) -> Option<&Finding> {
        self.not_held.as_ref().filter(|_| self.revision_of(column).is_some())
    }

    /// The rate that a claim gets: listed in the special column, or free in general anyway.
    pub fn claimed(&self, spi: &str) -> Option<RateExpr> {
        let free = || self.general.rate.as_ref().ok().filter(|rate| rate.is_free()).cloned();
        self.special.1.claim(spi).cloned().or_else(free)
    }

    /// The rate that a provision of chapter 98 prints for a claim, or for the column: its special column counts for the programme
    /// claimed, whatever the line of chapters 1 to 97 lists. None where nothing is printed.
    pub fn own_rate(&self, column: Column, spi: Option<&str>) -> Result<Option<(RateExpr, String)>, String> {
        if let Some(rate) = spi.and_then(|spi| self.special.1.claim(spi)) {
            return Ok(Some((rate.clone(), rate.to_string())));
        }
        let side = if column == Column::Other { &self.other } else { &self.general };
        match &side.rate {
            _ if side.text.is_empty() => Ok(None),
            Ok(rate) => Ok(Some((rate.clone(), side.text.clone()))),
            Err(error) => Err(error.clone()),
        }
    }

    /// Programmes that the line lists.
    pub fn lists(&self, spi: &str) -> bool {
        self.claimed(spi).is_some()
    }
}

/// Said when the revision that was law on the day is not held: before the first one held the rates are those of a later law.
pub(super) fn not_held(tariff: &Tariff, as_of: AsOf) -> Option<Finding> {
    let held = tariff.schedules.as_of(as_of.day, as_of.known.unwrap_or(Date::MAX))?;
    let text = held.notice(as_of.day)?;
    let place = Place::field("entry_date");
    let finding = match held.fit {
        Fit::Later => Finding::warn("REVISION_NOT_HELD", place, text),
        Fit::Earlier | Fit::Exact => Finding::info("REVISION_NOT_HELD", place, text),
    };
    Some(finding.with_remedy(
        "import the schedule of that day (cocket tariff import FILE), or give its rates with the question",
    ))
}

impl Side {
    fn printed(text: &str, rate: Result<RateExpr, String>) -> Side {
        Side { text: text.trim().into(), rate, given: false }
    }

    fn given(text: &str) -> Side {
        let rate = RateExpr::parse(text).map_err(|error| error.to_string());
        Side { text: text.trim().into(), rate, given: true }
    }
}
