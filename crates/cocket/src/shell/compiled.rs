//! Compiled tariffs in the data folder: named by the digest of what they were made from.

use std::ops::Deref;
use std::path::{Path, PathBuf};

use cocket_base::Date;
use cocket_batch::{Compiled, compile};
use cocket_tariff::measure::starter_files;
use cocket_tariff::revision::RevisionId;
use cocket_tariff::schedule::{compact, starter};
use sha2::{Digest, Sha256};

use super::law::{self, folder_of};
use super::mapped::Mapped;
use super::shelf::Shelf;
use super::{DataDir, Failure, files};

/// Largest schedule in our form.
const SCHEDULE_LIMIT: u64 = 64 << 20;
/// Compiled tariffs that are kept: each day of knowledge has its own.
const KEPT: usize = 4;

/// Compiles into a file, or into the data folder; the answer is where it lies.
pub fn make(data: &DataDir, shelf: &Shelf, known: Date, out: Option<&Path>) -> Result<PathBuf, Failure> {
    let digest = digest(data, shelf, known)?;
    let path = out.map_or_else(|| data.place(name(&digest)), |path| Ok(path.to_path_buf()))?;
    files::write(&path, bytemuck::cast_slice(&compiled(data, shelf, known, &digest)?))?;
    if out.is_none() {
        forget(&path);
    }
    Ok(path)
}

/// A compiled tariff in memory.
pub enum Image {
    /// From a file that `tariff compile` wrote.
    Mapped(Mapped),
    /// Compiled just now.
    Made(Vec<u64>),
}

impl Deref for Image {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        match self {
            Image::Mapped(mapped) => mapped,
            Image::Made(words) => bytemuck::cast_slice(words),
        }
    }
}

/// The compiled tariff of what is held: the file, where one was made of the same sources, else made now.
pub fn load(data: &DataDir, shelf: &Shelf, known: Date) -> Result<Image, Failure> {
    let digest = digest(data, shelf, known)?;
    if let Some(path) = data.existing(&name(&digest)) {
        let mapped = Mapped::open(&path)?;
        // A damaged file is made anew rather than believed.
        let sound = Compiled::read(&mapped).is_ok_and(|held| held.digest() == words_of(&digest));
        if sound {
            return Ok(Image::Mapped(mapped));
        }
    }
    compiled(data, shelf, known, &digest).map(Image::Made)
}

fn name(digest: &[u8; 32]) -> String {
    let name: String = digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    format!("tariff/compiled/{name}.ctf")
}

fn words_of(digest: &[u8; 32]) -> [u64; 4] {
    bytemuck::pod_read_unaligned(digest)
}

fn compiled(data: &DataDir, shelf: &Shelf, known: Date, digest: &[u8; 32]) -> Result<Vec<u64>, Failure> {
    let all: Vec<RevisionId> = shelf.books().iter().map(|book| book.revision.id).collect();
    let tariff = law::tariff(data, shelf, &all)?;
    compile(&tariff, Some(known), words_of(digest)).map_err(|error| Failure::Input(error.to_string()))
}

/// What a compiled tariff is made from: program, schedules, measures and the day of knowledge.
fn digest(data: &DataDir, shelf: &Shelf, known: Date) -> Result<[u8; 32], Failure> {
    let mut sum = Sha256::new();
    let mut take = |name: &str, bytes: &[u8]| {
        // Lengths keep apart what stands side by side.
        sum.update((name.len() as u64).to_le_bytes());
        sum.update((bytes.len() as u64).to_le_bytes());
        sum.update(name);
        sum.update(bytes);
    };
    take(env!("CARGO_PKG_VERSION"), known.to_string().as_bytes());
    for book in shelf.books() {
        let bytes = match &book.file {
            Some(path) => files::read(path, SCHEDULE_LIMIT)?,
            None => compact::write_full(&starter()).into_bytes(),
        };
        take(&book.revision.id.to_string(), &bytes);
    }
    starter_files().iter().for_each(|file| take(file.name, file.text.as_bytes()));
    if let Some(folder) = data.existing("measures") {
        folder_of(&folder)?.iter().for_each(|file| take(&file.name, file.text.as_bytes()));
    }
    Ok(sum.finalize().into())
}

/// Removes older compiled tariffs beside a new one.
fn forget(new: &Path) {
    let Some(folder) = new.parent() else { return };
    let age = |path: &PathBuf| path.metadata().and_then(|known| known.modified()).ok();
    let mut all = files::list(folder, 1_000).unwrap_or_default();
    all.retain(|path| path != new && path.extension().is_some_and(|extension| extension == "ctf"));
    all.sort_by_key(|path| std::cmp::Reverse(age(path)));
    // One that cannot be removed now, because it is in use, goes the next time.
    all.iter().skip(KEPT - 1).for_each(|path| drop(std::fs::remove_file(path)));
}
