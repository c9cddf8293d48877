//! The eight sample packets against the independent result in their `expected.json`.

use std::path::PathBuf;

use cocket_intake::facts::{AdjustmentKind, Packet};
use cocket_intake::{MappingMemory, Paper, read_packet};
use cocket_law::Pack;
use serde_json::Value;

fn shared() -> Option<PathBuf> {
    let folder = std::env::var_os("COCKET_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    if folder.join("samples").is_dir() {
        return Some(folder.join("samples"));
    }
    println!("skipped: the sample packets are not at {}", folder.display());
    None
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

#[test]
fn dump() {
    for name in ["s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8"] {
        let Some((packet, _)) = packet(name) else { return };
        println!("===== {name}");
        for f in &packet.findings {
            println!("{f}");
        }
        for i in &packet.invoices {
            println!(
                "INV {} no={:?} date={:?} cur={:?} org={:?} terms={:?} total={:?}",
                i.file,
                i.number.as_ref().map(|s| &s.value),
                i.date.as_ref().map(|s| s.value),
                i.currency.as_ref().map(|s| s.value),
                i.origin_of_all.as_ref().map(|s| s.value),
                i.terms.as_ref().map(|s| &s.value),
                i.printed_total.as_ref().map(|s| s.value)
            );
            for a in &i.adjustments {
                println!(
                    "  ADJ {:?} {} in_total={} in_prices={} {}",
                    a.kind, a.amount.value, a.in_total, a.in_prices, a.text
                );
            }
            for l in i.lines.iter().take(8) {
                println!(
                    "  {} r{} {:?} q={:?} {:?} p={:?} a={:?} o={:?} hs={:?} n={:?}",
                    l.part.value,
                    l.place.row.unwrap(),
                    l.description.as_ref().map(|d| &d.value),
                    l.quantity.as_ref().map(|s| s.value),
                    l.unit.as_ref().map(|s| s.value),
                    l.unit_price.as_ref().map(|s| s.value),
                    l.amount.as_ref().map(|s| s.value),
                    l.origin.as_ref().map(|s| s.value),
                    l.hs.as_ref().map(|s| s.value),
                    l.net_kg.as_ref().map(|s| s.value)
                );
            }
            println!("  lines {}", i.lines.len());
        }
        for p in &packet.packing_lists {
            println!(
                "PL {} pk={:?} net={:?} gross={:?} rows={}",
                p.file,
                p.printed_packages.as_ref().map(|s| s.value),
                p.printed_net_kg.as_ref().map(|s| s.value),
                p.printed_gross_kg.as_ref().map(|s| s.value),
                p.rows.len()
            );
            for l in p.rows.iter().take(6) {
                println!(
                    "  {} q={:?} u={:?} pk={:?} n={:?} g={:?} l={:?} t={:?}",
                    l.part.value,
                    l.quantity.as_ref().map(|s| s.value),
                    l.unit.as_ref().map(|s| s.value),
                    l.packages.as_ref().map(|s| s.value),
                    l.net_kg.as_ref().map(|s| s.value),
                    l.gross_kg.as_ref().map(|s| s.value),
                    l.liters.as_ref().map(|s| s.value),
                    l.tare_each_kg.as_ref().map(|s| s.value)
                );
            }
        }
        for t in &packet.texts {
            println!(
                "TXT {} {:?} {:?}",
                t.file,
                t.gross_kg.as_ref().map(|s| s.value),
                t.packages.as_ref().map(|s| s.value)
            );
        }
        println!("parts {}", packet.parts.len());
        let _ = AdjustmentKind::Tax;
    }
}
