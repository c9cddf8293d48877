//! Papers, memory, people and jobs.

use std::time::Duration;

use cocket_store::{Marked, NewJob, NewPaper, StoreError, User};

use crate::engines::{at, event, on_both};

const LEASE: Duration = Duration::from_secs(60);

fn job(name: &str, key: Option<&str>) -> NewJob {
    NewJob { name: name.into(), dedupe_key: key.map(str::to_owned), payload_json: "{}".into(), due_at: at(0) }
}

on_both! {
    async fn papers_are_listed_with_their_file(place: &Place) {
        let store = place.open().await;
        let content = store.blobs().put(b"invoice".to_vec()).await.unwrap();
        let paper = NewPaper {
            file: "F-1".into(), name: "invoice.pdf".into(), role: "unknown".into(), content, actor: "ann".into(),
        };
        let mut write = store.write().await.unwrap();
        let first = write.add_paper(&paper, at(1)).await.unwrap();
        let read_again = NewPaper { role: "commercial invoice".into(), ..paper.clone() };
        let again = write.add_paper(&read_again, at(2)).await.unwrap();
        let other = write.add_paper(&NewPaper { file: "F-2".into(), ..paper.clone() }, at(3)).await.unwrap();
        write.commit().await.unwrap();
        assert_eq!((again.id, again.role.as_str(), again.received_at), (first.id, "commercial invoice", at(1)));
        assert_eq!(store.papers_of("F-1").await.unwrap(), std::slice::from_ref(&again));
        assert_eq!(store.paper(other.id).await.unwrap(), Some(other.clone()));
        assert_eq!(store.papers_with(content.sha256).await.unwrap(), [again, other]);
    }

    async fn the_house_remembers_and_forgets(place: &Place) {
        let store = place.open().await;
        let mut write = store.write().await.unwrap();
        write.remember("seller ACME", "columns", r#"{"A":"part"}"#, "ann", at(1)).await.unwrap();
        write.remember("seller ACME", "columns", r#"{"B":"part"}"#, "bob", at(2)).await.unwrap();
        write.remember("seller ACME", "a", "1", "ann", at(2)).await.unwrap();
        write.remember("seller other", "columns", "null", "ann", at(2)).await.unwrap();
        assert!(write.remember("s", "n", "{", "ann", at(2)).await.is_err());
        write.commit().await.unwrap();
        let columns = store.recall("seller ACME", "columns").await.unwrap().unwrap();
        assert_eq!((columns.value.as_str(), columns.actor.as_str(), columns.updated_at), (r#"{"B":"part"}"#, "bob", at(2)));
        let names = store.recall_all("seller ACME").await.unwrap().into_iter().map(|r| r.name).collect::<Vec<_>>();
        assert_eq!(names, ["a", "columns"]);
        let mut write = store.write().await.unwrap();
        assert!(write.forget("seller ACME", "columns").await.unwrap());
        assert!(!write.forget("seller ACME", "columns").await.unwrap());
        write.commit().await.unwrap();
        assert_eq!(store.recall("seller ACME", "columns").await.unwrap(), None);
    }

    async fn people_come_and_go_but_not_out_of_the_journal(place: &Place) {
        let store = place.open().await;
        let ann = User {
            id: "ann".into(), name: "Ann \"A\" Ö".into(), role: "broker".into(),
            clients: vec!["ACME, Inc.".into(), "B".into()], active: true,
        };
        let bob = User { id: "bob".into(), clients: vec![], ..ann.clone() };
        let mut write = store.write().await.unwrap();
        write.put_user(&bob, at(0)).await.unwrap();
        write.put_user(&ann, at(0)).await.unwrap();
        let retired = User { active: false, ..ann.clone() };
        write.put_user(&retired, at(1)).await.unwrap();
        write.append("F-1", 0, &[event("a")], at(1), None).await.unwrap();
        write.commit().await.unwrap();
        assert_eq!(store.users().await.unwrap(), [retired.clone(), bob]);
        assert_eq!(store.user("ann").await.unwrap(), Some(retired));
        let mut write = store.write().await.unwrap();
        let refused = write.delete_user("ann").await.unwrap_err();
        assert!(refused.to_string().contains("inactive"), "{refused}");
        write.delete_user("bob").await.unwrap();
        assert!(matches!(write.delete_user("bob").await, Err(StoreError::Missing { .. })));
        write.commit().await.unwrap();
        assert_eq!(store.user("bob").await.unwrap(), None);
    }

    async fn jobs_are_done_once(place: &Place) {
        let store = place.open().await;
        let mut write = store.write().await.unwrap();
        let first = write.add_job(&job("rebuild", Some("all")), at(0)).await.unwrap();
        assert_eq!(write.add_job(&job("rebuild", Some("all")), at(1)).await.unwrap(), first);
        let other = write.add_job(&job("mail", None), at(1)).await.unwrap();
        assert_ne!(write.add_job(&job("mail", None), at(1)).await.unwrap(), other);
        write.commit().await.unwrap();

        let taken = store.claim_job("w1", at(1), LEASE).await.unwrap().unwrap();
        assert_eq!((taken.id, taken.attempts), (first, 1));
        assert_eq!(store.finish_job(first, "w2", at(2)).await.unwrap(), Marked::Already);
        assert_eq!(store.finish_job(first, "w1", at(2)).await.unwrap(), Marked::Now);
        let mut write = store.write().await.unwrap();
        let anew = write.add_job(&job("rebuild", Some("all")), at(3)).await.unwrap();
        assert!(anew > first, "a finished job does not stand in the way");
        write.commit().await.unwrap();

        let taken = store.claim_job("w1", at(3), LEASE).await.unwrap().unwrap();
        assert_eq!(taken.id, other);
        store.fail_job(other, "w1", Some(at(100)), "no link").await.unwrap();
        let held = store.claim_job("w1", at(3), LEASE).await.unwrap().unwrap();
        store.fail_job(held.id, "w1", None, "no address").await.unwrap();
        assert_eq!(store.claim_job("w1", at(3), LEASE).await.unwrap().unwrap().id, anew);
        assert_eq!(store.claim_job("w2", at(62), LEASE).await.unwrap(), None);
        assert_eq!(store.claim_job("w2", at(63), LEASE).await.unwrap().unwrap().attempts, 2, "the lease ended");
        assert_eq!(store.claim_job("w2", at(100), LEASE).await.unwrap().unwrap().id, other);
        let held = store.jobs("held", 0, 10).await.unwrap();
        assert_eq!(held.len(), 1);
        assert_eq!(held[0].trouble.as_deref(), Some("no address"));
    }
}
