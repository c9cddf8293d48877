//! The documents as others use them.

mod book;
mod forms;
mod sample;
mod worksheet;
