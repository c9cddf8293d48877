//! The eight sample packets against the independent result in their `expected.json`.

use std::path::PathBuf;

use cocket_base::{Decimal, Severity};
use cocket_intake::facts::{Adjustment, Packet, Sourced};
use cocket_intake::{MappingMemory, Paper, read_packet};
use cocket_law::Pack;
use serde_json::Value;

use crate::official;

const PACKETS: [&str; 8] = ["s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8"];

fn shared() -> Option<PathBuf> {
    official::part("samples")
}

fn packet(name: &str) -> Option<(Packet, Value)> {
    let folder = shared()?.join(name);
    let mut papers = Vec::new();
    let mut expected = Value::Null;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = std::fs::read(&path).unwrap();
        if file == "expected.json" {
            expected = serde_json::from_slice(&bytes).unwrap();
        } else {
            papers.push(Paper::new(file, bytes));
        }
    }
    Some((read_packet(papers, &MappingMemory::new(), Pack::starter()), expected))
}

/// What a packet's lines come to: lines, sum of amounts, printed total, adjustments as «kind amount in_total in_prices».
fn check_figures(name: &str, expected: &[(&str, usize, &str, &str, &[&str])]) -> Option<Packet> {
    let (packet, _) = packet(name)?;
    let found: Vec<_> = (packet.invoices.iter())
        .map(|invoice| {
            let sum: Decimal = invoice.lines.iter().map(|line| line.amount.as_ref().unwrap().value).sum();
            let adjustment = |a: &Adjustment| {
                format!("{:?} {} {} {}", a.kind, a.amount.value.normalize(), a.in_total, a.in_prices)
            };
            let adjustments: Vec<String> = invoice.adjustments.iter().map(adjustment).collect();
            let total = invoice.printed_total.as_ref().unwrap().value.normalize().to_string();
            (invoice.file.clone(), invoice.lines.len(), sum.normalize().to_string(), total, adjustments)
        })
        .collect();
    let expected: Vec<_> = (expected.iter())
        .map(|(file, lines, sum, total, adjustments)| {
            let adjustments: Vec<String> = adjustments.iter().map(ToString::to_string).collect();
            (file.to_string(), *lines, sum.to_string(), total.to_string(), adjustments)
        })
        .collect();
    assert_eq!(found, expected, "{name}");
    Some(packet)
}

#[test]
fn lines_sums_totals_and_adjustments() {
    check_figures(
        "s1",
        &[
            ("invoice_QF-26-0519.xlsx", 5, "56615", "55482.7", &["Discount -1132.3 true false"]),
            ("invoice_CF-889.xlsx", 6, "26610", "26700", &[]),
        ],
    );
    check_figures("s2", &[("factura_CA-20611.xlsx", 7, "48727", "48727", &["Tax 0 true false"])]);
    let charges: &[&str] = &["Tax 0 true false", "Freight 1240 true true", "Insurance 96 true true"];
    check_figures("s3", &[("rechnung_2026-1187.xlsx", 5, "31635", "31635", charges)]);
    check_figures("s4", &[("invoice_CTV-0509.csv", 5, "94710", "94710", &[])]);
    check_figures("s5", &[("invoice.csv", 4, "401200", "401200", &["Freight 24000 true true"])]);
    check_figures("s6", &[("fattura_88-2026.xlsx", 5, "47376", "47376", &["Tax 0 true false"])]);
    check_figures("s7", &[("PI-FTA26118.xlsx", 4, "34290", "34290", &["Freight 3600 true true"])]);
    check_figures("s8", &[("invoice_TWH-5590.xlsx", 118, "214352.5", "214352.5", &[])]);
}

