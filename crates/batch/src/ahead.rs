//! Looking lines up ahead of rating them.
//!
//! A line hangs on a chain of look-ups: number, run, version, goods; day, epoch, origin; the sets of both; the outcome that
//! is remembered. Each waits for memory, and a line's own wait for one another. Those of different lines do not: done for a
//! window of lines step by step, without branches that are guessed wrongly, the processor waits for many of them at once.

use std::ops::Range;

use crate::column::SPECIAL;
use crate::compiled::Compiled;
use crate::day::{self, Day};
use crate::index;
use crate::lines::Lines;
use crate::memo::{self, Memo, Plain};
use crate::pairs::{Pair, Pairs, Spot};
use crate::profile::Profiles;
use crate::rows::{COLUMN_2, RateKind, Run, Version};
use crate::tables::{Tables, at};
use crate::words::Word;

/// Lines that are looked up together: enough to keep the memory busy, few enough to stay in the nearest cache.
pub const WINDOW: usize = 64;

/// What a line leads to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ahead {
    /// The day of the law.
    pub law_day: Day,
    /// Its epoch.
    pub epoch: u16,
    /// The goods set.
    pub goods: u32,
    /// The column of the schedule, as a place in the tables.
    pub column: usize,
    /// The accepted programme.
    pub spi: Option<Word>,
    /// The rate of the column …
    pub rate: u16,
    /// … and what it is; unreadable where no schedule answers for the number.
    pub word: u64,
    /// Its headings, among those of the window.
    set: (usize, usize),
    /// The key by which its outcome is remembered, and where that was seen; for a plain line with headings.
    pub plain: Option<Seen>,
}

/// Where the outcome of a plain line is remembered.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    key: (usize, usize),
    pub hash: u64,
    pub record: u32,
    pub head: u64,
}

/// The lines that are looked up together.
#[derive(Clone, Debug)]
pub struct Window {
    lines: [Ahead; WINDOW],
    /// Words of headings that are not empty, each with its place, line after line.
    sets: Vec<(u32, u64)>,
    keys: Vec<u64>,
    /// What is remembered from window to window.
    pairs: Pairs,
}

/// The chain's middle: what one step hands to the next.
#[derive(Clone, Copy, Default)]
struct Links<'f> {
    runs: &'f [u64],
    run: Option<Run>,
    version: Option<Version>,
    /// The origin in the epoch.
    origin: usize,
    /// Its country set.
    country: u32,
}

impl Window {
    /// Room for the lines of one window.
    pub fn new(tables: &Tables<'_>) -> Window {
        let sets = vec![(0, 0); WINDOW * (tables.words() + 1)];
        Window { lines: [Ahead::default(); WINDOW], sets, keys: Vec::new(), pairs: Pairs::new() }
    }

    /// The lines that were looked up last.
    pub fn lines(&self) -> &[Ahead] {
        &self.lines
    }

    /// The headings that may apply to a line.
    pub fn set(&self, ahead: &Ahead) -> &[(u32, u64)] {
        self.sets.get(ahead.set.0..ahead.set.1).unwrap_or_default()
    }

    /// The key of a plain line.
    pub fn key(&self, seen: &Seen) -> &[u64] {
        self.keys.get(seen.key.0..seen.key.1).unwrap_or_default()
    }

    /// Looks the lines of a range up, of which there are [`WINDOW`] at most.
    pub fn look(
        &mut self,
        compiled: &Compiled<'_>,
        profiles: &Profiles,
        lines: &Lines,
        range: Range<usize>,
        memo: &Memo,
    ) {
        let mut links = [Links::default(); WINDOW];
        compiled.runs_of(lines, range.clone(), &mut links);
        self.goods_and_origin(compiled, profiles, lines, range.clone(), &mut links);
        self.rates(compiled, profiles, lines, range.clone(), &links);
        self.headings(compiled, profiles, lines, range.clone(), &links);
        self.keys(compiled, lines, range, memo);
    }

