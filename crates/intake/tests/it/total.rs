//! What must hold for any bytes whatever as a paper of a packet: its header, a text, the part master, an invoice. The fuzz
//! target includes this file.

use cocket_base::Severity;
use cocket_intake::facts::Packet;
use cocket_intake::{Limits, MappingMemory, Paper, read_packet_within};
use cocket_law::Pack;

/// Good papers: any of them may be put in place of another.
pub const PAPERS: &[(&str, &str)] = &[
    ("packet.json", include_str!("../../../../docs/examples/teapots/packet.json")),
    ("parts.csv", include_str!("../../../../docs/examples/teapots/parts.csv")),
    ("bill_of_lading.txt", include_str!("../../../../data/demo/bill_of_lading.txt")),
    ("invoice.csv", include_str!("../../../../docs/examples/teapots/invoice.csv")),
];

/// Any bytes: the first picks the paper that the others stand for.
#[allow(dead_code, reason = "the fuzz target calls it")]
pub fn check(bytes: &[u8]) {
    let Some((pick, rest)) = bytes.split_first() else { return };
    let (name, _) = PAPERS[usize::from(*pick) % PAPERS.len()];
    paper(name, rest);
}

/// The packet with one paper changed: it is read whole, or findings say what is wrong and where.
pub fn paper(name: &str, bytes: &[u8]) -> Packet {
    let papers = PAPERS.iter().map(|(own, text)| {
        Paper::new(*own, if *own == name { bytes.to_vec() } else { text.as_bytes().to_vec() })
    });
    let limits = Limits::default();
    let packet = read_packet_within(papers.collect(), &MappingMemory::default(), Pack::starter(), &limits);
    for finding in &packet.findings {
        assert!(!finding.text.is_empty(), "a finding without a word: {finding:?}");
        // What is not there at all has no place, but somebody must be told what to add.
        let helps = finding.place.file.is_some() || finding.place.item.is_some() || finding.remedy.is_some();
        assert!(
            helps || finding.severity != Severity::Block,
            "a stop without a place or a remedy: {finding:?}"
        );
    }
    // What was read can be kept and read again.
    let kept = serde_json::to_vec(&packet.header).unwrap_or_else(|error| panic!("{name}: {error}"));
    let again = serde_json::from_slice(&kept).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(packet.header, again, "{name}: the header reads back as it was");
    packet
}
