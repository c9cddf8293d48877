//! Any sequence of appends does what a plain list in memory does, on both engines.

use std::collections::HashMap;

use cocket_store::{AppendError, Hash, NewEvent, Store};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::engines::{DAY, Place, at};

/// One call of append.
#[derive(Clone, Debug)]
struct Call {
    stream: usize,
    /// Added to the version the stream really has.
    stale_by: i64,
    kinds: Vec<String>,
    key: Option<u8>,
    commit: bool,
}

/// What an append must answer.
#[derive(Clone, Debug, PartialEq)]
enum Answer {
    Appended { versions: Vec<i64>, repeated: bool },
    Conflict { found: i64 },
    KeyReused,
}

type Record = (usize, i64, String, Option<u8>);

/// The journal as a list.
#[derive(Clone, Default)]
struct Model {
    records: Vec<Record>,
}

impl Model {
    fn version(&self, stream: usize) -> i64 {
        self.records.iter().filter(|record| record.0 == stream).count() as i64
    }

    fn append(&mut self, call: &Call) -> Answer {
        let first: Vec<&Record> =
            self.records.iter().filter(|r| call.key.is_some() && r.3 == call.key).collect();
        if !first.is_empty() {
            let same =
                first.iter().all(|r| r.0 == call.stream) && first.iter().map(|r| &r.2).eq(call.kinds.iter());
            let versions = first.iter().map(|r| r.1).collect();
            return if same { Answer::Appended { versions, repeated: true } } else { Answer::KeyReused };
        }
        let found = self.version(call.stream);
        if call.stale_by != 0 {
            return Answer::Conflict { found };
        }
        let versions: Vec<i64> = (found + 1..).take(call.kinds.len()).collect();
        for (version, kind) in versions.iter().zip(&call.kinds) {
            self.records.push((call.stream, *version, kind.clone(), call.key));
        }
        Answer::Appended { versions, repeated: false }
    }
}

fn call() -> impl Strategy<Value = Call> {
    let stale = prop_oneof![4 => Just(0i64), 1 => -2..3i64];
    let kinds = prop::collection::vec("[a-c]|\\PC{1,6}", 1..4);
    let key = prop::option::weighted(0.4, 0..4u8);
    (0..3usize, stale, kinds, key, prop::bool::weighted(0.8))
        .prop_map(|(stream, stale_by, kinds, key, commit)| Call { stream, stale_by, kinds, key, commit })
}

async fn replay(store: &Store, calls: &[Call]) -> Result<(), TestCaseError> {
    let mut model = Model::default();
    for (n, call) in (0..).zip(calls) {
        let mut after = model.clone();
        let expected = after.append(call);
        let events: Vec<NewEvent> =
            call.kinds.iter().map(|kind| NewEvent::of(kind, kind, "ann", DAY).unwrap()).collect();
        let key = call.key.map(|key| format!("key {key}"));
        let version = model.version(call.stream) + call.stale_by;
        let mut write = store.write().await.unwrap();
        let answer =
            write.append(&format!("F-{}", call.stream), version, &events, at(n), key.as_deref()).await;
        let answer = match answer {
            Ok(done) => Answer::Appended {
                versions: done.events.iter().map(|event| event.version).collect(),
                repeated: done.repeated,
            },
            Err(AppendError::Conflict { found, .. }) => Answer::Conflict { found },
            Err(AppendError::KeyReused { .. }) => Answer::KeyReused,
            Err(AppendError::Store(error)) => panic!("{error}"),
        };
        prop_assert_eq!(answer, expected);
        if call.commit {
            write.commit().await.unwrap();
            model = after;
        }
    }
    let journal = store.journal_after(0, 1000).await.unwrap();
    let records: Vec<Record> = journal
        .iter()
        .map(|event| {
            let stream = event.stream.trim_start_matches("F-").parse().unwrap();
            let key = event.key.as_deref().map(|key| key.trim_start_matches("key ").parse().unwrap());
            (stream, event.version, event.read::<String>().unwrap(), key)
        })
        .collect();
    prop_assert_eq!(&records, &model.records);
    let report = store.verify_journal().await.unwrap();
    prop_assert_eq!(report.records, records.len() as i64);
    let mut before = Hash::ZERO;
    let mut versions = HashMap::new();
    for event in &journal {
        prop_assert_eq!(event.prev_hash, before);
        before = event.hash;
        let version = versions.entry(&event.stream).or_insert(0);
        *version += 1;
        prop_assert_eq!(event.version, *version);
    }
    Ok(())
}

async fn check(place: Place) {
    let store = place.open().await;
    let handle = tokio::runtime::Handle::current();
    // A fixed seed: a failure is the same on every machine, and its smallest form is printed.
    let config = Config { cases: 48, failure_persistence: None, ..Config::default() };
    let rng = proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let checked = tokio::task::block_in_place(|| {
        runner.run(&prop::collection::vec(call(), 1..25), |calls| {
            handle.block_on(async {
                empty(&store).await;
                replay(&store, &calls).await
            })
        })
    });
    checked.unwrap_or_else(|failure| panic!("{failure}"));
}

async fn empty(store: &Store) {
    let mut tx = store.db().begin().await.unwrap();
    tx.execute("delete from journal", vec![]).await.unwrap();
    tx.execute("update chain_head set seq = 0, hash = $1", vec![Hash::ZERO.into()]).await.unwrap();
    tx.commit().await.unwrap();
}

#[test]
fn appends_equal_the_model_on_sqlite() {
    Place::on_sqlite(check);
}

#[test]
fn appends_equal_the_model_on_postgres() {
    Place::on_postgres(check);
}
