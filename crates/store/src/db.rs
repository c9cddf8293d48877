//! One face for SQLite and PostgreSQL: the same literal SQL with `$1` placeholders on both.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection, Postgres, Sqlite, Transaction};

use crate::address::Address;
use crate::engine::{postgres, sqlite};
use crate::error::{StoreError, is_locked};
use crate::value::{Row, Value};

/// How long a caller waits for a connection or for another writer.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long to wait before a file that somebody else holds is tried again.
const RETRY: Duration = Duration::from_millis(10);
/// Connections that read beside the one writer of SQLite.
const SQLITE_READERS: u32 = 4;
/// Connections to PostgreSQL per process.
const POSTGRES_CONNECTIONS: u32 = 8;

/// Which engine holds the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// One file, one writer.
    Sqlite,
    /// A server that several processes share.
    Postgres,
}

/// An open database.
#[derive(Clone, Debug)]
pub enum Db {
    /// SQLite: one writing connection, several that only read (the same one for a database in memory).
    Sqlite {
        /// The writer.
        writer: SqlitePool,
        /// The readers.
        readers: SqlitePool,
    },
    /// PostgreSQL.
    Postgres(PgPool),
}

/// A transaction. Dropped without [`Tx::commit`], it never happened.
pub enum Tx {
    /// On SQLite, begun as a writer.
    Sqlite(Transaction<'static, Sqlite>),
    /// On PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

impl Db {
    /// Opens the database at an address; a SQLite file is made when absent.
    pub(crate) async fn open(address: &Address) -> Result<Db, StoreError> {
        match address {
            Address::Memory => memory().await,
            Address::File(path) => file(path.clone()).await,
            Address::Postgres { options, .. } => server((**options).clone()).await,
        }
        .map_err(|source| StoreError::Open { place: address.to_string(), source: Box::new(source) })
    }

    /// Which engine this is.
    pub fn engine(&self) -> Engine {
        match self {
            Db::Sqlite { .. } => Engine::Sqlite,
            Db::Postgres(_) => Engine::Postgres,
        }
    }

    /// All rows of a query.
    pub async fn all(&self, sql: &'static str, args: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        match self {
            Db::Sqlite { readers, .. } => sqlite::all(readers, sql, args).await,
            Db::Postgres(pool) => postgres::all(pool, sql, args).await,
        }
    }

    /// The first row of a query.
    pub async fn first(&self, sql: &'static str, args: Vec<Value>) -> Result<Option<Row>, StoreError> {
        Ok(self.all(sql, args).await?.into_iter().next())
    }

    /// Begins a transaction that may write. SQLite takes the write lock at once, so that it cannot fail half-way.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        const BEGIN: &str = "begin immediate";
        match self {
            Db::Sqlite { writer, .. } => writer.begin_with(BEGIN).await.map(Tx::Sqlite),
            Db::Postgres(pool) => pool.begin().await.map(Tx::Postgres),
        }
        .map_err(|e| StoreError::query(BEGIN, e))
    }

    /// Waits for the work at hand and closes every connection.
    pub async fn close(&self) {
        match self {
            Db::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Db::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// Which engine this runs on.
    pub fn engine(&self) -> Engine {
        match self {
            Tx::Sqlite(_) => Engine::Sqlite,
            Tx::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs a statement; answers how many rows it touched.
    pub async fn execute(&mut self, sql: &'static str, args: Vec<Value>) -> Result<u64, StoreError> {
        match self {
            Tx::Sqlite(tx) => sqlite::execute(&mut **tx, sql, args).await,
            Tx::Postgres(tx) => postgres::execute(&mut **tx, sql, args).await,
        }
    }

    /// All rows of a query.
    pub async fn all(&mut self, sql: &'static str, args: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        match self {
            Tx::Sqlite(tx) => sqlite::all(&mut **tx, sql, args).await,
            Tx::Postgres(tx) => postgres::all(&mut **tx, sql, args).await,
        }
    }

    /// The first row of a query.
    pub async fn first(&mut self, sql: &'static str, args: Vec<Value>) -> Result<Option<Row>, StoreError> {
        Ok(self.all(sql, args).await?.into_iter().next())
    }

    /// The next number of a counter, from 1. Two transactions never get the same one.
    pub(crate) async fn next_number(&mut self, counter: &'static str) -> Result<i64, StoreError> {
        const NEXT: &str = "
            insert into counters (name, value) values ($1, 1)
            on conflict (name) do update set value = counters.value + 1
            returning value";
        let row = self.first(NEXT, crate::value::args![counter]).await?;
        row.ok_or(StoreError::Missing { what: "counter", id: counter.to_owned() })?.int("value")
    }

    /// Makes everything done in it last.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self {
            Tx::Sqlite(tx) => tx.commit().await,
            Tx::Postgres(tx) => tx.commit().await,
        }
        .map_err(|e| StoreError::query("commit", e))
    }
}

/// A database in memory lives as long as its single connection, which therefore never retires.
async fn memory() -> Result<Db, sqlx::Error> {
    let options = "sqlite::memory:".parse::<SqliteConnectOptions>()?;
    let pool = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
    let pool = pool.acquire_timeout(PATIENCE).connect_with(options).await?;
    Ok(Db::Sqlite { writer: pool.clone(), readers: pool })
}

async fn file(path: PathBuf) -> Result<Db, sqlx::Error> {
    // FULL: a filing that was answered for must survive a power cut, not only a crash of the program.
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(PATIENCE);
    write_ahead(options.clone().journal_mode(SqliteJournalMode::Wal)).await?;
    let pool = || SqlitePoolOptions::new().acquire_timeout(PATIENCE);
    let writer = pool().max_connections(1).connect_with(options.clone()).await?;
    let readers = pool().max_connections(SQLITE_READERS);
    let readers = readers.connect_with(options.pragma("query_only", "on")).await?;
    Ok(Db::Sqlite { writer, readers })
}

/// Puts the file into write-ahead mode, which stays with it. The change wants the file for itself, and SQLite does not
/// wait for that by its own timeout: another program that opens or closes the file in the same moment makes it fail.
async fn write_ahead(options: SqliteConnectOptions) -> Result<(), sqlx::Error> {
    let given_up = Instant::now() + PATIENCE;
    loop {
        match options.connect().await {
            Ok(connection) => return connection.close().await,
            Err(error) if is_locked(&error) && Instant::now() < given_up => tokio::time::sleep(RETRY).await,
            Err(error) => return Err(error),
        }
    }
}

async fn server(options: PgConnectOptions) -> Result<Db, sqlx::Error> {
    // A pool would go on trying for all its patience; a wrong address should be said at once.
    options.connect().await?.close().await?;
    let pool = PgPoolOptions::new().max_connections(POSTGRES_CONNECTIONS).acquire_timeout(PATIENCE);
    Ok(Db::Postgres(pool.connect_with(options).await?))
}
