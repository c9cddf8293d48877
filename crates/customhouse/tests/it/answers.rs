//! What the house answers to one summary, and what then stands in its book.

use cocket_base::{Cents, Dollars};
use cocket_customhouse::{CustomHouse, Outcome};
use cocket_filing::EntrySummary;
use cocket_filing::lifecycle::SummaryVersion;
use cocket_wire::ae::Action;
use cocket_wire::ax::{AxSeverity, Response};
use jiff::{SignedDuration, Timestamp};

use crate::counter::{answer, answers, batch, fatal, house, noon, pack, records};
use crate::fixture::{clean, settle, sum, tariff};

fn file(house: &mut CustomHouse, summary: &EntrySummary, message: &str, now: Timestamp) -> Response {
    answer(&house.receive(&batch(summary, Action::Add, message), now))
}

#[test]
fn a_clean_summary_is_added_as_the_first_version() {
    let (mut house, summary) = (house(1), clean());
    let response = file(&mut house, &summary, "M-1", noon());
    assert_eq!(response.conditions, vec![]);
    let outcome = response.outcome.unwrap();
    assert!(outcome.accepted && outcome.severity == AxSeverity::None);
    assert_eq!((outcome.code.as_str(), outcome.narrative.as_str()), ("995", "SUMMARY HAS BEEN ADDED"));
    assert_eq!(outcome.version, Some(SummaryVersion::FIRST));
    assert_eq!(outcome.entry_number.as_deref(), Some("00047111"));
    assert_eq!(outcome.broker_reference.as_deref(), Some("F2026-118"));
    let on_file = house.register().on_file(summary.entry_number).unwrap();
    assert_eq!(on_file.summary.totals.duty, summary.totals.duty);
    assert_eq!(house.register().acts().iter().map(|act| act.outcome).collect::<Vec<_>>(), [Outcome::Added]);
}

#[test]
fn what_is_wrong_is_named_with_its_code_and_its_part() {
    let mut summary = clean();
    summary.lines[1].origin = Some("XX".parse().unwrap());
    summary.lines[2].tariffs[0].number = "6109.90.10.99".parse().unwrap();
    summary.lines[0].tariffs[1] = tariff("8518.30.20.00", "Free", 15_190, &[("2500", "No."), ("9.5", "kg")]);
    summary.transport.bills[0].quantity = Some(0);
    summary.totals.duty = Cents::new(1);
    let mut house = house(1);
    let response = file(&mut house, &summary, "M-1", noon());
    assert_eq!(fatal(&response), ["258", "441", "408", "433", "722"]);
    let parts: Vec<Vec<(String, u32, String)>> = response
        .conditions
        .iter()
        .map(|found| {
            found.references.iter().map(|r| (r.kind.clone(), r.occurrence, r.text.clone())).collect()
        })
        .collect();
    let part = |kind: &str, at, text: &str| (kind.to_string(), at, text.to_string());
    assert_eq!(parts[0], [part("CARMAN", 1, "00000000 CTN")]);
    assert_eq!(parts[1], [part("LINITM", 1, "001"), part("TARIFF", 2, "8518302000")]);
    assert_eq!(parts[2], [part("LINITM", 2, "002")]);
    assert_eq!(parts[3], [part("LINITM", 3, "003"), part("TARIFF", 1, "6109901099")]);
    assert_eq!(parts[4], [part("TOTALS", 1, "ZZ9 00047111 F2026-118")]);
    let outcome = response.outcome.unwrap();
    assert_eq!((outcome.accepted, outcome.code.as_str(), outcome.version), (false, "S98", None));
    assert_eq!(outcome.narrative, "TRANSACTION DATA REJECTED");
    assert!(house.register().on_file(summary.entry_number).is_none());
}

#[test]
fn a_quantity_is_named_as_it_stands_on_the_wire() {
    let mut summary = clean();
    summary.lines[0].tariffs[1] = tariff("8518.30.20.00", "Free", 15_190, &[("0", "No.")]);
    let response = file(&mut house(1), &summary, "M-1", noon());
    assert_eq!(fatal(&response), ["439"]);
    let quantity = response.conditions[0].references.last().unwrap();
    assert_eq!((quantity.kind.as_str(), quantity.text.as_str()), ("TARQTY", "000000000000 NO"));
}

