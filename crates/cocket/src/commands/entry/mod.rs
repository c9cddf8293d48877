//! `cocket entry`: from a packet folder to a checked entry.

mod mapping;
mod out;
pub mod packet;
mod prepare;
mod text;

use clap::Subcommand;

use crate::shell::{Context, Failure};

/// What to do with a packet.
#[derive(Subcommand)]
pub enum Command {
    /// Work out the entry: findings, values, duties, fees, clocks.
    Prepare(prepare::Arguments),
    /// Show how the columns of the invoices were understood, and correct it.
    Mapping(mapping::Arguments),
}

/// Runs a command.
pub fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Prepare(arguments) => prepare::run(&arguments, context),
        Command::Mapping(arguments) => mapping::run(&arguments, context),
    }
}
