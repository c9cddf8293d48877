//! Files in and out, within bounds; written whole or not at all.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::Failure;

/// Reads a file of at most `limit` bytes.
pub fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let file = File::open(path).map_err(|error| Failure::reading(path, &error))?;
    let bytes = bounded(file, limit).map_err(|error| Failure::reading(path, &error))?;
    bytes.ok_or_else(|| {
        Failure::Input(format!("{} has more than {limit} bytes and is not read", path.display()))
    })
}

/// Reads a file, or standard input for `-`.
pub fn read_or_stdin(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    if path != Path::new("-") {
        return read(path, limit);
    }
    let bytes = bounded(io::stdin().lock(), limit).map_err(|error| Failure::reading(path, &error))?;
    bytes.ok_or_else(|| Failure::Input(format!("standard input has more than {limit} bytes and is not read")))
}

/// Reads a text file; it must be UTF-8.
pub fn read_text(path: &Path, limit: u64) -> Result<String, Failure> {
    String::from_utf8(read(path, limit)?).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Failure::Input(format!("{}: byte {at} is not UTF-8; save the file as UTF-8", path.display()))
    })
}

/// `None` when there is more than the limit.
fn bounded(source: impl Read, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    source.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(Some(bytes).filter(|bytes| u64::try_from(bytes.len()).is_ok_and(|len| len <= limit)))
}

/// The plain files of a folder by name, in order, without hidden ones; at most `most`.
pub fn list(folder: &Path, most: usize) -> Result<Vec<PathBuf>, Failure> {
    let entries = fs::read_dir(folder).map_err(|error| Failure::reading(folder, &error))?;
    let mut paths = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| Failure::reading(folder, &error))?;
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if hidden || !entry.path().is_file() {
            continue;
        }
        if paths.len() == most {
            return Err(Failure::Input(format!("{} holds more than {most} files", folder.display())));
        }
        paths.push(entry.path());
    }
    paths.sort();
    Ok(paths)
}

/// Writes a file so that a reader sees the old one or the new one, never a part.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let fail = |error: io::Error| Failure::writing(path, &error);
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(fail)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let half = folder.join(format!(".{name}.{}.part", std::process::id()));
    let written = File::create(&half).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&half, path)
    });
    written.map_err(|error| {
        // What is half written is of no use; the first error is the one to tell.
        let _ = fs::remove_file(&half);
        fail(error)
    })
}

/// The last part of a path as text.
pub fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
