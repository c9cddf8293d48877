//! The linter: what a loaded pack says that is probably not what the law says. Each finding names file, row, citation and
//! what to do.
//!
//! What cannot be resolved at all (unknown names, rings, clashes, rows without a source) is refused by the loader. The rules
//! stand in rooms by what they look at: one heading (`headings`), the printed schedule (`printed`), headings among one
//! another (`edges`), classes of headings (`classes`), lists (`lists`), and authorities, groups and facts (`names`).

mod classes;
mod edges;
mod headings;
mod lists;
mod names;
mod printed;

use std::fmt::Display;

use cocket_base::{Citation, Date, Finding, Place, Severity, Window};

use super::model::*;
use crate::schedule::Schedule;

/// Checks the pack by itself and against one revision of the schedule (the rows in force on that revision's first day).
pub fn lint(pack: &Pack, schedule: &Schedule) -> Vec<Finding> {
    lint_against(pack, &[schedule])
}

/// Checks the pack by itself and against several revisions: a prefix must be printed by one of those that lie in its
/// window, a heading's rate must be that of every one.
pub fn lint_against(pack: &Pack, schedules: &[&Schedule]) -> Vec<Finding> {
    let mut report = Report { findings: Vec::new() };
    for heading in &pack.headings {
        headings::check(pack, heading, &mut report);
        printed::check(heading, schedules, &mut report);
    }
    edges::check(pack, &mut report);
    classes::check(pack, &mut report);
    lists::check(pack, schedules, &mut report);
    names::check(pack, &mut report);
    report.findings
}

/// Collects findings.
struct Report {
    findings: Vec<Finding>,
}

impl Report {
    fn warn(
        &mut self,
        code: &str,
        place: Place,
        cite: Option<&Citation>,
        text: impl Display,
        remedy: impl Into<String>,
    ) {
        self.add(Severity::Warn, code, place, cite, text, remedy);
    }

    /// For what costs nothing and only makes the files longer than the law.
    fn info(
        &mut self,
        code: &str,
        place: Place,
        cite: Option<&Citation>,
        text: impl Display,
        remedy: impl Into<String>,
    ) {
        self.add(Severity::Info, code, place, cite, text, remedy);
    }

    fn add(
        &mut self,
        severity: Severity,
        code: &str,
        place: Place,
        cite: Option<&Citation>,
        text: impl Display,
        remedy: impl Into<String>,
    ) {
        let text = match cite {
            Some(cite) => format!("{text} ({})", cite.source),
            None => text.to_string(),
        };
        self.findings.push(Finding::new(severity, code, place, text).with_remedy(remedy));
    }
}

fn place(heading: &Heading) -> Place {
    Place::file(&*heading.file).at_item(heading.number.to_string())
}

/// When a row of the heading became known.
fn known(heading: &Heading, row: &RateRow) -> Option<Date> {
    row.known.or(heading.known)
}

/// True when some day lies in a window of both headings, whatever the dates that the windows are about.
fn ever_together(a: &Heading, b: &Heading) -> bool {
    a.rates.iter().any(|x| {
        b.rates.iter().any(|y| {
            // Windows by different dates cannot be compared: goods loaded in one may be entered in the other.
            x.by != y.by || x.window.overlaps(&y.window)
        })
    })
}

/// True when `inner` lies inside `outer`.
fn inside(inner: &Window, outer: &Window) -> bool {
    let begins = outer.from.is_none_or(|from| inner.from.is_some_and(|start| from <= start));
    begins && outer.until.is_none_or(|until| inner.until.is_some_and(|end| end <= until))
}
