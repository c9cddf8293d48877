//! An interrupt of long work: what was finished is kept and said, then the program ends with status 130.

use std::future::{Future, poll_fn};
use std::io::{self, Write};
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, mpsc};

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
    let (ready, watching) = mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        // Without a watcher the system's own way of ending stays.
        let Ok(runtime) = runtime else { return };
        runtime.block_on(async {
            if interrupted(&ready).await {
                std::thread::spawn(move || end(&told, what));
            }
            if interrupted(&ready).await {
                std::process::exit(STATUS);
            }
        });
    });
    // Comes when the watcher stands, or has given up.
    let _ = watching.recv();
    finished
}

/// Waits for an interrupt; says when the wait has begun.
async fn interrupted(ready: &mpsc::Sender<()>) -> bool {
    let mut signal = pin!(tokio::signal::ctrl_c());
    let waited = poll_fn(|context| {
        let polled = signal.as_mut().poll(context);
        // After the first time nobody listens any more.
        let _ = ready.send(());
        polled
    });
    waited.await.is_ok()
}

fn end(finished: &Finished, what: &str) {
    let mut out = io::stdout().lock();
    // The last words matter more than an error in saying them.
    let _ = out.flush();
    let _ = match finished.get() {
        0 => writeln!(io::stderr(), "cocket: interrupted; nothing was finished"),
        count => writeln!(io::stderr(), "cocket: interrupted after {count} {what}; they are kept"),
    };
    std::process::exit(STATUS);
}
