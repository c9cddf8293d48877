//! What can go wrong in the store: what happened, where, and what to do.

use std::path::PathBuf;

use crate::hash::Hash;

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database address is not one of the known forms.
    #[error("«{url}» is not a database: {why}; give a path, sqlite://PATH, sqlite::memory: or postgres://…")]
    Url {
        /// The address, without a password.
        url: String,
        /// What is wrong with it.
        why: String,
    },
    /// A folder or file could not be made, read or written.
    #[error("{path}: {source}; check that the folder exists, has room and may be written", path = path.display())]
    Io {
        /// Where.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The database did not open.
    #[error("cannot open the database {place}: {source}; check the address and that the server runs")]
    Open {
        /// The address, without a password.
        place: String,
        /// Why.
        source: Box<sqlx::Error>,
    },
    /// An applied migration has another text than this program's.
    #[error(
        "migration {version} ({name}) was applied with another text than this program holds; open the database with \
         the release that made it, or restore a copy"
    )]
    MigrationChanged {
        /// Its number.
        version: i64,
        /// Its name.
        name: String,
    },
    /// The database was made by a newer program.
    #[error("the database is at version {found}, this program knows {known}; use the newer release")]
    MigrationUnknown {
        /// Version of the database.
        found: i64,
        /// Newest version known here.
        known: i64,
    },
    /// A migration failed; nothing of it was kept.
    #[error("migration {version} ({name}) failed and was undone: {source}")]
    Migration {
        /// Its number.
        version: i64,
        /// Its name.
        name: &'static str,
        /// Why.
        source: Box<sqlx::Error>,
    },
    /// Another writer held the database too long.
    #[error("the database is busy: {source}; try again in a moment")]
    Busy {
        /// What the engine said.
        source: Box<sqlx::Error>,
    },
    /// The database refused a statement.
    #[error("«{statement}» failed: {source}")]
    Query {
        /// The statement's first line.
        statement: &'static str,
        /// Why.
        source: Box<sqlx::Error>,
    },
    /// A stored value cannot be read as what it should be.
    #[error(
        "column {column} holds {found}, expected {expected}; another program changed the database: verify the journal"
    )]
    Column {
        /// Column name.
        column: String,
        /// What it holds.
        found: String,
        /// What was expected.
        expected: &'static str,
    },
    /// Something given to the store is not acceptable.
    #[error("{what} {why}")]
    Invalid {
        /// Which thing.
        what: &'static str,
        /// What is wrong and how to mend it.
        why: String,
    },
    /// Something named does not exist.
    #[error("there is no {what} {id}")]
    Missing {
        /// Kind of thing.
        what: &'static str,
        /// Its id.
        id: String,
    },
    /// Something was already done by somebody else; roll back and leave it.
    #[error("{what} {id} is {state} already; nothing is left to do")]
    Already {
        /// Kind of thing.
        what: &'static str,
        /// Its id.
        id: String,
        /// Its present state.
        state: String,
    },
    /// A key or id that must be used once was given again for something else.
    #[error("{what} {key} was used before for something else; give a new one")]
    KeyReused {
        /// Kind of key.
        what: &'static str,
        /// The key.
        key: String,
    },
    /// The blob folder was not given.
    #[error("no folder for papers was configured; with PostgreSQL give one when opening the store")]
    NoBlobs,
    /// A blob does not have the content its name says.
    #[error("{path} does not have the content its name says; restore it from a backup", path = path.display())]
    BlobChanged {
        /// The file.
        path: PathBuf,
        /// What its content would be named.
        found: Hash,
    },
}

/// Why an append was refused. Nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// Somebody else changed the file since it was read.
    #[error(
        "file {stream} is at version {found}, not {expected}: somebody changed it meanwhile; read it again and repeat"
    )]
    Conflict {
        /// The file.
        stream: String,
        /// Version the caller had read.
        expected: i64,
        /// Version it has.
        found: i64,
    },
    /// The idempotency key was used for another request.
    #[error("request key {key} was used before for other events (file {stream}); give a new one")]
    KeyReused {
        /// The key.
        key: String,
        /// The file of the first use.
        stream: String,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl StoreError {
    /// Sorts an engine's error by what the caller can do about it.
    pub(crate) fn query(sql: &'static str, source: sqlx::Error) -> StoreError {
        let busy = matches!(source, sqlx::Error::PoolTimedOut) || is_locked(&source);
        let source = Box::new(source);
        if busy {
            return StoreError::Busy { source };
        }
        let statement = sql.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or(sql);
        StoreError::Query { statement, source }
    }

    /// Whether the same call may succeed when simply tried again.
    pub fn is_busy(&self) -> bool {
        matches!(self, StoreError::Busy { .. })
    }
}

/// Whether another one holds what was wanted, and will let it go.
pub(crate) fn is_locked(error: &sqlx::Error) -> bool {
    // SQLite: BUSY 5 and LOCKED 6 with their extended forms; PostgreSQL: lock not available, deadlock.
    let sqlx::Error::Database(error) = error else { return false };
    match error.code().as_deref() {
        Some("55P03" | "40P01" | "40001") => true,
        Some(code) => code.parse::<i64>().is_ok_and(|code| matches!(code & 0xff, 5 | 6) && code < 4096),
        None => false,
    }
}
