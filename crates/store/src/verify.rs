//! Verifying the journal: every record against its seal, the chain against its head and against heads kept elsewhere.

use crate::chain::{Head, seal};
use crate::error::StoreError;
use crate::event::Event;
use crate::journal::CHAIN_AFTER;
use crate::store::Store;
use crate::value::args;

/// Records held in memory at a time.
const PAGE: i64 = 256;

/// A journal that is as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalReport {
    /// How many records there are.
    pub records: i64,
    /// The last one.
    pub head: Head,
}

/// The first place where the journal is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the journal is broken at record {seq}: {fault}; everything before it is sound. Restore the database from a backup"
)]
pub struct Broken {
    /// Place in the chain.
    pub seq: i64,
    /// What is wrong there.
    pub fault: Fault,
}

/// What can be wrong with a record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A record is not there, or is out of its place.
    #[error("the record is missing; the next one found is {found}")]
    Missing {
        /// The record found instead.
        found: i64,
    },
    /// The end of the chain was cut off.
    #[error("the chain ends before it, but its head is record {head}")]
    CutOff {
        /// The record that should be the last.
        head: i64,
    },
    /// A record was put behind the end of the chain.
    #[error("the record lies beyond the head of the chain, record {head}")]
    BeyondHead {
        /// The record that should be the last.
        head: i64,
    },
    /// A field was changed.
    #[error("its content does not fit its hash: a field was changed")]
    Changed,
    /// The record before was replaced by another.
    #[error("it does not name the record before it: one of the two was replaced")]
    Unlinked,
    /// A column cannot be read.
    #[error("it cannot be read: {why}")]
    Unreadable {
        /// What was found.
        why: String,
    },
    /// The chain is sound in itself, but is not the one that was noted elsewhere.
    #[error("its hash is not the one noted elsewhere: history was rewritten")]
    Rewritten,
}

/// Why a journal could not be called sound.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// It is not.
    #[error(transparent)]
    Broken(#[from] Broken),
    /// It could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Checks every record of the journal, a page at a time.
    pub async fn verify_journal(&self) -> Result<JournalReport, VerifyError> {
        self.verify_journal_against(&[]).await
    }

    /// The same, and that the chain still runs through heads noted elsewhere: only that shows a whole chain rewritten
    /// by somebody who can compute hashes.
    pub async fn verify_journal_against(&self, noted: &[Head]) -> Result<JournalReport, VerifyError> {
        let mut at = Head::EMPTY;
        loop {
            let rows = self.db.all(CHAIN_AFTER, args![at.seq, PAGE]).await?;
            for row in &rows {
                let event =
                    Event::from_row(row).map_err(|e| unreadable(at.seq + 1, row.int("seq").ok(), &e))?;
                at = follow(at, &event)?;
                if noted.iter().any(|head| head.seq == at.seq && head.hash != at.hash) {
                    return Err(Broken { seq: at.seq, fault: Fault::Rewritten }.into());
                }
            }
            if rows.is_empty() && self.ends(at).await? {
                break;
            }
        }
        match noted.iter().filter(|head| head.seq > at.seq).map(|head| head.seq).min() {
            Some(seq) => Err(Broken { seq: at.seq + 1, fault: Fault::CutOff { head: seq } }.into()),
            None => Ok(JournalReport { records: at.seq, head: at }),
        }
    }

    /// Whether the chain, of which no further record was found, ends where its head says. A head further on may belong
    /// to a record appended since the last page was read: then the walk goes on, and ends once nothing comes.
    async fn ends(&self, at: Head) -> Result<bool, VerifyError> {
        let head = self.journal_head().await.map_err(|e| match e {
            StoreError::Column { .. } => VerifyError::from(unreadable(at.seq, None, &e)),
            other => VerifyError::Store(other),
        })?;
        if head.seq > at.seq {
            let more = self.db.first(CHAIN_AFTER, args![at.seq, 1]).await?;
            let cut_off = Broken { seq: at.seq + 1, fault: Fault::CutOff { head: head.seq } };
            return if more.is_some() { Ok(false) } else { Err(cut_off.into()) };
        }
        if head.seq < at.seq {
            return Err(Broken { seq: head.seq + 1, fault: Fault::BeyondHead { head: head.seq } }.into());
        }
        if head.hash != at.hash {
            return Err(Broken { seq: at.seq, fault: Fault::Unlinked }.into());
        }
        Ok(true)
    }
}

/// Checks one record against the one before it.
fn follow(before: Head, event: &Event) -> Result<Head, Broken> {
    let seq = before.seq + 1;
    if event.seq != seq {
        return Err(Broken { seq, fault: Fault::Missing { found: event.seq } });
    }
    if event.prev_hash != before.hash {
        return Err(Broken { seq, fault: Fault::Unlinked });
    }
    if event.hash != seal(event) {
        return Err(Broken { seq, fault: Fault::Changed });
    }
    Ok(Head { seq, hash: event.hash })
}

fn unreadable(expected: i64, found: Option<i64>, error: &StoreError) -> Broken {
    match found {
        Some(found) if found != expected => Broken { seq: expected, fault: Fault::Missing { found } },
        _ => Broken { seq: expected, fault: Fault::Unreadable { why: error.to_string() } },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_journal_says_where_and_what_to_do() {
        let broken = Broken { seq: 7, fault: Fault::Changed };
        assert!(broken.to_string().starts_with("the journal is broken at record 7: its content"));
    }
}
