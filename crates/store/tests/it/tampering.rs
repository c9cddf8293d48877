//! Whoever changes, removes, adds or reorders a record is noticed, at the first such record.

use cocket_store::{Db, Fault, Head, Store, Value, VerifyError};

use crate::engines::{Place, at, event, on_both};

/// Ten records; what is done to them; where the journal must then be called broken.
async fn check(place: &Place, tampering: &[&'static str], seq: i64, fault: fn(&Fault) -> bool) {
    let store = filled(place).await;
    let before = snapshot(store.db()).await;
    for sql in tampering {
        run(store.db(), sql).await;
    }
    match store.verify_journal().await {
        Err(VerifyError::Broken(broken)) => {
            assert!(broken.seq == seq && fault(&broken.fault), "{tampering:?}: {broken}");
        }
        other => panic!("{tampering:?}: {other:?}"),
    }
    restore(store.db(), before).await;
    assert_eq!(store.verify_journal().await.unwrap().records, 10, "restored");
    store.close().await;
}

async fn filled(place: &Place) -> Store {
    let store = place.open().await;
    if store.journal_head().await.unwrap().seq == 0 {
        for n in 0..5 {
            let events = [event("a").from_document("paper 1"), event("b")];
            store.append(&format!("F-{n}"), 0, &events, at(n), Some(&format!("k{n}"))).await.unwrap();
        }
    }
    store
}

async fn run(db: &Db, sql: &'static str) {
    let mut tx = db.begin().await.unwrap();
    tx.execute(sql, vec![]).await.unwrap();
    tx.commit().await.unwrap();
}

async fn snapshot(db: &Db) -> (Vec<Vec<Value>>, Head) {
    const COLUMNS: [&str; 12] = [
        "seq",
        "stream",
        "version",
        "recorded_at_us",
        "effective",
        "actor",
        "kind",
        "payload",
        "document",
        "request_key",
        "prev_hash",
        "hash",
    ];
    let rows = db.all("select * from journal order by seq", vec![]).await.unwrap();
    let value = |row: &cocket_store::Row, name: &str| match name {
        "seq" | "version" | "recorded_at_us" => Value::Int(row.opt_int(name).unwrap()),
        _ => Value::Text(row.opt_text(name).unwrap()),
    };
    let records = rows.iter().map(|row| COLUMNS.iter().map(|name| value(row, name)).collect()).collect();
    let head = db.first("select seq, hash from chain_head", vec![]).await.unwrap().unwrap();
    (records, Head { seq: head.int("seq").unwrap(), hash: head.hash("hash").unwrap() })
}

async fn restore(db: &Db, (records, head): (Vec<Vec<Value>>, Head)) {
    let mut tx = db.begin().await.unwrap();
    tx.execute("delete from journal", vec![]).await.unwrap();
    for record in records {
        let sql = "insert into journal values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
        tx.execute(sql, record).await.unwrap();
    }
    let args = vec![head.seq.into(), head.hash.into()];
    tx.execute("update chain_head set seq = $1, hash = $2", args).await.unwrap();
    tx.commit().await.unwrap();
}

fn changed(fault: &Fault) -> bool {
    matches!(fault, Fault::Changed)
}

on_both! {
    async fn every_column_is_sealed(place: &Place) {
        for sql in [
            "update journal set stream = 'F-9' where seq = 4",
            "update journal set version = 3 where seq = 4",
            "update journal set recorded_at_us = recorded_at_us + 1 where seq = 4",
            "update journal set effective = '2026-06-02' where seq = 4",
            "update journal set actor = 'eve' where seq = 4",
            "update journal set kind = 'c' where seq = 4",
            "update journal set payload = '{\"of\": \"b\"}' where seq = 4",
            "update journal set document = 'paper 2' where seq = 4",
            "update journal set document = '' where seq = 4",
            "update journal set request_key = 'k9' where seq = 4",
            "update journal set request_key = null where seq = 4",
            "update journal set hash = (select hash from journal where seq = 3) where seq = 4",
        ] {
            check(place, &[sql], 4, changed).await;
        }
        check(place, &["update journal set document = null where seq = 3"], 3, changed).await;
        let unlinked = |fault: &Fault| matches!(fault, Fault::Unlinked);
        let sql = "update journal set prev_hash = (select hash from journal where seq = 1) where seq = 4";
        check(place, &[sql], 4, unlinked).await;
    }

    async fn a_column_that_cannot_be_read_is_a_broken_record(place: &Place) {
        let unreadable = |fault: &Fault| matches!(fault, Fault::Unreadable { .. });
        for sql in [
            "update journal set effective = 'yesterday' where seq = 4",
            "update journal set effective = '2026-6-1' where seq = 4",
            "update journal set hash = 'none' where seq = 4",
            "update journal set hash = upper(hash) where seq = 4",
            "update journal set recorded_at_us = 9223372036854775807 where seq = 4",
        ] {
            check(place, &[sql], 4, unreadable).await;
        }
    }

    async fn removed_records_are_missed(place: &Place) {
        let missing = |fault: &Fault| matches!(fault, Fault::Missing { .. });
        check(place, &["delete from journal where seq = 1"], 1, missing).await;
        check(place, &["delete from journal where seq in (5, 6)"], 5, missing).await;
        let cut_off = |fault: &Fault| matches!(fault, Fault::CutOff { head: 10 });
        check(place, &["delete from journal where seq = 10"], 10, cut_off).await;
        check(place, &["delete from journal"], 1, cut_off).await;
        // Closing the gap by renumbering does not help.
        let renumbered = ["delete from journal where seq = 5", "update journal set seq = 5 where seq = 6"];
        check(place, &renumbered, 5, |fault| matches!(fault, Fault::Unlinked)).await;
    }

    async fn added_records_are_seen(place: &Place) {
        let copy = "insert into journal
                    select 11, 'F-x', 1, recorded_at_us, effective, actor, kind, payload, document, request_key,
                           prev_hash, hash
                    from journal where seq = 10";
        check(place, &[copy], 11, |fault| matches!(fault, Fault::Unlinked)).await;
        let head_back = "update chain_head set seq = 9, hash = (select hash from journal where seq = 9)";
        check(place, &[head_back], 10, |fault| matches!(fault, Fault::BeyondHead { head: 9 })).await;
    }

    async fn reordered_records_are_seen(place: &Place) {
        let swap = [
            "update journal set seq = 99 where seq = 4",
            "update journal set seq = 4 where seq = 5",
            "update journal set seq = 5 where seq = 99",
        ];
        check(place, &swap, 4, |fault| matches!(fault, Fault::Unlinked)).await;
    }

    async fn a_head_noted_elsewhere_shows_a_rewritten_or_shortened_chain(place: &Place) {
        let store = filled(place).await;
        let noted = store.journal_head().await.unwrap();
        assert_eq!(store.verify_journal_against(&[Head::EMPTY, noted]).await.unwrap().head, noted);
        let mut forged = noted;
        forged.hash = cocket_store::Hash::of(b"another history");
        let broken = store.verify_journal_against(&[forged]).await.unwrap_err();
        assert!(broken.to_string().contains("history was rewritten"), "{broken}");

        // Cut off the tail and set the head back: sound in itself, but not what was noted.
        run(store.db(), "delete from journal where seq > 8").await;
        run(store.db(), "update chain_head set seq = 8, hash = (select hash from journal where seq = 8)").await;
        assert_eq!(store.verify_journal().await.unwrap().records, 8);
        let broken = store.verify_journal_against(&[noted]).await.unwrap_err();
        assert!(matches!(broken, VerifyError::Broken(b) if b.seq == 9), "cut off");
    }

    async fn verifying_goes_on_while_others_append(place: &Place) {
        let store = filled(place).await;
        let appending = {
            let store = store.clone();
            tokio::spawn(async move {
                for n in 0..200 {
                    store.append("busy", n, &[event("a")], at(n), None).await.unwrap();
                }
            })
        };
        let mut last = 0;
        while !appending.is_finished() {
            let records = store.verify_journal().await.unwrap().records;
            assert!(records >= last);
            last = records;
        }
        appending.await.unwrap();
        assert_eq!(store.verify_journal().await.unwrap().records, 210);
    }
}
