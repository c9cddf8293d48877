//! What the forms need beside the declaration, and what their pages have in common.

pub(crate) mod delivery;
pub(crate) mod lines;
pub(crate) mod summary;

use std::collections::BTreeMap;

use cocket_base::Date;
use cocket_base::ids::{Country, ImporterNumber, PortCode, Scac};
use cocket_filing::declaration::{Bill, EntrySummary, Party};
use serde::Serialize;

use crate::error::DocumentError;
use crate::figures;
use crate::typeset::printable;

/// Longest text in the columns of the lines, where it may run over several rows; what is longer is cut and marked.
const TEXT_LIMIT: usize = 300;

/// Longest word that no column has to break.
const LONGEST_WORD: usize = 14;

/// A place where a line may break, without width.
const BREAK: char = '\u{200b}';

/// Longest name in a block of the header.
const NAME_LIMIT: usize = 80;

/// Longest code or number in a block of the header.
const CODE_LIMIT: usize = 40;

/// Longest line of a party: what fits the width of its block at the smallest size of type.
const PARTY_LIMIT: usize = 105;

/// Most lines of a party's block.
const PARTY_LINES: usize = 8;

/// Most lines of the filer's block.
const FILER_LINES: usize = 4;

/// Most entry lines a form takes: line numbers have three digits.
const LINE_LIMIT: usize = 999;

/// Most tariff numbers, deposits, taxes and fees over all lines.
const ROW_LIMIT: usize = 40_000;

/// How far the declaration has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormState {
    /// Not yet accepted: every page says so, across the sheet and in words.
    Draft,
    /// Accepted by the authority.
    Accepted {
        /// Day of acceptance.
        date: Date,
        /// Version of the summary, from 1.
        version: u32,
    },
}

/// The filer as the forms name him.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filer {
    /// Name.
    pub name: String,
    /// Address lines.
    pub address: Vec<String>,
    /// Telephone number.
    pub phone: Option<String>,
}

/// The person who signs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Declarant {
    /// Name: last, first, initial.
    pub name: String,
    /// Title.
    pub title: Option<String>,
}

/// Where the metal of a line was made, as the importer gave it (blocks 21–24 of CBP Form 7501).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MetalOrigins {
    /// Where the steel was melted and poured.
    pub melt_pour: Option<Country>,
    /// Where most of the aluminum was smelted.
    pub primary_smelt: Option<Country>,
    /// Where the second most of it was smelted.
    pub secondary_smelt: Option<Country>,
    /// Where the aluminum was last cast.
    pub cast: Option<Country>,
}

/// Names behind the codes, from the code tables in force. Every method may answer `None`: then the code stands alone.
pub trait Labels {
    /// Name of a Schedule D port.
    fn port(&self, _port: &PortCode) -> Option<String> {
        None
    }
    /// Name of a country.
    fn country(&self, _country: &Country) -> Option<String> {
        None
    }
    /// Name of a mode of transport, by its code.
    fn mode(&self, _code: &str) -> Option<String> {
        None
    }
    /// Name of an entry type, by its code.
    fn entry_type(&self, _code: &str) -> Option<String> {
        None
    }
    /// Name of a fee, tax or deposit, by its class code.
    fn fee(&self, _class: &str) -> Option<String> {
        None
    }
    /// Class code under which deposits of such a case stand among the fees.
    fn deposit_class(&self, _case: CaseKind) -> Option<String> {
        None
    }
}

/// What a case number stands for, by its first letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseKind {
    /// Antidumping, `A`.
    Antidumping,
    /// Countervailing, `C`.
    Countervailing,
}

impl CaseKind {
    /// The kind of a case number; one that does not begin with `C` is of the first kind, as in the totals.
    pub(crate) fn of(case: &str) -> CaseKind {
        if case.starts_with('C') { CaseKind::Countervailing } else { CaseKind::Antidumping }
    }

    /// The letter that its case numbers begin with.
    pub fn letter(self) -> &'static str {
        match self {
            CaseKind::Antidumping => "A",
            CaseKind::Countervailing => "C",
        }
    }
}

/// No names: the codes stand alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct CodesOnly;

impl Labels for CodesOnly {}

