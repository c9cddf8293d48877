//! Speed of the store: `cargo bench -p cocket-store`. PostgreSQL too when `COCKET_BENCH_POSTGRES` names an empty
//! database or schema of its own.

use std::sync::OnceLock;

use cocket_base::civil::date;
use cocket_store::{FileFilter, FileOrder, FileQuery, FileUpdate, NewEvent, Store};
use divan::Bencher;
use jiff::Timestamp;
use tokio::runtime::Runtime;

/// Files in the lists, and records in the journal.
const MANY: i64 = 100_000;

fn main() {
    divan::main();
    // What was made for the measurement goes with it.
    let _ = std::fs::remove_dir_all(folder());
}

fn folder() -> std::path::PathBuf {
    std::env::temp_dir().join(format!("cocket-bench-{}", std::process::id()))
}

/// A store with many files and records, filled once per engine.
struct Filled {
    store: Store,
    runtime: Runtime,
}

fn filled(engine: &str) -> Option<&'static Filled> {
    static SQLITE: OnceLock<Filled> = OnceLock::new();
    static POSTGRES: OnceLock<Option<Filled>> = OnceLock::new();
    match engine {
        "sqlite" => Some(SQLITE.get_or_init(|| fill(&format!("{}/", folder().display())))),
        _ => POSTGRES
            .get_or_init(|| std::env::var("COCKET_BENCH_POSTGRES").ok().map(|url| fill(&url)))
            .as_ref(),
    }
}

fn event(n: i64) -> NewEvent {
    NewEvent {
        kind: "line classified".into(),
        payload_json: format!(
            r#"{{"line":{n},"hts":"8708305090","description":"brake discs of cast iron","value":"{n}.00"}}"#
        ),
        actor: "ann".into(),
        effective: date(2026, 6, 16),
        document: Some("invoice.xlsx, row 7".into()),
    }
}

fn instant(n: i64) -> Timestamp {
    Timestamp::from_second(1_780_000_000 + n).unwrap_or_default()
}

fn file(n: i64) -> FileUpdate {
    const STATES: [&str; 6] = ["draft", "checked", "sent", "accepted", "released", "released"];
    // One file in ten thousand is held: a filter that finds few rows among many.
    let state = if n % 10_000 == 7 { "held" } else { STATES[(n % 6) as usize] };
    FileUpdate::new(format!("F-{n:06}"), instant(n), 1)
        .client(format!("client {}", n % 40))
        .importer(format!("12-***{:04}", n % 977))
        .reference(format!("PO-{n}"))
        .description("brake discs of cast iron")
        .entry_number(Some(format!("XYZ-{n:07}-{}", n % 10)))
        .state(state)
        .due(
            (n % 3 != 0)
                .then(|| (date(2026, 1 + (n % 12) as i8, 1 + (n % 28) as i8), "entry summary".into())),
        )
}

fn fill(url: &str) -> Filled {
    let runtime = Runtime::new().expect("a runtime");
    let store = runtime.block_on(async {
        let store = Store::open(url).await.expect("the store opens");
        for batch in 0..100 {
            let events: Vec<_> = (0..MANY / 100).map(|n| event(batch * 1000 + n)).collect();
            let files: Vec<_> = (0..MANY / 100).map(|n| file(batch * 1000 + n).into()).collect();
            let mut write = store.write().await.expect("a unit");
            let stream = format!("F-{batch}");
            write.append(&stream, 0, &events, instant(batch), None).await.expect("appended");
            write.project(&files).await.expect("projected");
            write.commit().await.expect("committed");
        }
        store
    });
    Filled { store, runtime }
}

const ENGINES: [&str; 2] = ["sqlite", "postgres"];

/// One event per unit of work: what a click costs, with the disk's confirmation.
#[divan::bench(args = ENGINES, sample_count = 200)]
fn append_one(bencher: Bencher<'_, '_>, engine: &str) {
    append(bencher, engine, 1);
}

/// A hundred events in one unit of work.
#[divan::bench(args = ENGINES, sample_count = 50)]
fn append_hundred(bencher: Bencher<'_, '_>, engine: &str) {
    append(bencher, engine, 100);
}

fn append(bencher: Bencher<'_, '_>, engine: &str, count: i64) {
    let Some(Filled { store, runtime }) = filled(engine) else { return };
    let events: Vec<_> = (0..count).map(event).collect();
    let stream = format!("bench {count}");
    bencher.counter(count as u64).bench_local(|| {
        runtime.block_on(async {
            let version = store.version(&stream).await.expect("a version");
            store.append(&stream, version, &events, instant(0), None).await.expect("appended")
        })
    });
}

#[divan::bench(args = ENGINES)]
fn page_newest(bencher: Bencher<'_, '_>, engine: &str) {
    page(bencher, engine, FileFilter::default(), FileOrder::Updated);
}

#[divan::bench(args = ENGINES)]
fn page_due_in_two_states(bencher: Bencher<'_, '_>, engine: &str) {
    let states = vec!["draft".into(), "checked".into()];
    page(bencher, engine, FileFilter { states, ..FileFilter::default() }, FileOrder::Due);
}

#[divan::bench(args = ENGINES)]
fn page_rare_state(bencher: Bencher<'_, '_>, engine: &str) {
    page(
        bencher,
        engine,
        FileFilter { states: vec!["held".into()], ..FileFilter::default() },
        FileOrder::Updated,
    );
}

#[divan::bench(args = ENGINES)]
fn page_one_client(bencher: Bencher<'_, '_>, engine: &str) {
    page(
        bencher,
        engine,
        FileFilter { clients: vec!["client 7".into()], ..FileFilter::default() },
        FileOrder::Due,
    );
}

#[divan::bench(args = ENGINES)]
fn page_rare_word(bencher: Bencher<'_, '_>, engine: &str) {
    page(bencher, engine, FileFilter { text: "po-5077".into(), ..FileFilter::default() }, FileOrder::Updated);
}

#[divan::bench(args = ENGINES)]
fn page_common_words(bencher: Bencher<'_, '_>, engine: &str) {
    page(
        bencher,
        engine,
        FileFilter { text: "brake discs".into(), ..FileFilter::default() },
        FileOrder::Updated,
    );
}

#[divan::bench(args = ENGINES)]
fn page_word_that_is_nowhere(bencher: Bencher<'_, '_>, engine: &str) {
    page(bencher, engine, FileFilter { text: "nowhere".into(), ..FileFilter::default() }, FileOrder::Updated);
}

fn page(bencher: Bencher<'_, '_>, engine: &str, filter: FileFilter, order: FileOrder) {
    let Some(Filled { store, runtime }) = filled(engine) else { return };
    let query = FileQuery { filter, order, limit: 50, ..FileQuery::default() };
    bencher.bench_local(|| runtime.block_on(store.files(&query)).expect("a page"));
}

#[divan::bench(args = ENGINES)]
fn counts_by_state(bencher: Bencher<'_, '_>, engine: &str) {
    let Some(Filled { store, runtime }) = filled(engine) else { return };
    bencher.bench_local(|| runtime.block_on(store.counts_by_state(&[])).expect("counts"));
}

#[divan::bench(args = ENGINES, sample_count = 3, sample_size = 1)]
fn verify_hundred_thousand(bencher: Bencher<'_, '_>, engine: &str) {
    let Some(Filled { store, runtime }) = filled(engine) else { return };
    bencher.counter(MANY as u64).bench_local(|| runtime.block_on(store.verify_journal()).expect("sound"));
}
