//! A compiled tariff, mapped into memory: the only `unsafe` of the project.

use std::fs::File;
use std::ops::Deref;
use std::path::Path;

use memmap2::Mmap;

use super::Failure;

/// A file whose bytes are read where the system keeps them.
#[derive(Debug)]
pub struct Mapped(Mmap);

impl Mapped {
    /// Maps a file that [`super::files::write`] wrote.
    pub fn open(path: &Path) -> Result<Mapped, Failure> {
        let file = File::open(path).map_err(|error| Failure::reading(path, &error))?;
        map(&file).map(Mapped).map_err(|error| Failure::reading(path, &error))
    }
}

impl Deref for Mapped {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.0
    }
}

#[allow(unsafe_code, reason = "mapping is how the tables load in no time; the proof stands beside the call")]
fn map(file: &File) -> std::io::Result<Mmap> {
    // SAFETY: a mapping is sound while its file keeps length and content. Compiled tariffs keep both: they are written
    // whole under a name of their own, synced, and only then given their name by a rename (`files::write`), which puts a
    // new file in place of the old one and leaves an old one that is mapped as it is until its last mapping ends. No code
    // of the program opens such a file for writing or cuts it, and the mapping is for reading alone. The folder belongs to
    // the operator; whoever may write there may replace the program's data as well.
    unsafe { Mmap::map(file) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::files;

    #[test]
    fn a_mapped_file_stays_as_it_was_when_another_takes_its_name() {
        let path = std::env::temp_dir().join(format!("cocket-mapped-{}", std::process::id()));
        files::write(&path, b"first").unwrap();
        let first = Mapped::open(&path).unwrap();
        files::write(&path, b"the second").unwrap();
        assert_eq!(&*first, b"first");
        assert_eq!(&*Mapped::open(&path).unwrap(), b"the second");
        std::fs::remove_file(&path).unwrap();
        assert!(Mapped::open(&path).is_err());
    }
}
