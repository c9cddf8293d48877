//! Lines that are looked up and rated together.
//!
//! Which line brings facts of its own, which is due what others were and which needs settling cannot be guessed from line
//! to line, and a wrong guess throws away the work done ahead. So each step does for all lines of a window what most of
//! them need, and lists the places of those that need more; these are gone through afterwards.

use std::ops::Range;

use crate::ahead::Ahead;
use crate::asks::Asks;
use crate::column::SPECIAL;
use crate::compiled::Compiled;
use crate::lines::Lines;
use crate::memo::{Entry, Key, Memo, Plain};
use crate::pairs::{Pairs, Spot};
use crate::profile::{Brief, Prepared, Profiles};
use crate::rows::{COLUMN_2, RateKind};
use crate::sets::{Common, Sets};
use crate::tables::at;

/// Lines of a window: enough to keep the memory busy, few enough to stay in the nearest cache.
pub const WINDOW: usize = 64;

/// Places of a window, in order.
#[derive(Clone, Debug)]
pub struct List {
    places: [u8; WINDOW],
    length: usize,
}

impl List {
    pub fn new() -> List {
        List { places: [0; WINDOW], length: 0 }
    }

    /// Of the places of a window for which something holds.
    #[inline]
    pub fn of(holds: impl Iterator<Item = bool>) -> List {
        let mut list = List::new();
        holds.zip(0u8..).for_each(|(holds, place)| list.push(place, holds));
        list
    }

    /// Appends a place if something holds; there is room for each place once.
    #[inline]
    pub fn push(&mut self, place: u8, holds: bool) {
        // Written in any case and kept only when it holds: there is nothing to guess.
        if let Some(free) = self.places.get_mut(self.length) {
            *free = place;
        }
        self.length += usize::from(holds);
    }

    #[inline]
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.places.iter().take(self.length).map(|place| usize::from(*place))
    }
}

/// What may be due beside the duty of the number itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// No heading.
    Nothing,
    /// What is due from every line with the same key, wherever it was seen.
    Alike,
    /// What the line's own facts decide.
    Own,
}

/// The lines that are looked up together, and what is remembered from window to window.
#[derive(Clone, Debug)]
pub struct Window {
    /// What the tables say of each line.
    pub ahead: Ahead,
    /// What goods and origin have in common.
    common: [Common; WINDOW],
    /// Keys of lines that are due what others are, with what they lead to first.
    seen: [(Key, Entry); WINDOW],
    due: [Due; WINDOW],
    pairs: Pairs,
    sets: Sets,
    pub memo: Memo,
    /// Lines that are due what others are.
    pub alike: List,
    /// Lines whose own facts decide, or that the tables may not answer for.
    pub own: List,
}

impl Window {
    /// Room for the lines of one window, and an empty memory.
    pub fn new() -> Window {
        Window {
            ahead: Ahead::new(),
            common: [Common::default(); WINDOW],
            seen: [Default::default(); WINDOW],
            due: [Due::Nothing; WINDOW],
            pairs: Pairs::new(),
            sets: Sets::new(),
            memo: Memo::new(),
            alike: List::new(),
            own: List::new(),
        }
    }

    /// What may be due from a line.
    pub fn due(&self, place: usize) -> Due {
        self.due.get(place).copied().unwrap_or(Due::Own)
    }

    /// The key of a line that is due what others are, and what that leads to first.
    #[inline]
    pub fn seen(&self, place: usize) -> (Key, Entry) {
        at(&self.seen, place)
    }

    /// All headings that goods and origin have in common: a summary of which words have bits, and those.
    pub fn set(&self, place: usize) -> &[u64] {
        self.sets.all(at(&self.common, place).all)
    }

    /// Looks the lines of a range up, of which there are [`WINDOW`] at most.
    pub fn look(
        &mut self,
        compiled: &Compiled<'_>,
        profiles: &Profiles,
        lines: &Lines,
        range: &Range<usize>,
    ) {
        if self.sets.are_full(WINDOW) || self.memo.is_full(WINDOW) {
            (self.pairs, self.sets, self.memo) = (Pairs::new(), Sets::new(), Memo::new());
        }
        // What most lines have not: a profile, or something further.
        let (profile, more) = (lines.profiles(range), lines.mores(range));
        self.own = List::of(profile.iter().zip(more).map(|(profile, more)| profile | more != 0));
        self.ahead.look(compiled, profiles, lines, range, &self.own);
        self.common(compiled, profiles, range.len());
        self.decide_due(profiles, lines, range);
        self.remember(&compiled.asks, lines, range);
    }

