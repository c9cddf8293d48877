//! `cargo xtask demo`: builds the binary and runs its demo.

use std::process::Command;

use anyhow::Result;

use crate::steps::call;

pub fn run(args: &[String]) -> Result<()> {
    call(Command::new("cargo").args(["run", "--quiet", "--package", "cocket", "--", "demo"]).args(args))
}
