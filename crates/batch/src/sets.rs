//! Sets of headings that goods and country have in common, each distinct one once for each thread: of millions of pairs
//! only some thousand sets come out, so that a line's set is a number.

use crate::asks::{Asks, words_of};
use crate::memo::Masked;
use crate::tables::{Tables, at};

/// Most sets of a kind that are held; before there are more, all are forgotten.
const MOST: usize = 1 << 14;
/// Slots for looking one up, four times as many.
const SLOTS: usize = MOST * 4;
/// Words of a set: a summary of which have bits, and those.
const WORDS: usize = 65;

/// The sets met so far. Set 0 is the empty one.
#[derive(Clone, Debug)]
pub struct Sets {
    all: Distinct,
    /// Which words of each of them have bits.
    summaries: Vec<u64>,
    /// For each the set of those of its headings that a plain line could owe, one without facts, claim or further dates.
    plain_of: Vec<u16>,
    plain: Distinct,
    /// What of a line the outcome of a set of plain lines hangs on.
    asked: Vec<Masked>,
    /// For each set of plain lines the epochs in which it may come to something else than in the one before, a bit an epoch.
    changes: Vec<u64>,
    /// Room for what is gathered.
    gathered: [Set; 2],
}

impl Sets {
    /// The empty set alone.
    pub fn new() -> Sets {
        Sets {
            all: Distinct::new(),
            summaries: vec![0],
            plain_of: vec![0],
            plain: Distinct::new(),
            asked: vec![Masked::default()],
            changes: Vec::new(),
            gathered: [Set::new(), Set::new()],
        }
    }

    /// Whether so many more would be too many.
    pub fn are_full(&self, more: usize) -> bool {
        self.all.count().max(self.plain.count()) + more > MOST
    }

    /// Takes up all headings that the goods and the country at some places have in common. `plainly` are those that a plain
    /// line could owe.
    pub fn take(
        &mut self,
        tables: &Tables<'_>,
        (goods, country): (usize, usize),
        plainly: &[u64],
        asks: &Asks,
    ) -> u16 {
        let (held, open) = (at(tables.goods_words, goods), at(tables.country_words, country));
        let [all, plain] = &mut self.gathered;
        all.clear();
        let mut left = held & open;
        while left != 0 {
            let word = left.trailing_zeros();
            let before = (1u64 << word) - 1;
            left &= left - 1;
            // Of a set only the words that have bits are kept, one after another.
            let both = at(tables.goods_words, goods + 2 + (held & before).count_ones() as usize)
                & at(tables.country_words, country + 1 + (open & before).count_ones() as usize);
            all.push(word, both);
        }
        let set = self.all.take(all.words());
        if usize::from(set) == self.summaries.len() {
            plain.clear();
            words_of(all.words()).for_each(|(word, bits)| plain.push(word as u32, bits & at(plainly, word)));
            self.summaries.push(at(all.words(), 0));
            let plain_set = self.plain.take(plain.words());
            self.plain_of.push(plain_set);
            if usize::from(plain_set) == self.asked.len() {
                self.asked.push(Masked::of(asks.of_set(plain.words())));
                self.changes.resize(self.asked.len() * asks.epoch_words(), 0);
                let first = usize::from(plain_set) * asks.epoch_words();
                asks.add_changes(plain.words(), self.changes.get_mut(first..).unwrap_or_default());
            }
        }
        set
    }

    /// The headings of a set: a summary of which words have bits, and those.
    #[inline]
    pub fn all(&self, set: u16) -> &[u64] {
        self.all.get(set)
    }

    /// The set of those headings of a set that a plain line could owe; numbered apart.
    #[inline(always)]
    pub fn plain_of(&self, set: u16) -> u16 {
        at(&self.plain_of, usize::from(set))
    }

    /// Which words of a set have bits, a bit a word.
    #[inline]
    pub fn summary(&self, set: u16) -> u64 {
        at(&self.summaries, usize::from(set))
    }

    /// What the outcome of a set of plain lines hangs on.
    #[inline(always)]
    pub fn asked(&self, set: u16) -> Masked {
        at(&self.asked, usize::from(set))
    }