    fn goods_and_origin<'f>(
        &mut self,
        compiled: &Compiled<'f>,
        profiles: &Profiles,
        lines: &Lines,
        range: Range<usize>,
        links: &mut [Links<'f>; WINDOW],
    ) {
        let tables = &compiled.tables;
        for ((found, link), place) in self.lines.iter_mut().zip(links.iter_mut()).zip(range.clone()) {
            found.law_day = law_day(profiles, lines, place);
            found.epoch = compiled.epoch(found.law_day);
            link.run = run_in(link.runs, found.epoch);
        }
        for ((found, link), place) in self.lines.iter_mut().zip(links).zip(range) {
            found.goods = link.run.unwrap_or_default().goods;
            link.version =
                link.run.and_then(|run| Version::decode(at(tables.versions, run.version as usize)));
            link.origin = compiled.origin(at(&lines.origin, place), found.epoch);
            link.country = at(tables.country_at, link.origin);
        }
    }

    /// Column and rate.
    fn rates(
        &mut self,
        compiled: &Compiled<'_>,
        profiles: &Profiles,
        lines: &Lines,
        range: Range<usize>,
        links: &[Links<'_>; WINDOW],
    ) {
        for ((found, link), place) in self.lines.iter_mut().zip(links).zip(range) {
            let claim = profiles.ready.get(at(&lines.profile, place) as usize).and_then(|ready| ready.claim);
            let (column, rate, spi) = match link.version {
                Some(version) => compiled.column(version, claim, link.origin, link.country & COLUMN_2 != 0),
                None => (0, 0, None),
            };
            (found.column, found.rate, found.spi) = (column, rate, spi);
            let word = at(compiled.tables.rates, usize::from(rate));
            found.word = if link.version.is_some() { word } else { RateKind::Unreadable.encode() };
        }
    }

    /// The headings that goods, origin, day and profile leave.
    fn headings(
        &mut self,
        compiled: &Compiled<'_>,
        profiles: &Profiles,
        lines: &Lines,
        range: Range<usize>,
        links: &[Links<'_>; WINDOW],
    ) {
        let mut spots = [(0, Spot::default()); WINDOW];
        for ((found, link), (country, spot)) in self.lines.iter().zip(links).zip(&mut spots) {
            let special = || at(compiled.tables.special_at, link.origin);
            *country = if found.column == SPECIAL { special() } else { link.country & !COLUMN_2 };
            *spot = self.pairs.spot(found.goods, *country);
        }
        // The first profile is the empty one.
        let plainly = profiles.ready.first().map_or(&[][..], |profile| &profile.possible[0]);
        let mut end = 0;
        for ((place, at_window), (country, spot)) in range.zip(0..).zip(&spots) {
            let plain = at(&lines.profile, place) | at(&lines.more, place) == 0;
            let first = end;
            if !spot.apart(plain) {
                let dated = lines.further_of(at(&lines.more, place)).dated();
                let profile = profiles.ready.get(at(&lines.profile, place) as usize);
                let possible = profile.map_or(&[][..], |profile| &profile.possible[usize::from(dated)]);
                let goods = self.lines.get(at_window).map_or(0, |found| found.goods);
                let sets = (goods as usize, *country as usize);
                let (last, pair) = self.intersect(&compiled.tables, sets, possible, plainly, end);
                end = last;
                if !spot.is_known() {
                    self.pairs.put(spot, pair);
                }
            }
            if let Some(found) = self.lines.get_mut(at_window) {
                found.set = (first, end);
            }
        }
    }

    /// Writes the words that goods, country and profile have in common from `end` on; the answer is their end, and what is
    /// to be known of goods and country.
    fn intersect(
        &mut self,
        tables: &Tables<'_>,
        (goods, country): (usize, usize),
        possible: &[u64],
        plainly: &[u64],
        mut end: usize,
    ) -> (usize, Pair) {
        let (held, open) = (at(tables.goods_words, goods), at(tables.country_words, country));
        let mut left = held & open;
        let (mut common, mut plain) = (0, 0);
        while left != 0 {
            // Of a set only the words that have bits are kept, one after another.
            let word = left.trailing_zeros();
            let before = (1u64 << word) - 1;
            left &= left - 1;
            let both = at(tables.goods_words, goods + 2 + (held & before).count_ones() as usize)
                & at(tables.country_words, country + 1 + (open & before).count_ones() as usize);
            common |= both;
            plain |= both & at(plainly, word as usize);
            let bits = both & at(possible, word as usize);
            // Written in any case and kept only when it has bits: there is nothing to guess.
            if let Some(free) = self.sets.get_mut(end) {
                *free = (word, bits);
            }
            end += usize::from(bits != 0);
        }
        (end, Pair { apart: common == 0, apart_when_plain: plain == 0 })
    }

    /// The keys of lines that bring nothing of their own, and where the memory of them begins.
    fn keys(&mut self, compiled: &Compiled<'_>, lines: &Lines, range: Range<usize>, memo: &Memo) {
        self.keys.clear();
        for (found, place) in self.lines.iter_mut().zip(range) {
            found.plain = None;
            if found.set.0 == found.set.1 {
                continue;
            }
            let own =
                at(&lines.profile, place) != 0 || at(&lines.more, place) != 0 || at(&lines.value, place) <= 0;
            let Some(rate) = RateKind::ad_valorem(found.word).filter(|_| !own) else { continue };
            let set = self.sets.get(found.set.0..found.set.1).unwrap_or_default();
            let (goods, column, epoch) = (found.goods, found.column, found.epoch);
            let plain = Plain { set, epoch, goods, column, rate, origin: at(&lines.origin, place) };
            let first = self.keys.len();
            plain.write_key(&compiled.asks, &mut self.keys);
            let key = (first, self.keys.len());
            let hash = memo::hash(self.keys.get(key.0..).unwrap_or_default());
            found.plain = Some(Seen { key, hash, record: memo.first(hash), head: 0 });
        }
        for seen in self.lines.iter_mut().filter_map(|found| found.plain.as_mut()) {
            seen.head = memo.head(seen.record);
        }
    }
}

impl<'f> Compiled<'f> {
    /// Where the runs of the lines' numbers lie.
    fn runs_of(&self, lines: &Lines, range: Range<usize>, links: &mut [Links<'f>; WINDOW]) {
        let mut seeds = [0u16; WINDOW];
        for (seed, place) in seeds.iter_mut().zip(range.clone()) {
            *seed = index::seed(&self.tables, at(&lines.number, place));
        }
        for ((link, seed), place) in links.iter_mut().zip(seeds).zip(range) {
            link.runs = self.runs(at(&lines.number, place), seed);
        }
    }

    /// The place of an origin in an epoch.
    #[inline]
    fn origin(&self, origin: u16, epoch: u16) -> usize {
        let class = usize::from(at(self.tables.origin_class, usize::from(origin)));
        class * self.tables.epoch_days.len() + usize::from(epoch)
    }
}

/// The day of entry, or of privileged foreign status where that was taken (19 CFR 146.65).
fn law_day(profiles: &Profiles, lines: &Lines, place: usize) -> Day {
    let entry = at(&lines.entry, place);
    let more = at(&lines.more, place);
    if more == 0 {
        return entry;
    }
    let taken = lines.further_of(more).privileged;
    let profile = profiles.ready.get(at(&lines.profile, place) as usize);
    let privileged = taken != day::NONE && profile.is_some_and(|profile| profile.privileged);
    if privileged { taken } else { entry }
}

/// The run that holds an epoch: the last that does not begin after it, or the first.
fn run_in(runs: &[u64], epoch: u16) -> Option<Run> {
    // Counted to the end: a number has few runs, and where to stop could only be guessed.
    let begun = runs.iter().filter(|run| (**run >> 48) as u16 <= epoch).count();
    runs.get(begun.saturating_sub(1)).map(|run| Run::decode(*run))
}
