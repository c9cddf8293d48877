//! When a transaction value may be used: 19 USC 1401a(b)(2), (g)(1); 19 CFR 152.103(j) to (l).
//!
//! Left to a person: whether a restriction touches the value substantially, and whether one value closely approximates
//! another (no fixed percentage decides that, 152.103(l)(2)(ii)).

use cocket_base::{Decimal, Need, Reason, Shaped, Step, figure};
use cocket_law::CodeRow;
use serde::{Deserialize, Serialize};

use super::answer::{need, reason};
use super::words::word;
use crate::{AsOf, Refusal};

/// The terms of a sale that decide whether its price may be used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(default, deny_unknown_fields)]
pub struct SaleTerms {
    /// The goods were sold for exportation to the United States: not lent, leased, given, sent on consignment.
    pub sold: Option<bool>,
    /// Restrictions on what the buyer may do with the goods; an empty list: none.
    pub restrictions: Option<Vec<Restriction>>,
    /// Conditions or considerations of the sale or the price; an empty list: none.
    pub conditions: Option<Vec<Condition>>,
    /// Whether buyer and seller are related, where that is known without the ties.
    pub related: Option<bool>,
    /// The ties between buyer and seller.
    pub ties: Vec<Tie>,
    /// What shows that the relationship did not influence the price, by the table `price_evidence`.
    #[shape(table = "price_evidence")]
    pub evidence: Vec<String>,
    /// What the price is compared with.
    pub test_values: Vec<TestValue>,
    /// An examination found that the relationship influenced the price.
    pub influenced: Option<bool>,
}

/// A restriction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct Restriction {
    /// Kind by the table `restriction_kinds`: `by_law`, `territory`, `other`.
    #[shape(table = "restriction_kinds")]
    pub kind: String,
    /// Whether it affects the value substantially, for `other`.
    #[serde(default)]
    pub substantial: Option<bool>,
    /// In words.
    #[serde(default)]
    pub text: Option<String>,
}

/// A condition or consideration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// In words.
    pub text: String,
    /// Whether a value can be put on it.
    #[serde(default)]
    pub valued: Option<bool>,
    /// That value, US dollars, when it is not in the price.
    #[serde(default)]
    #[serde(deserialize_with = "figure::optional")]
    pub amount: Option<Decimal>,
}

/// A tie between buyer and seller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct Tie {
    /// Kind by the table `relationship_kinds`, as in `voting_stock`.
    #[shape(table = "relationship_kinds")]
    pub kind: String,
    /// For `voting_stock`: percent of the voting stock owned, controlled or held with power to vote.
    #[serde(default)]
    #[serde(deserialize_with = "figure::optional")]
    pub percent: Option<Decimal>,
    /// For `family`: the relation by the table `family_relations`, as in `brother`.
    #[serde(default)]
    #[shape(table = "family_relations")]
    pub relation: Option<String>,
    /// For `common_officer_or_director`: the individual serves in both organisations. Left out: yes.
    #[serde(default)]
    pub in_both: Option<bool>,
}

/// A value that a related price is compared with: 1401a(b)(2)(B).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct TestValue {
    /// What it is, by the table `test_value_kinds`.
    #[shape(table = "test_value_kinds")]
    pub kind: String,
    /// US dollars, as a note.
    #[serde(default)]
    #[serde(deserialize_with = "figure::optional")]
    pub value: Option<Decimal>,
    /// The compared goods were exported at or about the same time.
    #[serde(default)]
    pub same_time: Option<bool>,
    /// The compared sale was to an unrelated buyer in the United States; for transaction values.
    #[serde(default)]
    pub unrelated_buyer: Option<bool>,
    /// The price closely approximates it, after the differences of level, quantity and cost: a person's judgement.
    #[serde(default)]
    pub closely_approximates: Option<bool>,
}

/// What looking at the terms came to.
#[derive(Debug, Default)]
pub(super) struct Limits {
    pub related: Option<bool>,
    pub fails: Vec<Reason>,
    pub needs: Vec<Need>,
    /// What the sale is taken not to have, since nobody spoke of it: field and words.
    silent: Vec<(&'static str, &'static str)>,
    pub steps: Vec<Step>,
    /// Values of conditions that are not in the price, US dollars.
    pub conditions: Vec<(String, Decimal)>,
}

