//! One model for the sheets of all papers: rows of cells with their places, merged areas, and nothing else.

use std::collections::BTreeMap;
use std::sync::Arc;

use cocket_base::{Date, Decimal, Place};

use crate::mapping::letters;
use crate::numbers::{self, Reading};

/// What a cell holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CellValue {
    /// A text.
    Text,
    /// A number.
    Number(Decimal),
    /// A day.
    Date(Date),
    /// An error such as `#REF!`, or a formula that was never calculated.
    Broken,
}

/// A cell that is not empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Column from 0.
    pub column: u32,
    /// The typed value.
    pub value: CellValue,
    /// The text as it stands there; a number as its digits.
    pub text: String,
    /// The number format, when it is not the general one.
    pub format: Option<Arc<str>>,
}

impl Cell {
    /// A cell of text.
    pub fn text(column: u32, text: impl Into<String>) -> Cell {
        Cell { column, value: CellValue::Text, text: text.into(), format: None }
    }

    /// The cell as a number: its own value, or its text read under both notations.
    pub fn reading(&self) -> Option<Reading> {
        match &self.value {
            CellValue::Number(value) if !numbers::is_plausible(*value) => None,
            CellValue::Number(value) => {
                let percent = self.format.as_deref().is_some_and(|format| format.contains('%'));
                Some(Reading { percent, ..Reading::exact(*value) })
            }
            CellValue::Text => numbers::read(&self.text),
            CellValue::Date(_) | CellValue::Broken => None,
        }
    }

    /// True when the cell holds words.
    pub fn is_wordy(&self) -> bool {
        self.value == CellValue::Text && self.text.chars().any(char::is_alphabetic)
    }
}

/// A row with at least one cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Row number from 1.
    pub number: u32,
    /// The cells, from the left.
    pub cells: Vec<Cell>,
}

impl Row {
    /// The cell in a column.
    pub fn cell(&self, column: u32) -> Option<&Cell> {
        self.cells.binary_search_by_key(&column, |cell| cell.column).ok().and_then(|at| self.cells.get(at))
    }

    /// The texts of all cells, parted by blanks.
    pub fn joined(&self) -> String {
        self.cells.iter().map(|cell| cell.text.trim()).collect::<Vec<_>>().join(" ")
    }
}

/// A merged area; rows from 1, columns from 0, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merge {
    /// Top row.
    pub top: u32,
    /// Bottom row.
    pub bottom: u32,
    /// Left column.
    pub left: u32,
    /// Right column.
    pub right: u32,
}

impl Merge {
    /// True when the cell lies inside.
    pub fn covers(&self, row: u32, column: u32) -> bool {
        (self.top..=self.bottom).contains(&row) && (self.left..=self.right).contains(&column)
    }
}

/// Most merged areas over several rows; each is looked at for every blank cell.
const MOST_TALL: usize = 2_000;

/// The merged areas of a sheet: those of one row by their row, those over several rows in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merges {
    flat: BTreeMap<u32, Vec<Merge>>,
    tall: Vec<Merge>,
}

impl Merges {
    /// The merged area over a cell.
    pub fn over(&self, row: u32, column: u32) -> Option<&Merge> {
        let flat = self.flat.get(&row).into_iter().flatten();
        flat.chain(&self.tall).find(|merge| merge.covers(row, column))
    }
}

impl FromIterator<Merge> for Merges {
    fn from_iter<I: IntoIterator<Item = Merge>>(areas: I) -> Merges {
        let mut merges = Merges::default();
        for area in areas {
            if area.top == area.bottom {
                merges.flat.entry(area.top).or_default().push(area);
            } else if merges.tall.len() < MOST_TALL {
                merges.tall.push(area);
            }
        }
        merges
    }
}

/// A sheet of a workbook, or a text file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// File name.
    pub file: String,
    /// Sheet name; none for a text file.
    pub sheet: Option<String>,
    /// The sheet is hidden from the reader of the workbook.
    pub hidden: bool,
    /// The rows that hold something, from the top.
    pub rows: Vec<Row>,
    /// Merged areas.
    pub merges: Merges,
}

impl Grid {
    /// The row of a number.
    pub fn row(&self, number: u32) -> Option<&Row> {
        self.rows.binary_search_by_key(&number, |row| row.number).ok().and_then(|at| self.rows.get(at))
    }

    /// The cell, or the anchor of the merged area over it.
    pub fn cell(&self, row: u32, column: u32) -> Option<&Cell> {
        let own = self.row(row).and_then(|row| row.cell(column));
        own.or_else(|| {
            let merge = self.merges.over(row, column)?;
            self.row(merge.top)?.cell(merge.left)
        })
    }

    /// The merged area that begins above `row` and reaches into this cell.
    pub fn merged_from_above(&self, row: u32, column: u32) -> Option<&Merge> {
        self.merges.over(row, column).filter(|merge| merge.top < row)
    }

    /// The whole sheet as a place.
    pub fn place(&self) -> Place {
        Place { file: Some(self.file.clone()), sheet: self.sheet.clone(), ..Place::default() }
    }

    /// A row as a place.
    pub fn place_row(&self, row: u32) -> Place {
        self.place().row(row)
    }

    /// A cell as a place.
    pub fn place_cell(&self, row: u32, column: u32) -> Place {
        self.place_row(row).column(letters(column))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_merged_area_shows_its_anchor() {
        let row = |number, cells| Row { number, cells };
        let grid = Grid {
            rows: vec![row(9, vec![Cell::text(1, "China")]), row(10, vec![Cell::text(0, "QF-200")])],
            merges: Merges::from_iter([Merge { top: 9, bottom: 10, left: 1, right: 1 }]),
            ..Grid::default()
        };
        assert_eq!(grid.cell(10, 1).unwrap().text, "China");
        assert!(grid.merged_from_above(10, 1).is_some() && grid.merged_from_above(9, 1).is_none());
        assert!(grid.cell(11, 1).is_none());
    }
}
