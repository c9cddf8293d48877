//! Interest on underpayments and overpayments: 19 USC 1505(b)–(d); 26 USC 6621, 6622; 19 CFR 24.3a, 24.36.
//!
//! Compounded daily inside a period of one rate; rates change by the quarter. Left to a person: from which day a refund
//! after a claim runs (statute and practice differ), and the reduced corporate rate above a threshold.

mod account;
mod bills;
mod questions;

pub use questions::INTEREST;

use cocket_base::{Cents, Date, Decimal, Determination, Round, Step};
use cocket_law::InterestRates;
use serde::{Deserialize, Serialize};

use crate::{AsOf, Refusal};

/// Who owes whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owed {
    /// The importer owes CBP.
    ToCbp,
    /// CBP owes a corporation.
    ToCorporation,
    /// CBP owes anyone else.
    ToOther,
}

impl Owed {
    /// Percent a year.
    pub(crate) fn percent(self, rates: &InterestRates) -> Decimal {
        match self {
            Owed::ToCbp => rates.underpayment_pct,
            Owed::ToCorporation => rates.overpayment_corporate_pct.unwrap_or(rates.overpayment_pct),
            Owed::ToOther => rates.overpayment_pct,
        }
    }
}

/// Interest on `principal` from the day it was due or deposited to the day of liquidation, at the rates of each quarter.
pub fn interest(
    as_of: AsOf<'_>,
    principal: Cents,
    owed: Owed,
    from: Date,
    to: Date,
) -> Result<Determination<Cents>, Refusal> {
    let mut factor = Decimal::ONE;
    let mut steps = Vec::new();
    let mut at = from;
    while at < to {
        let rates = as_of.pack.interest(at, as_of.known)?;
        let percent = owed.percent(rates);
        let next = rates.in_force().until.and_then(|until| until.tomorrow().ok()).unwrap_or(to).min(to);
        let days = days_between(at, next);
        factor = factor
            .checked_mul(compound(as_of, percent / Decimal::ONE_HUNDRED, days)?)
            .ok_or_else(too_long)?;
        let step =
            Step::new(format!("{days} days from {at} to {next}, compounded daily")).cite(rates.cite.clone());
        steps.push(step.base(principal).rate(format!("{percent}% a year")));
        at = next;
    }
    let exact = principal.as_dollars().checked_mul(factor - Decimal::ONE).ok_or_else(too_long)?;
    Ok(Determination::decided(Cents::from_dollars(exact, Round::HalfUp)?, steps))
}

/// Growth of one dollar over days at a yearly rate, compounded daily.
pub(crate) fn compound(as_of: AsOf<'_>, rate: Decimal, days: u32) -> Result<Decimal, Refusal> {
    let year = as_of.pack.limit("interest_year_days", as_of.day, as_of.known)?.amount;
    let mut square = Decimal::ONE + rate.checked_div(year).ok_or_else(too_long)?;
    let (mut growth, mut left) = (Decimal::ONE, days);
    while left > 0 {
        if left & 1 == 1 {
            growth = growth.checked_mul(square).ok_or_else(too_long)?;
        }
        left >>= 1;
        if left > 0 {
            square = square.checked_mul(square).ok_or_else(too_long)?;
        }
    }
    Ok(growth)
}

fn days_between(from: Date, to: Date) -> u32 {
    u32::try_from(from.duration_until(to).as_hours() / 24).unwrap_or(0)
}

fn too_long() -> Refusal {
    Refusal::Calendar { what: "the time that interest runs".into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::civil::date;
    use cocket_law::Pack;

    fn as_of() -> AsOf<'static> {
        AsOf::new(Pack::starter(), date(2026, 3, 27), date(2026, 11, 24))
    }

    #[test]
    fn a_bill_and_its_mirror() {
        let principal = Cents::new(250_000);
        let bill = interest(as_of(), principal, Owed::ToCbp, date(2025, 6, 12), date(2026, 3, 27)).unwrap();
        assert_eq!(*bill.answer().unwrap(), Cents::new(14_195));
        assert_eq!(bill.steps.len(), 2, "one per rate row");
        let refund =
            interest(as_of(), principal, Owed::ToCorporation, date(2025, 6, 12), date(2026, 3, 27)).unwrap();
        assert_eq!(*refund.answer().unwrap(), Cents::new(12_119));
    }

    #[test]
    fn a_rate_not_yet_published_is_not_guessed() {
        let to = |day| interest(as_of(), Cents::new(100), Owed::ToCbp, date(2026, 12, 1), day);
        assert!(to(Date::MAX).is_err());
        assert!(to(date(2027, 1, 1)).is_ok());
    }

    #[test]
    fn nothing_runs_backwards() {
        let none =
            interest(as_of(), Cents::new(100), Owed::ToCbp, date(2026, 2, 1), date(2026, 1, 1)).unwrap();
        assert_eq!(*none.answer().unwrap(), Cents::ZERO);
    }
}