/// What a form needs beside the declaration.
#[derive(Clone)]
pub struct FormContext<'a> {
    /// Draft or accepted.
    pub state: FormState,
    /// The day of printing; stands in the footer and in the PDF's metadata.
    pub today: Date,
    /// The day the summary is or was presented (block 3); blank when unknown.
    pub summary_date: Option<Date>,
    /// Who files.
    pub filer: Filer,
    /// Who signs; blank when unknown.
    pub declarant: Option<Declarant>,
    /// Sellers by invoice number.
    pub sellers: BTreeMap<String, String>,
    /// Metal origins by entry line number.
    pub metals: BTreeMap<u16, MetalOrigins>,
    /// True to print a person's social security number in full; otherwise it is masked.
    pub personal_numbers: bool,
    /// Names behind the codes.
    pub labels: &'a dyn Labels,
}

impl FormContext<'_> {
    /// A draft printed on `today` by a filer, with nothing else known.
    pub fn draft(today: Date, filer: Filer) -> FormContext<'static> {
        FormContext {
            state: FormState::Draft,
            today,
            summary_date: None,
            filer,
            declarant: None,
            sellers: BTreeMap::new(),
            metals: BTreeMap::new(),
            personal_numbers: false,
            labels: &CodesOnly,
        }
    }

    fn number(&self, number: Option<&ImporterNumber>) -> String {
        let shown = |n: &ImporterNumber| if self.personal_numbers { n.as_filed().into() } else { n.masked() };
        number.map(shown).unwrap_or_default()
    }
}

/// What stands at the head and foot of every page.
#[derive(Serialize)]
pub(crate) struct Running {
    draft: bool,
    state: String,
    entry_number: Labelled,
    entry_type: Labelled,
    file_number: String,
    printed: String,
    /// Year, month, day for the document's metadata.
    date: [i16; 3],
}

impl Running {
    fn new(entry: &EntrySummary, context: &FormContext<'_>) -> Running {
        let (draft, state) = match &context.state {
            FormState::Draft => (true, "DRAFT, NOT ACCEPTED".into()),
            FormState::Accepted { date, version } => {
                (false, format!("ACCEPTED {}, VERSION {version}", figures::date(*date)))
            }
        };
        let day = context.today;
        Running {
            draft,
            state,
            entry_number: Labelled::code(entry.entry_number.to_string()),
            entry_type: Labelled::new(&entry.entry_type, context.labels.entry_type(&entry.entry_type)),
            file_number: code_text(entry.broker_reference.as_deref().unwrap_or_default()),
            printed: figures::date(day),
            date: [day.year(), i16::from(day.month()), i16::from(day.day())],
        }
    }
}

/// A code with the name behind it; either may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Labelled {
    pub code: String,
    pub name: String,
}

impl Labelled {
    fn new(code: &str, name: Option<String>) -> Labelled {
        Labelled { code: code_text(code), name: name_text(&name.unwrap_or_default()) }
    }

    fn code(code: impl AsRef<str>) -> Labelled {
        Labelled::new(code.as_ref(), None)
    }

    fn country(shared: Shared<Country>, labels: &dyn Labels) -> Labelled {
        match shared {
            Shared::One(country) => Labelled::new(country.as_str(), labels.country(&country)),
            other => Labelled::code(other.print(|_| String::new())),
        }
    }
}

/// What several lines say about one block of the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shared<T> {
    /// Nobody says anything.
    Unknown,
    /// All that say anything say this.
    One(T),
    /// They differ: the block reads MULTI and each line says its own.
    Many,
}

impl<T: PartialEq> Shared<T> {
    fn of(values: impl IntoIterator<Item = Option<T>>) -> Shared<T> {
        values.into_iter().flatten().fold(Shared::Unknown, |so_far, value| match so_far {
            Shared::Unknown => Shared::One(value),
            Shared::One(first) if first == value => Shared::One(first),
            _ => Shared::Many,
        })
    }

    fn is_many(&self) -> bool {
        matches!(self, Shared::Many)
    }

    fn print(&self, one: impl FnOnce(&T) -> String) -> String {
        match self {
            Shared::Unknown => String::new(),
            Shared::One(value) => one(value),
            Shared::Many => "MULTI".into(),
        }
    }
}

