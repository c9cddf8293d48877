//! Countries: names, the spellings that papers use, and membership in groups over time.

use std::collections::HashMap;
use std::sync::Arc;

use cocket_base::Date;
use cocket_base::ids::Country;

use crate::row::Row;
use crate::table::Table;

/// A country or territory with a code of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountryRow {
    /// Two letters.
    pub code: Country,
    /// Three letters, where ISO has them.
    pub iso3: Option<Arc<str>>,
    /// English name.
    pub name: Arc<str>,
    /// Census (Schedule C) code.
    pub census: Option<Arc<str>>,
    /// True when CBP's messages take the code (CATAIR appendix B).
    pub used_by_cbp: bool,
}

struct Group {
    name: Arc<str>,
    countries: Vec<Country>,
}

/// All countries of the pack.
#[derive(Debug, Default)]
pub struct Countries {
    rows: HashMap<Country, CountryRow>,
    names: HashMap<String, Country>,
    phrases: Vec<String>,
    groups: Vec<Row<Group>>,
}

impl std::fmt::Debug for Group {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:?}", self.name, self.countries)
    }
}

/// Parts of a paper's text that stand for themselves.
const SEPARATORS: [char; 9] = [',', ';', '/', '(', ')', '|', ':', '\n', '\u{2013}'];
/// Longest text that is looked at.
const TEXT_LIMIT: usize = 200;

impl Countries {
    pub(crate) fn read(
        countries: Option<&Table>,
        names: Option<&Table>,
        groups: Option<&Table>,
        phrases: Option<&Table>,
    ) -> Countries {
        let mut all = Countries::default();
        let rows = countries.map(|table| {
            table.dated("countries", |cells| {
                Some(CountryRow {
                    code: cells.parse("country")?,
                    iso3: cells.optional("iso3"),
                    name: cells.shared("name"),
                    census: cells.optional("census"),
                    used_by_cbp: cells.yes("used_by_cbp"),
                })
            })
        });
        for row in rows.iter().flat_map(|rows| rows.rows()) {
            let country = row.value.clone();
            all.names.insert(folded(country.code.as_str()), country.code);
            all.names.insert(folded(&country.name), country.code);
            all.names.extend(country.iso3.as_deref().map(|iso3| (folded(iso3), country.code)));
            all.rows.insert(country.code, country);
        }
        let spellings = names
            .map(|table| table.dated("names", |cells| Some((cells.shared("name"), cells.parse("country")?))));
        for row in spellings.iter().flat_map(|rows| rows.rows()) {
            all.names.insert(folded(&row.0), row.1);
        }
        all.phrases = phrases
            .map(|table| table.dated("phrases", |cells| Some(words(cells.text("phrase")))))
            .iter()
            .flat_map(|rows| rows.rows().iter().map(|row| row.value.clone()))
            .collect();
        all.phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
        let group = |cells: crate::table::Cells<'_>| {
            let countries = cells.words("countries").iter().filter_map(|code| code.parse().ok()).collect();
            Some(Group { name: cells.shared("group"), countries })
        };
        if let Some(table) = groups {
            all.groups = table.dated("groups", group).into_rows();
        }
        all
    }

    /// A country's row.
    pub fn get(&self, country: Country) -> Option<&CountryRow> {
        self.rows.get(&country)
    }

    /// A country's English name.
    pub fn name(&self, country: Country) -> Option<&str> {
        self.rows.get(&country).map(|row| &*row.name)
    }

    /// All countries, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &CountryRow> {
        self.rows.values()
    }

    /// The country that a text of a paper names: two or three letters, a name in any of the languages held, with or
    /// without «made in» and the like. `None` when nothing or more than one country is named.
    pub fn find(&self, text: &str) -> Option<Country> {
        let text = text.trim();
        if text.is_empty() || text.len() > TEXT_LIMIT {
            return None;
        }
        if let Some(country) = self.names.get(&folded(text)) {
            return Some(*country);
        }
        let bare = self.without_phrase(text);
        if let Some(country) = self.names.get(&folded(&bare)) {
            return Some(*country);
        }
        self.in_parts(text)
    }

    /// Looks at the parts between separators. Two letters alone can be a state or a company form, so in a part they may
    /// only agree with a name.
    fn in_parts(&self, text: &str) -> Option<Country> {
        let mut named: Option<Country> = None;
        let parts = text.split(SEPARATORS).chain(text.split(" - ")).map(|part| self.without_phrase(part));
        for part in parts {
            let key = folded(&part);
            match self.names.get(&key) {
                Some(country) if key.len() > 2 => match named {
                    Some(before) if before != *country => return None,
                    _ => named = Some(*country),
                },
                _ => {}
            }
        }
        named
    }

    fn without_phrase(&self, text: &str) -> String {
        let mut plain = words(text);
        while let Some(rest) =
            self.phrases.iter().find_map(|phrase| plain.strip_prefix(&format!("{phrase} ")))
        {
            plain = rest.into();
        }
        plain
    }

    /// True when the country belonged to the group on the day.
    pub fn in_group(&self, group: &str, country: Country, day: Date) -> bool {
        self.groups
            .iter()
            .any(|row| &*row.name == group && row.in_force().holds(day) && row.countries.contains(&country))
    }

    /// True for a member of the European Union on the day.
    pub fn is_eu(&self, country: Country, day: Date) -> bool {
        self.in_group("EU", country, day)
    }

    /// True when goods of the country take column 2 on the day (general note 3(b)).
    pub fn is_column2(&self, country: Country, day: Date) -> bool {
        self.in_group("COLUMN2", country, day)
    }
}

/// Letters and digits only, Latin, upper case.
pub(crate) fn folded(text: &str) -> String {
    any_ascii::any_ascii(text)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// Words with single blanks between, Latin, upper case, without punctuation.
fn words(text: &str) -> String {
    let spaced: String = any_ascii::any_ascii(text)
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { ' ' })
        .collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}
