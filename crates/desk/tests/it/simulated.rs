//! Nothing is lost and nothing is filed twice, with the real outbox, inbox and link.

use std::path::Path;

use cocket_desk::store::MessageState;
use cocket_desk::{Authority, Desk, Role};
use jiff::Timestamp;

use crate::house::{actor, counter, desk, papers};
use crate::simulation::{FILINGS, fresh, run};

/// Seeds among the ordinary tests; `cargo xtask simulate` runs more.
const SEEDS: u64 = 8;

#[tokio::test]
async fn over_a_bad_line_nothing_is_lost_and_nothing_filed_twice() {
    let (mut lost, mut repeated, mut again, mut ended) = (0, 0, 0, 0);
    for seed in 0..SEEDS {
        let (database, folder) = fresh(Path::new(env!("CARGO_TARGET_TMPDIR")), seed);
        let day = run(seed, &database, &folder).await.unwrap();
        assert!(day.is_sound(), "seed {seed}: {day:#?}");
        assert_eq!(day.filings, FILINGS);
        (lost, repeated) = (lost + day.line.lost, repeated + day.line.repeated);
        (again, ended) = (again + day.again, ended + day.ended);
        let _ = std::fs::remove_dir_all(folder.parent().unwrap());
    }
    println!("lost {lost}, copies {repeated}, sent again {again}, workers ended {ended}");
    assert!(lost > 5 && repeated > 5 && again > 5 && ended > 0, "the line was too good to prove anything");
}

/// An authority that hears and never answers.
struct Deaf(Vec<Vec<u8>>);

impl Authority for Deaf {
    fn exchange(&mut self, message: &[u8], _: Timestamp) -> Vec<Vec<u8>> {
        self.0.push(message.to_vec());
        Vec::new()
    }
}

/// Lets the time go by that so many looks at the clock take, a second each.
fn wait(desk: &Desk, looks: u32) {
    for _ in 0..looks {
        desk.now();
    }
}

#[tokio::test]
async fn a_message_without_an_answer_leaves_again_with_the_same_bytes_and_ever_more_patience() {
    let desk = desk().await;
    let broker = actor(Role::Certifier, &[]);
    let mut deaf = Deaf(Vec::new());
    let mut all = papers();
    let parts = all.iter_mut().find(|paper| paper.name == "parts.csv").unwrap();
    let text = String::from_utf8(parts.bytes.clone()).unwrap();
    parts.bytes = text.replace("9405.21.80.10,,", "9405.21.80.10,VN,").into_bytes();
    let file = desk.open_file(&broker, all).await.unwrap();
    desk.certify(&broker, &file).await.unwrap();
    let id = desk.send(&broker, &file).await.unwrap().to_string();
    desk.work_link(&mut deaf).await.unwrap();
    let mut waits = Vec::new();
    let mut last = desk.now().0;
    while waits.len() < 7 {
        let before = deaf.0.len();
        desk.work_link(&mut deaf).await.unwrap();
        if deaf.0.len() > before {
            let now = desk.now().0;
            waits.push(now.duration_since(last).as_secs() / 60);
            last = now;
        }
        wait(&desk, 50);
    }
    for (wait, least) in waits.iter().zip([15, 30, 60, 120, 240, 240, 240]) {
        assert!((least - 1..least + 6).contains(wait), "{waits:?}");
    }
    assert!(deaf.0.iter().all(|message| *message == deaf.0[0]), "the house would not know it again");
    // At last somebody answers: it is one filing.
    let mut counter = counter();
    wait(&desk, 15_000);
    let round = desk.work_link(&mut counter).await.unwrap();
    assert_eq!((round.again, round.sent, round.handled), (1, 1, 1));
    assert_eq!(desk.store().message(&id).await.unwrap().unwrap().state, MessageState::Answered);
    wait(&desk, 15_000);
    assert_eq!(desk.work_link(&mut counter).await.unwrap().again, 0, "what is answered stays where it is");
}
