//! Named steps with their time, so that a slow build shows where the time goes.

use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

/// Steps run so far with their seconds.
#[derive(Default)]
pub struct Steps {
    done: Vec<(String, u64)>,
}

impl Steps {
    /// Runs one step; a failing step ends the run with its name.
    pub fn run(&mut self, name: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
        eprintln!("\n== {name}");
        let start = Instant::now();
        let outcome = work();
        self.done.push((name.to_string(), start.elapsed().as_secs()));
        outcome.with_context(|| format!("step «{name}» failed"))
    }

    /// Runs one step that is a cargo call from the repository's root.
    pub fn cargo(&mut self, name: &str, args: &[&str], env: &[(&str, &str)]) -> Result<()> {
        self.run(name, || call(Command::new("cargo").args(args).envs(env.iter().copied())))
    }

    /// Prints what each step took.
    pub fn report(&self) {
        eprintln!("\n== time of each step");
        for (name, seconds) in &self.done {
            eprintln!("{:>4} min {:02} s  {name}", seconds / 60, seconds % 60);
        }
        let total: u64 = self.done.iter().map(|(_, seconds)| seconds).sum();
        eprintln!("{:>4} min {:02} s  in all", total / 60, total % 60);
    }
}

/// Runs a command from the repository's root and fails when it fails.
pub fn call(command: &mut Command) -> Result<()> {
    command.current_dir(crate::root());
    let shown = format!("{command:?}");
    let status = command.status().with_context(|| format!("cannot start {shown}"))?;
    if !status.success() {
        bail!("{shown} ended with {status}");
    }
    Ok(())
}
