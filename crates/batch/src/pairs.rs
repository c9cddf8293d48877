//! Which set of headings goods and country have in common, remembered: most lines come as a pair that was seen before.
//!
//! A pair has one slot, and a later pair takes it over: what is forgotten is only intersected again.

use crate::sets::Common;
use crate::tables::at;

/// Slots, a power of two: one mebibyte for each thread.
const SLOTS: usize = 1 << 17;
/// No pair: neither kind of set has so many.
const FREE: u64 = u64::MAX;

/// Pairs of goods set and country set.
#[derive(Clone, Debug)]
pub struct Pairs {
    /// The pair above its two sets.
    slots: Vec<u64>,
}

/// Where a pair may stand, and what stands there.
#[derive(Clone, Copy, Debug, Default)]
pub struct Spot {
    pair: u32,
    slot: u32,
    held: u64,
}

impl Spot {
    /// Goods set and country set.
    pub fn pair(&self) -> (u16, u16) {
        ((self.pair >> 16) as u16, self.pair as u16)
    }

    /// What goods and country have in common, for a pair that is remembered.
    #[inline]
    pub fn common(&self) -> Option<Common> {
        let common = Common { all: self.held as u16, plain: (self.held >> 16) as u16 };
        ((self.held >> 32) as u32 == self.pair).then_some(common)
    }
}

impl Pairs {
    pub fn new() -> Pairs {
        Pairs { slots: vec![FREE; SLOTS] }
    }

    /// Looks a pair up.
    #[inline]
    pub fn spot(&self, goods: u16, country: u16) -> Spot {
        let pair = u32::from(goods) << 16 | u32::from(country);
        let slot = pair.wrapping_mul(0x9e37_79b9) >> (u32::BITS - SLOTS.trailing_zeros());
        Spot { pair, slot, held: at(&self.slots, slot as usize) }
    }

    /// Remembers a pair.
    pub fn put(&mut self, spot: &Spot, common: Common) {
        if let Some(slot) = self.slots.get_mut(spot.slot as usize) {
            *slot = u64::from(spot.pair) << 32 | u64::from(common.plain) << 16 | u64::from(common.all);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::COLUMN_2;

    #[test]
    fn a_pair_is_known_as_it_was_put_and_no_other() {
        let mut pairs = Pairs::new();
        for (goods, country) in [(0, 0), (7, 9), (u16::MAX, COLUMN_2 - 1)] {
            assert_eq!(pairs.spot(goods, country).common(), None);
            for common in [Common::default(), Common { all: 3, plain: 0 }, Common { all: 3, plain: 65_000 }] {
                pairs.put(&pairs.spot(goods, country), common);
                assert_eq!(pairs.spot(goods, country).common(), Some(common));
            }
        }
        assert_eq!(pairs.spot(9, 7).common(), None);
    }
}