    /// The headings that goods and origin have in common on the day.
    fn common(&mut self, compiled: &Compiled<'_>, profiles: &Profiles, count: usize) {
        let tables = &compiled.tables;
        let Ahead { goods, country, column, origin, .. } = &mut self.ahead;
        for place in self.own.iter() {
            // Only who claims a preference stands in the special column.
            if at(column, place) == SPECIAL
                && let Some(country) = country.get_mut(place)
            {
                *country = at(tables.special_of, at(origin, place) as usize);
            }
        }
        let mut spots = [Spot::default(); WINDOW];
        for ((spot, goods), country) in spots.iter_mut().zip(&*goods).zip(&*country).take(count) {
            *spot = self.pairs.spot(*goods, country & !COLUMN_2);
        }
        for (common, spot) in self.common.iter_mut().zip(&spots).take(count) {
            *common = spot.common().unwrap_or_else(|| {
                let (goods, country) = spot.pair();
                let goods = at(tables.goods_at, usize::from(goods)) as usize;
                let country = at(tables.country_at, usize::from(country)) as usize;
                let taken = self.sets.take(tables, (goods, country), profiles.plainly(), &compiled.asks);
                self.pairs.put(spot, taken);
                taken
            });
        }
    }

    /// What may be due. A line that brings nothing of its own is due what others are.
    fn decide_due(&mut self, profiles: &Profiles, lines: &Lines, range: &Range<usize>) {
        for (due, common) in self.due.iter_mut().zip(&self.common) {
            *due = if common.plain == 0 { Due::Nothing } else { Due::Alike };
        }
        let mut own = List::new();
        for place in self.own.iter() {
            let line = range.start + place;
            let (profile, more) = (at(&lines.profile, line), at(&lines.more, line));
            let (brief, dates) = (at(&profiles.briefs, profile as usize), lines.dates_of(more));
            let prepared = || profiles.ready.get(profile as usize);
            let found = match brief.left_out(dates) {
                true => Due::Own,
                false => due_of(&self.sets, &brief, prepared, dates.dated(), at(&self.common, place)),
            };
            own.push(place as u8, found == Due::Own);
            if let Some(due) = self.due.get_mut(place) {
                *due = found;
            }
        }
        self.own = own;
    }

    /// The keys of lines that are due what others are, and where the memory of them begins.
    fn remember(&mut self, asks: &Asks, lines: &Lines, range: &Range<usize>) {
        let counted = self.due.iter().take(range.len());
        self.alike = List::of(counted.map(|due| *due == Due::Alike));
        let mut alike = List::new();
        for place in self.alike.iter() {
            let (common, ahead, line) = (at(&self.common, place), &self.ahead, range.start + place);
            let rate = RateKind::ad_valorem(at(&ahead.word, place));
            // A line without value owes nothing by any percentage, but not by the headings that others owe.
            let alike_indeed = rate.is_some() & (at(&lines.value, line) > 0);
            let plain = Plain {
                set: common.plain,
                asks: self.sets.asks(common.plain),
                since: self.sets.since(asks, common.plain, at(&ahead.epoch, place)),
                column: at(&ahead.column, place),
                rate: rate.unwrap_or(0),
                origin: at(&lines.origin, line),
                goods: at(&ahead.goods, place),
            };
            alike.push(place as u8, alike_indeed);
            self.own.push(place as u8, !alike_indeed);
            if let (Some((key, _)), Some(due)) = (self.seen.get_mut(place), self.due.get_mut(place)) {
                *key = plain.key();
                *due = if alike_indeed { Due::Alike } else { Due::Own };
            }
        }
        self.alike = alike;
        for place in self.alike.iter() {
            if let Some((key, entry)) = self.seen.get_mut(place) {
                *entry = self.memo.first(*key);
            }
        }
    }
}

/// Whether a line's own facts can matter to the headings that goods and origin have in common.
#[inline]
fn due_of<'p>(
    sets: &Sets,
    brief: &Brief,
    prepared: impl Fn() -> Option<&'p Prepared>,
    dated: bool,
    common: Common,
) -> Due {
    // The summary tells of most sets that no touched heading is in them.
    if dated | (sets.summary(common.all) & brief.touched != 0) {
        let Some(Prepared { touched, possible: [undated_headings, dated_headings], .. }) = prepared() else {
            return Due::Own;
        };
        if dated || sets.meets(common.all, touched) {
            let possible = if dated { dated_headings } else { undated_headings };
            return if sets.meets(common.all, possible) { Due::Own } else { Due::Nothing };
        }
    }
    if common.plain == 0 { Due::Nothing } else { Due::Alike }
}
