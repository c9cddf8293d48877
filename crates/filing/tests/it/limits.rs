//! What lies exactly at a limit, a step below it and a step above.

use cocket_filing::EntrySummary;
use cocket_filing::edits::{self, EditContext};
use cocket_filing::lifecycle::{Answer, Command, Digest, Refusal, State, Tally, Verdict, decide, evolve};
use cocket_law::Pack;
use jiff::ToSpan;
use jiff::civil::{Date, date};

use crate::bad::in_bond;
use crate::fixture::{TODAY, clean, schedule};

fn codes(summary: &EntrySummary) -> Vec<String> {
    let found = edits::check(summary, &EditContext::new(Pack::starter(), &schedule, TODAY));
    found.into_iter().map(|finding| finding.code).collect()
}

/// Whether an edit speaks with the date before, on and after its limit.
fn around(edit: &str, limit: Date, set: impl Fn(&mut EntrySummary, Date)) -> [bool; 3] {
    [-1, 0, 1].map(|days| {
        let mut summary = clean();
        in_bond(&mut summary);
        set(&mut summary, limit.checked_add(days.days()).unwrap());
        codes(&summary).iter().any(|code| code == edit)
    })
}

#[test]
fn an_in_bond_date_may_be_the_day_of_entry_of_import_and_of_two_years_ago() {
    let (entry, import) = (clean().entry_date, clean().import_date.unwrap());
    let in_bond_on = |summary: &mut EntrySummary, day| summary.transport.in_bond_date = Some(day);
    assert_eq!(around("191", entry, in_bond_on), [false, false, true], "after the day of entry");
    assert_eq!(around("190", import, in_bond_on), [true, false, false], "before the day of import");
    let years_back = TODAY.checked_sub(2.years()).unwrap();
    assert_eq!(around("192", years_back, in_bond_on), [true, false, false], "two years ago");
}

#[test]
fn goods_are_exported_before_they_are_imported_entered_and_moved_or_on_that_day() {
    let import = clean().import_date.unwrap();
    let exported = |summary: &mut EntrySummary, day| {
        summary.transport.export_date = Some(day);
        summary.lines.iter_mut().for_each(|line| line.export_date = Some(day));
    };
    assert_eq!(around("426", import, exported), [false, false, true], "after the day of import");
    let moved = date(2026, 6, 10);
    let later = |summary: &mut EntrySummary, day| {
        // Imported and entered later, so that the movement alone is broken.
        summary.transport.in_bond_date = Some(moved);
        summary.import_date = Some(date(2026, 6, 15));
        exported(summary, day);
    };
    assert_eq!(around("420", moved, later), [false, false, true], "after the day of the movement");
}

#[test]
fn one_blocking_finding_stops_a_signature_and_warnings_never_do() {
    let declaration = Digest::of(&clean());
    let signed = |blocks: u32, warnings: u32| {
        let tally = Tally { blocks, warnings, notes: 3 };
        let checked = decide(&State::default(), &Command::Check { declaration, tally }).unwrap();
        let state = checked.iter().fold(State::default(), evolve);
        let at = "2026-06-17T16:00:00Z".parse().unwrap();
        decide(&state, &Command::Certify { declaration, by: "mina".parse().unwrap(), at })
    };
    assert!(signed(0, 0).is_ok() && signed(0, 1).is_ok() && signed(0, 99).is_ok());
    for blocks in [1, 2, 99] {
        let refused = signed(blocks, 0).unwrap_err();
        assert!(matches!(refused, Refusal::Blocked { blocks: told } if told == blocks), "{refused}");
    }
}

/// Two answers out of place are the same when message and verdict are; one of the two alone does not make them so.
#[test]
fn answers_out_of_place_are_kept_unless_they_are_the_same() {
    let at = "2026-06-17T16:00:00Z".parse().unwrap();
    let answer = |message: &str, narrative: &str| Answer {
        message: message.parse().unwrap(),
        at,
        verdict: Verdict::NotProcessed { narrative: narrative.into() },
    };
    let mut state = State::default();
    let mut record = |answer: Answer| {
        let events = decide(&state, &Command::RecordAnswer(answer)).unwrap();
        let kept = events.len();
        state = events.iter().fold(std::mem::take(&mut state), evolve);
        kept
    };
    assert_eq!(record(answer("M-1", "FAILURE")), 1);
    assert_eq!(record(answer("M-1", "FAILURE")), 0, "the same again");
    assert_eq!(record(answer("M-2", "FAILURE")), 1, "another message, the same words");
    assert_eq!(record(answer("M-1", "OUTAGE")), 1, "the same message, other words");
    assert_eq!(state.strays.len(), 3);
}
