//! The two days every rule asks the law for.

use cocket_base::Date;
use cocket_law::Pack;

/// The law of a day as it was known on another.
#[derive(Clone, Copy, Debug)]
pub struct AsOf<'p> {
    /// The law.
    pub pack: &'p Pack,
    /// The day the rule names: date of entry for fees, of exportation for currency.
    pub day: Date,
    /// The day whose knowledge counts.
    pub known: Date,
}

impl<'p> AsOf<'p> {
    /// The law of `day` as known on `known`.
    pub fn new(pack: &'p Pack, day: Date, known: Date) -> AsOf<'p> {
        AsOf { pack, day, known }
    }

    /// The same law and knowledge on another day.
    pub fn on(self, day: Date) -> AsOf<'p> {
        AsOf { day, ..self }
    }
}
