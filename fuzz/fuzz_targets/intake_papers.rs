//! Any bytes as the header of a packet, a text paper, the part master or an invoice, among good papers.

#![no_main]

#[path = "../../crates/intake/tests/it/total.rs"]
mod total;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| total::check(bytes));
