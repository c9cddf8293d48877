//! The three columns of a line as the schedule prints them, or as the question gives them.

use cocket_base::ids::TariffNumber;

use super::answer::Column;
use super::base::Trouble;
use super::question::{RateQuestion, RateTexts};
use super::tariff::Tariff;
use crate::measure::AsOf;
use crate::rate::{RateExpr, Special};

/// The three columns of a line, printed or given.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    pub general: Side,
    pub special: (String, Special),
    pub other: Side,
    /// Revision read; none for rate texts of the question.
    pub revision: Option<String>,
    /// What a person should know about the revision or the number.
    pub notices: Vec<String>,
}

#[derive(Clone, Debug)]
pub(super) struct Side {
    pub text: String,
    pub rate: Result<RateExpr, String>,
}

impl Columns {
    /// Reads the columns for a question's number, at the date of the law.
    pub fn read(tariff: &Tariff, question: &RateQuestion, as_of: AsOf) -> Result<Columns, Trouble> {
        match &question.rates {
            Some(texts) => Columns::given(texts),
            None => Columns::printed(tariff, question.hts, as_of, "hts"),
        }
    }

    /// The columns that the schedule prints for a number; `field` is where the question names it.
    pub fn printed(
        tariff: &Tariff,
        number: TariffNumber,
        as_of: AsOf,
        field: &str,
    ) -> Result<Columns, Trouble> {
        let known = as_of.known.unwrap_or(cocket_base::Date::MAX);
        let held = tariff.schedules.as_of(as_of.day, known);
        let held = held
            .ok_or_else(|| Trouble::invalid("NO_SCHEDULE", field, "no schedule is held; import one first"))?;
        let mut notices: Vec<String> = held.notice(as_of.day).into_iter().collect();
        let revision = held.used();
        let line = held.schedule.line_or_eight(&number).ok_or_else(|| {
            let text =
                format!("{number} stands neither by itself nor under an 8-digit line of revision {revision}");
            Trouble::invalid("HTS_UNKNOWN", field, text)
        })?;
        if !line.is_printed() {
            notices.push(format!("{number} is not printed in {revision}; its 8-digit line answers"));
        }
        let special =
            line.special().map_err(|error| Trouble::invalid("RATE_UNREADABLE", field, error.to_string()))?;
        Ok(Columns {
            general: Side::of(
                line.general_text(),
                line.general().cloned().map_err(|error| error.to_string()),
            ),
            special: (line.special_text().into(), special.clone()),
            other: Side::of(line.other_text(), line.other().cloned().map_err(|error| error.to_string())),
            revision: Some(revision.to_string()),
            notices,
        })
    }

    fn given(texts: &RateTexts) -> Result<Columns, Trouble> {
        let side = |text: &str| Side::of(text, RateExpr::parse(text).map_err(|error| error.to_string()));
        // `Free (A,...S...)` is a list cut short: the programmes left out count as listed.
        let cut_short = texts.special.contains("...") || texts.special.contains('…');
        let special_text = match texts.special.split_once('(') {
            Some((rate, _)) if cut_short => rate.trim(),
            _ => texts.special.as_str(),
        };
        let special = Special::parse(special_text)
            .map_err(|e| Trouble::invalid("RATE_UNREADABLE", "rates.special", e.to_string()))?;
        Ok(Columns {
            general: side(&texts.general),
            special: (texts.special.clone(), special),
            other: side(&texts.other),
            revision: None,
            notices: Vec::new(),
        })
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

impl Side {
    fn of(text: &str, rate: Result<RateExpr, String>) -> Side {
        Side { text: text.trim().into(), rate }
    }
}
