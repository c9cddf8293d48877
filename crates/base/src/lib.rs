//! Money, quantities, dates, identifiers, findings and determinations: the vocabulary of every other room.
//!
//! Pure: no I/O, no clock, no database. Everything that could be wrong is parsed into a type that cannot be.

pub mod calendar;
pub mod cite;
pub mod determination;
pub mod explanation;
pub mod figure;
pub mod finding;
pub mod ids;
pub mod money;
pub mod quantity;
pub mod question;
pub mod shape;

pub use calendar::{Calendar, Holiday, HolidayRule};
pub use cite::{Citation, Trust, Window};
pub use cocket_shape::Shaped;
pub use determination::{Determination, FactUsed, Need, Outcome, Reason, Step};
pub use explanation::{Account, BadExplain, Explain, Explanation, Paragraph, Reader};
pub use figure::Figure;
pub use finding::{Finding, Place, Severity, blocked};
pub use jiff::civil::{self, Date, DateTime};
pub use money::{BadMoney, Cents, Currency, Dollars, Money, Round, grouped, prorate};
pub use quantity::{Dimension, Quantity, Unit};
pub use rust_decimal::Decimal;
pub use shape::Shaped;

#[cfg(test)]
extern crate self as cocket_base;
