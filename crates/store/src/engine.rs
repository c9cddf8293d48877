//! The two engines: the same three functions over sqlx's native drivers, written once.

use std::sync::Arc;

use sqlx::{Column, Row as _, TypeInfo, ValueRef};

use crate::error::StoreError;
use crate::value::{Row, Value};

macro_rules! engine {
    ($module:ident, $database:ty, $row:ty) => {
        pub(crate) mod $module {
            use super::*;

            type Arguments = <$database as sqlx::Database>::Arguments;

            fn bind(
                sql: &'static str,
                args: Vec<Value>,
            ) -> sqlx::query::Query<'static, $database, Arguments> {
                args.into_iter().fold(sqlx::query::<$database>(sql), |query, value| match value {
                    Value::Int(value) => query.bind(value),
                    Value::Text(value) => query.bind(value),
                    Value::Blob(value) => query.bind(value),
                })
            }

            /// Runs a statement; answers how many rows it touched.
            pub(crate) async fn execute<'e>(
                on: impl sqlx::Executor<'e, Database = $database>,
                sql: &'static str,
                args: Vec<Value>,
            ) -> Result<u64, StoreError> {
                refuse_nul(&args)?;
                let done = bind(sql, args).execute(on).await.map_err(|e| StoreError::query(sql, e))?;
                Ok(done.rows_affected())
            }

            /// All rows of an answer.
            pub(crate) async fn all<'e>(
                on: impl sqlx::Executor<'e, Database = $database>,
                sql: &'static str,
                args: Vec<Value>,
            ) -> Result<Vec<Row>, StoreError> {
                refuse_nul(&args)?;
                let rows = bind(sql, args).fetch_all(on).await.map_err(|e| StoreError::query(sql, e))?;
                let Some(first) = rows.first() else { return Ok(Vec::new()) };
                let columns: Arc<[String]> = first.columns().iter().map(|c| c.name().to_owned()).collect();
                rows.iter().map(|row| decode(sql, row, &columns)).collect()
            }

            fn decode(sql: &'static str, row: &$row, columns: &Arc<[String]>) -> Result<Row, StoreError> {
                let value = |at: usize| -> Result<Value, StoreError> {
                    let failed = |e| StoreError::query(sql, e);
                    let raw = row.try_get_raw(at).map_err(failed)?;
                    let kind = raw.type_info().name().to_owned();
                    drop(raw);
                    match kind.as_str() {
                        "INTEGER" | "INT8" => row.try_get(at).map(Value::Int).map_err(failed),
                        "TEXT" => row.try_get(at).map(Value::Text).map_err(failed),
                        "BLOB" | "BYTEA" => row.try_get(at).map(Value::Blob).map_err(failed),
                        "NULL" => Ok(Value::Text(None)),
                        _ => Err(StoreError::Column {
                            column: columns.get(at).cloned().unwrap_or_default(),
                            found: kind,
                            expected: "BIGINT, TEXT or BLOB",
                        }),
                    }
                };
                let values = (0..columns.len()).map(value).collect::<Result<_, _>>()?;
                Ok(Row { columns: columns.clone(), values })
            }
        }
    };
}

engine!(sqlite, sqlx::Sqlite, sqlx::sqlite::SqliteRow);
engine!(postgres, sqlx::Postgres, sqlx::postgres::PgRow);

/// PostgreSQL cannot hold U+0000 in text; both engines refuse it alike.
fn refuse_nul(args: &[Value]) -> Result<(), StoreError> {
    let nul = args.iter().any(|value| matches!(value, Value::Text(Some(text)) if text.contains('\0')));
    if nul {
        let why = "holds a zero character (U+0000), which no name or text needs; take it out".to_owned();
        return Err(StoreError::Invalid { what: "a text", why });
    }
    Ok(())
}
