//! Filled questions: those of `data/asked/examples.jsonl`, and for clocks that count from dates, one made from their facts.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use cocket_rules::asked::{FieldForm, KindForm, Takes};
use serde_json::{Map, Value, json};

use super::ROOM;

const LINES: &str = include_str!("../../../../data/asked/examples.jsonl");

/// By engine and kind; a test keeps every line read and answered.
static HELD: LazyLock<BTreeMap<(String, String), &'static str>> = LazyLock::new(|| {
    let key = |line: &'static str| {
        let read: Map<String, Value> = serde_json::from_str(line).ok()?;
        let text = |key: &str| read.get(key).and_then(Value::as_str).unwrap_or_default().to_string();
        let kind = [text("kind"), text("clock")].concat();
        Some(((text(ROOM), kind), line))
    };
    LINES.lines().filter_map(key).collect()
});

/// A filled question of a kind.
pub(super) fn of(room: &str, form: &KindForm) -> String {
    let kind = if form.tag.is_some() { form.name.clone() } else { String::new() };
    match HELD.get(&(room.to_string(), kind)) {
        Some(line) => (*line).to_string(),
        None => made(room, form),
    }
}

/// A question made from the facts that are needed, or the first where any of several will do.
fn made(room: &str, form: &KindForm) -> String {
    let mut question = Map::new();
    question.insert(ROOM.into(), room.into());
    question.insert("id".into(), "1".into());
    if let Some(tag) = form.tag {
        question.insert(tag.into(), form.name.clone().into());
    }
    let facts: Vec<&FieldForm> = form.fields.iter().filter(|field| field.name != "id").collect();
    let needed: Vec<&FieldForm> = facts.iter().copied().filter(|field| field.needed).collect();
    let date = |field: &&&FieldForm| ["_date", "_time"].iter().any(|ending| field.name.ends_with(ending));
    let any = facts.iter().find(date).copied().filter(|_| needed.is_empty());
    for field in needed.into_iter().chain(any) {
        question.insert(field.name.clone(), value(field));
    }
    Value::Object(question).to_string()
}

/// A value of the form of a field: the first of its words, or what its form gives as an example.
fn value(field: &FieldForm) -> Value {
    let shown = field.form.rsplit_once("as in ").map_or("", |(_, example)| example);
    match &field.takes {
        Takes::Flag => true.into(),
        Takes::Whole => 1.into(),
        Takes::List(_) => json!([]),
        Takes::Fields => json!({}),
        _ if !field.words.is_empty() => field.words.first().map_or("", |word| &word.word).into(),
        // A day does where a time may be given, but for what is counted from a time.
        _ if shown.contains('T') && !field.name.ends_with("_time") => {
            shown.split('T').next().unwrap_or_default().into()
        }
        _ => shown.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_file_is_an_example_of_its_own() {
        assert_eq!(HELD.len(), LINES.lines().filter(|line| !line.trim().is_empty()).count());
    }
}
