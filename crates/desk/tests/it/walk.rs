//! The walk of the demo, step by step.

use cocket_desk::entry::Answer;
use cocket_desk::filing::lifecycle::Stage;
use cocket_desk::filing::lifecycle::Verdict;
use cocket_desk::store::{FileQuery, MessageState};
use cocket_desk::{Authority, Desk, DeskError, Role};

use crate::house::{HouseSchedule, actor, counter, desk, law, papers};

fn answer(about: &str, field: &str, value: &str) -> Answer {
    Answer { about: about.into(), field: field.into(), value: value.into(), by: None }
}

#[tokio::test]
async fn from_papers_to_an_accepted_summary_with_one_refusal() {
    let (desk, mut counter) = (desk().await, counter());
    let broker = actor(Role::Certifier, &[]);
    let file = desk.open_file(&broker, papers()).await.unwrap();
    assert_eq!(file, "F-ZZ9-0009101-0");

    // One line has no origin: nothing can be certified.
    let view = desk.file(&broker, &file).await.unwrap();
    let prepared = view.prepared.unwrap();
    let blocks: Vec<&str> = prepared
        .open
        .iter()
        .filter(|f| f.severity == cocket_base::Severity::Block)
        .map(|f| f.code.as_str())
        .collect();
    assert_eq!(blocks, ["MISSING_ORIGIN"]);
    assert!(matches!(desk.certify(&broker, &file).await, Err(DeskError::NoDeclaration { .. })));

    let prepared = desk.answer(&broker, &file, vec![answer("HL-415", "origin", "VN")]).await.unwrap();
    let open: Vec<String> = prepared
        .open
        .iter()
        .filter(|f| f.severity == cocket_base::Severity::Block)
        .map(ToString::to_string)
        .collect();
    assert_eq!(open, Vec::<String>::new());
    let duty = prepared.declaration.as_ref().unwrap().totals.duty;
    let unsigned = desk.send(&broker, &file).await.unwrap_err();
    assert!(matches!(unsigned, DeskError::Refused(_)), "nobody has signed: {unsigned}");
    desk.certify(&broker, &file).await.unwrap();
    desk.send(&broker, &file).await.unwrap();

    // The house holds the bond with another surety.
    let round = desk.work_link(&mut counter).await.unwrap();
    assert_eq!((round.sent, round.handled), (1, 1));
    let view = desk.file(&broker, &file).await.unwrap();
    let Stage::Refused { conditions, .. } = &view.stage else { panic!("{:?}", view.stage) };
    assert_eq!(conditions.iter().map(|c| c.code.as_str()).collect::<Vec<_>>(), ["145"]);

    desk.correct(&broker, &file, "the bond is with surety 891").await.unwrap();
    desk.answer(&broker, &file, vec![answer("packet.json", "client.bond.surety_code", "891")]).await.unwrap();
    assert!(
        matches!(desk.send(&broker, &file).await, Err(DeskError::Refused(_))),
        "a correction is signed again"
    );
    desk.certify(&broker, &file).await.unwrap();
    desk.send(&broker, &file).await.unwrap();
    counter.copies = 3;
    let round = desk.work_link(&mut counter).await.unwrap();
    assert_eq!(
        (round.sent, round.received, round.handled),
        (1, 3, 1),
        "an answer that comes three times counts once"
    );
    let view = desk.file(&broker, &file).await.unwrap();
    assert!(matches!(view.stage, Stage::Accepted { .. }));
    assert_eq!(view.messages.len(), 2);
    let kept = desk.store().messages_of(&file).await.unwrap();
    assert!(
        kept.iter().all(|message| !message.body.windows(6).any(|w| w == b"SECRET")),
        "no password is kept"
    );
    assert!(view.messages.iter().all(|message| !message.answer.is_empty() && message.verdict.is_some()));
    let entry = "ZZ9-0009101-0".parse().unwrap();
    assert_eq!(counter.house.register().on_file(entry).unwrap().summary.totals.duty, duty);

    let list = desk.files(&broker, FileQuery::default()).await.unwrap();
    assert_eq!((list.rows[0].state.as_str(), list.rows[0].duty), ("accepted", Some(duty)));
    let report = desk.store().verify_journal().await.unwrap();
    assert!(report.records > 10, "{report:?}");
}

