//! Which goods and countries have no heading in common, remembered: most lines owe nothing but the duty of the number
//! itself, and of those most come as a pair that was seen before.
//!
//! A pair has one slot, and a later pair takes it over: what is forgotten is only intersected again.

use crate::tables::at;

/// Slots, a power of two: one mebibyte for each thread.
const SLOTS: usize = 1 << 17;
/// Bits of the place of a country set.
const COUNTRY_BITS: u32 = 31;

/// What is to be known of a pair.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    /// No heading in common.
    pub apart: bool,
    /// None that a plain line could owe: one without facts, claim or further dates.
    pub apart_when_plain: bool,
}

/// Pairs of goods set and country set.
#[derive(Clone, Debug)]
pub struct Pairs {
    /// The pair + 1 above two flags; 0 for a free slot.
    slots: Vec<u64>,
}

/// Where a pair may stand, and what stands there.
#[derive(Clone, Copy, Debug, Default)]
pub struct Spot {
    pair: u64,
    slot: usize,
    held: u64,
}

impl Spot {
    /// True for a pair that is remembered.
    #[inline]
    pub fn is_known(&self) -> bool {
        self.held >> 2 == self.pair
    }

    /// True when the pair is known to have no heading in common that a line, plain or not, could owe.
    #[inline]
    pub fn apart(&self, plain: bool) -> bool {
        // One comparison of whole words: which lines are plain cannot be guessed. Apart altogether is apart when plain.
        self.held | u64::from(plain) == self.pair << 2 | 3
    }
}

impl Pairs {
    pub fn new() -> Pairs {
        Pairs { slots: vec![0; SLOTS] }
    }

    /// Looks a pair up.
    #[inline]
    pub fn spot(&self, goods: u32, country: u32) -> Spot {
        let pair = (u64::from(goods) << COUNTRY_BITS | u64::from(country)) + 1;
        let slot = (pair.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - SLOTS.trailing_zeros())) as usize;
        Spot { pair, slot, held: at(&self.slots, slot) }
    }

    /// Remembers a pair.
    pub fn put(&mut self, spot: &Spot, pair: Pair) {
        if let Some(slot) = self.slots.get_mut(spot.slot) {
            *slot = spot.pair << 2 | u64::from(pair.apart_when_plain) << 1 | u64::from(pair.apart);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_known_as_it_was_put_and_no_other() {
        let mut pairs = Pairs::new();
        // The largest pair fits above the flags.
        let last = (0xff_ffff, (1 << COUNTRY_BITS) - 1);
        for (goods, country) in [(0, 0), (7, 9), last] {
            for (apart, apart_when_plain) in [(false, false), (false, true), (true, true)] {
                pairs.put(&pairs.spot(goods, country), Pair { apart, apart_when_plain });
                let spot = pairs.spot(goods, country);
                assert!(spot.is_known());
                assert_eq!((spot.apart(false), spot.apart(true)), (apart, apart_when_plain));
            }
        }
        let other = pairs.spot(9, 7);
        assert!(!other.is_known() && !other.apart(true));
    }
}
