//! A short run of the fuzz target over changed answers and headers, always the same.

use crate::total;

#[path = "../../../../fuzz/mutate.rs"]
mod mutate;
use mutate::Dice;

/// Answers of every kind: a fact of a part, of an invoice, of the header, a list, an object.
const ANSWERS: &[&str] = &[
    r#"[{"where":"TP-100","field":"origin","value":"VN","by":"the buyer"},{"where":"invoice.csv","field":"total","value":"1250.50"}]"#,
    r#"{"packet":"teapots","answers":[{"where":"packet.json","field":"dates.entry","value":"2026-06-18"},{"where":"packet.json","field":"client.bond.surety_code","value":"417"}]}"#,
    r#"[{"where":"packet.json","field":"charges","value":[{"kind":"ocean_freight","amount":"120.00","currency":"USD","included_in_price":true}]},{"where":"packet.json","field":"exchange_rate","value":1.0925}]"#,
    r#"[{"where":"invoice.csv TP-100","field":"qty","value":40},{"where":"TP-100","field":"facts","value":{"steel_pct":"65","confirm":["9903.03.01"]}},{"where":"TP-100","field":"hts10","value":"6911.10.58.00"}]"#,
];
/// Changed texts for each that is good.
const TIMES: u64 = 40;

#[test]
fn changed_answers_are_taken_or_refused() {
    for good in ANSWERS {
        total::answers(good);
        for seed in 0..TIMES {
            total::answers(&mutate::text(&mut Dice(seed), good));
        }
    }
}

#[test]
fn changed_headers_come_to_a_summary_or_to_what_stops_it() {
    total::header(total::HEADER);
    for seed in 0..2 * TIMES {
        total::header(&mutate::text(&mut Dice(seed), total::HEADER));
    }
}
