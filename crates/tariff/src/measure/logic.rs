//! Three-valued logic: true, false, unknown. Nothing here guesses; a convention decides later, and says so.

use cocket_base::{Date, Decimal};

/// What a condition comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    /// It holds.
    True,
    /// It does not.
    False,
    /// A fact is missing.
    Unknown,
}

impl Truth {
    /// Unknown stays unknown.
    pub fn negate(self) -> Truth {
        match self {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
        }
    }
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Truth {
        if holds { Truth::True } else { Truth::False }
    }
}

/// What kind of value an expression has. Mixing kinds is an error when the measures are loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Yes or no.
    Flag,
    /// A number; shares are in percent.
    Number,
    /// A date.
    Date,
    /// A country, programme, column or mode.
    Word,
}

impl Kind {
    /// The word used in files and messages.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Flag => "flag",
            Kind::Number => "number",
            Kind::Date => "date",
            Kind::Word => "word",
        }
    }
}

/// A known value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Yes or no.
    Flag(bool),
    /// A number; shares are in percent.
    Number(Decimal),
    /// A date.
    Date(Date),
    /// A country, programme, column or mode.
    Word(Box<str>),
}

impl Value {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        match self {
            Value::Flag(_) => Kind::Flag,
            Value::Number(_) => Kind::Number,
            Value::Date(_) => Kind::Date,
            Value::Word(_) => Kind::Word,
        }
    }

    /// The number, when it is one.
    pub fn number(&self) -> Option<Decimal> {
        match self {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Value::Flag(flag) => f.write_str(if *flag { "yes" } else { "no" }),
            Value::Number(number) => number.normalize().fmt(f),
            Value::Date(date) => date.fmt(f),
            Value::Word(word) => f.write_str(word),
        }
    }
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// `==`
    Equal,
    /// `!=`
    Differs,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

impl Compare {
    /// Compares two values of one kind; words and flags know equality only.
    pub fn holds(self, left: &Value, right: &Value) -> bool {
        use std::cmp::Ordering;
        let order = match (left, right) {
            (Value::Number(a), Value::Number(b)) => a.cmp(b),
            (Value::Date(a), Value::Date(b)) => a.cmp(b),
            (a, b) if a == b => Ordering::Equal,
            _ => return self == Compare::Differs,
        };
        match self {
            Compare::Equal => order == Ordering::Equal,
            Compare::Differs => order != Ordering::Equal,
            Compare::Less => order == Ordering::Less,
            Compare::AtMost => order != Ordering::Greater,
            Compare::Greater => order == Ordering::Greater,
            Compare::AtLeast => order != Ordering::Less,
        }
    }
}
