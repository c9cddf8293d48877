//! The commands, one module each.

pub mod asking;
pub mod calculate;
pub mod clocks;
pub mod completions;
pub mod entry;
pub mod ids;
pub mod law;
pub mod measures;
pub mod office;
pub mod origin;
mod print;
pub mod rate;
pub mod tariff;
pub mod value;
pub mod wire;

use crate::cli::{Cli, Command};
use crate::shell::{Context, Failure};

/// Runs a command.
pub fn run(cli: Cli) -> Result<(), Failure> {
    let context = Context::new(&cli.common);
    match cli.command {
        Command::Entry(command) => entry::run(command, &context),
        Command::Find(arguments) => asking::find(&arguments, &context),
        Command::Example(arguments) => asking::example(&arguments, &context),
        Command::Ask(arguments) => asking::ask(&arguments, &context),
        Command::Rate(arguments) => rate::run(arguments, &context),
        Command::Ids(arguments) => ids::run(arguments, &context),
        Command::Clocks(arguments) => clocks::run(arguments, &context),
        Command::Origin(arguments) => origin::run(arguments, &context),
        Command::Fees(arguments) => calculate::run(&cocket_rules::fees::FEES, arguments, &context),
        Command::Bond(arguments) => calculate::run(&cocket_rules::bonds::BOND, arguments, &context),
        Command::Penalty(arguments) => calculate::run(&cocket_rules::penalties::PENALTY, arguments, &context),
        Command::Interest(arguments) => {
            calculate::run(&cocket_rules::interest::INTEREST, arguments, &context)
        }
        Command::Value(arguments) => value::run(arguments, &context),
        Command::Wire(command) => wire::run(command),
        Command::Tariff(command) => tariff::run(command, &context),
        Command::Law(command) => law::run(command, &context),
        Command::Measures(command) => measures::run(command, &context),
        Command::File(command) => office::file::run(&command, &context),
        Command::Demo(arguments) => office::demo::run(&arguments, &context),
        Command::Serve(arguments) => office::serve::run(&arguments, &context),
        Command::Completions(arguments) => completions::run(&arguments),
        Command::Man(arguments) => completions::man(&arguments),
    }
}
