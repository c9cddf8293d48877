//! What is said of a line beside its rate: rate texts given in part, codes of no country, days whose revision is not held, zone
//! statuses, quotas, limits in the text of a number, repairs under an agreement, commingled goods, and the range of a duty.

use cocket_tariff::engine::{RateAnswer, Tariff, rate_json};
use serde_json::{Value, json};

fn ask(keys: Value) -> RateAnswer {
    let mut question = json!({
        "id": 1, "hts": "6912.00.44.00", "origin": "JP", "entry_date": "2026-06-16", "value": "1000", "facts": {},
    });
    question.as_object_mut().unwrap().extend(keys.as_object().unwrap().clone());
    rate_json(Tariff::starter(), &question.to_string(), None)
}

fn base(answer: &RateAnswer) -> (String, String, String) {
    let line = answer.lines.last().unwrap_or_else(|| panic!("{answer:#?}"));
    (line.number.to_string(), line.rate.clone(), line.amount.to_string())
}

fn codes(answer: &RateAnswer) -> Vec<&str> {
    answer.findings.iter().map(|finding| finding.code.as_str()).collect()
}

fn needs(answer: &RateAnswer) -> Vec<&str> {
    answer.needs.iter().map(|need| need.fact.as_str()).collect()
}

#[test]
fn the_schedule_answers_for_columns_that_a_question_does_not_give() {
    let printed = base(&ask(json!({ "origin": "CU" })));
    let given = json!({ "general": "3%" });
    assert_eq!(base(&ask(json!({ "origin": "CU", "rates": given }))), printed, "column 2 is the schedule's");
    let own = ask(json!({ "rates": given }));
    assert_eq!((base(&own).1.as_str(), own.revision.as_deref()), ("3%", None));
    let blank = json!({ "general": " ", "special": "", "other": "77%" });
    let answer = ask(json!({ "rates": blank }));
    assert_eq!((base(&answer).1.as_str(), answer.revision.as_deref()), ("10%", Some("2026_rev_10")));
    assert_eq!(base(&ask(json!({ "origin": "CU", "rates": blank }))).1, "77%");
    // A number that no held revision prints has the columns that are given, and no other.
    let unprinted = |origin: &str| ask(json!({ "hts": "6912.99.99.00", "origin": origin, "rates": given }));
    assert_eq!(base(&unprinted("JP")).1, "3%");
    let missing = unprinted("CU");
    assert_eq!((missing.outcome, codes(&missing)), ("invalid", vec!["RATE_UNREADABLE"]));
    assert!(missing.findings[0].text.contains("6912.99.99.00 stands neither"), "{missing:?}");
}

#[test]
fn a_code_that_is_no_country_is_refused_wherever_it_stands() {
    for keys in [
        json!({ "origin": "XX" }),
        json!({ "export_country": "ZZ" }),
        json!({ "facts": { "aluminum_cast": "QQ" } }),
    ] {
        let answer = ask(keys.clone());
        assert_eq!((answer.outcome, codes(&answer)), ("invalid", vec!["COUNTRY_UNKNOWN"]), "{keys}");
    }
    assert_eq!(ask(json!({ "export_country": "VN" })).outcome, "decided");
}

#[test]
fn a_day_whose_revision_is_not_held_is_told_in_every_outcome() {
    let of = |keys: Value| {
        let answer = ask(keys);
        let found = answer.findings.iter().find(|finding| finding.code == "REVISION_NOT_HELD");
        found.map(|finding| (answer.outcome, finding.severity.to_string()))
    };
    let told = |outcome, severity: &str| Some((outcome, severity.to_string()));
    assert_eq!(of(json!({})), None, "2026 revision 10 is held");
    assert_eq!(of(json!({ "entry_date": "2020-03-02" })), told("decided", "warn"), "a later law is read");
    assert_eq!(of(json!({ "entry_date": "2026-11-02" })), told("decided", "info"), "an earlier one is read");
    let waiting = json!({ "entry_date": "2020-03-02", "hts": "0402.91.10.00" });
    assert_eq!(of(waiting), told("needs_facts", "warn"));
    let given = json!({ "general": "1%", "special": "Free (S)", "other": "2%" });
    assert_eq!(
        of(json!({ "entry_date": "2020-03-02", "rates": given })),
        None,
        "the question brings its rates"
    );
}

