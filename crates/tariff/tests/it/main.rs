//! Tests of the tariff crate against tables of cases and, where they are at hand, the official files.

mod cases;
mod rates;
mod samples;
mod schedule;
mod shared;
