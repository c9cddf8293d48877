//! Why a service of the desk did not do what was asked.

use cocket_base::Finding;
use cocket_filing::lifecycle::Refusal;
use cocket_store::{AppendError, StoreError};

use crate::actor::Denied;
use crate::dossier::Unreadable;

/// A refusal or a failure, in words for the person who asked.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The person may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// No such file, or not one of this person's clients.
    #[error("there is no file {id}")]
    NoFile {
        /// What was asked for.
        id: String,
    },
    /// The entry number is taken.
    #[error("entry number {number} stands in file {file} already; an entry number is used once")]
    EntryNumberTaken {
        /// The number.
        number: String,
        /// The file that has it.
        file: String,
    },
    /// The lifecycle does not allow it now.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is nothing to file yet.
    #[error("the entry summary cannot be stated yet: {open} findings stop it; answer them first")]
    NoDeclaration {
        /// How many.
        open: usize,
    },
    /// The summary does not fit the wire.
    #[error("the summary cannot be put on the wire: {}", texts(.findings))]
    Wire {
        /// What does not fit.
        findings: Vec<Finding>,
    },
    /// Somebody else changed the file meanwhile.
    #[error("the file changed meanwhile; look again and repeat")]
    Conflict,
    /// A paper is missing or changed.
    #[error("the document {name} is not as it was received: {cause}")]
    Paper {
        /// Which.
        name: String,
        /// Why.
        cause: String,
    },
    /// The journal holds what this version cannot read.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// JSON of our own that cannot be written or read.
    #[error("internal record: {0}")]
    Json(#[from] serde_json::Error),
    /// A name or id that cannot be one.
    #[error("{0}")]
    BadName(String),
}

impl From<AppendError> for DeskError {
    fn from(error: AppendError) -> DeskError {
        match error {
            AppendError::Conflict { .. } => DeskError::Conflict,
            AppendError::Store(store) => DeskError::Store(store),
            other => DeskError::BadName(other.to_string()),
        }
    }
}

fn texts(findings: &[Finding]) -> String {
    findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
