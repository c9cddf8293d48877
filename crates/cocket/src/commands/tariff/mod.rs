//! `cocket tariff`: schedule revisions held, imported, shown, searched and compared.

mod compile;
mod concordance;
mod diff;
mod held;
mod history;
mod import;
mod pull;
mod search;
mod show;

use clap::Subcommand;

use crate::shell::{Context, Failure};

/// What to do with schedules.
#[derive(Subcommand)]
pub enum Command {
    /// Import official exports of the schedule (JSON, gzipped or not).
    Import(import::Arguments),
    /// Fetch the current export and import it.
    Pull(pull::Arguments),
    /// Show a number: path, units, rates, and with an origin the duties step by step.
    Show(show::Arguments),
    /// Find numbers by words or by their first digits.
    Search(search::Arguments),
    /// What changed from one revision to another.
    Diff(diff::Arguments),
    /// What took the place of what from one revision to another.
    Concordance(concordance::Arguments),
    /// What became of a number across the revisions held.
    History(history::Arguments),
    /// Compile the schedules and measures held into flat tables.
    Compile(compile::Arguments),
    /// The revisions held.
    List(held::Arguments),
}

/// Runs a command.
pub fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Import(arguments) => import::run(&arguments, context),
        Command::Pull(arguments) => pull::run(&arguments, context),
        Command::Show(arguments) => show::run(&arguments, context),
        Command::Search(arguments) => search::run(&arguments, context),
        Command::Diff(arguments) => diff::run(&arguments, context),
        Command::Concordance(arguments) => concordance::run(&arguments, context),
        Command::History(arguments) => history::run(&arguments, context),
        Command::Compile(arguments) => compile::run(&arguments, context),
        Command::List(arguments) => held::run(&arguments, context),
    }
}
