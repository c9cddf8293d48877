//! The pages over a real desk.
