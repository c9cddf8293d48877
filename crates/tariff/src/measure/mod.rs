//! The measure language: additional duties as data that a customs expert can read, and their loader and linter.
//!
//! `docs/measures.md` is the tutorial. A measure file says *what* the law is; `crate::engine` says what follows for a line.

pub mod expression;
pub mod lint;
pub mod list;
mod load;
pub mod logic;
pub mod model;
mod order;
mod parse;
mod parse_terms;
mod resolve;
mod resolve_claims;
mod resolve_heading;
mod series;
mod source;
mod starter;
mod tokens;

pub use lint::{lint, lint_against};
pub use list::AsOf;
pub use load::BadMeasures;
pub use model::Pack;
pub use source::SourceFile;
pub use starter::starter_files;
