//! Assists: 19 USC 1401a(h)(1); 19 CFR 152.102(a), 152.103(d), (e).
//!
//! Left to a person: whether a thing is an assist at all (supplied by the buyer, used in production, of the listed kinds,
//! design work done abroad), and the choice of how it is apportioned.

use cocket_base::{Citation, Decimal, Determination, Need, Round, Shaped, Step, figure};
use serde::{Deserialize, Serialize};

use super::bounded;
use crate::Refusal;

/// A thing the buyer supplied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assist {
    /// Cost of acquisition or production, US dollars.
    #[serde(deserialize_with = "figure::required")]
    pub cost: Decimal,
    /// Share already used up before this production, as a fraction (152.103(d)(1)).
    #[serde(default)]
    #[serde(deserialize_with = "figure::required")]
    pub used_share: Decimal,
    /// What the seller paid for it, US dollars.
    #[serde(default)]
    #[serde(deserialize_with = "figure::required")]
    pub paid_by_seller: Decimal,
    /// Carriage to the place of production, US dollars: added in full.
    #[serde(default)]
    #[serde(deserialize_with = "figure::required")]
    pub freight: Decimal,
}

/// How an assist is spread over the goods (152.103(e)(1)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(rename_all = "snake_case", tag = "method", deny_unknown_fields)]
pub enum AssistMethod {
    /// All on the first shipment.
    FirstShipment,
    /// Over the units produced up to the first shipment.
    UnitsToDate {
        /// Units produced.
        #[serde(deserialize_with = "figure::whole")]
        units: u64,
    },
    /// Over the whole production that is planned.
    WholeProduction {
        /// Units planned.
        #[serde(deserialize_with = "figure::whole")]
        units: u64,
    },
}

/// The part of an assist that falls on a shipment, and what is left of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssistShare {
    /// US dollars per unit, where it goes by units.
    #[serde(deserialize_with = "figure::optional")]
    pub per_unit: Option<Decimal>,
    /// US dollars added to this shipment, to the cent.
    #[serde(deserialize_with = "figure::required")]
    pub added: Decimal,
    /// Units charged after this shipment, where it goes by units.
    #[serde(deserialize_with = "figure::optional_whole")]
    pub units_charged: Option<u64>,
    /// US dollars still to be charged.
    #[serde(deserialize_with = "figure::required")]
    pub remaining: Decimal,
}

/// The value of an assist (152.103(d)): unused cost less what the seller paid, plus its carriage in full.
pub fn assist_value(assist: &Assist) -> Result<Determination<Decimal>, Refusal> {
    for figure in [assist.cost, assist.paid_by_seller, assist.freight] {
        bounded("a figure of the assist", figure)?;
    }
    if assist.used_share < Decimal::ZERO || assist.used_share > Decimal::ONE {
        return Err(Refusal::Figure {
            what: "the used share",
            found: assist.used_share.to_string(),
            expected: "a fraction from 0 to 1",
        });
    }
    let unused = assist.cost * (Decimal::ONE - assist.used_share);
    let value = (unused - assist.paid_by_seller).max(Decimal::ZERO) + assist.freight;
    let step = Step::new("value of the assist: unused cost, less what the seller paid, plus carriage to the place of production")
        .cite(Citation::new("19 CFR 152.103(d)"))
        .base(assist.cost)
        .fact("used_share", assist.used_share)
        .fact("freight", assist.freight);
    Ok(Determination::decided(value, vec![step]))
}

/// The part of an assist's value that a shipment of `shipped` units bears, when `charged_before` units already bore theirs.
pub fn assist_for_shipment(
    value: Decimal,
    method: AssistMethod,
    shipped: u64,
    charged_before: u64,
) -> Result<Determination<AssistShare>, Refusal> {
    bounded("the value of the assist", value)?;
    let cite = Citation::new("19 CFR 152.103(e)");
    let units = match method {
        AssistMethod::FirstShipment => {
            let added = if charged_before == 0 { Round::HalfUp.to(value, 2) } else { Decimal::ZERO };
            let share = AssistShare { per_unit: None, added, units_charged: None, remaining: Decimal::ZERO };
            return Ok(Determination::decided(
                share,
                vec![Step::new("assist borne by the first shipment").cite(cite).base(value)],
            ));
        }
        AssistMethod::UnitsToDate { units } | AssistMethod::WholeProduction { units } => units,
    };
    if units == 0 {
        let need = Need {
            fact: "planned_units".into(),
            question: "Over how many units is the assist spread?".into(),
            affects: "entered value".into(),
        };
        return Ok(Determination::needs(vec![need], Vec::new()));
    }
    let per_unit = value / Decimal::from(units);
    let left = units.saturating_sub(charged_before);
    let now = shipped.min(left);
    let charged = charged_before.saturating_add(now);
    let added = Round::HalfUp.to(per_unit * Decimal::from(now), 2);
    let remaining = Round::HalfUp.to(per_unit * Decimal::from(units.saturating_sub(charged)), 2);
    let step = Step::new("assist by units")
        .cite(cite)
        .base(value)
        .rate(format!("{} per unit", per_unit.normalize()))
        .fact("units", now)
        .fact("units_in_all", units);
    Ok(Determination::decided(
        AssistShare { per_unit: Some(per_unit), added, units_charged: Some(charged), remaining },
        vec![step],
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_used_die_counts_its_unused_part_and_all_its_freight() {
        let die = Assist {
            cost: Decimal::from(90_000),
            used_share: Decimal::new(4, 1),
            paid_by_seller: Decimal::ZERO,
            freight: Decimal::from(700),
        };
        assert_eq!(*assist_value(&die).unwrap().answer().unwrap(), Decimal::from(54_700));
        assert!(assist_value(&Assist { used_share: Decimal::TWO, ..die }).is_err());
    }

    #[test]
    fn a_mould_can_be_spread_in_three_ways() {
        let value = Decimal::from(25_100);
        let share = |method| assist_for_shipment(value, method, 1_000, 0).unwrap().answer().unwrap().clone();
        assert_eq!(share(AssistMethod::FirstShipment).added, Decimal::from(25_100));
        assert_eq!(share(AssistMethod::UnitsToDate { units: 4_000 }).per_unit, Some(Decimal::new(6275, 3)));
        let whole = share(AssistMethod::WholeProduction { units: 10_000 });
        assert_eq!(
            (whole.added, whole.remaining, whole.units_charged),
            (Decimal::from(2_510), Decimal::from(22_590), Some(1_000))
        );
    }

    #[test]
    fn an_exhausted_assist_adds_nothing() {
        let method = AssistMethod::WholeProduction { units: 5_000 };
        let last = assist_for_shipment(Decimal::from(12_600), method, 1_000, 4_600).unwrap();
        assert_eq!(last.answer().unwrap().added, Decimal::from(1_008));
        let after = assist_for_shipment(Decimal::from(12_600), method, 1_000, 5_000).unwrap();
        assert_eq!(after.answer().unwrap().added, Decimal::ZERO);
        assert!(
            assist_for_shipment(Decimal::ONE, AssistMethod::WholeProduction { units: 0 }, 1, 0)
                .unwrap()
                .answer()
                .is_none()
        );
    }
}
