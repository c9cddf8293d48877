//! A line of the schedule: what a number bears, with what it takes from its 8-digit row.

use cocket_base::ids::TariffNumber;

use super::labels;
use super::model::{Footnote, LineUnit, Row, Schedule};
use super::pool::TextId;
use super::print_errors;
use crate::rate::{RateError, RateExpr, Special};
use crate::revision::{Revision, RevisionId};

/// A rate column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    /// Column 1, general.
    General,
    /// Column 1, special.
    Special,
    /// Column 2.
    Other,
    /// Additional duties (agricultural safeguards of subchapter IV, chapter 99).
    Safeguard,
}

impl Column {
    /// Every rate column, in printed order.
    pub const ALL: [Column; 4] = [Column::General, Column::Special, Column::Other, Column::Safeguard];

    /// The column's name in the export.
    pub fn key(self) -> &'static str {
        match self {
            Column::General => "general",
            Column::Special => "special",
            Column::Other => "other",
            Column::Safeguard => "additionalDuties",
        }
    }
}

impl std::fmt::Display for Column {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Column::General => "general",
            Column::Special => "special",
            Column::Other => "column 2",
            Column::Safeguard => "additional duties",
        })
    }
}

/// A rate that cannot be used, with its line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{number}, {column}, revision {revision}: {cause}")]
pub struct RateRefused {
    /// The line that prints it.
    pub number: TariffNumber,
    /// The column.
    pub column: Column,
    /// The revision.
    pub revision: RevisionId,
    /// Why.
    pub cause: RateError,
}

/// A step of the path from the chapter down to a line.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PathStep {
    /// The number at this step; none for a heading text without one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub number: Option<TariffNumber>,
    /// Its printed words, or our own label for a chapter or heading where the words are not held.
    pub text: String,
}

/// A line of one revision.
#[derive(Clone, Copy, Debug)]
pub struct Line<'s> {
    schedule: &'s Schedule,
    number: TariffNumber,
    /// The printed row; the rated one under the 8 digits when the number is not printed.
    row: usize,
    /// The 8-digit row above, which fills what the row leaves blank.
    above: Option<usize>,
    printed: bool,
}

