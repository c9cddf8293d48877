//! The words of the papers, from `data/intake`: folded once, looked up many times.
//!
//! Both sides of every comparison are folded the same way: lower case, no accents, no punctuation, single blanks. `n.w.` and
//! `NW` are one word, `Art.No.` and `art no` are two. Signs that carry meaning in headings (`#`, `/`, `@`, `%`, `&`) stay as
//! words of their own; scripts without blanks between words are kept as they are and found inside longer words.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use cocket_base::ids::Country;
use cocket_base::{Currency, Unit};

use crate::role::Role;

/// Longest text that is folded; anything longer is no label.
const LONGEST_LABEL: usize = 2_000;

/// The text in its folded form: words parted by single blanks.
pub fn fold(text: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for c in text.chars().take(LONGEST_LABEL).map(halfwidth) {
        match c {
            '\'' | '’' | '`' | '´' | '\u{200b}' | '\u{feff}' => {}
            '.' => word.push('.'),
            '/' | '#' | '@' | '%' | '&' | '¤' | '+' | '=' => {
                words.push(std::mem::take(&mut word));
                words.push(c.into());
            }
            '°' | 'º' => word.push('°'),
            c if is_sign(c) => {
                words.push(std::mem::take(&mut word));
                words.push(c.into());
            }
            c if c.is_alphanumeric() => push_plain(&mut word, c),
            _ => words.push(std::mem::take(&mut word)),
        }
    }
    words.push(word);
    let parts = words.iter().flat_map(|word| undotted(word));
    parts.collect::<Vec<_>>().join(" ")
}

/// Full-width signs and digits to their plain forms.
pub fn halfwidth(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{2007}' => ' ',
        other => other,
    }
}

fn is_sign(c: char) -> bool {
    matches!(c, '$' | '€' | '£' | '¥' | '₩' | '₹' | '₫' | '₱' | '₪' | '₺' | '₴' | '₦' | '₽' | '฿')
}

/// Latin, Greek and Cyrillic letters lose accents and case; other scripts stay.
fn push_plain(word: &mut String, c: char) {
    if (c as u32) < 0x0530 || (0x1e00..0x2000).contains(&(c as u32)) {
        word.push_str(&any_ascii::any_ascii_char(c).to_ascii_lowercase());
    } else {
        word.extend(c.to_lowercase());
    }
}

/// A word with dots: single letters join (`n.w.` is `nw`), longer pieces part (`art.no` is two words).
fn undotted(word: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut joinable = false;
    for piece in word.split('.').filter(|piece| !piece.is_empty()) {
        let single = piece.chars().count() == 1;
        match parts.last_mut() {
            Some(last) if single && joinable => last.push_str(piece),
            _ => parts.push(piece.into()),
        }
        joinable = single;
    }
    parts
}

/// True when the folded text holds the folded phrase as whole words, or inside a word for scripts without blanks.
pub fn holds(text: &str, phrase: &str) -> bool {
    position(text, phrase).is_some()
}

/// Where the phrase begins in the text, in bytes.
pub fn position(text: &str, phrase: &str) -> Option<usize> {
    if phrase.is_empty() {
        return None;
    }
    let unspaced = is_unspaced(phrase);
    text.match_indices(phrase).map(|(at, _)| at).find(|at| {
        let before = text.get(..*at).is_none_or(|s| s.is_empty() || s.ends_with(' '));
        let after = text.get(at + phrase.len()..).is_none_or(|s| s.is_empty() || s.starts_with(' '));
        unspaced || (before && after)
    })
}

/// True for a phrase of a script that puts no blanks between words.
fn is_unspaced(phrase: &str) -> bool {
    phrase.chars().any(|c| c.is_alphabetic() && u32::from(c) >= 0x0530)
}

/// What a row that is no goods is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say it; the words stand in data/intake/rows.csv")]
pub enum RowWord {
    CarriedForward,
    BroughtForward,
    PageTotal,
    Subtotal,
    Total,
    Discount,
    Freight,
    Insurance,
    Packing,
    Tax,
    Payment,
    Included,
    Charge,
    Free,
}

