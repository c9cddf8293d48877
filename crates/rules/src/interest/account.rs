//! Interest at liquidation when money moved in between: 19 CFR 24.3a(b)(2), 24.36(a)(1).
//!
//! What was deposited is compared with what was found due. Each excess or shortfall bears interest from the day it arose to
//! the day it ended; sums of opposite sign are reckoned apart and then netted. A later movement meets the oldest excess or
//! shortfall first.

use std::collections::VecDeque;

use cocket_base::{Cents, Date, Step};

use super::{Owed, interest};
use crate::{AsOf, Refusal};

/// A sum that CBP held too much of (positive) or lacked (negative) from one day to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub amount: Cents,
    pub from: Date,
    pub to: Date,
}

/// The spans of an account. `moved` are deposits (positive) and refunds (negative) by day, the first the deposit that was
/// due; `found` what the entry liquidated for.
pub(crate) fn spans(moved: &[(Date, Cents)], found: Cents, liquidated: Date) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut open: VecDeque<(Date, Cents)> = VecDeque::new();
    let mut moved = moved.to_vec();
    moved.sort_by_key(|(day, _)| *day);
    for (at, (day, amount)) in moved.into_iter().enumerate() {
        let mut left = if at == 0 { amount - found } else { amount };
        // What has the other sign is met first; the rest opens a span of its own.
        while let Some((from, held)) = open.front().copied() {
            let opposite = (held < Cents::ZERO) != (left < Cents::ZERO);
            if left.is_zero() || !opposite {
                break;
            }
            let size = held.get().abs().min(left.get().abs());
            let met = Cents::new(size * held.get().signum());
            spans.push(Span { amount: met, from, to: day });
            left += met;
            open.pop_front();
            if held != met {
                open.push_front((from, held - met));
            }
        }
        if !left.is_zero() {
            open.push_back((day, left));
        }
    }
    spans.extend(open.into_iter().map(|(from, amount)| Span { amount, from, to: liquidated }));
    spans
}

/// What an account comes to.
pub(crate) struct Settled {
    /// The principal the importer still owes (positive) or is owed (negative).
    pub principal: Cents,
    /// Interest in favour of CBP.
    pub to_cbp: Cents,
    /// Interest in favour of the importer.
    pub to_importer: Cents,
    pub steps: Vec<Step>,
}

/// Interest of every span and the principal left.
pub(crate) fn settle_account(
    as_of: AsOf<'_>,
    moved: &[(Date, Cents)],
    found: Cents,
    liquidated: Date,
    payee: Owed,
) -> Result<Settled, Refusal> {
    let (mut to_cbp, mut to_importer, mut steps) = (Cents::ZERO, Cents::ZERO, Vec::new());
    for span in spans(moved, found, liquidated) {
        let short = span.amount < Cents::ZERO;
        let owed = if short { Owed::ToCbp } else { payee };
        let size = Cents::new(span.amount.get().abs());
        let grown = interest(as_of, size, owed, span.from, span.to)?;
        let amount = grown.answer().copied().unwrap_or(Cents::ZERO);
        let what = if short { "short, in favour of CBP" } else { "in excess, in favour of the importer" };
        steps.push(Step::new(format!("{what}, from {} to {}", span.from, span.to)).base(size).amount(amount));
        steps.extend(grown.steps);
        if short {
            to_cbp += amount;
        } else {
            to_importer += amount;
        }
    }
    let paid: Cents = moved.iter().map(|(_, amount)| *amount).sum();
    Ok(Settled { principal: found - paid, to_cbp, to_importer, steps })
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::civil::date;

    const JANUARY: Date = date(2025, 1, 1);
    const MAY: Date = date(2025, 5, 1);
    const DECEMBER: Date = date(2025, 12, 1);

    /// Spans as the examples of the regulation draw them: dollars, month it began, month it ended.
    fn drawn(moved: &[(Date, i64)], found: i64) -> Vec<(i64, i8, i8)> {
        let moved: Vec<_> = moved.iter().map(|(day, dollars)| (*day, Cents::new(dollars * 100))).collect();
        let spans = spans(&moved, Cents::new(found * 100), DECEMBER);
        spans.iter().map(|span| (span.amount.get() / 100, span.from.month(), span.to.month())).collect()
    }

    #[test]
    fn the_examples_of_the_regulation() {
        assert_eq!(drawn(&[(JANUARY, 1000)], 1500), [(-500, 1, 12)]);
        assert_eq!(drawn(&[(JANUARY, 1000), (MAY, -300)], 1500), [(-500, 1, 12), (-300, 5, 12)]);
        assert_eq!(drawn(&[(JANUARY, 1000), (MAY, 200)], 1200), [(-200, 1, 5)]);
        assert_eq!(drawn(&[(JANUARY, 1000), (MAY, 200)], 1500), [(-200, 1, 5), (-300, 1, 12)]);
        assert_eq!(drawn(&[(JANUARY, 1000), (MAY, -300)], 900), [(100, 1, 5), (-200, 5, 12)]);
        assert_eq!(drawn(&[(JANUARY, 1000)], 400), [(600, 1, 12)]);
        assert_eq!(drawn(&[(JANUARY, 1000), (MAY, 200)], 300), [(700, 1, 12), (200, 5, 12)]);
        assert_eq!(drawn(&[(JANUARY, 1000), (MAY, -200)], 800), [(200, 1, 5)]);
        assert_eq!(drawn(&[(JANUARY, 1000), (MAY, -200)], 100), [(200, 1, 5), (700, 1, 12)]);
        assert_eq!(drawn(&[(JANUARY, 1000), (MAY, 300)], 1100), [(-100, 1, 5), (200, 5, 12)]);
        assert!(drawn(&[(JANUARY, 1000)], 1000).is_empty());
    }
}
