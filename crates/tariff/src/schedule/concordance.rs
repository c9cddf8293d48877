//! What became of numbers that ended, and where added ones come from.
//!
//! The official concordances (484(f) committee) are not held. The relations here are derived: from words that stand under
//! another number, else from the place in the tree. [`Basis`] says from what, and so how sure a relation is; it is a help
//! for whoever moves a product master to another revision, never a classification.

use std::collections::{BTreeMap, BTreeSet};

use cocket_base::ids::TariffNumber;
use serde::{Deserialize, Serialize};

use super::line::Line;
use super::model::Schedule;

/// Lengths of the prefixes under which numbers are taken to belong together, the narrowest first.
const PLACES: [usize; 2] = [8, 6];

/// Numbers that ended together with those that took their place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Succession {
    /// What happened.
    pub kind: SuccessionKind,
    /// How it is known.
    pub basis: Basis,
    /// Numbers of the first revision that ended; empty for numbers split off one that stayed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ended: Vec<TariffNumber>,
    /// Numbers added by the second; empty when the ended ones went into numbers that stayed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<TariffNumber>,
    /// Numbers beside them that stayed and may have given or taken goods.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<TariffNumber>,
}

/// What happened to numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SuccessionKind {
    /// One number in place of one.
    Renumbered,
    /// Several in place of one.
    Split,
    /// One in place of several.
    Merged,
    /// Several in place of several.
    Regrouped,
    /// Added beside numbers that stayed, none of which ended.
    SplitOff,
    /// Ended beside numbers that stayed, none of which was added.
    Folded,
}

/// From what a relation is derived, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The same words, from the heading down, stand under both numbers and under no other: near to certain.
    SameWords,
    /// Nothing else ended or was added under the same 8-digit line: likely.
    SameLine,
    /// Nothing closer than the same 6-digit subheading: one possibility.
    SameSubheading,
}

impl SuccessionKind {
    /// In words, as in `split off`.
    pub fn words(self) -> &'static str {
        match self {
            SuccessionKind::Renumbered => "renumbered",
            SuccessionKind::Split => "split",
            SuccessionKind::Merged => "merged",
            SuccessionKind::Regrouped => "regrouped",
            SuccessionKind::SplitOff => "split off",
            SuccessionKind::Folded => "folded",
        }
    }

    fn of(ended: usize, added: usize) -> SuccessionKind {
        match (ended, added) {
            (0, _) => SuccessionKind::SplitOff,
            (_, 0) => SuccessionKind::Folded,
            (1, 1) => SuccessionKind::Renumbered,
            (1, _) => SuccessionKind::Split,
            (_, 1) => SuccessionKind::Merged,
            _ => SuccessionKind::Regrouped,
        }
    }
}

impl Basis {
    /// In words, with how sure it makes a relation.
    pub fn words(self) -> &'static str {
        match self {
            Basis::SameWords => "same words: near to certain",
            Basis::SameLine => "same 8-digit line: likely",
            Basis::SameSubheading => "same subheading only: a possibility",
        }
    }
}

impl Succession {
    fn of(
        basis: Basis,
        ended: Vec<TariffNumber>,
        added: Vec<TariffNumber>,
        beside: Vec<TariffNumber>,
    ) -> Self {
        Succession { kind: SuccessionKind::of(ended.len(), added.len()), basis, ended, added, beside }
    }

    /// True when the number is among those that ended or were added.
    pub fn concerns(&self, number: &TariffNumber) -> bool {
        self.ended.contains(number) || self.added.contains(number)
    }
}

/// The relations between the 10-digit numbers that one revision ended and the next one added.
///
/// Every ended or added number stands in one relation at most; one without a relation has no neighbour to be related to.
pub fn successions(
    from: &Schedule,
    to: &Schedule,
    ended: &[TariffNumber],
    added: &[TariffNumber],
) -> Vec<Succession> {
    let full = |numbers: &[TariffNumber]| -> BTreeSet<TariffNumber> {
        numbers.iter().filter(|number| number.len() == 10).copied().collect()
    };
    let (mut ended, mut added) = (full(ended), full(added));
    let mut found = by_words(from, to, &ended, &added);
    let settle =
        |ended: &mut BTreeSet<TariffNumber>, added: &mut BTreeSet<TariffNumber>, found: &[Succession]| {
            found.iter().flat_map(|one| &one.ended).for_each(|number| _ = ended.remove(number));
            found.iter().flat_map(|one| &one.added).for_each(|number| _ = added.remove(number));
        };
    settle(&mut ended, &mut added, &found);
    for place in PLACES {
        let here = by_place((from, to), &ended, &added, place);
        settle(&mut ended, &mut added, &here);
        found.extend(here);
    }
    found.sort_by_key(|one| one.ended.first().or(one.added.first()).copied());
    found
}

/// Numbers whose words, from the heading down, stand under exactly one ended and one added number.
fn by_words(
    from: &Schedule,
    to: &Schedule,
    ended: &BTreeSet<TariffNumber>,
    added: &BTreeSet<TariffNumber>,
) -> Vec<Succession> {
    if !(from.has_descriptions() && to.has_descriptions()) {
        return Vec::new();
    }
    let (before, after) = (worded(from, ended), worded(to, added));
    let pair =
        |(words, old): (&String, &Vec<TariffNumber>)| match (old.as_slice(), after.get(words)?.as_slice()) {
            ([old], [new]) => Some(Succession::of(Basis::SameWords, vec![*old], vec![*new], Vec::new())),
            _ => None,
        };
    before.iter().filter_map(pair).collect()
}

