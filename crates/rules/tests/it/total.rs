//! What must hold for any question whatever, and for any file of rates. The fuzz target includes this file.

use cocket_base::civil::date;
use cocket_base::{Date, question};
use cocket_law::Pack;
use cocket_rules::asked::{Calculation, Calculator};
use cocket_rules::value::RateTable;
use cocket_rules::{bonds, clocks, fees, ids, interest, origin, penalties, value};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

const TODAY: Date = date(2026, 11, 24);

/// The engines by the words of the command line.
pub const ENGINES: [&str; 8] = ["value", "origin", "clocks", "ids", "fees", "bond", "penalty", "interest"];

/// The first byte picks who reads the rest: an engine, or the reader of a file of exchange rates.
pub fn check(bytes: &[u8]) {
    let Some((pick, rest)) = bytes.split_first() else { return };
    let text = String::from_utf8_lossy(rest);
    match ENGINES.get(usize::from(*pick) % (ENGINES.len() + 1)) {
        Some(engine) => ask(engine, &text),
        None => rates(&text),
    }
}

/// Asks an engine: the answer has one of the four outcomes, with what belongs to it.
pub fn ask(engine: &str, text: &str) {
    ask_of(Pack::starter(), origin::OriginLaw::starter(), engine, text);
}

/// The same of another law.
pub fn ask_of(pack: &Pack, law: &origin::OriginLaw, engine: &str, text: &str) {
    let calculated = |calculator: &Calculator| {
        answered(text, |question: Calculation| calculator.answer(pack, &question, TODAY));
    };
    match engine {
        "value" => answered(text, |question| value::answer(pack, &question, &RateTable::default(), TODAY)),
        "origin" => {
            answered(text, |question| origin::answer(law, pack, &question, TODAY));
        }
        "clocks" => answered(text, |question| clocks::answer(pack, &question, TODAY)),
        "ids" => answered(text, |question| ids::answer(pack, &question)),
        "fees" => calculated(&fees::FEES),
        "bond" => calculated(&bonds::BOND),
        "penalty" => calculated(&penalties::PENALTY),
        "interest" => calculated(&interest::INTEREST),
        other => panic!("there is no engine «{other}»"),
    }
}

fn answered<Q: DeserializeOwned, A: Serialize>(text: &str, answer: impl Fn(Q) -> A) {
    let question = match question::read(text) {
        Ok(question) => question,
        Err(error) => return assert!(!error.text.is_empty() && error.to_string().len() < 4_000, "{error}"),
    };
    let answer = serde_json::to_value(answer(question)).unwrap();
    let some = |key: &str| answer[key].as_array().is_some_and(|items| !items.is_empty());
    let told = |key: &str, part: &str| {
        let items = answer[key].as_array().map(Vec::as_slice).unwrap_or_default();
        items.iter().all(|item| item[part].as_str().is_some_and(|text| !text.is_empty()))
    };
    match answer["outcome"].as_str() {
        Some("decided") => {}
        Some("needs_facts") => assert!(some("needs") && told("needs", "question"), "{answer}"),
        Some("prohibited") => assert!(some("reasons") && told("reasons", "text"), "{answer}"),
        Some("invalid") => assert!(some("findings") && told("findings", "remedy"), "{answer}"),
        _ => panic!("no outcome: {answer}"),
    }
    assert!(longest(&answer) < 20_000, "a text of an answer grows with what was asked");
}

fn longest(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(longest).max().unwrap_or(0),
        Value::Object(keys) => keys.values().map(longest).max().unwrap_or(0),
        _ => 0,
    }
}

/// Reads a file of exchange rates: each fault has its line and what to write.
pub fn rates(text: &str) {
    if let Err(findings) = RateTable::read("rates.csv", text) {
        assert!(!findings.is_empty() && findings.len() <= 101);
        for finding in findings {
            assert!(finding.place.row.is_some() && finding.remedy.is_some(), "{finding}");
        }
    }
}
