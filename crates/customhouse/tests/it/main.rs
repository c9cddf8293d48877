//! Tests of the custom house over whole messages.
#![allow(clippy::unwrap_used, reason = "a test that cannot build its own message has failed")]

#[allow(dead_code, reason = "shared with the filing crate's tests")]
#[path = "../../../filing/tests/it/fixture.rs"]
mod fixture;

mod answers;
mod counter;
mod envelope;
mod link;
