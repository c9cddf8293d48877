//! What the engine rates by: the schedules held, the measures, and the law tables that fees are taken from.

use std::sync::OnceLock;

use crate::limits::Limits;
use crate::measure::{BadMeasures, Pack, SourceFile};
use crate::schedule::Schedules;

/// Schedules and measures together.
#[derive(Debug)]
pub struct Tariff {
    /// Revisions of the schedule.
    pub schedules: Schedules,
    /// Additional duties and what goes with them.
    pub measures: Pack,
    /// An operator's own law tables; the embedded ones where there are none.
    law: Option<cocket_law::Pack>,
    /// What the law tables say beside rates, read when it is first asked for.
    limits: OnceLock<Limits>,
}

impl Tariff {
    /// From schedules and measures, with the law tables that come with the program.
    pub fn new(schedules: Schedules, measures: Pack) -> Tariff {
        Tariff { schedules, measures, law: None, limits: OnceLock::new() }
    }

    /// With other law tables: the fees of a line and the special programmes are theirs.
    #[must_use]
    pub fn with_law(mut self, law: cocket_law::Pack) -> Tariff {
        self.measures.read_law(&law);
        self.law = Some(law);
        self.limits = OnceLock::new();
        self
    }

    /// The law tables.
    pub fn law(&self) -> &cocket_law::Pack {
        self.law.as_ref().unwrap_or_else(|| cocket_law::Pack::starter())
    }

    /// Limits in the text of numbers, quotas and zone statuses, by the law tables.
    pub fn limits(&self) -> &Limits {
        self.limits.get_or_init(|| Limits::of(self.law()))
    }

    /// From schedules and an operator's own measure files.
    pub fn from_files(schedules: Schedules, files: &[SourceFile<'_>]) -> Result<Tariff, BadMeasures> {
        Ok(Tariff::new(schedules, Pack::load(files)?))
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
