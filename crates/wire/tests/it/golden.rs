//! The messages of the shared golden folder: decoded without a fault, encoded to the same bytes.

use std::path::{Path, PathBuf};

use cocket_base::{Cents, Dollars};
use cocket_wire::codec::{LineEnd, write};
use cocket_wire::json::Message;
use cocket_wire::layout::{Class, Designation};
use cocket_wire::layouts::CHAPTERS;
use cocket_wire::{Application, FieldSpec, Limits, Record, ae, decode, encode};

use crate::official;

/// The folder of golden messages. Where it stands, every file of it must.
pub fn folder() -> Option<PathBuf> {
    official::part("catair/golden")
}

/// The message lines of a golden file; its notes start with `#`.
pub fn lines(folder: &Path, name: &str) -> Vec<u8> {
    let text = std::fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let kept: Vec<&str> = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    (kept.join("\n") + "\n").into_bytes()
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
    let Some(folder) = folder() else { return };
    for Golden { name, application, flawed } in &FILES {
        let bytes = lines(&folder, name);
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
    let Some(folder) = folder() else { return };
    let bytes = lines(&folder, "synthetic_ae_type01.txt");
    let decoded = decode(&bytes, &Limits::default());
    for end in [LineEnd::CrLf, LineEnd::None] {
        let again = decode(&write(&decoded.records, end), &Limits::default());
        assert_eq!(again, decoded, "{end:?}");
    }
}

/// A record with its numbers without the blanks and zeros in front, which are a matter of taste.
fn without_padding(record: &Record) -> Vec<String> {
    let text = |field: &'static FieldSpec| {
        let columns = String::from_utf8_lossy(record.bytes(field)).into_owned();
        match field.class {
            Class::Number => columns.trim_start_matches([' ', '0']).to_string(),
            _ => columns,
        }
    };
    record.layout().fields.iter().map(text).collect()
}

/// Decoding keeps the columns, so only a record made anew from its values shows that each one is read and written rightly.
#[test]
fn records_made_anew_from_their_values_are_the_golden_ones() {
    let Some(folder) = folder() else { return };
    for Golden { name, application, .. } in &FILES {
        let limits = limits(application);
        let decoded = decode(&lines(&folder, name), &limits);
        let message = Message::of(&decoded, &limits);
        let text = serde_json::to_string(&message).unwrap();
        let back: Message = serde_json::from_str(&text).unwrap();
        assert_eq!(back, message, "{name}");
        let (records, findings) = back.records();
        let serious: Vec<_> = findings.iter().filter(|finding| finding.code != "WIRE_APPLICATION").collect();
        assert!(serious.is_empty(), "{name}: {serious:#?}");
        assert_eq!(records.len(), decoded.records.len());
        for (made, golden) in records.iter().zip(&decoded.records) {
            assert_eq!(made.layout(), golden.layout(), "{name}");
            assert_eq!(without_padding(made), without_padding(golden), "{name} {golden:?}");
        }
        let again =
            Message::of(&cocket_wire::Decoded { records, findings: decoded.findings.clone() }, &limits);
        assert_eq!(again, message, "{name}");
    }
}

/// What the notes of the golden summary say of it.
#[test]
fn the_golden_summary_says_what_its_notes_say() {
    let Some(folder) = folder() else { return };
    let decoded = decode(&lines(&folder, "synthetic_ae_type01.txt"), &Limits::default());
    let (summary, findings) = ae::decode_summary(&decoded.records);
    assert_eq!(findings, []);
    let summary = summary.unwrap();
    let [line] = summary.lines.as_slice() else { panic!("{:#?}", summary.lines) };
    assert_eq!((line.entered_value(), line.duty()), (Dollars::new(10_000), Cents::new(165_000)));
    let fees: Vec<(&str, Cents)> = line.fees.iter().map(|fee| (fee.class.as_str(), fee.amount)).collect();
    assert_eq!(fees, [("499", Cents::new(3_464)), ("501", Cents::new(1_250))]);
    assert_eq!(summary.totals.payable(), Cents::new(165_000 + 3_464 + 1_250));
    assert_eq!(summary.entry_number.to_string(), "EEE-5000003-2");
    assert_eq!(summary.payment.statement_month, Some(8));
}

