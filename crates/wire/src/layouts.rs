//! The generated tables: a module per chapter, a module per record, a constant per field. Edit `data/wire`, not this.

use crate::layout::{Chapter, Class, Code, Designation, FieldSpec, Layout, Trust, When, tiles};

include!(concat!(env!("OUT_DIR"), "/layouts.rs"));

/// The layout of a line that no table knows: eighty columns of text.
pub static RAW: Layout = Layout::raw();