#[test]
fn a_wrong_check_digit_and_an_unknown_type_are_refused() {
    let mut summary = clean();
    summary.entry_number = cocket_base::ids::EntryNumber::lenient("ZZ9-0004711-5").unwrap().0;
    summary.entry_type = "61".into();
    let response = file(&mut house(1), &summary, "M-1", noon());
    assert_eq!(fatal(&response), ["B16", "B18"]);
}

#[test]
fn the_house_adds_up_for_itself() {
    // A filer whose encoder drops a duty: the declaration was sound, the message is not.
    let mut sent = records(&clean(), Action::Add);
    let at = sent
        .iter()
        .position(|record| {
            record.key() == "50"
                && !record.text(record.layout().field("duty_amount").unwrap()).starts_with('0')
        })
        .unwrap();
    let mut columns = *sent[at].columns();
    columns[13..23].copy_from_slice(b"         1");
    sent[at] = cocket_wire::Record::read(sent[at].layout(), columns, sent[at].number());
    let response = answer(&house(1).receive(&pack(&sent, "M-1"), noon()));
    assert_eq!(fatal(&response), ["722"]);
    // One whose grand total of fees is wrong: no rule of the declaration sees that figure.
    let mut sent = records(&clean(), Action::Add);
    let last = sent.last_mut().unwrap();
    let mut columns = *last.columns();
    columns[14..25].copy_from_slice(b"          1");
    *last = cocket_wire::Record::read(last.layout(), columns, last.number());
    let response = answer(&house(1).receive(&pack(&sent, "M-1"), noon()));
    assert_eq!(fatal(&response), ["726"]);
}

#[test]
fn a_fee_total_is_held_against_the_lines() {
    let mut summary = clean();
    summary.lines[0].fees.push(crate::fixture::fee("056", 40));
    summary.totals.fees.push(crate::fixture::fee("056", 41));
    assert_eq!(fatal(&file(&mut house(1), &summary, "M-1", noon())), ["720"]);
}

#[test]
fn warnings_come_with_the_acceptance() {
    let mut summary = clean();
    summary.lines[2].gross_weight_kg = Some(700);
    let response = file(&mut house(1), &summary, "M-1", noon());
    let outcome = response.outcome.unwrap();
    assert!(outcome.accepted);
    assert_eq!(outcome.severity, AxSeverity::Census);
    assert_eq!(response.conditions.iter().map(|found| found.code.as_str()).collect::<Vec<_>>(), ["27I"]);
}

#[test]
fn the_same_summary_under_another_message_is_answered_with_the_same_warnings() {
    let mut summary = clean();
    summary.lines[2].gross_weight_kg = Some(700);
    let mut house = house(1);
    let first = file(&mut house, &summary, "M-1", noon());
    assert_eq!(first.conditions[0].line_id().as_deref(), Some("003"));
    assert_eq!(file(&mut house, &summary, "M-2", noon()), first);
}

#[test]
fn a_waiver_goes_with_the_reason_that_the_declaration_gives() {
    let mut summary = clean();
    summary.payment.kind = Some("2".into());
    summary.payment.statement_month = None;
    summary.bond =
        cocket_filing::declaration::Bond { kind: "0".into(), surety_code: Some("998".into()), amount: None };
    let response = file(&mut house(1), &summary, "M-1", noon());
    assert!(response.outcome.as_ref().unwrap().accepted, "{response:#?}");
}

#[test]
fn a_tariff_number_that_cannot_be_read_is_refused() {
    // A number without duty, so that no sum shows its loss.
    let mut sent = records(&clean(), Action::Add);
    let at = sent
        .iter()
        .position(|record| record.key() == "50" && record.columns()[2..].starts_with(b"99030303"))
        .unwrap();
    let mut columns = *sent[at].columns();
    columns[2..12].copy_from_slice(b"9903A303  ");
    sent[at] = cocket_wire::Record::read(sent[at].layout(), columns, sent[at].number());
    let response = answer(&house(1).receive(&pack(&sent, "M-1"), noon()));
    assert_eq!(fatal(&response), ["433"]);
    assert_eq!(response.conditions[0].line_id().as_deref(), Some("001"));
}

