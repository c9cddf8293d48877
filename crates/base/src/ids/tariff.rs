//! Tariff numbers: 2 to 10 digits of the Harmonized Tariff Schedule.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A number of the schedule: chapter (2 digits), heading (4), subheading (6), rate line (8) or statistical number (10).
/// Reads with or without dots; prints with dots (`8518.21.00.00`); serialises without.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct TariffNumber {
    /// Left-aligned to ten digits, so that order is the schedule's order.
    aligned: u64,
    len: u8,
}

/// Why a text is no tariff number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadTariffNumber {
    /// A character that is neither digit nor dot.
    #[error("«{text}» is not a tariff number: character {at} is neither digit nor dot")]
    NotADigit {
        /// What was found.
        text: String,
        /// Position from 1.
        at: usize,
    },
    /// A number of digits the schedule does not use.
    #[error("«{text}» is not a tariff number: it has {digits} digits, the schedule uses 2, 4, 6, 8 or 10")]
    Length {
        /// What was found.
        text: String,
        /// Digits counted.
        digits: usize,
    },
}

impl TariffNumber {
    /// From digits without dots, `len` of them.
    fn from_digits(digits: u64, len: u8) -> TariffNumber {
        TariffNumber { aligned: digits * 10u64.pow(u32::from(10 - len)), len }
    }

    /// From digits zero-filled to ten, and how many are given: what [`TariffNumber::aligned`] and [`TariffNumber::len`] say.
    /// `None` when the length is none of the schedule's, or a digit behind it is not zero.
    pub fn from_aligned(aligned: u64, len: usize) -> Option<TariffNumber> {
        let known = matches!(len, 2 | 4 | 6 | 8 | 10) && aligned < 10u64.pow(10);
        let short = u32::try_from(10usize.checked_sub(len)?).ok()?;
        let filled = aligned.is_multiple_of(10u64.pow(short));
        (known && filled).then_some(TariffNumber { aligned, len: u8::try_from(len).ok()? })
    }

    /// How many digits are given: 2, 4, 6, 8 or 10.
    #[expect(clippy::len_without_is_empty, reason = "a number always has digits")]
    pub fn len(&self) -> usize {
        usize::from(self.len)
    }

    /// The digits as a number, zero-filled to ten; keeps the schedule's order.
    pub fn aligned(&self) -> u64 {
        self.aligned
    }

    /// The first `len` digits (2, 4, 6, 8, 10); the number itself when it is no longer than that.
    pub fn prefix(&self, len: usize) -> TariffNumber {
        debug_assert!(matches!(len, 2 | 4 | 6 | 8 | 10));
        if len >= self.len() {
            return *self;
        }
        let unit = 10u64.pow(u32::try_from(10 - len).unwrap_or(0));
        TariffNumber { aligned: self.aligned / unit * unit, len: u8::try_from(len).unwrap_or(10) }
    }

    /// True when `prefix` is this number or one above it in the schedule.
    pub fn starts_with(&self, prefix: &TariffNumber) -> bool {
        prefix.len <= self.len && self.prefix(prefix.len()) == *prefix
    }

    /// The chapter, 1–99.
    pub fn chapter(&self) -> u8 {
        u8::try_from(self.aligned / 100_000_000).unwrap_or(0)
    }

    /// The digits without dots.
    pub fn compact(&self) -> String {
        format!("{:010}", self.aligned)[..self.len()].to_string()
    }

    /// The number extended with zeros to ten digits, as a filing needs it.
    pub fn compact10(&self) -> String {
        format!("{:010}", self.aligned)
    }
}

impl fmt::Display for TariffNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.compact();
        let cuts = [0, 4, 6, 8, 10];
        let parts: Vec<&str> = cuts
            .windows(2)
            .filter_map(|w| digits.get(w[0]..w[1].min(digits.len())).filter(|p| !p.is_empty()))
            .collect();
        f.pad(&parts.join("."))
    }
}
impl fmt::Debug for TariffNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
impl FromStr for TariffNumber {
    type Err = BadTariffNumber;
    fn from_str(text: &str) -> Result<TariffNumber, BadTariffNumber> {
        let trimmed = text.trim();
        let (mut digits, mut len) = (0u64, 0usize);
        for (at, byte) in trimmed.bytes().enumerate() {
            match byte {
                b'.' => {}
                b'0'..=b'9' if len < 10 => {
                    digits = digits * 10 + u64::from(byte - b'0');
                    len += 1;
                }
                b'0'..=b'9' => len += 1,
                _ => return Err(BadTariffNumber::NotADigit { text: text.into(), at: at + 1 }),
            }
        }
        match len {
            2 | 4 | 6 | 8 | 10 => Ok(TariffNumber::from_digits(digits, u8::try_from(len).unwrap_or(10))),
            _ => Err(BadTariffNumber::Length { text: text.into(), digits: len }),
        }
    }
}
impl From<TariffNumber> for String {
    fn from(number: TariffNumber) -> String {
        number.compact()
    }
}
impl TryFrom<String> for TariffNumber {
    type Error = BadTariffNumber;
    fn try_from(text: String) -> Result<TariffNumber, BadTariffNumber> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_comes_back_from_its_aligned_digits() {
        for text in ["85", "8518", "8518.21", "8518.21.00", "8518.21.00.10", "0101.21.00.10"] {
            let number: TariffNumber = text.parse().unwrap();
            assert_eq!(TariffNumber::from_aligned(number.aligned(), number.len()), Some(number));
        }
        let ten = 8_518_210_010;
        assert_eq!([ten, ten, 10 * ten].map(|d| TariffNumber::from_aligned(d, 8)), [None; 3]);
        assert_eq!([0, 3, 12].map(|len| TariffNumber::from_aligned(0, len)), [None; 3]);
    }

    #[test]
    fn dots_are_optional_and_prefixes_cut() {
        let speaker: TariffNumber = "8518.21.00.00".parse().unwrap();
        assert_eq!(speaker, "8518210000".parse().unwrap());
        assert_eq!(speaker.to_string(), "8518.21.00.00");
        assert_eq!(speaker.prefix(8).to_string(), "8518.21.00");
        assert_eq!(speaker.prefix(4).compact(), "8518");
        assert!(speaker.starts_with(&"851821".parse().unwrap()));
        assert!(!speaker.starts_with(&"8519".parse().unwrap()));
        assert_eq!("0101210010".parse::<TariffNumber>().unwrap().compact(), "0101210010");
        assert_eq!("0101210010".parse::<TariffNumber>().unwrap().chapter(), 1);
        assert_ne!("8518".parse::<TariffNumber>().unwrap(), "851800".parse().unwrap());
    }

    #[test]
    fn bad_numbers_say_what_is_wrong() {
        let error = "8518.2x".parse::<TariffNumber>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "«8518.2x» is not a tariff number: character 7 is neither digit nor dot"
        );
        assert!(matches!("851".parse::<TariffNumber>(), Err(BadTariffNumber::Length { digits: 3, .. })));
        assert!(matches!(
            "85182100001".parse::<TariffNumber>(),
            Err(BadTariffNumber::Length { digits: 11, .. })
        ));
        assert!("".parse::<TariffNumber>().is_err());
    }
}
