//! The codec against printed messages, messages of our own, random records and random bytes.

mod golden;
mod messages;
mod properties;
mod structures;
mod summaries;
mod total;
mod vectors;
