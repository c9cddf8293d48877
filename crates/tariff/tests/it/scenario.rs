//! One duty scenario, run. The tests of `rules` take in this file, to run the scenarios that a page names as proof.

use std::fmt::Write;

use cocket_base::Date;
use cocket_tariff::engine::{RateAnswer, RateQuestion, Tariff, rate};
use serde_json::{Value, json};

/// The block with its `gives` part as the engine sees it; a block of comments stays as it is.
pub fn run(block: &str) -> String {
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

/// The question that the lines before `gives` ask, and the day whose knowledge it is asked with.
pub fn question(given: &[&str]) -> (Value, Option<Date>) {
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
    // Which revisions are held is no matter of law: the scenarios run against the embedded one.
    for finding in answer.findings.iter().filter(|finding| finding.code != "REVISION_NOT_HELD") {
        writeln!(text, "  note   {} {}", finding.code, finding.text).unwrap();
    }
    text
}
