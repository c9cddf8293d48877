//! Looking lines up ahead of rating them.
//!
//! A line hangs on a chain of look-ups: number, runs, line version and goods; day, epoch, origin and country set; column and
//! rate. Each waits for memory, and a line's own wait for one another. Those of different lines do not: done for a window of
//! lines step by step, without branches that are guessed wrongly, the processor waits for many of them at once.

use std::ops::Range;

use crate::column::{GENERAL, OTHER, SPECIAL};
use crate::compiled::Compiled;
use crate::day::{self, Day};
use crate::index::{self, Place};
use crate::lines::Lines;
use crate::profile::Profiles;
use crate::rows::{COLUMN_2, Run, Version};
use crate::tables::{Tables, at};
use crate::window::{List, WINDOW};

/// What the lines of a window lead to.
#[derive(Clone, Debug)]
pub struct Ahead {
    /// The day of the law.
    pub law_day: [Day; WINDOW],
    /// Its epoch.
    pub epoch: [u16; WINDOW],
    /// The goods set.
    pub goods: [u16; WINDOW],
    /// The line version.
    version: [u64; WINDOW],
    /// The origin in the epoch.
    pub origin: [u32; WINDOW],
    /// Its country set, and above it whether it is under column 2.
    pub country: [u16; WINDOW],
    /// The column of the schedule, as a place in the tables.
    pub column: [u8; WINDOW],
    /// The rate of the column …
    pub rate: [u16; WINDOW],
    /// … and what it is; unreadable where no schedule answers for the number.
    pub word: [u64; WINDOW],
}

impl Ahead {
    pub fn new() -> Ahead {
        Ahead {
            law_day: [0; WINDOW],
            epoch: [0; WINDOW],
            goods: [0; WINDOW],
            version: [0; WINDOW],
            origin: [0; WINDOW],
            country: [0; WINDOW],
            column: [0; WINDOW],
            rate: [0; WINDOW],
            word: [0; WINDOW],
        }
    }

    /// Looks the lines of a range up; `own` are those that have a profile or something further.
    pub fn look(
        &mut self,
        compiled: &Compiled<'_>,
        profiles: &Profiles,
        lines: &Lines,
        range: &Range<usize>,
        own: &List,
    ) {
        let runs = runs(compiled, lines.numbers(range));
        self.law_days(profiles, lines, range, own);
        self.goods_and_origin(compiled, &runs, lines.origins(range));
        self.columns(compiled, profiles, lines, range, own);
    }

    /// The days of entry, or of privileged foreign status where that was taken (19 CFR 146.65).
    fn law_days(&mut self, profiles: &Profiles, lines: &Lines, range: &Range<usize>, own: &List) {
        self.law_day.iter_mut().zip(lines.entries(range)).for_each(|(day, entry)| *day = *entry);
        for place in own.iter() {
            let line = range.start + place;
            let taken = lines.dates_of(at(&lines.more, line)).privileged;
            let brief = at(&profiles.briefs, at(&lines.profile, line) as usize);
            let privileged = taken != day::NONE && brief.privileged;
            if privileged && let Some(day) = self.law_day.get_mut(place) {
                *day = taken;
            }
        }
    }

    fn goods_and_origin(&mut self, compiled: &Compiled<'_>, runs: &[Place; WINDOW], origins: &[u16]) {
        let tables = &compiled.tables;
        let mut found = [0; WINDOW];
        let days = self.epoch.iter_mut().zip(&self.law_day).zip(origins);
        for ((run, place), ((epoch, day), _)) in found.iter_mut().zip(runs).zip(days) {
            *epoch = compiled.epoch(*day);
            *run = run_in(tables, *place, *epoch);
        }
        let epochs = tables.epoch_days.len();
        for ((place, origin), epoch) in self.origin.iter_mut().zip(origins).zip(&self.epoch) {
            let class = usize::from(at(tables.origin_class, usize::from(*origin)));
            *place = (class * epochs + usize::from(*epoch)) as u32;
        }
        let to = self.goods.iter_mut().zip(&mut self.version).zip(&mut self.country);
        for ((((goods, version), country), run), origin) in
            to.zip(&found).zip(&self.origin).take(origins.len())
        {
            let run = Run::decode(*run);
            *goods = run.goods;
            *version = at(tables.versions, run.version as usize);
            *country = at(tables.country_of, *origin as usize);
        }
    }

    /// Column and rate.
    fn columns(
        &mut self,
        compiled: &Compiled<'_>,
        profiles: &Profiles,
        lines: &Lines,
        range: &Range<usize>,
        own: &List,
    ) {
        for (column, country) in self.column.iter_mut().zip(&self.country) {
            *column = if country & COLUMN_2 == 0 { GENERAL } else { OTHER };
        }
        for ((rate, version), column) in self.rate.iter_mut().zip(&self.version).zip(&self.column) {
            *rate = Version::rate(*version, *column);
        }
        for place in own.iter() {
            let brief = at(&profiles.briefs, at(&lines.profile, range.start + place) as usize);
            let Some(claim) = brief.claim else { continue };
            let Some(version) = Version::decode(at(&self.version, place)) else { continue };
            let accepted = compiled.special(version, claim, at(&self.origin, place) as usize);
            let general = at(&self.column, place) == GENERAL;
            if let (Some(accepted), true) = (accepted, general)
                && let (Some(column), Some(rate)) = (self.column.get_mut(place), self.rate.get_mut(place))
            {
                (*column, *rate) = (SPECIAL, accepted);
            }
        }
        for (word, rate) in self.word.iter_mut().zip(&self.rate).take(range.len()) {
            *word = at(compiled.tables.rates, usize::from(*rate));
        }
    }
}

/// Where the runs of numbers lie.
fn runs(compiled: &Compiled<'_>, numbers: &[u64]) -> [Place; WINDOW] {
    let mut seeds = [(0, 0); WINDOW];
    for (seed, number) in seeds.iter_mut().zip(numbers) {
        *seed = index::seed(&compiled.tables, *number);
    }
    let mut runs = [Place::default(); WINDOW];
    for ((place, seed), number) in runs.iter_mut().zip(seeds).zip(numbers) {
        *place = compiled.runs(*number, seed);
    }
    runs
}

/// The run that holds an epoch: the last that does not begin after it, or the first; 0, which is the run of «no line», where
/// there is none.
#[inline]
fn run_in(tables: &Tables<'_>, Place { first, count }: Place, epoch: u16) -> u64 {
    /// Nearly all numbers have so many at most: how many could only be guessed, so all are looked at.
    const FEW: usize = 4;
    let begins = |run: u64| (run >> 48) as u16 <= epoch;
    let few: [u64; FEW] =
        tables.runs.get(first..).and_then(|runs| runs.first_chunk()).copied().unwrap_or_default();
    let mut begun: usize =
        few.iter().zip(0..).map(|(run, place)| usize::from((place < count) & begins(*run))).sum();
    begun += (FEW..count).filter(|place| begins(at(tables.runs, first + place))).count();
    let run = at(tables.runs, first + begun.saturating_sub(1));
    if count == 0 { 0 } else { run }
}