#[tokio::test]
async fn a_rebuild_gives_the_same_lists() {
    let desk = desk().await;
    let clerk = actor(Role::Clerk, &[]);
    desk.open_file(&clerk, papers()).await.unwrap();
    let before = desk.files(&clerk, FileQuery::default()).await.unwrap().rows;
    desk.store().rebuild(cocket_desk::project).await.unwrap();
    assert_eq!(desk.files(&clerk, FileQuery::default()).await.unwrap().rows, before);
}

#[tokio::test]
async fn an_entry_number_is_used_once_and_scopes_hold() {
    let desk = desk().await;
    let clerk = actor(Role::Clerk, &[]);
    let file = desk.open_file(&clerk, papers()).await.unwrap();
    assert!(matches!(desk.open_file(&clerk, papers()).await, Err(DeskError::EntryNumberTaken { .. })));
    let stranger = actor(Role::Manager, &["Somebody Else Inc"]);
    assert!(matches!(desk.file(&stranger, &file).await, Err(DeskError::NoFile { .. })));
    assert!(desk.files(&stranger, FileQuery::default()).await.unwrap().rows.is_empty());
    let viewer = actor(Role::Viewer, &[]);
    assert!(matches!(desk.answer(&viewer, &file, vec![]).await, Err(DeskError::Denied(_))));
    assert!(matches!(desk.open_file(&viewer, papers()).await, Err(DeskError::Denied(_))));
}

