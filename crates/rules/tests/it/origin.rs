//! Origin scenarios that a customs expert can read: `scenarios/origin/*.scn`. A scenario is a block of lines: `case` with
//! what it is about, `law` where the right answer stands, `ask` with the question as JSON over as many lines as it takes,
//! then `gives` lines: a path into the answer and the value that must stand there. `~` before the value asks only that
//! the text holds it.

use std::fmt::Write;
use std::path::Path;

use cocket_base::civil::date;
use cocket_law::Pack;
use cocket_rules::origin::{OriginLaw, OriginQuestion, answer};
use serde_json::Value;

#[test]
fn origin_scenarios_give_what_the_law_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/origin");
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "scn"));
    files.sort();
    let (mut wrong, mut cases) = (String::new(), 0);
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        for block in text.split("\n\n").filter(|block| block.lines().any(|line| line.starts_with("case"))) {
            cases += 1;
            run(block, &mut wrong);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(cases >= 40, "only {cases} scenarios of origin");
}

pub fn run(block: &str, wrong: &mut String) {
    let (mut case, mut ask, mut gives) = ("", String::new(), Vec::new());
    let mut part = "";
    for line in block.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
        let (word, rest) = match line.starts_with(' ') {
            true => (part, line.trim()),
            false => line.split_once(char::is_whitespace).unwrap_or((line, "")),
        };
        part = word;
        match word {
            "case" => case = rest.trim(),
            "law" => {}
            "ask" => ask.push_str(rest),
            "gives" => gives.push(rest.trim()),
            other => panic!("«{other}» begins no line of a scenario: {line}"),
        }
    }
    let question: OriginQuestion = match cocket_base::question::read(&ask) {
        Ok(question) => question,
        Err(error) => {
            writeln!(wrong, "{case}\n  the question cannot be read: {error}\n").unwrap();
            return;
        }
    };
    let given = answer(OriginLaw::starter(), Pack::starter(), &question, date(2026, 11, 24));
    let given = serde_json::to_value(given).unwrap();
    assert!(!gives.is_empty(), "«{case}» says nothing of its answer");
    for line in gives {
        let (path, expected) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let found = shown(at(&given, path));
        let expected = expected.trim();
        let right = match expected.strip_prefix('~') {
            Some(part) => found.contains(part.trim()),
            None => found == expected,
        };
        if !right {
            writeln!(wrong, "{case}\n  {path}: should be {expected}, is {found}\n  {given}\n").unwrap();
        }
    }
}

fn at<'a>(value: &'a Value, path: &str) -> &'a Value {
    let step = |value: &'a Value, key: &str| match key.parse::<usize>() {
        Ok(index) => &value[index],
        Err(_) => &value[key],
    };
    path.split('.').fold(value, step)
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
