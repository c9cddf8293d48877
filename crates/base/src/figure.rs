//! Decimal numbers of questions, exactly as they were written: the one reader for every engine.
//!
//! A figure is text (`"12.50"`) or a whole JSON number. A JSON number with decimals or an exponent would come out of the
//! JSON reader as a binary number, so [`crate::question::read`] hands it on as the text of its own digits; here no binary
//! number is ever looked at, and one that comes past that door is refused.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::de::{Deserializer, Error, Visitor};
use serde::{Deserialize, Serialize, Serializer};

/// Most digits of a figure, leading zeros aside, and most digits after its point.
pub const DIGITS: usize = 28;
/// Largest figure that is reckoned with, either way: one trillion.
pub const LARGEST: Decimal = Decimal::from_parts(3_567_587_328, 232, 0, false, 0);
/// Most decimals of a figure that is reckoned with.
pub const PLACES: u32 = 10;
/// Largest power of ten that an exponent may name.
const POWER: i64 = 99;
/// Most characters of a text that are looked at, and most that are shown.
const LONGEST: usize = 200;
const SHOWN: usize = 40;

/// Why a text is no figure.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadFigure {
    /// Something else than digits.
    #[error("«{text}» is no number; write digits and a point, as in 1234.50, without commas and other signs")]
    NotANumber {
        /// What was given, cut short.
        text: String,
    },
    /// More digits than are carried exactly.
    #[error(
        "«{text}» has too many digits; a number has at most {DIGITS}, and no more than that after the point"
    )]
    TooLong {
        /// What was given, cut short.
        text: String,
    },
    /// More than is reckoned with.
    #[error("{number} is out of bounds; it should be at most one trillion, with at most {PLACES} decimals")]
    OutOfBounds {
        /// What was given.
        number: Decimal,
    },
    /// A fraction where units are counted.
    #[error("{number} is no whole number of units; write it without decimals and sign")]
    NotWhole {
        /// What was given.
        number: Decimal,
    },
}

/// Reads a figure to the last digit: a sign, digits, a point and digits, an exponent. Never rounds.
///
/// # Errors
/// The text is something else, or longer than a decimal holds.
pub fn read(text: &str) -> Result<Decimal, BadFigure> {
    let text = text.trim();
    let shown = || text.chars().take(SHOWN).collect();
    let bad = || BadFigure::NotANumber { text: shown() };
    let too_long = || BadFigure::TooLong { text: shown() };
    if text.len() > LONGEST {
        return Err(too_long());
    }
    let (plain, power) = match text.split_once(['e', 'E']) {
        Some((plain, power)) => (plain, exponent(power).ok_or_else(bad)?),
        None => (text, 0),
    };
    let (minus, digits) = match plain.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, plain.strip_prefix('+').unwrap_or(plain)),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && part.is_empty()) || !all_digits(whole) || !all_digits(part) {
        return Err(bad());
    }
    let digits = [whole, part].concat();
    let significant = digits.trim_start_matches('0');
    if significant.len() > DIGITS {
        return Err(too_long());
    }
    // Twenty-eight digits stay below 2^96, which is what a decimal holds.
    let mantissa: i128 = if significant.is_empty() { 0 } else { significant.parse().map_err(|_| bad())? };
    let signed = if minus { -mantissa } else { mantissa };
    let places = i64::try_from(part.len()).map_err(|_| too_long())? - power;
    let scaled = match u32::try_from(places) {
        Ok(places) if places as usize <= DIGITS => Decimal::try_from_i128_with_scale(signed, places).ok(),
        // Places beyond the last are there only if zeros can make room for them.
        Ok(_) if mantissa == 0 => Some(Decimal::ZERO),
        Ok(_) => None,
        Err(_) => raised(signed, places.unsigned_abs(), significant.len()),
    };
    scaled.ok_or_else(too_long)
}

/// The figure, where the product of two such figures, or of many and a percentage, still fits a decimal.
///
/// # Errors
/// It is larger than a trillion, or finer than ten decimals.
pub fn bounded(number: Decimal) -> Result<Decimal, BadFigure> {
    if number.abs() > LARGEST || number.scale() > PLACES {
        return Err(BadFigure::OutOfBounds { number });
    }
    Ok(number)
}

/// A whole number times a power of ten.
fn raised(mantissa: i128, power: u64, digits: usize) -> Option<Decimal> {
    if mantissa == 0 {
        return Some(Decimal::ZERO);
    }
    let power = usize::try_from(power).ok().filter(|power| digits + power <= DIGITS)?;
    let factor = 10i128.checked_pow(u32::try_from(power).ok()?)?;
    Decimal::try_from_i128_with_scale(mantissa.checked_mul(factor)?, 0).ok()
}

fn exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || digits.len() > 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok().map(|power: i64| power.clamp(-POWER, POWER))
}

/// A figure as a value of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure(pub Decimal);

impl FromStr for Figure {
    type Err = BadFigure;

