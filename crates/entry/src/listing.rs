//! The schedule as the edits ask for it.

use cocket_base::Date;
use cocket_base::ids::TariffNumber;
use cocket_filing::edits::{Listing, Schedule};
use cocket_tariff::schedule::Schedules;

/// The held revisions, as known on a day.
pub struct Listings<'a> {
    /// Revisions.
    pub schedules: &'a Schedules,
    /// The day whose knowledge counts.
    pub known: Date,
}

impl Schedule for Listings<'_> {
    fn listing(&self, number: TariffNumber, day: Date) -> Listing {
        let Some(as_of) = self.schedules.as_of(day, self.known) else { return Listing::NotHeld };
        // Where the law's own revision is not held, a number it may print cannot be called unknown.
        let exact = as_of.notice(day).is_none();
        match as_of.schedule.line(&number) {
            Some(line) => Listing::Active {
                units: line.units().iter().map(|unit| unit.printed.to_string()).collect(),
                programs: line
                    .special()
                    .ok()
                    .map(|special| special.programmes().map(|p| p.as_str().to_string()).collect()),
            },
            None if !exact => Listing::NotHeld,
            None if self.schedules.held().iter().any(|held| held.line(&number).is_some()) => {
                Listing::Inactive
            }
            None => Listing::Unknown,
        }
    }
}
