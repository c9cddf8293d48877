//! Which set of headings goods and country have in common, remembered: most lines come as a pair that was seen before.
//!
//! A pair has one slot, and a later pair takes it over: what is forgotten is only intersected again.

use crate::tables::at;

/// Slots, a power of two: half a mebibyte for each thread.
const SLOTS: usize = 1 << 17;
/// Bits of a mixed pair below its slot.
const TAG_BITS: u32 = u32::BITS - SLOTS.trailing_zeros();
/// Marks a slot that is taken.
const TAKEN: u32 = 1 << TAG_BITS;

/// Pairs of goods set and country set.
#[derive(Clone, Debug)]
pub struct Pairs {
    /// Above [`TAG_BITS`] and the mark the number of the set in common.
    slots: Vec<u32>,
}

/// A pair, mixed so that its upper bits are its slot. Two pairs never mix to the same.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pair(u32);

impl Pair {
    /// Of goods set and country set.
    #[inline(always)]
    pub fn of(goods: u16, country: u16) -> Pair {
        // Odd, so that nothing of the pair is lost.
        Pair((u32::from(goods) << 16 | u32::from(country)).wrapping_mul(0x9e37_79b9))
    }

    #[inline(always)]
    fn slot(self) -> usize {
        (self.0 >> TAG_BITS) as usize
    }

    /// What tells it from other pairs of its slot.
    #[inline(always)]
    fn tag(self) -> u32 {
        self.0 & (TAKEN - 1) | TAKEN
    }
}

impl Pairs {
    pub fn new() -> Pairs {
        Pairs { slots: vec![0; SLOTS] }
    }

    /// What stands where a pair may.
    #[inline(always)]
    pub fn held(&self, pair: Pair) -> u32 {
        at(&self.slots, pair.slot())
    }

    /// The set of a pair that is remembered in what stands there.
    #[inline(always)]
    pub fn set_of(pair: Pair, held: u32) -> Option<u16> {
        (held & (TAKEN * 2 - 1) == pair.tag()).then_some((held >> (TAG_BITS + 1)) as u16)
    }

    /// Remembers the set of a pair.
    pub fn put(&mut self, pair: Pair, set: u16) {
        if let Some(slot) = self.slots.get_mut(pair.slot()) {
            *slot = u32::from(set) << (TAG_BITS + 1) | pair.tag();
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
        let set = |pairs: &Pairs, pair| Pairs::set_of(pair, pairs.held(pair));
        for (goods, country) in [(0, 0), (7, 9), (u16::MAX, COLUMN_2 - 1)] {
            let pair = Pair::of(goods, country);
            assert_eq!(set(&pairs, pair), None);
            for common in [0, 3, u16::MAX] {
                pairs.put(pair, common);
                assert_eq!(set(&pairs, pair), Some(common));
            }
        }
        assert_eq!(set(&pairs, Pair::of(9, 7)), None);
    }

    #[test]
    fn pairs_of_one_slot_are_told_apart() {
        let word = |pair: Pair| (pair.slot(), pair.tag());
        for pair in (0..1000).map(|n: u32| Pair(n.wrapping_mul(0x6789_abcd))) {
            assert!((0..u32::BITS).all(|bit| word(pair) != word(Pair(pair.0 ^ 1 << bit))));
        }
    }
}
