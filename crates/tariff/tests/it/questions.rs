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

/// Goods of Canada that bear a duty unless they come under USMCA, with further keys.
fn canadian(keys: serde_json::Value) -> RateAnswer {
    let mut question = json!({
        "id": "q", "hts": "6307.90.98.70", "origin": "CA", "entry_date": "2026-02-20", "value": "10000",
        "quantities": [{ "amount": "100", "unit": "No." }],
    });
    question.as_object_mut().unwrap().extend(keys.as_object().unwrap().clone());
    ask(&question.to_string())
}

#[test]
fn a_claim_in_small_letters_is_the_same_claim() {
    let claimed = canadian(json!({ "spi": "S" }));
    assert_eq!(claimed.duty.unwrap().to_string(), "0.00");
    assert_eq!(canadian(json!({ "spi": " s " })), claimed);
}

#[test]
fn a_claim_that_the_importer_takes_back_is_refused_with_its_reason() {
    let refused = canadian(json!({ "spi": "S", "facts": { "usmca_qualifies": "no" } }));
    assert_eq!(refused.duty.unwrap().to_string(), "4200.00");
    assert!(refused.findings[0].text.contains("says that the article does not qualify"), "{refused:?}");
    assert!(refused.findings[0].remedy.is_some());
}

#[test]
fn privileged_status_asks_for_its_day_and_another_word_is_refused() {
    let privileged = canadian(json!({ "ftz_status": "P" }));
    assert_eq!(
        (privileged.outcome, privileged.needs[0].fact.as_str()),
        ("needs_facts", "ftz_privileged_date")
    );
    let dated = json!({ "ftz_status": "privileged", "ftz_privileged_date": "2024-12-02", "explain": true });
    assert!(canadian(dated).steps.iter().any(|step| step.what.ends_with("law of 2024-12-02")));
    let foreign = json!({ "ftz_status": "N", "ftz_privileged_date": "2024-12-02", "explain": true });
    assert!(canadian(foreign).steps.iter().any(|step| step.what.ends_with("law of 2026-02-20")));
    let odd = canadian(json!({ "ftz_status": "bonded" }));
    assert!(odd.findings[0].text.contains("«bonded» is no zone status"), "{odd:?}");
}

#[test]
fn a_country_that_is_no_code_is_refused_and_not_taken_for_another_country() {
    let asked = |country: &str| canadian(json!({ "facts": { "steel_melt_pour": country } }));
    assert_eq!(asked("us").outcome, "decided");
    let odd = asked("USA");
    assert_eq!(
        (odd.outcome, odd.findings[0].place.field.as_deref()),
        ("invalid", Some("facts.steel_melt_pour"))
    );
}

#[test]
fn the_value_beside_chapter_98_is_asked_for_where_the_provision_reads_it() {
    let claim =
        |hts: &str, value: Option<&str>| canadian(json!({ "chapter98": { "hts": hts, "value": value } }));
    assert_eq!(claim("9802.00.50", None).needs[0].fact, "chapter98.value");
    assert_eq!(claim("9802.00.50", Some("500")).lines.last().unwrap().base.get(), 500);
    assert_eq!(claim("9802.00.91", None).lines.last().unwrap().base.get(), 0, "free as a whole");
    let more = claim("9802.00.80", Some("10001"));
    assert!(more.findings[0].text.contains("more than the entered value"), "{more:?}");
}

#[test]
fn a_long_special_column_is_refused_at_once() {
    let special = format!("Free {})", "(".repeat(500_000));
    let odd = canadian(json!({ "rates": { "general": "5%", "special": special, "other": "35%" } }));
    assert_eq!(odd.findings[0].place.field.as_deref(), Some("rates.special"));
    assert!(odd.findings[0].text.contains("at most"));
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
            "explain": true,
            "quantities": [{"amount":"100","unit":"No."},{"amount":"100","unit":"kg"},{"amount":"9","unit":"pf.liters"}],
        });
        if let Some(spi) = spi {
            question["spi"] = json!(spi);
        }
        let answer = ask(&question.to_string());
        if answer.outcome != "decided" {
            // A ban, or goods that could be on a list that is not held.
            let banned = answer.outcome == "prohibited" && origin == "CA";
            let unheld = answer.outcome == "needs_facts" && answer.needs.iter().any(|n| n.question.contains("It is not held"));
            prop_assert!(banned || unheld, "{} {question}", answer.outcome);
            return Ok(());
        }
        let sum: Cents = answer.lines.iter().map(|line| line.amount).sum();
        prop_assert_eq!(Some(sum), answer.duty);
        prop_assert!(answer.lines.iter().all(|line| line.amount.get() >= 0 && line.base.get() <= value));
        prop_assert!(answer.lines.iter().all(|line| line.number.chapter() < 99 || !line.why.is_empty()));
        let figures = answer.steps.iter().filter(|step| step.rate.is_some() || step.amount.is_some());
        prop_assert!(figures.into_iter().all(|step| step.cite.is_some()), "{:#?}", answer.steps);
        for line in answer.lines.iter().filter(|line| line.rate.ends_with("all-in")) {
            let percent: Decimal = line.rate.trim_end_matches("% all-in").parse().unwrap();
            prop_assert!(line.amount.as_dollars() <= line.base.as_decimal() * percent / Decimal::ONE_HUNDRED + Decimal::ONE);
        }
    }
}

