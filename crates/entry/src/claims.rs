//! Preference claims: which lines claim a programme, and why the others do not.
//!
//! A claim is made only when the client asks for it, the origin belongs to the programme, the programme is in force, and a
//! certificate at hand covers the day of entry (19 CFR 182.12 for USMCA, and the like). Whether the good qualifies is the
//! producer's statement; a master that says it fails outweighs the wish.

use cocket_base::{Date, Finding, Place};
use cocket_intake::packet::{PacketHeader, SpiClaim};
use cocket_law::Pack;
use jiff::ToSpan;

use crate::goods::Goods;

/// The day and the law that claims are judged by.
pub struct ClaimDay<'l> {
    /// Law.
    pub law: &'l Pack,
    /// Day of entry.
    pub entry: Date,
    /// Day of importation, from which a claim after import is counted (19 USC 1520(d)).
    pub import: Option<Date>,
    /// What was known.
    pub known: Date,
}

/// The programme claimed for a line, when all holds.
pub fn claim(
    header: &PacketHeader,
    goods: &Goods<'_>,
    day: &ClaimDay<'_>,
    findings: &mut Vec<Finding>,
) -> Option<String> {
    let part = goods.part_no;
    let asked = header
        .spi_claims
        .iter()
        .find(|claim| claim.parts.iter().any(|p| p.trim().eq_ignore_ascii_case(part)));
    if let Some(remark) = goods.facts.fails_usmca() {
        let text = format!("{part}: the product master says «{remark}»; no claim, the general rate applies");
        findings.push(
            Finding::warn("SPI_NOT_QUALIFYING", Place::item(part), text)
                .with_remedy("ask the producer whether the good can qualify"),
        );
        return None;
    }
    let asked = asked?;
    let spi = asked.spi.clone()?;
    // The certificate is looked at first: without one the rest does not matter.
    let finding = certificate(asked, part, day).or_else(|| programme(&spi, goods, day));
    match finding {
        Some(finding) => {
            findings.push(finding);
            None
        }
        None => Some(spi),
    }
}

fn certificate(asked: &SpiClaim, part: &str, day: &ClaimDay<'_>) -> Option<Finding> {
    let spi = asked.spi.as_deref().unwrap_or_default();
    let place = Place::item(part);
    let later = "enter without the claim, or get the certificate before entry";
    let Some(certificate) =
        asked.certificate.as_ref().filter(|certificate| certificate.on_file == Some(true))
    else {
        let text = format!("{part}: no certificate on file for the {spi} claim");
        return Some(Finding::warn("SPI_CERT_MISSING", place, text).with_remedy(later));
    };
    if let Some(from) = certificate.blanket_from.filter(|from| day.entry < *from) {
        let text =
            format!("{part}: the certificate for {spi} starts on {from}, the entry is of {}", day.entry);
        return Some(Finding::warn("SPI_CERT_NOT_YET", place, text).with_remedy(later));
    }
    let ended = certificate.blanket_to.filter(|until| *until < day.entry)?;
    let until = day
        .import
        .unwrap_or(day.entry)
        .checked_add(1.year())
        .map(|last| format!("; a claim after import is open until {last} (19 USC 1520(d))"));
    let text = format!(
        "{part}: the blanket period for {spi} ended on {ended}, the entry is of {}: entered without the claim{}",
        day.entry,
        until.unwrap_or_default()
    );
    Some(
        Finding::warn("SPI_CERT_EXPIRED", place, text)
            .with_remedy("ask the producer for a new certificate and claim back in time"),
    )
}

fn programme(spi: &str, goods: &Goods<'_>, day: &ClaimDay<'_>) -> Option<Finding> {
    let (part, place) = (goods.part_no, Place::item(goods.part_no));
    let origin = goods.origin.as_ref()?.value;
    if let Err(unknown) = day.law.programs().program(spi, day.entry, day.known) {
        let text = format!("{part}: the programme {spi} cannot be claimed: {unknown}");
        return Some(Finding::warn("SPI_NOT_IN_FORCE", place, text).with_remedy("enter without the claim"));
    }
    match day.law.programs().covers(spi, origin) {
        Some(false) => {
            let text = format!("{part}: goods of {origin} are not goods of a country of {spi}");
            Some(
                Finding::warn("SPI_ORIGIN", place, text)
                    .with_remedy("check origin and programme; entered without the claim"),
            )
        }
        None => {
            let text =
                format!("{part}: the countries of {spi} are not held; check that {origin} is one of them");
            Some(
                Finding::warn("SPI_ORIGIN_UNKNOWN", place, text)
                    .with_remedy("check the general note of the programme"),
            )
        }
        Some(true) => None,
    }
}
