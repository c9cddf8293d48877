//! `cargo xtask check`: everything that can be said about the code without running it.

use anyhow::Result;

use crate::steps::Steps;
use crate::{arrows, tidy};

pub fn run() -> Result<()> {
    let mut steps = Steps::default();
    let done = all(&mut steps);
    steps.report();
    done
}

/// Cheapest first: what fails in seconds should fail before what takes minutes.
pub fn all(steps: &mut Steps) -> Result<()> {
    steps.cargo("fmt", &["fmt", "--all", "--check"], &[])?;
    steps.run("house rules", tidy::run)?;
    steps.run("arrows between crates", arrows::run)?;
    steps.cargo(
        "clippy",
        &["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"],
        &[],
    )?;
    steps.cargo(
        "documentation",
        &["doc", "--workspace", "--no-deps", "--quiet"],
        &[("RUSTDOCFLAGS", "-D warnings")],
    )
}
