//! The shell around the engines: everything that touches files, the terminal, the clock.

pub mod compiled;
pub mod data;
pub mod explain;
pub mod failure;
pub mod files;
pub mod interrupt;
pub mod law;
pub mod lines;
pub mod mapped;
pub mod output;
pub mod progress;
pub mod shelf;
pub mod table;

use cocket_base::Date;

pub use data::DataDir;
pub use failure::Failure;

use crate::cli::Common;

/// What every command stands on.
pub struct Context {
    /// The data folder; it need not exist.
    pub data: DataDir,
    /// Today.
    pub today: Date,
    /// The day whose knowledge of the law counts.
    pub known: Date,
    /// The same, when it was named: an import takes it for the day of publication.
    pub known_given: Option<Date>,
}

impl Context {
    /// From the common options; the only place where the clock is read.
    pub fn new(common: &Common) -> Context {
        let today = common.today.unwrap_or_else(|| jiff::ZonedDateTime::now().date());
        Context {
            data: DataDir::locate(common.data.clone()),
            today,
            known: common.known.unwrap_or(today),
            known_given: common.known,
        }
    }
}