/// Numbers by their words from the heading down, letters and figures only.
fn worded(schedule: &Schedule, numbers: &BTreeSet<TariffNumber>) -> BTreeMap<String, Vec<TariffNumber>> {
    let mut by_words: BTreeMap<String, Vec<TariffNumber>> = BTreeMap::new();
    for line in numbers.iter().filter_map(|number| schedule.line(number)) {
        by_words.entry(words(&line)).or_default().push(line.number());
    }
    by_words
}

fn words(line: &Line<'_>) -> String {
    let mut words = String::new();
    for step in line.path() {
        words.extend(step.text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase));
        words.push('>');
    }
    words
}

/// What ended and what was added under the same prefix of `place` digits. Under an 8-digit line, a number that stayed may
/// have given or taken; elsewhere both sides must be there.
fn by_place(
    (from, to): (&Schedule, &Schedule),
    ended: &BTreeSet<TariffNumber>,
    added: &BTreeSet<TariffNumber>,
    place: usize,
) -> Vec<Succession> {
    let basis = if place == 8 { Basis::SameLine } else { Basis::SameSubheading };
    let prefixes: BTreeSet<TariffNumber> =
        ended.iter().chain(added).map(|number| number.prefix(place)).collect();
    let under = |numbers: &BTreeSet<TariffNumber>, prefix: &TariffNumber| -> Vec<TariffNumber> {
        numbers.range(*prefix..).take_while(|number| number.starts_with(prefix)).copied().collect()
    };
    let related = |prefix: TariffNumber| {
        let (old, new) = (under(ended, &prefix), under(added, &prefix));
        let beside: Vec<TariffNumber> = match place {
            8 => to.numbers_under(&prefix).filter(|n| n.len() == 10 && from.line(n).is_some()).collect(),
            _ => Vec::new(),
        };
        let both = !old.is_empty() && !new.is_empty();
        (both || !beside.is_empty()).then(|| Succession::of(basis, old, new, beside))
    };
    prefixes.into_iter().filter_map(related).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::{compact, diff};

    fn schedule(rows: &str) -> Schedule {
        let head = "cocket-tariff\t1\nrevision\t2026_rev_9\nfrom\t2026-06-08\nknown\t2026-06-08\ncite\tx\ntrust\tS\n\n\
            number\tunits\tgeneral\tspecial\tother\tsafeguard\tnotes\tindent\tdescription\n";
        compact::read(&format!("{head}{rows}")).unwrap()
    }

    /// A row of the full form.
    fn row(number: &str, indent: u8, words: &str) -> String {
        format!("{number}\tNo.\tFree\t\t\t\t\t{indent}\t{words}\n")
    }

    fn told(before: &[(&str, u8, &str)], after: &[(&str, u8, &str)]) -> Vec<String> {
        let read = |rows: &[(&str, u8, &str)]| {
            schedule(&rows.iter().map(|(n, indent, words)| row(n, *indent, words)).collect::<String>())
        };
        let (before, after) = (read(before), read(after));
        let list = |numbers: &[TariffNumber]| {
            numbers.iter().map(|number| number.to_string()[8..].to_string()).collect::<Vec<_>>().join(" ")
        };
        let show = |one: &Succession| {
            format!(
                "{:?} {:?} [{}] [{}] [{}]",
                one.kind,
                one.basis,
                list(&one.ended),
                list(&one.added),
                list(&one.beside)
            )
        };
        diff(&before, &after).successions.iter().map(show).collect()
    }

    #[test]
    fn one_number_in_place_of_one_with_the_same_words_is_near_to_certain() {
        let head = ("0101.21.00", 0, "Horses");
        let told = told(
            &[head, ("0101.21.00.10", 1, "Males"), ("0101.21.00.20", 1, "Females")],
            &[
                head,
                ("0101.21.00.11", 1, "males"),
                ("0101.21.00.20", 1, "Females"),
                ("0101.21.00.90", 1, "Other"),
            ],
        );
        assert_eq!(told, ["Renumbered SameWords [00.10] [00.11] []", "SplitOff SameLine [] [00.90] [00.20]"]);
    }

    #[test]
    fn a_split_and_a_merger_are_told_by_their_line() {
        let head = ("0101.21.00", 0, "Horses");
        let (whole, parts) = (
            [head, ("0101.21.00.00", 1, "All")],
            [head, ("0101.21.00.10", 1, "Males"), ("0101.21.00.20", 1, "Females")],
        );
        assert_eq!(told(&whole, &parts), ["Split SameLine [00.00] [00.10 00.20] []"]);
        assert_eq!(told(&parts, &whole), ["Merged SameLine [00.10 00.20] [00.00] []"]);
    }

    #[test]
    fn a_number_that_ends_beside_others_is_folded_into_them_and_a_moved_line_is_a_possibility() {
        let head = ("0101.21.00", 0, "Horses");
        let (two, one) = (
            [head, ("0101.21.00.10", 1, "Males"), ("0101.21.00.90", 1, "Other")],
            [head, ("0101.21.00.90", 1, "Other")],
        );
        assert_eq!(told(&two, &one), ["Folded SameLine [00.10] [] [00.90]"]);
        let (here, there) = ([("0101.21.00.00", 0, "Horses")], [("0101.21.10.00", 0, "Horses, live")]);
        assert_eq!(told(&here, &there), ["Renumbered SameSubheading [00.00] [10.00] []"]);
        assert_eq!(told(&here, &[("0202.10.00.00", 0, "Carcasses")]), Vec::<String>::new());
    }
}
