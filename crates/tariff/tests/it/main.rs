//! Tests of the tariff crate against tables of cases and, where they are at hand, the official files.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its files has failed")]

#[path = "../../../../xtask/src/official.rs"]
mod official;

mod beside;
mod cases;
mod chapter98;
mod concordance;
mod differences;
mod language;
mod limits;
mod lint;
mod manual;
mod measures;
mod mixed_numbers;
mod naive;
mod pack_faults;
mod questions;
mod random_questions;
mod rates;
mod samples;
mod scenario;
mod scenarios;
mod schedule;
mod shared;
mod smoke;
mod total;
