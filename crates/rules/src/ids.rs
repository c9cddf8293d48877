//! `cocket ids`: identifiers made and checked. CATAIR appendix E (entry number), in-bond chapter; 19 CFR 24.5 (importer
//! number); 19 CFR part 102, appendix (manufacturer code).

use cocket_base::ids::{
    AirWaybill, BadId, ContainerNumber, Country, EntryNumber, FilerCode, ImporterNumber, InBondNumber, Mid,
    TariffNumber,
};
use cocket_base::{Finding, Place};
use cocket_law::Pack;
use serde::{Deserialize, Serialize};

/// A question about an identifier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum IdQuestion {
    /// An entry number from a filer code and a sequence.
    EntryNumber {
        /// Echoed.
        id: String,
        /// Filer code.
        filer: String,
        /// At most seven digits.
        sequence: Sequence,
        /// The filer's own offset on the check digit, where CBP allowed one (1–9).
        #[serde(default)]
        offset: u8,
    },
    /// A manufacturer code from name and address.
    Mid {
        /// Echoed.
        id: String,
        /// Name of the manufacturer or shipper.
        name: String,
        /// Street line, with building, suite and box numbers.
        #[serde(default)]
        address: String,
        /// City.
        city: String,
        /// Country by two letters or name.
        country: String,
        /// Province, for Canada: postal abbreviation, name or the code itself.
        #[serde(default)]
        province: Option<String>,
    },
    /// An importer number, brought into its filed form.
    ImporterNumber {
        /// Echoed.
        id: String,
        /// The number.
        #[serde(alias = "value")]
        number: String,
    },
    /// An in-bond number from eight digits.
    InBondNumber {
        /// Echoed.
        id: String,
        /// At most eight digits.
        sequence: Sequence,
        /// Added to the check digit by large users (1–3).
        #[serde(default)]
        offset: u8,
    },
    /// A whole identifier: what it is, and whether its check digit is right.
    Check {
        /// Echoed.
        id: String,
        /// The identifier.
        #[serde(alias = "value", alias = "number")]
        identifier: String,
        /// What it should be; without it every kind is tried.
        #[serde(default)]
        of: Option<IdKind>,
    },
}

/// Digits, as a number or as text with leading zeros.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Sequence {
    /// A number.
    Number(u32),
    /// Text.
    Text(String),
}

/// A kind of identifier that can be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdKind {
    /// Entry number.
    EntryNumber,
    /// Nine-digit in-bond number.
    InBondNumber,
    /// Importer number.
    ImporterNumber,
    /// Container number (ISO 6346).
    ContainerNumber,
    /// Master air waybill.
    AirWaybill,
    /// Manufacturer code.
    Mid,
    /// Tariff number.
    TariffNumber,
}

impl IdKind {
    /// In the order in which an unnamed identifier is tried: those with a check digit first.
    const ALL: [IdKind; 7] = [
        IdKind::ContainerNumber,
        IdKind::EntryNumber,
        IdKind::AirWaybill,
        IdKind::InBondNumber,
        IdKind::ImporterNumber,
        IdKind::TariffNumber,
        IdKind::Mid,
    ];
}

/// The answer to a question about an identifier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdAnswer {
    /// The question's id.
    pub id: String,
    /// What it came to.
    #[serde(flatten)]
    pub result: IdResult,
}

/// What a question about an identifier came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum IdResult {
    /// The identifier in its usual form.
    Decided {
        /// The identifier. A person's number is given back whole: it is the caller's own.
        value: String,
        /// What it was recognised as; several when the digits fit several.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        recognised: Vec<IdKind>,
    },
    /// It cannot be made, or is wrong.
    Invalid {
        /// Why.
        findings: Vec<Finding>,
    },
}

/// Longest text of a question that is looked at.
const TEXT_LIMIT: usize = 500;

/// Answers a question about an identifier.
pub fn answer(pack: &Pack, question: &IdQuestion) -> IdAnswer {
    let (id, result) = match question {
        IdQuestion::EntryNumber { id, filer, sequence, offset } => {
            (id, entry_number(filer, sequence, *offset))
        }
        IdQuestion::Mid { id, name, address, city, country, province } => {
            (id, mid(pack, [name, address, city, country], province.as_deref()))
        }
        IdQuestion::ImporterNumber { id, number } => (id, importer_number(number)),
        IdQuestion::InBondNumber { id, sequence, offset } => (id, in_bond_number(sequence, *offset)),
        IdQuestion::Check { id, identifier, of } => (id, check(identifier, *of)),
    };
    IdAnswer { id: id.clone(), result }
}

fn decided(value: impl ToString) -> IdResult {
    IdResult::Decided { value: value.to_string(), recognised: Vec::new() }
}

fn invalid(field: &str, error: impl ToString, remedy: &str) -> IdResult {
    let text = error.to_string();
    let code = if text.contains("check digit") { "CHECK_DIGIT" } else { "BAD_IDENTIFIER" };
    IdResult::Invalid { findings: vec![Finding::block(code, Place::field(field), text).with_remedy(remedy)] }
}

