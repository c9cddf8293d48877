//! `cocket law`: law data checked and compared.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use cocket_law::{Pack, diff};
use cocket_rules::origin::lint;

use crate::shell::law::{LawFile, folder_of};
use crate::shell::{Context, Failure, files, law, output};

/// Largest file of law data.
const FILE_LIMIT: u64 = 8 << 20;

/// What to do with law data.
#[derive(Subcommand)]
pub enum Command {
    /// Check own files laid over the law data of the program; every fault with file, line and column.
    #[command(
        after_help = "Examples:\n  cocket law check\n  cocket law check mpf.csv holidays.csv\n  cocket law check our-law/"
    )]
    Check(CheckArguments),
    /// What changed from one folder of law data to another, each laid over that of the program.
    #[command(
        after_help = "Example:\n  cocket law diff our-law-2025 our-law-2026\n  cocket law diff starter our-law"
    )]
    Diff(DiffArguments),
}

/// Which files.
#[derive(Args)]
pub struct CheckArguments {
    /// Files, or a folder [default: the folder law in the data folder].
    paths: Vec<PathBuf>,
}

/// Which packs.
#[derive(Args)]
pub struct DiffArguments {
    /// A folder or file; «starter» is the program's own law data.
    from: PathBuf,
    /// A folder or file; «starter» is the program's own law data.
    to: PathBuf,
}

/// Runs a command.
pub fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Check(arguments) => check(&arguments, context),
        Command::Diff(arguments) => compare(&arguments),
    }
}

fn check(arguments: &CheckArguments, context: &Context) -> Result<(), Failure> {
    let held = if arguments.paths.is_empty() {
        law::pack(&context.data)?
    } else {
        let mut found = Vec::new();
        for path in &arguments.paths {
            found.extend(files_of(path)?);
        }
        law::Held::Own(Box::new(load(&found)?))
    };
    // Cells may be sound one by one and a rule of origin still not: its language, its lists, the rule it competes with.
    let doubts = lint(&*law::origin(&held)?);
    let doubts: String = doubts.iter().map(|finding| format!("look at: {finding}\n")).collect();
    let rows: usize = held.tables().map(cocket_law::Table::len).sum();
    let text = format!(
        "{doubts}sound: {} tables, {rows} rows, {} changes to the program's own\n",
        held.tables().count(),
        diff(Pack::starter(), &held).len()
    );
    output::text(&text)
}

fn compare(arguments: &DiffArguments) -> Result<(), Failure> {
    let pack = |path: &Path| match path == Path::new("starter") {
        true => load(&[]),
        false => load(&files_of(path)?),
    };
    let changes = diff(&pack(&arguments.from)?, &pack(&arguments.to)?);
    if changes.is_empty() {
        return output::text("no row differs\n");
    }
    output::text(&changes.iter().map(|change| format!("{change}\n")).collect::<String>())
}

fn load(files: &[LawFile]) -> Result<Pack, Failure> {
    let texts = files.iter().map(|file| (file.name.as_str(), file.text.as_str()));
    Pack::load(texts).map_err(|findings| Failure::findings("the law data has faults:", &findings))
}

fn files_of(path: &Path) -> Result<Vec<LawFile>, Failure> {
    if path.is_dir() {
        return folder_of(path);
    }
    // The folder of a single file tells whether it is a code table.
    let parent = path.parent().map(files::name).filter(|parent| !parent.is_empty());
    let name = parent.into_iter().chain([files::name(path)]).collect::<Vec<_>>().join("/");
    Ok(vec![LawFile { name, text: files::read_text(path, FILE_LIMIT)? }])
}
