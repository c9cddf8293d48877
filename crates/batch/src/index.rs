//! Where the runs of a number lie: one look into a table of slots, made when a compiled file is opened.
//!
//! The file keeps numbers sorted under their first four digits, which is small and easy to check. Finding one there takes
//! a search whose every step waits for memory; a slot is found at once.

use crate::tables::{Tables, at, stretch};

/// Slots for each number: with half of them free, one look is nearly always enough.
const ROOM: usize = 2;

/// Numbers by their keys.
#[derive(Clone, Debug)]
pub struct Index {
    /// Key + 1 (0 for a free slot), and where the runs begin and how many they are.
    slots: Vec<(u64, u64)>,
    /// Bits by which a hash is cut to a slot.
    cut: u32,
}

impl Index {
    /// Of the numbers of a file.
    pub fn of(tables: &Tables<'_>) -> Index {
        let size = (tables.number_rest.len() * ROOM).next_power_of_two().max(2);
        let mut index = Index { slots: vec![(0, 0); size], cut: 64 - size.trailing_zeros() };
        for four in 0..tables.number_first.len().saturating_sub(1) {
            let (first, last) = (at(tables.number_first, four), at(tables.number_first, four + 1));
            let runs = stretch(tables.number_runs, first, last);
            for (rest, runs) in stretch(tables.number_rest, first, last).iter().zip(runs) {
                index.put((four as u64) << 32 | u64::from(*rest), *runs);
            }
        }
        index
    }

    fn put(&mut self, key: u64, runs: u64) {
        let mut slot = self.slot(key);
        while at(&self.slots, slot).0 != 0 {
            slot = (slot + 1) % self.slots.len();
        }
        if let Some(free) = self.slots.get_mut(slot) {
            *free = (key + 1, runs);
        }
    }

    /// Where the runs of a number begin, and how many they are.
    #[inline]
    pub fn get(&self, key: u64) -> Option<(u32, u32)> {
        let mut slot = self.slot(key);
        loop {
            let (held, runs) = at(&self.slots, slot);
            if held == key + 1 {
                return Some(((runs >> 16) as u32, (runs & 0xffff) as u32));
            }
            if held == 0 {
                return None;
            }
            slot = (slot + 1) % self.slots.len();
        }
    }

    #[inline]
    fn slot(&self, key: u64) -> usize {
        (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> self.cut) as usize
    }
}
