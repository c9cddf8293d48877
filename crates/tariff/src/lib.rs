//! Schedule revisions, the rate language, measures and the duty engine.

pub mod engine;
pub mod limits;
pub mod measure;
pub mod rate;
pub mod revision;
pub mod schedule;
pub mod timeline;
