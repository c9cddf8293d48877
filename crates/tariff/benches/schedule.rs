//! Speed of the schedule: reading the embedded revision, importing an official export, reading rates, looking up lines.
//!
//! The official export is read from the folder `shared` beside the repository, or from `COCKET_SHARED`; without it the
//! import is not measured.

use std::path::PathBuf;

use cocket_base::ids::TariffNumber;
use cocket_base::{Dollars, Quantity};
use cocket_tariff::rate::{RateExpr, RateFacts, assess, evaluate};
use cocket_tariff::revision::Revisions;
use cocket_tariff::schedule::{self, Column, compact, import};
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

fn export() -> Option<Vec<u8>> {
    let beside = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared"));
    let shared = std::env::var_os("COCKET_SHARED").map_or_else(beside, PathBuf::from);
    std::fs::read(shared.join("hts/json/hts_2026_rev_10.json.gz")).ok()
}

fn revision() -> cocket_tariff::revision::Revision {
    let id = "2026_rev_10".parse().expect("a revision");
    Revisions::embedded().get(id).expect("in the table").clone()
}

#[divan::bench(sample_count = 10)]
fn import_one_export(bencher: Bencher<'_, '_>) {
    let Some(bytes) = export() else { return eprintln!("no official export at hand: import not measured") };
    bencher.bench(|| import::read(black_box(&bytes), revision()).expect("an export"));
}

#[divan::bench(sample_count = 20)]
fn read_full_form(bencher: Bencher<'_, '_>) {
    let Some(bytes) = export() else {
        return eprintln!("no official export at hand: full form not measured");
    };
    let full = compact::write_full(&import::read(&bytes, revision()).expect("an export").schedule);
    bencher.bench(|| compact::read(black_box(&full)).expect("our own form"));
}

#[divan::bench(sample_count = 50)]
fn read_starter() -> schedule::Schedule {
    schedule::read_starter().expect("the embedded schedule")
}

#[divan::bench]
fn parse_all_distinct_rates(bencher: Bencher<'_, '_>) {
    let schedule = schedule::starter();
    let mut texts: Vec<&str> = Vec::new();
    for column in [Column::General, Column::Other, Column::Safeguard] {
        texts.extend(schedule.lines().map(|line| line.text(column)));
    }
    texts.sort_unstable();
    texts.dedup();
    bencher
        .counter(divan::counter::ItemsCount::new(texts.len()))
        .bench(|| texts.iter().filter(|text| RateExpr::parse(black_box(text)).is_ok()).count());
}

#[divan::bench]
fn look_up_a_line(bencher: Bencher<'_, '_>) {
    let schedule = schedule::starter();
    let number: TariffNumber = "8518210000".parse().expect("a number");
    bencher.bench(|| schedule.line(black_box(&number)).map(|line| line.general().is_ok()));
}

#[divan::bench(args = [false, true])]
fn work_out_a_compound_rate(bencher: Bencher<'_, '_>, explain: bool) {
    let rate = RateExpr::parse("4.4¢/kg + 6%").expect("a rate");
    let quantities = [Quantity::new(12345.into(), "kg".parse().expect("a unit"))];
    let facts = RateFacts::new(Dollars::new(61_725)).quantities(&quantities);
    bencher.bench(|| {
        if explain { evaluate(black_box(&rate), &facts) } else { assess(black_box(&rate), &facts) }
    });
}

#[divan::bench(sample_count = 20)]
fn search_descriptions(bencher: Bencher<'_, '_>) {
    let Some(bytes) = export() else { return eprintln!("no official export at hand: search not measured") };
    let schedule = import::read(&bytes, revision()).expect("an export").schedule;
    bencher.bench(|| schedule::search(black_box(&schedule), "single loudspeakers in enclosures", 10));
}
