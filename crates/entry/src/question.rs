//! The question that a line of goods puts to the duty engine.

use std::collections::BTreeMap;

use cocket_base::ids::{Country, TariffNumber};
use cocket_base::{Date, Decimal, Dollars, Explain};
use cocket_intake::packet::PacketHeader;
use cocket_tariff::engine::{CaseClaim, Chapter98Claim, FactValue, Facts, QuantityGiven, RateQuestion};
use serde_json::Value;

use crate::goods::Goods;
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
        mode: header.mode.as_deref().and_then(mode_word).map(str::to_string),
        ftz_privileged_date: None,
        ftz_status: None,
        rates: None,
        chapter98: chapter98(header, goods),
        adcvd: cases(header, goods.part_no),
        facts: facts(goods, settled.spi, known_fact),
        explain: Explain::Steps,
    }
}

/// The engine's word for a mode of transport: the first digit is the means (code table `mot`).
fn mode_word(code: &str) -> Option<&'static str> {
    Some(match code.as_bytes().first()? {
        b'1' => "vessel",
        b'2' => "rail",
        b'3' => "truck",
        b'4' => "air",
        b'5' => "mail",
        _ => return None,
    })
}

fn chapter98(header: &PacketHeader, goods: &Goods<'_>) -> Option<Chapter98Claim> {
    let claim = header
        .chapter98
        .iter()
        .find(|claim| claim.parts.iter().any(|part| part.trim().eq_ignore_ascii_case(goods.part_no)))?;
    Some(Chapter98Claim { hts: claim.hts.as_deref()?.parse().ok()?, value: claim.value })
}

/// The cases that the client instructs for a part.
pub fn cases(header: &PacketHeader, part_no: &str) -> Vec<CaseClaim> {
    let Some(adcvd) = &header.adcvd else { return Vec::new() };
    let names = |parts: &[String]| parts.iter().any(|part| part.trim().eq_ignore_ascii_case(part_no));
    let covered = adcvd
        .cases
        .iter()
        .filter(|case| if case.parts.is_empty() { names(&adcvd.parts) } else { names(&case.parts) });
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

fn facts(goods: &Goods<'_>, spi: Option<&str>, known_fact: impl Fn(&str) -> bool) -> Facts {
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
    country("aluminum_smelt", part.smelt_cast);
    country("aluminum_cast", part.smelt_cast);
    let mut flag = |name: &str, value: Option<bool>| {
        if let Some(value) = value {
            named.insert(name.into(), FactValue::Flag(value));
        }
    };
    flag("vehicle_part", part.vehicle_part);
    flag(
        "usmca_qualifies",
        part.fails_usmca().map(|_| false).or_else(|| spi.filter(|spi| spi.starts_with('S')).map(|_| true)),
    );
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

/// Chapter 99 numbers that an answer affirms or denies: a list, or one text.
fn headings(part: &PartFacts, field: &str) -> Vec<TariffNumber> {
    let given = part.named.iter().filter(|(name, _)| name == field).flat_map(|(_, value)| match value {
        Value::Array(items) => items.iter().filter_map(Value::as_str).map(str::to_string).collect(),
        Value::String(text) => {
            text.split([',', ' ', ';']).filter(|t| !t.is_empty()).map(str::to_string).collect::<Vec<_>>()
        }
        _ => Vec::new(),
    });
    given.filter_map(|text| text.parse().ok()).collect()
}
