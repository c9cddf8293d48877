//! What a set of headings came to, remembered: for lines that bring nothing but number, origin, day and value, the outcome
//! is a list of percentages of the value, and it is the same for every line with the same key.
//!
//! The key holds the epoch, the column and the intersected set; the rate of the base, the origin and the goods set stand in
//! it only where a heading of the set asks for them. Outcomes that depend on the value in another way are not remembered.

use crate::condition::{GIVEN, Node, Op};
use crate::rows::{NOTHING, flag, form, share};
use crate::settle::{Applied, Settled};
use crate::tables::{Tables, at};
use cocket_tariff::measure::expression::Given;

/// Most outcomes remembered; before there are more, all are forgotten.
const MOST: usize = 1 << 15;
/// Slots of the table, twice as many.
const SLOTS: usize = MOST * 2;

/// What headings ask for beyond their set, as one set of headings each.
#[derive(Clone, Debug, Default)]
pub struct Asks {
    pub base: Vec<u64>,
    pub origin: Vec<u64>,
    pub goods: Vec<u64>,
}

impl Asks {
    pub fn of(tables: &Tables<'_>) -> Asks {
        let mut asks = Asks {
            base: vec![0; tables.words()],
            origin: vec![0; tables.words()],
            goods: vec![0; tables.words()],
        };
        for place in 0..tables.heading_number.len() {
            let heading = tables.heading(place);
            let bit = |words: &mut Vec<u64>| {
                if let Some(word) = words.get_mut(place / 64) {
                    *word |= 1 << (place % 64);
                }
            };
            if heading.flags & flag::UNHELD != 0 {
                bit(&mut asks.goods);
            }
            let mut expressions = vec![heading.condition];
            for rate in (heading.rows.0..heading.rows.1).map(|row| tables.rate(row)) {
                if rate.form == form::TOTAL {
                    bit(&mut asks.base);
                }
                if rate.share == share::PERCENT {
                    expressions.push(rate.of.0);
                }
            }
            for first in expressions.into_iter().filter(|first| *first != NOTHING) {
                let last = tables.node(first).map_or(first, |node| node.end);
                for node in (first..last).filter_map(|place| tables.node(place)) {
                    match asked(node) {
                        Some(Asked::Base) => bit(&mut asks.base),
                        Some(Asked::Origin) => bit(&mut asks.origin),
                        Some(Asked::Goods) => bit(&mut asks.goods),
                        None => {}
                    }
                }
            }
        }
        asks
    }
}

enum Asked {
    Base,
    Origin,
    Goods,
}

fn asked(node: Node) -> Option<Asked> {
    match node.op {
        Op::OnList => Some(Asked::Goods),
        Op::InGroup => Some(Asked::Origin),
        Op::Given => match GIVEN.get(node.argument as usize) {
            Some(Given::BaseAve) => Some(Asked::Base),
            Some(Given::Origin) => Some(Asked::Origin),
            _ => None,
        },
        _ => None,
    }
}

/// A line with headings that brings nothing but number, origin, day and value.
pub struct Plain<'s> {
    /// The intersected set: words that are not empty, each with its place.
    pub set: &'s [(u32, u64)],
    pub epoch: u16,
    pub goods: u32,
    pub column: usize,
    /// Of the base, in ten-thousandths of a percent.
    pub rate: i64,
    pub origin: u16,
}

impl Plain<'_> {
    /// Appends what decides its outcome.
    pub fn write_key(&self, asks: &Asks, key: &mut Vec<u64>) {
        let (mut base, mut origin, mut goods, mut summary) = (0u64, 0u64, 0u64, 0u64);
        for (word, bits) in self.set {
            let place = *word as usize;
            summary |= 1 << word;
            base |= bits & at(&asks.base, place);
            origin |= bits & at(&asks.origin, place);
            goods |= bits & at(&asks.goods, place);
        }
        // What no heading of the set asks for stays out of the key.
        let asked = |ask: u64, value: u64| if ask == 0 { 0 } else { value + 1 };
        let origin = asked(origin, u64::from(self.origin));
        let goods = asked(goods, u64::from(self.goods));
        key.extend([
            u64::from(self.epoch) << 32 | goods << 2 | self.column as u64,
            asked(base, self.rate.cast_unsigned()) << 16 | origin,
            summary,
        ]);
        key.extend(self.set.iter().map(|(_, bits)| bits));
    }
}

/// A remembered outcome.
#[derive(Clone, Copy, Debug)]
pub enum Remembered<'m> {
    /// Percentages of the value in ten-thousandths, each after the number that it is reported under.
    Decided { rates: &'m [u64], replaced: bool },
    /// A ban covers the goods.
    Prohibited,
    /// The value decides in another way: to be settled line by line.
    Direct,
}

const DECIDED: u64 = 0;
const REPLACED: u64 = 1;
const PROHIBITED: u64 = 2;
const DIRECT: u64 = 3;

