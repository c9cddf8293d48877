//! The client's answers: what a person said to the findings, with whom and where each answer belongs.

use cocket_base::{Finding, Place};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Most answers one file may hold.
const MOST_ANSWERS: usize = 10_000;

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// What it is about: a part number, a file of the packet, or `packet.json` for the header.
    #[serde(rename = "where")]
    pub about: String,
    /// The fact it gives: `hts10`, `origin`, `qty`, `total`, `facts`, or a field of the header or the part master.
    pub field: String,
    /// The value, as the client gave it.
    pub value: Value,
    /// Who answered, when that is recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

impl Answer {
    /// The value as text: numbers and texts alike.
    pub fn text(&self) -> String {
        match &self.value {
            Value::String(text) => text.trim().to_string(),
            other => other.to_string(),
        }
    }

    /// Where the answer stands, for the fact it gives.
    pub fn place(&self) -> Place {
        Place::file("answers").at_item(self.about.clone()).at_field(self.field.clone())
    }
}

/// All answers of a packet, in order; a later one about the same fact outweighs an earlier one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers {
    list: Vec<Answer>,
}

/// Why a text holds no answers.
#[derive(Debug, thiserror::Error)]
pub enum BadAnswers {
    /// Not JSON, or not the shape.
    #[error("the answers cannot be read: {0}; give an array of {{\"where\", \"field\", \"value\"}}")]
    Shape(#[from] serde_json::Error),
    /// Too many.
    #[error("the answers hold {found} entries, at most {MOST_ANSWERS} are read")]
    TooMany {
        /// How many there are.
        found: usize,
    },
}

impl Answers {
    /// Reads an array of answers, or an object that holds one under `answers`.
    pub fn parse(json: &str) -> Result<Answers, BadAnswers> {
        let value: Value = serde_json::from_str(json)?;
        let list = match value {
            Value::Object(mut object) if object.contains_key("answers") => {
                object.remove("answers").unwrap_or_default()
            }
            other => other,
        };
        let answers: Answers = serde_json::from_value(list)?;
        if answers.list.len() > MOST_ANSWERS {
            return Err(BadAnswers::TooMany { found: answers.list.len() });
        }
        Ok(answers)
    }

    /// Answers from a list.
    pub fn new(list: Vec<Answer>) -> Answers {
        Answers { list }
    }

    /// True when nothing was answered.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All answers in order.
    pub fn iter(&self) -> impl Iterator<Item = &Answer> {
        self.list.iter()
    }

    /// The last answer about a key and field. A key matches itself or as the last word of `file part`.
    pub fn find(&self, about: &str, field: &str) -> Option<&Answer> {
        self.list.iter().rev().find(|answer| answer.field == field && names(&answer.about, about))
    }
}

/// Yes or no; `None` for anything else.
pub fn yes_no(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "y" | "yes" | "true" => Some(true),
        "n" | "no" | "false" => Some(false),
        _ => None,
    }
}

/// True when `said` names `key`: alike without case, or ending in it after a file name.
pub fn names(said: &str, key: &str) -> bool {
    let (said, key) = (said.trim(), key.trim());
    said.eq_ignore_ascii_case(key)
        || said.split_once(' ').is_some_and(|(_, last)| last.trim().eq_ignore_ascii_case(key))
}

/// A finding for an answer that nothing took up.
pub fn unused(answer: &Answer) -> Finding {
    let text = format!(
        "the answer «{}» for {} of {} fits nothing in the packet",
        answer.text(),
        answer.field,
        answer.about
    );
    Finding::warn("ANSWER_UNUSED", answer.place(), text)
        .with_remedy("check the part number or file and the field's name")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_come_bare_or_wrapped() {
        let bare = r#"[{"where":"CF-99","field":"origin","value":"CN"},{"where":"CF-99","field":"origin","value":"VN"}]"#;
        let answers = Answers::parse(bare).unwrap();
        assert_eq!(answers.find("cf-99", "origin").unwrap().text(), "VN", "the later one counts");
        assert_eq!(Answers::parse(&format!("{{\"packet\":\"s1\",\"answers\":{bare}}}")).unwrap(), answers);
        assert!(names("invoice_CF-889.xlsx CF-99", "CF-99"));
        assert!(answers.find("CF-9", "origin").is_none());
    }

    #[test]
    fn rubbish_is_refused_with_the_shape() {
        let error = Answers::parse("[{\"where\":\"x\"}]").unwrap_err().to_string();
        assert!(
            error.contains("missing field") && error.contains("\"where\", \"field\", \"value\""),
            "{error}"
        );
        assert!(Answers::parse("nonsense").is_err());
    }
}
