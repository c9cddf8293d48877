//! Edit rules: everything that would make the authority refuse or question an entry summary, found before it is sent.
//!
//! One rule is one named way to fail: the authority's own condition code, bound here to the function that looks for it. What
//! the code is called, what it means, how grave it is and what to do about it stand in `data/edits/ax_edits.csv`. The rules
//! run in the order of [`IN_ORDER`], look at the whole summary and never stop at the first finding. A fact that is missing
//! is found by the rule that asks for it; the others keep silent about it.

mod bond;
mod book;
mod case;
mod dates;
mod deposits;
mod fees;
mod identity;
mod lines;
mod manual;
mod payment;
mod processing_fee;
mod tariffs;
mod totals;
mod transport;

use cocket_base::{Finding, Severity};

pub use book::{Condition, EditBook, Mode};
pub use case::{EditContext, Listing, NoSchedule, Schedule};
pub use manual::manual;

use crate::EntrySummary;
use case::{Case, Hits};

/// One rule: a condition code and the look for it.
#[derive(Clone, Copy)]
pub struct Edit {
    /// The condition it raises.
    pub code: &'static str,
    look: fn(&Case<'_>, &mut Hits),
}

impl Edit {
    const fn new(code: &'static str, look: fn(&Case<'_>, &mut Hits)) -> Edit {
        Edit { code, look }
    }
}

impl std::fmt::Debug for Edit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code)
    }
}

/// All rules, in the order in which they are asked: the header first, then the lines, then the sums.
pub const IN_ORDER: &[&[Edit]] = &[
    identity::EDITS,
    dates::EDITS,
    bond::EDITS,
    transport::EDITS,
    payment::EDITS,
    lines::EDITS,
    tariffs::EDITS,
    deposits::EDITS,
    fees::EDITS,
    processing_fee::EDITS,
    totals::EDITS,
];

/// All rules in one row.
pub fn in_order() -> impl Iterator<Item = &'static Edit> {
    IN_ORDER.iter().copied().flatten()
}

/// Rules of a summary whose lines are not complete yet: all that do not look at its sums.
const UNFINISHED: &[&[Edit]] = &[
    identity::EDITS,
    dates::EDITS,
    bond::EDITS,
    transport::EDITS,
    payment::EDITS,
    lines::EDITS,
    tariffs::EDITS,
];

/// Looks at a summary that lacks lines: its header, and the lines that are there. What follows from the lines that are not
/// there yet is not told.
pub fn check_unfinished(summary: &EntrySummary, ctx: &EditContext<'_>) -> Vec<Finding> {
    let found = run(UNFINISHED.iter().copied().flatten(), summary, ctx);
    if summary.lines.is_empty() {
        found.into_iter().filter(|finding| finding.code != lines::NONE).collect()
    } else {
        found
    }
}

/// Looks at the whole summary. Findings come in the order of the rules, and of the lines within a rule; each names the
/// field by the declaration's own path, positions counted from 1 (`tariffs.2.quantities.1`), and its line as `line 3`.
pub fn check(summary: &EntrySummary, ctx: &EditContext<'_>) -> Vec<Finding> {
    run(in_order(), summary, ctx)
}

fn run(
    edits: impl Iterator<Item = &'static Edit>,
    summary: &EntrySummary,
    ctx: &EditContext<'_>,
) -> Vec<Finding> {
    let case = Case::new(summary, ctx);
    let mut findings = Vec::new();
    for edit in edits {
        // A condition that the operator's catalogue leaves out is not asked for.
        let Some(condition) = ctx.book.condition(edit.code) else { continue };
        let mut hits = Hits::default();
        (edit.look)(&case, &mut hits);
        // A figure that nobody has read in an official text warns and never decides.
        let unread = case.unread.take();
        for (place, text) in hits.found {
            let finding = match &unread {
                Some(source) => {
                    let text =
                        format!("{text}; the limit was not read in an official text ({source}): confirm it");
                    Finding::new(condition.severity.min(Severity::Warn), edit.code, place, text)
                }
                None => Finding::new(condition.severity, edit.code, place, text),
            };
            findings.push(finding.with_remedy(&*condition.remedy));
        }
    }
    findings
}
