//! The commands that work on the office's store: `demo`, `serve`, `file`.

pub mod demo;
pub mod file;
mod house;
mod opening;
mod paperwork;
pub mod serve;
