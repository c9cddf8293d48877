//! Percentages as the law prints them: exact, also where they are fractions (`33 1/3%`).

use std::fmt;

use cocket_base::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// A rate of so many percent, kept as a fraction so that `33 1/3%` loses nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Percent {
    /// Percent, times `over`.
    numerator: Decimal,
    /// What the numerator is divided by; 1 for a decimal percentage.
    over: u32,
}

impl Percent {
    /// Nothing.
    pub const ZERO: Percent = Percent { numerator: Decimal::ZERO, over: 1 };

    /// So many percent: `Percent::new(dec!(6.8))` is 6.8 %.
    pub fn new(percent: Decimal) -> Percent {
        Percent { numerator: percent.normalize(), over: 1 }
    }

    /// `whole part/over` percent, as in 33 1/3; `None` when `whole` has decimals, `over` is zero or the figure is out of range.
    pub fn mixed(whole: Decimal, part: u32, over: u32) -> Option<Percent> {
        if over == 0 || !whole.is_integer() {
            return None;
        }
        let numerator = whole.checked_mul(Decimal::from(over))?.checked_add(Decimal::from(part))?;
        Some(Percent { numerator: numerator.normalize(), over })
    }

    /// This percentage of an amount. Multiplies before it divides, so that nothing is lost where the result is finite.
    pub fn of(self, amount: Decimal) -> Option<Decimal> {
        amount
            .checked_mul(self.numerator)?
            .checked_div(Decimal::from(self.over).checked_mul(Decimal::ONE_HUNDRED)?)
    }

    /// The rate as a fraction of one: 0.068 for 6.8 %.
    pub fn fraction(self) -> Decimal {
        self.numerator / (Decimal::from(self.over) * Decimal::ONE_HUNDRED)
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.over == 1 {
            return write!(f, "{}%", self.numerator.normalize());
        }
        let over = Decimal::from(self.over);
        let whole = (self.numerator / over).trunc();
        let part = (self.numerator - whole * over).to_u32().unwrap_or(0);
        write!(f, "{} {part}/{}%", whole.normalize(), self.over)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_third_is_exact_where_the_value_allows() {
        let third = Percent::mixed(Decimal::from(33), 1, 3).unwrap();
        assert_eq!(third.of(Decimal::from(300)).unwrap(), Decimal::from(100));
        assert_eq!(third.to_string(), "33 1/3%");
        assert_eq!(Percent::new(Decimal::new(680, 2)).to_string(), "6.8%");
        assert_eq!(Percent::new(Decimal::new(68, 1)).fraction(), Decimal::new(68, 3));
        assert_eq!(Percent::mixed(Decimal::ONE, 1, 0), None);
        assert_eq!(Percent::mixed(Decimal::new(305, 1), 1, 3), None, "30.5 1/3% is no percentage");
    }
}
