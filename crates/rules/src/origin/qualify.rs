//! Qualification of a good under an agreement: criteria A to E of 19 USC 4531(c) and their like in the other agreements,
//! with production in the territory, sets, zones and operations that never qualify.
//!
//! Left to a person: that the facts are true, and that a supplier's statement may be believed.

use std::collections::BTreeMap;

use cocket_base::ids::{Country, TariffNumber};
use cocket_base::{Date, Explain, Shaped};
use cocket_law::{Pack, Row};
use serde::{Deserialize, Serialize};

use super::answer::{Answer, Refused};
use super::content::{self, Content};
use super::goods::{GoodValues, Material};
use super::law::{Agreement, Basis, OriginLaw};
use super::product::Case;
use super::proof::{Proof, need};
use super::remedy::{Remedy, remedies};
use super::{country, criteria, edition, intermediate, programme, value_content};

/// Most lines of a bill of materials, nested ones included.
pub(super) const MATERIALS_LIMIT: usize = 5_000;

/// Does a good qualify?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct QualifyQuestion {
    /// Echoed.
    #[serde(deserialize_with = "cocket_base::question::id")]
    pub id: String,
    /// The agreement, as in `usmca`; without it that of `spi`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement: Option<String>,
    /// The symbol that claims it, as in `S` or `KR`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spi: Option<String>,
    /// Day of entry.
    pub date: Date,
    /// What was known that day; default today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<Date>,
    /// Tariff number of the good.
    pub hts: TariffNumber,
    /// What the good is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Where a number has several rules: the words of the rule that is for this good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<String>,
    /// A rule in the language of `docs/origin.md`, in place of the one held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// Countries in which the good was produced, all of them.
    #[serde(default)]
    pub produced_in: Vec<Country>,
    /// Grown, mined, born and raised, or made of such goods alone in the territory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wholly_obtained: Option<bool>,
    /// The bill of materials.
    #[serde(default)]
    pub materials: Vec<Material>,
    /// Values and costs.
    #[serde(default)]
    pub values: GoodValues,
    /// Processes done in the territory, by the names of `cocket origin --processes`.
    #[serde(default)]
    #[shape(table = "origin_processes")]
    pub processes: BTreeMap<String, bool>,
    /// Made in a foreign-trade zone of the United States.
    #[serde(default)]
    pub zone_made: bool,
    /// Imported unassembled and classified as assembled (General Rule 2(a)).
    #[serde(default)]
    pub unassembled: bool,
    /// Listed in table 2.10.1 of the USMCA and imported from a party.
    #[serde(default)]
    pub listed_it_good: bool,
    /// The good is put up in a set for retail sale (General Rule 3); its materials are then the goods of the set.
    #[serde(default)]
    pub set: bool,
    /// The only work done in the territory is one of these, by the names of `cocket origin --operations`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[shape(table = "operations")]
    pub only_operation: Option<String>,
    /// For programmes of 35 percent: the good is the growth, product or manufacture of the beneficiary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_of_beneficiary: Option<bool>,
    /// Shipped from the territory to the United States without entering the commerce of another country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipped_directly: Option<bool>,
    /// In a country on the way the goods stayed under customs control.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customs_control: Option<bool>,
    /// Outside the territory more was done than unloading, reloading, storing, labelling or keeping in good condition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worked_on_the_way: Option<bool>,
    /// A valid certification or declaration is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certification: Option<bool>,
    /// Wants the worked steps: `true`; or told in plain sentences: `client` or `colleague`.
    #[serde(default)]
    pub explain: Explain,
}

/// Whether a good qualifies, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qualified {
    /// The agreement.
    pub agreement: String,
    /// Whether the good originates.
    pub qualifies: bool,
    /// The criterion, A to E, where it does; the rule's own letter.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub criterion: Option<String>,
    /// The product rule that was read.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rule: Option<String>,
    /// Regional value content by every method that the facts allow.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub content: Vec<Content>,
    /// What the claim brings, and whether it can be made that day.
    pub claim: programme::Claim,
    /// Conditions of a claim that nobody has shown yet.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub open: Vec<String>,
    /// What would make a failing good qualify.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub remedies: Vec<Remedy>,
    /// The proof.
    pub proof: Proof,
}

