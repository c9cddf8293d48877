//! Money: exact US cents, whole dollars, and amounts in a sale's own currency.
//!
//! Rounding is always an argument, so that the place where the law rounds can be seen and tested.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};
use std::str::FromStr;

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

/// Where a figure between two representable ones goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Round {
    /// Half away from zero: the rule of ACE for values, duties and fees.
    HalfUp,
    /// Towards zero.
    Down,
}

impl Round {
    /// Rounds `exact` to `places` decimals.
    pub fn to(self, exact: Decimal, places: u32) -> Decimal {
        let strategy = match self {
            Round::HalfUp => RoundingStrategy::MidpointAwayFromZero,
            Round::Down => RoundingStrategy::ToZero,
        };
        exact.round_dp_with_strategy(places, strategy)
    }
}

/// Largest magnitude that may enter as money: one trillion dollars. A sum would need some ninety thousand such amounts to
/// leave 63 bits; there it stops at the edge, far beyond what reading, the wire's columns and the edits take.
const LIMIT_CENTS: i64 = 100_000_000_000_000;

/// Why a text or number is not an amount of money.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadMoney {
    /// Not a decimal number.
    #[error("«{text}» is not an amount of money")]
    NotANumber {
        /// What was found.
        text: String,
    },
    /// More than two decimals where cents were asked for.
    #[error("«{text}» has more decimals than the currency; round it where the rule says")]
    TooFine {
        /// What was found.
        text: String,
    },
    /// Beyond one trillion dollars.
    #[error("«{text}» is beyond one trillion dollars; check the figure")]
    TooLarge {
        /// What was found.
        text: String,
    },
}

/// An amount due, in US cents. Prints as `1234.50`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Cents(i64);

impl Cents {
    /// Nothing due.
    pub const ZERO: Cents = Cents(0);

    /// From a count of cents.
    pub const fn new(cents: i64) -> Cents {
        Cents(cents)
    }

    /// The count of cents.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Rounds an exact figure in dollars to cents.
    pub fn from_dollars(exact: Decimal, round: Round) -> Result<Cents, BadMoney> {
        let too_large = || BadMoney::TooLarge { text: exact.to_string() };
        let cents = round
            .to(exact, 2)
            .checked_mul(Decimal::ONE_HUNDRED)
            .and_then(|c| c.to_i64())
            .ok_or_else(too_large)?;
        if cents.unsigned_abs() > LIMIT_CENTS.unsigned_abs() { Err(too_large()) } else { Ok(Cents(cents)) }
    }

    /// The amount in dollars, exactly.
    pub fn as_dollars(self) -> Decimal {
        Decimal::new(self.0, 2)
    }

    /// True when nothing is due.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl Add for Cents {
    type Output = Cents;
    fn add(self, other: Cents) -> Cents {
        Cents(self.0.saturating_add(other.0))
    }
}
impl AddAssign for Cents {
    fn add_assign(&mut self, other: Cents) {
        *self = *self + other;
    }
}
impl Sub for Cents {
    type Output = Cents;
    fn sub(self, other: Cents) -> Cents {
        Cents(self.0.saturating_sub(other.0))
    }
}
impl Neg for Cents {
    type Output = Cents;
    fn neg(self) -> Cents {
        Cents(self.0.saturating_neg())
    }
}
impl Sum for Cents {
    fn sum<I: Iterator<Item = Cents>>(amounts: I) -> Cents {
        amounts.fold(Cents::ZERO, Add::add)
    }
}
impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let cents = self.0.unsigned_abs();
        f.pad(&format!("{sign}{}.{:02}", cents / 100, cents % 100))
    }
}
impl FromStr for Cents {
    type Err = BadMoney;
    fn from_str(text: &str) -> Result<Cents, BadMoney> {
        let exact = crate::figure::read(text).map_err(|_| BadMoney::NotANumber { text: text.into() })?;
        if exact.normalize().scale() > 2 {
            return Err(BadMoney::TooFine { text: text.into() });
        }
        Cents::from_dollars(exact, Round::Down)
    }
}
impl From<Cents> for String {
    fn from(cents: Cents) -> String {
        cents.to_string()
    }
}
impl TryFrom<String> for Cents {
    type Error = BadMoney;
    fn try_from(text: String) -> Result<Cents, BadMoney> {
        text.parse()
    }
}

/// An entered value: whole US dollars, as ACE takes it per line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "i64", try_from = "i64")]
pub struct Dollars(i64);

impl Dollars {
    /// No value.
    pub const ZERO: Dollars = Dollars(0);

    /// From a count of dollars.
    pub const fn new(dollars: i64) -> Dollars {
        Dollars(dollars)
    }

