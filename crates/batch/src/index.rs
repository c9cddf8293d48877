//! Where the runs of a number lie, found without a search.
//!
//! A search among sorted numbers, or probing a table of slots, waits for memory at every step, and a step that is guessed
//! wrongly throws away the waiting done ahead for other lines. So each number has one slot, known from two steps that never
//! branch: its bucket's seed, and the slot that number and seed give. Seeds are chosen at compiling, so that no two numbers
//! share a slot; nothing is made at opening.
//!
//! The key of a number is its bits, of which eight and ten digits differ; see [`rest_of`] for the rest under eight digits.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::tables::{Tables, at};

/// Numbers that share a seed, about.
const BUCKET: usize = 4;
/// In place of the length in the key of the rest under eight digits.
const REST: u64 = 15;

/// Seeds and slots, as they are made at compiling.
#[derive(Clone, Debug)]
pub struct Index {
    /// One for each bucket.
    pub seeds: Vec<u16>,
    /// For each slot its key (0 for a free one), and where the runs begin and how many they are.
    pub slots: Vec<u64>,
}

impl Index {
    /// Of runs by keys.
    pub fn of(numbers: &BTreeMap<u64, u64>) -> Index {
        let mut buckets = vec![Vec::new(); numbers.len() / BUCKET + 1];
        for (key, runs) in numbers {
            buckets[bucket(*key, numbers.len() / BUCKET + 1)].push((*key, *runs));
        }
        let mut order: Vec<usize> = (0..buckets.len()).collect();
        // The fullest first, while most slots are free.
        order.sort_by_key(|place| Reverse(buckets[*place].len()));
        let mut size = numbers.len() + numbers.len() / 4 + 1;
        loop {
            let mut index = Index { seeds: vec![0; buckets.len()], slots: vec![0; size * 2] };
            if order.iter().all(|place| index.place(*place, &buckets[*place])) {
                return index;
            }
            size += size / 4 + 1;
        }
    }

    /// Gives the numbers of a bucket slots of their own; false when no seed does.
    fn place(&mut self, place: usize, numbers: &[(u64, u64)]) -> bool {
        let mut taken = Vec::with_capacity(numbers.len());
        let Some(seed) = (0..=u16::MAX).find(|seed| self.fits(numbers, *seed, &mut taken)) else {
            return false;
        };
        self.seeds[place] = seed;
        for ((key, runs), slot) in numbers.iter().zip(taken) {
            self.slots[slot * 2..][..2].copy_from_slice(&[*key, *runs]);
        }
        true
    }

    /// Whether a seed gives the numbers of a bucket free slots, which are then in `taken`.
    fn fits(&self, numbers: &[(u64, u64)], seed: u16, taken: &mut Vec<usize>) -> bool {
        taken.clear();
        numbers.iter().all(|(key, _)| {
            let slot = slot(*key, seed, self.slots.len());
            let free = self.slots[slot * 2] == 0 && !taken.contains(&slot);
            taken.push(slot);
            free
        })
    }
}

/// The seed of a number's bucket: the first step.
#[inline(always)]
pub fn seed(tables: &Tables<'_>, key: u64) -> u16 {
    at(tables.number_seeds, bucket(key, tables.number_seeds.len()))
}

/// Where the runs of a number begin, and how many they are: the second step.
#[inline(always)]
pub fn find(tables: &Tables<'_>, key: u64, seed: u16) -> Option<(u32, u32)> {
    let slot = slot(key, seed, tables.number_slots.len());
    let (held, runs) = (at(tables.number_slots, slot * 2), at(tables.number_slots, slot * 2 + 1));
    (held == key).then_some(((runs >> 16) as u32, (runs & 0xffff) as u32))
}

#[inline(always)]
fn bucket(key: u64, buckets: usize) -> usize {
    cut(mix(key), buckets)
}

/// A slot takes two words of so many.
#[inline(always)]
fn slot(key: u64, seed: u16, words: usize) -> usize {
    cut(mix(key ^ (u64::from(seed) + 1) << 46), words / 2)
}

/// The key of the rest under a number's eight digits.
pub fn rest_of(bits: u64) -> u64 {
    let digits = bits >> 4;
    (digits - digits % 100) << 4 | REST
}

#[inline(always)]
fn mix(key: u64) -> u64 {
    let once = key.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (once ^ once >> 32).wrapping_mul(0xd6e8_feb8_6659_fd93)
}

/// The upper half of a hash, spread over so many places.
#[inline(always)]
fn cut(hash: u64, places: usize) -> usize {
    (((hash >> 32) * places as u64) >> 32) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_has_a_slot_of_its_own() {
        for count in [0u64, 1, 2, 100, 30_000] {
            let numbers: BTreeMap<u64, u64> =
                (0..count).map(|n| ((n * 7 + 101_210_010) << 4 | 10, n << 16 | 3)).collect();
            let index = Index::of(&numbers);
            let slot = |key: u64| {
                let seed = index.seeds[bucket(key, index.seeds.len())];
                slot(key, seed, index.slots.len()) * 2
            };
            for (key, runs) in &numbers {
                assert_eq!(index.slots[slot(*key)..][..2], [*key, *runs]);
                assert_ne!(index.slots[slot(key + 16)], key + 16, "no number of the index");
            }
        }
    }
}
