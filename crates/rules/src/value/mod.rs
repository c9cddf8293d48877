//! Appraisement: 19 USC 1401a, 19 CFR 152 subpart E; currency: 31 USC 5151, 19 CFR 159.31–36; rounding: 19 CFR 159.3.
//!
//! ```text
//! Sale ── net_prices ─> NetPrices ── enter ──────────> EnteredValues
//!  terms, discounts,     sale's currency ── solve_duty_paid ─┘  (prices that hold the duty)
//!  charges
//! ```
//! Transaction value only. Left to a person: whether a sale took place, restrictions and conditions, related parties,
//! royalties, and the other methods of appraisement.

mod assists;
mod charges;
mod currency;
mod duty_paid;
mod entered;
mod price;
mod sale;

pub use assists::{Assist, AssistMethod, AssistShare, assist_for_shipment, assist_value};
pub use currency::{CertifiedRates, ChosenRate, Quote, choose_rate};
pub use duty_paid::{DutyPaid, DutyPaidEntry, DutyPaidLine, MpfPlace, SolvedLine, solve_duty_paid};
pub use entered::{Addition, EnteredLine, EnteredValues, Rounding, enter};
pub use price::{net_prices, read_terms};
pub use sale::{Charge, ChargeOutcome, Discount, NetLine, NetPrices, Sale, SaleLine};

use cocket_base::Decimal;

use crate::Refusal;

/// Largest amount of a sale in its own currency that is worked with: one trillion.
const AMOUNT_LIMIT: Decimal = Decimal::from_parts(3_567_587_328, 232, 0, false, 0);

/// Refuses an amount beyond what exact arithmetic carries.
fn bounded(what: &'static str, amount: Decimal) -> Result<Decimal, Refusal> {
    if amount.abs() > AMOUNT_LIMIT || amount.scale() > 10 {
        return Err(Refusal::Figure {
            what,
            found: amount.to_string(),
            expected: "at most one trillion, with at most ten decimals",
        });
    }
    Ok(amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_beyond_a_trillion_are_refused() {
        assert_eq!(AMOUNT_LIMIT, Decimal::from(1_000_000_000_000_i64));
        assert!(bounded("amount", AMOUNT_LIMIT).is_ok());
        assert!(bounded("amount", AMOUNT_LIMIT + Decimal::ONE).is_err());
        assert!(bounded("amount", Decimal::MIN).is_err());
    }
}
