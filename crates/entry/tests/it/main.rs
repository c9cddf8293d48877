//! Preparation against the sample packets, where they lie beside the project, and against the example of the manual.
#![allow(clippy::unwrap_used, reason = "a test that cannot build its own case has failed")]

#[path = "../../../../xtask/src/official.rs"]
mod official;

mod asks;
mod payments;
mod samples;
mod smoke;
mod total;
