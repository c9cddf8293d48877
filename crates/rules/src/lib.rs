//! One module per legal source: value, fees, clocks, identifiers, interest, bonds, penalties.
//!
//! Every rule is a function of facts and the law pack, and answers with a [`cocket_base::Determination`]: the answer with
//! the steps and rows it rests on, or the facts that are missing. Where the pack holds no row for the day the rule
//! refuses with [`Refusal::Unknown`].

pub mod asked;
pub mod bonds;
pub mod clocks;
pub mod explain;
pub mod fees;
pub mod ids;
pub mod interest;
pub mod liquidation;
pub mod origin;
pub mod penalties;
pub mod quota;
pub mod value;

mod day;
mod unverified;

pub use day::AsOf;

use cocket_base::BadMoney;
use cocket_law::Unknown;

/// Why a rule gives no answer at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The pack does not know the law of the day.
    #[error(transparent)]
    Unknown(#[from] Unknown),
    /// A figure is too large to be money.
    #[error(transparent)]
    Money(#[from] BadMoney),
    /// A figure that cannot be what it is said to be.
    #[error("{what} is {found}; it should be {expected}")]
    Figure {
        /// Which figure.
        what: &'static str,
        /// What was given.
        found: String,
        /// What it should be.
        expected: &'static str,
    },
    /// A word that no table of the law pack holds.
    #[error("{what} {found} is not held; there are: {known}")]
    Word {
        /// Kind of word.
        what: &'static str,
        /// What was given.
        found: String,
        /// The words that there are.
        known: String,
    },
    /// A date beyond what a calendar can count.
    #[error("{what} lies outside the years that can be counted; check the dates given")]
    Calendar {
        /// Which date.
        what: String,
    },
}
