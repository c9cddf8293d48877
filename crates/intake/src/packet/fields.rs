//! Lenient reading of one JSON object: each field is taken by name, a bad value becomes a finding, and what was not taken
//! is named at the end.

use std::str::FromStr;

use cocket_base::{Date, DateTime, Decimal, Finding, Place};
use serde_json::{Map, Value};

/// Longest text of a field that is kept.
const LONGEST_TEXT: usize = 4_000;
/// Longest list that is read.
const LONGEST_LIST: usize = 10_000;

/// One object of the packet, with its path and the fields not yet taken.
pub(super) struct Fields<'f> {
    file: &'f str,
    path: String,
    object: Map<String, Value>,
    known: Vec<&'static str>,
}

impl<'f> Fields<'f> {
    /// The object at `path`, or nothing and a finding when the value is no object.
    pub(super) fn open(
        file: &'f str,
        path: String,
        value: Value,
        findings: &mut Vec<Finding>,
    ) -> Option<Fields<'f>> {
        match value {
            Value::Object(object) => Some(Fields { file, path, object, known: Vec::new() }),
            Value::Null => None,
            other => {
                findings.push(bad(file, &path, &other, "an object { … }"));
                None
            }
        }
    }

    fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.into() } else { format!("{}.{key}", self.path) }
    }

    fn take(&mut self, key: &'static str) -> Option<Value> {
        self.known.push(key);
        self.object.remove(key).filter(|value| !value.is_null())
    }

    /// A text, or a number as its text. Blank means missing.
    pub(super) fn text(&mut self, key: &'static str, findings: &mut Vec<Finding>) -> Option<String> {
        let value = self.take(key)?;
        let path = self.path_of(key);
        scalar_text(self.file, &path, &value, findings)
    }

    /// A value of a type that reads from text.
    pub(super) fn parsed<T>(&mut self, key: &'static str, findings: &mut Vec<Finding>) -> Option<T>
    where
        T: FromStr,
        T::Err: std::fmt::Display,
    {
        let text = self.text(key, findings)?;
        match text.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                findings.push(bad_value(self.file, &self.path_of(key), error.to_string()));
                None
            }
        }
    }

    /// An exact number, from a text or a JSON number.
    pub(super) fn decimal(&mut self, key: &'static str, findings: &mut Vec<Finding>) -> Option<Decimal> {
        let text = self.text(key, findings)?;
        let exact = Decimal::from_str(&text).or_else(|_| Decimal::from_scientific(&text));
        match exact {
            Ok(value) => Some(value),
            Err(_) => {
                let what = format!("«{text}» is not a plain number; write it as in 1234.50");
                findings.push(bad_value(self.file, &self.path_of(key), what));
                None
            }
        }
    }

    /// How many: a whole number above zero.
    pub(super) fn count(&mut self, key: &'static str, findings: &mut Vec<Finding>) -> Option<u32> {
        let text = self.text(key, findings)?;
        let count = text.parse::<u32>().ok().filter(|count| *count > 0);
        if count.is_none() {
            let what = format!("«{text}» is not a whole number above zero; write it as in 24");
            findings.push(bad_value(self.file, &self.path_of(key), what));
        }
        count
    }

    /// A day, `YYYY-MM-DD`.
    pub(super) fn date(&mut self, key: &'static str, findings: &mut Vec<Finding>) -> Option<Date> {
        let text = self.text(key, findings)?;
        let day = text.parse::<Date>().ok();
        if day.is_none() {
            let what = format!("«{text}» is not a date; write it as in 2026-06-16");
            findings.push(bad_value(self.file, &self.path_of(key), what));
        }
        day
    }

    /// A civil time, `YYYY-MM-DDTHH:MM`.
    pub(super) fn time(&mut self, key: &'static str, findings: &mut Vec<Finding>) -> Option<DateTime> {
        let text = self.text(key, findings)?;
        let time = text.parse::<DateTime>().ok();
        if time.is_none() {
            let what = format!("«{text}» is not a time; write it as in 2026-06-16T10:15");
            findings.push(bad_value(self.file, &self.path_of(key), what));
        }
        time
    }

    /// Yes or no: a JSON boolean, `Y`/`N`, `yes`/`no`.
    pub(super) fn flag(&mut self, key: &'static str, findings: &mut Vec<Finding>) -> Option<bool> {
        let value = self.take(key)?;
        let answer = match &value {
            Value::Bool(answer) => Some(*answer),
            Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
                "y" | "yes" | "true" => Some(true),
                "n" | "no" | "false" => Some(false),
                _ => None,
            },
            _ => None,
        };
        if answer.is_none() {
            findings.push(bad(self.file, &self.path_of(key), &value, "true or false, Y or N"));
        }
        answer
    }

    /// A list of texts; a single text counts as a list of one.
    pub(super) fn texts(&mut self, key: &'static str, findings: &mut Vec<Finding>) -> Vec<String> {
        let Some(value) = self.take(key) else { return Vec::new() };
        let path = self.path_of(key);
        let items = items(self.file, &path, value, findings);
        let texts = items.into_iter().enumerate();
        texts
            .filter_map(|(at, item)| scalar_text(self.file, &format!("{path}[{at}]"), &item, findings))
            .collect()
    }

    /// A list of objects; a single object counts as a list of one.
    pub(super) fn objects(&mut self, key: &'static str, findings: &mut Vec<Finding>) -> Vec<Fields<'f>> {
        let Some(value) = self.take(key) else { return Vec::new() };
        let path = self.path_of(key);
        let items = items(self.file, &path, value, findings);
        let objects = items.into_iter().enumerate();
        objects
            .filter_map(|(at, item)| Fields::open(self.file, format!("{path}[{at}]"), item, findings))
            .collect()
    }

    /// One object.
    pub(super) fn object(&mut self, key: &'static str, findings: &mut Vec<Finding>) -> Option<Fields<'f>> {
        let value = self.take(key)?;
        Fields::open(self.file, self.path_of(key), value, findings)
    }

    /// Everything not taken, as texts by name; nested values keep their JSON.
    pub(super) fn rest(&mut self) -> Vec<(String, String)> {
        let rest = std::mem::take(&mut self.object);
        let text = |value: Value| match value {
            Value::String(text) => text,
            other => other.to_string(),
        };
        rest.into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (key, clip(text(value))))
            .collect()
    }

    /// Names every key that nobody took.
    pub(super) fn close(self, findings: &mut Vec<Finding>) {
        for key in self.object.keys() {
            let path = self.path_of(key);
            let text = format!("unknown key «{path}»; nothing was done with it");
            let finding = Finding::warn("PACKET_UNKNOWN_KEY", Place::file(self.file).at_field(path), text);
            findings.push(match nearest(key, &self.known) {
                Some(near) => finding.with_remedy(format!("if «{near}» is meant, rename it")),
                None => finding.with_remedy("remove it, or put it into instructions"),
            });
        }
    }
}

