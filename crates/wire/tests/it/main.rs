//! The codec against printed messages, messages of our own, random records and random bytes.

#![expect(clippy::unwrap_used, reason = "a test may stop where it fails")]

#[path = "../../../../xtask/src/official.rs"]
mod official;

mod golden;
mod messages;
mod properties;
mod records;
mod structures;
mod summaries;
mod total;
mod vectors;
