//! One case, two engines: a fresh store on each.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use cocket_base::civil::{Date, date};
use cocket_store::{NewEvent, Store, StoreOptions};
use jiff::Timestamp;

use crate::server::server;

/// Turns async cases into a module with a test for each engine. A case gets a [`Place`], which opens its store.
macro_rules! on_both {
    ($($(#[$note:meta])* async fn $name:ident($place:ident: &Place) $body:block)*) => {$(
        $(#[$note])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn case($place: &crate::engines::Place) $body

            #[test]
            fn sqlite() {
                crate::engines::Place::on_sqlite(async |place| case(&place).await);
            }

            #[test]
            fn postgres() {
                crate::engines::Place::on_postgres(async |place| case(&place).await);
            }
        }
    )*};
}
pub(crate) use on_both;

/// Where a case keeps its store.
pub struct Place {
    /// Address of the database.
    pub url: String,
    folder: PathBuf,
}

impl Place {
    /// Opens the store; again, it is the same one.
    pub async fn open(&self) -> Store {
        let options = StoreOptions::new(&self.url).blobs(self.blobs());
        Store::open_with(options).await.expect("the store opens")
    }

    /// Folder of papers.
    pub fn blobs(&self) -> PathBuf {
        self.folder.join("papers")
    }

    /// A folder of its own.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Runs a case on SQLite, in a file.
    pub fn on_sqlite<F: Future<Output = ()>>(case: impl FnOnce(Place) -> F) {
        let folder = fresh_folder();
        let url = format!("sqlite://{}", folder.join("store.db").display());
        run(case(Place { url, folder }));
    }

    /// Runs a case on PostgreSQL, in a schema of its own, where there is a server.
    pub fn on_postgres<F: Future<Output = ()>>(case: impl FnOnce(Place) -> F) {
        let Some(server) = server() else { return };
        let folder = fresh_folder();
        let schema = format!("cocket_test_{}_{}", std::process::id(), number());
        let admin = server.url_of("public");
        run(async {
            admin_sql(&admin, format!("create schema {schema}")).await;
            case(Place { url: server.url_of(&schema), folder }).await;
            admin_sql(&admin, format!("drop schema {schema} cascade")).await;
        });
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

async fn admin_sql(url: &str, sql: String) {
    use sqlx::Connection;
    let mut connection = sqlx::PgConnection::connect(url).await.expect("the test server answers");
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut connection).await.expect("the test schema");
    connection.close().await.expect("the connection closes");
}

fn run(case: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(case);
}

fn number() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

fn fresh_folder() -> PathBuf {
    let name = format!("cocket-store-{}-{}", std::process::id(), number());
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    folder
}

/// An instant of the tests: so many seconds after noon on 1 June 2026.
pub fn at(seconds: i64) -> Timestamp {
    let noon: Timestamp = "2026-06-01T12:00:00Z".parse().expect("an instant");
    Timestamp::from_second(noon.as_second() + seconds).expect("an instant")
}

/// The day of the tests.
pub const DAY: Date = date(2026, 6, 1);

/// An event of a kind.
pub fn event(kind: &str) -> NewEvent {
    NewEvent {
        kind: kind.to_owned(),
        payload_json: format!(r#"{{"of":"{kind}"}}"#),
        actor: "ann".to_owned(),
        effective: DAY,
        document: None,
    }
}
