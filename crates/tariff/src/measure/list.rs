//! Lists of goods: prefixes of 4 to 10 digits with dates, and one index over all lists.
//!
//! The longest prefix wins, and at equal length the later row; a number of ten digits is never cut, so a list that
//! names `8302.41.60.45` says nothing about its neighbours. A number of the schedule shorter than ten digits stands
//! for its zero-filled statistical number only where a list says so with a prefix.

use std::collections::HashMap;
use std::sync::Arc;

use cocket_base::ids::TariffNumber;
use cocket_base::{Citation, Date, Window};

use super::model::ListId;

/// A named set of goods.
#[derive(Debug)]
pub struct List {
    /// Its id.
    pub id: Arc<str>,
    /// File it stands in.
    pub file: Arc<str>,
    /// Source of rows that name none.
    pub cite: Citation,
    /// Why the list is not held. Its rows then say where its goods could be, and nobody is on it for certain.
    pub missing: Option<Arc<str>>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A prefix with its time.
#[derive(Clone, Debug)]
pub struct Row {
    /// 4 to 10 digits.
    pub prefix: TariffNumber,
    /// True when the prefix is on the list, false when it is taken out of a shorter one.
    pub on: bool,
    /// In force.
    pub window: Window,
    /// When it became known.
    pub known: Option<Date>,
    /// Its own source.
    pub cite: Option<Citation>,
}

/// All lists with the index by prefix.
#[derive(Debug, Default)]
pub struct Lists {
    lists: Vec<List>,
    index: HashMap<TariffNumber, Vec<(ListId, u32)>>,
}

/// The day of the law and the day of knowledge.
#[derive(Clone, Copy, Debug)]
pub struct AsOf {
    /// The law of this day.
    pub day: Date,
    /// Only what was known on this day; none for everything.
    pub known: Option<Date>,
}

impl AsOf {
    /// True when something known since `known` existed.
    pub fn knows(&self, known: Option<Date>) -> bool {
        !matches!((self.known, known), (Some(cut), Some(known)) if known > cut)
    }
}

impl Lists {
    /// Builds the index.
    pub(super) fn new(lists: Vec<List>) -> Lists {
        let mut index: HashMap<TariffNumber, Vec<(ListId, u32)>> = HashMap::new();
        for (at, list) in lists.iter().enumerate() {
            let id = ListId(u16::try_from(at).unwrap_or(u16::MAX));
            for (row, entry) in list.rows.iter().enumerate() {
                index.entry(entry.prefix).or_default().push((id, u32::try_from(row).unwrap_or(u32::MAX)));
            }
        }
        Lists { lists, index }
    }

    /// All lists.
    pub fn all(&self) -> &[List] {
        &self.lists
    }

    /// A list.
    pub fn get(&self, id: ListId) -> &List {
        &self.lists[id.at()]
    }

    /// The lists that hold the number on that day, each with the row that put it there.
    pub fn holding(&self, number: TariffNumber, as_of: AsOf) -> Vec<(ListId, &Row)> {
        let mut found: Vec<(ListId, &Row)> = Vec::new();
        for length in [10, 8, 6, 4, 2] {
            if length > number.len() {
                continue;
            }
            let prefix = number.prefix(length);
            for (list, at) in self.index.get(&prefix).map_or(&[][..], Vec::as_slice) {
                let row = &self.lists[list.at()].rows[*at as usize];
                if !row.window.holds(as_of.day) || !as_of.knows(row.known) {
                    continue;
                }
                match found.iter_mut().find(|(id, _)| id == list) {
                    None => found.push((*list, row)),
                    Some((_, best)) if best.prefix == row.prefix && best.window.from < row.window.from => {
                        *best = row
                    }
                    Some(_) => {}
                }
            }
        }
        found.retain(|(_, row)| row.on);
        found.sort_by_key(|(id, _)| *id);
        found
    }

    /// A number that could stand on both lists in some window they share, other than those `taken_out`.
    pub fn overlap(
        &self,
        a: ListId,
        b: ListId,
        taken_out: impl Fn(TariffNumber) -> bool,
    ) -> Option<TariffNumber> {
        // A row of one meets a row of the other at or above it; both ways cover all pairs.
        self.meet(a, b, &taken_out).or_else(|| self.meet(b, a, &taken_out))
    }

    fn meet(
        &self,
        from: ListId,
        to: ListId,
        taken_out: &impl Fn(TariffNumber) -> bool,
    ) -> Option<TariffNumber> {
        let rows = self.get(from).rows.iter().filter(|row| row.on && !taken_out(row.prefix));
        rows.map(|row| (row.prefix, row.window)).find_map(|(prefix, window)| {
            let above = self.above(prefix).filter(|(list, _)| *list == to);
            above
                .map(|(_, other)| other)
                .any(|other| other.on && other.window.overlaps(&window))
                .then_some(prefix)
        })
    }

    /// True when the list holds the whole prefix at some time.
    pub fn covers(&self, list: ListId, prefix: TariffNumber) -> bool {
        self.above(prefix).any(|(id, row)| id == list && row.on)
    }

    /// All rows at or above a prefix.
    fn above(&self, prefix: TariffNumber) -> impl Iterator<Item = (ListId, &Row)> {
        let lengths = [10, 8, 6, 4, 2].into_iter().filter(move |length| *length <= prefix.len());
        let found = lengths
            .flat_map(move |length| self.index.get(&prefix.prefix(length)).map_or(&[][..], Vec::as_slice));
        found.map(|(list, at)| (*list, &self.lists[list.at()].rows[*at as usize]))
    }
}
