//! Tests of the filing crate over whole declarations and whole lives.
#![allow(clippy::unwrap_used, reason = "a test that cannot read its own fixture has failed")]

#[path = "../../../../xtask/src/official.rs"]
mod official;

mod bad;
mod edits;
mod fixture;
mod lifecycle;
mod limits;
