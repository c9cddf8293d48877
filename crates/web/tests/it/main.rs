//! The pages over a real desk: handlers one by one, and a real browser over all of them.
#![allow(clippy::unwrap_used, reason = "a test that cannot build its own case has failed")]

#[path = "../../../../xtask/src/official.rs"]
mod official;

mod api;
mod browser;
mod large;
mod pages;
mod site;
mod tariff;
mod why;
