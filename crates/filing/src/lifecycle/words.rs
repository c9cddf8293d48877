//! What can be asked of a filing and what can happen to it: the journal stores the events.

use cocket_base::{Finding, Severity};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::names::{Digest, MessageId, SummaryVersion, UserName};

/// How many findings a check came to, by gravity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Findings that stop the filing.
    pub blocks: u32,
    /// Findings a person must look at.
    pub warnings: u32,
    /// Findings kept for the record.
    pub notes: u32,
}

impl Tally {
    /// Counts findings.
    pub fn of(findings: &[Finding]) -> Tally {
        findings.iter().fold(Tally::default(), |mut tally, finding| {
            let count = match finding.severity {
                Severity::Block => &mut tally.blocks,
                Severity::Warn => &mut tally.warnings,
                Severity::Info => &mut tally.notes,
            };
            *count = count.saturating_add(1);
            tally
        })
    }
}

/// A condition the authority named in its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// The authority's code, as in `B16`.
    pub code: String,
    /// The authority's words.
    pub narrative: String,
    /// What it points at, as in `LINITM 003`; empty for the summary as a whole.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
}

/// What the authority said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// Added or replaced; conditions are warnings.
    Accepted {
        /// The version on file.
        version: SummaryVersion,
        /// Warnings that came with it.
        conditions: Vec<Condition>,
    },
    /// Refused.
    Refused {
        /// Why.
        conditions: Vec<Condition>,
    },
    /// The authority's system failed (`ZZZ`): nothing was decided, the filing may be sent again.
    NotProcessed {
        /// The authority's words.
        narrative: String,
    },
}

/// An answer from the authority, matched to a message by its id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The message it answers.
    pub message: MessageId,
    /// When it came.
    pub at: Timestamp,
    /// What it says.
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// What can be asked of a filing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// The declaration now has this content.
    Change {
        /// Fingerprint of the new content.
        declaration: Digest,
    },
    /// The edits looked at this content.
    Check {
        /// Fingerprint of the content looked at.
        declaration: Digest,
        /// What they found.
        tally: Tally,
    },
    /// A named user signs for this content.
    Certify {
        /// Fingerprint of the content signed for.
        declaration: Digest,
        /// Who signs.
        by: UserName,
        /// When.
        at: Timestamp,
    },
    /// The certified content goes out.
    Send {
        /// Fingerprint of the content sent.
        declaration: Digest,
        /// The message that carries it; never used before.
        message: MessageId,
        /// When.
        at: Timestamp,
    },
    /// The authority answered.
    RecordAnswer(Answer),
    /// A refused or accepted summary is opened for correction or replacement.
    Correct {
        /// Who opens it.
        by: UserName,
        /// Why.
        reason: String,
        /// When.
        at: Timestamp,
    },
}

/// What happened to a filing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The content changed: check and certification are void.
    Changed {
        /// Fingerprint of the new content.
        declaration: Digest,
    },
    /// The edits looked at it.
    Checked {
        /// Fingerprint of the content.
        declaration: Digest,
        /// What they found.
        tally: Tally,
    },
    /// A named user signed.
    Certified {
        /// Fingerprint of the content.
        declaration: Digest,
        /// Who.
        by: UserName,
        /// When.
        at: Timestamp,
    },
    /// It went out.
    Sent {
        /// Fingerprint of the content.
        declaration: Digest,
        /// The message.
        message: MessageId,
        /// When.
        at: Timestamp,
    },
    /// The message in flight was answered.
    Answered(Answer),
    /// An answer came for a message this filing never sent; a person must look.
    StrayAnswer(Answer),
    /// A second, different answer came for a message already answered; a person must look.
    DisputedAnswer(Answer),
    /// It was opened for correction.
    Reopened {
        /// Who.
        by: UserName,
        /// Why.
        reason: String,
        /// When.
        at: Timestamp,
    },
}
