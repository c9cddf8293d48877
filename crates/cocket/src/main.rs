//! Cocket on the command line: reads arguments and files, calls the engines, writes answers.
//!
//! ```text
//! cli (clap) -> commands/* (one module a command) -> engines (pure crates)
//!                   |
//!                 shell: data folder, files, law and schedules held, JSON Lines, output, interrupts
//! ```
//! Exit status: 0 answered, 1 something else failed, 2 the input or the arguments could not be read, 130 interrupted.

mod cli;
mod commands;
mod shell;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    match commands::run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
