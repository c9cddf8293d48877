//! Lists of files and filings: projected with the events, paged, filtered, counted, rebuilt.

use cocket_base::Cents;
use cocket_base::civil::date;
use cocket_store::{
    Change, Cursor, Event, FileFilter, FileOrder, FileQuery, FileRow, FileUpdate, FilingUpdate, NewEvent,
    ProjectionUpdate, Seek, Store,
};

use crate::engines::{DAY, at, event, on_both};

const STATES: [&str; 4] = ["draft", "checked", "sent", "released"];

/// Files `F-000`…: states and clients in turn, each third without a deadline, several at the same instant.
async fn filled(store: &Store, count: i64) {
    let mut write = store.write().await.unwrap();
    for n in 0..count {
        let update = FileUpdate::new(format!("F-{n:03}"), at(n / 3), 1)
            .client(format!("client {}", n % 5))
            .importer("12-***78")
            .reference(format!("PO-{n}/26"))
            .description(if n % 10 == 0 { "steel screws" } else { "cotton shirts" })
            .entry_number(Some(format!("XYZ-{:07}-{}", n * 37, n % 10)))
            .state(STATES[n as usize % 4])
            .findings(n % 2, 1, 0)
            .value(Some(Cents::new(n * 100)))
            .due((n % 3 != 0).then(|| (date(2026, 6, 1 + (n % 28) as i8), "entry summary".to_owned())))
            .entry_date((n % 7 != 0).then(|| date(2026, 5, 1 + (n % 30) as i8)))
            .assigned_to((n % 4 == 1).then(|| "ann".to_owned()));
        write.project(&[update.into()]).await.unwrap();
    }
    write.commit().await.unwrap();
}

fn ids(rows: &[FileRow]) -> Vec<&str> {
    rows.iter().map(|row| row.id.as_str()).collect()
}

/// All rows of a query, page by page.
async fn all(store: &Store, query: &FileQuery) -> Vec<FileRow> {
    let mut query = query.clone();
    let mut rows = Vec::new();
    loop {
        let page = store.files(&query).await.unwrap();
        assert!(page.rows.len() <= query.limit as usize);
        rows.extend(page.rows);
        let Some(next) = page.next else { return rows };
        // As it goes through an address of a page.
        query.seek = Seek::After(next.to_string().parse().unwrap());
    }
}

/// What the database must answer, worked out in memory.
fn expected(mut rows: Vec<FileRow>, query: &FileQuery) -> Vec<FileRow> {
    let f = &query.filter;
    let never = date(9999, 12, 31);
    let words: Vec<String> = f.text.split_whitespace().map(str::to_lowercase).collect();
    rows.retain(|row| {
        let text = format!("{} {} {}", row.reference, row.description, row.client).to_lowercase();
        (f.states.is_empty() || f.states.contains(&row.state))
            && (f.clients.is_empty() || f.clients.contains(&row.client))
            && f.assigned_to.as_ref().is_none_or(|who| row.assigned_to.as_ref() == Some(who))
            && f.due_by.is_none_or(|day| row.due_date.is_some_and(|due| due <= day))
            && words.iter().all(|word| text.split_whitespace().any(|t| t.starts_with(word.as_str())))
    });
    rows.sort_by(|a, b| {
        let by = match query.order {
            FileOrder::Updated => b.updated_at.cmp(&a.updated_at).then(b.id.cmp(&a.id)),
            FileOrder::Due => {
                a.due_date.unwrap_or(never).cmp(&b.due_date.unwrap_or(never)).then(a.id.cmp(&b.id))
            }
            FileOrder::EntryDate => {
                a.entry_date.unwrap_or(never).cmp(&b.entry_date.unwrap_or(never)).then(a.id.cmp(&b.id))
            }
            FileOrder::Id => a.id.cmp(&b.id),
        };
        if query.reversed { by.reverse() } else { by }
    });
    rows
}

