//! The value vectors that are a matter of the wire: rounding and implied decimals.

use cocket_wire::Record;
use cocket_wire::layout::{FieldSpec, Layout};
use cocket_wire::layouts::entry_summary::{r50, r53, r62};
use cocket_wire::layouts::quota_query::q2;

use crate::golden;

fn field(topic: &str) -> Option<(&'static Layout, &'static FieldSpec)> {
    match topic {
        "entered value, whole dollars" => Some((&r50::LAYOUT, r50::VALUE)),
        "money, 2 implied decimals" => Some((&r62::LAYOUT, r62::FEE_AMOUNT)),
        "quantity, 3 implied decimals" => Some((&q2::LAYOUT, q2::CONVERSION_FACTOR)),
        "quantity, 4 implied decimals" => Some((&r53::LAYOUT, r53::ADCVD_QUANTITY)),
        "AD/CVD case deposit rate" => Some((&r53::LAYOUT, r53::DEPOSIT_RATE)),
        _ => None,
    }
}

#[test]
fn values_are_rounded_and_placed_as_the_chapter_shows() {
    let Some(folder) = golden::folder() else { return };
    let text = std::fs::read_to_string(folder.join("value_vectors.csv")).unwrap();
    let mut seen = 0;
    for row in text.lines().skip(1) {
        // Only the topic is ever quoted in these rows.
        let (topic, rest) = match row.strip_prefix('"').and_then(|row| row.split_once("\",")) {
            Some(parts) => parts,
            None => row.split_once(',').unwrap(),
        };
        let Some((layout, field)) = field(topic) else { continue };
        let mut columns = rest.split(',');
        let (input, expected) = (columns.next().unwrap(), columns.next().unwrap());
        let exact = input.trim_matches(|c: char| !c.is_ascii_digit());
        let mut record = Record::new(layout);
        record.set_decimal(field, exact.parse().unwrap()).unwrap();
        assert_eq!(record.number_in(field).unwrap(), expected.parse().ok(), "{row}");
        seen += 1;
    }
    assert_eq!(seen, 16, "all rows of these topics were tried");
}
