//! The lifecycle: a table of every stage and command, and sequences nobody thought of.

use std::collections::BTreeMap;

use cocket_filing::lifecycle::{
    Answer, Command, Condition, Digest, Event, MessageId, Refusal, Stage, State, SummaryVersion, Tally,
    UserName, Verdict, decide, evolve,
};
use jiff::Timestamp;
use proptest::prelude::*;

fn content(n: u8) -> Digest {
    Digest::of_bytes(&[n])
}
fn user(name: &str) -> UserName {
    name.parse().unwrap()
}
fn message(n: u8) -> MessageId {
    format!("M-{n}").parse().unwrap()
}
fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_780_000_000 + second).unwrap()
}
fn clean() -> Tally {
    Tally { blocks: 0, warnings: 1, notes: 0 }
}
fn accepted(n: u8) -> Answer {
    Answer {
        message: message(n),
        at: at(9),
        verdict: Verdict::Accepted { version: SummaryVersion::FIRST, conditions: vec![] },
    }
}
fn refused(n: u8) -> Answer {
    let condition =
        Condition { code: "B18".into(), narrative: "Entry Type Code Unknown".into(), place: String::new() };
    Answer { message: message(n), at: at(9), verdict: Verdict::Refused { conditions: vec![condition] } }
}
fn failed(n: u8) -> Answer {
    Answer {
        message: message(n),
        at: at(9),
        verdict: Verdict::NotProcessed { narrative: "ACE SYSTEM FAILURE".into() },
    }
}

/// Runs commands that must all be allowed.
fn walk(commands: &[Command]) -> State {
    commands.iter().fold(State::default(), |state, command| {
        let events = decide(&state, command).unwrap_or_else(|refusal| panic!("{command:?}: {refusal}"));
        events.iter().fold(state, evolve)
    })
}

fn stage(name: &str) -> State {
    let check = Command::Check { declaration: content(1), tally: clean() };
    let certify = Command::Certify { declaration: content(1), by: user("mina"), at: at(1) };
    let send = Command::Send { declaration: content(1), message: message(1), at: at(2) };
    match name {
        "draft" => walk(&[]),
        "checked" => walk(&[check]),
        "checked, blocked" => {
            walk(&[Command::Check { declaration: content(1), tally: Tally { blocks: 2, ..clean() } }])
        }
        "certified" => walk(&[check, certify]),
        "sent" => walk(&[check, certify, send]),
        "accepted" => walk(&[check, certify, send, Command::RecordAnswer(accepted(1))]),
        "refused" => walk(&[check, certify, send, Command::RecordAnswer(refused(1))]),
        other => panic!("no stage {other}"),
    }
}

fn command(name: &str) -> Command {
    match name {
        "change to 1" => Command::Change { declaration: content(1) },
        "change to 2" => Command::Change { declaration: content(2) },
        "check 1" => Command::Check { declaration: content(1), tally: clean() },
        "check 1 anew" => Command::Check { declaration: content(1), tally: Tally { warnings: 9, ..clean() } },
        "check 2" => Command::Check { declaration: content(2), tally: clean() },
        "certify 1" => Command::Certify { declaration: content(1), by: user("mina"), at: at(5) },
        "certify 1 by another" => Command::Certify { declaration: content(1), by: user("joao"), at: at(5) },
        "certify 2" => Command::Certify { declaration: content(2), by: user("mina"), at: at(5) },
        "send 1 as M-1" => Command::Send { declaration: content(1), message: message(1), at: at(6) },
        "send 1 as M-2" => Command::Send { declaration: content(1), message: message(2), at: at(6) },
        "send 2 as M-2" => Command::Send { declaration: content(2), message: message(2), at: at(6) },
        "M-1 accepted" => Command::RecordAnswer(accepted(1)),
        "M-1 refused" => Command::RecordAnswer(refused(1)),
        "M-1 failed" => Command::RecordAnswer(failed(1)),
        "M-7 accepted" => Command::RecordAnswer(accepted(7)),
        "correct" => Command::Correct { by: user("mina"), reason: "wrong port".into(), at: at(8) },
        other => panic!("no command {other}"),
    }
}

fn outcome(result: &Result<Vec<Event>, Refusal>) -> &'static str {
    match result {
        Ok(events) => match events.as_slice() {
            [] => "nothing",
            [Event::Changed { .. }] => "changed",
            [Event::Checked { .. }] => "checked",
            [Event::Certified { .. }] => "certified",
            [Event::Sent { .. }] => "sent",
            [Event::Answered(_)] => "answered",
            [Event::StrayAnswer(_)] => "stray kept",
            [Event::DisputedAnswer(_)] => "dispute kept",
            [Event::Reopened { .. }] => "reopened",
            more => panic!("{more:?}"),
        },
        Err(refusal) => match refusal {
            Refusal::AwaitingAnswer { .. } => "no: awaiting",
            Refusal::OnFile { .. } => "no: on file",
            Refusal::ReopenFirst => "no: reopen",
            Refusal::NothingToCorrect => "no: nothing sent",
            Refusal::NotChecked => "no: unchecked",
            Refusal::Changed { .. } => "no: changed",
            Refusal::Blocked { .. } => "no: blocked",
            Refusal::NotCertified => "no: unsigned",
            Refusal::MessageUsed { .. } => "no: used",
            Refusal::TooManyAnswers => "no: flood",
        },
    }
}

