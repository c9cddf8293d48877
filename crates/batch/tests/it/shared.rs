//! Where the reference files are that are never part of the repository.

use std::path::PathBuf;

/// The folder `hts` of the reference files; says plainly when it is absent.
pub fn hts() -> Option<PathBuf> {
    let beside = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared"));
    let folder = std::env::var_os("COCKET_SHARED").map_or_else(beside, PathBuf::from).join("hts");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: no reference files at {}", folder.display());
    None
}
