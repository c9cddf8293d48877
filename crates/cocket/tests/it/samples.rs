//! Sample packets through the program: the main figures of their independent results.

use serde_json::Value;

use crate::desk::{Folder, shared};

/// A figure without its spelling: `12.50`, `12.5` and 12.5 are one.
fn figure(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_string);
    text.parse::<cocket_base::Decimal>().map_or(text, |exact| exact.normalize().to_string())
}

fn check(name: &str) {
    let Some(folder) = shared(&format!("samples/{name}")) else { return };
    let desk = Folder::new();
    let answers = folder.join("expected.json");
    let expected: Value = serde_json::from_slice(&std::fs::read(&answers).unwrap()).unwrap();
    let out = desk.path().join("out");
    let arguments = [
        "entry".as_ref(),
        "prepare".as_ref(),
        folder.as_os_str(),
        "--json".as_ref(),
        "--answers".as_ref(),
        answers.as_os_str(),
        "--out".as_ref(),
        out.as_os_str(),
    ];
    let got = desk.run(&arguments).json();
    assert_eq!(got["status_before_answers"], expected["status_before_answers"]);
    assert_eq!(got["hts_revision"], "2026_rev_10");
    for key in ["total_entered_value", "duty", "mpf", "hmf", "total_payable"] {
        assert_eq!(figure(&got["header"][key]), figure(&expected["header"][key]), "{name} {key}");
    }
    let (ours, theirs) = (got["lines"].as_array().unwrap(), expected["lines"].as_array().unwrap());
    assert_eq!(ours.len(), theirs.len());
    for (line, expected) in ours.iter().zip(theirs) {
        assert_eq!(figure(&line["duty_total"]), figure(&expected["duty_total"]), "{name} {}", line["part"]);
    }
    let raised =
        |code: &Value| got["findings"].as_array().unwrap().iter().any(|finding| finding["code"] == *code);
    for finding in expected["findings"].as_array().unwrap() {
        assert!(raised(&finding["code"]), "{name}: {} was not raised", finding["code"]);
    }
    for (file, start) in [
        ("declaration.json", &b"{"[..]),
        ("report.json", b"{"),
        ("cbp7501.pdf", b"%PDF"),
        ("cbp3461.pdf", b"%PDF"),
        ("worksheet.xlsx", b"PK"),
    ] {
        assert!(std::fs::read(out.join(file)).unwrap().starts_with(start), "{name} {file}");
    }
    let declared: Value =
        serde_json::from_slice(&std::fs::read(out.join("declaration.json")).unwrap()).unwrap();
    assert_eq!(figure(&declared["totals"]["duty"]), figure(&expected["header"]["duty"]));
}

#[test]
fn s1_china_by_vessel() {
    check("s1");
}

#[test]
fn s2_mexico_by_truck() {
    check("s2");
}

#[test]
fn s5_japan_informal() {
    check("s5");
}

#[test]
fn the_message_of_s1_is_sound_and_goes_both_ways() {
    let Some(folder) = shared("samples/s1") else { return };
    let desk = Folder::new();
    let (answers, out) = (folder.join("expected.json"), desk.path().join("out"));
    let arguments = ["entry", "prepare"].map(std::ffi::OsStr::new);
    let rest =
        [folder.as_os_str(), "--answers".as_ref(), answers.as_os_str(), "--out".as_ref(), out.as_os_str()];
    let shown = desk.run(&[&arguments[..], &rest[..]].concat()).answered();
    assert!(shown.contains("\nWritten to ") && shown.contains("entry_summary.ae"), "{shown}");
    let message = out.join("entry_summary.ae");
    let decoded = desk.run(&["wire".as_ref(), "decode".as_ref(), message.as_os_str()]).answered();
    assert_eq!(serde_json::from_str::<Value>(&decoded).unwrap()["findings"], Value::Array(Vec::new()));
    let again = desk.feed(&["wire", "encode"], decoded.as_bytes()).answered();
    assert_eq!(again.into_bytes(), std::fs::read(message).unwrap());
}
