//! What headings ask for beyond their set: which of them a line's base, origin or goods can change the outcome of, and
//! which a profile or a quantity can.

use cocket_tariff::measure::expression::Given;

use crate::condition::{GIVEN, Node, Op};
use crate::day::Day;
use crate::rows::{NOTHING, flag, form, share};
use crate::tables::{Tables, at};

/// What a heading may ask for that not every line, or not every profile, gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A reported quantity.
    Quantity,
    /// The claim of a preference.
    Claim,
    ExportCountry,
    Mode,
    ZoneStatus,
    /// A declared fact.
    Fact(u32),
    /// The importer's word on a heading.
    Confirmed(u32),
}

/// What the set of a line is asked for, as bits.
pub mod kind {
    /// The rate of the base.
    pub const BASE: u8 = 1;
    /// The origin, beyond what it is open to.
    pub const ORIGIN: u8 = 2;
    /// The goods, beyond the headings that they allow.
    pub const GOODS: u8 = 4;
}

/// The headings and bans that ask.
#[derive(Clone, Debug, Default)]
pub struct Asks {
    base: Vec<u64>,
    origin: Vec<u64>,
    goods: Vec<u64>,
    /// What is asked of the line's further facts and of its profile, and by which heading.
    others: Vec<(Asked, u32)>,
    /// For each heading the epochs in which it may say something else than in the one before, a bit an epoch.
    changes: Vec<u64>,
    /// Words of such a row.
    epoch_words: usize,
}

impl Asks {
    pub fn of(tables: &Tables<'_>) -> Asks {
        let empty = || vec![0; tables.words()];
        let epoch_words = tables.epoch_days.len().div_ceil(64);
        let mut asks = Asks {
            base: empty(),
            origin: empty(),
            goods: empty(),
            others: Vec::new(),
            changes: vec![0; tables.heading_number.len() * epoch_words],
            epoch_words,
        };
        for (place, id) in (0..tables.heading_number.len()).zip(0u32..) {
            let heading = tables.heading(place);
            if heading.flags & flag::UNHELD != 0 {
                mark(&mut asks.goods, id);
                asks.others.push((Asked::Confirmed(heading.said), id));
            }
            let mut expressions = vec![heading.condition];
            for rate in (heading.rows.0..heading.rows.1).map(|row| tables.rate(row)) {
                // Rates by other days than that of the law need a date which a plain line does not have.
                let after = rate.until.checked_add(1);
                [Some(rate.from), after].into_iter().flatten().for_each(|day| asks.change(tables, id, day));
                if rate.form == form::TOTAL {
                    mark(&mut asks.base, id);
                }
                if rate.share == share::PERCENT {
                    expressions.push(rate.of.0);
                }
            }
            for first in expressions.into_iter().filter(|first| *first != NOTHING) {
                let last = tables.node(first).map_or(first, |node| node.end);
                (first..last)
                    .filter_map(|place| tables.node(place))
                    .for_each(|node| asks.node(tables, node, id));
            }
        }
        asks
    }

    fn node(&mut self, tables: &Tables<'_>, node: Node, heading: u32) {
        let given = || GIVEN.get(node.argument as usize);
        let asked = match node.op {
            Op::OnList => return mark(&mut self.goods, heading),
            Op::InGroup => {
                // Members come and go.
                self.changes_of_mut(heading).iter_mut().for_each(|word| *word = u64::MAX);
                return mark(&mut self.origin, heading);
            }
            // What is compared with a day changes on it or the day after.
            Op::Date => {
                let day = node.argument.cast_signed();
                let days = [Some(day), day.checked_add(1)];
                return days.into_iter().flatten().for_each(|day| self.change(tables, heading, day));
            }
            Op::Fact => Asked::Fact(node.argument),
            Op::Confirmed => Asked::Confirmed(node.argument),
            Op::UnitValue => Asked::Quantity,
            Op::Given => match given() {
                Some(Given::BaseAve) => return mark(&mut self.base, heading),
                Some(Given::Origin) => return mark(&mut self.origin, heading),
                Some(Given::Spi) => Asked::Claim,
                Some(Given::ExportCountry) => Asked::ExportCountry,
                Some(Given::Mode) => Asked::Mode,
                Some(Given::ZoneStatus) => Asked::ZoneStatus,
                // Epoch and column are always told apart; a line with further dates is never taken for another.
                _ => return,
            },
            _ => return,
        };
        if self.others.last() != Some(&(asked, heading)) {
            self.others.push((asked, heading));
        }
    }

    /// Marks the epoch that begins on a day.
    fn change(&mut self, tables: &Tables<'_>, heading: u32, day: Day) {
        let epoch = tables.epoch_days.partition_point(|first| *first <= day).saturating_sub(1);
        if let Some(word) = self.changes_of_mut(heading).get_mut(epoch / 64) {
            *word |= 1 << (epoch % 64);
        }
    }

