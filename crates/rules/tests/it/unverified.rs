//! No row of trust K decides: every question of the scenarios is asked again with one table after the other unverified. An
//! answer may then stand only where it is the answer without that table's rows.

use std::fs;
use std::path::{Path, PathBuf};

use cocket_base::civil::{Date, date};
use cocket_law::Pack;
use cocket_rules::asked::{Calculation, Calculator};
use cocket_rules::clocks::{self, ClockQuestion};
use cocket_rules::origin::{OriginLaw, OriginQuestion, answer};
use cocket_rules::value::{self, RateTable, ValueQuestion};
use cocket_rules::{bonds, fees, interest, penalties};
use serde_json::Value;

const TODAY: Date = date(2026, 11, 24);

/// Tables that questions of clocks read.
const OF_CLOCKS: [&str; 5] = ["clocks", "limits", "entry_traits", "holidays", "port_zones"];

/// Tables that questions of value read.
const OF_VALUE: [&str; 15] = [
    "charge_kinds",
    "incoterms",
    "limits",
    "mpf",
    "hmf",
    "price_change_kinds",
    "royalty_kinds",
    "assist_kinds",
    "relationship_kinds",
    "family_relations",
    "restriction_kinds",
    "price_evidence",
    "test_value_kinds",
    "first_sale_requirements",
    "currency_decimals",
];

/// Tables that the calculators read.
const OF_CALCULATORS: [&str; 9] = [
    "limits",
    "mpf",
    "hmf",
    "mpf_exemptions",
    "class_fees",
    "interest_rates",
    "entry_traits",
    "programs",
    "program_countries",
];

