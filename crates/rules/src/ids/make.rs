//! Identifiers made: numbers of our own are strict.

use cocket_base::ids::{EntryNumber, FilerCode, ImporterNumber, InBondNumber, Scac};

use super::{IdKind, IdResult, Sequence, decided, invalid, saying};

fn digits(sequence: &Sequence, most: usize) -> Option<u32> {
    match sequence {
        Sequence::Number(number) => Some(*number),
        Sequence::Text(text) => {
            let text = text.trim();
            let sound = !text.is_empty() && text.len() <= most && text.bytes().all(|b| b.is_ascii_digit());
            text.parse().ok().filter(|_| sound)
        }
    }
}

pub(super) fn entry_number(filer: &str, sequence: &Sequence, offset: u8) -> IdResult {
    let Some(sequence) = digits(sequence, 7) else {
        return invalid(
            "sequence",
            "the sequence of an entry number is at most seven digits",
            "give digits alone",
        );
    };
    if offset > 9 {
        return invalid("offset", format!("an offset of {offset} is no digit"), "give 0 to 9");
    }
    let made = filer.parse::<FilerCode>().and_then(|filer| EntryNumber::with_offset(filer, sequence, offset));
    match made {
        Ok(number) => decided(number),
        Err(error) => {
            invalid("filer", error, "give the filer code CBP assigned and a sequence of at most seven digits")
        }
    }
}

pub(super) fn in_bond_number(sequence: &Sequence, offset: u8) -> IdResult {
    let Some(sequence) = digits(sequence, 8) else {
        return invalid(
            "sequence",
            "the sequence of an in-bond number is at most eight digits",
            "give digits alone",
        );
    };
    match InBondNumber::with_offset(sequence, offset.into()) {
        Ok(number) => decided(number),
        Err(error) => invalid("sequence", error, "give at most eight digits and an offset of at most 3"),
    }
}

/// 24.5: employer number with suffix, person's number, or a number CBP assigned.
pub(super) fn importer_number(number: &str, suffix: Option<&str>) -> IdResult {
    let plain = number.trim();
    let whole = match suffix.map(str::trim) {
        Some(suffix) if plain.len() == "12-3456789".len() => format!("{plain}{suffix}"),
        Some(_) => {
            return invalid(
                "suffix",
                "only an employer number, NN-NNNNNNN, takes a suffix",
                "leave the suffix out",
            );
        }
        None => plain.to_string(),
    };
    match whole.parse::<ImporterNumber>() {
        Ok(number) => {
            let form = match &number {
                ImporterNumber::Employer(_) => "employer number with a suffix of two",
                ImporterNumber::Person(_) => "social security number",
                ImporterNumber::Assigned(_) => "assigned by CBP",
            };
            saying(decided(number.as_filed()), "form", form)
        }
        Err(error) => invalid(
            "number",
            error,
            "write the number with its hyphens; without an employer or personal number file form 5106 and CBP assigns one",
        ),
    }
}

/// The number completed with the check digit that its rule gives.
pub(super) fn with_check_digit(kind: IdKind, number: &str) -> IdResult {
    let plain: String =
        number.trim().to_ascii_uppercase().chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    if plain.len() != 10 {
        let text =
            format!("{} characters are given; ten stand before the check digit", plain.chars().count());
        return invalid("number", text, "give the number without its check digit");
    }
    let made = (b'0'..=b'9')
        .find_map(|digit| super::check::read(kind, &format!("{plain}{}", char::from(digit))).ok());
    made.map_or_else(
        || {
            invalid(
                "number",
                "these are no ten characters of such a number",
                "compare it with the paper it came from",
            )
        },
        decided,
    )
}

/// The carrier's code and the bill's number, as they are filed.
pub(super) fn bill_of_lading(scac: &str, number: &str) -> IdResult {
    let carrier = match scac.trim().to_ascii_uppercase().parse::<Scac>() {
        Ok(carrier) => carrier,
        Err(error) => return invalid("scac", error, "give the carrier's four letters"),
    };
    let plain: String =
        number.trim().to_ascii_uppercase().chars().filter(|c| *c != '-' && *c != ' ').collect();
    let rest = plain.strip_prefix(carrier.as_str()).unwrap_or(&plain);
    let sound = (1..=12).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_alphanumeric());
    if !sound {
        return invalid(
            "number",
            "a bill's number has one to twelve letters and digits",
            "compare it with the bill",
        );
    }
    saying(saying(decided(format!("{carrier}{rest}")), "carrier", carrier), "number", rest)
}
