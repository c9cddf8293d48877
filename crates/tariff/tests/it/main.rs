//! Tests of the tariff crate against tables of cases and, where they are at hand, the official files.

mod cases;
mod measures;
mod rates;
mod samples;
mod scenarios;
mod schedule;
mod shared;
