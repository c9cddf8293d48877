//! Schedule revisions, the rate language, measures and the duty engine.

pub mod engine;
