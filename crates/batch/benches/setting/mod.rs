//! What the benchmarks share: the held tariff, its compiled form, the same mixed lines, and rating on some threads.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use cocket_batch::{Amounts, Compiled, Lines, Profiles, Rater, compile};
use cocket_tariff::engine::Tariff;
use cocket_tariff::measure::Pack;
use cocket_tariff::revision::{RevisionId, Revisions};
use cocket_tariff::schedule::{Schedules, import};

use super::mixed::{Dice, Source};

/// Every official revision at hand, else the embedded one.
pub fn tariff() -> &'static Tariff {
    static READ: OnceLock<Tariff> = OnceLock::new();
    READ.get_or_init(|| {
        let beside = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared"));
        let shared = std::env::var_os("COCKET_SHARED").map_or_else(beside, PathBuf::from);
        let mut schedules = Schedules::starter();
        let files = std::fs::read_dir(shared.join("hts/json")).into_iter().flatten().flatten();
        for path in files.map(|entry| entry.path()) {
            let name = RevisionId::in_file_name(&path.to_string_lossy());
            let Some(revision) = name.ok().and_then(|id| Revisions::embedded().get(id)) else { continue };
            let bytes = std::fs::read(&path).expect("an official export");
            schedules.add(import::read(&bytes, revision.clone()).expect("an official export").schedule);
        }
        eprintln!("{} revisions held", schedules.held().len());
        Tariff::new(schedules, Pack::starter().expect("the embedded measures"))
    })
}

pub fn image() -> &'static [u64] {
    static IMAGE: OnceLock<Vec<u64>> = OnceLock::new();
    IMAGE.get_or_init(|| {
        let image = compile(tariff(), None, [0; 4]).expect("the held tariff");
        eprintln!("{} bytes compiled", image.len() * 8);
        image
    })
}

pub fn compiled() -> Compiled<'static> {
    Compiled::read(bytemuck::cast_slice(image())).expect("what was just compiled")
}

/// The same mixed lines in every run.
pub fn mixed_lines(compiled: &Compiled<'_>, count: usize) -> (Profiles, Lines) {
    Source::of(tariff()).many(&mut Dice(1), compiled, count, 500)
}

/// Lines whose amounts are held at once, as a stream of lines is rated.
const CHUNK: usize = 1 << 14;

/// Rates all lines on some threads, which take one chunk after another; the answer is the sum of duties in cents.
pub fn rate(compiled: &Compiled<'_>, profiles: &Profiles, lines: &Lines, threads: usize) -> i64 {
    let next = AtomicUsize::new(0);
    let part = || {
        let (mut rater, mut amounts) = (Rater::new(compiled), Amounts::with_room(CHUNK));
        let mut sum = 0;
        loop {
            let first = next.fetch_add(CHUNK, Ordering::Relaxed);
            if first >= lines.len() {
                return sum;
            }
            amounts.clear();
            rater.rate(profiles, lines, first..first + CHUNK, None, &mut amounts);
            sum += amounts.base_cents.iter().chain(&amounts.additional_cents).sum::<i64>();
        }
    };
    std::thread::scope(|scope| {
        let parts: Vec<_> = (0..threads).map(|_| scope.spawn(part)).collect();
        parts.into_iter().map(|part| part.join().expect("rating does not panic")).sum()
    })
}
