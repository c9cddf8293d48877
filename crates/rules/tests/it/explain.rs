//! Explanations: golden texts of every engine, and what holds for all of them.
//!
//! `scenarios/explanations/*.txt` are read by people: the question, then what a client and a colleague are told.
//! `COCKET_BLESS=1` writes what is told now; look at the difference before it is kept.

use std::fmt::Write as _;
use std::path::PathBuf;

use cocket_base::civil::date;
use cocket_base::{Cents, Date, Decimal, Explain, Explanation, Reader, Round};
use cocket_law::Pack;
use cocket_rules::explain::{self, words};
use cocket_rules::origin::OriginLaw;
use cocket_rules::value::RateTable;
use cocket_rules::{bonds, fees, interest, penalties};
use cocket_tariff::engine::Tariff;
use serde_json::Value;

/// The day on which the questions are asked.
fn today() -> Date {
    date(2026, 11, 24)
}

/// An answer as JSON with its explanation.
fn answer(engine: &str, question: &str, reader: Reader) -> (Value, Explanation) {
    let (json, told) = ask(engine, question, Explain::For(reader));
    (json, told.unwrap())
}

fn ask(engine: &str, question: &str, wish: Explain) -> (Value, Option<Explanation>) {
    let pack = Pack::starter();
    let mut question: Value =
        serde_json::from_str(question).unwrap_or_else(|bad| panic!("{question}: {bad}"));
    question["id"] = "1".into();
    question["explain"] = serde_json::to_value(wish).unwrap();
    let text = question.to_string();
    let calculator = match engine {
        "fees" => Some(&fees::FEES),
        "bond" => Some(&bonds::BOND),
        "penalty" => Some(&penalties::PENALTY),
        "interest" => Some(&interest::INTEREST),
        _ => None,
    };
    macro_rules! ask {
        ($call:expr) => {{
            let asked = serde_json::from_str(&text).unwrap_or_else(|bad| panic!("{text}: {bad}"));
            let told = $call(asked);
            let json = serde_json::to_value(&told).unwrap();
            (json, told.explanation)
        }};
    }
    match (engine, calculator) {
        (_, Some(calculator)) => ask!(|q| explain::calculate(calculator, pack, &q, today())),
        ("rate", _) => ask!(|q| explain::rate(Tariff::starter(), pack, &q, Some(today()))),
        ("value", _) => ask!(|q| explain::appraise(pack, &q, &RateTable::default(), today())),
        ("clocks", _) => ask!(|q| explain::count(pack, &q, today())),
        ("origin", _) => {
            let law = OriginLaw::read(pack).unwrap();
            ask!(|q| explain::qualify(&law, pack, &q, today()))
        }
        (other, _) => panic!("{other} is no engine"),
    }
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/explanations")
}

/// The questions of a file: `engine {…}` lines after `>`.
fn questions(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.lines().filter_map(|line| line.strip_prefix("> ")?.split_once(' '))
}

fn files() -> Vec<(PathBuf, String)> {
    let read = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        read.filter(|path| path.extension().is_some_and(|ext| ext == "txt")).collect();
    files.sort();
    files.into_iter().map(|path| (path.clone(), std::fs::read_to_string(path).unwrap())).collect()
}

fn printed(told: &Explanation) -> String {
    let mut out = format!("  {}\n", told.lead);
    for (heading, paragraphs) in told.parts() {
        writeln!(out, "  {heading}").unwrap();
        for paragraph in paragraphs {
            let source = paragraph.source.as_ref().map(|source| format!(" [{source}]")).unwrap_or_default();
            writeln!(out, "    {}{source}", paragraph.text).unwrap();
        }
    }
    out
}

#[test]
fn the_golden_texts_are_what_is_told() {
    let mut differs = Vec::new();
    for (path, written) in files() {
        let head: Vec<&str> = written.lines().take_while(|line| !line.starts_with("> ")).collect();
        let mut now = format!("{}\n\n", head.join("\n").trim_end());
        for (engine, question) in questions(&written) {
            writeln!(now, "> {engine} {question}").unwrap();
            for reader in Reader::ALL {
                let (_, told) = answer(engine, question, reader);
                write!(now, "{}\n{}", reader.word(), printed(&told)).unwrap();
            }
            now.push('\n');
        }
        let now = format!("{}\n", now.trim_end());
        if std::env::var_os("COCKET_BLESS").is_some() {
            std::fs::write(&path, &now).unwrap();
        } else if let Some((was, is)) = written.lines().zip(now.lines()).find(|(was, is)| was != is) {
            differs.push(format!("{}:\n  {was}\n  {is}", path.display()));
        } else if written.lines().count() != now.lines().count() {
            differs.push(format!("{}: more or fewer lines", path.display()));
        }
    }
    assert!(
        differs.is_empty(),
        "written, told now: {}\nCOCKET_BLESS=1 keeps what is told now",
        differs.join("\n")
    );
}

