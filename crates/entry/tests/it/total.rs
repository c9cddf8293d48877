//! What must hold for any text whatever as a file of answers, and for any header of a packet, up to the checked summary. The
//! fuzz target includes this file.

use std::sync::LazyLock;

use cocket_base::Severity;
use cocket_base::civil::date;
use cocket_entry::{Answers, Law, Merge, Prepared, Setting, prepare};
use cocket_intake::{MappingMemory, Packet, Paper, read_packet};
use cocket_law::Pack;
use cocket_tariff::engine::Tariff;

/// The header of the manual's example.
pub const HEADER: &str = include_str!("../../../../docs/examples/teapots/packet.json");

fn packet(header: &str) -> Packet {
    let papers = [
        ("packet.json", header),
        ("invoice.csv", include_str!("../../../../docs/examples/teapots/invoice.csv")),
        ("parts.csv", include_str!("../../../../docs/examples/teapots/parts.csv")),
    ];
    let papers = papers.map(|(name, text)| Paper::new(name, text.as_bytes().to_vec()));
    read_packet(papers.to_vec(), &MappingMemory::default(), Pack::starter())
}

static PACKET: LazyLock<Packet> = LazyLock::new(|| packet(HEADER));

fn prepared(packet: &Packet, answers: &Answers) -> Prepared {
    let law = Law { pack: Pack::starter(), tariff: Tariff::starter() };
    let day = date(2026, 11, 24);
    let prepared = prepare(packet, answers, law, Setting { known: day, today: day, merge: Merge::Never });
    for finding in &prepared.open {
        assert!(!finding.text.is_empty(), "a finding without a word: {finding:?}");
    }
    // Without a summary somebody must be told why.
    let stopped = prepared.open.iter().any(|finding| finding.severity == Severity::Block);
    assert!(prepared.declaration.is_some() || stopped, "no summary and nothing that stops it");
    prepared
}

/// Any text as answers to a good packet: refused with what to give, or each taken up or named as unused.
pub fn answers(text: &str) {
    match Answers::parse(text) {
        Ok(answers) => drop(prepared(&PACKET, &answers)),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// Any text as the header of an otherwise good packet.
pub fn header(text: &str) {
    prepared(&packet(text), &Answers::default());
}

/// Any bytes: the first picks what they stand for.
#[allow(dead_code, reason = "the fuzz target calls it")]
pub fn check(bytes: &[u8]) {
    let Some((pick, rest)) = bytes.split_first() else { return };
    let text = String::from_utf8_lossy(rest);
    if pick.is_multiple_of(2) { answers(&text) } else { header(&text) }
}
