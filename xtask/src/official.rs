//! What tests need that is not always at hand: the official files beside the repository, a database server, a browser.
//!
//! A test that goes without them is *skipped*: it passes, because a clone alone must pass, and it enters itself in a list,
//! because what was not looked at must be told. The test command names the list, counts it and prints it. Where the official
//! files are at hand nothing may be skipped: a part that is absent from them is a failure.
//!
//! The test command and the tests of the crates both take in this file; it stands on the standard library alone.

#![allow(dead_code, reason = "each crate takes what it needs")]

use std::io::Write;
use std::path::{Path, PathBuf};

/// Names the folder of official files, when it does not lie beside the repository as `shared`.
pub const FOLDER: &str = "COCKET_SHARED";
/// Names the file that skipped tests enter themselves in. Set by the test command.
pub const LIST: &str = "COCKET_TESTS_SKIPPED";

/// The folder of official files, whether it is there or not.
pub fn folder() -> PathBuf {
    let beside = || {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = here.ancestors().find(|folder| folder.join("ARCHITECTURE.md").is_file());
        root.unwrap_or(here).join("../shared")
    };
    std::env::var_os(FOLDER).map_or_else(beside, PathBuf::from)
}

/// A part of the official files, as in `hts/json`. `None`, entered in the list, when there are no official files at all.
///
/// # Panics
/// When there are official files, or their folder was named, and this part is not among them.
pub fn part(name: &str) -> Option<PathBuf> {
    let folder = folder();
    let path = folder.join(name);
    if path.exists() {
        return Some(path);
    }
    let at_hand = std::env::var_os(FOLDER).is_some() || folder.is_dir();
    assert!(
        !at_hand,
        "{name} is not among the official files in {}: put it there, or take the folder away to test without any",
        folder.display()
    );
    skipped(&format!("no official files in {}", folder.display()));
    None
}

/// A text of the official files.
pub fn text(name: &str) -> Option<String> {
    let path = part(name)?;
    Some(std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

/// Enters the running test in the list of what was skipped, with the reason.
pub fn skipped(why: &str) {
    enter("skipped", why);
}

/// Enters what the running test knows of and does not look at, because nothing in the program answers it. It is told, and no
/// failure even where the official files are at hand.
pub fn left_out(what: &str) {
    enter("left out", what);
}

fn enter(kind: &str, why: &str) {
    let thread = std::thread::current();
    let line = format!("{kind}\t{}\t{}\t{why}\n", env!("CARGO_PKG_NAME"), thread.name().unwrap_or("a test"));
    eprint!("{line}");
    if let Some(list) = std::env::var_os(LIST) {
        let mut options = std::fs::OpenOptions::new();
        let list = options.create(true).append(true).open(&list);
        let entered = list.and_then(|mut list| list.write_all(line.as_bytes()));
        assert!(entered.is_ok(), "the list of skipped tests cannot be written: {entered:?}");
    }
}
