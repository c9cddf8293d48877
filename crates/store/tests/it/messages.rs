//! Outbox and inbox: never lost, never repeated.

use std::time::Duration;

use cocket_store::{
    Answer, AppendError, Change, Enqueued, Marked, MessageState, NewMessage, Received, Store, StoreError,
};

use crate::engines::{at, event, on_both};

const LEASE: Duration = Duration::from_secs(60);

fn message(id: &str, lane: &str) -> NewMessage {
    NewMessage {
        id: id.into(),
        dedupe_key: format!("key of {id}"),
        channel: "ace".into(),
        lane: lane.into(),
        kind: "entry summary".into(),
        body: format!("A {id}\r\nZ").into_bytes(),
        due_at: at(0),
    }
}

async fn enqueue(store: &Store, messages: &[NewMessage]) {
    let mut write = store.write().await.unwrap();
    for message in messages {
        assert_eq!(write.enqueue(message, at(0)).await.unwrap(), Enqueued::New);
    }
    write.commit().await.unwrap();
}

async fn claim(store: &Store, worker: &str, seconds: i64) -> Option<String> {
    store.claim_message("ace", worker, at(seconds), LEASE).await.unwrap().map(|message| message.id)
}

async fn state(store: &Store, id: &str) -> MessageState {
    store.message(id).await.unwrap().unwrap().state
}

