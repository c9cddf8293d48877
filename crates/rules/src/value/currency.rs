//! Conversion of foreign currency: 31 USC 5151; 19 CFR 159.32 to 159.36.
//!
//! The date is the date of exportation. Exported on a day when the bank of New York was closed: the caller gives the rate
//! of the business day before. Left to a person: currencies without a certified rate (159.36).

use cocket_base::{Currency, Decimal, Determination, Need, Round, Shaped, Step};
use serde::{Deserialize, Serialize};

use super::bounded;
use crate::{AsOf, Refusal};

/// Which way a rate is quoted. Never turned round before it is used: that would round twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(rename_all = "snake_case")]
pub enum Quote {
    /// US dollars per unit of the currency: multiply.
    #[default]
    UsdPerUnit,
    /// Units of the currency per US dollar: divide.
    UnitsPerUsd,
}

/// The rates that the rule chooses between.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertifiedRates {
    /// The sale's currency.
    pub currency: Currency,
    /// First certified noon buying rate of the quarter of exportation.
    pub quarter: Decimal,
    /// Certified rate of the date of exportation.
    pub export_day: Option<Decimal>,
    /// Rate proclaimed by the Treasury, where there is one (159.33).
    #[serde(default)]
    pub proclaimed: Option<Decimal>,
    /// Which way all of them are quoted.
    #[serde(default)]
    pub quote: Quote,
}

/// The rate that the rule chose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChosenRate {
    /// The sale's currency.
    pub currency: Currency,
    /// The rate as quoted.
    pub rate: Decimal,
    /// Which way it is quoted.
    pub quote: Quote,
    /// How far the rate of the export day lies from the quarter's, in percent, two decimals.
    pub variance_pct: Option<Decimal>,
}

impl ChosenRate {
    /// No conversion: the sale is in dollars.
    pub fn dollars() -> ChosenRate {
        ChosenRate {
            currency: Currency::USD,
            rate: Decimal::ONE,
            quote: Quote::UsdPerUnit,
            variance_pct: None,
        }
    }

    /// An amount of the currency in US dollars, exactly as far as decimals go.
    pub fn to_usd(&self, amount: Decimal) -> Decimal {
        match self.quote {
            Quote::UsdPerUnit => amount.checked_mul(self.rate).unwrap_or_default(),
            Quote::UnitsPerUsd => amount.checked_div(self.rate).unwrap_or_default(),
        }
    }

    /// An amount of US dollars in the currency.
    pub fn from_usd(&self, amount: Decimal) -> Decimal {
        match self.quote {
            Quote::UsdPerUnit => amount.checked_div(self.rate).unwrap_or_default(),
            Quote::UnitsPerUsd => amount.checked_mul(self.rate).unwrap_or_default(),
        }
    }
}

/// Chooses the rate (5151(c), (d); 159.34): the quarter's, unless the rate of the export day differs from it by five
/// percent or more. A proclaimed rate that lies nearer than that to the export day's wins over both. `as_of.day` is the
/// date of exportation.
pub fn choose_rate(as_of: AsOf<'_>, rates: &CertifiedRates) -> Result<Determination<ChosenRate>, Refusal> {
    let limit = as_of.pack.limit("fx_variance", as_of.day, as_of.known)?;
    for rate in [Some(rates.quarter), rates.export_day, rates.proclaimed].into_iter().flatten() {
        check(rate)?;
    }
    let Some(day) = rates.export_day else {
        let need = Need {
            fact: "export_day".into(),
            question: format!("What was the certified rate of {} on {}?", rates.currency, as_of.day),
            affects: format!(
                "entered value: the quarter's rate stands only while the day's is within {}%",
                limit.amount
            ),
        };
        return Ok(Determination::needs(vec![need], Vec::new()));
    };
    let apart = |rate: Decimal, base: Decimal| (rate - base).abs() * Decimal::ONE_HUNDRED / base;
    let variance = apart(day, rates.quarter);
    let proclaimed = rates.proclaimed.filter(|proclaimed| apart(*proclaimed, day) < limit.amount);
    let (rate, what) = match proclaimed {
        Some(proclaimed) => (proclaimed, "the proclaimed rate"),
        None if variance < limit.amount => (rates.quarter, "the quarter's first certified rate"),
        None => (day, "the certified rate of the export day"),
    };
    let variance = Round::HalfUp.to(variance, 2);
    let what = format!(
        "currency at {what}: the export day's rate lies {variance}% from the quarter's, the limit is {}%",
        limit.amount
    );
    let step = Step::new(what)
        .cite(limit.cite.clone())
        .rate(rate)
        .fact("quarter", rates.quarter)
        .fact("export_day", day)
        .fact("export_date", as_of.day);
    let chosen =
        ChosenRate { currency: rates.currency, rate, quote: rates.quote, variance_pct: Some(variance) };
    Ok(Determination::decided(chosen, vec![step]))
}

