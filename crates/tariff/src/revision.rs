//! Revisions of the schedule: which there are, from which day each is the law, and since when it is known.
//!
//! The table is `data/tariff/revisions.csv`. Two clocks: `from` is the first legal day of what the revision brought,
//! `known` the day it was published. A later revision can be law from an earlier day than the one before it.

use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, OnceLock};

use cocket_base::{Citation, Date, Trust, Window};
use serde::{Deserialize, Serialize};

static TABLE: &str = include_str!("../../../data/tariff/revisions.csv");

/// A revision's name: the year's basic edition (`2026_basic`) or a numbered one (`2026_rev_10`). Orders by appearance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct RevisionId {
    year: u16,
    /// 0 is the basic edition.
    number: u16,
}

/// Not the name of a revision.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("«{text}» is no revision of the schedule; it should look like 2026_rev_10 or 2026_basic")]
pub struct BadRevision {
    /// What was found.
    pub text: String,
}

impl RevisionId {
    /// Finds the name in that of a file, as in `hts_2026_rev_10.json.gz`.
    pub fn in_file_name(name: &str) -> Result<RevisionId, BadRevision> {
        let stem = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let stem = stem.split('.').next().unwrap_or(stem);
        stem.strip_prefix("hts_").unwrap_or(stem).parse().map_err(|_| BadRevision { text: name.into() })
    }
}

impl fmt::Display for RevisionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.number {
            0 => write!(f, "{}_basic", self.year),
            number => write!(f, "{}_rev_{number}", self.year),
        }
    }
}
impl FromStr for RevisionId {
    type Err = BadRevision;
    /// Reads `2026_rev_10` and the publisher's own `2026HTSRev10`.
    fn from_str(text: &str) -> Result<RevisionId, BadRevision> {
        let bad = || BadRevision { text: text.into() };
        let lower = text.trim().to_ascii_lowercase();
        let (year, rest) = lower.split_at_checked(4).ok_or_else(bad)?;
        let year = year.parse().ok().filter(|year| (1989..=2100).contains(year)).ok_or_else(bad)?;
        let edition: String = rest.replace("hts", "").chars().filter(char::is_ascii_alphanumeric).collect();
        let number = match edition.strip_prefix("rev") {
            Some(digits) => digits.parse().ok().filter(|number| (1..=99).contains(number)),
            None => (edition == "basic").then_some(0),
        };
        Ok(RevisionId { year, number: number.ok_or_else(bad)? })
    }
}
impl From<RevisionId> for String {
    fn from(id: RevisionId) -> String {
        id.to_string()
    }
}
impl TryFrom<String> for RevisionId {
    type Error = BadRevision;
    fn try_from(text: String) -> Result<RevisionId, BadRevision> {
        text.parse()
    }
}

/// A revision with its dates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Revision {
    /// Its name.
    pub id: RevisionId,
    /// First day on which it is the law.
    pub from: Date,
    /// Day of publication: since when it is known.
    pub known: Date,
    /// The publisher's release, and how sure the dates are.
    pub cite: Citation,
}

impl Revision {
    /// A revision that the table does not hold yet, with the operator's dates.
    pub fn new(id: RevisionId, from: Date, known: Date) -> Revision {
        let window = Window { from: Some(from), until: None };
        Revision { id, from, known, cite: Citation::new(format!("USITC release {id}")).in_force(window) }
    }

    /// True when the revision is law on `day`, as far as anybody knew on `known`.
    pub fn holds(&self, day: Date, known: Date) -> bool {
        self.from <= day && self.known <= known
    }
}

/// A row of the table that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("revision table, row {row}: {what}")]
pub struct BadRevisionTable {
    /// Row in the file, from 1.
    pub row: usize,
    /// What is wrong.
    pub what: String,
}

/// All revisions known to exist, in order of appearance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revisions(Vec<Revision>);

