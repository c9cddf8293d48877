//! Questions from outside: unknown keys are named, odd ones answered, none makes the engine panic; figures stay whole.

use cocket_base::{Cents, Decimal};
use cocket_tariff::engine::{RateAnswer, Tariff, rate_json};
use proptest::prelude::*;
use serde_json::json;

fn ask(line: &str) -> RateAnswer {
    rate_json(Tariff::starter(), line, None)
}

fn finding(line: &str) -> String {
    let answer = ask(line);
    assert_eq!(answer.outcome, "invalid", "{line}");
    answer
        .findings
        .iter()
        .map(|f| format!("{} {}", f.place.field.clone().unwrap_or_default(), f.text))
        .collect()
}

#[test]
fn what_is_wrong_is_named_and_the_id_comes_back() {
    let ok = r#"{"id":"q7","hts":"6912.00.44.00","origin":"JP","entry_date":"2026-07-09","value":412,"quantities":[{"amount":"10","unit":"No."}]}"#;
    assert_eq!((ask(ok).id.as_str(), ask(ok).duty.unwrap().to_string().as_str()), ("q7", "82.40"));
    let with = |key: &str| ok.replacen('{', &format!("{{{key},"), 1);
    assert!(finding(&with(r#""colour":"red""#)).contains("unknown field `colour`"));
    assert_eq!(ask(&with(r#""colour":"red""#)).id, "q7");
    assert!(finding(&ok.replace("6912.00.44.00", "6912")).contains("hts 6912"));
    assert!(finding(&ok.replace("412", "-1")).contains("negative"));
    assert!(finding(&with(r#""facts":{"steel_pct":"140"}"#)).contains("a percentage from 0 to 100"));
    assert!(
        finding(&with(r#""facts":{"confirm":["9903.82.01"],"decline":["9903.82.01"]}"#))
            .contains("confirmed and declined")
    );
    assert!(finding(&with(r#""chapter98":{"hts":"9903.82.01"}"#)).contains("no number of chapter 98"));
    assert!(finding("not json").contains("expected"));
    assert!(finding(&"x".repeat(2 << 20)).contains("longer than"));
}

#[test]
fn cents_of_the_value_are_rounded_half_up_and_said() {
    let line = r#"{"id":"q","hts":"6912.00.44.00","origin":"JP","entry_date":"2026-07-09","value":"411.50","quantities":[{"amount":"10","unit":"No."}],"explain":true}"#;
    let answer = ask(line);
    assert_eq!(answer.lines[0].base.get(), 412);
    assert!(answer.steps.iter().any(|step| step.what.contains("411.50 rounded half up")));
    assert!(
        answer.steps.iter().any(|step| step.cite.as_ref().is_some_and(|c| c.source.contains("note 2(aa)")))
    );
}

#[test]
fn money_is_written_as_decimal_strings() {
    let question = json!({
        "id": "q", "hts": "6912.00.44.00", "origin": "JP", "entry_date": "2026-07-09", "value": 412.4,
        "quantities": [{ "amount": 10, "unit": "No." }],
        "adcvd": [{ "case": "A-588-001", "rate": 12.75 }],
    });
    let answer = serde_json::to_value(ask(&question.to_string())).unwrap();
    let wanted = json!([
        { "hts": "99030301", "authority": "s122", "rate": "10%", "base": "412", "amount": "41.20", "why": "Section 122 surcharge" },
        { "hts": "6912004400", "authority": "base", "rate": "10%", "base": "412", "amount": "41.20" },
    ]);
    assert_eq!((&answer["lines"], &answer["duty"]), (&wanted, &json!("82.40")));
    let deposit =
        json!([{ "case": "A-588-001", "rate": "12.75", "basis": "value", "base": "412", "amount": "52.53" }]);
    assert_eq!(answer["adcvd"], deposit);
}

#[test]
fn rate_texts_of_the_question_stand_in_for_the_schedule() {
    let question = json!({
        "id": "q", "hts": "1234.56.99.99", "origin": "VN", "entry_date": "2026-06-16", "value": "1000",
        "rates": { "general": "5%", "special": "Free (A*,...S...)", "other": "35%" },
    });
    let answer = ask(&question.to_string());
    assert_eq!(answer.duty.unwrap().to_string(), "150.00", "5 percent and section 122");
    assert_eq!(answer.revision, None);
}

#[test]
fn fractions_of_a_liter_of_wine_are_dutiable_those_of_vinegar_are_not() {
    let duty = |hts: &str| {
        let question = json!({
            "id": "q", "hts": hts, "origin": "JP", "entry_date": "2026-06-16", "value": "100",
            "quantities": [{ "amount": "10.6", "unit": "liters" }],
            "rates": { "general": "6.3¢/liter", "special": "", "other": "33¢/liter" },
        });
        let lines = ask(&question.to_string()).lines;
        let own =
            lines.iter().find(|line| line.number.to_string().replace('.', "") == hts).expect("its own line");
        own.amount.to_string()
    };
    assert_eq!(duty("2204215040"), "0.67", "19 CFR 159.4: 10.6 liters");
    assert_eq!(duty("2209000000"), "0.69", "19 CFR 159.3(b): 11 liters");
}

fn origins() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "CN", "DE", "GB", "JP", "KR", "TW", "MX", "CA", "RU", "VN", "BR", "IN", "CH", "US", "KE",
    ])
}

fn numbers() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "7208510030",
        "7604210090",
        "8708305030",
        "8708947550",
        "8302416045",
        "7326908688",
        "8429521000",
        "9403910080",
        "8471500150",
        "3004200042",
        "8806220000",
        "6810990020",
        "2208306040",
        "8215990500",
        "6109100012",
        "8544429090",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever is asked: no panic, the total is the sum of its lines, an all-in duty never exceeds its total, and every
    /// reported chapter 99 number carries a reason.
    #[test]
    fn totals_are_the_sum_of_lines(
        hts in numbers(), origin in origins(), day in 0i32..1200, value in 0i64..2_000_000_000, metal in prop::option::of(0u8..=100),
        part in prop::option::of(any::<bool>()), spi in prop::option::of(prop::sample::select(vec!["S", "KR", "JP", "A", "P", "??"])),
    ) {
        let date = cocket_base::civil::date(2024, 9, 1).saturating_add(jiff_days(day));
        let mut facts = serde_json::Map::new();
        if let Some(metal) = metal {
            facts.insert("steel_pct".into(), json!(metal));
            facts.insert("steel_weight_pct".into(), json!(metal));
        }
        if let Some(part) = part {
            facts.insert("vehicle_part".into(), json!(part));
        }
        let mut question = json!({
            "id": "p", "hts": hts, "origin": origin, "entry_date": date.to_string(), "value": value, "facts": facts,
            "quantities": [{"amount":"100","unit":"No."},{"amount":"100","unit":"kg"},{"amount":"9","unit":"pf.liters"}],
        });
        if let Some(spi) = spi {
            question["spi"] = json!(spi);
        }
        let answer = ask(&question.to_string());
        if answer.outcome != "decided" {
            prop_assert!(answer.outcome == "prohibited" && origin == "CA", "{} {question}", answer.outcome);
            return Ok(());
        }
        let sum: Cents = answer.lines.iter().map(|line| line.amount).sum();
        prop_assert_eq!(Some(sum), answer.duty);
        prop_assert!(answer.lines.iter().all(|line| line.amount.get() >= 0 && line.base.get() <= value));
        prop_assert!(answer.lines.iter().all(|line| line.number.chapter() < 99 || !line.why.is_empty()));
        for line in answer.lines.iter().filter(|line| line.rate.ends_with("all-in")) {
            let percent: Decimal = line.rate.trim_end_matches("% all-in").parse().unwrap();
            prop_assert!(line.amount.as_dollars() <= line.base.as_decimal() * percent / Decimal::ONE_HUNDRED + Decimal::ONE);
        }
    }
}

fn jiff_days(days: i32) -> jiff::Span {
    jiff::Span::new().days(days)
}
