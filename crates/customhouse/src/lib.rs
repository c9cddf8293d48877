//! The simulated authority, seeded, on a virtual clock.
//!
//! It speaks the wire like the real one: [`CustomHouse::receive`] takes an AE batch and answers with an AX batch or a
//! rejection. A [`Link`] carries the messages and can lose, delay, repeat and reorder them. Time comes from the caller and
//! chance from a seed, so that every failure can be run again.

mod chance;
mod envelope;
mod house;
mod judge;
mod link;
mod recount;
mod register;
mod understand;
mod words;

pub use chance::Chance;
pub use house::CustomHouse;
pub use link::{End, Faults, Link, Message, Tally};
pub use register::{Act, OnFile, Outcome, Register};
