//! From a clock's formula and the dates given to its due date: raw, legal and safe.

use std::collections::BTreeMap;
use std::sync::Arc;

use cocket_base::{Calendar, Date, Need};
use cocket_law::{ClockRow, Count, FactUse, Formula, Roll, Row, Span, Unknown};
use jiff::ToSpan;
use jiff::civil::Weekday;

use crate::asked::Moment;
use crate::{AsOf, Refusal};

/// What a clock counts with: dates and times, and numbers of days or years, by the names its formula uses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClockFacts {
    /// Dates and times.
    pub moments: BTreeMap<String, Moment>,
    /// Numbers.
    pub numbers: BTreeMap<String, u16>,
    /// The port whose own closures are days off too.
    pub port: Option<String>,
}

impl ClockFacts {
    fn has(&self, fact: &FactUse) -> bool {
        if fact.number {
            self.numbers.contains_key(&*fact.name)
        } else {
            self.moments.contains_key(&*fact.name)
        }
    }
}

impl FromIterator<(String, Moment)> for ClockFacts {
    fn from_iter<I: IntoIterator<Item = (String, Moment)>>(moments: I) -> ClockFacts {
        ClockFacts { moments: moments.into_iter().collect(), ..ClockFacts::default() }
    }
}

/// What a clock came to.
#[derive(Clone, Debug)]
pub struct Reckoned<'p> {
    /// The clock's row.
    pub row: &'p Row<ClockRow>,
    /// Plain arithmetic.
    pub raw: Moment,
    /// After the roll of the rule.
    pub legal: Moment,
    /// The last working day on or before the raw date: what to work to.
    pub safe: Date,
    /// When the window opens, where there is one.
    pub opens: Option<Moment>,
}

/// Why a clock came to nothing.
#[derive(Clone, Debug)]
pub enum Stopped {
    /// Facts are missing.
    Needs(Vec<Need>),
    /// The law of the day is not known, or a date cannot be counted.
    Refused(Refusal),
}

impl From<Refusal> for Stopped {
    fn from(refusal: Refusal) -> Stopped {
        Stopped::Refused(refusal)
    }
}

/// Works a clock out. `clock` is its id or its name; `facts` the dates by the names its formula uses. The clock's row is
/// the one in force on `as_of.day`.
pub fn reckon<'p>(as_of: AsOf<'p>, clock: &str, facts: &ClockFacts) -> Result<Reckoned<'p>, Stopped> {
    let row = find(as_of, clock)?;
    let needs = missing(as_of, row, facts)?;
    if !needs.is_empty() {
        return Err(Stopped::Needs(needs));
    }
    let calendar = as_of.pack.calendar_at(facts.port.as_deref());
    let evaluation = Evaluation { as_of, facts, calendar: &calendar };
    let absent = || Stopped::Needs(vec![need(as_of, row, "dates")]);
    let raw = evaluation.formula(&row.due, row)?.ok_or_else(absent)?;
    let opens = row.opens.as_ref().map(|opens| evaluation.formula(opens, row)).transpose()?.flatten();
    let legal = match row.roll {
        Roll::None => raw,
        Roll::Next => Moment::Day(calendar.roll_forward(raw.date())),
        Roll::Previous => Moment::Day(calendar.roll_back(raw.date())),
    };
    Ok(Reckoned { row, raw, legal, safe: calendar.roll_back(raw.date()), opens })
}

/// What a clock counts, and the day it starts after: the event, or the last day of the month before for the n-th working
/// day of a month. None for clocks that count months, years or hours, or the earlier of several.
pub(crate) fn counted_from(as_of: AsOf<'_>, row: &ClockRow, facts: &ClockFacts) -> Option<(Date, Span)> {
    let calendar = as_of.pack.calendar_at(facts.port.as_deref());
    let evaluation = Evaluation { as_of, facts, calendar: &calendar };
    let (from, span) = match &row.due {
        Formula::Shift { from, span, count } if evaluation.count(count) > 0 => (&**from, *span),
        Formula::WorkingDay { month, .. } => (&**month, Span::WorkingDays),
        _ => return None,
    };
    let at = evaluation.formula(from, row).ok()??.date();
    let start = if matches!(row.due, Formula::WorkingDay { .. }) {
        at.first_of_month().yesterday().ok()?
    } else {
        at
    };
    matches!(span, Span::Days | Span::WorkingDays).then_some((start, span))
}

