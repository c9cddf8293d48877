//! How long a form and a worksheet take. The first run of a process also reads the fonts and the templates.

#![allow(missing_docs)]

#[allow(dead_code, clippy::unwrap_used)]
#[path = "../tests/it/sample.rs"]
mod sample;

use cocket_documents::{FormState, WorksheetContext, form_3461, form_7501, worksheet};

fn main() {
    divan::main();
}

#[divan::bench(args = [11, 118], sample_count = 20)]
fn cbp_7501(bencher: divan::Bencher<'_, '_>, lines: usize) {
    // A new value each time, so that no layout is remembered from the time before.
    let mut turn = 0;
    bencher
        .with_inputs(|| fresh(lines, &mut turn))
        .bench_local_values(|entry| form_7501(&entry, &sample::draft()));
}

#[divan::bench(args = [11, 118], sample_count = 20)]
fn cbp_3461(bencher: divan::Bencher<'_, '_>, lines: usize) {
    let mut turn = 0;
    bencher
        .with_inputs(|| fresh(lines, &mut turn))
        .bench_local_values(|entry| form_3461(&entry, &sample::draft()));
}

#[divan::bench(args = [11, 118], sample_count = 20)]
fn xlsx(bencher: divan::Bencher<'_, '_>, lines: usize) {
    let context = WorksheetContext {
        state: FormState::Draft,
        today: cocket_base::civil::date(2026, 11, 24),
        accounts: &[],
        findings: &[],
        limits: &[],
        labels: &sample::Names,
    };
    let mut turn = 0;
    bencher.with_inputs(|| fresh(lines, &mut turn)).bench_local_values(|entry| worksheet(&entry, &context));
}

fn fresh(lines: usize, turn: &mut i64) -> cocket_filing::declaration::EntrySummary {
    *turn += 1;
    let mut entry = if lines == 11 { sample::eleven() } else { sample::many(lines) };
    for line in &mut entry.lines {
        line.description = format!("{} {turn}", line.description);
        line.gross_weight_kg = Some(*turn);
    }
    entry
}
