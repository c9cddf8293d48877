//! `docs/coverage.md` tells the truth: every number appears once, every scenario it names is run here, and every test it names
//! is one (the test command sees whether it passed). The clocks of the trade's own list are all held.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use cocket_law::Pack;
use cocket_rules::bonds::BOND;
use cocket_rules::fees::FEES;
use cocket_rules::interest::INTEREST;
use cocket_rules::penalties::PENALTY;

use crate::proofs::proofs;
use crate::shared::text_of;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Files below a folder with an ending, without what is built.
fn files(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("target") {
            files(&path, ending, found);
        } else if path.extension().is_some_and(|found| found == ending) {
            found.push(path);
        }
    }
}

/// Every function that is marked as a test and not as one to leave out.
fn names_of_tests() -> BTreeSet<String> {
    let mut sources = Vec::new();
    files(&root().join("crates"), "rs", &mut sources);
    let mut names = BTreeSet::new();
    for source in sources {
        let text = std::fs::read_to_string(source).unwrap();
        let (mut marked, mut left_out) = (false, false);
        for line in text.lines().map(str::trim) {
            marked |= line == "#[test]" || line.starts_with("#[tokio::test");
            left_out |= line.starts_with("#[ignore");
            let Some(rest) = line.strip_prefix("async fn ").or_else(|| line.strip_prefix("fn ")) else {
                continue;
            };
            if marked && !left_out {
                names.extend(rest.split_once('(').map(|(name, _)| name.to_string()));
            }
            (marked, left_out) = (false, false);
        }
    }
    names
}

/// The scenarios by name, each with its room and its text.
fn cases() -> BTreeMap<String, Vec<(String, String)>> {
    let mut scenarios = Vec::new();
    files(&root().join("scenarios"), "scn", &mut scenarios);
    let mut cases: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for path in scenarios {
        let room = path.parent().and_then(Path::file_name).unwrap().to_string_lossy().into_owned();
        for block in std::fs::read_to_string(&path).unwrap().split("\n\n") {
            if let Some(case) = block.lines().find_map(|line| line.strip_prefix("case")) {
                cases.entry(case.trim().into()).or_default().push((room.clone(), block.trim_end().into()));
            }
        }
    }
    cases
}

/// Runs a scenario in the way of its room.
fn run(room: &str, block: &str) -> Result<(), String> {
    match room {
        "clocks" | "calculators" | "ids" => crate::scenarios::check(block),
        "origin" => {
            let mut wrong = String::new();
            crate::origin::run(block, &mut wrong);
            if wrong.is_empty() { Ok(()) } else { Err(wrong) }
        }
        "value" => {
            let wrong = crate::value_scenarios::run(block);
            if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
        }
        "duty" => {
            let now = crate::duty_scenario::run(block);
            if now.trim_end() == block { Ok(()) } else { Err(now) }
        }
        other => Err(format!("nothing runs scenarios/{other}")),
    }
}

#[test]
fn the_page_of_coverage_is_whole_and_its_scenarios_hold() {
    let page = std::fs::read_to_string(root().join("docs/coverage.md")).unwrap();
    let (capabilities, subtle) = page.split_once("## The subtle rules").unwrap();
    let (tests, cases) = (names_of_tests(), cases());
    for (section, last) in [(capabilities, 75), (subtle, 17)] {
        let rows = proofs(section);
        assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), (1..=last).collect::<Vec<_>>());
        for row in rows {
            let number = row.number;
            let proved = !(row.tests.is_empty() && row.cases.is_empty());
            assert!(row.excused || proved, "{number}: no proof and no reason");
            for case in &row.cases {
                let held = cases.get(case).unwrap_or_else(|| panic!("{number}: no scenario says «{case}»"));
                for (room, block) in held {
                    run(room, block).unwrap_or_else(|why| panic!("{number}: «{case}» of {room}: {why}"));
                }
            }
            // Whether the named tests have run and passed is seen by the test command, which heard them all.
            for test in &row.tests {
                assert!(tests.contains(test), "{number}: no function called {test} is a test that runs");
            }
        }
    }
}

