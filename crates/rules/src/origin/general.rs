//! Rules that stand above the product rules of whole chapters: processes that suffice for every good of a section, and
//! conditions that each way of the product rule carries (notes of sections and chapters).

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use cocket_base::Date;
use cocket_base::ids::TariffNumber;
use cocket_law::{Cells, Pack, Row};

use super::language::Rule;
use super::law::ProductRule;
use super::scope::{Inside, Scope};

/// How a general rule joins the product rule of a good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// Its alternatives suffice, whatever the product rule says.
    Suffices,
    /// Its requirements are asked besides, in each alternative of the product rule.
    Besides,
}

/// A rule for whole chapters.
#[derive(Clone, Debug)]
pub(super) struct GeneralRule {
    agreement: Arc<str>,
    goods: Scope,
    except: Scope,
    how: How,
    /// What it asks.
    pub rule: Rule,
}

impl GeneralRule {
    /// Whether it is for the good. A number too short to tell gives no way to qualify, but carries every condition.
    fn meets(&self, good: TariffNumber) -> bool {
        let doubt = self.how != How::Suffices;
        let inside = |inside| inside == Inside::Yes || (doubt && inside == Inside::Unknown);
        let outside = |inside| inside == Inside::No || (doubt && inside == Inside::Unknown);
        inside(self.goods.holds(good)) && outside(self.except.holds(good))
    }
}

/// The general rules of a pack; those that cannot be read are told to `fault` by their place.
pub(super) fn read(
    pack: &Pack,
    scope: impl Fn(&str) -> Result<Scope, String>,
    lists: &BTreeMap<Arc<str>, Scope>,
    mut fault: impl FnMut(&str, String),
) -> Vec<Row<GeneralRule>> {
    let cells = |cells: Cells<'_>| {
        let how = if cells.text("how") == "suffices" { How::Suffices } else { How::Besides };
        let names = (cells.shared("agreement"), cells.shared("goods"), cells.optional("except"));
        Some((names, how, cells.shared("rule")))
    };
    let mut rules = Vec::new();
    for row in pack.rows("origin_general_rules", cells) {
        let ((agreement, goods, except), how, text) = row.value;
        let except = except.as_deref().map(&scope).unwrap_or_else(|| Ok(Scope::default()));
        let rule = Rule::read(&text, lists).map_err(|error| error.to_string());
        match (scope(&goods), except, rule) {
            (Ok(goods), Ok(except), Ok(rule)) => {
                let value = GeneralRule { agreement, goods, except, how, rule };
                rules.push(Row { value, cite: row.cite, known: row.known, at: row.at });
            }
            (Err(error), _, _) | (_, Err(error), _) | (_, _, Err(error)) => fault(&row.at, error),
        }
    }
    rules
}

/// The product rule of a good with what the general rules add to it.
pub(super) fn whole<'a>(
    general: &[Row<GeneralRule>],
    agreement: &str,
    good: TariffNumber,
    row: &'a Row<ProductRule>,
    (day, known): (Date, Date),
) -> Cow<'a, Row<ProductRule>> {
    let for_good = |rule: &&Row<GeneralRule>| {
        &*rule.agreement == agreement && rule.holds(day, known) && rule.meets(good)
    };
    let rules: Vec<&Row<GeneralRule>> = general.iter().filter(for_good).collect();
    if rules.is_empty() {
        return Cow::Borrowed(row);
    }
    let mut ways = row.rule.alternatives.clone();
    let (suffices, besides): (Vec<_>, Vec<_>) = rules.into_iter().partition(|rule| rule.how == How::Suffices);
    for rule in besides {
        let asked = rule.rule.alternatives.iter().flat_map(|way| &way.requirements);
        for way in &mut ways {
            way.requirements.extend(asked.clone().cloned());
        }
    }
    for way in suffices.iter().flat_map(|rule| &rule.rule.alternatives) {
        if !ways.contains(way) {
            ways.push(way.clone());
        }
    }
    let value = ProductRule { rule: Rule { alternatives: ways }, ..row.value.clone() };
    Cow::Owned(Row { value, cite: row.cite.clone(), known: row.known, at: row.at.clone() })
}

#[cfg(test)]
mod tests {
    use super::super::law::OriginLaw;
    use super::*;
    use cocket_base::civil::date;

    const RULES: &str = "agreement,goods,only,rule,from,until,known,cite,trust\n\
                         a,28-29,,\"any other heading; no change, content 40 TV\",,,,c,S\n\
                         a,2916.32,,any other heading,,,,c,S\n";

    fn shown(general: &str, good: &str) -> String {
        let general = format!("agreement,goods,except,how,rule,from,until,known,cite,trust\n{general}");
        let processes = "process,question,from,until,known,cite,trust\n\
                         reaction,A reaction?,,,,c,S\nmixed,A mixture?,,,,c,S\n";
        let pack = Pack::bare([
            ("origin/origin_rules.csv", RULES),
            ("origin/origin_processes.csv", processes),
            ("origin/origin_general_rules.csv", general.as_str()),
        ])
        .unwrap();
        let law = OriginLaw::read(&pack).unwrap();
        let (day, good) = (date(2026, 6, 16), good.parse().unwrap());
        let (rows, _) = law.rules("a", good, day, day);
        law.whole("a", good, rows[0], day, day).rule.to_string()
    }

    #[test]
    fn a_process_that_suffices_joins_the_alternatives() {
        let rule = "a,28-38,2916.32,suffices,process reaction,,,,c,S\n";
        let all = "any other heading; no change, content 40 TV; process reaction";
        assert_eq!(shown(rule, "2901.10"), all);
        assert_eq!(shown(rule, "2916.32"), "any other heading");
        assert_eq!(shown("b,28-38,,suffices,process reaction,,,,c,S\n", "2916.32"), "any other heading");
    }

    #[test]
    fn a_condition_joins_the_ways_of_the_product_rule_alone() {
        let rules = "a,28-38,,besides,process mixed,,,,c,S\na,28-38,,suffices,process reaction,,,,c,S\n";
        let all =
            "any other heading, process mixed; no change, content 40 TV, process mixed; process reaction";
        assert_eq!(shown(rules, "2901.10"), all);
    }

    #[test]
    fn a_number_too_short_to_tell_carries_the_conditions_alone() {
        let goods = "a,2916.31,,suffices,process reaction,,,,c,S\na,2916.31,,besides,process mixed,,,,c,S\n";
        let all = "any other heading, process mixed; no change, content 40 TV, process mixed";
        assert_eq!(shown(goods, "2916"), all);
    }

    #[test]
    fn a_general_rule_that_cannot_be_read_is_told() {
        let text = "agreement,goods,except,how,rule,from,until,known,cite,trust\na,28-38,,suffices,process x1,,,,c,S\n";
        let pack = Pack::bare([("origin/origin_general_rules.csv", text)]).unwrap();
        assert!(OriginLaw::read(&pack).unwrap_err()[0].text.contains("process x1"));
    }
}