/// Rows: command; columns: stages. Every pair stands here.
const TABLE: &str = "
                     | draft            | checked       | checked, blocked | certified     | sent          | accepted      | refused
change to 1          | nothing          | nothing       | nothing          | nothing       | no: awaiting  | no: on file   | no: reopen
change to 2          | nothing          | changed       | changed          | changed       | no: awaiting  | no: on file   | no: reopen
check 1              | checked          | nothing       | checked          | nothing       | no: awaiting  | no: on file   | no: reopen
check 1 anew         | checked          | checked       | checked          | checked       | no: awaiting  | no: on file   | no: reopen
check 2              | checked          | checked       | checked          | checked       | no: awaiting  | no: on file   | no: reopen
certify 1            | no: unchecked    | certified     | no: blocked      | nothing       | no: awaiting  | no: on file   | no: reopen
certify 1 by another | no: unchecked    | certified     | no: blocked      | certified     | no: awaiting  | no: on file   | no: reopen
certify 2            | no: unchecked    | no: changed   | no: changed      | no: changed   | no: awaiting  | no: on file   | no: reopen
send 1 as M-1        | no: unsigned     | no: unsigned  | no: unsigned     | sent          | nothing       | no: on file   | no: reopen
send 1 as M-2        | no: unsigned     | no: unsigned  | no: unsigned     | sent          | no: awaiting  | no: on file   | no: reopen
send 2 as M-2        | no: unsigned     | no: unsigned  | no: unsigned     | no: changed   | no: awaiting  | no: on file   | no: reopen
M-1 accepted         | stray kept       | stray kept    | stray kept       | stray kept    | answered      | nothing       | dispute kept
M-1 refused          | stray kept       | stray kept    | stray kept       | stray kept    | answered      | dispute kept  | nothing
M-1 failed           | stray kept       | stray kept    | stray kept       | stray kept    | answered      | dispute kept  | dispute kept
M-7 accepted         | stray kept       | stray kept    | stray kept       | stray kept    | stray kept    | stray kept    | stray kept
correct              | no: nothing sent | no: nothing sent | no: nothing sent | no: nothing sent | no: awaiting | reopened  | reopened
";

#[test]
fn every_stage_meets_every_command() {
    let mut rows =
        TABLE.trim_matches('\n').lines().map(|row| row.split('|').map(str::trim).collect::<Vec<_>>());
    let header = rows.next().unwrap();
    let mut checked = 0;
    for row in rows {
        for (column, expected) in header.iter().zip(&row).skip(1) {
            let before = stage(column);
            let result = decide(&before, &command(row[0]));
            assert_eq!(outcome(&result), *expected, "{} while {column}", row[0]);
            let after = result.unwrap_or_default().iter().fold(before, evolve);
            let again = decide(&after, &command(row[0]));
            let settled =
                again.is_err() || again == Ok(vec![]) || matches!(row[0], "correct" | "certify 1 by another");
            assert!(settled, "{} twice while {column}: {again:?}", row[0]);
            checked += 1;
        }
    }
    assert_eq!(checked, 16 * 7);
}

#[test]
fn a_refused_summary_goes_round_once_more_under_a_new_message() {
    let mut state = stage("refused");
    for (name, reaches) in [
        ("correct", "draft"),
        ("check 2", "checked"),
        ("certify 2", "certified"),
        ("send 2 as M-2", "sent"),
        ("M-1 refused", "sent"),
    ] {
        state = decide(&state, &command(name)).unwrap().iter().fold(state, evolve);
        assert_eq!(state.stage.name(), reaches, "after {name}");
    }
    state = decide(&state, &Command::RecordAnswer(accepted(2))).unwrap().iter().fold(state, evolve);
    assert_eq!(state.stage.name(), "accepted");
    assert_eq!(state.on_file.unwrap().declaration, content(2));
}

#[test]
fn a_used_message_id_is_refused_even_for_new_content() {
    let state = [command("correct"), command("check 2"), command("certify 2")]
        .iter()
        .fold(stage("refused"), |state, command| decide(&state, command).unwrap().iter().fold(state, evolve));
    let send = Command::Send { declaration: content(2), message: message(1), at: at(9) };
    assert_eq!(decide(&state, &send), Err(Refusal::MessageUsed { message: message(1) }));
}

