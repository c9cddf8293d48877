//! Royalties and shares of the resale that a packet names, on the papers of the example in the manual.

use std::path::Path;

use cocket_base::civil::date;
use cocket_entry::{Answers, Law, Merge, Prepared, Setting, prepare};
use cocket_intake::{MappingMemory, Paper, read_packet};
use cocket_law::Pack;
use cocket_tariff::engine::Tariff;
use serde_json::{Value, json};

/// The example, its header with more keys.
fn with(more: &Value) -> Prepared {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/examples/teapots");
    let read = |name: &str| std::fs::read(folder.join(name)).unwrap();
    let mut header: Value = serde_json::from_slice(&read("packet.json")).unwrap();
    header.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let papers = vec![
        Paper::new("packet.json", header.to_string().into_bytes()),
        Paper::new("invoice.csv", read("invoice.csv")),
        Paper::new("parts.csv", read("parts.csv")),
    ];
    let law = Law { pack: Pack::starter(), tariff: Tariff::starter() };
    let packet = read_packet(papers, &MappingMemory::default(), law.pack);
    let day = date(2026, 11, 24);
    prepare(&packet, &Answers::default(), law, Setting { known: day, today: day, merge: Merge::Never })
}

/// Entered values of the two lines, and the findings with their fields.
fn came(more: &Value) -> (Vec<Option<i64>>, Vec<String>) {
    let prepared = with(more);
    let values = prepared.lines.iter().map(|line| line.entered_value.map(|value| value.get())).collect();
    let told = |finding: &cocket_base::Finding| {
        format!("{} {}", finding.code, finding.place.field.as_deref().unwrap_or_default())
    };
    (values, prepared.open.iter().map(told).collect())
}

#[test]
fn a_royalty_that_is_a_condition_of_the_sale_is_added_to_every_line() {
    let paid = json!({"royalties": [{"percent": "5", "related_to_goods": true, "condition_of_sale": true}]});
    let (values, told) = came(&paid);
    assert_eq!(values, [Some(6300), Some(1575)]);
    assert!(told.contains(&"PAYMENT_ADDED royalties[0]".to_string()), "{told:?}");
}

#[test]
fn one_that_is_no_condition_or_in_the_price_already_adds_nothing() {
    for more in [json!({"condition_of_sale": false}), json!({"condition_of_sale": true, "in_price": true})] {
        let mut royalty = json!({"percent": "5", "related_to_goods": true});
        royalty.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let (values, told) = came(&json!({"royalties": [royalty]}));
        assert_eq!(values, [Some(6000), Some(1500)]);
        assert!(told.contains(&"PAYMENT_NOT_ADDED royalties[0]".to_string()), "{told:?}");
    }
}

#[test]
fn what_nobody_said_of_it_is_asked_and_stops_the_filing() {
    let paid = json!({"royalties": [
        {"percent": "1", "related_to_goods": true, "condition_of_sale": true},
        {"percent": "5", "related_to_goods": true}
    ]});
    let (_, told) = came(&paid);
    assert!(told.contains(&"MISSING_FACT royalties[1].condition_of_sale".to_string()), "{told:?}");
    let unknown = json!({"proceeds": [{"quantifiable": false}]});
    assert!(came(&unknown).1.iter().any(|told| told.starts_with("VALUE_REFUSED")));
}

#[test]
fn proceeds_go_to_the_lines_of_their_parts() {
    let (values, told) = came(&json!({"proceeds": [{"parts": ["tp-2"], "amount": "100"}]}));
    assert_eq!(values, [Some(6000), Some(1600)]);
    assert!(told.contains(&"PAYMENT_ADDED proceeds[0]".to_string()), "{told:?}");
    let (_, told) = came(&json!({"proceeds": [{"parts": ["TP-9"], "amount": "100"}]}));
    assert!(told.contains(&"PAYMENT_WITHOUT_LINE proceeds[0]".to_string()), "{told:?}");
}
