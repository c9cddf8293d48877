//! Duty scenarios that a customs expert can read: `scenarios/duty/*.scn`, run against the embedded schedule and measures.
//!
//! A scenario is a block of lines: `case`, what is known, then `gives` with the numbers in reporting order. With
//! `COCKET_BLESS=1` the part from `gives` on is written anew; the review is the diff.

use std::fmt::Write;
use std::path::Path;

use cocket_base::Date;
use cocket_tariff::engine::{RateAnswer, RateQuestion, Tariff, rate};
use serde_json::{Value, json};

#[test]
fn duty_scenarios_give_what_they_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/duty");
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "scn"));
    files.sort();
    assert!(!files.is_empty(), "no scenarios in {}", folder.display());
    let bless = std::env::var_os("COCKET_BLESS").is_some();
    let mut wrong = String::new();
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let blocks: Vec<&str> = text.trim_end().split("\n\n").collect();
        let now: Vec<String> = blocks.iter().map(|block| run(block)).collect();
        for (was, now) in blocks.iter().zip(&now).filter(|(was, now)| was.trim_end() != now.trim_end()) {
            writeln!(wrong, "{}\n--- says\n{was}\n--- gives\n{now}\n", path.display()).unwrap();
        }
        if bless {
            std::fs::write(&path, now.join("\n\n") + "\n").unwrap();
        }
    }
    assert!(bless || wrong.is_empty(), "{wrong}");
}

/// The first words of a scenario's name, file by file.
fn names(folder: &Path, file: &str) -> Vec<String> {
    let text = std::fs::read_to_string(folder.join(file)).unwrap();
    text.lines().filter_map(|line| line.strip_prefix("case ")).map(|name| name.trim().to_string()).collect()
}

#[test]
fn each_of_the_28_traps_has_a_scenario() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/duty");
    let names = names(&folder, "traps.scn");
    let without: Vec<String> = (1..=28)
        .map(|trap| format!("trap {trap:02} "))
        .filter(|trap| !names.iter().any(|name| name.starts_with(trap.as_str())))
        .collect();
    assert!(without.is_empty(), "no scenario for {}", without.join(", "));
}

/// Every heading that has a block of its own, so that no exemption and no pair goes untried. Of the rows of a table, as those
/// of countries and quotas are, some stand for all.
#[test]
fn each_heading_is_named_by_a_scenario() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let texts = |folder: &str, ending: &str| -> String {
        let files = std::fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path());
        let files = files.filter(|path| path.extension().is_some_and(|found| found == ending));
        files.map(|path| std::fs::read_to_string(path).unwrap()).collect()
    };
    let (measures, scenarios) = (texts("data/measures", "toml"), texts("scenarios/duty", "scn"));
    let blocks = measures.split("[[heading]]\n").skip(1);
    let numbers: Vec<&str> =
        blocks.filter_map(|block| block.strip_prefix("number = \"")?.split('"').next()).collect();
    assert!(numbers.len() > 250, "{}", numbers.len());
    let untried: Vec<&&str> = numbers.iter().filter(|number| !scenarios.contains(**number)).collect();
    assert!(untried.is_empty(), "no scenario names {untried:?}");
}

#[test]
fn no_scenario_has_the_name_of_another() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/duty");
    for entry in std::fs::read_dir(&folder).unwrap() {
        let file = entry.unwrap().file_name().to_string_lossy().into_owned();
        let mut names = names(&folder, &file);
        let all = names.len();
        names.sort();
        names.dedup();
        assert_eq!(all, names.len(), "two scenarios of {file} share a name");
    }
}

/// The block with its `gives` part as the engine sees it; a block of comments stays as it is.
fn run(block: &str) -> String {
    let given: Vec<&str> = block.lines().take_while(|line| !line.starts_with("gives")).collect();
    if given.iter().all(|line| line.starts_with('#')) {
        return block.to_string();
    }
    let (question, known) = question(&given);
    let answer = match serde_json::from_value::<RateQuestion>(question) {
        Ok(question) => rate(Tariff::starter(), &question, known),
        Err(error) => return format!("{}\ngives    error {error}", given.join("\n")),
    };
    given.join("\n") + "\n" + show(&answer).trim_end()
}

fn question(given: &[&str]) -> (Value, Option<Date>) {
    let mut question = json!({ "id": "scenario", "facts": {}, "quantities": [], "adcvd": [] });
    let mut known = None;
    for line in given.iter().filter(|line| !line.starts_with('#')) {
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        let (first, second) = rest.split_once(' ').unwrap_or((rest, ""));
        let second = second.trim();
        match word {
            "case" => {}
            "goods" => {
                let parts: Vec<&str> = rest.split_whitespace().collect();
                let [hts, "of", origin, "entered", day, "for", value] = parts[..] else {
                    panic!("«{line}»")
                };
                for (key, value) in [("hts", hts), ("origin", origin), ("entry_date", day), ("value", value)]
                {
                    question[key] = json!(value);
                }
            }
            "quantity" => question["quantities"]
                .as_array_mut()
                .unwrap()
                .push(json!({ "amount": first, "unit": second })),
            "deposit" => {
                question["adcvd"].as_array_mut().unwrap().push(json!({ "case": first, "rate": second }))
            }
            "confirm" | "decline" => question["facts"][word] = rest.split_whitespace().collect(),
            "fact" => question["facts"][first] = json!(second),
            "chapter98" => {
                question["chapter98"] = if second.is_empty() {
                    json!({ "hts": first })
                } else {
                    json!({ "hts": first, "value": second })
                }
            }
            "known" => known = Some(rest.parse().unwrap()),
            key => question[key] = json!(rest),
        }
    }
    (question, known)
}

fn show(answer: &RateAnswer) -> String {
    let mut text = format!("gives    {}", answer.outcome);
    if let Some(duty) = answer.duty {
        write!(text, " {duty}").unwrap();
    }
    text.push('\n');
    for line in &answer.lines {
        writeln!(
            text,
            "         {:<13} {:<22} of {:>7}  {:>10}",
            line.number.to_string(),
            line.rate,
            line.base.to_string(),
            line.amount.to_string()
        )
        .unwrap();
    }
    for deposit in &answer.adcvd {
        writeln!(text, "         deposit {} {}", deposit.case, deposit.amount).unwrap();
    }
    for need in &answer.needs {
        writeln!(text, "  ask    {}: {}", need.fact, need.affects).unwrap();
    }
    for claim in &answer.claims {
        writeln!(text, "  claim  {}: duty {}, saves {}", claim.claim, claim.duty, claim.saving).unwrap();
    }
    if let Some(standing) = answer.standing.filter(|standing| standing.owed != standing.assessed) {
        writeln!(text, "  owed   {} of {} assessed", standing.owed, standing.assessed).unwrap();
    }
    for note in &answer.legal_status {
        writeln!(text, "  status {} {} on {}", note.authority, note.status, note.amount).unwrap();
    }
    for reason in &answer.reasons {
        writeln!(text, "  ban    {}", reason.text).unwrap();
    }
    for finding in &answer.findings {
        writeln!(text, "  note   {} {}", finding.code, finding.text).unwrap();
    }
    text
}
