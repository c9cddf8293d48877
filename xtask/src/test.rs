//! `cargo xtask test`: sets up, then runs the tests of every crate of the workspace; prints what was skipped and the time
//! of each step.

use anyhow::{Context, Result, bail};

use crate::proofs::proofs;
use crate::ran::Ran;
use crate::steps::Steps;
use crate::{official, setup, workspace};

/// The tests of these crates come last, each in the step that says why; all others are pure rules and codecs.
const LATER: &[(&str, &[&str])] = &[
    ("tests of the batch path", &["cocket-batch"]),
    ("tests of the forms", &["cocket-documents"]),
    ("tests of the shell", &["cocket-store", "cocket-desk", "cocket-web", "cocket"]),
];

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
    let members = workspace::members()?;
    let mut ran = Ran::new();
    for (name, packages) in groups(&members)? {
        // The set-up has brought the browser and the database: from here on their absence is a failure.
        steps.run(name, || ran.test(&packages, &[("COCKET_TESTS_COMPLETE", "1")]))?;
    }
    steps.cargo(
        "benchmarks compile",
        &["bench", "--workspace", "--no-run", "--quiet", "--profile", "dev"],
        &[],
    )?;
    steps.run("what was proved", || {
        let page = crate::root().join("docs/coverage.md");
        let page = std::fs::read_to_string(&page).context("cannot read docs/coverage.md")?;
        let unproved = ran.unproved(&proofs(&page));
        if !unproved.is_empty() {
            bail!("docs/coverage.md names what is no proof:\n{}", unproved.join("\n"));
        }
        ran.report()
    })
}

/// Every member of the workspace in exactly one step.
fn groups(members: &[String]) -> Result<Vec<(&'static str, Vec<&str>)>> {
    let later = |name: &str| LATER.iter().any(|(_, packages)| packages.contains(&name));
    if let Some(gone) =
        LATER.iter().flat_map(|(_, packages)| *packages).find(|name| !members.iter().any(|m| m == **name))
    {
        bail!("the test command names {gone}, which the workspace lacks: mend LATER in xtask/src/test.rs");
    }
    let pure = members.iter().map(String::as_str).filter(|name| !later(name)).collect();
    let rest = LATER.iter().map(|(step, packages)| (*step, packages.to_vec()));
    Ok(std::iter::once(("tests of the pure crates", pure)).chain(rest).collect())
}

/// Said before anything runs; what is skipped for want of it is listed at the end.
fn say_official_data() {
    let folder = official::folder();
    if folder.is_dir() {
        println!("official files: in {}; a test that does not find its part fails", folder.display());
    } else {
        println!(
            "official files: none in {}; the tests that compare with them are skipped and listed at the end ({} names the folder)",
            folder.display(),
            official::FOLDER
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_crate_of_the_workspace_is_tested_once() {
        let members = workspace::members().expect("cargo metadata");
        let groups = groups(&members).expect("groups");
        let mut tested: Vec<&str> = groups.into_iter().flat_map(|(_, packages)| packages).collect();
        tested.sort_unstable();
        assert_eq!(tested, members.iter().map(String::as_str).collect::<Vec<_>>());
        // The folders themselves, in case a crate is kept out of the workspace.
        let crates = std::fs::read_dir(crate::root().join("crates")).expect("crates").count();
        assert_eq!(members.len(), crates + 1, "a folder of crates/ is no member of the workspace");
    }

    #[test]
    fn a_crate_that_is_gone_is_said() {
        let told = groups(&["cocket-base".to_string()]).expect_err("the shell is gone").to_string();
        assert!(told.contains("cocket-batch"), "{told}");
    }
}
