//! A law table as read: cells checked by kind, rows with their two clocks, every fault a finding with its place.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::str::FromStr;
use std::sync::Arc;

use cocket_base::{Citation, Date, Decimal, Finding, Place, Trust, Window};

use crate::row::{Dated, Row};
use crate::schema::{CLOSING_COLUMNS, Kind, Schema, date, stem};
use crate::text::{self, Record};

/// Largest file of law data: 8 MiB.
const FILE_LIMIT: usize = 8 << 20;
/// Longest cell: 2,000 bytes.
const CELL_LIMIT: usize = 2_000;
/// Most columns of a table.
const COLUMN_LIMIT: usize = 100;

/// One table of the pack.
#[derive(Clone, Debug)]
pub struct Table {
    /// The table's name, as in `mpf`.
    pub(crate) name: Arc<str>,
    pub(crate) schema: Schema,
    /// Columns before the closing five, in the file's order.
    pub(crate) columns: Vec<Arc<str>>,
    pub(crate) rows: Vec<RawRow>,
}

/// A row before it is given a type.
#[derive(Clone, Debug)]
pub(crate) struct RawRow {
    /// Cells in the order of the table's columns.
    pub cells: Vec<Arc<str>>,
    pub cite: Citation,
    pub known: Option<Date>,
    /// The day it was learnt stands in the row; else it was taken from the first day in force.
    pub known_said: bool,
    pub file: Arc<str>,
    pub line: u32,
}

impl RawRow {
    pub(crate) fn place(&self) -> Place {
        Place::file(&*self.file).row(self.line)
    }
}

