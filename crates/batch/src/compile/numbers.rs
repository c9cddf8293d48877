//! Numbers of all revisions, each with its runs: from which epoch which line version and which goods set.
//!
//! Eight digits have two forms: the number itself, as a schedule may print it, and *the rest*, which answers for every
//! number of ten digits under it that no schedule prints and no list names.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use cocket_base::Date;
use cocket_base::ids::TariffNumber;
use cocket_tariff::engine::Tariff;
use cocket_tariff::schedule::{Line, Schedule};

use super::epochs::Epochs;
use super::goods::GoodsSets;
use super::rates::Rates;
use super::{CannotCompile, id};
use crate::image::{Section, Writer};
use crate::index::{Index, Place, rest_of};
use crate::number::number_bits;
use crate::rows::{Run, Version};

/// Writes numbers, runs and line versions.
pub fn write(
    tariff: &Tariff,
    known: Option<Date>,
    epochs: &Epochs,
    rates: &mut Rates,
    goods: &mut GoodsSets<'_>,
    writer: &mut Writer,
) -> Result<(), CannotCompile> {
    let spans = spans(tariff, known, epochs)?;
    let mut versions = Versions::new();
    let mut stored = Stored::new();
    let (mut tens_rows, mut short_rows) = (BTreeMap::new(), BTreeMap::new());
    for (eight, tens) in numbers(&spans, goods) {
        let shared = goods.runs(eight, epochs)?;
        let mut runs = |number, sets: &[(u16, u16)]| {
            let lines = versions.runs(number, &spans, rates)?;
            stored.take(merged(&lines, sets))
        };
        for number in &tens {
            let own = if goods.names(number) { Some(goods.runs(*number, epochs)?) } else { None };
            tens_rows.insert(number_bits(*number), runs(*number, own.as_ref().unwrap_or(&shared))?);
        }
        short_rows.insert(number_bits(eight), runs(eight, &shared)?);
        if let Some(other) = other_than(eight, &tens) {
            short_rows.insert(rest_of(number_bits(eight)), runs(other, &shared)?);
        }
    }
    // Nearly all lines give ten digits: their slots lie together.
    let (tens, short) = (Index::of(&tens_rows), Index::of(&short_rows));
    writer.put(Section::NumberSeeds, &tens.seeds);
    writer.put(Section::NumberSlots, &tens.slots);
    writer.put(Section::ShortSeeds, &short.seeds);
    writer.put(Section::ShortSlots, &short.slots);
    writer.put(Section::Runs, &stored.runs);
    writer.put(Section::Versions, &versions.all);
    Ok(())
}

/// Which schedule answers from which epoch on.
fn spans<'t>(
    tariff: &'t Tariff,
    known: Option<Date>,
    epochs: &Epochs,
) -> Result<Vec<(u16, &'t Schedule)>, CannotCompile> {
    let known = known.unwrap_or(Date::MAX);
    let mut spans: Vec<(u16, &Schedule)> = Vec::new();
    for (date, epoch) in epochs.dates().zip(0u16..) {
        let held = tariff.schedules.as_of(date, known).ok_or(CannotCompile::NoSchedule)?;
        if spans.last().is_none_or(|(_, last)| last.revision().id != held.used()) {
            spans.push((epoch, held.schedule));
        }
    }
    Ok(spans)
}

/// Numbers that may be asked for, by their eight digits.
fn numbers(
    spans: &[(u16, &Schedule)],
    goods: &GoodsSets<'_>,
) -> BTreeMap<TariffNumber, BTreeSet<TariffNumber>> {
    let mut numbers: BTreeMap<TariffNumber, BTreeSet<TariffNumber>> = BTreeMap::new();
    let printed = spans.iter().flat_map(|(_, schedule)| schedule.lines().map(|line| line.number()));
    let mut before = None;
    for number in printed.filter(|number| number.len() >= 8 && number.chapter() <= 97) {
        if before == Some(number) {
            continue;
        }
        before = Some(number);
        let tens = numbers.entry(number.prefix(8)).or_default();
        if number.len() == 10 {
            tens.insert(number);
        }
    }
    for number in goods.named() {
        if let Some(tens) = numbers.get_mut(&number.prefix(8)) {
            tens.insert(number);
        }
    }
    numbers
}

