//! Opening the office: its law, its store, its desk.

use std::path::Path;

use cocket_desk::store::{Store, StoreOptions};
use cocket_desk::{Actor, Clock, Desk, Line, Password, Role};
use cocket_entry::Law;
use cocket_intake::Paper;
use cocket_tariff::engine::Tariff;

use crate::shell::shelf::Shelf;
use crate::shell::{Context, Failure, files, law};

/// Largest paper that is taken into a file, and most papers of one.
const PAPER_LIMIT: u64 = 64 << 20;
const MOST_PAPERS: usize = 500;

/// The law for the whole life of the process.
pub fn office_law(context: &Context) -> Result<Law<'static>, Failure> {
    let shelf = Shelf::open(&context.data)?;
    let all: Vec<_> = shelf.books().iter().map(|book| book.revision.id).collect();
    // The office works with one law until it is started again, so the law may live as long as the process.
    let tariff: &'static Tariff = Box::leak(Box::new(law::tariff(&context.data, &shelf, &all)?));
    Ok(Law { pack: tariff.law(), tariff })
}

/// A runtime for the commands of the office.
pub fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::Other(format!("the runtime cannot start: {error}")))
}

/// The desk over a database address, with the clock given; the sellers' layouts come from the data folder.
pub async fn desk(
    context: &Context,
    database: &str,
    law: Law<'static>,
    clock: Clock,
    site: &str,
) -> Result<Desk, Failure> {
    let store = Store::open_with(StoreOptions::new(database))
        .await
        .map_err(|error| Failure::Other(error.to_string()))?;
    // The rehearsal's line takes any password; a line to the authority brings its own.
    let line = Line { site: site.into(), password: Password("REHEAR".into()) };
    Ok(Desk::new(store, law, clock, line).with_layouts(context.data.mappings()?))
}

/// A person by name and role, for all clients.
pub fn person(name: &str, role: &str) -> Result<Actor, Failure> {
    let known = Role::from_word(role).ok_or_else(|| {
        Failure::Input(format!("«{role}» is no role; use viewer, clerk, certifier or manager"))
    })?;
    if name.trim().is_empty() {
        return Err(Failure::Input("a person needs a name; give it with --user".into()));
    }
    Ok(Actor {
        id: name.trim().to_lowercase().replace(' ', "-"),
        name: name.trim().into(),
        role: known,
        clients: Vec::new(),
    })
}

/// The papers of a packet folder; what the expected results of samples hold is no paper.
pub fn papers(folder: &Path) -> Result<Vec<Paper>, Failure> {
    let listed = std::fs::read_dir(folder).map_err(|error| Failure::reading(folder, &error))?;
    let mut paths = Vec::new();
    for entry in listed {
        let path = entry.map_err(|error| Failure::reading(folder, &error))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_file() && !name.starts_with('.') && name != "expected.json" && name != "answers.json" {
            paths.push((name, path));
        }
        if paths.len() > MOST_PAPERS {
            return Err(Failure::Input(format!(
                "{} holds more than {MOST_PAPERS} papers; is it one shipment?",
                folder.display()
            )));
        }
    }
    paths.sort();
    paths.into_iter().map(|(name, path)| Ok(Paper::new(name, files::read(&path, PAPER_LIMIT)?))).collect()
}
