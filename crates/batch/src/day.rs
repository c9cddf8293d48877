//! Days as integers, so that windows are compared without a calendar.

use cocket_base::{Date, Window};

/// Days since 1970-01-01; earlier days are negative.
pub type Day = i32;

/// No day: an open beginning, or a date that the line does not give.
pub const NONE: Day = i32::MIN;
/// An open end.
pub const OPEN: Day = i32::MAX;

/// A date as a day number.
pub fn number(date: Date) -> Day {
    // Years are counted from March, so that the leap day is the last of its year.
    let (year, month, day) = (i32::from(date.year()), i32::from(date.month()), i32::from(date.day()));
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The date of a day number; `None` beyond the calendar's years.
pub fn date(day: Day) -> Option<Date> {
    let shifted = day.checked_add(719_468)?;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let march = (5 * of_year + 2) / 153;
    let month = if march < 10 { march + 3 } else { march - 9 };
    let year = year + era * 400 + i32::from(month <= 2);
    let parts = (
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(of_year - (153 * march + 2) / 5 + 1).ok()?,
    );
    Date::new(parts.0, parts.1, parts.2).ok()
}

/// First and last day of a window, both included.
pub fn window(window: Window) -> (Day, Day) {
    (window.from.map_or(NONE, number), window.until.map_or(OPEN, number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::civil;

    #[test]
    fn days_count_from_1970_and_come_back() {
        assert_eq!(number(civil::date(1970, 1, 1)), 0);
        assert_eq!(number(civil::date(2024, 2, 29)) + 1, number(civil::date(2024, 3, 1)));
        assert_eq!(number(civil::date(2026, 11, 24)), 20_781);
        for day in (-800_000..800_000).step_by(997) {
            assert_eq!(date(day).map(number), Some(day));
        }
        assert_eq!(date(i32::MAX), None);
    }
}
