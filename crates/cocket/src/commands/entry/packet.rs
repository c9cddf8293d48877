//! The folder of a packet to its papers, within bounds.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use cocket_intake::{Limits, Paper};

use crate::shell::{Failure, files};

/// Most files that a packet folder may hold, and most bytes of all of them.
const MOST_FILES: usize = 1_000;
const MOST_BYTES: usize = 512 << 20;

/// Left in some folders by those who check results; no paper of the shipment.
const EXPECTATION: &str = "expected.json";

/// Reads the papers of a folder, by name; hidden files and folders in it are left alone. A paper beyond the intake's bound
/// is cut just behind it, so that the intake can say so.
pub fn papers(folder: &Path) -> Result<Vec<Paper>, Failure> {
    let bound = u64::try_from(Limits::default().paper_bytes).unwrap_or(u64::MAX).saturating_add(1);
    let mut papers = Vec::new();
    let mut total = 0usize;
    for path in files::list(folder, MOST_FILES)? {
        let name = files::name(&path);
        if name == EXPECTATION {
            continue;
        }
        let mut bytes = Vec::new();
        let read = File::open(&path).and_then(|file| file.take(bound).read_to_end(&mut bytes));
        read.map_err(|error| Failure::reading(&path, &error))?;
        total = total.saturating_add(bytes.len());
        if total > MOST_BYTES {
            let text =
                format!("{} holds more than {MOST_BYTES} bytes of papers; is it a packet?", folder.display());
            return Err(Failure::Input(text));
        }
        papers.push(Paper::new(name, bytes));
    }
    Ok(papers)
}
