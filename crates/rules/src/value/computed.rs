//! Computed value: 19 USC 1401a(e); 19 CFR 152.106. US dollars for all the goods, or for one unit with the quantity.
//!
//! Left to a person: what is usual among producers of the country of exportation, and whether the producer's own figures
//! are consistent with it.

use cocket_base::{Citation, Decimal, Shaped, Step, figure};
use serde::{Deserialize, Serialize};

use super::amount::Amount;
use super::answer::{Found, Item, Treatment, Tried, need, reason};
use super::bounded;
use crate::Refusal;

/// Cost of production.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(default, deny_unknown_fields)]
pub struct Computed {
    /// Materials.
    #[serde(deserialize_with = "figure::optional")]
    pub materials: Option<Decimal>,
    /// Internal tax of the country of exportation inside the materials that is refunded on export. Left out: none.
    #[serde(deserialize_with = "figure::required")]
    pub refunded_tax: Decimal,
    /// Fabrication and other processing.
    #[serde(deserialize_with = "figure::optional")]
    pub fabrication: Option<Decimal>,
    /// The producer's profit and general expenses as a whole; a percentage is of materials and fabrication.
    pub profit_and_general: Option<Amount>,
    /// The usual ones of producers in that country in sales to the United States, where his are inconsistent.
    pub usual_profit_and_general: Option<Amount>,
    /// His are consistent with the usual ones. Left out: yes.
    pub consistent: Option<bool>,
    /// Value of assists, apportioned. Left out: none.
    #[serde(deserialize_with = "figure::required")]
    pub assists: Decimal,
    /// The costs hold the assists already. Left out: no.
    pub assists_included: bool,
    /// Design undertaken in the United States, as far as it was charged to the producer. Left out: none.
    #[serde(deserialize_with = "figure::required")]
    pub us_design_charged: Decimal,
    /// Packing. Left out: none.
    #[serde(deserialize_with = "figure::required")]
    pub packing: Decimal,
    /// The producer refuses, or may not by law, give the figures, or the importer cannot in reasonable time.
    pub refused: bool,
    /// The amounts are for one unit. Left out: for all the goods.
    pub by_unit: bool,
    /// Units appraised.
    #[serde(deserialize_with = "figure::optional")]
    pub quantity: Option<Decimal>,
}

