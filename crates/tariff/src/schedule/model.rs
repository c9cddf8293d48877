//! One revision of the schedule: its rows in printed order, found by number.

use std::collections::HashMap;

use cocket_base::Unit;
use cocket_base::ids::TariffNumber;

use super::line::{Column, Line};
use super::pool::{Pool, PoolBuilder, TextId};
use crate::rate::{RateError, RateExpr, Special};
use crate::revision::Revision;

/// A unit as the schedule prints it, with the unit it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineUnit {
    /// The printed spelling, blanks trimmed.
    pub printed: Box<str>,
    /// The unit; `None` for a spelling that the table of units lacks.
    pub unit: Option<Unit>,
}

/// A footnote of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Footnote {
    /// What it qualifies, as the export names it: `general`, `other`, `desc`, `units`, `stat`, …
    pub columns: Vec<Box<str>>,
    /// Its text.
    pub text: Box<str>,
}

impl Footnote {
    /// The tariff numbers that the text names (`See 9903.88.03.`).
    pub fn numbers(&self) -> Vec<TariffNumber> {
        let parts = self.text.split(|c: char| !(c.is_ascii_digit() || c == '.'));
        let dotted = parts.map(|part| part.trim_matches('.')).filter(|part| part.contains('.'));
        dotted.filter_map(|part| part.parse().ok()).filter(|n: &TariffNumber| n.len() >= 6).collect()
    }
}

/// One printed row. Texts live in the schedule's pools.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// `None` for a heading text without a number.
    pub(crate) number: Option<TariffNumber>,
    pub(crate) indent: u8,
    pub(crate) units: u16,
    pub(crate) general: TextId,
    pub(crate) special: TextId,
    pub(crate) other: TextId,
    pub(crate) safeguard: TextId,
    pub(crate) notes: u32,
    pub(crate) description: TextId,
}

impl Row {
    pub(crate) fn text(&self, column: Column) -> TextId {
        match column {
            Column::General => self.general,
            Column::Special => self.special,
            Column::Other => self.other,
            Column::Safeguard => self.safeguard,
        }
    }

    pub(crate) fn is_rated(&self) -> bool {
        Column::ALL.into_iter().any(|column| self.text(column) != TextId::EMPTY)
    }
}

/// One revision of the schedule.
///
/// Rates are kept as printed and read when first asked for, once for each distinct text.
#[derive(Debug)]
pub struct Schedule {
    pub(crate) revision: Revision,
    pub(crate) rows: Vec<Row>,
    /// Numbers in order, each with its row.
    pub(crate) index: Vec<(TariffNumber, u32)>,
    pub(crate) units: Vec<Vec<LineUnit>>,
    pub(crate) notes: Vec<Vec<Footnote>>,
    pub(crate) rates: Pool<Result<RateExpr, RateError>>,
    pub(crate) specials: Pool<Result<Special, RateError>>,
    pub(crate) descriptions: Pool<()>,
}

impl Schedule {
    /// Which revision it is, with its dates.
    pub fn revision(&self) -> &Revision {
        &self.revision
    }

    /// The printed line of a number of 4 to 10 digits; `None` when the revision does not print it.
    pub fn line(&self, number: &TariffNumber) -> Option<Line<'_>> {
        let row = self.row_of(number)?;
        Some(Line::new(self, *number, row, self.eight_digit_row(row)))
    }

    /// The printed line, or, for a number that is not printed, the 8-digit rate line it would stand under.
    /// [`Line::is_printed`] tells which.
    pub fn line_or_eight(&self, number: &TariffNumber) -> Option<Line<'_>> {
        self.line(number).or_else(|| {
            let rated = self.rated_under(&number.prefix(8)).filter(|_| number.len() >= 8)?;
            Some(Line::new(self, *number, rated, None).unprinted())
        })
    }

    /// Every numbered line, in the order of numbers.
    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        self.index.iter().map(|(number, row)| {
            let row = usize::try_from(*row).unwrap_or(usize::MAX);
            Line::new(self, *number, row, self.eight_digit_row(row))
        })
    }

    /// The numbers that begin with `prefix`, in order.
    pub fn numbers_under(&self, prefix: &TariffNumber) -> impl Iterator<Item = TariffNumber> {
        let first = self.index.partition_point(|(number, _)| number < prefix);
        let prefix = *prefix;
        let rest = self.index.get(first..).unwrap_or_default();
        rest.iter().map(|(number, _)| *number).take_while(move |number| number.starts_with(&prefix))
    }

    /// How many rows are printed, numbered or not.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True without any row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// True when the revision holds the printed descriptions (an imported one does, the starter does not).
    pub fn has_descriptions(&self) -> bool {
        self.descriptions.len() > 0
    }

    pub(crate) fn row(&self, at: usize) -> Option<&Row> {
        self.rows.get(at)
    }

    fn row_of(&self, number: &TariffNumber) -> Option<usize> {
        let at = self.index.binary_search_by(|(other, _)| other.cmp(number)).ok()?;
        usize::try_from(self.index.get(at)?.1).ok()
    }

    /// The 8-digit row above a 10-digit one, where it is printed. What the lower row leaves blank stands there.
    fn eight_digit_row(&self, row: usize) -> Option<usize> {
        let number = self.row(row)?.number.filter(|number| number.len() == 10)?;
        self.row_of(&number.prefix(8))
    }

    /// The row that bears the rates of an 8-digit line: the 8-digit row, or the 10-digit one printed in its place.
    fn rated_under(&self, eight: &TariffNumber) -> Option<usize> {
        let mut rows = self.numbers_under(eight).filter_map(|number| self.row_of(&number));
        rows.find(|row| self.row(*row).is_some_and(Row::is_rated))
    }
}

