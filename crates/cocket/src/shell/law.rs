//! The law that a command reads: the tables and measures that come with the program, under the operator's own.

use std::ops::Deref;
use std::path::{Path, PathBuf};

use cocket_law::Pack;
use cocket_rules::origin::OriginLaw;
use cocket_tariff::engine::Tariff;
use cocket_tariff::measure::{self, SourceFile, starter_files};
use cocket_tariff::revision::RevisionId;
use cocket_tariff::schedule::Schedules;

use super::shelf::Shelf;
use super::{DataDir, Failure, files};

/// Largest file of law data, and most files of a folder.
const FILE_LIMIT: u64 = 8 << 20;
const MOST_FILES: usize = 1_000;

/// What comes with the program, or what was made of it here.
pub enum Held<T: 'static> {
    /// Embedded and read once.
    Starter(&'static T),
    /// With the operator's own rows.
    Own(Box<T>),
}

impl<T> Deref for Held<T> {
    type Target = T;
    fn deref(&self) -> &T {
        match self {
            Held::Starter(starter) => starter,
            Held::Own(own) => own,
        }
    }
}

/// A text file of law data: its path below the folder it was found in, and its text.
pub struct LawFile {
    /// With slashes, as in `lists/s122.csv`.
    pub name: String,
    /// The text.
    pub text: String,
}

/// The law tables, with the rows of `DATA/law` over them.
pub fn pack(data: &DataDir) -> Result<Held<Pack>, Failure> {
    let Some(folder) = data.existing("law") else { return Ok(Held::Starter(Pack::starter())) };
    let own = folder_of(&folder)?;
    if own.is_empty() {
        return Ok(Held::Starter(Pack::starter()));
    }
    let loaded = Pack::load(own.iter().map(|file| (file.name.as_str(), file.text.as_str())));
    let pack = loaded.map_err(|findings| {
        Failure::findings(&format!("the law data in {} has faults:", folder.display()), &findings)
    })?;
    Ok(Held::Own(Box::new(pack)))
}

/// The law of origin of a pack.
pub fn origin(pack: &Held<Pack>) -> Result<Held<OriginLaw>, Failure> {
    match pack {
        Held::Starter(_) => Ok(Held::Starter(OriginLaw::starter())),
        Held::Own(own) => {
            let read = OriginLaw::read(own);
            let law =
                read.map_err(|findings| Failure::findings("the rules of origin have faults:", &findings))?;
            Ok(Held::Own(Box::new(law)))
        }
    }
}

/// The measures, with the files of `DATA/measures` in place of ours of the same name, or beside them.
pub fn measures(data: &DataDir) -> Result<measure::model::Pack, Failure> {
    let own = match data.existing("measures") {
        Some(folder) => folder_of(&folder)?,
        None => Vec::new(),
    };
    measures_with(&own)
}

/// The measures with these files in place of ours of the same name, or beside them.
pub fn measures_with(own: &[LawFile]) -> Result<measure::model::Pack, Failure> {
    let replaced = |ours: &SourceFile<'_>| own.iter().any(|file| file.name == ours.name);
    let mut all: Vec<SourceFile<'_>> = starter_files().into_iter().filter(|ours| !replaced(ours)).collect();
    all.extend(own.iter().map(|file| SourceFile { name: &file.name, text: &file.text }));
    measure::Pack::load(&all).map_err(|bad| Failure::Input(bad.to_string().trim_end().to_string()))
}

/// Measures and schedules; of imported revisions only those wanted are read.
pub fn tariff(data: &DataDir, shelf: &Shelf, wanted: &[RevisionId]) -> Result<Held<Tariff>, Failure> {
    let mut tariff = without_schedules(data, shelf)?;
    if let Held::Own(tariff) = &mut tariff {
        shelf.fetch(wanted, &mut tariff.schedules)?;
    }
    Ok(tariff)
}

/// The same before any revision is read, where something of it is the operator's own.
pub fn without_schedules(data: &DataDir, shelf: &Shelf) -> Result<Held<Tariff>, Failure> {
    let law = pack(data)?;
    if shelf.is_bare() && data.existing("measures").is_none() && matches!(law, Held::Starter(_)) {
        return Ok(Held::Starter(Tariff::starter()));
    }
    let tariff = Tariff::new(Schedules::none(), measures(data)?);
    Ok(Held::Own(Box::new(match law {
        Held::Starter(_) => tariff,
        Held::Own(own) => tariff.with_law(*own),
    })))
}

/// The files of a folder and of the folders directly in it: CSV and TOML.
pub fn folder_of(folder: &Path) -> Result<Vec<LawFile>, Failure> {
    let mut found = Vec::new();
    take(folder, "", &mut found)?;
    let entries = std::fs::read_dir(folder).map_err(|error| Failure::reading(folder, &error))?;
    let mut inner: Vec<PathBuf> =
        entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    inner.sort();
    for path in inner {
        let name = files::name(&path);
        if !name.starts_with('.') {
            take(&path, &format!("{name}/"), &mut found)?;
        }
    }
    Ok(found)
}

fn take(folder: &Path, before: &str, found: &mut Vec<LawFile>) -> Result<(), Failure> {
    for path in files::list(folder, MOST_FILES)? {
        if path.extension().is_some_and(|extension| extension == "csv" || extension == "toml") {
            found.push(LawFile {
                name: format!("{before}{}", files::name(&path)),
                text: files::read_text(&path, FILE_LIMIT)?,
            });
        }
    }
    Ok(())
}
