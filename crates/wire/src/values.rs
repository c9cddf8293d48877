//! Values in columns: numbers with implied decimals, dates, texts. Bad digits are faults, never zeros.
//!
//! Rounding: half up at the last place the field carries (Entry Summary Create/Update, usage note on standard rounding).

use cocket_base::{Cents, Date, Decimal, Round};

use crate::classes;
use crate::fault::Fault;
use crate::layout::{Class, FieldSpec, WIDTH};

/// A run of digits after blanks, `None` when blank.
pub(crate) fn digits(columns: &[u8]) -> Result<Option<u64>, Fault> {
    let text = columns.trim_ascii();
    if text.is_empty() {
        return Ok(None);
    }
    let mut number = 0u64;
    for byte in text {
        if !byte.is_ascii_digit() {
            return Err(if *byte == b' ' { Fault::Alignment } else { Fault::Class });
        }
        number =
            number.checked_mul(10).and_then(|n| n.checked_add(u64::from(byte - b'0'))).ok_or(Fault::Value)?;
    }
    Ok(Some(number))
}

/// A number with the field's implied decimals. Printable fields may carry a leading minus.
pub(crate) fn decimal(field: &FieldSpec, columns: &[u8]) -> Result<Option<Decimal>, Fault> {
    let text = columns.trim_ascii();
    let (sign, text) = match text.strip_prefix(b"-") {
        Some([b' ', ..]) if field.class == Class::Printable => return Err(Fault::Alignment),
        Some(rest) if field.class == Class::Printable && !rest.is_empty() => (-Decimal::ONE, rest),
        _ => (Decimal::ONE, text),
    };
    let Some(number) = digits(text)? else { return Ok(None) };
    Ok(Some(Decimal::from_i128_with_scale(i128::from(number), u32::from(field.decimals)) * sign))
}

/// An amount in cents; a field of whole dollars counts as such.
pub(crate) fn cents(field: &FieldSpec, columns: &[u8]) -> Result<Option<Cents>, Fault> {
    let Some(exact) = decimal(field, columns)? else { return Ok(None) };
    Cents::from_dollars(exact, Round::HalfUp).map(Some).map_err(|_| Fault::Value)
}

/// A date from MMDDYY.
pub(crate) fn date(columns: &[u8]) -> Result<Option<Date>, Fault> {
    if columns.iter().all(|byte| *byte == b' ') {
        return Ok(None);
    }
    let (month, day, year) = classes::month_day_year(columns).ok_or(Fault::Date)?;
    Date::new(year, month, day).map(Some).map_err(|_| Fault::Date)
}

/// Writes bytes into the field, checks them, and takes them back when they are at fault.
fn put(
    field: &FieldSpec,
    bytes: &[u8],
    from_right: Option<u8>,
    columns: &mut [u8; WIDTH],
) -> Result<(), Fault> {
    let width = field.width();
    if bytes.len() > width {
        return Err(Fault::TooLong);
    }
    let mut text = [from_right.unwrap_or(b' '); WIDTH];
    let at = if from_right.is_some() { width - bytes.len() } else { 0 };
    text[at..at + bytes.len()].copy_from_slice(bytes);
    let text = &text[..width];
    match classes::check(field, text) {
        Some(fault) => Err(fault),
        None => {
            columns[field.start..field.end].copy_from_slice(text);
            Ok(())
        }
    }
}

/// What fills a number up to its right edge.
fn padding(field: &FieldSpec) -> Option<u8> {
    match field.class {
        Class::Digits => Some(b'0'),
        Class::Number => Some(b' '),
        _ => None,
    }
}

pub(crate) fn write_text(field: &FieldSpec, text: &str, columns: &mut [u8; WIDTH]) -> Result<(), Fault> {
    let mut bytes = [b' '; WIDTH];
    let mut len = 0;
    for c in text.trim_end_matches(' ').chars() {
        let byte = u8::try_from(u32::from(c)).map_err(|_| Fault::Character)?;
        *bytes.get_mut(len).ok_or(Fault::TooLong)? = byte;
        len += 1;
    }
    if len == 0 {
        columns[field.start..field.end].fill(b' ');
        return Ok(());
    }
    put(field, &bytes[..len], padding(field), columns)
}

