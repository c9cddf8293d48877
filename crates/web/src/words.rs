//! Figures, days and addresses as pages print them.

use std::fmt::Write as _;

use cocket_base::{Calendar, Cents, Date, Decimal, Dollars};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A true minus sign, as wide as a digit.
const MINUS: char = '\u{2212}';
/// Days ahead or behind beyond which a deadline is given in plain days.
const WORKING_DAYS_COUNTED: i32 = 60;

/// Dollars and cents with groups of three: `2,921.13`.
pub fn cents(amount: Cents) -> String {
    grouped(&amount.to_string())
}

/// Whole dollars with groups of three: `10,819`.
pub fn dollars(amount: Dollars) -> String {
    grouped(&amount.to_string())
}

/// A number with groups of three, without zeros that say nothing.
pub fn number(amount: Decimal) -> String {
    grouped(&amount.normalize().to_string())
}

/// A number as it stands on the paper, with groups of three: `3,240.00`.
pub fn as_printed(amount: Decimal) -> String {
    grouped(&amount.to_string())
}

/// A count with its noun: `1 finding`, `2 findings`.
pub fn count(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(&count.to_string()))
}

fn grouped(plain: &str) -> String {
    cocket_base::grouped(plain).replacen('-', &MINUS.to_string(), 1)
}

/// `2026-06-16 Tue`.
pub fn day(date: Date) -> String {
    date.strftime("%Y-%m-%d %a").to_string()
}

/// `2026-06-18 12:40 EDT`: the authority's own clock.
pub fn instant(at: Timestamp) -> String {
    let (day, time) = day_and_time(at);
    format!("{day} {time}")
}

/// The same in its two parts.
pub fn day_and_time(at: Timestamp) -> (String, String) {
    let zone = TimeZone::get("America/New_York").unwrap_or(TimeZone::UTC);
    let there = at.to_zoned_datetime(zone);
    (there.strftime("%Y-%m-%d").to_string(), there.strftime("%H:%M %Z").to_string())
}

/// How far off a deadline is, and whether it presses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distance {
    /// `in 3 working days`, `today`, `2 working days ago`.
    pub words: String,
    /// True when it is near or past.
    pub soon: bool,
}

/// The distance from today to a day.
pub fn distance(calendar: &Calendar, today: Date, due: Date) -> Distance {
    let days = today.until(due).map_or(0, |span| span.get_days());
    if days == 0 {
        return Distance { words: "today".into(), soon: true };
    }
    let (count, unit) = if days.abs() > WORKING_DAYS_COUNTED {
        (days.unsigned_abs() as usize, "day")
    } else {
        (working_days(calendar, today.min(due), today.max(due)), "working day")
    };
    let counted = self::count(count, unit);
    let words = if days > 0 { format!("in {counted}") } else { format!("{counted} ago") };
    Distance { words, soon: days < 0 || (unit == "working day" && count <= 3) }
}

/// Working days after `from` up to `to`.
fn working_days(calendar: &Calendar, from: Date, to: Date) -> usize {
    let after = std::iter::successors(from.tomorrow().ok(), |day| day.tomorrow().ok());
    after.take_while(|day| *day <= to).filter(|day| calendar.is_working(*day)).count()
}

/// `1,204 bytes`, `12 KB`, `3.4 MB`.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{} bytes", grouped(&bytes.to_string())),
        10_000..1_000_000 => format!("{} KB", bytes / 1_000),
        _ => format!("{}.{} MB", grouped(&(bytes / 1_000_000).to_string()), bytes % 1_000_000 / 100_000),
    }
}

/// A text as one piece of an address or of a query.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::civil::date;

    #[test]
    fn figures_are_grouped_and_signed() {
        assert_eq!(cents(Cents::new(292_113)), "2,921.13");
        assert_eq!(cents(Cents::new(-123_456_789)), "\u{2212}1,234,567.89");
        assert_eq!(dollars(Dollars::new(999)), "999");
        assert_eq!(number("4800.500".parse().unwrap()), "4,800.5");
        assert_eq!(as_printed("3240.00".parse().unwrap()), "3,240.00");
        assert_eq!(
            (count(1, "finding"), count(1200, "finding")),
            ("1 finding".into(), "1,200 findings".into())
        );
    }

    #[test]
    fn a_deadline_says_how_far_off_it_is() {
        let calendar = Calendar::default();
        let words = |due: Date| distance(&calendar, date(2026, 6, 18), due);
        assert_eq!(words(date(2026, 6, 23)).words, "in 3 working days");
        assert!(words(date(2026, 6, 23)).soon && !words(date(2026, 6, 24)).soon);
        assert_eq!(words(date(2026, 6, 18)).words, "today");
        assert_eq!(words(date(2026, 6, 17)).words, "1 working day ago");
        assert_eq!(words(date(2027, 6, 18)).words, "in 365 days");
    }

    #[test]
    fn days_sizes_and_addresses() {
        assert_eq!(day(date(2026, 6, 16)), "2026-06-16 Tue");
        assert_eq!(instant("2026-06-18T16:40:00Z".parse().unwrap()), "2026-06-18 12:40 EDT");
        assert_eq!((size(512), size(12_345)), ("512 bytes".into(), "12 KB".into()));
        assert_eq!(size(3_450_000), "3.4 MB");
        assert_eq!(escaped("a b/ü.pdf"), "a%20b%2F%C3%BC.pdf");
    }
}