impl Limits {
    /// What nobody has said of the sale, as one question.
    pub(super) fn unsaid(&self) -> Option<Need> {
        if self.silent.is_empty() {
            return None;
        }
        let (fields, words): (Vec<&str>, Vec<&str>) = self.silent.iter().copied().unzip();
        Some(need(
            fields.join(", "),
            format!("Is there any of this: {}?", words.join("; ")),
            "without a sale there is no transaction value, and a restriction, a condition or related parties can rule the \
             price out or call for proof",
        ))
    }
}

/// Looks at the terms of a sale.
pub(super) fn limits(as_of: AsOf<'_>, sale: &SaleTerms) -> Result<Limits, Refusal> {
    let mut limits = Limits::default();
    match sale.sold {
        Some(false) => limits.fails.push(reason(
            "the goods were not sold for exportation to the United States, so there is no price paid or payable",
            "19 USC 1401a(b)(1)",
        )),
        Some(true) => {}
        None => limits.silent.push((
            "sale.sold",
            "goods that were not sold for exportation to the United States (lent, leased, given, consigned)",
        )),
    }
    restrictions(as_of, sale, &mut limits)?;
    conditions(sale, &mut limits);
    related(as_of, sale, &mut limits)?;
    Ok(limits)
}

/// (b)(2)(A)(i): restrictions other than by law, of territory, or without substantial effect on the value.
fn restrictions(as_of: AsOf<'_>, sale: &SaleTerms, limits: &mut Limits) -> Result<(), Refusal> {
    let Some(restrictions) = &sale.restrictions else {
        limits.silent.push(("sale.restrictions", "a restriction on what the buyer may do with the goods"));
        return Ok(());
    };
    for (at, restriction) in restrictions.iter().enumerate() {
        let row = word(as_of, "restriction_kinds", &restriction.kind, "a kind of restriction")?;
        let name = restriction.text.as_deref().unwrap_or(&row.label);
        if row.column("allowed") == Some("Y") {
            limits.steps.push(Step::new(format!("{name}: allowed")).cite(row.cite.clone()));
            continue;
        }
        match restriction.substantial {
            Some(true) => limits.fails.push(Reason {
                text: format!("{name}: a restriction that affects the value of the goods substantially"),
                cite: Some(row.cite.clone()),
            }),
            Some(false) => limits.steps.push(
                Step::new(format!("{name}: does not affect the value substantially")).cite(row.cite.clone()),
            ),
            None => limits.needs.push(need(
                format!("sale.restrictions[{at}].substantial"),
                format!("Does this restriction affect the value of the goods substantially: {name}?"),
                "whether the transaction value may be used",
            )),
        }
    }
    Ok(())
}

/// (b)(2)(A)(ii): a condition or consideration without a value.
fn conditions(sale: &SaleTerms, limits: &mut Limits) {
    let Some(conditions) = &sale.conditions else {
        limits.silent.push((
            "sale.conditions",
            "a sale or price that depends on anything else (other purchases, barter)",
        ));
        return;
    };
    for (at, condition) in conditions.iter().enumerate() {
        match (condition.valued, condition.amount) {
            (Some(false), _) => limits.fails.push(reason(
                format!(
                    "the sale or its price depends on this, which no value can be put on: {}",
                    condition.text
                ),
                "19 USC 1401a(b)(2)(A)(ii)",
            )),
            (_, Some(amount)) => limits.conditions.push((condition.text.clone(), amount)),
            (Some(true), None) => limits.needs.push(need(
                format!("sale.conditions[{at}].amount"),
                format!(
                    "What is the value of this condition, if the price does not hold it (else 0): {}?",
                    condition.text
                ),
                "entered value: it belongs to the price",
            )),
            (None, None) => limits.needs.push(need(
                format!("sale.conditions[{at}].valued"),
                format!("Can a value be put on this condition: {}?", condition.text),
                "whether the transaction value may be used",
            )),
        }
    }
}

