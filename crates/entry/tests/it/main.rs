//! Preparation against the sample packets, where they lie beside the project.
#![allow(clippy::unwrap_used, reason = "a test that cannot build its own case has failed")]

mod samples;
