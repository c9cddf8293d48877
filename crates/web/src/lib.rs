//! The desk's first pages: server-rendered, working without script.
//!
//! Pages read the services of `cocket-desk` and print them; they decide nothing. [`router`] is the entry function.

mod site;

pub use site::{Paperwork, Site, router};
