//! The tariff room: what is the duty, what the schedule says of a number, what a revision changed.
//!
//! ```text
//! address ──> asked (fields to a question) ──> engine ──> duty (stack, steps, questions) + chart (over the years)
//!         ──> number, search, compare      ──> schedule
//! ```

mod asked;
mod chart;
mod compare;
mod duty;
mod number;
mod questions;

pub use compare::compare;
pub use duty::duty;
pub use number::{number, search};
