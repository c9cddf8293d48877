//! The batch path gives the amounts of the explained path, over random questions.

use std::cell::Cell;
use std::path::Path;
use std::sync::OnceLock;

use cocket_base::Date;
use cocket_batch::{Amounts, Compiled, Lines, Profile, Profiles, Rater, Status, compile};
use cocket_tariff::engine::{Tariff, rate};
use cocket_tariff::measure::Pack;
use cocket_tariff::revision::{RevisionId, Revisions};
use cocket_tariff::schedule::{Schedules, import};
use proptest::prelude::*;

use super::mixed::{Dice, Source};
use super::shared;

/// The embedded schedule and, where the reference files are at hand, two official ones of other years.
pub fn tariff() -> &'static Tariff {
    static READ: OnceLock<Tariff> = OnceLock::new();
    READ.get_or_init(|| {
        let mut schedules = Schedules::starter();
        if let Some(hts) = shared::hts() {
            ["2025_basic", "2026_rev_2"].iter().for_each(|name| add(&mut schedules, &hts, name));
        }
        Tariff::new(schedules, Pack::starter().unwrap())
    })
}

fn add(schedules: &mut Schedules, hts: &Path, name: &str) {
    let id: RevisionId = name.parse().unwrap();
    let bytes = std::fs::read(hts.join(format!("json/hts_{name}.json.gz"))).unwrap();
    schedules.add(import::read(&bytes, Revisions::embedded().get(id).unwrap().clone()).unwrap().schedule);
}

/// Compares both paths line by line; the answer is how many lines the tables answered themselves.
pub fn compare(compiled: &Compiled<'_>, profiles: &Profiles, lines: &Lines, known: Option<Date>) -> usize {
    let mut amounts = Amounts::with_headings();
    Rater::new(compiled).rate(profiles, lines, 0..lines.len(), None, &mut amounts);
    let mut plainly = Amounts::new();
    Rater::new(compiled).rate(profiles, lines, 0..lines.len(), None, &mut plainly);
    assert_eq!(columns(&plainly), columns(&amounts), "asking for the headings changes no amount");
    let mut native = 0;
    for at in 0..lines.len() {
        let line = lines.get(at).unwrap();
        let question = profiles.get(line.profile).unwrap().question(&line);
        let status = amounts.status[at].word();
        if status == "beyond" {
            continue;
        }
        native += 1;
        let answer = rate(tariff(), &question, known);
        let shown = || {
            let headings: Vec<_> = amounts.headings(at).collect();
            format!("{}\n{headings:?}\n{answer:#?}", serde_json::to_string(&question).unwrap())
        };
        assert_eq!(status, answer.outcome, "{}", shown());
        assert_eq!(amounts.duty(at).get(), answer.duty.map_or(0, |duty| duty.get()), "{}", shown());
        let base: i64 = answer.lines.iter().filter(|l| l.authority == "base").map(|l| l.amount.get()).sum();
        assert_eq!(amounts.base_cents[at], base, "{}", shown());
        let mut own: Vec<_> = amounts.headings(at).collect();
        let others = answer.lines.iter().filter(|line| line.authority != "base");
        let mut others: Vec<_> = others.map(|line| (line.number, line.amount)).collect();
        own.sort_unstable();
        others.sort_unstable();
        assert_eq!(own, others, "{}", shown());
    }
    native
}

fn columns(amounts: &Amounts) -> (&[Status], &[i64], &[i64]) {
    (&amounts.status, &amounts.base_cents, &amounts.additional_cents)
}

fn image(known: Option<Date>) -> Vec<u64> {
    compile(tariff(), known, [0; 4]).unwrap()
}

#[test]
fn everything_known() {
    static IMAGE: OnceLock<Vec<u64>> = OnceLock::new();
    let compiled = Compiled::read(bytemuck::cast_slice(IMAGE.get_or_init(|| image(None)))).unwrap();
    let source = Source::of(tariff());
    let (native, all) = (Cell::new(0), Cell::new(0));
    proptest!(ProptestConfig::with_cases(64), |(seed in any::<u64>())| {
        let mut dice = Dice(seed);
        let mut profiles = Profiles::new(&compiled);
        let mut lines = Lines::new();
        for _ in 0..40 {
            let mut line = source.odd_line(&mut dice);
            if dice.one_in(2) {
                line.profile = profiles.add(&compiled, source.profile(&mut dice));
            }
            lines.push(&line);
        }
        native.set(native.get() + compare(&compiled, &profiles, &lines, None));
        all.set(all.get() + lines.len());
    });
    let (native, all) = (native.get(), all.get());
    assert!(native * 10 > all * 7, "the tables answer {native} of {all} lines");
}

