//! One bad summary per rule, which raises that rule and nothing else; and the manual kept level with the catalogue.

use std::collections::{BTreeMap, BTreeSet};

use cocket_base::{Cents, Date, Decimal, Dollars, Finding};
use cocket_filing::declaration::EntrySummary;
use cocket_filing::edits::{self, EditBook, EditContext, NoSchedule};
use cocket_law::Pack;

use crate::bad::{
    BAD, EDGES, Spoil, by_air, by_truck, deposit, in_bond, informal, large, small, taxed, with_cases,
};
use crate::fixture::{TODAY, clean, fee, schedule};
use crate::official;

fn context(today: Date) -> EditContext<'static> {
    EditContext::new(Pack::starter(), &schedule, today)
}

fn findings(summary: &EntrySummary) -> Vec<Finding> {
    edits::check(summary, &EditContext { filer: Some("ZZ9".parse().unwrap()), ..context(TODAY) })
}

fn codes(summary: &EntrySummary) -> BTreeSet<String> {
    findings(summary).into_iter().map(|finding| finding.code).collect()
}

#[test]
fn clean_summaries_raise_nothing() {
    let spoils: &[(&str, Spoil)] = &[
        ("by sea", |_| ()),
        ("by air", by_air),
        ("by truck", by_truck),
        ("informal", informal),
        ("in bond", in_bond),
        ("with cases", with_cases),
        ("with tax", taxed),
        ("small", small),
        ("large", large),
    ];
    for (name, spoil) in spoils {
        let mut summary = clean();
        spoil(&mut summary);
        let found = findings(&summary);
        assert!(found.is_empty(), "{name}: {found:#?}");
    }
}

#[test]
fn the_good_side_of_every_limit_raises_nothing() {
    for (name, spoil) in EDGES {
        let mut summary = clean();
        spoil(&mut summary);
        let found = findings(&summary);
        assert!(found.is_empty(), "{name}: {found:#?}");
    }
}

