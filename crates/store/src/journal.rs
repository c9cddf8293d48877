//! The journal: one stream of events per file, appended at a known version, answered alike when repeated.

use jiff::Timestamp;

use crate::chain::{Head, seal};
use crate::error::{AppendError, StoreError};
use crate::event::{Event, NewEvent};
use crate::hash::Hash;
use crate::limits::{MAX_EVENTS, MAX_PAGE, check_id};
use crate::store::Store;
use crate::value::{Value, args};
use crate::write::Write;

/// What an append did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appended {
    /// The records, in order.
    pub events: Vec<Event>,
    /// True when the same request key had appended them before; then nothing was written now.
    pub repeated: bool,
}

impl Appended {
    /// Version of the stream after the last of these records.
    pub fn version(&self) -> i64 {
        self.events.last().map_or(0, |event| event.version)
    }
}

/// Which records of the whole journal to list. Every part narrows; the default is all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JournalFilter {
    /// Only this file.
    pub stream: Option<String>,
    /// Only this person or part.
    pub actor: Option<String>,
    /// Only this kind.
    pub kind: Option<String>,
}

impl Write {
    /// Appends events to a file's stream, if it still is at `expected_version` (0: it does not exist yet).
    ///
    /// With a request key that was used before: the same events are answered with the records of the first time, and
    /// nothing is written; other events are refused. `recorded_at` is kept to the microsecond.
    pub async fn append(
        &mut self,
        stream: &str,
        expected_version: i64,
        events: &[NewEvent],
        recorded_at: Timestamp,
        idempotency_key: Option<&str>,
    ) -> Result<Appended, AppendError> {
        check(stream, events, idempotency_key)?;
        if let Some(key) = idempotency_key
            && let Some(events) = self.repeated(stream, events, key).await?
        {
            return Ok(Appended { events, repeated: true });
        }
        let found = self.version(stream).await?;
        if found != expected_version {
            return Err(AppendError::Conflict {
                stream: stream.to_owned(),
                expected: expected_version,
                found,
            });
        }
        let recorded_at = whole_microseconds(recorded_at)?;
        let mut appended = Vec::with_capacity(events.len());
        for (version, new) in (found + 1..).zip(events) {
            let event = next(self.head, stream, version, new, recorded_at, idempotency_key);
            self.insert(&event).await?;
            self.head = Head { seq: event.seq, hash: event.hash };
            appended.push(event);
        }
        const MOVE_HEAD: &str = "update chain_head set seq = $1, hash = $2 where id = 1";
        self.tx.execute(MOVE_HEAD, args![self.head.seq, self.head.hash]).await?;
        Ok(Appended { events: appended, repeated: false })
    }

    /// Version of a stream, 0 when it does not exist.
    pub async fn version(&mut self, stream: &str) -> Result<i64, StoreError> {
        let row = self.tx.first(STREAM_VERSION, args![stream]).await?;
        Ok(row.map_or(Ok(None), |row| row.opt_int("version"))?.unwrap_or(0))
    }

    /// The records of the first use of a key, when they are those of the same request.
    async fn repeated(
        &mut self,
        stream: &str,
        events: &[NewEvent],
        key: &str,
    ) -> Result<Option<Vec<Event>>, AppendError> {
        const BY_KEY: &str = "select * from journal where request_key = $1 order by seq";
        let rows = self.tx.all(BY_KEY, args![key]).await?;
        let first = rows.iter().map(Event::from_row).collect::<Result<Vec<_>, _>>()?;
        let Some(one) = first.first() else { return Ok(None) };
        let same = one.stream == stream
            && first.len() == events.len()
            && first.iter().zip(events).all(|(event, new)| event.repeats(new));
        if same {
            Ok(Some(first))
        } else {
            Err(AppendError::KeyReused { key: key.to_owned(), stream: one.stream.clone() })
        }
    }

    async fn insert(&mut self, event: &Event) -> Result<(), StoreError> {
        const INSERT: &str = "
            insert into journal (seq, stream, version, recorded_at_us, effective, actor, kind, payload, document,
                                 request_key, prev_hash, hash)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
        let args = args![
            event.seq,
            &event.stream,
            event.version,
            event.recorded_at,
            event.effective,
            &event.actor,
            &event.kind,
            &event.payload,
            event.document.as_deref(),
            event.key.as_deref(),
            event.prev_hash,
            event.hash,
        ];
        self.tx.execute(INSERT, args).await.map(|_| ())
    }
}

