//! A sum as people write it: `350`, `5%` of the price, `0.40/unit`.

use std::fmt;
use std::str::FromStr;

use cocket_base::{Decimal, figure};
use serde::{Deserialize, Serialize};

use super::bounded;
use crate::Refusal;

/// A sum, a share of the price, or so much for each unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "String")]
pub enum Amount {
    /// Written `350`.
    Sum(Decimal),
    /// Written `5%`: of the price that the question names.
    Percent(Decimal),
    /// Written `0.40/unit`.
    PerUnit(Decimal),
}

impl Amount {
    /// The sum for goods of `price` in `units`; `None` when it goes by units and their number is not known.
    pub fn of(self, price: Decimal, units: Option<Decimal>) -> Result<Option<Decimal>, Refusal> {
        let sum = match self {
            Amount::Sum(sum) => Some(sum),
            Amount::Percent(percent) => Some(bounded("a price", price)? * percent / Decimal::ONE_HUNDRED),
            Amount::PerUnit(each) => match units {
                Some(units) => Some(each * bounded("a number of units", units)?),
                None => None,
            },
        };
        Ok(sum)
    }

    /// The sum for one unit at `price`, when the amounts of a question are all given by the unit.
    pub fn of_unit(self, price: Decimal) -> Decimal {
        match self {
            Amount::Sum(sum) | Amount::PerUnit(sum) => sum,
            Amount::Percent(percent) => price * percent / Decimal::ONE_HUNDRED,
        }
    }
}

impl From<Decimal> for Amount {
    fn from(sum: Decimal) -> Amount {
        Amount::Sum(sum)
    }
}

impl FromStr for Amount {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Amount, Refusal> {
        let refuse = || Refusal::Figure {
            what: "an amount",
            found: format!("«{}»", text.chars().take(40).collect::<String>()),
            expected: "a sum as in 350, a share as in 5%, or a sum by the unit as in 0.40/unit; never negative",
        };
        let text = text.trim();
        let number = |digits: &str| {
            let number = figure::read(digits).map_err(|_| refuse())?;
            if number < Decimal::ZERO { Err(refuse()) } else { bounded("an amount", number) }
        };
        if let Some(percent) = text.strip_suffix('%') {
            let percent = number(percent)?;
            return if percent > Decimal::ONE_THOUSAND {
                Err(refuse())
            } else {
                Ok(Amount::Percent(percent))
            };
        }
        match text.split_once('/') {
            Some((each, unit)) if !unit.trim().is_empty() => number(each).map(Amount::PerUnit),
            Some(_) => Err(refuse()),
            None => number(text).map(Amount::Sum),
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Amount::Sum(sum) => write!(f, "{sum}"),
            Amount::Percent(percent) => write!(f, "{percent}%"),
            Amount::PerUnit(each) => write!(f, "{each}/unit"),
        }
    }
}

/// Numbers and texts are both taken.
#[derive(Deserialize)]
#[serde(untagged, expecting = "an amount is a number, or a text as in \"5%\" or \"0.40/unit\"")]
enum Written {
    Number(#[serde(deserialize_with = "figure::required")] Decimal),
    Text(String),
}

impl TryFrom<Written> for Amount {
    type Error = Refusal;

    fn try_from(written: Written) -> Result<Amount, Refusal> {
        match written {
            Written::Number(number) => number.to_string().parse(),
            Written::Text(text) => text.parse(),
        }
    }
}

impl From<Amount> for String {
    fn from(amount: Amount) -> String {
        amount.to_string()
    }
}

/// A rate of duty as a fraction, written `0.10` or `10%`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "String")]
pub struct Share(pub Decimal);

impl TryFrom<Written> for Share {
    type Error = Refusal;

    fn try_from(written: Written) -> Result<Share, Refusal> {
        let refuse = |found: String| Refusal::Figure {
            what: "a rate",
            found,
            expected: "a fraction as in 0.10, or a percentage as in 10%; at most 1000 percent",
        };
        let share = match Amount::try_from(written)? {
            Amount::Percent(percent) => percent / Decimal::ONE_HUNDRED,
            Amount::Sum(fraction) => fraction,
            by_unit => return Err(refuse(by_unit.to_string())),
        };
        if share > Decimal::TEN { Err(refuse(share.to_string())) } else { Ok(Share(share)) }
    }
}

impl From<Share> for String {
    fn from(share: Share) -> String {
        share.0.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_they_are_written() {
        let sum = |text: &str| text.parse::<Amount>().unwrap().of(Decimal::from(200), Some(Decimal::TEN));
        assert_eq!(sum("350").unwrap(), Some(Decimal::from(350)));
        assert_eq!(sum("5%").unwrap(), Some(Decimal::TEN));
        assert_eq!(sum("0.40/unit").unwrap(), Some(Decimal::from(4)));
        assert_eq!("1/unit".parse::<Amount>().unwrap().of(Decimal::ONE, None).unwrap(), None);
        for bad in ["", "x", "-1", "5%%", "1/", "99999999999999", "1001%"] {
            assert!(bad.parse::<Amount>().is_err(), "{bad}");
        }
        let read: Amount = cocket_base::question::read("12.5").unwrap();
        assert_eq!(read, Amount::Sum(Decimal::new(125, 1)));
        assert_eq!(serde_json::from_str::<Share>("\"10%\"").unwrap().0, Decimal::new(1, 1));
        assert!(serde_json::from_str::<Share>("11").is_err(), "eleven times the value is no rate");
    }
}
