//! Where the worked examples lie.

use cocket_base::civil::{Date, date};
use cocket_law::Pack;
use cocket_rules::AsOf;
use serde_json::Value;

use crate::official;

/// The day whose knowledge the examples rest on.
pub const KNOWN: Date = date(2026, 11, 24);

/// A JSON file of the official files, or `None`, entered as skipped, when there are none.
pub fn json(path: &str) -> Option<Value> {
    Some(serde_json::from_str(&text_of(path)?).unwrap())
}

/// A text of the official files, or `None`, entered as skipped, when there are none.
pub fn text_of(path: &str) -> Option<String> {
    official::text(path)
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
