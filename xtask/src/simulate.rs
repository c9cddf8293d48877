//! `cargo xtask simulate`: seeded days of a brokerage against the custom house; the days are those of the desk's own tests.

use std::process::Command;

use anyhow::Result;

use crate::steps::call;

pub fn run(args: &[String]) -> Result<()> {
    let days = ["run", "--package", "cocket-desk", "--example", "simulate", "--"];
    call(Command::new("cargo").args(days).args(args))
}