impl<'s> Line<'s> {
    pub(crate) fn new(
        schedule: &'s Schedule,
        number: TariffNumber,
        row: usize,
        above: Option<usize>,
    ) -> Line<'s> {
        Line { schedule, number, row, above, printed: true }
    }

    pub(crate) fn unprinted(self) -> Line<'s> {
        Line { printed: false, ..self }
    }

    /// The number asked for.
    pub fn number(&self) -> TariffNumber {
        self.number
    }

    /// False when the number is not printed and its 8-digit line answers for it.
    pub fn is_printed(&self) -> bool {
        self.printed
    }

    /// The revision it stands in.
    pub fn revision(&self) -> &'s Revision {
        &self.schedule.revision
    }

    /// The line whose general rate and footnotes it takes, when they are not its own.
    pub fn inherited_from(&self) -> Option<TariffNumber> {
        let rated =
            self.row_with(|row| row.general != TextId::EMPTY).or_else(|| self.row_with(Row::is_rated));
        rated?.number.filter(|number| *number != self.number)
    }

    /// Statistical units, in reporting order; none when no row states them.
    pub fn units(&self) -> &'s [LineUnit] {
        let at = self.row_with(|row| row.units != 0).map_or(0, |row| usize::from(row.units));
        self.schedule.units.get(at).map_or(&[], Vec::as_slice)
    }

    /// A rate column as printed; empty when the column is blank.
    pub fn text(&self, column: Column) -> &'s str {
        let id = self.text_id(column);
        match column {
            Column::Special => self.schedule.specials.text(id),
            _ => self.schedule.rates.text(id),
        }
    }

    /// Column 1 general as printed.
    pub fn general_text(&self) -> &'s str {
        self.text(Column::General)
    }

    /// Column 1 special as printed.
    pub fn special_text(&self) -> &'s str {
        self.text(Column::Special)
    }

    /// Column 2 as printed.
    pub fn other_text(&self) -> &'s str {
        self.text(Column::Other)
    }

    /// Column 1 general. A blank column is refused like an unreadable one.
    pub fn general(&self) -> Result<&'s RateExpr, RateRefused> {
        self.rate(Column::General)
    }

    /// Column 2.
    pub fn other(&self) -> Result<&'s RateExpr, RateRefused> {
        self.rate(Column::Other)
    }

    /// Additional duties of the agricultural safeguards.
    pub fn safeguard(&self) -> Result<&'s RateExpr, RateRefused> {
        self.rate(Column::Safeguard)
    }

    /// Column 1 special, with its programmes. A blank column lists no programme.
    pub fn special(&self) -> Result<&'s Special, RateRefused> {
        static NONE: Special = Special { groups: Vec::new() };
        let read = self.schedule.specials.value(self.text_id(Column::Special), print_errors::special);
        read.map_or(Ok(&NONE), |read| {
            read.as_ref().map_err(|cause| self.refused(Column::Special, cause.clone()))
        })
    }

    fn rate(&self, column: Column) -> Result<&'s RateExpr, RateRefused> {
        let read = self.schedule.rates.value(self.text_id(column), print_errors::rate);
        match read {
            Some(Ok(rate)) => Ok(rate),
            Some(Err(cause)) => Err(self.refused(column, cause.clone())),
            None => Err(self.refused(column, RateError::Empty)),
        }
    }

    fn refused(&self, column: Column, cause: RateError) -> RateRefused {
        RateRefused { number: self.number, column, revision: self.schedule.revision.id, cause }
    }

    /// Footnotes of the 8-digit row above and of the line itself.
    pub fn footnotes(&self) -> impl Iterator<Item = &'s Footnote> + use<'s> {
        let schedule = self.schedule;
        let list = move |row: &Row| usize::try_from(row.notes).ok().and_then(|at| schedule.notes.get(at));
        [self.above_row(), self.own_row()].into_iter().flatten().filter_map(list).flatten()
    }

    /// The words printed at this line; empty in a revision without descriptions.
    pub fn description(&self) -> &'s str {
        self.own_row().map_or("", |row| self.schedule.descriptions.text(row.description))
    }

    /// Depth in the printed tree.
    pub fn indent(&self) -> u8 {
        self.own_row().map_or(0, |row| row.indent)
    }

    /// The way from the chapter to the line. Chapter and heading bear our own labels where the words are not held.
    pub fn path(&self) -> Vec<PathStep> {
        let mut steps = Line::path_of_unprinted(&self.number);
        if self.schedule.has_descriptions() {
            steps.retain(|step| step.number.is_some_and(|number| number.len() == 2));
            steps.extend(self.printed_path());
        }
        steps
    }

    /// Our own labels of a number's chapter and heading, whether it is printed or not.
    pub fn path_of_unprinted(number: &TariffNumber) -> Vec<PathStep> {
        let mut numbers = vec![number.prefix(2), number.prefix(4)];
        numbers.dedup();
        let step =
            |number: TariffNumber| Some(PathStep { number: Some(number), text: labels::of(&number)?.into() });
        numbers.into_iter().filter_map(step).collect()
    }

    /// Ancestors by indent, the line last.
    fn printed_path(&self) -> Vec<PathStep> {
        let mut steps = Vec::new();
        let mut above = u8::MAX;
        for at in (0..=self.row).rev() {
            let Some(row) = self.schedule.row(at) else { break };
            if row.indent >= above {
                continue;
            }
            above = row.indent;
            let text = self.schedule.descriptions.text(row.description);
            steps.push(PathStep { number: row.number, text: text.into() });
            if above == 0 {
                break;
            }
        }
        steps.reverse();
        steps
    }

    fn own_row(&self) -> Option<&'s Row> {
        self.schedule.row(self.row)
    }

    fn above_row(&self) -> Option<&'s Row> {
        self.schedule.row(self.above?)
    }

    /// The row itself when it holds something, else the one above when that does.
    fn row_with(&self, holds: impl Fn(&Row) -> bool) -> Option<&'s Row> {
        [self.own_row(), self.above_row()].into_iter().flatten().find(|row| holds(row))
    }

    fn text_id(&self, column: Column) -> TextId {
        let row = self.row_with(|row| row.text(column) != TextId::EMPTY);
        row.map_or(TextId::EMPTY, |row| row.text(column))
    }

    /// True when the line itself prints the column, rather than to take it from the row above.
    pub(crate) fn prints(&self, column: Column) -> bool {
        self.own_row().is_some_and(|row| row.text(column) != TextId::EMPTY)
    }
}