fn jiff_days(days: i32) -> jiff::Span {
    jiff::Span::new().days(days)
}

#[test]
fn what_is_assessed_and_what_is_owed_are_told_apart_by_what_was_known() {
    let asked = |known: &str| {
        let question = json!({ "id": "q", "hts": "6912.00.35.10", "origin": "DE", "entry_date": "2025-10-01",
            "value": "10000", "rates": { "general": "9.8%", "special": "", "other": "55%" } });
        let answer = rate_json(Tariff::starter(), &question.to_string(), Some(known.parse().unwrap()));
        let standing = answer.standing.unwrap();
        let sums = [standing.assessed, standing.owed, standing.refundable, standing.under_appeal];
        sums.map(|sum| sum.to_string()).join(" ")
    };
    // 9.8 percent of the schedule and 5.2 to the reciprocal total of 15.
    assert_eq!(asked("2025-10-01"), "1500.00 1500.00 0.00 0.00");
    assert_eq!(asked("2026-02-20"), "1500.00 980.00 0.00 0.00", "held unlawful, no refund ordered yet");
    assert_eq!(asked("2026-03-04"), "1500.00 980.00 520.00 0.00");
    let surcharge = json!({ "id": "q", "hts": "6912.00.35.10", "origin": "DE", "entry_date": "2026-06-01",
        "value": "10000", "rates": { "general": "9.8%", "special": "", "other": "55%" } });
    let standing = ask(&surcharge.to_string()).standing.unwrap();
    assert_eq!((standing.owed, standing.under_appeal.to_string()), (standing.assessed, "1000.00".into()));
    let shown = serde_json::to_value(ask(&surcharge.to_string())).unwrap();
    assert_eq!((&shown["assessed"], &shown["refundable"]), (&json!("1980.00"), &json!("0.00")));
}

#[test]
fn claims_not_made_stand_apart_from_what_is_asked() {
    let open = canadian(json!({}));
    assert_eq!(open.claims[0].claim, "spi S");
    assert!(open.claims.iter().all(|claim| claim.duty + claim.saving == open.duty.unwrap()));
    assert!(open.needs.iter().all(|need| need.fact != "spi"));
    assert!(canadian(json!({ "spi": "S" })).claims.is_empty());
    let relief = ask(&json!({ "id": "q", "hts": "2001.90.25.00", "origin": "ES", "entry_date": "2019-03-01",
        "value": "10000", "rates": { "general": "10.2%", "special": "", "other": "35%" } })
    .to_string());
    let claim = relief.claims.iter().find(|claim| claim.claim == "confirm 9902.01.04").unwrap();
    assert_eq!((claim.duty.to_string(), claim.saving.to_string()), ("720.00".into(), "300.00".into()));
}

#[test]
fn fees_of_the_line_are_given_where_the_line_can_know_them() {
    let hmf = |keys: serde_json::Value| canadian(keys).fees.hmf.map(|fee| fee.to_string());
    assert_eq!(hmf(json!({ "mode": "vessel", "value": "12500" })).unwrap(), "15.63", "half a cent goes up");
    assert_eq!(hmf(json!({ "mode": "11" })).unwrap(), "12.50");
    assert_eq!((hmf(json!({ "mode": "air" })), hmf(json!({}))), (None, None));
    let zone = json!({ "mode": "vessel", "ftz_status": "N" });
    assert_eq!(hmf(zone), None, "paid on admission");
    let fees = canadian(json!({})).fees.may_apply;
    assert!(fees.iter().any(|fee| fee.code == "056" && fee.basis.starts_with("by the kilogram")), "{fees:?}");
    let whisky =
        canadian(json!({ "hts": "2208.30.30.60", "quantities": [{ "amount": "100", "unit": "pf.liters" }] }));
    assert_eq!(whisky.fees.may_apply[0].kind, "excise", "{whisky:?}");
}
