//! The row of a file in the lists, and the changes that events make to it.

use cocket_base::{Cents, Date};
use jiff::Timestamp;

use crate::error::StoreError;
use crate::event::Event;
use crate::limits::{check_id, check_text};
use crate::value::{Row, args};
use crate::words;
use crate::write::Write;

/// How a date that is not known is stored: indexed, and sorted last.
pub(crate) const NO_DATE: &str = "9999-12-31";

/// A file as the lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRow {
    /// The file's id.
    pub id: String,
    /// For whom the work is done.
    pub client: String,
    /// The importer's number, masked.
    pub importer: String,
    /// The client's own reference.
    pub reference: String,
    /// A few words on the goods.
    pub description: String,
    /// The entry number, once there is one.
    pub entry_number: Option<String>,
    /// Its state, in the desk's words.
    pub state: String,
    /// Findings that block.
    pub blocks: i64,
    /// Findings that warn.
    pub warns: i64,
    /// Findings kept in the record.
    pub infos: i64,
    /// Total entered value.
    pub value: Option<Cents>,
    /// Total duty.
    pub duty: Option<Cents>,
    /// Total fees.
    pub fees: Option<Cents>,
    /// Date of entry.
    pub entry_date: Option<Date>,
    /// The next deadline.
    pub due_date: Option<Date>,
    /// What is due on it.
    pub due_what: Option<String>,
    /// Who works on it.
    pub assigned_to: Option<String>,
    /// When the row was made.
    pub opened_at: Timestamp,
    /// When the row changed last.
    pub updated_at: Timestamp,
    /// Version of the stream at that time.
    pub version: i64,
}

/// Changes that one event makes to a file's row. What is not named stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileUpdate {
    id: String,
    at: Timestamp,
    version: i64,
    changes: Vec<Change>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Change {
    Client(String),
    Importer(String),
    Reference(String),
    Description(String),
    EntryNumber(Option<String>),
    State(String),
    Findings { blocks: i64, warns: i64, infos: i64 },
    Value(Option<Cents>),
    Duty(Option<Cents>),
    Fees(Option<Cents>),
    EntryDate(Option<Date>),
    Due(Option<(Date, String)>),
    AssignedTo(Option<String>),
}

impl FileUpdate {
    /// Changes made by an event to the file it belongs to.
    pub fn of(event: &Event) -> FileUpdate {
        FileUpdate::new(&event.stream, event.recorded_at, event.version)
    }

    /// Changes to a file at an instant, when its stream is at a version.
    pub fn new(id: impl Into<String>, at: Timestamp, version: i64) -> FileUpdate {
        FileUpdate { id: id.into(), at, version, changes: Vec::new() }
    }

    fn with(mut self, change: Change) -> FileUpdate {
        self.changes.push(change);
        self
    }

    /// Sets for whom the work is done.
    pub fn client(self, client: impl Into<String>) -> FileUpdate {
        self.with(Change::Client(client.into()))
    }

    /// Sets the importer's number; give it masked.
    pub fn importer(self, masked: impl Into<String>) -> FileUpdate {
        self.with(Change::Importer(masked.into()))
    }

    /// Sets the client's own reference.
    pub fn reference(self, reference: impl Into<String>) -> FileUpdate {
        self.with(Change::Reference(reference.into()))
    }

    /// Sets the few words on the goods.
    pub fn description(self, description: impl Into<String>) -> FileUpdate {
        self.with(Change::Description(description.into()))
    }

    /// Sets or clears the entry number.
    pub fn entry_number(self, number: Option<String>) -> FileUpdate {
        self.with(Change::EntryNumber(number))
    }

    /// Sets the state.
    pub fn state(self, state: impl Into<String>) -> FileUpdate {
        self.with(Change::State(state.into()))
    }

    /// Sets how many findings there are, by severity.
    pub fn findings(self, blocks: i64, warns: i64, infos: i64) -> FileUpdate {
        self.with(Change::Findings { blocks, warns, infos })
    }

    /// Sets or clears the total entered value.
    pub fn value(self, value: Option<Cents>) -> FileUpdate {
        self.with(Change::Value(value))
    }

    /// Sets or clears the total duty.
    pub fn duty(self, duty: Option<Cents>) -> FileUpdate {
        self.with(Change::Duty(duty))
    }

    /// Sets or clears the total fees.
    pub fn fees(self, fees: Option<Cents>) -> FileUpdate {
        self.with(Change::Fees(fees))
    }

    /// Sets or clears the date of entry.
    pub fn entry_date(self, date: Option<Date>) -> FileUpdate {
        self.with(Change::EntryDate(date))
    }

    /// Sets the next deadline and what is due on it, or clears it.
    pub fn due(self, due: Option<(Date, String)>) -> FileUpdate {
        self.with(Change::Due(due))
    }

    /// Sets or clears who works on it.
    pub fn assigned_to(self, user: Option<String>) -> FileUpdate {
        self.with(Change::AssignedTo(user))
    }
}

impl FileRow {
    fn new(id: &str, at: Timestamp) -> FileRow {
        FileRow {
            id: id.to_owned(),
            client: String::new(),
            importer: String::new(),
            reference: String::new(),
            description: String::new(),
            entry_number: None,
            state: String::new(),
            blocks: 0,
            warns: 0,
            infos: 0,
            value: None,
            duty: None,
            fees: None,
            entry_date: None,
            due_date: None,
            due_what: None,
            assigned_to: None,
            opened_at: at,
            updated_at: at,
            version: 0,
        }
    }

