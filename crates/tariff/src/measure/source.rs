//! The measure files as they are written: TOML and CSV turned into plain records, nothing resolved yet.

use std::fmt;

use cocket_base::{Date, Trust};
use serde::{Deserialize, Deserializer};

/// A file of the pack: its name without folders, and its text.
#[derive(Clone, Copy, Debug)]
pub struct SourceFile<'a> {
    /// File name, as in `s122.toml` or `lists/s122.csv`.
    pub name: &'a str,
    /// Its text, UTF-8.
    pub text: &'a str,
}

/// One TOML file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub(super) struct File {
    /// Whose measures the headings of this file are.
    pub authority: Option<Authority>,
    /// What a heading or list of this file takes when it does not say itself.
    #[serde(default)]
    pub defaults: Defaults,
    #[serde(default)]
    pub list: Vec<List>,
    #[serde(default)]
    pub group: Vec<Group>,
    /// Classes of headings, by which precedence is told.
    #[serde(default)]
    pub class: Vec<Class>,
    #[serde(default)]
    pub fact: Vec<Fact>,
    /// Named expressions.
    #[serde(default)]
    pub define: Vec<Define>,
    #[serde(default)]
    pub heading: Vec<Heading>,
    /// Headings that differ in number, origin and rate only.
    #[serde(default)]
    pub series: Vec<Series>,
    #[serde(default)]
    pub ban: Vec<Ban>,
    /// How claims of chapter 98 act on the value.
    #[serde(default)]
    pub chapter98: Vec<Chapter98>,
    #[serde(default)]
    pub programme: Vec<Programme>,
    /// Authorities in reporting order.
    #[serde(default)]
    pub reporting_order: Vec<String>,
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Defaults {
    pub cite: Option<String>,
    pub trust: Option<Trust>,
    pub known: Option<Day>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Authority {
    pub id: String,
    pub title: String,
    pub law: String,
    pub status: Vec<Status>,
    /// Exceptions to the pack's chapter 98 rules.
    #[serde(default)]
    pub chapter98: Vec<Chapter98>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Status {
    pub state: String,
    pub from: Option<Day>,
    pub until: Option<Day>,
    pub known: Option<Day>,
    /// What happened, by whom.
    #[serde(default)]
    pub text: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Chapter98 {
    pub prefix: String,
    pub base: String,
    /// The part that stays dutiable bears no duty of chapters 1 to 97.
    #[serde(default)]
    pub free: bool,
    #[serde(default)]
    pub rate: Option<String>,
    pub from: Option<Day>,
    pub until: Option<Day>,
    pub known: Option<Day>,
    /// Columns in which it frees; all when none is named.
    pub columns: Option<Vec<String>>,
    /// What must be true of the goods.
    pub when: Option<String>,
    /// Whether a claim stands while nobody has stated the condition; it does unless this is false.
    pub presume: Option<bool>,
    /// The same in a sentence.
    #[serde(default)]
    pub condition: String,
    /// `exempt`, `on-dutiable` or `on-whole`.
    pub processing_fee: Option<String>,
    /// The bond under which the goods are admitted.
    pub bond: Option<String>,
    pub cite: Option<String>,
    pub trust: Option<Trust>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct List {
    pub id: String,
    /// CSV beside the TOML.
    pub file: Option<String>,
    /// Only the rows whose column `list` holds this word.
    pub pick: Option<String>,
    /// Why the list is not held; its rows then say where its goods could be.
    pub missing: Option<String>,
    /// Short lists may stand here.
    #[serde(default)]
    pub prefixes: Vec<String>,
    /// Prefixes taken out again; a longer prefix wins over a shorter one.
    #[serde(default)]
    pub except: Vec<String>,
    pub from: Option<Day>,
    pub until: Option<Day>,
    pub cite: Option<String>,
    pub trust: Option<Trust>,
    pub known: Option<Day>,
}

/// One row of a list's CSV.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListRow {
    #[serde(default)]
    pub list: String,
    pub prefix: String,
    #[serde(default)]
    pub from: Option<Date>,
    #[serde(default)]
    pub until: Option<Date>,
    #[serde(default)]
    pub known: Option<Date>,
    /// `not` takes the prefix out of the list.
    #[serde(default)]
    pub kind: Option<String>,
    #[serde(default)]
    pub trust: Option<Trust>,
    #[serde(default)]
    pub cite: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Group {
    pub id: String,
    pub cite: Option<String>,
    pub members: Vec<Member>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Member {
    Always(String),
    Dated(DatedMember),
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DatedMember {
    pub iso: String,
    pub from: Option<Day>,
    pub until: Option<Day>,
}

/// A class of headings: the tag that its members carry, and what they are in words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Class {
    pub id: String,
    pub title: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fact {
    pub name: String,
    pub kind: String,
    #[serde(default)]
    pub question: String,
    /// What holds while nobody has answered, in words.
    #[serde(default)]
    pub unknown: String,
    /// Facts of a family: once one is given, the others are zero.
    pub family: Option<String>,
    /// False for facts so rare that nobody is asked.
    #[serde(default = "yes")]
    pub ask: bool,
}

fn yes() -> bool {
    true
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Define {
    pub name: String,
    pub value: String,
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Goods {
    pub list: Option<String>,
    /// Any of these lists.
    #[serde(default)]
    pub lists: Vec<String>,
    #[serde(default)]
    pub prefixes: Vec<String>,
    /// None of these lists.
    #[serde(default)]
    pub except: Vec<String>,
    #[serde(default)]
    pub except_prefixes: Vec<String>,
}

/// A provision of chapter 99.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Heading {
    pub number: String,
    /// A further block of a number that another block describes: other goods or another ground under one number.
    #[serde(default)]
    pub again: bool,
    pub title: String,
    #[serde(default)]
    pub tags: Vec<String>,
    #[serde(default)]
    pub goods: Goods,
    #[serde(default)]
    pub origin: Vec<String>,
    #[serde(default)]
    pub not_origin: Vec<String>,
    pub when: Option<String>,
    /// True when the heading applies while its condition is unknown.
    #[serde(default)]
    pub presume: bool,
    /// The heading's own single rate row …
    #[serde(flatten)]
    pub single: Rate,
    /// … or several, by window.
    #[serde(default)]
    pub rate: Vec<RateRow>,
    /// The number reported with zero duty where the base already reaches the total.
    pub twin: Option<String>,
    #[serde(default)]
    pub instead_of: Vec<String>,
    /// Only one heading of a place may apply to a line; duty headings share their authority's place.
    pub place: Option<String>,
    pub question: Option<String>,
    pub cite: Option<String>,
    pub trust: Option<Trust>,
    pub known: Option<Day>,
}

/// A rate row: a window and what is charged in it.
#[derive(Debug, Default, Clone, Deserialize)]
pub(super) struct Rate {
    pub by: Option<String>,
    pub from: Option<Day>,
    pub until: Option<Day>,
    pub columns: Option<Vec<String>>,
    pub none: Option<bool>,
    pub add: Option<String>,
    pub total: Option<String>,
    pub base: Option<String>,
    /// The part of the value charged: percent of the value, or `bases(tag)`.
    pub of: Option<String>,
    /// Tags whose bases are taken out first.
    pub less: Option<Vec<String>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RateRow {
    pub by: Option<String>,
    pub from: Option<Day>,
    pub until: Option<Day>,
    pub columns: Option<Vec<String>>,
    pub none: Option<bool>,
    pub add: Option<String>,
    pub total: Option<String>,
    pub base: Option<String>,
    pub of: Option<String>,
    pub less: Option<Vec<String>>,
    pub known: Option<Day>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Series {
    /// What all rows share.
    pub shared: SeriesShared,
    #[serde(default)]
    pub rows: Vec<SeriesRow>,
    /// A CSV beside the TOML in place of rows.
    pub file: Option<String>,
}

/// One heading of a series' CSV.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SeriesRecord {
    pub number: String,
    /// Prefixes, parted by blanks.
    pub goods: String,
    /// Joined to the series' own condition by `and`.
    #[serde(default)]
    pub when: String,
    #[serde(default)]
    pub add: String,
    #[serde(default)]
    pub base: String,
    #[serde(default)]
    pub from: Option<Date>,
    #[serde(default)]
    pub until: Option<Date>,
    #[serde(default)]
    pub known: Option<Date>,
    #[serde(default)]
    pub cite: Option<String>,
    #[serde(default)]
    pub trust: Option<Trust>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SeriesShared {
    pub title: String,
    #[serde(default)]
    pub tags: Vec<String>,
    #[serde(default)]
    pub goods: Goods,
    /// Origins of the headings of a table; a row of a series names its own.
    #[serde(default)]
    pub origin: Vec<String>,
    #[serde(default)]
    pub not_origin: Vec<String>,
    pub when: Option<String>,
    #[serde(default)]
    pub presume: bool,
    #[serde(flatten)]
    pub single: Rate,
    #[serde(default)]
    pub instead_of: Vec<String>,
    /// The question to ask when the condition waits for the importer's word.
    pub question: Option<String>,
    pub place: Option<String>,
    pub cite: Option<String>,
    pub trust: Option<Trust>,
    pub known: Option<Day>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SeriesRow {
    pub number: String,
    /// In place of the shared title, goods or origin.
    pub title: Option<String>,
    pub goods: Option<Goods>,
    pub origin: Option<Vec<String>>,
    pub add: Option<String>,
    pub total: Option<String>,
    pub twin: Option<String>,
    pub columns: Option<Vec<String>>,
    pub from: Option<Day>,
    pub until: Option<Day>,
    pub known: Option<Day>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ban {
    pub id: String,
    pub title: String,
    pub goods: Goods,
    #[serde(default)]
    pub origin: Vec<String>,
    pub when: Option<String>,
    pub from: Option<Day>,
    pub until: Option<Day>,
    pub cite: Option<String>,
    pub trust: Option<Trust>,
    pub known: Option<Day>,
}

/// A special programme: its symbol, its countries, its life.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Programme {
    pub spi: String,
    pub title: String,
    /// The flag by which the importer says that the article qualifies.
    pub qualifies: Option<String>,
    pub cite: Option<String>,
    pub trust: Option<Trust>,
}

/// A date as TOML writes it, without quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Day(pub Date);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Day, D::Error> {
        use serde::de::Error;
        let stamp = toml::value::Datetime::deserialize(from)?;
        let (Some(date), None) = (stamp.date, stamp.time) else {
            return Err(D::Error::custom("a date without a time is wanted, as in 2026-07-24"));
        };
        let part = |n: u8| i8::try_from(n).unwrap_or_default();
        let year = i16::try_from(date.year).unwrap_or_default();
        Date::new(year, part(date.month), part(date.day)).map(Day).map_err(D::Error::custom)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
