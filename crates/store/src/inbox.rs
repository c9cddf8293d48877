//! The inbox: messages from the authority, kept before anything is done with them, each once.
//!
//! [`Store::receive`] first, then acknowledge to the sender, then handle: [`Store::claim_received`], and in one unit of
//! work the events it leads to and [`Write::mark_handled`]. A crash anywhere between loses nothing and does nothing
//! twice.

use std::time::Duration;

use jiff::Timestamp;

use crate::error::StoreError;
use crate::hash::Hash;
use crate::journal::page_limit;
use crate::lease::{Marked, claim_sql, lease_end};
use crate::limits::{MAX_MESSAGE_BYTES, check_id, check_size, check_text};
use crate::store::Store;
use crate::value::{Row, args};
use crate::write::Write;

/// What receiving did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// A message not seen before.
    New {
        /// Its number here.
        id: i64,
        /// An earlier message with the same control id but other bytes: somebody should ask the sender.
        clashes_with: Option<i64>,
    },
    /// The same message came before.
    Repeated {
        /// Number of the first one.
        id: i64,
    },
}

/// A received message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inbound {
    /// Its number here: the order of arrival.
    pub id: i64,
    /// The link it came by.
    pub channel: String,
    /// The sender's own id for it.
    pub control_id: Option<String>,
    /// Digest of the bytes.
    pub sha256: Hash,
    /// The bytes.
    pub body: Vec<u8>,
    /// `waiting`, `claimed`, `handled` or `held`.
    pub state: String,
    /// How often a worker took it.
    pub attempts: i64,
    /// How often the same message came again.
    pub repeats: i64,
    /// When it came.
    pub received_at: Timestamp,
    /// When it was handled.
    pub handled_at: Option<Timestamp>,
    /// What came of it.
    pub outcome: Option<String>,
    /// Why the last attempt failed.
    pub trouble: Option<String>,
}

impl Inbound {
    fn from_row(row: &Row) -> Result<Inbound, StoreError> {
        Ok(Inbound {
            id: row.int("id")?,
            channel: row.text("channel")?,
            control_id: Some(row.text("control_id")?).filter(|id| !id.is_empty()),
            sha256: row.hash("sha256")?,
            body: row.blob("body")?,
            state: row.text("state")?,
            attempts: row.int("attempts")?,
            repeats: row.int("repeats")?,
            received_at: row.instant("received_at_us")?,
            handled_at: row.opt_instant("handled_at_us")?,
            outcome: row.opt_text("outcome")?,
            trouble: row.opt_text("trouble")?,
        })
    }
}

const BY_ID: &str = "select * from inbox where id = $1";

