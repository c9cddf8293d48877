//! Progress on standard error, for a person at a terminal only.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A bar over bytes; hidden when nobody watches.
pub fn bytes(total: Option<u64>) -> ProgressBar {
    let template = match total {
        Some(_) => "{bar:40} {bytes}/{total_bytes} {eta}",
        None => "{spinner} {bytes} {elapsed}",
    };
    styled(if let Some(total) = total { ProgressBar::new(total) } else { ProgressBar::no_length() }, template)
}

/// A bar over things, with what is being worked on.
pub fn count(total: usize) -> ProgressBar {
    styled(ProgressBar::new(u64::try_from(total).unwrap_or(u64::MAX)), "{bar:40} {pos}/{len} {msg}")
}

fn styled(bar: ProgressBar, template: &str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
