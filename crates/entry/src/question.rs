//! The question that a line of goods puts to the duty engine.

use std::collections::BTreeMap;

use cocket_base::ids::{Country, TariffNumber};
use cocket_base::{Date, Decimal, Dollars, Explain};
use cocket_filing::edits::EditBook;
use cocket_intake::packet::PacketHeader;
use cocket_law::Pack;
use cocket_tariff::engine::{CaseClaim, Chapter98Claim, FactValue, Facts, QuantityGiven, RateQuestion};
use serde_json::Value;

use crate::answers::yes_no;
use crate::criterion::{self, Criterion};
use crate::goods::{Goods, names};
use crate::part_facts::PartFacts;
use crate::quantities;

/// What is settled about a line before it is rated.
pub struct Settled<'a> {
    /// Statistical number.
    pub hts: TariffNumber,
    /// Origin.
    pub origin: Country,
    /// Day of entry.
    pub entry: Date,
    /// The day whose knowledge counts.
    pub known: Date,
    /// Entered value.
    pub value: Dollars,
    /// Programme claimed.
    pub spi: Option<&'a str>,
}

/// Builds the question. `known_fact` tells which fact names the measures read.
pub fn question(
    header: &PacketHeader,
    goods: &Goods<'_>,
    settled: &Settled<'_>,
    law: &Pack,
    known_fact: impl Fn(&str) -> bool,
) -> RateQuestion {
    let quantities =
        quantities::all(goods).into_iter().map(|q| QuantityGiven { amount: q.amount, unit: q.unit });
    RateQuestion {
        id: goods.part_no.to_string(),
        hts: settled.hts,
        origin: settled.origin,
        entry_date: settled.entry,
        value: settled.value.as_decimal(),
        quantities: quantities.collect(),
        spi: settled.spi.map(str::to_string),
        export_date: header.dates.export,
        loading_date: header.dates.lading.or(header.dates.lading_time_local.map(|time| time.date())),
        export_country: header.export_country,
        mode: header
            .mode
            .as_deref()
            .and_then(|mode| means(mode, settled.entry, settled.known))
            .map(str::to_string),
        ftz_privileged_date: None,
        ftz_status: None,
        rates: None,
        chapter98: chapter98(header, goods),
        adcvd: cases(header, goods.part_no),
        commingled: Vec::new(),
        facts: facts(goods, law, known_fact),
        explain: Explain::Steps,
    }
}

/// The means of a mode of transport, as the engine says it (table `modes`).
pub fn means(mode: &str, day: Date, known: Date) -> Option<&'static str> {
    EditBook::starter().mode(mode, day, known).map(|mode| &*mode.means)
}

fn chapter98(header: &PacketHeader, goods: &Goods<'_>) -> Option<Chapter98Claim> {
    let claim = header.chapter98.iter().find(|claim| names(&claim.parts, goods.part_no))?;
    Some(Chapter98Claim { hts: claim.hts.as_deref()?.parse().ok()?, value: claim.value })
}

/// The cases that the client instructs for a part.
pub fn cases(header: &PacketHeader, part_no: &str) -> Vec<CaseClaim> {
    let Some(adcvd) = &header.adcvd else { return Vec::new() };
    let inside = |parts: &[String]| names(parts, part_no);
    let covered = adcvd
        .cases
        .iter()
        .filter(|case| if case.parts.is_empty() { inside(&adcvd.parts) } else { inside(&case.parts) });
    covered
        .filter_map(|case| {
            let (rate, basis) = match (case.cash_rate_pct, case.cash_rate_per_unit) {
                (Some(percent), _) => (percent, "value".to_string()),
                (None, Some(per_unit)) => (per_unit, case.unit.clone()?),
                (None, None) => return None,
            };
            Some(CaseClaim { case: case.case.clone()?, rate, basis })
        })
        .collect()
}

fn facts(goods: &Goods<'_>, law: &Pack, known_fact: impl Fn(&str) -> bool) -> Facts {
    let part = &goods.facts;
    let mut named: BTreeMap<String, FactValue> = BTreeMap::new();
    let mut number = |name: &str, value: Option<Decimal>| {
        if let Some(value) = value {
            named.insert(name.into(), FactValue::Text(value.normalize().to_string()));
        }
    };
    number("steel_weight_pct", part.metal_weight_pct[0]);
    number("aluminum_weight_pct", part.metal_weight_pct[1]);
    number("copper_weight_pct", part.metal_weight_pct[2]);
    number("steel_pct", part.metal_value_pct[0]);
    number("aluminum_pct", part.metal_value_pct[1]);
    number("copper_pct", part.metal_value_pct[2]);
    number("us_content_pct", part.us_content_pct);
    let mut country = |name: &str, value: Option<Country>| {
        if let Some(value) = value {
            named.insert(name.into(), FactValue::Text(value.to_string()));
        }
    };
    country("steel_melt_pour", part.melt_pour);
    country("aluminum_smelt", part.smelt.or(part.smelt_cast));
    country("aluminum_cast", part.cast.or(part.smelt_cast));
    let mut flag = |name: &str, value: Option<bool>| {
        if let Some(value) = value {
            named.insert(name.into(), FactValue::Flag(value));
        }
    };
    flag("vehicle_part", part.vehicle_part);
    // A claim says that the good qualifies; only that it fails is a fact of its own.
    let fails = part.usmca_criterion.as_deref().map(|said| criterion::read(law, said));
    flag("usmca_qualifies", fails.filter(|said| *said == Criterion::Fails).map(|_| false));
    for (name, value) in &part.named {
        let value = match value {
            Value::Bool(flag) => FactValue::Flag(*flag),
            Value::String(text) => FactValue::Text(text.clone()),
            other => FactValue::Text(other.to_string()),
        };
        named.insert(name.clone(), value);
    }
    // A rate may be on the weight of contents and container together: the packing list gives both.
    let gross = goods.with_container_kg.map(|kg| FactValue::Text(format!("{} kg", kg.normalize())));
    for name in WITH_CONTAINER {
        named.extend(gross.clone().map(|weight| (name.to_string(), weight)));
    }
    named.retain(|name, _| known_fact(name));
    Facts { confirm: headings(part, "confirm"), decline: headings(part, "decline"), named }
}

/// Facts of rate texts that weigh the container with its contents.
const WITH_CONTAINER: [&str; 2] = ["contents_and_container", "weight_with_container"];

/// Chapter 99 numbers that an answer affirms or denies: `confirm` and `decline` with a list or one text, and the field
/// that the engine asks for, `confirm 9903.03.05`, with yes or no.
fn headings(part: &PartFacts, field: &str) -> Vec<TariffNumber> {
    let asked = part.named.iter().filter_map(|(name, value)| {
        let number = name.strip_prefix("confirm ")?.parse().ok()?;
        let said = match value {
            Value::Bool(said) => Some(*said),
            Value::String(text) => yes_no(text),
            _ => None,
        };
        (said == Some(field == "confirm")).then_some(number)
    });
    let given = part.named.iter().filter(|(name, _)| name == field).flat_map(|(_, value)| match value {
        Value::Array(items) => items.iter().filter_map(Value::as_str).map(str::to_string).collect(),
        Value::String(text) => {
            text.split([',', ' ', ';']).filter(|t| !t.is_empty()).map(str::to_string).collect::<Vec<_>>()
        }
        _ => Vec::new(),
    });
    given.filter_map(|text| text.parse().ok()).chain(asked).collect()
}
