//! The schedule against the official exports: every revision imports, every rate reads, inheritance agrees with the
//! indents, and the embedded revision is the official one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use cocket_base::civil::date;
use cocket_base::ids::TariffNumber;
use cocket_tariff::rate::{RateExpr, Special};
use cocket_tariff::revision::{RevisionId, Revisions};
use cocket_tariff::schedule::{
    Column, Fit, Imported, Schedules, compact, diff, import, search, show, starter,
};

use proptest::prelude::*;

use crate::shared;

fn imported(file: &Path) -> Imported {
    let name = file.file_name().unwrap().to_str().unwrap();
    let revision = Revisions::embedded().get(RevisionId::in_file_name(name).unwrap()).unwrap().clone();
    import::read(&std::fs::read(file).unwrap(), revision).unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn number(text: &str) -> TariffNumber {
    text.parse().unwrap()
}

#[test]
fn every_held_revision_imports_and_its_rates_read_both_ways() {
    let Some(hts) = shared::hts() else { return };
    let listed: BTreeSet<(&str, &str, &str)> = include_str!("refused_rates.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            cells[2].split(' ').map(move |number| (cells[0], cells[1], number)).collect::<Vec<_>>()
        })
        .collect();
    let mut refused = BTreeSet::new();
    let mut texts = BTreeSet::new();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let files = shared::exports(&hts);
    assert!(files.len() >= 26);
    for file in &files {
        let imported = imported(file);
        assert!(imported.schedule.len() > 35_000, "{}", file.display());
        for line in imported.schedule.lines() {
            for column in Column::ALL {
                texts.insert((column == Column::Special, line.text(column).to_string()));
            }
        }
        for finding in &imported.findings {
            *counts.entry(finding.code.clone()).or_default() += 1;
            if finding.code == "TARIFF_RATE_REFUSED" {
                let number = finding.place.item.clone().unwrap();
                let column = finding.place.field.clone().unwrap();
                let line = imported.schedule.line(&number.parse().unwrap()).unwrap();
                let column = Column::ALL.into_iter().find(|c| c.key() == column).unwrap();
                refused.insert((column.key(), line.text(column).to_string(), number));
            }
        }
    }
    let refused: BTreeSet<(&str, &str, &str)> =
        refused.iter().map(|(c, t, n)| (*c, t.as_str(), n.as_str())).collect();
    assert_eq!(refused, listed, "the list refused_rates.txt is the whole truth");
    let codes: Vec<&str> = counts.keys().map(String::as_str).collect();
    assert_eq!(
        codes,
        ["TARIFF_FIRST_ROW_MISSING", "TARIFF_PRINT_ERROR", "TARIFF_RATE_REFUSED"],
        "no odd inheritance, no unknown unit, no lost chapter"
    );
    assert!(texts.len() > 2_000, "{} distinct texts", texts.len());
    for (special, text) in &texts {
        if *special {
            let read = Special::parse(text).unwrap();
            assert_eq!(Special::parse(&read.to_string()), Ok(read));
        } else if let Ok(read) = RateExpr::parse(text) {
            assert_eq!(RateExpr::parse(&read.to_string()), Ok(read));
        }
    }
}

#[test]
fn every_pattern_of_the_reference_list_reads() {
    let Some(hts) = shared::hts() else { return };
    let mut reader = csv::Reader::from_path(hts.join("rate_patterns_2026_rev_10.csv")).unwrap();
    let mut count = 0;
    for record in reader.records() {
        let record = record.unwrap();
        let (column, number) = (&record[0], record[4].parse().unwrap());
        let schedule = starter();
        let line = schedule.line(&number).unwrap();
        match column {
            "general" => assert!(line.general().is_ok(), "{record:?}"),
            "other" => assert!(line.other().is_ok(), "{record:?}"),
            _ => assert!(line.special().is_ok_and(|special| !special.groups.is_empty()), "{record:?}"),
        }
        count += 1;
    }
    assert!(count > 200, "{count} patterns");
}