/// A clock's row by id or name, upper or lower case.
pub(crate) fn find<'p>(as_of: AsOf<'p>, clock: &str) -> Result<&'p Row<ClockRow>, Refusal> {
    let wanted = clock.trim().replace([' ', '-'], "_");
    let same =
        |text: &Arc<str>| text.eq_ignore_ascii_case(clock.trim()) || text.eq_ignore_ascii_case(&wanted);
    let named = as_of
        .pack
        .clocks()
        .values()
        .find(|rows| rows.rows().iter().any(|row| same(&row.id) || same(&row.name)));
    let unknown = || Unknown {
        what: format!("clock {clock}").into(),
        day: as_of.day,
        known: as_of.known,
        held_until: None,
    };
    Ok(named.ok_or_else(unknown)?.on(as_of.day, as_of.known)?)
}

/// Facts of a clock and of the clocks it builds on.
pub(crate) fn facts_of(as_of: AsOf<'_>, row: &ClockRow) -> Result<Vec<FactUse>, Refusal> {
    let mut facts: Vec<FactUse> = Vec::new();
    let mut add = |formula: &Formula| {
        for used in formula.facts() {
            match facts.iter_mut().find(|held| held.name == used.name) {
                Some(held) => held.optional &= used.optional,
                None => facts.push(used),
            }
        }
    };
    add(&row.due);
    row.opens.iter().for_each(&mut add);
    let mut open = row.due.clocks();
    while let Some(name) = open.pop() {
        let built_on = find(as_of, &name)?;
        add(&built_on.due);
        open.extend(built_on.due.clocks());
    }
    Ok(facts)
}

fn missing(as_of: AsOf<'_>, row: &ClockRow, facts: &ClockFacts) -> Result<Vec<Need>, Refusal> {
    let asked = facts_of(as_of, row)?;
    let mut needs: Vec<Need> = asked
        .iter()
        .filter(|fact| !fact.optional && !facts.has(fact))
        .map(|fact| need(as_of, row, &fact.name))
        .collect();
    // A clock that counts from whichever of several dates there is needs one of them.
    let dates = || asked.iter().filter(|fact| !fact.number);
    if needs.is_empty() && !dates().any(|fact| facts.has(fact)) {
        needs.extend(dates().map(|fact| need(as_of, row, &fact.name)));
    }
    Ok(needs)
}

fn need(as_of: AsOf<'_>, row: &ClockRow, fact: &str) -> Need {
    let question = as_of.pack.clock_question(fact).unwrap_or("Which date does this clock count from?").into();
    Need { fact: fact.into(), question, affects: format!("{} ({})", row.name, row.rule) }
}

struct Evaluation<'a, 'p> {
    as_of: AsOf<'p>,
    facts: &'a ClockFacts,
    calendar: &'a Calendar,
}

type Evaluated = Result<Option<Moment>, Stopped>;

impl Evaluation<'_, '_> {
    /// The formula's date; `None` when it rests on an optional fact that was not given.
    fn formula(&self, formula: &Formula, row: &ClockRow) -> Evaluated {
        let day = |moment: Moment| -> Date { moment.date() };
        Ok(match formula {
            Formula::Fact { name, .. } => self.facts.moments.get(&**name).copied(),
            Formula::Due(clock) => {
                let built_on = find(self.as_of, clock)?;
                self.formula(&built_on.due, built_on)?
            }
            Formula::Shift { from, count, span } => match self.formula(from, row)? {
                Some(from_moment) => Some(self.shift(from_moment, self.count(count), *span, from, row)?),
                None => None,
            },
            Formula::Cycle { years, base, month, from } => self
                .formula(from, row)?
                .map(|at| next_of_cycle(day(at), *years, *base, *month))
                .transpose()?,
            Formula::Earlier(parts) => self.each(parts, row)?.into_iter().min_by(|a, b| a.order(*b)),
            Formula::Later(parts) => self.each(parts, row)?.into_iter().max_by(|a, b| a.order(*b)),
            Formula::Friday(inner) => {
                self.formula(inner, row)?.map(|at| on_or_after(day(at), Weekday::Friday)).transpose()?
            }
            Formula::NextMonth(inner) => {
                self.formula(inner, row)?.map(|at| next_month(day(at))).transpose()?
            }
            Formula::MonthEnd(inner) => {
                self.formula(inner, row)?.map(|at| Moment::Day(day(at).last_of_month()))
            }
            Formula::WorkingDay { nth, month } => match self.formula(month, row)? {
                Some(at) => Some(self.working_day(day(at), *nth)?),
                None => None,
            },
        })
    }

    fn each(&self, parts: &[Formula], row: &ClockRow) -> Result<Vec<Moment>, Stopped> {
        let evaluated: Result<Vec<Option<Moment>>, Stopped> =
            parts.iter().map(|part| self.formula(part, row)).collect();
        Ok(evaluated?.into_iter().flatten().collect())
    }

    /// How many spans; a number that may be left out and was counts nothing.
    fn count(&self, count: &Count) -> i32 {
        match count {
            Count::Number(number) => *number,
            Count::Fact { name, before, .. } => {
                let number = self.facts.numbers.get(&**name).copied().map_or(0, i32::from);
                if *before { -number } else { number }
            }
        }
    }