    /// The epoch since which a set of plain lines comes to the same as in an epoch.
    #[inline(always)]
    pub fn since(&self, asks: &Asks, set: u16, epoch: u16) -> u16 {
        let first = usize::from(set) * asks.epoch_words();
        let (mut word, bit) = (usize::from(epoch) / 64, epoch % 64);
        let mut changes = at(&self.changes, first + word) & u64::MAX >> (63 - bit);
        while changes == 0 && word > 0 {
            word -= 1;
            changes = at(&self.changes, first + word);
        }
        // Before its first change a set says the same as in the first epoch.
        changes.checked_ilog2().map_or(0, |bit| (word * 64) as u16 + bit as u16)
    }

    /// Whether a set has headings in common with a row of them.
    #[inline]
    pub fn meets(&self, set: u16, row: &[u64]) -> bool {
        words_of(self.all.get(set)).any(|(place, word)| word & at(row, place) != 0)
    }
}

/// A set as it is gathered.
#[derive(Clone, Debug)]
struct Set {
    words: [u64; WORDS],
    length: usize,
}

impl Set {
    fn new() -> Set {
        Set { words: [0; WORDS], length: 1 }
    }

    fn clear(&mut self) {
        (self.words[0], self.length) = (0, 1);
    }

    fn push(&mut self, place: u32, word: u64) {
        // Written in any case and kept only when it has bits: there is nothing to guess.
        if let Some(free) = self.words.get_mut(self.length) {
            *free = word;
        }
        let some = u64::from(word != 0);
        self.length += usize::from(word != 0);
        if let Some(summary) = self.words.first_mut() {
            *summary |= some << place;
        }
    }

    fn words(&self) -> &[u64] {
        self.words.get(..self.length).unwrap_or_default()
    }
}

/// Distinct runs of words, numbered as they come; the first is a single zero.
#[derive(Clone, Debug)]
struct Distinct {
    /// The number of a run + 1, by its hash; 0 for a free slot.
    slots: Vec<u16>,
    starts: Vec<u32>,
    words: Vec<u64>,
}

impl Distinct {
    fn new() -> Distinct {
        let mut distinct = Distinct { slots: vec![0; SLOTS], starts: vec![0], words: Vec::new() };
        distinct.take(&[0]);
        distinct
    }

    fn count(&self) -> usize {
        self.starts.len() - 1
    }

    #[inline]
    fn get(&self, number: u16) -> &[u64] {
        let place = usize::from(number);
        let (first, last) = (at(&self.starts, place), at(&self.starts, place + 1));
        self.words.get(first as usize..last as usize).unwrap_or_default()
    }

    /// The number of a run of words.
    fn take(&mut self, run: &[u64]) -> u16 {
        let mut slot = hash(run) % SLOTS;
        // A quarter of the slots is taken at most.
        while let Some(number) = at(&self.slots, slot).checked_sub(1) {
            if self.get(number) == run {
                return number;
            }
            slot = (slot + 1) % SLOTS;
        }
        let number = u16::try_from(self.count()).unwrap_or(u16::MAX);
        self.words.extend(run);
        self.starts.push(u32::try_from(self.words.len()).unwrap_or(u32::MAX));
        if let Some(free) = self.slots.get_mut(slot) {
            *free = number + 1;
        }
        number
    }
}

fn hash(run: &[u64]) -> usize {
    let mix = |sum: u64, word: &u64| (sum.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (run.iter().fold(0, mix) >> 40) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_sets_are_one_and_others_are_told_apart() {
        let mut sets = Distinct::new();
        assert_eq!(sets.take(&[0]), 0);
        let numbers: Vec<u16> = (1..MOST as u64).map(|word| sets.take(&[1 << 3, word])).collect();
        assert!(numbers.iter().zip(1..).all(|(number, wanted)| *number == wanted));
        for (number, word) in numbers.iter().zip(1..) {
            assert_eq!(sets.take(&[1 << 3, word]), *number);
            assert_eq!(sets.get(*number), [1 << 3, word]);
        }
        assert_eq!(sets.count(), MOST);
    }

    #[test]
    fn a_set_keeps_the_words_that_have_bits() {
        let mut set = Set::new();
        (0..64).for_each(|place| set.push(place, if place % 3 == 0 { u64::from(place) } else { 0 }));
        let kept: Vec<(usize, u64)> = words_of(set.words()).collect();
        assert_eq!(kept.first(), Some(&(3, 3)), "an empty word is not kept");
        assert_eq!(kept.last(), Some(&(63, 63)));
    }
}
