//! Looking lines up ahead of rating them.
//!
//! A line hangs on a chain of look-ups: number, run, version, and beside it origin and epoch. Each waits for memory, and a
//! line's own wait for one another. Those of different lines do not: done for a window of lines step by step, the
//! processor waits for many of them at once.

use std::ops::Range;

use crate::day::{self, Day};
use crate::lines::Lines;
use crate::profile::Profiles;
use crate::tables::{Compiled, Run, Version, at};

/// Lines that are looked up together: enough to keep the memory busy, few enough to stay in the nearest cache.
pub const WINDOW: usize = 64;

/// What number, day and origin of a line lead to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ahead<'f> {
    /// The day of the law.
    pub law_day: Day,
    /// Its epoch.
    pub epoch: u16,
    /// Goods and version of the number; `None` for a number that nobody knows.
    pub run: Option<Run>,
    /// Rates of the line; `None` where no schedule answers.
    pub version: Option<Version>,
    /// The general rate.
    pub general: u64,
    /// Which words of the goods set are kept, and where.
    pub goods: (u64, u32),
    /// Headings and programmes that the origin is open to.
    pub origin: &'f [u64],
    /// Which of its words have headings.
    pub origin_summary: u64,
}

impl<'f> Compiled<'f> {
    /// Looks the lines of a window up.
    pub(crate) fn look_ahead(
        &self,
        profiles: &Profiles,
        lines: &Lines,
        window: Range<usize>,
        ahead: &mut [Ahead<'f>; WINDOW],
    ) {
        let mut runs: [&[u64]; WINDOW] = [&[]; WINDOW];
        for (runs, place) in runs.iter_mut().zip(window.clone()) {
            *runs = self.runs(at(&lines.number, place));
        }
        for ((found, runs), place) in ahead.iter_mut().zip(&runs).zip(window.clone()) {
            found.law_day = law_day(profiles, lines, place);
            found.epoch = self.epoch(found.law_day);
            found.run = run_in(runs, found.epoch);
        }
        for (found, place) in ahead.iter_mut().zip(window.clone()) {
            let run = found.run.unwrap_or_default();
            found.version =
                found.run.and_then(|run| Version::decode(at(self.tables.versions, run.version as usize)));
            let goods = run.goods as usize;
            found.goods = (at(self.tables.goods_summary, goods), at(self.tables.goods_first, goods));
            (found.origin, found.origin_summary) = self.origin_set(at(&lines.origin, place), found.epoch);
        }
        for (found, _) in ahead.iter_mut().zip(window) {
            found.general =
                found.version.map_or(0, |version| at(self.tables.rates, usize::from(version.general)));
        }
    }

    fn origin_set(&self, origin: u16, epoch: u16) -> (&'f [u64], u64) {
        let class = usize::from(at(self.tables.origin_class, usize::from(origin)));
        let set = at(self.tables.origin_at, class * self.tables.epoch_days.len() + usize::from(epoch));
        let width = self.tables.origin_width();
        let words = self.tables.origin_words.get(usize::from(set) * width..).unwrap_or_default();
        (words, at(&self.origin_summary, usize::from(set)))
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
