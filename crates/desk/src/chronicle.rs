//! The journal over all files, newest first, limited to what the person may see.

use std::collections::BTreeMap;

use cocket_store::{JournalFilter, JournalReport, VerifyError};

use crate::actor::{Action, Actor};
use crate::desk::Desk;
use crate::error::DeskError;
use crate::view::{JournalLine, journal_line};

/// Records that one page looks at, at most: a person with few clients does not make the desk walk the whole journal.
const MOST_LOOKED_AT: usize = 5_000;

/// A page of the journal.
#[derive(Clone, Debug, Default)]
pub struct Chronicle {
    /// The records, newest first.
    pub lines: Vec<ChronicleLine>,
    /// The place before which the next page lies, when there is more.
    pub before: Option<i64>,
}

/// A record and the file it belongs to.
#[derive(Clone, Debug)]
pub struct ChronicleLine {
    /// The file.
    pub file: String,
    /// Its client, once the lists know it.
    pub client: String,
    /// The record.
    pub line: JournalLine,
}

impl Desk {
    /// The records before a place (`None`: from the end), newest first, at most `limit`.
    pub async fn journal(
        &self,
        actor: &Actor,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Chronicle, DeskError> {
        let wanted = usize::try_from(limit).unwrap_or(usize::MAX).max(1);
        let (mut page, mut looked_at) = (Chronicle { before, ..Chronicle::default() }, 0);
        let mut clients: BTreeMap<String, Option<String>> = BTreeMap::new();
        loop {
            let events = self.store.journal_before(&JournalFilter::default(), page.before, limit).await?;
            let ended = events.len() < wanted;
            for event in events {
                if page.lines.len() == wanted {
                    return Ok(page);
                }
                looked_at += 1;
                page.before = Some(event.seq);
                if !clients.contains_key(&event.stream) {
                    let row = self.store.file(&event.stream).await?;
                    clients.insert(event.stream.clone(), row.map(|row| row.client));
                }
                let client = clients.get(&event.stream).cloned().flatten();
                // A record whose client is not known is shown to those only who may see every client.
                if actor.may(Action::See, client.as_deref().unwrap_or_default()).is_ok() {
                    let client = client.unwrap_or_default();
                    page.lines.push(ChronicleLine {
                        file: event.stream.clone(),
                        client,
                        line: journal_line(&event),
                    });
                }
            }
            if ended {
                return Ok(Chronicle { before: None, ..page });
            }
            if looked_at >= MOST_LOOKED_AT {
                return Ok(page);
            }
        }
    }

    /// Reads the whole journal against its hashes.
    pub async fn verify_journal(&self) -> Result<JournalReport, VerifyError> {
        self.store.verify_journal().await
    }
}
