//! What an answer to an open fact moves, as a need of the duty engine says it in `affects`.

use std::fmt;

use cocket_base::Cents;

/// Duty with another answer beside the duty as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Duty with the answer.
    pub then: Cents,
    /// Duty as it stands.
    pub now: Cents,
    /// With which answer, as in `if yes`.
    pub when: String,
    /// What would be reported instead, as in `with 9903.94.05`.
    pub how: String,
}

impl Moved {
    /// Reads what [`fmt::Display`] writes; other needs say what they affect in other words.
    pub fn read(affects: &str) -> Option<Moved> {
        let (then, rest) = affects.strip_prefix("duty ")?.split_once(" instead of ")?;
        let (now, rest) = rest.split_once(" (")?;
        let (_, rest) = rest.split_once(") ")?;
        let (when, how) = rest.split_once("; ")?;
        let cents = |text: &str| {
            let exact = text.parse().ok()?;
            Cents::from_dollars(exact, cocket_base::Round::HalfUp).ok()
        };
        Some(Moved { then: cents(then)?, now: cents(now)?, when: when.into(), how: how.into() })
    }
}

impl fmt::Display for Moved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Moved { then, now, when, how } = self;
        let difference = *then - *now;
        let sign = if difference.get() > 0 { "+" } else { "" };
        write!(f, "duty {then} instead of {now} ({sign}{difference}) {when}; {how}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for (then, now) in [(25_000, 2_000), (0, 1), (2_000, 25_000)] {
            let (then, now) = (Cents::new(then), Cents::new(now));
            let moved = Moved { then, now, when: "if yes".into(), how: "with 9903.94.05, 9903.03.01".into() };
            assert_eq!(Moved::read(&moved.to_string()), Some(moved));
        }
        assert_eq!(Moved::read("whether they may be entered at all"), None);
    }
}
