//! Standard output: whole texts, and the quiet end when nobody reads any more.

use std::io::{self, ErrorKind, Write};

use serde::Serialize;

use super::Failure;

/// Writes a text and flushes it.
pub fn text(text: &str) -> Result<(), Failure> {
    bytes(text.as_bytes())
}

/// Writes bytes under one lock and flushes them.
pub fn bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).map_err(failed)
}

/// Writes a value as indented JSON.
pub fn json(value: &impl Serialize) -> Result<(), Failure> {
    let written = serde_json::to_string_pretty(value).map_err(|error| Failure::Other(error.to_string()))?;
    text(&(written + "\n"))
}

/// A note beside the answer, on standard error.
pub fn note(text: &str) {
    // A closed standard error is no reason to stop.
    let _ = writeln!(io::stderr(), "{text}");
}

fn failed(error: io::Error) -> Failure {
    match error.kind() {
        ErrorKind::BrokenPipe => Failure::Closed,
        _ => Failure::Other(format!("the answer could not be written: {error}")),
    }
}
