//! Preference claims: which lines claim a programme, and why the others do not.
//!
//! A claim is made only when the client asks for it, the origin belongs to the programme, the programme is in force, and a
//! certificate at hand covers the day of entry (19 CFR 182.12 for USMCA, and the like). Whether the good qualifies is the
//! producer's statement; a master that says it fails outweighs the wish.

use cocket_base::{Date, Finding, Place};
use cocket_intake::packet::{PacketHeader, SpiClaim};
use cocket_law::Pack;
use jiff::ToSpan;

use crate::criterion::{self, Criterion};
use crate::goods::{Goods, names};
use crate::sale::HEADER;

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
    let asked = header.spi_claims.iter().find(|claim| names(&claim.parts, part));
    let spi = asked.and_then(|asked| asked.spi.as_deref());
    let usmca = spi.is_none_or(|spi| criterion::is_usmca(day.law, spi));
    if let Some(finding) = goods
        .facts
        .usmca_criterion
        .as_deref()
        .filter(|_| usmca)
        .and_then(|said| qualifies(&format!("{part}: the product master says"), said, spi.is_some(), day))
    {
        findings.push(Finding { place: Place::item(part).at_field("usmca_criterion"), ..finding });
        return None;
    }
    let asked = asked?;
    let Some(spi) = asked.spi.clone() else {
        let text = format!("{part}: a preference is claimed without its programme");
        findings.push(
            Finding::block("MISSING_FACT", Place::file(HEADER).at_field("spi_claims"), text)
                .with_remedy("give the symbol of the programme, as S or KR"),
        );
        return None;
    };
    let certified = asked.certificate.as_ref().and_then(|certificate| certificate.criterion.as_deref());
    // The certificate is looked at first: without one the rest does not matter.
    let finding = certificate(asked, part, day)
        .or_else(|| {
            let said = certified.filter(|_| criterion::is_usmca(day.law, &spi))?;
            let finding = qualifies(&format!("{part}: the certificate says"), said, true, day)?;
            Some(Finding { place: Place::file(HEADER).at_field("spi_claims"), ..finding })
        })
        .or_else(|| programme(&spi, goods, day));
    match finding {
        Some(finding) => {
            findings.push(finding);
            None
        }
        None => Some(spi),
    }
}

/// What a criterion says against a claim. One that is none of the agreement's stops the filing where a claim rests on it.
fn qualifies(who: &str, said: &str, claimed: bool, day: &ClaimDay<'_>) -> Option<Finding> {
    match criterion::read(day.law, said) {
        Criterion::Qualifies => None,
        Criterion::Fails => {
            let text = format!("{who} «{said}»; no claim, the general rate applies");
            let finding = Finding::warn("SPI_NOT_QUALIFYING", Place::default(), text);
            Some(finding.with_remedy("ask the producer whether the good can qualify"))
        }
        Criterion::Unclear if claimed => {
            let text =
                format!("{who} «{said}», which is no criterion of the agreement; does the good qualify?");
            let finding = Finding::block("SPI_CRITERION_UNCLEAR", Place::default(), text);
            Some(finding.with_remedy("give the criterion of the certificate, A to D, or NOT QUALIFYING"))
        }
        Criterion::Unclear => None,
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
