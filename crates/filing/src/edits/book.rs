//! The edits' own data: the catalogue of conditions and the tables of the entry summary chapter that decide them.
//!
//! Files in `data/edits`, each row with its window, the day it was known and its source, like all law data.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::{Arc, OnceLock};

use cocket_base::{Citation, Date, Decimal, Finding, Place, Severity, Trust, Window};
use cocket_law::{Dated, Row};

/// How a mode of transport carries goods and what its message needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mode {
    /// `vessel`, `air`, `rail`, `truck`, `road`, `mail`, `hand` or `pipeline`.
    pub means: Arc<str>,
    /// The kind of charge that its freight is (table `charge_kinds`).
    pub freight: Arc<str>,
    /// Form of the carrier's code: `scac`, `airline`, or `none` where no carrier is asked for.
    pub carrier: Arc<str>,
    /// A port of unlading is asked for.
    pub unlading: bool,
    /// The vessel's name is asked for.
    pub conveyance: bool,
    /// The foreign port of lading is asked for.
    pub foreign_port: bool,
    /// At least one bill is asked for.
    pub bills: bool,
    /// The charges of each line are asked for.
    pub charges: bool,
}

impl Mode {
    /// True when the goods come by sea.
    pub fn is_sea(&self) -> bool {
        &*self.means == "vessel"
    }

    /// True when the goods come by air.
    pub fn is_air(&self) -> bool {
        &*self.means == "air"
    }
}

/// A condition of the catalogue: what it is called, what it means and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The authority's code, as in `B16`.
    pub code: Arc<str>,
    /// The authority's words, as they travel on the wire.
    pub narrative: Arc<str>,
    /// How grave it is to us.
    pub severity: Severity,
    /// The field it points at, by the declaration's own names.
    pub field: Arc<str>,
    /// What it means, in our words.
    pub meaning: Arc<str>,
    /// What to do.
    pub remedy: Arc<str>,
    /// Its source.
    pub cite: Citation,
}

/// The tables that the edits look into.
#[derive(Debug)]
pub struct EditBook {
    conditions: BTreeMap<Arc<str>, Condition>,
    modes: BTreeMap<Arc<str>, Dated<Mode>>,
    limits: BTreeMap<Arc<str>, Dated<Decimal>>,
    lists: BTreeMap<Arc<str>, Dated<Vec<Arc<str>>>>,
}

/// The starter files, by name.
const STARTER: [(&str, &str); 4] = [
    ("ax_edits.csv", include_str!("../../../../data/edits/ax_edits.csv")),
    ("modes.csv", include_str!("../../../../data/edits/modes.csv")),
    ("field_limits.csv", include_str!("../../../../data/edits/field_limits.csv")),
    ("code_lists.csv", include_str!("../../../../data/edits/code_lists.csv")),
];

impl EditBook {
    /// The tables that come with the program.
    pub fn starter() -> &'static EditBook {
        static BOOK: OnceLock<EditBook> = OnceLock::new();
        // The files are part of the program and a test reads them; a fault leaves a table short, never the program dead.
        BOOK.get_or_init(|| EditBook::read(&STARTER).0)
    }

    /// Reads tables by file name. What is sound is kept; every fault is a finding with its file, row and column.
    pub fn read(files: &[(&str, &str)]) -> (EditBook, Vec<Finding>) {
        let mut faults = Vec::new();
        let mut sheets = BTreeMap::new();
        for (name, text) in files {
            sheets.insert(*name, Sheet::read(name, text, &mut faults));
        }
        let mut sheet = |name: &'static str| {
            sheets.remove(name).unwrap_or_else(|| {
                faults.push(Finding::block(
                    "EDITS_NO_TABLE",
                    Place::file(name),
                    "this table of the edits is missing",
                ));
                Sheet::default()
            })
        };
        let (catalogue, modes) = (sheet("ax_edits.csv"), sheet("modes.csv"));
        let (limits, lists) = (sheet("field_limits.csv"), sheet("code_lists.csv"));
        let book = EditBook {
            conditions: conditions(&catalogue, &mut faults),
            modes: modes.keyed("mode", &mut faults, mode),
            limits: limits.keyed("name", &mut faults, |record| record.parse("value")),
            lists: lists.keyed("name", &mut faults, |record| Some(record.words("codes"))),
        };
        (book, faults)
    }

    /// A condition by its code.
    pub fn condition(&self, code: &str) -> Option<&Condition> {
        self.conditions.get(code)
    }

    /// All conditions, in the order of their codes.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.conditions.values()
    }

    /// A mode of transport.
    pub fn mode(&self, mode: &str, day: Date, known: Date) -> Option<&Mode> {
        self.modes.get(mode)?.as_of(day, known).map(|row| &row.value)
    }

    /// A limit by its name, with its source.
    pub fn limit(&self, name: &str, day: Date, known: Date) -> Option<&Row<Decimal>> {
        self.limits.get(name)?.as_of(day, known)
    }

    /// The codes of a list.
    pub fn list(&self, name: &str, day: Date, known: Date) -> &[Arc<str>] {
        self.lists.get(name).and_then(|list| list.as_of(day, known)).map_or(&[], |row| &row.value)
    }
}

