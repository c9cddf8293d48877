//! The list of clocks and determinations with the facts they take (`cocket clocks --list`).

use cocket_base::{Citation, Date};
use cocket_law::{ClockRow, Pack, Roll, Row};
use serde::{Deserialize, Serialize};

use super::evaluate::facts_of;
use super::{entered, summaries, temporary, terms, zone_goods};
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
    /// Where a last day goes that is a day off, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day_off: Option<String>,
    /// To whom, in which form, by which medium, where the law says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how: Option<How>,
    /// Modes of transport it runs for; empty means all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modes: Vec<String>,
    /// Source.
    pub cite: Citation,
}

/// How the thing that a clock is about is done, where the law says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct How {
    /// To whom it goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Its form or document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    /// By which medium, with which contents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The standard of proof.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard: Option<String>,
    /// Source.
    pub cite: Citation,
}

/// How a clock, by its id, or a determination, by its name, is met.
pub(super) fn how(as_of: AsOf<'_>, clock: &str) -> Option<How> {
    let row = as_of.pack.clock_how(clock, as_of.day, as_of.known)?;
    let text = |cell: &Option<std::sync::Arc<str>>| cell.as_ref().map(|text| text.to_string());
    Some(How {
        to: text(&row.to),
        form: text(&row.form),
        by: text(&row.how),
        standard: text(&row.standard),
        cite: row.cite.clone(),
    })
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
    [entered::ALL, summaries::ALL, terms::ALL, temporary::ALL, zone_goods::ALL].into_iter().flatten()
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
    listed.extend(all().map(|rule| rule_listing(as_of, rule)));
    listed.sort_by(|a, b| a.area.cmp(&b.area).then_with(|| a.clock.cmp(&b.clock)));
    listed
}

pub(super) fn row_listing(as_of: AsOf<'_>, row: &Row<ClockRow>) -> ClockListing {
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
        day_off: Some(
            match row.roll {
                Roll::None => "a last day that is a day off stays where it is",
                Roll::Next => "a last day that is a day off moves to the next working day",
                Roll::Previous => "a last day that is a day off moves back to the working day before",
            }
            .into(),
        ),
        how: how(as_of, &row.id),
        modes: row.modes.iter().map(|mode| mode.to_string()).collect(),
        cite: row.cite.clone(),
    }
}

pub(super) fn rule_listing(as_of: AsOf<'_>, rule: &Determined) -> ClockListing {
    let fact = |fact: &Fact| ClockFact {
        name: fact.name.into(),
        question: as_of.pack.clock_question(fact.name).unwrap_or_default().to_string(),
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
        day_off: None,
        how: how(as_of, rule.name),
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