/// With `COCKET_BLESS=1` the embedded file is written anew from the official export.
#[test]
fn the_embedded_revision_is_the_official_one() {
    let Some(hts) = shared::hts() else { return };
    let official = imported(&hts.join("json/hts_2026_rev_10.json.gz")).schedule;
    let written = compact::write(&official);
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/tariff/2026_rev_10.tsv");
    if std::env::var_os("COCKET_BLESS").is_some() {
        std::fs::write(file, &written).unwrap();
    }
    assert!(
        std::fs::read_to_string(file).unwrap() == written,
        "run the test with COCKET_BLESS=1 and look at the difference"
    );
    let starter = starter();
    assert_eq!(starter.lines().count(), official.lines().count());
    for (ours, theirs) in starter.lines().zip(official.lines()) {
        assert_eq!(ours.number(), theirs.number());
        assert_eq!(ours.units(), theirs.units(), "{}", ours.number());
        assert_eq!(ours.inherited_from(), theirs.inherited_from(), "{}", ours.number());
        for column in Column::ALL {
            assert_eq!(ours.text(column), theirs.text(column), "{}", ours.number());
        }
    }
}

#[test]
fn the_full_form_loses_nothing() {
    let Some(hts) = shared::hts() else { return };
    let official = imported(&hts.join("json/hts_2026_rev_4.json.gz")).schedule;
    let full = compact::write_full(&official);
    let back = compact::read(&full).unwrap();
    assert_eq!(back.revision(), official.revision());
    assert_eq!(compact::write_full(&back), full);
    assert_eq!(back.len(), official.len());
    for (a, b) in back.lines().zip(official.lines()) {
        assert_eq!((a.number(), a.description(), a.path()), (b.number(), b.description(), b.path()));
        assert_eq!(a.footnotes().collect::<Vec<_>>(), b.footnotes().collect::<Vec<_>>());
    }
}

#[test]
fn ten_digit_numbers_take_everything_from_their_eight_digits() {
    let starter = starter();
    let (mut own, mut inherited, mut none) = (0, 0, 0);
    for line in starter.lines().filter(|line| line.number().len() == 10) {
        match line.inherited_from() {
            Some(eight) => {
                assert_eq!(eight, line.number().prefix(8));
                inherited += 1;
            }
            None if line.general().is_ok() || !line.special_text().is_empty() => own += 1,
            None => none += 1,
        }
        if line.number().chapter() < 98 {
            assert!(line.general().is_ok() && line.other().is_ok(), "{}", line.number());
        }
    }
    // Counted in the official export: 8,147 numbers of chapters 1 to 97 print their own rate, one of chapter 98 a special one.
    assert_eq!((inherited, own, none), (11_708, 8_147 + 1, 0));
    // One number prints column 2 and leaves the general rate to its 8-digit row.
    let camera = starter.line(&number("9006591520")).unwrap();
    assert_eq!((camera.general_text(), camera.other_text()), ("Free", "20%"));
    assert_eq!(camera.inherited_from().unwrap().to_string(), "9006.59.15");
}

#[test]
fn a_revision_that_is_not_held_is_named() {
    let today = date(2026, 11, 24);
    let held = Schedules::starter();
    let exact = held.as_of(date(2026, 6, 16), today).unwrap();
    assert_eq!((exact.used().to_string(), exact.fit), ("2026_rev_10".into(), Fit::Exact));
    assert_eq!(exact.notice(date(2026, 6, 16)), None);
    let day = date(2026, 7, 8);
    let later = held.as_of(day, today).unwrap();
    assert_eq!(later.fit, Fit::Earlier);
    assert_eq!(
        later.notice(day).unwrap(),
        "revision 2026_rev_11 was law on 2026-07-08 and is not held; read 2026_rev_10, the latest held before it"
    );
    assert_eq!(
        held.as_of(day, date(2026, 6, 20)).unwrap().fit,
        Fit::Exact,
        "revision 11 was not known on 20 June"
    );
    let earlier = held.as_of(date(2026, 6, 2), today).unwrap();
    assert_eq!((earlier.fit, earlier.law.unwrap().id.to_string()), (Fit::Later, "2026_rev_9".into()));
    assert!(Schedules::none().as_of(day, today).is_none());
}

