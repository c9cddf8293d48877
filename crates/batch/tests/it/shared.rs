//! Where the reference files are that are never part of the repository.

use std::path::PathBuf;

use crate::official;

/// The folder `hts` of the reference files; `None`, entered as skipped, when there are none.
pub fn hts() -> Option<PathBuf> {
    official::part("hts")
}
