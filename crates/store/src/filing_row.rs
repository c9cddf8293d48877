//! The row of a filing in the lists, and the changes that events make to it.

use jiff::Timestamp;

use crate::error::StoreError;
use crate::event::Event;
use crate::journal::page_limit;
use crate::limits::{check_id, check_text};
use crate::store::Store;
use crate::value::{Row, args};
use crate::write::Write;

/// A filing as the lists show it: one declaration to the authority, through all its amendments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilingRow {
    /// The filing's id.
    pub id: String,
    /// The file it belongs to.
    pub file: String,
    /// Entry, entry summary, ISF and so on, in the desk's words.
    pub kind: String,
    /// The entry number, once there is one.
    pub entry_number: Option<String>,
    /// Its state, in the desk's words.
    pub state: String,
    /// The outbox message that carried it last.
    pub message_id: Option<String>,
    /// 1 for the original, 2 for the first amendment, and so on.
    pub version: i64,
    /// When the row was made.
    pub prepared_at: Timestamp,
    /// When it was sent last.
    pub sent_at: Option<Timestamp>,
    /// When it was answered last.
    pub answered_at: Option<Timestamp>,
    /// When the row changed last.
    pub updated_at: Timestamp,
}

/// Changes that one event makes to a filing's row. What is not named stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilingUpdate {
    id: String,
    file: String,
    at: Timestamp,
    changes: Vec<Change>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Change {
    Kind(String),
    EntryNumber(Option<String>),
    State(String),
    MessageId(Option<String>),
    Version(i64),
    SentAt(Option<Timestamp>),
    AnsweredAt(Option<Timestamp>),
}

impl FilingUpdate {
    /// Changes made by an event to a filing of the file it belongs to.
    pub fn of(event: &Event, filing: impl Into<String>) -> FilingUpdate {
        FilingUpdate::new(filing, &event.stream, event.recorded_at)
    }

    /// Changes to a filing of a file at an instant.
    pub fn new(id: impl Into<String>, file: impl Into<String>, at: Timestamp) -> FilingUpdate {
        FilingUpdate { id: id.into(), file: file.into(), at, changes: Vec::new() }
    }

    fn with(mut self, change: Change) -> FilingUpdate {
        self.changes.push(change);
        self
    }

    /// Sets what it is.
    pub fn kind(self, kind: impl Into<String>) -> FilingUpdate {
        self.with(Change::Kind(kind.into()))
    }

    /// Sets or clears the entry number.
    pub fn entry_number(self, number: Option<String>) -> FilingUpdate {
        self.with(Change::EntryNumber(number))
    }

    /// Sets the state.
    pub fn state(self, state: impl Into<String>) -> FilingUpdate {
        self.with(Change::State(state.into()))
    }

    /// Sets or clears the outbox message that carried it last.
    pub fn message_id(self, message: Option<String>) -> FilingUpdate {
        self.with(Change::MessageId(message))
    }

    /// Sets its version: 1 for the original.
    pub fn version(self, version: i64) -> FilingUpdate {
        self.with(Change::Version(version))
    }

    /// Sets or clears when it was sent last.
    pub fn sent_at(self, at: Option<Timestamp>) -> FilingUpdate {
        self.with(Change::SentAt(at))
    }

    /// Sets or clears when it was answered last.
    pub fn answered_at(self, at: Option<Timestamp>) -> FilingUpdate {
        self.with(Change::AnsweredAt(at))
    }
}

impl FilingRow {
    fn new(update: &FilingUpdate) -> FilingRow {
        FilingRow {
            id: update.id.clone(),
            file: update.file.clone(),
            kind: String::new(),
            entry_number: None,
            state: String::new(),
            message_id: None,
            version: 1,
            prepared_at: update.at,
            sent_at: None,
            answered_at: None,
            updated_at: update.at,
        }
    }

    fn apply(&mut self, change: Change) {
        match change {
            Change::Kind(kind) => self.kind = kind,
            Change::EntryNumber(number) => self.entry_number = number,
            Change::State(state) => self.state = state,
            Change::MessageId(message) => self.message_id = message,
            Change::Version(version) => self.version = version,
            Change::SentAt(at) => self.sent_at = at,
            Change::AnsweredAt(at) => self.answered_at = at,
        }
    }

    fn check(&self) -> Result<(), StoreError> {
        check_id("the filing's id", &self.id)?;
        check_id("the file's id", &self.file)?;
        check_text("the filing's kind", &self.kind)?;
        check_text("the filing's state", &self.state)?;
        let optional = [&self.entry_number, &self.message_id];
        optional.into_iter().flatten().try_for_each(|text| check_text("a column of the filing", text))
    }