/// The value's items: those of an array, or the value alone.
fn items(file: &str, path: &str, value: Value, findings: &mut Vec<Finding>) -> Vec<Value> {
    match value {
        Value::Array(items) if items.len() > LONGEST_LIST => {
            let text = format!("{} items; at most {LONGEST_LIST} are read", items.len());
            findings.push(bad_value(file, path, text));
            items.into_iter().take(LONGEST_LIST).collect()
        }
        Value::Array(items) => items,
        other => vec![other],
    }
}

fn scalar_text(file: &str, path: &str, value: &Value, findings: &mut Vec<Finding>) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_string(),
        Value::Number(number) => number.to_string(),
        other => {
            findings.push(bad(file, path, other, "a text or a number"));
            return None;
        }
    };
    Some(clip(text)).filter(|text| !text.is_empty())
}

fn clip(text: String) -> String {
    if text.chars().count() <= LONGEST_TEXT { text } else { text.chars().take(LONGEST_TEXT).collect() }
}

fn bad(file: &str, path: &str, value: &Value, expected: &str) -> Finding {
    let found = match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(text) => {
            return bad_value(file, path, format!("«{}» is not {expected}", clip(text.clone())));
        }
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    bad_value(file, path, format!("{found} where {expected} is expected"))
}

/// The finding for a value that was given and not understood: it blocks, since nobody may guess what was meant.
pub(super) fn bad_value(file: &str, path: &str, text: String) -> Finding {
    Finding::block("PACKET_BAD_VALUE", Place::file(file).at_field(path), format!("{path}: {text}"))
        .with_remedy("correct the value in the packet")
}

/// The known key that differs by at most two letters.
fn nearest(key: &str, known: &[&'static str]) -> Option<&'static str> {
    let near = known.iter().map(|name| (distance(key, name), *name)).min()?;
    (near.0 <= 2).then_some(near.1)
}

/// Letters to change, add or drop to turn one word into the other; words over 40 letters are no misspellings.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len() > 40 || b.len() > 40 {
        return usize::MAX;
    }
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (row, from) in a.iter().enumerate() {
        let mut here = vec![row + 1];
        for (at, to) in b.iter().enumerate() {
            let left = here.last().copied().unwrap_or(0) + 1;
            let (diagonal, up) =
                (above.get(at).copied().unwrap_or(0), above.get(at + 1).copied().unwrap_or(0));
            here.push((diagonal + usize::from(from != to)).min(up + 1).min(left));
        }
        above = here;
    }
    above.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_key_is_named_with_the_right_one() {
        let mut findings = Vec::new();
        let value = serde_json::json!({"curency": "USD", "colour": 1});
        let mut fields = Fields::open("packet.json", String::new(), value, &mut findings).unwrap();
        assert_eq!(fields.text("currency", &mut findings), None);
        fields.close(&mut findings);
        assert_eq!(findings.len(), 2);
        assert_eq!(findings[0].place.field.as_deref(), Some("curency"));
        assert!(findings[0].remedy.as_deref().unwrap().contains("currency"));
        assert!(findings[1].remedy.as_deref().unwrap().contains("remove"));
    }

    #[test]
    fn numbers_are_exact_from_text_and_from_json() {
        let mut findings = Vec::new();
        let value = serde_json::json!({"a": "1240.00", "b": 1.15, "c": "12,5"});
        let mut fields = Fields::open("packet.json", "x".into(), value, &mut findings).unwrap();
        assert_eq!(fields.decimal("a", &mut findings), Some(Decimal::new(124_000, 2)));
        assert_eq!(fields.decimal("b", &mut findings), Some(Decimal::new(115, 2)));
        assert_eq!(fields.decimal("c", &mut findings), None);
        assert_eq!(findings[0].place.field.as_deref(), Some("x.c"));
    }
}
