//! What changed between two packs, row by row.

use std::collections::BTreeMap;
use std::fmt;

use cocket_base::Date;

use crate::pack::Pack;
use crate::table::{RawRow, Table};

/// A changed row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The table.
    pub table: String,
    /// What the row is about: its key columns, with bars between.
    pub key: String,
    /// First day in force, where the row has one.
    pub from: Option<Date>,
    /// What happened to it.
    pub what: ChangeKind,
}

/// What happened to a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// It is new.
    Added {
        /// Its cells as `column=cell`.
        cells: Vec<String>,
    },
    /// It is gone.
    Removed,
    /// Some of its cells differ.
    Changed {
        /// Column, cell before, cell after.
        cells: Vec<(String, String, String)>,
    },
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.table, self.key)?;
        if let Some(from) = self.from {
            write!(f, " from {from}")?;
        }
        match &self.what {
            ChangeKind::Added { cells } => write!(f, ": added, {}", cells.join(", ")),
            ChangeKind::Removed => f.write_str(": removed"),
            ChangeKind::Changed { cells } => {
                let parts: Vec<String> =
                    cells.iter().map(|(column, a, b)| format!("{column} «{a}» to «{b}»")).collect();
                write!(f, ": {}", parts.join(", "))
            }
        }
    }
}

/// Rows by what they are about, their first day, and their place among rows that share both.
type Rows<'a> = BTreeMap<(String, Option<Date>, usize), BTreeMap<String, String>>;

/// Everything that differs between two packs, by table and key.
pub fn diff(a: &Pack, b: &Pack) -> Vec<Change> {
    let mut names: Vec<&str> = a.tables().chain(b.tables()).map(Table::name).collect();
    names.sort_unstable();
    names.dedup();
    names
        .into_iter()
        .flat_map(|name| table_changes(name, &rows(a.table(name)), &rows(b.table(name))))
        .collect()
}

fn table_changes(table: &str, before: &Rows<'_>, after: &Rows<'_>) -> Vec<Change> {
    let mut keys: Vec<_> = before.keys().chain(after.keys()).collect();
    keys.sort();
    keys.dedup();
    let change = |key: &(String, Option<Date>, usize)| {
        let what = match (before.get(key), after.get(key)) {
            (None, Some(row)) => {
                let filled = row.iter().filter(|(_, cell)| !cell.is_empty());
                ChangeKind::Added { cells: filled.map(|(column, cell)| format!("{column}={cell}")).collect() }
            }
            (Some(_), None) => ChangeKind::Removed,
            (Some(a), Some(b)) => ChangeKind::Changed { cells: cell_changes(a, b) },
            (None, None) => return None,
        };
        let same = matches!(&what, ChangeKind::Changed { cells } if cells.is_empty());
        (!same).then(|| Change { table: table.into(), key: key.0.clone(), from: key.1, what })
    };
    keys.into_iter().filter_map(change).collect()
}

fn cell_changes(a: &BTreeMap<String, String>, b: &BTreeMap<String, String>) -> Vec<(String, String, String)> {
    let mut columns: Vec<&String> = a.keys().chain(b.keys()).collect();
    columns.sort();
    columns.dedup();
    let cell = |row: &BTreeMap<String, String>, column: &String| row.get(column).cloned().unwrap_or_default();
    let pairs = columns.into_iter().map(|column| (column.clone(), cell(a, column), cell(b, column)));
    pairs.filter(|(_, a, b)| a != b).collect()
}

fn rows<'a>(table: Option<&'a Table>) -> Rows<'a> {
    let mut rows: Rows<'a> = BTreeMap::new();
    let Some(table) = table else { return rows };
    for row in &table.rows {
        let (key, from) = (table.key(row), row.cite.in_force.from);
        let nth = (0..).find(|nth| !rows.contains_key(&(key.clone(), from, *nth))).unwrap_or(0);
        rows.insert((key, from, nth), cells(table, row));
    }
    rows
}

fn cells(table: &Table, row: &RawRow) -> BTreeMap<String, String> {
    let day = |day: Option<Date>| day.map(|d| d.to_string()).unwrap_or_default();
    let mut cells: BTreeMap<String, String> =
        table.columns.iter().zip(&row.cells).map(|(c, cell)| (c.to_string(), cell.to_string())).collect();
    cells.insert("until".into(), day(row.cite.in_force.until));
    cells.insert("known".into(), day(row.known));
    cells.insert("cite".into(), row.cite.source.to_string());
    cells.insert("trust".into(), row.cite.trust.to_string());
    cells
}