on_both! {
    async fn every_order_filter_and_direction_pages_through_all_rows_once(place: &Place) {
        let store = place.open().await;
        filled(&store, 60).await;
        let every = all(&store, &FileQuery { order: FileOrder::Id, limit: 1000, ..FileQuery::default() }).await;
        assert_eq!(every.len(), 60);
        let names = |names: &[&str]| names.iter().map(|&s| s.to_owned()).collect::<Vec<_>>();
        let filters = [
            FileFilter::default(),
            FileFilter { states: names(&["sent"]), ..FileFilter::default() },
            FileFilter { states: names(&["sent", "draft", "sent", "none"]), ..FileFilter::default() },
            FileFilter { clients: names(&["client 2"]), ..FileFilter::default() },
            FileFilter { clients: names(&["client 4", "client 2"]), states: names(&["draft", "sent"]), ..FileFilter::default() },
            FileFilter { assigned_to: Some("ann".into()), ..FileFilter::default() },
            FileFilter { due_by: Some(date(2026, 6, 9)), ..FileFilter::default() },
            FileFilter { text: "STEEL".into(), ..FileFilter::default() },
            FileFilter { text: "shi client cott".into(), states: names(&["sent"]), ..FileFilter::default() },
            FileFilter { text: "silk".into(), ..FileFilter::default() },
        ];
        for filter in filters {
            for order in [FileOrder::Updated, FileOrder::Due, FileOrder::EntryDate, FileOrder::Id] {
                for (reversed, limit) in [(false, 7), (true, 7), (false, 1000)] {
                    let query = FileQuery { filter: filter.clone(), order, reversed, limit, seek: Seek::First };
                    let found = all(&store, &query).await;
                    assert_eq!(ids(&found), ids(&expected(every.clone(), &query)), "{query:?}");
                }
            }
        }
    }

    async fn pages_go_back_as_they_went_forth(place: &Place) {
        let store = place.open().await;
        filled(&store, 25).await;
        let mut query = FileQuery { order: FileOrder::Due, limit: 10, ..FileQuery::default() };
        let first = store.files(&query).await.unwrap();
        assert_eq!(first.previous, None);
        query.seek = Seek::After(first.next.clone().unwrap());
        let second = store.files(&query).await.unwrap();
        query.seek = Seek::After(second.next.clone().unwrap());
        let third = store.files(&query).await.unwrap();
        assert_eq!((third.rows.len(), &third.next), (5, &None));
        query.seek = Seek::Before(third.previous.clone().unwrap());
        let back = store.files(&query).await.unwrap();
        assert_eq!(ids(&back.rows), ids(&second.rows));
        assert!(back.next.is_some() && back.previous.is_some());
        query.seek = Seek::Before(back.previous.unwrap());
        let back = store.files(&query).await.unwrap();
        assert_eq!((ids(&back.rows), back.previous), (ids(&first.rows), None));
    }

    async fn a_place_of_another_order_is_refused_in_words(place: &Place) {
        let store = place.open().await;
        let seek = Seek::After("2026-06-01~F-1".parse().unwrap());
        let refused = store.files(&FileQuery { seek, ..FileQuery::default() }).await.unwrap_err();
        assert!(refused.to_string().contains("another order"), "{refused}");
        assert!("nonsense".parse::<Cursor>().is_err());
        let empty = store.files(&FileQuery::default()).await.unwrap();
        assert!(empty.rows.is_empty() && empty.next.is_none() && empty.previous.is_none());
    }

    async fn numbers_are_found_as_people_type_them(place: &Place) {
        let store = place.open().await;
        filled(&store, 30).await;
        for typed in ["XYZ-0000777-1", "xyz00007771", "0000777", "0000777-1", "f-021", "F021", "po-21", "21/26 steel cotton"] {
            let filter = FileFilter { text: typed.into(), ..FileFilter::default() };
            let page = store.files(&FileQuery { filter, ..FileQuery::default() }).await.unwrap();
            let found = ids(&page.rows);
            assert_eq!(found, if typed.contains("steel") { vec![] } else { vec!["F-021"] }, "{typed}");
        }
        // Signs that mean something to SQL mean nothing here.
        for typed in ["%", "_", "' or 1=1", "\\"] {
            let filter = FileFilter { text: typed.into(), ..FileFilter::default() };
            let page = store.files(&FileQuery { filter, ..FileQuery::default() }).await.unwrap();
            assert_eq!(page.rows.len(), if typed.contains("or") { 0 } else { 30 }, "{typed}");
        }
    }

    async fn a_changed_row_is_found_by_its_new_words_only(place: &Place) {
        let store = place.open().await;
        let mut write = store.write().await.unwrap();
        write.project(&[FileUpdate::new("F-1", at(0), 1).client("Acme").description("bolts").into()]).await.unwrap();
        write.project(&[FileUpdate::new("F-1", at(1), 2).description("nuts").into()]).await.unwrap();
        write.commit().await.unwrap();
        for (text, found) in [("bolts", 0), ("nuts", 1), ("acme nuts", 1), ("acme bolts", 0)] {
            let filter = FileFilter { text: text.into(), ..FileFilter::default() };
            assert_eq!(store.files(&FileQuery { filter, ..FileQuery::default() }).await.unwrap().rows.len(), found, "{text}");
        }
        let row = store.file("F-1").await.unwrap().unwrap();
        assert_eq!((row.client.as_str(), row.opened_at, row.updated_at, row.version), ("Acme", at(0), at(1), 2));
    }

    async fn what_is_set_can_be_cleared(place: &Place) {
        let store = place.open().await;
        let mut write = store.write().await.unwrap();
        let set = FileUpdate::new("F-1", at(0), 1).due(Some((DAY, "ISF".into()))).duty(Some(Cents::new(-5)))
            .fees(Some(Cents::new(i64::MAX))).entry_date(Some(DAY)).entry_number(Some("N".into()));
        write.project(&[set.into()]).await.unwrap();
        write.commit().await.unwrap();
        let row = store.file("F-1").await.unwrap().unwrap();
        assert_eq!((row.due_date, row.due_what.as_deref(), row.entry_date), (Some(DAY), Some("ISF"), Some(DAY)));
        assert_eq!((row.duty, row.fees), (Some(Cents::new(-5)), Some(Cents::new(i64::MAX))));
        assert_eq!(store.files_under("N").await.unwrap(), [row]);
        let mut write = store.write().await.unwrap();
        let cleared = FileUpdate::new("F-1", at(0), 1).due(None).duty(None).entry_date(None).entry_number(None);
        write.project(&[cleared.into()]).await.unwrap();
        write.commit().await.unwrap();
        let row = store.file("F-1").await.unwrap().unwrap();
        assert_eq!((row.due_date, row.due_what, row.entry_date, row.duty), (None, None, None, None));
        assert!(store.files_under("N").await.unwrap().is_empty());
    }

    async fn states_are_counted(place: &Place) {
        let store = place.open().await;
        filled(&store, 42).await;
        let count = |counts: Vec<(String, i64)>| counts.into_iter().map(|(s, n)| format!("{s} {n}")).collect::<Vec<_>>();
        assert_eq!(count(store.counts_by_state(&[]).await.unwrap()), ["checked 11", "draft 11", "released 10", "sent 10"]);
        let two = ["client 0".to_owned(), "client 1".to_owned(), "client 0".to_owned()];
        let some: i64 = store.counts_by_state(&two).await.unwrap().iter().map(|(_, n)| n).sum();
        assert_eq!(some, 18);
        assert!(store.counts_by_state(&["nobody".to_owned()]).await.unwrap().is_empty());
    }

    async fn filings_follow_their_file(place: &Place) {
        let store = place.open().await;
        let mut write = store.write().await.unwrap();
        let made = FilingUpdate::new("F-1/summary", "F-1", at(0)).kind("entry summary").state("prepared");
        let sent = FilingUpdate::new("F-1/summary", "F-1", at(5)).state("sent").message_id(Some("M1".into()))
            .sent_at(Some(at(5))).version(2).entry_number(Some("N".into()));
        let release = FilingUpdate::new("F-1/release", "F-1", at(1)).kind("release").state("prepared");
        let other = FilingUpdate::new("F-2/summary", "F-2", at(5)).kind("entry summary").state("sent");
        write.project(&[made.into(), sent.into(), release.into(), other.into()]).await.unwrap();
        write.project(&[FileUpdate::new("F-1", at(0), 1).into()]).await.unwrap();
        write.commit().await.unwrap();
        let filings = store.filings_of("F-1").await.unwrap();
        let summary = filings[0].clone();
        assert_eq!((filings.len(), summary.kind.as_str(), summary.version), (2, "entry summary", 2));
        assert_eq!((summary.prepared_at, summary.sent_at, summary.answered_at), (at(0), Some(at(5)), None));
        assert_eq!(store.filing("F-1/summary").await.unwrap(), Some(summary.clone()));
        assert_eq!(store.filings_under("N").await.unwrap(), std::slice::from_ref(&summary));
        assert_eq!(store.filing_of_message("M1").await.unwrap(), Some(summary.clone()));
        let sent = store.filings(Some("sent"), None, 1).await.unwrap();
        assert_eq!(sent[0].id, "F-2/summary");
        assert_eq!(store.filings(Some("sent"), sent.first(), 9).await.unwrap(), [summary]);
        assert_eq!(store.filings(None, None, 9).await.unwrap().len(), 3);
        let mut write = store.write().await.unwrap();
        write.project(&[ProjectionUpdate::RemoveFile("F-1".into())]).await.unwrap();
        write.commit().await.unwrap();
        assert_eq!((store.file("F-1").await.unwrap(), store.filings_of("F-1").await.unwrap()), (None, vec![]));
        assert_eq!(store.filings(None, None, 9).await.unwrap().len(), 1);
    }

    async fn rebuilt_lists_are_those_that_were_kept(place: &Place) {
        let store = place.open().await;
        for n in 0..40 {
            let stream = format!("F-{}", n % 7);
            let version = store.version(&stream).await.unwrap();
            let events = [NewEvent { payload_json: n.to_string(), ..event(STATES[n % 4]) }, event("noted")];
            let change = Change::new(&stream, version, &events, at(n as i64));
            store.record(&change, projector).await.unwrap();
        }
        let lists = async || {
            let files = all(&store, &FileQuery { order: FileOrder::Id, limit: 5, ..FileQuery::default() }).await;
            (files, store.filings(None, None, 100).await.unwrap())
        };
        let kept = lists().await;
        assert_eq!(kept.0.len(), 7);
        let mut write = store.write().await.unwrap();
        write.project(&[FileUpdate::new("stray", at(0), 1).into(), FileUpdate::new("F-1", at(0), 1).state("wrong").into()]).await.unwrap();
        write.commit().await.unwrap();
        assert_ne!(lists().await, kept);
        let rebuilt = store.rebuild(projector).await.unwrap();
        assert_eq!(rebuilt.events, 80);
        assert_eq!(lists().await, kept);
    }
}

/// A small desk: the state is the event's kind, the value its payload, and what is sent is a filing.
fn projector(event: &Event) -> Vec<ProjectionUpdate> {
    if event.kind == "noted" {
        return vec![FileUpdate::of(event).assigned_to(Some(event.actor.clone())).into()];
    }
    let file = FileUpdate::of(event).state(&event.kind).value(event.payload.parse().ok().map(Cents::new));
    let mut updates = vec![file.into()];
    if event.kind == "sent" {
        updates.push(FilingUpdate::of(event, format!("{}/1", event.stream)).state("sent").into());
    }
    updates
}