#[test]
fn a_zone_status_lets_goods_in_by_its_rule() {
    let of = |keys: Value| ask(keys);
    for status in ["zone-restricted", "Z", "zone restricted"] {
        let answer = of(json!({ "ftz_status": status }));
        assert_eq!(answer.outcome, "prohibited", "{status}");
        assert!(answer.reasons[0].text.contains("may leave for export"), "{answer:?}");
    }
    let returned = of(json!({ "ftz_status": "Z", "facts": { "zone_return_ordered": true } }));
    assert_eq!((returned.outcome, base(&returned).2.as_str()), ("decided", "100.00"));
    assert!(codes(&returned).contains(&"ZONE_RETURN_ORDERED"));
    let domestic = |facts: Value| of(json!({ "ftz_status": "domestic", "facts": facts }));
    let open = domestic(json!({}));
    assert_eq!((open.outcome, needs(&open)), ("needs_facts", vec!["domestic_status_lawful"]));
    let lawful = domestic(json!({ "domestic_status_lawful": "yes" }));
    assert_eq!((lawful.outcome, lawful.duty.unwrap().to_string().as_str()), ("decided", "0.00"));
    assert_eq!(lawful.lines.len(), 1, "nothing else is reported");
    let unlawful = domestic(json!({ "domestic_status_lawful": false }));
    let foreign = of(json!({ "ftz_status": "N" }));
    assert_eq!(unlawful.duty, foreign.duty, "what is not domestic by law is non-privileged");
    assert!(codes(&unlawful).contains(&"ZONE_STATUS_NOT_LAWFUL"));
}

fn beef(keys: Value) -> RateAnswer {
    let mut question = json!({
        "hts": "0202.30.50.85", "origin": "AR", "value": "100000",
        "quantities": [{ "amount": "10000", "unit": "kg" }],
    });
    if Tariff::starter().schedules.held()[0].lines().all(|line| line.number().to_string() != "0202.30.50.85")
    {
        question["hts"] = json!("0202.30.50.75");
    }
    question.as_object_mut().unwrap().extend(keys.as_object().unwrap().clone());
    ask(question)
}

#[test]
fn a_filled_quota_leads_to_the_number_above_it() {
    let open = beef(json!({ "facts": { "quota_filled": false } }));
    assert_eq!(base(&open).1, "4.4¢/kg");
    let standing = open.quota.as_ref().unwrap();
    assert_eq!((standing.position, standing.entry_type.as_deref()), ("open", Some("02")));
    let unsaid = beef(json!({}));
    assert_eq!(
        (unsaid.outcome, needs(&unsaid)[0], unsaid.quota.as_ref().unwrap().position),
        ("decided", "quota_filled", "unknown")
    );
    let range = unsaid.range.as_ref().unwrap();
    assert_eq!(range.settled_by[0], "quota_filled");
    assert!(range.least <= unsaid.duty.unwrap() && unsaid.duty.unwrap() < range.most);
    let filled = beef(json!({ "facts": { "quota_filled": true } }));
    assert_eq!(base(&filled).0.get(..10), Some("0202.30.80"), "{filled:?}");
    assert_eq!((base(&filled).1.as_str(), base(&filled).2.as_str()), ("26.4%", "26400.00"));
    assert!(filled.duty.unwrap() <= range.most, "the range reaches where the answer leads");
    assert!(codes(&filled).contains(&"QUOTA_RATE_ABOVE"));
    let standing = filled.quota.unwrap();
    assert_eq!((standing.position, standing.doors.is_empty()), ("filled", false));
    let near = beef(json!({ "facts": { "quota_nearly_filled": true } })).quota.unwrap();
    assert_eq!((near.position, near.entry_type.as_deref()), ("near", Some("02")));
    let privileged = beef(json!({ "ftz_status": "P", "ftz_privileged_date": "2026-06-16" }));
    assert_eq!(base(&privileged).1, "26.4%", "19 CFR 146.65(a)(1)");
}

#[test]
fn brooms_above_their_quota_bear_the_other_rate() {
    let brooms = |facts: Value| {
        ask(json!({
            "hts": "9603.10.40.00", "origin": "MX", "value": "480", "facts": facts,
            "quantities": [{ "amount": "1000", "unit": "No." }],
        }))
    };
    assert_eq!(base(&brooms(json!({ "quota_filled": "no" }))).2, "38.40");
    let filled = brooms(json!({ "quota_filled": "yes" }));
    assert_eq!(base(&filled), ("9603.10.50.00".into(), "32¢ each".into(), "320.00".into()));
}

#[test]
fn a_quantity_beyond_the_share_of_a_country_is_no_quota_rate() {
    let much = json!([{ "amount": "30000", "unit": "t" }]);
    let unsaid = beef(json!({ "quantities": much }));
    assert_eq!((unsaid.outcome, needs(&unsaid)), ("needs_facts", vec!["quota_filled"]));
    assert!(unsaid.needs[0].affects.contains("at least 10000 t are beyond"), "{unsaid:?}");
    let told = beef(json!({ "quantities": much, "facts": { "quota_filled": false } }));
    assert!(codes(&told).contains(&"QUOTA_SHARE_EXCEEDED"));
    let canada = beef(json!({ "quantities": much, "origin": "CA" }));
    assert_eq!((canada.outcome, canada.quota.unwrap().position), ("decided", "open"), "no limit");
    let dairy = ask(json!({ "hts": "0402.91.10.00", "origin": "MX",
        "quantities": [{ "amount": "100", "unit": "kg" }] }));
    assert!(codes(&dairy).contains(&"QUOTA_NOT_OPEN"), "no goods of Mexico: {dairy:?}");
}