#[test]
fn every_line_stands_where_the_expected_result_refers_to() {
    for name in PACKETS {
        let Some((packet, expected)) = packet(name) else { return };
        let lines: Vec<_> = packet.invoices.iter().flat_map(|invoice| &invoice.lines).collect();
        let wanted = expected["lines"].as_array().unwrap();
        assert_eq!(lines.len(), wanted.len(), "{name}");
        for (line, wanted) in lines.iter().zip(wanted) {
            let reference = &wanted["refs"][0];
            assert_eq!(Some(line.part.value.as_str()), wanted["part"].as_str(), "{name}");
            assert_eq!(line.place.file.as_deref(), reference["file"].as_str(), "{name} {}", line.part.value);
            assert_eq!(
                line.place.sheet.as_deref(),
                reference["sheet"].as_str(),
                "{name} {}",
                line.part.value
            );
            assert_eq!(
                line.place.row.map(u64::from),
                reference["row"].as_u64(),
                "{name} {}",
                line.part.value
            );
            let native = wanted["value_native"]["invoice_amount"].as_str();
            if let Some(native) = native {
                assert_eq!(
                    line.amount.as_ref().unwrap().value,
                    native.parse::<Decimal>().unwrap(),
                    "{name} {}",
                    line.part.value
                );
            }
        }
    }
}

/// The codes of `expected.json` that the reading of papers has to raise; the others need law or the tariff.
const READING: [&str; 4] = ["TOTAL_MISMATCH", "PACKING_TOTAL_MISMATCH", "QTY_MISMATCH", "PART_NO_NORMALISED"];