impl RowWord {
    fn from_name(name: &str) -> Option<RowWord> {
        Some(match name {
            "carried_forward" => RowWord::CarriedForward,
            "brought_forward" => RowWord::BroughtForward,
            "page_total" => RowWord::PageTotal,
            "subtotal" => RowWord::Subtotal,
            "total" => RowWord::Total,
            "discount" => RowWord::Discount,
            "freight" => RowWord::Freight,
            "insurance" => RowWord::Insurance,
            "packing" => RowWord::Packing,
            "tax" => RowWord::Tax,
            "payment" => RowWord::Payment,
            "included" => RowWord::Included,
            "charge" => RowWord::Charge,
            "free" => RowWord::Free,
            _ => return None,
        })
    }
}

/// A phrase found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it means.
    pub word: RowWord,
    /// Where it begins in the folded text, in bytes.
    pub at: usize,
    /// Its length in bytes.
    pub len: usize,
}

/// Phrases by their first word, so that a long text is searched once and not once for each phrase.
pub struct Phrases<T> {
    by_first_word: HashMap<String, Vec<(T, String)>>,
    /// Phrases of scripts without blanks, found anywhere.
    unspaced: Vec<(T, String)>,
}

impl<T: Copy> Phrases<T> {
    fn new(phrases: impl IntoIterator<Item = (T, String)>) -> Phrases<T> {
        let mut index = Phrases { by_first_word: HashMap::new(), unspaced: Vec::new() };
        for (meaning, phrase) in phrases.into_iter().filter(|(_, phrase)| !phrase.is_empty()) {
            if is_unspaced(&phrase) {
                index.unspaced.push((meaning, phrase));
            } else {
                let first = phrase.split(' ').next().unwrap_or_default().to_string();
                index.by_first_word.entry(first).or_default().push((meaning, phrase));
            }
        }
        index
    }

    /// Every phrase in a folded text, with the byte where it begins.
    pub fn find<'p>(&'p self, folded: &str) -> Vec<(T, usize, &'p str)> {
        let mut found = Vec::new();
        let mut at = 0;
        for word in folded.split(' ') {
            for (meaning, phrase) in self.by_first_word.get(word).into_iter().flatten() {
                let rest = folded.get(at..).and_then(|rest| rest.strip_prefix(phrase.as_str()));
                if rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')) {
                    found.push((*meaning, at, phrase.as_str()));
                }
            }
            at += word.len() + 1;
        }
        if !folded.is_ascii() {
            let hits = self.unspaced.iter().filter_map(|(meaning, phrase)| {
                Some((*meaning, folded.find(phrase.as_str())?, phrase.as_str()))
            });
            found.extend(hits);
        }
        found
    }
}

/// All the word lists.
pub struct Words {
    /// Roles by folded headings.
    pub columns: Phrases<Role>,
    /// Kinds by folded phrases of rows that are no goods.
    pub rows: Phrases<RowWord>,
    /// Folded word to unit.
    pub units: BTreeMap<String, Unit>,
    /// Folded word to month, 1–12.
    pub months: BTreeMap<String, i8>,
    /// Field and folded phrases.
    pub labels: BTreeMap<String, Vec<String>>,
    /// Folded word for a package to its shipping unit; a word for several kinds of package has none.
    pub package_units: BTreeMap<String, String>,
    /// Currency and folded words; the code itself is one of them.
    pub currencies: Vec<(Currency, String)>,
    /// Codes that are also common words, as TOP or ALL: they count only where a currency is expected.
    pub currencies_like_words: Vec<Currency>,
    /// Country and folded names and adjectives.
    pub countries: BTreeMap<String, Country>,
}

static WORDS: LazyLock<Words> = LazyLock::new(load);

/// The word lists of `data/intake`.
pub fn words() -> &'static Words {
    &WORDS
}

impl Words {
    /// All phrases of a field, longest first.
    pub fn labels(&self, field: &str) -> &[String] {
        self.labels.get(field).map(Vec::as_slice).unwrap_or_default()
    }