/// Tries the computed value.
pub(super) fn computed(facts: &Computed) -> Result<Tried<Found>, Refusal> {
    if facts.refused {
        return Ok(Tried::Out(vec![reason("the producer's figures cannot be had", "19 CFR 152.106(f)(1)")]));
    }
    let mut needs = Vec::new();
    let mut must = |fact: &str, figure: Option<Decimal>, question: &str| {
        if figure.is_none() {
            needs.push(need(format!("computed.{fact}"), question, "entered value"));
        }
        figure.unwrap_or_default()
    };
    let materials = must("materials", facts.materials, "What did the materials cost?");
    let fabrication = must("fabrication", facts.fabrication, "What did fabrication and processing cost?");
    let own = facts.consistent != Some(false);
    let profit = if own {
        facts.profit_and_general.or(facts.usual_profit_and_general)
    } else {
        facts.usual_profit_and_general
    };
    if profit.is_none() {
        let whose = if own { "the producer's" } else { "the usual" };
        needs.push(need(
            if own { "computed.profit_and_general" } else { "computed.usual_profit_and_general" },
            format!("What are {whose} profit and general expenses, taken as a whole?"),
            "entered value",
        ));
    }
    if !needs.is_empty() {
        return Ok(Tried::Ask(needs));
    }
    for figure in
        [materials, fabrication, facts.refunded_tax, facts.assists, facts.us_design_charged, facts.packing]
    {
        bounded("a figure of the computed value", figure)?;
    }
    let cost = materials - facts.refunded_tax + fabrication;
    let profit_sum = profit.map(|profit| profit.of_unit(cost)).unwrap_or_default();
    let mut items = Vec::new();
    let mut sum = |what: &str, amount: Decimal, cite: &str| {
        if !amount.is_zero() {
            let treatment = if amount < Decimal::ZERO { Treatment::TakenOut } else { Treatment::Added };
            let why = if amount < Decimal::ZERO { "no part of the cost" } else { "part of the sum" };
            items.push(Item {
                item: what.into(),
                treatment,
                amount_usd: Some(amount.normalize()),
                why: why.into(),
                cite: Citation::new(cite),
            });
        }
        amount
    };
    let mut total = sum("materials", materials, "19 USC 1401a(e)(1)(A)");
    total += sum("tax refunded on export", -facts.refunded_tax, "19 USC 1401a(e)(2)(A)");
    total += sum("fabrication and processing", fabrication, "19 USC 1401a(e)(1)(A)");
    let whose = if own {
        "the producer's profit and general expenses"
    } else {
        "usual profit and general expenses, as the producer's are inconsistent with them"
    };
    total += sum(whose, profit_sum, "19 USC 1401a(e)(1)(B), (e)(2)(B)");
    if !facts.assists_included {
        total += sum("assists", facts.assists, "19 USC 1401a(e)(1)(C)");
    }
    total += sum(
        "design undertaken in the United States, as charged to the producer",
        facts.us_design_charged,
        "19 CFR 152.106(d)",
    );
    total += sum("packing", facts.packing, "19 USC 1401a(e)(1)(D)");
    if facts.assists_included && !facts.assists.is_zero() {
        let why = "the costs hold it already; nothing counts twice".into();
        items.push(Item {
            item: "assists".into(),
            treatment: Treatment::InPrice,
            amount_usd: Some(facts.assists),
            why,
            cite: Citation::new("19 CFR 152.106(d)"),
        });
    }
    if total <= Decimal::ZERO {
        return Ok(Tried::Out(vec![reason("the costs come to nothing", "19 USC 1401a(e)")]));
    }
    let units = facts.quantity.filter(|units| *units > Decimal::ZERO);
    let (value, unit_value) = match (facts.by_unit, units) {
        (true, Some(units)) => {
            (bounded("the computed value", total)? * bounded("the quantity", units)?, Some(total))
        }
        (true, None) => (total, Some(total)),
        (false, units) => (total, units.map(|units| total / units)),
    };
    let step =
        Step::new("computed value: materials, fabrication, profit and general expenses, assists and packing")
            .cite(Citation::new("19 USC 1401a(e)(1); 19 CFR 152.106(a)"))
            .base(format!("{} USD", total.normalize()));
    Ok(Tried::Value(Box::new(Found { unit_value, value, items, steps: vec![step] })))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(facts: &str) -> Option<Decimal> {
        match computed(&serde_json::from_str(facts).unwrap()).unwrap() {
            Tried::Value(found) => Some(found.value.normalize()),
            _ => None,
        }
    }

    #[test]
    fn the_sum_holds_each_part_once() {
        let base = r#""materials":"400","refunded_tax":"20","fabrication":"300","profit_and_general":"25%","assists":"50","packing":"10""#;
        assert_eq!(value(&format!("{{{base}}}")), Some(Decimal::from(910)));
        assert_eq!(value(&format!(r#"{{{base},"assists_included":true}}"#)), Some(Decimal::from(860)));
        assert_eq!(
            value(&format!(r#"{{{base},"consistent":false}}"#)),
            None,
            "the usual figures are asked for"
        );
        assert_eq!(
            value(&format!(r#"{{{base},"consistent":false,"usual_profit_and_general":"200"}}"#)),
            Some(Decimal::from(940))
        );
        assert_eq!(value(&format!(r#"{{{base},"refused":true}}"#)), None);
        assert_eq!(value(r#"{"materials":"4"}"#), None);
        assert_eq!(
            value(
                r#"{"materials":"4","fabrication":"2","profit_and_general":"1","by_unit":true,"quantity":"10"}"#
            ),
            Some(Decimal::from(70))
        );
    }
}
