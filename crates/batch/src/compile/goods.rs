//! Goods sets: which lists hold a number on a day, and which headings that allows.

use std::collections::HashMap;

use cocket_base::Date;
use cocket_base::ids::TariffNumber;
use cocket_tariff::measure::AsOf;
use cocket_tariff::measure::model::{Goods, Pack};

use super::epochs::{Epochs, edges};
use super::{CannotCompile, id, set, summary};
use crate::day::{self, Day};
use crate::image::{Section, Writer};

/// The distinct sets of lists that hold some number at some time. Sets are numbered.
pub struct GoodsSets<'p> {
    pack: &'p Pack,
    known: Option<Date>,
    /// Days on which a row of a prefix begins or has just ended, by prefix.
    changes: HashMap<TariffNumber, Vec<Day>>,
    rules: Rules,
    /// Words of a set of headings.
    words: usize,
    packed: Vec<u64>,
    lists: Vec<u16>,
    /// Where each set begins.
    starts: Vec<u32>,
    /// The number of each set, by its lists.
    numbers: HashMap<Vec<u16>, u16>,
}

impl<'p> GoodsSets<'p> {
    pub fn new(pack: &'p Pack, known: Option<Date>, words: usize) -> GoodsSets<'p> {
        let mut changes: HashMap<TariffNumber, Vec<Day>> = HashMap::new();
        for row in pack.lists.all().iter().flat_map(|list| &list.rows) {
            changes.entry(row.prefix).or_default().extend(edges(row.window));
        }
        changes.values_mut().for_each(|days| {
            days.sort_unstable();
            days.dedup();
        });
        GoodsSets {
            pack,
            known,
            changes,
            rules: Rules::of(pack),
            words,
            packed: Vec::new(),
            lists: Vec::new(),
            starts: Vec::new(),
            numbers: HashMap::new(),
        }
    }

    /// Numbers of ten digits that a list names; a list may name one that no schedule prints.
    pub fn named(&self) -> impl Iterator<Item = TariffNumber> {
        self.changes.keys().copied().filter(|prefix| prefix.len() == 10)
    }

    /// True when a list has a row for just this number.
    pub fn names(&self, number: &TariffNumber) -> bool {
        self.changes.contains_key(number)
    }

    /// The number's sets: first epoch of each, in order; the first begins with the first epoch.
    pub fn runs(&mut self, number: TariffNumber, epochs: &Epochs) -> Result<Vec<(u16, u16)>, CannotCompile> {
        let prefixes = [2, 4, 6, 8, 10].into_iter().filter(|length| *length <= number.len());
        let mut days: Vec<Day> = prefixes
            .filter_map(|length| self.changes.get(&number.prefix(length)))
            .flatten()
            .copied()
            .collect();
        days.sort_unstable();
        days.dedup();
        let mut runs: Vec<(u16, u16)> = Vec::with_capacity(days.len() + 1);
        // Before the first change only rows without a beginning hold.
        let before = days.first().map_or(0, |first| first - 1);
        for day in [before].into_iter().chain(days) {
            let epoch = if day == before && runs.is_empty() { 0 } else { epochs.at(day) };
            let set = self.held(number, day)?;
            if runs.last().is_none_or(|(_, last)| *last != set) {
                runs.push((epoch, set));
            }
        }
        Ok(runs)
    }

    fn held(&mut self, number: TariffNumber, day: Day) -> Result<u16, CannotCompile> {
        let as_of = AsOf { day: day::date(day).unwrap_or(Date::MIN), known: self.known };
        let lists = self.pack.lists.holding(number, as_of);
        let lists: Vec<u16> =
            lists.iter().map(|(list, _)| id(list.at(), "lists")).collect::<Result<_, _>>()?;
        if let Some(known) = self.numbers.get(&lists) {
            return Ok(*known);
        }
        let number = id(self.starts.len(), "goods sets")?;
        self.starts.push(id(self.packed.len(), "words of goods sets")?);
        let row = self.rules.row(&lists, self.words);
        let first = id::<u32>(self.lists.len(), "lists of goods sets")?;
        self.lists.extend(&lists);
        let last = id::<u32>(self.lists.len(), "lists of goods sets")?;
        self.packed.extend([summary(&row), u64::from(first) << 32 | u64::from(last)]);
        self.packed.extend(row.into_iter().filter(|word| *word != 0));
        self.numbers.insert(lists, number);
        Ok(number)
    }

    /// Writes headings and lists of every set.
    pub fn write(&self, writer: &mut Writer) {
        writer.put(Section::GoodsAt, &self.starts);
        writer.put(Section::GoodsWords, &self.packed);
        writer.put(Section::GoodsLists, &self.lists);
        let missing = self.pack.lists.all().iter().map(|list| u8::from(list.missing.is_some()));
        writer.put(Section::ListMissing, &missing.collect::<Vec<_>>());
    }
}

/// Headings and bans by what they say of goods, so that a set asks only those that name one of its lists.
struct Rules {
    /// Bits of rules for any goods.
    any: Vec<usize>,
    /// Bits by list that lets in …
    by_list: HashMap<u16, Vec<usize>>,
    /// … and by list that shuts out.
    shut: HashMap<u16, Vec<usize>>,
}

impl Rules {
    fn of(pack: &Pack) -> Rules {
        let mut rules = Rules { any: Vec::new(), by_list: HashMap::new(), shut: HashMap::new() };
        let goods = pack.headings.iter().map(|heading| &heading.goods);
        let goods = goods.chain(pack.bans.iter().map(|ban| &ban.goods));
        for (bit, Goods { lists, except, .. }) in goods.enumerate() {
            let name = |at: usize| u16::try_from(at).unwrap_or(u16::MAX);
            if lists.is_empty() {
                rules.any.push(bit);
            }
            lists.iter().for_each(|list| rules.by_list.entry(name(list.at())).or_default().push(bit));
            // A list that is not held shuts nobody out for certain.
            let held = except.iter().filter(|list| pack.lists.get(**list).missing.is_none());
            held.for_each(|list| rules.shut.entry(name(list.at())).or_default().push(bit));
        }
        rules
    }

    fn row(&self, held: &[u16], words: usize) -> Vec<u64> {
        let mut row = vec![0u64; words];
        self.any.iter().for_each(|bit| set(&mut row, *bit));
        held.iter().filter_map(|list| self.by_list.get(list)).flatten().for_each(|bit| set(&mut row, *bit));
        for bit in held.iter().filter_map(|list| self.shut.get(list)).flatten() {
            if let Some(word) = row.get_mut(bit / 64) {
                *word &= !(1 << (bit % 64));
            }
        }
        row
    }
}