/// (b)(2)(A)(iv), (B): related parties, and what makes their price acceptable.
fn related(as_of: AsOf<'_>, sale: &SaleTerms, limits: &mut Limits) -> Result<(), Refusal> {
    let ties = ties(as_of, &sale.ties, &mut limits.steps)?;
    limits.needs.extend(ties.needs);
    limits.related = match (sale.related, ties.related) {
        (_, true) => Some(true),
        (said, false) if limits.needs.is_empty() => said.or((!sale.ties.is_empty()).then_some(false)),
        (said, false) => said,
    };
    match limits.related {
        None => {
            limits.silent.push((
                "sale.related",
                "a buyer and seller who are related (family, officers, partners, employment, voting stock, control)",
            ));
            return Ok(());
        }
        Some(false) => return Ok(()),
        Some(true) => {}
    }
    for kind in &sale.evidence {
        let row = word(as_of, "price_evidence", kind, "a kind of evidence on a related price")?;
        if row.column("proves") == Some("Y") {
            let what = format!("related, but the price is acceptable: {}", row.label);
            limits.steps.push(Step::new(what).cite(row.cite.clone()));
            return Ok(());
        }
    }
    let mut asked = None;
    for (at, test) in sale.test_values.iter().enumerate() {
        match judge(as_of, test, at)? {
            Judged::Stands(row) => {
                let what = format!("related, but the price closely approximates {}", row.label);
                limits.steps.push(Step::new(what).cite(row.cite.clone()));
                return Ok(());
            }
            Judged::No => {}
            Judged::Ask(need) => asked = asked.or(Some(need)),
        }
    }
    if let Some(asked) = asked {
        limits.needs.push(asked);
        return Ok(());
    }
    match sale.influenced {
        Some(false) => limits.steps.push(
            Step::new("related, but an examination of the sale found no influence on the price")
                .cite(cocket_base::Citation::new("19 USC 1401a(b)(2)(B); 19 CFR 152.103(l)(1)")),
        ),
        Some(true) => limits.fails.push(reason(
            "buyer and seller are related and the relationship influenced the price",
            "19 USC 1401a(b)(2)(A)(iv)",
        )),
        None if sale.test_values.is_empty() => limits.needs.push(need(
            "sale.evidence",
            "Buyer and seller are related: what shows that this did not influence the price (industry practice, prices to unrelated buyers, all costs plus the firm's usual profit, a test value)?",
            "whether the transaction value may be used",
        )),
        None => limits.fails.push(reason(
            "buyer and seller are related, no circumstance shows an uninfluenced price, and no test value is closely approximated",
            "19 USC 1401a(b)(2)(B)",
        )),
    }
    Ok(())
}

enum Judged<'p> {
    Stands(&'p CodeRow),
    No,
    Ask(Need),
}

fn judge<'p>(as_of: AsOf<'p>, test: &TestValue, at: usize) -> Result<Judged<'p>, Refusal> {
    let row = word(as_of, "test_value_kinds", &test.kind, "a kind of test value")?;
    let ask = |fact: &str, question: &str| {
        Judged::Ask(need(
            format!("sale.test_values[{at}].{fact}"),
            format!("{question} ({})", row.label),
            "whether the related price is acceptable",
        ))
    };
    let buyer_matters = row.column("unrelated_buyer") == Some("Y");
    Ok(match (test.same_time, test.unrelated_buyer, test.closely_approximates) {
        (Some(false), _, _) | (_, _, Some(false)) => Judged::No,
        (_, Some(false), _) if buyer_matters => Judged::No,
        (None, _, _) => ask("same_time", "Were the compared goods exported at or about the same time?"),
        (_, None, _) if buyer_matters => {
            ask("unrelated_buyer", "Was the compared sale to an unrelated buyer in the United States?")
        }
        (_, _, None) => ask("closely_approximates", "Does the price closely approximate the test value?"),
        (Some(true), _, Some(true)) => Judged::Stands(row),
    })
}

/// What the ties between two persons come to.
pub(super) struct Ties {
    pub related: bool,
    pub needs: Vec<Need>,
}

