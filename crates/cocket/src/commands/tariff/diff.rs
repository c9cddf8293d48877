//! `cocket tariff diff`: what changed from one revision to another.

use std::fmt::Write;

use clap::Args;
use cocket_base::ids::TariffNumber;
use cocket_tariff::revision::RevisionId;
use cocket_tariff::schedule::{Diff, Field, Part, Wanted, diff};

use super::concordance::succession_line;
use crate::shell::shelf::Shelf;
use crate::shell::{Context, Failure, output};

const AFTER: &str = "\
Examples:
  cocket tariff diff 2026_rev_9 2026_rev_10
  cocket tariff diff 2026_rev_9 2026_rev_10 --under 72 --only changed --field rates
  cocket tariff diff 2026_rev_1 2026_rev_2 --only successions

Successions say what took the place of what. They are derived from words and places, since the
official concordances are not held; each says how sure it is.";

/// Which revisions, and what of their differences.
#[derive(Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    /// The revision compared from.
    from: RevisionId,
    /// The revision compared to.
    to: RevisionId,
    /// Only numbers that begin with these digits.
    #[arg(long, value_name = "DIGITS")]
    under: Option<TariffNumber>,
    /// Only this part: added, ended, changed or successions; may be given again.
    #[arg(long, value_name = "PART")]
    only: Vec<Part>,
    /// Of changed numbers only this field: rates, general, special, other, safeguard, units,
    /// description or inherits; may be given again.
    #[arg(long, value_name = "FIELD")]
    field: Vec<Field>,
    /// Give the changes as JSON.
    #[arg(long)]
    json: bool,
}

/// Compares.
pub fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let shelf = Shelf::open(&context.data)?;
    let (from, to) = (shelf.read(arguments.from)?, shelf.read(arguments.to)?);
    let wanted =
        Wanted { under: arguments.under, parts: arguments.only.clone(), fields: arguments.field.clone() };
    let changes = diff(&from, &to).only(&wanted);
    if arguments.json { output::json(&changes) } else { output::text(&text(&changes)) }
}

fn text(diff: &Diff) -> String {
    let mut out = format!(
        "{} to {}: {} added, {} ended, {} changed, {} successions\n",
        diff.from,
        diff.to,
        diff.added.len(),
        diff.ended.len(),
        diff.changed.len(),
        diff.successions.len()
    );
    for (title, numbers) in [("added", &diff.added), ("ended", &diff.ended)] {
        numbers.iter().for_each(|number| {
            let _ = writeln!(out, "  {title:<8} {number}");
        });
    }
    for one in &diff.successions {
        let _ = writeln!(out, "  {}", succession_line(one));
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
