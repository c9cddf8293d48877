//! Which column of the schedule a line stands in: column 2 by origin, the special rates by an accepted claim, else general.

use crate::compiled::Compiled;
use crate::profile::Claim;
use crate::rows::{RateKind, Version};
use crate::tables::{at, stretch};

/// Places of the columns in the tables.
pub const GENERAL: u8 = 0;
pub const SPECIAL: u8 = 1;
pub const OTHER: u8 = 2;

impl Compiled<'_> {
    /// The rate of a claim that the origin may make: the listed one, or free where the general rate is. `place` is that of
    /// the origin in the day's epoch.
    pub(crate) fn special(&self, version: Version, claim: Claim, place: usize) -> Option<u16> {
        let (tables, programme) = (&self.tables, claim.programme as usize);
        let word = place * tables.programme_words_of_a_set() + programme / 64;
        if at(tables.programme_words, word) >> (programme % 64) & 1 == 0 {
            return None;
        }
        let column = usize::from(version.special);
        let claims = stretch(tables.claims, at(tables.claim_at, column), at(tables.claim_at, column + 1));
        let listed = claims.iter().find(|row| **row >> 16 == claim.claim).map(|row| (row & 0xffff) as u16);
        let general = at(tables.rates, usize::from(version.general));
        listed.or_else(|| (RateKind::decode(general) == RateKind::Free).then_some(version.general))
    }
}
