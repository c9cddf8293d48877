//! The product rules of the USMCA against the schedule: every number has its rule, and no rule names an item that the
//! schedule does not have.

use std::collections::BTreeSet;

use cocket_base::civil::date;
use cocket_base::ids::TariffNumber;
use cocket_rules::origin::OriginLaw;
use cocket_tariff::schedule::starter;

/// Subheadings for which general note 11(o) was not found to have a rule: systems of data processing machines take the
/// origin of their units; lamps of light-emitting diodes and tripods came out of other headings in 2017.
const WITHOUT: [&str; 3] = ["8471.49", "8539.52", "9620.00"];

/// Items of 2017 that the schedule of today has no more. The good is read in the numbers of 2017 first.
const OF_2017: [&str; 7] =
    ["8462.99.40", "8473.10.20", "8473.10.40", "8473.10.60", "8504.90.40", "8548.10.05", "8548.10.15"];

fn number(text: &str) -> TariffNumber {
    text.parse().unwrap()
}

#[test]
fn each_subheading_has_one_rule_or_several_told_apart() {
    let (law, day) = (OriginLaw::starter(), date(2026, 6, 16));
    let subheadings: BTreeSet<TariffNumber> = starter()
        .lines()
        .map(|line| line.number())
        .filter(|number| number.len() >= 6 && number.chapter() <= 97)
        .map(|number| number.prefix(6))
        .collect();
    assert!(subheadings.len() > 5_000, "{}", subheadings.len());
    let mut wrong = Vec::new();
    for printed in subheadings {
        let read = match law.edition(printed) {
            Some(row) => match row.value {
                Some(then) => then,
                // Several older numbers went into it: the question asks for the older.
                None => continue,
            },
            None => printed,
        };
        let (rows, _) = law.rules("usmca", read, day, day);
        let kinds: BTreeSet<Option<&str>> = rows.iter().map(|row| row.only.as_deref()).collect();
        let told_apart = match rows.len() {
            0 => false,
            1 => kinds.contains(&None),
            several => kinds.len() == several && !kinds.contains(&None),
        };
        let without = WITHOUT.map(number).contains(&printed);
        if told_apart == without {
            wrong.push(format!("{printed} (read {read}): {kinds:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_item_that_a_rule_names_stands_in_the_schedule() {
    let law = include_str!("../../../../data/origin/origin_rules.csv");
    let schedule = starter();
    let numbers = schedule.lines().map(|line| line.number()).filter(|number| number.len() >= 8);
    let items: BTreeSet<TariffNumber> = numbers.map(|number| number.prefix(8)).collect();
    let words = law.lines().filter(|line| line.starts_with("usmca,")).flat_map(|line| {
        line.split(|c: char| !c.is_ascii_digit() && c != '.').filter(|word| is_item(word)).map(String::from)
    });
    let missing: BTreeSet<String> = words.filter(|word| !items.contains(&number(word))).collect();
    assert_eq!(missing, OF_2017.map(String::from).into());
}

/// Four digits, two and two with points between.
fn is_item(word: &str) -> bool {
    let parts: Vec<usize> = word.split('.').map(str::len).collect();
    parts == [4, 2, 2]
}

#[test]
fn a_chapter_that_was_not_read_carries_the_mark() {
    let (law, day) = (OriginLaw::starter(), date(2026, 6, 16));
    for good in ["6403.99", "6406.10", "6505.00", "6601.10", "6702.10"] {
        let (rows, _) = law.rules("usmca", number(good), day, day);
        assert!(!rows.is_empty() && rows.iter().all(|row| row.cite.trust == cocket_base::Trust::K), "{good}");
    }
}
