//! What the measure language can say, on a small pack of its own: rates by quantity, rates by unit value, replacement of the
//! base duty, series in a table, lists that are not held.

use cocket_tariff::engine::{RateAnswer, Tariff, rate_json};
use cocket_tariff::measure::SourceFile;
use cocket_tariff::schedule::Schedules;
use serde_json::json;

const PACK: &str = r#"
reporting_order = ["made-up"]

[authority]
id = "made-up"
title = "Made-up duties"
law = "a test"
status = [{ state = "in-force", from = 2018-01-01 }]

[defaults]
cite = "a test"

[[fact]]
name = "safeguard"
kind = "flag"
question = "Is the safeguard in effect?"
unknown = "not in effect"

[[list]]
id = "beef"
prefixes = ["0201.10.50"]
[[list]]
id = "not-held"
missing = "the annex of the notice is not at hand"
prefixes = ["8541"]

[[heading]]
number = "9903.01.01"
title = "So much a kilogram and two percent"
goods = { list = "beef" }
add = "12.4¢/kg + 2%"

[[heading]]
number = "9903.01.02"
title = "Goods of the annex"
goods = { list = "not-held" }
add = "15%"

[[series]]
file = "lists/safeguard.csv"
[series.shared]
title = "Safeguard by unit value"
when = "safeguard"
columns = ["general"]

[[series]]
file = "lists/relief.csv"
[series.shared]
title = "Temporary relief for a described article"
when = "confirmed"
columns = ["general"]
question = "Does the article meet the description of the heading?"
from = 2018-10-13
until = 2020-12-31
"#;
const SAFEGUARD: &str = "number,goods,when,add\n\
    9904.02.01,0201.10.50,unit_value(kg) < 0.25,66.6¢/kg\n\
    9904.02.02,0201.10.50,unit_value(kg) >= 0.25 and unit_value(kg) < 5,49¢/kg\n\
    9904.02.08,0201.10.50,unit_value(kg) >= 5,\n";
const RELIEF: &str = "number,goods,base\n9902.01.04,2001.90.25,7.2%\n9902.01.05,2001.90.25,Free\n9902.01.06,2001.90.25,2¢/kg\n";

fn ask(keys: serde_json::Value) -> RateAnswer {
    let files = [
        SourceFile { name: "made-up.toml", text: PACK },
        SourceFile { name: "lists/safeguard.csv", text: SAFEGUARD },
        SourceFile { name: "lists/relief.csv", text: RELIEF },
    ];
    let tariff = Tariff::from_files(Schedules::default(), &files).unwrap_or_else(|error| panic!("{error}"));
    let mut question = json!({
        "id": "q", "hts": "0201105000", "origin": "FR", "entry_date": "2019-05-10", "value": "10000",
        "rates": { "general": "10%", "special": "", "other": "30%" },
    });
    question.as_object_mut().unwrap().extend(keys.as_object().unwrap().clone());
    rate_json(&tariff, &question.to_string(), None)
}

fn lines(answer: &RateAnswer) -> Vec<String> {
    answer.lines.iter().map(|line| format!("{} {} {}", line.number, line.rate, line.amount)).collect()
}

#[test]
fn a_rate_by_quantity_charges_by_quantity_and_asks_for_it() {
    let kg = json!([{ "amount": "2500.4", "unit": "kg" }]);
    let answer = ask(json!({ "quantities": kg }));
    // 2,500 kg (whole units at or under a dollar) × 12.4 ¢ = 310.00; 2 % of 10,000 = 200.00.
    assert_eq!(lines(&answer)[0], "9903.01.01 12.4¢/kg + 2% 510.00");
    let asked = ask(json!({}));
    assert_eq!((asked.outcome, asked.needs[0].fact.as_str()), ("needs_facts", "quantities.kg"));
}

#[test]
fn a_rate_by_unit_value_follows_the_bracket_and_says_what_it_is_worth() {
    let kg = |amount: &str| json!([{ "amount": amount, "unit": "kg" }]);
    let silent = ask(json!({ "quantities": kg("4000") }));
    let need = silent.needs.iter().find(|need| need.fact == "safeguard").unwrap();
    assert!(need.affects.contains("+1960.00") && need.affects.contains("9904.02.02"), "{need:?}");
    let said = |amount: &str| ask(json!({ "quantities": kg(amount), "facts": { "safeguard": true } }));
    // 10,000 USD over 4,000 kg are 2.50 a kilogram: 4,000 × 49 ¢.
    assert_eq!(lines(&said("4000"))[1], "9904.02.02 49¢/kg 1960.00");
    assert_eq!(lines(&said("40000.5"))[1], "9904.02.01 66.6¢/kg 26640.67");
    assert_eq!(lines(&said("2000"))[1], "9904.02.08 0 0.00");
}