fn check(rate: Decimal) -> Result<(), Refusal> {
    let bad = || Refusal::Figure {
        what: "the exchange rate",
        found: rate.to_string(),
        expected: "above 0 and at most 1,000,000, with at most ten decimals",
    };
    bounded("the exchange rate", rate).map_err(|_| bad())?;
    if rate <= Decimal::ZERO || rate > Decimal::from(1_000_000) { Err(bad()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::civil::date;
    use cocket_law::Pack;

    fn choose(quarter: &str, day: Option<&str>, proclaimed: Option<&str>) -> Determination<ChosenRate> {
        let as_of = AsOf::new(Pack::starter(), date(2026, 5, 29), date(2026, 11, 24));
        let number = |text: &str| text.parse::<Decimal>().unwrap();
        let rates = CertifiedRates {
            currency: "EUR".parse().unwrap(),
            quarter: number(quarter),
            export_day: day.map(number),
            proclaimed: proclaimed.map(number),
            quote: Quote::UsdPerUnit,
        };
        choose_rate(as_of, &rates).unwrap()
    }

    #[test]
    fn exactly_five_percent_takes_the_day() {
        for (day, used) in
            [("1.1549", "1.1000"), ("1.1550", "1.1550"), ("1.0450", "1.0450"), ("1.0451", "1.1000")]
        {
            assert_eq!(choose("1.1000", Some(day), None).answer().unwrap().rate.to_string(), used, "{day}");
        }
    }

    #[test]
    fn the_days_rate_is_asked_for() {
        assert!(choose("1.1", None, None).answer().is_none());
    }

    #[test]
    fn a_proclaimed_rate_near_the_days_wins() {
        assert_eq!(
            choose("1.1000", Some("1.1600"), Some("1.1500")).answer().unwrap().rate.to_string(),
            "1.1500"
        );
        assert_eq!(
            choose("1.1000", Some("1.1600"), Some("1.0500")).answer().unwrap().rate.to_string(),
            "1.1600"
        );
    }

    #[test]
    fn the_direction_is_kept() {
        let divide = ChosenRate {
            currency: "AUD".parse().unwrap(),
            rate: Decimal::new(18, 1),
            quote: Quote::UnitsPerUsd,
            variance_pct: None,
        };
        assert_eq!(divide.to_usd(Decimal::from(90_000)), Decimal::from(50_000));
        assert_eq!(divide.from_usd(Decimal::from(50_000)), Decimal::from(90_000));
    }

    #[test]
    fn impossible_rates_are_refused() {
        let as_of = AsOf::new(Pack::starter(), date(2026, 5, 29), date(2026, 11, 24));
        for bad in [Decimal::ZERO, Decimal::NEGATIVE_ONE, Decimal::MAX] {
            let rates = CertifiedRates {
                currency: Currency::USD,
                quarter: bad,
                export_day: Some(Decimal::ONE),
                proclaimed: None,
                quote: Quote::UsdPerUnit,
            };
            assert!(choose_rate(as_of, &rates).is_err(), "{bad}");
        }
    }
}
