//! What the address of the duty page asks: the fields of a question, each by the name it has there.
//!
//! Facts are `f.NAME`, quantities `quantity` (`40 doz.`) or `quantity.UNIT`; `confirm` and `decline` may stand several times.

use std::collections::BTreeMap;
use std::str::FromStr;

use cocket_base::{Date, Decimal, Explain};
use cocket_desk::tariff::engine::{Chapter98Claim, FactValue, Facts, QuantityGiven, RateQuestion};

use crate::words;

/// Most fields of an address, and the longest text of one.
const MOST_FIELDS: usize = 100;
const LONGEST: usize = 200;
/// Value of the worked example where none is given, in US dollars.
const EXAMPLE_VALUE: &str = "10000";
/// Where a fact's name begins.
const FACT: &str = "f.";
const QUANTITY: &str = "quantity.";
/// Fields that may stand several times.
const SEVERAL: [&str; 2] = ["confirm", "decline"];
/// Fields that are folded away until one of them is filled.
const RARER: [&str; 8] = [
    "export_date",
    "loading_date",
    "export_country",
    "ftz_status",
    "ftz_privileged_date",
    "chapter98",
    "chapter98_value",
    "known",
];

/// The fields of an address, empty ones left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked(Vec<(String, String)>);

/// A field that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The field.
    pub field: String,
    /// What is wrong and what to do.
    pub text: String,
}

impl Asked {
    /// The fields of an address.
    pub fn new(pairs: Vec<(String, String)>) -> Result<Asked, String> {
        if pairs.len() > MOST_FIELDS || pairs.iter().any(|(_, value)| value.chars().count() > LONGEST) {
            return Err(format!("An address has at most {MOST_FIELDS} fields of {LONGEST} letters."));
        }
        let trimmed = pairs.into_iter().map(|(name, value)| (name, value.trim().to_string()));
        Ok(Asked(trimmed.filter(|(_, value)| !value.is_empty()).collect()))
    }

    /// True when nothing was asked yet.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A field; empty when it is not there.
    pub fn one(&self, name: &str) -> &str {
        self.0.iter().rev().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Every field but these: what a form of another field carries along.
    pub fn without(&self, names: &[&str]) -> Vec<(String, String)> {
        self.0.iter().filter(|(name, _)| !names.contains(&name.as_str())).cloned().collect()
    }

    /// The address of the page with one more field, in place of one of its name unless it may stand several times.
    pub fn address_with(&self, field: &str, value: &str) -> String {
        let replaced: &[&str] = if SEVERAL.contains(&field) { &[] } else { &[field] };
        let mut fields = self.without(replaced);
        fields.push((field.into(), value.into()));
        address(fields)
    }

    /// The address of the page without one statement.
    pub fn address_without(&self, field: &str, value: &str) -> String {
        address(
            self.0
                .iter()
                .filter(|(name, said)| (name.as_str(), said.as_str()) != (field, value))
                .cloned()
                .collect(),
        )
    }

    /// The address that searches the tariff for what stands in the number's field.
    pub fn search_address(&self) -> String {
        format!("/tariff?q={}", words::escaped(self.one("hts")))
    }

    /// True when one of the rarer fields is filled.
    pub fn has_more(&self) -> bool {
        RARER.iter().any(|field| !self.one(field).is_empty())
    }

    /// The statements made: facts, and headings affirmed or denied, as name and value.
    pub fn statements(&self) -> Vec<(String, String)> {
        let stated = self.0.iter().filter(|(name, _)| {
            name.starts_with(FACT) || name.starts_with(QUANTITY) || SEVERAL.contains(&name.as_str())
        });
        stated.map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    /// The question, with everything that cannot be read named.
    pub fn question(&self, today: Date) -> Result<RateQuestion, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut reader = Reader { asked: self, faults: &mut faults };
        let hts = reader.needed("hts", "write a tariff number, as in 6911.10.58.00");
        let origin = reader.needed("origin", "write the country's code, as in VN");
        let entry_date = reader.read("entry_date", DAY);
        let value = reader.read::<Decimal>("value", "write dollars, as in 10000 or 1250.50");
        let (export_date, loading_date) = (reader.read("export_date", DAY), reader.read("loading_date", DAY));
        let export_country = reader.read("export_country", "write the country's code, as in VN");
        let ftz_privileged_date = reader.read("ftz_privileged_date", DAY);
        let chapter98 = reader.chapter98();
        let quantities = reader.quantities();
        let facts = reader.facts();
        let text = |name: &str| Some(self.one(name).to_string()).filter(|text| !text.is_empty());
        let (Some(hts), Some(origin), true) = (hts, origin, faults.is_empty()) else { return Err(faults) };
        Ok(RateQuestion {
            id: "page".into(),
            hts,
            origin,
            entry_date: entry_date.unwrap_or(today),
            value: value.or_else(|| EXAMPLE_VALUE.parse().ok()).unwrap_or_default(),
            quantities,
            spi: text("spi"),
            export_date,
            loading_date,
            export_country,
            mode: text("mode"),
            ftz_privileged_date,
            ftz_status: text("ftz_status"),
            rates: None,
            chapter98,
            adcvd: Vec::new(),
            commingled: Vec::new(),
            facts,
            explain: Explain::Steps,
        })
    }
}

fn address(fields: Vec<(String, String)>) -> String {
    let escaped =
        |(name, value): (String, String)| format!("{}={}", words::escaped(&name), words::escaped(&value));
    format!("/duty?{}", fields.into_iter().map(escaped).collect::<Vec<_>>().join("&"))
}

const DAY: &str = "write the day as in 2026-06-16";

/// Reads fields and keeps what is wrong with them.
struct Reader<'a> {
    asked: &'a Asked,
    faults: &'a mut Vec<Fault>,
}

