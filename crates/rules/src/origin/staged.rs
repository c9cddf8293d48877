//! Percentages of the automotive appendix inside product rules: general note 11(k)(iii), which decides notwithstanding the
//! figure that subdivision (o) prints.
//!
//! A rule names the class of vehicle and the kind of part («content heavy_truck principal NC»); the table
//! `origin_automotive` alone holds the percentages with their days, and the rule is read once for each of them.

use std::sync::Arc;

use cocket_base::{Citation, Date, Decimal, Window};
use cocket_law::{Pack, Row};

/// A percentage of the table.
pub(super) struct Percentage {
    vehicle: Arc<str>,
    part: Arc<str>,
    requirement: Arc<str>,
    value: Decimal,
}

/// Every percentage of regional value content.
pub(super) fn percentages(pack: &Pack) -> Vec<Row<Percentage>> {
    pack.rows("origin_automotive", |cells| {
        Some(Percentage {
            vehicle: cells.shared("vehicle"),
            part: cells.shared("part"),
            requirement: cells.shared("requirement"),
            value: cells.decimal("value")?,
        })
    })
}

/// A rule of one stage: its words with the percentages in place, and what it rests on.
pub(super) struct Stage {
    pub text: String,
    pub cite: Citation,
    pub known: Option<Date>,
}

/// The stages of a rule, itself alone when it names no part; what is wrong with it otherwise.
pub(super) fn stages(
    text: &str,
    cite: &Citation,
    known: Option<Date>,
    held: &[Row<Percentage>],
) -> Result<Vec<Stage>, String> {
    let Some(named) = Named::find(text)? else {
        return Ok(vec![Stage { text: text.into(), cite: cite.clone(), known }]);
    };
    let of = |method: &str| {
        let requirement = if method == "NC" { "net_cost" } else { "transaction_value" };
        held.iter().filter(move |row| {
            (&*row.vehicle, &*row.part, &*row.requirement) == (named.vehicle, named.part, requirement)
        })
    };
    let mut stages = Vec::new();
    for first in of(named.methods[0]) {
        let Some(window) = meet(cite.in_force, first.in_force()) else { continue };
        let day = window.from.unwrap_or(Date::MIN);
        let tests: Option<Vec<String>> = named
            .methods
            .iter()
            .map(|method| {
                let row = of(method).find(|row| row.in_force().holds(day))?;
                Some(format!("{} {method}", row.value.value.normalize()))
            })
            .collect();
        let Some(tests) = tests else { continue };
        let source = format!("{}; {}", cite.source, first.cite.source);
        stages.push(Stage {
            text: text.replacen(&named.words, &tests.join(" or "), 1),
            cite: Citation {
                source: source.into(),
                in_force: window,
                trust: cite.trust.min(first.cite.trust),
            },
            known: known.max(first.known),
        });
    }
    if stages.is_empty() {
        return Err(format!(
            "«{}» has no percentage in origin_automotive on the days of the rule",
            named.words
        ));
    }
    Ok(stages)
}

/// A part that a rule names.
struct Named<'t> {
    /// As it stands in the rule, as in `heavy_truck principal TV or NC`.
    words: String,
    vehicle: &'t str,
    part: &'t str,
    methods: Vec<&'t str>,
}

impl<'t> Named<'t> {
    fn find(text: &'t str) -> Result<Option<Named<'t>>, String> {
        let contents = text.split([',', ';']).filter_map(|part| part.trim().strip_prefix("content "));
        let mut named =
            contents.filter(|content| content.starts_with(|first: char| first.is_ascii_alphabetic()));
        let Some(words) = named.next() else { return Ok(None) };
        let bad = || {
            format!(
                "«{words}» should be a class of vehicle, a kind of part and TV, NC or both, as in heavy_truck principal TV or NC"
            )
        };
        let mut split = words.splitn(3, ' ');
        let (Some(vehicle), Some(part), Some(methods), None) =
            (split.next(), split.next(), split.next(), named.next())
        else {
            return Err(bad());
        };
        let methods: Vec<&str> = methods.split(" or ").collect();
        if methods.is_empty() || methods.iter().any(|method| !matches!(*method, "TV" | "NC")) {
            return Err(bad());
        }
        Ok(Some(Named { words: words.into(), vehicle, part, methods }))
    }
}

/// The days that lie in both.
fn meet(a: Window, b: Window) -> Option<Window> {
    let until = match (a.until, b.until) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    a.overlaps(&b).then_some(Window { from: a.from.max(b.from), until })
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::Trust;
    use cocket_base::civil::date;

    fn read(text: &str, from: Date) -> Result<Vec<Stage>, String> {
        let window = Window { from: Some(from), until: None };
        let cite = Citation::new("rule").in_force(window).trust(Trust::S);
        stages(text, &cite, None, &percentages(Pack::starter()))
    }

    #[test]
    fn a_rule_is_read_once_for_each_percentage() {
        let told: Vec<(String, Window)> =
            read("no change, content heavy_truck principal TV or NC", date(2020, 7, 1))
                .unwrap()
                .into_iter()
                .map(|stage| (stage.text, stage.cite.in_force))
                .collect();
        let days = |from, until| Window { from: Some(from), until };
        assert_eq!(
            told,
            [
                ("no change, content 70 TV or 60 NC".into(), days(date(2020, 7, 1), Some(date(2024, 6, 30)))),
                ("no change, content 74 TV or 64 NC".into(), days(date(2024, 7, 1), Some(date(2027, 6, 30)))),
                ("no change, content 80 TV or 70 NC".into(), days(date(2027, 7, 1), None)),
            ]
        );
        assert_eq!(read("no change, content heavy_truck principal NC", date(2026, 1, 1)).unwrap().len(), 2);
        assert_eq!(read("any other heading; no change, content 50 NC", date(2026, 1, 1)).unwrap().len(), 1);
    }

    #[test]
    fn a_part_that_is_not_held_is_told() {
        for text in ["content tractor principal NC", "content heavy_truck NC", "content heavy_truck core NC"]
        {
            assert!(read(text, date(2026, 1, 1)).is_err(), "{text}");
        }
    }
}
