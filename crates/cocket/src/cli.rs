//! The command line: what can be asked, with its help.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use cocket_base::Date;

use crate::commands::{
    asking, calculate, clocks, completions, entry, ids, law, measures, office, origin, rate, tariff, value,
    wire,
};

/// From a shipment's papers to an accepted entry.
///
/// Cocket reads the papers of a shipment, works out values, tariff numbers' duties, fees and clocks, says what is missing,
/// and prepares the entry. Engines read JSON Lines and write JSON Lines, one answer for each question.
#[derive(Parser)]
#[command(name = "cocket", version, propagate_version = true, max_term_width = 110, after_long_help = AFTER)]
pub struct Cli {
    /// Options of every command.
    #[command(flatten)]
    pub common: Common,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const AFTER: &str = "\
Examples:
  cocket entry prepare shipments/4711
  cocket entry prepare shipments/4711 --answers answers.json --out filed/4711
  cocket tariff show 8471.30.01 --origin CN --as-of 2026-06-01
  cocket rate < lines.jsonl > duties.jsonl
  cocket find protest
  cocket example protest_allowed | cocket ask

Exit status:
  0    answered; whether an entry is blocked or ready stands in the answer
  1    something else failed
  2    the input or the arguments could not be read
  130  interrupted; what was finished is kept";

/// Options of every command.
#[derive(Args)]
pub struct Common {
    /// Folder of imported schedules, own law data and remembered layouts.
    ///
    /// Created only when something is written. Without it: $COCKET_DATA, else $XDG_DATA_HOME/cocket, else
    /// ~/.local/share/cocket.
    #[arg(long, global = true, value_name = "DIR", help_heading = "Common options")]
    pub data: Option<PathBuf>,
    /// Count only what was known of the law on this day [default: today].
    #[arg(long, global = true, value_name = "DATE", value_parser = date, help_heading = "Common options")]
    pub known: Option<Date>,
    /// Take this day for today, in rehearsals and tests.
    #[arg(long, global = true, value_name = "DATE", value_parser = date, hide = true)]
    pub today: Option<Date>,
}

/// What can be asked.
#[derive(Subcommand)]
pub enum Command {
    /// Prepare an entry from a shipment's papers.
    #[command(subcommand)]
    Entry(entry::Command),
    /// Find what can be asked and looked up, by words.
    Find(asking::FindArguments),
    /// Print a filled question of a kind, a deadline or an engine.
    Example(asking::ExampleArguments),
    /// Answer questions of any engine, each line naming its own (JSON Lines).
    Ask(asking::AskArguments),
    /// Duty of lines of goods (JSON Lines).
    Rate(rate::Arguments),
    /// Make and check identifiers (JSON Lines).
    Ids(ids::Arguments),
    /// Due dates (JSON Lines).
    Clocks(clocks::Arguments),
    /// Origin, preference, textiles and marking (JSON Lines).
    Origin(origin::Arguments),
    /// User fees of an entry, refunds of fees, low values (JSON Lines).
    #[command(after_help = calculate::FEES)]
    Fees(calculate::Arguments),
    /// Amounts of bonds and liquidated damages (JSON Lines).
    #[command(after_help = calculate::BOND)]
    Bond(calculate::Arguments),
    /// The most that a penalty may be (JSON Lines).
    #[command(after_help = calculate::PENALTY)]
    Penalty(calculate::Arguments),
    /// Interest and settlement of differences (JSON Lines).
    #[command(after_help = calculate::INTEREST)]
    Interest(calculate::Arguments),
    /// Value of goods, assists, currency (JSON Lines).
    Value(value::Arguments),
    /// ABI records to JSON and back.
    #[command(subcommand)]
    Wire(wire::Command),
    /// Schedule revisions: import, show, search, compare.
    #[command(subcommand)]
    Tariff(tariff::Command),
    /// Law data: check and compare.
    #[command(subcommand)]
    Law(law::Command),
    /// Measures of chapters 98 and 99: check.
    #[command(subcommand)]
    Measures(measures::Command),
    /// Files of the office: open one from a packet, answer, list.
    #[command(subcommand)]
    File(office::file::Command),
    /// Walk one shipment from its papers to an accepted entry, then serve the desk.
    Demo(office::demo::Arguments),
    /// Serve the desk's pages on this machine.
    Serve(office::serve::Arguments),
    /// Completions for a shell.
    Completions(completions::Arguments),
    /// The manual page.
    Man(completions::ManArguments),
}

/// Reads a day.
pub fn date(text: &str) -> Result<Date, String> {
    let written_in_full = text.len() == "2026-06-16".len();
    text.parse().ok().filter(|_| written_in_full).ok_or_else(|| "write the day as in 2026-06-16".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
        assert!(date("2026-06-16").is_ok() && date("16.6.2026").is_err() && date("2026-02-30").is_err());
    }
}
