//! The worked examples, block by block. Every block is either run here or named as not yet covered.

use cocket_base::civil::{Date, DateTime, date};
use cocket_base::ids::{EntryNumber, TariffNumber};
use cocket_base::{Cents, Decimal, Dollars, Round};
use cocket_law::Pack;
use cocket_rules::bonds::{continuous_bond, late_summary_damages};
use cocket_rules::clocks::{ClockFacts, Moment, reckon};
use cocket_rules::fees::{Filing, GoodsForMpf, MpfLine, hmf_header, hmf_line, mpf_header, mpf_line};
use cocket_rules::ids::{IdQuestion, IdResult};
use cocket_rules::interest::{Owed, interest};
use cocket_rules::liquidation::{Settlement, settle};
use cocket_rules::origin::{self, OriginLaw, OriginQuestion};
use cocket_rules::penalties::{Culpability, Violation, penalty_cap};
use cocket_rules::quota::presentation;
use cocket_rules::value::{
    Assist, CertifiedRates, ChosenRate, DutyPaidEntry, DutyPaidLine, NetLine, NetPrices, Quote, Rounding,
    assist_value, choose_rate, enter, solve_duty_paid,
};
use cocket_tariff::engine::{RateQuestion, Tariff, rate};
use serde_json::Value;

use crate::official;
use crate::shared::{KNOWN, as_of, json, number, text};

/// Blocks that nothing in the program answers: drawback with its matching, and sampling by monetary units in an audit. The
/// test command prints them.
const WITHOUT_ENGINE: [&str; 3] = ["drawback", "matching", "mus"];

type Check = fn(&Value);
const BLOCKS: [(&str, Check); 24] = [
    ("compound_duty", compound_duty),
    ("rvc", regional_value),
    ("entry_check_digit", entry_check_digit),
    ("holidays", holidays),
    ("working_days_after", working_days_after),
    ("pms_due_15th_wd", pms_due),
    ("liquidation", liquidation),
    ("mpf", mpf),
    ("hmf", hmf),
    ("interest_daily", interest_daily),
    ("continuous_bond", bond),
    ("penalty_1592", penalty),
    ("fx", fx),
    ("fx_direction", fx_direction),
    ("ddp", ddp),
    ("rounding_159_3", rounding),
    ("late_summary_ld", late_summary),
    ("mid", mid),
    ("quota_presentation", quota),
    ("statement_designation_last_day", statement_day),
    ("net_difference", net_difference),
    ("assist", assist),
    ("ce_credits", education_credits),
    ("note", |_| ()),
];

#[test]
fn every_block_is_run_or_named() {
    let Some(vectors) = json("domain/vectors.json") else { return };
    for (block, cases) in vectors.as_object().unwrap() {
        match BLOCKS.iter().find(|(name, _)| name == block) {
            Some((_, check)) => match cases {
                Value::Array(cases) => cases.iter().for_each(check),
                whole => check(whole),
            },
            None => {
                assert!(
                    WITHOUT_ENGINE.contains(&block.as_str()),
                    "{block} is neither run nor named as without an engine"
                );
                official::left_out(&format!(
                    "{block} of the worked examples: nothing in the program answers it"
                ));
            }
        }
    }
    let absent: Vec<&str> =
        BLOCKS.iter().map(|(name, _)| *name).filter(|name| vectors[*name].is_null()).collect();
    assert!(absent.is_empty(), "the worked examples lack {absent:?}");
}

/// A rate by weight and by value together, on goods of a year and an origin without additional duties.
fn compound_duty(case: &Value) {
    let (cents, percent) = (number::<Decimal>(&case["per_unit"]), number::<Decimal>(&case["rate"]));
    let hundred = Decimal::ONE_HUNDRED;
    let question = serde_json::json!({
        "id": "1", "hts": "2106.90.99.98", "origin": "DE", "entry_date": "2024-06-17",
        "value": case["value"].to_string(),
        "quantities": [{"amount": case["qty"].to_string(), "unit": "kg"}],
        "rates": {"general": format!("{}¢/kg + {}%", (cents * hundred).normalize(), (percent * hundred).normalize())},
    });
    let question: RateQuestion = serde_json::from_value(question).unwrap();
    let answer = rate(Tariff::starter(), &question, Some(KNOWN));
    let duty = answer.duty.map(|duty| duty.to_string());
    assert_eq!(duty.as_deref(), case["duty"].as_str(), "{case}: {answer:?}");
}

