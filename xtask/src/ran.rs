//! What a run of the tests told: which passed, which were left out by their own mark, which were skipped for want of
//! something. Passing tests are counted and not shown; everything else passes through.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::official;
use crate::proofs::Proof;

/// The tests run so far.
#[derive(Debug)]
pub struct Ran {
    /// How many passed.
    passed: usize,
    /// Names of those, without their modules.
    names: BTreeSet<String>,
    /// Tests that are marked as not to be run.
    ignored: Vec<String>,
    /// Where skipped tests enter themselves.
    list: PathBuf,
}

impl Ran {
    /// Nothing yet.
    pub fn new() -> Ran {
        let list = std::env::temp_dir().join(format!("cocket-tests-skipped-{}", std::process::id()));
        Ran { passed: 0, names: BTreeSet::new(), ignored: Vec::new(), list }
    }

    /// Runs the tests of some packages.
    pub fn test(&mut self, packages: &[&str], env: &[(&str, &str)]) -> Result<()> {
        let chosen = packages.iter().flat_map(|package| ["-p", package]);
        let mut child = Command::new("cargo")
            .arg("test")
            .args(chosen)
            .envs(env.iter().copied())
            .env(official::LIST, &self.list)
            .current_dir(crate::root())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start cargo test")?;
        let told = child.stdout.take().context("cargo test has no output")?;
        for line in BufReader::new(told).lines() {
            if let Some(shown) = self.hear(&line.context("cargo test cannot be read")?) {
                println!("{shown}");
            }
        }
        let status = child.wait().context("cargo test did not end")?;
        if !status.success() {
            bail!("cargo test ended with {status}; run the failing test alone with cargo test -p CRATE NAME");
        }
        Ok(())
    }

    /// Takes in a line, and gives it back when it is to be shown.
    fn hear<'l>(&mut self, line: &'l str) -> Option<&'l str> {
        let running = line.starts_with("running ") && (line.ends_with(" tests") || line.ends_with(" test"));
        if line.is_empty() || running || line.starts_with("test result: ok.") {
            return None;
        }
        let Some((name, outcome)) = line.strip_prefix("test ").and_then(|rest| rest.rsplit_once(" ... "))
        else {
            return Some(line);
        };
        let name = name.trim_end_matches(" - should panic");
        if outcome == "ok" {
            self.passed += 1;
            self.names.insert(name.rsplit("::").next().unwrap_or(name).to_string());
            return None;
        }
        if outcome.starts_with("ignored") {
            self.ignored.push(name.to_string());
        }
        Some(line)
    }

    /// What was entered of a kind: reason, then the tests as `crate test`.
    fn entered(&self, kind: &str) -> BTreeMap<String, BTreeSet<String>> {
        let text = std::fs::read_to_string(&self.list).unwrap_or_default();
        let mut entered: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for line in text.lines() {
            let parts: Vec<&str> = line.splitn(4, '\t').collect();
            if let [of, package, test, why] = parts[..]
                && of == kind
            {
                entered.entry(why.to_string()).or_default().insert(format!("{package} {test}"));
            }
        }
        entered
    }

    /// Says how many tests passed and which looked at nothing; fails when something was skipped that need not be.
    pub fn report(&self) -> Result<()> {
        let skipped = self.entered("skipped");
        let tests: BTreeSet<&String> = skipped.values().flatten().collect();
        println!(
            "{} tests passed; {} of them were skipped for want of something; {} are marked as not to be run",
            self.passed,
            tests.len(),
            self.ignored.len()
        );
        for (why, tests) in &skipped {
            println!("skipped, {why}:");
            tests.iter().for_each(|test| println!("  {test}"));
        }
        for (what, tests) in self.entered("left out") {
            println!("left out by {}: {what}", tests.into_iter().collect::<Vec<_>>().join(", "));
        }
        if !tests.is_empty() && official::folder().is_dir() {
            bail!("{} tests were skipped although the official files are at hand", tests.len());
        }
        Ok(())
    }

    /// The tests that a page names as proof and that did not run, or looked at nothing.
    pub fn unproved(&self, proofs: &[Proof]) -> Vec<String> {
        let skipped = self.entered("skipped");
        let skipped: BTreeSet<&str> =
            skipped.values().flatten().filter_map(|test| test.rsplit([' ', ':']).next()).collect();
        let named = proofs.iter().flat_map(|proof| proof.tests.iter().map(move |test| (proof.number, test)));
        let faults = named.filter_map(|(number, test)| match self.names.contains(test) {
            false => Some(format!("row {number}: no test called {test} has run")),
            true if skipped.contains(test.as_str()) => {
                println!("row {number} of docs/coverage.md rests on {test}, which was skipped");
                None
            }
            true => None,
        });
        faults.collect()
    }
}

impl Drop for Ran {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.list);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proofs::proofs;

    fn heard(lines: &str) -> (Ran, Vec<String>) {
        let mut ran = Ran::new();
        let shown = lines.lines().filter_map(|line| ran.hear(line).map(String::from)).collect();
        (ran, shown)
    }

    #[test]
    fn passing_tests_are_counted_and_the_rest_is_shown() {
        let (ran, shown) = heard(
            "\nrunning 3 tests\ntest fees::one ... ok\ntest two - should panic ... ok\ntest slow ... ignored, by hand\n\
             test three ... FAILED\nfailures:\ntest result: ok. 2 passed; 0 failed\n",
        );
        assert_eq!((ran.passed, ran.ignored.as_slice()), (2, &["slow".to_string()][..]));
        assert_eq!(shown, ["test slow ... ignored, by hand", "test three ... FAILED", "failures:"]);
        assert!(ran.names.contains("one") && ran.names.contains("two") && !ran.names.contains("three"));
    }

    #[test]
    fn a_proof_that_did_not_run_is_a_fault() {
        let (ran, _) = heard("test a::there ... ok\ntest absent ... ignored");
        let proofs = proofs("| 1 | x | `there` |\n| 2 | y | `absent` |\n| 3 | z | `never_was` |");
        let faults = ran.unproved(&proofs);
        assert_eq!(faults.len(), 2, "{faults:?}");
        assert!(faults[0].starts_with("row 2:") && faults[1].starts_with("row 3:"), "{faults:?}");
    }

    #[test]
    fn what_was_skipped_is_grouped_by_its_reason() {
        let mut ran = Ran::new();
        ran.list = std::env::temp_dir().join(format!("cocket-ran-{}", std::process::id()));
        std::fs::write(&ran.list, "skipped\twire\tgolden::a\tno files\nskipped\twire\tgolden::a\tno files\nskipped\tweb\tb\tno browser\nleft out\trules\tc\tdrawback\n")
            .expect("a temporary file");
        let skipped = ran.entered("skipped");
        assert_eq!(skipped.len(), 2);
        assert_eq!(skipped["no files"].len(), 1, "a test that looks twice is skipped once");
    }
}