    fn changes_of_mut(&mut self, heading: u32) -> &mut [u64] {
        let first = heading as usize * self.epoch_words;
        self.changes.get_mut(first..first + self.epoch_words).unwrap_or_default()
    }

    /// Words of a row of epochs.
    pub fn epoch_words(&self) -> usize {
        self.epoch_words
    }

    /// Adds the epochs in which some heading of a set may say something else than in the one before.
    pub fn add_changes(&self, set: &[u64], epochs: &mut [u64]) {
        for heading in words_of(set).flat_map(|(word, bits)| places(bits).map(move |place| word * 64 + place))
        {
            let own = self.changes.iter().skip(heading * self.epoch_words);
            epochs.iter_mut().zip(own).for_each(|(epochs, own)| *epochs |= own);
        }
    }

    /// What the headings of a set ask for, as bits of [`kind`]. The set's words stand behind their summary.
    pub fn of_set(&self, set: &[u64]) -> u8 {
        let asked = |row: &[u64], bit: u8| {
            let some = words_of(set).any(|(place, word)| word & at(row, place) != 0);
            if some { bit } else { 0 }
        };
        asked(&self.base, kind::BASE) | asked(&self.origin, kind::ORIGIN) | asked(&self.goods, kind::GOODS)
    }

    /// The headings that ask for something of which `given` says that it is given.
    pub fn asking(&self, given: impl Fn(Asked) -> bool) -> Vec<u64> {
        let mut row = vec![0; self.base.len()];
        let asking = self.others.iter().filter(|(asked, _)| given(*asked));
        asking.for_each(|(_, heading)| mark(&mut row, *heading));
        row
    }
}

/// The words of a set that have bits, each with its place: they stand behind a summary of which do.
pub fn words_of(set: &[u64]) -> impl Iterator<Item = (usize, u64)> + Clone + '_ {
    let (summary, words) = set.split_first().unwrap_or((&0, &[]));
    places(*summary).zip(words.iter().copied())
}

/// The places of a word's bits.
pub fn places(word: u64) -> impl Iterator<Item = usize> + Clone {
    let left = std::iter::successors(Some(word), |word| Some(word & word.wrapping_sub(1)));
    left.take_while(|word| *word != 0).map(|word| word.trailing_zeros() as usize)
}

fn mark(row: &mut [u64], place: u32) {
    if let Some(word) = row.get_mut(place as usize / 64) {
        *word |= 1 << (place % 64);
    }
}

#[cfg(test)]
mod tests {
    use cocket_tariff::engine::Tariff;
    use cocket_tariff::measure::expression::Expr;

    use super::*;
    use crate::Compiled;

    /// Found by walking the measures themselves, not their compiled nodes.
    #[test]
    fn every_heading_that_asks_for_something_is_marked_as_asking_for_it() {
        let tariff = Tariff::starter();
        let image = crate::compile(tariff, None, [0; 4]).unwrap();
        let compiled = Compiled::read(bytemuck::cast_slice(&image)).unwrap();
        let mut seen = [0; 7];
        for (place, heading) in tariff.measures.headings.iter().enumerate() {
            let asks = |asked: &dyn Fn(Asked) -> bool| {
                at(&compiled.asks.asking(asked), place / 64) >> (place % 64) & 1 == 1
            };
            let mut marked = |kind: usize, holds: bool| {
                assert!(holds, "{} asks for the kind {kind}", heading.number);
                seen[kind] += 1;
            };
            let Some(when) = &heading.when else { continue };
            when.walk(&mut |part| match part {
                Expr::UnitValue(_) => marked(0, asks(&|asked| asked == Asked::Quantity)),
                Expr::Given(Given::Spi) => marked(1, asks(&|asked| asked == Asked::Claim)),
                Expr::Given(Given::ExportCountry) => {
                    marked(2, asks(&|asked| asked == Asked::ExportCountry));
                }
                Expr::Given(Given::Mode) => marked(3, asks(&|asked| asked == Asked::Mode)),
                Expr::Given(Given::ZoneStatus) => marked(4, asks(&|asked| asked == Asked::ZoneStatus)),
                Expr::Fact(fact) => marked(5, asks(&|asked| asked == Asked::Fact(fact.at() as u32))),
                Expr::Confirmed(_) => marked(6, asks(&|asked| matches!(asked, Asked::Confirmed(_)))),
                _ => {}
            });
        }
        let [quantity, _, _, mode, _, fact, confirmed] = seen;
        assert!(
            quantity > 0 && mode > 0 && fact > 0 && confirmed > 0,
            "the measures ask for these: {seen:?}"
        );
    }
}
