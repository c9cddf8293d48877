//! One line's duty, explained: `cargo run -p cocket-tariff --example rate_a_line`.

use cocket_tariff::engine::{RateQuestion, Tariff, rate};

fn main() -> Result<(), serde_json::Error> {
    let question: RateQuestion = serde_json::from_str(
        r#"{"id": "1", "hts": "8518.21.0000", "origin": "CN", "entry_date": "2026-06-16", "value": "1200",
            "mode": "vessel", "explain": true}"#,
    )?;
    // The last argument is the day of knowledge: what was published later is not used.
    let answer = rate(Tariff::starter(), &question, Some(question.entry_date));
    println!("{}", answer.outcome);
    for line in &answer.lines {
        println!("{:>13}  {:>10}  {}", line.number.to_string(), line.amount.to_string(), line.why);
    }
    for need in &answer.needs {
        println!("? {} ({})", need.question, need.affects);
    }
    for step in &answer.steps {
        let source = step.cite.as_ref().map(ToString::to_string).unwrap_or_default();
        println!("- {} [{source}]", step.what);
    }
    Ok(())
}
