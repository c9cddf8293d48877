//! Claims of chapter 98: the part that stays dutiable, conditions, provisions with a rate of their own, fees and bonds.

use cocket_tariff::engine::{RateAnswer, Tariff, rate_json};
use serde_json::{Value, json};

fn claim(provision: &str, keys: Value) -> RateAnswer {
    let mut question = json!({
        "id": "q", "hts": "6307.90.98.70", "origin": "JP", "entry_date": "2026-07-24", "value": "10000",
        "quantities": [{ "amount": "100", "unit": "No." }], "chapter98": { "hts": provision },
    });
    question.as_object_mut().unwrap().extend(keys.as_object().unwrap().clone());
    rate_json(Tariff::starter(), &question.to_string(), None)
}

/// Amount of the chapters 1 to 97 line, which stands last.
fn own(answer: &RateAnswer) -> String {
    answer.lines.last().unwrap_or_else(|| panic!("{answer:?}")).amount.to_string()
}

#[test]
fn returned_goods_are_free_until_a_fact_denies_the_condition() {
    let facts = |facts: Value| claim("9801.00.10", json!({ "facts": facts }));
    assert_eq!(facts(json!({})).duty.unwrap().to_string(), "0.00");
    assert_eq!(facts(json!({ "returned_within_3_years": true })).duty.unwrap().to_string(), "0.00");
    let denied = facts(json!({ "returned_within_3_years": "no" }));
    assert_eq!(own(&denied), "700.00");
    assert!(denied.findings[0].text.contains("come back within three years"), "{denied:?}");
    assert!(denied.findings[0].remedy.is_some() && denied.chapter98.is_none());
    let of_the_us =
        claim("9801.00.10", json!({ "origin": "US", "facts": { "returned_within_3_years": "no" } }));
    assert_eq!(own(&of_the_us), "0.00", "goods of the United States have no term");
    assert_eq!(own(&facts(json!({ "not_advanced": "no" }))), "700.00");
}

#[test]
fn a_free_claim_asks_for_no_quantity_and_a_part_takes_its_part_of_a_specific_rate() {
    let rates = json!({ "general": "4.4¢/kg + 6%", "special": "", "other": "35%" });
    let asked = |provision: &str, value: Option<&str>, kg: bool| {
        let quantities = if kg { json!([{ "amount": "1000", "unit": "kg" }]) } else { json!([]) };
        let claimed = json!({ "hts": provision, "value": value });
        claim(provision, json!({ "rates": rates, "quantities": quantities, "chapter98": claimed }))
    };
    assert_eq!(own(&asked("9801.00.10", None, false)), "0.00");
    assert_eq!(asked("9802.00.50", Some("2500"), false).needs[0].fact, "quantities.kg");
    // 44.00 + 600.00 on the whole; a quarter of it on the repair.
    assert_eq!(own(&asked("9802.00.50", Some("2500"), true)), "161.00");
    assert_eq!(own(&asked("9802.00.80", Some("2500"), true)), "483.00");
}

#[test]
fn a_repair_in_a_partner_country_is_free_and_other_duties_stay_on_its_value() {
    let repaired = |facts: Value| {
        claim(
            "9802.00.50",
            json!({ "hts": "8413.91.90.96", "origin": "CN", "entry_date": "2024-06-03", "facts": facts,
                "rates": { "general": "2%", "special": "", "other": "35%" },
                "chapter98": { "hts": "9802.00.50", "value": "1000" } }),
        )
    };
    let plain = repaired(json!({}));
    let partner = repaired(json!({ "repaired_under_agreement": true }));
    assert_eq!((own(&plain), own(&partner)), ("20.00".into(), "0.00".into()));
    let china =
        |answer: &RateAnswer| answer.lines.iter().find(|l| l.authority == "s301-china").unwrap().amount;
    assert_eq!(china(&plain), china(&partner));
    assert_eq!(china(&plain).to_string(), "250.00", "25 percent of the repair");
}

#[test]
fn bond_and_processing_fee_are_stated() {
    let temporary = claim("9813.00.05", json!({})).chapter98.unwrap();
    assert!(temporary.bond.unwrap().contains("twice the estimated duties"));
    assert_eq!((temporary.dutiable.get(), temporary.processing_fee_base), (0, None));
    let assembled = claim("9802.00.80", json!({ "chapter98": { "hts": "9802.00.80", "value": "3850" } }));
    let effect = assembled.chapter98.unwrap();
    assert_eq!((effect.dutiable.get(), effect.processing_fee_base.unwrap().get()), (6150, 6150));
    let sold = claim("9813.00.05", json!({ "facts": { "reexport_intended": false } }));
    assert_eq!(own(&sold), "700.00");
}

#[test]
fn a_provision_frees_in_the_columns_that_it_prints() {
    assert_eq!(own(&claim("9817.85.01", json!({}))), "0.00");
    let cuban = claim("9817.85.01", json!({ "origin": "CU" }));
    assert_eq!(own(&cuban), "4000.00");
    assert!(cuban.findings[0].text.contains("it frees nothing in column other"), "{cuban:?}");
    assert_eq!(own(&claim("9817.00.96", json!({ "origin": "CU" }))), "0.00");
}

#[test]
fn a_provision_with_a_rate_of_its_own_takes_the_place_of_the_line() {
    let gift = claim("9816.00.20", json!({}));
    assert_eq!((gift.outcome, gift.needs[0].fact.as_str()), ("needs_facts", "fair_retail_value"));
    let gift = claim("9816.00.20", json!({ "facts": { "fair_retail_value": "900" } }));
    assert_eq!(own(&gift), "27.00");
    let without = claim("9819.11.03", json!({ "origin": "KE" }));
    assert!(
        without.findings[0].text.contains("prints no rate of it for this column and claim"),
        "{without:?}"
    );
    assert_eq!(own(&claim("9819.11.03", json!({ "origin": "KE", "spi": "D" }))), "0.00");
    let sugar = claim(
        "9823.09.03",
        json!({ "hts": "1701.14.50.00", "origin": "CA", "spi": "S+",
            "quantities": [{ "amount": "10000", "unit": "kg" }] }),
    );
    assert_eq!(own(&sugar), "3574.00");
    let unknown = claim("9899.00.01", json!({}));
    assert_eq!((unknown.outcome, unknown.findings[0].code.as_str()), ("invalid", "CHAPTER98_UNKNOWN"));
}
