//! The same goods over the years: what they would owe on each day of a span of time, as far as is known.
//!
//! The stack changes only on days that the law names: those of the windows of measures, lists, groups and programmes, and
//! those of the revisions held. Conditions may name further days; these are found between the months' first days.

use std::collections::BTreeSet;

use cocket_base::ids::TariffNumber;
use cocket_base::{Cents, Date, Explain, Window};
use serde::Serialize;

use crate::engine::{RateAnswer, RateQuestion, Tariff, rate};
use crate::measure::model::{DateKind, Heading, Pack};
use crate::schedule::Fit;

/// Days of a timeline, at most: forty years.
const MOST_DAYS: i32 = 40 * 366;

/// A time in which the same goods owe the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Span {
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
    /// `decided`, `needs_facts`, `prohibited` or `invalid`.
    pub outcome: &'static str,
    /// Reported numbers in reporting order.
    pub lines: Vec<SpanLine>,
    /// Sum of duty, when decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duty: Option<Cents>,
    /// What is owed of it after what courts and orders said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owed: Option<Cents>,
    /// False when the revision that was law is not held, so that the base duty is read from another one.
    pub revision_held: bool,
}

/// A reported number of a span.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SpanLine {
    /// The number.
    #[serde(rename = "hts")]
    pub number: TariffNumber,
    /// `base`, or whose duty it is.
    pub authority: String,
    /// The rate as printed or applied.
    pub rate: String,
    /// Duty.
    pub amount: Cents,
}

impl Span {
    fn of(tariff: &Tariff, day: Date, answer: RateAnswer, known: Date) -> Span {
        let lines = answer.lines.into_iter().map(|line| SpanLine {
            number: line.number,
            authority: line.authority,
            rate: line.rate,
            amount: line.amount,
        });
        let fit = tariff.schedules.as_of(day, known).map(|held| held.fit);
        Span {
            from: day,
            until: day,
            outcome: answer.outcome,
            lines: lines.collect(),
            duty: answer.duty,
            owed: answer.standing.map(|standing| standing.owed),
            revision_held: fit == Some(Fit::Exact),
        }
    }

    fn same(&self, other: &Span) -> bool {
        let told = |span: &Span| (span.outcome, span.owed, span.revision_held);
        told(self) == told(other) && self.lines == other.lines
    }
}

/// What the goods of a question would owe on each day from one to another, as far as was known on `known`.
///
/// Dates of export, loading and zone status keep their distance to the day of entry. The days are cut to forty years.
pub fn timeline(tariff: &Tariff, question: &RateQuestion, from: Date, until: Date, known: Date) -> Vec<Span> {
    let until = until.min(later(from, MOST_DAYS));
    let ask = |day: Date| {
        let answer = rate(tariff, &moved(question, day), Some(known));
        Span::of(tariff, day, answer, known)
    };
    let mut spans: Vec<Span> = Vec::new();
    let mut take = |span: Span| match spans.last_mut() {
        Some(last) if last.same(&span) => last.until = span.from,
        _ => spans.push(span),
    };
    let days = days(tariff, question, from, until);
    let mut before: Option<Span> = None;
    for day in days {
        let here = ask(day);
        if let Some(before) = before.filter(|before| !before.same(&here)) {
            changes_between(before, &here, &ask, &mut take);
        }
        before = Some(here.clone());
        take(here);
    }
    closed(spans, until)
}

/// The changes after one day up to another that owes something else, by halving; the days between two changes that undo
/// each other are not found.
fn changes_between(mut before: Span, after: &Span, ask: &impl Fn(Date) -> Span, take: &mut impl FnMut(Span)) {
    while !before.same(after) {
        let (mut low, mut high) = (before.from, after.clone());
        while later(low, 1) < high.from {
            let middle = ask(later(low, days_between(low, high.from) / 2));
            if middle.same(&before) { low = middle.from } else { high = middle }
        }
        take(high.clone());
        before = high;
    }
}

/// Each span lasts until the day before the next.
fn closed(mut spans: Vec<Span>, until: Date) -> Vec<Span> {
    let starts: Vec<Date> = spans.iter().skip(1).map(|span| span.from).collect();
    for (at, span) in spans.iter_mut().enumerate() {
        span.until = starts.get(at).map_or(until, |next| later(*next, -1));
    }
    spans
}

/// The question on another day of entry.
fn moved(question: &RateQuestion, day: Date) -> RateQuestion {
    let by = days_between(question.entry_date, day);
    let along = |date: Option<Date>| date.map(|date| later(date, by));
    RateQuestion {
        entry_date: day,
        export_date: along(question.export_date),
        loading_date: along(question.loading_date),
        ftz_privileged_date: along(question.ftz_privileged_date),
        explain: Explain::No,
        ..question.clone()
    }
}