#[test]
fn a_failure_of_the_authority_leaves_the_signature_standing() {
    let sent = stage("sent");
    let after = decide(&sent, &command("M-1 failed")).unwrap().iter().fold(sent, evolve);
    assert!(matches!(&after.stage, Stage::Certified { by, .. } if *by == user("mina")));
    assert_eq!(outcome(&decide(&after, &command("send 1 as M-1"))), "no: used");
    assert_eq!(outcome(&decide(&after, &command("send 1 as M-2"))), "sent");
}

#[test]
fn a_refused_replacement_leaves_the_filed_one_in_doubt() {
    let state = [
        command("correct"),
        command("check 2"),
        command("certify 2"),
        command("send 2 as M-2"),
        Command::RecordAnswer(refused(2)),
    ]
    .iter()
    .fold(stage("accepted"), |state, command| decide(&state, command).unwrap().iter().fold(state, evolve));
    let on_file = state.on_file.unwrap();
    assert_eq!((on_file.declaration, on_file.certain), (content(1), false));
}

#[test]
fn events_survive_the_journal() {
    let reopened = Event::Reopened { by: user("mina"), reason: "wrong port".into(), at: at(3) };
    let sent = Event::Sent { declaration: content(1), message: message(1), at: at(2) };
    for event in [sent, Event::Answered(refused(1)), Event::StrayAnswer(accepted(3)), reopened] {
        let text = serde_json::to_string(&event).unwrap();
        assert_eq!(serde_json::from_str::<Event>(&text).unwrap(), event, "{text}");
    }
    let text = serde_json::to_string(&Event::Answered(accepted(1))).unwrap();
    assert!(text.contains(r#""event":"answered""#) && text.contains(r#""version":"00100""#), "{text}");
}

fn any_command() -> impl Strategy<Value = Command> {
    let declaration = || (0u8..3).prop_map(content);
    let verdict = prop_oneof![
        Just(Verdict::Accepted { version: SummaryVersion::FIRST, conditions: vec![] }),
        Just(Verdict::Refused { conditions: vec![] }),
        Just(Verdict::NotProcessed { narrative: "ZZZ".into() }),
    ];
    let answer = (0u8..5, 0i64..99, verdict).prop_map(|(n, s, verdict)| {
        Command::RecordAnswer(Answer { message: message(n), at: at(s), verdict })
    });
    prop_oneof![
        declaration().prop_map(|declaration| Command::Change { declaration }),
        (declaration(), 0u32..2).prop_map(|(declaration, blocks)| Command::Check {
            declaration,
            tally: Tally { blocks, ..clean() }
        }),
        (declaration(), prop_oneof![Just("mina"), Just("joao")])
            .prop_map(|(declaration, by)| Command::Certify { declaration, by: user(by), at: at(0) }),
        (declaration(), 0u8..5).prop_map(|(declaration, n)| Command::Send {
            declaration,
            message: message(n),
            at: at(0)
        }),
        answer,
        Just(command("correct")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_asked_the_promises_hold(commands in proptest::collection::vec(any_command(), 0..80)) {
        let mut state = State::default();
        let mut journal = Vec::new();
        let mut sent: BTreeMap<MessageId, bool> = BTreeMap::new();
        let mut signed: Option<Digest> = None;
        for command in &commands {
            for event in decide(&state, command).unwrap_or_default() {
                match &event {
                    Event::Certified { declaration, .. } => signed = Some(*declaration),
                    Event::Changed { .. } | Event::Checked { .. } | Event::Reopened { .. } => signed = None,
                    Event::Sent { declaration, message, .. } => {
                        prop_assert_eq!(signed, Some(*declaration), "sent without a signature");
                        prop_assert!(sent.values().all(|answered| *answered), "sent while another message is out");
                        prop_assert!(sent.insert(message.clone(), false).is_none(), "a message id went out twice");
                    }
                    Event::Answered(answer) => {
                        prop_assert_eq!(sent.insert(answer.message.clone(), true), Some(false), "answered twice");
                    }
                    Event::StrayAnswer(answer) => prop_assert!(!sent.contains_key(&answer.message)),
                    Event::DisputedAnswer(answer) => prop_assert_eq!(sent.get(&answer.message), Some(&true)),
                }
                state = evolve(state, &event);
                journal.push(event);
            }
        }
        prop_assert_eq!(State::replay(&journal), state);
    }

    #[test]
    fn any_journal_can_be_replayed(commands in proptest::collection::vec(any_command(), 0..40), skip in 0usize..40) {
        let mut state = State::default();
        let mut journal = Vec::new();
        for command in &commands {
            for event in decide(&state, command).unwrap_or_default() {
                state = evolve(state, &event);
                journal.push(event);
            }
        }
        let cut = State::replay(journal.iter().skip(skip));
        for command in &commands {
            let _ = decide(&cut, command);
        }
    }
}
