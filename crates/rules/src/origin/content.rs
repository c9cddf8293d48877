//! Regional value content: transaction value, net cost, build-down and build-up (19 USC 4531(d); 4033(c)).
//!
//! The comparison is exact; only the printed percentage is rounded.

use cocket_base::{Decimal, Round};
use serde::{Deserialize, Serialize};

use super::goods::{GoodValues, Material, Role};
use super::language::{ContentTest, Method};
use super::proof::{Proof, need};

/// What a method came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The method.
    pub method: Method,
    /// The value the share is taken of, US dollars.
    pub base: Decimal,
    /// Foreign materials; under build-up the originating ones. US dollars.
    pub materials: Decimal,
    /// Regional value content in percent, rounded half up to two decimals for reading.
    pub percent: Decimal,
}

/// The sums of a bill of materials: foreign and originating value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    /// Value of foreign materials; `None` while a value is missing.
    pub foreign: Option<Decimal>,
    /// Value of originating materials; `None` while a value is missing.
    pub originating: Option<Decimal>,
    /// The first material without a value.
    pub without_value: Option<String>,
}

/// Sums the materials that count. Given sums stand in where there is no bill of materials.
pub(super) fn sums(values: &GoodValues, materials: &[Material]) -> Sums {
    if materials.is_empty() {
        let missing = "foreign_materials".to_string();
        let without_value = values.foreign_materials.is_none().then_some(missing);
        return Sums {
            foreign: values.foreign_materials,
            originating: values.originating_materials,
            without_value,
        };
    }
    let counted = materials.iter().filter(|m| !matches!(m.role, Role::ShippingPacking | Role::Indirect));
    let mut sums =
        Sums { foreign: Some(Decimal::ZERO), originating: Some(Decimal::ZERO), without_value: None };
    for material in counted {
        let (Some(foreign), Some(net)) = (material.foreign_value(), material.net_value()) else {
            if material.originates() {
                sums.originating = None;
            } else {
                sums.foreign = None;
            }
            sums.without_value.get_or_insert_with(|| material.name.clone());
            continue;
        };
        sums.foreign = sums.foreign.map(|sum| sum + foreign);
        let originating = if material.originates() { net } else { net.min(material.regional_value) };
        sums.originating = sums.originating.map(|sum| sum + originating);
    }
    sums
}

/// Works a method out; `Err` names the fact that is missing.
pub(super) fn work_out(method: Method, values: &GoodValues, sums: &Sums) -> Result<Content, Proof> {
    let missing = |fact: &str, question: &str| {
        Err(Proof::waits(
            format!("{} is not known", fact.replace('_', " ")),
            need(fact, question, format!("regional value content by {}", method.name())),
        ))
    };
    let base = match method {
        Method::TV => values.transaction(),
        Method::NC => values.net(),
        Method::BD | Method::BU => values.adjusted(),
    };
    let Some(base) = base else {
        return match method {
            Method::TV => {
                missing("values.transaction_value", "What is the price paid or payable for the good?")
            }
            Method::NC => missing(
                "values.total_cost",
                "What is the total cost of the good, and what of it is excluded?",
            ),
            Method::BD | Method::BU => {
                missing("values.adjusted_value", "What is the adjusted value of the good?")
            }
        };
    };
    let materials = if method == Method::BU { sums.originating } else { sums.foreign };
    let Some(materials) = materials else {
        let name = sums.without_value.as_deref().unwrap_or("foreign_materials");
        return missing(&format!("materials.{name}.value"), &format!("What is the value of «{name}»?"));
    };
    if base <= Decimal::ZERO {
        return Err(Proof::fact(format!("the base {base} of {} is not above zero", method.name()), false));
    }
    let regional = if method == Method::BU { materials } else { base - materials };
    let mut percent = Round::HalfUp.to(regional * Decimal::ONE_HUNDRED / base, 2);
    percent.rescale(2);
    Ok(Content { method, base, materials, percent })
}

impl Content {
    /// The value that is regional.
    pub fn regional(&self) -> Decimal {
        if self.method == Method::BU { self.materials } else { self.base - self.materials }
    }

    /// Whether it reaches the percentage, exactly.
    pub fn reaches(&self, percent: Decimal) -> bool {
        self.regional() * Decimal::ONE_HUNDRED >= percent * self.base
    }

    /// The regional value that is missing to the percentage, rounded up to the cent.
    pub fn missing(&self, percent: Decimal) -> Decimal {
        let missing = percent * self.base / Decimal::ONE_HUNDRED - self.regional();
        let cents = missing
            .max(Decimal::ZERO)
            .round_dp_with_strategy(2, rust_decimal::RoundingStrategy::AwayFromZero);
        cents.normalize()
    }
}

/// One test of a rule.
pub(super) fn test(test: &ContentTest, values: &GoodValues, sums: &Sums) -> Proof {
    match work_out(test.method, values, sums) {
        Err(open) => open,
        Ok(content) => {
            let (regional, base) = (content.regional().normalize(), content.base.normalize());
            let what = format!(
                "regional value content by {}: {regional} of {base} is {} percent, {} asked",
                test.method.name(),
                content.percent,
                test.percent.normalize()
            );
            Proof::fact(what, content.reaches(test.percent))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dec(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn values() -> GoodValues {
        GoodValues {
            transaction_value: Some(dec("850")),
            international_shipment: dec("40"),
            total_cost: Some(dec("700")),
            sales_promotion: dec("35"),
            royalties: dec("20"),
            shipping_and_packing: dec("15"),
            foreign_materials: Some(dec("290")),
            ..GoodValues::default()
        }
    }

    #[test]
    fn the_methods_come_to_the_worked_figures() {
        let sums = sums(&values(), &[]);
        assert_eq!(work_out(Method::TV, &values(), &sums).unwrap().percent, dec("64.20"));
        assert_eq!(work_out(Method::NC, &values(), &sums).unwrap().percent, dec("53.97"));
        let down = GoodValues { adjusted_value: Some(dec("900")), ..GoodValues::default() };
        let figures = Sums { foreign: Some(dec("405")), originating: Some(dec("330")), without_value: None };
        assert_eq!(work_out(Method::BD, &down, &figures).unwrap().percent, dec("55.00"));
        assert_eq!(work_out(Method::BU, &down, &figures).unwrap().percent, dec("36.67"));
    }

    #[test]
    fn the_comparison_is_exact_where_the_print_is_rounded() {
        let content = Content {
            method: Method::TV,
            base: dec("10000"),
            materials: dec("4000.40"),
            percent: dec("60.00"),
        };
        assert!(!content.reaches(dec("60")));
        assert_eq!(content.missing(dec("60")), dec("0.4"));
    }

    #[test]
    fn a_material_without_value_is_asked_for() {
        let material = Material { name: "motor".into(), ..Material::default() };
        let open = work_out(Method::TV, &values(), &sums(&values(), &[material])).unwrap_err();
        assert_eq!(open.needs[0].fact, "materials.motor.value");
    }

    #[test]
    fn packing_is_left_out_and_regional_work_counts() {
        let packing = Material { role: Role::ShippingPacking, value: Some(dec("50")), ..Material::default() };
        let worked = Material {
            value: Some(dec("100")),
            regional_value: dec("30"),
            deductions: dec("10"),
            ..Material::default()
        };
        let sums = sums(&values(), &[packing, worked]);
        assert_eq!((sums.foreign, sums.originating), (Some(dec("60")), Some(dec("30"))));
    }
}