fn day(value: &Value) -> Date {
    text(value).parse().unwrap()
}

fn due(clock: &str, facts: &[(&str, Date)]) -> Date {
    let at = as_of(facts[0].1);
    let facts: ClockFacts = facts.iter().map(|(name, day)| (name.to_string(), Moment::Day(*day))).collect();
    reckon(at, clock, &facts).unwrap().legal.date()
}

fn entry_check_digit(case: &Value) {
    let number = EntryNumber::new(text(&case["filer"]).parse().unwrap(), number(&case["seq"])).unwrap();
    assert!(number.to_string().ends_with(&case["digit"].to_string()), "{case}");
}

fn holidays(years: &Value) {
    for (year, days) in years.as_object().unwrap() {
        let days: Vec<Date> = days.as_array().unwrap().iter().map(day).collect();
        let observed = Pack::starter().calendar().holidays_observed_in(year.parse().unwrap());
        assert_eq!(observed.into_iter().map(|(day, _)| day).collect::<Vec<_>>(), days, "{year}");
    }
}

fn working_days_after(case: &Value) {
    let calendar = Pack::starter().calendar();
    assert_eq!(
        calendar.add_working_days(day(&case["from"]), number(&case["n"])),
        day(&case["due"]),
        "{case}"
    );
}

fn pms_due(case: &Value) {
    for in_month in ["01", "15", "28"] {
        let entry: Date = format!("{}-{in_month}", text(&case["entry_month"])).parse().unwrap();
        assert_eq!(due("pms_payment_day", &[("entry_date", entry)]), day(&case["due"]), "{case}");
    }
}

fn liquidation(case: &Value) {
    let entry = [("entry_date", day(&case["entry"]))];
    assert_eq!(due("auto_liquidation", &entry), day(&case["plus314"]));
    assert_eq!(due("liquidation", &entry), day(&case["friday_cycle"]));
    assert_eq!(due("psc_last_day", &entry), day(&case["psc_last"]));
    assert_eq!(due("deemed_liquidation", &entry), day(&case["deemed"]));
    let liquidated = [("liquidation_date", day(&case["friday_cycle"]))];
    assert_eq!(due("protest", &liquidated), day(&case["protest_due"]));
    assert_eq!(due("voluntary_reliquidation", &liquidated), day(&case["vol_reliq_end"]));
}

fn mpf(case: &Value) {
    // The last day of a fiscal year lies in it for every row, the short one of 2017 and 2018 too.
    let year: i16 = number(&case["fy"]);
    let at = as_of(if year == 2017 { date(2017, 6, 30) } else { date(year, 9, 30) });
    let tariffs: [TariffNumber; 1] = ["8518210000".parse().unwrap()];
    let line = |value: &Value| -> MpfLine {
        let goods = GoodsForMpf {
            value: Dollars::new(number(value)),
            origin: "DE".parse().ok(),
            spi: None,
            tariffs: &tariffs,
        };
        mpf_line(at, &goods).unwrap().answer().unwrap().clone()
    };
    let lines: Vec<MpfLine> = case["subject_values"].as_array().unwrap().iter().map(line).collect();
    let header = mpf_header(at, "01", Filing::Automated, &lines).unwrap();
    assert_eq!(header.answer().unwrap().amount.to_string(), text(&case["mpf"]), "{case}");
}

fn hmf(case: &Value) {
    let at = as_of(date(2026, 11, 24));
    let line =
        |value: &Value| *hmf_line(at, "01", "11", Dollars::new(number(value))).unwrap().answer().unwrap();
    let lines: Vec<Cents> = case["values"].as_array().unwrap().iter().map(line).collect();
    let wanted: Vec<&str> = case["lines"].as_array().unwrap().iter().map(text).collect();
    assert_eq!(lines.iter().map(Cents::to_string).collect::<Vec<_>>(), wanted);
    assert_eq!(hmf_header(at, &lines).unwrap().answer().unwrap().amount.to_string(), text(&case["total"]));
}

