//! What must hold of every qualification: more regional value, or a material that turns out to originate, never hurts.

use cocket_base::Decimal;
use cocket_base::civil::date;
use cocket_law::Pack;
use cocket_rules::origin::{
    GoodValues, Material, OriginDecided, OriginLaw, OriginQuestion, OriginResult, QualifyQuestion, answer,
};
use proptest::prelude::*;

const GOODS: [&str; 5] = ["8413.70", "9401.61", "8471.30", "8708.29", "3926.90"];
const NUMBERS: [&str; 8] =
    ["8413.91", "8501.40", "9401.99", "7325.10", "8473.30", "8708.99", "3901.10", "3926.90"];

/// What was decided, as JSON, or `None` while facts are missing.
fn qualifies(good: &str, materials: &[Material], price: i64) -> Option<bool> {
    let text = format!(
        r#"{{"id":"1","agreement":"usmca","date":"2026-06-16","hts":"{good}","produced_in":["MX"]}}"#
    );
    let mut question: QualifyQuestion = serde_json::from_str(&text).unwrap();
    question.materials = materials.to_vec();
    question.values = GoodValues {
        transaction_value: Some(Decimal::from(price)),
        total_cost: Some(Decimal::from(price)),
        ..GoodValues::default()
    };
    let question = OriginQuestion::Qualify(Box::new(question));
    match answer(OriginLaw::starter(), Pack::starter(), &question, date(2026, 11, 24)).result {
        OriginResult::Decided(decided) => decided_bool(&decided),
        _ => None,
    }
}

fn decided_bool(decided: &OriginDecided) -> Option<bool> {
    serde_json::to_value(decided).unwrap()["qualifies"].as_bool()
}

fn bill() -> impl Strategy<Value = Vec<Material>> {
    let line = (0..NUMBERS.len(), 1_i64..500, any::<bool>());
    proptest::collection::vec(line, 1..6).prop_map(|lines| {
        let material = |(at, (number, value, originating)): (usize, (usize, i64, bool))| Material {
            name: format!("m{at}"),
            hts: Some(NUMBERS[number].parse().unwrap()),
            originating: Some(originating),
            value: Some(Decimal::from(value)),
            ..Material::default()
        };
        lines.into_iter().enumerate().map(material).collect()
    })
}

proptest! {
    #[test]
    fn a_higher_price_over_the_same_materials_never_disqualifies(
        good in 0..GOODS.len(), bill in bill(), price in 100_i64..2_000, more in 0_i64..2_000,
    ) {
        if qualifies(GOODS[good], &bill, price) == Some(true) {
            prop_assert_eq!(qualifies(GOODS[good], &bill, price + more), Some(true));
        }
    }

    #[test]
    fn a_material_that_turns_out_to_originate_never_disqualifies(
        good in 0..GOODS.len(), bill in bill(), price in 100_i64..2_000, at in 0_usize..6,
    ) {
        if qualifies(GOODS[good], &bill, price) == Some(true) {
            let mut better = bill.clone();
            let at = at % better.len();
            better[at].originating = Some(true);
            prop_assert_eq!(qualifies(GOODS[good], &better, price), Some(true));
        }
    }

    #[test]
    fn originating_value_added_never_disqualifies(
        good in 0..GOODS.len(), bill in bill(), price in 100_i64..2_000, value in 1_i64..500,
    ) {
        if qualifies(GOODS[good], &bill, price) == Some(true) {
            let mut richer = bill.clone();
            richer.push(Material {
                name: "local".into(),
                hts: Some("7325.10".parse().unwrap()),
                originating: Some(true),
                value: Some(Decimal::from(value)),
                ..Material::default()
            });
            prop_assert_eq!(qualifies(GOODS[good], &richer, price + value), Some(true));
        }
    }
}
