//! The documents as others use them.

mod forms;
mod sample;
