//! A rejected batch: X0 says which block or transaction, X1 what is wrong, a last X1 that all is rejected.

use cocket_base::Finding;
use serde::{Deserialize, Serialize};

use crate::batch::Sender;
use crate::fault::latin;
use crate::layouts::envelope::{a_out, b_ace, x0, x1, y_ace, z_ace};
use crate::record::Record;
use crate::structure::Tree;
use crate::writer::Writer;

/// The authority's answer to a batch whose envelope or form it cannot take.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejection {
    /// To whom it goes.
    pub sender: Sender,
    /// What is wrong, with where.
    pub complaints: Vec<Complaint>,
    /// The last condition: the batch is rejected. `None` when the answer was cut off.
    pub last: Option<Condition>,
}

/// Conditions with the places that they concern; no place means the whole batch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complaint {
    /// Block and transaction, the outer one first.
    pub places: Vec<Grouping>,
    /// What is wrong there.
    pub conditions: Vec<Condition>,
}

/// A block or a transaction of the input.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grouping {
    /// `BLOCK` or `TRNACT`.
    pub kind: String,
    /// Which one, from 1.
    pub occurrence: u32,
    /// Identifying text copied from the input, at most 55 characters.
    pub text: String,
}

/// A condition with its words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// Code, as in `X12`.
    pub code: String,
    /// Reason for the authority's own use.
    #[serde(default)]
    pub reason: Option<String>,
    /// The words, at most 40 characters.
    pub narrative: String,
}

impl Rejection {
    /// The records of the answer, its envelope included.
    pub fn records(&self) -> Result<Vec<Record>, Vec<Finding>> {
        let mut writer = Writer::default();
        (writer.record(&a_out::LAYOUT))
            .text(a_out::SITE_CODE, &self.sender.site_code)
            .text(a_out::ID_CODE, &self.sender.id_code)
            .date(a_out::TRANSMISSION_DATE, self.sender.date)
            .maybe(a_out::OFFICE_CODE, self.sender.office_code.as_deref())
            .maybe(a_out::USER_DATA, self.sender.user_data.as_deref())
            .done();
        writer.record(&b_ace::LAYOUT).done();
        for complaint in &self.complaints {
            for place in &complaint.places {
                (writer.record(&x0::LAYOUT))
                    .text(x0::REFERENCE_TYPE, &place.kind)
                    .number(x0::OCCURRENCE, place.occurrence)
                    .text(x0::REFERENCE_TEXT, &place.text)
                    .done();
            }
            complaint.conditions.iter().for_each(|condition| write(&mut writer, condition, false));
        }
        if let Some(last) = &self.last {
            write(&mut writer, last, true);
        }
        let inside = writer.len().saturating_sub(2);
        writer
            .record(&y_ace::LAYOUT)
            .number(y_ace::IMAGE_COUNT, u64::try_from(inside).unwrap_or(u64::MAX))
            .done();
        writer.record(&z_ace::LAYOUT).done();
        writer.finish()
    }

    /// Reads the answer; `None` when the records are no rejection.
    pub fn read(records: &[Record]) -> Option<Rejection> {
        if !records.iter().any(|record| record.is(&x1::LAYOUT)) {
            return None;
        }
        let sender =
            records.iter().find(|record| record.layout().wire_id == "A").map(Sender::of).unwrap_or_default();
        let mut rejection = Rejection { sender, ..Rejection::default() };
        let mut open = Complaint::default();
        for record in records {
            if record.is(&x0::LAYOUT) {
                if !open.conditions.is_empty() {
                    rejection.complaints.push(std::mem::take(&mut open));
                }
                open.places.push(Grouping::of(record));
            } else if record.is(&x1::LAYOUT) {
                let condition = Condition::of(record);
                if record.holds(x1::DISPOSITION_TYPE, "R") {
                    rejection.last = Some(condition)
                } else {
                    open.conditions.push(condition)
                }
            }
        }
        if open != Complaint::default() {
            rejection.complaints.push(open);
        }
        Some(rejection)
    }
}

/// The block and transaction that hold a line of the input, for the X0 records of an answer about it. Nothing for the A and Z
/// records, whose conditions concern the batch. The records are in the order of their numbers, as decoding leaves them.
pub fn places(records: &[Record], tree: &Tree, row: u32) -> Vec<Grouping> {
    let Ok(at) = records.binary_search_by_key(&row, Record::number) else { return Vec::new() };
    let blocks = tree.batches.iter().flat_map(|batch| &batch.blocks);
    for (ordinal, block) in (1..).zip(blocks) {
        // The lack of a block's trailer is noticed at the record that stands in its place.
        let trailer = block.trailer.unwrap_or(block.body.end);
        let holds = block.header == Some(at) || trailer == at || block.body.contains(&at);
        if !holds {
            continue;
        }
        let header = block.header.map(|header| block_text(&records[header]));
        let mut places =
            vec![Grouping { kind: "BLOCK".into(), occurrence: ordinal, text: header.unwrap_or_default() }];
        let transactions = (1..).zip(&block.transactions);
        places.extend(transactions.filter(|(_, node)| node.span.contains(&at)).map(|(ordinal, node)| {
            // What a transaction is known by stands in the first columns of its head, behind the record's id.
            let head = &records[node.record];
            let text = latin(
                head.columns()[head.layout().wire_id.len()..][..x0::REFERENCE_TEXT.width()].trim_ascii_end(),
            );
            Grouping { kind: "TRNACT".into(), occurrence: ordinal, text }
        }));
        return places;
    }
    Vec::new()
}

