//! Questions about value as an examination asks them: `scenarios/value/*.scn`.
//!
//! A scenario is a block: `case` with the story, `ask` with the question as JSON (over several lines), then `gives` with what
//! the answer must hold. Each line under `gives` is a path into the answer and its value; a path ends at a list with the number
//! of an entry. `asks FACT` wants a missing fact by name, `item NAME TREATMENT` what became of an item.

use std::path::Path;

use cocket_base::civil::date;
use cocket_law::Pack;
use cocket_rules::value::{RateTable, ValueQuestion, answer};
use serde_json::Value;

#[test]
fn value_scenarios_give_what_they_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/value");
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "scn"));
    files.sort();
    let (mut cases, mut wrong) = (0, Vec::new());
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let blocks = text
            .split("\n\n")
            .filter(|block| block.lines().any(|line| !line.starts_with('#') && !line.is_empty()));
        for block in blocks {
            cases += 1;
            wrong.extend(run(block).into_iter().map(|fault| format!("{file}: {fault}")));
        }
    }
    assert!(wrong.is_empty(), "{} of {cases} cases:\n{}", wrong.len(), wrong.join("\n"));
    assert!(cases >= 40, "only {cases} cases");
}

/// What is wrong with a block, if anything.
pub fn run(block: &str) -> Vec<String> {
    let (mut title, mut json, mut expected, mut part) = (String::new(), String::new(), Vec::new(), "");
    for line in block.lines().filter(|line| !line.starts_with('#')) {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let rest = match word {
            "case" | "ask" | "gives" => {
                part = word;
                rest.trim()
            }
            _ => line.trim(),
        };
        match part {
            "case" => title = format!("{title} {rest}").trim().to_string(),
            "ask" => json.push_str(rest),
            _ if !rest.is_empty() => expected.push(rest.to_string()),
            _ => {}
        }
    }
    let question = match cocket_base::question::read::<ValueQuestion>(&json) {
        Ok(question) => question,
        Err(error) => return vec![format!("{title}: no question: {error}")],
    };
    let answer = answer(Pack::starter(), &question, &RateTable::default(), date(2026, 11, 24));
    let answer = serde_json::to_value(answer).unwrap();
    let told = |fault: String| format!("«{title}»: {fault}\n    {answer}");
    expected.iter().filter_map(|line| fault(line, &answer)).map(told).collect()
}

fn fault(line: &str, answer: &Value) -> Option<String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words[..] {
        [outcome] => (answer["outcome"] != outcome).then(|| format!("the outcome is not {outcome}")),
        ["asks", fact] => {
            let asked = answer["needs"].as_array().into_iter().flatten().any(|need| need["fact"] == fact);
            (!asked).then(|| format!("{fact} is not asked for"))
        }
        ["unsaid", fact] => {
            let unsaid = answer["unsaid"].as_array().into_iter().flatten().any(|need| need["fact"] == fact);
            (!unsaid).then(|| format!("{fact} is not among what is unsaid"))
        }
        ["item", .., treatment] => {
            let name = words[1..words.len() - 1].join(" ");
            let items = answer["items"].as_array().into_iter().flatten();
            let held = items
                .clone()
                .any(|item| item["treatment"] == treatment && item["item"].as_str().unwrap().contains(&name));
            (!held).then(|| format!("no item «{name}» is {treatment}"))
        }
        [path, ..] => {
            let wanted = line[path.len()..].trim();
            let found = path.split('.').fold(answer, |value, key| match key.parse::<usize>() {
                Ok(at) => &value[at],
                Err(_) => &value[key],
            });
            let shown = found.as_str().map_or_else(|| found.to_string(), str::to_string);
            let same = shown == wanted
                || shown
                    .parse::<cocket_base::Decimal>()
                    .ok()
                    .zip(wanted.parse().ok())
                    .is_some_and(|(a, b)| a == b);
            (!same).then(|| format!("{path} is {shown}, not {wanted}"))
        }
        [] => None,
    }
}
