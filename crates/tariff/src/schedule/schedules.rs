//! The revisions an installation holds, and which of them answers for a day.

use std::sync::{Arc, OnceLock};

use cocket_base::Date;

use super::model::Schedule;
use super::{CompactError, compact};
use crate::revision::{Revision, RevisionId, Revisions};

static STARTER: &str = include_str!("../../../../data/tariff/2026_rev_10.tsv");

/// The revision that Cocket brings along: numbers, units, rates and programmes of 2026 Revision 10.
pub fn starter() -> Arc<Schedule> {
    static READ: OnceLock<Arc<Schedule>> = OnceLock::new();
    READ.get_or_init(|| Arc::new(read_starter().expect("the embedded schedule is checked by a test"))).clone()
}

/// Name and dates of the embedded revision, without reading its lines.
pub fn starter_revision() -> Result<Revision, CompactError> {
    compact::read_head(STARTER)
}

/// Reads the embedded revision; see [`starter`] for the one that is read once.
pub fn read_starter() -> Result<Schedule, CompactError> {
    compact::read(STARTER)
}

/// The schedules held, by revision.
#[derive(Clone, Debug, Default)]
pub struct Schedules {
    held: Vec<Arc<Schedule>>,
    table: Option<Arc<Revisions>>,
}

/// The schedule that answers for a day, and how well.
#[derive(Clone, Debug)]
pub struct AsOf<'a> {
    /// The schedule to read.
    pub schedule: &'a Arc<Schedule>,
    /// The revision that was law on the day, as far as the table of revisions knows.
    pub law: Option<&'a Revision>,
    /// How the two compare.
    pub fit: Fit,
}

/// How well a held schedule fits a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It is the revision that was law.
    Exact,
    /// The revision that was law is not held; this is the latest held one before it.
    Earlier,
    /// No held revision was law by then; this is the first one after.
    Later,
}

impl AsOf<'_> {
    /// The revision that was read.
    pub fn used(&self) -> RevisionId {
        self.schedule.revision.id
    }

    /// What to tell a person when the fit is not exact.
    pub fn notice(&self, day: Date) -> Option<String> {
        let used = self.used();
        let law = self.law.map_or("no known revision".to_string(), |law| format!("revision {}", law.id));
        match self.fit {
            Fit::Exact => None,
            Fit::Earlier => Some(format!(
                "{law} was law on {day} and is not held; read {used}, the latest held before it"
            )),
            Fit::Later => {
                Some(format!("{law} was law on {day} and is not held; read {used}, the first held after it"))
            }
        }
    }
}

impl Schedules {
    /// The embedded revision alone.
    pub fn starter() -> Schedules {
        Schedules { held: vec![starter()], table: None }
    }

    /// None at all; add to it.
    pub fn none() -> Schedules {
        Schedules::default()
    }

    /// The same with another table of revisions than the embedded one.
    pub fn with_table(self, table: Revisions) -> Schedules {
        Schedules { table: Some(Arc::new(table)), ..self }
    }

    /// Adds a schedule; one of the same revision is replaced (an imported one brings the descriptions).
    pub fn add(&mut self, schedule: impl Into<Arc<Schedule>>) {
        let schedule = schedule.into();
        self.held.retain(|other| other.revision.id != schedule.revision.id);
        let at = self.held.partition_point(|other| other.revision.id < schedule.revision.id);
        self.held.insert(at, schedule);
    }

    /// The schedules held, in order of appearance.
    pub fn held(&self) -> &[Arc<Schedule>] {
        &self.held
    }

    /// A held schedule by revision.
    pub fn get(&self, id: RevisionId) -> Option<&Arc<Schedule>> {
        self.held.iter().find(|schedule| schedule.revision.id == id)
    }

    /// The schedule for a day as far as was known on another: the latest held one that was law and published by then,
    /// else the first held one. `None` only when nothing is held.
    pub fn as_of(&self, day: Date, known: Date) -> Option<AsOf<'_>> {
        let listed = self.table.as_deref().unwrap_or(Revisions::embedded()).as_of(day, known);
        let holding = self.held.iter().rev().find(|schedule| schedule.revision.holds(day, known));
        let held = holding.map(|schedule| &schedule.revision);
        let law = [listed, held].into_iter().flatten().max_by_key(|revision| revision.id);
        let schedule = holding.or_else(|| self.held.first())?;
        let fit = match (holding, law) {
            (None, _) => Fit::Later,
            (Some(_), Some(law)) if law.id != schedule.revision.id => Fit::Earlier,
            _ => Fit::Exact,
        };
        Some(AsOf { schedule, law, fit })
    }
}
