//! Any text as the client's answers to a packet, or as its header, up to the checked entry summary.

#![no_main]

#[path = "../../crates/entry/tests/it/total.rs"]
mod total;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| total::check(bytes));
