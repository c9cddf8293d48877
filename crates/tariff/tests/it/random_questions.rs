//! Random questions of `naive`: numbers that lists name or any others, all origins, all days of 2018 to 2026, facts, claims.

use cocket_base::Date;
use cocket_base::ids::{Country, TariffNumber};
use cocket_tariff::engine::{RateQuestion, Tariff};
use cocket_tariff::measure::logic::Kind;
use cocket_tariff::measure::model::Heading;
use serde_json::json;

/// A number that the pack's lists name or any of the schedule, any origin, any day of 2018 to 2026, and a few facts.
pub fn question(seed: &[u32; 12], numbers: &[TariffNumber], origins: &[Country]) -> RateQuestion {
    let pack = &Tariff::starter().measures;
    let at = |nth: usize, count: usize| seed[nth] as usize % count.max(1);
    let mut hts = numbers[at(0, numbers.len())];
    if seed[1].is_multiple_of(2) {
        // Half of the questions fall on goods that some list names.
        let list = &pack.lists.all()[at(2, pack.lists.all().len())];
        let prefix = list.rows[at(0, list.rows.len())].prefix;
        let start = numbers.partition_point(|number| *number < prefix);
        hts = numbers.get(start).copied().filter(|number| number.starts_with(&prefix)).unwrap_or(hts);
    }
    let busy = ["CN", "CA", "MX", "RU", "DE", "JP", "KR", "GB", "BR", "IN", "CH", "TW", "US"];
    let origin = match seed[3] % 3 {
        0 => origins[at(4, origins.len())].to_string(),
        _ => busy[at(4, busy.len())].to_string(),
    };
    let day = |nth: usize, from: Date, span: usize| {
        let days = i64::try_from(at(nth, span)).unwrap();
        from.checked_add(jiff::Span::new().days(days)).unwrap()
    };
    let entry = day(5, Date::constant(2018, 1, 1), 3287);
    let before = |nth: usize| day(nth, entry.checked_sub(jiff::Span::new().days(120)).unwrap(), 120);
    let mut named = serde_json::Map::new();
    let mut confirm = Vec::new();
    for nth in 0..(seed[6] % 5) as usize {
        let fact = &pack.facts[(seed[7] as usize).rotate_left(nth as u32 * 7) % pack.facts.len()];
        let pick = seed[8] as usize >> nth;
        match fact.kind {
            Kind::Flag => drop(named.insert(fact.name.to_string(), json!(pick.is_multiple_of(2)))),
            Kind::Number => drop(named.insert(fact.name.to_string(), json!((pick % 101).to_string()))),
            Kind::Word if fact.country => {
                drop(named.insert(fact.name.to_string(), json!(busy[pick % busy.len()])))
            }
            _ => {}
        }
    }
    if seed[9].is_multiple_of(3) {
        let about: Vec<&Heading> = pack.headings.iter().filter(|h| h.when.is_some()).collect();
        confirm.push(about[at(8, about.len())].number.to_string());
    }
    named.insert("confirm".into(), json!(confirm));
    let mut asked = json!({
        "id": "q", "hts": hts, "origin": origin, "entry_date": entry, "value": format!("{}.{:02}", 1 + seed[10] % 500_000, seed[11] % 100),
        "facts": named,
    });
    if !seed[9].is_multiple_of(7) {
        asked["quantities"] = json!([{ "amount": format!("{}.5", 1 + seed[2] % 90_000), "unit": "kg" },
            { "amount": "1200", "unit": "No." }, { "amount": "731.25", "unit": "liters" }]);
    }
    if seed[11].is_multiple_of(3) {
        asked["spi"] = json!(pack.programmes[at(9, pack.programmes.len())].spi.to_string());
    }
    if seed[10].is_multiple_of(4) {
        asked["loading_date"] = json!(before(6));
        asked["export_date"] = json!(before(7));
    }
    if seed[5].is_multiple_of(9) {
        asked["ftz_privileged_date"] = json!(before(8));
    }
    if seed[4].is_multiple_of(8) {
        let provisions = [
            "9801.00.10",
            "9802.00.40",
            "9802.00.50",
            "9802.00.60",
            "9802.00.80",
            "9813.00.05",
            "9817.85.01",
        ];
        asked["chapter98"] = json!({ "hts": provisions[at(11, provisions.len())], "value": "1" });
    }
    serde_json::from_value(asked).unwrap()
}
