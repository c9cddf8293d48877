//! Events: what is given to the journal, and what it gives back.

use cocket_base::Date;
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::StoreError;
use crate::hash::Hash;
use crate::limits::{check_id, check_json, check_text};
use crate::value::Row;

/// Something that happened to a file, to be appended to its stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvent {
    /// What kind of thing happened, for example `line classified`.
    pub kind: String,
    /// The facts of it, as JSON; kept letter for letter.
    pub payload_json: String,
    /// Who did it: a user's id, or the name of a part of the program.
    pub actor: String,
    /// The day it took effect, which may lie before the day it was recorded.
    pub effective: Date,
    /// The paper or message it came from, when there is one: an id or a hash, with the place.
    pub document: Option<String>,
}

impl NewEvent {
    /// An event whose payload is any serialisable value.
    pub fn of(
        kind: impl Into<String>,
        payload: &impl Serialize,
        actor: impl Into<String>,
        effective: Date,
    ) -> Result<NewEvent, serde_json::Error> {
        let payload_json = serde_json::to_string(payload)?;
        Ok(NewEvent { kind: kind.into(), payload_json, actor: actor.into(), effective, document: None })
    }

    /// The same event, with the paper it came from.
    pub fn from_document(mut self, document: impl Into<String>) -> NewEvent {
        self.document = Some(document.into());
        self
    }

    pub(crate) fn check(&self) -> Result<(), StoreError> {
        check_id("the event's kind", &self.kind)?;
        check_id("the event's actor", &self.actor)?;
        check_json("the event's payload", &self.payload_json)?;
        self.document.as_deref().map_or(Ok(()), |document| check_text("the event's document", document))
    }
}

/// A record of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Place in the one chain, from 1, without gaps.
    pub seq: i64,
    /// The file's id.
    pub stream: String,
    /// Place within the file's stream, from 1, without gaps.
    pub version: i64,
    /// When it was recorded, to the microsecond.
    pub recorded_at: Timestamp,
    /// The day it took effect.
    pub effective: Date,
    /// Who.
    pub actor: String,
    /// What kind of thing happened.
    pub kind: String,
    /// The facts of it, as JSON.
    pub payload: String,
    /// The paper or message it came from.
    pub document: Option<String>,
    /// The caller's idempotency key.
    pub key: Option<String>,
    /// Hash of the record before this one.
    pub prev_hash: Hash,
    /// Hash of this record, over everything above.
    pub hash: Hash,
}

impl Event {
    /// The payload as a type.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(&self.payload)
    }

    pub(crate) fn from_row(row: &Row) -> Result<Event, StoreError> {
        Ok(Event {
            seq: row.int("seq")?,
            stream: row.text("stream")?,
            version: row.int("version")?,
            recorded_at: row.instant("recorded_at_us")?,
            effective: row.date("effective")?,
            actor: row.text("actor")?,
            kind: row.text("kind")?,
            payload: row.text("payload")?,
            document: row.opt_text("document")?,
            key: row.opt_text("request_key")?,
            prev_hash: row.hash("prev_hash")?,
            hash: row.hash("hash")?,
        })
    }

    /// Whether this record is what the journal made of `new`.
    pub(crate) fn repeats(&self, new: &NewEvent) -> bool {
        self.kind == new.kind
            && self.payload == new.payload_json
            && self.actor == new.actor
            && self.effective == new.effective
            && self.document == new.document
    }
}
