//! The messages of the shared golden folder: decoded without a fault, encoded to the same bytes.

use std::path::PathBuf;

use cocket_wire::codec::{LineEnd, write};
use cocket_wire::json::Message;
use cocket_wire::{Application, Limits, decode, encode};

/// The folder of shared material, or `None` after saying that the test is skipped.
pub fn shared(part: &str) -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    let root = std::env::var_os("COCKET_SHARED").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    let path = root.join(part);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: {} is not here", path.display());
    None
}

/// The message lines of a golden file; its notes start with `#`.
fn lines(name: &str) -> Option<Vec<u8>> {
    let path = shared(&format!("catair/golden/{name}"))?;
    let text = std::fs::read_to_string(path).unwrap();
    let kept: Vec<&str> = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    Some((kept.join("\n") + "\n").into_bytes())
}

struct Golden {
    name: &'static str,
    /// Context of files that have no envelope.
    application: &'static str,
    /// The faults that the file's notes name: code and line.
    flawed: &'static [(&'static str, u32)],
}

const fn file(name: &'static str, application: &'static str) -> Golden {
    Golden { name, application, flawed: &[] }
}

const FILES: [Golden; 12] = [
    file("spec_batch_input.txt", ""),
    // The sample exists to show the unknown application EI of line 1.
    Golden { flawed: &[("WIRE_APPLICATION", 1)], ..file("spec_batch_rejection.txt", "") },
    file("spec_block_rejection.txt", ""),
    file("spec_entry_summary_response.txt", ""),
    file("spec_es_query_lines.txt", "ER"),
    file("spec_small_records.txt", "AE"),
    file("synthetic_ae_delete.txt", ""),
    file("synthetic_ae_type01.txt", ""),
    file("synthetic_ax_response.txt", "AX"),
    file("synthetic_isf10.txt", ""),
    file("synthetic_qp_in_bond.txt", "QP"),
    file("synthetic_se_type01.txt", ""),
];

fn limits(application: &str) -> Limits {
    Limits { application: Application::of(application), ..Limits::default() }
}

#[test]
fn every_golden_line_is_read_without_an_unnamed_fault_and_written_as_it_came() {
    for Golden { name, application, flawed } in &FILES {
        let Some(bytes) = lines(name) else { return };
        let decoded = decode(&bytes, &limits(application));
        let found: Vec<(&str, u32)> =
            decoded.findings.iter().map(|f| (f.code.as_str(), f.place.row.unwrap_or(0))).collect();
        assert_eq!(found, *flawed, "{name}: {:#?}", decoded.findings);
        assert!(decoded.records.iter().all(|record| !record.is_raw()), "{name}");
        assert_eq!(encode(&decoded.records).unwrap(), bytes, "{name}");
    }
}

#[test]
fn line_ends_do_not_matter() {
    let Some(bytes) = lines("synthetic_ae_type01.txt") else { return };
    let decoded = decode(&bytes, &Limits::default());
    for end in [LineEnd::CrLf, LineEnd::None] {
        let again = decode(&write(&decoded.records, end), &Limits::default());
        assert_eq!(again, decoded, "{end:?}");
    }
}

#[test]
fn the_json_form_gives_the_same_values_back() {
    for Golden { name, application, .. } in &FILES {
        let Some(bytes) = lines(name) else { return };
        let limits = limits(application);
        let decoded = decode(&bytes, &limits);
        let message = Message::of(&decoded, &limits);
        let text = serde_json::to_string(&message).unwrap();
        let back: Message = serde_json::from_str(&text).unwrap();
        assert_eq!(back, message, "{name}");
        let (records, findings) = back.records();
        let serious: Vec<_> = findings.iter().filter(|finding| finding.code != "WIRE_APPLICATION").collect();
        assert!(serious.is_empty(), "{name}: {serious:#?}");
        assert_eq!(records.len(), decoded.records.len());
        // Zero padding of numbers is a matter of taste; the values are the same.
        let again =
            Message::of(&cocket_wire::Decoded { records, findings: decoded.findings.clone() }, &limits);
        assert_eq!(again, message, "{name}");
    }
}