impl Table {
    /// The table's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True when it has no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The columns of a table that say what a row's code means, the first that a table has.
    const LABELS: [&'static str; 5] = ["label", "name", "what", "question", "obligation"];

    /// The codes of the table with what each means, where its rows are told apart by one column and say what they are; of
    /// several rows over time the latest.
    pub fn words(&self) -> Vec<(&str, &str)> {
        let [key] = self.schema.key else { return Vec::new() };
        let has = |column: &&&str| **column != *key && self.columns.iter().any(|held| **held == ***column);
        let Some(label) = Table::LABELS.iter().find(has) else { return Vec::new() };
        let mut words: BTreeMap<&str, &str> = BTreeMap::new();
        for row in &self.rows {
            words.insert(self.cell(row, key), self.cell(row, label));
        }
        words.into_iter().collect()
    }

    /// Reads a file into a table. Every fault becomes a finding; sound rows are kept.
    pub(crate) fn read(path: &str, text: &str, findings: &mut Vec<Finding>) -> Option<Table> {
        let file: Arc<str> = path.rsplit(['/', '\\']).next().unwrap_or(path).into();
        let Some(schema) = Schema::of_file(path) else {
            let remedy = "name the file after its table, or put a code table into a folder named codes";
            findings.push(
                Finding::block("LAW_UNKNOWN_TABLE", Place::file(&*file), "no law table has this name")
                    .with_remedy(remedy),
            );
            return None;
        };
        if text.len() > FILE_LIMIT {
            let text = format!(
                "the file has {} bytes, more than the {FILE_LIMIT} that a law table may have",
                text.len()
            );
            findings.push(
                Finding::block("LAW_TOO_LARGE", Place::file(&*file), text)
                    .with_remedy("split the table or remove what is no row"),
            );
            return None;
        }
        let (header, records) = if path.ends_with(".toml") {
            let columns: Vec<&str> =
                schema.columns.iter().map(|column| column.name).chain(CLOSING_COLUMNS).collect();
            text::toml_records(&file, text, &columns, COLUMN_LIMIT, findings)?
        } else {
            text::csv_records(&file, text, COLUMN_LIMIT, findings)?
        };
        let sound_header = check_header(&schema, &file, &header, findings);
        let mut table = Table { name: stem(path).into(), schema, columns: Vec::new(), rows: Vec::new() };
        table.columns = header
            .iter()
            .filter(|c| !CLOSING_COLUMNS.contains(&c.as_str()))
            .map(|c| c.as_str().into())
            .collect();
        if !sound_header {
            return Some(table);
        }
        let mut strings = Strings::default();
        for record in &records {
            let row = read_row(&schema, &file, &header, record, &mut strings, findings);
            table.rows.extend(row);
        }
        Some(table)
    }

    pub(crate) fn cell<'a>(&self, row: &'a RawRow, column: &str) -> &'a str {
        let at = self.columns.iter().position(|name| &**name == column);
        at.and_then(|at| row.cells.get(at)).map_or("", |cell| cell)
    }

    /// What the row is about: the key columns with a bar between.
    pub(crate) fn key(&self, row: &RawRow) -> String {
        self.schema.key.iter().map(|column| self.cell(row, column)).collect::<Vec<_>>().join(" | ")
    }

    /// Lays an operator's rows over these: one with the same key and first day takes the place of ours, all others are added.
    pub(crate) fn overlay(&mut self, other: Table) {
        for column in &other.columns {
            if !self.columns.contains(column) {
                self.columns.push(column.clone());
            }
        }
        let replaced: HashSet<(String, Option<Date>)> =
            other.rows.iter().map(|row| (other.key(row), row.cite.in_force.from)).collect();
        let mut rows = std::mem::take(&mut self.rows);
        rows.retain(|row| !replaced.contains(&(self.key(row), row.cite.in_force.from)));
        for row in other.rows.iter() {
            let cells = self.columns.iter().map(|column| other.cell(row, column).into()).collect();
            rows.push(RawRow { cells, ..row.clone() });
        }
        self.rows = rows;
    }

    /// All rows as dated rows about `what`.
    pub(crate) fn dated<T>(&self, what: &str, read: impl Fn(Cells<'_>) -> Option<T>) -> Dated<T> {
        Dated::new(what, self.rows.iter().filter_map(|row| self.typed(row, &read)).collect())
    }

    /// Dated rows by key.
    pub(crate) fn dated_by_key<T>(
        &self,
        what: &str,
        read: impl Fn(Cells<'_>) -> Option<T>,
    ) -> BTreeMap<Arc<str>, Dated<T>> {
        let mut by_key: BTreeMap<Arc<str>, Dated<T>> = BTreeMap::new();
        for row in &self.rows {
            let Some(typed) = self.typed(row, &read) else { continue };
            let key: Arc<str> = self.key(row).into();
            by_key
                .entry(key.clone())
                .or_insert_with(|| Dated::new(format!("{what} {key}"), Vec::new()))
                .push(typed);
        }
        by_key
    }

    fn typed<T>(&self, row: &RawRow, read: impl Fn(Cells<'_>) -> Option<T>) -> Option<Row<T>> {
        let value = read(Cells { table: self, row })?;
        Some(Row {
            value,
            cite: row.cite.clone(),
            known: row.known,
            at: format!("{} line {}", row.file, row.line).into(),
        })
    }
}

/// The cells of one row by column name, already checked by kind.
#[derive(Clone, Copy)]
pub struct Cells<'a> {
    table: &'a Table,
    row: &'a RawRow,
}

impl<'a> Cells<'a> {
    /// The cell as it stands; blank when the table has no such column.
    pub fn text(&self, column: &str) -> &'a str {
        self.table.cell(self.row, column)
    }

    /// The cell, sharing its text with the table.
    pub fn shared(&self, column: &str) -> Arc<str> {
        let at = self.table.columns.iter().position(|name| &**name == column);
        at.and_then(|at| self.row.cells.get(at)).cloned().unwrap_or_default()
    }

    /// The cell, unless it is blank.
    pub fn optional(&self, column: &str) -> Option<Arc<str>> {
        Some(self.shared(column)).filter(|text| !text.is_empty())
    }

    /// The cell read as a type; `None` when it is blank.
    pub fn parse<T: FromStr>(&self, column: &str) -> Option<T> {
        self.text(column).parse().ok()
    }

    /// The cell as an exact number.
    pub fn decimal(&self, column: &str) -> Option<Decimal> {
        self.parse(column)
    }

    /// The cell split at blanks.
    pub fn words(&self, column: &str) -> Vec<Arc<str>> {
        self.text(column).split_whitespace().map(Arc::from).collect()
    }

    /// True for Y.
    pub fn yes(&self, column: &str) -> bool {
        self.text(column) == "Y"
    }
}

/// Strings that repeat over rows, each stored once.
#[derive(Default)]
struct Strings(HashMap<String, Arc<str>>);

impl Strings {
    fn share(&mut self, text: &str) -> Arc<str> {
        if let Some(shared) = self.0.get(text) {
            return shared.clone();
        }
        let shared: Arc<str> = text.into();
        self.0.insert(text.into(), shared.clone());
        shared
    }
}