fn interest_daily(case: &Value) {
    let rate: Decimal = number(&case["rate"]);
    // Within the tables' years a bill ran at seven percent, a corporation's refund at six.
    let owed = if rate == Decimal::new(7, 2) { Owed::ToCbp } else { Owed::ToCorporation };
    let principal = Cents::from_dollars(number(&case["principal"]), Round::HalfUp).unwrap();
    let got = interest(as_of(KNOWN), principal, owed, day(&case["from"]), day(&case["to"])).unwrap();
    assert_eq!(got.answer().unwrap().to_string(), text(&case["interest"]), "{case}");
}

fn bond(case: &Value) {
    let year = Dollars::new(number(&case["dtf_12m"])).as_cents();
    assert_eq!(
        continuous_bond(as_of(KNOWN), year).unwrap().answer().unwrap().get(),
        number::<i64>(&case["bond"]),
        "{case}"
    );
}

fn penalty(case: &Value) {
    let money = |key: &str| Dollars::new(number(&case[key])).as_cents();
    let violation = Violation {
        loss: money("loss"),
        domestic_value: money("domestic_value"),
        dutiable_value: money("dutiable_value"),
    };
    for (culpability, key) in [
        (Culpability::Negligence, "negligence"),
        (Culpability::GrossNegligence, "gross"),
        (Culpability::Fraud, "fraud"),
    ] {
        assert_eq!(
            *penalty_cap(as_of(KNOWN), culpability, &violation).unwrap().answer().unwrap(),
            money(key),
            "{case} {key}"
        );
    }
}

fn fx(case: &Value) {
    let rates = CertifiedRates {
        currency: "EUR".parse().unwrap(),
        quarter: number(&case["quarter"]),
        export_day: Some(number(&case["day"])),
        proclaimed: None,
        quote: Quote::UsdPerUnit,
    };
    let chosen = choose_rate(as_of(KNOWN), &rates).unwrap();
    assert_eq!(chosen.answer().unwrap().rate, number::<Decimal>(&case["use"]), "{case}");
}

fn fx_direction(case: &Value) {
    let (rate, quote) = match case.get("units_per_usd") {
        Some(rate) => (number(rate), Quote::UnitsPerUsd),
        None => (number(&case["usd_per_unit"]), Quote::UsdPerUnit),
    };
    let chosen = ChosenRate { currency: "AUD".parse().unwrap(), rate, quote, variance_pct: None };
    let prices = NetPrices { lines: vec![net_line(number(&case["amount"]))], ..NetPrices::default() };
    let entered = enter(&prices, &chosen, &[], &Rounding::PerLine).unwrap();
    assert_eq!(entered.answer().unwrap().total.get(), number::<i64>(&case["usd"]), "{case}");
}

fn net_line(net: Decimal) -> NetLine {
    NetLine {
        amount: net,
        discount: Decimal::ZERO,
        taken_out: Decimal::ZERO,
        added: Decimal::ZERO,
        net,
        carriage: Decimal::ZERO,
    }
}

fn ddp(case: &Value) {
    let off: Decimal =
        ["freight", "insurance", "us_inland"].iter().map(|key| number::<Decimal>(&case[*key])).sum();
    let line = DutyPaidLine {
        net: number::<Decimal>(&case["price"]) - off,
        additions: Decimal::ZERO,
        ad_valorem: number(&case["duty_rate"]),
        specific: Decimal::ZERO,
        mpf: true,
        hmf: case["ocean"].as_bool().unwrap(),
    };
    let solved = solve_duty_paid(
        as_of(KNOWN),
        &DutyPaidEntry { entry_type: "01", filing: Filing::Automated, lines: &[line] },
    )
    .unwrap();
    let line = &solved.answer().unwrap().lines[0];
    assert_eq!(Round::HalfUp.to(line.exact, 2), number::<Decimal>(&case["value_exact"]));
    assert_eq!(line.entered.get(), number::<i64>(&case["value_entered"]));
}

fn rounding(case: &Value) {
    let lines = case["lines"].as_array().unwrap();
    let prices = NetPrices {
        lines: lines.iter().map(|line| net_line(number(&line[0]))).collect(),
        ..NetPrices::default()
    };
    let rounding = Rounding::PerInvoice { lines: lines.iter().map(|line| (0, number(&line[1]))).collect() };
    let entered = enter(&prices, &ChosenRate::dollars(), &[], &rounding).unwrap();
    let entered = entered.answer().unwrap();
    let wanted: Vec<i64> = case["entered"].as_array().unwrap().iter().map(number).collect();
    assert_eq!(entered.lines.iter().map(|line| line.entered.get()).collect::<Vec<_>>(), wanted, "{case}");
    assert_eq!(entered.total.get(), number::<i64>(&case["total"]));
}

