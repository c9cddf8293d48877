//! The outbox: messages to the authority, enqueued together with the events that decided on them.
//!
//! ```text
//!            claim                mark_sent             mark_answered
//!  waiting ---------> claimed ---------------> sent ------------------> answered
//!     ^  ^               |  |                   |
//!     |  +- retry_at ----+  +-- hold --> held   |       withdrawn: taken back before it was sent
//!     +----------- send_again -----------+------+
//! ```
//!
//! Never lost: a message exists once its events do, and a worker that dies loses only its lease. Never repeated in
//! effect: every attempt carries the same message id and the same bytes, so the authority recognises it. Messages of
//! one lane (usually a file) leave one after another, in the order of enqueueing; a held one holds up its lane.

use std::time::Duration;

use jiff::Timestamp;

use crate::error::StoreError;
use crate::hash::Hash;
use crate::journal::page_limit;
use crate::lease::{Marked, claim_sql, lease_end};
use crate::limits::{MAX_MESSAGE_BYTES, check_id, check_size, check_text};
use crate::store::Store;
use crate::value::{Row, Value, args};
use crate::write::Write;

/// A message to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMessage {
    /// The message id that the authority sees; used once, ever.
    pub id: String,
    /// One message per key, ever: for example `F-1/entry summary/2`.
    pub dedupe_key: String,
    /// The link it leaves by.
    pub channel: String,
    /// Messages of one lane leave one after another; usually the file's id.
    pub lane: String,
    /// What it is, for people.
    pub kind: String,
    /// The bytes to send.
    pub body: Vec<u8>,
    /// Not before this instant.
    pub due_at: Timestamp,
}

/// What enqueueing did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Enqueued {
    /// It waits to be sent.
    New,
    /// A message with this key and these bytes was enqueued before, under this id; nothing was added.
    AlreadyThere {
        /// Its message id.
        id: String,
    },
}

/// Where a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageState {
    /// To be sent when due.
    Waiting,
    /// With a worker.
    Claimed,
    /// Sent, not answered.
    Sent,
    /// Answered.
    Answered,
    /// Waits for a person; its lane waits with it.
    Held,
    /// Taken back before it was sent.
    Withdrawn,
}

/// A message of the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The message id that the authority sees.
    pub id: String,
    /// Its key.
    pub dedupe_key: String,
    /// Order of enqueueing, from 1.
    pub position: i64,
    /// The link it leaves by.
    pub channel: String,
    /// Its lane.
    pub lane: String,
    /// What it is, for people.
    pub kind: String,
    /// The bytes to send.
    pub body: Vec<u8>,
    /// Where it stands.
    pub state: MessageState,
    /// How often a worker took it.
    pub attempts: i64,
    /// When it was enqueued.
    pub enqueued_at: Timestamp,
    /// Not to be sent before.
    pub due_at: Timestamp,
    /// The worker that took it last.
    pub claimed_by: Option<String>,
    /// When it was sent last.
    pub sent_at: Option<Timestamp>,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// Reference of the answer.
    pub answer: Option<String>,
    /// Why the last attempt failed.
    pub trouble: Option<String>,
}

impl MessageState {
    fn parse(text: &str) -> Option<MessageState> {
        Some(match text {
            "waiting" => MessageState::Waiting,
            "claimed" => MessageState::Claimed,
            "sent" => MessageState::Sent,
            "answered" => MessageState::Answered,
            "held" => MessageState::Held,
            "withdrawn" => MessageState::Withdrawn,
            _ => return None,
        })
    }
}

impl NewMessage {
    fn check(&self) -> Result<(), StoreError> {
        check_id("the message's id", &self.id)?;
        check_id("the message's key", &self.dedupe_key)?;
        check_id("the message's channel", &self.channel)?;
        check_id("the message's lane", &self.lane)?;
        check_id("the message's kind", &self.kind)?;
        check_size("the message", self.body.len(), MAX_MESSAGE_BYTES)
    }
}

impl Message {
    fn from_row(row: &Row) -> Result<Message, StoreError> {
        let state = row.text("state")?;
        let unknown = || StoreError::Column {
            column: "state".into(),
            found: state.clone(),
            expected: "a message state",
        };
        Ok(Message {
            id: row.text("id")?,
            dedupe_key: row.text("dedupe_key")?,
            position: row.int("position")?,
            channel: row.text("channel")?,
            lane: row.text("lane")?,
            kind: row.text("kind")?,
            body: row.blob("body")?,
            state: MessageState::parse(&state).ok_or_else(unknown)?,
            attempts: row.int("attempts")?,
            enqueued_at: row.instant("enqueued_at_us")?,
            due_at: row.instant("due_at_us")?,
            claimed_by: row.opt_text("claimed_by")?,
            sent_at: row.opt_instant("sent_at_us")?,
            answered_at: row.opt_instant("answered_at_us")?,
            answer: row.opt_text("answer")?,
            trouble: row.opt_text("trouble")?,
        })
    }
}