fn check_header(schema: &Schema, file: &str, header: &[String], findings: &mut Vec<Finding>) -> bool {
    let before = findings.len();
    let place = |column: &str| Place::file(file).row(1).column(column);
    for (at, name) in header.iter().enumerate() {
        let expected = schema.column(name).is_some()
            || CLOSING_COLUMNS.contains(&name.as_str())
            || (schema.open && !name.is_empty());
        if !expected {
            let known: Vec<&str> = schema.columns.iter().map(|c| c.name).chain(CLOSING_COLUMNS).collect();
            let text = format!(
                "column «{name}» is not a column of this table; its columns are {}",
                known.join(", ")
            );
            findings.push(
                Finding::block("LAW_UNKNOWN_COLUMN", place(name), text)
                    .with_remedy("rename or remove the column"),
            );
        }
        if header[..at].contains(name) {
            findings.push(
                Finding::block(
                    "LAW_UNKNOWN_COLUMN",
                    place(name),
                    format!("column «{name}» stands there twice"),
                )
                .with_remedy("remove one"),
            );
        }
    }
    for name in schema.columns.iter().map(|c| c.name).chain(CLOSING_COLUMNS) {
        if !header.iter().any(|found| found == name) {
            let text = format!("column «{name}» is missing");
            findings.push(
                Finding::block("LAW_MISSING_COLUMN", place(name), text)
                    .with_remedy("add the column, blank where it may be blank"),
            );
        }
    }
    findings.len() == before
}

fn read_row(
    schema: &Schema,
    file: &Arc<str>,
    header: &[String],
    record: &Record,
    strings: &mut Strings,
    findings: &mut Vec<Finding>,
) -> Option<RawRow> {
    let before = findings.len();
    let mut block = |code: &str, column: &str, text: String, remedy: &str| {
        let place = Place::file(&**file).row(record.line).column(column);
        findings.push(Finding::block(code, place, text).with_remedy(remedy));
    };
    let mut cells = Vec::with_capacity(header.len());
    let (mut window, mut known, mut source, mut trust) = (Window::ALWAYS, None, Arc::from(""), Trust::V);
    for (name, cell) in header.iter().zip(&record.cells) {
        let cell = cell.trim();
        if cell.len() > CELL_LIMIT {
            block(
                "LAW_BAD_CELL",
                name,
                format!("the cell has {} bytes, more than {CELL_LIMIT}", cell.len()),
                "shorten the text",
            );
            continue;
        }
        match name.as_str() {
            "from" | "until" | "known" => {
                let day = date(cell);
                if day.is_none() && !cell.is_empty() {
                    block(
                        "LAW_BAD_CELL",
                        name,
                        format!("«{cell}» is not a date"),
                        "write the date as 2026-10-01",
                    );
                }
                match name.as_str() {
                    "from" => window.from = day,
                    "until" => window.until = day,
                    _ => known = day,
                }
            }
            "cite" if cell.is_empty() => {
                block(
                    "LAW_NO_CITE",
                    name,
                    "the row names no source".into(),
                    "give the statute, regulation, notice or document it was read in",
                );
            }
            "cite" => source = strings.share(cell),
            "trust" => match cell {
                "V" => trust = Trust::V,
                "S" => trust = Trust::S,
                "K" => trust = Trust::K,
                _ => block(
                    "LAW_BAD_CELL",
                    name,
                    format!("«{cell}» is no trust mark"),
                    "use V (law text), S (secondary source) or K (not verified)",
                ),
            },
            _ => {
                let column = schema.column(name);
                let kind = column.map_or(Kind::Text, |column| column.kind);
                let blank_allowed = column.is_none_or(|column| column.may_be_blank);
                if cell.is_empty() && !blank_allowed {
                    block(
                        "LAW_BAD_CELL",
                        name,
                        "the cell is blank".into(),
                        "fill it in; this column may not be blank",
                    );
                } else if let Some(fault) = (!cell.is_empty()).then(|| kind.fault(cell)).flatten() {
                    block("LAW_BAD_CELL", name, fault, "correct the cell");
                }
                cells.push(strings.share(cell));
            }
        }
    }
    if let (Some(from), Some(until)) = (window.from, window.until)
        && from > until
    {
        block(
            "LAW_WINDOW",
            "until",
            format!("the row ends on {until}, before it begins on {from}"),
            "correct one of the two dates",
        );
    }
    if schema.timeless && window != Window::ALWAYS {
        block(
            "LAW_WINDOW",
            "from",
            "rows of this table hold on every day, so its dates would not be read".into(),
            "leave from and until blank",
        );
    }
    // A blank `known` says: known when it came into force.
    let known_said = known.is_some();
    let known = known.or(window.from);
    let cite = Citation { source, in_force: window, trust };
    (findings.len() == before).then(|| RawRow {
        cells,
        cite,
        known,
        known_said,
        file: file.clone(),
        line: record.line,
    })
}
