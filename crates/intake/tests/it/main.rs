//! Whole packets, generated layouts and rubbish.
#![allow(clippy::unwrap_used, reason = "a test that cannot build its papers has failed")]

#[path = "../../../../xtask/src/official.rs"]
mod official;

mod layouts;
mod rubbish;
mod samples;
mod smoke;
mod total;
