//! Quantities in the units of the schedule, worked out of what the papers give.
//!
//! Every unit that the schedule prints is reported (CBP 7501 instructions, block 31): the paper's quantity where it
//! converts, the net weight for units of mass. A content unit is never worked out of a plain one.

use cocket_base::{Dimension, Need, Quantity, Unit};
use cocket_filing::declaration::ReportedQuantity;

use crate::goods::Goods;

/// A unit as the schedule prints it.
pub struct StatUnit {
    /// The unit, when it is a known one.
    pub unit: Option<Unit>,
    /// The schedule's spelling.
    pub printed: String,
}

/// The quantities to report, in the schedule's order, and the ones that must be asked for.
pub fn report(goods: &Goods<'_>, units: &[StatUnit]) -> (Vec<ReportedQuantity>, Vec<Need>) {
    let (mut reported, mut needs) = (Vec::new(), Vec::new());
    for wanted in units {
        match wanted.unit.and_then(|unit| in_unit(goods, unit)) {
            Some(quantity) => reported.push(ReportedQuantity { quantity, printed: wanted.printed.clone() }),
            None => needs.push(need(goods, wanted)),
        }
    }
    (reported, needs)
}

/// Everything known of the line's quantity: for the duty engine, which picks what a rate needs.
pub fn all(goods: &Goods<'_>) -> Vec<Quantity> {
    let weight = goods.net_kg.as_ref().map(|kg| Quantity::new(kg.value, Unit::kg()));
    goods.quantity.into_iter().chain(weight).chain(liters(goods)).collect()
}

/// The line's contents in liters.
fn liters(goods: &Goods<'_>) -> Option<Quantity> {
    Some(Quantity::new(goods.liters.as_ref()?.value, "liters".parse().ok()?))
}

fn in_unit(goods: &Goods<'_>, unit: Unit) -> Option<Quantity> {
    let direct = goods.quantity.and_then(|quantity| quantity.to(unit).ok());
    let plain_mass = unit.dimension() == Dimension::Mass && unit.qualifier().is_empty();
    let weight = goods.net_kg.as_ref().filter(|_| plain_mass).map(|kg| Quantity::new(kg.value, Unit::kg()));
    direct
        .or_else(|| weight.and_then(|kg| kg.to(unit).ok()))
        .or_else(|| liters(goods).and_then(|liters| liters.to(unit).ok()))
}

fn need(goods: &Goods<'_>, wanted: &StatUnit) -> Need {
    let part = goods.part_no;
    Need {
        fact: format!("quantity of {part} in {}", wanted.printed),
        question: format!("How many {} of {part} are in the shipment?", wanted.printed),
        affects: "the reported quantity, and the duty where the rate is by that unit".into(),
    }
}
