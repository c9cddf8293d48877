//! The measure files that come with the program: complete, embedded, clean under the linter, level with the printed
//! headings of every held revision.

use std::collections::BTreeSet;
use std::path::Path;

use cocket_base::Finding;
use cocket_base::ids::TariffNumber;
use cocket_tariff::measure::{Pack, lint, lint_against, starter_files};
use cocket_tariff::revision::{RevisionId, Revisions};
use cocket_tariff::schedule::{Schedule, import, starter};

use super::shared;

#[test]
fn every_file_of_the_folder_is_embedded() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/measures");
    let names = |path: &Path, prefix: &str| -> Vec<String> {
        let entries = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
        let files = entries.filter(|path| path.is_file());
        files.map(|path| format!("{prefix}{}", path.file_name().unwrap().to_string_lossy())).collect()
    };
    let mut on_disk: BTreeSet<String> = names(&folder, "").into_iter().collect();
    on_disk.extend(names(&folder.join("lists"), "lists/"));
    let embedded: BTreeSet<String> = starter_files().iter().map(|file| file.name.to_string()).collect();
    assert_eq!(on_disk, embedded);
}

/// Findings that stand, each explained in `docs/duty-differences.md`: code and item of the first cell of its table.
fn explained() -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/duty-differences.md");
    let text = std::fs::read_to_string(path).unwrap();
    let cells = text.lines().filter_map(|line| line.strip_prefix("| `LINT ")?.split_once('`'));
    cells.map(|(cell, _)| cell.to_string()).collect()
}

fn key(finding: &Finding) -> String {
    format!("{} {}", finding.code, finding.place.item.clone().unwrap_or_default())
}

#[test]
fn the_starter_measures_are_clean_but_for_what_is_explained() {
    let findings = lint(&Pack::starter().unwrap(), &starter());
    let explained = explained();
    let new: Vec<String> =
        findings.iter().filter(|f| !explained.contains(&key(f))).map(ToString::to_string).collect();
    assert!(new.is_empty(), "{}", new.join("\n"));
}

#[test]
fn the_measures_agree_with_what_the_held_revisions_print() {
    let Some(hts) = shared::hts() else { return };
    let pack = Pack::starter().unwrap();
    // Every third export: enough to meet each rate, and quick enough to run each time.
    let schedules: Vec<Schedule> = shared::exports(&hts)
        .into_iter()
        .step_by(3)
        .map(|path| {
            let id = RevisionId::in_file_name(&path.to_string_lossy()).unwrap();
            let revision = Revisions::embedded().get(id).unwrap().clone();
            import::read(&std::fs::read(&path).unwrap(), revision).unwrap().schedule
        })
        .collect();
    let findings = lint_against(&pack, &schedules.iter().collect::<Vec<_>>());
    let explained = explained();
    let new: Vec<String> =
        findings.iter().filter(|f| !explained.contains(&key(f))).map(ToString::to_string).collect();
    assert!(new.is_empty(), "{}", new.join("\n"));
    // What is explained and no longer found goes.
    let found: BTreeSet<String> = findings.iter().map(key).collect();
    let gone: Vec<&String> = explained.difference(&found).collect();
    assert!(gone.is_empty(), "explained in docs/duty-differences.md and no longer found: {gone:?}");
}

#[test]
fn every_printed_heading_is_held_or_listed_as_charging_nothing() {
    let Some(hts) = shared::hts() else { return };
    let held: BTreeSet<TariffNumber> = Pack::starter()
        .unwrap()
        .headings
        .iter()
        .flat_map(|heading| [Some(heading.number), heading.twin])
        .flatten()
        .collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/measures-coverage.md");
    let text = std::fs::read_to_string(path).unwrap();
    let dead: Vec<(TariffNumber, TariffNumber)> = text
        .lines()
        .filter_map(|line| {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            Some((cells.get(1)?.parse().ok()?, cells.get(2)?.parse().ok()?))
        })
        .collect();
    assert!(!dead.is_empty(), "the table of printed headings is missing");
    let mut reader = csv::Reader::from_path(hts.join("measures/ch99_heading_versions.csv")).unwrap();
    let printed: BTreeSet<TariffNumber> =
        reader.records().map(|record| record.unwrap().get(0).unwrap().parse().unwrap()).collect();
    let known = |n: &TariffNumber| held.contains(n) || dead.iter().any(|(from, to)| from <= n && n <= to);
    let unknown: Vec<String> = printed.iter().filter(|n| !known(n)).map(ToString::to_string).collect();
    assert!(
        unknown.is_empty(),
        "{} printed headings are neither held nor listed: {unknown:?}",
        unknown.len()
    );
    assert_eq!(printed.len(), 743);
}

#[test]
fn each_of_the_45_measures_has_a_row_of_coverage_with_a_file_that_exists() {
    let Some(hts) = shared::hts() else { return };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let text = std::fs::read_to_string(root.join("docs/measures-coverage.md")).unwrap();
    let mut reader = csv::Reader::from_path(hts.join("measures/measures.csv")).unwrap();
    let ids: Vec<String> =
        reader.records().map(|record| record.unwrap().get(0).unwrap().to_string()).collect();
    assert_eq!(ids.len(), 45);
    for id in ids {
        let row = text.lines().find(|line| line.starts_with(&format!("| {id} |")));
        let row = row.unwrap_or_else(|| panic!("{id} has no row in docs/measures-coverage.md"));
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let files = cells[2].split(", ").filter(|file| !matches!(*file, "none" | "as the two above"));
        for file in files {
            assert!(root.join(format!("data/measures/{file}.toml")).is_file(), "{id}: no file {file}.toml");
        }
    }
}
