//! An interrupt of long work: what was finished is kept and said, then the program ends with status 130.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Exit status after an interrupt.
const STATUS: i32 = 130;

/// How much was finished, for the last words.
#[derive(Clone, Default)]
pub struct Finished(Arc<AtomicU64>);

impl Finished {
    /// Counts finished pieces.
    pub fn add(&self, count: usize) {
        self.0.fetch_add(u64::try_from(count).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Watches for an interrupt from here on. Answers are written under the lock of standard output, which the watcher takes
/// before it ends the program: no answer is cut in two. A second interrupt ends it at once.
pub fn watch(what: &'static str) -> Finished {
    let finished = Finished::default();
    let told = finished.clone();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        // Without a watcher the system's own way of ending stays.
        let Ok(runtime) = runtime else { return };
        runtime.block_on(async {
            if tokio::signal::ctrl_c().await.is_err() {
                return;
            }
            std::thread::spawn(move || end(&told, what));
            if tokio::signal::ctrl_c().await.is_ok() {
                std::process::exit(STATUS);
            }
        });
    });
    finished
}

fn end(finished: &Finished, what: &str) {
    let mut out = io::stdout().lock();
    // The last words matter more than an error in saying them.
    let _ = out.flush();
    let _ = writeln!(io::stderr(), "cocket: interrupted; {} {what} finished and kept", finished.get());
    std::process::exit(STATUS);
}
