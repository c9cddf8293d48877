//! Vehicles and their parts under the USMCA: regional value content by class and year, core parts, steel and aluminum
//! purchases, labour value content (HTSUS general note 11(k); appendix to annex 4-B; 19 USC 4532).
//!
//! Left to a person: averaging over a year and a model line, and the alternative staging regime of a producer.

use std::sync::Arc;

use cocket_base::{Date, Decimal, Explain, Shaped, figure};
use cocket_law::{Pack, Row};
use serde::{Deserialize, Serialize};

use super::answer::{Answer, Refused};
use super::proof::{Proof, need};

/// Class of vehicle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(rename_all = "snake_case")]
pub enum Vehicle {
    /// Passenger vehicle.
    Passenger,
    /// Light truck.
    LightTruck,
    /// Heavy truck.
    HeavyTruck,
}

/// What is judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The vehicle.
    #[default]
    Vehicle,
    /// A core part: engine, transmission, body and chassis, axle, suspension, steering, advanced battery.
    Core,
    /// A principal part.
    Principal,
    /// A complementary part.
    Complementary,
}

/// Does a vehicle or a part meet the automotive rules?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct AutomotiveQuestion {
    /// Echoed.
    #[serde(deserialize_with = "cocket_base::question::id")]
    pub id: String,
    /// Day of entry.
    pub date: Date,
    /// What was known that day; default today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<Date>,
    /// Class of vehicle.
    pub vehicle: Vehicle,
    /// The vehicle, or a part of it.
    #[serde(default)]
    pub part: Part,
    /// Net cost, US dollars.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "figure::optional_amount")]
    pub net_cost: Option<Decimal>,
    /// Transaction value without international shipment, US dollars; open to parts alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "figure::optional_amount")]
    pub transaction_value: Option<Decimal>,
    /// Value of foreign materials, US dollars.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "figure::optional_amount")]
    pub foreign_materials: Option<Decimal>,
    /// Every core part of the vehicle originates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub core_parts_originate: Option<bool>,
    /// Percent of the producer's steel purchases that originates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "figure::optional_amount")]
    pub steel_percent: Option<Decimal>,
    /// Percent of the producer's aluminum purchases that originates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "figure::optional_amount")]
    pub aluminum_percent: Option<Decimal>,
    /// Labour value content: high-wage material and manufacturing, percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "figure::optional_amount")]
    pub high_wage_material_percent: Option<Decimal>,
    /// High-wage technology expenditure, percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "figure::optional_amount")]
    pub high_wage_technology_percent: Option<Decimal>,
    /// High-wage assembly expenditure, percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "figure::optional_amount")]
    pub high_wage_assembly_percent: Option<Decimal>,
    /// Wants the worked steps: `true`; or told in plain sentences: `client` or `colleague`.
    #[serde(default)]
    pub explain: Explain,
}

/// Whether the rules are met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Automotive {
    /// Whether all of them are.
    pub qualifies: bool,
    /// The proof.
    pub proof: Proof,
}

/// A row of the table.
struct Requirement {
    vehicle: Arc<str>,
    part: Arc<str>,
    requirement: Arc<str>,
    figure: Decimal,
    what: Arc<str>,
}

fn rows(pack: &Pack, question: &AutomotiveQuestion, known: Date) -> Vec<Row<Requirement>> {
    let rows = pack.rows("origin_automotive", |cells| {
        Some(Requirement {
            vehicle: cells.shared("vehicle"),
            part: cells.shared("part"),
            requirement: cells.shared("requirement"),
            figure: cells.decimal("value")?,
            what: cells.shared("what"),
        })
    });
    let vehicle = match question.vehicle {
        Vehicle::Passenger => "passenger",
        Vehicle::LightTruck => "light_truck",
        Vehicle::HeavyTruck => "heavy_truck",
    };
    let part = match question.part {
        Part::Vehicle => "vehicle",
        Part::Core => "core",
        Part::Principal => "principal",
        Part::Complementary => "complementary",
    };
    let mine = |row: &Row<Requirement>| &*row.vehicle == vehicle && &*row.part == part;
    rows.into_iter().filter(|row| mine(row) && row.holds(question.date, known)).collect()
}

