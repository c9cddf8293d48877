//! How figures are written on paper: thousands by commas, dollars and cents apart, dates month first.

use cocket_base::{Cents, Date, Decimal, Dollars};
use serde::Serialize;

/// An amount for the two columns of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Amount {
    pub dollars: String,
    pub cents: String,
}

/// Dollars and cents apart, as in `1,265` and `70`.
pub(crate) fn amount(cents: Cents) -> Amount {
    let sign = if cents.get() < 0 { "-" } else { "" };
    let whole = cents.get().unsigned_abs();
    Amount {
        dollars: format!("{sign}{}", thousands(&(whole / 100).to_string())),
        cents: format!("{:02}", whole % 100),
    }
}

/// Dollars and cents together, as in `1,265.70`.
pub(crate) fn money(cents: Cents) -> String {
    let Amount { dollars, cents } = amount(cents);
    format!("{dollars}.{cents}")
}

/// Whole dollars, as in `16,876`.
pub(crate) fn dollars(value: Dollars) -> String {
    thousands(&value.to_string())
}

/// A decimal without idle zeros, as in `1,200` or `0.25`.
pub(crate) fn decimal(value: Decimal) -> String {
    thousands(&value.normalize().to_string())
}

/// A date as the forms write it, `MM/DD/YYYY`.
pub(crate) fn date(day: Date) -> String {
    format!("{:02}/{:02}/{:04}", day.month(), day.day(), day.year())
}

/// Commas between groups of three before the point.
fn thousands(plain: &str) -> String {
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain), |rest| ("-", rest));
    let (whole, rest) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let mut out = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(rest) = rest {
        out.push('.');
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::civil::date as day;

    #[test]
    fn figures_read_as_on_paper() {
        assert_eq!(money(Cents::new(126_570)), "1,265.70");
        assert_eq!(money(Cents::new(-5)), "-0.05");
        assert_eq!(money(Cents::new(99_999)), "999.99");
        assert_eq!(dollars(Dollars::new(1_234_567)), "1,234,567");
        assert_eq!(decimal(Decimal::new(-1_234_500, 2)), "-12,345");
        assert_eq!(decimal(Decimal::new(25, 2)), "0.25");
        assert_eq!(date(day(2026, 6, 5)), "06/05/2026");
        assert_eq!(amount(Cents::new(7)), Amount { dollars: "0".into(), cents: "07".into() });
    }
}