/// Text that may run over several rows: a word too long for a column may break anywhere.
fn text(raw: &str) -> String {
    let mut broken = String::new();
    let mut run = 0;
    for c in printable(raw.trim(), TEXT_LIMIT).chars() {
        run = if c == ' ' { 0 } else { run + 1 };
        if run > LONGEST_WORD {
            broken.push(BREAK);
            run = 1;
        }
        broken.push(c);
    }
    broken
}

fn name_text(raw: &str) -> String {
    printable(raw.trim(), NAME_LIMIT)
}

fn code_text(raw: &str) -> String {
    printable(raw.trim(), CODE_LIMIT)
}

/// A bill's master number and, where there is one, its house number, each after its issuer.
fn bill_numbers(bill: &Bill) -> (String, Option<String>) {
    let with_issuer = |issuer: &Option<Scac>, number: &str| {
        format!("{}{}", issuer.as_ref().map_or("", |scac| scac.as_str()), number.trim())
    };
    let house = bill.house.as_deref().map(|house| with_issuer(&bill.house_issuer, house));
    (with_issuer(&bill.issuer, &bill.master), house)
}

/// The manifested quantity of a bill with its unit; blank where none is given.
fn manifest_quantity(bill: &Bill) -> String {
    let Some(quantity) = bill.quantity else { return String::new() };
    let unit = bill.unit.as_deref().unwrap_or_default();
    code_text(&format!("{} {unit}", figures::decimal(quantity.into())))
}

/// A party as it prints: the name, then the address lines.
fn party(party: &Party) -> Vec<String> {
    stack(std::iter::once(&party.name).chain(&party.address), PARTY_LINES)
}

/// At most `most` lines without blank ones; the last holds what is left over, as far as it fits.
fn stack<'a>(lines: impl Iterator<Item = &'a String>, most: usize) -> Vec<String> {
    let mut stacked: Vec<String> = Vec::new();
    for line in lines.map(|line| line.trim()).filter(|line| !line.is_empty()) {
        let full = stacked.len() >= most;
        match stacked.last_mut() {
            Some(last) if full => *last = printable(&format!("{last}, {line}"), PARTY_LIMIT),
            _ => stacked.push(printable(line, PARTY_LIMIT)),
        }
    }
    stacked
}

/// Refuses what no form can hold, before any work is spent on it.
fn check_size(entry: &EntrySummary, paper: &'static str) -> Result<(), DocumentError> {
    let rows = entry
        .lines
        .iter()
        .map(|l| l.tariffs.len() + l.deposits.len() + l.taxes.len() + l.fees.len() + l.sources.len());
    let found =
        [("entry lines", entry.lines.len(), LINE_LIMIT), ("rows on the entry lines", rows.sum(), ROW_LIMIT)];
    match found.into_iter().find(|(_, found, limit)| found > limit) {
        Some((what, found, limit)) => Err(DocumentError::TooMany { what, paper, found, limit }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_too_long_for_a_column_may_break() {
        assert_eq!(text(" Wireless headphones "), "Wireless headphones");
        assert_eq!(text("aaaaaaaaaaaaaabb c"), "aaaaaaaaaaaaaa\u{200b}bb c");
    }

    #[test]
    fn a_stack_keeps_its_height_and_leaves_out_blank_lines() {
        let lines = ["Name", " ", "Street", "City", "Telephone"].map(String::from);
        assert_eq!(stack(lines.iter(), 3), ["Name", "Street", "City, Telephone"]);
        assert_eq!(stack([].iter(), 3), Vec::<String>::new());
        let long = ["x".repeat(500)];
        assert_eq!(stack(long.iter(), 3)[0].chars().count(), PARTY_LIMIT + 1);
    }

    #[test]
    fn lines_that_differ_make_the_block_multi_and_silence_does_not_count() {
        assert_eq!(Shared::of([Some(1), None, Some(1)]), Shared::One(1));
        assert_eq!(Shared::of([Some(1), Some(2), Some(1)]), Shared::Many);
        assert_eq!(Shared::<i32>::of([None, None]), Shared::Unknown);
        assert_eq!(Shared::Many::<i32>.print(|_| String::new()), "MULTI");
    }
}
