//! Transaction values of identical and similar goods: 19 USC 1401a(c), (h)(2), (h)(4); 19 CFR 152.104.
//!
//! Left to a person: whether goods are identical or similar, whether they were exported at or about the same time, and
//! whether an adjustment rests on sufficient information.

use cocket_base::{Decimal, Shaped, Step, figure};
use serde::{Deserialize, Serialize};

use super::answer::{Found, Method, Tried, need, reason};
use super::bounded;
use crate::Refusal;

/// A value of other goods that CBP accepted as their transaction value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct Comparable {
    /// US dollars for one unit.
    #[serde(deserialize_with = "figure::required")]
    pub unit_value: Decimal,
    /// It was accepted as appraised value. Left out: yes.
    #[serde(default)]
    pub accepted: Option<bool>,
    /// Exported at or about the same time as the goods.
    #[serde(default)]
    pub same_time: Option<bool>,
    /// Produced in the same country. Left out: yes.
    #[serde(default)]
    pub same_country: Option<bool>,
    /// Produced by the same person. Left out: yes.
    #[serde(default)]
    pub same_producer: Option<bool>,
    /// Sold at the same commercial level. Left out: yes.
    #[serde(default)]
    pub same_level: Option<bool>,
    /// Sold in substantially the same quantity. Left out: yes.
    #[serde(default)]
    pub same_quantity: Option<bool>,
    /// US dollars by the unit, up or down, for another level or quantity; only on sufficient information.
    #[serde(default)]
    #[serde(deserialize_with = "figure::optional")]
    pub adjustment: Option<Decimal>,
    /// The goods reflect design that the buyer supplied free and that was undertaken in the United States.
    #[serde(default)]
    pub us_design: bool,
}

/// Tries the accepted values of identical or similar goods.
pub(super) fn comparables(
    method: Method,
    given: Option<&[Comparable]>,
    units: Option<Decimal>,
) -> Result<Tried<Found>, Refusal> {
    let word = if method == Method::Identical { "identical" } else { "similar" };
    let cite = || method.cite();
    let Some(given) = given else {
        return Ok(Tried::Ask(vec![need(
            word,
            format!(
                "Which values of {word} goods, exported at or about the same time, has CBP accepted (an empty list: none)?"
            ),
            "which method of appraisement applies",
        )]));
    };
    let (mut usable, mut steps, mut needs) = (Vec::new(), Vec::new(), Vec::new());
    for (at, one) in given.iter().enumerate() {
        bounded("a unit value", one.unit_value)?;
        bounded("an adjustment", one.adjustment.unwrap_or_default())?;
        match look(one) {
            Look::Out(why) => steps.push(
                Step::new(format!("{word} goods at {} left aside: {why}", one.unit_value.normalize()))
                    .cite(cite()),
            ),
            Look::Ask => needs.push(need(
                format!("{word}[{at}].same_time"),
                "Were the compared goods exported at or about the same time as the goods?",
                "which value stands",
            )),
            Look::At(value) => usable.push((one, value)),
        }
    }
    if !needs.is_empty() {
        return Ok(Tried::Ask(needs));
    }
    // The same producer comes first, and among those the same level and quantity; adjusted sales only if there is none.
    let narrowed = narrow(narrow(usable, |one| one.same_producer != Some(false)), same_terms);
    let Some((_, lowest)) = narrowed.iter().min_by_key(|(_, value)| *value) else {
        let text =
            format!("no accepted value of {word} goods exported at or about the same time can be used");
        return Ok(Tried::Out(vec![cocket_base::Reason { text, cite: Some(cite()) }]));
    };
    if *lowest <= Decimal::ZERO {
        return Ok(Tried::Out(vec![reason("adjustments take the whole value", "19 USC 1401a(c)(2)")]));
    }
    let Some(units) = units else {
        return Ok(Tried::Ask(vec![need("quantity", "How many units are appraised?", "entered value")]));
    };
    let of = narrowed.len();
    steps.push(
        Step::new(format!("the lowest of {of} value(s) of {word} goods"))
            .cite(cite())
            .base(format!("{} USD a unit", lowest.normalize())),
    );
    let value = bounded("the quantity", units)? * lowest;
    Ok(Tried::Value(Box::new(Found { unit_value: Some(*lowest), value, items: Vec::new(), steps })))
}

enum Look {
    At(Decimal),
    Out(&'static str),
    Ask,
}

fn same_terms(one: &Comparable) -> bool {
    one.same_level != Some(false) && one.same_quantity != Some(false)
}

fn look(one: &Comparable) -> Look {
    let out = [
        (one.accepted == Some(false), "not accepted as an appraised value"),
        (one.same_country == Some(false), "produced in another country"),
        (one.same_time == Some(false), "not exported at or about the same time"),
        (one.us_design, "they reflect design supplied free and undertaken in the United States"),
        (
            !same_terms(one) && one.adjustment.is_none(),
            "another level or quantity, and no information for an adjustment",
        ),
    ];
    match out.into_iter().find(|(hit, _)| *hit) {
        Some((_, why)) => Look::Out(why),
        None if one.same_time.is_none() => Look::Ask,
        None if same_terms(one) => Look::At(one.unit_value),
        None => Look::At(one.unit_value + one.adjustment.unwrap_or_default()),
    }
}

/// Those that meet the wish, if there are any; else all.
fn narrow(
    all: Vec<(&Comparable, Decimal)>,
    wish: impl Fn(&Comparable) -> bool,
) -> Vec<(&Comparable, Decimal)> {
    let best: Vec<_> = all.iter().copied().filter(|(one, _)| wish(one)).collect();
    if best.is_empty() { all } else { best }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(list: &str) -> Option<Decimal> {
        let list: Vec<Comparable> = serde_json::from_str(list).unwrap();
        match comparables(Method::Similar, Some(&list), Some(Decimal::TEN)).unwrap() {
            Tried::Value(found) => Some(found.value),
            _ => None,
        }
    }

    #[test]
    fn the_lowest_of_several_stands_and_unproved_adjustments_do_not() {
        let two = r#"[{"unit_value":"12","same_time":true},{"unit_value":"11","same_time":true}]"#;
        assert_eq!(found(two), Some(Decimal::from(110)));
        let other = r#"[{"unit_value":"12","same_time":true},{"unit_value":"9","same_time":true,"same_producer":false}]"#;
        assert_eq!(found(other), Some(Decimal::from(120)), "the same producer comes first");
        let level = r#"[{"unit_value":"12","same_time":true,"same_level":false}]"#;
        assert_eq!(found(level), None);
        let adjusted = r#"[{"unit_value":"12","same_time":true,"same_level":false,"adjustment":"-2"}]"#;
        assert_eq!(found(adjusted), Some(Decimal::from(100)));
        assert_eq!(found(r#"[{"unit_value":"12"}]"#), None, "asked when it was exported");
        assert_eq!(found("[]"), None);
    }
}
