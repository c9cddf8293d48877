//! The criteria of origin in their order: A wholly obtained, C of originating materials alone, E listed, B the product rule,
//! D parts that cannot change; with sets for retail sale.

use std::borrow::Cow;

use cocket_base::{Citation, Decimal};
use cocket_law::Row;

use super::answer::Refused;
use super::content;
use super::goods::Material;
use super::language::{Method, Rule};
use super::law::ProductRule;
use super::product::Case;
use super::proof::{Proof, need};
use super::qualify::QualifyQuestion;
use super::scope::Scope;

type Held<'a> = Cow<'a, Row<ProductRule>>;

/// The criteria with their proofs, and the product rule where one was read.
type Found<'a> = (Vec<(&'static str, Proof)>, Option<Held<'a>>);

/// The criteria, in their order, and the product rule.
pub(super) fn criteria<'a>(case: &Case<'a>, question: &QualifyQuestion) -> Result<Found<'a>, Refused> {
    let mut ways = Vec::new();
    if question.set {
        return Ok((vec![("", sets(case))], None));
    }
    if let Some(whole) = question.wholly_obtained {
        ways.push(("A", Proof::fact("wholly obtained or produced in the territory", whole)));
    }
    let foreign = case.materials.iter().filter(|material| material.must_shift()).count();
    let bill = !case.materials.is_empty();
    if bill {
        ways.push(("C", Proof::fact("made of originating materials alone", foreign == 0)));
    }
    if question.listed_it_good {
        ways.push(("E", Proof::fact("listed in table 2.10.1 and imported from a party", true)));
    }
    if ways.iter().any(|(_, proof)| proof.holds == Some(true)) {
        return Ok((ways, None));
    }
    let row = match find_rule(case, question)? {
        Ok(row) => row,
        Err(open) => {
            ways.push(("B", open));
            return Ok((ways, None));
        }
    };
    let by_rule = case.rule(&row.rule, &row.goods).cite(row.cite.clone());
    if question.zone_made {
        let zone = Proof::fact("not made in a foreign-trade zone of the United States", false);
        ways.push(("B", Proof::all("the product rule is open to the good", vec![zone, by_rule])));
    } else {
        ways.push(("B", by_rule));
    }
    ways.extend(fallback(case, question).map(|proof| ("D", proof)));
    Ok((ways, Some(row)))
}

/// The rule for the good: the one given, else the one held.
fn find_rule<'a>(case: &Case<'a>, question: &QualifyQuestion) -> Result<Result<Held<'a>, Proof>, Refused> {
    if let Some(text) = &question.rule {
        let rule = Rule::read(text, case.law.lists()).map_err(|error| {
            Refused::field("rule", error.to_string(), "see docs/origin.md for the language")
        })?;
        let goods = Scope::read(&question.hts.compact()).unwrap_or_default();
        let cite = Citation::new("the rule given with the question");
        let value = ProductRule { goods, only: None, rule };
        return Ok(Ok(Cow::Owned(Row { value, cite, known: None, at: "the question".into() })));
    }
    let (rules, unsure) = case.law.rules(&case.agreement.agreement, case.good, case.day, case.known);
    let chosen: Vec<&Row<ProductRule>> = match &question.only {
        Some(words) => rules.iter().copied().filter(|row| row.only.as_deref() == Some(words)).collect(),
        None => rules.clone(),
    };
    Ok(match chosen[..] {
        [row] if !unsure || question.hts.len() >= 8 => {
            Ok(case.law.whole(&case.agreement.agreement, case.good, row, case.day, case.known))
        }
        [] if rules.is_empty() => {
            let ask =
                format!("Which rule of {} is for {}? Give it in rule", case.agreement.name, question.hts);
            Err(Proof::waits(
                "no rule is held for this number",
                need("rule", ask, "whether the good qualifies"),
            ))
        }
        _ if unsure && question.hts.len() < 8 && chosen.len() <= 1 => {
            let ask = "What is the tariff number of the good in eight digits?";
            Err(Proof::waits("a longer number has its own rule", need("hts", ask, "which rule is read")))
        }
        _ => {
            let kinds: Vec<&str> =
                rules.iter().map(|row| row.only.as_deref().unwrap_or("other goods")).collect();
            let ask = format!("Which of these is the good? Give the words in only: {}", kinds.join(" | "));
            Err(Proof::waits("the number has several rules", need("only", ask, "which rule is read")))
        }
    })
}

/// Criterion D: materials that are parts of the good's own subheading or an unassembled good, with value content.
fn fallback(case: &Case<'_>, question: &QualifyQuestion) -> Option<Proof> {
    let tests =
        [("fallback_transaction_value_percent", Method::TV), ("fallback_net_cost_percent", Method::NC)];
    let tests: Vec<_> =
        tests.iter().filter_map(|(name, method)| Some((case.figure(name)?, *method))).collect();
    if tests.is_empty() || case.is_apparel() {
        return None;
    }
    let parts = case.materials.iter().any(|m| m.part && m.must_shift());
    if !parts && !question.unassembled {
        return None;
    }
    let same = |m: &&Material| {
        m.must_shift() && m.part && m.hts.is_some_and(|number| number.prefix(6) == case.good.prefix(6))
    };
    let reason = question.unassembled || case.materials.iter().any(|m| same(&m));
    let sums = content::sums(case.values, case.materials);
    let ways = tests.iter().map(|(row, method)| {
        let test = super::language::ContentTest { method: *method, percent: row.value };
        content::test(&test, case.values, &sums).cite(row.cite.clone())
    });
    let value = Proof::any("regional value content", ways.collect());
    let because = Proof::fact("the parts share the good's subheading, or the good came unassembled", reason);
    Some(Proof::all("parts that cannot change, with value content", vec![because, value]))
}

/// Sets for retail sale: every good originates, or the foreign ones stay within the share of the set's value.
fn sets(case: &Case<'_>) -> Proof {
    let foreign: Vec<&Material> = case.materials.iter().filter(|m| !m.originates()).collect();
    if foreign.is_empty() {
        return Proof::fact("every good of the set originates", true);
    }
    let textile = case.is_textile();
    let figure = if textile { case.figure("textile_set_percent") } else { None };
    let Some(row) = figure.or_else(|| case.figure("set_percent")) else {
        return Proof::fact("not every good of the set originates, and no share is allowed", false);
    };
    let sum: Option<Decimal> = foreign.iter().map(|m| m.net_value()).sum();
    let (Some(sum), Some(value)) = (sum, case.values.adjusted()) else {
        let ask = "What are the values of the set and of its foreign goods?";
        return Proof::waits(
            "a value of the set is missing",
            need("values.transaction_value", ask, "the share of the set"),
        );
    };
    let limit = row.value * value / Decimal::ONE_HUNDRED;
    let what = format!(
        "foreign goods of {} in a set of {}: at most {} ({} percent)",
        sum.normalize(),
        value.normalize(),
        limit.normalize(),
        row.value.normalize()
    );
    Proof::fact(what, sum <= limit).cite(row.cite.clone())
}
