//! A count shown day by day, so that a person can follow it with a calendar.

use cocket_base::{Calendar, Date};
use cocket_law::Span;
use jiff::ToSpan;
use jiff::civil::Weekday;
use serde::{Deserialize, Serialize};

/// Most days that are shown; longer counts are left out.
const MOST: usize = 400;

/// A day of a count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedDay {
    /// The day.
    pub day: Date,
    /// Its number in the count; none for a day that is not counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// Why it is a day off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub off: Option<String>,
}

/// The days after `start` up to and with `end`. Days after `last`, which the roll passes over, have no number.
pub(super) fn day_by_day(
    calendar: &Calendar,
    span: Span,
    start: Date,
    last: Date,
    end: Date,
) -> Vec<CountedDay> {
    let mut days = Vec::new();
    let mut number = 0;
    let mut at = start;
    while at < end && days.len() < MOST {
        at = at.saturating_add(1.day());
        let off = off(calendar, at);
        let counts = at <= last && (span != Span::WorkingDays || off.is_none());
        number += u32::from(counts);
        days.push(CountedDay { day: at, count: counts.then_some(number), off });
    }
    if at < end { Vec::new() } else { days }
}

fn off(calendar: &Calendar, day: Date) -> Option<String> {
    match day.weekday() {
        Weekday::Saturday => Some("Saturday".into()),
        Weekday::Sunday => Some("Sunday".into()),
        _ => calendar.day_off(day).map(|name| name.to_string()),
    }
}