    /// The row phrases found in a folded text: first by place, the longer before the shorter; a phrase inside a longer one
    /// is left out.
    pub fn row_words(&self, folded: &str) -> Vec<Found> {
        let hits = self.rows.find(folded).into_iter().map(|(word, at, phrase)| Found {
            word,
            at,
            len: phrase.len(),
        });
        let mut hits: Vec<Found> = hits.collect();
        hits.sort_by_key(|hit| (hit.at, std::cmp::Reverse(hit.len)));
        let mut kept: Vec<Found> = Vec::new();
        for hit in hits {
            if kept.iter().all(|k| hit.at >= k.at + k.len || hit.at + hit.len <= k.at) {
                kept.push(hit);
            }
        }
        kept
    }

    /// The unit of a text as sellers write it.
    pub fn unit(&self, text: &str) -> Option<Unit> {
        let folded = fold(text);
        self.units.get(&folded).copied().or_else(|| text.trim().parse().ok())
    }

    /// The currency a word, code or sign names on its own. `$`, `¥`, `kr` and the like name several and are not in the list.
    pub fn currency(&self, text: &str) -> Option<Currency> {
        let folded = fold(text);
        self.currencies.iter().find(|(_, word)| *word == folded).map(|(code, _)| *code)
    }

    /// Every currency named in a folded text, longer names first; a code that is also a common word does not count.
    pub fn currencies_in(&self, folded: &str) -> Vec<Currency> {
        let mut found: Vec<Currency> = Vec::new();
        for (code, word) in &self.currencies {
            let doubtful = word.len() == 3 && self.currencies_like_words.contains(code);
            if !doubtful && holds(folded, word) && !found.contains(code) {
                found.push(*code);
            }
        }
        found
    }
}

/// The rows of a word file: its fields without the heading. The files are part of the program, so a fault shows in its tests.
fn rows(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(true).from_reader(text.as_bytes());
    reader.records().filter_map(Result::ok).map(|row| row.iter().map(str::to_string).collect()).collect()
}

fn cell(row: &[String], at: usize) -> &str {
    row.get(at).map(String::as_str).unwrap_or_default()
}

/// The folded phrase, and with German umlauts written out.
fn spellings(phrase: &str) -> Vec<String> {
    let spelled: String = phrase
        .chars()
        .map(|c| match c {
            'ä' => "ae".to_string(),
            'ö' => "oe".to_string(),
            'ü' => "ue".to_string(),
            other => other.to_string(),
        })
        .collect();
    let mut both = vec![fold(phrase), fold(&spelled)];
    both.dedup();
    both
}

