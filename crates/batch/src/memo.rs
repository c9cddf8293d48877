//! What a set of headings came to, remembered: for lines whose headings ask for nothing of their own facts, the outcome is
//! a list of percentages of the value, and it is the same for every line with the same key.
//!
//! The key holds the set, the epoch since which it comes to the same, and the column; the rate of the base, the origin and the goods stand in it only where a
//! heading of the set asks for them. Outcomes that depend on the value in another way are not remembered.

use crate::asks::kind;
use crate::money::{self, LARGEST_RATE};
use crate::settle::{Applied, Settled};
use crate::tables::at;

/// Most outcomes remembered; before there are more, all are forgotten.
const MOST: usize = 1 << 15;
/// Slots of the table, twice as many.
const SLOTS: usize = MOST * 2;

/// What decides the outcome of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Key([u64; 2]);

/// Which of base, origin and goods the outcome of a set hangs on: a mask of the second word of its keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Masked(u64);

/// Places of origin and base in the second word, above the goods.
const ORIGIN: u32 = 16;
const BASE: u32 = 32;
const _: () = assert!(LARGEST_RATE < 1 << (u64::BITS - BASE - 1));

impl Masked {
    /// What headings ask for, as bits of [`kind`].
    pub fn of(asks: u8) -> Masked {
        let part = |ask: u8, bits: u64| if asks & ask == 0 { 0 } else { bits };
        let goods = part(kind::GOODS, (1 << ORIGIN) - 1);
        let origin = part(kind::ORIGIN, (1 << BASE) - (1 << ORIGIN));
        Masked(goods | origin | part(kind::BASE, u64::MAX << BASE))
    }
}

/// A line whose headings ask for nothing but base, origin, goods and day.
#[derive(Clone, Copy, Debug)]
pub struct Plain {
    /// Its set of headings, as [`crate::sets::Sets::plain_of`] names it.
    pub set: u16,
    /// What they ask for.
    pub asked: Masked,
    /// The epoch since which the set comes to the same.
    pub since: u16,
    /// Place of the column.
    pub column: u8,
    /// Of the base, in ten-thousandths of a percent.
    pub rate: i64,
    pub origin: u16,
    pub goods: u16,
}

impl Plain {
    #[inline(always)]
    pub fn key(&self) -> Key {
        let first = u64::from(self.set) << 32 | u64::from(self.since) << 8 | u64::from(self.column) | USED;
        let own =
            self.rate.cast_unsigned() << BASE | u64::from(self.origin) << ORIGIN | u64::from(self.goods);
        // What no heading of the set asks for stays out of the key.
        Key([first, own & self.asked.0])
    }
}

/// In every key, so that none is that of a free slot.
const USED: u64 = 1 << 63;

impl Key {
    #[inline(always)]
    fn slot(self) -> usize {
        let mixed = self.0[0].wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(32) ^ self.0[1];
        (mixed.wrapping_mul(0xd6e8_feb8_6659_fd93) >> (u64::BITS - SLOTS.trailing_zeros())) as usize
    }
}

/// A remembered outcome. An entry lies in one line of the processor's cache.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(32))]
pub struct Entry {
    key: Key,
    /// The first two percentages in ten-thousandths, of 30 bits each, above the kind.
    packed: u64,
    /// First of the charges, and how many.
    charges: (u32, u32),
}

/// What an entry says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remembered {
    /// Percentages of the value.
    Decided { replaced: bool },
    /// A ban covers the goods.
    Prohibited,
    /// The value decides in another way: to be settled line by line.
    Direct,
}

const RATE_BITS: u32 = 30;
const _: () = assert!(LARGEST_RATE < 1 << RATE_BITS);

impl Entry {
    #[inline]
    pub fn outcome(&self) -> Remembered {
        match self.packed & 3 {
            0 => Remembered::Decided { replaced: false },
            1 => Remembered::Decided { replaced: true },
            2 => Remembered::Prohibited,
            _ => Remembered::Direct,
        }
    }

    /// The two percentages of an entry that is the key's and says no more than they do.
    #[inline]
    pub fn two_rates_of(&self, key: Key) -> Option<[i64; 2]> {
        let plainly = (self.packed & 3 == 0) & (self.charges.1 <= 2);
        (plainly & (self.key == key)).then(|| self.rates())
    }

    fn packed(outcome: Remembered, rates: [i64; 2]) -> u64 {
        let kind = match outcome {
            Remembered::Decided { replaced } => u64::from(replaced),
            Remembered::Prohibited => 2,
            Remembered::Direct => 3,
        };
        let [first, second] = rates.map(i64::cast_unsigned);
        second << (2 + RATE_BITS) | first << 2 | kind
    }

    #[inline]
    fn rates(&self) -> [i64; 2] {
        [2, 2 + RATE_BITS].map(|shift| (self.packed >> shift & ((1 << RATE_BITS) - 1)).cast_signed())
    }
}

/// The memory of one thread.
#[derive(Clone, Debug)]
pub struct Memo {
    entries: Vec<Entry>,
    /// Numbers with their percentages.
    charges: Vec<(u64, i64)>,
    count: usize,
}

impl Memo {
    pub fn new() -> Memo {
        Memo { entries: vec![Entry::default(); SLOTS], charges: Vec::new(), count: 0 }
    }

    /// Whether so many more would be too many.
    pub fn is_full(&self, more: usize) -> bool {
        self.count + more > MOST
    }

    /// The entry that a key leads to first; it need not be that of the key. Asked ahead, so that it is near when it is
    /// read.
    #[inline]
    pub fn first(&self, key: Key) -> Entry {
        at(&self.entries, key.slot())
    }

