//! What a claim brings and whether it can be made that day: status of the programme, the merchandise processing fee (19 CFR
//! 24.23(c)), a claim after importation (19 USC 1520(d)).

use cocket_base::{Citation, Date};
use cocket_law::{FeeTreatment, Pack};
use serde::{Deserialize, Serialize};

use super::law::Agreement;

/// A claim under a programme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The symbol on the line.
    pub spi: Option<String>,
    /// Whether the programme is in force on the day of entry.
    pub in_force: bool,
    /// The first and last day of the programme's row that was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cite: Option<Citation>,
    /// Whether goods that qualify are free of the merchandise processing fee.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub processing_fee_exempt: Option<bool>,
    /// Whether a claim can be made after importation under 19 USC 1520(d).
    pub refund_claim: bool,
    /// What a person should know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// The claim of an agreement by a symbol of it, by its first symbol when none is named.
pub(super) fn claim(pack: &Pack, agreement: &Agreement, spi: Option<&str>, day: Date, known: Date) -> Claim {
    let spi = spi.map(str::to_ascii_uppercase).or_else(|| agreement.spi.first().map(|spi| spi.to_string()));
    let mut notes = vec![
        "a claim frees from the base duty; chapter 99 duties and the harbor maintenance fee stay".to_string(),
    ];
    notes.extend(agreement.note.as_ref().map(|note| note.to_string()));
    let row = spi.as_deref().map(|spi| pack.programs().program(spi, day, known));
    let (in_force, cite, exempt) = match row {
        Some(Ok(row)) => (true, Some(row.cite.clone()), Some(row.mpf == FeeTreatment::Exempt)),
        Some(Err(unknown)) => {
            notes.push(unknown.to_string());
            (false, None, None)
        }
        None => (false, None, None),
    };
    Claim { spi, in_force, cite, processing_fee_exempt: exempt, refund_claim: agreement.refund_claim, notes }
}