fn late_summary(case: &Value) {
    let single = Dollars::new(number(&case["stb"]));
    assert_eq!(late_summary_damages(single).answer().unwrap().get(), number::<i64>(&case["ld"]));
}

fn mid(case: &Value) {
    let owned = |key: &str| text(&case[key]).to_string();
    let question = IdQuestion::Mid {
        id: "1".into(),
        name: owned("name"),
        address: owned("street"),
        city: owned("city"),
        country: owned("country"),
        province: case["province"].as_str().map(String::from),
        declared: None,
    };
    let answer = cocket_rules::ids::answer(Pack::starter(), &question);
    assert!(matches!(answer.result, IdResult::Decided { value, .. } if value == owned("mid")), "{case}");
}

fn education_credits(case: &Value) {
    let reinstated = text(&case["reinstated"]);
    let question = format!(r#"{{"id":"1","clock":"education_credits","reinstated_date":"{reinstated}"}}"#);
    let question = serde_json::from_str(&question).unwrap();
    let answer = cocket_rules::clocks::answer(Pack::starter(), &question, KNOWN);
    assert_eq!(serde_json::to_value(answer).unwrap()["number"], case["credits"], "{case}");
}

fn quota(case: &Value) {
    let at = |key: &str| -> DateTime { text(&case[key]).parse().unwrap() };
    let presented =
        presentation(as_of(KNOWN), at("arrival"), at("summary_with_payment_or_statement_date")).unwrap();
    assert_eq!(*presented.answer().unwrap(), at("presentation"), "{case}");
}

fn statement_day(case: &Value) {
    let clock = if case["summary_is_entry"].as_bool().unwrap() {
        "statement_date_at_filing"
    } else {
        "statement_date_last"
    };
    assert_eq!(due(clock, &[("entry_date", day(&case["entry"]))]), day(&case["due"]), "{case}");
}

fn net_difference(case: &Value) {
    let settled = settle(as_of(KNOWN), number(&case["deposited"]), number(&case["liquidated"])).unwrap();
    let action = match settled.answer().unwrap() {
        Settlement::AsEntered => "as entered".to_string(),
        Settlement::Bill(amount) => format!("bill {amount} plus interest"),
        Settlement::Refund(amount) => format!("refund {amount} plus interest"),
    };
    assert_eq!(action, text(&case["action"]), "{case}");
}

fn assist(case: &Value) {
    let supplied = Assist {
        cost: number(&case["cost"]),
        used_share: number(&case["used_share"]),
        paid_by_seller: Decimal::ZERO,
        freight: number(&case["freight"]),
    };
    assert_eq!(
        *assist_value(&supplied).unwrap().answer().unwrap(),
        number::<Decimal>(&case["value"]),
        "{case}"
    );
}

fn regional_value(case: &Value) {
    let mut law = serde_json::json!({"kind": "qualify", "id": "1", "date": "2026-06-16", "hts": "9503.00"});
    let method = text(&case["method"]);
    let (agreement, country) = if matches!(method, "TV" | "NC") { ("usmca", "MX") } else { ("cafta", "GT") };
    law["agreement"] = agreement.into();
    law["produced_in"] = serde_json::json!([country]);
    law["rule"] = format!("no change, content 1 {method}").into();
    let names = [
        ("tv", "transaction_value"),
        ("nc", "net_cost"),
        ("av", "adjusted_value"),
        ("vnm", "foreign_materials"),
        ("vom", "originating_materials"),
    ];
    for (from, to) in names {
        if !case[from].is_null() {
            law["values"][to] = case[from].to_string().into();
        }
    }
    let question: OriginQuestion = serde_json::from_value(law).unwrap();
    let given = origin::answer(OriginLaw::starter(), Pack::starter(), &question, KNOWN);
    let given = serde_json::to_value(given).unwrap();
    let all = given["content"].as_array().unwrap_or_else(|| panic!("{case}: {given}"));
    let found = all.iter().find(|content| content["method"] == case["method"]);
    assert_eq!(found.unwrap()["percent"], case["rvc"], "{case}");
}