/// Decides a question.
pub(super) fn qualify(
    law: &OriginLaw,
    pack: &Pack,
    question: &QualifyQuestion,
    today: Date,
) -> Result<Answer<Qualified>, Refused> {
    let known = question.known.unwrap_or(today);
    if counted(&question.materials) > MATERIALS_LIMIT {
        return Err(Refused::field(
            "materials",
            format!("more than {MATERIALS_LIMIT} materials"),
            "ask for one level",
        ));
    }
    let agreement = match (&question.agreement, &question.spi) {
        (Some(name), _) => law.agreement(name, question.date, known)?,
        (None, Some(spi)) => law.by_spi(spi, question.date, known)?,
        (None, None) => {
            return Err(Refused::field(
                "agreement",
                "no agreement is named",
                "name it, or its symbol in spi",
            ));
        }
    };
    let read = edition::read(law, agreement, question, known);
    let bare = Case {
        law,
        agreement,
        day: question.date,
        known,
        good: read.good,
        values: &question.values,
        materials: &read.materials,
        processes: &question.processes,
    };
    let settled = intermediate::settle(&bare, bare.materials);
    let case = Case { materials: &settled.materials, ..bare };
    let (origin, rule) = if agreement.basis == Basis::ValueContent {
        (vec![("", value_content::proof(&case, question))], None)
    } else {
        criteria::criteria(&case, question)?
    };
    let mut parts = vec![production(pack, agreement, question)];
    parts.extend(never(pack, question, known)?);
    parts.extend(movement(agreement, question));
    parts.extend(fungible(case.materials));
    let renumbered = !read.notes.is_empty();
    parts.extend(read.notes);
    let ways: Vec<Proof> = origin.iter().map(|(_, proof)| proof.clone()).collect();
    parts.push(Proof::any("the good originates", ways));
    let mut proof =
        Proof::all(format!("{} of {}", shown(question), agreement.name), parts).cite(agreement.cite.clone());
    proof.parts.extend(settled.proofs);
    let Some(qualifies) = proof.holds else {
        return Ok(Answer::needs(proof.needs(), proof.steps()));
    };
    let criterion = origin.iter().find(|(_, proof)| proof.holds == Some(true)).map(|(letter, _)| *letter);
    let criterion = criterion.filter(|letter| qualifies && !letter.is_empty()).map(String::from);
    let sums = content::sums(case.values, case.materials);
    let content =
        agreement.methods.iter().filter_map(|m| content::work_out(*m, case.values, &sums).ok()).collect();
    let remedies = match &rule {
        Some(row) if !qualifies => remedies(&case, &row.value),
        _ => Vec::new(),
    };
    let steps = if question.explain.steps() { proof.steps() } else { Vec::new() };
    Ok(Answer::decided(
        Qualified {
            agreement: agreement.agreement.to_string(),
            qualifies,
            criterion,
            rule: rule.map(|row| row.rule.to_string()),
            content,
            claim: programme::claim(pack, agreement, question.spi.as_deref(), question.date, known),
            open: open(agreement, question, renumbered),
            remedies,
            proof,
        },
        steps,
    ))
}

fn counted(materials: &[Material]) -> usize {
    materials.iter().map(|material| 1 + counted(&material.inputs)).sum()
}

fn shown(question: &QualifyQuestion) -> String {
    question.description.clone().unwrap_or_else(|| format!("a good of {}", question.hts))
}

/// Production in the territory alone.
fn production(pack: &Pack, agreement: &Row<Agreement>, question: &QualifyQuestion) -> Proof {
    if question.produced_in.is_empty() {
        let open =
            need("produced_in", "In which countries was the good produced?", "production in the territory");
        return Proof::waits("the place of production is not known", open);
    }
    let outside = |country: &&Country| takes(pack, agreement, **country) == Some(false);
    if let Some(country) = question.produced_in.iter().find(outside) {
        let what = format!("production in {country}, outside the territory of {}", agreement.name);
        return Proof::fact(what, false).cite(agreement.cite.clone());
    }
    let untold = question.produced_in.iter().find(|country| takes(pack, agreement, **country).is_none());
    let said = question.product_of_beneficiary == Some(true) || question.wholly_obtained == Some(true);
    match untold.filter(|_| !said) {
        Some(country) => {
            let ask = format!(
                "Is {country} a beneficiary of the {} (its list is not held), and the good its growth, product or manufacture?",
                agreement.name
            );
            let open = need("product_of_beneficiary", ask, "production in the territory");
            Proof::waits(format!("whether {country} is a beneficiary is not held"), open)
        }
        None => Proof::fact("all production is in the territory", true),
    }
}

