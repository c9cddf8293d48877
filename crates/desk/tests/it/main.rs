//! The desk with a store and the custom house: a file from its papers to an accepted summary, and what must not happen.
#![allow(clippy::unwrap_used, reason = "a test that cannot build its own case has failed")]

mod house;
mod simulated;
mod simulation;
mod walk;
