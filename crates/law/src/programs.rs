//! Special programmes: symbols, countries, dates, and what they do to the merchandise processing fee.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use cocket_base::Date;
use cocket_base::ids::Country;

use crate::fees::FeeTreatment;
use crate::row::{Dated, Row, Unknown};
use crate::table::Table;

/// Which countries' goods a programme takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProgramCountries {
    /// Those of the table `program_countries`.
    Listed,
    /// Any country of column 1: the programme is about the goods.
    AnyColumn1,
    /// The list is not held; ask.
    NotHeld,
}

/// A special programme by its symbol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// The symbol on the line, as in `S` or `A+`.
    pub spi: Arc<str>,
    /// The programme's name.
    pub name: Arc<str>,
    /// General note of the schedule.
    pub general_note: Option<Arc<str>>,
    /// What a claim does to the merchandise processing fee (19 CFR 24.23(c)).
    pub mpf: FeeTreatment,
    /// Which countries it takes.
    pub countries: ProgramCountries,
}

/// All programmes of the pack.
#[derive(Debug, Default)]
pub struct Programs {
    rows: BTreeMap<Arc<str>, Dated<Program>>,
    countries: BTreeMap<Arc<str>, BTreeSet<Country>>,
}

impl Programs {
    pub(crate) fn read(programs: Option<&Table>, countries: Option<&Table>) -> Programs {
        let program = |cells: crate::table::Cells<'_>| {
            let countries = match cells.text("countries") {
                "listed" => ProgramCountries::Listed,
                "any_column_1" => ProgramCountries::AnyColumn1,
                _ => ProgramCountries::NotHeld,
            };
            Some(Program {
                spi: cells.shared("spi"),
                name: cells.shared("name"),
                general_note: cells.optional("general_note"),
                mpf: FeeTreatment::read(cells.text("mpf"))?,
                countries,
            })
        };
        let rows = programs.map(|table| table.dated_by_key("programme", program)).unwrap_or_default();
        let mut by_symbol: BTreeMap<Arc<str>, BTreeSet<Country>> = BTreeMap::new();
        let pairs = countries.map(|table| {
            table.dated("programme countries", |cells| Some((cells.shared("spi"), cells.parse("country")?)))
        });
        for row in pairs.iter().flat_map(|rows| rows.rows()) {
            by_symbol.entry(row.0.clone()).or_default().insert(row.1);
        }
        Programs { rows, countries: by_symbol }
    }

    /// The programme in force on `day`, as known on `known`. An unknown symbol is as unknown as an ended programme.
    pub fn program(&self, spi: &str, day: Date, known: Date) -> Result<&Row<Program>, Unknown> {
        let missing = || Unknown { what: format!("programme {spi}").into(), day, known, held_until: None };
        self.rows.get(spi).ok_or_else(missing)?.on(day, known)
    }

    /// True when the symbol stands in the table, in force or not.
    pub fn contains(&self, spi: &str) -> bool {
        self.rows.contains_key(spi)
    }

    /// Whether the programme takes goods of the country: `None` when its list is not held, or the symbol is unknown. For
    /// programmes about goods of any column 1 country the caller checks the column.
    pub fn covers(&self, spi: &str, country: Country) -> Option<bool> {
        match self.rows.get(spi)?.rows().last()?.countries {
            ProgramCountries::Listed => {
                Some(self.countries.get(spi).is_some_and(|listed| listed.contains(&country)))
            }
            ProgramCountries::AnyColumn1 => Some(true),
            ProgramCountries::NotHeld => None,
        }
    }

    /// True when the programme's list names the country.
    pub fn lists(&self, spi: &str, country: Country) -> bool {
        self.countries.get(spi).is_some_and(|listed| listed.contains(&country))
    }

    /// The countries that the programme's list names.
    pub fn countries(&self, spi: &str) -> impl Iterator<Item = Country> {
        self.countries.get(spi).into_iter().flatten().copied()
    }

    /// All rows of a symbol over time.
    pub fn history(&self, spi: &str) -> &[Row<Program>] {
        self.rows.get(spi).map_or(&[], Dated::rows)
    }
}
