//! The columns of every law table: what a cell may hold, which columns identify a row.

use std::str::FromStr;

use cocket_base::ids::{Country, PortCode, TariffNumber};
use cocket_base::{Cents, Date, Decimal};

use crate::formula::Formula;

/// The five columns that close every table: window in force, day learnt, source, trust.
pub const CLOSING_COLUMNS: [&str; 5] = ["from", "until", "known", "cite", "trust"];

/// What a cell may hold. A kind is as narrow as the type its readers parse into: a cell that passes is never dropped later.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Text,
    /// An exact number that sums and products of law stay exact with.
    Decimal,
    /// An amount in US dollars, at most two decimals.
    Amount,
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
            Kind::Decimal => should(
                Decimal::from_str(cell)
                    .is_ok_and(|number| number.abs() <= LARGEST && number.scale() <= PLACES),
                "a decimal number of at most one trillion with at most twelve decimals, as in 0.003464",
            ),
            Kind::Amount => {
                should(Cents::from_str(cell).is_ok(), "an amount in dollars with at most two decimals")
            }
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
    /// Its rows are read without their window, so a window would be overlooked and is refused.
    pub timeless: bool,
}

use Kind::{Amount, Choice, Countries, Formula as Due, Port, Text, Words, YesNo};
/// `Kind::Decimal` under a name that does not hide the type.
const NUMBER: Kind = Kind::Decimal;

/// Any file below `codes/` is a table of this shape.
pub(crate) const CODES: Schema = Schema {
    name: "codes",
    key: &["code"],
    columns: &[must("code", Text), must("label", Text)],
    open: true,
    timeless: false,
};

