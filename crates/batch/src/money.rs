//! Money in integers: dollars and percentages in ten-thousandths to cents, half up once.
//!
//! The explained path does the same with decimals; the bounds here keep every product exact.

use cocket_base::Decimal;
use cocket_tariff::rate::{Percent, RateExpr};

/// Largest value of a line in dollars that is worked out here; larger ones are the explained path's.
pub const LARGEST_DOLLARS: i64 = 10_000_000_000;
/// Largest percentage, in ten-thousandths of a percent: ten thousand percent.
pub const LARGEST_RATE: i64 = 100_000_000;
/// Ten-thousandths of a percent in the whole.
const WHOLE: i64 = 1_000_000;

/// A percentage in ten-thousandths; `None` when it is finer, negative or beyond the bounds.
pub fn ten_thousandths(percent: Decimal) -> Option<i64> {
    let scaled = percent.checked_mul(Decimal::from(10_000))?.normalize();
    let whole = i64::try_from(scaled.mantissa()).ok().filter(|_| scaled.scale() == 0)?;
    (0..=LARGEST_RATE).contains(&whole).then_some(whole)
}

/// Percent of dollars, in cents, half up; neither is negative. Exact within the bounds: 10^10 × 10^8 stays below 2^63.
#[inline]
pub fn percent_of(dollars: i64, rate: i64) -> i64 {
    debug_assert!(dollars >= 0 && rate >= 0, "{dollars} dollars at {rate}");
    // Divided without a sign, which takes fewer steps.
    ((dollars * rate + 5_000).cast_unsigned() / 10_000).cast_signed()
}

/// A share of dollars in whole dollars, half up; beyond the whole is the whole.
pub fn part_of(dollars: i64, share: i64) -> i64 {
    (dollars * share.min(WHOLE) + WHOLE / 2) / WHOLE
}

/// A rate that is nothing but percentages of the line's value, in ten-thousandths.
pub fn ad_valorem(rate: &RateExpr) -> Option<i64> {
    match rate {
        RateExpr::Free(_) => Some(0),
        RateExpr::AdValorem { rate, of } if of.is_line_value() => {
            let percent = rate.fraction().checked_mul(Decimal::ONE_HUNDRED)?;
            // A fraction of a percent that decimals cannot hold stays with the explained arithmetic.
            (Percent::new(percent) == *rate).then(|| ten_thousandths(percent)).flatten()
        }
        RateExpr::Sum(terms) => {
            let sum = terms.iter().try_fold(0i64, |sum, term| Some(sum + ad_valorem(term)?))?;
            (sum <= LARGEST_RATE).then_some(sum)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_go_up_and_bounds_hold() {
        assert_eq!(percent_of(1, 5_000), 1, "half a cent");
        assert_eq!(percent_of(1, 4_999), 0);
        assert_eq!(percent_of(LARGEST_DOLLARS, LARGEST_RATE), 100_000_000_000_000);
        assert_eq!(part_of(3, 500_000), 2);
        assert_eq!(part_of(3, 2_000_000), 3);
        assert_eq!(ten_thousandths(Decimal::new(68, 1)), Some(68_000));
        assert_eq!(ten_thousandths(Decimal::new(12_345, 5)), None);
        assert_eq!(ten_thousandths(Decimal::NEGATIVE_ONE), None);
    }

    #[test]
    fn fractions_of_a_percent_are_left_to_decimals() {
        let rate = |text: &str| ad_valorem(&RateExpr::parse(text).unwrap());
        assert_eq!((rate("Free"), rate("2.5%"), rate("33 1/3%")), (Some(0), Some(25_000), None));
        assert_eq!(rate("5¢/kg"), None);
    }
}
