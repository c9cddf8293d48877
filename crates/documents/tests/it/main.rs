//! The documents as others use them.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod book;
mod explanation;
mod forms;
mod sample;
mod worksheet;