fn load() -> Words {
    let mut words = Words {
        columns: Phrases::new([]),
        rows: Phrases::new([]),
        units: BTreeMap::new(),
        months: BTreeMap::new(),
        labels: BTreeMap::new(),
        package_units: BTreeMap::new(),
        currencies: Vec::new(),
        currencies_like_words: Vec::new(),
        countries: BTreeMap::new(),
    };
    let phrases = |row: &[String]| spellings(cell(row, 2));
    let columns = rows(include_str!("../../../data/intake/columns.csv"));
    let roles = columns.iter().filter_map(|row| Some((Role::from_name(cell(row, 0))?, phrases(row))));
    words.columns =
        Phrases::new(roles.flat_map(|(role, all)| all.into_iter().map(move |phrase| (role, phrase))));
    let row_words = rows(include_str!("../../../data/intake/rows.csv"));
    let kinds = row_words.iter().filter_map(|row| Some((RowWord::from_name(cell(row, 0))?, phrases(row))));
    words.rows =
        Phrases::new(kinds.flat_map(|(kind, all)| all.into_iter().map(move |phrase| (kind, phrase))));
    for row in rows(include_str!("../../../data/intake/units.csv")) {
        let Ok(unit) = cell(&row, 0).parse::<Unit>() else { continue };
        words.units.extend(spellings(cell(&row, 2)).into_iter().map(|word| (word, unit)));
    }
    for row in rows(include_str!("../../../data/intake/months.csv")) {
        let Ok(month) = cell(&row, 0).parse::<i8>() else { continue };
        words.months.extend(spellings(cell(&row, 2)).into_iter().map(|word| (word, month)));
    }
    for row in rows(include_str!("../../../data/intake/labels.csv")) {
        words.labels.entry(cell(&row, 0).into()).or_default().extend(spellings(cell(&row, 2)));
    }
    for row in rows(include_str!("../../../data/intake/packages.csv")) {
        let spelled = spellings(cell(&row, 2));
        if !cell(&row, 0).is_empty() {
            let units = spelled.iter().map(|word| (word.clone(), cell(&row, 0).to_string()));
            words.package_units.extend(units);
        }
        words.labels.entry("package".into()).or_default().extend(spelled);
    }
    for phrases in words.labels.values_mut() {
        phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
    }
    for row in rows(include_str!("../../../data/intake/currencies.csv")) {
        let Ok(code) = cell(&row, 0).parse::<Currency>() else { continue };
        if cell(&row, 1) == "y" {
            words.currencies_like_words.push(code);
        }
        let names = cell(&row, 2).split(';').filter(|word| !word.is_empty());
        words.currencies.extend(std::iter::once(cell(&row, 0)).chain(names).map(|word| (code, fold(word))));
    }
    for row in rows(include_str!("../../../data/intake/countries.csv")) {
        let Ok(country) = cell(&row, 0).parse::<Country>() else { continue };
        let names = cell(&row, 2).split(';').filter(|word| !word.is_empty());
        words.countries.extend(names.flat_map(spellings).map(|word| (word, country)));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_keeps_what_headings_mean() {
        for (text, folded) in [
            ("N.W. kg", "nw kg"),
            ("Art. No.", "art no"),
            ("Art.No.", "art no"),
            ("Q'ty", "qty"),
            ("U/M", "u / m"),
            ("Quantità", "quantita"),
            ("Artikel-Nr.", "artikel nr"),
            ("  UNIT\nPRICE ", "unit price"),
            ("数量", "数量"),
            ("ＱＴＹ", "qty"),
            ("U.S.$", "us $"),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    #[test]
    fn every_row_of_the_word_files_is_read() {
        let count = |text: &str| text.lines().filter(|line| !line.is_empty()).count() - 1;
        let roles = rows(include_str!("../../../data/intake/columns.csv"));
        assert_eq!(roles.len(), count(include_str!("../../../data/intake/columns.csv")));
        for row in &roles {
            assert!(Role::from_name(cell(row, 0)).is_some(), "{row:?}");
        }
        for row in rows(include_str!("../../../data/intake/rows.csv")) {
            assert!(RowWord::from_name(cell(&row, 0)).is_some(), "{row:?}");
        }
        for row in rows(include_str!("../../../data/intake/units.csv")) {
            assert!(cell(&row, 0).parse::<Unit>().is_ok(), "{row:?}");
        }
        for row in rows(include_str!("../../../data/intake/months.csv")) {
            assert!((1..=12).contains(&cell(&row, 0).parse::<i8>().unwrap()), "{row:?}");
        }
        assert!(rows(include_str!("../../../data/intake/currencies.csv")).len() > 140);
    }

    #[test]
    fn the_first_and_longest_phrase_tells_the_row() {
        let first = |text: &str| words().row_words(&fold(text)).first().map(|found| found.word);
        for (text, word) in [
            ("Sub-total", RowWord::Subtotal),
            ("Carried forward", RowWord::CarriedForward),
            ("Less 2% prompt payment discount", RowWord::Discount),
            ("Less deposit 30%", RowWord::Payment),
            ("IVA non imponibile art. 8", RowWord::Tax),
            ("USt 0 %", RowWord::Tax),
            ("of which ocean freight", RowWord::Included),
            ("TOTALE FATTURA EUR", RowWord::Total),
            ("Totale imponibile", RowWord::Subtotal),
            ("合計金額", RowWord::Total),
        ] {
            assert_eq!(first(text), Some(word), "{text}");
        }
        assert_eq!(first("Stainless steel teakettle 2.5 L"), None);
    }

    #[test]
    fn units_and_currencies_of_several_languages() {
        assert_eq!(words().unit("Stück").unwrap().printed(), "pcs");
        assert_eq!(words().unit("DOZ").unwrap().printed(), "doz.");
        assert_eq!(words().unit("pza."), words().unit("PCS"));
        assert_eq!(words().unit("bushel basket"), None);
        assert_eq!(words().currency("€").unwrap().as_str(), "EUR");
        assert_eq!(words().currency("US$").unwrap().as_str(), "USD");
        assert_eq!(words().currency("$"), None);
    }
}
