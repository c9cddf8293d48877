//! Lines that are looked up and rated together.
//!
//! Which line brings facts of its own, which is due what others were and which needs settling cannot be guessed from line
//! to line, and a wrong guess throws away the work done ahead. So each step does for all lines of a window what most of
//! them need, and marks the places of those that need more; these are gone through afterwards.

use std::ops::Range;

use crate::ahead::Ahead;
use crate::asks::Asks;
use crate::block::Block;
use crate::compiled::Compiled;
use crate::lines::Lines;
use crate::memo::{Entry, Key, Memo, Plain};
use crate::money::LARGEST_DOLLARS;
use crate::pairs::{Pair, Pairs};
use crate::places::Places;
use crate::profile::{Brief, Prepared, Profiles};
use crate::rows::RateKind;
use crate::sets::Sets;
use crate::tables::at;

/// Lines of a window: enough to keep the memory busy, few enough to stay in the nearest cache.
pub const WINDOW: usize = 64;

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
    /// What the lines bring.
    pub block: Block,
    /// What the tables say of each line.
    pub ahead: Ahead,
    /// The set of headings that goods and origin have in common.
    common: [u16; WINDOW],
    /// The set of those that a plain line could owe.
    plain: [u16; WINDOW],
    /// Keys of lines that are due what others are, with what they lead to first.
    seen: [(Key, Entry); WINDOW],
    pairs: Pairs,
    sets: Sets,
    pub memo: Memo,
    /// Lines whose rate is a percentage of a value that can be worked with.
    pub percent: Places,
    /// Lines that are due what others are.
    pub alike: Places,
    /// Lines whose own facts decide.
    pub own: Places,
}

impl Window {
    /// Room for the lines of one window, and an empty memory.
    pub fn new() -> Window {
        Window {
            block: Block::new(),
            ahead: Ahead::new(),
            common: [0; WINDOW],
            plain: [0; WINDOW],
            seen: [Default::default(); WINDOW],
            pairs: Pairs::new(),
            sets: Sets::new(),
            memo: Memo::new(),
            percent: Places::NONE,
            alike: Places::NONE,
            own: Places::NONE,
        }
    }

    /// What may be due from a line.
    pub fn due(&self, place: usize) -> Due {
        match () {
            () if self.own.contains(place) => Due::Own,
            () if self.alike.contains(place) => Due::Alike,
            () => Due::Nothing,
        }
    }

    /// The key of a line that is due what others are, and what that leads to first.
    #[inline(always)]
    pub fn seen(&self, place: usize) -> (Key, Entry) {
        at(&self.seen, place)
    }

    /// All headings that goods and origin have in common: a summary of which words have bits, and those.
    pub fn set(&self, place: usize) -> &[u64] {
        self.sets.all(at(&self.common, place))
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
        self.block.take(lines, range);
        // What most lines have not: a profile, or something further.
        let mut further = [false; WINDOW];
        for ((further, profile), more) in further.iter_mut().zip(&self.block.profile).zip(&self.block.more) {
            *further = profile | more != 0;
        }
        let further = Places::of(&further);
        self.ahead.look(compiled, profiles, lines, &self.block, further);
        self.common(compiled, profiles);
        self.decide_due(compiled, profiles, lines, further);
        self.remember(&compiled.asks);
    }

    /// The headings that goods and origin have in common on the day.
    #[inline(never)]
    fn common(&mut self, compiled: &Compiled<'_>, profiles: &Profiles) {
        let tables = &compiled.tables;
        let (mut pairs, mut held) = ([Pair::default(); WINDOW], [0; WINDOW]);
        let asked = self.ahead.goods.iter().zip(&self.ahead.country);
        for ((pair, held), (goods, country)) in pairs.iter_mut().zip(&mut held).zip(asked) {
            *pair = Pair::of(*goods, *country);
            *held = self.pairs.held(*pair);
        }
        let mut missing = [false; WINDOW];
        for ((common, missing), (pair, held)) in
            self.common.iter_mut().zip(&mut missing).zip(pairs.iter().zip(held))
        {
            let set = Pairs::set_of(*pair, held);
            *missing = set.is_none();
            *common = set.unwrap_or(0);
        }
        for place in Places::of(&missing).iter() {
            let (goods, country) = (at(&self.ahead.goods, place), at(&self.ahead.country, place));
            let goods = at(tables.goods_at, usize::from(goods)) as usize;
            let country = at(tables.country_at, usize::from(country)) as usize;
            let set = self.sets.take(tables, (goods, country), profiles.plainly(), &compiled.asks);
            self.pairs.put(at(&pairs, place), set);
            if let Some(common) = self.common.get_mut(place) {
                *common = set;
            }
        }
        for (plain, common) in self.plain.iter_mut().zip(&self.common) {
            *plain = self.sets.plain_of(*common);
        }
    }

