//! What is too much, too little or misshapen is refused before it is written, and what just fits is taken.

use cocket_store::limits::{MAX_EVENTS, MAX_TEXT_BYTES};
use cocket_store::{FileUpdate, StoreError};

use crate::engines::{at, event, on_both};

on_both! {
    async fn an_append_has_at_least_one_event_and_no_more_than_the_limit(place: &Place) {
        let store = place.open().await;
        let none = store.append("F-1", 0, &[], at(0), None).await;
        assert!(matches!(none, Err(error) if error.to_string().contains("0 events")));
        let many = vec![event("a"); MAX_EVENTS + 1];
        assert!(store.append("F-1", 0, &many, at(0), None).await.is_err(), "one too many");
        assert_eq!(store.version("F-1").await.unwrap(), 0, "nothing was written");
        for stream in ["", "two\nlines", &"x".repeat(201)] {
            assert!(store.append(stream, 0, &[event("a")], at(0), None).await.is_err(), "{stream:?}");
        }
        assert!(store.append("F-1", 0, &[event("a"), event("b")], at(0), None).await.is_ok());
    }

    async fn every_text_of_a_row_of_the_list_has_its_limit(place: &Place) {
        let store = place.open().await;
        let long = || "x".repeat(MAX_TEXT_BYTES + 1);
        let row = || FileUpdate::new("F-1", at(0), 1);
        let rows = [
            row().client(long()),
            row().importer(long()),
            row().reference(long()),
            row().description(long()),
            row().state(long()),
            row().entry_number(Some(long())),
            row().assigned_to(Some(long())),
        ];
        for update in rows {
            let mut write = store.write().await.unwrap();
            let refused = write.project(&[update.into()]).await;
            assert!(matches!(refused, Err(StoreError::Invalid { .. })), "{refused:?}");
        }
        let mut write = store.write().await.unwrap();
        let fits = row().description("x".repeat(MAX_TEXT_BYTES));
        write.project(&[fits.into()]).await.unwrap();
        write.commit().await.unwrap();
    }
}