#[test]
fn every_rule_has_its_bad_summary_and_finds_it_alone() {
    let mut faults = Vec::new();
    for (code, spoil, with_it) in BAD {
        let mut summary = clean();
        spoil(&mut summary);
        let expected: BTreeSet<String> = with_it.iter().chain([code]).map(|code| (*code).into()).collect();
        let found = codes(&summary);
        if found != expected {
            let texts: Vec<String> = findings(&summary).iter().take(4).map(ToString::to_string).collect();
            faults.push(format!("{code}: found {found:?}\n    {}", texts.join("\n    ")));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let tried: BTreeSet<&str> = BAD.iter().map(|(code, ..)| *code).collect();
    let rules: BTreeSet<&str> = edits::in_order().map(|edit| edit.code).collect();
    assert_eq!(tried, rules, "every rule needs a bad summary");
}

#[test]
fn rules_and_catalogue_agree() {
    let book = EditBook::starter();
    let rules: Vec<&str> = edits::in_order().map(|edit| edit.code).collect();
    let distinct: BTreeSet<&str> = rules.iter().copied().collect();
    assert_eq!(rules.len(), distinct.len(), "a code stands in the order twice");
    assert!(rules.len() >= 150, "{}", rules.len());
    let catalogue: BTreeSet<&str> = book.conditions().map(|condition| &*condition.code).collect();
    assert_eq!(distinct, catalogue);
    for condition in book.conditions() {
        assert!(condition.narrative.len() <= 44 && condition.narrative.is_ascii(), "{}", condition.narrative);
    }
}

/// Paths of findings lead to the field that the catalogue names.
#[test]
fn findings_point_at_the_field_of_their_rule() {
    for (code, spoil, _) in BAD {
        let mut summary = clean();
        spoil(&mut summary);
        let wanted = &EditBook::starter().condition(code).unwrap().field;
        for finding in findings(&summary).iter().filter(|finding| finding.code == **code) {
            let path = finding.place.field.clone().unwrap();
            let names: Vec<&str> = path.split('.').filter(|part| part.parse::<u32>().is_err()).collect();
            let on_line = finding.place.item.is_some();
            let plain = if on_line { format!("lines.{}", names.join(".")) } else { names.join(".") };
            let last = |field: &str| field.split('.').rev().find(|part| *part != "lines").map(String::from);
            let related =
                plain.starts_with(&**wanted) || wanted.starts_with(&plain) || last(wanted) == last(&plain);
            let loose = wanted.starts_with("fees.")
                || wanted.starts_with("export_date")
                || wanted.ends_with("class")
                || wanted.ends_with("amount")
                || &**code == "431"
                || &**code == "706";
            assert!(related || loose, "{code}: {plain}, the catalogue says {wanted}");
        }
    }
}

/// The working day of the monthly statement stands in no official text that was read: passing it warns, as no row of trust K
/// decides. Its neighbours by read limits still stop.
#[test]
fn a_limit_that_nobody_has_read_warns() {
    let found = |code: &str| {
        let mut summary = clean();
        let (_, spoil, _) = BAD.iter().find(|(bad, ..)| *bad == code).unwrap();
        spoil(&mut summary);
        findings(&summary).into_iter().find(|finding| finding.code == code).unwrap()
    };
    let unread = found("215");
    assert_eq!(unread.severity, cocket_base::Severity::Warn);
    assert!(unread.text.contains("not read in an official text"), "{}", unread.text);
    for code in ["206", "213", "A08"] {
        assert_eq!(found(code).severity, cocket_base::Severity::Block, "{code}");
    }
}

/// While lines are missing the rest is looked at, and nothing is said of sums.
#[test]
fn an_unfinished_summary_is_looked_at_as_far_as_it_goes() {
    let mut summary = clean();
    for code in ["119", "176", "722"] {
        let (_, spoil, _) = BAD.iter().find(|(bad, ..)| *bad == code).unwrap();
        spoil(&mut summary);
    }
    let unfinished = |summary: &EntrySummary| -> Vec<String> {
        let findings = edits::check_unfinished(summary, &context(TODAY));
        findings.into_iter().map(|finding| finding.code).collect()
    };
    let found = unfinished(&summary);
    assert!(found.contains(&"119".to_string()) && found.contains(&"176".to_string()), "{found:?}");
    assert!(!found.contains(&"722".to_string()), "{found:?}");
    summary.lines.clear();
    assert!(!unfinished(&summary).contains(&"400".to_string()));
}

#[test]
fn all_findings_of_a_bad_summary_come_at_once_in_the_rules_order() {
    let mut summary = clean();
    for (_, spoil, _) in BAD.iter().filter(|(code, ..)| ["100", "407", "722", "B16", "258"].contains(code)) {
        spoil(&mut summary);
    }
    let found: Vec<String> = findings(&summary).into_iter().map(|finding| finding.code).collect();
    assert_eq!(found, ["B16", "100", "258", "407", "722"]);
}

#[test]
fn an_empty_schedule_keeps_silent_about_numbers() {
    let mut summary = clean();
    summary.lines[0].tariffs[1].number = "8518.30.20.99".parse().unwrap();
    let ctx = EditContext::new(Pack::starter(), &NoSchedule, TODAY);
    assert!(edits::check(&summary, &ctx).is_empty());
}

#[test]
fn a_filer_with_an_offset_has_its_own_check_digit() {
    let mut summary = clean();
    summary.entry_number =
        cocket_base::ids::EntryNumber::with_offset("ZZ9".parse().unwrap(), 4_711, 3).unwrap();
    let ctx = context(TODAY);
    assert_eq!(edits::check(&summary, &ctx).len(), 1);
    assert!(edits::check(&summary, &EditContext { check_digit_offset: 3, ..ctx }).is_empty());
}

/// Numbers from outside may be anything: the edits find them, they never fall over them.
#[test]
fn impossible_figures_are_findings() {
    let mut summary = clean();
    for line in &mut summary.lines {
        line.entered_value = Dollars::new(i64::MAX);
        line.charges = Some(Dollars::new(i64::MIN));
        line.gross_weight_kg = Some(i64::MAX);
        line.fees = vec![fee("499", i64::MAX), fee("501", i64::MIN), fee("016", i64::MAX)];
        line.deposits = vec![deposit("A", 0, 0)];
        line.deposits[0].rate = Decimal::MAX;
        line.deposits[0].value = Dollars::new(i64::MAX);
        for tariff in &mut line.tariffs {
            tariff.base = Dollars::new(i64::MIN);
            tariff.amount = Cents::new(i64::MAX);
            tariff.rate = format!("{}%", Decimal::MAX);
            for reported in &mut tariff.quantities {
                reported.quantity.amount = Decimal::MAX;
            }
        }
    }
    summary.totals.duty = Cents::new(i64::MAX);
    summary.payment.statement_date = Some(Date::MAX);
    summary.transport.in_bond_date = Some(Date::MIN);
    let ctx = EditContext { today: Date::MAX, ..context(TODAY) };
    assert!(edits::check(&summary, &ctx).len() > 20);
    let ctx = EditContext { today: Date::MIN, ..context(TODAY) };
    assert!(edits::check(&summary, &ctx).len() > 20);
}

/// The manual's table is the catalogue's. `COCKET_BLESS=1` writes it anew.
#[test]
fn the_manual_is_level_with_the_catalogue() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/edits.md");
    let page = edits::manual(EditBook::starter());
    if std::env::var_os("COCKET_BLESS").is_some() {
        std::fs::write(path, &page).unwrap();
    }
    let held = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        held == page,
        "docs/edits.md is not level with data/edits/ax_edits.csv; run this test with COCKET_BLESS=1"
    );
}

/// The narratives are the authority's, letter for letter, and every code is one of its own.
#[test]
fn narratives_are_the_authoritys() {
    let Some(text) = official::text("catair/codes/ax_condition_codes.csv") else { return };
    let mut narratives: BTreeMap<String, String> = BTreeMap::new();
    for row in csv::Reader::from_reader(text.as_bytes()).records() {
        let row = row.unwrap();
        narratives.entry(row[0].into()).or_insert_with(|| row[1].replace('’', "'").replace('–', "-"));
    }
    let Some(warnings) = official::text("catair/codes/census_warnings.csv") else { return };
    let warning = |code: &str| warnings.lines().any(|row| row.starts_with(&format!("{code},")));
    for condition in EditBook::starter().conditions() {
        match narratives.get(&*condition.code) {
            Some(narrative) => assert_eq!(narrative, &*condition.narrative, "{}", condition.code),
            None => assert!(
                warning(&condition.code) || condition.code.contains('_'),
                "{} is no code of the authority",
                condition.code
            ),
        }
    }
}
