//! Resale in the United States: which sales count, and the unit price sold in the greatest aggregate quantity. 19 USC
//! 1401a(d)(2); 19 CFR 152.105.

use std::collections::BTreeMap;

use cocket_base::{Citation, Date, Decimal, Shaped, Step, figure};
use serde::{Deserialize, Serialize};

use super::answer::{Tried, need, reason};
use super::bounded;
use super::deductive::Deductive;
use crate::{AsOf, Refusal};

/// A sale in the United States.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct Resale {
    /// Units sold.
    #[serde(deserialize_with = "figure::required")]
    pub quantity: Decimal,
    /// Price of a unit.
    #[serde(deserialize_with = "figure::required")]
    pub unit_price: Decimal,
    /// Day of the sale. Left out: at or about the date of importation.
    #[serde(default)]
    pub date: Option<Date>,
    /// A person judges the day to be at or about the date of importation. Left out: only that very day is.
    #[serde(default)]
    pub about_importation: Option<bool>,
    /// Sold to a person related to the seller. Left out: no.
    #[serde(default)]
    pub to_related: bool,
    /// Sold to a person who supplied an assist. Left out: no.
    #[serde(default)]
    pub to_assist_supplier: bool,
    /// At the first commercial level after importation. Left out: yes.
    #[serde(default)]
    pub first_level: Option<bool>,
    /// Sold after further processing. Left out: as imported.
    #[serde(default)]
    pub processed: bool,
}

/// When and in what condition goods are sold: (d)(2)(A).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    AboutImportation,
    AfterImportation,
    Processed,
}

impl Stage {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Stage::AboutImportation => {
                ("sold as imported at or about the date of importation", "19 USC 1401a(d)(2)(A)(i)")
            }
            Stage::AfterImportation => (
                "sold as imported after it, before the close of the last day allowed",
                "19 USC 1401a(d)(2)(A)(ii)",
            ),
            Stage::Processed => {
                ("sold after further processing, as the importer elects", "19 USC 1401a(d)(2)(A)(iii)")
            }
        }
    }
}

/// The unit price of (d)(2), with the stage it was found at.
pub(super) fn price(
    as_of: AsOf<'_>,
    facts: &Deductive,
    steps: &mut Vec<Step>,
) -> Result<Tried<(Decimal, Option<Stage>)>, Refusal> {
    if let Some(price) = facts.unit_price {
        bounded("the unit price", price)?;
        let stage = facts.elects_processing.and_then(|elects| elects.then_some(Stage::Processed));
        return Ok(Tried::Value(Box::new((price, stage))));
    }
    if facts.sales.is_empty() {
        let question = "At which unit price were the goods sold in the United States in the greatest aggregate quantity, or which sales were there?";
        return Ok(Tried::Ask(vec![need("deductive.sales", question, "entered value")]));
    }
    let mut stages: BTreeMap<Stage, BTreeMap<Decimal, Decimal>> = BTreeMap::new();
    for (at, sale) in facts.sales.iter().enumerate() {
        bounded("a unit price", sale.unit_price)?;
        if bounded("a quantity sold", sale.quantity)? <= Decimal::ZERO {
            let found = sale.quantity.to_string();
            return Err(Refusal::Figure { what: "a quantity sold", found, expected: "positive" });
        }
        match stage(as_of, facts, sale, at)? {
            Tried::Value(stage) => {
                *stages.entry(*stage).or_default().entry(sale.unit_price.normalize()).or_default() +=
                    sale.quantity;
            }
            Tried::Out(reasons) => steps.extend(reasons.into_iter().map(|reason| {
                Step::new(format!(
                    "sale of {} at {} left aside: {}",
                    sale.quantity, sale.unit_price, reason.text
                ))
                .cite(reason.cite.unwrap_or_else(|| Citation::new("19 USC 1401a(d)(2)")))
            })),
            Tried::Ask(needs) => return Ok(Tried::Ask(needs)),
        }
    }
    // The processed price needs the importer's election; without an answer it is asked for only when nothing else is there.
    let elects = facts.elects_processing;
    let first = stages.into_iter().find(|(stage, _)| *stage != Stage::Processed || elects != Some(false));
    match first {
        None => Ok(Tried::Out(vec![reason(
            "no sale to an unrelated person at the first commercial level in time and condition",
            "19 USC 1401a(d)(2)",
        )])),
        Some((Stage::Processed, _)) if elects.is_none() => Ok(Tried::Ask(vec![need(
            "deductive.elects_processing",
            "Does the importer elect the price after further processing?",
            "without the election there is no deductive value",
        )])),
        Some((stage, volumes)) => Ok(greatest(&volumes, stage, steps)),
    }
}