/// (g)(1): whether any of the ties makes two persons related.
pub(super) fn ties(as_of: AsOf<'_>, ties: &[Tie], steps: &mut Vec<Step>) -> Result<Ties, Refusal> {
    let mut result = Ties { related: false, needs: Vec::new() };
    for (at, tie) in ties.iter().enumerate() {
        let row = word(as_of, "relationship_kinds", &tie.kind, "a tie")?;
        let ask = |fact: &str, question: String| {
            need(format!("ties[{at}].{fact}"), question, "whether buyer and seller are related")
        };
        let (counts, name) = match row.column("test").unwrap_or_default() {
            "always" => (true, row.label.to_string()),
            "percent" => {
                let limit = as_of.pack.limit("related_voting_stock", as_of.day, as_of.known)?;
                let Some(percent) = tie.percent else {
                    result
                        .needs
                        .push(ask("percent", "What share of the voting stock is held, in percent?".into()));
                    continue;
                };
                let name =
                    format!("{percent}% of the voting stock, the limit is {}%", limit.amount.normalize());
                (percent >= limit.amount, name)
            }
            "relation" => {
                let Some(relation) = &tie.relation else {
                    result.needs.push(ask(
                        "relation",
                        "What is the family relation (brother, spouse, cousin …)?".into(),
                    ));
                    continue;
                };
                let relation = word(as_of, "family_relations", relation, "a family relation")?;
                (relation.column("related") == Some("Y"), format!("family: {}", relation.label))
            }
            "in_both" => (tie.in_both != Some(false), row.label.to_string()),
            _ => (false, row.label.to_string()),
        };
        let verdict = if counts { "makes them related" } else { "does not make them related" };
        steps.push(Step::new(format!("{name}: {verdict}")).cite(row.cite.clone()));
        result.related |= counts;
    }
    if result.related {
        result.needs.clear();
    }
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::civil::date;
    use cocket_law::Pack;

    fn look(sale: &str) -> Limits {
        let as_of = AsOf::new(Pack::starter(), date(2026, 6, 16), date(2026, 11, 24));
        limits(as_of, &serde_json::from_str(sale).unwrap()).unwrap()
    }

    #[test]
    fn five_percent_of_the_stock_and_brothers_are_related_but_cousins_are_not() {
        for (ties, related) in [
            (r#"[{"kind":"voting_stock","percent":"5"}]"#, Some(true)),
            (r#"[{"kind":"voting_stock","percent":"4.99"}]"#, Some(false)),
            (r#"[{"kind":"family","relation":"half_brother"}]"#, Some(true)),
            (r#"[{"kind":"family","relation":"cousin"}]"#, Some(false)),
            (r#"[{"kind":"common_officer_or_director","in_both":false}]"#, Some(false)),
            (r#"[{"kind":"sole_agent"}]"#, Some(false)),
            (r#"[{"kind":"voting_stock"}]"#, None),
        ] {
            assert_eq!(look(&format!(r#"{{"ties":{ties}}}"#)).related, related, "{ties}");
        }
    }

    #[test]
    fn a_related_price_needs_proof() {
        assert_eq!(look(r#"{"related":true}"#).needs.len(), 1);
        assert!(look(r#"{"related":true,"evidence":["all_costs_plus_profit"]}"#).fails.is_empty());
        let test = |how: &str| {
            look(&format!(
                r#"{{"related":true,"test_values":[{{"kind":"identical","same_time":true,{how}}}]}}"#
            ))
        };
        assert_eq!(test(r#""unrelated_buyer":true,"closely_approximates":false"#).fails.len(), 1);
        assert_eq!(test(r#""unrelated_buyer":false,"closely_approximates":true"#).fails.len(), 1);
        let stands = test(r#""unrelated_buyer":true,"closely_approximates":true"#);
        assert!(stands.fails.is_empty() && stands.needs.is_empty());
    }

    #[test]
    fn law_and_territory_may_restrict_and_a_condition_needs_a_value() {
        let fails = |sale: &str| look(sale).fails.len();
        assert_eq!(fails(r#"{"restrictions":[{"kind":"by_law"},{"kind":"territory"}]}"#), 0);
        assert_eq!(fails(r#"{"restrictions":[{"kind":"other","substantial":true}]}"#), 1);
        assert_eq!(fails(r#"{"conditions":[{"text":"barter","valued":false}]}"#), 1);
        assert_eq!(fails(r#"{"sold":false}"#), 1);
        assert_eq!(look(r#"{"conditions":[{"text":"barter"}]}"#).needs.len(), 1);
    }
}
