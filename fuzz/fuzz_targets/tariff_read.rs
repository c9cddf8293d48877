//! Any bytes as a question of duty, an export of the schedule, a schedule in our form, a table of revisions, a measure file
//! and the text of a rate.

#![no_main]

#[path = "../../crates/tariff/tests/it/total.rs"]
mod total;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| total::check(bytes));