#[test]
fn what_was_known_on_a_day() {
    for known in ["2025-04-20", "2026-02-10"] {
        let known: Date = known.parse().unwrap();
        let image = image(Some(known));
        let compiled = Compiled::read(bytemuck::cast_slice(&image)).unwrap();
        let source = Source::of(tariff());
        let mut dice = Dice(7);
        let (profiles, lines) = source.many(&mut dice, &compiled, 1500, 50);
        assert!(compare(&compiled, &profiles, &lines, Some(known)) > 1400);
    }
}

/// Days before every change and after it, and values at the bounds of what the tables answer for.
#[test]
fn days_and_values_at_the_ends() {
    let image = image(None);
    let compiled = Compiled::read(bytemuck::cast_slice(&image)).unwrap();
    let source = Source::of(tariff());
    let (profiles, mut dice) = (Profiles::new(&compiled), Dice(13));
    let (mut within, mut beyond) = (Lines::new(), Lines::new());
    for _ in 0..200 {
        let mut line = source.line(&mut dice);
        line.origin = dice.pick(&["CN", "MX", "DE", "RU"]).parse().unwrap();
        let days = ["1989-01-01", "2017-12-31", "2018-02-07", "2099-12-31", "9999-12-31"];
        line.entry_date = dice.pick(&days).parse().unwrap();
        line.value_dollars = *dice.pick(&[0, 1, 10_000_000_000]);
        within.push(&line);
        line.value_dollars = *dice.pick(&[-1, 10_000_000_001, i64::MIN, i64::MAX]);
        beyond.push(&line);
    }
    assert_eq!(compare(&compiled, &profiles, &within, None), within.len());
    assert_eq!(compare(&compiled, &profiles, &beyond, None), 0, "the explained path answers for these");
}

/// Every programme claimed by every origin, so that those who may claim it do.
#[test]
fn claims_of_every_programme() {
    let image = image(None);
    let compiled = Compiled::read(bytemuck::cast_slice(&image)).unwrap();
    let source = Source::of(tariff());
    let (mut profiles, mut dice, mut lines) = (Profiles::new(&compiled), Dice(17), Lines::new());
    for spi in &source.programmes {
        let claim = Profile { spi: Some(spi.clone()), ..Profile::default() };
        let profile = profiles.add(&compiled, claim);
        // Some headings are owed in the special column alone, as those of the neighbours are.
        let neighbours = ["CA", "MX"].map(|code| code.parse().unwrap());
        for origin in source.origins.iter().chain(neighbours.iter().cycle().take(60)) {
            let mut line = source.line(&mut dice);
            (line.origin, line.profile) = (*origin, profile);
            lines.push(&line);
        }
    }
    assert!(compare(&compiled, &profiles, &lines, None) * 100 > lines.len() * 99);
}

/// Few numbers, origins and days, so that nearly all outcomes are remembered, with and without facts of their own.
#[test]
fn what_is_remembered_is_what_each_line_alone_comes_to() {
    let image = image(None);
    let compiled = Compiled::read(bytemuck::cast_slice(&image)).unwrap();
    let source = Source::of(tariff());
    let mut dice = Dice(11);
    let mut profiles = Profiles::new(&compiled);
    for _ in 0..60 {
        profiles.add(&compiled, source.profile(&mut dice));
    }
    let few: Vec<_> = (0..40).map(|_| source.odd_line(&mut dice)).collect();
    let mut lines = Lines::new();
    for _ in 0..3000 {
        let mut line = *dice.pick(&few);
        line.origin = *dice.pick(&["CN", "MX", "DE", "RU"].map(|code| code.parse().unwrap()));
        line.entry_date = dice.pick(&few).entry_date;
        line.value_dollars = source.odd_line(&mut dice).value_dollars;
        if dice.one_in(2) {
            line.profile = u32::try_from(dice.below(profiles.len())).unwrap();
        }
        if dice.one_in(3) {
            (line.export_date, line.loading_date, line.privileged_date) = (None, None, None);
        }
        lines.push(&line);
    }
    let mut alone = Amounts::with_headings();
    for at in 0..lines.len() {
        Rater::new(&compiled).rate(&profiles, &lines, at..at + 1, None, &mut alone);
    }
    let mut rater = Rater::new(&compiled);
    for mut amounts in [Amounts::new(), Amounts::with_headings(), Amounts::new()] {
        rater.rate(&profiles, &lines, 0..lines.len(), None, &mut amounts);
        for at in 0..lines.len() {
            let of = |amounts: &Amounts| {
                (amounts.status[at], amounts.base_cents[at], amounts.additional_cents[at])
            };
            let line = lines.get(at).unwrap();
            assert_eq!(of(&amounts), of(&alone), "{line:?} {:?}", profiles.get(line.profile));
            let headings: Vec<_> = amounts.headings(at).collect();
            assert!(headings.is_empty() || headings == alone.headings(at).collect::<Vec<_>>());
        }
    }
}