impl Store {
    /// Appends alone, without projections or messages: see [`Write::append`].
    pub async fn append(
        &self,
        stream: &str,
        expected_version: i64,
        events: &[NewEvent],
        recorded_at: Timestamp,
        idempotency_key: Option<&str>,
    ) -> Result<Appended, AppendError> {
        let mut write = self.write().await?;
        let appended = write.append(stream, expected_version, events, recorded_at, idempotency_key).await?;
        write.commit().await?;
        Ok(appended)
    }

    /// Version of a stream, 0 when it does not exist.
    pub async fn version(&self, stream: &str) -> Result<i64, StoreError> {
        let row = self.db.first(STREAM_VERSION, args![stream]).await?;
        Ok(row.map_or(Ok(None), |row| row.opt_int("version"))?.unwrap_or(0))
    }

    /// All records of a file, in order.
    pub async fn events(&self, stream: &str) -> Result<Vec<Event>, StoreError> {
        self.events_after(stream, 0).await
    }

    /// The records of a file after a version, in order.
    pub async fn events_after(&self, stream: &str, version: i64) -> Result<Vec<Event>, StoreError> {
        const OF_STREAM: &str = "select * from journal where stream = $1 and version > $2 order by version";
        let rows = self.db.all(OF_STREAM, args![stream, version]).await?;
        rows.iter().map(Event::from_row).collect()
    }

    /// The records of all files after a place in the chain, oldest first, at most `limit`: for followers.
    pub async fn journal_after(&self, seq: i64, limit: u32) -> Result<Vec<Event>, StoreError> {
        let rows = self.db.all(CHAIN_AFTER, args![seq, page_limit(limit)]).await?;
        rows.iter().map(Event::from_row).collect()
    }

    /// The records before a place in the chain (`None`: from the end), newest first, at most `limit`: for people.
    pub async fn journal_before(
        &self,
        filter: &JournalFilter,
        before_seq: Option<i64>,
        limit: u32,
    ) -> Result<Vec<Event>, StoreError> {
        const BEFORE: &str = "
            select * from journal
            where seq < $1
              and ($2 is null or stream = $2) and ($3 is null or actor = $3) and ($4 is null or kind = $4)
            order by seq desc limit $5";
        let args = args![
            before_seq.unwrap_or(i64::MAX),
            filter.stream.as_deref(),
            filter.actor.as_deref(),
            filter.kind.as_deref(),
            page_limit(limit),
        ];
        self.db.all(BEFORE, args).await?.iter().map(Event::from_row).collect()
    }

    /// The last record of the chain. Noted elsewhere from time to time, it proves later that nothing before it changed.
    pub async fn journal_head(&self) -> Result<Head, StoreError> {
        let row = self.db.first("select seq, hash from chain_head where id = 1", args![]).await?;
        let row =
            row.ok_or_else(|| StoreError::Missing { what: "head of the journal", id: "1".to_owned() })?;
        Ok(Head { seq: row.int("seq")?, hash: row.hash("hash")? })
    }
}

const STREAM_VERSION: &str = "select max(version) as version from journal where stream = $1";

/// The chain from a place on; read page by page by whoever walks the whole of it.
pub(crate) const CHAIN_AFTER: &str = "select * from journal where seq > $1 order by seq limit $2";

/// Rows of a page as an argument, within the limit.
pub(crate) fn page_limit(limit: u32) -> Value {
    Value::from(i64::from(limit.clamp(1, MAX_PAGE)))
}

fn check(stream: &str, events: &[NewEvent], key: Option<&str>) -> Result<(), StoreError> {
    check_id("the file's id", stream)?;
    key.map_or(Ok(()), |key| check_id("the request key", key))?;
    if events.is_empty() || events.len() > MAX_EVENTS {
        let why = format!("has {} events; give 1 to {MAX_EVENTS}", events.len());
        return Err(StoreError::Invalid { what: "an append", why });
    }
    events.iter().try_for_each(NewEvent::check)
}

/// The engines keep microseconds, so the seal is over microseconds.
fn whole_microseconds(at: Timestamp) -> Result<Timestamp, StoreError> {
    let invalid = |e: jiff::Error| StoreError::Invalid { what: "the time of recording", why: e.to_string() };
    Timestamp::from_microsecond(at.as_microsecond()).map_err(invalid)
}

fn next(head: Head, stream: &str, version: i64, new: &NewEvent, at: Timestamp, key: Option<&str>) -> Event {
    let mut event = Event {
        seq: head.seq + 1,
        stream: stream.to_owned(),
        version,
        recorded_at: at,
        effective: new.effective,
        actor: new.actor.clone(),
        kind: new.kind.clone(),
        payload: new.payload_json.clone(),
        document: new.document.clone(),
        key: key.map(str::to_owned),
        prev_hash: head.hash,
        hash: Hash::ZERO,
    };
    event.hash = seal(&event);
    event
}
