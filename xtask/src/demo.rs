//! `cargo xtask demo`: builds the binary, with cargo's progress in view, and runs its demo.

use std::process::Command;

use anyhow::Result;

use crate::steps::call;

const EXPECT: &str = "\
Building Cocket. The first build compiles every library it stands on and takes five to ten minutes on two cores;
after that it is a matter of seconds. The demo starts by itself when the build is done.
";

pub fn run(args: &[String]) -> Result<()> {
    eprintln!("{EXPECT}");
    call(Command::new("cargo").args(["build", "--package", "cocket"]))?;
    call(Command::new("cargo").args(["run", "--quiet", "--package", "cocket", "--", "demo"]).args(args))
}