/// Keys of an answer whose texts are amounts of dollars.
const AMOUNTS: &[&str] = &[
    "duty",
    "amount",
    "assessed",
    "owed",
    "refundable",
    "under_appeal",
    "hmf",
    "saving",
    "value",
    "entered",
    "added",
    "exact",
    "unit_value",
    "amount_usd",
    "usd",
    "refund",
    "marking_duty",
    "mpf",
    "price",
    "base",
];

/// Every amount of an answer, wherever it stands, outside the explanation and the steps' own texts.
fn amounts(json: &Value, found: &mut Vec<(String, String)>) {
    match json {
        Value::Object(fields) => {
            for (key, value) in
                fields.iter().filter(|(key, _)| !["explanation", "proof", "facts"].contains(&key.as_str()))
            {
                let amount = AMOUNTS.contains(&key.as_str()) || key == "amounts";
                match value {
                    Value::Object(inside) if key == "amounts" => {
                        found.extend(inside.iter().map(|(name, amount)| (name.clone(), plain(amount))));
                    }
                    Value::String(_) | Value::Number(_) if amount => found.push((key.clone(), plain(value))),
                    other => amounts(other, found),
                }
            }
        }
        Value::Array(all) => all.iter().for_each(|one| amounts(one, found)),
        _ => {}
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), String::from)
}

/// The ways in which an amount is printed.
fn spellings(amount: &str) -> Vec<String> {
    let Ok(exact) = amount.trim_end_matches(" USD").parse::<Decimal>() else {
        return vec![words::figure(amount)];
    };
    let cents = Cents::from_dollars(exact, Round::HalfUp).unwrap();
    let mut all = vec![words::exact(exact), cocket_base::grouped(&exact.to_string())];
    if cents.as_dollars() == exact {
        all.push(words::cents(cents));
    }
    all
}

#[test]
fn a_colleague_reads_every_amount_and_every_source_and_a_client_no_field() {
    let mut count = 0;
    for (path, text) in files() {
        for (engine, question) in questions(&text) {
            let (json, told) = answer(engine, question, Reader::Colleague);
            let all = printed(&told);
            let mut found = Vec::new();
            amounts(&json, &mut found);
            for (key, amount) in &found {
                // A sum of nothing is told by its absence.
                let nothing = amount.parse::<Decimal>().is_ok_and(|amount| amount.is_zero());
                let there = spellings(amount).iter().any(|spelling| all.contains(spelling));
                assert!(
                    nothing || there,
                    "{} {question}: {key} {amount} is not told in\n{all}",
                    path.display()
                );
            }
            count += found.len();
            assert!(json.get("steps").is_none(), "{question}: the steps are told, not given");
            let (worked, _) = ask(engine, question, Explain::Steps);
            for step in worked["steps"].as_array().into_iter().flatten() {
                if let Some(source) = step["cite"]["source"].as_str() {
                    assert!(all.contains(source), "{question}: {source} is not told in\n{all}");
                }
            }
            let (_, client) = answer(engine, question, Reader::Client);
            let client = printed(&client);
            for field in ["(The field is", "(The claim is", "_pct", "entry_date"] {
                assert!(!client.contains(field), "{question}: a client reads «{field}» in\n{client}");
            }
            for text in client.lines().filter(|line| !line.contains('[')) {
                let number = text.split(|c: char| !(c.is_ascii_digit() || c == '.')).find(|word| {
                    word.len() >= 10 && word.matches('.').count() >= 2 && word.starts_with("99")
                });
                assert_eq!(number, None, "{question}: a client reads a bare number in «{text}»");
            }
            assert!(client.lines().count() <= all.lines().count(), "{question}: a client reads more");
        }
    }
    assert!(count > 100, "{count} amounts");
}
