//! A short run of the fuzz target over changed questions of the scenarios, always the same.

use std::path::Path;

use crate::total;

#[path = "../../../../fuzz/mutate.rs"]
pub mod mutate;
use mutate::Dice;

/// Changed questions for each that is good.
const TIMES: u64 = 25;

/// Engine and question of every scenario.
pub fn questions() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    let mut found = Vec::new();
    for folder in ["value", "origin", "clocks", "calculators", "ids"] {
        let mut files: Vec<_> =
            std::fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        for path in files {
            let text = std::fs::read_to_string(path).unwrap();
            found.extend(text.split("\n\n").filter_map(|block| asked(folder, block)));
        }
    }
    found
}

fn asked(folder: &str, block: &str) -> Option<(String, String)> {
    let mut lines = block.lines().skip_while(|line| !line.starts_with("ask"));
    let first = lines.next()?.strip_prefix("ask")?.trim();
    let more: Vec<&str> = lines.take_while(|line| line.starts_with(' ')).map(str::trim).collect();
    let (engine, question) = match folder {
        "value" | "origin" => (folder, first),
        _ => first.split_once(' ')?,
    };
    // The scenarios of clocks and calculators leave the id to the test that reads them.
    let question = format!("{question} {}", more.join(" "));
    let named = question.contains("\"id\"");
    let question = if named { question } else { question.replacen('{', "{\"id\":\"1\",", 1) };
    Some((engine.to_string(), question))
}

#[test]
fn changed_questions_are_answered_or_refused() {
    let questions = questions();
    for engine in total::ENGINES {
        assert!(questions.iter().any(|(of, _)| of == engine), "no scenario asks {engine}");
    }
    for (at, (engine, question)) in (0u64..).zip(&questions) {
        assert!(serde_json::from_str::<serde_json::Value>(question).is_ok(), "{question}");
        total::ask(engine, question);
        let mut dice = Dice(at);
        for _ in 0..TIMES {
            total::ask(engine, &mutate::text(&mut dice, question));
        }
    }
}

#[test]
fn changed_files_of_rates_are_read_or_refused() {
    let file = "currency,date,rate,quote,kind\nEUR,2026-04-01,1.1000,usd_per_unit,quarter\n\
        EUR,2026-05-29,1.1550,usd_per_unit,daily\n# a remark\nJPY,2026-07-01,155.2,units_per_usd,proclaimed\n";
    for seed in 0..2_000 {
        total::rates(&mutate::text(&mut Dice(seed), file));
    }
    for seed in 0..200 {
        total::check(&mutate::bytes(&mut Dice(seed), file.as_bytes()));
    }
}
