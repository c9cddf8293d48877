//! `cocket tariff concordance`: what took the place of what from one revision to another.

use clap::Args;
use cocket_base::ids::TariffNumber;
use cocket_tariff::revision::RevisionId;
use cocket_tariff::schedule::{Part, Succession, Wanted, diff};

use crate::shell::shelf::Shelf;
use crate::shell::{Context, Failure, output};

const AFTER: &str = "\
Examples:
  cocket tariff concordance 2026_rev_1 2026_rev_2
  cocket tariff concordance 2026_rev_1 2026_rev_2 --under 3004 --json

The official concordances are not held. The relations are derived, and each says from what:
the same words under both numbers (near to certain), the same 8-digit line (likely), the same
6-digit subheading (a possibility). Numbers behind «beside» stayed and may have given or taken.";

/// Which revisions.
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
    /// Give the relations as JSON.
    #[arg(long)]
    json: bool,
}

/// Relates.
pub fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let shelf = Shelf::open(&context.data)?;
    let (from, to) = (shelf.read(arguments.from)?, shelf.read(arguments.to)?);
    let wanted = Wanted { under: arguments.under, parts: vec![Part::Successions], fields: Vec::new() };
    let successions = diff(&from, &to).only(&wanted).successions;
    if arguments.json {
        return output::json(&successions);
    }
    if successions.is_empty() {
        return output::text("no 10-digit number ended or was added beside another\n");
    }
    output::text(&successions.iter().map(|one| succession_line(one) + "\n").collect::<String>())
}

/// A succession as a line: `split 0101.21.00.00 to 0101.21.00.10, 0101.21.00.20 (same 8-digit line: likely)`.
pub fn succession_line(one: &Succession) -> String {
    let list =
        |numbers: &[TariffNumber]| numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let mut line = one.kind.words().to_string();
    if !one.ended.is_empty() {
        line.push_str(&format!(" {}", list(&one.ended)));
    }
    if !one.added.is_empty() {
        line.push_str(&format!(" to {}", list(&one.added)));
    }
    if !one.beside.is_empty() {
        line.push_str(&format!(", beside {}", list(&one.beside)));
    }
    format!("{line} ({})", one.basis.words())
}
