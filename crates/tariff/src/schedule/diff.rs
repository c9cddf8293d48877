//! What changed from one revision to another. Respellings that say the same are left out.

use std::collections::BTreeSet;

use cocket_base::ids::TariffNumber;
use serde::{Deserialize, Serialize};

use super::line::{Column, Line};
use super::model::{LineUnit, Schedule};
use crate::revision::RevisionId;

/// The changes from one revision to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diff {
    /// The revision compared from.
    pub from: RevisionId,
    /// The revision compared to.
    pub to: RevisionId,
    /// Numbers printed only in the second.
    pub added: Vec<TariffNumber>,
    /// Numbers printed only in the first.
    pub ended: Vec<TariffNumber>,
    /// Numbers printed in both with another content.
    pub changed: Vec<Changed>,
}

/// A number whose content changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// The number.
    pub number: TariffNumber,
    /// What changed, by field.
    pub changes: Vec<Change>,
}

/// One changed field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// `general`, `special`, `other`, `additionalDuties`, `units`, `description` or `inherits`.
    pub field: String,
    /// As printed before.
    pub before: String,
    /// As printed after.
    pub after: String,
}

/// Compares two revisions. Descriptions are compared where both hold them.
pub fn diff(from: &Schedule, to: &Schedule) -> Diff {
    let numbers = |schedule: &Schedule| schedule.lines().map(|line| line.number()).collect::<BTreeSet<_>>();
    let (before, after) = (numbers(from), numbers(to));
    let with_words = from.has_descriptions() && to.has_descriptions();
    let both = before.intersection(&after).filter_map(|number| {
        let changes = changes(&from.line(number)?, &to.line(number)?, with_words);
        (!changes.is_empty()).then_some(Changed { number: *number, changes })
    });
    Diff {
        from: from.revision().id,
        to: to.revision().id,
        changed: both.collect(),
        added: after.difference(&before).copied().collect(),
        ended: before.difference(&after).copied().collect(),
    }
}

fn changes(before: &Line<'_>, after: &Line<'_>, with_words: bool) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut note = |field: &str, before: &str, after: &str| {
        changes.push(Change { field: field.into(), before: before.into(), after: after.into() });
    };
    let (old_source, new_source) = (before.inherited_from(), after.inherited_from());
    if old_source != new_source {
        let printed = |source: Option<TariffNumber>| source.map(|n| n.to_string()).unwrap_or_default();
        note("inherits", &printed(old_source), &printed(new_source));
    }
    // A rate changes at the line that prints it, not again at each number that inherits it.
    for column in Column::ALL.into_iter().filter(|column| before.prints(*column) || after.prints(*column)) {
        if !same_rate(before, after, column) {
            note(column.key(), before.text(column), after.text(column));
        }
    }
    if !same_units(before.units(), after.units()) {
        note("units", &printed_units(before.units()), &printed_units(after.units()));
    }
    if with_words && !same_words(before.description(), after.description()) {
        note("description", before.description(), after.description());
    }
    changes
}

/// True when both print the same, or print differently what reads the same.
fn same_rate(before: &Line<'_>, after: &Line<'_>, column: Column) -> bool {
    if same_words(before.text(column), after.text(column)) {
        return true;
    }
    let blank = |line: &Line<'_>| line.text(column).is_empty();
    if blank(before) || blank(after) {
        return false;
    }
    let read = |line: &Line<'_>| match column {
        Column::General => line.general().ok().cloned(),
        Column::Other => line.other().ok().cloned(),
        Column::Safeguard => line.safeguard().ok().cloned(),
        Column::Special => None,
    };
    let same = |a: Option<_>, b: Option<_>| a.is_some() && a == b;
    match column {
        Column::Special => matches!((before.special(), after.special()), (Ok(a), Ok(b)) if a == b),
        _ => same(read(before), read(after)),
    }
}

fn same_units(before: &[LineUnit], after: &[LineUnit]) -> bool {
    let same =
        |(a, b): (&LineUnit, &LineUnit)| a.printed == b.printed || (a.unit.is_some() && a.unit == b.unit);
    before.len() == after.len() && before.iter().zip(after).all(same)
}

fn printed_units(units: &[LineUnit]) -> String {
    units.iter().map(|unit| unit.printed.as_ref()).collect::<Vec<_>>().join(", ")
}

fn same_words(a: &str, b: &str) -> bool {
    let solid = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    a == b || solid(a) == solid(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::compact;

    fn schedule(revision: &str, rows: &str) -> Schedule {
        let head = "from\t2026-06-08\nknown\t2026-06-08\ncite\tx\ntrust\tS\n\nnumber\tunits\tgeneral\tspecial\tother\tsafeguard\tnotes\n";
        compact::read(&format!("cocket-tariff\t1\nrevision\t{revision}\n{head}{rows}")).unwrap()
    }

    #[test]
    fn added_ended_and_changed_are_told_apart_and_respellings_are_not_changes() {
        let before = schedule(
            "2026_rev_9",
            "0101.21.00\t\tFree\n.10\tNo.\n.20\tm²\n0101.30.00.00\tNo.\t1¢ /kg\tFree (A, B)\n",
        );
        let after = schedule(
            "2026_rev_10",
            "0101.21.00\t\t5%\n.20\tm2\n.30\tNo.\n0101.30.00.00\tkg\t1¢/kg\tFree (A,B)\n",
        );
        let diff = diff(&before, &after);
        let numbers = |list: &[TariffNumber]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(numbers(&diff.added), ["0101.21.00.30"]);
        assert_eq!(numbers(&diff.ended), ["0101.21.00.10"]);
        let fields: Vec<(String, &str)> = diff
            .changed
            .iter()
            .flat_map(|c| c.changes.iter().map(|f| (c.number.to_string(), f.field.as_str())))
            .collect();
        assert_eq!(fields, [("0101.21.00".into(), "general"), ("0101.30.00.00".into(), "units")]);
    }
}
