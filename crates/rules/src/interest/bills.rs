//! Interest on overdue bills and late refunds: 19 USC 1505(d); 19 CFR 24.3a(b)(3), (c); 24.36(a)(3).
//!
//! Simple interest on the principal for whole periods; the period in which payment arrives is free.

use cocket_base::{Cents, Date, Decimal, Determination, Round, Step};
use jiff::ToSpan;
use rust_decimal::prelude::ToPrimitive;

use super::Owed;
use crate::{AsOf, Refusal};

/// Most periods that are counted: a hundred years.
const MOST_PERIODS: usize = 1_250;

/// Interest on `principal` billed on `start` and paid on `paid`. `first_days` is the length of the first period, the rest
/// have the length of the table `limits`.
pub(crate) fn overdue(
    as_of: AsOf<'_>,
    principal: Cents,
    owed: Owed,
    start: Date,
    paid: Date,
    first: &str,
) -> Result<Determination<Cents>, Refusal> {
    let days = |name: &str| -> Result<i64, Refusal> {
        let row = as_of.pack.limit(name, start, as_of.known)?;
        row.amount.to_i64().filter(|days| *days > 0).ok_or_else(|| Refusal::Figure {
            what: "the length of a period of interest",
            found: row.amount.to_string(),
            expected: "a number of days; mend the row of limits.csv",
        })
    };
    let year = as_of.pack.limit("interest_year_days", start, as_of.known)?.amount;
    let (mut length, whole) = (days(first)?, days("interest_block_days")?);
    let (mut at, mut exact, mut steps) = (start, Decimal::ZERO, Vec::new());
    for period in 0.. {
        let end = at.saturating_add(length.days());
        if paid <= end {
            break;
        }
        if period >= MOST_PERIODS {
            return Err(Refusal::Calendar { what: "the time that the bill was unpaid".into() });
        }
        let rates = as_of.pack.interest(at, as_of.known)?;
        let percent = owed.percent(rates);
        let share = principal.as_dollars() * percent * Decimal::from(length);
        let share = share.checked_div(Decimal::ONE_HUNDRED * year).ok_or_else(|| Refusal::Figure {
            what: "the length of a year of interest",
            found: year.to_string(),
            expected: "a number of days; mend the row of limits.csv",
        })?;
        exact += share;
        let what = format!("a whole period of {length} days after {at}, at the rate of its first day");
        steps.push(
            Step::new(what).cite(rates.cite.clone()).base(principal).rate(format!("{percent}% a year")),
        );
        (at, length) = (end, whole);
    }
    steps.push(Step::new(format!("the period after {at}, in which the payment arrived on {paid}, is free")));
    Ok(Determination::decided(Cents::from_dollars(exact, Round::HalfUp)?, steps))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::civil::date;
    use cocket_law::Pack;

    fn charged(paid: Date, first: &str) -> i64 {
        let as_of = AsOf::new(Pack::starter(), date(2025, 6, 2), date(2026, 11, 24));
        let bill = overdue(as_of, Cents::new(1_000_000), Owed::ToCbp, date(2025, 6, 2), paid, first).unwrap();
        bill.answer().unwrap().get()
    }

    #[test]
    fn whole_periods_are_charged_and_the_paying_one_is_free() {
        const BILL: &str = "interest_block_days";
        assert_eq!(charged(date(2025, 7, 2), BILL), 0, "the 30th day");
        assert_eq!(charged(date(2025, 7, 3), BILL), 5_753, "one period at 7%: 10,000 x .07 x 30/365");
        assert_eq!(charged(date(2025, 8, 1), BILL), 5_753, "the 60th day");
        assert_eq!(charged(date(2025, 8, 2), BILL), 11_507, "two periods");
        const DISHONOURED: &str = "interest_dishonoured_block_days";
        assert_eq!(charged(date(2025, 6, 17), DISHONOURED), 0, "the 15th day");
        assert_eq!(charged(date(2025, 6, 18), DISHONOURED), 2_877, "the first fifteen days");
        assert_eq!(charged(date(2025, 7, 18), DISHONOURED), 8_630, "and thirty more");
    }
}
