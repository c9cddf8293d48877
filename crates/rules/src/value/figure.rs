//! Figures of a question: texts as in `"12.50"`, or JSON numbers. A JSON fraction is read by its own shortest digits, which are
//! those that were written; this is the only place where a binary number is looked at.

use std::fmt;

use cocket_base::Decimal;
use serde::de::{Deserializer, Error, Visitor};

struct Figure;

impl Visitor<'_> for Figure {
    type Value = Decimal;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number, or a text as in \"12.50\"")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Decimal, E> {
        Ok(Decimal::from(number))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Decimal, E> {
        Ok(Decimal::from(number))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Decimal, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Decimal, E> {
        let digits = text.trim();
        digits.parse().map_err(|_| {
            let shown: String = digits.chars().take(40).collect();
            E::custom(format!(
                "«{shown}» is no number; write it as in 12.50, without commas and signs of currency"
            ))
        })
    }
}

/// A figure.
pub(super) fn figure<'de, D: Deserializer<'de>>(from: D) -> Result<Decimal, D::Error> {
    from.deserialize_any(Figure)
}

struct Maybe;

impl<'de> Visitor<'de> for Maybe {
    type Value = Option<Decimal>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number, a text as in \"12.50\", or null")
    }

    fn visit_none<E: Error>(self) -> Result<Option<Decimal>, E> {
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Option<Decimal>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Option<Decimal>, D::Error> {
        figure(from).map(Some)
    }
}

/// A figure that may be left out.
pub(super) fn maybe_figure<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Decimal>, D::Error> {
    from.deserialize_option(Maybe)
}

/// A list of figures.
pub(super) fn figures<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Decimal>, D::Error> {
    #[derive(serde::Deserialize)]
    struct One(#[serde(deserialize_with = "figure")] Decimal);
    let list: Vec<One> = serde::Deserialize::deserialize(from)?;
    Ok(list.into_iter().map(|one| one.0).collect())
}

/// A whole number of units, as a number or a text.
pub(super) fn whole<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    use rust_decimal::prelude::ToPrimitive;
    let number = figure(from)?;
    number
        .to_u64()
        .filter(|whole| Decimal::from(*whole) == number)
        .ok_or_else(|| D::Error::custom(format!("{number} is no whole number of units")))
}

/// A whole number of units that may be left out.
pub(super) fn maybe_whole<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    #[derive(serde::Deserialize)]
    struct One(#[serde(deserialize_with = "whole")] u64);
    let one: Option<One> = serde::Deserialize::deserialize(from)?;
    Ok(one.map(|one| one.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct Given {
        #[serde(deserialize_with = "figure")]
        a: Decimal,
        #[serde(default, deserialize_with = "maybe_figure")]
        b: Option<Decimal>,
        #[serde(default, deserialize_with = "maybe_whole")]
        c: Option<u64>,
    }

    #[test]
    fn numbers_and_texts_say_the_same() {
        let read = |json: &str| serde_json::from_str::<Given>(json).map(|given| (given.a, given.b, given.c));
        let tenth = Decimal::new(11549, 4);
        assert_eq!(read(r#"{"a":1.1549}"#).unwrap(), (tenth, None, None));
        assert_eq!(
            read(r#"{"a":"1.1549","b":7,"c":"5000"}"#).unwrap(),
            (tenth, Some(Decimal::from(7)), Some(5_000))
        );
        assert_eq!(read(r#"{"a":1,"b":null,"c":null}"#).unwrap(), (Decimal::ONE, None, None));
        for bad in
            [r#"{"a":"1,000"}"#, r#"{"a":"$5"}"#, r#"{"a":1e99}"#, r#"{"a":1,"c":2.5}"#, r#"{"a":1,"c":-1}"#]
        {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
