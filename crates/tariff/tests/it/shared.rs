//! Where the reference files are that are never part of the repository.

use std::path::{Path, PathBuf};

use crate::official;

/// The folder `hts` of the reference files; `None`, entered as skipped, when there are none.
pub fn hts() -> Option<PathBuf> {
    official::part("hts")
}

/// The official exports, in order of name.
pub fn exports(hts: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(hts.join("json")).expect("the folder of exports");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files
}