    /// What may be due. A line that brings nothing of its own is due what others are; `further` are those that do.
    #[inline(never)]
    fn decide_due(&mut self, compiled: &Compiled<'_>, profiles: &Profiles, lines: &Lines, further: Places) {
        let (mut alike, mut percent, mut valued) = ([false; WINDOW], [false; WINDOW], [false; WINDOW]);
        for (alike, plain) in alike.iter_mut().zip(&self.plain) {
            *alike = *plain != 0;
        }
        for (percent, word) in percent.iter_mut().zip(&self.ahead.word) {
            *percent = RateKind::is_percentage(*word);
        }
        for (valued, value) in valued.iter_mut().zip(&self.block.value) {
            *valued = (0..=LARGEST_DOLLARS).contains(value);
        }
        let (mut alike, mut own) = (Places::of(&alike), Places::NONE);
        for place in further.iter() {
            let (profile, more) = (at(&self.block.profile, place), at(&self.block.more, place));
            let (brief, dates) = (at(&profiles.briefs, profile as usize), lines.dates_of(more));
            let prepared = || profiles.ready.get(profile as usize);
            let sets = (at(&self.common, place), at(&self.plain, place));
            let has_quantities = lines.quantities_of(more).iter().any(Option::is_some);
            let leaves_quota = brief.may_leave_quota(dates, has_quantities)
                && compiled.tables.is_of_quota(at(&self.block.number, place));
            let due = match leaves_quota || brief.left_out(dates) {
                true => Due::Own,
                false => due_of(&self.sets, &brief, prepared, dates.dated(), sets),
            };
            own.insert(place, due == Due::Own);
            alike.remove(place, due == Due::Nothing);
        }
        self.percent = Places::of(&percent).and(Places::of(&valued)).and(self.block.lines);
        let alike = alike.without(own).and(self.block.lines);
        // A line without value owes nothing by any percentage, but not by the headings that others owe.
        let mut some = [false; WINDOW];
        some.iter_mut().zip(&self.block.value).for_each(|(some, value)| *some = *value > 0);
        self.alike = alike.and(self.percent).and(Places::of(&some));
        self.own = own.or(alike.without(self.alike));
    }

    /// The keys of lines that are due what others are, and where the memory of them begins.
    #[inline(never)]
    fn remember(&mut self, asks: &Asks) {
        for place in self.alike.iter() {
            let (set, ahead) = (at(&self.plain, place), &self.ahead);
            let plain = Plain {
                set,
                asked: self.sets.asked(set),
                since: self.sets.since(asks, set, at(&ahead.epoch, place)),
                column: at(&ahead.column, place),
                rate: RateKind::percentage(at(&ahead.word, place)),
                origin: at(&self.block.origin, place),
                goods: at(&ahead.goods, place),
            };
            if let Some((key, _)) = self.seen.get_mut(place) {
                *key = plain.key();
            }
        }
        for place in self.alike.iter() {
            if let Some((key, entry)) = self.seen.get_mut(place) {
                *entry = self.memo.first(*key);
            }
        }
    }
}

/// Whether a line's own facts can matter to the headings that goods and origin have in common; `plain` are those that a
/// plain line could owe.
#[inline]
fn due_of<'p>(
    sets: &Sets,
    brief: &Brief,
    prepared: impl Fn() -> Option<&'p Prepared>,
    dated: bool,
    (common, plain): (u16, u16),
) -> Due {
    // The summary tells of most sets that no touched heading is in them.
    if dated | (sets.summary(common) & brief.touched != 0) {
        let Some(Prepared { touched, possible: [undated_headings, dated_headings], .. }) = prepared() else {
            return Due::Own;
        };
        if dated || sets.meets(common, touched) {
            let possible = if dated { dated_headings } else { undated_headings };
            return if sets.meets(common, possible) { Due::Own } else { Due::Nothing };
        }
    }
    if plain == 0 { Due::Nothing } else { Due::Alike }
}
