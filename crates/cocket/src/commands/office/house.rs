//! The custom house of rehearsals, at the end of an in-process line.

use cocket_base::Date;
use cocket_base::ids::TariffNumber;
use cocket_customhouse::CustomHouse;
use cocket_desk::Authority;
use cocket_entry::{Law, Listings};
use cocket_filing::edits::{Listing, Schedule};
use jiff::Timestamp;

/// The schedule that the house goes by: the one of this office.
struct HouseSchedule(Law<'static>);

impl Schedule for HouseSchedule {
    fn listing(&self, number: TariffNumber, day: Date) -> Listing {
        Listings { schedules: &self.0.tariff.schedules, known: day }.listing(number, day)
    }
}

/// The custom house as the authority of a desk.
pub struct RehearsalHouse(CustomHouse);

impl RehearsalHouse {
    /// A house of this seed that goes by the office's law.
    pub fn new(seed: u64, law: Law<'static>) -> RehearsalHouse {
        RehearsalHouse(CustomHouse::new(seed, law.pack, HouseSchedule(law)))
    }

    /// The same house with an importer's bond on file.
    pub fn with_bond(self, importer: cocket_base::ids::ImporterNumber, surety: &str) -> RehearsalHouse {
        RehearsalHouse(self.0.with_bond(importer, surety))
    }
}

impl Authority for RehearsalHouse {
    fn exchange(&mut self, message: &[u8], now: Timestamp) -> Vec<Vec<u8>> {
        vec![self.0.receive(message, now)]
    }
}