#[test]
fn the_value_of_a_unit_is_checked_against_the_text_of_the_number() {
    let shoes = |pairs: Option<&str>| {
        let quantities: Vec<Value> =
            pairs.iter().map(|pairs| json!({ "amount": pairs, "unit": "prs." })).collect();
        ask(json!({ "hts": "6402.91.26.00", "origin": "VN", "quantities": quantities }))
    };
    // Over 6.50 but not over 12 dollars a pair.
    assert!(!codes(&shoes(Some("100"))).contains(&"UNIT_VALUE_OUTSIDE"), "10 dollars");
    assert!(codes(&shoes(Some("200"))).contains(&"UNIT_VALUE_OUTSIDE"), "5 dollars");
    assert!(needs(&shoes(None)).contains(&"quantities.prs."), "{:?}", shoes(None).needs);
}

#[test]
fn samples_are_free_only_up_to_a_dollar_each() {
    let samples = |number: Option<&str>, facts: Value| {
        let quantities: Vec<Value> =
            number.iter().map(|number| json!({ "amount": number, "unit": "No." })).collect();
        ask(json!({
            "hts": "6912.00.44.00", "value": "500", "quantities": quantities, "facts": facts,
            "chapter98": { "hts": "9811.00.60" },
        }))
    };
    let unknown = samples(None, json!({}));
    assert_eq!((unknown.outcome, needs(&unknown)), ("needs_facts", vec!["quantities.No."]));
    assert_eq!(samples(Some("500"), json!({})).duty.unwrap().to_string(), "0.00");
    let dear = samples(Some("499"), json!({}));
    assert!(codes(&dear).contains(&"CHAPTER98_REFUSED"), "{dear:?}");
    let torn = samples(Some("1"), json!({ "sample_made_unsuitable": true }));
    assert_eq!((torn.outcome, torn.duty.unwrap().to_string().as_str()), ("decided", "0.00"));
}

#[test]
fn a_repair_under_an_agreement_is_asked_about_whatever_the_origin() {
    let repaired = |keys: Value| {
        let mut question = json!({
            "origin": "CN", "entry_date": "2024-06-03", "value": "10000",
            "chapter98": { "hts": "9802.00.50", "value": "2000" },
        });
        question.as_object_mut().unwrap().extend(keys.as_object().unwrap().clone());
        ask(question)
    };
    let asked = |answer: &RateAnswer| needs(answer).contains(&"repaired_under_agreement");
    let mexico = repaired(json!({ "export_country": "MX", "spi": "S" }));
    assert!(asked(&mexico), "{mexico:?}");
    assert_eq!(base(&mexico).2, "200.00");
    assert!(!asked(&repaired(json!({ "export_country": "CN" }))), "no agreement frees a repair in China");
    let stated = json!({ "repaired_under_agreement": true });
    let free = repaired(json!({ "export_country": "MX", "spi": "S", "facts": stated }));
    assert_eq!(base(&free).2, "0.00");
    assert!(!codes(&free).contains(&"SPI_REFUSED"), "the programme is claimed for the repair: {free:?}");
    let elsewhere = repaired(json!({ "export_country": "CN", "facts": stated }));
    assert_eq!(base(&elsewhere).2, "200.00", "the repair was not done where the goods come from");
}

#[test]
fn commingled_goods_bear_the_highest_rate_among_them() {
    let mixed = |own: &str, other: &str| {
        ask(json!({ "hts": own, "origin": "JP", "value": "1000", "commingled": [{ "hts": other }],
            "quantities": [{ "amount": "100", "unit": "No." }, { "amount": "50", "unit": "kg" }] }))
    };
    for answer in [mixed("6912.00.44.00", "6911.10.80.10"), mixed("6911.10.80.10", "6912.00.44.00")] {
        assert_eq!(base(&answer).0, "6911.10.80.10", "20.8 percent against 10");
        assert_eq!(answer.findings[0].code, "COMMINGLED_GOODS");
        assert!(answer.findings[0].text.contains("general note 3(f)"));
    }
}

#[test]
fn a_duty_that_answers_can_move_is_a_range_with_the_facts_that_settle_it() {
    let settled = ask(json!({}));
    assert_eq!(settled.range, None);
    let open =
        ask(json!({ "hts": "7318.15.20.55", "origin": "DE", "entry_date": "2025-09-02", "value": "1000",
        "quantities": [{ "amount": "100", "unit": "kg" }] }));
    let range = open.range.as_ref().unwrap_or_else(|| panic!("{open:#?}"));
    assert!(range.least < range.most && !range.settled_by.is_empty());
    let moved = open.needs.iter().filter_map(|need| cocket_tariff::engine::Moved::read(&need.affects));
    for moved in moved {
        assert!(range.least <= moved.then && moved.then <= range.most, "{moved:?} outside {range:?}");
    }
}
