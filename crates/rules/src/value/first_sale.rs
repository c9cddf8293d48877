//! The price of an earlier sale in a chain: 19 USC 1401a(b)(1), as the courts read «sold for exportation».
//!
//! The requirements are rows of `first_sale_requirements`. Left to a person: whether the papers truly show each of them.

use std::collections::BTreeMap;

use cocket_base::{Citation, Decimal, Determination, Shaped, Step, figure};
use serde::{Deserialize, Serialize};

use super::amount::Share;
use super::answer::need;
use crate::{AsOf, Refusal};

/// An earlier sale whose price is claimed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct FirstSale {
    /// Price of all the goods in the earlier sale, in the currency of the question.
    #[serde(default)]
    #[serde(deserialize_with = "figure::optional")]
    pub price: Option<Decimal>,
    /// Or the price of one unit.
    #[serde(default)]
    #[serde(deserialize_with = "figure::optional")]
    pub unit_price: Option<Decimal>,
    /// Each requirement of the table `first_sale_requirements`, met or not: `{"bona_fide": true, …}`.
    #[serde(default)]
    #[shape(table = "first_sale_requirements")]
    pub requirements: BTreeMap<String, bool>,
    /// Rate of duty, for the saving.
    #[serde(default)]
    pub duty_rate: Option<Share>,
}

/// Whether the earlier price may be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FirstSaleAnswer {
    /// True: the earlier price is the price paid or payable.
    pub usable: bool,
    /// The earlier price of all the goods.
    pub price: Decimal,
    /// What it lowers the duty by, where the rate is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duty_saved: Option<Decimal>,
    /// Requirements that are not met.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_met: Vec<String>,
}

/// Looks at a claim on an earlier price; `last` is the importer's own price, `units` the quantity.
pub fn first_sale(
    as_of: AsOf<'_>,
    claim: &FirstSale,
    last: Decimal,
    units: Option<Decimal>,
) -> Result<Determination<FirstSaleAnswer>, Refusal> {
    let rows = as_of.pack.codes("first_sale_requirements");
    let rows: Vec<_> =
        rows.into_iter().flat_map(|rows| rows.iter()).filter(|row| row.in_use(as_of.day)).collect();
    for given in claim.requirements.keys() {
        super::words::word(as_of, "first_sale_requirements", given, "a requirement of a first sale")?;
    }
    let (mut needs, mut steps, mut not_met) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        let met = claim.requirements.get(&*row.code).copied();
        match met {
            Some(true) => steps.push(Step::new(format!("met: {}", row.label)).cite(row.cite.clone())),
            Some(false) => {
                not_met.push(row.label.to_string());
                steps.push(Step::new(format!("not met: {}", row.label)).cite(row.cite.clone()));
            }
            None => needs.push(need(
                format!("first_sale.requirements.{}", row.code),
                format!("Is this shown: {}?", row.label),
                "whether the earlier price may be used instead of the importer's",
            )),
        }
    }
    let by_unit = || Some(claim.unit_price?.checked_mul(units?)).flatten();
    let Some(price) = claim.price.or_else(by_unit) else {
        needs.push(need(
            "first_sale.price",
            "What is the price of the goods in the earlier sale?",
            "entered value",
        ));
        return Ok(Determination::needs(needs, steps));
    };
    super::bounded("the price of the earlier sale", price)?;
    // One requirement that is not met decides, whatever the others are.
    if !needs.is_empty() && not_met.is_empty() {
        return Ok(Determination::needs(needs, steps));
    }
    let usable = not_met.is_empty();
    let what =
        if usable { "the price of the earlier sale is used" } else { "the importer's own price is used" };
    steps.push(Step::new(what).cite(Citation::new("19 USC 1401a(b)(1)")).base(if usable {
        price
    } else {
        last
    }));
    let saved = |rate: Share| cocket_base::Round::HalfUp.to((last - price) * rate.0, 2);
    let duty_saved = claim.duty_rate.filter(|_| usable).map(saved);
    Ok(Determination::decided(FirstSaleAnswer { usable, price, duty_saved, not_met }, steps))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::civil::date;
    use cocket_law::Pack;

    #[test]
    fn a_chain_that_shows_everything_lowers_the_price() {
        let as_of = AsOf::new(Pack::starter(), date(2026, 6, 16), date(2026, 11, 24));
        let claim = |requirements: &[(&str, bool)]| FirstSale {
            price: None,
            unit_price: Some(Decimal::from(62)),
            requirements: requirements.iter().map(|(name, met)| (name.to_string(), *met)).collect(),
            duty_rate: Some(Share(Decimal::new(12, 2))),
        };
        let look =
            |claim| first_sale(as_of, &claim, Decimal::from(400_000), Some(Decimal::from(5_000))).unwrap();
        let all = [("bona_fide", true), ("arms_length", true), ("destined", true), ("documented", true)];
        let answer = look(claim(&all));
        assert_eq!(answer.answer().unwrap().duty_saved, Some(Decimal::from(10_800)));
        assert!(look(claim(&all[..3])).answer().is_none(), "the papers are asked for");
        assert!(!look(claim(&[("destined", false)])).answer().unwrap().usable);
    }
}
