//! `cargo xtask test`: sets up, then runs everything; prints the time of each step.

use std::path::PathBuf;

use anyhow::Result;

use crate::setup;
use crate::steps::Steps;

pub fn run() -> Result<()> {
    let mut steps = Steps::default();
    let done = all(&mut steps);
    steps.report();
    done
}

/// Pure crates first: a broken rule is known in two minutes.
fn all(steps: &mut Steps) -> Result<()> {
    steps.run("set-up", setup::run)?;
    say_official_data();
    steps.cargo("tests of the pure crates", &args(PURE), &[])?;
    steps.cargo("tests of the forms", &["test", "--quiet", "-p", "cocket-documents"], &[])?;
    steps.cargo("tests of the shell", &args(SHELL), &[("COCKET_TESTS_COMPLETE", "1")])?;
    steps.cargo(
        "benchmarks compile",
        &["bench", "--workspace", "--no-run", "--quiet", "--profile", "dev"],
        &[],
    )
}

/// The test runner hides what passing tests print, so what the absence of official files leaves out is said here.
fn say_official_data() {
    let beside = || crate::root().join("../shared");
    let folder = std::env::var_os("COCKET_SHARED").map_or_else(beside, PathBuf::from);
    let parts = ["hts", "samples", "domain", "catair"];
    let absent: Vec<&str> = parts.into_iter().filter(|part| !folder.join(part).is_dir()).collect();
    match absent.as_slice() {
        [] => println!("official data: in {}", folder.display()),
        absent => println!(
            "official data: {} not in {}; the tests that compare with it pass without looking (COCKET_SHARED names the \
             folder)",
            absent.join(", "),
            folder.display()
        ),
    }
}

const PURE: &[&str] = &[
    "cocket-base",
    "cocket-law",
    "cocket-tariff",
    "cocket-rules",
    "cocket-intake",
    "cocket-filing",
    "cocket-entry",
    "cocket-wire",
    "cocket-customhouse",
    "xtask",
];
const SHELL: &[&str] = &["cocket-store", "cocket-desk", "cocket-web", "cocket"];

fn args(packages: &'static [&'static str]) -> Vec<&'static str> {
    let chosen = packages.iter().flat_map(|package| ["-p", package]);
    ["test", "--quiet"].into_iter().chain(chosen).collect()
}
