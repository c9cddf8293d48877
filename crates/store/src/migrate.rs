//! Migrations: numbered files of portable SQL, applied in order at opening, each in a transaction of its own.
//!
//! An applied migration is never edited: its text is remembered by its hash and compared. A change is a new file.

use crate::db::{Db, Engine, Tx};
use crate::error::StoreError;
use crate::hash::Hash;
use crate::value::args;

struct Migration {
    name: &'static str,
    sql: &'static str,
}

/// In order; the first is version 1.
const MIGRATIONS: &[Migration] = &[
    Migration { name: "journal", sql: include_str!("../migrations/0001_journal.sql") },
    Migration { name: "projections", sql: include_str!("../migrations/0002_projections.sql") },
    Migration { name: "link", sql: include_str!("../migrations/0003_link.sql") },
    Migration { name: "desk", sql: include_str!("../migrations/0004_desk.sql") },
];

/// Brings the database to this program's version, or says why it cannot be.
pub(crate) async fn migrate(db: &Db) -> Result<(), StoreError> {
    let mut tx = lock(db).await?;
    tx.execute(
        "create table if not exists migrations (
            version bigint not null primary key,
            name    text   not null,
            hash    text   not null
        )",
        args![],
    )
    .await?;
    tx.commit().await?;
    for (version, migration) in (1..).zip(MIGRATIONS) {
        apply(db, version, migration).await?;
    }
    refuse_newer(db).await
}

async fn apply(db: &Db, version: i64, migration: &Migration) -> Result<(), StoreError> {
    let hash = Hash::of(migration.sql.as_bytes());
    let mut tx = lock(db).await?;
    let applied = tx.first("select name, hash from migrations where version = $1", args![version]).await?;
    if let Some(row) = applied {
        return match row.text("hash")? == hash.to_string() {
            true => Ok(()),
            false => Err(StoreError::MigrationChanged { version, name: row.text("name")? }),
        };
    }
    run(&mut tx, version, migration).await?;
    tx.execute(
        "insert into migrations (version, name, hash) values ($1, $2, $3)",
        args![version, migration.name, hash],
    )
    .await?;
    tx.commit().await
}

async fn refuse_newer(db: &Db) -> Result<(), StoreError> {
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    let row = db.first("select max(version) as found from migrations", args![]).await?;
    let found = row.map_or(Ok(None), |row| row.opt_int("found"))?.unwrap_or(0);
    if found > known { Err(StoreError::MigrationUnknown { found, known }) } else { Ok(()) }
}

/// A transaction that only one process at a time can be in. SQLite's are; PostgreSQL wants a lock on no table,
/// because the table may not be there yet.
async fn lock(db: &Db) -> Result<Tx, StoreError> {
    const MIGRATION_LOCK: i64 = 0x0c0c_6e74;
    let mut tx = db.begin().await?;
    if tx.engine() == Engine::Postgres {
        tx.execute("select pg_advisory_xact_lock($1)", args![MIGRATION_LOCK]).await?;
    }
    Ok(tx)
}

async fn run(tx: &mut Tx, version: i64, migration: &Migration) -> Result<(), StoreError> {
    // The only SQL that is not a literal: a migration file of ours with the engine's type names put in.
    let sql = sqlx::AssertSqlSafe(spelling(migration.sql, tx.engine()));
    match tx {
        Tx::Sqlite(tx) => sqlx::raw_sql(sql).execute(&mut **tx).await.map(|_| ()),
        Tx::Postgres(tx) => sqlx::raw_sql(sql).execute(&mut **tx).await.map(|_| ()),
    }
    .map_err(|source| StoreError::Migration { version, name: migration.name, source: Box::new(source) })
}

/// The engine's spelling of the three types. Text sorts by its bytes on both engines, so that pages agree.
fn spelling(sql: &str, engine: Engine) -> String {
    match engine {
        Engine::Sqlite => sql.to_owned(),
        Engine::Postgres => sql.replace("TEXT", "text collate \"C\"").replace("BLOB", "bytea"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_gets_its_spelling() {
        let sql = "create table t (a TEXT not null, b BLOB, c BIGINT, d TEXT)";
        assert_eq!(spelling(sql, Engine::Sqlite), sql);
        let expected =
            "create table t (a text collate \"C\" not null, b bytea, c BIGINT, d text collate \"C\")";
        assert_eq!(spelling(sql, Engine::Postgres), expected);
    }

    /// The spelling is put in by plain replacement, so the capitals must mean types wherever they stand.
    #[test]
    fn capitals_in_migrations_are_types() {
        for migration in MIGRATIONS {
            for line in migration.sql.lines().filter(|line| line.contains("TEXT") || line.contains("BLOB")) {
                let words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
                let odd: Vec<_> = words
                    .filter(|w| w.contains("TEXT") || w.contains("BLOB"))
                    .filter(|w| *w != "TEXT" && *w != "BLOB")
                    .collect();
                assert!(odd.is_empty(), "{}: {line}", migration.name);
            }
        }
    }
}