    fn apply(&mut self, change: Change) {
        match change {
            Change::Client(client) => self.client = client,
            Change::Importer(importer) => self.importer = importer,
            Change::Reference(reference) => self.reference = reference,
            Change::Description(description) => self.description = description,
            Change::EntryNumber(number) => self.entry_number = number,
            Change::State(state) => self.state = state,
            Change::Findings { blocks, warns, infos } => {
                (self.blocks, self.warns, self.infos) = (blocks, warns, infos);
            }
            Change::Value(value) => self.value = value,
            Change::Duty(duty) => self.duty = duty,
            Change::Fees(fees) => self.fees = fees,
            Change::EntryDate(date) => self.entry_date = date,
            Change::Due(due) => (self.due_date, self.due_what) = due.unzip(),
            Change::AssignedTo(user) => self.assigned_to = user,
        }
    }

    fn check(&self) -> Result<(), StoreError> {
        check_id("the file's id", &self.id)?;
        for (what, text) in [
            ("the file's client", &self.client),
            ("the file's importer", &self.importer),
            ("the file's reference", &self.reference),
            ("the file's description", &self.description),
            ("the file's state", &self.state),
        ] {
            check_text(what, text)?;
        }
        let optional = [&self.entry_number, &self.due_what, &self.assigned_to];
        optional.into_iter().flatten().try_for_each(|text| check_text("a column of the file", text))
    }

    /// The words a person may look the file up by.
    pub(crate) fn words(&self) -> Vec<String> {
        let entry_number = self.entry_number.as_deref().unwrap_or("");
        words::of(&[&self.id, entry_number, &self.reference, &self.client, &self.importer, &self.description])
    }

    pub(crate) fn from_row(row: &Row) -> Result<FileRow, StoreError> {
        let cents = |column| Ok::<_, StoreError>(row.opt_int(column)?.map(Cents::new));
        Ok(FileRow {
            id: row.text("id")?,
            client: row.text("client")?,
            importer: row.text("importer")?,
            reference: row.text("reference")?,
            description: row.text("description")?,
            entry_number: row.opt_text("entry_number")?,
            state: row.text("state")?,
            blocks: row.int("blocks")?,
            warns: row.int("warns")?,
            infos: row.int("infos")?,
            value: cents("value_cents")?,
            duty: cents("duty_cents")?,
            fees: cents("fees_cents")?,
            entry_date: known(row, "entry_date")?,
            due_date: known(row, "due_date")?,
            due_what: row.opt_text("due_what")?,
            assigned_to: row.opt_text("assigned_to")?,
            opened_at: row.instant("opened_at_us")?,
            updated_at: row.instant("updated_at_us")?,
            version: row.int("version")?,
        })
    }
}

impl Write {
    pub(crate) async fn update_file(&mut self, update: &FileUpdate) -> Result<(), StoreError> {
        let found = self.tx.first(FILE_BY_ID, args![&update.id]).await?;
        let before = found.as_ref().map(FileRow::from_row).transpose()?;
        let search_before = found.map_or(Ok(None), |row| row.opt_text("search"))?;
        let mut file = before.unwrap_or_else(|| FileRow::new(&update.id, update.at));
        update.changes.iter().cloned().for_each(|change| file.apply(change));
        (file.updated_at, file.version) = (update.at, update.version);
        file.check()?;
        let words = file.words();
        let search = words::searchable(&words);
        self.put_file(&file, &search).await?;
        if search_before.as_deref() != Some(&search) {
            self.put_words(&file.id, words).await?;
        }
        Ok(())
    }

    async fn put_file(&mut self, file: &FileRow, search: &str) -> Result<(), StoreError> {
        const PUT: &str = "
            insert into files (id, client, importer, reference, description, entry_number, state, blocks, warns, infos,
                               value_cents, duty_cents, fees_cents, entry_date, due_date, due_what, assigned_to,
                               opened_at_us, updated_at_us, version, search)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
            on conflict (id) do update set
                client = excluded.client, importer = excluded.importer, reference = excluded.reference,
                description = excluded.description, entry_number = excluded.entry_number, state = excluded.state,
                blocks = excluded.blocks, warns = excluded.warns, infos = excluded.infos,
                value_cents = excluded.value_cents, duty_cents = excluded.duty_cents,
                fees_cents = excluded.fees_cents, entry_date = excluded.entry_date, due_date = excluded.due_date,
                due_what = excluded.due_what, assigned_to = excluded.assigned_to,
                updated_at_us = excluded.updated_at_us, version = excluded.version, search = excluded.search";
        let args = args![
            &file.id,
            &file.client,
            &file.importer,
            &file.reference,
            &file.description,
            file.entry_number.as_deref(),
            &file.state,
            file.blocks,
            file.warns,
            file.infos,
            file.value.map(Cents::get),
            file.duty.map(Cents::get),
            file.fees.map(Cents::get),
            stored(file.entry_date),
            stored(file.due_date),
            file.due_what.as_deref(),
            file.assigned_to.as_deref(),
            file.opened_at,
            file.updated_at,
            file.version,
            search,
        ];
        self.tx.execute(PUT, args).await.map(|_| ())
    }

    async fn put_words(&mut self, file: &str, words: Vec<String>) -> Result<(), StoreError> {
        self.tx.execute("delete from file_words where file = $1", args![file]).await?;
        for word in words {
            self.tx.execute("insert into file_words (word, file) values ($1, $2)", args![word, file]).await?;
        }
        Ok(())
    }
}

/// One file.
pub(crate) const FILE_BY_ID: &str = "select * from files where id = $1";

/// A date column, where the last day of the calendar means none.
fn known(row: &Row, column: &str) -> Result<Option<Date>, StoreError> {
    if row.text(column)? == NO_DATE { Ok(None) } else { row.date(column).map(Some) }
}

fn stored(date: Option<Date>) -> String {
    date.map_or_else(|| NO_DATE.to_owned(), |date| date.to_string())
}