/// Tables that questions of origin read.
const OF_ORIGIN: [&str; 20] = [
    "programs",
    "program_countries",
    "certificate_elements",
    "marking_exceptions",
    "marking_exempt_numbers",
    "marking_j_list",
    "marking_methods",
    "marking_names",
    "operations",
    "origin_agreements",
    "origin_automotive",
    "origin_editions",
    "origin_figures",
    "origin_general_rules",
    "origin_lists",
    "origin_processes",
    "origin_rules",
    "origin_rulings",
    "origin_terms",
    "origin_tolerance_exceptions",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Path below `data` and text of every table.
fn files() -> Vec<(String, String)> {
    let mut files = Vec::new();
    for folder in ["law", "origin", "reference", "codes"] {
        for entry in fs::read_dir(root().join("data").join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name.ends_with(".csv") {
                files.push((format!("{folder}/{name}"), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files
}

/// The pack with a table changed line by line; the header stays.
fn pack(files: &[(String, String)], table: &str, change: fn(&str) -> String) -> Pack {
    let changed: Vec<(String, String)> = files
        .iter()
        .map(|(name, text)| {
            if !name.ends_with(&format!("/{table}.csv")) {
                return (name.clone(), text.clone());
            }
            let mut head = true;
            let lines = text.lines().map(|line| {
                let comment = line.starts_with('#') || line.is_empty();
                let kept = comment || std::mem::take(&mut head);
                if kept { format!("{line}\n") } else { format!("{}\n", change(line)) }
            });
            (name.clone(), lines.collect())
        })
        .collect();
    Pack::bare(changed.iter().map(|(name, text)| (name.as_str(), text.as_str()))).unwrap()
}

fn unverified(line: &str) -> String {
    let (rest, _) = line.rsplit_once(',').unwrap();
    format!("{rest},K")
}

enum Question {
    Clock(ClockQuestion),
    Origin(OriginQuestion),
    Value(Box<ValueQuestion>),
    Calculation(&'static Calculator, Calculation),
}

static CALCULATORS: [(&str, &Calculator); 4] = [
    ("fees", &fees::FEES),
    ("bond", &bonds::BOND),
    ("penalty", &penalties::PENALTY),
    ("interest", &interest::INTEREST),
];

/// The questions of a folder of scenarios, as far as they can be read.
fn questions(folder: &str) -> Vec<Question> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root().join("scenarios").join(folder)).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        for block in text.split("\n\n") {
            let Some(at) = block.find("\nask") else { continue };
            let ask = block[at..].split("\ngives").next().unwrap_or_default();
            let Some(open) = ask.find('{') else { continue };
            let Ok(mut question) = serde_json::from_str::<Value>(&ask[open..]) else { continue };
            question["id"] = "x".into();
            let read = match folder {
                "clocks" => serde_json::from_value(question).map(Question::Clock),
                "origin" => serde_json::from_value(question).map(Question::Origin),
                "value" => serde_json::from_value(question).map(|asked| Question::Value(Box::new(asked))),
                _ => {
                    let engine = ask["\nask".len()..open].trim();
                    let (_, calculator) = CALCULATORS.iter().find(|(name, _)| *name == engine).unwrap();
                    serde_json::from_value(question).map(|asked| Question::Calculation(calculator, asked))
                }
            };
            found.extend(read.ok());
        }
    }
    found
}

fn ask(pack: &Pack, law: &OriginLaw, question: &Question) -> Value {
    match question {
        Question::Clock(question) => serde_json::to_value(clocks::answer(pack, question, TODAY)),
        Question::Origin(question) => serde_json::to_value(answer(law, pack, question, TODAY)),
        Question::Value(question) => {
            serde_json::to_value(value::answer(pack, question, &RateTable::default(), TODAY))
        }
        Question::Calculation(calculator, question) => {
            serde_json::to_value(calculator.answer(pack, question, TODAY))
        }
    }
    .unwrap()
}

/// The answer without the sources it shows.
fn decision(answer: &Value) -> Value {
    match answer {
        Value::Object(keys) => {
            let working = ["proof", "steps", "cite", "counting"];
            let kept = keys.iter().filter(|(key, _)| !working.contains(&key.as_str()));
            Value::Object(kept.map(|(key, value)| (key.clone(), decision(value))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(decision).collect()),
        other => other.clone(),
    }
}

#[test]
fn no_row_that_was_not_verified_decides() {
    let files = files();
    let (clocks, origin) = (questions("clocks"), questions("origin"));
    let (value, calculators) = (questions("value"), questions("calculators"));
    for asked in [&clocks, &origin, &value, &calculators] {
        assert!(asked.len() > 60, "{} questions", asked.len());
    }
    let (mut wrong, mut turned) = (Vec::new(), 0);
    let of_clocks = OF_CLOCKS.iter().map(|table| (*table, &clocks));
    let of_origin = OF_ORIGIN.iter().map(|table| (*table, &origin));
    let of_value = OF_VALUE.iter().map(|table| (*table, &value));
    let of_calculators = OF_CALCULATORS.iter().map(|table| (*table, &calculators));
    for (table, questions) in of_clocks.chain(of_origin).chain(of_value).chain(of_calculators) {
        let doubted = pack(&files, table, unverified);
        let without = doubted.verified().unwrap();
        assert!(without.tables().any(|held| held.name() == table && held.is_empty()), "{table}");
        let doubted_law = OriginLaw::read(&doubted).unwrap();
        // Rules that lean on a list that is not there cannot be read; then nothing can be compared by itself.
        let Ok(without_law) = OriginLaw::read(without) else { continue };
        for question in questions {
            let (said, bare) = (ask(&doubted, &doubted_law, question), ask(without, &without_law, question));
            let stands = said["outcome"] == "decided" || said["outcome"] == "prohibited";
            if stands && decision(&said) != decision(&bare) {
                wrong.push(format!("{table}: {said}\nwithout: {bare}"));
            }
            if said["needs"][0]["fact"] == "confirm" {
                assert!(!said["would"].is_null() && said["needs"].as_array().is_some_and(|n| n.len() == 1));
                turned += 1;
            }
        }
    }
    assert!(wrong.is_empty(), "{} answers rest on unverified rows, as\n{}", wrong.len(), wrong[0]);
    assert!(turned > 300, "only {turned} answers became questions");
}

/// A product rule that nobody has read shows all it would do.
#[test]
fn an_unverified_rule_warns_with_its_whole_working() {
    let files = files();
    let doubted = pack(&files, "origin_rules", unverified);
    let law = OriginLaw::read(&doubted).unwrap();
    let text = r#"{"kind":"qualify","id":"1","agreement":"usmca","date":"2026-06-16","hts":"8413.70","produced_in":["MX"],
        "materials":[{"name":"motor","hts":"8501.40","origin":"CN","value":"40"}],
        "values":{"transaction_value":"200"}}"#;
    let question: OriginQuestion = serde_json::from_str(text).unwrap();
    let said = serde_json::to_value(answer(&law, &doubted, &question, TODAY)).unwrap();
    let (need, would) = (&said["needs"][0], &said["would"]);
    assert_eq!((&said["outcome"], &need["fact"]), (&"needs_facts".into(), &"confirm".into()));
    assert!(need["question"].as_str().unwrap().contains("HTSUS general note 11(o) chapter 84"), "{need}");
    assert_eq!((&would["qualifies"], &would["criterion"]), (&true.into(), &"B".into()));
    assert!(would["rule"].is_string() && would["content"].is_array() && would["proof"]["parts"].is_array());
    // A good that originates without the rule needs nobody's word.
    let whole = text.replace(r#""origin":"CN""#, r#""originating":true"#);
    let question: OriginQuestion = serde_json::from_str(&whole).unwrap();
    let said = serde_json::to_value(answer(&law, &doubted, &question, TODAY)).unwrap();
    assert_eq!((&said["outcome"], &said["criterion"]), (&"decided".into(), &"C".into()));
}
