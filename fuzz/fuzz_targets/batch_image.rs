//! Any bytes as a compiled tariff, and as changes of a good one under a good checksum.

#![no_main]

#[path = "../../crates/batch/tests/it/total.rs"]
mod total;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| total::check(bytes));
