//! The list of clocks and determinations with the facts they take (`cocket clocks --list`).

use cocket_base::{Citation, Date};
use cocket_law::{ClockRow, Pack, Row};
use serde::{Deserialize, Serialize};

use super::evaluate::facts_of;
use super::{entered, summaries, temporary, terms};
use crate::AsOf;
use crate::asked::{Determined, Fact, FactKind};

/// A clock as `cocket clocks --list` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockListing {
    /// Id.
    pub clock: String,
    /// Name.
    pub name: String,
    /// Part of the trade.
    pub area: String,
    /// What must be done.
    pub obligation: String,
    /// The rule in words.
    pub rule: String,
    /// The facts it needs.
    pub facts: Vec<ClockFact>,
    /// What follows when it is missed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missed: Option<String>,
    /// What holds it, lengthens it or ends it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stops: Option<String>,
    /// Modes of transport it runs for; empty means all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modes: Vec<String>,
    /// Source.
    pub cite: Citation,
}

/// A fact that a clock needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockFact {
    /// Key in the question.
    pub name: String,
    /// What it asks of a person.
    pub question: String,
    /// What it must be.
    pub form: String,
    /// May be left out, always or in some cases.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
}

/// All determinations about dates.
pub(super) fn all() -> impl Iterator<Item = &'static Determined> {
    [entered::ALL, summaries::ALL, terms::ALL, temporary::ALL].into_iter().flatten()
}

/// The determination of this name.
pub(super) fn named(name: &str) -> Option<&'static Determined> {
    all().find(|rule| rule.name.eq_ignore_ascii_case(name))
}

/// Every clock and determination with the facts it needs, by area and id.
pub fn list(pack: &Pack, day: Date, known: Date) -> Vec<ClockListing> {
    let as_of = AsOf::new(pack, day, known);
    let rows = pack.clocks().values().filter_map(|rows| rows.as_of(day, known));
    let mut listed: Vec<ClockListing> = rows.map(|row| row_listing(as_of, row)).collect();
    listed.extend(all().map(|rule| rule_listing(pack, rule)));
    listed.sort_by(|a, b| a.area.cmp(&b.area).then_with(|| a.clock.cmp(&b.clock)));
    listed
}

fn row_listing(as_of: AsOf<'_>, row: &Row<ClockRow>) -> ClockListing {
    let fact = |fact: cocket_law::FactUse| {
        let kind = if fact.number { FactKind::Number } else { FactKind::Time };
        let question = as_of.pack.clock_question(&fact.name).unwrap_or_default().to_string();
        ClockFact { name: fact.name.to_string(), question, form: kind.in_words(), optional: fact.optional }
    };
    ClockListing {
        clock: row.id.to_string(),
        name: row.name.to_string(),
        area: row.area.to_string(),
        obligation: row.obligation.to_string(),
        rule: row.rule.to_string(),
        facts: facts_of(as_of, row).unwrap_or_default().into_iter().map(fact).collect(),
        missed: row.missed.as_ref().map(|missed| missed.to_string()),
        stops: row.stops.as_ref().map(|stops| stops.to_string()),
        modes: row.modes.iter().map(|mode| mode.to_string()).collect(),
        cite: row.cite.clone(),
    }
}

fn rule_listing(pack: &Pack, rule: &Determined) -> ClockListing {
    let fact = |fact: &Fact| ClockFact {
        name: fact.name.into(),
        question: pack.clock_question(fact.name).unwrap_or_default().to_string(),
        form: fact.kind.in_words(),
        optional: fact.optional,
    };
    ClockListing {
        clock: rule.name.into(),
        name: rule.name.into(),
        area: rule.area.into(),
        obligation: rule.obligation.into(),
        rule: rule.rule.into(),
        facts: rule.facts.iter().map(fact).collect(),
        missed: None,
        stops: None,
        modes: Vec::new(),
        cite: rule.citation(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::civil::date;

    #[test]
    fn every_listed_clock_says_what_it_asks() {
        let listed = list(Pack::starter(), date(2026, 11, 24), date(2026, 11, 24));
        assert!(listed.len() > 100);
        assert!(
            listed
                .iter()
                .all(|clock| !clock.facts.is_empty()
                    && clock.facts.iter().all(|fact| !fact.question.is_empty()))
        );
    }
}
