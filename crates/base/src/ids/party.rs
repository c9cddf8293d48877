//! Importer numbers and manufacturer identification codes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{BadId, Country};

/// An importer or consignee number in one of CBP's three forms (19 CFR 24.5; importer/bond query chapter).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum ImporterNumber {
    /// `NN-NNNNNNNXX`: employer number with a two-character suffix.
    Employer(String),
    /// `NNN-NN-NNNN`: a person's social security number. Personal data: masked in debug output.
    Person(String),
    /// `YYDDPP-NNNNN`: assigned by CBP.
    Assigned(String),
}

impl ImporterNumber {
    /// The number as it is filed. Holds personal data for persons.
    pub fn as_filed(&self) -> &str {
        match self {
            ImporterNumber::Employer(text)
            | ImporterNumber::Person(text)
            | ImporterNumber::Assigned(text) => text,
        }
    }

    /// The number as it may be shown in lists and logs.
    pub fn masked(&self) -> String {
        match self {
            ImporterNumber::Person(text) => format!("***-**-{}", &text[7..]),
            other => other.as_filed().into(),
        }
    }
}

impl fmt::Debug for ImporterNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}
impl fmt::Display for ImporterNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.masked())
    }
}
impl FromStr for ImporterNumber {
    type Err = BadId;
    fn from_str(text: &str) -> Result<ImporterNumber, BadId> {
        let plain = text.trim().to_ascii_uppercase();
        let shape: String = plain
            .chars()
            .map(|c| {
                if c.is_ascii_digit() {
                    '9'
                } else if c.is_ascii_uppercase() {
                    'A'
                } else {
                    c
                }
            })
            .collect();
        let suffix = |s: &str| {
            s.bytes()
                .all(|b| b.is_ascii_digit() || (b.is_ascii_uppercase() && !matches!(b, b'O' | b'I' | b'Z')))
        };
        match shape.as_str() {
            "999-99-9999" => Ok(ImporterNumber::Person(plain)),
            "999999-99999" => Ok(ImporterNumber::Assigned(plain)),
            "99-9999999" => Ok(ImporterNumber::Employer(format!("{plain}00"))),
            _ if plain.is_ascii()
                && plain.len() == 12
                && shape.starts_with("99-9999999")
                && suffix(&plain[10..]) =>
            {
                Ok(ImporterNumber::Employer(plain))
            }
            _ => Err(BadId::shape(
                "importer number",
                text,
                "NN-NNNNNNNXX (suffix of digits or letters without I, O, Z), NNN-NN-NNNN or YYDDPP-NNNNN",
            )),
        }
    }
}
impl From<ImporterNumber> for String {
    fn from(number: ImporterNumber) -> String {
        number.as_filed().into()
    }
}
impl TryFrom<String> for ImporterNumber {
    type Error = BadId;
    fn try_from(text: String) -> Result<ImporterNumber, BadId> {
        text.parse()
    }
}

/// A manufacturer identification code: up to fifteen letters and digits, the first two a country.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Mid(String);

impl Mid {
    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Derives the code from name and address (19 CFR part 102, appendix). `place` is the country, or for Canada the
    /// province code that takes its place (`XO` for Ontario); the caller looks it up, since that list is data.
    pub fn derive(name: &str, street: &str, city: &str, place: &str) -> Result<Mid, BadId> {
        let mut code = place.trim().to_ascii_uppercase();
        code.extend(name_words(name).iter().take(2).map(|word| word.chars().take(3).collect::<String>()));
        code.push_str(&street_number(street));
        code.extend(city_letters(city).chars().take(3));
        code.parse()
    }
}

impl fmt::Display for Mid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
impl FromStr for Mid {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Mid, BadId> {
        let plain = text.trim().to_ascii_uppercase();
        let sound = (3..=15).contains(&plain.len()) && plain.bytes().all(|b| b.is_ascii_alphanumeric());
        let country = plain.bytes().take(2).all(|b| b.is_ascii_uppercase());
        if sound && country && !plain.starts_with("CA") {
            return Ok(Mid(plain));
        }
        Err(BadId::shape(
            "manufacturer code",
            text,
            "3 to 15 letters and digits that start with a country code (a province code for Canada)",
        ))
    }
}
impl From<Mid> for String {
    fn from(mid: Mid) -> String {
        mid.0
    }
}
impl TryFrom<String> for Mid {
    type Error = BadId;
    fn try_from(text: String) -> Result<Mid, BadId> {
        text.parse()
    }
}

fn ascii(text: &str) -> String {
    any_ascii::any_ascii(text).to_ascii_uppercase()
}

/// The city's letters: blanks, numbers and punctuation dropped, a leading article left out.
fn city_letters(city: &str) -> String {
    let ascii = ascii(city);
    let named = ascii.trim().strip_prefix("THE ").unwrap_or(&ascii);
    named.chars().filter(char::is_ascii_alphabetic).collect()
}