#[test]
fn an_imported_revision_answers_for_its_days() {
    let Some(hts) = shared::hts() else { return };
    let mut held = Schedules::starter();
    held.add(imported(&hts.join("json/hts_2026_rev_9.json.gz")).schedule);
    held.add(imported(&hts.join("json/hts_2025_rev_24.json.gz")).schedule);
    let today = date(2026, 11, 24);
    let used = |day| held.as_of(day, today).map(|as_of| (as_of.used().to_string(), as_of.fit)).unwrap();
    assert_eq!(used(date(2026, 6, 2)), ("2026_rev_9".into(), Fit::Exact));
    assert_eq!(used(date(2026, 6, 16)), ("2026_rev_10".into(), Fit::Exact));
    assert_eq!(used(date(2025, 10, 8)), ("2025_rev_24".into(), Fit::Exact));
    assert_eq!(used(date(2025, 12, 20)), ("2025_rev_24".into(), Fit::Earlier));
}

#[test]
fn rates_of_the_sample_packets_read_as_declared() {
    let schedule = starter();
    let text = |n: &str| schedule.line(&number(n)).unwrap().general_text().to_string();
    assert_eq!(text("2204215040"), "6.3¢/liter");
    assert_eq!(text("1509202090"), "5¢/kg on contents and container");
    assert_eq!(text("0406905600"), "Free");
    assert_eq!(text("2002100020"), "12.5%");
    let wine = schedule.line(&number("2204215040")).unwrap();
    assert!(wine.special().unwrap().claim("AU").unwrap().is_free());
    let missing = schedule.line(&number("8518210099"));
    assert!(missing.is_none());
    let eight = schedule.line_or_eight(&number("8518210099")).unwrap();
    assert!(!eight.is_printed());
    assert!(schedule.line_or_eight(&number("770100")).is_none());
}

#[test]
fn official_words_are_shown_and_searched() {
    let Some(hts) = shared::hts() else { return };
    let schedule = imported(&hts.join("json/hts_2026_rev_10.json.gz")).schedule;
    let answer = show(&schedule, &number("8518210000")).unwrap();
    assert!(answer.path.len() >= 3, "{:?}", answer.path);
    assert_eq!(answer.path.last().unwrap().number, Some(number("8518210000")));
    let best =
        |words: &str| search(&schedule, words, 5).into_iter().map(|hit| hit.dotted).collect::<Vec<_>>();
    assert!(best("single loudspeakers mounted in enclosures").iter().any(|n| n.starts_with("8518.21")));
    assert!(best("ceramic mugs").iter().any(|n| n.starts_with("6911") || n.starts_with("6912")));
    assert!(best("0101.21").iter().all(|n| n.starts_with("0101.21")));
}

#[test]
fn two_revisions_compare() {
    let Some(hts) = shared::hts() else { return };
    let before = imported(&hts.join("json/hts_2026_rev_9.json.gz")).schedule;
    let after = imported(&hts.join("json/hts_2026_rev_10.json.gz")).schedule;
    let same = diff(&before, &before);
    assert!(same.added.is_empty() && same.ended.is_empty() && same.changed.is_empty());
    let changes = diff(&before, &after);
    let before_numbers: BTreeSet<TariffNumber> = before.lines().map(|line| line.number()).collect();
    assert!(changes.added.iter().all(|n| !before_numbers.contains(n)));
    // Revision 9 lacks the row of heading 0101; everything else that is new stands in chapter 99.
    assert!(
        changes.added.iter().all(|n| n.chapter() == 99 || n.to_string() == "0101"),
        "{:?}",
        changes.added
    );
    assert!(changes.added.len() > 5, "{:?}", changes.added);
}

proptest! {
    #[test]
    fn damaged_files_are_refused_without_panic(
        at in 0usize..4_000, junk in prop::collection::vec(any::<u8>(), 0..40), text in ".{0,200}",
    ) {
        let starter = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/tariff/2026_rev_10.tsv")).unwrap();
        let head: String = starter.chars().take(4_000).collect();
        let cut = head.char_indices().nth(at).map_or(head.len(), |(byte, _)| byte);
        let damaged = format!("{}{}{}", &head[..cut], String::from_utf8_lossy(&junk), &head[cut..]);
        if let Ok(read) = compact::read(&damaged) {
            prop_assert_eq!(compact::read(&compact::write_full(&read)).map(|s| s.len()), Ok(read.len()));
        }
        let revision = || Revisions::embedded().iter().next().unwrap().clone();
        let _ = import::read(&junk, revision());
        let _ = import::read(text.as_bytes(), revision());
        let packed: Vec<u8> = [0x1f, 0x8b, 8, 0].into_iter().chain(junk.iter().copied()).collect();
        prop_assert!(import::read(&packed, revision()).is_err());
    }
}
