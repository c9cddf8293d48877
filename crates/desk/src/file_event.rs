//! What can happen to a file: the payloads of its journal events.

use cocket_base::{Cents, Date, Dollars};
use cocket_entry::Answer;
use cocket_filing::lifecycle::{self, Digest, Tally};
use serde::{Deserialize, Serialize};

/// A paper as the journal names it: its content lies in the blobs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperNote {
    /// File name.
    pub name: String,
    /// SHA-256 of the content.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
}

/// A preparation as the journal names it: the whole working lies in the blobs, the figures for lists stand here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreparedNote {
    /// SHA-256 of the prepared packet's JSON.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// Fingerprint of the declaration, when there is one.
    pub declaration: Option<Digest>,
    /// Open findings by gravity.
    pub tally: Tally,
    /// Entry number.
    pub entry_number: Option<String>,
    /// Date of entry.
    pub entry_date: Option<Date>,
    /// Sum of entered values.
    pub value: Option<Dollars>,
    /// Sum of duty.
    pub duty: Option<Cents>,
    /// Sum of fees.
    pub fees: Option<Cents>,
    /// The next deadline and what is due on it.
    pub due: Option<(Date, String)>,
    /// The day whose knowledge of the law was used.
    pub known: Date,
}

/// An event of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "file_event", rename_all = "snake_case")]
pub enum FileEvent {
    /// The file was opened for a client.
    Opened {
        /// The client: the importer's name.
        client: String,
        /// The importer's number, masked.
        importer: String,
        /// The packet's own name.
        reference: String,
        /// A few words on the goods.
        description: String,
    },
    /// Papers came.
    PapersReceived {
        /// Which.
        papers: Vec<PaperNote>,
    },
    /// The client answered.
    Answered {
        /// The answers.
        answers: Vec<Answer>,
    },
    /// The packet was prepared.
    Prepared(PreparedNote),
    /// Something happened to the filing.
    Filing {
        /// What.
        filing: lifecycle::Event,
    },
}

impl FileEvent {
    /// The kind under which the journal lists it.
    pub fn kind(&self) -> &'static str {
        match self {
            FileEvent::Opened { .. } => "opened",
            FileEvent::PapersReceived { .. } => "documents received",
            FileEvent::Answered { .. } => "answered",
            FileEvent::Prepared(_) => "prepared",
            FileEvent::Filing { filing } => match filing {
                lifecycle::Event::Changed { .. } => "changed",
                lifecycle::Event::Checked { .. } => "checked",
                lifecycle::Event::Certified { .. } => "certified",
                lifecycle::Event::Sent { .. } => "sent",
                lifecycle::Event::Answered(_) => "answered by the authority",
                lifecycle::Event::StrayAnswer(_) => "stray answer",
                lifecycle::Event::DisputedAnswer(_) => "disputed answer",
                lifecycle::Event::Reopened { .. } => "opened for correction",
            },
        }
    }
}
