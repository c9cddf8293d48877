//! When an entry summary is due, and why: `cargo run -p cocket-rules --example due_date`.

use cocket_law::Pack;
use cocket_rules::clocks::{ClockQuestion, ClockResult, answer};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let question: ClockQuestion = serde_json::from_str(
        r#"{"id": "1", "clock": "entry_summary_due", "entry_date": "2026-06-16", "explain": true, "count": true}"#,
    )?;
    // The day stands in where the question names no day of knowledge: pure crates have no clock of their own.
    match answer(Pack::starter(), &question, "2026-06-16".parse()?).result {
        ClockResult::Decided(decided) => println!("{}", serde_json::to_string_pretty(&decided)?),
        ClockResult::NeedsFacts { needs, .. } => {
            needs.iter().for_each(|need| println!("? {}", need.question))
        }
        ClockResult::Prohibited { reasons, .. } => {
            reasons.iter().for_each(|reason| println!("{}", reason.text))
        }
        ClockResult::Invalid { findings } => findings.iter().for_each(|finding| println!("{finding:?}")),
    }
    Ok(())
}
