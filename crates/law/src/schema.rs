//! The columns of every law table: what a cell may hold, which columns identify a row.

use std::str::FromStr;

use cocket_base::ids::{Country, PortCode};
use cocket_base::{Date, Decimal};

use crate::formula::Formula;

/// The five columns that close every table: window in force, day learnt, source, trust.
pub const CLOSING_COLUMNS: [&str; 5] = ["from", "until", "known", "cite", "trust"];

/// What a cell may hold.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Text,
    Decimal,
    Integer,
    YesNo,
    Country,
    Countries,
    Port,
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
            Kind::Decimal => should(Decimal::from_str(cell).is_ok(), "a decimal number, as in 0.003464"),
            Kind::Integer => should(cell.parse::<i32>().is_ok(), "a whole number"),
            Kind::YesNo => should(matches!(cell, "Y" | "N"), "Y or N"),
            Kind::Country => should(Country::from_str(cell).is_ok(), "a country by two letters"),
            Kind::Countries => should(
                cell.split(' ').all(|c| Country::from_str(c).is_ok()),
                "countries by two letters, with blanks between",
            ),
            Kind::Port => should(PortCode::from_str(cell).is_ok(), "a port by four digits"),
            Kind::Formula => Formula::from_str(cell).err().map(|error| error.to_string()),
            Kind::Choice(choices) => {
                should(choices.contains(&cell), &format!("one of {}", choices.join(", ")))
            }
        }
    }
}

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    pub name: &'static str,
    pub kind: Kind,
    pub may_be_blank: bool,
}

const fn must(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, may_be_blank: false }
}
const fn may(name: &'static str, kind: Kind) -> Column {
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
}

use Kind::{Choice, Countries, Formula as Due, Integer, Port, Text, Words, YesNo};
/// `Kind::Decimal` under a name that does not hide the type.
const NUMBER: Kind = Kind::Decimal;

/// Any file below `codes/` is a table of this shape.
pub(crate) const CODES: Schema =
    Schema { name: "codes", key: &["code"], columns: &[must("code", Text), must("label", Text)], open: true };

const fn table(name: &'static str, key: &'static [&'static str], columns: &'static [Column]) -> Schema {
    Schema { name, key, columns, open: false }
}

/// Every table that is no plain code table.
pub(crate) static SCHEMAS: &[Schema] = &[
    table(
        "mpf",
        &[],
        &[
            must("fiscal_year", Integer),
            must("rate", NUMBER),
            must("min", NUMBER),
            must("max", NUMBER),
            must("informal_automated", NUMBER),
            must("informal_manual", NUMBER),
            must("informal_by_cbp", NUMBER),
            must("manual_surcharge", NUMBER),
        ],
    ),
    table(
        "hmf",
        &[],
        &[
            must("rate", NUMBER),
            must("nothing_at_or_under", NUMBER),
            must("modes", Words),
            must("types_without", Words),
        ],
    ),
    table(
        "mpf_exemptions",
        &["kind", "value"],
        &[
            must("kind", Choice(&["tariff", "origin_group", "programme_countries"])),
            must("value", Text),
            must("treatment", Choice(&["exempt", "due"])),
            must("reason", Text),
        ],
    ),
    table(
        "programs",
        &["spi"],
        &[
            must("spi", Text),
            must("name", Text),
            may("general_note", Text),
            must("mpf", Choice(&["exempt", "due"])),
            must("countries", Choice(&["listed", "any_column_1", "not_held"])),
        ],
    ),
    table("program_countries", &["spi", "country"], &[must("spi", Text), must("country", Kind::Country)]),
    table(
        "limits",
        &["name"],
        &[
            must("name", Text),
            must("value", NUMBER),
            must("unit", Choice(&["usd", "percent", "days", "count", "flag", "factor"])),
            must("what", Text),
        ],
    ),
    table(
        "holidays",
        &["name"],
        &[
            must("name", Text),
            must("month", Integer),
            may("day", Integer),
            may("nth", Integer),
            may("weekday", Choice(&["monday", "tuesday", "wednesday", "thursday", "friday"])),
            must("first_year", Integer),
        ],
    ),
    table("closures", &["date"], &[must("date", Text), must("name", Text)]),
    table(
        "clocks",
        &["id"],
        &[
            must("id", Text),
            must("name", Text),
            must("area", Text),
            must("obligation", Text),
            must("due", Due),
            may("opens", Due),
            must("roll", Choice(&["none", "next", "previous"])),
            must("rule", Text),
            may("missed", Text),
            may("modes", Words),
        ],
    ),
    table("clock_facts", &["name"], &[must("name", Text), must("question", Text)]),
    table(
        "entry_traits",
        &["entry_type"],
        &[
            must("entry_type", Text),
            must("informal", YesNo),
            must("arrival_clock", YesNo),
            must("summary_clock", YesNo),
            must("mpf", Choice(&["formal", "informal", "none"])),
            must("liquidation", Choice(&["cycle", "on_payment", "suspended", "later", "none"])),
            may("note", Text),
        ],
    ),
    table(
        "incoterms",
        &["term"],
        &[
            must("term", Text),
            must("name", Text),
            must("price_covers", Text),
            must("holds", Words),
            must("ask", Words),
            may("note", Text),
        ],
    ),
    table(
        "charge_kinds",
        &["kind"],
        &[
            must("kind", Text),
            must("name", Text),
            must("group", Text),
            must("treatment", Choice(&["non_dutiable", "dutiable", "ask"])),
            must("evidence", Choice(&["none", "paid_to_carrier", "identified", "through_bill"])),
        ],
    ),
    table(
        "interest_rates",
        &[],
        &[
            must("underpayment_pct", NUMBER),
            must("overpayment_pct", NUMBER),
            may("overpayment_corporate_pct", NUMBER),
        ],
    ),
    table(
        "countries",
        &["country"],
        &[
            must("country", Kind::Country),
            may("iso3", Text),
            must("name", Text),
            may("census", Text),
            must("used_by_cbp", YesNo),
        ],
    ),
    table("country_names", &["name"], &[must("name", Text), must("country", Kind::Country)]),
    table("country_groups", &["group", "countries"], &[must("group", Text), must("countries", Countries)]),
    table("origin_phrases", &["phrase"], &[must("phrase", Text)]),
    table("ports", &["port"], &[must("port", Port), must("name", Text), may("note", Text)]),
];

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

/// True for a cell text that is a date in ISO form.
pub(crate) fn date(cell: &str) -> Option<Date> {
    Date::from_str(cell).ok().filter(|_| cell.len() == 10)
}
