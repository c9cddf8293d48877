//! The forms: pages, words, places.

use std::sync::OnceLock;

use cocket_base::civil::date;
use cocket_base::{Cents, Dollars};
use cocket_documents::{
    DocumentError, Filer, FormContext, Sheet, form_3461, form_7501, lay_out_3461, lay_out_7501,
};
use cocket_filing::declaration::{EntrySummary, Totals, Transport};

use crate::sample;

fn all() -> [(&'static str, EntrySummary); 5] {
    [
        ("eleven", sample::eleven()),
        ("many", sample::many(118)),
        ("informal", sample::informal()),
        ("deposits", sample::deposits()),
        ("crowded", sample::crowded()),
    ]
}

/// The summaries and applications of all entries, laid out once for the tests that only read them.
fn laid_out() -> &'static [(&'static str, EntrySummary, Sheet, Sheet)] {
    static ALL: OnceLock<Vec<(&'static str, EntrySummary, Sheet, Sheet)>> = OnceLock::new();
    ALL.get_or_init(|| {
        let lay_out = |(name, entry): (&'static str, EntrySummary)| {
            let summary = lay_out_7501(&entry, &sample::draft()).unwrap();
            let delivery = lay_out_3461(&entry, &sample::draft()).unwrap();
            (name, entry, summary, delivery)
        };
        all().into_iter().map(lay_out).collect()
    })
}

/// The summary and the application of one of them.
fn sheets(name: &str) -> (&'static Sheet, &'static Sheet) {
    let (.., summary, delivery) = laid_out().iter().find(|(known, ..)| *known == name).unwrap();
    (summary, delivery)
}

fn words(sheet: &Sheet) -> Vec<String> {
    (0..sheet.pages()).flat_map(|page| sheet.text(page)).collect()
}

fn joined(sheet: &Sheet) -> String {
    words(sheet).join(" ")
}

fn summary(entry: &EntrySummary) -> Sheet {
    lay_out_7501(entry, &sample::draft()).unwrap()
}

/// Writes the papers to the folder named by `COCKET_LOOK`, for looking at.
#[test]
fn papers_for_looking_at() {
    let Ok(folder) = std::env::var("COCKET_LOOK") else { return };
    for (name, entry) in all() {
        std::fs::write(format!("{folder}/7501-{name}.pdf"), form_7501(&entry, &sample::draft()).unwrap())
            .unwrap();
        std::fs::write(format!("{folder}/3461-{name}.pdf"), form_3461(&entry, &sample::draft()).unwrap())
            .unwrap();
    }
    let accepted = form_7501(&sample::eleven(), &sample::accepted()).unwrap();
    std::fs::write(format!("{folder}/7501-accepted.pdf"), accepted).unwrap();
}

#[test]
fn pages_follow_the_lines() {
    let pages = |name| (sheets(name).0.pages(), sheets(name).1.pages());
    assert_eq!(pages("informal"), (1, 1));
    assert_eq!(pages("eleven"), (2, 1));
    assert_eq!(pages("many"), (11, 1));
    assert_eq!(pages("crowded"), (2, 3));
}

#[test]
fn every_page_has_the_entry_number_and_its_own_number() {
    let (sheet, _) = sheets("many");
    for page in 0..sheet.pages() {
        let text = sheet.text(page);
        assert!(text.iter().any(|word| word == "ZZ9-0004711-1"), "page {page}");
        assert!(text.join(" ").contains(&format!("Page {} of 11", page + 1)), "{text:?}");
    }
}

#[test]
fn draft_stands_on_every_page_until_accepted() {
    for page in 0..2 {
        let (sheet, _) = sheets("eleven");
        assert!(sheet.placed(page).iter().any(|word| word.text == "DRAFT" && !word.upright));
        assert!(sheet.text(page).join(" ").contains("DRAFT, NOT ACCEPTED"));
    }
    for sheet in
        [lay_out_7501, lay_out_3461].map(|lay_out| lay_out(&sample::eleven(), &sample::accepted()).unwrap())
    {
        assert!(!joined(&sheet).contains("DRAFT"));
        assert!(joined(&sheet).contains("ACCEPTED 06/17/2026, VERSION 1"));
    }
}

#[test]
fn every_amount_is_on_the_form() {
    for (name, entry, sheet, _) in laid_out() {
        let text = words(sheet);
        let has = |wanted: &str| assert!(text.iter().any(|word| word == wanted), "{name}: {wanted}");
        let dollars = |value: Dollars| has(&grouped(value.get()));
        for line in &entry.lines {
            dollars(line.entered_value);
            has(&format!("{:03}", line.number));
            for amount in line.tariffs.iter().map(|t| t.amount).chain(line.fees.iter().map(|f| f.amount)) {
                has(&grouped(amount.get() / 100));
                has(&format!("{:02}", amount.get() % 100));
            }
        }
        let whole =
            |amount: Cents| has(&format!("{}.{:02}", grouped(amount.get() / 100), amount.get() % 100));
        dollars(entry.totals.entered_value);
        whole(entry.totals.duty);
        whole(entry.totals.payable());
        whole(entry.totals.payable() - entry.totals.duty - entry.totals.tax);
    }
}

fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|chunk| std::str::from_utf8(chunk).unwrap()).collect();
    groups.join(",")
}

#[test]
fn chapter_99_numbers_stand_before_the_article() {
    let text = words(sheets("eleven").0);
    let at = |wanted: &str| text.iter().position(|word| word == wanted).unwrap();
    assert!(at("9903.88.15") < at("8518.21.00.00"));
    assert!(at("9903.03.03") < at("8518.21.00.00"));
    assert!(at("8518.21.00.00") < at("002"));
}

