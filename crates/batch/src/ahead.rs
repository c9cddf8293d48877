//! Looking lines up ahead of rating them.
//!
//! A line hangs on a chain of look-ups: number, runs, rate and goods; day, epoch, origin and country set; column and
//! rate. Each waits for memory, and a line's own wait for one another. Those of different lines do not: done for a window of
//! lines step by step, without branches that are guessed wrongly, the processor waits for many of them at once.
//!
//! Each step stays a function of its own: their loops together need more registers than there are.

use crate::block::Block;
use crate::column::{GENERAL, OTHER, SPECIAL};
use crate::compiled::Compiled;
use crate::day::{self, Day};
use crate::index::{Numbers, Place};
use crate::lines::Lines;
use crate::places::Places;
use crate::profile::Profiles;
use crate::rows::{COLUMN_2, COUNTRY_FLAGS, NO_COUNTRY, RateKind, Run, Version};
use crate::tables::at;
use crate::window::WINDOW;

/// What the lines of a window lead to.
#[derive(Clone, Debug)]
pub struct Ahead {
    /// The day of the law.
    pub law_day: [Day; WINDOW],
    /// Its epoch.
    pub epoch: [u16; WINDOW],
    /// The run of the number.
    run: [u64; WINDOW],
    /// The goods set.
    pub goods: [u16; WINDOW],
    /// The origin in the epoch.
    pub origin: [u32; WINDOW],
    /// Its country set.
    pub country: [u16; WINDOW],
    /// The column of the schedule, as a place in the tables.
    pub column: [u8; WINDOW],
    /// The rate of the column …
    pub rate: [u16; WINDOW],
    /// … and what it is; unreadable where no schedule answers for the number.
    pub word: [i32; WINDOW],
}

impl Ahead {
    pub fn new() -> Ahead {
        Ahead {
            law_day: [0; WINDOW],
            epoch: [0; WINDOW],
            run: [0; WINDOW],
            goods: [0; WINDOW],
            origin: [0; WINDOW],
            country: [0; WINDOW],
            column: [0; WINDOW],
            rate: [0; WINDOW],
            word: [0; WINDOW],
        }
    }

    /// Looks the lines of a block up; `own` are those that have a profile or something further.
    pub fn look(
        &mut self,
        compiled: &Compiled<'_>,
        profiles: &Profiles,
        lines: &Lines,
        block: &Block,
        own: Places,
    ) {
        self.law_days(profiles, lines, block, own);
        self.runs(compiled, block);
        self.origins(compiled, block);
        self.columns(compiled, profiles, block, own);
    }

    /// The days of entry, or of privileged foreign status where that was taken (19 CFR 146.65).
    fn law_days(&mut self, profiles: &Profiles, lines: &Lines, block: &Block, own: Places) {
        self.law_day = block.entry;
        for place in own.iter() {
            let taken = lines.dates_of(at(&block.more, place)).privileged;
            let brief = at(&profiles.briefs, at(&block.profile, place) as usize);
            let privileged = taken != day::NONE && brief.privileged;
            if privileged && let Some(day) = self.law_day.get_mut(place) {
                *day = taken;
            }
        }
    }

    /// What answers for the numbers on their days: rate and goods.
    #[inline(never)]
    fn runs(&mut self, compiled: &Compiled<'_>, block: &Block) {
        let tables = &compiled.tables;
        let places = places(compiled, &block.number);
        for (epoch, day) in self.epoch.iter_mut().zip(&self.law_day) {
            *epoch = compiled.epoch(*day);
        }
        for ((run, place), epoch) in self.run.iter_mut().zip(&places).zip(&self.epoch) {
            *run = run_in(tables.runs, *place, *epoch);
        }
        for ((goods, rate), run) in self.goods.iter_mut().zip(&mut self.rate).zip(&self.run) {
            let run = Run::decode(*run);
            (*goods, *rate) = (run.goods, run.general);
        }
    }

