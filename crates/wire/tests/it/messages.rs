//! Faulty messages of our own: every fault is named with its record and columns, and nothing stops at the first.

use cocket_base::Severity;
use cocket_wire::json::Message;
use cocket_wire::{Application, Limits, Record, decode, encode};

fn within(id: &str) -> Limits {
    Limits::within(Application::of(id).unwrap())
}

/// Lines padded to eighty columns.
fn padded(lines: &[&str]) -> Vec<u8> {
    lines.iter().map(|line| format!("{line:<80}\n")).collect::<String>().into_bytes()
}

/// Findings as `row columns code`.
fn places(findings: &[cocket_base::Finding]) -> Vec<String> {
    let one = |f: &cocket_base::Finding| {
        format!("{} {} {}", f.place.row.unwrap_or(0), f.place.column.clone().unwrap_or_default(), f.code)
    };
    findings.iter().map(one).collect()
}

#[test]
fn all_faults_of_a_message_are_found_at_once() {
    let bytes = padded(&[
        "10QEEE  5000003  2704            01",
        "1112-34567890012-345678900               133126071226       CA",
        "506109100012     16500A      10000       1 0000DOZ      120000KG",
        "QQWHAT IS THIS",
        "62499    3464                                   x",
        "90",
    ]);
    let decoded = decode(&bytes, &within("AE"));
    assert_eq!(
        places(&decoded.findings),
        [
            "1 3 WIRE_CODE",
            "2 42-47 WIRE_DATE",
            "3 14-23 WIRE_CLASS",
            "3 36-47 WIRE_ALIGNMENT",
            "4 1-80 WIRE_UNKNOWN_RECORD",
            "5 14-80 WIRE_FILLER",
        ]
    );
    assert_eq!(decoded.records.len(), 6);
    assert!(decoded.records[3].is_raw());
    let refused = encode(&decoded.records).unwrap_err();
    assert_eq!(refused.len(), 5, "an unknown record alone does not keep a message back");
}

#[test]
fn short_long_and_empty_lines_are_read_and_named() {
    let long = format!("{:<80}TAIL", "62499    3464");
    let bytes = format!("90     165000        4714\r\n\r\n{long}\r\n{:<90}\r\n", "62501    1250");
    let decoded = decode(bytes.as_bytes(), &within("AE"));
    assert_eq!(
        places(&decoded.findings),
        [
            "1 26-80 WIRE_SHORT_RECORD",
            "2  WIRE_EMPTY_LINE",
            "3 81-84 WIRE_LONG_RECORD",
            "4 81-90 WIRE_LONG_RECORD"
        ]
    );
    let severities: Vec<Severity> = decoded.findings.iter().map(|f| f.severity).collect();
    assert_eq!(severities, [Severity::Info, Severity::Info, Severity::Block, Severity::Info]);
    assert_eq!(decoded.records.iter().map(Record::number).collect::<Vec<_>>(), [1, 3, 4]);
}

#[test]
fn what_the_authority_sent_is_a_warning_at_most() {
    let bytes = padded(&["E1X2A    summary kept"]);
    let decoded = decode(&bytes, &within("AX"));
    assert!(!decoded.findings.is_empty());
    assert!(decoded.findings.iter().all(|f| f.severity <= Severity::Warn), "{:?}", decoded.findings);
}

#[test]
fn the_application_decides_what_a_record_is() {
    let bytes = padded(&["10A61123456782   ABCD3901     0001000012-345678900 N"]);
    assert_eq!(decode(&bytes, &within("QP")).findings, []);
    assert!(!decode(&bytes, &within("AE")).findings.is_empty());
    let none = decode(&bytes, &Limits::default());
    assert!(none.records[0].is_raw());
    assert_eq!(places(&none.findings), ["1 1-80 WIRE_UNKNOWN_RECORD"]);
    // The block header decides, whatever was assumed.
    let bytes = padded(&["B  2704EEEQP", "10A61123456782   ABCD3901     0001000012-345678900 N"]);
    assert_eq!(decode(&bytes, &within("AE")).records[1].layout().chapter, "in_bond");
}

#[test]
fn limits_hold() {
    let bytes = padded(&["62abc"; 50]);
    let few = Limits { findings: 3, ..within("AE") };
    let decoded = decode(&bytes, &few);
    assert_eq!(decoded.records.len(), 50, "decoding goes on");
    assert_eq!(decoded.findings.len(), 4);
    assert!(decoded.findings[3].text.starts_with("97 further"), "{}", decoded.findings[3].text);
    let short = Limits { bytes: 162, ..within("AE") };
    let decoded = decode(&bytes, &short);
    assert_eq!(decoded.records.len(), 2);
    let last = decoded.findings.last().unwrap();
    assert_eq!((last.code.as_str(), last.place.row), ("WIRE_TOO_MUCH", Some(3)));
    // Two bytes a line would make records of forty times the input.
    let decoded = decode(&b"Q\n".repeat(5_000), &Limits { bytes: 8_000, ..within("AE") });
    assert_eq!(decoded.records.len(), 101);
    assert!(decoded.findings.last().unwrap().text.starts_with("9798 bytes were not read"));
}

#[test]
fn unknown_records_go_out_as_they_came() {
    let bytes = padded(&["10AEEE  50000032 2704            01", "ZQ"]);
    let mut records = decode(&bytes, &within("AE")).records;
    records[1] = Record::raw(b"?? SOMETHING NEW");
    let written = encode(&records).unwrap();
    assert!(String::from_utf8(written).unwrap().contains("\n?? SOMETHING NEW   "));
}

#[test]
fn json_faults_name_record_and_field() {
    let text = r#"{"application":"AE","records":[
        {"record":"10","fields":{"action_code":"A","filer_code":"EEEE","colour":"RED"}},
        {"record":"50","fields":{"hts_number":"6109100012","duty_amount":"1.005","value":"-3"}},
        {"record":"99"},
        {"raw":"AS IT IS"},
        {"record":"10","raw":"BOTH"}
    ]}"#;
    let message: Message = serde_json::from_str(text).unwrap();
    let (records, findings) = message.records();
    assert_eq!(
        places(&findings),
        [
            "1 4-6 WIRE_TOO_LONG",
            "1  WIRE_NO_FIELD",
            "2 14-23 WIRE_VALUE",
            "2 25-34 WIRE_VALUE",
            "3  WIRE_UNKNOWN_RECORD",
            "5  WIRE_UNKNOWN_RECORD",
        ]
    );
    assert_eq!(records.len(), 3);
    assert!(
        serde_json::from_str::<Message>(r#"{"records":[],"color":1}"#).is_err(),
        "unknown keys are refused"
    );
}

#[test]
fn a_message_reads_in_json_as_people_write_values() {
    let bytes = padded(&[
        "B  2704EEEAE",
        "506109100012     165000      10000        10000DOZ      120000KG",
        "1112-345678900                           071326071226",
    ]);
    let decoded = decode(&bytes, &Limits::default());
    let message = Message::of(&decoded, &Limits::default());
    let text = serde_json::to_string(&message.records[1]).unwrap();
    assert_eq!(
        text,
        r#"{"record":"50","fields":{"hts_number":"6109100012","duty_amount":"1650.00","value":"10000","quantity_1":"100.00","uom_1":"DOZ","quantity_2":"1200.00","uom_2":"KG"}}"#
    );
    assert_eq!(message.records[2].fields.get("import_date"), Some("2026-07-12"));
}
