//! Any bytes as a table of `cocket rate --batch`. The reader belongs to the binary; its files are taken in here.

#![no_main]

#[path = "../../crates/cocket/src/commands/rate/batch/columns.rs"]
#[allow(dead_code, reason = "the output alone reads a row's fault")]
mod columns;
#[path = "../../crates/cocket/src/commands/rate/batch/metered.rs"]
mod metered;
#[path = "../../crates/cocket/src/commands/rate/batch/total.rs"]
mod total;

/// What the reader knows of the binary's shell.
mod shell {
    /// Why a table could not be read.
    #[derive(Debug)]
    pub enum Failure {
        /// The input could not be read.
        Input(String),
    }
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| total::check(bytes));
