//! The generated tables: a module per chapter, a module per record, a constant per field. Edit `data/wire`, not this.

use crate::layout::{Chapter, Class, Code, Designation, FieldSpec, Layout, Trust, When, tiles};

include!(concat!(env!("OUT_DIR"), "/layouts.rs"));

static RAW_FIELDS: [FieldSpec; 1] = [FieldSpec {
    name: "text",
    start: 0,
    end: 80,
    class: Class::Any,
    decimals: 0,
    designation: Designation::Optional,
    private: false,
    constant: None,
    allowed: &[],
    list: None,
    words: "",
}];

/// The layout of a line that no table knows: eighty columns of text.
pub static RAW: Layout = Layout::new("", "", "", "unknown record", None, &RAW_FIELDS);
