//! Tests of the tariff crate against tables of cases and, where they are at hand, the official files.

mod cases;
mod rates;
mod schedule;
mod shared;