    #[inline(never)]
    fn origins(&mut self, compiled: &Compiled<'_>, block: &Block) {
        let tables = &compiled.tables;
        let epochs = tables.epoch_days.len();
        for ((place, origin), epoch) in self.origin.iter_mut().zip(&block.origin).zip(&self.epoch) {
            let class = usize::from(at(tables.origin_class, usize::from(*origin)));
            *place = (class * epochs + usize::from(*epoch)) as u32;
        }
        for (country, origin) in self.country.iter_mut().zip(&self.origin) {
            *country = at(tables.country_of, *origin as usize);
        }
    }

    /// Column and rate.
    #[inline(never)]
    fn columns(&mut self, compiled: &Compiled<'_>, profiles: &Profiles, block: &Block, own: Places) {
        let tables = &compiled.tables;
        let version = |run: u64| at(tables.versions, usize::from(Run::decode(run).version));
        let (mut other, mut nowhere) = ([false; WINDOW], [false; WINDOW]);
        let kinds = other.iter_mut().zip(&mut nowhere).zip(&mut self.column);
        for (((other, nowhere), column), country) in kinds.zip(&mut self.country) {
            *other = *country & COLUMN_2 != 0;
            *nowhere = *country & NO_COUNTRY != 0;
            *country &= !COUNTRY_FLAGS;
            *column = if *other { OTHER } else { GENERAL };
        }
        for place in Places::of(&other).iter() {
            if let Some(rate) = self.rate.get_mut(place) {
                *rate = Version::rate(version(at(&self.run, place)), OTHER);
            }
        }
        for place in own.iter() {
            let brief = at(&profiles.briefs, at(&block.profile, place) as usize);
            let Some(claim) = brief.claim else { continue };
            let origin = at(&self.origin, place) as usize;
            let Some(version) = Version::decode(version(at(&self.run, place))) else { continue };
            let accepted = compiled.special(version, claim, origin);
            let general = at(&self.column, place) == GENERAL;
            if let (Some(accepted), true) = (accepted, general)
                && let (Some(column), Some(rate), Some(country)) =
                    (self.column.get_mut(place), self.rate.get_mut(place), self.country.get_mut(place))
            {
                (*column, *rate) = (SPECIAL, accepted);
                *country = at(tables.special_of, origin) & !COUNTRY_FLAGS;
            }
        }
        for (word, rate) in self.word.iter_mut().zip(&self.rate) {
            *word = at(tables.rates, usize::from(*rate));
        }
        for place in Places::of(&nowhere).iter() {
            if let Some(word) = self.word.get_mut(place) {
                *word = RateKind::Beyond.encode();
            }
        }
    }
}

/// Where the runs of numbers lie.
#[inline(never)]
fn places(compiled: &Compiled<'_>, numbers: &[u64; WINDOW]) -> [Place; WINDOW] {
    let tens = Numbers::of_ten_digits(&compiled.tables);
    let mut seeded = [0; WINDOW];
    for (seeded, number) in seeded.iter_mut().zip(numbers) {
        *seeded = tens.seeded(*number);
    }
    let mut places = [Place::default(); WINDOW];
    for ((place, seeded), number) in places.iter_mut().zip(seeded).zip(numbers) {
        *place = tens.find(*number, seeded).unwrap_or_else(|| compiled.shorter(*number));
    }
    places
}

/// The run that holds an epoch: the first of its number that begins by then. The last of a number always does.
#[inline(always)]
fn run_in(runs: &[u64], Place(first): Place, epoch: u16) -> u64 {
    /// Nearly all numbers have so many at most: how many could only be guessed, so all are looked at.
    const FEW: usize = 4;
    let last = Run::last_of(epoch);
    let few: [u64; FEW] = runs.get(first..).and_then(|runs| runs.first_chunk()).copied().unwrap_or_default();
    let mut later = true;
    let place: usize = few
        .map(|run| {
            later &= run > last;
            usize::from(later)
        })
        .iter()
        .sum();
    if place < FEW {
        return at(runs, first + place);
    }
    let rest = runs.iter().skip(first + FEW);
    rest.copied().find(|run| *run <= last).unwrap_or(Run::NO_LINE)
}
