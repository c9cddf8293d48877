//! Decimals from JSON without a detour through floats: a string, or a number read from its own digits.

use std::fmt;
use std::str::FromStr;

use cocket_base::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A decimal that JSON may give as a string or as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exact(pub Decimal);

impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        text(&self.0, to)
    }
}

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Exact, D::Error> {
        // A JSON number prints back as the shortest digits that read as the same value: figures of up to fifteen digits come
        // back as they were written. Longer ones are to be written as strings.
        let number = serde_json::Number::deserialize(from)?;
        parse(&number.to_string()).map(Exact).map_err(serde::de::Error::custom)
    }
}

/// For `#[serde(serialize_with)]`: a figure of an answer as the text it prints.
pub(crate) fn text<S: Serializer>(figure: &impl fmt::Display, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(figure)
}

/// For `#[serde(serialize_with)]`: as [`text`], for a figure that may be absent.
pub(crate) fn option_text<S: Serializer>(
    figure: &Option<impl fmt::Display>,
    to: S,
) -> Result<S::Ok, S::Error> {
    match figure {
        Some(figure) => to.collect_str(figure),
        None => to.serialize_none(),
    }
}

fn parse(text: &str) -> Result<Decimal, String> {
    let text = text.trim();
    Decimal::from_str(text)
        .or_else(|_| Decimal::from_scientific(text))
        .map_err(|_| format!("«{text}» is not a decimal number; write it as in \"1234.50\""))
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Given {
    Text(String),
    Number(Exact),
}

impl Given {
    fn decimal<E: serde::de::Error>(self) -> Result<Decimal, E> {
        match self {
            Given::Text(text) => parse(&text).map_err(E::custom),
            Given::Number(Exact(decimal)) => Ok(decimal),
        }
    }
}

/// For `#[serde(with)]`: a required decimal.
pub(crate) mod decimal {
    use super::*;

    pub fn serialize<S: Serializer>(value: &Decimal, to: S) -> Result<S::Ok, S::Error> {
        text(value, to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Decimal, D::Error> {
        Given::deserialize(from)?.decimal()
    }
}

/// For `#[serde(with)]`: a decimal that may be absent.
pub(crate) mod option {
    use super::*;

    pub fn serialize<S: Serializer>(value: &Option<Decimal>, to: S) -> Result<S::Ok, S::Error> {
        value.map(|v| v.to_string()).serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Decimal>, D::Error> {
        Option::<Given>::deserialize(from)?.map(Given::decimal).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_and_numbers_read_alike_and_nonsense_is_named() {
        #[derive(Deserialize)]
        struct Row(#[serde(with = "decimal")] Decimal);
        let read = |json: &str| serde_json::from_str::<Row>(json).map(|row| row.0);
        assert_eq!(read("\"0.1\"").unwrap(), Decimal::new(1, 1));
        assert_eq!(read("0.1").unwrap(), Decimal::new(1, 1));
        assert_eq!(read("10000").unwrap(), Decimal::from(10_000));
        assert!(read("\"ten\"").unwrap_err().to_string().contains("ten"));
    }
}
