//! A short run of the fuzz target over changed papers, always the same.

use crate::total;

#[path = "../../../../fuzz/mutate.rs"]
mod mutate;
use mutate::Dice;

/// Changed papers for each that is good.
const TIMES: u64 = 100;

#[test]
fn the_good_papers_are_good() {
    for (name, text) in total::PAPERS {
        let packet = total::paper(name, text.as_bytes());
        assert!(!packet.parts.is_empty() && !packet.invoices.is_empty(), "{name}");
        assert!(packet.header.client.is_some() && packet.header.dates.entry.is_some(), "{name}");
    }
}

fn changed(name: &str) {
    let (_, good) = total::PAPERS.iter().find(|(own, _)| *own == name).unwrap();
    for seed in 0..TIMES {
        total::paper(name, mutate::text(&mut Dice(seed), good).as_bytes());
        total::paper(name, &mutate::bytes(&mut Dice(seed), good.as_bytes()));
    }
}

#[test]
fn changed_headers_of_a_packet_are_read_or_refused() {
    changed("packet.json");
}

#[test]
fn changed_part_masters_are_read_or_refused() {
    changed("parts.csv");
}

#[test]
fn changed_text_papers_are_read_or_refused() {
    changed("bill_of_lading.txt");
}

#[test]
fn changed_invoices_are_read_or_refused() {
    changed("invoice.csv");
}

/// A value of every kind under every key of the header.
#[test]
fn any_value_under_any_key_of_the_header_is_read_or_refused() {
    let (_, good) = total::PAPERS.iter().find(|(name, _)| *name == "packet.json").unwrap();
    let header: serde_json::Value = serde_json::from_str(good).unwrap();
    let odd = [
        serde_json::Value::Null,
        true.into(),
        (-1).into(),
        u64::MAX.into(),
        "".into(),
        "9999-99-99".into(),
        "\u{0}é".into(),
        serde_json::json!([]),
        serde_json::json!({}),
        serde_json::json!([[{"a": [1]}]]),
    ];
    for key in header.as_object().unwrap().keys() {
        for value in &odd {
            let mut changed = header.clone();
            changed[key] = value.clone();
            total::paper("packet.json", changed.to_string().as_bytes());
        }
    }
}
