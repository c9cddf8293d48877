//! Declarations, edit rules and lifecycle state machines.

pub mod declaration;
pub mod edits;
pub mod lifecycle;

pub use declaration::EntrySummary;