/// Decides a question.
pub(super) fn automotive(
    pack: &Pack,
    question: &AutomotiveQuestion,
    today: Date,
) -> Result<Answer<Automotive>, Refused> {
    let known = question.known.unwrap_or(today);
    let rows = rows(pack, question, known);
    let find = |name: &str| rows.iter().find(|row| &*row.requirement == name);
    let mut parts = Vec::new();
    let content: Vec<Proof> =
        [("net_cost", question.net_cost), ("transaction_value", question.transaction_value)]
            .into_iter()
            .filter_map(|(name, base)| Some(share(question, find(name)?, name, base)))
            .collect();
    if content.is_empty() {
        let text = "no automotive rule is held for this class and part on that day";
        return Err(Refused::field(
            "date",
            text,
            "core parts are asked of passenger vehicles and light trucks alone",
        ));
    }
    // A base that nobody gave is asked for only when no other was given.
    let given = content.iter().any(|proof| proof.holds.is_some());
    let content = content.into_iter().filter(|proof| !given || proof.holds.is_some()).collect();
    parts.push(Proof::any("regional value content", content));
    if let Some(row) = find("core_parts") {
        parts.push(told(question.core_parts_originate, "core_parts_originate", row));
    }
    let least = [
        ("steel", "steel_percent", question.steel_percent),
        ("aluminum", "aluminum_percent", question.aluminum_percent),
        ("high_wage_material", "high_wage_material_percent", question.high_wage_material_percent),
    ];
    parts
        .extend(least.into_iter().filter_map(|(name, fact, value)| Some(at_least(find(name)?, fact, value))));
    parts.extend(labour(question, find("labour"), find("technology_most"), find("assembly")));
    let proof = Proof::all("the automotive rules", parts);
    match proof.holds {
        Some(qualifies) => {
            let steps = if question.explain.steps() { proof.steps() } else { Vec::new() };
            Ok(Answer::decided(Automotive { qualifies, proof }, steps))
        }
        None => Ok(Answer::needs(proof.needs(), proof.steps())),
    }
}

fn share(question: &AutomotiveQuestion, row: &Row<Requirement>, name: &str, base: Option<Decimal>) -> Proof {
    let ask = |fact: &str| {
        let question = format!("What is the {}?", fact.replace('_', " "));
        Proof::waits(format!("the {} is not known", fact.replace('_', " ")), need(fact, question, &*row.what))
    };
    let (Some(base), Some(foreign)) = (base, question.foreign_materials) else {
        return ask(if base.is_none() { name } else { "foreign_materials" });
    };
    if base <= Decimal::ZERO {
        return Proof::fact("the base is not above zero", false);
    }
    let regional = base - foreign;
    let percent = cocket_base::Round::HalfUp.to(regional * Decimal::ONE_HUNDRED / base, 2);
    let what = format!("{}: {percent} percent, {} asked", row.what, row.figure.normalize());
    Proof::fact(what, regional * Decimal::ONE_HUNDRED >= row.figure * base).cite(row.cite.clone())
}

fn told(fact: Option<bool>, name: &str, row: &Row<Requirement>) -> Proof {
    match fact {
        Some(holds) => Proof::fact(row.what.to_string(), holds).cite(row.cite.clone()),
        None => Proof::waits(row.what.to_string(), need(name, format!("{}?", row.what), "the vehicle")),
    }
}

fn at_least(row: &Row<Requirement>, fact: &str, value: Option<Decimal>) -> Proof {
    match value {
        Some(value) => {
            let what =
                format!("{}: {} percent, {} asked", row.what, value.normalize(), row.figure.normalize());
            Proof::fact(what, value >= row.figure).cite(row.cite.clone())
        }
        None => Proof::waits(row.what.to_string(), need(fact, format!("{}?", row.what), "the vehicle")),
    }
}

/// Labour value content: the sum, technology counted up to its most, assembly as it stands.
fn labour(
    question: &AutomotiveQuestion,
    least: Option<&Row<Requirement>>,
    technology_most: Option<&Row<Requirement>>,
    assembly: Option<&Row<Requirement>>,
) -> Option<Proof> {
    let row = least?;
    let Some(material) = question.high_wage_material_percent else {
        let open = need(
            "high_wage_material_percent",
            "What is the high-wage material and manufacturing share?",
            "the vehicle",
        );
        return Some(Proof::waits(row.what.to_string(), open));
    };
    let technology = question.high_wage_technology_percent.unwrap_or_default();
    let technology = technology_most.map_or(technology, |most| technology.min(most.figure));
    let assembled = question.high_wage_assembly_percent.unwrap_or_default();
    let assembled = assembly.map_or(assembled, |most| assembled.min(most.figure));
    let sum = material + technology + assembled;
    let what = format!("{}: {} percent, {} asked", row.what, sum.normalize(), row.figure.normalize());
    Some(Proof::fact(what, sum >= row.figure).cite(row.cite.clone()))
}