    fn from_str(text: &str) -> Result<Figure, BadFigure> {
        read(text).map(Figure)
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Figure {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Figure, D::Error> {
        required(from).map(Figure)
    }
}

struct Written;

impl Visitor<'_> for Written {
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

    fn visit_str<E: Error>(self, text: &str) -> Result<Decimal, E> {
        read(text).map_err(E::custom)
    }
}

/// For `#[serde(deserialize_with)]`: a figure.
pub fn required<'de, D: Deserializer<'de>>(from: D) -> Result<Decimal, D::Error> {
    from.deserialize_any(Written)
}

/// For `#[serde(default, deserialize_with)]`: a figure that may be left out or null.
pub fn optional<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Decimal>, D::Error> {
    let figure: Option<Figure> = Deserialize::deserialize(from)?;
    Ok(figure.map(|figure| figure.0))
}

/// For `#[serde(deserialize_with)]`: a figure within [`bounded`].
pub fn amount<'de, D: Deserializer<'de>>(from: D) -> Result<Decimal, D::Error> {
    bounded(required(from)?).map_err(D::Error::custom)
}

/// For `#[serde(default, deserialize_with)]`: a figure within [`bounded`] that may be left out or null.
pub fn optional_amount<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Decimal>, D::Error> {
    optional(from)?.map(bounded).transpose().map_err(D::Error::custom)
}

/// For `#[serde(deserialize_with)]`: a list of figures.
pub fn list<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Decimal>, D::Error> {
    let figures: Vec<Figure> = Deserialize::deserialize(from)?;
    Ok(figures.into_iter().map(|figure| figure.0).collect())
}

/// For `#[serde(deserialize_with)]`: a whole number of units.
pub fn whole<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    let number = required(from)?;
    let whole = number.to_u64().filter(|whole| Decimal::from(*whole) == number);
    whole.ok_or_else(|| D::Error::custom(BadFigure::NotWhole { number }))
}

/// For `#[serde(default, deserialize_with)]`: a whole number of units that may be left out or null.
pub fn optional_whole<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    #[derive(Deserialize)]
    struct Whole(#[serde(deserialize_with = "whole")] u64);
    let whole: Option<Whole> = Deserialize::deserialize(from)?;
    Ok(whole.map(|whole| whole.0))
}

/// For `#[serde(serialize_with)]`: a figure of an answer as the text it prints.
pub fn text<S: Serializer>(figure: &impl fmt::Display, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(figure)
}

/// For `#[serde(serialize_with)]`: as [`text`](fn@text), for a figure that may be absent.
pub fn optional_text<S: Serializer>(figure: &Option<impl fmt::Display>, to: S) -> Result<S::Ok, S::Error> {
    match figure {
        Some(figure) => to.collect_str(figure),
        None => to.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_digit_stays() {
        let same = [
            "0",
            "1234.50",
            "-0.005",
            "0.1000000000000000055511151231",
            "9999999999999999999999999999",
            "0.0000000000000000000000000001",
            "99999999999999.99999999999999",
        ];
        for text in same {
            assert_eq!(read(text).unwrap().to_string(), text);
        }
        let read_as = [
            (" 12.5 ", "12.5"),
            ("+7", "7"),
            (".5", "0.5"),
            ("5.", "5"),
            ("007.50", "7.50"),
            ("1e3", "1000"),
            ("1.5E-2", "0.015"),
            ("25e-1", "2.5"),
            ("1.50e1", "15.0"),
            ("0e99", "0"),
            ("0e-99", "0"),
        ];
        for (text, figure) in read_as {
            assert_eq!(read(text).unwrap().to_string(), figure, "{text}");
        }
    }

    #[test]
    fn figures_to_reckon_with_have_bounds() {
        assert_eq!(LARGEST, Decimal::from(1_000_000_000_000_i64));
        for good in [LARGEST, -LARGEST, Decimal::new(1, 10), Decimal::ZERO] {
            assert_eq!(bounded(good), Ok(good));
        }
        for bad in [LARGEST + Decimal::ONE, Decimal::MIN, Decimal::new(1, 11)] {
            assert!(bounded(bad).unwrap_err().to_string().contains("at most one trillion"));
        }
    }

    #[test]
    fn what_is_no_number_or_too_long_says_so() {
        for text in
            ["", ".", "-", "1,000", "$5", "1_000", "5%", "1e", "1e+", "e5", "1.2.3", "--1", "٣", "1e99999"]
        {
            assert!(matches!(read(text), Err(BadFigure::NotANumber { .. })), "{text}");
        }
        let long = ["10000000000000000000000000000", "1e28", "1e-29", "1e99", "1e9999", "1.00e-27"];
        for text in long {
            assert!(matches!(read(text), Err(BadFigure::TooLong { .. })), "{text}");
        }
        let endless = "9".repeat(1 << 20);
        assert!(read(&endless).unwrap_err().to_string().len() < 300);
    }
}
