//! What a question of origin comes to: decided with its steps, facts missing, or not to be answered as it stands.

use cocket_base::{Finding, Need, Place, Step};
use cocket_law::Unknown;

/// An answer before it is given its question's id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer<T> {
    /// The answer.
    Decided {
        /// What was decided.
        answer: T,
        /// How.
        steps: Vec<Step>,
    },
    /// Facts are missing.
    Needs {
        /// Which.
        needs: Vec<Need>,
        /// How far it came.
        steps: Vec<Step>,
    },
}

impl<T> Answer<T> {
    pub(super) fn decided(answer: T, steps: Vec<Step>) -> Self {
        Answer::Decided { answer, steps }
    }

    pub(super) fn needs(needs: Vec<Need>, steps: Vec<Step>) -> Self {
        Answer::Needs { needs, steps }
    }

    pub(super) fn map<U>(self, change: impl FnOnce(T) -> U) -> Answer<U> {
        match self {
            Answer::Decided { answer, steps } => Answer::Decided { answer: change(answer), steps },
            Answer::Needs { needs, steps } => Answer::Needs { needs, steps },
        }
    }
}

/// Why a question cannot be answered as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refused(pub Box<Finding>);

impl Refused {
    /// A field that cannot be what it is.
    pub(super) fn field(field: &str, text: impl Into<String>, remedy: &str) -> Refused {
        let finding = Finding::block("BAD_QUESTION", Place::field(field), text).with_remedy(remedy);
        Refused(Box::new(finding))
    }
}

impl From<Unknown> for Refused {
    fn from(unknown: Unknown) -> Refused {
        let finding = Finding::block("UNKNOWN_LAW", Place::default(), unknown.to_string());
        let remedy = "check the name and the date; cocket origin --agreements lists what is held";
        Refused(Box::new(finding.with_remedy(remedy)))
    }
}
