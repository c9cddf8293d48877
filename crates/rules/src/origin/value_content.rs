//! Programmes of one share for all goods: 35 percent of the appraised value from materials and direct processing in the
//! beneficiary country (19 USC 2463(a)(2), 2703(a)(1), 3721; HTSUS general notes 3(a), 4, 7, 8, 16, 18, 27, 30).
//!
//! Left to a person: whether materials were transformed twice, and which costs are direct (19 CFR 10.178).

use cocket_base::{Decimal, Round};

use super::goods::Material;
use super::product::Case;
use super::proof::{Proof, need};
use super::qualify::QualifyQuestion;

/// The good as a proof: its product test and its share of value.
pub(super) fn proof(case: &Case<'_>, question: &QualifyQuestion) -> Proof {
    if question.wholly_obtained == Some(true) {
        return Proof::fact("wholly the growth or product of the beneficiary country", true);
    }
    let mut parts = Vec::new();
    if let Some(product) = question.product_of_beneficiary {
        parts.push(Proof::fact("growth, product or manufacture of the beneficiary country", product));
    }
    if let Some(row) = case.figure("value_content_percent") {
        parts.push(share(case, row.value).cite(row.cite.clone()));
    }
    if let Some(row) = case.figure("foreign_materials_percent") {
        parts.push(foreign(case, row.value).cite(row.cite.clone()));
    }
    if parts.is_empty() {
        return Proof::fact("no share of value is held for this programme", false);
    }
    Proof::all("product of the beneficiary country with enough of its value from there", parts)
}

fn asked(fact: &str, question: &str) -> Proof {
    Proof::waits(format!("{fact} is not known"), need(fact, question, "the share of the value"))
}

fn value(material: &Material) -> Result<Decimal, Proof> {
    let question = format!("What is the value of «{}»?", material.name);
    material.net_value().ok_or_else(|| asked(&format!("materials.{}.value", material.name), &question))
}

fn sum<'m>(materials: impl Iterator<Item = &'m Material>) -> Result<Decimal, Proof> {
    materials.map(value).sum()
}

/// Local materials, materials transformed twice, direct processing and United States materials up to their cap.
fn share(case: &Case<'_>, percent: Decimal) -> Proof {
    let Some(appraised) = case.values.appraised() else {
        return asked("values.appraised_value", "What is the appraised value of the good?");
    };
    if appraised <= Decimal::ZERO {
        return Proof::fact("the appraised value is not above zero", false);
    }
    let home = |m: &&Material| !from_us(m) && (m.originates() || m.double_transformed);
    let local = if case.materials.is_empty() {
        Ok(case.values.originating_materials.unwrap_or_default())
    } else {
        sum(case.materials.iter().filter(home))
    };
    let american = sum(case.materials.iter().filter(|m| from_us(m)));
    let (local, american) = match (local, american) {
        (Ok(local), Ok(american)) => (local, american),
        (Err(open), _) | (_, Err(open)) => return open,
    };
    let cap = case.figure("us_materials_percent").map(|row| row.value * appraised / Decimal::ONE_HUNDRED);
    let counted = american.min(cap.unwrap_or_default());
    let total = local + counted + case.values.direct_processing;
    let reached = Round::HalfUp.to(total * Decimal::ONE_HUNDRED / appraised, 2);
    let least = percent * appraised / Decimal::ONE_HUNDRED;
    let mut what = format!(
        "materials {} and direct processing {} of an appraised value of {} are {reached} percent, {} asked",
        (local + counted).normalize(),
        case.values.direct_processing.normalize(),
        appraised.normalize(),
        percent.normalize()
    );
    if american > Decimal::ZERO {
        let allowed = cap.unwrap_or_default().normalize();
        what.push_str(&format!("; United States materials {} count up to {allowed}", american.normalize()));
    }
    if total < least {
        what.push_str(&format!("; {} is missing", (least - total).normalize()));
    }
    Proof::fact(what, total >= least)
}

fn from_us(material: &Material) -> bool {
    material.origin.is_some_and(|country| country.as_str() == US)
}

const US: &str = "US";

/// Foreign materials at most a share of the value (goods of insular possessions).
fn foreign(case: &Case<'_>, percent: Decimal) -> Proof {
    let Some(appraised) = case.values.appraised() else {
        return asked("values.appraised_value", "What is the appraised value of the good?");
    };
    let given = case.values.foreign_materials.filter(|_| case.materials.is_empty());
    let abroad = case.materials.iter().filter(|m| !m.originates() && !from_us(m));
    let abroad = match given.map_or_else(|| sum(abroad), Ok) {
        Ok(sum) => sum,
        Err(open) => return open,
    };
    let what = format!(
        "foreign materials {} of {}: at most {} percent",
        abroad.normalize(),
        appraised.normalize(),
        percent.normalize()
    );
    Proof::fact(what, abroad * Decimal::ONE_HUNDRED <= percent * appraised)
}
