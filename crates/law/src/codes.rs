//! Code tables: a code, its label and whatever further columns the table carries.

use std::collections::BTreeMap;
use std::sync::Arc;

use cocket_base::{Citation, Date};

use crate::table::Table;

/// One code of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeRow {
    /// The code as it stands on the wire or the form.
    pub code: Arc<str>,
    /// What it means.
    pub label: Arc<str>,
    /// Source and window in force.
    pub cite: Citation,
    columns: Arc<[Arc<str>]>,
    cells: Vec<Arc<str>>,
}

impl CodeRow {
    /// A further column's cell; `None` when the table has no such column, empty when the cell is blank.
    pub fn column(&self, name: &str) -> Option<&str> {
        let at = self.columns.iter().position(|column| &**column == name)?;
        self.cells.get(at).map(|cell| &**cell)
    }

    /// True when the code was in use on the day.
    pub fn in_use(&self, day: Date) -> bool {
        self.cite.in_force.holds(day)
    }
}

/// A table of codes.
#[derive(Clone, Debug, Default)]
pub struct CodeTable {
    rows: BTreeMap<Arc<str>, CodeRow>,
}

impl CodeTable {
    pub(crate) fn read(table: &Table) -> CodeTable {
        let columns: Arc<[Arc<str>]> = table.columns.clone().into();
        let mut rows: BTreeMap<Arc<str>, CodeRow> = BTreeMap::new();
        for raw in &table.rows {
            let code: Arc<str> = table.cell(raw, "code").into();
            let label = table.cell(raw, "label").into();
            let row = CodeRow {
                code: code.clone(),
                label,
                cite: raw.cite.clone(),
                columns: columns.clone(),
                cells: raw.cells.clone(),
            };
            let newer = rows.get(&code).is_none_or(|held| held.cite.in_force.from <= row.cite.in_force.from);
            if newer {
                rows.insert(code, row);
            }
        }
        CodeTable { rows }
    }

    /// The code's row; of several over time the latest.
    pub fn get(&self, code: &str) -> Option<&CodeRow> {
        self.rows.get(code)
    }

    /// True when the code stands in the table.
    pub fn contains(&self, code: &str) -> bool {
        self.rows.contains_key(code)
    }

    /// The code's label.
    pub fn label(&self, code: &str) -> Option<&str> {
        self.rows.get(code).map(|row| &*row.label)
    }

    /// All rows in the order of their codes.
    pub fn iter(&self) -> impl Iterator<Item = &CodeRow> {
        self.rows.values()
    }

    /// How many codes.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}
