//! Tests of the starter pack and of an operator's files laid over it.

mod faults;
mod hostile;
mod starter;
