//! Projections: what the screens list, kept level with the journal and rebuildable from it.
//!
//! The store does not know the domain. The desk gives a *projector*, a function from one event to the changes it makes
//! in the lists; the same function serves the append, in its transaction, and the rebuild.

use crate::error::StoreError;
use crate::event::Event;
use crate::file_row::FileUpdate;
use crate::filing_row::FilingUpdate;
use crate::journal::CHAIN_AFTER;
use crate::store::Store;
use crate::value::args;
use crate::write::Write;

/// A change to a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProjectionUpdate {
    /// Of a file's row, which is made when absent.
    File(FileUpdate),
    /// Of a filing's row, which is made when absent.
    Filing(FilingUpdate),
    /// The file is no longer listed, nor are its filings. Its journal stays.
    RemoveFile(String),
}

impl From<FileUpdate> for ProjectionUpdate {
    fn from(update: FileUpdate) -> ProjectionUpdate {
        ProjectionUpdate::File(update)
    }
}

impl From<FilingUpdate> for ProjectionUpdate {
    fn from(update: FilingUpdate) -> ProjectionUpdate {
        ProjectionUpdate::Filing(update)
    }
}

/// What a rebuild did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rebuilt {
    /// Events read.
    pub events: i64,
    /// Changes made.
    pub updates: i64,
}

impl Write {
    /// Makes changes to the lists, in order.
    pub async fn project(&mut self, updates: &[ProjectionUpdate]) -> Result<(), StoreError> {
        for update in updates {
            match update {
                ProjectionUpdate::File(update) => self.update_file(update).await?,
                ProjectionUpdate::Filing(update) => self.update_filing(update).await?,
                ProjectionUpdate::RemoveFile(id) => self.remove_file(id).await?,
            }
        }
        Ok(())
    }

    async fn remove_file(&mut self, id: &str) -> Result<(), StoreError> {
        self.tx.execute("delete from file_words where file = $1", args![id]).await?;
        self.tx.execute("delete from filings where file = $1", args![id]).await?;
        self.tx.execute("delete from files where id = $1", args![id]).await.map(|_| ())
    }
}

impl Store {
    /// Empties the lists and makes them again from the journal, in one transaction: readers see the old lists until
    /// the new ones are whole.
    pub async fn rebuild(
        &self,
        mut projector: impl FnMut(&Event) -> Vec<ProjectionUpdate> + Send,
    ) -> Result<Rebuilt, StoreError> {
        const PAGE: i64 = 256;
        let mut write = self.write().await?;
        write.tx.execute("delete from file_words", args![]).await?;
        write.tx.execute("delete from filings", args![]).await?;
        write.tx.execute("delete from files", args![]).await?;
        let (mut seq, mut rebuilt) = (0, Rebuilt { events: 0, updates: 0 });
        loop {
            let rows = write.tx.all(CHAIN_AFTER, args![seq, PAGE]).await?;
            if rows.is_empty() {
                break;
            }
            for row in &rows {
                let event = Event::from_row(row)?;
                let updates = projector(&event);
                write.project(&updates).await?;
                seq = event.seq;
                rebuilt.events += 1;
                rebuilt.updates += i64::try_from(updates.len()).unwrap_or(i64::MAX);
            }
        }
        write.commit().await?;
        Ok(rebuilt)
    }
}