    /// The entry of a key, of which the first was looked up before.
    #[inline]
    pub fn get(&self, key: Key, first: Entry) -> Option<Entry> {
        if first.key == key { Some(first) } else { self.search(key) }
    }

    fn search(&self, key: Key) -> Option<Entry> {
        let mut slot = key.slot();
        loop {
            let entry = self.entries.get(slot).filter(|entry| entry.key != Key::default())?;
            if entry.key == key {
                return Some(*entry);
            }
            slot = (slot + 1) % SLOTS;
        }
    }

    /// The duty in cents that an entry's percentages make of a value.
    #[inline]
    pub fn duty(&self, entry: &Entry, dutiable: i64) -> i64 {
        let [first, second] = entry.rates();
        // Two are worked out whether they are there or not: most outcomes have one or two.
        let two = money::percent_of(dutiable, first) + money::percent_of(dutiable, second);
        let rest = self.charges(entry).get(2..).unwrap_or_default();
        rest.iter().fold(two, |sum, (_, rate)| sum + money::percent_of(dutiable, *rate))
    }

    /// The numbers reported, each with the cents that its percentage makes of a value.
    pub fn owed(&self, entry: &Entry, dutiable: i64) -> impl Iterator<Item = (u64, i64)> + '_ {
        let charges = self.charges(entry).iter();
        charges.map(move |(number, rate)| (*number, money::percent_of(dutiable, *rate)))
    }

    /// The numbers reported, each with its percentage.
    #[inline]
    fn charges(&self, entry: &Entry) -> &[(u64, i64)] {
        let (first, count) = entry.charges;
        self.charges.get(first as usize..first as usize + count as usize).unwrap_or_default()
    }

    /// Remembers an outcome; `direct` when the value decided in another way than by percentages.
    pub fn put(&mut self, key: Key, settled: Settled, applied: &[Applied], direct: bool) {
        let outcome = match settled {
            Settled::Decided { .. } if direct => Remembered::Direct,
            Settled::Decided { replaced, .. } => Remembered::Decided { replaced },
            Settled::Prohibited => Remembered::Prohibited,
            Settled::Undecided | Settled::Beyond => Remembered::Direct,
        };
        let decided = matches!(outcome, Remembered::Decided { .. });
        let applied = if decided { applied } else { &[] };
        let places = (u32::try_from(self.charges.len()), u32::try_from(applied.len()));
        let (Ok(first), Ok(count)) = places else { return };
        self.charges.extend(applied.iter().map(|one| (one.number, one.rate)));
        let rate = |place: usize| applied.get(place).map_or(0, |one| one.rate);
        let packed = Entry::packed(outcome, [rate(0), rate(1)]);
        self.count += 1;
        let mut slot = key.slot();
        // Half of the slots at least are free.
        while self.entries.get(slot).is_some_and(|entry| entry.key != Key::default()) {
            slot = (slot + 1) % SLOTS;
        }
        if let Some(free) = self.entries.get_mut(slot) {
            *free = Entry { key, packed, charges: (first, count) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(set: u16) -> Plain {
        Plain { set, asked: Masked::of(0), since: 3, column: 0, rate: 25_000, origin: 4, goods: 5 }
    }

    fn known(memo: &Memo, key: Key) -> Option<Entry> {
        memo.get(key, memo.first(key))
    }

    #[test]
    fn a_key_holds_what_is_asked_for_and_nothing_else() {
        let none = plain(1);
        assert_eq!(none.key(), Plain { rate: 1, origin: 1, goods: 1, ..none }.key());
        let all = Plain { asked: Masked::of(kind::BASE | kind::ORIGIN | kind::GOODS), ..none };
        let largest = Plain { rate: LARGEST_RATE, origin: 675, goods: u16::MAX, ..all };
        let others = [
            none,
            Plain { rate: 0, ..all },
            Plain { origin: 0, ..all },
            Plain { goods: 0, ..all },
            Plain { since: u16::MAX, ..all },
            Plain { column: 2, ..all },
            Plain { set: u16::MAX, ..all },
            largest,
            Plain { goods: 0, ..largest },
            Plain { origin: 0, ..largest },
        ];
        let keys: std::collections::HashSet<[u64; 2]> = others.iter().map(|plain| plain.key().0).collect();
        assert_eq!(keys.len(), others.len());
        assert!(!keys.contains(&all.key().0));
    }

    #[test]
    fn outcomes_are_found_by_their_whole_key() {
        let mut memo = Memo::new();
        let decided = Settled::Decided { additional: 0, replaced: false };
        let applied = [250_000, 100_000, LARGEST_RATE].map(|rate| Applied {
            heading: 0,
            number: 9_903_012_500 << 4 | 8,
            vouched: 0,
            cents: 0,
            rate,
        });
        assert!(!memo.is_full(MOST));
        for set in 0..MOST as u16 {
            assert!(known(&memo, plain(set).key()).is_none());
            memo.put(plain(set).key(), decided, &applied[..usize::from(set % 4)], set % 5 == 4);
        }
        assert!(memo.is_full(1));
        for set in 0..MOST as u16 {
            let entry = known(&memo, plain(set).key()).unwrap();
            let rates = [250_000, 100_000, LARGEST_RATE][..usize::from(set % 4)].iter();
            match entry.outcome() {
                Remembered::Direct => assert_eq!(set % 5, 4),
                outcome => {
                    assert_eq!(outcome, Remembered::Decided { replaced: false });
                    let duty: i64 = rates.map(|rate| money::percent_of(3_333, *rate)).sum();
                    assert_eq!(memo.duty(&entry, 3_333), duty);
                    assert_eq!(memo.charges(&entry).len(), usize::from(set % 4));
                }
            }
        }
    }
}