    fn from_row(row: &Row) -> Result<FilingRow, StoreError> {
        Ok(FilingRow {
            id: row.text("id")?,
            file: row.text("file")?,
            kind: row.text("kind")?,
            entry_number: row.opt_text("entry_number")?,
            state: row.text("state")?,
            message_id: row.opt_text("message_id")?,
            version: row.int("version")?,
            prepared_at: row.instant("prepared_at_us")?,
            sent_at: row.opt_instant("sent_at_us")?,
            answered_at: row.opt_instant("answered_at_us")?,
            updated_at: row.instant("updated_at_us")?,
        })
    }
}

const FILING_BY_ID: &str = "select * from filings where id = $1";

impl Write {
    pub(crate) async fn update_filing(&mut self, update: &FilingUpdate) -> Result<(), StoreError> {
        const PUT: &str = "
            insert into filings (id, file, kind, entry_number, state, message_id, version, prepared_at_us, sent_at_us,
                                 answered_at_us, updated_at_us)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            on conflict (id) do update set
                file = excluded.file, kind = excluded.kind, entry_number = excluded.entry_number,
                state = excluded.state, message_id = excluded.message_id, version = excluded.version,
                sent_at_us = excluded.sent_at_us, answered_at_us = excluded.answered_at_us,
                updated_at_us = excluded.updated_at_us";
        let found = self.tx.first(FILING_BY_ID, args![&update.id]).await?;
        let before = found.as_ref().map(FilingRow::from_row).transpose()?;
        let mut filing = before.unwrap_or_else(|| FilingRow::new(update));
        update.changes.iter().cloned().for_each(|change| filing.apply(change));
        (filing.file, filing.updated_at) = (update.file.clone(), update.at);
        filing.check()?;
        let args = args![
            &filing.id,
            &filing.file,
            &filing.kind,
            filing.entry_number.as_deref(),
            &filing.state,
            filing.message_id.as_deref(),
            filing.version,
            filing.prepared_at,
            filing.sent_at,
            filing.answered_at,
            filing.updated_at,
        ];
        self.tx.execute(PUT, args).await.map(|_| ())
    }
}

impl Store {
    /// One filing.
    pub async fn filing(&self, id: &str) -> Result<Option<FilingRow>, StoreError> {
        let row = self.db.first(FILING_BY_ID, args![id]).await?;
        row.as_ref().map(FilingRow::from_row).transpose()
    }

    /// The filings of a file, oldest first.
    pub async fn filings_of(&self, file: &str) -> Result<Vec<FilingRow>, StoreError> {
        const OF_FILE: &str = "select * from filings where file = $1 order by prepared_at_us, id";
        let rows = self.db.all(OF_FILE, args![file]).await?;
        rows.iter().map(FilingRow::from_row).collect()
    }

    /// The filings under an entry number, oldest first.
    pub async fn filings_under(&self, entry_number: &str) -> Result<Vec<FilingRow>, StoreError> {
        const UNDER: &str = "select * from filings where entry_number = $1 order by prepared_at_us, id";
        let rows = self.db.all(UNDER, args![entry_number]).await?;
        rows.iter().map(FilingRow::from_row).collect()
    }

    /// The filing that a message carried, when it was the last to do so.
    pub async fn filing_of_message(&self, message_id: &str) -> Result<Option<FilingRow>, StoreError> {
        const OF_MESSAGE: &str =
            "select * from filings where message_id = $1 order by updated_at_us desc, id limit 1";
        let row = self.db.first(OF_MESSAGE, args![message_id]).await?;
        row.as_ref().map(FilingRow::from_row).transpose()
    }

    /// Filings in a state (`None`: all), changed last first, those after `after` in that order, at most `limit`.
    pub async fn filings(
        &self,
        state: Option<&str>,
        after: Option<&FilingRow>,
        limit: u32,
    ) -> Result<Vec<FilingRow>, StoreError> {
        const ALL: &str = "
            select * from filings where (updated_at_us, id) < ($1, $2)
            order by updated_at_us desc, id desc limit $3";
        const IN_STATE: &str = "
            select * from filings where (updated_at_us, id) < ($1, $2) and state = $4
            order by updated_at_us desc, id desc limit $3";
        let (at, id) = after.map_or((i64::MAX, ""), |row| (row.updated_at.as_microsecond(), row.id.as_str()));
        let mut args = args![at, id, page_limit(limit)];
        args.extend(args![state]);
        let rows = match state {
            Some(_) => self.db.all(IN_STATE, args).await?,
            None => {
                args.truncate(3);
                self.db.all(ALL, args).await?
            }
        };
        rows.iter().map(FilingRow::from_row).collect()
    }
}
