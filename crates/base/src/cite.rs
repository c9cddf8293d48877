//! Citations: the source of a rule or a row, its dates and how sure we are of it.

use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How sure a fact of law is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Trust {
    /// Not verified: may warn, never decides.
    K,
    /// From a secondary public source.
    S,
    /// Read in the law or the authority's own text.
    #[default]
    V,
}

impl fmt::Display for Trust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Trust::K => "K",
            Trust::S => "S",
            Trust::V => "V",
        })
    }
}

/// A window of dates: first and last day, both included; an open end is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Window {
    /// First day in force.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub from: Option<Date>,
    /// Last day in force.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub until: Option<Date>,
}

impl Window {
    /// Open at both ends.
    pub const ALWAYS: Window = Window { from: None, until: None };

    /// True when `day` lies inside.
    pub fn holds(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// True when some day lies in both.
    pub fn overlaps(&self, other: &Window) -> bool {
        let before =
            |a: &Window, b: &Window| matches!((a.until, b.from), (Some(until), Some(from)) if until < from);
        !before(self, other) && !before(other, self)
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from, self.until) {
            (None, None) => f.write_str("always"),
            (Some(from), None) => write!(f, "from {from}"),
            (None, Some(until)) => write!(f, "until {until}"),
            (Some(from), Some(until)) => write!(f, "{from} to {until}"),
        }
    }
}

/// The source of a rule or a row of law data.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Citation {
    /// Statute, regulation, note, notice or schedule line.
    pub source: Arc<str>,
    /// When the cited row is in force.
    #[serde(default)]
    pub in_force: Window,
    /// How sure it is.
    #[serde(default)]
    pub trust: Trust,
}

impl Citation {
    /// A verified citation without dates.
    pub fn new(source: impl Into<Arc<str>>) -> Citation {
        Citation { source: source.into(), in_force: Window::ALWAYS, trust: Trust::V }
    }

    /// The same citation with its window.
    pub fn in_force(self, window: Window) -> Citation {
        Citation { in_force: window, ..self }
    }

    /// The same citation with its trust.
    pub fn trust(self, trust: Trust) -> Citation {
        Citation { trust, ..self }
    }
}

impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)?;
        if self.in_force != Window::ALWAYS {
            write!(f, " ({})", self.in_force)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_window_includes_both_ends() {
        let window = Window { from: Some(date(2026, 2, 24)), until: Some(date(2026, 7, 23)) };
        assert!(window.holds(date(2026, 2, 24)) && window.holds(date(2026, 7, 23)));
        assert!(!window.holds(date(2026, 2, 23)) && !window.holds(date(2026, 7, 24)));
        assert!(Window::ALWAYS.holds(date(1926, 1, 1)));
        assert!(window.overlaps(&Window { from: Some(date(2026, 7, 23)), until: None }));
        assert!(!window.overlaps(&Window { from: Some(date(2026, 7, 24)), until: None }));
    }
}