const BY_ID: &str = "select * from outbox where id = $1";

impl Write {
    /// Enqueues a message. The same key with the same bytes is answered as already there; with others, or an id that
    /// was used before, it is refused.
    pub async fn enqueue(&mut self, message: &NewMessage, now: Timestamp) -> Result<Enqueued, StoreError> {
        const BY_KEY: &str = "select id, body from outbox where dedupe_key = $1";
        const INSERT: &str = "
            insert into outbox (id, dedupe_key, position, channel, lane, kind, body, state, attempts,
                                enqueued_at_us, due_at_us)
            values ($1, $2, $3, $4, $5, $6, $7, 'waiting', 0, $8, $9)";
        message.check()?;
        if let Some(row) = self.tx.first(BY_KEY, args![&message.dedupe_key]).await? {
            if Hash::of(&row.blob("body")?) != Hash::of(&message.body) {
                return Err(StoreError::KeyReused { what: "message key", key: message.dedupe_key.clone() });
            }
            return Ok(Enqueued::AlreadyThere { id: row.text("id")? });
        }
        if self.tx.first("select id from outbox where id = $1", args![&message.id]).await?.is_some() {
            return Err(StoreError::KeyReused { what: "message id", key: message.id.clone() });
        }
        let position = self.tx.next_number("outbox").await?;
        let mut args = args![&message.id, &message.dedupe_key, position, &message.channel, &message.lane];
        args.extend(args![&message.kind, message.body.as_slice(), now, message.due_at]);
        self.tx.execute(INSERT, args).await?;
        Ok(Enqueued::New)
    }

    /// Marks a message as answered, in the unit that takes in the answer. An answer proves that the message arrived,
    /// whatever we believed of it. A second answer changes nothing.
    pub async fn mark_answered(
        &mut self,
        id: &str,
        answer: &str,
        now: Timestamp,
    ) -> Result<Marked, StoreError> {
        const ANSWERED: &str = "
            update outbox
            set state = 'answered', answered_at_us = $2, answer = $3, sent_at_us = coalesce(sent_at_us, $2),
                lease_until_us = null
            where id = $1 and state <> 'answered'";
        check_text("the answer's reference", answer)?;
        let rows = self.tx.execute(ANSWERED, args![id, now, answer]).await?;
        if rows == 0 && self.tx.first(BY_ID, args![id]).await?.is_none() {
            return Err(no_message(id));
        }
        Ok(Marked::from_rows(rows))
    }

    /// Takes back a message that no worker has taken yet, or one that was held and that a person gives up. One that is
    /// on its way or sent cannot be taken back: [`Marked::Already`].
    pub async fn withdraw_message(&mut self, id: &str, reason: &str) -> Result<Marked, StoreError> {
        const WITHDRAW: &str = "
            update outbox set state = 'withdrawn', trouble = $2
            where id = $1 and (state = 'held' or (state = 'waiting' and attempts = 0))";
        check_text("the reason", reason)?;
        let rows = self.tx.execute(WITHDRAW, args![id, reason]).await?;
        Ok(Marked::from_rows(rows))
    }

    /// Queues a message again that was sent without an answer, or was held: the same id, the same bytes.
    pub async fn send_again(&mut self, id: &str, at: Timestamp, reason: &str) -> Result<Marked, StoreError> {
        const AGAIN: &str = "
            update outbox set state = 'waiting', due_at_us = $2, trouble = $3, lease_until_us = null
            where id = $1 and state in ('sent', 'held')";
        check_text("the reason", reason)?;
        Ok(Marked::from_rows(self.tx.execute(AGAIN, args![id, at, reason]).await?))
    }
}

impl Store {
    /// Takes the next message that is due on a channel, for the time of the lease. `None`: nothing is due.
    ///
    /// Send it, then [`Store::mark_sent`]; or on failure [`Store::retry_at`] or [`Store::hold_message`]. A worker that
    /// does neither gives it back when the lease ends.
    pub async fn claim_message(
        &self,
        channel: &str,
        worker: &str,
        now: Timestamp,
        lease: Duration,
    ) -> Result<Option<Message>, StoreError> {
        check_id("the worker's name", worker)?;
        let sql = claim_sql!(
            self.db.engine(),
            "outbox",
            "channel = $4
                   and not exists (
                       select 1 from outbox as earlier
                       where earlier.lane = open.lane and earlier.position < open.position
                         and earlier.state in ('waiting', 'claimed', 'held')
                   )",
            "position"
        );
        let args = args![worker, now, lease_end(now, lease)?, channel];
        self.one_step(sql, args).await?.first().map(Message::from_row).transpose()
    }

