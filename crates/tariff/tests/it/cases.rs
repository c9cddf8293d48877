//! The duty engine against the reference cases: all of `cases_dev.csv`, and all rows of `panel_dev.csv` without the flags
//! that mark the table's own doubts.
//!
//! A row that fails would be listed in `cases_failing.txt` or `panel_failing.txt`, so that failures can only become fewer.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use cocket_base::{Cents, Date, Decimal};
use cocket_tariff::engine::{RateAnswer, RateQuestion, Tariff, rate};
use cocket_tariff::measure::Pack;
use cocket_tariff::revision::{RevisionId, Revisions};
use cocket_tariff::schedule::{Schedules, import};
use serde_json::json;

use super::shared;

pub fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect()
}

fn has(answer: &RateAnswer, heading: &str) -> bool {
    answer.lines.iter().any(|line| line.number.to_string() == heading)
}

/// Compares the failures with the list kept in the repository; a new failure or a mended row both fail the test.
pub fn compare(list: &str, failures: &BTreeMap<String, String>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it").join(list);
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let kept: BTreeSet<&str> =
        kept.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')).collect();
    let new = failures.iter().filter(|(id, _)| !kept.contains(id.as_str()));
    let new: Vec<String> = new.map(|(id, why)| format!("{id}: {why}")).collect();
    let mended: Vec<&&str> = kept.iter().filter(|id| !failures.contains_key(**id)).collect();
    assert!(new.is_empty(), "{} rows fail that are not in {list}:\n{}", new.len(), new.join("\n"));
    assert!(mended.is_empty(), "rows of {list} pass now; take them out: {mended:?}");
}

#[test]
fn the_reference_cases_pass() {
    let Some(hts) = shared::hts() else { return };
    let mut failures = BTreeMap::new();
    let all = rows(&hts.join("cases_dev.csv"));
    for row in &all {
        if let Err(why) = case(row) {
            failures.insert(row["case_id"].clone(), why);
        }
    }
    eprintln!("cases_dev: {} of {} pass", all.len() - failures.len(), all.len());
    compare("cases_failing.txt", &failures);
}

pub fn case(row: &BTreeMap<String, String>) -> Result<(), String> {
    let facts: serde_json::Value = serde_json::from_str(&row["facts_json"]).unwrap();
    let units = ["No.", "kg", "doz.", "prs.", "m2", "liters"];
    let quantities: Vec<_> =
        units.iter().map(|unit| json!({ "amount": row["quantity"], "unit": unit })).collect();
    let mut question = json!({
        "id": row["case_id"], "hts": row["hts10"], "origin": row["origin"], "entry_date": row["entry_date"],
        "value": row["customs_value_usd"], "quantities": quantities, "facts": facts,
        "rates": { "general": row["general"], "special": row["special"], "other": row["other"] },
    });
    if !row["spi_claimed"].is_empty() {
        question["spi"] = json!(row["spi_claimed"]);
    }
    let question: RateQuestion = serde_json::from_value(question).map_err(|error| error.to_string())?;
    let answer = rate(Tariff::starter(), &question, None);
    if row["note"].contains("PROHIBITION") {
        return if answer.outcome == "prohibited" {
            Ok(())
        } else {
            Err(format!("{} instead of prohibited", answer.outcome))
        };
    }
    let lines: Vec<String> =
        answer.lines.iter().map(|l| format!("{} {} {}", l.number, l.rate, l.amount)).collect();
    let shown = format!(
        "{} {:?} {}",
        answer.outcome,
        answer.findings.iter().map(|f| &f.text).collect::<Vec<_>>(),
        lines.join(" | ")
    );
    if answer.outcome != "decided" {
        return Err(shown);
    }
    let want = &row["expected_total_duty_usd"];
    let duty = answer.duty.unwrap();
    if !want.is_empty() && duty.as_dollars() != want.parse::<Decimal>().unwrap() {
        return Err(format!("total {duty} instead of {want}; {shown}"));
    }
    for heading in row["expected_headings"].split_whitespace() {
        if !has(&answer, heading) {
            return Err(format!("{heading} is missing; {shown}"));
        }
    }
    for heading in row["headings_that_must_not_apply"].split_whitespace() {
        if has(&answer, heading) {
            return Err(format!("{heading} must not apply; {shown}"));
        }
    }
    let amounts: BTreeMap<String, Decimal> =
        serde_json::from_str::<BTreeMap<String, serde_json::Number>>(&row["expected_line_amounts_json"])
            .unwrap()
            .into_iter()
            .map(|(heading, amount)| (heading, amount.to_string().parse().unwrap()))
            .collect();
    for (heading, amount) in amounts {
        let found = answer.lines.iter().find(|l| l.number.to_string() == heading).map(|l| l.amount);
        if found.map(Cents::as_dollars) != Some(amount) {
            return Err(format!("{heading} is {found:?} instead of {amount}; {shown}"));
        }
    }
    Ok(())
}

