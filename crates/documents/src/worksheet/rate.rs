//! Rates as formulas: a rate text read into its terms, and the terms tried against the declared amount.
//!
//! This is not the rate language of the tariff: it knows the plain forms only and is believed only when the terms give
//! the declared amount to the cent.

use cocket_base::{Cents, Decimal, Quantity, Round, Unit};

/// A part of a rate.
#[derive(Clone, Debug, PartialEq)]
enum Term {
    /// A fraction of value.
    AdValorem(Decimal),
    /// US dollars per unit.
    Specific(Decimal, Unit),
}

/// What an amount was worked out from: `base × ad_valorem + Σ quantity × dollars`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Worked {
    /// Value, in dollars.
    pub base: Decimal,
    /// Fraction of value; zero when the rate has no such part.
    pub ad_valorem: Decimal,
    /// Quantities with their dollars per unit.
    pub specific: Vec<(Quantity, Decimal)>,
}

impl Worked {
    /// The exact figure, not yet rounded.
    fn exact(&self) -> Option<Decimal> {
        let value = self.base.checked_mul(self.ad_valorem)?;
        let parts = self.specific.iter();
        parts
            .into_iter()
            .try_fold(value, |sum, (quantity, rate)| sum.checked_add(quantity.amount.checked_mul(*rate)?))
    }

    /// True when rounding half up to the cent gives `amount`.
    fn gives(&self, amount: Cents) -> bool {
        self.exact().and_then(|exact| Cents::from_dollars(exact, Round::HalfUp).ok()) == Some(amount)
    }
}

/// How `amount` follows from a rate text over a base or over quantities; none when the text says something else.
pub(super) fn work_out(rate: &str, base: Decimal, quantities: &[Quantity], amount: Cents) -> Option<Worked> {
    let mut worked = Worked { base, ad_valorem: Decimal::ZERO, specific: Vec::new() };
    for term in terms(rate)? {
        match term {
            Term::AdValorem(fraction) => worked.ad_valorem = worked.ad_valorem.checked_add(fraction)?,
            Term::Specific(dollars, unit) => {
                let quantity = quantities.iter().find_map(|quantity| quantity.to(unit).ok())?;
                worked.specific.push((quantity, dollars));
            }
        }
    }
    worked.gives(amount).then_some(worked)
}

/// How a deposit follows from its own rate: percent of value, or dollars per unit.
pub(super) fn work_out_deposit(
    rate: Decimal,
    specific: bool,
    value: Decimal,
    quantity: Option<Decimal>,
    amount: Cents,
) -> Option<Worked> {
    let worked = if specific {
        let quantity = Quantity::new(quantity?, Unit::NUMBER);
        Worked { base: value, ad_valorem: Decimal::ZERO, specific: vec![(quantity, rate)] }
    } else {
        Worked { base: value, ad_valorem: rate.checked_div(Decimal::ONE_HUNDRED)?, specific: Vec::new() }
    };
    worked.gives(amount).then_some(worked)
}

/// A number at the head of a printed figure, as in `16,876 USD`.
pub(super) fn figure(text: &str) -> Option<Decimal> {
    let plain: String = text.trim().trim_start_matches('$').chars().filter(|c| *c != ',').collect();
    plain.split_whitespace().next()?.parse().ok()
}

/// A printed quantity, as in `640 kg`.
pub(super) fn quantity(text: &str) -> Option<Quantity> {
    let (_, unit) = text.trim().split_once(char::is_whitespace)?;
    Some(Quantity::new(figure(text)?, unit.parse().ok()?))
}

/// The terms of a rate text. Words without a figure («the duty provided in the subheading») stand for other lines and
/// are passed over.
fn terms(rate: &str) -> Option<Vec<Term>> {
    let rate = rate.trim();
    if rate.eq_ignore_ascii_case("free") {
        return Some(vec![Term::AdValorem(Decimal::ZERO)]);
    }
    let parts = rate.split('+').map(str::trim).filter(|part| part.bytes().any(|b| b.is_ascii_digit()));
    let terms: Option<Vec<Term>> = parts.map(term).collect();
    terms.filter(|terms| !terms.is_empty())
}

fn term(part: &str) -> Option<Term> {
    if let Some(number) = part.strip_suffix('%') {
        return Some(Term::AdValorem(
            number.trim().parse::<Decimal>().ok()?.checked_div(Decimal::ONE_HUNDRED)?,
        ));
    }
    let (price, unit) =
        part.split_once('/').or_else(|| part.strip_suffix("each").map(|price| (price, "each")))?;
    let price = price.trim();
    let dollars = match price.strip_suffix('¢').or_else(|| price.strip_suffix("cents")) {
        Some(number) => number.trim().parse::<Decimal>().ok()?.checked_div(Decimal::ONE_HUNDRED)?,
        None => price.strip_prefix('$')?.trim().parse().ok()?,
    };
    Some(Term::Specific(dollars, unit.trim().parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn of(amount: &str, unit: &str) -> Quantity {
        Quantity::new(d(amount), unit.parse().unwrap())
    }

    #[test]
    fn a_compound_rate_works_on_value_and_quantity_and_rounds_once() {
        let worked =
            work_out("0.4¢ each + 6.8%", d("2400"), &[of("6000", "No.")], Cents::new(18_720)).unwrap();
        assert_eq!((worked.ad_valorem, worked.specific[0].1), (d("0.068"), d("0.004")));
        let half = work_out("1.5¢/kg", d("0"), &[of("0.5", "t")], Cents::new(750));
        assert_eq!(half.unwrap().specific[0].0, of("500", "kg"));
    }

    #[test]
    fn a_rate_that_does_not_give_the_amount_is_not_believed() {
        assert_eq!(work_out("25%", d("1000"), &[], Cents::new(25_001)), None);
        assert_eq!(work_out("2¢/kg", d("1000"), &[of("5", "No.")], Cents::new(10)), None);
        assert_eq!(work_out("15% all in", d("1000"), &[], Cents::new(15_000)), None);
        assert_eq!(work_out("See note", d("1000"), &[], Cents::ZERO), None);
        assert!(
            work_out(
                "The duty provided in the applicable subheading + 25%",
                d("1000"),
                &[],
                Cents::new(25_000)
            )
            .is_some()
        );
        assert!(work_out("Free", d("1000"), &[], Cents::ZERO).is_some());
    }

    #[test]
    fn printed_figures_read_back() {
        assert_eq!(figure("16,876 USD"), Some(d("16876")));
        assert_eq!(figure("$1.50"), Some(d("1.50")));
        assert_eq!(quantity("640 kg"), Some(of("640", "kg")));
        assert_eq!(quantity("many kg"), None);
    }
}
