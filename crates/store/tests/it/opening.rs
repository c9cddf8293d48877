//! Opening: what is made, what is refused, and that a second opening finds the first one's data.

use cocket_store::{Db, Engine, Hash, Store, StoreError};

use crate::engines::{Place, at, event, on_both};

async fn tamper(db: &Db, sql: &'static str) {
    let mut tx = db.begin().await.unwrap();
    tx.execute(sql, vec![]).await.unwrap();
    tx.commit().await.unwrap();
}

on_both! {
    async fn what_was_kept_is_there_again(place: &Place) {
        let store = place.open().await;
        store.append("F-1", 0, &[event("a")], at(0), None).await.unwrap();
        store.close().await;
        let store = place.open().await;
        assert_eq!(store.verify_journal().await.unwrap().records, 1);
    }

    async fn many_may_open_it_at_once(place: &Place) {
        let opening: Vec<_> = (0..4).map(|n| {
            let url = place.url.clone();
            tokio::spawn(async move {
                let store = Store::open(&url).await.unwrap();
                store.append(&format!("F-{n}"), 0, &[event("a")], at(0), None).await.unwrap();
                store.close().await;
            })
        }).collect();
        for task in opening {
            task.await.unwrap();
        }
        assert_eq!(place.open().await.verify_journal().await.unwrap().records, 4);
    }

    async fn an_edited_migration_is_refused(place: &Place) {
        let store = place.open().await;
        tamper(store.db(), "update migrations set hash = 'x' where version = 2").await;
        store.close().await;
        let refused = Store::open(&place.url).await.unwrap_err();
        assert!(matches!(&refused, StoreError::MigrationChanged { version: 2, name } if name == "projections"), "{refused}");
    }

    async fn a_database_of_a_newer_program_is_refused(place: &Place) {
        let store = place.open().await;
        tamper(store.db(), "insert into migrations (version, name, hash) values (99, 'future', 'x')").await;
        store.close().await;
        let refused = Store::open(&place.url).await.unwrap_err();
        assert!(matches!(refused, StoreError::MigrationUnknown { found: 99, .. }), "{refused}");
    }

    async fn a_value_of_another_type_is_an_error_not_a_guess(place: &Place) {
        let store = place.open().await;
        let row = store.db().first("select 7 as n, 'x' as t, cast(null as bigint) as z", vec![]).await;
        // PostgreSQL calls a bare 7 an int4, which no column of ours is.
        let row = match store.db().engine() {
            Engine::Sqlite => row.unwrap().unwrap(),
            Engine::Postgres => {
                assert!(matches!(row, Err(StoreError::Column { .. })), "{row:?}");
                let sql = "select cast(7 as bigint) as n, 'x' as t, cast(null as bigint) as z";
                store.db().first(sql, vec![]).await.unwrap().unwrap()
            }
        };
        assert_eq!((row.int("n").unwrap(), row.text("t").unwrap(), row.opt_int("z").unwrap()), (7, "x".into(), None));
        for wrong in [row.int("t").map(|_| ()), row.text("n").map(|_| ()), row.int("z").map(|_| ()), row.int("q").map(|_| ())] {
            assert!(matches!(wrong, Err(StoreError::Column { .. })), "{wrong:?}");
        }
        let failed = store.db().all("select nothing from nowhere", vec![]).await.unwrap_err();
        assert!(failed.to_string().starts_with("«select nothing from nowhere» failed"), "{failed}");
    }

    async fn typed_nulls_and_bytes_go_in_and_out(place: &Place) {
        let store = place.open().await;
        let mut tx = store.db().begin().await.unwrap();
        tx.execute("create table odd (n bigint, t text)", vec![]).await.unwrap();
        tx.execute("insert into odd values ($1, $2)", vec![None::<i64>.into(), None::<String>.into()]).await.unwrap();
        tx.execute("insert into odd values ($1, $2)", vec![i64::MIN.into(), "".into()]).await.unwrap();
        let rows = tx.all("select * from odd order by t", vec![]).await.unwrap();
        let read: Vec<_> = rows.iter().map(|r| (r.opt_int("n").unwrap(), r.opt_text("t").unwrap())).collect();
        assert!(read.contains(&(None, None)) && read.contains(&(Some(i64::MIN), Some(String::new()))), "{read:?}");
    }
}

#[test]
fn a_folder_is_a_data_directory() {
    Place::on_sqlite(async |place| {
        let folder = place.folder().join("new").join("data");
        let store = Store::open(&format!("{}/", folder.display())).await.unwrap();
        assert_eq!(store.db().engine(), Engine::Sqlite);
        let blob = store.blobs().put(b"x".to_vec()).await.unwrap();
        assert!(folder.join("cocket.db").is_file() && folder.join("blobs").is_dir());
        store.close().await;
        let again = Store::open(folder.to_str().unwrap()).await.unwrap();
        assert!(again.blobs().exists(blob.sha256).await.unwrap());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&folder).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "others may not read importers' numbers");
        }
    });
}

#[test]
fn a_database_in_memory_works_and_is_its_own() {
    Place::on_sqlite(async |_| {
        let (one, two) =
            (Store::open("sqlite::memory:").await.unwrap(), Store::open("sqlite::memory:").await.unwrap());
        one.append("F-1", 0, &[event("a")], at(0), None).await.unwrap();
        assert_eq!((one.version("F-1").await.unwrap(), two.version("F-1").await.unwrap()), (1, 0));
        let blob = one.blobs().put(b"x".to_vec()).await.unwrap();
        assert_eq!(one.blobs().get(blob.sha256).await.unwrap(), b"x");
        assert!(!two.blobs().exists(Hash::of(b"x")).await.unwrap());
    });
}

#[test]
fn what_cannot_be_opened_says_where() {
    Place::on_sqlite(async |place| {
        let file = place.folder().join("file");
        std::fs::write(&file, "this is no database, but a text of some length").unwrap();
        let inside = Store::open(&file.join("store.db").display().to_string()).await.unwrap_err();
        assert!(matches!(&inside, StoreError::Io { .. }), "{inside}");
        let text = Store::open(&file.display().to_string()).await.unwrap_err();
        assert!(text.to_string().contains(&file.display().to_string()), "{text}");
        let nobody = Store::open("postgres://me:secret@127.0.0.1:1/none").await.unwrap_err();
        assert!(
            matches!(&nobody, StoreError::Open { .. }) && !nobody.to_string().contains("secret"),
            "{nobody}"
        );
    });
}
