//! A sum as people write it: `350`, `5%` of the price, `0.40/unit`.

use std::fmt;
use std::str::FromStr;

use cocket_base::shape::{Shape, Shaped};
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

impl Shaped for Amount {
    const SHAPE: Shape = Shape::Sum {
        form: "a sum, a percentage of the price, or so much for each unit (0.40/unit)",
        example: "5%",
    };
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
            // A quotient of two numbers is a share, and no sum for each of some unit.
            Some((each, unit)) if unit.trim().starts_with(|first: char| first.is_alphabetic()) => {
                number(each).map(Amount::PerUnit)
            }
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

/// A share or a rate of duty, written `0.10`, `10%` or `2/3`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "String")]
pub struct Share(pub Decimal);

impl Shaped for Share {
    const SHAPE: Shape = Shape::Sum { form: "a share: 0.10, 10% or 2/3", example: "10%" };
}

/// Decimals of a quotient that does not end, as 2/3 does not: far finer than any amount it is taken of.
const QUOTIENT_PLACES: u32 = 20;

/// The quotient of two numbers with a stroke between; `None` for any other text.
fn quotient(text: &str) -> Option<Decimal> {
    let (over, under) = text.split_once('/')?;
    let number = |digits: &str| figure::read(digits).ok().filter(|number| *number >= Decimal::ZERO);
    let quotient = number(over)?.checked_div(number(under)?)?;
    Some(quotient.round_dp(QUOTIENT_PLACES).normalize())
}

impl TryFrom<Written> for Share {
    type Error = Refusal;

    fn try_from(written: Written) -> Result<Share, Refusal> {
        let (shown, divided) = match &written {
            Written::Number(number) => (number.to_string(), None),
            Written::Text(text) => (text.chars().take(40).collect(), quotient(text)),
        };
        let refuse = || Refusal::Figure {
            what: "a share",
            found: format!("«{shown}»"),
            expected: "a fraction as in 0.10 or 2/3, or a percentage as in 10%; at most 1000 percent",
        };
        let share = match (divided, Amount::try_from(written)) {
            (Some(quotient), _) => quotient,
            (None, Ok(Amount::Percent(percent))) => percent / Decimal::ONE_HUNDRED,
            (None, Ok(Amount::Sum(fraction))) => fraction,
            (None, Ok(Amount::PerUnit(_)) | Err(_)) => return Err(refuse()),
        };
        if share > Decimal::TEN { Err(refuse()) } else { Ok(Share(share)) }
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
        let share = |text: &str| {
            serde_json::from_str::<Share>(&format!("\"{text}\"")).map(|share| share.0.to_string())
        };
        assert_eq!(share("1/4").unwrap(), "0.25");
        assert_eq!(share("2/3").unwrap(), "0.66666666666666666667");
        for bad in ["1/0", "2/", "/3", "-1/2", "1/2/3", "0.40/unit", "eleven/twelve", "24/2"] {
            assert!(share(bad).unwrap_err().to_string().contains("as in 0.10 or 2/3"), "{bad}");
        }
        assert!("2/3".parse::<Amount>().is_err(), "a quotient is no sum for each unit named 3");
        assert!(serde_json::from_str::<Share>("11").is_err(), "eleven times the value is no rate");
    }
}