#[test]
fn a_block_reads_multi_where_lines_differ_and_each_line_says_its_own() {
    let mut entry = sample::eleven();
    entry.lines[3].origin = Some("VN".parse().unwrap());
    entry.lines[3].export_country = Some("VN".parse().unwrap());
    entry.lines[3].spi = Some("A+".into());
    let text = words(&summary(&entry));
    assert!(text.iter().filter(|word| *word == "MULTI").count() >= 3);
    for note in ["O VN", "E VN", "O CN", "E CN", "A+", "MID CNSHEQUI12SHE"] {
        assert!(text.iter().any(|word| word == note), "{note}");
    }
    let alike = words(&summary(&sample::many(3)));
    assert!(!alike.iter().any(|word| word == "MULTI" || word.starts_with("MID ") || word == "O CN"));
}

#[test]
fn a_long_line_repeats_its_heading_on_the_next_sheet() {
    let (sheet, _) = sheets("crowded");
    assert!(sheet.text(1).iter().any(|word| word == "001"));
    assert_eq!(words(sheet).iter().filter(|word| *word == "9903.03.01").count(), 31);
    let text = joined(sheet);
    assert!(text.contains("MULTI (40 BILLS, LISTED)"));
    assert!(text.contains("ZQXL2605000039 / BRNWH0000039") && text.contains("ZQXU4400059"));
}

#[test]
fn deposits_under_bond_are_shown_and_not_added() {
    let text = joined(sheets("deposits").0);
    for part in [
        "A-570-967-001",
        "32.97%",
        "012 Antidumping duty deposit",
        "15,891.54",
        "C-570-968-001",
        "BOND",
        "$1.25/unit",
        "(40,000)",
    ] {
        assert!(text.contains(part), "{part}");
    }
    assert!(!text.contains("Countervailing duty"));
    let mut entry = sample::deposits();
    entry.lines[0].deposits[1].cash = true;
    sample::add_up(&mut entry);
    let both = joined(&summary(&entry));
    assert!(both.contains("Countervailing duty"), "without a class in the table the words stand alone");
}

#[test]
fn a_social_security_number_is_masked_unless_asked_for() {
    let entry = sample::crowded();
    assert!(joined(sheets("crowded").0).contains("***-**-6789"));
    let open = FormContext { personal_numbers: true, ..sample::draft() };
    assert!(joined(&lay_out_7501(&entry, &open).unwrap()).contains("123-45-6789"));
    assert!(!String::from_utf8_lossy(&form_7501(&entry, &sample::draft()).unwrap()).contains("123-45"));
}

#[test]
fn nothing_leaves_the_sheet_or_runs_into_its_neighbour() {
    for (name, _, summary, delivery) in laid_out() {
        for sheet in [summary, delivery] {
            for page in 0..sheet.pages() {
                let mut runs: Vec<_> = sheet
                    .placed(page)
                    .into_iter()
                    .filter(|run| run.upright && !run.text.trim().is_empty())
                    .collect();
                for run in &runs {
                    assert!(run.x >= 26.9 && run.x + run.width <= 585.1, "{name} page {page}: {run:?}");
                    assert!(run.y - run.size >= 15.0 && run.y <= 785.0, "{name} page {page}: {run:?}");
                }
                runs.sort_by(|a, b| a.y.total_cmp(&b.y));
                for (at, run) in runs.iter().enumerate() {
                    let lower = runs[at + 1..]
                        .iter()
                        .take_while(|other| other.y - other.size * CAPITAL < run.y - 0.3);
                    for other in lower {
                        let apart =
                            run.x + run.width <= other.x + 0.4 || other.x + other.width <= run.x + 0.4;
                        let above = run.y <= other.y - other.size * CAPITAL + 0.3;
                        assert!(apart || above, "{name} page {page}: {run:?} {other:?}");
                    }
                }
            }
        }
    }
}

/// Height of a capital letter over the size of the type.
const CAPITAL: f64 = 0.714;

#[test]
fn what_nobody_gave_stays_blank() {
    let mut entry = sample::informal();
    entry.transport = Transport::default();
    entry.lines.clear();
    entry.totals = Totals::default();
    entry.broker_reference = None;
    entry.state_of_destination = None;
    entry.import_date = None;
    entry.importer.number = None;
    entry.importer.address.clear();
    let nobody = FormContext::draft(date(2026, 11, 24), Filer::default());
    for lay_out in [lay_out_7501, lay_out_3461] {
        let sheet = lay_out(&entry, &nobody).unwrap();
        assert_eq!(sheet.pages(), 1);
        let text = joined(&sheet);
        assert!(!text.contains("MULTI") && !text.contains("None") && !text.contains("01/01"));
    }
}

#[test]
fn the_same_form_gives_the_same_bytes() {
    for form in [form_7501, form_3461] {
        let first = form(&sample::eleven(), &sample::draft()).unwrap();
        assert!(first.starts_with(b"%PDF"));
        assert!(first == form(&sample::eleven(), &sample::draft()).unwrap());
    }
}

#[test]
fn more_lines_than_line_numbers_are_refused() {
    let mut entry = sample::informal();
    entry.lines = vec![entry.lines[0].clone(); 1000];
    let refused = form_7501(&entry, &sample::draft()).unwrap_err();
    assert_eq!(
        refused,
        DocumentError::TooMany { what: "entry lines", paper: "CBP Form 7501", found: 1000, limit: 999 }
    );
}