impl Store {
    /// Keeps a received message. The same bytes under the same control id (or, without one, the same bytes) are a
    /// repetition and are only counted.
    pub async fn receive(
        &self,
        channel: &str,
        control_id: Option<&str>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Received, StoreError> {
        const INSERT: &str = "
            insert into inbox (id, channel, control_id, sha256, body, state, attempts, repeats, received_at_us,
                               due_at_us)
            values ($1, $2, $3, $4, $5, 'waiting', 0, 0, $6, $6)
            on conflict (channel, control_id, sha256) do update set repeats = inbox.repeats + 1
            returning id";
        const CLASH: &str = "
            select min(id) as id from inbox where channel = $1 and control_id = $2 and sha256 <> $3";
        check_id("the channel", channel)?;
        control_id.map_or(Ok(()), |id| check_id("the control id", id))?;
        check_size("the received message", body.len(), MAX_MESSAGE_BYTES)?;
        let (control, sha256) = (control_id.unwrap_or(""), Hash::of(body));
        let mut tx = self.db.begin().await?;
        let number = tx.next_number("inbox").await?;
        let row = tx.first(INSERT, args![number, channel, control, sha256, body, now]).await?;
        let id = row.map_or(Ok(number), |row| row.int("id"))?;
        let clash = match control_id {
            Some(control) if id == number => tx.first(CLASH, args![channel, control, sha256]).await?,
            _ => None,
        };
        let clashes_with = clash.map_or(Ok(None), |row| row.opt_int("id"))?;
        tx.commit().await?;
        Ok(if id == number { Received::New { id, clashes_with } } else { Received::Repeated { id } })
    }

    /// Takes the next message of a channel that is not handled, in order of arrival, for the time of the lease.
    pub async fn claim_received(
        &self,
        channel: &str,
        worker: &str,
        now: Timestamp,
        lease: Duration,
    ) -> Result<Option<Inbound>, StoreError> {
        check_id("the worker's name", worker)?;
        let sql = claim_sql!(self.db.engine(), "inbox", "channel = $4", "id");
        let args = args![worker, now, lease_end(now, lease)?, channel];
        self.one_step(sql, args).await?.first().map(Inbound::from_row).transpose()
    }

    /// Gives a received message back, to be tried again at an instant. Only the worker that holds it can.
    pub async fn retry_received(
        &self,
        id: i64,
        worker: &str,
        at: Timestamp,
        trouble: &str,
    ) -> Result<Marked, StoreError> {
        const RETRY: &str = "
            update inbox set state = 'waiting', due_at_us = $3, lease_until_us = null, trouble = $4
            where id = $1 and state = 'claimed' and claimed_by = $2
            returning id";
        check_text("the reason", trouble)?;
        self.mark(RETRY, args![id, worker, at, trouble]).await
    }

    /// Gives a received message to a person. Only the worker that holds it can.
    pub async fn hold_received(&self, id: i64, worker: &str, trouble: &str) -> Result<Marked, StoreError> {
        const HOLD: &str = "
            update inbox set state = 'held', lease_until_us = null, trouble = $3
            where id = $1 and state = 'claimed' and claimed_by = $2
            returning id";
        check_text("the reason", trouble)?;
        self.mark(HOLD, args![id, worker, trouble]).await
    }

    /// Lets a held message be handled again.
    pub async fn release_received(&self, id: i64, at: Timestamp) -> Result<Marked, StoreError> {
        const RELEASE: &str = "
            update inbox set state = 'waiting', due_at_us = $2 where id = $1 and state = 'held' returning id";
        self.mark(RELEASE, args![id, at]).await
    }

    /// One received message.
    pub async fn received(&self, id: i64) -> Result<Option<Inbound>, StoreError> {
        self.db.first(BY_ID, args![id]).await?.as_ref().map(Inbound::from_row).transpose()
    }

    /// Received messages in a state, oldest first, after a number (0: from the first), at most `limit`.
    pub async fn received_in_state(
        &self,
        state: &str,
        after: i64,
        limit: u32,
    ) -> Result<Vec<Inbound>, StoreError> {
        const IN_STATE: &str = "select * from inbox where state = $1 and id > $2 order by id limit $3";
        let mut args = args![state, after];
        args.push(page_limit(limit));
        self.db.all(IN_STATE, args).await?.iter().map(Inbound::from_row).collect()
    }
}

impl Write {
    /// Marks a received message as handled, in the unit that writes what it led to. When somebody else handled it
    /// meanwhile, it is an error, so that the unit is dropped and nothing happens twice.
    pub async fn mark_handled(&mut self, id: i64, outcome: &str, now: Timestamp) -> Result<(), StoreError> {
        const HANDLED: &str = "
            update inbox
            set state = 'handled', handled_at_us = $2, outcome = $3, lease_until_us = null, trouble = null
            where id = $1 and state <> 'handled'";
        check_text("the outcome", outcome)?;
        if self.tx.execute(HANDLED, args![id, now, outcome]).await? > 0 {
            return Ok(());
        }
        let found = self.tx.first("select state from inbox where id = $1", args![id]).await?;
        let id = id.to_string();
        match found {
            Some(row) => Err(StoreError::Already { what: "received message", id, state: row.text("state")? }),
            None => Err(StoreError::Missing { what: "received message", id }),
        }
    }
}
