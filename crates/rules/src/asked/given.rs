//! Facts as a question gives them: text, numbers, yes and no, lists.

use std::collections::BTreeMap;

use cocket_base::shape::{Shape, Shaped};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

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

impl Shaped for Given {
    const SHAPE: Shape = Shape::Any;
}

impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Given, D::Error> {
        given(Value::deserialize(source)?).map_err(D::Error::custom)
    }
}

/// A figure with decimals comes as the text of its digits (see [`cocket_base::question`]); nothing is ever computed with a
/// binary number.
fn given(value: Value) -> Result<Given, &'static str> {
    Ok(match value {
        Value::Bool(flag) => Given::Flag(flag),
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(whole), _) => Given::Number(whole),
            (None, Some(whole)) => Given::Text(whole.to_string()),
            (None, None) => return Err("a figure with decimals is written as a text, as in \"12.50\""),
        },
        Value::String(text) => Given::Text(text),
        Value::Array(items) => Given::List(items.into_iter().map(given).collect::<Result<_, _>>()?),
        Value::Object(facts) => {
            let facts = facts
                .into_iter()
                .filter(|(_, fact)| !fact.is_null())
                .map(|(name, fact)| Ok((name, given(fact)?)));
            Given::Facts(facts.collect::<Result<_, &str>>()?)
        }
        Value::Null => return Err("null is no fact: leave the key out"),
    })
}

/// For `#[serde(flatten, deserialize_with)]`: facts by name; one that is null counts as left out.
pub(crate) fn facts<'de, D: Deserializer<'de>>(source: D) -> Result<BTreeMap<String, Given>, D::Error> {
    let facts = BTreeMap::<String, Option<Given>>::deserialize(source)?;
    Ok(facts.into_iter().filter_map(|(name, fact)| Some((name, fact?))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_keep_the_digits_they_were_written_with() {
        let read = |json: &str| cocket_base::question::read::<Given>(json);
        assert_eq!(read("12.5").unwrap(), Given::Text("12.5".into()));
        assert_eq!(read("18000.50").unwrap(), Given::Text("18000.50".into()));
        assert_eq!(read("0.12345678901234567890").unwrap(), Given::Text("0.12345678901234567890".into()));
        assert!(serde_json::from_str::<Given>("12.5").is_err(), "a binary number is refused");
        assert_eq!(read("-3").unwrap(), Given::Number(-3));
        assert_eq!(read("true").unwrap(), Given::Flag(true));
        assert!(read("null").is_err());
        assert!(matches!(read(r#"[{"value":1}]"#).unwrap(), Given::List(lines) if lines.len() == 1));
    }
}
