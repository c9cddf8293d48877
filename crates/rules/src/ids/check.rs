//! Identifiers checked: what they are, and whether their check digits are right.

use std::collections::BTreeMap;

use cocket_base::ids::{
    AirWaybill, BadId, ContainerNumber, EntryNumber, FilerCode, FirmsCode, ImporterNumber, InBondNumber, Mid,
    PortCode, Scac, TariffNumber,
};
use cocket_base::{Finding, Place};
use cocket_law::Pack;

use super::{IdKind, IdResult, TEXT_LIMIT, invalid, warned};

/// What an identifier is, and whether its check digit is right.
pub(super) fn check(pack: &Pack, identifier: &str, of: Option<IdKind>, inbound: bool) -> IdResult {
    if identifier.len() > TEXT_LIMIT {
        return invalid(
            "identifier",
            format!("the identifier is longer than {TEXT_LIMIT} bytes"),
            "give one identifier",
        );
    }
    if inbound && let Some(lenient) = received(identifier, of) {
        return lenient;
    }
    let kinds = of.map_or(IdKind::ALL.to_vec(), |kind| vec![kind]);
    let mut sound: Vec<(IdKind, String)> = Vec::new();
    let mut wrong_digits: Vec<Finding> = Vec::new();
    let mut wrong_shapes: Vec<Finding> = Vec::new();
    for kind in kinds {
        match read(kind, identifier) {
            Ok(value) => sound.push((kind, value)),
            Err(BadReading::Digit(text)) => wrong_digits.push(finding("CHECK_DIGIT", text)),
            Err(BadReading::Shape(text)) => wrong_shapes.push(finding("BAD_IDENTIFIER", text)),
        }
    }
    // A text that any manufacturer code could be is not taken for one while a check digit nearly fits.
    if !wrong_digits.is_empty() {
        sound.retain(|(kind, _)| *kind != IdKind::Mid);
    }
    match (sound.first(), of) {
        (Some((_, value)), _) => IdResult::Decided {
            value: value.clone(),
            recognised: sound.iter().map(|(kind, _)| *kind).collect(),
            says: sound.iter().filter_map(|(kind, value)| meaning(pack, *kind, value)).collect(),
            findings: Vec::new(),
        },
        (None, Some(_)) => {
            IdResult::Invalid { findings: wrong_digits.into_iter().chain(wrong_shapes).collect() }
        }
        (None, None) if !wrong_digits.is_empty() => IdResult::Invalid { findings: wrong_digits },
        (None, None) => {
            let shown: String = identifier.chars().take(40).collect();
            invalid(
                "identifier",
                format!("«{shown}» has the form of no identifier that is known"),
                "name its kind in «of» to be told what is wrong",
            )
        }
    }
}

/// An entry number from outside: an offset on the check digit is its filer's own affair.
fn received(identifier: &str, of: Option<IdKind>) -> Option<IdResult> {
    if of.is_some_and(|kind| kind != IdKind::EntryNumber) {
        return None;
    }
    let (number, plain) = EntryNumber::lenient(identifier).ok()?;
    let result = IdResult::Decided {
        value: number.to_string(),
        recognised: vec![IdKind::EntryNumber],
        says: BTreeMap::new(),
        findings: Vec::new(),
    };
    if plain {
        return Some(result);
    }
    let text = format!("the check digit of {number} is not the plain one; its filer may use an offset");
    let finding = Finding::warn("CHECK_DIGIT", Place::field("identifier"), text);
    Some(warned(result, finding.with_remedy("compare it with the paper it came from")))
}

/// What a code stands for, where a table knows.
fn meaning(pack: &Pack, kind: IdKind, value: &str) -> Option<(String, String)> {
    match kind {
        IdKind::PortCode => Some(("port".into(), pack.ports().name(value.parse().ok()?)?.to_string())),
        IdKind::SuretyCode => Some((
            "surety".into(),
            pack.codes("bond_waiver_reasons")?.label(value).unwrap_or("a surety company").to_string(),
        )),
        IdKind::Mid => {
            let place = value.get(..2)?;
            let province = pack.codes("province_mid_codes").and_then(|table| table.label(place));
            Some((
                "place".into(),
                province.map_or_else(|| place.to_string(), |name| format!("{name}, Canada")),
            ))
        }
        IdKind::TariffNumber => {
            Some(("digits".into(), value.chars().filter(char::is_ascii_digit).count().to_string()))
        }
        _ => None,
    }
}

fn finding(code: &str, text: String) -> Finding {
    Finding::block(code, Place::field("identifier"), text)
        .with_remedy("compare it with the paper it came from")
}

pub(super) enum BadReading {
    Shape(String),
    Digit(String),
}

impl From<BadId> for BadReading {
    fn from(error: BadId) -> BadReading {
        match error {
            BadId::CheckDigit { .. } => BadReading::Digit(error.to_string()),
            BadId::Shape { .. } => BadReading::Shape(error.to_string()),
        }
    }
}

pub(super) fn read(kind: IdKind, text: &str) -> Result<String, BadReading> {
    Ok(match kind {
        IdKind::EntryNumber => text.parse::<EntryNumber>()?.to_string(),
        IdKind::InBondNumber => text.parse::<InBondNumber>()?.to_string(),
        IdKind::ImporterNumber => text.parse::<ImporterNumber>()?.as_filed().to_string(),
        IdKind::ContainerNumber => text.parse::<ContainerNumber>()?.to_string(),
        IdKind::AirWaybill => text.parse::<AirWaybill>()?.to_string(),
        IdKind::Mid => text.parse::<Mid>()?.as_str().to_string(),
        IdKind::FilerCode => text.trim().parse::<FilerCode>()?.to_string(),
        IdKind::Scac => text.trim().to_ascii_uppercase().parse::<Scac>()?.to_string(),
        IdKind::FirmsCode => text.trim().to_ascii_uppercase().parse::<FirmsCode>()?.to_string(),
        IdKind::PortCode => text.trim().parse::<PortCode>()?.to_string(),
        IdKind::SuretyCode => {
            let plain = text.trim();
            if plain.len() != 3 || !plain.bytes().all(|b| b.is_ascii_digit()) {
                return Err(BadReading::Shape("a surety code has three digits".into()));
            }
            plain.to_string()
        }
        IdKind::TariffNumber => {
            text.parse::<TariffNumber>().map_err(|error| BadReading::Shape(error.to_string()))?.to_string()
        }
    })
}