    /// The count of dollars.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Rounds an exact figure in dollars to whole dollars.
    pub fn from_exact(exact: Decimal, round: Round) -> Result<Dollars, BadMoney> {
        let too_large = || BadMoney::TooLarge { text: exact.to_string() };
        let whole = round.to(exact, 0).to_i64().ok_or_else(too_large)?;
        Dollars::try_from(whole).map_err(|_| too_large())
    }

    /// The value as an exact decimal.
    pub fn as_decimal(self) -> Decimal {
        Decimal::from(self.0)
    }

    /// The value in cents.
    pub fn as_cents(self) -> Cents {
        Cents(self.0.saturating_mul(100))
    }
}

impl Add for Dollars {
    type Output = Dollars;
    fn add(self, other: Dollars) -> Dollars {
        Dollars(self.0.saturating_add(other.0))
    }
}
impl AddAssign for Dollars {
    fn add_assign(&mut self, other: Dollars) {
        *self = *self + other;
    }
}
impl Sum for Dollars {
    fn sum<I: Iterator<Item = Dollars>>(values: I) -> Dollars {
        values.fold(Dollars::ZERO, Add::add)
    }
}
impl From<Dollars> for i64 {
    fn from(value: Dollars) -> i64 {
        value.0
    }
}
impl TryFrom<i64> for Dollars {
    type Error = BadMoney;
    fn try_from(dollars: i64) -> Result<Dollars, BadMoney> {
        let bounded = dollars.unsigned_abs() <= LIMIT_CENTS.unsigned_abs() / 100;
        bounded.then_some(Dollars(dollars)).ok_or_else(|| BadMoney::TooLarge { text: dollars.to_string() })
    }
}
impl fmt::Display for Dollars {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.to_string())
    }
}

/// A currency by its ISO 4217 letters. The form is checked here; whether the currency exists is a code-table question.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    /// The United States dollar.
    pub const USD: Currency = Currency(*b"USD");

    /// The three letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("three ASCII letters by construction")
    }
}
impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Not three letters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("«{text}» is not a currency code; give the three ISO 4217 letters, as in USD")]
pub struct BadCurrency {
    /// What was found.
    pub text: String,
}

impl FromStr for Currency {
    type Err = BadCurrency;
    fn from_str(text: &str) -> Result<Currency, BadCurrency> {
        let upper = text.trim().to_ascii_uppercase();
        match <[u8; 3]>::try_from(upper.as_bytes()) {
            Ok(letters) if letters.iter().all(u8::is_ascii_uppercase) => Ok(Currency(letters)),
            _ => Err(BadCurrency { text: text.into() }),
        }
    }
}
impl From<Currency> for String {
    fn from(currency: Currency) -> String {
        currency.to_string()
    }
}
impl TryFrom<String> for Currency {
    type Error = BadCurrency;
    fn try_from(text: String) -> Result<Currency, BadCurrency> {
        text.parse()
    }
}

/// An exact amount in a named currency, as a paper states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// The amount, unrounded.
    pub amount: Decimal,
    /// Its currency.
    pub currency: Currency,
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.currency)
    }
}

/// Splits `total` over `weights` to `places` decimals without losing a unit: each share is rounded half up and the odd
/// remainder goes to the largest weight (the first of equals). The shares always add up to `total` rounded to `places`.
///
/// Weights that give no proportion split evenly: those that add up to nothing, and those so far apart (negative ones among
/// them) that a share is beyond what a decimal holds.
pub fn prorate(total: Decimal, weights: &[Decimal], places: u32) -> Vec<Decimal> {
    let whole = Round::HalfUp.to(total, places);
    let Some(first) = weights.first() else { return Vec::new() };
    let even = || {
        let share = Round::HalfUp.to(whole / Decimal::from(weights.len()), places);
        let shares = vec![share; weights.len()];
        let odd = shares.iter().fold(whole, |left, share| left - share);
        (shares, odd)
    };
    let (mut shares, odd) = proportional(whole, weights, places).unwrap_or_else(even);
    let (largest, _) =
        weights.iter().enumerate().fold((0, first), |best, next| if next.1 > best.1 { next } else { best });
    shares[largest] += odd;
    shares
}

/// Rounded shares by weight and the odd remainder, as far as exact arithmetic carries them.
fn proportional(whole: Decimal, weights: &[Decimal], places: u32) -> Option<(Vec<Decimal>, Decimal)> {
    let sum = weights.iter().try_fold(Decimal::ZERO, |sum, weight| sum.checked_add(*weight))?;
    let share =
        |weight: &Decimal| Some(Round::HalfUp.to(whole.checked_mul(*weight)?.checked_div(sum)?, places));
    let shares: Vec<Decimal> = weights.iter().map(share).collect::<Option<_>>()?;
    let odd = shares.iter().try_fold(whole, |left, share| left.checked_sub(*share))?;
    shares.iter().all(|share| share.checked_add(odd).is_some()).then_some((shares, odd))
}