/// A row about to be taken up, with its texts.
#[derive(Clone, Debug, Default)]
pub(crate) struct NewRow<'t> {
    pub(crate) number: Option<TariffNumber>,
    pub(crate) indent: u8,
    /// Printed units, parted by a comma and a blank.
    pub(crate) units: &'t str,
    pub(crate) general: &'t str,
    pub(crate) special: &'t str,
    pub(crate) other: &'t str,
    pub(crate) safeguard: &'t str,
    pub(crate) notes: Vec<Footnote>,
    pub(crate) description: &'t str,
}

/// A schedule in the making.
pub(crate) struct Builder {
    rows: Vec<Row>,
    units: Vec<Vec<LineUnit>>,
    unit_lists: HashMap<String, u16>,
    notes: Vec<Vec<Footnote>>,
    rates: PoolBuilder,
    specials: PoolBuilder,
    descriptions: PoolBuilder,
}

/// A number that stands in two rows, or more rows or lists than a schedule can have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSchedule {
    /// A number is printed twice.
    #[error("{number} is printed twice")]
    Twice {
        /// The number.
        number: TariffNumber,
    },
    /// Beyond every schedule's size.
    #[error("there are more than {limit} {what}; this is no tariff schedule")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
}

/// More rows than any schedule prints (some 36,000).
pub(crate) const MOST_ROWS: usize = 200_000;
/// More combinations of units than any schedule prints (some 60).
const MOST_UNIT_LISTS: usize = 10_000;

impl Builder {
    pub(crate) fn new() -> Builder {
        Builder {
            rows: Vec::new(),
            units: vec![Vec::new()],
            unit_lists: HashMap::from([(String::new(), 0)]),
            notes: vec![Vec::new()],
            rates: PoolBuilder::new(),
            specials: PoolBuilder::new(),
            descriptions: PoolBuilder::new(),
        }
    }

    pub(crate) fn push(&mut self, row: NewRow<'_>) -> Result<(), BadSchedule> {
        if self.rows.len() >= MOST_ROWS {
            return Err(BadSchedule::TooMany { what: "rows", limit: MOST_ROWS });
        }
        let units = self.unit_list(row.units)?;
        let notes = if row.notes.is_empty() {
            0
        } else {
            self.notes.push(row.notes);
            u32::try_from(self.notes.len() - 1).unwrap_or(0)
        };
        self.rows.push(Row {
            number: row.number,
            indent: row.indent,
            units,
            general: self.rates.take(row.general),
            special: self.specials.take(row.special),
            other: self.rates.take(row.other),
            safeguard: self.rates.take(row.safeguard),
            notes,
            description: self.descriptions.take(row.description),
        });
        Ok(())
    }

    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }

    fn unit_list(&mut self, printed: &str) -> Result<u16, BadSchedule> {
        if let Some(known) = self.unit_lists.get(printed) {
            return Ok(*known);
        }
        let id = u16::try_from(self.units.len()).ok().filter(|id| usize::from(*id) < MOST_UNIT_LISTS);
        let id = id.ok_or(BadSchedule::TooMany { what: "combinations of units", limit: MOST_UNIT_LISTS })?;
        self.units.push(printed.split(", ").flat_map(line_units).collect());
        self.unit_lists.insert(printed.into(), id);
        Ok(id)
    }

    pub(crate) fn finish(self, revision: Revision) -> Result<Schedule, BadSchedule> {
        let numbered =
            self.rows.iter().zip(0u32..).filter_map(|(row, at)| row.number.map(|number| (number, at)));
        let mut index: Vec<(TariffNumber, u32)> = numbered.collect();
        index.sort_unstable();
        if let Some(pair) = index.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(BadSchedule::Twice { number: pair[0].0 });
        }
        Ok(Schedule {
            revision,
            rows: self.rows,
            index,
            units: self.units,
            notes: self.notes,
            rates: self.rates.finish(),
            specials: self.specials.finish(),
            descriptions: self.descriptions.finish(),
        })
    }
}

/// A printed unit, or the two that one cell names (`No. and kg`).
fn line_units(text: &str) -> Vec<LineUnit> {
    let one = |printed: &str| LineUnit { printed: printed.into(), unit: printed.parse().ok() };
    let both = text.split_once(" and ").map(|(a, b)| [one(a.trim()), one(b.trim())]);
    match both {
        Some(pair) if pair.iter().all(|u| u.unit.is_some()) => pair.to_vec(),
        _ => vec![one(text)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_cell_can_name_two_units() {
        let units = line_units("No. and kg");
        assert_eq!(units.iter().map(|u| u.unit.unwrap().printed()).collect::<Vec<_>>(), ["No.", "kg"]);
        assert_eq!(line_units("bushels").first().unwrap().unit, None);
    }

    #[test]
    fn footnotes_name_numbers() {
        let note =
            Footnote { columns: vec!["general".into()], text: "See 9903.88.03 and 9903.91.01.".into() };
        assert_eq!(
            note.numbers().iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["9903.88.03", "9903.91.01"]
        );
        let law = Footnote { columns: vec![], text: "Federal Excise Tax (26 U.S.C. 5041)".into() };
        assert!(law.numbers().is_empty());
    }
}
