//! The duty of every line of the sample packets, from the facts of the packet's product master: the same headings,
//! rates, bases and amounts as the independent result.

use std::collections::BTreeMap;
use std::path::Path;

use cocket_tariff::engine::{RateQuestion, Tariff, rate};
use cocket_tariff::measure::Pack;
use cocket_tariff::revision::{RevisionId, Revisions};
use cocket_tariff::schedule::{Schedules, import};
use serde_json::{Value, json};

use super::shared;

/// CATAIR transport codes of the packets as words.
const MODES: [(&str, &str); 3] = [("11", "vessel"), ("30", "truck"), ("40", "air")];

fn tariff(hts: &Path) -> Tariff {
    let mut schedules = Schedules::starter();
    for path in shared::exports(hts) {
        let id = RevisionId::in_file_name(&path.to_string_lossy()).unwrap();
        if ["2026_rev_9", "2025_rev_24"].contains(&id.to_string().as_str()) {
            let revision = Revisions::embedded().get(id).unwrap().clone();
            schedules.add(import::read(&std::fs::read(&path).unwrap(), revision).unwrap().schedule);
        }
    }
    Tariff::new(schedules, Pack::starter().unwrap())
}

fn read_json(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn parts(folder: &Path) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(folder.join("parts.csv")).unwrap();
    let rows = reader.deserialize::<BTreeMap<String, String>>().map(Result::unwrap);
    rows.map(|row| (row["part_no"].trim().to_string(), row)).collect()
}

/// The facts that the product master states.
fn facts(part: Option<&BTreeMap<String, String>>) -> serde_json::Map<String, Value> {
    let columns = [
        ("steel_wt_pct", "steel_weight_pct"),
        ("alu_wt_pct", "aluminum_weight_pct"),
        ("copper_wt_pct", "copper_weight_pct"),
        ("steel_value_pct", "steel_pct"),
        ("alu_value_pct", "aluminum_pct"),
        ("melt_pour_country", "steel_melt_pour"),
        ("smelt_cast_country", "aluminum_smelt"),
        ("us_content_pct", "us_content_pct"),
        ("vehicle_part", "vehicle_part"),
    ];
    let stated = columns.iter().filter_map(|(column, fact)| {
        let text = part?.get(*column)?.trim();
        (!text.is_empty()).then(|| ((*fact).to_string(), json!(text)))
    });
    stated.collect()
}

#[test]
fn every_line_of_the_sample_packets_agrees() {
    let Some(hts) = shared::hts() else { return };
    let samples = hts.parent().unwrap().join("samples");
    let tariff = tariff(&hts);
    let mut wrong = BTreeMap::new();
    let mut counted = 0;
    for packet in ["s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8"] {
        let folder = samples.join(packet);
        let (expected, header) =
            (read_json(&folder.join("expected.json")), read_json(&folder.join("packet.json")));
        let parts = parts(&folder);
        for line in expected["lines"].as_array().unwrap() {
            counted += 1;
            if let Some(why) = check(&tariff, packet, &header, line, &parts) {
                wrong.insert(format!("{packet} {}", line["part"].as_str().unwrap()), why);
            }
        }
    }
    eprintln!("samples: {} of {counted} lines agree", counted - wrong.len());
    super::cases::compare("samples_disagreeing.txt", &wrong);
}

fn check(
    tariff: &Tariff,
    packet: &str,
    header: &Value,
    line: &Value,
    parts: &BTreeMap<String, BTreeMap<String, String>>,
) -> Option<String> {
    let part = line["part"].as_str().unwrap();
    let duty = line["duty"].as_array().unwrap();
    let mut facts = facts(parts.get(part));
    // The client's answer for the part that the master lacks (packet s8).
    if part == "DH-025" {
        facts.extend([("steel_pct".into(), json!("65")), ("aluminum_pct".into(), json!("0"))]);
    }
    // Oil is rated on contents and container, which the packing list alone tells (packet s6).
    if part == "O-33" {
        facts.insert("contents_and_container".into(), json!("2850 kg"));
    }
    let quantities: Vec<Value> = line["quantities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|q| json!({ "amount": q["qty"], "unit": q["unit"] }))
        .collect();
    let mode = MODES.iter().find(|(code, _)| header["mode"] == *code).map(|(_, word)| *word);
    let adcvd: Vec<Value> = line
        .get("adcvd")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default()
        .iter()
        .map(|d| json!({ "case": d["case"], "rate": d["rate"].as_str().unwrap().trim_end_matches('%') }))
        .collect();
    let dates = &header["dates"];
    let mut question = json!({
        "id": part, "hts": line["hts"].as_array().unwrap().last(), "origin": line["origin"], "entry_date": dates["entry"],
        "value": line["entered_value"], "quantities": quantities, "facts": facts, "adcvd": adcvd,
    });
    for (key, value) in
        [("spi", &line["spi"]), ("loading_date", &dates["lading"]), ("export_date", &dates["export"])]
    {
        if !value.is_null() {
            question[key] = value.clone();
        }
    }
    if let Some(mode) = mode {
        question["mode"] = json!(mode);
    }
    let question: RateQuestion = serde_json::from_value(question).unwrap();
    let answer = rate(tariff, &question, None);
    let mut got: Vec<[String; 4]> = answer
        .lines
        .iter()
        .map(|l| [l.number.to_string(), l.rate.clone(), l.base.to_string(), l.amount.to_string()])
        .collect();
    let text = |v: &Value| v.as_str().unwrap_or_default().to_string();
    let mut want: Vec<[String; 4]> = duty
        .iter()
        .map(|d| [text(&d["heading"]), text(&d["rate"]), text(&d["base"]), text(&d["amount"])])
        .collect();
    let deposits: Vec<String> = answer.adcvd.iter().map(|d| d.amount.to_string()).collect();
    let wanted: Vec<String> = line
        .get("adcvd")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default()
        .iter()
        .map(|d| text(&d["deposit"]))
        .collect();
    let in_order = packet != "s1" || got == want;
    got.sort();
    want.sort();
    (got != want || deposits != wanted || !in_order).then(|| {
        format!(
            "{packet} {part}: {got:?} {deposits:?}\n      wanted {want:?} {wanted:?} {} {:?}",
            answer.outcome, answer.needs
        )
    })
}