/// The memory of one thread. A record is a word of kind and lengths, the key, and the rates, all side by side: a line that
/// is remembered waits for memory twice, once for the slot and once for the record.
#[derive(Clone, Debug)]
pub struct Memo {
    /// The upper half of the hash, and where the record begins + 1 (0 for a free slot).
    slots: Vec<(u32, u32)>,
    records: Vec<u64>,
    count: usize,
}

impl Memo {
    pub fn new() -> Memo {
        Memo { slots: vec![(0, 0); SLOTS], records: Vec::new(), count: 0 }
    }

    /// Forgets all when so many more would be too many. Between such calls nothing is forgotten: what was seen stays.
    pub fn make_room(&mut self, more: usize) {
        if self.count + more > MOST {
            *self = Memo::new();
        }
    }

    /// The record that a hash leads to first: 0 for none. It need not be that of the key.
    #[inline]
    pub fn first(&self, hash: u64) -> u32 {
        at(&self.slots, hash as usize % SLOTS).1
    }

    /// The head of a record; 0 for none. Asked ahead, so that the record is near when it is read.
    #[inline]
    pub fn head(&self, record: u32) -> u64 {
        (record as usize).checked_sub(1).map_or(0, |place| at(&self.records, place))
    }

    /// What a record with a head holds, if it is that of the key.
    #[inline]
    pub fn read(&self, record: u32, head: u64, key: &[u64]) -> Option<Remembered<'_>> {
        let rest = self.records.get(record as usize..)?;
        let (own, rest) = rest.split_at_checked((head >> 8 & 0xff) as usize)?;
        if own != key {
            return None;
        }
        let rates = rest.get(..(head >> 16) as usize).unwrap_or_default();
        Some(match head & 0xff {
            DECIDED => Remembered::Decided { rates, replaced: false },
            REPLACED => Remembered::Decided { rates, replaced: true },
            PROHIBITED => Remembered::Prohibited,
            _ => Remembered::Direct,
        })
    }

    /// What is remembered for a key.
    pub fn get(&self, key: &[u64], hash: u64) -> Option<Remembered<'_>> {
        let mut slot = hash as usize % SLOTS;
        loop {
            let (tag, record) = at(&self.slots, slot);
            if record == 0 {
                return None;
            }
            if tag == upper(hash)
                && let Some(remembered) = self.read(record, self.head(record), key)
            {
                return Some(remembered);
            }
            slot = (slot + 1) % SLOTS;
        }
    }

    /// Remembers an outcome; `direct` when the value decided in another way than by percentages.
    pub fn put(&mut self, key: &[u64], hash: u64, settled: Settled, applied: &[Applied], direct: bool) {
        let kind = match settled {
            Settled::Decided { .. } if direct => DIRECT,
            Settled::Decided { replaced: true, .. } => REPLACED,
            Settled::Decided { replaced: false, .. } => DECIDED,
            Settled::Prohibited => PROHIBITED,
            Settled::Undecided | Settled::Beyond => DIRECT,
        };
        let applied = if kind <= REPLACED { applied } else { &[] };
        let place = u32::try_from(self.records.len() + 1);
        // A key has a word for each word of the set, of which there are 64 at most, and three more.
        let (Ok(place), Ok(length)) = (place, u8::try_from(key.len())) else { return };
        self.records.push(kind | u64::from(length) << 8 | (applied.len() as u64 * 2) << 16);
        self.records.extend(key);
        self.records.extend(applied.iter().flat_map(|one| [one.number, one.rate.cast_unsigned()]));
        self.count += 1;
        let mut slot = hash as usize % SLOTS;
        // Half of the slots at least are free.
        while at(&self.slots, slot).1 != 0 {
            slot = (slot + 1) % SLOTS;
        }
        if let Some(free) = self.slots.get_mut(slot) {
            *free = (upper(hash), place);
        }
    }
}

fn upper(hash: u64) -> u32 {
    (hash >> 32) as u32
}

/// A hash of a key.
#[inline]
pub fn hash(key: &[u64]) -> u64 {
    let mixed =
        key.iter().fold(0u64, |sum, word| (sum.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    mixed ^ mixed >> 32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_are_found_by_their_whole_key_and_forgotten_when_too_many() {
        let mut memo = Memo::new();
        let decided = Settled::Decided { additional: 0, replaced: false };
        for key in 0..=MOST as u64 {
            memo.make_room(1);
            // One hash for all keys of a few: the key itself must tell them apart.
            memo.put(&[key], key / 4, decided, &[], key % 2 == 1);
        }
        assert!(memo.get(&[5], 1).is_none(), "forgotten");
        memo.put(&[1, 2], 9, Settled::Prohibited, &[], false);
        assert!(matches!(memo.get(&[1, 2], 9), Some(Remembered::Prohibited)));
        assert!(memo.get(&[1, 3], 9).is_none());
    }
}