/// A printed figure with its digits in groups of three before the point, as people read it; a minus stays in front.
pub fn grouped(plain: &str) -> String {
    let (minus, digits) = plain.split_at(usize::from(plain.starts_with('-')));
    let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let mut text = String::with_capacity(plain.len() + plain.len() / 3);
    text.push_str(minus);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_grouped_behind_their_sign() {
        let told = ["0", "999", "1000", "-123456", "-1234567.8900", "1234567"].map(grouped);
        assert_eq!(told, ["0", "999", "1,000", "-123,456", "-1,234,567.8900", "1,234,567"]);
    }

    #[test]
    fn cents_round_half_away_from_zero_and_print_two_places() {
        let half = Decimal::new(15_625, 3);
        assert_eq!(Cents::from_dollars(half, Round::HalfUp).unwrap().to_string(), "15.63");
        assert_eq!(Cents::from_dollars(-half, Round::HalfUp).unwrap().to_string(), "-15.63");
        assert_eq!(Cents::from_dollars(half, Round::Down).unwrap().to_string(), "15.62");
        assert_eq!(Cents::new(-5).to_string(), "-0.05");
    }

    #[test]
    fn text_money_is_exact_or_refused() {
        assert_eq!("1132.3".parse::<Cents>().unwrap(), Cents::new(113_230));
        assert!(matches!("1.005".parse::<Cents>(), Err(BadMoney::TooFine { .. })));
        assert!(matches!("1e99".parse::<Cents>(), Err(BadMoney::NotANumber { .. })));
        assert!(matches!("1000000000001".parse::<Cents>(), Err(BadMoney::TooLarge { .. })));
    }

    #[test]
    fn shares_conserve_every_cent() {
        let weights: Vec<Decimal> =
            [17220, 15500, 10620, 6150, 7125].into_iter().map(Decimal::from).collect();
        let shares = prorate(Decimal::new(113_230, 2), &weights, 2);
        assert_eq!(shares.iter().sum::<Decimal>(), Decimal::new(113_230, 2));
        assert_eq!(shares[0], Decimal::new(34_440, 2));
        assert_eq!(
            prorate(Decimal::new(1, 2), &[Decimal::ZERO, Decimal::ZERO], 2).iter().sum::<Decimal>(),
            Decimal::new(1, 2)
        );
        assert!(prorate(Decimal::ONE, &[], 2).is_empty());
    }

    #[test]
    fn shares_are_even_where_weights_give_no_proportion() {
        let apart = [Decimal::new(9_000_000_000_000_000_000, 7), Decimal::new(-8_999_999_999_999_999_999, 7)];
        for weights in [apart, [Decimal::MAX, Decimal::MAX], [Decimal::MAX, Decimal::MIN]] {
            let shares = prorate(Decimal::from(1_000_000_000_000_i64), &weights, 2);
            assert_eq!(shares.iter().sum::<Decimal>(), Decimal::from(1_000_000_000_000_i64), "{weights:?}");
        }
        assert_eq!(prorate(Decimal::MAX, &[Decimal::MAX, Decimal::MAX], 0).len(), 2);
    }

    #[test]
    fn amounts_at_the_edge_of_the_machine_are_refused_and_sums_stop_there() {
        assert!(matches!("-92233720368547758.08".parse::<Cents>(), Err(BadMoney::TooLarge { .. })));
        let least = Decimal::from(i64::MIN);
        assert!(matches!(Dollars::from_exact(least, Round::HalfUp), Err(BadMoney::TooLarge { .. })));
        assert_eq!(Cents::new(i64::MAX) + Cents::new(1), Cents::new(i64::MAX));
        assert_eq!(-Cents::new(i64::MIN), Cents::new(i64::MAX));
        assert_eq!(Cents::ZERO - Cents::new(i64::MIN), Cents::new(i64::MAX));
        assert_eq!(Dollars::new(i64::MAX).as_cents(), Cents::new(i64::MAX));
        assert!(
            Dollars::try_from(1_000_000_000_000).is_ok() && Dollars::try_from(1_000_000_000_001).is_err()
        );
    }

    #[test]
    fn currency_is_three_letters() {
        assert_eq!("usd".parse::<Currency>().unwrap(), Currency::USD);
        assert!("US$".parse::<Currency>().is_err());
    }
}
