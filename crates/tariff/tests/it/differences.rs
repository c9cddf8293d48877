//! Every reference row on which the engine and the table differ is named, with the legal text, in `docs/duty-differences.md`:
//! also the rows that the tables themselves mark as doubtful or as claiming an exemption of use.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{cases, shared};

/// The rows named in the document: the first cell of its tables that begins with `panel` or `case`.
fn named() -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/duty-differences.md");
    let text = std::fs::read_to_string(path).unwrap();
    let cells = text.lines().filter_map(|line| line.strip_prefix("| ")?.split_once(" |"));
    let ids = cells.flat_map(|(cell, _)| cell.split(", ").map(str::to_string).collect::<Vec<_>>());
    ids.filter(|id| id.starts_with("panel ") || id.starts_with("case ")).collect()
}

#[test]
fn every_difference_from_the_reference_rows_is_explained() {
    let Some(hts) = shared::hts() else { return };
    let panel = cases::rows(&hts.join("panel_dev.csv"));
    let revisions = panel.iter().map(|row| row["revision"].clone()).collect();
    let tariff = cases::panel_tariff(&hts, &revisions);
    let mut differing: BTreeMap<String, String> = BTreeMap::new();
    for row in &panel {
        if let Err(why) = cases::panel(&tariff, row) {
            differing.insert(format!("panel {}", row["row"]), why);
        }
    }
    for row in &cases::rows(&hts.join("cases_dev.csv")) {
        if let Err(why) = cases::case(row) {
            differing.insert(format!("case {}", row["case_id"]), why);
        }
    }
    let named = named();
    let unexplained: Vec<String> = differing
        .iter()
        .filter(|(id, _)| !named.contains(*id))
        .map(|(id, why)| format!("{id}: {why}"))
        .collect();
    assert!(
        unexplained.is_empty(),
        "{} differences without a word:\n{}",
        unexplained.len(),
        unexplained.join("\n")
    );
    let agreeing: Vec<&String> = named.iter().filter(|id| !differing.contains_key(*id)).collect();
    assert!(agreeing.is_empty(), "named as different and agreeing now: {agreeing:?}");
}
