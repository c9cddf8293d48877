//! Which lines of a window: a bit each, so that conditions are combined in one step and those that hold are gone through
//! without asking each line.

use crate::window::WINDOW;

/// Places of a window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Places(u64);

const _: () = assert!(WINDOW == u64::BITS as usize);

impl Places {
    /// None.
    pub const NONE: Places = Places(0);

    /// The first so many.
    pub fn first(count: usize) -> Places {
        Places(
            u32::try_from(count)
                .ok()
                .and_then(|count| u64::MAX.checked_shl(count))
                .map_or(u64::MAX, |rest| !rest),
        )
    }

    /// Those for which something holds.
    #[inline(always)]
    pub fn of(holds: &[bool; WINDOW]) -> Places {
        let mut bits = 0;
        for (eight, shift) in holds.as_chunks::<8>().0.iter().zip((0..).step_by(8)) {
            // Eight bytes of 0 or 1: the product brings the lowest bit of each to the uppermost byte.
            let packed = u64::from_le_bytes(eight.map(u8::from)).wrapping_mul(0x0102_0408_1020_4080) >> 56;
            bits |= packed << shift;
        }
        Places(bits)
    }

    /// In order.
    #[inline(always)]
    pub fn iter(self) -> impl Iterator<Item = usize> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let place = left.trailing_zeros();
            left &= left.wrapping_sub(1);
            (place < u64::BITS).then_some(place as usize)
        })
    }

    /// Adds a place if something holds.
    #[inline(always)]
    pub fn insert(&mut self, place: usize, holds: bool) {
        self.0 |= u64::from(holds) << (place % WINDOW);
    }

    /// Takes a place out if something holds.
    #[inline(always)]
    pub fn remove(&mut self, place: usize, holds: bool) {
        self.0 &= !(u64::from(holds) << (place % WINDOW));
    }

    /// Those of both.
    #[inline(always)]
    pub fn and(self, other: Places) -> Places {
        Places(self.0 & other.0)
    }

    /// Those of one or of both.
    #[inline(always)]
    pub fn or(self, other: Places) -> Places {
        Places(self.0 | other.0)
    }

    /// Those that are not in the other.
    #[inline(always)]
    pub fn without(self, other: Places) -> Places {
        Places(self.0 & !other.0)
    }

    /// Whether a place is among them.
    #[inline(always)]
    pub fn contains(self, place: usize) -> bool {
        self.0 >> (place % WINDOW) & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_that_hold_in_order() {
        let holds: [bool; WINDOW] = std::array::from_fn(|place| place % 7 == 3 || place == 63);
        let places = Places::of(&holds);
        let wanted: Vec<usize> = (0..WINDOW).filter(|place| holds[*place]).collect();
        assert_eq!(places.iter().collect::<Vec<usize>>(), wanted);
        assert!((0..WINDOW).all(|place| places.contains(place) == holds[place]));
        let mut one_by_one = Places::NONE;
        (0..WINDOW).for_each(|place| one_by_one.insert(place, holds[place]));
        assert_eq!(one_by_one, places);
    }

    #[test]
    fn the_first_of_a_window_are_so_many() {
        for count in 0..=WINDOW {
            let first = Places::first(count);
            assert_eq!(first.iter().collect::<Vec<usize>>(), (0..count).collect::<Vec<usize>>());
            assert_eq!(Places::first(WINDOW).without(first).and(first), Places::NONE);
        }
    }
}
