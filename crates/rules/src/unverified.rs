//! What was not verified warns and never decides: an answer stands when the law gives it without the rows of trust K too.
//!
//! The answer is worked out twice, with all rows and without those of trust K (`Pack::verified`). Where both say the same,
//! the unverified rows moved nothing. Where they differ, the answer becomes a question: which rows a person must read in an
//! official text, with the whole working of what would follow. No rule has to look at a row's trust for itself.

use cocket_base::Need;
use serde::Serialize;
use serde_json::Value;

/// Keys of an answer that show its working and decide nothing.
const WORKING: [&str; 4] = ["proof", "steps", "cite", "counting"];

/// The question to a person, when `answer` rests on rows that were not verified. `verified` is the answer without them.
pub(crate) fn confirm<T: Serialize>(answer: &T, verified: &T) -> Option<Need> {
    let (answer, verified) = (serde_json::to_value(answer).ok()?, serde_json::to_value(verified).ok()?);
    if decision(&answer) == decision(&verified) {
        return None;
    }
    let mut sources = Vec::new();
    cited(&answer, &mut sources);
    let rests = match sources.as_slice() {
        [] => String::new(),
        sources => format!(": {}", sources.join("; ")),
    };
    Some(Need {
        fact: "confirm".into(),
        question: format!(
            "The answer under «would» rests on law that nobody has read in an official text{rests}. Read it there; where it \
             is right, hold the row with trust V in your own law data"
        ),
        affects: "whether the answer may be relied on".into(),
    })
}

/// The answer without its working.
fn decision(answer: &Value) -> Value {
    match answer {
        Value::Object(keys) => {
            let kept = keys.iter().filter(|(key, _)| !WORKING.contains(&key.as_str()));
            Value::Object(kept.map(|(key, value)| (key.clone(), decision(value))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(decision).collect()),
        other => other.clone(),
    }
}

/// Sources of trust K that an answer cites, each once.
fn cited(answer: &Value, into: &mut Vec<String>) {
    match answer {
        Value::Object(keys) => {
            if let (Some(source), Some("K")) =
                (keys.get("source").and_then(Value::as_str), keys.get("trust").and_then(Value::as_str))
                && !into.iter().any(|held| held == source)
            {
                into.push(source.to_string());
            }
            keys.values().for_each(|value| cited(value, into));
        }
        Value::Array(items) => items.iter().for_each(|item| cited(item, into)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_answer_that_stands_without_unverified_rows_stands() {
        let told = json!({"due": "2026-07-01", "cite": {"source": "x", "trust": "K"}});
        assert!(
            confirm(&told, &json!({"due": "2026-07-01", "cite": {"source": "y", "trust": "V"}})).is_none()
        );
        let need = confirm(&told, &json!({"due": "2026-07-02"})).unwrap();
        assert!(need.question.contains("official text: x. Read"), "{}", need.question);
    }
}
