//! What one pass over the packet comes to.

use std::collections::BTreeMap;

use cocket_base::Finding;
use cocket_filing::EntrySummary;
use cocket_rules::clocks::EntryClocks;

use crate::fees::EntryFees;
use crate::prepared::PreparedLine;

/// One pass over the packet.
#[derive(Clone, Default)]
pub struct Pass {
    pub findings: Vec<Finding>,
    pub edits: Vec<Finding>,
    pub revision: Option<String>,
    pub clocks: EntryClocks,
    pub clock_rules: BTreeMap<String, String>,
    pub lines: Vec<PreparedLine>,
    pub declaration: Option<EntrySummary>,
    pub fees: EntryFees,
    pub why: Vec<String>,
}