    /// Marks a message as sent, by whatever worker: also one whose lease ended meanwhile did send it.
    pub async fn mark_sent(&self, id: &str, now: Timestamp) -> Result<Marked, StoreError> {
        const SENT: &str = "
            update outbox set state = 'sent', sent_at_us = $2, lease_until_us = null, trouble = null
            where id = $1 and state in ('waiting', 'claimed')
            returning id";
        self.mark(SENT, args![id, now]).await
    }

    /// Gives a message back, to be tried again at an instant the caller computes. Only the worker that holds it can.
    pub async fn retry_at(
        &self,
        id: &str,
        worker: &str,
        at: Timestamp,
        trouble: &str,
    ) -> Result<Marked, StoreError> {
        const RETRY: &str = "
            update outbox set state = 'waiting', due_at_us = $3, lease_until_us = null, trouble = $4
            where id = $1 and state = 'claimed' and claimed_by = $2
            returning id";
        check_text("the reason", trouble)?;
        self.mark(RETRY, args![id, worker, at, trouble]).await
    }

    /// Gives a message to a person: it is not tried again, and its lane waits. Only the worker that holds it can.
    pub async fn hold_message(&self, id: &str, worker: &str, trouble: &str) -> Result<Marked, StoreError> {
        const HOLD: &str = "
            update outbox set state = 'held', lease_until_us = null, trouble = $3
            where id = $1 and state = 'claimed' and claimed_by = $2
            returning id";
        check_text("the reason", trouble)?;
        self.mark(HOLD, args![id, worker, trouble]).await
    }

    /// One message.
    pub async fn message(&self, id: &str) -> Result<Option<Message>, StoreError> {
        self.db.first(BY_ID, args![id]).await?.as_ref().map(Message::from_row).transpose()
    }

    /// The messages of a lane, oldest first.
    pub async fn messages_of(&self, lane: &str) -> Result<Vec<Message>, StoreError> {
        const OF_LANE: &str = "select * from outbox where lane = $1 order by position";
        self.db.all(OF_LANE, args![lane]).await?.iter().map(Message::from_row).collect()
    }

    /// Messages that a person must look at, oldest first.
    pub async fn held_messages(&self, limit: u32) -> Result<Vec<Message>, StoreError> {
        const HELD: &str = "select * from outbox where state = 'held' order by position limit $1";
        self.db.all(HELD, vec![page_limit(limit)]).await?.iter().map(Message::from_row).collect()
    }

    /// Messages sent at or before an instant and not answered, longest ago first.
    pub async fn unanswered(&self, sent_by: Timestamp, limit: u32) -> Result<Vec<Message>, StoreError> {
        const UNANSWERED: &str = "
            select * from outbox where state = 'sent' and sent_at_us <= $1 order by sent_at_us, position limit $2";
        let rows = self.db.all(UNANSWERED, vec![Value::from(sent_by), page_limit(limit)]).await?;
        rows.iter().map(Message::from_row).collect()
    }

    /// When the next message of a channel falls due, so that a worker knows how long to rest.
    pub async fn next_message_due(&self, channel: &str) -> Result<Option<Timestamp>, StoreError> {
        const NEXT: &str = "
            select min(case when state = 'claimed' then lease_until_us else due_at_us end) as due_at_us
            from outbox where channel = $1 and state in ('waiting', 'claimed')";
        let row = self.db.first(NEXT, args![channel]).await?;
        row.map_or(Ok(None), |row| row.opt_instant("due_at_us"))
    }

    /// How many messages are in each state, by name of the state.
    pub async fn outbox_counts(&self) -> Result<Vec<(String, i64)>, StoreError> {
        let sql = "select state, count(*) as messages from outbox group by state order by state";
        let rows = self.db.all(sql, args![]).await?;
        rows.iter().map(|row| Ok((row.text("state")?, row.int("messages")?))).collect()
    }

    /// Runs one statement in a transaction of its own.
    pub(crate) async fn one_step(&self, sql: &'static str, args: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        let mut tx = self.db.begin().await?;
        let rows = tx.all(sql, args).await?;
        tx.commit().await?;
        Ok(rows)
    }

    /// Runs one marking statement (with `returning`) in a transaction of its own.
    pub(crate) async fn mark(&self, sql: &'static str, args: Vec<Value>) -> Result<Marked, StoreError> {
        let rows = self.one_step(sql, args).await?;
        Ok(if rows.is_empty() { Marked::Already } else { Marked::Now })
    }
}

fn no_message(id: &str) -> StoreError {
    StoreError::Missing { what: "message", id: id.to_owned() }
}
