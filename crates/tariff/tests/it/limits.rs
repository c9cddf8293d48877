//! What lies exactly at a limit, a step below it and a step above; and what is left unsaid.

use std::collections::BTreeMap;
use std::path::Path;

use cocket_base::{Cents, Decimal};
use cocket_tariff::engine::{RateAnswer, RateQuestion, Tariff, rate};
use serde_json::{Value, json};

use crate::scenario;

fn ask(question: &Value) -> RateAnswer {
    let read: RateQuestion = serde_json::from_value(question.clone()).unwrap();
    rate(Tariff::starter(), &read, None)
}

/// Headings that top a rate up to a total, each with the twin that is reported where the rate reaches the total by itself.
fn twins() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/measures");
    let mut twins = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "toml") {
            continue;
        }
        let text = std::fs::read_to_string(path).unwrap();
        let value = |block: &str, key: &str| {
            let line = block.lines().find(|line| line.starts_with(&format!("{key} = \"")))?;
            line.split('"').nth(1).map(String::from)
        };
        for block in text.split("\n[[").flat_map(|part| part.split("\n\n")) {
            if let (Some(number), Some(twin)) = (value(block, "number"), value(block, "twin")) {
                twins.insert(number, twin);
            }
        }
    }
    twins
}

#[test]
fn a_rate_that_equals_the_total_is_reported_under_the_twin() {
    let twins = twins();
    assert!(twins.len() > 15, "{twins:?}");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/duty");
    let mut tried: BTreeMap<&str, u32> = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        for block in text.split("\n\n").filter(|block| block.contains("% all-in")) {
            let given: Vec<&str> = block.lines().take_while(|line| !line.starts_with("gives")).collect();
            let (mut question, _) = scenario::question(&given);
            let topped: Vec<(&String, &String, Decimal)> = ask(&question)
                .lines
                .iter()
                .filter_map(|line| {
                    let (number, twin) = twins.get_key_value(&line.number.to_string())?;
                    Some((number, twin, line.rate.strip_suffix("% all-in")?.parse().ok()?))
                })
                .collect();
            let ([(number, twin, total)], true) = (topped.as_slice(), question["spi"].is_null()) else {
                continue;
            };
            for (general, reported) in [
                (*total - Decimal::new(1, 1), *number),
                (*total, *twin),
                (*total + Decimal::new(1, 1), *twin),
            ] {
                question["rates"] = json!({ "general": format!("{general}%") });
                let answer = ask(&question);
                let line = answer.lines.iter().find(|line| line.number.to_string() == *reported);
                let line = line.unwrap_or_else(|| {
                    panic!("{general}% of {total}%: not {reported}\n{block}\n{answer:#?}")
                });
                let other = if reported == *twin { number } else { twin };
                assert!(
                    answer.lines.iter().all(|line| line.number.to_string() != **other),
                    "{general}%: {number} and {twin} together\n{block}"
                );
                assert_eq!(line.amount == Cents::ZERO, reported == *twin, "{general}%: {line:?}\n{block}");
            }
            *tried.entry(number.as_str()).or_default() += 1;
        }
    }
    println!("headings tried at equality: {tried:?}");
    assert!(tried.len() > 8, "few headings were tried: {tried:?}");
}

#[test]
fn a_privileged_date_without_a_status_means_privileged() {
    let question = |status: Option<&str>, day: Option<&str>| {
        let mut question = json!({
            "id": "1", "hts": "9405.21.80.10", "origin": "CN", "entry_date": "2026-06-16", "value": "10000",
        });
        question["ftz_status"] = status.map_or(Value::Null, Into::into);
        question["ftz_privileged_date"] = day.map_or(Value::Null, Into::into);
        ask(&question)
    };
    let told = |answer: &RateAnswer| {
        let lines = answer.lines.iter().map(|line| (line.number, line.rate.clone(), line.amount));
        (answer.outcome.to_string(), answer.duty, lines.collect::<Vec<_>>())
    };
    let day = Some("2025-03-10");
    let (unsaid, plain) = (told(&question(None, day)), told(&question(None, None)));
    assert_ne!(unsaid, plain, "the law of the day of status is another");
    for status in ["privileged", "P", "pf", " Privileged "] {
        assert_eq!(told(&question(Some(status), day)), unsaid, "{status}");
    }
    for status in ["non-privileged", "N"] {
        assert_eq!(
            told(&question(Some(status), day)),
            told(&question(Some(status), None)),
            "{status} keeps no day"
        );
    }
    let asked = question(Some("privileged"), None);
    assert!(asked.needs.iter().any(|need| need.fact == "ftz_privileged_date"), "{asked:?}");
}