/// Fields that we read wider than the table says: narratives and references with more than letters and digits, numbers of
/// fewer than ten digits.
const WIDER: [&str; 9] = [
    "CW03 narrative",
    "E0 occurrence",
    "E0 reference_text",
    "E1 narrative",
    "E1 narrative_text",
    "Q2 hts_number",
    "Q2 tsusa_number",
    "$7 narrative",
    "SF40 hts_number",
];

/// A field as a chapter's table has it: record, name, columns, class, designation, decimals.
type Row = (String, String, usize, usize, String, char, u8);

fn rows(folder: &Path, table: &str) -> Vec<Row> {
    let text = std::fs::read_to_string(folder.join(table)).unwrap_or_else(|error| panic!("{table}: {error}"));
    let row = |line: &str| {
        // Only what comes after these cells is ever quoted.
        let cells: Vec<&str> = line.split(',').take(7).collect();
        let [record, name, start, end, class, designation, decimals] = cells[..] else { panic!("{line}") };
        let number = |cell: &str| cell.parse().unwrap_or_else(|_| panic!("{table}: {line}"));
        (
            record.into(),
            name.into(),
            number(start),
            number(end),
            class.into(),
            designation.chars().next().unwrap(),
            decimals.parse().unwrap_or(0),
        )
    };
    text.lines().skip(1).map(row).collect()
}

/// The layouts against the tables that were read from the chapters, wherever both name a record alike.
#[test]
fn the_layouts_are_those_of_the_tables() {
    let Some(folder) = official::part("catair") else { return };
    let mut compared = 0;
    for (chapter, table) in [
        ("entry_summary", "ae_input.csv"),
        ("entry_summary", "ae_54_types.csv"),
        ("entry_summary_response", "ax_output.csv"),
        ("entry_summary_query", "es_query.csv"),
        ("envelope", "batch_block.csv"),
        ("agency", "pga.csv"),
        ("bond", "ebond.csv"),
        ("cargo_release", "se_input.csv"),
        ("cargo_release_notice", "sx_so_output.csv"),
        ("case_query", "adcvd_query.csv"),
        ("census", "census.csv"),
        ("daily_statement", "statement_daily.csv"),
        ("drawback", "drawback.csv"),
        ("importer_query", "importer_bond_query.csv"),
        ("manifest_query", "manifest_query.csv"),
        ("manufacturer", "mid_add.csv"),
        ("monthly_statement", "statement_periodic_monthly.csv"),
        ("quota_query", "quota_query.csv"),
        ("security_filing", "isf.csv"),
        ("status_notification", "uc_output.csv"),
        ("tariff_query", "hts_query.csv"),
    ] {
        let chapter = CHAPTERS.iter().find(|known| known.name == chapter).unwrap();
        for (record, name, start, end, class, designation, decimals) in rows(&folder, table) {
            let Some(layout) = chapter.layout(&record) else { continue };
            let at = format!("{table} {record} {name}");
            let field = layout.fields.iter().find(|field| field.start + 1 == start && field.end == end);
            let field = field.unwrap_or_else(|| panic!("{at}: no field has the columns {start}-{end}"));
            compared += 1;
            if WIDER.contains(&format!("{record} {name}").as_str()) {
                continue;
            }
            let ours = match field.class {
                Class::Filler => "S",
                Class::Letters => "A",
                Class::Alphanumeric => "AN",
                Class::Printable | Class::Any => "X",
                Class::Digits | Class::DigitsLeft => "N",
                Class::Number => "SN",
                Class::Date => "D",
            };
            assert_eq!(ours, class, "{at}: class");
            assert_eq!(field.decimals, decimals, "{at}: decimals");
            if field.class != Class::Filler {
                let must = match field.designation {
                    Designation::Mandatory => 'M',
                    Designation::Conditional => 'C',
                    Designation::Optional => 'O',
                };
                assert_eq!(must, designation, "{at}: designation");
            }
        }
    }
    assert!(compared > 2_000, "{compared} fields are too few to say anything");
}
