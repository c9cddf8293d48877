//! Terms of delivery and kinds of charges: what a price holds, what leaves it, what must be asked.

use std::sync::Arc;

use crate::table::Cells;

/// A rule of Incoterms 2020 (and DAT of 2010) as appraisement reads it (19 USC 1401a).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incoterm {
    /// Three letters.
    pub term: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
    /// How far the price carries the goods.
    pub price_covers: Arc<str>,
    /// Charges the price may hold and that leave the value when shown, by kind (table `charge_kinds`).
    pub holds: Vec<Arc<str>>,
    /// Charges a person should be asked for when the papers do not show them.
    pub ask: Vec<Arc<str>>,
    /// What a person should know.
    pub note: Option<Arc<str>>,
}

impl Incoterm {
    pub(crate) fn read(cells: Cells<'_>) -> Option<Incoterm> {
        let kinds = |column| cells.words(column).into_iter().filter(|kind| &**kind != "none").collect();
        Some(Incoterm {
            term: cells.shared("term"),
            name: cells.shared("name"),
            price_covers: cells.shared("price_covers"),
            holds: kinds("holds"),
            ask: kinds("ask"),
            note: cells.optional("note"),
        })
    }
}

/// What appraisement does with a charge that a price holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChargeTreatment {
    /// It leaves the value when it is shown separately.
    NonDutiable,
    /// It is part of the value.
    Dutiable,
    /// A person decides.
    Ask,
}

/// What must support taking a charge out of a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChargeEvidence {
    /// Nothing beyond the papers.
    None,
    /// The amount that was paid to the carrier or insurer, no estimate.
    PaidToCarrier,
    /// A separate figure on the papers.
    Identified,
    /// A separate figure, after the sale for export, under a through bill of lading.
    ThroughBill,
    /// Paid to the seller or for his benefit: part of the price. Paid to somebody else: no part of it.
    PaidToSeller,
}

/// A kind of charge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChargeKind {
    /// The kind, as in `ocean_freight`.
    pub kind: Arc<str>,
    /// In words.
    pub name: Arc<str>,
    /// Kinds that stand for the same thing share a group: every mode's freight is `international_freight`.
    pub group: Arc<str>,
    /// What appraisement does with it.
    pub treatment: ChargeTreatment,
    /// What must support it.
    pub evidence: ChargeEvidence,
}

impl ChargeKind {
    pub(crate) fn read(cells: Cells<'_>) -> Option<ChargeKind> {
        Some(ChargeKind {
            kind: cells.shared("kind"),
            name: cells.shared("name"),
            group: cells.shared("group"),
            treatment: match cells.text("treatment") {
                "non_dutiable" => ChargeTreatment::NonDutiable,
                "dutiable" => ChargeTreatment::Dutiable,
                "ask" => ChargeTreatment::Ask,
                _ => return None,
            },
            evidence: match cells.text("evidence") {
                "paid_to_carrier" => ChargeEvidence::PaidToCarrier,
                "identified" => ChargeEvidence::Identified,
                "through_bill" => ChargeEvidence::ThroughBill,
                "paid_to_seller" => ChargeEvidence::PaidToSeller,
                _ => ChargeEvidence::None,
            },
        })
    }
}