#[test]
fn findings_of_the_reading_are_those_expected_and_no_false_block() {
    for name in PACKETS {
        let Some((packet, expected)) = packet(name) else { return };
        let wanted = expected["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|f| READING.contains(&f["code"].as_str().unwrap()));
        let wanted: Vec<&Value> = wanted.collect();
        for finding in &wanted {
            let (code, place) = (finding["code"].as_str().unwrap(), finding["where"].as_str().unwrap());
            let matching = packet.findings.iter().find(|f| {
                let names = [f.place.file.as_deref(), f.place.item.as_deref()];
                f.code == code && place.split(' ').all(|part| names.contains(&Some(part)))
            });
            let matching = matching.unwrap_or_else(|| panic!("{name}: no {code} at {place}"));
            let severity: Severity = serde_json::from_value(finding["severity"].clone()).unwrap();
            assert!(matching.severity >= severity, "{name} {code}");
        }
        let blocks: Vec<_> = packet
            .findings
            .iter()
            .filter(|f| f.severity == Severity::Block)
            .map(|f| f.code.as_str())
            .collect();
        let expected_blocks: Vec<_> =
            wanted.iter().filter(|f| f["severity"] == "block").map(|f| f["code"].as_str().unwrap()).collect();
        assert_eq!(blocks, expected_blocks, "{name}: {:#?}", packet.findings);
    }
}

#[test]
fn the_papers_heads_are_read() {
    let head = |name: &str, at: usize| {
        let invoice = packet(name)?.0.invoices.into_iter().nth(at)?;
        let text = |value: Option<String>| value.unwrap_or_else(|| "-".into());
        Some([
            text(invoice.number.map(|s| s.value)),
            text(invoice.date.map(|s| s.value.to_string())),
            text(invoice.currency.map(|s| s.value.to_string())),
            text(invoice.origin_of_all.map(|s| s.value.to_string())),
            text(invoice.terms.map(|s| s.value)),
        ])
    };
    for (name, at, expected) in [
        ("s1", 0, ["QF-26-0519", "2026-05-19", "USD", "-", "FOB Yantian"]),
        ("s1", 1, ["CF-889", "2026-05-18", "-", "CN", "FOB YANTIAN"]),
        ("s2", 0, ["CA-20611", "2026-06-08", "USD", "-", "FCA Apodaca"]),
        ("s3", 0, ["2026-1187", "2026-05-28", "EUR", "DE", "CIP New York JFK"]),
        ("s4", 0, ["CTV-0509", "2026-05-12", "-", "VN", "DDP Secaucus NJ"]),
        ("s5", 0, ["HAS-7712", "2026-07-07", "JPY", "-", "CPT Los Angeles"]),
        ("s6", 0, ["88/2026", "2026-06-15", "EUR", "IT", "FOB Livorno"]),
        ("s7", 0, ["FTA26-118", "2026-05-30", "USD", "CN", "CFR SEATTLE"]),
        ("s8", 0, ["TWH-5590", "2025-09-15", "USD", "-", "FCA KAOHSIUNG"]),
    ] {
        let Some(found) = head(name, at) else { return };
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn quantities_units_origins_and_weights() {
    let Some((s4, _)) = packet("s4") else { return };
    let overcoat = s4.invoices[0].lines.iter().find(|line| line.part.value == "CT-70").unwrap();
    assert_eq!(
        (overcoat.quantity.as_ref().unwrap().value, overcoat.unit.as_ref().unwrap().value.printed()),
        (Decimal::from(50), "doz.")
    );
    assert_eq!(overcoat.quantity.as_ref().unwrap().place.column.as_deref(), Some("C"));

    let Some((s3, _)) = packet("s3") else { return };
    let moulded = &s3.invoices[0].lines[4];
    assert_eq!(
        (moulded.quantity.as_ref().unwrap().value, moulded.quantity.as_ref().unwrap().raw.as_str()),
        (Decimal::from(1000), "1.000")
    );

    let Some((s1, _)) = packet("s1") else { return };
    assert!(s1.invoices[0].lines[4].origin.is_none(), "a blank origin stays unknown");
    let forks = &s1.invoices[1].lines[2];
    assert_eq!((forks.part.value.as_str(), forks.part.raw.as_str()), ("CF-20", "CF-20  "));
    assert_eq!(forks.hs.as_ref().unwrap().value.to_string(), "8211.91");
    assert_eq!(forks.net_kg.as_ref().unwrap().value, Decimal::from(540));
    assert_eq!(s1.texts[0].gross_kg.as_ref().unwrap().value.to_string(), "9767.52");

    let Some((s6, _)) = packet("s6") else { return };
    let oil = &s6.packing_lists[0].rows[2];
    let kg = |figure: &Option<Sourced<Decimal>>| figure.as_ref().unwrap().value.to_string();
    assert_eq!(
        (kg(&oil.net_kg), kg(&oil.tare_each_kg), kg(&oil.gross_kg)),
        ("1374".into(), "0.492".into(), "2850".into())
    );
    assert_eq!(kg(&s6.packing_lists[0].rows[0].liters), "1800");
}

#[test]
fn the_header_of_every_packet_is_understood_whole() {
    for name in PACKETS {
        let Some((packet, _)) = packet(name) else { return };
        let about_header: Vec<_> = packet.findings.iter().filter(|f| f.code.starts_with("PACKET_")).collect();
        assert!(about_header.is_empty(), "{name}: {about_header:?}");
        let header = &packet.header;
        assert!(
            header.entry_number.is_some() && header.dates.entry.is_some() && header.currency.is_some(),
            "{name}"
        );
        assert!(header.client.as_ref().unwrap().importer_number.is_some(), "{name}");
        let again: cocket_intake::PacketHeader =
            serde_json::from_str(&serde_json::to_string(header).unwrap()).unwrap();
        assert_eq!(&again, header, "{name}");
    }
}

#[test]
fn a_packet_without_its_header_is_read_all_the_same() {
    let Some(folder) = shared() else { return };
    let papers = [
        "invoice_QF-26-0519.xlsx",
        "invoice_CF-889.xlsx",
        "packing_list.xlsx",
        "parts.csv",
        "bill_of_lading.txt",
    ];
    let papers = papers.map(|file| Paper::new(file, std::fs::read(folder.join("s1").join(file)).unwrap()));
    let packet = read_packet(papers.to_vec(), &MappingMemory::new(), Pack::starter());
    assert_eq!(
        (packet.invoices.len(), packet.packing_lists.len(), packet.parts.len(), packet.texts.len()),
        (2, 1, 11, 1)
    );
    assert!(packet.findings.iter().any(|f| f.code == "PACKET_MISSING" && f.severity == Severity::Block));
}
