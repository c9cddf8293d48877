//! Values that go into and come out of both engines: whole numbers, text, bytes, and nulls that know their type.

use std::sync::Arc;

use cocket_base::Date;
use jiff::Timestamp;

use crate::error::StoreError;
use crate::hash::Hash;

/// A value of a column. A null carries its type: PostgreSQL refuses a number's null for a text column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// BIGINT.
    Int(Option<i64>),
    /// TEXT.
    Text(Option<String>),
    /// BLOB (SQLite) or BYTEA (PostgreSQL).
    Blob(Option<Vec<u8>>),
}

macro_rules! value_from {
    ($($variant:ident: $type:ty => $into:expr;)*) => {$(
        impl From<$type> for Value {
            fn from(value: $type) -> Value {
                #[allow(clippy::redundant_closure_call)]
                Value::$variant(Some(($into)(value)))
            }
        }
        impl From<Option<$type>> for Value {
            fn from(value: Option<$type>) -> Value {
                Value::$variant(value.map($into))
            }
        }
    )*};
}

value_from! {
    Int: i64 => |v| v;
    Int: bool => i64::from;
    Int: Timestamp => |v: Timestamp| v.as_microsecond();
    Text: &str => str::to_owned;
    Text: String => |v| v;
    Text: &String => |v: &String| v.clone();
    Text: Date => |v: Date| v.to_string();
    Text: Hash => |v: Hash| v.to_string();
    Blob: Vec<u8> => |v| v;
    Blob: &[u8] => <[u8]>::to_vec;
}

/// Values for the placeholders `$1`, `$2`, … in order.
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::value::Value::from($value)),*] };
}
pub(crate) use args;

/// One row of an answer; columns are read by name and by the type they must have.
#[derive(Clone, Debug)]
pub struct Row {
    pub(crate) columns: Arc<[String]>,
    pub(crate) values: Vec<Value>,
}

impl Row {
    fn value(&self, column: &str) -> Result<&Value, StoreError> {
        let at = self.columns.iter().position(|name| name == column);
        at.and_then(|at| self.values.get(at)).ok_or_else(|| wrong(column, "nothing", "a column"))
    }

    /// A whole number.
    pub fn int(&self, column: &str) -> Result<i64, StoreError> {
        self.opt_int(column)?.ok_or_else(|| wrong(column, "null", "a whole number"))
    }

    /// A whole number or null.
    pub fn opt_int(&self, column: &str) -> Result<Option<i64>, StoreError> {
        match self.value(column)? {
            Value::Int(value) => Ok(*value),
            Value::Text(None) | Value::Blob(None) => Ok(None),
            Value::Text(_) => Err(wrong(column, "text", "a whole number")),
            Value::Blob(_) => Err(wrong(column, "bytes", "a whole number")),
        }
    }

    /// A text.
    pub fn text(&self, column: &str) -> Result<String, StoreError> {
        self.opt_text(column)?.ok_or_else(|| wrong(column, "null", "text"))
    }

    /// A text or null.
    pub fn opt_text(&self, column: &str) -> Result<Option<String>, StoreError> {
        match self.value(column)? {
            Value::Text(value) => Ok(value.clone()),
            Value::Int(None) | Value::Blob(None) => Ok(None),
            Value::Int(_) => Err(wrong(column, "a number", "text")),
            Value::Blob(_) => Err(wrong(column, "bytes", "text")),
        }
    }

    /// Bytes.
    pub fn blob(&self, column: &str) -> Result<Vec<u8>, StoreError> {
        match self.value(column)? {
            Value::Blob(Some(value)) => Ok(value.clone()),
            Value::Int(Some(_)) => Err(wrong(column, "a number", "bytes")),
            Value::Text(Some(_)) => Err(wrong(column, "text", "bytes")),
            _ => Err(wrong(column, "null", "bytes")),
        }
    }

    /// An instant, stored as microseconds.
    pub fn instant(&self, column: &str) -> Result<Timestamp, StoreError> {
        self.opt_instant(column)?.ok_or_else(|| wrong(column, "null", "an instant"))
    }

    /// An instant or null.
    pub fn opt_instant(&self, column: &str) -> Result<Option<Timestamp>, StoreError> {
        let Some(micros) = self.opt_int(column)? else { return Ok(None) };
        let instant = Timestamp::from_microsecond(micros);
        instant.map(Some).map_err(|_| wrong(column, &micros.to_string(), "an instant"))
    }

    /// A date, stored as ISO text.
    pub fn date(&self, column: &str) -> Result<Date, StoreError> {
        let text = self.text(column)?;
        let date = text.parse::<Date>().ok().filter(|date| date.to_string() == text);
        date.ok_or_else(|| wrong(column, &text, "a date"))
    }

    /// A digest, stored as hex text.
    pub fn hash(&self, column: &str) -> Result<Hash, StoreError> {
        let text = self.text(column)?;
        text.parse().map_err(|_| wrong(column, &text, "a SHA-256"))
    }
}

fn wrong(column: &str, found: &str, expected: &'static str) -> StoreError {
    StoreError::Column { column: column.to_owned(), found: found.chars().take(80).collect(), expected }
}
