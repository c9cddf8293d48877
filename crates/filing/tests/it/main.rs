//! Tests of the filing crate over whole declarations and whole lives.

mod lifecycle;
