//! The desk's first pages: server-rendered, working without script.
//!
//! Pages read the services of `cocket-desk` and print them; they decide nothing. [`router`] is the entry function.

mod actions;
mod api;
mod assets;
mod clock_rows;
mod downloads;
mod failure;
mod file;
mod finding_rows;
mod frame;
mod guard;
mod journal;
mod line_rows;
mod list;
mod message_rows;
mod openapi;
mod sheet;
mod site;
mod tariff;
mod told;
mod why;
mod words;

pub use site::{Paperwork, Site, router};
