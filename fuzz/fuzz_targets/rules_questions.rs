//! Any text as a question of value, origin, clocks, identifiers, fees, bonds, penalties and interest, and as a file of
//! exchange rates.

#![no_main]

#[path = "../../crates/rules/tests/it/total.rs"]
mod total;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| total::check(bytes));