/// (d)(2)(B): the price with the greatest total volume.
fn greatest(
    volumes: &BTreeMap<Decimal, Decimal>,
    stage: Stage,
    steps: &mut Vec<Step>,
) -> Tried<(Decimal, Option<Stage>)> {
    let (words, cite) = stage.words();
    let most = volumes.values().copied().max().unwrap_or_default();
    let at_most: Vec<Decimal> =
        volumes.iter().filter(|(_, volume)| **volume == most).map(|(price, _)| *price).collect();
    let [price] = at_most[..] else {
        let prices: Vec<String> = at_most.iter().map(Decimal::to_string).collect();
        let text =
            format!("equal volumes were sold at {}; which unit price is established?", prices.join(" and "));
        return Tried::Ask(vec![need("deductive.unit_price", text, "entered value")]);
    };
    let sold: Vec<String> = volumes.iter().map(|(price, volume)| format!("{volume} at {price}")).collect();
    steps.push(
        Step::new(format!("{words}: {}; the greatest volume is at {price}", sold.join(", ")))
            .cite(Citation::new(cite))
            .base(price),
    );
    Tried::Value(Box::new((price, Some(stage))))
}

/// Where a sale stands, or why it does not count.
fn stage(as_of: AsOf<'_>, facts: &Deductive, sale: &Resale, at: usize) -> Result<Tried<Stage>, Refusal> {
    let out = |text: &str, cite: &str| Ok(Tried::Out(vec![reason(text, cite)]));
    if sale.to_related {
        return out("to a related person", "19 USC 1401a(d)(2)(B)");
    }
    if sale.to_assist_supplier {
        return out("to a person who supplied an assist", "19 USC 1401a(d)(3)(D)");
    }
    if sale.first_level == Some(false) {
        return out("not at the first commercial level", "19 USC 1401a(d)(2)(B)");
    }
    let Some(day) = sale.date else {
        return Ok(Tried::Value(Box::new(if sale.processed {
            Stage::Processed
        } else {
            Stage::AboutImportation
        })));
    };
    let Some(imported) = facts.import_date else {
        return Ok(Tried::Ask(vec![need(
            "deductive.import_date",
            "What is the date of importation?",
            "which sales count",
        )]));
    };
    let after = days_between(imported, day);
    let limit = |name: &str| as_of.pack.limit(name, as_of.day, as_of.known).map(|limit| limit.amount);
    if sale.processed {
        // Before the 180th day, so that day itself is too late.
        return if Decimal::from(after) < limit("deductive_processing_days")? {
            Ok(Tried::Value(Box::new(Stage::Processed)))
        } else {
            out("processed goods sold too late", "19 USC 1401a(d)(2)(A)(iii)")
        };
    }
    let about = sale.about_importation.unwrap_or(after == 0);
    if about {
        return Ok(Tried::Value(Box::new(Stage::AboutImportation)));
    }
    if after < 0 {
        return match sale.about_importation {
            Some(_) => out("before importation and not at or about it", "19 USC 1401a(d)(2)(A)"),
            None => Ok(Tried::Ask(vec![need(
                format!("deductive.sales[{at}].about_importation"),
                format!("Was the sale of {day} at or about the date of importation, {imported}?"),
                "whether it counts",
            )])),
        };
    }
    if Decimal::from(after) <= limit("deductive_sale_days")? {
        Ok(Tried::Value(Box::new(Stage::AfterImportation)))
    } else {
        out("sold too late", "19 USC 1401a(d)(2)(A)(ii)")
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}
