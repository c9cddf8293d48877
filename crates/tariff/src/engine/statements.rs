//! What the importer said: named facts read by their declared kinds, affirmed and denied headings.

use std::collections::BTreeSet;

use cocket_base::ids::{Country, TariffNumber};
use cocket_base::{Date, Decimal, Dollars, Finding, Place, figure};

use super::case::no_country;
use super::question::{FactValue, Facts};
use crate::measure::Pack;
use crate::measure::logic::{Kind, Truth, Value};
use crate::measure::model::{Fact, FactId};
use crate::rate::RateFacts;

/// The statements of one question.
#[derive(Clone, Debug)]
pub(super) struct Statements {
    /// By fact id.
    facts: Vec<Option<Value>>,
    confirmed: BTreeSet<TariffNumber>,
    declined: BTreeSet<TariffNumber>,
    /// Facts that rate texts read, taken up by name.
    for_rates: RateFacts<'static>,
}

impl Statements {
    /// Reads a question's facts. Every fault is a finding: unknown names, wrong kinds, headings both affirmed and denied.
    pub fn read(facts: &Facts, pack: &Pack, law: &cocket_law::Pack) -> Result<Statements, Vec<Finding>> {
        let mut findings = Vec::new();
        let mut read = Statements {
            facts: vec![None; pack.facts.len()],
            confirmed: BTreeSet::new(),
            declined: BTreeSet::new(),
            for_rates: RateFacts::new(Dollars::ZERO),
        };
        for (name, given) in &facts.named {
            let text = text_of(given);
            match pack.fact(name) {
                Some(id) => match value(&pack.facts[id.at()], given) {
                    Ok(value) => {
                        findings.extend(stray_country(&pack.facts[id.at()], &value, law));
                        read.facts[id.at()] = Some(value);
                    }
                    Err(wanted) => findings.push(bad(name, format!("«{text}» is not {wanted}"))),
                },
                None => match read.for_rates.take(name, &text) {
                    Ok(true) => {}
                    Ok(false) => findings.push(bad(name, unknown(name, pack))),
                    Err(error) => findings.push(bad(name, error.to_string())),
                },
            }
        }
        read.complete_families(pack);
        read.confirmed = with_twins(&facts.confirm, pack);
        read.declined = with_twins(&facts.decline, pack);
        if let Some(both) = read.confirmed.intersection(&read.declined).next() {
            findings.push(bad("confirm", format!("{both} is confirmed and declined; keep one")));
        }
        if findings.is_empty() { Ok(read) } else { Err(findings) }
    }

    /// Once one fact of a family is given, the others are zero.
    fn complete_families(&mut self, pack: &Pack) {
        let given: Vec<_> = pack.facts.iter().zip(&self.facts).filter(|(_, value)| value.is_some()).collect();
        let families: Vec<_> = given.iter().filter_map(|(fact, _)| fact.family.clone()).collect();
        for (fact, value) in pack.facts.iter().zip(&mut self.facts) {
            if value.is_none() && fact.family.as_ref().is_some_and(|family| families.contains(family)) {
                *value = Some(Value::Number(Decimal::ZERO));
            }
        }
    }

    /// What rate texts may read, for a value.
    pub fn rate_facts(&self, value: Dollars) -> RateFacts<'static> {
        RateFacts { value, ..self.for_rates.clone() }
    }

    /// A fact, when given.
    pub fn fact(&self, id: FactId) -> Option<&Value> {
        self.facts.get(id.at()).and_then(Option::as_ref)
    }

    /// The same statements with one more fact.
    pub fn with_fact(&self, id: FactId, value: Value) -> Statements {
        let mut changed = self.clone();
        if let Some(slot) = changed.facts.get_mut(id.at()) {
            *slot = Some(value);
        }
        changed
    }

    /// The same statements with one more affirmed heading.
    pub fn with_confirmed(&self, heading: TariffNumber) -> Statements {
        let mut changed = self.clone();
        changed.confirmed.insert(heading);
        changed
    }

    /// What was said of a heading.
    pub fn confirmed(&self, heading: TariffNumber) -> Truth {
        match () {
            () if self.confirmed.contains(&heading) => Truth::True,
            () if self.declined.contains(&heading) => Truth::False,
            () => Truth::Unknown,
        }
    }

    /// Affirmed headings.
    pub fn affirmed(&self) -> impl Iterator<Item = TariffNumber> {
        self.confirmed.iter().copied()
    }
}

/// A statement about one number of a pair is one about the heading.
fn with_twins(numbers: &[TariffNumber], pack: &Pack) -> BTreeSet<TariffNumber> {
    let heads = numbers.iter().flat_map(|number| pack.heading(*number).map(|heading| heading.number));
    numbers.iter().copied().chain(heads).collect()
}

fn value(fact: &Fact, given: &FactValue) -> Result<Value, &'static str> {
    let text = text_of(given);
    match fact.kind {
        Kind::Flag => match text.to_ascii_lowercase().as_str() {
            "true" | "yes" | "y" => Ok(Value::Flag(true)),
            "false" | "no" | "n" => Ok(Value::Flag(false)),
            _ => Err("yes or no (true or false)"),
        },
        Kind::Number => {
            let figure = figure::read(text.trim().trim_end_matches('%')).ok();
            let sane = figure.filter(|f| (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(f));
            sane.map(Value::Number).ok_or("a percentage from 0 to 100")
        }
        Kind::Date => text.parse::<Date>().map(Value::Date).map_err(|_| "a date, as in 2026-07-24"),
        Kind::Word if text.trim().is_empty() => Err("a word"),
        Kind::Word if fact.country => text
            .trim()
            .to_ascii_uppercase()
            .parse::<Country>()
            .map(|country| Value::Word(country.as_str().into()))
            .map_err(|_| "a country's code of two letters, as in US"),
        Kind::Word => Ok(Value::Word(text.trim().to_ascii_uppercase().into())),
    }
}

/// What is wrong with a country's code that names none.
fn stray_country(fact: &Fact, value: &Value, law: &cocket_law::Pack) -> Option<Finding> {
    let Value::Word(word) = value else { return None };
    let country = fact.country.then(|| word.parse::<Country>().ok()).flatten()?;
    no_country(country, &format!("facts.{}", fact.name), law)
}

fn text_of(given: &FactValue) -> String {
    match given {
        FactValue::Flag(flag) => flag.to_string(),
        FactValue::Number(number) => number.0.to_string(),
        FactValue::Text(text) => text.clone(),
    }
}

/// Says which facts begin alike, since a wrong name is mostly a wrong ending.
fn unknown(name: &str, pack: &Pack) -> String {
    let first_word = |name: &str| name.split('_').next().unwrap_or_default().to_ascii_lowercase();
    let declared = pack.facts.iter().map(|fact| fact.name.to_string());
    let all =
        declared.chain(RateFacts::names().map(String::from)).chain(["confirm".into(), "decline".into()]);
    let alike: Vec<String> = all.filter(|known| first_word(known) == first_word(name)).collect();
    match alike.as_slice() {
        [] => format!("no measure and no rate reads «{name}»; the facts are listed in docs/measures.md"),
        _ => format!("no measure and no rate reads «{name}»; did you mean {}?", alike.join(", ")),
    }
}

fn bad(fact: &str, text: String) -> Finding {
    Finding::block("BAD_FACT", Place::field(format!("facts.{fact}")), text)
}
