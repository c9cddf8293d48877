//! Characters and classes: which kinds of character a class admits, and the form its text must have.

use crate::fault::Fault;
use crate::layout::{Class, FieldSpec, WIDTH};

const BLANK: u8 = 1;
const DIGIT: u8 = 2;
const UPPER: u8 = 4;
const SPECIAL: u8 = 8;
const LOWER: u8 = 16;
const HIGH: u8 = 32;

/// The kind of a byte; none for control characters. The cent sign is that of Latin-1.
///
/// Comparisons instead of a table, so that the compiler judges many columns at once.
#[inline]
const fn kind(byte: u8) -> u8 {
    const fn within(byte: u8, first: u8, last: u8) -> bool {
        byte.wrapping_sub(first) <= last - first
    }
    let digit = within(byte, b'0', b'9') as u8 * DIGIT;
    let upper = within(byte, b'A', b'Z') as u8 * UPPER;
    let lower = within(byte, b'a', b'z') as u8 * LOWER;
    let blank = (byte == b' ') as u8 * BLANK;
    let plain = digit | upper | lower | blank;
    let special = ((within(byte, b'!', b'~') & (plain == 0)) | (byte == 0xa2)) as u8 * SPECIAL;
    let high = (within(byte, 0x80, 0xff) & (byte != 0xa2)) as u8 * HIGH;
    plain | special | high
}

/// True when every column holds a character that its field admits.
pub(crate) fn admitted(columns: &[u8; WIDTH], kinds: &[u8; WIDTH]) -> bool {
    columns
        .iter()
        .zip(kinds)
        .fold(0u8, |strange, (byte, admitted)| strange | u8::from(kind(*byte) & admitted == 0))
        == 0
}

/// The kinds of character that a class admits.
pub(crate) const fn kinds_of(class: Class) -> u8 {
    match class {
        Class::Filler => BLANK,
        Class::Letters => BLANK | UPPER,
        Class::Digits | Class::DigitsLeft | Class::Number | Class::Date => BLANK | DIGIT,
        Class::Alphanumeric => BLANK | UPPER | DIGIT,
        Class::Printable => BLANK | UPPER | DIGIT | SPECIAL,
        Class::Any => BLANK | UPPER | DIGIT | SPECIAL | LOWER | HIGH,
    }
}

/// The first fault of a field's columns, in the order of [`Fault`].
pub(crate) fn check(field: &FieldSpec, columns: &[u8]) -> Option<Fault> {
    let admitted = kinds_of(field.class);
    match columns.iter().map(|byte| kind(*byte)).find(|kind| kind & admitted == 0) {
        Some(0 | HIGH) => Some(Fault::Character),
        Some(_) if field.class == Class::Filler => Some(Fault::Filler),
        Some(LOWER) => Some(Fault::LowerCase),
        Some(_) => Some(Fault::Class),
        None => check_form(field, columns),
    }
}

/// The first fault of a field whose characters are known to be of its class.
#[inline]
pub(crate) fn check_form(field: &FieldSpec, columns: &[u8]) -> Option<Fault> {
    let free = matches!(field.class, Class::Letters | Class::Alphanumeric | Class::Printable | Class::Any);
    if field.class == Class::Filler || free && !field.is_mandatory() && field.allowed.is_empty() {
        return None;
    }
    let first = columns.iter().position(|byte| *byte != b' ');
    let Some(first) = first else {
        let listed = field.allowed.iter().any(|code| code.admits(b""));
        return (field.is_mandatory() && !listed).then_some(Fault::Missing);
    };
    let formed = match field.class {
        Class::Digits => first == 0 && !columns.contains(&b' '),
        Class::DigitsLeft => first == 0 && !columns.trim_ascii_end().contains(&b' '),
        Class::Number => !columns[first..].contains(&b' '),
        Class::Date => is_date(columns),
        _ => true,
    };
    if !formed {
        return Some(if field.class == Class::Date { Fault::Date } else { Fault::Alignment });
    }
    (!field.allowed.is_empty() && !field.admits(columns.trim_ascii())).then_some(Fault::Code)
}

/// True for MMDDYY with a month and a day that exist.
fn is_date(columns: &[u8]) -> bool {
    month_day_year(columns).is_some()
}

/// Month, day and year of an MMDDYY date. Years 70–99 are of the last century.
pub(crate) fn month_day_year(columns: &[u8]) -> Option<(i8, i8, i16)> {
    let pair = |at: usize| match columns.get(at..at + 2) {
        Some([tens @ b'0'..=b'9', ones @ b'0'..=b'9']) => i8::try_from((tens - b'0') * 10 + ones - b'0').ok(),
        _ => None,
    };
    let (month, day, year) = (pair(0)?, pair(2)?, i16::from(pair(4)?));
    let year = if year < 70 { 2000 + year } else { 1900 + year };
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        // 1970 to 2069 holds no century year but 2000, which is a leap year.
        2 if year % 4 == 0 => 29,
        2 => 28,
        _ => return None,
    };
    (1..=last).contains(&day).then_some((month, day, year))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layouts::{entry_summary, envelope, security_filing};

    #[test]
    fn one_fault_per_way_to_be_wrong() {
        let r50 = |text: &str| check(entry_summary::r50::DUTY_AMOUNT, text.as_bytes());
        for (text, fault) in [
            ("    165000", None),
            ("0000165000", None),
            ("         0", None),
            ("          ", Some(Fault::Missing)),
            ("165000    ", Some(Fault::Alignment)),
            ("   16 5000", Some(Fault::Alignment)),
            ("    16500A", Some(Fault::Class)),
            ("    16500a", Some(Fault::LowerCase)),
            ("    16500\t", Some(Fault::Character)),
            ("   -165000", Some(Fault::Class)),
        ] {
            assert_eq!(r50(text), fault, "{text:?}");
        }
        let filler = entry_summary::r10::LAYOUT.field("filler_7").unwrap();
        assert_eq!(check(filler, b"X "), Some(Fault::Filler));
    }

    #[test]
    fn dates_exist_or_are_blank() {
        let date = |text: &str| check(entry_summary::r11::IMPORT_DATE, text.as_bytes());
        assert_eq!(date("071226"), None);
        assert_eq!(date("      "), None);
        assert_eq!(date("022928"), None, "2028 is a leap year");
        for text in ["022926", "133126", "000000", "0712 6"] {
            assert_eq!(date(text), Some(Fault::Date), "{text}");
        }
        assert_eq!(month_day_year(b"123199"), Some((12, 31, 1999)));
    }

    #[test]
    fn digits_fill_a_field_or_start_it() {
        assert_eq!(check(envelope::y_out::IMAGE_COUNT, b"00002"), None);
        assert_eq!(check(envelope::y_out::IMAGE_COUNT, b"    2"), Some(Fault::Alignment));
        assert_eq!(check(security_filing::sf40::HTS_NUMBER, b"610910    "), None);
        assert_eq!(check(security_filing::sf40::HTS_NUMBER, b"    610910"), Some(Fault::Alignment));
    }

    #[test]
    fn codes_are_listed_and_a_blank_may_be_one() {
        assert_eq!(check(entry_summary::r10::ACTION_CODE, b"Q"), Some(Fault::Code));
        assert_eq!(check(entry_summary::r10::PERIODIC_STATEMENT_MONTH, b"08"), None);
        assert_eq!(check(entry_summary::r10::PERIODIC_STATEMENT_MONTH, b"13"), Some(Fault::Code));
        assert_eq!(check(envelope::x1::DISPOSITION_TYPE, b" "), None);
    }
}