/// The schedules that the panel names, next to the embedded one.
pub fn panel_tariff(hts: &Path, revisions: &BTreeSet<String>) -> Tariff {
    let mut schedules = Schedules::starter();
    for path in shared::exports(hts) {
        let id = RevisionId::in_file_name(&path.to_string_lossy()).unwrap();
        if revisions.contains(&id.to_string()) {
            let bytes = std::fs::read(&path).unwrap();
            let revision = Revisions::embedded().get(id).unwrap().clone();
            schedules.add(import::read(&bytes, revision).unwrap().schedule);
        }
    }
    Tariff::new(schedules, Pack::starter().unwrap())
}

#[test]
fn the_panel_agrees() {
    let Some(hts) = shared::hts() else { return };
    let all = rows(&hts.join("panel_dev.csv"));
    let revisions = all.iter().map(|row| row["revision"].clone()).collect();
    let tariff = panel_tariff(&hts, &revisions);
    let mut failures = BTreeMap::new();
    let mut counted = 0;
    for row in
        all.iter().filter(|row| !row["flags"].contains("doubtful") && !row["flags"].contains("use_exempt"))
    {
        counted += 1;
        if let Err(why) = panel(&tariff, row) {
            failures.insert(row["row"].clone(), why);
        }
    }
    eprintln!("panel_dev: {} of {counted} unflagged rows pass", counted - failures.len());
    compare("panel_failing.txt", &failures);
}

pub fn panel(tariff: &Tariff, row: &BTreeMap<String, String>) -> Result<(), String> {
    let date: Date = row["date"].parse().unwrap();
    let facts =
        if date < "2026-04-06".parse::<Date>().unwrap() && row["flags"].contains("metal_content_100pct") {
            json!({ "steel_pct": "100", "aluminum_pct": "100", "copper_pct": "100" })
        } else {
            json!({})
        };
    let quantities: Vec<_> = ["No.", "kg", "doz.", "prs.", "m2", "liters"]
        .iter()
        .map(|u| json!({ "amount": "100", "unit": u }))
        .collect();
    let question: RateQuestion = serde_json::from_value(json!({
        "id": row["row"], "hts": row["hts10"], "origin": row["origin_iso2"], "entry_date": row["date"],
        "value": "1000000", "quantities": quantities, "facts": facts,
    }))
    .unwrap();
    let answer = rate(tariff, &question, None);
    let lines: Vec<String> = answer.lines.iter().map(|l| format!("{} {}", l.number, l.rate)).collect();
    let flags = &row["flags"];
    let shown = format!(
        "{} {} {} {flags} {:?} {}",
        row["hts10"],
        row["origin_iso2"],
        row["date"],
        answer.findings.iter().map(|f| &f.text).collect::<Vec<_>>(),
        lines.join(" | ")
    );
    if answer.outcome != "decided" {
        return Err(format!("{} {:?} {shown}", answer.outcome, answer.needs));
    }
    let fraction = |dollars: Decimal| dollars / Decimal::from(1_000_000);
    let sum = |wanted: &dyn Fn(&str) -> bool| {
        fraction(
            answer
                .lines
                .iter()
                .filter(|l| wanted(&l.authority))
                .map(|l| l.amount)
                .sum::<Cents>()
                .as_dollars(),
        )
    };
    let near = |a: Decimal, text: &str| {
        let b: Decimal = text.parse().or_else(|_| Decimal::from_scientific(text)).unwrap();
        (a - b).abs() < Decimal::new(1, 6)
    };
    let s301 = sum(&|authority| authority.starts_with("s301"));
    if !near(s301, &row["s301"]) {
        return Err(format!("s301 {s301} instead of {}; {shown}", row["s301"]));
    }
    let additional = sum(&|authority| authority != "base");
    if !near(additional, &row["total_additional"]) {
        let want: Vec<String> =
            ["s232", "s301", "ieepa_reciprocal", "ieepa_fentanyl", "s122", "s201", "other"]
                .iter()
                .filter(|c| row[**c] != "0")
                .map(|c| format!("{c} {}", row[*c]))
                .collect();
        return Err(format!(
            "additional {additional} instead of {} ({}); {shown}",
            row["total_additional"],
            want.join(", ")
        ));
    }
    Ok(())
}
