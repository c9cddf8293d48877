//! Questions of the trade with their right answers, as text a customs expert can read: `scenarios/{clocks,calculators,ids}`.
//!
//! A scenario is a block: `case`, then `ask` with the command and its question as JSON, then a `gives` line for each thing
//! the answer must say: a key (with dots into objects) and its value; `needs` and a fact; `prohibited` or `invalid` and a
//! word of the reason.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use cocket_base::civil::{Date, date};
use cocket_law::Pack;
use cocket_rules::asked::{Calculation, Calculator};
use cocket_rules::bonds::BOND;
use cocket_rules::clocks::{self, ClockQuestion};
use cocket_rules::fees::FEES;
use cocket_rules::ids::{self, IdQuestion};
use cocket_rules::interest::INTEREST;
use cocket_rules::penalties::PENALTY;
use serde_json::Value;

const TODAY: Date = date(2026, 11, 24);

#[test]
fn scenarios_give_what_they_say() {
    let mut wrong = String::new();
    let mut asked = 0;
    for path in files() {
        let text = std::fs::read_to_string(&path).unwrap();
        for block in text.split("\n\n").filter(|block| block.lines().any(|line| line.starts_with("ask"))) {
            asked += 1;
            if let Err(why) = check(block) {
                writeln!(wrong, "{}\n{block}\n  {why}\n", path.display()).unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(asked >= 60, "{asked} scenarios were found");
}

fn files() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    let mut files: Vec<PathBuf> = ["clocks", "calculators", "ids"]
        .iter()
        .flat_map(|folder| std::fs::read_dir(root.join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "scn"))
        .collect();
    files.sort();
    files
}

pub fn check(block: &str) -> Result<(), String> {
    let lines: Vec<&str> = block.lines().filter(|line| !line.starts_with('#')).collect();
    let at = |word: &str| {
        lines.iter().filter_map(|line| line.strip_prefix(word)).map(str::trim).collect::<Vec<_>>()
    };
    let asks = at("ask ");
    let [ask] = asks.as_slice() else { return Err("a block asks once".into()) };
    let gives = at("gives ");
    if gives.is_empty() {
        return Err("nothing is expected".into());
    }
    let (command, question) = ask.split_once(' ').ok_or("write the command and its question")?;
    let mut question: Value = cocket_base::question::read(question).map_err(|error| error.to_string())?;
    question["id"] = "scenario".into();
    let answer = answer(command, question)?;
    gives.iter().try_for_each(|expected| expect(&answer, expected))
}

fn answer(command: &str, question: Value) -> Result<Value, String> {
    let pack = Pack::starter();
    let bad = |error: serde_json::Error| error.to_string();
    let calculators: [(&str, &Calculator); 4] =
        [("fees", &FEES), ("bond", &BOND), ("penalty", &PENALTY), ("interest", &INTEREST)];
    if let Some((_, calculator)) = calculators.iter().find(|(name, _)| *name == command) {
        let question: Calculation = serde_json::from_value(question).map_err(bad)?;
        return serde_json::to_value(calculator.answer(pack, &question, TODAY)).map_err(bad);
    }
    match command {
        "clocks" => {
            let question: ClockQuestion = serde_json::from_value(question).map_err(bad)?;
            serde_json::to_value(clocks::answer(pack, &question, TODAY)).map_err(bad)
        }
        "ids" => {
            let question: IdQuestion = serde_json::from_value(question).map_err(bad)?;
            serde_json::to_value(ids::answer(pack, &question)).map_err(bad)
        }
        other => Err(format!("«{other}» is no command of these scenarios")),
    }
}

fn expect(answer: &Value, expected: &str) -> Result<(), String> {
    let (key, value) = expected.split_once(' ').unwrap_or((expected, ""));
    let value = value.trim();
    let wrong = || Err(format!("expected {expected}; the answer is {answer}"));
    let list = |name: &str| answer[name].to_string();
    let holds = match key {
        "prohibited" => answer["outcome"] == "prohibited" && list("reasons").contains(value),
        "invalid" => answer["outcome"] == "invalid" && list("findings").contains(value),
        "needs" => {
            let needs = answer["needs"].as_array().cloned().unwrap_or_default();
            answer["outcome"] == "needs_facts" && needs.iter().any(|need| need["fact"] == value)
        }
        _ => {
            let part = |at: &'_ Value, part: &str| match (at.is_array(), part.parse::<usize>()) {
                (true, Ok(index)) => at[index].clone(),
                _ => at[part].clone(),
            };
            let found = key.split('.').fold(answer.clone(), |at, name| part(&at, name));
            let text = found.as_str().map_or_else(|| found.to_string(), String::from);
            text == value || (found.is_null() && value == "none")
        }
    };
    if holds { Ok(()) } else { wrong() }
}