/// A number of ten digits under the eight that is none of these.
fn other_than(eight: TariffNumber, tens: &BTreeSet<TariffNumber>) -> Option<TariffNumber> {
    let texts = (0..100).map(|suffix| format!("{}{suffix:02}", eight.compact()));
    texts.filter_map(|text| text.parse().ok()).find(|number| !tens.contains(number))
}

/// Both kinds of runs as one: a new run begins where either changes. The last comes first; the first of all begins with the
/// first epoch.
fn merged(lines: &[(u16, Answering)], sets: &[(u16, u16)]) -> Vec<u64> {
    let firsts = lines.iter().map(|(epoch, _)| *epoch);
    let mut starts: Vec<u16> = firsts.chain(sets.iter().map(|(epoch, _)| *epoch)).collect();
    starts.sort_unstable();
    starts.dedup();
    let run = |epoch| {
        let Answering { version, general } = in_force(lines, epoch);
        Run { epoch, goods: in_force(sets, epoch), version, general }
    };
    starts.into_iter().rev().map(|epoch| run(epoch).encode()).collect()
}

/// What a run says in an epoch.
fn in_force<T: Copy + Default>(runs: &[(u16, T)], epoch: u16) -> T {
    let place = runs.partition_point(|(first, _)| *first <= epoch);
    runs.get(place.saturating_sub(1)).map_or(T::default(), |(_, value)| *value)
}

/// Distinct sequences of runs; the first is that of «no line».
struct Stored {
    runs: Vec<u64>,
    known: HashMap<Vec<u64>, u64>,
}

impl Stored {
    fn new() -> Stored {
        Stored { runs: vec![Run::NO_LINE], known: HashMap::new() }
    }

    /// The first run of an equal sequence.
    fn take(&mut self, runs: Vec<u64>) -> Result<u64, CannotCompile> {
        if let Some(place) = self.known.get(&runs) {
            return Ok(*place);
        }
        let place = Place(self.runs.len()).encode();
        let place = place.ok_or(CannotCompile::TooMany { what: "runs", limit: Place::MOST })?;
        self.runs.extend(&runs);
        self.known.insert(runs, place);
        Ok(place)
    }
}

/// The line version that answers, with its general rate.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Answering {
    version: u16,
    general: u16,
}

impl Default for Answering {
    /// No line.
    fn default() -> Answering {
        Answering { version: 0, general: u16::MAX }
    }
}

/// Distinct line versions; the first stands for «no line».
struct Versions<'t> {
    all: Vec<u64>,
    known: HashMap<[&'t str; 3], Answering>,
}

impl<'t> Versions<'t> {
    fn new() -> Versions<'t> {
        Versions { all: vec![Version::NO_LINE], known: HashMap::new() }
    }

    fn runs(
        &mut self,
        number: TariffNumber,
        spans: &[(u16, &'t Schedule)],
        rates: &mut Rates,
    ) -> Result<Vec<(u16, Answering)>, CannotCompile> {
        let mut runs: Vec<(u16, Answering)> = Vec::new();
        for (epoch, schedule) in spans {
            let version = match schedule.line_or_eight(&number) {
                Some(line) => self.of(&line, rates)?,
                None => Answering::default(),
            };
            if runs.last().is_none_or(|(_, last)| *last != version) {
                runs.push((*epoch, version));
            }
        }
        Ok(runs)
    }

    fn of(&mut self, line: &Line<'t>, rates: &mut Rates) -> Result<Answering, CannotCompile> {
        let texts = [line.general_text(), line.special_text(), line.other_text()];
        if let Some(known) = self.known.get(&texts) {
            return Ok(*known);
        }
        // A special column that cannot be read makes the line invalid, whoever asks.
        let version = match line.special() {
            Err(_) => Answering::default(),
            Ok(special) => {
                let version = Version {
                    general: rates.column(line.general().ok())?,
                    special: rates.special(line.special_text(), special)?,
                    other: rates.column(line.other().ok())?,
                };
                self.all.push(version.encode());
                Answering { version: id(self.all.len() - 1, "line versions")?, general: version.general }
            }
        };
        self.known.insert(texts, version);
        Ok(version)
    }
}
