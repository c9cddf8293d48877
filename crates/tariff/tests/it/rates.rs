//! Rate texts: what they read as and what duty they give on facts (`rates.txt`), and properties of all of them.

use cocket_base::{Dollars, Quantity};
use cocket_tariff::rate::{
    Effect, Percent, RateExpr, RateFacts, SetArticle, Special, ad_valorem_equivalent, assess, evaluate,
};
use proptest::prelude::*;

struct Case<'t> {
    value: i64,
    quantities: Vec<Quantity>,
    named: Vec<(&'t str, &'t str)>,
    applicable: Option<RateExpr>,
    articles: Vec<SetArticle>,
}

fn quantity(text: &str) -> Quantity {
    let (amount, unit) = text.split_once(' ').unwrap();
    Quantity::new(amount.parse().unwrap(), unit.parse().unwrap())
}

fn case(facts: &str) -> Case<'_> {
    let mut case = Case { value: 0, quantities: vec![], named: vec![], applicable: None, articles: vec![] };
    for fact in facts.split(", ") {
        if let Some(value) = fact.strip_prefix("value ") {
            case.value = value.parse().unwrap();
        } else if let Some(rate) = fact.strip_prefix("applicable=") {
            case.applicable = Some(rate.parse().unwrap());
        } else if let Some(article) = fact.strip_prefix("article ") {
            let parts: Vec<&str> = article.splitn(4, '/').collect();
            case.articles.push(SetArticle {
                name: parts[0].into(),
                value: Dollars::new(parts[1].parse().unwrap()),
                quantities: vec![quantity(parts[2])],
                rate: parts[3].parse().unwrap(),
            });
        } else if let Some(named) = fact.split_once('=') {
            case.named.push(named);
        } else {
            case.quantities.push(quantity(fact));
        }
    }
    case
}

