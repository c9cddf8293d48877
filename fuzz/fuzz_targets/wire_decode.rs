//! Any bytes into every reader of the wire: no panic, findings with places, and what is written reads as it was.

#![no_main]

#[path = "../../crates/wire/tests/it/total.rs"]
mod total;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| total::check(bytes));