#[test]
fn a_replacement_before_control_keeps_the_version_and_one_after_is_the_next() {
    let (mut house, mut summary) = (house(1), clean());
    let entry = summary.entry_number;
    file(&mut house, &summary, "M-1", noon());
    summary.lines[0].charges = Some(Dollars::new(500));
    let outcome = file(&mut house, &summary, "M-2", noon()).outcome.unwrap();
    assert_eq!((outcome.code.as_str(), outcome.version), ("996", Some(SummaryVersion::FIRST)));
    assert!(house.take_control(entry));
    summary.lines[0].charges = Some(Dollars::new(600));
    assert_eq!(fatal(&file(&mut house, &summary, "M-3", noon())), ["B29"]);
    assert_eq!(
        house.register().on_file(entry).unwrap().summary.lines[0].charges,
        Some(Dollars::new(500)),
        "left as it was"
    );
    assert!(house.hand_back(entry));
    let outcome = file(&mut house, &summary, "M-4", noon()).outcome.unwrap();
    assert_eq!((outcome.code.as_str(), outcome.version), ("996", Some(SummaryVersion::FIRST.next_major())));
}

#[test]
fn a_failed_correction_deletes_what_is_on_file_until_the_statement_is_printed() {
    let (mut house, mut summary) = (house(1), clean());
    file(&mut house, &summary, "M-1", noon());
    summary.lines[0].origin = Some("XX".parse().unwrap());
    assert_eq!(fatal(&file(&mut house, &summary, "M-2", noon())), ["408"]);
    assert!(house.register().on_file(summary.entry_number).is_none());
    assert_eq!(house.register().acts().last().unwrap().outcome, Outcome::RefusedAndDeleted);
    // The print date is 26 June: from then on it is the authority's.
    let printed: Timestamp = "2026-06-26T12:00:00Z".parse().unwrap();
    file(&mut house, &clean(), "M-3", noon());
    let response = file(&mut house, &summary, "M-4", printed);
    assert!(fatal(&response).contains(&"B29") && fatal(&response).contains(&"408"));
    assert!(house.register().on_file(summary.entry_number).is_some());
}

#[test]
fn the_same_message_acts_once_and_is_answered_alike() {
    let (mut house, summary) = (house(1), clean());
    let message = batch(&summary, Action::Add, "M-1");
    let first = house.receive(&message, noon());
    for hours in 1..5 {
        assert_eq!(house.receive(&message, noon() + SignedDuration::from_hours(hours)), first);
    }
    assert_eq!((house.register().acts().len(), house.register().repeats()), (1, 4));
    // The same summary under another message is the same filing.
    let again = file(&mut house, &summary, "M-2", noon());
    assert_eq!(again.outcome, answer(&first).outcome);
    assert_eq!(house.register().acts().len(), 1);
}

#[test]
fn a_delete_takes_the_summary_off_the_book() {
    let (mut house, summary) = (house(1), clean());
    let delete = |message| batch(&summary, Action::Delete, message);
    assert_eq!(fatal(&answer(&house.receive(&delete("M-1"), noon()))), ["B25"]);
    file(&mut house, &summary, "M-2", noon());
    let outcome = answer(&house.receive(&delete("M-3"), noon())).outcome.unwrap();
    assert_eq!(
        (outcome.accepted, outcome.narrative.as_str(), outcome.version),
        (true, "ENTRY SUMMARY DELETED", None)
    );
    assert!(house.register().on_file(summary.entry_number).is_none());
    let outcome = file(&mut house, &summary, "M-4", noon()).outcome.unwrap();
    assert_eq!(outcome.code, "995", "it can be filed anew");
}

#[test]
fn another_district_and_another_filer_are_refused() {
    let mut summary = clean();
    summary.port_of_entry = "3001".parse().unwrap();
    summary.entry_number = "ABC-1234567-6".parse().unwrap();
    assert_eq!(fatal(&file(&mut house(1), &summary, "M-1", noon())), ["B53", "B10"]);
}

