//! Duty scenarios that a customs expert can read: `scenarios/duty/*.scn`, run against the embedded schedule and measures.
//!
//! A scenario is a block of lines: `case`, what is known, then `gives` with the numbers in reporting order. With
//! `COCKET_BLESS=1` the part from `gives` on is written anew; the review is the diff.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use crate::scenario::run;

/// A file of scenarios with what the engine says to each.
struct File {
    path: PathBuf,
    /// What is written, and what the engine gives now.
    blocks: Vec<(String, String)>,
}

/// Every file, run once for all tests.
static FILES: LazyLock<Vec<File>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/duty");
    let mut paths: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "scn"));
    paths.sort();
    assert!(!paths.is_empty(), "no scenarios in {}", folder.display());
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        let blocks = text.trim_end().split("\n\n").map(|block| (block.trim_end().to_string(), run(block)));
        File { blocks: blocks.collect(), path }
    };
    paths.into_iter().map(read).collect()
});

impl File {
    /// The name of a block's scenario; a block of comments has none.
    fn name(block: &str) -> Option<&str> {
        block.lines().find_map(|line| line.strip_prefix("case ")).map(str::trim)
    }

    fn is(&self, name: &str) -> bool {
        self.path.file_name().is_some_and(|own| own == name)
    }
}

#[test]
fn duty_scenarios_give_what_they_say() {
    let bless = std::env::var_os("COCKET_BLESS").is_some();
    let mut wrong = String::new();
    for file in FILES.iter() {
        for (was, now) in file.blocks.iter().filter(|(was, now)| was != now.trim_end()) {
            writeln!(wrong, "{}\n--- says\n{was}\n--- gives\n{now}\n", file.path.display()).unwrap();
        }
        if bless {
            let now: Vec<&str> = file.blocks.iter().map(|(_, now)| now.trim_end()).collect();
            std::fs::write(&file.path, now.join("\n\n") + "\n").unwrap();
        }
    }
    assert!(bless || wrong.is_empty(), "{wrong}");
}

/// Each trap of the list has a scenario that was run, decides, and gives what is written.
#[test]
fn each_of_the_28_traps_is_run() {
    let traps = FILES.iter().find(|file| file.is("traps.scn")).unwrap();
    let mut faults = String::new();
    for trap in 1..=28 {
        let name = format!("trap {trap:02} ");
        let mut own = traps
            .blocks
            .iter()
            .filter(|(was, _)| File::name(was).is_some_and(|found| found.starts_with(name.as_str())));
        let sound = |(was, now): &(String, String)| {
            let lines = reported(now).count();
            was == now.trim_end()
                && lines > 0
                && !now.contains("gives    error")
                && !now.contains("gives    invalid")
        };
        if own.clone().next().is_none() || !own.all(sound) {
            writeln!(faults, "{name}has no scenario that is run, reports a heading and gives what it says")
                .unwrap();
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

/// The numbers that an answer reports, from the lines below `gives`.
fn reported(now: &str) -> impl Iterator<Item = &str> {
    let lines = now.lines().skip_while(|line| !line.starts_with("gives")).skip(1);
    let lines =
        lines.filter(|line| line.starts_with("         ") && !line.trim_start().starts_with("deposit"));
    lines.filter_map(|line| line.split_whitespace().next())
}

/// Every heading that has a block of its own is reported by the engine in some scenario, or named by it in an answer, so that
/// no exemption and no pair goes untried. Of the rows of a table, as those of countries and quotas are, some stand for all.
#[test]
fn each_heading_is_given_by_a_scenario() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/measures");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|found| found == "toml"));
    let measures: String = files.map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let blocks = measures.split("[[heading]]\n").skip(1);
    let numbers: Vec<&str> =
        blocks.filter_map(|block| block.strip_prefix("number = \"")?.split('"').next()).collect();
    assert!(numbers.len() > 250, "{}", numbers.len());
    let answers = || FILES.iter().flat_map(|file| &file.blocks).map(|(_, now)| now);
    let given: std::collections::BTreeSet<&str> = answers().flat_map(|now| reported(now)).collect();
    let told: String = answers()
        .flat_map(|now| now.lines().skip_while(|line| !line.starts_with("gives")))
        .filter(|line| line.starts_with("  ask") || line.starts_with("  claim") || line.starts_with("  ban"))
        .collect();
    let untried: Vec<&&str> =
        numbers.iter().filter(|number| !given.contains(**number) && !told.contains(**number)).collect();
    assert!(untried.is_empty(), "no answer to a scenario gives {untried:?}");
}

#[test]
fn no_scenario_has_the_name_of_another() {
    for file in FILES.iter() {
        let mut names: Vec<&str> = file.blocks.iter().filter_map(|(was, _)| File::name(was)).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(all, names.len(), "two scenarios of {} share a name", file.path.display());
    }
}
