//! Entry numbers and in-bond numbers with their check digits.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{BadId, code_newtype};

code_newtype! {
    /// A filer code: three letters or digits, as CBP assigns them.
    FilerCode, 3..=3, |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit(), "three letters or digits, as in ZZ9"
}

/// An entry number: filer code, seven digits, check digit. Prints as `ZZ9-0004711-1`.
/// Source of the rule: CATAIR appendix E.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct EntryNumber {
    filer: FilerCode,
    sequence: u32,
    check: u8,
}

impl EntryNumber {
    /// Our own number from its sequence (0 to 9,999,999).
    pub fn new(filer: FilerCode, sequence: u32) -> Result<EntryNumber, BadId> {
        EntryNumber::with_offset(filer, sequence, 0)
    }

    /// Our own number for a filer that CBP allowed an offset of 1–9 on the check digit.
    pub fn with_offset(filer: FilerCode, sequence: u32, offset: u8) -> Result<EntryNumber, BadId> {
        if sequence > 9_999_999 || offset > 9 {
            return Err(BadId::shape(
                "entry number",
                sequence.to_string(),
                "a sequence of at most seven digits and an offset of at most 9",
            ));
        }
        Ok(EntryNumber { filer, sequence, check: (check_digit(&filer, sequence) + offset) % 10 })
    }

    /// Reads a number that came from outside. The flag tells whether the check digit is the plain one; a number with an
    /// offset is still a number.
    pub fn lenient(text: &str) -> Result<(EntryNumber, bool), BadId> {
        let bad = || {
            BadId::shape(
                "entry number",
                text,
                "filer code, seven digits and a check digit, as in ZZ9-0004711-1",
            )
        };
        let plain: String = text.trim().chars().filter(|c| *c != '-' && *c != ' ').collect();
        if plain.len() != 11 || !plain.is_ascii() {
            return Err(bad());
        }
        let filer: FilerCode = plain[..3].parse()?;
        if !plain[3..].bytes().all(|b| b.is_ascii_digit()) {
            return Err(bad());
        }
        let sequence: u32 = plain[3..10].parse().map_err(|_| bad())?;
        let check = plain.as_bytes()[10] - b'0';
        Ok((EntryNumber { filer, sequence, check }, check == check_digit(&filer, sequence)))
    }

    /// The filer code.
    pub fn filer(&self) -> FilerCode {
        self.filer
    }

    /// The seven digits.
    pub fn sequence(&self) -> u32 {
        self.sequence
    }

    /// The eight characters of the wire's entry number field: seven digits and the check digit.
    pub fn wire(&self) -> String {
        format!("{:07}{}", self.sequence, self.check)
    }
}

/// The check digit of a filer code and seven digits: letters to digits, double the even places from the left, add the
/// digits, take the distance to the next ten.
fn check_digit(filer: &FilerCode, sequence: u32) -> u8 {
    let value = |b: u8| match b {
        b'A'..=b'I' => b - b'A' + 1,
        b'J'..=b'R' => b - b'J' + 1,
        b'S'..=b'Z' => b - b'S' + 2,
        digit => digit - b'0',
    };
    let digits = format!("{sequence:07}");
    let sum: u8 = (filer.as_str().bytes().chain(digits.bytes()).map(value).enumerate())
        .map(|(at, digit)| if at % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 })
        .sum();
    (10 - sum % 10) % 10
}

impl fmt::Display for EntryNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}-{:07}-{}", self.filer, self.sequence, self.check))
    }
}
impl FromStr for EntryNumber {
    type Err = BadId;
    fn from_str(text: &str) -> Result<EntryNumber, BadId> {
        let (number, sound) = EntryNumber::lenient(text)?;
        if sound {
            Ok(number)
        } else {
            Err(BadId::check_digit("entry number", text, check_digit(&number.filer, number.sequence)))
        }
    }
}
impl From<EntryNumber> for String {
    fn from(number: EntryNumber) -> String {
        number.to_string()
    }
}
impl TryFrom<String> for EntryNumber {
    type Error = BadId;
    /// Stored and received numbers may carry an offset, so only their shape is checked.
    fn try_from(text: String) -> Result<EntryNumber, BadId> {
        EntryNumber::lenient(&text).map(|(number, _)| number)
    }
}

