//! Looking lines up ahead of rating them.
//!
//! A line hangs on a chain of look-ups: number, run, version, goods; day, epoch, origin; the sets of both; the outcome that
//! is remembered. Each waits for memory, and a line's own wait for one another. Those of different lines do not: done for a
//! window of lines step by step, without branches that are guessed wrongly, the processor waits for many of them at once.

use std::ops::Range;

use crate::compiled::Compiled;
use crate::day::{self, Day};
use crate::lines::Lines;
use crate::memo::{self, Memo, Plain};
use crate::profile::Profiles;
use crate::rows::{RateKind, Run, Version};
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
}

/// The lines that are looked up together.
#[derive(Clone, Debug)]
pub struct Window {
    lines: [Ahead; WINDOW],
    /// Words of headings that are not empty, each with its place, line after line.
    sets: Vec<(u32, u64)>,
    keys: Vec<u64>,
}

/// The chain's middle: what one step hands to the next.
#[derive(Clone, Copy, Default)]
struct Links<'f> {
    runs: &'f [u64],
    run: Option<Run>,
    version: Option<Version>,
    /// Which words of the goods set are kept, and where.
    goods: (u64, u32),
    /// Headings and programmes that the origin is open to.
    origin: &'f [u64],
    /// Which of its words have headings, and whether it is under column 2.
    origin_head: (u64, bool),
}

impl Window {
    /// Room for the lines of one window.
    pub fn new(tables: &Tables<'_>) -> Window {
        let sets = vec![(0, 0); WINDOW * (tables.words() + 1)];
        Window { lines: [Ahead::default(); WINDOW], sets, keys: Vec::new() }
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
            let run = link.run.unwrap_or_default();
            found.goods = run.goods;
            link.version =
                link.run.and_then(|run| Version::decode(at(tables.versions, run.version as usize)));
            let goods = run.goods as usize;
            link.goods = (at(tables.goods_summary, goods), at(tables.goods_first, goods));
            (link.origin, link.origin_head) = compiled.origin_set(at(&lines.origin, place), found.epoch);
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
                Some(version) => compiled.column(version, claim, link.origin, link.origin_head.1),
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
        let tables = &compiled.tables;
        let mut end = 0;
        for ((found, link), place) in self.lines.iter_mut().zip(links).zip(range) {
            let live = usize::from(found.epoch) * 3 + found.column;
            let summary = link.origin_head.0 & at(&compiled.live_summary, live);
            let live = tables.live_words.get(live * tables.words()..).unwrap_or_default();
            let dated = lines.further_of(at(&lines.more, place)).dated();
            let profile = profiles.ready.get(at(&lines.profile, place) as usize);
            let possible = profile.map_or(&[][..], |profile| &profile.possible[usize::from(dated)]);
            let first = end;
            // Of a goods set only the words that have bits are kept, one after another.
            let (kept, goods) = link.goods;
            let mut left = kept & summary;
            while left != 0 {
                let word = left.trailing_zeros();
                let before = (kept & ((1 << word) - 1)).count_ones();
                left &= left - 1;
                let place = word as usize;
                let bits = at(tables.goods_words, (goods + before) as usize)
                    & at(link.origin, place)
                    & at(live, place)
                    & at(possible, place);
                // Written in any case and kept only when it has bits: there is nothing to guess.
                if let Some(free) = self.sets.get_mut(end) {
                    *free = (word, bits);
                }
                end += usize::from(bits != 0);
            }
            found.set = (first, end);
        }
    }

    /// The keys of lines that bring nothing of their own, and where the memory of them begins.
    fn keys(&mut self, compiled: &Compiled<'_>, lines: &Lines, range: Range<usize>, memo: &Memo) {
        self.keys.clear();
        for (found, place) in self.lines.iter_mut().zip(range.clone()) {
            found.plain = None;
            let own =
                at(&lines.profile, place) != 0 || at(&lines.more, place) != 0 || at(&lines.value, place) <= 0;
            let set = self.sets.get(found.set.0..found.set.1).unwrap_or_default();
            if own || set.is_empty() {
                continue;
            }
            let rate = match RateKind::decode(found.word) {
                RateKind::Free => 0,
                RateKind::AdValorem(rate) => rate,
                _ => continue,
            };
            let (goods, column, epoch) = (found.goods, found.column, found.epoch);
            let plain = Plain { set, epoch, goods, column, rate, origin: at(&lines.origin, place) };
            let first = self.keys.len();
            plain.write_key(&compiled.asks, &mut self.keys);
            let key = (first, self.keys.len());
            let hash = memo::hash(self.keys.get(key.0..).unwrap_or_default());
            found.plain = Some(Seen { key, hash, record: memo.first(hash) });
        }
    }
}

impl<'f> Compiled<'f> {
    /// Where the runs of the lines' numbers lie.
    fn runs_of(&self, lines: &Lines, range: Range<usize>, links: &mut [Links<'f>; WINDOW]) {
        let mut seeds = [0u16; WINDOW];
        for (seed, place) in seeds.iter_mut().zip(range.clone()) {
            *seed = self.numbers.seed(at(&lines.number, place));
        }
        for ((link, seed), place) in links.iter_mut().zip(seeds).zip(range) {
            link.runs = self.runs(at(&lines.number, place), seed);
        }
    }

    #[inline]
    fn origin_set(&self, origin: u16, epoch: u16) -> (&'f [u64], (u64, bool)) {
        let class = usize::from(at(self.tables.origin_class, usize::from(origin)));
        let set = at(self.tables.origin_at, class * self.tables.epoch_days.len() + usize::from(epoch));
        let width = self.tables.origin_width();
        let words = self.tables.origin_words.get(usize::from(set) * width..).unwrap_or_default();
        (words, at(&self.origin_heads, usize::from(set)))
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

/// The run that holds an epoch.
fn run_in(runs: &[u64], epoch: u16) -> Option<Run> {
    let mut found = *runs.first()?;
    for run in runs {
        if (run >> 48) as u16 > epoch {
            break;
        }
        found = *run;
    }
    Some(Run::decode(found))
}
