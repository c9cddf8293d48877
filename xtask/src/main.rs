//! All tooling of the project. `cargo xtask help` lists the commands.

mod arrows;
mod check;
mod demo;
mod official;
mod proofs;
mod ran;
mod setup;
mod simulate;
mod steps;
mod test;
mod tidy;
mod workspace;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask COMMAND

  demo [ARGS]   build Cocket, walk one shipment from its papers to an accepted entry, then serve the desk on localhost
  test          install what the tests need (as root, through apt) or say what to install; then run everything
  simulate --seeds N [--from S] [--database URL]
                days of a brokerage against the custom house over a bad line; fails when a filing is lost or repeated
  check         fmt, clippy, the arrow table between crates, the house rules
  tidy          the house rules alone
  setup         install what the tests need, or say what to install
";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let command = args.next().unwrap_or_default();
    let rest: Vec<String> = args.collect();
    let done = match command.as_str() {
        "demo" => demo::run(&rest),
        "test" => test::run(),
        "simulate" => simulate::run(&rest),
        "check" => check::run(),
        "tidy" => tidy::run(),
        "setup" => setup::run(),
        _ => {
            print!("{HELP}");
            return if matches!(command.as_str(), "" | "help" | "--help") {
                ExitCode::SUCCESS
            } else {
                ExitCode::from(2)
            };
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The repository's root folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}
