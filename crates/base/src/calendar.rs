//! The business calendar: working days, federal holidays by rule with their observed days, closures by date.
//!
//! The rules themselves are law data (5 USC 6103 and the like) and come in as rows; this module only knows how to
//! read them.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};

/// When a holiday falls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HolidayRule {
    /// A day of a month; on Saturday observed the Friday before, on Sunday the Monday after.
    Fixed {
        /// Month, 1–12.
        month: i8,
        /// Day of the month.
        day: i8,
    },
    /// The nth weekday of a month, or the last when `nth` is −1.
    Nth {
        /// Month, 1–12.
        month: i8,
        /// 1–4, or −1 for the last.
        nth: i8,
        /// The weekday.
        weekday: Weekday,
    },
}

/// A holiday with the years it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// Its name.
    pub name: Arc<str>,
    /// When it falls.
    pub rule: HolidayRule,
    /// First year kept.
    pub from_year: i16,
}

impl Holiday {
    /// True when the day bears the holiday's own date, wherever it is observed.
    fn falls_on(&self, day: Date) -> bool {
        matches!(self.rule, HolidayRule::Fixed { month, day: of } if (day.month(), day.day()) == (month, of))
    }

    /// The day the holiday is observed in the year of its nominal date, or `None` before its first year.
    pub fn observed(&self, year: i16) -> Option<Date> {
        if year < self.from_year {
            return None;
        }
        match self.rule {
            HolidayRule::Fixed { month, day } => {
                let nominal = Date::new(year, month, day).ok()?;
                let shift = match nominal.weekday() {
                    Weekday::Saturday => -1,
                    Weekday::Sunday => 1,
                    _ => 0,
                };
                nominal.checked_add(shift.days()).ok()
            }
            HolidayRule::Nth { month, nth, weekday } => {
                Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok()
            }
        }
    }
}

/// Working days of the federal customs offices.
#[derive(Clone, Debug, Default)]
pub struct Calendar {
    holidays: Vec<Holiday>,
    closures: BTreeMap<Date, Arc<str>>,
}

impl Calendar {
    /// A calendar of holiday rules and single closures (an executive order's extra day off, a port's storm day).
    pub fn new(holidays: Vec<Holiday>, closures: impl IntoIterator<Item = (Date, Arc<str>)>) -> Calendar {
        Calendar { holidays, closures: closures.into_iter().collect() }
    }

    /// The same calendar with more closures.
    pub fn with_closures(&self, closures: &[(Date, Arc<str>)]) -> Calendar {
        let mut calendar = self.clone();
        calendar.closures.extend(closures.iter().cloned());
        calendar
    }

    /// Why the day is off beyond weekends: the holiday's or closure's name.
    pub fn day_off(&self, day: Date) -> Option<Arc<str>> {
        // New Year's Day on a Saturday is observed on 31 December of the year before.
        let observed =
            |h: &&Holiday| [day.year(), day.year() + 1].iter().any(|year| h.observed(*year) == Some(day));
        let holiday = self.holidays.iter().find(observed).map(|h| h.name.clone());
        holiday.or_else(|| self.closures.get(&day).cloned())
    }

    /// True when the banks of New York are generally open: closures of offices do not close them, and a holiday that
    /// falls on a Saturday does not close them on the Friday before.
    pub fn is_bank_day(&self, day: Date) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        let kept = |holiday: &Holiday| {
            let before_saturday = matches!(holiday.rule, HolidayRule::Fixed { .. })
                && day.weekday() == Weekday::Friday
                && !holiday.falls_on(day);
            holiday.observed(day.year()) == Some(day) && !before_saturday
        };
        !weekend && !self.holidays.iter().any(kept)
    }

    /// True on a weekday that is no holiday and no closure.
    pub fn is_working(&self, day: Date) -> bool {
        !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && self.day_off(day).is_none()
    }

    /// The day itself when working, else the next working day.
    pub fn roll_forward(&self, day: Date) -> Date {
        self.seek(day, 1.day())
    }

    /// The day itself when working, else the working day before.
    pub fn roll_back(&self, day: Date) -> Date {
        self.seek(day, (-1).day())
    }

    /// The `count`-th working day after `day`.
    pub fn add_working_days(&self, day: Date, count: u32) -> Date {
        (0..count).fold(day, |at, _| self.seek(at.saturating_add(1.day()), 1.day()))
    }

    /// The `nth` working day of the month (from 1).
    pub fn nth_working_day(&self, year: i16, month: i8, nth: u32) -> Option<Date> {
        let first = Date::new(year, month, 1).ok()?;
        Some(self.add_working_days(first.checked_sub(1.day()).ok()?, nth))
    }

    /// The holidays observed in a calendar year, in order.
    pub fn holidays_observed_in(&self, year: i16) -> Vec<(Date, Arc<str>)> {
        let both_years =
            self.holidays.iter().flat_map(|h| [year, year.saturating_add(1)].map(|of| (h.observed(of), h)));
        let mut days: Vec<_> = both_years
            .filter_map(|(day, h)| day.filter(|d| d.year() == year).map(|d| (d, h.name.clone())))
            .collect();
        days.sort_unstable();
        days.dedup();
        days
    }

    fn seek(&self, day: Date, step: Span) -> Date {
        let mut at = day;
        // A calendar with a whole year off would be a data fault; stop rather than run for ever.
        for _ in 0..366 {
            if self.is_working(at) {
                break;
            }
            at = at.saturating_add(step);
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn calendar() -> Calendar {
        let fixed = |name: &str, month, day, from_year| Holiday {
            name: name.into(),
            rule: HolidayRule::Fixed { month, day },
            from_year,
        };
        let nth = |name: &str, month, nth, weekday| Holiday {
            name: name.into(),
            rule: HolidayRule::Nth { month, nth, weekday },
            from_year: 1971,
        };
        let days = vec![
            fixed("New Year's Day", 1, 1, 1870),
            fixed("Juneteenth", 6, 19, 2021),
            fixed("Independence Day", 7, 4, 1870),
            nth("Labor Day", 9, 1, Weekday::Monday),
            nth("Memorial Day", 5, -1, Weekday::Monday),
        ];
        Calendar::new(days, [])
    }

    #[test]
    fn fixed_days_are_observed_on_the_nearest_weekday() {
        let calendar = calendar();
        assert!(!calendar.is_working(date(2026, 7, 3)), "4 July 2026 is a Saturday");
        assert!(!calendar.is_working(date(2027, 7, 5)), "4 July 2027 is a Sunday");
        assert!(!calendar.is_working(date(2027, 12, 31)), "New Year 2028 is a Saturday");
        assert!(calendar.is_working(date(2020, 6, 19)), "Juneteenth is kept since 2021");
        assert!(!calendar.is_working(date(2026, 5, 25)));
    }

    #[test]
    fn working_days_skip_what_is_off() {
        let calendar = calendar();
        assert_eq!(calendar.add_working_days(date(2026, 6, 16), 10), date(2026, 7, 1));
        assert_eq!(calendar.roll_forward(date(2026, 6, 27)), date(2026, 6, 29));
        assert_eq!(calendar.roll_back(date(2026, 6, 27)), date(2026, 6, 26));
        assert_eq!(calendar.nth_working_day(2026, 7, 15), Some(date(2026, 7, 22)));
    }
}
