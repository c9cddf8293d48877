//! Where the runs of a number lie, found without a search.
//!
//! The file keeps numbers sorted under their first four digits, which is small and easy to check. A search there, or
//! probing a table of slots, waits for memory at every step, and a step that is guessed wrongly throws away the waiting
//! done ahead for other lines. So each number has one slot, known from two steps that never branch: its bucket's seed, and
//! the slot that number and seed give. Seeds are chosen when a compiled file is opened, so that no two numbers share a slot.

use crate::image::BadFile;
use crate::number::EXACT_EIGHT;
use crate::tables::{Tables, at, stretch};

/// Numbers that share a seed, about.
const BUCKET: usize = 4;
/// In place of the length in the key of the rest under eight digits.
const REST: u64 = 15;

/// Numbers, and the rests under eight digits, by their bits.
#[derive(Clone, Debug)]
pub struct Index {
    seeds: Vec<u16>,
    /// Key (0 for a free slot), and where the runs begin and how many they are.
    slots: Vec<(u64, u64)>,
}

impl Index {
    /// Of the numbers of a file.
    ///
    /// # Errors
    /// [`BadFile`] when a number stands there twice.
    pub fn of(tables: &Tables<'_>) -> Result<Index, BadFile> {
        let mut numbers = Vec::with_capacity(tables.number_rest.len());
        for four in 0..tables.number_first.len().saturating_sub(1) {
            let (first, last) = (at(tables.number_first, four), at(tables.number_first, four + 1));
            let runs = stretch(tables.number_runs, first, last);
            for (rest, runs) in stretch(tables.number_rest, first, last).iter().zip(runs) {
                numbers.push((key(four as u64, u64::from(*rest)), *runs));
            }
        }
        Index::build(&numbers).ok_or_else(|| BadFile::damaged("its numbers"))
    }

    /// `None` when two have one key.
    fn build(numbers: &[(u64, u64)]) -> Option<Index> {
        let size = numbers.len() + numbers.len() / 4 + 1;
        let mut index = Index { seeds: vec![0; numbers.len() / BUCKET + 1], slots: vec![(0, 0); size] };
        let mut buckets: Vec<(usize, u64, u64)> =
            numbers.iter().map(|(key, runs)| (index.bucket(*key), *key, *runs)).collect();
        buckets.sort_unstable();
        let mut buckets: Vec<&[(usize, u64, u64)]> = buckets.chunk_by(|a, b| a.0 == b.0).collect();
        // The fullest first, while most slots are free.
        buckets.sort_by_key(|bucket| std::cmp::Reverse(bucket.len()));
        let mut taken = Vec::new();
        for bucket in buckets {
            let seed = (0..=u16::MAX).find(|seed| index.fits(bucket, *seed, &mut taken))?;
            for ((place, key, runs), slot) in bucket.iter().zip(&taken) {
                *index.seeds.get_mut(*place)? = seed;
                *index.slots.get_mut(*slot)? = (*key, *runs);
            }
        }
        Some(index)
    }

    /// Whether a seed gives the numbers of a bucket free slots of their own, which are then in `taken`.
    fn fits(&self, bucket: &[(usize, u64, u64)], seed: u16, taken: &mut Vec<usize>) -> bool {
        taken.clear();
        bucket.iter().all(|(_, key, _)| {
            let slot = self.slot(*key, seed);
            let free = at(&self.slots, slot).0 == 0 && !taken.contains(&slot);
            taken.push(slot);
            free
        })
    }

    /// The seed of a number's bucket: the first step.
    #[inline(always)]
    pub fn seed(&self, key: u64) -> u16 {
        at(&self.seeds, self.bucket(key))
    }

    /// Where the runs of a number begin, and how many they are: the second step.
    #[inline(always)]
    pub fn find(&self, key: u64, seed: u16) -> Option<(u32, u32)> {
        let (held, runs) = at(&self.slots, self.slot(key, seed));
        (held == key).then_some(((runs >> 16) as u32, (runs & 0xffff) as u32))
    }

    /// Both steps.
    pub fn get(&self, key: u64) -> Option<(u32, u32)> {
        self.find(key, self.seed(key))
    }

    #[inline(always)]
    fn bucket(&self, key: u64) -> usize {
        cut(mix(key), self.seeds.len())
    }

    #[inline(always)]
    fn slot(&self, key: u64, seed: u16) -> usize {
        cut(mix(key ^ (u64::from(seed) + 1) << 46), self.slots.len())
    }
}

/// The key of the rest under a number's eight digits.
pub fn rest_of(bits: u64) -> u64 {
    let digits = bits >> 4;
    (digits - digits % 100) << 4 | REST
}

/// The key of a number as the file keeps it: its bits, or those of the rest.
fn key(four: u64, rest: u64) -> u64 {
    let (middle, form) = (rest >> 8, rest & 0xff);
    let eight = four * 1_000_000 + middle * 100;
    match form {
        EXACT_EIGHT => eight << 4 | 8,
        form if form > EXACT_EIGHT => eight << 4 | REST,
        digits => (eight + digits) << 4 | 10,
    }
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
    fn every_number_is_found_and_no_other() {
        for count in [0u64, 1, 2, 100, 30_000] {
            let numbers: Vec<(u64, u64)> =
                (0..count).map(|n| ((n * 7 + 101_210_010) << 4 | 10, n << 16 | 3)).collect();
            let index = Index::build(&numbers).unwrap();
            for (key, runs) in &numbers {
                assert_eq!(index.get(*key), Some(((runs >> 16) as u32, 3)));
                assert_eq!((index.get(key + 16), index.get(*key & !15 | 8)), (None, None));
            }
        }
        assert!(Index::build(&[(10, 0), (10, 1)]).is_none(), "two with one key");
    }
}
