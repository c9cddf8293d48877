//! Declarations, edit rules and lifecycle state machines.

pub mod declaration;

pub use declaration::EntrySummary;