fn conditions(sheet: &Sheet, faults: &mut Vec<Finding>) -> BTreeMap<Arc<str>, Condition> {
    let read = |record: &Record| {
        let severity = match record.get("severity") {
            "block" => Severity::Block,
            "warn" => Severity::Warn,
            "info" => Severity::Info,
            _ => return None,
        };
        let text = |column: &str| Some(record.get(column)).filter(|cell| !cell.is_empty()).map(Arc::from);
        Some(Condition {
            code: text("code")?,
            narrative: text("narrative")?,
            severity,
            field: text("field")?,
            meaning: text("meaning")?,
            remedy: text("remedy")?,
            cite: record.cite.clone(),
        })
    };
    let mut conditions: BTreeMap<Arc<str>, Condition> = BTreeMap::new();
    for record in &sheet.records {
        match read(record) {
            Some(condition) if !conditions.contains_key(&condition.code) => {
                conditions.insert(condition.code.clone(), condition);
            }
            Some(_) => faults.push(record.fault("code", "the code stands in the catalogue twice")),
            None => faults.push(
                record.fault("severity", "a cell is blank, or the severity is none of block, warn, info"),
            ),
        }
    }
    conditions
}

fn mode(record: &Record) -> Option<Mode> {
    Some(Mode {
        means: record.get("means").into(),
        freight: record.get("freight").into(),
        carrier: record.get("carrier").into(),
        unlading: record.yes("unlading")?,
        conveyance: record.yes("conveyance")?,
        foreign_port: record.yes("foreign_port")?,
        bills: record.yes("bills")?,
        charges: record.yes("charges")?,
    })
}

/// A table as read.
#[derive(Default)]
struct Sheet {
    records: Vec<Record>,
}

/// One row: its cells by column, its source and the day it was known.
struct Record {
    cells: Vec<(Arc<str>, Arc<str>)>,
    cite: Citation,
    known: Option<Date>,
    file: Arc<str>,
    line: u32,
}

impl Sheet {
    fn read(name: &str, text: &str, faults: &mut Vec<Finding>) -> Sheet {
        let file: Arc<str> = name.into();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let mut fault = |line: u32, text: String| {
            faults.push(Finding::block("EDITS_BAD_ROW", Place::file(name).row(line), text));
        };
        let header: Vec<Arc<str>> = match reader.headers() {
            Ok(header) => header.iter().map(Arc::from).collect(),
            Err(error) => {
                fault(1, format!("the header cannot be read: {error}"));
                return Sheet::default();
            }
        };
        let mut records = Vec::new();
        for row in reader.records() {
            let row = match row {
                Ok(row) => row,
                Err(error) => {
                    let line = error.position().map_or(0, csv::Position::line);
                    fault(u32::try_from(line).unwrap_or(0), format!("the row cannot be read: {error}"));
                    continue;
                }
            };
            let line = row.position().map_or(0, |at| u32::try_from(at.line()).unwrap_or(0));
            let cells = header.iter().cloned().zip(row.iter().map(|cell| Arc::from(cell.trim()))).collect();
            let mut record = Record { cells, cite: Citation::new(""), known: None, file: file.clone(), line };
            match record.close() {
                Ok(()) => records.push(record),
                Err(text) => fault(line, text),
            }
        }
        Sheet { records }
    }

