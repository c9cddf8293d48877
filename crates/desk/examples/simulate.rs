//! Seeded days of a brokerage against the custom house, with faults: `cargo xtask simulate --seeds N [--from S]
//! [--database URL]`. Ends with 1 when a filing is not accounted for.

#![allow(clippy::unwrap_used, reason = "the days are the tests' own, which may stop where they fail")]

#[allow(dead_code, reason = "the tests' desk, of which the days need a part")]
#[path = "../tests/it/house.rs"]
mod house;
#[path = "../tests/it/simulation.rs"]
mod simulation;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask simulate --seeds N [--from S] [--database URL]

  --seeds N        how many seeds to run
  --from S         the first of them [default: 0]
  --database URL   an empty database for all of them, as postgres://… [default: an SQLite file for each]
";

struct Asked {
    seeds: u64,
    from: u64,
    database: Option<String>,
}

fn asked(mut args: impl Iterator<Item = String>) -> Result<Asked, String> {
    let mut asked = Asked { seeds: 0, from: 0, database: None };
    while let Some(arg) = args.next() {
        let value = args.next().ok_or_else(|| format!("{arg} wants a value, as in {arg} 10\n\n{HELP}"))?;
        let number =
            || value.parse().map_err(|_| format!("{arg} {value}: give a whole number, as in {arg} 10"));
        match arg.as_str() {
            "--seeds" => asked.seeds = number()?,
            "--from" => asked.from = number()?,
            "--database" => asked.database = Some(value),
            _ => return Err(format!("{arg} is not known here\n\n{HELP}")),
        }
    }
    if asked.seeds == 0 { Err(format!("say how many seeds: --seeds 10\n\n{HELP}")) } else { Ok(asked) }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let asked = match asked(std::env::args().skip(1)) {
        Ok(asked) => asked,
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::from(2);
        }
    };
    let (mut filings, mut lost, mut repeated, mut sound) = (0, 0, 0, true);
    for seed in asked.from..asked.from.saturating_add(asked.seeds) {
        let (file, papers) = simulation::fresh(&std::env::temp_dir(), seed);
        let database = asked.database.as_deref().unwrap_or(&file);
        match simulation::run(seed, database, &papers).await {
            Ok(day) => {
                filings += day.filings;
                lost += day.lost.len();
                repeated += day.repeated.len();
                if !day.is_sound() {
                    sound = false;
                    println!("seed {seed} fails: {day:#?}");
                }
            }
            Err(error) => {
                sound = false;
                println!("seed {seed} cannot be run to its end: {error}");
            }
        }
        if let Some(folder) = papers.parent() {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
    println!("seeds {}, filings {filings}, lost {lost}, repeated {repeated}", asked.seeds);
    if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
