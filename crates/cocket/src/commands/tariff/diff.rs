//! `cocket tariff diff`: what changed from one revision to another.

use std::fmt::Write;

use clap::Args;
use cocket_base::ids::TariffNumber;
use cocket_tariff::revision::RevisionId;
use cocket_tariff::schedule::{Diff, diff};

use crate::shell::shelf::Shelf;
use crate::shell::{Context, Failure, output};

/// Which revisions.
#[derive(Args)]
#[command(after_help = "Example:\n  cocket tariff diff 2026_rev_9 2026_rev_10")]
pub struct Arguments {
    /// The revision compared from.
    from: RevisionId,
    /// The revision compared to.
    to: RevisionId,
    /// Only numbers that begin with these digits.
    #[arg(long, value_name = "DIGITS")]
    under: Option<TariffNumber>,
    /// Give the changes as JSON.
    #[arg(long)]
    json: bool,
}

/// Compares.
pub fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let shelf = Shelf::open(&context.data)?;
    let (from, to) = (shelf.read(arguments.from)?, shelf.read(arguments.to)?);
    let mut changes = diff(&from, &to);
    if let Some(under) = &arguments.under {
        changes.added.retain(|number| number.starts_with(under));
        changes.ended.retain(|number| number.starts_with(under));
        changes.changed.retain(|changed| changed.number.starts_with(under));
    }
    if arguments.json { output::json(&changes) } else { output::text(&text(&changes)) }
}

fn text(diff: &Diff) -> String {
    let mut out = format!(
        "{} to {}: {} added, {} ended, {} changed\n",
        diff.from,
        diff.to,
        diff.added.len(),
        diff.ended.len(),
        diff.changed.len()
    );
    for (title, numbers) in [("added", &diff.added), ("ended", &diff.ended)] {
        numbers.iter().for_each(|number| {
            let _ = writeln!(out, "  {title:<8} {number}");
        });
    }
    for changed in &diff.changed {
        for change in &changed.changes {
            let _ = writeln!(
                out,
                "  changed  {} {}: «{}» to «{}»",
                changed.number, change.field, change.before, change.after
            );
        }
    }
    out
}
