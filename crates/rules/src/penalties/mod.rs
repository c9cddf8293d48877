//! Caps of civil penalties: 19 USC 1592(c).
//!
//! Left to a person: the degree of culpability, mitigation, and whether a prior disclosure is valid.

mod questions;

pub use questions::PENALTY;

use cocket_base::{Cents, Decimal, Determination, Round, Step};
use serde::{Deserialize, Serialize};

use crate::{AsOf, Refusal};

/// Degree of culpability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Culpability {
    /// Lack of reasonable care.
    Negligence,
    /// Reckless disregard.
    GrossNegligence,
    /// Intent.
    Fraud,
}

/// The figures of a violation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Violation {
    /// Lawful duties, taxes and fees lost.
    pub loss: Cents,
    /// Domestic value of the merchandise.
    pub domestic_value: Cents,
    /// Dutiable value.
    pub dutiable_value: Cents,
}

/// 1592(c)(1)–(3): the most a penalty may be; the loss itself is owed besides.
pub fn penalty_cap(
    as_of: AsOf<'_>,
    culpability: Culpability,
    violation: &Violation,
) -> Result<Determination<Cents>, Refusal> {
    let limit = |name: &str| as_of.pack.limit(name, as_of.day, as_of.known);
    let (factor, percent) = match culpability {
        Culpability::Fraud => {
            let step =
                Step::new("fraud: the domestic value").cite(cocket_base::Citation::new("19 USC 1592(c)(1)"));
            return Ok(Determination::decided(
                violation.domestic_value,
                vec![step.amount(violation.domestic_value)],
            ));
        }
        Culpability::GrossNegligence => {
            (limit("penalty_gross_loss_factor")?, limit("penalty_gross_value_percent")?)
        }
        Culpability::Negligence => {
            (limit("penalty_negligence_loss_factor")?, limit("penalty_negligence_value_percent")?)
        }
    };
    let (exact, what, cite) = if violation.loss.is_zero() {
        let share = violation.dutiable_value.as_dollars() * percent.amount / Decimal::ONE_HUNDRED;
        (share, format!("no revenue lost: {}% of the dutiable value", percent.amount), percent.cite.clone())
    } else {
        let times = violation.loss.as_dollars() * factor.amount;
        let what = format!("revenue lost: {} times the loss, at most the domestic value", factor.amount);
        (times.min(violation.domestic_value.as_dollars()), what, factor.cite.clone())
    };
    let amount = Cents::from_dollars(exact, Round::HalfUp)?;
    Ok(Determination::decided(amount, vec![Step::new(what).cite(cite).base(violation.loss).amount(amount)]))
}