/// Whether the country belongs to the agreement, the United States to every agreement of two sides. `None` when the
/// programme's list of countries is not held: then the question's own word counts.
fn takes(pack: &Pack, agreement: &Agreement, country: Country) -> Option<bool> {
    if !agreement.parties.is_empty() {
        return Some(agreement.parties.contains(&country));
    }
    let covered: Vec<Option<bool>> =
        agreement.spi.iter().map(|spi| pack.programs().covers(spi, country)).collect();
    if covered.contains(&Some(true)) {
        return Some(true);
    }
    covered.iter().all(|held| *held == Some(false)).then_some(false)
}

/// What never confers origin.
fn never(pack: &Pack, question: &QualifyQuestion, known: Date) -> Result<Option<Proof>, Refused> {
    let Some(name) = question.only_operation.as_deref() else { return Ok(None) };
    let Some(row) = country::operation(pack, name, question.date, known) else {
        let text = format!("«{}» is no operation", name.chars().take(60).collect::<String>());
        let names = country::named_operations(pack, |name| !name.starts_with("israel_"));
        return Err(Refused::field("only_operation", text, &format!("give {names}")));
    };
    let confers = row.effect != country::Effect::None;
    Ok(Some(Proof::fact(format!("more is done than {}", row.what), confers).cite(row.cite.clone())))
}

/// The way to the United States, as far as it was told.
fn movement(agreement: &Agreement, question: &QualifyQuestion) -> Option<Proof> {
    if question.worked_on_the_way == Some(true) {
        return Some(Proof::fact(
            "nothing was done to the good outside the territory after its production",
            false,
        ));
    }
    if question.customs_control == Some(false) {
        return Some(Proof::fact("the good stayed under customs control on its way", false));
    }
    let through = question.customs_control == Some(true);
    match question.shipped_directly {
        Some(false) if agreement.direct && !through => {
            Some(Proof::fact("the good was imported directly", false))
        }
        Some(false) if !through => {
            let ask = "Did the goods stay under customs control in the countries on the way?";
            let open = need("customs_control", ask, "whether origin was lost on the way");
            Some(Proof::waits("the good passed through another country", open))
        }
        Some(_) => Some(Proof::fact("the good came as the agreement asks", true)),
        None => None,
    }
}

/// Conditions of a claim that were not spoken of.
fn open(agreement: &Row<Agreement>, question: &QualifyQuestion, renumbered: bool) -> Vec<String> {
    let mut open = Vec::new();
    if renumbered {
        open.push("the numbers read in the edition of the rules are confirmed (see the proof)".to_string());
    }
    if question.shipped_directly.is_none() && question.customs_control.is_none() {
        open.push(if agreement.direct {
            "imported directly from the beneficiary country (through bill of lading)".to_string()
        } else {
            "not worked on outside the territory, and under customs control on the way".to_string()
        });
    }
    if question.certification.is_none() {
        let proof = agreement.proof.as_deref().unwrap_or("evidence of origin");
        open.push(format!("held at the time of the claim: {proof}"));
    }
    if agreement.basis == Basis::ValueContent && question.product_of_beneficiary.is_none() {
        open.push("growth, product or manufacture of the beneficiary country".to_string());
    }
    open
}

/// Originating stock mixed with foreign stock of the same kind: only an inventory method tells which was used
/// (19 USC 4531(g)).
fn fungible(materials: &[Material]) -> Vec<Proof> {
    let mixed = materials.iter().filter(|m| m.commingled && m.originating == Some(true));
    let told = |material: &Material| match &material.inventory_method {
        Some(method) => {
            Proof::fact(format!("«{}» originates by inventory method: {method}", material.name), true)
        }
        None => {
            let ask = format!(
                "By which inventory method (fifo, lifo, average) is the mixed stock of «{}» taken as originating?",
                material.name
            );
            let fact = format!("materials.{}.inventory_method", material.name);
            Proof::waits("mixed stock needs an inventory method", need(fact, ask, "whether it originates"))
        }
    };
    mixed.map(told).collect()
}
