//! What a law table is: its columns and what their cells may hold, the columns that identify a row, what is checked of its
//! rows together. The tables themselves stand in `tables`.

use std::str::FromStr;

use cocket_base::ids::{Country, PortCode, TariffNumber};
use cocket_base::{Cents, Date, Decimal};
use jiff::tz::TimeZone;

use crate::formula::Formula;
use crate::tables::{CODES, SCHEMAS};

/// The five columns that close every table: window in force, day learnt, source, trust.
pub const CLOSING_COLUMNS: [&str; 5] = ["from", "until", "known", "cite", "trust"];

/// What a cell may hold. A kind is as narrow as the type its readers parse into: a cell that passes is never dropped later.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Text,
    /// An exact number, not below zero, that sums and products of law stay exact with.
    Figure,
    /// A share of one, from 0 to 1.
    Rate,
    /// Percent, from 0 to 100.
    Percent,
    /// An amount in US dollars, not below zero, at most two decimals.
    Amount,
    /// A time zone by its usual name.
    Zone,
    /// A year of four digits.
    Year,
    /// A month, 1 to 12.
    Month,
    /// A day of a month, 1 to 31.
    Day,
    /// A date in ISO form.
    Date,
    YesNo,
    Country,
    Countries,
    Port,
    /// Tariff numbers with blanks between.
    Tariffs,
    /// Words separated by blanks.
    Words,
    /// A date computation of the clocks table.
    Formula,
    Choice(&'static [&'static str]),
}

impl Kind {
    /// What is wrong with a filled cell, in words that say what it should be.
    pub(crate) fn fault(self, cell: &str) -> Option<String> {
        let should = |sound: bool, what: &str| (!sound).then(|| format!("«{cell}» should be {what}"));
        match self {
            Kind::Text | Kind::Words => None,
            Kind::Figure => should(
                number(cell).is_some_and(|number| number >= Decimal::ZERO),
                "a decimal number of at most one trillion with at most twelve decimals, not below zero, as in 2500",
            ),
            Kind::Rate => should(
                number(cell).is_some_and(|rate| rate >= Decimal::ZERO && rate <= Decimal::ONE),
                "a share of one from 0 to 1, as in 0.003464 for 0.3464 percent",
            ),
            Kind::Percent => should(
                number(cell).is_some_and(|rate| rate >= Decimal::ZERO && rate <= Decimal::ONE_HUNDRED),
                "percent from 0 to 100, as in 7.5",
            ),
            Kind::Amount => should(
                Cents::from_str(cell).is_ok_and(|amount| amount >= Cents::ZERO),
                "an amount in dollars, not below zero, with at most two decimals",
            ),
            Kind::Zone => should(
                cell.contains('/') && TimeZone::get(cell).is_ok(),
                "a time zone by its usual name, as in America/New_York",
            ),
            Kind::Year => should(
                cell.parse().is_ok_and(|year: i16| (1000..=9999).contains(&year)),
                "a year of four digits",
            ),
            Kind::Month => should(within(cell, 12), "a month from 1 to 12"),
            Kind::Day => should(within(cell, 31), "a day from 1 to 31"),
            Kind::Date => should(date(cell).is_some(), "a date, as in 2026-12-24"),
            Kind::YesNo => should(matches!(cell, "Y" | "N"), "Y or N"),
            Kind::Country => should(Country::from_str(cell).is_ok(), "a country by two letters"),
            Kind::Countries => should(
                cell.split(' ').all(|c| Country::from_str(c).is_ok()),
                "countries by two letters, with blanks between",
            ),
            Kind::Port => should(PortCode::from_str(cell).is_ok(), "a port by four digits"),
            Kind::Tariffs => should(
                cell.split(' ').all(|number| TariffNumber::from_str(number).is_ok()),
                "tariff numbers, with blanks between",
            ),
            Kind::Formula => Formula::from_str(cell).err().map(|error| error.to_string()),
            Kind::Choice(choices) => {
                should(choices.contains(&cell), &format!("one of {}", choices.join(", ")))
            }
        }
    }
}

/// Largest figure of law: one trillion.
const LARGEST: Decimal = Decimal::from_parts(3_567_587_328, 232, 0, false, 0);
/// Most decimals of a figure of law.
const PLACES: u32 = 12;

fn number(cell: &str) -> Option<Decimal> {
    Decimal::from_str(cell).ok().filter(|number| number.abs() <= LARGEST && number.scale() <= PLACES)
}

fn within(cell: &str, most: i8) -> bool {
    cell.parse().is_ok_and(|number: i8| (1..=most).contains(&number))
}

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    pub name: &'static str,
    pub kind: Kind,
    pub may_be_blank: bool,
}

pub(crate) const fn must(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, may_be_blank: false }
}
pub(crate) const fn may(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, may_be_blank: true }
}

/// A table: its name is its file's name without the ending.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Schema {
    pub name: &'static str,
    /// Columns that together name what a row is about.
    pub key: &'static [&'static str],
    pub columns: &'static [Column],
    /// A code table: any further column is kept as text.
    pub open: bool,
    /// Its rows are read without their window, so a window would be overlooked and is refused.
    pub timeless: bool,
    /// What its figures must be beside each other, and its rows one after the other.
    pub checks: &'static [Check],
}

/// What can be said of a table's rows that no single cell shows.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Check {
    /// These figures do not fall from left to right; one that is blank is passed over.
    Rising(&'static [&'static str]),
    /// Between the first and the last day of a key no day is without a row.
    Unbroken,
    /// A row that ends does so in the year of this column.
    EndsInYear(&'static str),
    /// From one row to the next this figure moves by no more than so many times, up or down.
    Steady(&'static str, u32),
    /// The figure of one column is what the word of another allows: a flag is 0 or 1, days are whole.
    OfUnit {
        /// The figure's column.
        figure: &'static str,
        /// The word's column.
        unit: &'static str,
    },
}

impl Schema {
    /// The table that a file of this path fills.
    pub(crate) fn of_file(path: &str) -> Option<Schema> {
        let stem = stem(path);
        let parent = path.rsplit(['/', '\\']).nth(1).unwrap_or_default();
        if let Some(schema) = SCHEMAS.iter().find(|schema| schema.name == stem) {
            return Some(*schema);
        }
        (parent == "codes").then_some(CODES)
    }

    pub(crate) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// File name without folders and ending.
pub(crate) fn stem(path: &str) -> &str {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The date that a cell holds in ISO form.
pub(crate) fn date(cell: &str) -> Option<Date> {
    Date::from_str(cell).ok().filter(|_| cell.len() == 10)
}