#[test]
fn each_rate_of_the_table_reads_and_gives_its_duty() {
    let mut failures = Vec::new();
    let mut count = 0;
    for (line, row) in include_str!("rates.txt").lines().enumerate() {
        if row.is_empty() || row.starts_with('#') {
            continue;
        }
        count += 1;
        let cells: Vec<&str> = row.split(" | ").collect();
        let [text, facts, spelling, expected] = cells[..] else { panic!("line {}: four cells", line + 1) };
        let rate = RateExpr::parse(text).unwrap_or_else(|e| panic!("line {}: {e}", line + 1));
        let case = case(facts);
        let mut facts =
            RateFacts::new(Dollars::new(case.value)).quantities(&case.quantities).articles(&case.articles);
        facts.applicable = case.applicable.as_ref();
        for (name, value) in case.named {
            assert!(facts.take(name, value).unwrap(), "line {}: no fact {name}", line + 1);
        }
        let got = match evaluate(&rate, &facts) {
            Ok(worked) => {
                assert!(!worked.steps.is_empty());
                let batch = assess(&rate, &facts).unwrap();
                assert_eq!((batch.exact, batch.duty), (worked.exact, worked.duty));
                assert_eq!(worked.ad_valorem + worked.specific, worked.exact);
                worked.duty.to_string()
            }
            Err(needs) => {
                assert!(needs.iter().all(|need| need.question.contains('?')), "{needs:?}");
                format!("? {}", needs.iter().map(|need| need.fact.as_str()).collect::<Vec<_>>().join(" "))
            }
        };
        let printed = rate.to_string();
        let wanted = if spelling == "=" { text } else { spelling };
        if got != expected || printed != wanted {
            failures.push(format!("line {}: {printed} | {got}, expected {wanted} | {expected}", line + 1));
        }
        assert_eq!(RateExpr::parse(&printed), Ok(rate), "line {}: the normal spelling reads back", line + 1);
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(count >= 60, "{count} rows");
}

#[test]
fn what_cannot_be_read_is_refused_with_its_place() {
    let refused = [
        ("", "the rate is empty"),
        ("  \n", "the rate is empty"),
        (":", "«:»: at character 1 expected a percentage, an amount, Free or a known reference"),
        ("37% /", "«37% /»: at character 5 expected a plus sign, a basis or the end"),
        ("4.4¢", "«4.4¢»: at character 5 expected each, or a stroke and a unit"),
        ("4.4¢/bushel", "«4.4¢/bushel»: at character 6 expected a unit of the tariff"),
        ("4.4", "«4.4»: at character 4 expected a percent or cent sign"),
        ("$", "«$»: at character 2 expected an amount in dollars"),
        ("5% on the dial", "«5% on the dial»: at character 4 expected a plus sign, a basis or the end"),
        ("5% +", "«5% +»: at character 5 expected a percentage, an amount, Free or a known reference"),
        ("Freely", "«Freely»: at character 1 expected a percentage, an amount, Free or a known reference"),
        ("Free (A,B)", "«Free (A,B)»: at character 6 expected a plus sign, a basis or the end"),
        ("-5%", "«-5%»: at character 1 expected a percentage, an amount, Free or a known reference"),
        (
            "See 9904.05.20-9904.05.01",
            "«See 9904.05.20-9904.05.01»: at character 26 expected the last number of the range",
        ),
        ("10 1/0%", "«10 1/0%»: at character 8 expected a percent or cent sign"),
    ];
    for (text, message) in refused {
        assert_eq!(RateExpr::parse(text).unwrap_err().to_string(), message);
    }
    assert!(RateExpr::parse(&"5% + ".repeat(1000)).unwrap_err().to_string().contains("at most"));
}

#[test]
fn chapter_99_texts_say_whether_they_add_or_replace() {
    let effect = |text: &str| {
        let rate = RateExpr::parse(text).unwrap();
        match rate.effect() {
            Effect::NoChange => "nothing".to_string(),
            Effect::Adds(terms) => {
                format!("adds {}", terms.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
            }
            Effect::Replaces(rate) => format!("replaces by {rate}"),
        }
    };
    assert_eq!(effect("The duty provided in the applicable subheading + 25%"), "adds 25%");
    assert_eq!(effect("The duty provided in the applicable subheading"), "adds ");
    assert_eq!(effect("The duty provided in subheadings 8716.39.00 or 8716.90.30 + 100%"), "adds 100%");
    assert_eq!(effect("15%"), "replaces by 15%");
    assert_eq!(effect("No Change"), "nothing");
}

#[test]
fn the_equivalent_is_exact_for_percentages_and_worked_for_amounts() {
    let kg = [quantity("100 kg")];
    let facts = RateFacts::new(Dollars::new(1000)).quantities(&kg);
    let equivalent =
        |text: &str| ad_valorem_equivalent(&text.parse().unwrap(), &facts).map(|e| e.normalize().to_string());
    assert_eq!(equivalent("33 1/3%").unwrap().get(..6), Some("0.3333"));
    assert_eq!(equivalent("15%").unwrap(), "0.15");
    assert_eq!(equivalent("50¢/kg + 10%").unwrap(), "0.15");
    assert!(equivalent("50¢/liter").is_err());
    let no_value = RateFacts::new(Dollars::ZERO).quantities(&kg);
    assert_eq!(ad_valorem_equivalent(&"50¢/kg".parse().unwrap(), &no_value).unwrap_err()[0].fact, "value");
}

#[test]
fn figures_out_of_range_are_asked_about_and_do_not_panic() {
    let many = [Quantity::new(rust_decimal::Decimal::MAX, "t".parse().unwrap())];
    let facts = RateFacts::new(Dollars::new(i64::MAX)).quantities(&many);
    for text in [
        "$9999999999/kg",
        "9999999%",
        "33 1/3% + 5¢/kg",
        "99999999999999999999999999% + 99999999999999999999999999%",
    ] {
        let rate = RateExpr::parse(text).unwrap();
        assert!(evaluate(&rate, &facts).is_err(), "{text}");
        let _ = ad_valorem_equivalent(&rate, &facts);
    }
}

fn amount() -> impl Strategy<Value = String> {
    (0u32..500_000, 0u32..5)
        .prop_map(|(n, places)| rust_decimal::Decimal::new(i64::from(n), places).to_string())
}

fn rate_text() -> impl Strategy<Value = String> {
    let unit = prop::sample::select(vec![
        "kg",
        "liter",
        "doz.",
        "pr.",
        "t",
        "m2",
        "1000",
        "clean kg",
        "jewel",
        "pf. liter",
        "g",
    ]);
    let base = prop::sample::select(vec![
        "",
        " on the case",
        " on the battery",
        " on the movement and case",
        " on the entire set",
    ]);
    let term = prop_oneof![
        (amount(), unit).prop_map(|(n, unit)| format!("{n}¢/{unit}")),
        amount().prop_map(|n| format!("${n} each")),
        (amount(), base).prop_map(|(n, base)| format!("{n}%{base}")),
        (0u32..90, 1u32..9, 1u32..16).prop_map(|(whole, part, over)| format!("{whole} {part}/{over}%")),
    ];
    prop::collection::vec(term, 1..4).prop_map(|terms| terms.join(" + "))
}

proptest! {
    #[test]
    fn the_normal_spelling_reads_back_as_the_same_rate(text in rate_text()) {
        let rate = RateExpr::parse(&text).unwrap();
        prop_assert_eq!(RateExpr::parse(&rate.to_string()), Ok(rate));
    }

    #[test]
    fn no_text_makes_the_readers_panic(text in ".{0,60}", codes in "[A-Z+*,() ]{0,20}") {
        let _ = RateExpr::parse(&text);
        let _ = Special::parse(&text);
        if let Ok(special) = Special::parse(&format!("Free {codes} 5% ({codes})")) {
            prop_assert_eq!(Special::parse(&special.to_string()), Ok(special));
        }
    }

    #[test]
    fn a_rate_is_worked_out_or_asks(text in rate_text(), value in 0i64..1_000_000_000, kg in 0u32..1_000_000) {
        let rate = RateExpr::parse(&text).unwrap();
        let quantities = [Quantity::new(kg.into(), "kg".parse().unwrap())];
        match evaluate(&rate, &RateFacts::new(Dollars::new(value)).quantities(&quantities)) {
            Ok(worked) => prop_assert_eq!(worked.duty, cocket_base::Cents::from_dollars(worked.exact, cocket_base::Round::HalfUp).unwrap()),
            Err(needs) => prop_assert!(!needs.is_empty()),
        }
    }

    #[test]
    fn a_percentage_of_a_value_is_exact_where_it_is_finite(percent in 0u32..100_000, value in 0i64..1_000_000_000) {
        let percent = rust_decimal::Decimal::new(percent.into(), 3);
        let value = rust_decimal::Decimal::from(value);
        let exact = Percent::new(percent).of(value).unwrap();
        prop_assert_eq!(exact * rust_decimal::Decimal::ONE_HUNDRED, value * percent);
    }
}
