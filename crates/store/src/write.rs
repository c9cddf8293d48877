//! A unit of work: events, projections, messages and papers that become true together or not at all.

use crate::chain::Head;
use crate::db::Tx;
use crate::error::StoreError;
use crate::store::Store;
use crate::value::args;

/// A unit of work. Its steps are methods, kept beside the thing they write; [`Write::commit`] makes them last and a
/// `Write` that is dropped never happened.
///
/// One unit runs at a time: on SQLite because there is one writer, on PostgreSQL because each begins by taking the
/// head of the chain. So keep it short, and do not wait for anything else while holding one.
#[must_use = "nothing is kept until commit"]
pub struct Write {
    pub(crate) tx: Tx,
    /// Last record of the chain, as of now within this unit.
    pub(crate) head: Head,
}

impl Store {
    /// Begins a unit of work.
    pub async fn write(&self) -> Result<Write, StoreError> {
        // An update, not a select: it takes the row's lock in the words of both engines.
        const TAKE_HEAD: &str = "update chain_head set id = 1 where id = 1 returning seq, hash";
        let mut tx = self.db.begin().await?;
        let row = tx.first(TAKE_HEAD, args![]).await?;
        let row =
            row.ok_or_else(|| StoreError::Missing { what: "head of the journal", id: "1".to_owned() })?;
        let head = Head { seq: row.int("seq")?, hash: row.hash("hash")? };
        Ok(Write { tx, head })
    }
}

impl Write {
    /// Makes everything done in this unit last.
    pub async fn commit(self) -> Result<(), StoreError> {
        self.tx.commit().await
    }
}
