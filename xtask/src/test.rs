//! `cargo xtask test`: sets up, then runs everything; prints the time of each step.

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
    steps.cargo("tests of the pure crates", &args(PURE), &[])?;
    steps.cargo("tests of the forms", &["test", "--quiet", "-p", "cocket-documents"], &[])?;
    steps.cargo("tests of the shell", &args(SHELL), &[("COCKET_TESTS_COMPLETE", "1")])?;
    steps.cargo(
        "benchmarks compile",
        &["bench", "--workspace", "--no-run", "--quiet", "--profile", "dev"],
        &[],
    )
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