impl Reader<'_> {
    fn fault(&mut self, field: &str, text: String) {
        self.faults.push(Fault { field: field.into(), text });
    }

    fn read<T: FromStr>(&mut self, field: &str, form: &str) -> Option<T> {
        let text = self.asked.one(field);
        if text.is_empty() {
            return None;
        }
        let read = text.parse().ok();
        if read.is_none() {
            self.fault(field, format!("«{text}» cannot be read; {form}"));
        }
        read
    }

    fn needed<T: FromStr>(&mut self, field: &str, form: &str) -> Option<T> {
        if self.asked.one(field).is_empty() {
            self.fault(field, format!("it is missing; {form}"));
        }
        self.read(field, form)
    }

    fn chapter98(&mut self) -> Option<Chapter98Claim> {
        let hts = self.read("chapter98", "write a number of chapter 98, as in 9802.00.80")?;
        let value = self.read("chapter98_value", "write dollars, as in 1250.50");
        Some(Chapter98Claim { hts, value })
    }

    /// `quantity=40 doz.` and `quantity.kg=12`, each as often as wanted.
    fn quantities(&mut self) -> Vec<QuantityGiven> {
        const FORM: &str = "write number and unit, as in 40 doz.";
        let mut quantities = Vec::new();
        let whole = self.asked.all("quantity").flat_map(|text| text.split(','));
        let whole = whole.map(|text| ("quantity".to_string(), text.trim().split_once(char::is_whitespace)));
        let parted = self.asked.0.iter().filter_map(|(name, amount)| {
            name.strip_prefix(QUANTITY).map(|unit| (name.clone(), Some((amount.as_str(), unit))))
        });
        for (field, given) in whole.chain(parted).collect::<Vec<_>>() {
            let read = given.and_then(|(amount, unit)| {
                Some(QuantityGiven {
                    amount: amount.replace(',', "").parse().ok()?,
                    unit: unit.trim().parse().ok()?,
                })
            });
            match read {
                Some(read) => quantities.push(read),
                None => self.fault(&field, format!("the quantity cannot be read; {FORM}")),
            }
        }
        quantities
    }

    fn facts(&mut self) -> Facts {
        let mut numbers = |field: &'static str| {
            let mut read = Vec::new();
            for text in self.asked.all(field).collect::<Vec<_>>() {
                match text.parse() {
                    Ok(number) => read.push(number),
                    Err(_) => self.fault(field, format!("«{text}» is no tariff number")),
                }
            }
            read
        };
        let (confirm, decline) = (numbers("confirm"), numbers("decline"));
        let named = self.asked.0.iter().filter_map(|(name, value)| {
            Some((name.strip_prefix(FACT)?.to_string(), FactValue::Text(value.clone())))
        });
        Facts { confirm, decline, named: named.collect::<BTreeMap<_, _>>() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::civil::date;

    fn asked(text: &str) -> Asked {
        let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
        Asked::new(pairs.map(|(name, value)| (name.into(), value.into())).collect()).unwrap()
    }

    #[test]
    fn an_address_reads_as_a_question() {
        let asked = asked(
            "hts=6911.10.58.00&origin=VN&value=&quantity=40 doz., 12 kg&quantity.m2=3&f.steel_pct=40&confirm=9903.01.25",
        );
        let question = asked.question(date(2026, 6, 16)).unwrap();
        assert_eq!((question.entry_date, question.value), (date(2026, 6, 16), Decimal::from(10_000)));
        assert_eq!(question.quantities.len(), 3);
        assert_eq!(question.facts.confirm.len(), 1);
        assert_eq!(question.facts.named["steel_pct"], FactValue::Text("40".into()));
        assert_eq!(asked.statements().len(), 3);
        let more = asked.address_with("confirm", "9903.01.26");
        assert!(more.contains("confirm=9903.01.25") && more.ends_with("confirm=9903.01.26"), "{more}");
        assert!(!asked.address_with("origin", "CN").contains("origin=VN"));
        assert!(!asked.address_without("confirm", "9903.01.25").contains("confirm"));
        assert!(!asked.without(&["hts"]).iter().any(|(name, _)| name == "hts"));
    }

    #[test]
    fn every_fault_is_named_at_once() {
        let faults = asked("hts=teapots&entry_date=soon&quantity=many&decline=x")
            .question(date(2026, 6, 16))
            .unwrap_err();
        let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["hts", "origin", "entry_date", "quantity", "decline"]);
        assert!(Asked::new(vec![("hts".into(), "x".repeat(LONGEST + 1))]).is_err());
    }
}
