//! The texts of the list query: one for each order, direction and leading filter, all literal.
//!
//! Placeholders, the same in every text: `$1` `$2` key and id to begin after, `$3` rows, `$4` state, `$5` client,
//! `$6` person, `$7` due by, `$8`–`$11` patterns of words, `$12` `$13` range of the first word.

use crate::file_list::FileOrder;

/// What the walk is narrowed by before anything else, so that an index serves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Driver {
    /// The order alone.
    All,
    /// A state, then the order.
    State,
    /// A client, then the order.
    Client,
    /// The files that have a rare word, put in order.
    Words,
}

impl Driver {
    /// The best one for a walk.
    pub(crate) fn of(rare_word: bool, state: bool, client: bool) -> Driver {
        match (rare_word, state, client) {
            (true, ..) => Driver::Words,
            (_, _, true) => Driver::Client,
            (_, true, _) => Driver::State,
            _ => Driver::All,
        }
    }
}

macro_rules! list {
    ($after:literal, $order:literal, $driver:literal) => {
        concat!(
            "select * from files where ",
            $after,
            " and ",
            $driver,
            " and ($6 is null or assigned_to = $6) and ($7 is null or due_date <= $7)",
            " and search like $8 and search like $9 and search like $10 and search like $11",
            " order by ",
            $order,
            " limit $3"
        )
    };
}

macro_rules! drivers {
    ($driver:expr, $after:literal, $order:literal) => {
        match $driver {
            Driver::All => {
                list!($after, $order, "($4 is null or state = $4) and ($5 is null or client = $5)")
            }
            Driver::State => list!($after, $order, "state = $4 and ($5 is null or client = $5)"),
            Driver::Client => list!($after, $order, "client = $5 and ($4 is null or state = $4)"),
            Driver::Words => list!(
                $after,
                $order,
                "id in (select file from file_words where word >= $12 and word < $13)
                 and ($4 is null or state = $4) and ($5 is null or client = $5)"
            ),
        }
    };
}

/// The text for a walk.
pub(crate) fn sql(order: FileOrder, falling: bool, by: Driver) -> &'static str {
    match (order, falling) {
        (FileOrder::Updated, true) => {
            drivers!(by, "(updated_at_us, id) < ($1, $2)", "updated_at_us desc, id desc")
        }
        (FileOrder::Updated, false) => drivers!(by, "(updated_at_us, id) > ($1, $2)", "updated_at_us, id"),
        (FileOrder::Due, true) => drivers!(by, "(due_date, id) < ($1, $2)", "due_date desc, id desc"),
        (FileOrder::Due, false) => drivers!(by, "(due_date, id) > ($1, $2)", "due_date, id"),
        (FileOrder::EntryDate, true) => {
            drivers!(by, "(entry_date, id) < ($1, $2)", "entry_date desc, id desc")
        }
        (FileOrder::EntryDate, false) => drivers!(by, "(entry_date, id) > ($1, $2)", "entry_date, id"),
        (FileOrder::Id, true) => drivers!(by, "id < $2", "id desc"),
        (FileOrder::Id, false) => drivers!(by, "id > $2", "id"),
    }
}

#[cfg(test)]
mod tests {
    use sqlx::{Connection, Row, SqliteConnection};

    use super::*;

    const ORDERS: [FileOrder; 4] = [FileOrder::Updated, FileOrder::Due, FileOrder::EntryDate, FileOrder::Id];

    async fn plan(connection: &mut SqliteConnection, sql: &str) -> String {
        let explain = sqlx::AssertSqlSafe(format!("explain query plan {sql}"));
        let rows = sqlx::query(explain).fetch_all(connection).await.unwrap();
        rows.iter().map(|row| row.get::<String, _>("detail") + "\n").collect()
    }

    /// A page must be read from where it starts: by the index of its filter and order, and without sorting.
    #[tokio::test]
    async fn every_text_is_served_by_its_index() {
        let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        let tables = include_str!("../migrations/0002_projections.sql");
        sqlx::raw_sql(tables).execute(&mut connection).await.unwrap();
        for order in ORDERS {
            for falling in [false, true] {
                let name = match order {
                    FileOrder::Updated => "updated",
                    FileOrder::Due => "due",
                    FileOrder::EntryDate => "entry",
                    FileOrder::Id => "id",
                };
                for (driver, index) in [
                    (Driver::All, format!("files_by_{name}")),
                    (Driver::State, format!("files_by_state_{name}")),
                    (Driver::Client, format!("files_by_client_{name}")),
                ] {
                    // The primary key has a name of the engine's own.
                    let index = index.replace("files_by_id", "sqlite_autoindex_files_1");
                    let plan = plan(&mut connection, sql(order, falling, driver)).await;
                    assert!(plan.contains(&format!("USING INDEX {index} ")), "{order:?} {driver:?}: {plan}");
                    assert!(!plan.contains("TEMP B-TREE"), "{order:?} {driver:?}: {plan}");
                }
                let plan = plan(&mut connection, sql(order, falling, Driver::Words)).await;
                assert!(plan.contains("SEARCH file_words USING"), "{order:?}: {plan}");
            }
        }
    }
}
