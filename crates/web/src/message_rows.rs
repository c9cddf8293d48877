//! Messages on the link as printed: the verdict in words, and each record's eighty columns with its fields.

use cocket_desk::filing::lifecycle::{Condition, Verdict};
use cocket_desk::{MessageView, ReadRecord};

use crate::words;

/// Records of one message that a page shows; the whole message is there to be saved.
const SHOWN: usize = 200;

/// A message with its answer.
pub struct MessageRow {
    /// Id.
    pub id: String,
    /// What it is.
    pub kind: String,
    /// Where it stands, in a word.
    pub state: String,
    /// When it was sent.
    pub sent_at: String,
    /// What the authority said.
    pub verdict: String,
    /// The state whose colour the verdict has.
    pub verdict_state: &'static str,
    /// Conditions that came with the verdict: code and words.
    pub conditions: Vec<(String, String)>,
    /// What was sent, and what came back, once it has.
    pub sides: Vec<Side>,
}

/// One direction of a message.
pub struct Side {
    /// `sent` or `received`, also in its address.
    pub word: &'static str,
    /// How many records it has, in words.
    pub count: String,
    /// Records beyond those shown, in words; empty when all are shown.
    pub more: String,
    /// Its first records.
    pub records: Vec<ReadRecord>,
}

/// A message as a row.
pub fn message_row(message: &MessageView) -> MessageRow {
    let (verdict, verdict_state, conditions) = match &message.verdict {
        Some(Verdict::Accepted { version, conditions }) => {
            (format!("accepted as version {version}"), "accepted", conditions.as_slice())
        }
        Some(Verdict::Refused { conditions }) => ("refused".into(), "refused", conditions.as_slice()),
        Some(Verdict::NotProcessed { narrative }) => {
            (format!("not processed: {narrative}"), "held", [].as_slice())
        }
        None => ("no answer yet".into(), "sent", [].as_slice()),
    };
    let sides = [("sent", &message.records), ("received", &message.answer)];
    MessageRow {
        id: message.id.clone(),
        kind: message.kind.clone(),
        state: message.state.clone(),
        sent_at: message.sent_at.map(words::instant).unwrap_or_default(),
        verdict,
        verdict_state,
        conditions: conditions.iter().map(condition).collect(),
        sides: sides
            .into_iter()
            .filter(|(_, all)| !all.is_empty())
            .map(|(word, all)| side(word, all))
            .collect(),
    }
}

/// A condition as its code and its words with the place.
pub fn condition(condition: &Condition) -> (String, String) {
    (condition.code.clone(), format!("{} {}", condition.narrative, condition.place).trim().to_string())
}

fn side(word: &'static str, all: &[ReadRecord]) -> Side {
    let beyond = all.len().saturating_sub(SHOWN);
    Side {
        word,
        count: words::count(all.len(), "record"),
        more: if beyond > 0 { words::count(beyond, "more record") } else { String::new() },
        records: all.iter().take(SHOWN).cloned().collect(),
    }
}
