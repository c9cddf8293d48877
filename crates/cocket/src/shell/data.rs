//! The data folder: where it is and what lies where. It is created only when something is written.
//!
//! ```text
//! DATA/tariff/2026_rev_9.tsv   imported revisions      DATA/law/*.csv|toml    own rows over the law data
//! DATA/mappings.json           sellers' layouts        DATA/measures/**       own measure files over ours
//! ```

use std::path::{Path, PathBuf};

use cocket_intake::MappingMemory;

use super::{Failure, files};

/// Largest file of remembered layouts.
const MAPPINGS_LIMIT: u64 = 16 << 20;

/// The data folder.
pub struct DataDir {
    /// `None` where not even a home folder is known.
    root: Option<PathBuf>,
}

impl DataDir {
    /// The named folder, else that of the environment, else the user's.
    pub fn locate(named: Option<PathBuf>) -> DataDir {
        let variable =
            |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let root = named
            .or_else(|| variable("COCKET_DATA"))
            .or_else(|| variable("XDG_DATA_HOME").map(|base| base.join("cocket")))
            .or_else(|| variable("HOME").map(|home| home.join(".local/share/cocket")))
            .or_else(|| variable("LOCALAPPDATA").map(|base| base.join("cocket")));
        DataDir { root }
    }

    /// A folder or file inside, for reading; `None` when it does not exist.
    pub fn existing(&self, inside: &str) -> Option<PathBuf> {
        self.root.as_ref().map(|root| root.join(inside)).filter(|path| path.exists())
    }

    /// A path inside, for writing.
    pub fn place(&self, inside: impl AsRef<Path>) -> Result<PathBuf, Failure> {
        let root = self.root.as_ref().ok_or_else(|| {
            Failure::Other("no data folder is known; name one with --data or COCKET_DATA".into())
        })?;
        Ok(root.join(inside))
    }

    /// The sellers' remembered layouts; nothing remembered yet when there is no file.
    pub fn mappings(&self) -> Result<MappingMemory, Failure> {
        let Some(path) = self.existing("mappings.json") else { return Ok(MappingMemory::new()) };
        let text = files::read_text(&path, MAPPINGS_LIMIT)?;
        serde_json::from_str(&text).map_err(|error| {
            Failure::Input(format!(
                "{}: {error}; repair the file, or remove it to start anew",
                path.display()
            ))
        })
    }

    /// Keeps the sellers' layouts.
    pub fn keep_mappings(&self, memory: &MappingMemory) -> Result<PathBuf, Failure> {
        let path = self.place("mappings.json")?;
        let text = serde_json::to_string_pretty(memory).map_err(|error| Failure::Other(error.to_string()))?;
        files::write(&path, text.as_bytes())?;
        Ok(path)
    }
}
