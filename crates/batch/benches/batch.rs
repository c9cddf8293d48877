//! Speed of the compiled form: compiling, opening, and rating a mixed million lines on one thread and on two.
//!
//! The official exports are read from the folder `shared` beside the repository, or from `COCKET_SHARED`; without them
//! the embedded revision alone is compiled.

use cocket_batch::{Compiled, Lines, Profiles, compile};
use cocket_tariff::engine::Tariff;
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};

#[path = "../tests/it/mixed.rs"]
#[allow(
    dead_code,
    clippy::unwrap_used,
    reason = "the tests use more of it, and a bench without its files has failed"
)]
mod mixed;
mod setting;

const LINES: usize = 1_000_000;

fn main() {
    divan::main();
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn compile_one_revision(bencher: Bencher<'_, '_>) {
    let tariff = Tariff::starter();
    bencher.bench(|| compile(black_box(tariff), None, [0; 4]).expect("the embedded tariff"));
}

#[divan::bench(sample_count = 2, sample_size = 1)]
fn compile_all_revisions(bencher: Bencher<'_, '_>) {
    let tariff = setting::tariff();
    bencher.bench(|| compile(black_box(tariff), None, [0; 4]).expect("the held tariff"));
}

#[divan::bench(sample_count = 50, sample_size = 1)]
fn open_all_revisions(bencher: Bencher<'_, '_>) {
    let image = setting::image();
    let bytes: &[u8] = bytemuck::cast_slice(image);
    bencher
        .counter(divan::counter::BytesCount::new(bytes.len()))
        .bench(|| Compiled::read(black_box(bytes)).expect("what was just compiled").known());
}

#[divan::bench(args = [1, 2], sample_count = 10, sample_size = 1)]
fn rate_a_mixed_million(bencher: Bencher<'_, '_>, threads: usize) {
    let compiled = setting::compiled();
    let (profiles, lines) = setting::mixed_lines(&compiled, LINES);
    bencher.counter(ItemsCount::new(LINES)).bench(|| setting::rate(&compiled, &profiles, &lines, threads));
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn rate_a_common_million(bencher: Bencher<'_, '_>) {
    let compiled = setting::compiled();
    let source = mixed::Source::of(setting::tariff());
    let mut dice = mixed::Dice(2);
    let profiles = Profiles::new(&compiled);
    let mut lines = Lines::new();
    (0..LINES).for_each(|_| lines.push(&source.line(&mut dice)));
    bencher.counter(ItemsCount::new(LINES)).bench(|| setting::rate(&compiled, &profiles, &lines, 1));
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn rate_explained_line_by_line(bencher: Bencher<'_, '_>) {
    const FEW: usize = 10_000;
    let compiled = setting::compiled();
    let (profiles, lines) = setting::mixed_lines(&compiled, FEW);
    let questions: Vec<_> = (0..FEW)
        .map(|at| {
            let line = lines.get(at).expect("a line");
            profiles.get(line.profile).expect("its profile").question(&line)
        })
        .collect();
    let tariff = setting::tariff();
    bencher.counter(ItemsCount::new(FEW)).bench(|| {
        questions.iter().map(|q| cocket_tariff::engine::rate(tariff, q, None).lines.len()).sum::<usize>()
    });
}