pub(crate) fn write_digits(field: &FieldSpec, number: u64, columns: &mut [u8; WIDTH]) -> Result<(), Fault> {
    let mut bytes = [b'0'; 20];
    let (mut at, mut rest) = (bytes.len(), number);
    loop {
        at -= 1;
        bytes[at] = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    put(field, &bytes[at..], padding(field), columns)
}

pub(crate) fn write_decimal(
    field: &FieldSpec,
    value: Decimal,
    columns: &mut [u8; WIDTH],
) -> Result<(), Fault> {
    let places = u32::from(field.decimals);
    let mut rounded = Round::HalfUp.to(value, places);
    rounded.rescale(places);
    if rounded.is_sign_negative() && !rounded.is_zero() {
        return Err(Fault::Value);
    }
    // Only a number too large for the decimals asked for cannot be given them.
    if rounded.scale() != places {
        return Err(Fault::TooLong);
    }
    let number = u64::try_from(rounded.mantissa().unsigned_abs()).map_err(|_| Fault::TooLong)?;
    write_digits(field, number, columns)
}

pub(crate) fn write_date(field: &FieldSpec, date: Date, columns: &mut [u8; WIDTH]) -> Result<(), Fault> {
    if !(1970..2070).contains(&date.year()) {
        return Err(Fault::Value);
    }
    let pair = |number: i16| {
        let number = u8::try_from(number % 100).unwrap_or(0);
        [b'0' + number / 10, b'0' + number % 10]
    };
    let ([m1, m2], [d1, d2], [y1, y2]) =
        (pair(date.month().into()), pair(date.day().into()), pair(date.year()));
    put(field, &[m1, m2, d1, d2, y1, y2], None, columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layouts::entry_summary::{r11, r50, r53, r62, r90};
    use crate::layouts::entry_summary_query::jd;

    fn written(field: &'static FieldSpec, value: &str) -> String {
        let mut columns = [b' '; WIDTH];
        write_decimal(field, value.parse().unwrap(), &mut columns).unwrap();
        String::from_utf8(columns[field.start..field.end].to_vec()).unwrap()
    }

    #[test]
    fn money_and_quantities_round_half_up_at_their_last_place() {
        for (value, expected) in
            [("181.56451", "   18156"), ("256.18515", "   25619"), ("123.545", "   12355"), ("0", "       0")]
        {
            assert_eq!(written(r62::FEE_AMOUNT, value), expected);
        }
        assert_eq!(written(r50::VALUE, "123.50"), "       124");
        assert_eq!(written(r50::VALUE, "123.49"), "       123");
        assert_eq!(written(r53::ADCVD_QUANTITY, "123.0375550"), "     1230376");
        assert_eq!(written(r53::DEPOSIT_RATE, "10.17"), "    1017");
    }

    #[test]
    fn signs_and_sizes_are_refused() {
        let mut columns = [b' '; WIDTH];
        assert_eq!(write_decimal(r62::FEE_AMOUNT, Decimal::NEGATIVE_ONE, &mut columns), Err(Fault::Value));
        assert_eq!(
            write_decimal(r62::FEE_AMOUNT, Decimal::from(1_000_000), &mut columns),
            Err(Fault::TooLong)
        );
        assert_eq!(write_decimal(r90::TOTAL_DUTY, Decimal::MAX, &mut columns), Err(Fault::TooLong));
        assert_eq!(columns, [b' '; WIDTH]);
    }

    #[test]
    fn bad_digits_are_never_zeros() {
        assert_eq!(digits(b"   12A"), Err(Fault::Class));
        assert_eq!(digits(b"   1 2"), Err(Fault::Alignment));
        assert_eq!(digits(b"      "), Ok(None));
        assert_eq!(digits(b"000"), Ok(Some(0)));
        assert_eq!(digits(b"99999999999999999999999"), Err(Fault::Value));
        assert_eq!(decimal(jd::LIQUIDATED_DUTY, b"       -1250"), Ok(Some(Decimal::new(-1250, 2))));
        assert_eq!(decimal(r50::DUTY_AMOUNT, b"     -1250"), Err(Fault::Class));
    }

    #[test]
    fn a_sign_alone_is_no_number_and_a_sign_stands_first() {
        assert_eq!(decimal(jd::LIQUIDATED_DUTY, b"          -0"), Ok(Some(Decimal::new(0, 2))));
        for (columns, fault) in [
            (b"           -", Fault::Class),
            (b"-           ", Fault::Class),
            (b"         --1", Fault::Class),
            (b"          1-", Fault::Class),
            (b"        - 12", Fault::Alignment),
        ] {
            assert_eq!(decimal(jd::LIQUIDATED_DUTY, columns), Err(fault), "{}", columns.escape_ascii());
        }
        assert_eq!(decimal(r50::DUTY_AMOUNT, b"         -"), Err(Fault::Class));
    }

    #[test]
    fn zeros_are_an_amount_and_no_date() {
        assert_eq!(decimal(jd::LIQUIDATED_DUTY, b"000000000000"), Ok(Some(Decimal::new(0, 2))));
        assert_eq!(date(b"      "), Ok(None));
        for zeros in [b"000000", b"000026", b"060026", b"000626"] {
            assert_eq!(date(zeros), Err(Fault::Date), "{}", zeros.escape_ascii());
        }
    }

    #[test]
    fn two_digits_of_a_year_stand_for_1970_to_2069() {
        for (columns, year) in [
            (b"061700", 2000),
            (b"061749", 2049),
            (b"061750", 2050),
            (b"061769", 2069),
            (b"061770", 1970),
            (b"061799", 1999),
        ] {
            let read = date(columns).unwrap().unwrap();
            assert_eq!(read.year(), year);
            let mut written = [b' '; WIDTH];
            write_date(r11::IMPORT_DATE, read, &mut written).unwrap();
            assert_eq!(&written[r11::IMPORT_DATE.start..r11::IMPORT_DATE.end], columns);
        }
        let mut columns = [b' '; WIDTH];
        for year in [1950, 1969, 2070] {
            let day = Date::new(year, 6, 17).unwrap();
            assert_eq!(write_date(r11::IMPORT_DATE, day, &mut columns), Err(Fault::Value), "{year}");
        }
        assert_eq!(columns, [b' '; WIDTH], "nothing was written");
    }
}
