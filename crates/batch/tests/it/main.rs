//! Tests of the batch path: against the explained path over random questions, against the tables of cases, and with
//! damaged files.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its files has failed")]

#[path = "../../../../xtask/src/official.rs"]
mod official;

mod damage;
mod equal;
mod mixed;
mod panel;
mod shared;
mod total;
