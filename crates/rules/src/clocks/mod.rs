//! Clocks: 19 CFR 141, 142, 149, 159, 24.25; 19 USC 1504, 1505 and the many others of the table `clocks`.
//!
//! A rule of time is a row: a formula over the facts of the question, a roll, a citation. This module evaluates rows
//! ([`Moment`], raw, legal and safe), answers `cocket clocks`, and gathers the clocks of one entry. Rules that branch on
//! facts (time of entry, rate date, corrections, protests and the like) are determinations beside the rows, asked for by
//! name in the same way. Left to a person: extensions that an officer grants, unless the question states them.

mod answers;
mod count;
mod entered;
mod entry;
mod evaluate;
mod form;
mod listing;
mod question;
mod summaries;
mod temporary;
mod terms;
mod zone;
mod zone_goods;

pub use crate::asked::{BadMoment, FactKind, Given, Moment};
pub use answers::{ClockAnswer, ClockDecided, ClockQuestion, ClockResult};
pub use count::CountedDay;
pub use entry::{
    EntryClockFacts, EntryClocks, EntryDue, IsfDue, LiquidationDates, PscDay, SummaryDue, entry_clocks,
    plain_rules,
};
pub use evaluate::{ClockFacts, Reckoned, Stopped, reckon};
pub use form::forms;
pub use listing::{ClockFact, ClockListing, How, list};
pub use question::answer;
