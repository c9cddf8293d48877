//! What lies exactly at a limit, a step below it and a step above.

use cocket_base::{Cents, Decimal};
use cocket_filing::EntrySummary;
use cocket_filing::declaration::{Fee, Totals};
use cocket_filing::edits::{self, EditContext};
use cocket_filing::lifecycle::{
    Answer, Command, Digest, Refusal, State, SummaryVersion, Tally, Verdict, decide, evolve,
};
use cocket_law::Pack;
use jiff::ToSpan;
use jiff::civil::{Date, date};

use crate::bad::{in_bond, with_cases};
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

#[test]
fn each_part_of_what_is_due_counts_once() {
    let fee = |class: &str, cents| Fee { class: class.into(), amount: Cents::new(cents), steps: vec![] };
    let totals = Totals {
        duty: Cents::new(1),
        fees: vec![fee("499", 20), fee("501", 300), fee("501", 1_000)],
        tax: Cents::new(10_000),
        antidumping: Cents::new(200_000),
        countervailing: Cents::new(3_000_000),
        ..Totals::default()
    };
    assert_eq!(totals.fee_total(), Cents::new(1_320));
    assert_eq!(
        (totals.fee("499"), totals.fee("501"), totals.fee("056")),
        (Cents::new(20), Cents::new(1_300), Cents::ZERO)
    );
    assert_eq!(totals.payable(), Cents::new(3_211_321));
}

#[test]
fn a_version_is_a_major_and_a_minor_part() {
    let version = |text: &str| text.parse::<SummaryVersion>().unwrap();
    assert_eq!((version("12345").major(), version("12345").minor()), (123, 45));
    assert_eq!((SummaryVersion::FIRST.major(), SummaryVersion::FIRST.minor()), (1, 0));
    assert_eq!(version("12345").next_major().to_string(), "12400");
    assert_eq!(version("99845").next_major().to_string(), "99900");
    assert_eq!(version("99945").next_major().to_string(), "99945", "there is no later one to print");
}

#[test]
fn a_payment_type_is_wanted_as_soon_as_a_dollar_is_due_or_a_statement_named() {
    let wanted = |spoil: fn(&mut EntrySummary)| {
        let mut summary = clean();
        summary.payment.kind = None;
        summary.payment.statement_date = None;
        summary.payment.statement_month = None;
        spoil(&mut summary);
        codes(&summary).iter().any(|code| code == "263")
    };
    assert!(wanted(|_| ()), "duty is due and no statement named");
    assert!(!wanted(|summary| summary.totals = Totals::default()), "nothing is due");
    assert!(wanted(|summary| {
        summary.totals = Totals { tax: Cents::new(1), ..Totals::default() };
    }));
    assert!(wanted(|summary| {
        summary.totals = Totals::default();
        summary.payment.statement_month = Some(7);
    }));
}

#[test]
fn internal_revenue_tax_keeps_a_summary_off_the_monthly_statement_wherever_it_stands() {
    let told = |in_total: bool, on_line: bool| {
        let mut summary = clean();
        if in_total {
            summary.totals.tax = Cents::new(107);
        }
        if on_line {
            summary.lines[0].taxes =
                vec![Fee { class: "017".into(), amount: Cents::new(107), steps: vec![] }];
        }
        codes(&summary).iter().any(|code| code == "718")
    };
    assert_eq!(
        [told(false, false), told(true, false), told(false, true), told(true, true)],
        [false, true, true, true]
    );
}

#[test]
fn a_deposit_per_unit_wants_units_and_one_in_percent_wants_none() {
    let told = |specific: bool, quantity: Option<i64>| {
        let mut summary = clean();
        with_cases(&mut summary);
        let deposit = &mut summary.lines[0].deposits[0];
        (deposit.specific, deposit.quantity) = (specific, quantity.map(Decimal::from));
        let found = codes(&summary);
        let says = |code: &str| found.iter().any(|found| found == code);
        (says("575"), says("541"))
    };
    for (specific, quantity, expected) in [
        (true, None, (true, false)),
        (true, Some(-1), (true, false)),
        (true, Some(0), (true, false)),
        (true, Some(1), (false, false)),
        (false, None, (false, false)),
        (false, Some(0), (false, false)),
        (false, Some(1), (false, true)),
    ] {
        assert_eq!(told(specific, quantity), expected, "{specific} {quantity:?}");
    }
}

#[test]
fn goods_entered_before_they_arrive_are_exported_by_the_day_of_entry() {
    let entry = clean().entry_date;
    let exported = |summary: &mut EntrySummary, day| {
        summary.transport.in_bond_date = None;
        summary.transport.bills[0].in_bond = None;
        summary.import_date = entry.checked_add(5.days()).ok();
        summary.transport.export_date = Some(day);
        summary.lines.iter_mut().for_each(|line| line.export_date = Some(day));
    };
    assert_eq!(around("427", entry, exported), [false, false, true]);
    // After the day of import another edit speaks, and one wrong date is told once; on that day this one still does.
    let import = entry.checked_add(5.days()).unwrap();
    assert_eq!(around("427", import, exported), [true, true, false]);
    assert_eq!(around("426", import, exported), [false, false, true]);
}
