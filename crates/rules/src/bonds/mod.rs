//! Bonds and liquidated damages: 19 CFR 113.11, 113.13, 113.62, 142.15; CBP directive 3510-004.
//!
//! Left to a person: amounts a port sets higher, restricted merchandise, and bonds of other activities.

mod application;
mod damages;
mod questions;

pub use questions::BOND;

use cocket_base::{Cents, Citation, Decimal, Determination, Dollars, Round, Step};

use crate::{AsOf, Refusal};

/// The least continuous bond of an importer whose duties, taxes and fees of twelve months are given.
pub fn continuous_bond(as_of: AsOf<'_>, twelve_months: Cents) -> Result<Determination<Dollars>, Refusal> {
    let limit = |name: &str| as_of.pack.limit(name, as_of.day, as_of.known);
    let percent = limit("bond_continuous_percent")?;
    let minimum = limit("bond_continuous_minimum")?;
    let coarse_from = limit("bond_continuous_coarse_from")?.amount;
    let share = twelve_months.as_dollars() * percent.amount / Decimal::ONE_HUNDRED;
    let needed = share.max(minimum.amount);
    let step = if needed > coarse_from {
        limit("bond_continuous_coarse_step")?
    } else {
        limit("bond_continuous_step")?
    };
    let steps_needed = needed.checked_div(step.amount).ok_or_else(|| Refusal::Figure {
        what: "the step of a continuous bond",
        found: step.amount.to_string(),
        expected: "an amount above zero; mend the row of limits.csv",
    })?;
    let bond = steps_needed.ceil() * step.amount;
    let bond = Dollars::from_exact(bond, Round::HalfUp)?;
    let steps = vec![
        Step::new("share of a year's duties, taxes and fees")
            .cite(percent.cite.clone())
            .base(twelve_months)
            .rate(format!("{}%", percent.amount)),
        Step::new(format!("not under {}, rounded up to steps of {}", minimum.amount, step.amount))
            .cite(step.cite.clone())
            .amount(bond.as_cents()),
    ];
    Ok(Determination::decided(bond, steps))
}

/// 142.15: a summary late or missing costs the whole single bond; on a continuous bond, what a single bond for the entry
/// would have been.
pub fn late_summary_damages(single_bond: Dollars) -> Determination<Dollars> {
    let step = Step::new("late summary: the whole amount of the single bond, or what it would have been");
    Determination::decided(
        single_bond,
        vec![step.cite(Citation::new("19 CFR 142.15, 113.62")).amount(single_bond.as_cents())],
    )
}

/// 113.62(n)(4): estimated duties, taxes and fees not deposited in time, the papers being there.
pub fn unpaid_deposit_damages(as_of: AsOf<'_>, unpaid: Cents) -> Result<Determination<Cents>, Refusal> {
    let factor = as_of.pack.limit("deposit_default_factor", as_of.day, as_of.known)?;
    let minimum = as_of.pack.limit("deposit_default_minimum", as_of.day, as_of.known)?;
    let exact = (unpaid.as_dollars() * factor.amount).max(minimum.amount);
    let amount = Cents::from_dollars(exact, Round::HalfUp)?;
    let what = format!("{} times the unpaid amount, at least {}", factor.amount, minimum.amount);
    Ok(Determination::decided(
        amount,
        vec![Step::new(what).cite(factor.cite.clone()).base(unpaid).amount(amount)],
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::civil::date;
    use cocket_law::Pack;

    fn as_of() -> AsOf<'static> {
        AsOf::new(Pack::starter(), date(2026, 11, 24), date(2026, 11, 24))
    }

    #[test]
    fn a_continuous_bond_grows_in_steps() {
        for (year, bond) in [
            (0, 50_000),
            (500_000, 50_000),
            (500_001, 60_000),
            (1_000_000, 100_000),
            (1_000_001, 200_000),
            (9_876_543, 1_000_000),
        ] {
            let answer = continuous_bond(as_of(), Dollars::new(year).as_cents()).unwrap();
            assert_eq!(*answer.answer().unwrap(), Dollars::new(bond), "{year}");
        }
    }

    #[test]
    fn damages_have_their_floor() {
        assert_eq!(
            *unpaid_deposit_damages(as_of(), Cents::new(40_000)).unwrap().answer().unwrap(),
            Cents::new(100_000)
        );
        assert_eq!(
            *unpaid_deposit_damages(as_of(), Cents::new(60_000)).unwrap().answer().unwrap(),
            Cents::new(120_000)
        );
        assert_eq!(*late_summary_damages(Dollars::new(67_400)).answer().unwrap(), Dollars::new(67_400));
    }
}
