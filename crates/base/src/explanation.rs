//! Explanations: a determination in plain sentences, and how a question asks for one.

use std::fmt;
use std::str::FromStr;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Who reads an explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reader {
    /// The client: short, without the trade's words and without names of fields.
    Client,
    /// A colleague: every figure, base, rate, fact and source.
    Colleague,
}

impl Reader {
    /// Both, the client first.
    pub const ALL: [Reader; 2] = [Reader::Client, Reader::Colleague];

    /// The word in questions, options and addresses.
    pub fn word(self) -> &'static str {
        match self {
            Reader::Client => "client",
            Reader::Colleague => "colleague",
        }
    }
}

/// What a question wants besides its answer. In JSON: `false`, `true` for the worked steps, `"client"` or `"colleague"` for the
/// steps told in plain sentences.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Explain {
    /// The answer alone.
    #[default]
    No,
    /// The worked steps.
    Steps,
    /// The worked steps told in plain sentences for this reader.
    For(Reader),
}

impl Explain {
    /// True when the steps are wanted, as such or told in sentences.
    pub fn steps(self) -> bool {
        self != Explain::No
    }

    /// True when nothing is wanted.
    pub fn is_no(&self) -> bool {
        *self == Explain::No
    }

    /// For whom plain sentences are wanted.
    pub fn reader(self) -> Option<Reader> {
        match self {
            Explain::For(reader) => Some(reader),
            Explain::No | Explain::Steps => None,
        }
    }

    /// What a question wants, or `other` where it wants nothing.
    pub fn or(self, other: Explain) -> Explain {
        if self.is_no() { other } else { self }
    }
}

/// A word that names no way of explaining.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("«{found}» is no way to explain; it is steps, client or colleague")]
pub struct BadExplain {
    /// The word, shortened.
    pub found: String,
}

impl FromStr for Explain {
    type Err = BadExplain;

    fn from_str(word: &str) -> Result<Explain, BadExplain> {
        match word {
            "steps" => Ok(Explain::Steps),
            "client" => Ok(Explain::For(Reader::Client)),
            "colleague" => Ok(Explain::For(Reader::Colleague)),
            other => Err(BadExplain { found: other.chars().take(40).collect() }),
        }
    }
}

impl Serialize for Explain {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Explain::No => serializer.serialize_bool(false),
            Explain::Steps => serializer.serialize_bool(true),
            Explain::For(reader) => reader.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Explain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Explain, D::Error> {
        struct Wish;

        impl Visitor<'_> for Wish {
            type Value = Explain;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("true, false, \"client\" or \"colleague\"")
            }

            fn visit_bool<E: de::Error>(self, wanted: bool) -> Result<Explain, E> {
                Ok(if wanted { Explain::Steps } else { Explain::No })
            }

            fn visit_str<E: de::Error>(self, word: &str) -> Result<Explain, E> {
                word.parse().map_err(E::custom)
            }
        }

        deserializer.deserialize_any(Wish)
    }
}

/// A determination in plain sentences: the outcome, why, what was considered, what is asked and what would change it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// The outcome, with its largest parts.
    pub lead: String,
    /// The reasons, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<Paragraph>,
    /// What was considered and does not apply.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub considered: Vec<Paragraph>,
    /// What is missing, as questions with what each decides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Paragraph>,
    /// What would change the outcome, and by how much where that is known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub what_if: Vec<Paragraph>,
}

/// A paragraph of an explanation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    /// Whole sentences.
    pub text: String,
    /// The law or data row behind it, with its dates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// An explanation with what it is about: a line's value, its duty, a fee.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// What it is about, as a heading.
    pub of: String,
    /// What is told.
    pub explanation: Explanation,
}

impl Explanation {
    /// Each part after the lead that has paragraphs, under its heading.
    pub fn parts(&self) -> impl Iterator<Item = (&'static str, &[Paragraph])> {
        let parts: [(&'static str, &[Paragraph]); 4] = [
            ("Why", &self.why),
            ("What was considered", &self.considered),
            ("What we need to know", &self.questions),
            ("What if", &self.what_if),
        ];
        parts.into_iter().filter(|(_, paragraphs)| !paragraphs.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_asks_for_steps_or_for_a_reader() {
        let read = |json: &str| serde_json::from_str::<Explain>(json);
        assert_eq!(read("true").unwrap(), Explain::Steps);
        assert_eq!(read("false").unwrap(), Explain::No);
        assert_eq!(read("\"client\"").unwrap().reader(), Some(Reader::Client));
        assert!(read("\"colleague\"").unwrap().steps());
        assert!(read("\"judge\"").unwrap_err().to_string().contains("client or colleague"));
        assert!(read("3").unwrap_err().to_string().contains("colleague"));
        for json in ["true", "false", "\"client\"", "\"colleague\""] {
            assert_eq!(serde_json::to_string(&read(json).unwrap()).unwrap(), json);
        }
    }

    #[test]
    fn the_option_speaks_where_the_question_is_silent() {
        assert_eq!(Explain::No.or(Explain::Steps), Explain::Steps);
        assert_eq!(Explain::For(Reader::Client).or(Explain::Steps).reader(), Some(Reader::Client));
    }

    #[test]
    fn empty_parts_have_no_heading() {
        let told = Explanation { what_if: vec![Paragraph::default()], ..Explanation::default() };
        assert_eq!(told.parts().map(|(heading, _)| heading).collect::<Vec<_>>(), ["What if"]);
    }
}
