//! Dated, cited rows with two clocks, and the refusal to guess where no row holds.

use std::ops::Deref;
use std::sync::Arc;

use cocket_base::{Citation, Date, Window};

/// A row of law: its value, its source with its window in force, and the day it could first be known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row<T> {
    /// What the row says.
    pub value: T,
    /// Source, window in force and trust.
    pub cite: Citation,
    /// The day we learnt it; `None` means as old as the pack.
    pub known: Option<Date>,
    /// File and line it stands in, as `mpf.csv line 12`.
    pub at: Arc<str>,
}

impl<T> Row<T> {
    /// When the row is in force.
    pub fn in_force(&self) -> Window {
        self.cite.in_force
    }

    /// True when the row is in force on `day` and was already known on `known`.
    pub fn holds(&self, day: Date, known: Date) -> bool {
        self.cite.in_force.holds(day) && self.known.is_none_or(|learnt| learnt <= known)
    }
}

impl<T> Deref for Row<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

/// No row says what the law is on that day: never answered with the last known value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} is unknown for {day} as known on {known}{}; add a row with its citation to the law data", held(.held_until))]
pub struct Unknown {
    /// What was asked for.
    pub what: Arc<str>,
    /// The day the law was asked for.
    pub day: Date,
    /// The day whose knowledge was asked for.
    pub known: Date,
    /// The last day that any row covers, when rows exist and end.
    pub held_until: Option<Date>,
}

fn held(until: &Option<Date>) -> String {
    until.map(|day| format!(" (the rows held end on {day})")).unwrap_or_default()
}

/// The rows of one figure over time.
#[derive(Clone, Debug)]
pub struct Dated<T> {
    what: Arc<str>,
    rows: Vec<Row<T>>,
}

impl<T> Dated<T> {
    /// A collection of rows about `what`, in any order.
    pub fn new(what: impl Into<Arc<str>>, rows: Vec<Row<T>>) -> Dated<T> {
        Dated { what: what.into(), rows }
    }

    /// The row in force on `day` as it was known on `known`. A row learnt later corrects one learnt earlier; of rows
    /// learnt together the one in force more recently stands.
    pub fn as_of(&self, day: Date, known: Date) -> Option<&Row<T>> {
        self.rows
            .iter()
            .filter(|row| row.holds(day, known))
            .max_by_key(|row| (row.known, row.cite.in_force.from))
    }

    /// The row in force, or the refusal to guess.
    pub fn on(&self, day: Date, known: Date) -> Result<&Row<T>, Unknown> {
        self.as_of(day, known).ok_or_else(|| {
            let known_rows = self.rows.iter().filter(|row| row.known.is_none_or(|learnt| learnt <= known));
            let held_until = known_rows.filter_map(|row| row.cite.in_force.until).max();
            Unknown { what: self.what.clone(), day, known, held_until }
        })
    }

    /// All rows, in the order of the files.
    pub fn rows(&self) -> &[Row<T>] {
        &self.rows
    }

    pub(crate) fn into_rows(self) -> Vec<Row<T>> {
        self.rows
    }

    pub(crate) fn push(&mut self, row: Row<T>) {
        self.rows.push(row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn row(value: u8, from: Date, until: Option<Date>, known: Date) -> Row<u8> {
        let cite = Citation::new("test").in_force(Window { from: Some(from), until });
        Row { value, cite, known: Some(known), at: "test.csv line 2".into() }
    }

    #[test]
    fn a_row_published_later_does_not_exist_yet() {
        let rows = vec![
            row(1, date(2025, 10, 1), Some(date(2026, 9, 30)), date(2025, 7, 23)),
            row(2, date(2026, 10, 1), Some(date(2027, 9, 30)), date(2026, 7, 31)),
        ];
        let fee = Dated::new("fee", rows);
        assert_eq!(fee.as_of(date(2026, 10, 1), date(2026, 7, 31)).unwrap().value, 2);
        assert!(fee.as_of(date(2026, 10, 1), date(2026, 7, 30)).is_none());
        assert_eq!(fee.as_of(date(2026, 9, 30), date(2026, 7, 30)).unwrap().value, 1);
    }

    #[test]
    fn the_future_is_refused_not_guessed() {
        let fee = Dated::new(
            "the fee",
            vec![row(1, date(2026, 10, 1), Some(date(2027, 9, 30)), date(2026, 7, 31))],
        );
        let error = fee.on(date(2027, 10, 1), date(2026, 11, 24)).unwrap_err();
        assert_eq!(error.held_until, Some(date(2027, 9, 30)));
        assert_eq!(
            error.to_string(),
            "the fee is unknown for 2027-10-01 as known on 2026-11-24 (the rows held end on 2027-09-30); \
             add a row with its citation to the law data"
        );
    }

    #[test]
    fn a_correction_learnt_later_wins_only_once_it_is_known() {
        let open = row(1, date(2026, 1, 1), None, date(2025, 12, 1));
        let corrected = row(2, date(2026, 3, 1), None, date(2026, 5, 1));
        let figure = Dated::new("figure", vec![open, corrected]);
        assert_eq!(figure.as_of(date(2026, 4, 1), date(2026, 4, 30)).unwrap().value, 1);
        assert_eq!(figure.as_of(date(2026, 4, 1), date(2026, 5, 1)).unwrap().value, 2);
        assert_eq!(figure.as_of(date(2026, 2, 1), date(2026, 5, 1)).unwrap().value, 1);
    }
}
