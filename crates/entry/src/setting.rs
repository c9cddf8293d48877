//! What preparation is given besides the packet and the answers: the law, and how to use it.

use cocket_base::Date;
use cocket_law::Pack;
use cocket_tariff::engine::Tariff;

use crate::merge::Merge;

/// The law that preparation reads.
#[derive(Clone, Copy)]
pub struct Law<'a> {
    /// Fees, clocks, codes.
    pub pack: &'a Pack,
    /// Schedules and measures.
    pub tariff: &'a Tariff,
}

/// How to prepare.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The day whose knowledge of the law counts.
    pub known: Date,
    /// Today, for what must lie ahead or behind.
    pub today: Date,
    /// Whether invoice lines are merged.
    pub merge: Merge,
}