impl Revisions {
    /// The table that Cocket brings along.
    pub fn embedded() -> &'static Revisions {
        static ROWS: OnceLock<Revisions> = OnceLock::new();
        ROWS.get_or_init(|| Revisions::read(TABLE).expect("the embedded table is checked by a test"))
    }

    /// Reads a table: columns `revision`, `from`, `known`, `cite`, `trust` by name, others ignored.
    pub fn read(text: &str) -> Result<Revisions, BadRevisionTable> {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let bad = |row: usize, what: String| BadRevisionTable { row, what };
        let headers = reader.headers().map_err(|e| bad(1, e.to_string()))?.clone();
        let column = |name: &'static str| {
            headers.iter().position(|h| h == name).ok_or_else(|| bad(1, format!("there is no column {name}")))
        };
        let columns =
            [column("revision")?, column("from")?, column("known")?, column("cite")?, column("trust")?];
        let mut rows = Vec::new();
        for (at, record) in reader.records().enumerate() {
            let record = record.map_err(|e| bad(at + 2, e.to_string()))?;
            let [id, from, known, cite, trust] = columns.map(|c| record.get(c).unwrap_or_default());
            rows.push(read_row(id, from, known, cite, trust).map_err(|what| bad(at + 2, what))?);
        }
        rows.sort_by_key(|row| row.id);
        match rows.windows(2).find(|pair| pair[0].id == pair[1].id) {
            Some(pair) => Err(bad(1, format!("revision {} stands twice", pair[0].id))),
            None => Ok(Revisions(rows)),
        }
    }

    /// A revision by name.
    pub fn get(&self, id: RevisionId) -> Option<&Revision> {
        self.0.binary_search_by_key(&id, |row| row.id).ok().and_then(|at| self.0.get(at))
    }

    /// The revision that is law on `day`, as far as anybody knew on `known`: the latest of those that hold.
    pub fn as_of(&self, day: Date, known: Date) -> Option<&Revision> {
        self.0.iter().rev().find(|row| row.holds(day, known))
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Revision> {
        self.0.iter()
    }
}

fn read_row(id: &str, from: &str, known: &str, cite: &str, trust: &str) -> Result<Revision, String> {
    let day =
        |text: &str| text.parse::<Date>().map_err(|_| format!("«{text}» is not a date as in 2026-06-08"));
    let (from, known) = (day(from)?, day(known)?);
    let trust = match trust {
        "V" => Trust::V,
        "S" => Trust::S,
        "K" => Trust::K,
        _ => return Err(format!("«{trust}» is no trust; use V, S or K")),
    };
    let id = id.parse().map_err(|e: BadRevision| e.to_string())?;
    let cite =
        Citation::new(Arc::<str>::from(cite)).in_force(Window { from: Some(from), until: None }).trust(trust);
    Ok(Revision { id, from, known, cite })
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::civil::date;

    fn id(text: &str) -> RevisionId {
        text.parse().unwrap()
    }

    #[test]
    fn names_read_both_ways_and_order_by_appearance() {
        assert_eq!(id("2026HTSRev10"), id("2026_rev_10"));
        assert_eq!(id("2026HTSBasic").to_string(), "2026_basic");
        assert!(id("2025_rev_32") < id("2026_basic") && id("2026_rev_9") < id("2026_rev_10"));
        assert_eq!(RevisionId::in_file_name("/x/hts_2025_rev_4.json.gz").unwrap(), id("2025_rev_4"));
        assert!("2026_rev_0".parse::<RevisionId>().is_err());
        assert!("€€€€".parse::<RevisionId>().is_err());
        assert!(RevisionId::in_file_name("tariff.json").is_err());
    }

    #[test]
    fn the_day_and_what_was_known_choose_the_revision() {
        let table = Revisions::embedded();
        let today = date(2026, 11, 24);
        let on = |day, known| table.as_of(day, known).unwrap().id.to_string();
        assert_eq!(on(date(2026, 6, 16), today), "2026_rev_10");
        assert_eq!(on(date(2026, 6, 2), today), "2026_rev_9");
        assert_eq!(on(date(2025, 10, 8), today), "2025_rev_24");
        // Revision 9 was published on 28 May and is law from 1 May.
        assert_eq!(on(date(2026, 5, 10), date(2026, 5, 20)), "2026_rev_7");
        assert_eq!(on(date(2026, 5, 10), date(2026, 5, 28)), "2026_rev_9");
        assert_eq!(table.as_of(date(2020, 1, 1), today), None);
    }

    #[test]
    fn a_bad_table_names_its_row() {
        let error =
            Revisions::read("revision,from,known,cite,trust\n2026_rev_1,soon,2026-01-16,x,S\n").unwrap_err();
        assert_eq!(error.to_string(), "revision table, row 2: «soon» is not a date as in 2026-06-08");
        assert_eq!(Revisions::read("a,b\n").unwrap_err().what, "there is no column revision");
    }
}
