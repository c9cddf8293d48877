//! The facts a rate is worked out from.

use cocket_base::{Decimal, Dollars, Quantity, figure};

use super::amounts::DollarFact;
use super::basis::Basis;
use super::expr::RateExpr;
use super::rounding::QuantityRounding;
use super::value_base::ValueBase;

/// Facts about one line. What is not stated is asked for, never taken as zero.
#[derive(Clone, Debug)]
pub struct RateFacts<'a> {
    /// The value of the article: the line's entered value.
    pub value: Dollars,
    /// Reported quantities, each with its unit.
    pub quantities: &'a [Quantity],
    /// Values of parts or contents, in dollars.
    pub values: Vec<(ValueBase, Decimal)>,
    /// Quantities measured otherwise than the reported ones (drained weight and the like).
    pub measured: Vec<(Basis, Quantity)>,
    /// Amounts of money that a text takes as they are; `None` where the amount does not apply to the goods.
    pub amounts: Vec<(DollarFact, Option<Decimal>)>,
    /// Polarity of sugar, in degrees.
    pub polarity_degrees: Option<Decimal>,
    /// The rate that a text refers to (the applicable subheading, the natural juice, the complete movement).
    pub applicable: Option<&'a RateExpr>,
    /// The articles of a set or ensemble.
    pub articles: &'a [SetArticle],
    /// How quantities are rounded for duty.
    pub rounding: &'a QuantityRounding,
}

/// One article of a set or ensemble, with the rate it would bear by itself.
#[derive(Clone, Debug)]
pub struct SetArticle {
    /// What a person calls it: its number or its name.
    pub name: String,
    /// Its value.
    pub value: Dollars,
    /// Its quantities.
    pub quantities: Vec<Quantity>,
    /// Its rate.
    pub rate: RateExpr,
}

/// A fact's text that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("fact {fact}: «{text}» is not {expected}")]
pub struct BadFact {
    /// The fact.
    pub fact: String,
    /// What was found.
    pub text: String,
    /// What it should be.
    pub expected: &'static str,
}

impl<'a> RateFacts<'a> {
    /// Facts with a value only.
    pub fn new(value: Dollars) -> RateFacts<'a> {
        RateFacts {
            value,
            quantities: &[],
            values: Vec::new(),
            measured: Vec::new(),
            amounts: Vec::new(),
            polarity_degrees: None,
            applicable: None,
            articles: &[],
            rounding: QuantityRounding::standard(),
        }
    }

    /// The same facts with the reported quantities.
    pub fn quantities(self, quantities: &'a [Quantity]) -> RateFacts<'a> {
        RateFacts { quantities, ..self }
    }

    /// The same facts with the rate that a text refers to.
    pub fn applicable(self, rate: &'a RateExpr) -> RateFacts<'a> {
        RateFacts { applicable: Some(rate), ..self }
    }

    /// The same facts with the articles of the set.
    pub fn articles(self, articles: &'a [SetArticle]) -> RateFacts<'a> {
        RateFacts { articles, ..self }
    }

    /// The same facts with another rounding of quantities.
    pub fn rounding(self, rounding: &'a QuantityRounding) -> RateFacts<'a> {
        RateFacts { rounding, ..self }
    }

    /// Takes up a fact by name when it is one that rates read (`value_of_case`, `drained_weight`, `polarity_degrees`, …).
    /// Answers false for a name that no rate reads, so that the caller can offer it elsewhere.
    pub fn take(&mut self, fact: &str, text: &str) -> Result<bool, BadFact> {
        let bad = |expected| BadFact { fact: fact.into(), text: text.into(), expected };
        let not_negative = |amount: Decimal| {
            if amount.is_sign_negative() && !amount.is_zero() { None } else { Some(amount) }
        };
        let number = |text: &str| figure::read(text).ok().and_then(not_negative);
        if fact == "polarity_degrees" {
            self.polarity_degrees = Some(number(text).ok_or_else(|| bad("a number of degrees"))?);
        } else if let Ok(base) = fact.parse::<ValueBase>() {
            let value = number(text).ok_or_else(|| bad("an amount in US dollars"))?;
            self.values.push((base, value));
        } else if let Ok(amount) = fact.parse::<DollarFact>() {
            let value = match text.trim() {
                "none" => None,
                stated => Some(number(stated).ok_or_else(|| bad("an amount in US dollars, or none"))?),
            };
            self.amounts.push((amount, value));
        } else if fact == "jewels_over" {
            // The number of jewels that stay free is the rate text's; the count beyond it is the fact's.
            let amount = number(text).ok_or_else(|| bad("a number of jewels"))?;
            let jewels = "Jwls.".parse().map_err(|_| bad("a number of jewels"))?;
            self.measured.push((Basis::JewelsOver(0), Quantity::new(amount, jewels)));
        } else if let Ok(basis) = fact.parse::<Basis>() {
            self.measured.push((
                basis,
                read_quantity(text).ok_or_else(|| bad("a quantity with its unit, as in 2850 kg"))?,
            ));
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    /// Names of every fact that [`RateFacts::take`] reads.
    pub fn names() -> impl Iterator<Item = &'static str> + use<> {
        let values = ValueBase::all().map(ValueBase::fact);
        let measured = Basis::all().map(Basis::fact);
        let amounts = DollarFact::ALL.into_iter().map(DollarFact::fact);
        values.chain(measured).chain(amounts).chain(["polarity_degrees", "jewels_over"])
    }
}

/// `2850 kg` as a quantity.
fn read_quantity(text: &str) -> Option<Quantity> {
    let trimmed = text.trim();
    let cut = trimmed.find(|c: char| !(c.is_ascii_digit() || c == '.'))?;
    let amount = figure::read(trimmed.get(..cut)?).ok()?;
    let unit = trimmed.get(cut..)?.parse().ok()?;
    Some(Quantity::new(amount, unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_taken_by_name_or_refused() {
        let mut facts = RateFacts::new(Dollars::new(100));
        assert_eq!(facts.take("drained_weight", "2850.5 kg"), Ok(true));
        assert_eq!(facts.take("value_of_case", "12.50"), Ok(true));
        assert_eq!(facts.take("duty_on_complete_movement", "none"), Ok(true));
        assert_eq!(facts.take("steel_melt_pour", "US"), Ok(false));
        let error = facts.take("value_of_battery", "-1").unwrap_err();
        assert_eq!(error.to_string(), "fact value_of_battery: «-1» is not an amount in US dollars");
        assert!(facts.take("drained_weight", "2850").is_err());
        assert!(RateFacts::names().all(|name| name != "quantities"));
    }
}
