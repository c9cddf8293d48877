//! The measure files that come with the program: complete, embedded, clean under the linter, level with the printed
//! headings of every held revision.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use cocket_tariff::measure::{Pack, lint, starter_files};
use cocket_tariff::revision::{RevisionId, Revisions};
use cocket_tariff::schedule::{import, starter};

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

#[test]
fn the_starter_measures_are_clean_but_for_numbers_that_the_notes_no_longer_match() {
    let findings = lint(&Pack::starter().unwrap(), &starter());
    let grave: Vec<String> =
        findings.iter().filter(|f| f.code != "LIST_ROW_UNKNOWN").map(ToString::to_string).collect();
    assert!(grave.is_empty(), "{}", grave.join("\n"));
    // Old numbers that the printed notes 20(f) and 20(vvv) still carry.
    let lists: BTreeSet<&str> = findings.iter().filter_map(|f| f.place.item.as_deref()).collect();
    assert_eq!(lists, BTreeSet::from(["cn-301-3", "cn-vvv-described"]));
}

#[test]
fn the_measures_agree_with_the_headings_that_earlier_revisions_print() {
    let Some(hts) = shared::hts() else { return };
    let pack = Pack::starter().unwrap();
    let mut wrong = BTreeMap::new();
    // Every third export: enough to meet each rate, and quick enough to run each time.
    for path in shared::exports(&hts).into_iter().step_by(3) {
        let id = RevisionId::in_file_name(&path.to_string_lossy()).unwrap();
        let revision = Revisions::embedded().get(id).unwrap().clone();
        let schedule = import::read(&std::fs::read(&path).unwrap(), revision).unwrap().schedule;
        for finding in lint(&pack, &schedule) {
            if finding.code == "RATE_DIFFERS" || finding.code == "HEADING_NOT_PRINTED" {
                wrong.insert(
                    format!("{} {}", finding.code, finding.place.item.clone().unwrap()),
                    format!("{id} {}", finding.text),
                );
            }
        }
    }
    super::cases::compare("measures_disagreeing.txt", &wrong);
}
