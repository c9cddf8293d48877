//! Codes of places, carriers, bills and boxes. Whether a code is in use is a question for the code tables in `law`.

use std::fmt;
use std::str::FromStr;

use super::{BadId, code_newtype};

code_newtype! {
    /// A country by the two letters of ISO 3166, as CBP uses them.
    Country, 2..=2, |b: u8| b.is_ascii_uppercase(), "two letters, as in CN"
}
code_newtype! {
    /// A Schedule D district and port code.
    PortCode, 4..=4, |b: u8| b.is_ascii_digit(), "four digits, as in 2704"
}
code_newtype! {
    /// A standard carrier alpha code, or an airline's two-character code.
    Scac, 2..=4, |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit(), "two to four letters, as in ZQXL"
}
code_newtype! {
    /// A FIRMS code: the place where the goods lie.
    FirmsCode, 4..=4, |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit(), "four letters or digits, as in Y123"
}

impl Country {
    /// The United States.
    pub const US: Country = Country(*b"US  ", 2);
    /// Canada.
    pub const CA: Country = Country(*b"CA  ", 2);
    /// Mexico.
    pub const MX: Country = Country(*b"MX  ", 2);
    /// China.
    pub const CN: Country = Country(*b"CN  ", 2);
}

/// A container number after ISO 6346: owner code, category letter, six digits, check digit.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ContainerNumber(String);

impl FromStr for ContainerNumber {
    type Err = BadId;
    fn from_str(text: &str) -> Result<ContainerNumber, BadId> {
        let plain: String =
            text.trim().to_ascii_uppercase().chars().filter(|c| *c != '-' && *c != ' ').collect();
        let bytes = plain.as_bytes();
        let sound = bytes.len() == 11
            && bytes[..4].iter().all(u8::is_ascii_uppercase)
            && bytes[4..].iter().all(u8::is_ascii_digit);
        if !sound {
            return Err(BadId::shape("container number", text, "four letters and seven digits"));
        }
        // Letters count from A = 10 and skip the multiples of 11; each place weighs twice the one before.
        let value = |b: u8| {
            let ordinal = u32::from(b.wrapping_sub(b'A'));
            if b.is_ascii_digit() { u32::from(b - b'0') } else { 10 + ordinal + ordinal.div_ceil(10) }
        };
        let sum: u32 = bytes[..10].iter().zip(0u32..).map(|(b, place)| value(*b) << place).sum();
        let expected = u8::try_from(sum % 11 % 10).unwrap_or(0);
        if bytes[10] - b'0' != expected {
            return Err(BadId::check_digit("container number", text, expected));
        }
        Ok(ContainerNumber(plain))
    }
}
impl fmt::Display for ContainerNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A master air waybill number: airline prefix, seven digits and their remainder by seven.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AirWaybill(String);

impl FromStr for AirWaybill {
    type Err = BadId;
    fn from_str(text: &str) -> Result<AirWaybill, BadId> {
        let plain: String = text.trim().chars().filter(|c| *c != '-' && *c != ' ').collect();
        if plain.len() != 11 || !plain.bytes().all(|b| b.is_ascii_digit()) {
            return Err(BadId::shape("air waybill", text, "three and eight digits, as in 999-12345675"));
        }
        let serial: u32 =
            plain[3..10].parse().map_err(|_| BadId::shape("air waybill", text, "three and eight digits"))?;
        let expected = u8::try_from(serial % 7).unwrap_or(0);
        if plain.as_bytes()[10] - b'0' != expected {
            return Err(BadId::check_digit("air waybill", text, expected));
        }
        Ok(AirWaybill(format!("{}-{}", &plain[..3], &plain[3..])))
    }
}
impl fmt::Display for AirWaybill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_checked_by_form() {
        assert_eq!("cn".parse::<Country>().unwrap(), Country::CN);
        assert!("China".parse::<Country>().is_err());
        assert_eq!("2704".parse::<PortCode>().unwrap().as_str(), "2704");
        assert!("27O4".parse::<PortCode>().is_err());
        assert!("ZQXL1".parse::<Scac>().is_err());
        assert_eq!(
            "é".parse::<Country>().unwrap_err().to_string(),
            "«é» is not a valid Country; it should be two letters, as in CN"
        );
    }

    #[test]
    fn boxes_and_waybills_have_check_digits() {
        assert!("CSQU3054383".parse::<ContainerNumber>().is_ok(), "the example of the standard");
        assert!(matches!(
            "CSQU3054384".parse::<ContainerNumber>(),
            Err(BadId::CheckDigit { expected: 3, .. })
        ));
        assert_eq!("999-12345675".parse::<AirWaybill>().unwrap().to_string(), "999-12345675");
        assert!("999-12345676".parse::<AirWaybill>().is_err());
    }
}
