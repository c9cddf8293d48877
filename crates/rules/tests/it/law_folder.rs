//! An operator's law folder comes from outside: whatever a cell says, its table is refused with a finding that names it, or
//! every engine still answers.

use std::fs;
use std::path::Path;

use cocket_law::Pack;
use cocket_rules::origin::OriginLaw;

use crate::smoke::{mutate::Dice, questions};
use crate::total;

/// Cells at and past the edges of what a figure, a day or a word may be.
const CELLS: [&str; 14] = [
    "0",
    "1",
    "-1",
    "0.000000000001",
    "1000000000000",
    "100000",
    "99",
    "9999-12-31",
    "0001-01-01",
    "2026-02-29",
    "entry_date + 65535 years",
    "working_day(23, next_month(entry_date - 65535 months))",
    "cycle(9999, 9999, 12, on_date)",
    "",
];

/// Rows of every table of law and origin, with the header over each.
fn rows() -> Vec<(String, String, Vec<String>)> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data");
    let mut rows = Vec::new();
    for folder in ["law", "origin"] {
        let mut paths: Vec<_> = fs::read_dir(data.join(folder)).unwrap().map(|e| e.unwrap().path()).collect();
        paths.sort();
        for path in paths.iter().filter(|path| path.extension().is_some_and(|ending| ending == "csv")) {
            let name = format!("{folder}/{}", path.file_name().unwrap().to_string_lossy());
            let text = fs::read_to_string(path).unwrap();
            let mut lines = text.lines().filter(|line| !line.starts_with('#'));
            let header = lines.next().unwrap().to_string();
            // A cell with a comma in quotes would shift the others.
            for line in lines.filter(|line| !line.contains('"')) {
                rows.push((name.clone(), header.clone(), line.split(',').map(String::from).collect()));
            }
        }
    }
    rows
}

/// The pack with a file laid over it; leaps are confirmed, so that what they let in is tried too.
fn load(name: &str, text: &str) -> Option<Pack> {
    let findings = match Pack::load([(name, text)]) {
        Ok(pack) => return Some(pack),
        Err(findings) => findings,
    };
    for finding in &findings {
        assert!(finding.place.row.is_some() && finding.remedy.is_some(), "{finding}");
    }
    let leaps: Vec<&str> = findings
        .iter()
        .filter(|finding| finding.code == "LAW_LEAP")
        .filter_map(|finding| finding.remedy.as_deref()?.split('"').nth(1))
        .collect();
    let confirmed = format!("confirmed = {leaps:?}");
    (leaps.len() == findings.len())
        .then(|| Pack::load([(name, text), ("pack.toml", confirmed.as_str())]).ok())
        .flatten()
}

#[test]
fn a_folder_with_any_cell_is_refused_or_works() {
    let (rows, questions) = (rows(), questions());
    let (mut loaded, mut refused) = (0, 0);
    let mut dice = Dice(11);
    // The first rows of the short tables have figures in every cell; all others take their turn by chance.
    let of = |name: &str| {
        rows.iter().enumerate().filter(|(_, row)| row.0.ends_with(name)).map(|(at, _)| at).next_back()
    };
    let figures: Vec<usize> = ["mpf.csv", "hmf.csv", "interest_rates.csv", "limits.csv", "clocks.csv"]
        .iter()
        .filter_map(|n| of(n))
        .collect();
    for turn in 0..120 {
        let at = if turn < 60 { figures[turn % figures.len()] } else { dice.below(rows.len()) };
        let (name, header, cells) = &rows[at];
        let mut cells = cells.clone();
        let column = dice.below(cells.len());
        cells[column] = (*dice.pick(&CELLS)).into();
        let text = format!("{header}\n{}\n", cells.join(","));
        let Some(pack) = load(name, &text) else {
            refused += 1;
            continue;
        };
        let Ok(law) = OriginLaw::read(&pack) else { continue };
        loaded += 1;
        for (engine, question) in questions.iter().skip(turn % 11).step_by(11) {
            total::ask_of(&pack, &law, engine, question);
        }
    }
    assert!(loaded > 20 && refused > 40, "{loaded} loaded, {refused} refused");
}