#[test]
fn the_pages_of_clocks_and_calculators_name_every_kind() {
    let page = |name: &str| std::fs::read_to_string(root().join("docs").join(name)).unwrap();
    let (clocks, calculators) = (page("clocks.md"), page("calculators.md"));
    let day = crate::shared::KNOWN;
    let held = Pack::starter().clocks();
    for clock in cocket_rules::clocks::list(Pack::starter(), day, day) {
        let row = held.contains_key(clock.clock.as_str());
        assert!(
            row || clocks.contains(&format!("| `{}` |", clock.clock)),
            "docs/clocks.md lacks {}",
            clock.clock
        );
        for fact in &clock.facts {
            assert!(
                !fact.question.is_empty(),
                "{}: {} has no question in clock_facts.csv",
                clock.clock,
                fact.name
            );
        }
    }
    for calculator in [&FEES, &BOND, &PENALTY, &INTEREST] {
        for kind in calculator.list() {
            assert!(
                calculators.contains(&format!("| `{}` |", kind.kind)),
                "docs/calculators.md lacks {}",
                kind.kind
            );
        }
    }
}

/// Names of the trade's list that other names of ours stand for: a row that was split, or a rule that branches on facts.
const STANDS_FOR: [(&str, &str); 12] = [
    ("ISF5-IE/TE", "ISF5"),
    ("STOW / CSM", "STOW"),
    ("FDA-PN", "FDA-PN-air"),
    ("QUOTA-P", "quota_presentation"),
    ("EAPA", "EAPA-init"),
    ("FTZ/bond", "FTZ-rec"),
    ("EEI", "REC-EEI"),
    ("USMCA certification", "REC-USMCA"),
    ("FTZ", "REC-FTZ"),
    ("Concept", "ENT"),
    ("Record", "ENT"),
    ("Date", "ENT"),
];

#[test]
fn every_clock_of_the_trade_is_held() {
    let Some(list) = text_of("domain/deadlines.md") else { return };
    let day = crate::shared::KNOWN;
    let held: BTreeSet<String> =
        cocket_rules::clocks::list(Pack::starter(), day, day).into_iter().map(|clock| clock.clock).collect();
    let shape = |id: &str| {
        let first = id.chars().next().is_some_and(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
        first && id.len() <= 20 && id.chars().all(|c| c.is_ascii_alphanumeric() || "/ -".contains(c))
    };
    let mut seen = 0;
    for line in list.lines().filter(|line| line.starts_with("| ")) {
        let Some(id) = line.split('|').nth(1).map(str::trim).filter(|id| shape(id)) else { continue };
        // The table of worked examples lists days, not clocks.
        if ["Entry", "Mon", "Tue", "Wed", "Thu", "Fri"].iter().any(|word| id.starts_with(word)) {
            continue;
        }
        let ours = STANDS_FOR.iter().find(|(theirs, _)| *theirs == id).map_or(id, |(_, ours)| ours);
        assert!(held.contains(ours), "{id} is held under no name");
        seen += 1;
    }
    assert!(seen > 100, "{seen} names were read");
}

#[test]
fn the_page_of_value_names_every_field_of_a_question() {
    let page = std::fs::read_to_string(root().join("docs/value.md")).unwrap();
    let folder = root().join("crates/rules/src/value");
    let modules = [
        "facts",
        "comparable",
        "computed",
        "deductive",
        "exportation",
        "first_sale",
        "limits_of_use",
        "question",
        "rates",
        "supplied",
    ];
    let mut fields = 0;
    for module in modules {
        let text = std::fs::read_to_string(folder.join(format!("{module}.rs"))).unwrap();
        let questions = text.split("#[derive(").filter(|part| {
            let derived = part.split(')').next().unwrap_or_default();
            derived.contains("Deserialize") && part.contains("pub struct")
        });
        for question in questions {
            let body = question.split("\n}").next().unwrap_or_default();
            for line in body.lines().filter_map(|line| line.strip_prefix("    pub ")) {
                let field = line.split(':').next().unwrap_or_default();
                fields += 1;
                assert!(
                    field == "ask" || page.contains(&format!("| `{field}` |")),
                    "docs/value.md lacks {field} of {module}.rs"
                );
            }
        }
    }
    assert!(fields > 100, "only {fields} fields were found");
}

#[test]
fn the_page_of_value_names_every_word_of_its_tables() {
    let page = std::fs::read_to_string(root().join("docs/value.md")).unwrap();
    let tables = [
        "law/charge_kinds",
        "codes/royalty_kinds",
        "codes/price_evidence",
        "codes/test_value_kinds",
        "codes/first_sale_requirements",
        "codes/forbidden_bases",
        "codes/assist_kinds",
        "codes/price_change_kinds",
        "codes/relationship_kinds",
        "codes/restriction_kinds",
    ];
    for table in tables {
        let text = std::fs::read_to_string(root().join(format!("data/{table}.csv"))).unwrap();
        for word in text.lines().skip(1).filter_map(|line| line.split(',').next()) {
            assert!(page.contains(&format!("`{word}`")), "docs/value.md lacks {word} of {table}");
        }
    }
}
