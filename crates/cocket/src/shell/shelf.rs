//! The schedules held: the embedded revision and those imported into the data folder. Only heads are read until a day asks
//! for a revision.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cocket_base::Date;
use cocket_tariff::revision::{Revision, RevisionId};
use cocket_tariff::schedule::{Schedule, Schedules, compact, starter};

use super::{DataDir, Failure, files};

/// Most bytes of a head: id, dates, citation.
const HEAD_LIMIT: u64 = 4096;
/// Most revisions held; there are some thirty a year.
const MOST_REVISIONS: usize = 2_000;
/// Largest file of a schedule in our form.
const SCHEDULE_LIMIT: u64 = 64 << 20;

/// The schedules held.
pub struct Shelf {
    /// In order of appearance.
    books: Vec<Book>,
}

/// One revision held.
pub struct Book {
    /// Its name and dates.
    pub revision: Revision,
    /// Its file; `None` for the embedded one.
    pub file: Option<PathBuf>,
}

impl Shelf {
    /// What the data folder holds beside the embedded revision; an imported one takes the embedded one's place.
    pub fn open(data: &DataDir) -> Result<Shelf, Failure> {
        let mut books = Vec::new();
        if let Some(folder) = data.existing("tariff") {
            for path in files::list(&folder, MOST_REVISIONS)? {
                if path.extension().is_some_and(|extension| extension == "tsv") {
                    books.push(Book { revision: head(&path)?, file: Some(path) });
                }
            }
        }
        // The embedded one is parsed only when asked for; its head stands in the table of revisions.
        let embedded = embedded()?;
        if !books.iter().any(|book| book.revision.id == embedded.id) {
            books.push(Book { revision: embedded, file: None });
        }
        books.sort_by_key(|book| book.revision.id);
        books.dedup_by_key(|book| book.revision.id);
        Ok(Shelf { books })
    }

    /// All of them, in order of appearance.
    pub fn books(&self) -> &[Book] {
        &self.books
    }

    /// True when nothing was imported.
    pub fn is_bare(&self) -> bool {
        self.books.iter().all(|book| book.file.is_none())
    }

    /// The revision that answers for a day, chosen as [`Schedules::as_of`] does among all held.
    pub fn on(&self, day: Date, known: Date) -> Option<RevisionId> {
        let holding = self.books.iter().rev().find(|book| book.revision.holds(day, known));
        holding.or(self.books.first()).map(|book| book.revision.id)
    }

    /// The revisions that answer for the days from one to another.
    pub fn between(&self, from: Date, to: Date, known: Date) -> Vec<RevisionId> {
        let starting = self.books.iter().map(|book| &book.revision).filter(|revision| revision.from <= to);
        let within = starting.filter(|revision| from < revision.from && revision.known <= known);
        self.on(from, known).into_iter().chain(within.map(|revision| revision.id)).collect()
    }

    /// A revision by name, read now.
    pub fn read(&self, id: RevisionId) -> Result<Arc<Schedule>, Failure> {
        let Some(book) = self.books.iter().find(|book| book.revision.id == id) else {
            let held: Vec<String> = self.books.iter().map(|book| book.revision.id.to_string()).collect();
            return Err(Failure::Input(format!(
                "revision {id} is not held; import it with «cocket tariff import FILE», or ask for one of {}",
                held.join(", ")
            )));
        };
        match &book.file {
            None => Ok(starter()),
            Some(path) => read(path).map(Arc::new),
        }
    }

    /// Adds those revisions that are not there yet, read side by side.
    pub fn fetch(&self, wanted: &[RevisionId], schedules: &mut Schedules) -> Result<(), Failure> {
        let mut missing: Vec<RevisionId> =
            wanted.iter().copied().filter(|id| schedules.get(*id).is_none()).collect();
        missing.sort_unstable();
        missing.dedup();
        let read: Vec<_> = std::thread::scope(|scope| {
            let running: Vec<_> = missing.iter().map(|id| scope.spawn(|| self.read(*id))).collect();
            running.into_iter().map(|one| one.join()).collect()
        });
        for schedule in read {
            schedules.add(schedule.map_err(|_| Failure::Other("a schedule could not be read".into()))??);
        }
        Ok(())
    }
}

/// Reads a schedule in our form.
pub fn read(path: &Path) -> Result<Schedule, Failure> {
    let text = files::read_text(path, SCHEDULE_LIMIT)?;
    compact::read(&text).map_err(|error| damaged(path, &error))
}

fn head(path: &Path) -> Result<Revision, Failure> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(HEAD_LIMIT).read_to_end(&mut bytes));
    read.map_err(|error| Failure::reading(path, &error))?;
    compact::read_head(&String::from_utf8_lossy(&bytes)).map_err(|error| damaged(path, &error))
}

fn damaged(path: &Path, error: &cocket_tariff::schedule::CompactError) -> Failure {
    Failure::Input(format!("{}: {error}; import the revision again", path.display()))
}

/// The head of the embedded revision.
fn embedded() -> Result<Revision, Failure> {
    cocket_tariff::schedule::starter_revision().map_err(|error| Failure::Other(error.to_string()))
}
