//! `cocket completions` and `cocket man`: both made from the command line itself, so that they never lag behind.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::cli::Cli;
use crate::shell::{Failure, output};

/// Which shell.
#[derive(Args)]
#[command(
    after_help = "Example:\n  cocket completions bash > ~/.local/share/bash-completion/completions/cocket"
)]
pub struct Arguments {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

/// Which page.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  cocket man | man -l -\n  cocket man tariff import > cocket-tariff-import.1"
)]
pub struct ManArguments {
    /// The command to describe; without it the program.
    command: Vec<String>,
}

/// Writes the completions of a shell.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "cocket", &mut script);
    output::text(&String::from_utf8_lossy(&script))
}

/// Writes a manual page.
pub fn man(arguments: &ManArguments) -> Result<(), Failure> {
    let mut whole = Cli::command();
    whole.build();
    let mut command = &whole;
    for name in &arguments.command {
        command = command.find_subcommand(name).ok_or_else(|| {
            Failure::Input(format!("there is no command «{name}» here; see «cocket --help»"))
        })?;
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone())
        .render(&mut page)
        .map_err(|error| Failure::Other(format!("the page could not be made: {error}")))?;
    output::text(&String::from_utf8_lossy(&page))
}
