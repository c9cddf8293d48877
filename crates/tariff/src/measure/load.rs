//! Reads measure files into a pack. All faults of all files are reported at once, each with file, heading and key.

use std::fmt;

use super::model::Pack;
use super::resolve::Resolver;
use super::source::{File, ListRow, SeriesRecord, SourceFile};
use super::{order, starter};

/// Largest file that is read, in bytes.
const LARGEST_FILE: usize = 8 << 20;
/// Most headings, lists or facts of a pack: ids are 16 bits wide.
pub(super) const MOST_ITEMS: usize = 60_000;

/// A fault in the measure files.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The file is no TOML or CSV of the expected shape.
    #[error("{file}: {detail}")]
    Shape {
        /// File.
        file: String,
        /// What the reader says, with line and column.
        detail: String,
    },
    /// A row says something that cannot be.
    #[error("{file}, {item}, {key}: {detail}")]
    Row {
        /// File.
        file: String,
        /// Heading, list or other row.
        item: String,
        /// Its key.
        key: String,
        /// What is wrong, and what to do.
        detail: String,
    },
    /// Headings displace or wait for each other in a ring.
    #[error("a ring of headings: {}; take one edge out", .ring.join(" -> "))]
    Ring {
        /// The headings with file and citation.
        ring: Vec<String>,
    },
    /// Two headings claim the same place and nothing says which goes first.
    #[error(
        "{first} and {second} both claim the place «{place}» ({example}); say with instead_of which one displaces the other"
    )]
    Clash {
        /// The place.
        place: String,
        /// One heading with file and citation.
        first: String,
        /// The other.
        second: String,
        /// A number on both.
        example: String,
    },
}

/// Everything that is wrong with the measure files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadMeasures(pub Vec<Fault>);

impl fmt::Display for BadMeasures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} faults in the measure files:", self.0.len())?;
        self.0.iter().try_for_each(|fault| writeln!(f, "  {fault}"))
    }
}

impl std::error::Error for BadMeasures {}

/// A CSV beside the TOML files: rows of lists, or headings of a series.
pub(super) enum Table {
    List(Vec<ListRow>),
    Series(Vec<SeriesRecord>),
}

/// A TOML file with its name.
pub(super) struct Named {
    pub name: String,
    pub file: File,
}

impl Pack {
    /// Reads and resolves measure files: TOML files and the CSV lists that they name.
    pub fn load(files: &[SourceFile<'_>]) -> Result<Pack, BadMeasures> {
        let mut faults = Vec::new();
        let mut named = Vec::new();
        let mut csv = Vec::new();
        for source in files {
            if source.text.len() > LARGEST_FILE {
                let detail = format!("larger than {LARGEST_FILE} bytes; split it");
                faults.push(Fault::Shape { file: source.name.into(), detail });
            } else if source.name.ends_with(".csv") {
                match table(source.text) {
                    Ok(table) => csv.push((source.name, table)),
                    Err(detail) => faults.push(Fault::Shape { file: source.name.into(), detail }),
                }
            } else {
                match toml::from_str(source.text) {
                    Ok(file) => named.push(Named { name: source.name.into(), file }),
                    Err(error) => {
                        faults.push(Fault::Shape { file: source.name.into(), detail: error.to_string() })
                    }
                }
            }
        }
        if !faults.is_empty() {
            return Err(BadMeasures(faults));
        }
        let mut pack = Resolver::new(&named, &csv).resolve().map_err(BadMeasures)?;
        pack.read_law(cocket_law::Pack::starter());
        order::arrange(pack).map_err(BadMeasures)
    }

    /// Takes days and countries of the special programmes from law tables, which are their one home.
    pub fn read_law(&mut self, law: &cocket_law::Pack) {
        self.programmes.iter_mut().for_each(|programme| programme.read_law(law.programs()));
    }

    /// The measures that come with the program.
    pub fn starter() -> Result<Pack, BadMeasures> {
        Pack::load(&starter::starter_files())
    }
}

/// A table that has a column `number` holds headings, any other prefixes of lists.
fn table(text: &str) -> Result<Table, String> {
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).comment(Some(b'#')).from_reader(text.as_bytes());
    let headings = reader.headers().map_err(|error| error.to_string())?.iter().any(|name| name == "number");
    let read = if headings {
        reader.deserialize().collect::<Result<_, _>>().map(Table::Series)
    } else {
        reader.deserialize().collect::<Result<_, _>>().map(Table::List)
    };
    read.map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_starter_measures_load() {
        if let Err(error) = Pack::starter() {
            panic!("{error}");
        }
    }
}
