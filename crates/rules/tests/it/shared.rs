//! Where the worked examples lie.

use std::path::PathBuf;

use cocket_base::civil::{Date, date};
use cocket_law::Pack;
use cocket_rules::AsOf;
use serde_json::Value;

/// The day whose knowledge the examples rest on.
pub const KNOWN: Date = date(2026, 11, 24);

/// A JSON file of the shared folder, or `None`, said aloud, when the folder is not there.
pub fn json(path: &str) -> Option<Value> {
    Some(serde_json::from_str(&text_of(path)?).unwrap())
}

/// A text of the shared folder, or `None`, said aloud, when the folder is not there.
pub fn text_of(path: &str) -> Option<String> {
    let default = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared"));
    let folder = std::env::var_os("COCKET_SHARED").map_or_else(default, PathBuf::from);
    let text = std::fs::read_to_string(folder.join(path)).ok();
    if text.is_none() {
        println!("skipped: {path} is not beside the project");
    }
    text
}

pub fn as_of(day: Date) -> AsOf<'static> {
    AsOf::new(Pack::starter(), day, KNOWN)
}

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

pub fn number<N: std::str::FromStr>(value: &Value) -> N
where
    N::Err: std::fmt::Debug,
{
    match value {
        Value::String(text) => text.parse().unwrap(),
        other => other.to_string().parse().unwrap(),
    }
}