fn digits(sequence: &Sequence, most: usize) -> Option<u32> {
    match sequence {
        Sequence::Number(number) => Some(*number),
        Sequence::Text(text) => {
            let text = text.trim();
            let sound = !text.is_empty() && text.len() <= most && text.bytes().all(|b| b.is_ascii_digit());
            text.parse().ok().filter(|_| sound)
        }
    }
}

fn entry_number(filer: &str, sequence: &Sequence, offset: u8) -> IdResult {
    let Some(sequence) = digits(sequence, 7) else {
        return invalid(
            "sequence",
            "the sequence of an entry number is at most seven digits",
            "give digits alone",
        );
    };
    if offset > 9 {
        return invalid("offset", format!("an offset of {offset} is no digit"), "give 0 to 9");
    }
    let made = filer.parse::<FilerCode>().and_then(|filer| EntryNumber::with_offset(filer, sequence, offset));
    match made {
        Ok(number) => decided(number),
        Err(error) => {
            invalid("filer", error, "give the filer code CBP assigned and a sequence of at most seven digits")
        }
    }
}

fn in_bond_number(sequence: &Sequence, offset: u8) -> IdResult {
    let Some(sequence) = digits(sequence, 8) else {
        return invalid(
            "sequence",
            "the sequence of an in-bond number is at most eight digits",
            "give digits alone",
        );
    };
    match InBondNumber::with_offset(sequence, offset.into()) {
        Ok(number) => decided(number),
        Err(error) => invalid("sequence", error, "give at most eight digits and an offset of at most 3"),
    }
}

fn importer_number(number: &str) -> IdResult {
    match number.parse::<ImporterNumber>() {
        Ok(number) => decided(number.as_filed()),
        Err(error) => invalid("number", error, "write the number with its hyphens"),
    }
}

fn mid(pack: &Pack, [name, address, city, country]: [&String; 4], province: Option<&str>) -> IdResult {
    for (field, text) in [("name", name), ("address", address), ("city", city), ("country", country)] {
        if text.len() > TEXT_LIMIT {
            return invalid(field, format!("the {field} is longer than {TEXT_LIMIT} bytes"), "shorten it");
        }
    }
    let Some(country) = pack.countries().find(country) else {
        let text = format!("«{country}» names no country");
        return invalid("country", text, "give two letters, as in CN");
    };
    let place = match (country == Country::CA, province) {
        (false, _) => country.to_string(),
        (true, Some(province)) => match canadian_province(pack, province) {
            Some(code) => code,
            None => {
                return invalid(
                    "province",
                    format!("«{province}» is no province of Canada"),
                    "give the postal abbreviation, as in ON",
                );
            }
        },
        (true, None) => {
            return invalid(
                "province",
                "a Canadian manufacturer is named by its province",
                "give the province, as in ON",
            );
        }
    };
    match Mid::derive(name, address, city, &place) {
        Ok(mid) => decided(mid.as_str()),
        Err(error) => invalid("name", error, "give name and city in letters"),
    }
}

/// The code that stands for a province in a manufacturer code (code table `province_mid_codes`).
fn canadian_province(pack: &Pack, province: &str) -> Option<String> {
    let wanted = province.trim();
    let table = pack.codes("province_mid_codes")?;
    let names = |row: &&cocket_law::CodeRow| {
        row.code.eq_ignore_ascii_case(wanted)
            || row.label.eq_ignore_ascii_case(wanted)
            || row
                .column("postal")
                .is_some_and(|postal| !postal.is_empty() && postal.eq_ignore_ascii_case(wanted))
    };
    table.iter().find(names).map(|row| row.code.to_string())
}

fn check(identifier: &str, of: Option<IdKind>) -> IdResult {
    if identifier.len() > TEXT_LIMIT {
        return invalid(
            "identifier",
            format!("the identifier is longer than {TEXT_LIMIT} bytes"),
            "give one identifier",
        );
    }
    let kinds = of.map_or(IdKind::ALL.to_vec(), |kind| vec![kind]);
    let mut sound: Vec<(IdKind, String)> = Vec::new();
    let mut wrong_digits: Vec<Finding> = Vec::new();
    let mut wrong_shapes: Vec<Finding> = Vec::new();
    for kind in kinds {
        match read(kind, identifier) {
            Ok(value) => sound.push((kind, value)),
            Err(BadReading::Digit(text)) => wrong_digits.push(finding("CHECK_DIGIT", text)),
            Err(BadReading::Shape(text)) => wrong_shapes.push(finding("BAD_IDENTIFIER", text)),
        }
    }
    // A text that any manufacturer code could be is not taken for one while a check digit nearly fits.
    if !wrong_digits.is_empty() {
        sound.retain(|(kind, _)| *kind != IdKind::Mid);
    }
    match (sound.first(), of) {
        (Some((_, value)), _) => IdResult::Decided {
            value: value.clone(),
            recognised: sound.iter().map(|(kind, _)| *kind).collect(),
        },
        (None, Some(_)) => {
            IdResult::Invalid { findings: wrong_digits.into_iter().chain(wrong_shapes).collect() }
        }
        (None, None) if !wrong_digits.is_empty() => IdResult::Invalid { findings: wrong_digits },
        (None, None) => {
            let shown: String = identifier.chars().take(40).collect();
            invalid(
                "identifier",
                format!("«{shown}» has the form of no identifier that is known"),
                "name its kind in «of» to be told what is wrong",
            )
        }
    }
}

