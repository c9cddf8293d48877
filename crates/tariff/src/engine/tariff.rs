//! What the engine rates by: the schedules held and the measures.

use std::sync::OnceLock;

use crate::measure::{BadMeasures, Pack, SourceFile};
use crate::schedule::Schedules;

/// Schedules and measures together.
#[derive(Debug)]
pub struct Tariff {
    /// Revisions of the schedule.
    pub schedules: Schedules,
    /// Additional duties and what goes with them.
    pub measures: Pack,
}

impl Tariff {
    /// From schedules and measures.
    pub fn new(schedules: Schedules, measures: Pack) -> Tariff {
        Tariff { schedules, measures }
    }

    /// From schedules and an operator's own measure files.
    pub fn from_files(schedules: Schedules, files: &[SourceFile<'_>]) -> Result<Tariff, BadMeasures> {
        Ok(Tariff { schedules, measures: Pack::load(files)? })
    }

    /// What comes with the program: the newest held revision and the measures of `data/measures`, read once.
    pub fn starter() -> &'static Tariff {
        static READ: OnceLock<Tariff> = OnceLock::new();
        READ.get_or_init(|| {
            let measures = Pack::starter().expect("the embedded measures are checked by a test");
            Tariff::new(Schedules::starter(), measures)
        })
    }
}