#[test]
fn each_summary_of_a_batch_has_its_own_answer_in_order() {
    let mut all = Vec::new();
    for sequence in 1..=3 {
        let mut summary = clean();
        summary.entry_number = cocket_base::ids::EntryNumber::new("ZZ9".parse().unwrap(), sequence).unwrap();
        if sequence == 2 {
            summary.state_of_destination = Some("ZZ".into());
        }
        all.extend(records(&summary, Action::Add));
    }
    let responses = answers(&house(1).receive(&pack(&all, "M-1"), noon()));
    let accepted: Vec<bool> =
        responses.iter().map(|response| response.outcome.as_ref().unwrap().accepted).collect();
    assert_eq!(accepted, [true, false, true]);
    assert_eq!(fatal(&responses[1]), ["133"]);
    assert_eq!(responses.iter().map(|response| response.summary.occurrence).collect::<Vec<_>>(), [1, 2, 3]);
}

#[test]
fn informal_deposits_and_air_pass_the_wire_and_the_house() {
    let mut summary = clean();
    summary.entry_type = "11".into();
    summary.mode = "40".into();
    summary.bond = cocket_filing::declaration::Bond { kind: "0".into(), surety_code: None, amount: None };
    summary.payment = cocket_filing::declaration::Payment { kind: Some("1".into()), ..Default::default() };
    summary.transport.carrier = Some("ZL".parse().unwrap());
    summary.transport.bills[0].issuer = None;
    summary.transport.bills[0].master = "999-61004413".into();
    summary.lines.truncate(1);
    summary.lines[0].tariffs = vec![tariff("9405.21.60.10", "6%", 700, &[("60", "No.")])];
    summary.lines[0].entered_value = Dollars::new(700);
    settle(&mut summary);
    let response = file(&mut house(1), &summary, "M-1", noon());
    assert!(response.outcome.as_ref().unwrap().accepted, "{response:#?}");

    let mut summary = clean();
    summary.entry_type = "03".into();
    let deposit = |case: &str, percent: i64| cocket_filing::declaration::Deposit {
        case: case.into(),
        rate: cocket_base::Decimal::from(percent),
        specific: false,
        cash: true,
        value: Dollars::new(15_190),
        quantity: None,
        amount: Cents::new(15_190 * percent),
        steps: vec![],
    };
    summary.lines[0].deposits = vec![deposit("A570123000", 20), deposit("C570124000", 5)];
    sum(&mut summary);
    let response = file(&mut house(1), &summary, "M-1", noon());
    assert!(response.outcome.as_ref().unwrap().accepted, "{response:#?}");
}

#[test]
fn a_failing_system_decides_nothing() {
    let mut house = house(1).failing(1_000);
    let response = file(&mut house, &clean(), "M-1", noon());
    let outcome = response.outcome.unwrap();
    assert_eq!((outcome.accepted, outcome.code.as_str()), (false, "ZZZ"));
    assert_eq!(house.register().acts()[0].outcome, Outcome::Failed);
    assert!(house.register().on_file(clean().entry_number).is_none());
}

#[test]
fn headers_that_name_no_entry_are_refused_by_what_is_missing() {
    for (columns, text, code) in
        [(8..16, "        ", "B14"), (8..16, "0004A111", "B15"), (2..3, " ", "B01"), (2..3, "X", "B02")]
    {
        let mut message = batch(&clean(), Action::Add, "M-1");
        let header = message.windows(3).position(|window| window == b"10A").unwrap();
        message[header + columns.start..header + columns.end].copy_from_slice(text.as_bytes());
        let response = answer(&house(1).receive(&message, noon()));
        assert_eq!(fatal(&response), [code]);
    }
}

#[test]
fn another_surety_than_the_bond_on_file_is_refused() {
    let mut summary = clean();
    let importer = summary.importer.number.clone().unwrap();
    let mut house = house(1).with_bond(importer, "891");
    let refused = file(&mut house, &summary, "M-1", noon());
    assert_eq!(fatal(&refused), ["145"]);
    assert!(house.register().on_file(summary.entry_number).is_none());
    summary.bond.surety_code = Some("891".into());
    assert!(file(&mut house, &summary, "M-2", noon()).outcome.unwrap().accepted);
}
