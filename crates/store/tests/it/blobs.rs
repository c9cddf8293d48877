//! Contents of papers: whole or not there, checked when read.

use cocket_store::{Hash, Store, StoreError, StoreOptions};

use crate::engines::on_both;

fn files_in(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries =
        std::fs::read_dir(folder).map(|entries| entries.flatten().collect::<Vec<_>>()).unwrap_or_default();
    let inner = |path: std::path::PathBuf| if path.is_dir() { files_in(&path) } else { vec![path] };
    entries.into_iter().flat_map(|entry| inner(entry.path())).collect()
}

on_both! {
    async fn a_content_is_stored_once_under_its_digest(place: &Place) {
        let store = place.open().await;
        let content = b"invoice 4711".to_vec();
        let first = store.blobs().put(content.clone()).await.unwrap();
        let again = store.blobs().put(content.clone()).await.unwrap();
        assert_eq!((first, first.sha256, first.size), (again, Hash::of(&content), 12));
        assert!(store.blobs().exists(first.sha256).await.unwrap());
        assert_eq!(store.blobs().get(first.sha256).await.unwrap(), content);
        let name = first.sha256.to_string();
        let path = place.blobs().join(&name[..2]).join(&name[2..]);
        assert_eq!(files_in(&place.blobs()), [path], "nothing else is left behind");
        assert_eq!(store.blobs().put(Vec::new()).await.unwrap().size, 0);
    }

    async fn a_damaged_content_is_never_given_out_and_is_mended_by_storing_again(place: &Place) {
        let store = place.open().await;
        let blob = store.blobs().put(b"true".to_vec()).await.unwrap();
        let path = files_in(&place.blobs()).remove(0);
        for damage in [&b"tru"[..], b"tree", b""] {
            std::fs::write(&path, damage).unwrap();
            let refused = store.blobs().get(blob.sha256).await;
            assert!(matches!(refused, Err(StoreError::BlobChanged { .. })), "{refused:?}");
        }
        store.blobs().put(b"true".to_vec()).await.unwrap();
        assert_eq!(store.blobs().get(blob.sha256).await.unwrap(), b"true");
    }

    async fn what_is_absent_or_too_large_is_said(place: &Place) {
        let mut options = StoreOptions::new(&place.url).blobs(place.blobs());
        options.max_blob_bytes = 10;
        let store = Store::open_with(options).await.unwrap();
        let nothing = Hash::of(b"nothing");
        assert!(!store.blobs().exists(nothing).await.unwrap());
        let absent = store.blobs().get(nothing).await.unwrap_err();
        assert!(absent.to_string().starts_with("there is no paper with content"), "{absent}");
        assert!(store.blobs().put(vec![0; 10]).await.is_ok());
        let refused = store.blobs().put(vec![0; 11]).await.unwrap_err();
        assert!(refused.to_string().contains("is too large: 11 bytes, at most 10"), "{refused}");
        assert_eq!(files_in(&place.blobs()).len(), 1);
    }

    async fn the_same_content_stored_by_many_at_once_is_whole(place: &Place) {
        let store = place.open().await;
        let content = vec![7; 300_000];
        let puts: Vec<_> = (0..8).map(|_| {
            let (store, content) = (store.clone(), content.clone());
            tokio::spawn(async move { store.blobs().put(content).await.unwrap() })
        }).collect();
        for put in puts {
            assert_eq!(store.blobs().get(put.await.unwrap().sha256).await.unwrap(), content);
        }
        assert_eq!(files_in(&place.blobs()).len(), 1);
    }
}

#[test]
fn without_a_folder_postgres_says_what_to_do() {
    crate::engines::Place::on_postgres(async |place| {
        let store = Store::open(&place.url).await.unwrap();
        let refused = store.blobs().put(b"x".to_vec()).await.unwrap_err();
        assert!(matches!(refused, StoreError::NoBlobs), "{refused}");
    });
}