/// A nine-digit in-bond number: eight digits and their remainder by seven.
/// Source of the rule: CATAIR in-bond chapter, amendment 51.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct InBondNumber(u32);

impl InBondNumber {
    /// Our own number from its eight digits.
    pub fn new(sequence: u32) -> Result<InBondNumber, BadId> {
        InBondNumber::with_offset(sequence, 0)
    }

    /// For large users allowed to add 1–3 to the check digit.
    pub fn with_offset(sequence: u32, offset: u32) -> Result<InBondNumber, BadId> {
        if sequence > 99_999_999 || offset > 3 {
            return Err(BadId::shape(
                "in-bond number",
                sequence.to_string(),
                "eight digits and an offset of at most 3",
            ));
        }
        Ok(InBondNumber(sequence * 10 + sequence % 7 + offset))
    }
}
impl fmt::Display for InBondNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:09}", self.0))
    }
}
impl FromStr for InBondNumber {
    type Err = BadId;
    fn from_str(text: &str) -> Result<InBondNumber, BadId> {
        let plain = text.trim();
        if plain.len() != 9 || !plain.bytes().all(|b| b.is_ascii_digit()) {
            return Err(BadId::shape("in-bond number", text, "nine digits"));
        }
        let whole: u32 = plain.parse().map_err(|_| BadId::shape("in-bond number", text, "nine digits"))?;
        let (sequence, check) = (whole / 10, whole % 10);
        let offset = check.wrapping_sub(sequence % 7);
        if offset > 3 {
            return Err(BadId::check_digit("in-bond number", text, u8::try_from(sequence % 7).unwrap_or(0)));
        }
        Ok(InBondNumber(whole))
    }
}
impl From<InBondNumber> for String {
    fn from(number: InBondNumber) -> String {
        number.to_string()
    }
}
impl TryFrom<String> for InBondNumber {
    type Error = BadId;
    fn try_from(text: String) -> Result<InBondNumber, BadId> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_of_the_vectors() {
        for (filer, sequence, digit) in [
            ("ABC", 1_234_567, '6'),
            ("999", 9_999_999, '0'),
            ("XJ9", 123, '2'),
            ("SV9", 7_100_205, '7'),
            ("B76", 324_527, '8'),
            ("WLH", 1, '8'),
        ] {
            let number = EntryNumber::new(filer.parse().unwrap(), sequence).unwrap();
            assert!(number.to_string().ends_with(digit), "{number}");
            assert_eq!(number.to_string().parse::<EntryNumber>().unwrap(), number);
        }
    }

    #[test]
    fn own_numbers_are_strict_and_received_ones_lenient() {
        assert!("ZZ9-0004711-1".parse::<EntryNumber>().is_ok());
        let error = "ZZ9-0004711-2".parse::<EntryNumber>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "entry number «ZZ9-0004711-2» has a wrong check digit; by the rule it is 1"
        );
        assert!(!EntryNumber::lenient("ZZ9-0004711-2").unwrap().1);
        let zz9: FilerCode = "ZZ9".parse().unwrap();
        assert_eq!(EntryNumber::with_offset(zz9, 4_711, 9).unwrap().to_string(), "ZZ9-0004711-0");
        assert!(EntryNumber::with_offset(zz9, 4_711, 250).is_err());
        assert!(EntryNumber::new(zz9, 10_000_000).is_err());
        assert!(EntryNumber::lenient("ZZ9-000471").is_err());
        assert!(EntryNumber::lenient("ZZ9-00047é1").is_err());
        assert_eq!("ZZ9-0004711-1".parse::<EntryNumber>().unwrap().wire(), "00047111");
    }

    #[test]
    fn in_bond_numbers_take_the_remainder_by_seven() {
        let number = InBondNumber::new(12_345_678).unwrap();
        assert_eq!(number.to_string(), "123456782");
        assert!("123456785".parse::<InBondNumber>().is_ok(), "a large user's offset of 3");
        assert!("123456786".parse::<InBondNumber>().is_err());
        assert!(InBondNumber::with_offset(12_345_678, 4).is_err());
        assert_eq!(number.to_string().parse::<InBondNumber>().unwrap(), number);
        assert!("12345678".parse::<InBondNumber>().is_err());
    }
}
