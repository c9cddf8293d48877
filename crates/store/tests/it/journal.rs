//! Appending, reading back, conflicts and repeated requests.

use cocket_store::{AppendError, JournalFilter, NewEvent, StoreError};

use crate::engines::{DAY, at, event, on_both};

on_both! {
    async fn records_come_back_as_they_were_given(place: &Place) {
        let store = place.open().await;
        let given = event("opened").from_document("paper 7, cell C4");
        let exact = at(1).checked_add(jiff::SignedDuration::from_nanos(1_234_567)).unwrap();
        let appended = store.append("F-1", 0, std::slice::from_ref(&given), exact, Some("k1")).await.unwrap();
        let read = store.events("F-1").await.unwrap();
        assert_eq!(appended.events, read);
        assert_eq!((read[0].seq, read[0].version, appended.version()), (1, 1, 1));
        assert_eq!(read[0].recorded_at.as_microsecond(), exact.as_microsecond());
        assert_eq!((read[0].effective, read[0].document.as_deref()), (DAY, Some("paper 7, cell C4")));
        assert_eq!(read[0].payload, given.payload_json);
        assert_eq!(store.journal_head().await.unwrap().hash, read[0].hash);
    }

    async fn payloads_are_kept_letter_for_letter(place: &Place) {
        #[derive(serde::Serialize, serde::Deserialize, PartialEq, Debug)]
        struct Line { text: String, cents: i64 }
        let store = place.open().await;
        let line = Line { text: "Gehäuse «ø 5»\n\u{1F4E6} '; drop table journal; --".into(), cents: i64::MIN };
        let spaced = NewEvent { payload_json: "{ \"b\": 1.10,  \"a\":\t2 }".into(), ..event("odd") };
        let typed = NewEvent::of("typed", &line, "ann", DAY).unwrap();
        store.append("F-1", 0, &[spaced.clone(), typed], at(0), None).await.unwrap();
        let read = store.events("F-1").await.unwrap();
        assert_eq!(read[0].payload, spaced.payload_json);
        assert_eq!(read[1].read::<Line>().unwrap(), line);
    }

    async fn a_stale_version_is_a_conflict_and_keeps_nothing(place: &Place) {
        let store = place.open().await;
        store.append("F-1", 0, &[event("a"), event("b")], at(0), None).await.unwrap();
        for stale in [0, 1, 3, -1] {
            let refused = store.append("F-1", stale, &[event("c")], at(1), None).await;
            assert!(
                matches!(&refused, Err(AppendError::Conflict { expected, found: 2, .. }) if *expected == stale),
                "{refused:?}"
            );
        }
        assert_eq!(store.version("F-1").await.unwrap(), 2);
        assert_eq!(store.version("F-2").await.unwrap(), 0);
        assert_eq!(store.verify_journal().await.unwrap().records, 2);
    }

    async fn a_repeated_request_is_answered_as_the_first(place: &Place) {
        let store = place.open().await;
        let events = [event("a"), event("b")];
        let first = store.append("F-1", 0, &events, at(0), Some("k")).await.unwrap();
        store.append("F-1", 2, &[event("c")], at(1), None).await.unwrap();
        let again = store.append("F-1", 0, &events, at(9), Some("k")).await.unwrap();
        assert!(!first.repeated && again.repeated);
        assert_eq!(first.events, again.events);
        assert_eq!(store.version("F-1").await.unwrap(), 3);
    }

    async fn a_key_used_for_something_else_is_refused(place: &Place) {
        let store = place.open().await;
        store.append("F-1", 0, &[event("a"), event("b")], at(0), Some("k")).await.unwrap();
        let other_actor = NewEvent { actor: "bob".into(), ..event("b") };
        for (stream, events) in [
            ("F-2", vec![event("a"), event("b")]),
            ("F-1", vec![event("a")]),
            ("F-1", vec![event("a"), event("b"), event("c")]),
            ("F-1", vec![event("a"), other_actor]),
        ] {
            let refused = store.append(stream, 2, &events, at(1), Some("k")).await;
            assert!(matches!(&refused, Err(AppendError::KeyReused { .. })), "{refused:?}");
        }
    }

    async fn what_cannot_be_kept_is_refused_in_words(place: &Place) {
        let store = place.open().await;
        let long = "x".repeat(cocket_store::limits::MAX_PAYLOAD_BYTES);
        let with = |change: fn(&mut NewEvent)| { let mut e = event("a"); change(&mut e); e };
        for (stream, event, words) in [
            ("", event("a"), "the file's id is empty"),
            ("F\n1", event("a"), "control character"),
            ("F-1", with(|e| e.kind.clear()), "the event's kind is empty"),
            ("F-1", with(|e| e.actor.clear()), "the event's actor is empty"),
            ("F-1", with(|e| e.payload_json = "{".into()), "is not JSON"),
            ("F-1", NewEvent { payload_json: format!("\"{long}\""), ..event("a") }, "is too large"),
            ("F-1", with(|e| e.document = Some("a\0b".into())), "zero character"),
        ] {
            let refused = store.append(stream, 0, &[event], at(0), None).await.unwrap_err();
            assert!(refused.to_string().contains(words), "{refused}");
        }
        let refused = store.append("F-1", 0, &[], at(0), None).await.unwrap_err();
        assert!(matches!(refused, AppendError::Store(StoreError::Invalid { .. })), "{refused:?}");
        assert_eq!(store.verify_journal().await.unwrap().records, 0);
    }

    async fn a_dropped_unit_never_happened(place: &Place) {
        let store = place.open().await;
        let mut write = store.write().await.unwrap();
        write.append("F-1", 0, &[event("a")], at(0), None).await.unwrap();
        assert_eq!(write.version("F-1").await.unwrap(), 1);
        drop(write);
        assert_eq!(store.version("F-1").await.unwrap(), 0);
        store.append("F-1", 0, &[event("a")], at(0), None).await.unwrap();
        assert_eq!(store.verify_journal().await.unwrap().records, 1);
    }

    async fn several_appends_in_one_unit_make_one_chain(place: &Place) {
        let store = place.open().await;
        let mut write = store.write().await.unwrap();
        write.append("F-1", 0, &[event("a")], at(0), None).await.unwrap();
        write.append("F-2", 0, &[event("b")], at(0), Some("k")).await.unwrap();
        write.append("F-1", 1, &[event("c")], at(0), None).await.unwrap();
        assert!(write.append("F-2", 0, &[event("b")], at(0), Some("k")).await.unwrap().repeated);
        write.commit().await.unwrap();
        assert_eq!(store.verify_journal().await.unwrap().records, 3);
    }

    async fn the_journal_is_listed_both_ways(place: &Place) {
        let store = place.open().await;
        for n in 0..5 {
            let by_bob = NewEvent { actor: "bob".into(), ..event("a") };
            store.append(&format!("F-{n}"), 0, &[event("a"), by_bob], at(n), None).await.unwrap();
        }
        let seqs = |events: Vec<cocket_store::Event>| events.iter().map(|e| e.seq).collect::<Vec<_>>();
        assert_eq!(seqs(store.journal_after(7, 10).await.unwrap()), [8, 9, 10]);
        assert_eq!(seqs(store.journal_after(0, 2).await.unwrap()), [1, 2]);
        let bob = JournalFilter { actor: Some("bob".into()), ..JournalFilter::default() };
        assert_eq!(seqs(store.journal_before(&bob, None, 3).await.unwrap()), [10, 8, 6]);
        assert_eq!(seqs(store.journal_before(&bob, Some(6), 3).await.unwrap()), [4, 2]);
        let none = JournalFilter { stream: Some("F-0".into()), kind: Some("b".into()), ..bob };
        assert!(store.journal_before(&none, None, 3).await.unwrap().is_empty());
        assert_eq!(store.events_after("F-3", 1).await.unwrap().len(), 1);
    }

    async fn many_writers_make_one_chain(place: &Place) {
        let store = place.open().await;
        let mut tasks = Vec::new();
        for writer in 0..8 {
            let store = store.clone();
            tasks.push(tokio::spawn(async move {
                let mut won = 0;
                for n in 0..10 {
                    let version = store.version("shared").await.unwrap();
                    let key = format!("{writer}-{n}");
                    match store.append("shared", version, &[event(&key)], at(n), Some(&key)).await {
                        Ok(_) => won += 1,
                        Err(AppendError::Conflict { .. }) => {}
                        Err(other) => panic!("{other}"),
                    }
                    store.append(&format!("own-{writer}"), n, &[event("own")], at(n), None).await.unwrap();
                }
                won
            }));
        }
        let mut won = 0;
        for task in tasks {
            won += task.await.unwrap();
        }
        assert_eq!(store.version("shared").await.unwrap(), won);
        assert_eq!(store.verify_journal().await.unwrap().records, won + 80);
    }
}