/// What a block is known by, as the authority prints it: port, filer, office, application, user data, preparer.
fn block_text(header: &Record) -> String {
    let part =
        |name: &str| header.layout().field(name).map_or(String::new(), |field| latin(header.bytes(field)));
    let text = format!(
        "{} {} {} {} {} {}{}{}{}",
        part("port"),
        part("filer_code"),
        part("office_code"),
        part("application_id"),
        part("user_data"),
        part("preparer_port"),
        part("preparer_filer_code"),
        part("preparer_office_code"),
        part("preparer_indicator")
    );
    text.trim_end().to_string()
}

fn write(writer: &mut Writer, condition: &Condition, last: bool) {
    (writer.record(&x1::LAYOUT))
        .flag(x1::DISPOSITION_TYPE, "R", last)
        .text(x1::CONDITION_CODE, &condition.code)
        .maybe(x1::REASON_CODE, condition.reason.as_deref())
        .text(x1::NARRATIVE, &condition.narrative)
        .done();
}

impl Grouping {
    fn of(record: &Record) -> Grouping {
        let occurrence =
            record.number_in(x0::OCCURRENCE).ok().flatten().and_then(|number| u32::try_from(number).ok());
        Grouping {
            kind: record.text(x0::REFERENCE_TYPE).into_owned(),
            occurrence: occurrence.unwrap_or(0),
            text: record.text(x0::REFERENCE_TEXT).into_owned(),
        }
    }
}

impl Condition {
    fn of(record: &Record) -> Condition {
        Condition {
            code: record.text(x1::CONDITION_CODE).into_owned(),
            reason: record.owned_text(x1::REASON_CODE),
            narrative: record.text(x1::NARRATIVE).into_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::{Limits, decode, encode};
    use crate::structure;

    #[test]
    fn a_rejection_survives_the_wire() {
        let condition = |code: &str, narrative: &str| Condition {
            code: code.into(),
            reason: None,
            narrative: narrative.into(),
        };
        let block = |occurrence, text: &str| Grouping { kind: "BLOCK".into(), occurrence, text: text.into() };
        let rejection = Rejection {
            sender: Sender { site_code: "1234".into(), id_code: "N01".into(), ..Sender::default() },
            complaints: vec![
                Complaint { places: vec![], conditions: vec![condition("X10", "TRANSMISSION DATE UNKNOWN")] },
                Complaint {
                    places: vec![
                        block(3, "1202 N01    AE"),
                        Grouping { kind: "TRNACT".into(), occurrence: 1, text: "0000005 00".into() },
                    ],
                    conditions: vec![condition("X34", "UNKNOWN RECORD"), condition("X39", "DATA IN FILLER")],
                },
            ],
            last: Some(condition("999", "BATCH REJECTED")),
        };
        let records = rejection.records().unwrap();
        let decoded = decode(&encode(&records).unwrap(), &Limits::default());
        assert_eq!((decoded.records.len(), decoded.findings.as_slice()), (10, [].as_slice()));
        assert_eq!(Rejection::read(&decoded.records), Some(rejection));
        assert!(structure::parse(&decoded.records).findings.is_empty());
    }

    #[test]
    fn a_line_is_placed_in_its_block_and_transaction() {
        let text = [
            "A1234N01PASSED010108     CW",
            "B  1201N01CW                                  1232N01  1   BLOCK-AAAAAA-TEXT-001",
            "CW01N01  50000035",
            "CW02  00127B01",
            "CW01N01  50000043",
            "CW02  00127B01",
            "Y  1201N01CW",
            "Z1234N01      010108",
        ];
        let bytes: String = text.iter().map(|line| format!("{line:<80}\n")).collect();
        let records = decode(bytes.as_bytes(), &Limits::default()).records;
        let tree = structure::parse(&records);
        assert_eq!(tree.findings, []);
        let found = places(&records, &tree, 6);
        assert_eq!(found[0].text, "1201 N01    CW BLOCK-AAAAAA-TEXT-001 1232N01  1", "as CBP prints it");
        assert_eq!(
            (found[1].kind.as_str(), found[1].occurrence, found[1].text.as_str()),
            ("TRNACT", 2, "N01  50000043")
        );
        assert_eq!(places(&records, &tree, 2).len(), 1);
        assert!(places(&records, &tree, 1).is_empty() && places(&records, &tree, 99).is_empty());
    }
}
