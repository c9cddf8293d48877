//! The house's own book: who filed what, in which version, and every act with the message that asked for it.
//!
//! The book is what an audit reads: a filing that the filer believes accepted and that does not stand here was lost; one that
//! stands here twice for one message was repeated.

use std::collections::BTreeMap;

use cocket_base::ids::EntryNumber;
use cocket_filing::EntrySummary;
use cocket_filing::lifecycle::{Digest, SummaryVersion};
use cocket_wire::ax::AxCondition;
use jiff::Timestamp;

/// What became of one transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// A summary was added.
    Added,
    /// A summary on file was replaced.
    Replaced,
    /// A summary on file was deleted at the filer's wish.
    Deleted,
    /// The transaction was refused; nothing on file changed.
    Refused,
    /// The transaction was refused, and the summary on file, still in trade control, was deleted with it.
    RefusedAndDeleted,
    /// The house's system failed; nothing was decided.
    Failed,
}

/// One transaction that the house decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// When.
    pub at: Timestamp,
    /// User data of the message that asked for it.
    pub message: String,
    /// The entry, when its number could be read.
    pub entry: Option<EntryNumber>,
    /// Fingerprint of the transaction's records.
    pub content: Digest,
    /// What became of it.
    pub outcome: Outcome,
    /// Condition codes of a refusal, warnings of an acceptance.
    pub conditions: Vec<String>,
}

/// A summary on file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnFile {
    /// The summary as it was understood.
    pub summary: EntrySummary,
    /// Fingerprint of its records.
    pub content: Digest,
    /// Its version.
    pub version: SummaryVersion,
    /// When this version was accepted.
    pub accepted: Timestamp,
    /// Added or replaced.
    pub outcome: Outcome,
    /// The warnings it was accepted with.
    pub warnings: Vec<AxCondition>,
    /// The authority has taken control: statement printed or deposit due, or an officer's act.
    pub taken: bool,
    /// An officer handed it back: the next replacement is a new major version.
    pub handed_back: bool,
}

/// The register.
#[derive(Clone, Debug, Default)]
pub struct Register {
    on_file: BTreeMap<EntryNumber, OnFile>,
    acts: Vec<Act>,
    repeats: u64,
}

impl Register {
    /// The summary on file for an entry.
    pub fn on_file(&self, entry: EntryNumber) -> Option<&OnFile> {
        self.on_file.get(&entry)
    }

    /// All summaries on file.
    pub fn entries(&self) -> impl Iterator<Item = (EntryNumber, &OnFile)> {
        self.on_file.iter().map(|(entry, on_file)| (*entry, on_file))
    }

    /// Every transaction decided, in order.
    pub fn acts(&self) -> &[Act] {
        &self.acts
    }

    /// The acts about one entry, in order.
    pub fn history(&self, entry: EntryNumber) -> impl Iterator<Item = &Act> {
        self.acts.iter().filter(move |act| act.entry == Some(entry))
    }

    /// Messages and transactions that came again and were answered from the book.
    pub fn repeats(&self) -> u64 {
        self.repeats
    }

    pub(crate) fn act(&mut self, act: Act) {
        self.acts.push(act);
    }

    pub(crate) fn repeated(&mut self) {
        self.repeats += 1;
    }

    pub(crate) fn put(&mut self, on_file: OnFile) {
        self.on_file.insert(on_file.summary.entry_number, on_file);
    }

    pub(crate) fn remove(&mut self, entry: EntryNumber) {
        self.on_file.remove(&entry);
    }

    pub(crate) fn on_file_mut(&mut self, entry: EntryNumber) -> Option<&mut OnFile> {
        self.on_file.get_mut(&entry)
    }
}
