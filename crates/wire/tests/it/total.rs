//! What must hold for any bytes whatever. The fuzz target includes this file.

use cocket_wire::json::Message;
use cocket_wire::{Application, Limits, ae, ax, decode, encode, rejection, structure};

/// Feeds bytes to everything that reads them.
pub fn check(bytes: &[u8]) {
    // The first byte picks the context of records without an envelope.
    let pick = bytes.first().map_or(0, |byte| usize::from(*byte) % (Application::ALL.len() + 1));
    let limits = Limits { application: Application::ALL.get(pick), ..Limits::default() };
    let decoded = decode(bytes, &limits);
    for finding in &decoded.findings {
        assert!(
            finding.place.row.is_some() || finding.code == "WIRE_TOO_MUCH",
            "a finding without a place: {finding}"
        );
        assert!(finding.remedy.is_some(), "a finding without a remedy: {finding}");
    }
    if let Ok(written) = encode(&decoded.records) {
        let again = decode(&written, &limits);
        assert_eq!(again.records, decoded.records, "what was written reads as it was");
        assert_eq!(encode(&again.records).as_ref(), Ok(&written));
    }
    let tree = structure::parse(&decoded.records);
    for finding in &tree.findings {
        assert!(finding.remedy.is_some(), "a finding without a remedy: {finding}");
    }
    let blocks = tree.batches.iter().flat_map(|batch| &batch.blocks);
    for node in blocks.flat_map(|block| &block.transactions) {
        let _ = ae::decode_summary(node.records(&decoded.records));
    }
    let _ = ae::decode_summary(&decoded.records);
    let _ = ax::decode_responses(&decoded.records);
    let _ = rejection::Rejection::read(&decoded.records);
    for finding in decoded.findings.iter().chain(&tree.findings) {
        let _ = rejection::places(&decoded.records, &tree, finding.place.row.unwrap_or(0));
    }
    let message = Message::of(&decoded, &limits);
    let _ = message.records();
}