/// The days on which something may change, in order.
fn days(tariff: &Tariff, question: &RateQuestion, from: Date, until: Date) -> BTreeSet<Date> {
    let pack = &tariff.measures;
    let mut days = BTreeSet::from([from]);
    let mut add = |window: &Window, by: i32| {
        days.extend(window.from.map(|day| later(day, by)));
        days.extend(window.until.map(|day| later(day, by + 1)));
    };
    let lists: Vec<bool> = pack
        .lists
        .all()
        .iter()
        .map(|list| {
            let named = list.rows.iter().filter(|row| question.hts.starts_with(&row.prefix));
            named.map(|row| add(&row.window, 0)).count() > 0
        })
        .collect();
    let listed = |heading: &Heading| {
        let own = &heading.goods.lists;
        own.is_empty() || own.iter().any(|list| lists.get(list.at()).copied().unwrap_or(false))
    };
    for heading in pack.headings.iter().filter(|heading| listed(heading) && meant(heading, question, pack)) {
        for row in &heading.rates {
            let moves = match row.by {
                DateKind::Entry => Some(0),
                DateKind::Loading => distance(question.loading_date, question.entry_date),
                DateKind::Export => distance(question.export_date, question.entry_date),
                DateKind::Withdrawal => question.ftz_privileged_date.map(|_| 0),
                DateKind::Privileged => distance(question.ftz_privileged_date, question.entry_date),
            };
            moves.into_iter().for_each(|by| add(&row.window, by));
        }
    }
    let members = pack.groups.iter().flat_map(|group| &group.members);
    members.filter(|(country, _)| *country == question.origin).for_each(|(_, window)| add(window, 0));
    pack.programmes.iter().flat_map(|programme| &programme.spans).for_each(|span| add(&span.window, 0));
    pack.bans.iter().for_each(|ban| add(&ban.window, 0));
    let held = tariff.schedules.held().iter().map(|schedule| schedule.revision().from);
    days.extend(held);
    let months =
        std::iter::successors(from.first_of_month().checked_add(jiff::Span::new().months(1)).ok(), |day| {
            day.checked_add(jiff::Span::new().months(1)).ok()
        });
    days.extend(months.take_while(|day| *day <= until));
    // The last day closes the last search between two days.
    days.insert(until);
    days.retain(|day| from <= *day && *day <= until);
    days
}

/// True when the heading could be about goods of this origin on some day.
fn meant(heading: &Heading, question: &RateQuestion, pack: &Pack) -> bool {
    let origins = &heading.origins;
    let member = |group: &crate::measure::model::GroupId| {
        let group = pack.groups.get(group.at());
        group.is_some_and(|group| group.members.iter().any(|(country, _)| *country == question.origin))
    };
    let any = origins.countries.is_empty() && origins.groups.is_empty();
    (any || origins.countries.contains(&question.origin) || origins.groups.iter().any(member))
        && !origins.not_countries.contains(&question.origin)
}

/// Days from a date that a rule names to the day of entry.
fn distance(named: Option<Date>, entry: Date) -> Option<i32> {
    named.map(|named| days_between(named, entry))
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// A day so many days later; the same day at the end of the calendar.
fn later(day: Date, days: i32) -> Date {
    day.checked_add(jiff::Span::new().days(days)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::civil::date;
    use serde_json::json;

    fn question(origin: &str) -> RateQuestion {
        serde_json::from_value(json!({
            "id": "1", "hts": "6911.10.58.00", "origin": origin, "entry_date": "2026-06-16", "value": "1000",
        }))
        .unwrap()
    }

    /// Every day of the spans, asked by itself.
    fn agrees(question: &RateQuestion, from: Date, until: Date) -> Vec<Span> {
        let (tariff, known) = (Tariff::starter(), date(2026, 11, 24));
        let spans = timeline(tariff, question, from, until, known);
        assert_eq!((spans[0].from, spans[spans.len() - 1].until), (from, until));
        let mut day = from;
        for span in &spans {
            assert_eq!(span.from, day, "the spans follow one another");
            while day <= span.until {
                let alone = Span::of(tariff, day, rate(tariff, &moved(question, day), Some(known)), known);
                assert!(alone.same(span), "{day}: {alone:?} is not {span:?}");
                day = later(day, 1);
            }
        }
        spans
    }

    #[test]
    fn each_day_of_a_span_owes_what_the_span_says() {
        for origin in ["CN", "VN", "MX", "RU"] {
            let spans = agrees(&question(origin), date(2024, 12, 1), date(2027, 1, 31));
            assert!(spans.len() > 2, "{origin}: {}", spans.len());
        }
    }

    #[test]
    fn dates_keep_their_distance_to_the_entry() {
        let loaded = RateQuestion { loading_date: Some(date(2026, 5, 20)), ..question("VN") };
        agrees(&loaded, date(2025, 3, 1), date(2025, 12, 31));
        assert_eq!(moved(&loaded, date(2026, 6, 17)).loading_date, Some(date(2026, 5, 21)));
    }

    #[test]
    fn a_span_of_one_day_and_one_that_ends_before_it_begins() {
        let (tariff, day) = (Tariff::starter(), date(2026, 6, 16));
        assert_eq!(timeline(tariff, &question("VN"), day, day, day).len(), 1);
        assert!(timeline(tariff, &question("VN"), day, later(day, -1), day).is_empty());
    }
}
