//! The fixed-width records that a filer and CBP exchange: one table of layouts, read and written by the same rows.
//!
//! ```text
//!            decode                    structure                ae, ax
//!   bytes ------------> records ---------------------> tree ------------> typed summary, typed answer
//!         <------------          batch::wrap                <------------
//!            encode
//! ```
//!
//! The tables are in `data/wire`; the build makes constants of them and asserts that the fields of every record cover the
//! columns 1–80 once. Nothing here stops at the first fault, guesses a digit or panics on what came from outside.

pub mod ae;
pub mod application;
pub mod ax;
pub mod batch;
mod classes;
pub mod codec;
pub mod fault;
pub mod json;
pub mod layout;
pub mod layouts;
pub mod record;
pub mod reference;
pub mod rejection;
pub mod structure;
pub mod transaction;
mod values;
pub mod writer;

pub use application::Application;
pub use codec::{Decoded, Limits, LineEnd, decode, encode};
pub use layout::{FieldSpec, Layout};
pub use record::Record;
