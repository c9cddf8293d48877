//! The columns of a table of lines, and a row as a line with its profile.

use std::collections::HashMap;
use std::fmt::Write;
use std::path::Path;
use std::str::FromStr;

use cocket_base::ids::{Country, TariffNumber};
use cocket_base::{Date, Dollars, Figure, Quantity, Round, Unit};
use cocket_batch::{Line, Profile};
use cocket_tariff::engine::{FactValue, Facts};
use cocket_tariff::measure::Pack;
use csv::StringRecord;

use crate::shell::Failure;

/// Columns that every table has.
const REQUIRED: [&str; 4] = ["hts", "origin", "entry_date", "value"];
/// Columns that a table may have, besides those named after facts.
const OPTIONAL: [&str; 14] = [
    "id",
    "quantity",
    "unit",
    "quantity2",
    "unit2",
    "export_date",
    "loading_date",
    "ftz_privileged_date",
    "spi",
    "export_country",
    "mode",
    "ftz_status",
    "confirm",
    "decline",
];

/// A row as far as the output needs it.
pub struct Row {
    /// Its id, or the line it begins on.
    pub id: String,
    /// Why it could not be read.
    pub fault: Option<String>,
}

/// Profiles met before, by their cells.
#[derive(Default)]
pub struct Known(HashMap<String, u32>);

impl Known {
    /// Forgets them.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

/// Where each column stands.
pub struct Columns {
    places: HashMap<&'static str, usize>,
    facts: Vec<(String, usize)>,
    width: usize,
}

impl Columns {
    /// Reads the header. A column that is neither known nor a fact is refused.
    pub fn read(header: StringRecord, path: &Path, measures: &Pack) -> Result<Columns, Failure> {
        let refuse = |text: String| {
            let known = [&REQUIRED[..], &OPTIONAL[..]].concat().join(", ");
            Failure::Input(format!(
                "{}: {text}; columns are {known}, and the names of facts (docs/measures.md)",
                path.display()
            ))
        };
        let mut columns = Columns { places: HashMap::new(), facts: Vec::new(), width: header.len() };
        for (at, name) in header.iter().enumerate() {
            let name = name.trim();
            let standing = REQUIRED.iter().chain(&OPTIONAL).find(|known| **known == name);
            let twice = match standing {
                Some(known) => columns.places.insert(*known, at).is_some(),
                None if measures.fact(name).is_some() => {
                    let twice = columns.facts.iter().any(|(fact, _)| fact == name);
                    columns.facts.push((name.into(), at));
                    twice
                }
                None => return Err(refuse(format!("there is no column «{name}»"))),
            };
            if twice {
                return Err(refuse(format!("the column «{name}» stands twice")));
            }
        }
        match REQUIRED.iter().find(|name| !columns.places.contains_key(*name)) {
            Some(lacking) => Err(refuse(format!("the column «{lacking}» is missing"))),
            None => Ok(columns),
        }
    }

    /// A row as a line. What is wrong with it is said with its line and column, beside its id.
    pub fn row(
        &self,
        at: u64,
        record: &StringRecord,
        known: &mut Known,
        take: &mut impl FnMut(Profile) -> u32,
    ) -> Result<(String, Line), (String, String)> {
        let id = self.cell(record, "id").map_or_else(|| at.to_string(), str::to_string);
        match self.line(record, known, take) {
            Ok(line) => Ok((id, line)),
            Err(fault) => Err((id, format!("line {at}: {fault}"))),
        }
    }