/// The name's words that count: punctuation dropped, initials that stand together joined, words around a hyphen joined,
/// particles left out.
fn name_words(name: &str) -> Vec<String> {
    let letters = |word: &str| word.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let ascii = ascii(name).split('-').map(str::trim).collect::<Vec<_>>().join("-");
    let words = ascii.split_whitespace().map(letters).filter(|word| !word.is_empty());
    let mut joined: Vec<(String, bool)> = Vec::new();
    for word in words {
        let initial = word.len() == 1;
        match joined.last_mut() {
            Some((before, true)) if initial => before.push_str(&word),
            _ => joined.push((word, initial)),
        }
    }
    let particle = |word: &str| matches!(word, "A" | "AN" | "AND" | "OF" | "THE");
    joined.into_iter().map(|(word, _)| word).filter(|word| !particle(word)).collect()
}

/// The first four digits of the largest number on the street line. Commas, dots and hyphens between digits join them, a
/// blank parts them; a number that is the street's own name (44th) does not count.
fn street_number(street: &str) -> String {
    let text = ascii(street);
    let mut numbers: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let mut digits = String::new();
        let mut rest = word.chars().peekable();
        while let Some(c) = rest.next() {
            let joins = matches!(c, ',' | '.' | '-')
                && rest.peek().is_some_and(char::is_ascii_digit)
                && !digits.is_empty();
            if c.is_ascii_digit() {
                digits.push(c);
            } else if !joins && !digits.is_empty() {
                let tail: String =
                    std::iter::once(c).chain(rest.clone()).filter(char::is_ascii_alphabetic).collect();
                if matches!(tail.as_str(), "ST" | "ND" | "RD" | "TH") {
                    digits.clear();
                }
                numbers.push(std::mem::take(&mut digits));
            }
        }
        numbers.push(digits);
    }
    let magnitude = |digits: &String| {
        let significant = digits.trim_start_matches('0');
        (significant.len(), significant.to_string())
    };
    let largest = numbers.into_iter().filter(|digits| !digits.is_empty()).max_by_key(magnitude);
    largest.unwrap_or_default().chars().take(4).collect()
}

impl Mid {
    /// The country the code names, when its first two letters are one (a province code names Canada).
    pub fn country(&self) -> Option<Country> {
        self.0[..2].parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn manufacturer_codes_of_the_regulation() {
        for (name, street, city, place, expected) in [
            ("Amalgamated Plastics Corp.", "67 Main Street Suite 1122", "Dongguan", "CN", "CNAMAPLA1122DON"),
            ("Bergstrom", "11455 Route 9", "Lund", "SE", "SEBER1145LUN"),
            ("A.B.C. Company", "One Hundred Century Plaza, Suite 45", "Toronto", "XO", "XOABCCOM45TOR"),
            ("K L M Weavers", "One Hundred Century Plaza", "Toronto", "XO", "XOKLMWEATOR"),
            ("Norden and Varga Ltd.", "8 31st Road", "Regina", "XS", "XSNORVAR8REG"),
            ("The Harvest of Gold Ltd", "no number", "St. Michel", "HT", "HTHARGOLSTM"),
            ("Rosa", "12-34-56 Lane", "Ōsaka", "JP", "JPROS1234OSA"),
            ("Gold-Silver Works", "9 44th Avenue", "Rome", "IT", "ITGOLWOR9ROM"),
            ("Rawles - Aden Corp.", "Apt. 509 2727 Main Street", "The Hague", "NL", "NLRAWCOR2727HAG"),
            ("O.A.S.I.S. Corp.", "12,34,56 Alaska Road", "18-Mile High", "GB", "GBOASCOR1234MIL"),
            ("Dr. S.A. Smith", "P.O. Box 7", "Los Angeles", "MX", "MXDRSA7LOS"),
            ("Shavings B L Inc", "", "Lyon", "FR", "FRSHABLLYO"),
            ("20th Century Fox", "Level 3, 100 High Street", "Perth", "AU", "AU20TCEN100PER"),
            ("The Embassy of Spain", "Calle 5", "Madrid", "ES", "ESEMBSPA5MAD"),
            ("Concept 2000", "45 Lane", "Bangkok", "TH", "THCON20045BAN"),
        ] {
            assert_eq!(Mid::derive(name, street, city, place).unwrap().as_str(), expected, "{name}");
        }
        assert!("CAABC".parse::<Mid>().is_err(), "Canada is named by province");
    }

    #[test]
    fn importer_numbers_come_in_three_forms() {
        assert!(matches!("12-3456789".parse().unwrap(), ImporterNumber::Employer(n) if n == "12-345678900"));
        assert!("12-34567890I".parse::<ImporterNumber>().is_err());
        let person: ImporterNumber = "123-45-6789".parse().unwrap();
        assert_eq!(format!("{person:?} {person}"), "***-**-6789 ***-**-6789");
        assert!(matches!("260427-00123".parse().unwrap(), ImporterNumber::Assigned(_)));
        assert!("1234567".parse::<ImporterNumber>().is_err());
        assert!("éééééé".parse::<ImporterNumber>().is_err());
    }
}