#[tokio::test]
async fn an_answer_that_is_none_of_ours_is_held_for_a_person() {
    let desk = desk().await;
    assert!(
        desk.take_in(b"A2709ZZ9      061826     AX                                NOT-OURS").await.unwrap()
    );
    assert!(
        !desk.take_in(b"A2709ZZ9      061826     AX                                NOT-OURS").await.unwrap(),
        "kept once"
    );
    assert_eq!(desk.handle_received().await.unwrap(), 0);
    assert_eq!(desk.store().received_in_state("held", 0, 10).await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_does_not_fit_the_authoritys_columns_is_said_while_preparing() {
    let desk = desk().await;
    let clerk = actor(Role::Clerk, &[]);
    let mut papers = papers();
    let packet = String::from_utf8(papers[0].bytes.clone()).unwrap();
    papers[0].bytes = packet.replace("\"204W\"", "\"VOYAGE 204W\"").into_bytes();
    let file = desk.open_file(&clerk, papers).await.unwrap();
    let open = desk.answer(&clerk, &file, vec![answer("HL-415", "origin", "VN")]).await.unwrap().open;
    let told = open.iter().find(|finding| finding.code == "WIRE_TOO_LONG").expect("a finding for the voyage");
    assert!(told.text.contains("«VOYAGE 204W»"), "{told}");
    assert!(!open.iter().any(|finding| finding.code == "WIRE_MISSING"), "the edits say what is missing");
}

/// A file whose summary is on file after one refusal: two messages, both answered.
async fn accepted_after_a_refusal(desk: &Desk) -> String {
    let (mut counter, broker) = (counter(), actor(Role::Certifier, &[]));
    let file = desk.open_file(&broker, papers()).await.unwrap();
    desk.answer(&broker, &file, vec![answer("HL-415", "origin", "VN")]).await.unwrap();
    for mend in [true, false] {
        desk.certify(&broker, &file).await.unwrap();
        desk.send(&broker, &file).await.unwrap();
        desk.work_link(&mut counter).await.unwrap();
        if mend {
            desk.correct(&broker, &file, "the bond is with surety 891").await.unwrap();
            let surety = answer("packet.json", "client.bond.surety_code", "891");
            desk.answer(&broker, &file, vec![surety]).await.unwrap();
        }
    }
    file
}

#[tokio::test]
async fn a_contradicting_answer_to_an_earlier_message_comes_to_its_file() {
    let desk = desk().await;
    let file = accepted_after_a_refusal(&desk).await;
    let first = desk.store().messages_of(&file).await.unwrap().remove(0);
    // Another house, which knows of no bond, would have accepted the first message.
    let mut other = cocket_customhouse::CustomHouse::new(1, law().pack, HouseSchedule);
    let (now, _) = desk.now();
    assert!(desk.take_in(&other.receive(&first.body, now)).await.unwrap());
    assert_eq!(desk.handle_received().await.unwrap(), 1);
    let view = desk.file(&actor(Role::Viewer, &[]), &file).await.unwrap();
    assert_eq!(view.out_of_place.len(), 1);
    assert!(matches!(view.out_of_place[0].verdict, Verdict::Accepted { .. }));
    assert!(matches!(view.stage, Stage::Accepted { .. }), "what is on file stays");
}

/// An authority whose first answer cannot be kept.
struct Flood(crate::house::Counter);

impl Authority for Flood {
    fn exchange(&mut self, message: &[u8], now: jiff::Timestamp) -> Vec<Vec<u8>> {
        let answers = self.0.exchange(message, now);
        let huge = vec![b'Z'; cocket_desk::store::limits::MAX_MESSAGE_BYTES + 1];
        if self.0.heard == 1 { vec![huge] } else { answers }
    }
}

#[tokio::test]
async fn a_message_whose_answer_was_lost_leaves_again() {
    let (desk, mut flood) = (desk().await, Flood(counter()));
    let broker = actor(Role::Certifier, &[]);
    let file = desk.open_file(&broker, papers()).await.unwrap();
    desk.answer(&broker, &file, vec![answer("HL-415", "origin", "VN")]).await.unwrap();
    desk.certify(&broker, &file).await.unwrap();
    let id = desk.send(&broker, &file).await.unwrap().to_string();
    desk.work_link(&mut flood).await.unwrap_err();
    for _ in 0..60 {
        desk.now();
    }
    let round = desk.work_link(&mut flood).await.unwrap();
    assert_eq!((round.sent, round.handled, flood.0.heard), (1, 1, 2));
    let message = desk.store().message(&id).await.unwrap().unwrap();
    assert_eq!(message.state, MessageState::Answered);
}

#[tokio::test]
async fn a_summary_that_is_on_file_is_not_prepared_under_it() {
    let desk = desk().await;
    let file = accepted_after_a_refusal(&desk).await;
    let clerk = actor(Role::Clerk, &[]);
    let before = desk.files(&clerk, FileQuery::default()).await.unwrap().rows;
    let records = desk.file(&clerk, &file).await.unwrap().journal.len();
    let told = desk.answer(&clerk, &file, vec![answer("HL-415", "qty", "1")]).await.unwrap_err();
    assert!(matches!(&told, DeskError::Refused(_)) && told.to_string().contains("for correction"), "{told}");
    assert!(matches!(desk.prepare_file(&clerk, &file).await, Err(DeskError::Refused(_))));
    assert_eq!(desk.files(&clerk, FileQuery::default()).await.unwrap().rows, before);
    assert_eq!(desk.file(&clerk, &file).await.unwrap().journal.len(), records, "nothing was written");
}

#[tokio::test]
async fn an_answer_cannot_give_a_file_the_entry_number_of_another() {
    let desk = desk().await;
    let clerk = actor(Role::Clerk, &[]);
    let first = desk.open_file(&clerk, papers()).await.unwrap();
    let mut papers = papers();
    let packet = String::from_utf8(papers[0].bytes.clone()).unwrap();
    papers[0].bytes = packet.replace(" \"entry_number\": \"ZZ9-0009101-0\",\n", "").into_bytes();
    let second = desk.open_file(&clerk, papers).await.unwrap();
    let number = answer("packet.json", "entry_number", "ZZ9-0009101-0");
    let origin = answer("HL-415", "origin", "VN");
    let told = desk.answer(&clerk, &second, vec![number, origin]).await.unwrap_err();
    assert!(matches!(&told, DeskError::EntryNumberTaken { file, .. } if *file == first), "{told}");
}
