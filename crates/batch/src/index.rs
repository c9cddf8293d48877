//! Where the runs of a number lie, found without a search.
//!
//! A search among sorted numbers, or probing a table of slots, waits for memory at every step, and a step that is guessed
//! wrongly throws away the waiting done ahead for other lines. So each number has one slot, known from two steps that never
//! branch: its bucket's seed, and the slot that number and seed give. Seeds are chosen at compiling, so that no two numbers
//! share a slot; nothing is made at opening.
//!
//! The key of a number is its bits, of which eight and ten digits differ; see [`rest_of`] for the rest under eight digits.
//! Keys of ten digits and others have an index each. A slot is one word: the key, and above it where the runs lie.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::tables::{Tables, at};

/// Numbers that share a seed, about.
const BUCKET: usize = 4;
/// In place of the length in the key of the rest under eight digits.
const REST: u64 = 15;
/// Bits of a key: ten digits and a length.
const KEY_BITS: u32 = 38;
/// Above a key in a slot: the place of the first run. 0 is that of «no line».
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place(pub usize);

impl Place {
    /// So many runs fit in a file.
    pub const MOST: usize = 1 << (u64::BITS - KEY_BITS);

    /// The place in the bits above a key; `None` when it does not fit there.
    pub fn encode(self) -> Option<u64> {
        (self.0 < Place::MOST).then_some((self.0 as u64) << KEY_BITS)
    }

    #[inline(always)]
    pub fn decode(slot: u64) -> Place {
        Place((slot >> KEY_BITS) as usize)
    }
}

/// Seeds and slots, as they are made at compiling.
#[derive(Clone, Debug)]
pub struct Index {
    /// One for each bucket.
    pub seeds: Vec<u16>,
    /// For each slot its key, 0 for a free one, and above it the place of its runs.
    pub slots: Vec<u64>,
}

impl Index {
    /// Of places of runs, as [`Place::encode`] gives them, by keys.
    pub fn of(places: &BTreeMap<u64, u64>) -> Index {
        let count = places.len() / BUCKET + 1;
        let mut buckets = vec![Vec::new(); count];
        for (key, place) in places {
            buckets[cut(mix(*key), count)].push((*key, *place));
        }
        let mut order: Vec<usize> = (0..count).collect();
        // The fullest first, while most slots are free.
        order.sort_by_key(|bucket| Reverse(buckets[*bucket].len()));
        let mut size = places.len() + places.len() / 20 + 1;
        loop {
            let mut index = Index { seeds: vec![0; count], slots: vec![0; size] };
            if order.iter().all(|bucket| index.take(*bucket, &buckets[*bucket])) {
                return index;
            }
            size += size / 20 + 1;
        }
    }

    /// Gives the numbers of a bucket slots of their own; false when no seed does.
    fn take(&mut self, bucket: usize, numbers: &[(u64, u64)]) -> bool {
        let mut taken = Vec::with_capacity(numbers.len());
        let Some(seed) = (0..=u16::MAX).find(|seed| self.fits(numbers, *seed, &mut taken)) else {
            return false;
        };
        self.seeds[bucket] = seed;
        for ((key, place), slot) in numbers.iter().zip(taken) {
            self.slots[slot] = key | place;
        }
        true
    }

    /// Whether a seed gives the numbers of a bucket free slots, which are then in `taken`.
    fn fits(&self, numbers: &[(u64, u64)], seed: u16, taken: &mut Vec<usize>) -> bool {
        taken.clear();
        numbers.iter().all(|(key, _)| {
            let slot = slot(mix(*key), seed, self.slots.len());
            let free = self.slots[slot] == 0 && !taken.contains(&slot);
            taken.push(slot);
            free
        })
    }
}

/// The seeds and slots of an index in a file.
#[derive(Clone, Copy)]
pub struct Numbers<'f> {
    seeds: &'f [u16],
    slots: &'f [u64],
}

impl<'f> Numbers<'f> {
    /// The index of numbers of ten digits.
    pub fn of_ten_digits(tables: &Tables<'f>) -> Numbers<'f> {
        Numbers { seeds: tables.number_seeds, slots: tables.number_slots }
    }

    /// The index of all other keys.
    pub fn of_other_keys(tables: &Tables<'f>) -> Numbers<'f> {
        Numbers { seeds: tables.short_seeds, slots: tables.short_slots }
    }

    /// The hash of a key, mixed with the seed of its bucket: the first step.
    #[inline(always)]
    pub fn seeded(self, key: u64) -> u64 {
        let hash = mix(key);
        seeded(hash, at(self.seeds, cut(hash, self.seeds.len())))
    }

    /// Where the runs of a key lie: the second step.
    #[inline(always)]
    pub fn find(self, key: u64, seeded: u64) -> Option<Place> {
        let held = at(self.slots, cut(seeded, self.slots.len()));
        (held & ((1 << KEY_BITS) - 1) == key).then_some(Place::decode(held))
    }
}

/// One multiplication mixes hash and seed anew.
#[inline(always)]
fn seeded(hash: u64, seed: u16) -> u64 {
    (hash ^ u64::from(seed) << 20).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The slot of a hash and a seed.
fn slot(hash: u64, seed: u16, slots: usize) -> usize {
    cut(seeded(hash, seed), slots)
}

/// The key of the rest under a number's eight digits.
pub fn rest_of(bits: u64) -> u64 {
    let digits = bits >> 4;
    (digits - digits % 100) << 4 | REST
}

#[inline(always)]
fn mix(key: u64) -> u64 {
    key.wrapping_mul(0xd6e8_feb8_6659_fd93)
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
            let place = |n: u64| Place(n as usize * 3);
            let numbers: BTreeMap<u64, u64> =
                (0..count).map(|n| ((n * 7 + 101_210_010) << 4 | 10, place(n).encode().unwrap())).collect();
            let index = Index::of(&numbers);
            let slot = |key: u64| {
                let seed = index.seeds[cut(mix(key), index.seeds.len())];
                index.slots[slot(mix(key), seed, index.slots.len())]
            };
            for (key, runs) in &numbers {
                assert_eq!(slot(*key), key | runs);
                assert_ne!(slot(key + 16) & ((1 << KEY_BITS) - 1), key + 16, "no number of the index");
            }
        }
    }

    #[test]
    fn a_place_fits_or_is_none() {
        let last = Place(Place::MOST - 1);
        assert_eq!(last.encode().map(Place::decode), Some(last));
        assert_eq!(Place(Place::MOST).encode(), None);
    }
}
