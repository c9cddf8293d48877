//! What changed from one revision to another. Respellings that say the same are left out.

use std::collections::BTreeSet;
use std::str::FromStr;

use cocket_base::ids::TariffNumber;
use serde::{Deserialize, Serialize};

use super::concordance::{Succession, successions};
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
    /// What became of ended 10-digit numbers and where added ones come from, as far as can be told.
    pub successions: Vec<Succession>,
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

/// What of a comparison is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Only numbers that begin with these digits.
    pub under: Option<TariffNumber>,
    /// Only these parts; all when empty.
    pub parts: Vec<Part>,
    /// Of the changed numbers only these fields; all when empty.
    pub fields: Vec<Field>,
}

/// A part of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Numbers added.
    Added,
    /// Numbers ended.
    Ended,
    /// Numbers with another content.
    Changed,
    /// What took the place of what.
    Successions,
}

/// A field of a number, or several that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Column 1 general.
    General,
    /// Column 1 special.
    Special,
    /// Column 2.
    Other,
    /// Additional duties of the agricultural safeguards.
    Safeguard,
    /// Units.
    Units,
    /// Words.
    Description,
    /// The line that rates are taken from.
    Inherits,
    /// Every column of rates.
    Rates,
}

impl Part {
    /// Every part by its name.
    pub const NAMES: [(&'static str, Part); 4] = [
        ("added", Part::Added),
        ("ended", Part::Ended),
        ("changed", Part::Changed),
        ("successions", Part::Successions),
    ];
}

/// A word that names no part or no field of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("«{word}» is none of {}", .names.join(", "))]
pub struct BadWord {
    /// What was found.
    pub word: String,
    /// What there is.
    pub names: Vec<&'static str>,
}

fn named<T: Copy>(word: &str, names: &[(&'static str, T)]) -> Result<T, BadWord> {
    let found = names.iter().find(|(name, _)| *name == word).map(|(_, named)| *named);
    let names = || names.iter().map(|(name, _)| *name).collect();
    found.ok_or_else(|| BadWord { word: word.chars().take(40).collect(), names: names() })
}

impl FromStr for Part {
    type Err = BadWord;
    fn from_str(word: &str) -> Result<Part, BadWord> {
        named(word, &Part::NAMES)
    }
}

impl FromStr for Field {
    type Err = BadWord;
    fn from_str(word: &str) -> Result<Field, BadWord> {
        named(word, &Field::NAMES)
    }
}

impl Field {
    /// Every field by its name.
    pub const NAMES: [(&'static str, Field); 8] = [
        ("rates", Field::Rates),
        ("general", Field::General),
        ("special", Field::Special),
        ("other", Field::Other),
        ("safeguard", Field::Safeguard),
        ("units", Field::Units),
        ("description", Field::Description),
        ("inherits", Field::Inherits),
    ];

    /// True when a change of this field, as [`Change::field`] names it, is meant.
    fn means(self, field: &str) -> bool {
        let columns = Column::ALL.map(Column::key);
        match self {
            Field::General => field == Column::General.key(),
            Field::Special => field == Column::Special.key(),
            Field::Other => field == Column::Other.key(),
            Field::Safeguard => field == Column::Safeguard.key(),
            Field::Units => field == "units",
            Field::Description => field == "description",
            Field::Inherits => field == "inherits",
            Field::Rates => columns.contains(&field),
        }
    }
}

impl Diff {
    /// What is wanted of it.
    pub fn only(mut self, wanted: &Wanted) -> Diff {
        let part = |part: Part| wanted.parts.is_empty() || wanted.parts.contains(&part);
        let under = |number: &TariffNumber| wanted.under.is_none_or(|under| number.starts_with(&under));
        self.added.retain(|number| part(Part::Added) && under(number));
        self.ended.retain(|number| part(Part::Ended) && under(number));
        self.successions
            .retain(|one| part(Part::Successions) && one.ended.iter().chain(&one.added).any(under));
        self.changed.retain_mut(|changed| {
            let meant = |change: &Change| wanted.fields.iter().any(|field| field.means(&change.field));
            changed.changes.retain(|change| wanted.fields.is_empty() || meant(change));
            part(Part::Changed) && under(&changed.number) && !changed.changes.is_empty()
        });
        self
    }
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
    let added: Vec<TariffNumber> = after.difference(&before).copied().collect();
    let ended: Vec<TariffNumber> = before.difference(&after).copied().collect();
    Diff {
        from: from.revision().id,
        to: to.revision().id,
        changed: both.collect(),
        successions: successions(from, to, &ended, &added),
        added,
        ended,
    }
}

/// What differs between two lines.
pub(super) fn changes(before: &Line<'_>, after: &Line<'_>, with_words: bool) -> Vec<Change> {
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

    #[test]
    fn a_comparison_is_narrowed_to_what_is_wanted() {
        let before = schedule("2026_rev_9", "0101.21.00\t\tFree\n.00\tNo.\n0202.10.00\t\t5%\n.00\tkg\n");
        let after =
            schedule("2026_rev_10", "0101.21.00\t\t5%\n.10\tNo.\n.20\tNo.\n0202.10.00\t\t6%\n.00\tNo.\n");
        let whole = diff(&before, &after);
        let under = Wanted { under: Some("0202".parse().unwrap()), ..Wanted::default() };
        let beef = whole.clone().only(&under);
        assert_eq!(
            (beef.added.len(), beef.ended.len(), beef.successions.len(), beef.changed.len()),
            (0, 0, 0, 2)
        );
        let rates = whole.clone().only(&Wanted { fields: vec![Field::Rates], ..under });
        assert_eq!(rates.changed.iter().map(|c| c.changes.len()).collect::<Vec<_>>(), [1]);
        assert_eq!("rates".parse(), Ok(Field::Rates));
        assert!("all".parse::<Part>().unwrap_err().to_string().contains("successions"));
        let moved = whole.only(&Wanted { parts: vec![Part::Successions], ..Wanted::default() });
        assert!(moved.added.is_empty() && moved.changed.is_empty() && moved.successions.len() == 1);
    }
}
