//! Which column of the schedule a line stands in: column 2 by origin, the special rates by an accepted claim, else general.

use crate::compiled::Compiled;
use crate::profile::Claim;
use crate::rows::{RateKind, Version};
use crate::tables::{at, stretch};
use crate::words::Word;

/// Places of the columns in the tables.
const GENERAL: usize = 0;
pub const SPECIAL: usize = 1;
const OTHER: usize = 2;

impl Compiled<'_> {
    /// The column with its rate, and the programme accepted. `place` is that of the origin in the day's epoch.
    #[inline]
    pub(crate) fn column(
        &self,
        version: Version,
        claim: Option<Claim>,
        place: usize,
        under_two: bool,
    ) -> (usize, u16, Option<Word>) {
        match claim {
            _ if under_two => (OTHER, version.other, None),
            None => (GENERAL, version.general, None),
            Some(claim) => match self.special(version, claim, place) {
                Some(rate) => (SPECIAL, rate, Some(claim.word)),
                None => (GENERAL, version.general, None),
            },
        }
    }

    /// The rate of a claim that the origin may make: the listed one, or free where the general rate is.
    fn special(&self, version: Version, claim: Claim, place: usize) -> Option<u16> {
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
