//! `cocket measures`: the measures of chapters 98 and 99 checked.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use cocket_tariff::measure;
use cocket_tariff::revision::RevisionId;

use crate::shell::failure::line_of;
use crate::shell::shelf::Shelf;
use crate::shell::{Context, Failure, law, output};

/// What to do with measures.
#[derive(Subcommand)]
pub enum Command {
    /// Load the measures and say what is probably not what the law says; files that do not load are refused with file and line.
    #[command(
        after_help = "Examples:\n  cocket measures lint\n  cocket measures lint our-measures/ --revision 2026_rev_9"
    )]
    Lint(LintArguments),
}

/// Which measures.
#[derive(Args)]
pub struct LintArguments {
    /// Folder of own files, in place of ours of the same name or beside them [default: measures in the data folder].
    folder: Option<PathBuf>,
    /// Revision of the schedule to check against [default: the one that is law today].
    #[arg(long, value_name = "ID")]
    revision: Option<RevisionId>,
}

/// Runs a command.
pub fn run(command: Command, context: &Context) -> Result<(), Failure> {
    let Command::Lint(arguments) = command;
    let pack = match &arguments.folder {
        Some(folder) => law::measures_with(&law::folder_of(folder)?)?,
        None => law::measures(&context.data)?,
    };
    let shelf = Shelf::open(&context.data)?;
    let id = arguments.revision.or_else(|| shelf.on(context.today, context.known));
    let id = id.ok_or_else(|| Failure::Other("no schedule is held".into()))?;
    let findings = measure::lint(&pack, &*shelf.read(id)?);
    let mut text: String = findings.iter().map(|finding| format!("{}\n", line_of(finding))).collect();
    text.push_str(&format!("{} headings against {id}: {} findings\n", pack.headings.len(), findings.len()));
    output::text(&text)
}
