//! A day, or a day with its local time, as clocks are given and give them.

use std::fmt;
use std::str::FromStr;

use cocket_base::{Date, DateTime};
use serde::{Deserialize, Serialize};

/// A day, or a day with its local time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Moment {
    /// A day.
    Day(Date),
    /// A local time.
    Time(DateTime),
}

impl Moment {
    /// The day of it.
    pub fn date(self) -> Date {
        match self {
            Moment::Day(day) => day,
            Moment::Time(time) => time.date(),
        }
    }

    /// By time where both have one, else by day.
    pub(crate) fn order(self, other: Moment) -> std::cmp::Ordering {
        match (self, other) {
            (Moment::Time(a), Moment::Time(b)) => a.cmp(&b),
            (a, b) => a.date().cmp(&b.date()),
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Moment::Day(day) => write!(f, "{day}"),
            Moment::Time(time) if time.second() == 0 => write!(f, "{}", time.strftime("%Y-%m-%dT%H:%M")),
            Moment::Time(time) => write!(f, "{}", time.strftime("%Y-%m-%dT%H:%M:%S")),
        }
    }
}

/// Not a date, nor a date with a local time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("«{0}» is no date; write 2026-06-16, or 2026-06-16T10:15 with a local time")]
pub struct BadMoment(String);

impl FromStr for Moment {
    type Err = BadMoment;
    fn from_str(text: &str) -> Result<Moment, BadMoment> {
        let bad = || BadMoment(text.chars().take(60).collect());
        match text.len() {
            10 => text.parse().map(Moment::Day).map_err(|_| bad()),
            16 | 19 => text.replacen(' ', "T", 1).parse().map(Moment::Time).map_err(|_| bad()),
            _ => Err(bad()),
        }
    }
}
impl From<Moment> for String {
    fn from(moment: Moment) -> String {
        moment.to_string()
    }
}
impl TryFrom<String> for Moment {
    type Error = BadMoment;
    fn try_from(text: String) -> Result<Moment, BadMoment> {
        text.parse()
    }
}
