//! Clocks: 19 CFR 141, 142, 149, 159, 24.25; 19 USC 1504, 1505 and the many others of the table `clocks`.
//!
//! A rule of time is a row: a formula over the dates of the question, a roll, a citation. This module evaluates rows
//! ([`Moment`], raw, legal and safe), answers `cocket clocks`, and gathers the clocks of one entry. Left to a person:
//! extensions that an officer grants, holds that stop a clock, and closures of single ports.

mod entry;
mod evaluate;
mod question;

pub use entry::{
    EntryClockFacts, EntryClocks, EntryDue, IsfDue, LiquidationDates, PscDay, SummaryDue, entry_clocks,
    plain_rules,
};
pub use evaluate::{Moment, Reckoned, reckon};
pub use question::{
    ClockAnswer, ClockDecided, ClockFact, ClockListing, ClockQuestion, ClockResult, answer, list,
};
