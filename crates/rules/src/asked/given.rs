//! Facts as a question gives them: text, numbers, yes and no, lists.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// A fact of a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Given {
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// A date, a local time, a word, or a figure with decimals.
    Text(String),
    /// Several of one kind, as the lines of an entry.
    List(Vec<Given>),
    /// Facts of a line.
    Facts(BTreeMap<String, Given>),
}

impl Given {
    /// The fact as a person would write it.
    pub fn as_text(&self) -> Option<String> {
        match self {
            Given::Flag(flag) => Some(flag.to_string()),
            Given::Number(number) => Some(number.to_string()),
            Given::Text(text) => Some(text.trim().to_string()),
            Given::List(_) | Given::Facts(_) => None,
        }
    }
}

impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Given, D::Error> {
        source.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Given;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a number, true or false, or a list of lines")
    }
    fn visit_bool<E: Error>(self, flag: bool) -> Result<Given, E> {
        Ok(Given::Flag(flag))
    }
    fn visit_i64<E: Error>(self, number: i64) -> Result<Given, E> {
        Ok(Given::Number(number))
    }
    fn visit_u64<E: Error>(self, number: u64) -> Result<Given, E> {
        i64::try_from(number).map(Given::Number).map_err(|_| E::custom("the number is too large"))
    }
    /// The shortest text of a binary fraction is the figure as it was typed; nothing is ever computed with the fraction.
    fn visit_f64<E: Error>(self, number: f64) -> Result<Given, E> {
        Ok(Given::Text(number.to_string()))
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<Given, E> {
        Ok(Given::Text(text.into()))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Given, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Given::List(list))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Given, A::Error> {
        let mut facts = BTreeMap::new();
        while let Some((name, fact)) = entries.next_entry::<String, Given>()? {
            if facts.insert(name.clone(), fact).is_some() {
                return Err(A::Error::custom(format!("«{name}» stands there twice")));
            }
        }
        Ok(Given::Facts(facts))
    }
}