#[test]
fn relief_replaces_column_1_on_the_importers_word_and_only_one_can() {
    let asked = |day: &str, confirm: &[&str]| {
        ask(json!({ "hts": "2001902500", "entry_date": day, "facts": { "confirm": confirm },
            "quantities": [{ "amount": "3000", "unit": "kg" }] }))
    };
    assert_eq!(asked("2019-05-10", &[]).duty.unwrap().to_string(), "1000.00");
    let relieved = asked("2019-05-10", &["9902.01.04"]);
    assert_eq!(lines(&relieved), ["9902.01.04 7.2% 720.00", "2001.90.25.00 10% replaced by 9902.01.04 0.00"]);
    assert_eq!(asked("2019-05-10", &["9902.01.05"]).duty.unwrap().to_string(), "0.00");
    assert_eq!(asked("2019-05-10", &["9902.01.06"]).duty.unwrap().to_string(), "60.00");
    assert_eq!(asked("2021-01-01", &["9902.01.04"]).duty.unwrap().to_string(), "1000.00");
    let both = asked("2019-05-10", &["9902.01.04", "9902.01.05"]);
    assert!(both.findings[0].text.contains("9902.01.04 and 9902.01.05"), "{both:?}");
}

#[test]
fn a_list_that_is_not_held_asks_and_is_never_silent() {
    let asked = |keys: serde_json::Value| {
        let mut all = json!({ "hts": "8541430080" });
        all.as_object_mut().unwrap().extend(keys.as_object().unwrap().clone());
        ask(all)
    };
    let open = asked(json!({}));
    assert_eq!((open.outcome, open.needs[0].fact.as_str()), ("needs_facts", "confirm 9903.01.02"));
    assert!(open.needs[0].question.contains("the annex of the notice is not at hand"), "{open:?}");
    assert!(open.needs[0].affects.contains("duty 2500.00 instead of 1000.00"), "{open:?}");
    let yes = asked(json!({ "facts": { "confirm": ["9903.01.02"] } }));
    assert_eq!(yes.duty.unwrap().to_string(), "2500.00");
    let no = asked(json!({ "facts": { "decline": ["9903.01.02"] } }));
    assert_eq!((no.outcome, no.duty.unwrap().to_string()), ("decided", "1000.00".into()));
    assert_eq!(ask(json!({ "hts": "8542310000" })).outcome, "decided", "outside the range nobody asks");
}

/// The first record of the goods was learnt long after the second: the second is the law of its day all the same.
#[test]
fn records_about_the_same_goods_are_known_each_from_its_own_day() {
    let pack = "reporting_order = [\"a\"]\n[authority]\nid = \"a\"\ntitle = \"A\"\nlaw = \"a test\"\n\
        status = [{ state = \"in-force\", from = 2018-01-01 }]\n[defaults]\ncite = \"a test\"\n\
        [[series]]\nfile = \"lists/two.csv\"\n[series.shared]\ntitle = \"Two\"\n";
    let rows =
        "number,goods,add,known\n9903.01.01,0201.10.50,5%,2020-06-01\n9903.01.02,0201.10.50,7%,2018-01-01\n";
    let files = [SourceFile { name: "a.toml", text: pack }, SourceFile { name: "lists/two.csv", text: rows }];
    let tariff = Tariff::from_files(Schedules::default(), &files).unwrap_or_else(|error| panic!("{error}"));
    let question = json!({
        "id": "q", "hts": "0201105000", "origin": "FR", "entry_date": "2019-05-10", "value": "10000",
        "rates": { "general": "10%", "special": "", "other": "30%" },
    });
    let known =
        |day: &str| lines(&rate_json(&tariff, &question.to_string(), Some(day.parse().unwrap()))).len();
    assert_eq!((known("2019-06-01"), known("2020-06-01")), (2, 3));
}