fn finding(code: &str, text: String) -> Finding {
    Finding::block(code, Place::field("identifier"), text)
        .with_remedy("compare it with the paper it came from")
}

enum BadReading {
    Shape(String),
    Digit(String),
}

impl From<BadId> for BadReading {
    fn from(error: BadId) -> BadReading {
        match error {
            BadId::CheckDigit { .. } => BadReading::Digit(error.to_string()),
            BadId::Shape { .. } => BadReading::Shape(error.to_string()),
        }
    }
}

fn read(kind: IdKind, text: &str) -> Result<String, BadReading> {
    Ok(match kind {
        IdKind::EntryNumber => text.parse::<EntryNumber>()?.to_string(),
        IdKind::InBondNumber => text.parse::<InBondNumber>()?.to_string(),
        IdKind::ImporterNumber => text.parse::<ImporterNumber>()?.as_filed().to_string(),
        IdKind::ContainerNumber => text.parse::<ContainerNumber>()?.to_string(),
        IdKind::AirWaybill => text.parse::<AirWaybill>()?.to_string(),
        IdKind::Mid => text.parse::<Mid>()?.as_str().to_string(),
        IdKind::TariffNumber => {
            text.parse::<TariffNumber>().map_err(|error| BadReading::Shape(error.to_string()))?.to_string()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(json: &str) -> serde_json::Value {
        let question: IdQuestion = serde_json::from_str(json).unwrap();
        serde_json::to_value(answer(Pack::starter(), &question)).unwrap()
    }

    #[test]
    fn identifiers_are_made() {
        for (question, value) in [
            (r#"{"id":"1","kind":"entry_number","filer":"B76","sequence":"0324527"}"#, "B76-0324527-8"),
            (r#"{"id":"1","kind":"entry_number","filer":"xj9","sequence":123}"#, "XJ9-0000123-2"),
            (r#"{"id":"1","kind":"in_bond_number","sequence":12345678}"#, "123456782"),
            (r#"{"id":"1","kind":"importer_number","number":"12-3456789"}"#, "12-345678900"),
            (
                r#"{"id":"1","kind":"mid","name":"A.B.C. Company","address":"One Hundred Century Plaza, Suite 45","city":"Toronto","country":"CA","province":"ON"}"#,
                "XOABCCOM45TOR",
            ),
            (
                r#"{"id":"1","kind":"mid","name":"Bergstrom","address":"11455 Route 9","city":"Lund","country":"Sweden"}"#,
                "SEBER1145LUN",
            ),
        ] {
            let answer = ask(question);
            assert_eq!(
                (&answer["outcome"], &answer["value"]),
                (&"decided".into(), &value.into()),
                "{question}"
            );
        }
    }

    #[test]
    fn whole_identifiers_are_recognised_and_checked() {
        for (identifier, kind) in [
            ("ZZ9-0004711-1", "entry_number"),
            ("CSQU3054383", "container_number"),
            ("12-345678900", "importer_number"),
            ("8518.21.00.00", "tariff_number"),
            ("CNAMAPLA1122DON", "mid"),
        ] {
            let answer = ask(&format!(r#"{{"id":"1","kind":"check","identifier":"{identifier}"}}"#));
            assert_eq!(answer["recognised"][0], kind, "{identifier}");
        }
        let wrong = ask(r#"{"id":"1","kind":"check","identifier":"ZZ9-0004711-2","of":"entry_number"}"#);
        assert_eq!(wrong["findings"][0]["code"], "CHECK_DIGIT");
        assert_eq!(ask(r#"{"id":"1","kind":"check","identifier":"CSQU3054384"}"#)["outcome"], "invalid");
        assert_eq!(ask(r#"{"id":"1","kind":"check","identifier":"?"}"#)["outcome"], "invalid");
    }

    #[test]
    fn wrong_questions_are_findings() {
        for question in [
            r#"{"id":"1","kind":"entry_number","filer":"B7","sequence":"1"}"#,
            r#"{"id":"1","kind":"entry_number","filer":"B76","sequence":"12345678"}"#,
            r#"{"id":"1","kind":"entry_number","filer":"B76","sequence":"1","offset":250}"#,
            r#"{"id":"1","kind":"mid","name":"X","city":"Y","country":"CA"}"#,
            r#"{"id":"1","kind":"mid","name":"X","city":"Y","country":"CA","province":"Texas"}"#,
            r#"{"id":"1","kind":"mid","name":"X","city":"Y","country":"Atlantis"}"#,
            r#"{"id":"1","kind":"in_bond_number","sequence":123456789}"#,
            r#"{"id":"1","kind":"importer_number","number":"7"}"#,
        ] {
            assert_eq!(ask(question)["outcome"], "invalid", "{question}");
        }
        assert!(
            serde_json::from_str::<IdQuestion>(r#"{"id":"1","kind":"check","identifier":"1","moon":1}"#)
                .is_err()
        );
    }
}