    /// Dated rows by a key column.
    fn keyed<T>(
        &self,
        key: &str,
        faults: &mut Vec<Finding>,
        read: impl Fn(&Record) -> Option<T>,
    ) -> BTreeMap<Arc<str>, Dated<T>> {
        let mut rows: BTreeMap<Arc<str>, Vec<Row<T>>> = BTreeMap::new();
        for record in &self.records {
            match read(record) {
                Some(value) => rows.entry(record.get(key).into()).or_default().push(record.row(value)),
                None => {
                    faults.push(record.fault(key, "a cell of the row does not hold what its column asks for"))
                }
            }
        }
        rows.into_iter().map(|(key, rows)| (key.clone(), Dated::new(key, rows))).collect()
    }
}

impl Record {
    /// Reads the five closing columns.
    fn close(&mut self) -> Result<(), String> {
        let day = |cell: &str| match cell {
            "" => Ok(None),
            text => Date::from_str(text)
                .map(Some)
                .map_err(|_| format!("«{text}» is not a date; write it as 2026-07-17")),
        };
        let window = Window { from: day(self.get("from"))?, until: day(self.get("until"))? };
        let trust = match self.get("trust") {
            "V" => Trust::V,
            "S" => Trust::S,
            "K" => Trust::K,
            other => return Err(format!("«{other}» is no trust mark; use V, S or K")),
        };
        let source = self.get("cite");
        if source.is_empty() {
            return Err("the row names no source; say where it was read".into());
        }
        let known = day(self.get("known"))?.or(window.from);
        self.cite = Citation::new(source).in_force(window).trust(trust);
        self.known = known;
        Ok(())
    }

    fn get(&self, column: &str) -> &str {
        self.cells.iter().find(|(name, _)| &**name == column).map_or("", |(_, cell)| cell)
    }

    fn parse<T: FromStr>(&self, column: &str) -> Option<T> {
        self.get(column).parse().ok()
    }

    fn words(&self, column: &str) -> Vec<Arc<str>> {
        self.get(column).split_whitespace().map(Arc::from).collect()
    }

    fn yes(&self, column: &str) -> Option<bool> {
        match self.get(column) {
            "Y" => Some(true),
            "N" => Some(false),
            _ => None,
        }
    }

    fn row<T>(&self, value: T) -> Row<T> {
        let at = format!("{} line {}", self.file, self.line).into();
        Row { value, cite: self.cite.clone(), known: self.known, at }
    }

    fn fault(&self, column: &str, text: &str) -> Finding {
        Finding::block("EDITS_BAD_ROW", Place::file(&*self.file).row(self.line).column(column), text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_starter_tables_are_sound() {
        let (book, faults) = EditBook::read(&STARTER);
        assert!(faults.is_empty(), "{faults:#?}");
        let day = jiff::civil::date(2026, 7, 20);
        assert_eq!(book.limit("lines_per_summary", day, day).map(|row| row.value), Some(Decimal::from(998)));
        assert_eq!(&*book.mode("11", day, day).unwrap().means, "vessel");
    }

    #[test]
    fn a_fault_names_its_row_and_the_rest_is_kept() {
        let text = "name,value,unit,what,from,until,known,cite,trust\n\
                    a,1,count,x,,,,source,V\nb,many,count,x,,,,source,V\nc,3,count,x,,,,,V\nd,4,count,x,soon,,,source,V\n";
        let (book, faults) = EditBook::read(&[("field_limits.csv", text)]);
        let day = jiff::civil::date(2026, 7, 20);
        assert_eq!(book.limit("a", day, day).map(|row| row.value), Some(Decimal::ONE));
        let rows: Vec<_> =
            faults.iter().filter(|f| f.code == "EDITS_BAD_ROW").map(|f| f.place.row.unwrap()).collect();
        assert_eq!(rows, [4, 5, 3]);
        assert_eq!(faults.iter().filter(|f| f.code == "EDITS_NO_TABLE").count(), 3);
    }
}