on_both! {
    async fn a_message_exists_exactly_if_its_events_do(place: &Place) {
        let store = place.open().await;
        let (events, messages) = ([event("sent")], [message("M1", "F-1")]);
        let change = Change { key: Some("k"), messages: &messages, ..Change::new("F-1", 0, &events, at(0)) };
        let stale = Change { expected_version: 7, ..change.clone() };
        assert!(matches!(store.record(&stale, |_| vec![]).await, Err(AppendError::Conflict { .. })));
        assert_eq!(store.message("M1").await.unwrap(), None);
        store.record(&change, |_| vec![]).await.unwrap();
        assert!(store.record(&change, |_| panic!("repeated: nothing is projected")).await.unwrap().repeated);
        assert_eq!(store.messages_of("F-1").await.unwrap().len(), 1);
        // A message that cannot be enqueued takes its events with it.
        let other = [NewMessage { dedupe_key: "other".into(), ..message("M1", "F-1") }];
        let clash = Change { expected_version: 1, key: None, messages: &other, ..change };
        let refused = store.record(&clash, |_| vec![]).await.unwrap_err();
        assert!(refused.to_string().starts_with("message id M1 was used before"), "{refused}");
        assert_eq!(store.version("F-1").await.unwrap(), 1);
    }

    async fn the_same_key_is_there_already(place: &Place) {
        let store = place.open().await;
        enqueue(&store, &[message("M1", "F-1")]).await;
        let mut write = store.write().await.unwrap();
        let again = NewMessage { id: "M2".into(), ..message("M1", "F-1") };
        assert_eq!(write.enqueue(&again, at(1)).await.unwrap(), Enqueued::AlreadyThere { id: "M1".into() });
        let differs = NewMessage { body: b"B".to_vec(), ..again };
        assert!(matches!(write.enqueue(&differs, at(1)).await, Err(StoreError::KeyReused { what: "message key", .. })));
        write.commit().await.unwrap();
        assert_eq!(store.messages_of("F-1").await.unwrap().len(), 1);
    }

    async fn a_message_goes_its_way(place: &Place) {
        let store = place.open().await;
        let later = NewMessage { due_at: at(10), ..message("M1", "F-1") };
        enqueue(&store, std::slice::from_ref(&later)).await;
        assert_eq!(store.next_message_due("ace").await.unwrap(), Some(at(10)));
        assert_eq!(claim(&store, "w1", 9).await, None);
        assert_eq!(store.claim_message("other", "w1", at(10), LEASE).await.unwrap(), None);
        let taken = store.claim_message("ace", "w1", at(10), LEASE).await.unwrap().unwrap();
        assert_eq!((taken.body, taken.attempts, taken.state), (later.body, 1, MessageState::Claimed));
        assert_eq!(claim(&store, "w2", 10).await, None, "it is with w1");
        assert_eq!(store.retry_at("M1", "w2", at(0), "not mine").await.unwrap(), Marked::Already);
        assert_eq!(store.retry_at("M1", "w1", at(20), "no answer").await.unwrap(), Marked::Now);
        assert_eq!(claim(&store, "w2", 19).await, None);
        assert_eq!(claim(&store, "w2", 20).await.as_deref(), Some("M1"));
        assert_eq!(store.mark_sent("M1", at(21)).await.unwrap(), Marked::Now);
        assert_eq!(store.mark_sent("M1", at(22)).await.unwrap(), Marked::Already);
        assert_eq!(store.retry_at("M1", "w2", at(0), "late").await.unwrap(), Marked::Already);
        assert_eq!(claim(&store, "w1", 999).await, None);
        assert_eq!(store.unanswered(at(20), 9).await.unwrap().len(), 0);
        assert_eq!(store.unanswered(at(21), 9).await.unwrap().len(), 1);

        let mut write = store.write().await.unwrap();
        assert_eq!(write.mark_answered("M1", "inbox 4", at(30)).await.unwrap(), Marked::Now);
        assert_eq!(write.mark_answered("M1", "inbox 5", at(31)).await.unwrap(), Marked::Already);
        assert!(matches!(write.mark_answered("M9", "x", at(31)).await, Err(StoreError::Missing { .. })));
        write.commit().await.unwrap();
        let done = store.message("M1").await.unwrap().unwrap();
        assert_eq!((done.state, done.answer.as_deref()), (MessageState::Answered, Some("inbox 4")));
        assert_eq!((done.sent_at, done.answered_at, done.attempts), (Some(at(21)), Some(at(30)), 2));
        assert_eq!(store.outbox_counts().await.unwrap(), [("answered".to_owned(), 1)]);
        assert_eq!(store.next_message_due("ace").await.unwrap(), None);
    }

    async fn a_worker_that_dies_loses_only_its_lease(place: &Place) {
        let store = place.open().await;
        enqueue(&store, &[message("M1", "F-1")]).await;
        assert_eq!(claim(&store, "w1", 0).await.as_deref(), Some("M1"));
        assert_eq!(store.next_message_due("ace").await.unwrap(), Some(at(60)));
        assert_eq!(claim(&store, "w2", 59).await, None);
        let again = store.claim_message("ace", "w2", at(60), LEASE).await.unwrap().unwrap();
        assert_eq!((again.id.as_str(), again.attempts, again.body), ("M1", 2, message("M1", "F-1").body));
        // The first one was only slow: it may not reschedule, but its sending counts.
        assert_eq!(store.retry_at("M1", "w1", at(0), "slow").await.unwrap(), Marked::Already);
        assert_eq!(store.mark_sent("M1", at(61)).await.unwrap(), Marked::Now);
        assert_eq!(state(&store, "M1").await, MessageState::Sent);
    }

    async fn an_answer_outruns_our_own_marking(place: &Place) {
        let store = place.open().await;
        enqueue(&store, &[message("M1", "F-1"), message("M2", "F-1")]).await;
        claim(&store, "w1", 0).await;
        let mut write = store.write().await.unwrap();
        write.mark_answered("M1", "inbox 1", at(1)).await.unwrap();
        write.commit().await.unwrap();
        assert_eq!(store.mark_sent("M1", at(2)).await.unwrap(), Marked::Already);
        assert_eq!(state(&store, "M1").await, MessageState::Answered);
        assert_eq!(claim(&store, "w1", 3).await.as_deref(), Some("M2"), "its lane goes on");
    }

    async fn messages_of_a_lane_leave_in_order(place: &Place) {
        let store = place.open().await;
        enqueue(&store, &[message("A1", "A"), message("A2", "A"), message("B1", "B"), message("A3", "A")]).await;
        assert_eq!(claim(&store, "w1", 0).await.as_deref(), Some("A1"));
        assert_eq!(claim(&store, "w2", 0).await.as_deref(), Some("B1"), "A waits for A1, B need not");
        assert_eq!(claim(&store, "w3", 0).await, None);
        store.retry_at("A1", "w1", at(30), "busy").await.unwrap();
        assert_eq!(claim(&store, "w1", 1).await, None, "A2 may not overtake A1");
        assert_eq!(claim(&store, "w1", 30).await.as_deref(), Some("A1"));
        store.hold_message("A1", "w1", "refused by the link").await.unwrap();
        assert_eq!(claim(&store, "w1", 31).await, None, "a held message holds its lane");
        assert_eq!(store.held_messages(9).await.unwrap()[0].trouble.as_deref(), Some("refused by the link"));

        let mut write = store.write().await.unwrap();
        assert_eq!(write.send_again("A1", at(40), "mended").await.unwrap(), Marked::Now);
        assert_eq!(write.withdraw_message("A2", "not needed").await.unwrap(), Marked::Now);
        write.commit().await.unwrap();
        assert_eq!(claim(&store, "w1", 40).await.as_deref(), Some("A1"));
        store.mark_sent("A1", at(41)).await.unwrap();
        assert_eq!(claim(&store, "w1", 41).await.as_deref(), Some("A3"), "A2 was withdrawn");
        let mut write = store.write().await.unwrap();
        assert_eq!(write.withdraw_message("A3", "too late").await.unwrap(), Marked::Already);
        assert_eq!(write.send_again("A3", at(0), "it is on its way").await.unwrap(), Marked::Already);
        assert_eq!(write.send_again("A1", at(50), "no answer").await.unwrap(), Marked::Now);
        write.commit().await.unwrap();
        assert_eq!(claim(&store, "w1", 50).await.as_deref(), Some("A1"));
    }

    async fn many_workers_take_each_message_once(place: &Place) {
        let store = place.open().await;
        let messages: Vec<_> = (0..60).map(|n| message(&format!("M{n}"), &format!("F-{}", n % 20))).collect();
        enqueue(&store, &messages).await;
        let workers: Vec<_> = (0..6).map(|n| {
            let store = store.clone();
            tokio::spawn(async move {
                let (worker, mut taken, mut idle) = (format!("w{n}"), Vec::new(), 0);
                while idle < 50 {
                    match store.claim_message("ace", &worker, at(1), LEASE).await.unwrap() {
                        Some(message) => {
                            store.mark_sent(&message.id, at(1)).await.unwrap();
                            (idle, taken) = (0, [taken, vec![message]].concat());
                        }
                        None => { idle += 1; tokio::task::yield_now().await; }
                    }
                }
                taken
            })
        }).collect();
        let mut taken = Vec::new();
        for worker in workers {
            taken.extend(worker.await.unwrap());
        }
        let mut positions: Vec<_> = taken.iter().map(|message| message.position).collect();
        positions.sort_unstable();
        assert_eq!(positions, (1..=60).collect::<Vec<_>>());
        assert!(taken.iter().all(|message| message.attempts == 1));
    }

    async fn a_received_message_is_kept_once(place: &Place) {
        let store = place.open().await;
        let new = |id| Received::New { id, clashes_with: None };
        let first = store.receive("ace", Some("C1"), b"AX\xff", at(0)).await.unwrap();
        let Received::New { id: one, .. } = first else { panic!("{first:?}") };
        assert_eq!(store.receive("ace", Some("C1"), b"AX\xff", at(1)).await.unwrap(), Received::Repeated { id: one });
        let clash = store.receive("ace", Some("C1"), b"other", at(2)).await.unwrap();
        assert!(matches!(clash, Received::New { clashes_with: Some(id), .. } if id == one), "{clash:?}");
        let plain = store.receive("ace", None, b"AX\xff", at(3)).await.unwrap();
        let Received::New { id: bare, clashes_with: None } = plain else { panic!("{plain:?}") };
        assert_eq!(store.receive("ace", None, b"AX\xff", at(3)).await.unwrap(), Received::Repeated { id: bare });
        let elsewhere = store.receive("mail", None, b"AX\xff", at(3)).await.unwrap();
        assert!(matches!(elsewhere, Received::New { id, .. } if elsewhere == new(id)), "{elsewhere:?}");
        let kept = store.received(one).await.unwrap().unwrap();
        assert_eq!((kept.body.as_slice(), kept.control_id.as_deref(), kept.repeats), (&b"AX\xff"[..], Some("C1"), 1));
        assert_eq!(store.received_in_state("waiting", 0, 9).await.unwrap().len(), 4);
        let huge = vec![0; cocket_store::limits::MAX_MESSAGE_BYTES + 1];
        assert!(matches!(store.receive("ace", None, &huge, at(0)).await, Err(StoreError::Invalid { .. })));
    }

    async fn a_received_message_is_handled_with_its_events_once(place: &Place) {
        let store = place.open().await;
        enqueue(&store, &[message("M1", "F-1")]).await;
        store.receive("ace", Some("C1"), b"accepted M1", at(5)).await.unwrap();
        let taken = store.claim_received("ace", "w1", at(5), LEASE).await.unwrap().unwrap();
        assert_eq!(store.claim_received("ace", "w2", at(5), LEASE).await.unwrap(), None);
        let slow = store.claim_received("ace", "w2", at(65), LEASE).await.unwrap().unwrap();
        assert_eq!((slow.id, slow.attempts), (taken.id, 2));

        let events = [event("accepted")];
        let change = Change {
            answers: Some(Answer { message_id: "M1", reference: "inbox 1" }),
            handles: Some((taken.id, "accepted")),
            ..Change::new("F-1", 0, &events, at(66))
        };
        store.record(&change, |_| vec![]).await.unwrap();
        let late = Change { expected_version: 1, ..change };
        let refused = store.record(&late, |_| vec![]).await.unwrap_err();
        assert!(matches!(refused, AppendError::Store(StoreError::Already { .. })), "{refused}");
        assert_eq!(store.version("F-1").await.unwrap(), 1, "the second handling left nothing behind");
        assert_eq!(state(&store, "M1").await, MessageState::Answered);
        let handled = store.received(taken.id).await.unwrap().unwrap();
        assert_eq!((handled.state.as_str(), handled.outcome.as_deref()), ("handled", Some("accepted")));
        assert_eq!(store.retry_received(taken.id, "w2", at(0), "late").await.unwrap(), Marked::Already);
        assert_eq!(store.receive("ace", Some("C1"), b"accepted M1", at(9)).await.unwrap(), Received::Repeated { id: taken.id });
        assert_eq!(store.claim_received("ace", "w1", at(999), LEASE).await.unwrap(), None);
    }

    async fn a_received_message_that_fails_waits_then_goes_to_a_person(place: &Place) {
        let store = place.open().await;
        store.receive("ace", None, b"?", at(0)).await.unwrap();
        let taken = store.claim_received("ace", "w1", at(0), LEASE).await.unwrap().unwrap();
        store.retry_received(taken.id, "w1", at(10), "busy").await.unwrap();
        assert_eq!(store.claim_received("ace", "w1", at(9), LEASE).await.unwrap(), None);
        store.claim_received("ace", "w1", at(10), LEASE).await.unwrap().unwrap();
        assert_eq!(store.hold_received(taken.id, "w1", "not understood").await.unwrap(), Marked::Now);
        assert_eq!(store.claim_received("ace", "w1", at(999), LEASE).await.unwrap(), None);
        assert_eq!(store.received_in_state("held", 0, 9).await.unwrap()[0].trouble.as_deref(), Some("not understood"));
        assert_eq!(store.release_received(taken.id, at(1000)).await.unwrap(), Marked::Now);
        assert_eq!(store.claim_received("ace", "w1", at(1000), LEASE).await.unwrap().unwrap().attempts, 3);
    }
}