    fn line(
        &self,
        record: &StringRecord,
        known: &mut Known,
        take: &mut impl FnMut(Profile) -> u32,
    ) -> Result<Line, String> {
        if record.is_empty() {
            return Err("the row is not UTF-8".into());
        }
        if record.len() != self.width {
            return Err(format!("the row has {} cells, the header {}", record.len(), self.width));
        }
        let number: TariffNumber = self.need(record, "hts")?;
        if !matches!(number.len(), 8 | 10) || !(1..=97).contains(&number.chapter()) {
            return Err(format!("hts: {number} is no number of 8 or 10 digits of chapters 1 to 97"));
        }
        let Figure(value) = self.need(record, "value")?;
        let value = Dollars::from_exact(value, Round::HalfUp).map_err(|error| format!("value: {error}"))?;
        let mut line =
            Line::new(number, self.need(record, "origin")?, self.need(record, "entry_date")?, value.get());
        line.quantities =
            [self.quantity(record, "quantity", "unit")?, self.quantity(record, "quantity2", "unit2")?];
        line.export_date = self.may(record, "export_date")?;
        line.loading_date = self.may(record, "loading_date")?;
        line.privileged_date = self.may::<Date>(record, "ftz_privileged_date")?;
        line.profile = self.profile(record, known, take)?;
        Ok(line)
    }

    fn quantity(&self, record: &StringRecord, amount: &str, unit: &str) -> Result<Option<Quantity>, String> {
        match (self.may::<Figure>(record, amount)?, self.may::<Unit>(record, unit)?) {
            (Some(Figure(amount)), Some(unit)) => Ok(Some(Quantity::new(amount, unit))),
            (None, None) => Ok(None),
            (Some(_), None) => Err(format!("{unit} is blank beside {amount}")),
            (None, Some(_)) => Err(format!("{amount} is blank beside {unit}")),
        }
    }

    /// The profile of the cells that many rows share.
    fn profile(
        &self,
        record: &StringRecord,
        known: &mut Known,
        take: &mut impl FnMut(Profile) -> u32,
    ) -> Result<u32, String> {
        const SHARED: [&str; 6] = ["spi", "export_country", "mode", "ftz_status", "confirm", "decline"];
        let cells = SHARED.iter().map(|name| self.cell(record, name));
        let facts = self.facts.iter().map(|(_, at)| text(record, *at));
        let (mut key, mut blank) = (String::new(), true);
        for cell in cells.chain(facts) {
            let cell = cell.unwrap_or_default();
            blank &= cell.is_empty();
            // Each cell stands behind its length, so that no two rows run together to one key.
            // Writing into a text cannot fail.
            let _ = write!(key, "{}:{cell}", cell.len());
        }
        if blank {
            return Ok(0);
        }
        if let Some(profile) = known.0.get(&key) {
            return Ok(*profile);
        }
        let word = |name: &str| self.cell(record, name).map(str::to_string);
        let named = self.facts.iter().filter_map(|(fact, at)| {
            text(record, *at).map(|value| (fact.clone(), FactValue::Text(value.to_string())))
        });
        let profile = Profile {
            spi: word("spi"),
            export_country: self.may::<Country>(record, "export_country")?,
            mode: word("mode"),
            ftz_status: word("ftz_status"),
            facts: Facts {
                confirm: self.numbers(record, "confirm")?,
                decline: self.numbers(record, "decline")?,
                named: named.collect(),
            },
            ..Profile::default()
        };
        let profile = take(profile);
        known.0.insert(key, profile);
        Ok(profile)
    }

    fn numbers(&self, record: &StringRecord, name: &str) -> Result<Vec<TariffNumber>, String> {
        let words =
            self.cell(record, name).unwrap_or_default().split([' ', ';']).filter(|word| !word.is_empty());
        words.map(|word| word.parse().map_err(|error| format!("{name}: {error}"))).collect()
    }

    fn cell<'r>(&self, record: &'r StringRecord, name: &str) -> Option<&'r str> {
        text(record, *self.places.get(name)?)
    }

    fn may<T: FromStr<Err: std::fmt::Display>>(
        &self,
        record: &StringRecord,
        name: &str,
    ) -> Result<Option<T>, String> {
        let read = |cell: &str| cell.parse().map_err(|error| format!("{name}: {error}"));
        self.cell(record, name).map(read).transpose()
    }

    fn need<T: FromStr<Err: std::fmt::Display>>(
        &self,
        record: &StringRecord,
        name: &str,
    ) -> Result<T, String> {
        self.may(record, name)?.ok_or_else(|| format!("{name} is blank"))
    }
}

fn text(record: &StringRecord, at: usize) -> Option<&str> {
    record.get(at).map(str::trim).filter(|cell| !cell.is_empty())
}
