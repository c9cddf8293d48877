//! Small differences at liquidation: 19 USC 1321(a)(1); 19 CFR 159.6.

use cocket_base::{Cents, Decimal, Determination, Round, Step};
use serde::{Deserialize, Serialize};

use crate::{AsOf, Refusal};

/// What liquidation does with the difference between deposit and result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "action", content = "amount")]
pub enum Settlement {
    /// Liquidated as entered: the difference is too small.
    AsEntered,
    /// A bill, with interest.
    Bill(Cents),
    /// A refund, with interest.
    Refund(Cents),
}

/// 159.6(a), (c), (d): the net difference of duties, taxes, fees and interest. After a protest or a judgment any amount is
/// refunded (159.6(b)); that is the caller's case. `as_of.day` is the date of liquidation.
pub fn settle(
    as_of: AsOf<'_>,
    deposited: Cents,
    liquidated: Cents,
) -> Result<Determination<Settlement>, Refusal> {
    let limit = as_of.pack.limit("small_difference", as_of.day, as_of.known)?;
    let smallest = Cents::from_dollars(limit.amount, Round::HalfUp)?;
    let difference = liquidated - deposited;
    let size = Cents::new(difference.get().abs());
    let (settlement, what) = match (size < smallest, difference.as_dollars() > Decimal::ZERO) {
        (true, _) => (Settlement::AsEntered, "the difference is too small: liquidated as entered"),
        (false, true) => (Settlement::Bill(size), "bill for the difference, with interest"),
        (false, false) => (Settlement::Refund(size), "refund of the difference, with interest"),
    };
    let step = Step::new(what)
        .cite(limit.cite.clone())
        .base(liquidated)
        .amount(difference)
        .fact("deposited", deposited);
    Ok(Determination::decided(settlement, vec![step]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::civil::date;
    use cocket_law::Pack;

    #[test]
    fn twenty_dollars_count_and_a_cent_less_does_not() {
        let as_of = AsOf::new(Pack::starter(), date(2026, 11, 24), date(2026, 11, 24));
        let settled = |liquidated| {
            *settle(as_of, Cents::new(120_000), Cents::new(liquidated)).unwrap().answer().unwrap()
        };
        assert_eq!(settled(118_001), Settlement::AsEntered);
        assert_eq!(settled(118_000), Settlement::Refund(Cents::new(2_000)));
        assert_eq!(settled(121_999), Settlement::AsEntered);
        assert_eq!(settled(122_000), Settlement::Bill(Cents::new(2_000)));
    }
}