    fn working_day(&self, month: Date, nth: u32) -> Result<Moment, Stopped> {
        self.calendar
            .nth_working_day(month.year(), month.month(), nth)
            .map(Moment::Day)
            .ok_or_else(|| beyond("a working day of the month"))
    }

    fn shift(
        &self,
        from: Moment,
        count: i32,
        span: Span,
        formula: &Formula,
        row: &ClockRow,
    ) -> Result<Moment, Stopped> {
        let out = || beyond(&row.name);
        let hours_on_a_day = matches!((span, from), (Span::Hours, Moment::Day(_))) && count % 24 != 0;
        if hours_on_a_day {
            let name = formula.facts().first().map(|fact| fact.name.to_string()).unwrap_or_default();
            let needed = need(self.as_of, row, &name);
            return Err(Stopped::Needs(vec![Need {
                question: format!("{} The local time is needed, not the date alone.", needed.question),
                ..needed
            }]));
        }
        if span == Span::WorkingDays {
            return Ok(Moment::Day(working_days(self.calendar, from.date(), count)));
        }
        let moved = match (span, from) {
            // With a date alone, twenty-four hours before is the day before.
            (Span::Hours, Moment::Day(_)) => jiff::Span::new().try_days(count / 24),
            (Span::Hours, Moment::Time(_)) => jiff::Span::new().try_hours(count),
            (Span::Days, _) => jiff::Span::new().try_days(count),
            (Span::Months, _) => jiff::Span::new().try_months(count),
            (Span::Years, _) => jiff::Span::new().try_years(count),
            (Span::WorkingDays, _) => return Err(out()),
        };
        let moved = moved.map_err(|_| out())?;
        match from {
            Moment::Day(day) => day.checked_add(moved).map(Moment::Day).map_err(|_| out()),
            Moment::Time(time) => time.checked_add(moved).map(Moment::Time).map_err(|_| out()),
        }
    }
}

/// Working days after a day, or before it when the count is negative; the day itself is day 0.
fn working_days(calendar: &Calendar, day: Date, count: i32) -> Date {
    if count >= 0 {
        return calendar.add_working_days(day, count.unsigned_abs());
    }
    (0..count.unsigned_abs()).fold(day, |at, _| calendar.roll_back(at.saturating_sub(1.day())))
}

fn on_or_after(day: Date, weekday: Weekday) -> Result<Moment, Stopped> {
    let ahead = day.weekday().until(weekday);
    day.checked_add(ahead.days()).map(Moment::Day).map_err(|_| beyond("the Friday after"))
}

fn next_month(day: Date) -> Result<Moment, Stopped> {
    day.first_of_month().checked_add(1.month()).map(Moment::Day).map_err(|_| beyond("the month after"))
}

/// The first of a month in the first year of a cycle whose month has not ended before a day.
fn next_of_cycle(day: Date, years: i16, base: i16, month: i8) -> Result<Moment, Stopped> {
    let passed = i16::from(day.month() > month);
    let year = day.year().saturating_add(passed);
    let year = year.saturating_add((base - year).rem_euclid(years.max(1)));
    Date::new(year, month, 1).map(Moment::Day).map_err(|_| beyond("the next year of the cycle"))
}