const fn table(name: &'static str, key: &'static [&'static str], columns: &'static [Column]) -> Schema {
    Schema { name, key, columns, open: false, timeless: false }
}

const fn timeless(name: &'static str, key: &'static [&'static str], columns: &'static [Column]) -> Schema {
    Schema { timeless: true, ..table(name, key, columns) }
}

/// Every table that is no plain code table.
pub(crate) static SCHEMAS: &[Schema] = &[
    table(
        "mpf",
        &[],
        &[
            must("fiscal_year", Kind::Year),
            must("rate", NUMBER),
            must("min", Amount),
            must("max", Amount),
            must("informal_automated", Amount),
            must("informal_manual", Amount),
            must("informal_by_cbp", Amount),
            must("manual_surcharge", Amount),
        ],
    ),
    table(
        "hmf",
        &[],
        &[
            must("rate", NUMBER),
            must("nothing_at_or_under", Amount),
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
        "class_fees",
        &["class", "goods"],
        &[
            must("class", Text),
            must("name", Text),
            must("goods", Kind::Tariffs),
            must(
                "basis",
                Choice(&[
                    "kilogram",
                    "pound",
                    "hundredweight",
                    "short_ton",
                    "thousand_board_feet",
                    "piece",
                    "percent",
                ]),
            ),
            may("amount", NUMBER),
            must("quantity", Text),
        ],
    ),
    timeless("port_zones", &["ports"], &[must("ports", Text), must("zone", Text)]),
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
    timeless("program_countries", &["spi", "country"], &[must("spi", Text), must("country", Kind::Country)]),
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
    timeless(
        "holidays",
        &["name"],
        &[
            must("name", Text),
            must("month", Kind::Month),
            may("day", Kind::Day),
            may("nth", Choice(&["1", "2", "3", "4", "-1"])),
            may("weekday", Choice(&["monday", "tuesday", "wednesday", "thursday", "friday"])),
            must("first_year", Kind::Year),
        ],
    ),
    timeless(
        "closures",
        &["date", "port"],
        &[must("date", Kind::Date), may("port", Port), must("name", Text)],
    ),
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
            may("stops", Text),
            may("modes", Words),
        ],
    ),
    timeless("clock_facts", &["name"], &[must("name", Text), must("question", Text)]),
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
            must(
                "evidence",
                Choice(&["none", "paid_to_carrier", "identified", "through_bill", "paid_to_seller"]),
            ),
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
    timeless(
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
    timeless("country_names", &["name"], &[must("name", Text), must("country", Kind::Country)]),
    table("country_groups", &["group", "countries"], &[must("group", Text), must("countries", Countries)]),
    timeless("origin_phrases", &["phrase"], &[must("phrase", Text)]),
    timeless("ports", &["port"], &[must("port", Port), must("name", Text), may("note", Text)]),
    table(
        "origin_agreements",
        &["agreement"],
        &[
            must("agreement", Text),
            must("name", Text),
            must("basis", Choice(&["product_rules", "value_content"])),
            may("parties", Countries),
            must("spi", Words),
            may("methods", Words),
            must("movement", Choice(&["transit", "direct"])),
            must("refund_claim", YesNo),
            may("proof", Text),
            may("note", Text),
        ],
    ),
    table(
        "origin_figures",
        &["agreement", "name"],
        &[
            must("agreement", Text),
            must("name", Text),
            must("value", NUMBER),
            must("unit", Choice(&["percent", "usd", "months", "years", "days", "count"])),
            must("what", Text),
        ],
    ),
    table(
        "origin_tolerance_exceptions",
        &["agreement", "goods", "materials"],
        &[must("agreement", Text), must("goods", Words), must("materials", Words), must("what", Text)],
    ),
    table(
        "origin_rules",
        &["agreement", "goods", "only"],
        &[must("agreement", Text), must("goods", Words), may("only", Text), must("rule", Text)],
    ),
    table(
        "origin_general_rules",
        &["agreement", "goods", "rule"],
        &[
            must("agreement", Text),
            must("goods", Words),
            may("except", Words),
            must("how", Choice(&["suffices", "besides"])),
            must("rule", Text),
        ],
    ),
    table("origin_lists", &["list"], &[must("list", Text), must("numbers", Words)]),
    table("origin_editions", &["number"], &[must("number", Text), may("read_as", Text)]),
    table("origin_processes", &["process"], &[must("process", Text), must("question", Text)]),
    table(
        "origin_automotive",
        &["vehicle", "part", "requirement"],
        &[
            must("vehicle", Choice(&["passenger", "light_truck", "heavy_truck", "other"])),
            must("part", Choice(&["vehicle", "core", "principal", "complementary", "group"])),
            must("requirement", Text),
            must("value", NUMBER),
            must("unit", Choice(&["percent", "usd"])),
            must("what", Text),
        ],
    ),
    table(
        "certificate_elements",
        &["element"],
        &[must("element", Text), must("what", Text), may("unless", Text)],
    ),
    table(
        "operations",
        &["operation"],
        &[must("operation", Text), must("effect", Choice(&["none", "confers", "judge"])), must("what", Text)],
    ),
    table(
        "origin_rulings",
        &["ruling"],
        &[must("ruling", Text), must("words", Words), must("transformed", YesNo), must("what", Text)],
    ),
    timeless("origin_terms", &["group", "term"], &[must("group", Text), must("term", Text)]),
    table(
        "marking_exceptions",
        &["exception"],
        &[
            must("exception", Text),
            must("question", Text),
            must("container", Choice(&["marked", "marked_unless_usmca", "free"])),
        ],
    ),
    table("marking_j_list", &["article"], &[must("article", Text), may("but", Text), may("words", Words)]),
    table(
        "marking_methods",
        &["class"],
        &[
            must("class", Text),
            must("methods", Words),
            must("exceptions", YesNo),
            must("usmca_free", YesNo),
            must("what", Text),
        ],
    ),
    table(
        "marking_names",
        &["text"],
        &[must("text", Text), may("country", Kind::Country), must("accepted", YesNo), may("why", Text)],
    ),
    table("marking_exempt_numbers", &["goods"], &[must("goods", Words), must("what", Text)]),
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

/// The date that a cell holds in ISO form.
pub(crate) fn date(cell: &str) -> Option<Date> {
    Date::from_str(cell).ok().filter(|_| cell.len() == 10)
}
