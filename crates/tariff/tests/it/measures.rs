//! The measure files that come with the program: complete, embedded, clean under the linter, level with the printed
//! headings of every held revision.

use std::collections::BTreeSet;
use std::path::Path;

use cocket_base::Finding;
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
