//! `cocket tariff compile`: the schedules and measures held as flat tables that load by mapping a file.

use std::path::PathBuf;

use clap::Args;
use cocket_batch::Compiled;

use crate::shell::mapped::Mapped;
use crate::shell::shelf::Shelf;
use crate::shell::{Context, Failure, compiled, output};

const AFTER: &str = "\
Examples:
  cocket tariff compile
  cocket tariff compile --known 2026-06-30 --out tariff.ctf

The day of --known is fixed in the file. Files in the data folder are named by the
digest of what they were made from; the last four are kept.";

/// Where to.
#[derive(Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    /// Write the tables there [default: into the data folder].
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Compiles, and opens what was written once.
pub fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let shelf = Shelf::open(&context.data)?;
    let path = compiled::make(&context.data, &shelf, context.known, arguments.out.as_deref())?;
    let mapped = Mapped::open(&path)?;
    Compiled::read(&mapped).map_err(|error| Failure::Other(format!("{}: {error}", path.display())))?;
    let revisions = shelf.books().len();
    output::text(&format!(
        "{revisions} {}, known on {}: {} bytes; kept in {}\n",
        if revisions == 1 { "revision" } else { "revisions" },
        context.known,
        mapped.len(),
        path.display()
    ))
}
