//! `cocket ids`: identifiers made and checked, codes looked up. CATAIR appendix E (entry number), in-bond chapter; 19 CFR
//! 24.5 (importer number); 19 CFR part 102, appendix (manufacturer code).

mod check;
mod codes;
mod make;
mod mid;

use std::collections::BTreeMap;

use cocket_base::shape::Shape;
use cocket_base::{Decimal, Finding, Place, Shaped, figure};
use cocket_law::Pack;
use serde::{Deserialize, Serialize};

/// A question about an identifier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum IdQuestion {
    /// An entry number from a filer code and a sequence.
    EntryNumber {
        /// Echoed.
        #[serde(deserialize_with = "cocket_base::question::id")]
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
        #[serde(deserialize_with = "cocket_base::question::id")]
        id: String,
        /// Name of the manufacturer or shipper.
        name: String,
        /// Street line, with building, suite and box numbers.
        #[serde(default, alias = "street")]
        address: String,
        /// City.
        city: String,
        /// Country by two letters or name.
        country: String,
        /// Province, for Canada: postal abbreviation, name or the code itself.
        #[serde(default)]
        province: Option<String>,
        /// The code that the papers give: a difference is told, never taken over.
        #[serde(default)]
        declared: Option<String>,
    },
    /// An importer number, brought into its filed form.
    ImporterNumber {
        /// Echoed.
        #[serde(deserialize_with = "cocket_base::question::id")]
        id: String,
        /// The number.
        #[serde(alias = "value")]
        number: String,
        /// The two characters of a division, for an employer number.
        #[serde(default, alias = "division")]
        suffix: Option<String>,
    },
    /// An in-bond number from eight digits.
    InBondNumber {
        /// Echoed.
        #[serde(deserialize_with = "cocket_base::question::id")]
        id: String,
        /// At most eight digits.
        sequence: Sequence,
        /// Added to the check digit by large users (1–3).
        #[serde(default)]
        offset: u8,
    },
    /// A container number with its check digit from the ten characters before it.
    ContainerNumber {
        /// Echoed.
        #[serde(deserialize_with = "cocket_base::question::id")]
        id: String,
        /// Owner code, category letter and six digits.
        #[serde(alias = "value")]
        number: String,
    },
    /// A master air waybill with its check digit from the ten digits before it.
    AirWaybill {
        /// Echoed.
        #[serde(deserialize_with = "cocket_base::question::id")]
        id: String,
        /// Airline prefix and seven digits.
        #[serde(alias = "value")]
        number: String,
    },
    /// A bill of lading by carrier and number.
    BillOfLading {
        /// Echoed.
        #[serde(deserialize_with = "cocket_base::question::id")]
        id: String,
        /// The carrier's code.
        scac: String,
        /// At most twelve letters and digits.
        number: String,
    },
    /// A code of a table, or the code of a label: `entry_types`, `spi_codes`, `mot`, `fee_class_codes`, `us_states`,
    /// `bond_waiver_reasons`, `bond_types`, `ports` and every other code table.
    Code {
        /// Echoed.
        #[serde(deserialize_with = "cocket_base::question::id")]
        id: String,
        /// The table.
        table: String,
        /// The code.
        #[serde(default)]
        code: Option<String>,
        /// Words of the label, without the code.
        #[serde(default)]
        label: Option<String>,
    },
    /// The state of destination of a shipment that goes to several: the one with the greatest aggregate value.
    DestinationState {
        /// Echoed.
        #[serde(deserialize_with = "cocket_base::question::id")]
        id: String,
        /// Values by state.
        shares: Vec<StateShare>,
    },
    /// A whole identifier: what it is, and whether its check digit is right.
    Check {
        /// Echoed.
        #[serde(deserialize_with = "cocket_base::question::id")]
        id: String,
        /// The identifier.
        #[serde(alias = "value", alias = "number")]
        identifier: String,
        /// What it should be; without it every kind is tried.
        #[serde(default)]
        of: Option<IdKind>,
        /// It came from outside: an entry number with a check digit that is not the plain one is taken with a warning.
        #[serde(default)]
        inbound: bool,
    },
}

/// The value that goes to a state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct StateShare {
    /// Two letters.
    pub state: String,
    /// Value in US dollars.
    #[serde(deserialize_with = "figure::amount")]
    pub value: Decimal,
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

impl Shaped for Sequence {
    const SHAPE: Shape = Shape::Sum { form: "digits, as a number or as text", example: "0324527" };
}

/// A kind of identifier that can be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
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
    /// Three-character filer code.
    FilerCode,
    /// Standard carrier code.
    Scac,
    /// Place of the goods.
    FirmsCode,
    /// Schedule D port.
    PortCode,
    /// Three-digit surety code.
    SuretyCode,
}

impl IdKind {
    /// In the order in which an unnamed identifier is tried: those with a check digit first. Short codes that almost any text
    /// could be are tried only when named.
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
        /// More about it, by name.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        says: BTreeMap<String, String>,
        /// What a person should look at.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        findings: Vec<Finding>,
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
            (id, make::entry_number(filer, sequence, *offset))
        }
        IdQuestion::Mid { id, name, address, city, country, province, declared } => {
            let place = [name, address, city, country];
            (id, mid::mid(pack, place, province.as_deref(), declared.as_deref()))
        }
        IdQuestion::ImporterNumber { id, number, suffix } => {
            (id, make::importer_number(number, suffix.as_deref()))
        }
        IdQuestion::InBondNumber { id, sequence, offset } => (id, make::in_bond_number(sequence, *offset)),
        IdQuestion::ContainerNumber { id, number } => {
            (id, make::with_check_digit(IdKind::ContainerNumber, number))
        }
        IdQuestion::AirWaybill { id, number } => (id, make::with_check_digit(IdKind::AirWaybill, number)),
        IdQuestion::BillOfLading { id, scac, number } => (id, make::bill_of_lading(scac, number)),
        IdQuestion::Code { id, table, code, label } => {
            (id, codes::code(pack, table, code.as_deref(), label.as_deref()))
        }
        IdQuestion::DestinationState { id, shares } => (id, codes::destination_state(pack, shares)),
        IdQuestion::Check { id, identifier, of, inbound } => {
            (id, check::check(pack, identifier, *of, *inbound))
        }
    };
    IdAnswer { id: id.clone(), result }
}

fn decided(value: impl ToString) -> IdResult {
    IdResult::Decided {
        value: value.to_string(),
        recognised: Vec::new(),
        says: BTreeMap::new(),
        findings: Vec::new(),
    }
}

/// The same answer, saying more.
fn saying(result: IdResult, name: &str, word: impl ToString) -> IdResult {
    match result {
        IdResult::Decided { value, recognised, mut says, findings } => {
            says.insert(name.into(), word.to_string());
            IdResult::Decided { value, recognised, says, findings }
        }
        other => other,
    }
}

/// The same answer with something to look at.
fn warned(result: IdResult, finding: Finding) -> IdResult {
    match result {
        IdResult::Decided { value, recognised, says, mut findings } => {
            findings.push(finding);
            IdResult::Decided { value, recognised, says, findings }
        }
        other => other,
    }
}

fn invalid(field: &str, error: impl ToString, remedy: &str) -> IdResult {
    let text = error.to_string();
    let code = if text.contains("check digit") { "CHECK_DIGIT" } else { "BAD_IDENTIFIER" };
    IdResult::Invalid { findings: vec![Finding::block(code, Place::field(field), text).with_remedy(remedy)] }
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
