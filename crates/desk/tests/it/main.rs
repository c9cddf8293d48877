//! The desk with a store and the custom house: a file from its papers to an accepted summary, and what must not happen.

mod house;
mod walk;
