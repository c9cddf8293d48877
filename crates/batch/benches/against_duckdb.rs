//! Mixed lines rated with the whole stack, beside a column database that works out the base duty ad valorem alone, by an
//! as-of join on the same rows in the same run. Both alternate, on one thread and on two.
//!
//! The database is DuckDB by its Python package: `COCKET_PYTHON` names a Python that has it. Without it the run says so.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::time::Instant;

use cocket_batch::day_number;

#[path = "../tests/it/mixed.rs"]
#[allow(
    dead_code,
    clippy::unwrap_used,
    reason = "the tests use more of it, and a bench without its files has failed"
)]
mod mixed;
mod setting;

const LINES: usize = 1_000_000;
const ROUNDS: usize = 9;

fn main() -> std::io::Result<()> {
    let compiled = setting::compiled();
    let (profiles, lines) = setting::mixed_lines(&compiled, LINES);
    let folder = std::env::temp_dir().join(format!("cocket-duckdb-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let mut rows = String::from("number,day,value\n");
    for line in (0..LINES).filter_map(|at| lines.get(at)) {
        let (number, day) = (line.number.aligned(), day_number(line.entry_date));
        let _ = writeln!(rows, "{number},{day},{}", line.value_dollars);
    }
    std::fs::write(folder.join("lines.csv"), rows)?;
    std::fs::write(folder.join("rates.csv"), rates())?;

    let python = std::env::var("COCKET_PYTHON").unwrap_or_else(|_| "python3".into());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/against_duckdb.py");
    let mut database = Command::new(python)
        .args([script.as_ref(), folder.as_os_str()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let (Some(mut ask), Some(answers)) = (database.stdin.take(), database.stdout.take()) else {
        return Ok(());
    };
    let mut answers = BufReader::new(answers).lines();
    match answers.next().transpose()? {
        Some(version) => {
            println!("DuckDB {version}, {LINES} lines, best and median of {ROUNDS} alternating rounds")
        }
        None => {
            println!("DuckDB is absent: name a Python that has the package duckdb by COCKET_PYTHON");
            return std::fs::remove_dir_all(folder);
        }
    }
    for threads in [1, 2] {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let start = Instant::now();
            std::hint::black_box(setting::rate(&compiled, &profiles, &lines, threads));
            ours.push(start.elapsed().as_micros());
            writeln!(ask, "{threads}")?;
            theirs.extend(answers.next().transpose()?.and_then(|micros| micros.parse::<u128>().ok()));
        }
        report(threads, &mut ours, &mut theirs);
    }
    drop(ask);
    database.wait()?;
    std::fs::remove_dir_all(folder)
}

/// General rates that are plain percentages of the value, by number and first day: what the join needs.
fn rates() -> String {
    let mut rows = String::from("number,day,rate\n");
    for (place, schedule) in setting::tariff().schedules.held().iter().enumerate() {
        // Days before the first held revision are answered by it, here as there.
        let from = if place == 0 { 0 } else { day_number(schedule.revision().from) };
        for line in schedule.lines().filter(|line| line.number().len() == 10) {
            if let Some(rate) = line.general().ok().and_then(|rate| rate.ad_valorem_fraction()) {
                let _ = writeln!(rows, "{},{from},{rate}", line.number().aligned());
            }
        }
    }
    rows
}

fn report(threads: usize, ours: &mut [u128], theirs: &mut [u128]) {
    ours.sort_unstable();
    theirs.sort_unstable();
    let middle = |times: &[u128]| times.get(times.len() / 2).copied().unwrap_or(0).max(1);
    let best = |times: &[u128]| times.first().copied().unwrap_or(0).max(1);
    let rate = |micros: u128| LINES as u128 * 1000 / micros;
    println!(
        "{threads} threads: Cocket {} (best {}), DuckDB {} (best {}) thousand lines a second; median ratio {}.{:02}",
        rate(middle(ours)),
        rate(best(ours)),
        rate(middle(theirs)),
        rate(best(theirs)),
        middle(theirs) / middle(ours),
        middle(theirs) * 100 / middle(ours) % 100
    );
}