fn beyond(what: &str) -> Stopped {
    Stopped::Refused(Refusal::Calendar { what: what.into() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::civil::date;
    use cocket_law::Pack;
    use proptest::prelude::*;

    fn as_of() -> AsOf<'static> {
        AsOf::new(Pack::starter(), date(2026, 6, 16), date(2026, 11, 24))
    }

    /// Every date of a clock on one day, its times at noon, its numbers left out.
    fn facts_on(row: &ClockRow, day: Date) -> ClockFacts {
        let asked = facts_of(as_of(), row).unwrap().into_iter().filter(|fact| !fact.number);
        let noon = Moment::Time(day.at(12, 0, 0, 0));
        let at = |name: &str| if name.ends_with("_time") { noon } else { Moment::Day(day) };
        asked.map(|fact| (fact.name.to_string(), at(&fact.name))).collect()
    }

    fn due(clock: &str, facts: &[(&str, &str)]) -> String {
        let facts = facts.iter().map(|(name, at)| (name.to_string(), at.parse().unwrap())).collect();
        match reckon(as_of(), clock, &facts) {
            Ok(reckoned) => reckoned.legal.to_string(),
            Err(Stopped::Needs(needs)) => {
                format!("needs {}", needs.iter().map(|n| &*n.fact).collect::<Vec<_>>().join(" "))
            }
            Err(Stopped::Refused(refusal)) => refusal.to_string(),
        }
    }

    #[test]
    fn worked_examples_of_the_trade() {
        assert_eq!(due("ENT", &[("landing_date", "2026-06-12")]), "2026-06-29", "rolls over the weekend");
        assert_eq!(due("esf", &[("entry_date", "2026-11-24")]), "2026-12-09", "over Thanksgiving");
        assert_eq!(due("liquidation", &[("entry_date", "2026-01-12")]), "2026-11-27");
        assert_eq!(
            due("psc_last_day", &[("entry_date", "2026-01-12")]),
            "2026-11-08",
            "a Sunday, not rolled"
        );
        assert_eq!(due("deemed_liquidation", &[("entry_date", "2024-02-29")]), "2025-02-28");
        assert_eq!(due("PROT", &[("liquidation_date", "2026-11-27")]), "2027-05-26");
        assert_eq!(due("RELIQ", &[("liquidation_date", "2026-11-27")]), "2027-02-25");
        assert_eq!(
            due("pms_payment_day", &[("entry_date", "2026-11-02"), ("release_date", "2026-10-30")]),
            "2026-11-23"
        );
        assert_eq!(due("pms_payment_day", &[("entry_date", "2026-11-02")]), "2026-12-21");
        assert_eq!(
            due("TSCA", &[("notice_date", "2026-01-01"), ("redelivery_demand_date", "2026-02-01")]),
            "2026-03-03"
        );
        assert_eq!(
            due("DB-7553", &[("export_date", "2026-07-08")]),
            "2026-06-30",
            "back over Independence Day"
        );
        assert_eq!(due("EEI-pipeline", &[("export_date", "2026-02-11")]), "2026-03-04");
    }

    #[test]
    fn hours_run_through_weekends_and_need_a_time() {
        assert_eq!(due("isf_due", &[("lading_time", "2026-05-22T23:40")]), "2026-05-21T23:40");
        assert_eq!(
            due("isf_due", &[("lading_time", "2026-05-22")]),
            "2026-05-21",
            "with a date alone, the day before"
        );
        assert_eq!(due("TRK", &[("arrival_time", "2026-06-01T00:30")]), "2026-05-31T23:30");
        assert_eq!(due("TRK", &[("arrival_time", "2026-06-01")]), "needs arrival_time");
    }

    #[test]
    fn what_is_missing_is_asked_for() {
        assert_eq!(due("PSC", &[]), "needs entry_date");
        assert!(due("no such clock", &[]).contains("clock no such clock is unknown"));
        assert!(due("WH", &[("import_date", "9999-12-31")]).contains("outside the years"));
    }

    proptest! {
        #[test]
        fn safe_is_never_after_legal(days in 0_i64..20_000, clock in 0_usize..200) {
            let day = date(1990, 1, 1).checked_add(days.days()).unwrap();
            let all: Vec<_> = as_of().pack.clocks().values().flat_map(|rows| rows.rows()).collect();
            let row = all[clock % all.len()];
            let reckoned = reckon(as_of(), &row.id, &facts_on(row, day)).unwrap();
            prop_assert!(reckoned.safe <= reckoned.legal.date() || row.roll == Roll::Previous);
            prop_assert!(as_of().pack.calendar().is_working(reckoned.safe));
        }

        #[test]
        fn a_later_event_never_gives_an_earlier_due_day(days in 0_i64..20_000, later in 0_i64..400, clock in 0_usize..400) {
            let day = date(1990, 1, 1).checked_add(days.days()).unwrap();
            let after = day.checked_add(later.days()).unwrap();
            let all: Vec<_> = as_of().pack.clocks().values().flat_map(|rows| rows.rows()).collect();
            let row = all[clock % all.len()];
            let at = |day: Date| reckon(as_of(), &row.id, &facts_on(row, day)).unwrap();
            let (first, second) = (at(day), at(after));
            prop_assert!(first.legal.date() <= second.legal.date(), "{}", row.id);
            prop_assert!(first.raw.date() <= second.raw.date(), "{}", row.id);
        }
    }

    proptest! {
        // Every case reads a pack anew: few of them.
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn a_closure_never_makes_a_due_date_earlier(days in 0_i64..2_000, closed in 0_i64..2_030, count in 0_i32..40) {
            let start = date(2024, 1, 1);
            let (day, off) = (start.checked_add(days.days()).unwrap(), start.checked_add(closed.days()).unwrap());
            let closures = format!("date,port,name,from,until,known,cite,trust\n{off},,storm,,,,order,S\n");
            let with = Pack::load([("closures.csv", closures.as_str())]).unwrap();
            prop_assert!(working_days(with.calendar(), day, count) >= working_days(Pack::starter().calendar(), day, count));
            prop_assert!(working_days(with.calendar(), day, count) > day || count == 0);
        }
    }
}
