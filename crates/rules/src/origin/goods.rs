//! The facts of qualification: the good, its values and its bill of materials.

use cocket_base::ids::{Country, TariffNumber};
use cocket_base::{Decimal, Shaped, figure};
use serde::{Deserialize, Serialize};

/// What a material is to the good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A part or an ingredient.
    #[default]
    Material,
    /// Packaging in which the good is sold at retail: no shift is asked of it, its value counts.
    RetailPackaging,
    /// Packing for the journey: disregarded.
    ShippingPacking,
    /// Customary accessory, spare part, tool or manual, not invoiced apart: no shift is asked of it, its value counts.
    Accessory,
    /// Fuel, tools, catalysts and the like, not in the good: counts as originating.
    Indirect,
    /// Fabric of pocket bags: some apparel rules ask that it originates.
    Pocketing,
}

/// One line of the bill of materials. All values in US dollars for the same quantity of the good.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct Material {
    /// Name, part number or both.
    pub name: String,
    /// Tariff number, as exactly as it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hts: Option<TariffNumber>,
    /// Whether it originates under the agreement. Not told means foreign: origin must be shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub originating: Option<bool>,
    /// Country it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Country>,
    /// Its value: imported, the transaction value with freight to the place of importation; bought locally, the price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "figure::optional_amount")]
    pub value: Option<Decimal>,
    /// What of the value may be taken off: freight, insurance, packing, duties and brokerage not refunded, waste.
    #[serde(default)]
    #[serde(deserialize_with = "figure::amount")]
    pub deductions: Decimal,
    /// What of the value is processing in the territory, or originating materials in it (accumulation).
    #[serde(default)]
    #[serde(deserialize_with = "figure::amount")]
    pub regional_value: Decimal,
    /// Weight in kilograms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "figure::optional_amount")]
    pub weight_kg: Option<Decimal>,
    /// What it is to the good.
    #[serde(default)]
    pub role: Role,
    /// Whether it is in the component that determines the good's classification; asked of apparel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub component: Option<bool>,
    /// An elastomeric yarn.
    #[serde(default)]
    pub elastomeric: bool,
    /// Fungible stock that mixes originating with foreign: `originating` then follows from this inventory method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inventory_method: Option<String>,
    /// Mixed in stock with foreign material of the same kind.
    #[serde(default)]
    pub commingled: bool,
    /// Classified as a part of the good (needed for criterion D).
    #[serde(default)]
    pub part: bool,
    /// Recovered in the territory from used goods and used in a remanufactured good.
    #[serde(default)]
    pub recovered: bool,
    /// Transformed twice in the beneficiary country: first into an intermediate article of commerce, then into the good.
    #[serde(default)]
    pub double_transformed: bool,
    /// Self-produced and designated by the producer as an intermediate material.
    #[serde(default)]
    pub designated: bool,
    /// What it was made of, when it is self-produced.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<Material>,
}

impl Material {
    /// True when it counts as originating: shown to be, indirect, or recovered in the territory.
    pub fn originates(&self) -> bool {
        self.originating == Some(true) || self.role == Role::Indirect || self.recovered
    }

    /// Its value less what may be taken off; `None` when no value was given.
    pub fn net_value(&self) -> Option<Decimal> {
        self.value.map(|value| (value - self.deductions).max(Decimal::ZERO))
    }

    /// What of it counts as foreign: nothing of an originating material, the value less regional content of another.
    pub fn foreign_value(&self) -> Option<Decimal> {
        if self.originates() || self.role == Role::ShippingPacking {
            return Some(Decimal::ZERO);
        }
        self.net_value().map(|value| (value - self.regional_value).max(Decimal::ZERO))
    }

    /// True when the rule asks a change of classification of it.
    pub fn must_shift(&self) -> bool {
        !self.originates() && matches!(self.role, Role::Material | Role::Pocketing)
    }
}

/// Values and costs of the good, US dollars, for the quantity that the bill of materials makes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct GoodValues {
    /// Price paid or payable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "figure::optional_amount")]
    pub transaction_value: Option<Decimal>,
    /// Cost of international shipment that the price includes: taken out.
    #[serde(default)]
    #[serde(deserialize_with = "figure::amount")]
    pub international_shipment: Decimal,
    /// Adjusted value, for build-down and build-up; without it the transaction value less international shipment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "figure::optional_amount")]
    pub adjusted_value: Option<Decimal>,
    /// Appraised value, for programmes of 35 percent; without it as adjusted value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "figure::optional_amount")]
    pub appraised_value: Option<Decimal>,
    /// Product, period and other costs; no profit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "figure::optional_amount")]
    pub total_cost: Option<Decimal>,
    /// In the total cost: sales promotion, marketing and after-sales service.
    #[serde(default)]
    #[serde(deserialize_with = "figure::amount")]
    pub sales_promotion: Decimal,
    /// In the total cost: royalties.
    #[serde(default)]
    #[serde(deserialize_with = "figure::amount")]
    pub royalties: Decimal,
    /// In the total cost: shipping and packing.
    #[serde(default)]
    #[serde(deserialize_with = "figure::amount")]
    pub shipping_and_packing: Decimal,
    /// In the total cost: interest above the allowable rate.
    #[serde(default)]
    #[serde(deserialize_with = "figure::amount")]
    pub nonallowable_interest: Decimal,
    /// Net cost, when it is known by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "figure::optional_amount")]
    pub net_cost: Option<Decimal>,
    /// Value of foreign materials as a sum, when there is no bill of materials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "figure::optional_amount")]
    pub foreign_materials: Option<Decimal>,
    /// Value of originating materials as a sum, when there is no bill of materials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "figure::optional_amount")]
    pub originating_materials: Option<Decimal>,
    /// Direct costs of processing in the beneficiary country, for programmes of 35 percent.
    #[serde(default)]
    #[serde(deserialize_with = "figure::amount")]
    pub direct_processing: Decimal,
    /// Weight of the good in kilograms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "figure::optional_amount")]
    pub weight_kg: Option<Decimal>,
    /// Weight in kilograms of the component that determines classification, for apparel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "figure::optional_amount")]
    pub component_weight_kg: Option<Decimal>,
}

impl GoodValues {
    /// Transaction value without international shipment.
    pub fn transaction(&self) -> Option<Decimal> {
        self.transaction_value.map(|value| value - self.international_shipment)
    }

    /// Adjusted value.
    pub fn adjusted(&self) -> Option<Decimal> {
        self.adjusted_value.or_else(|| self.transaction())
    }

    /// Appraised value.
    pub fn appraised(&self) -> Option<Decimal> {
        self.appraised_value.or_else(|| self.adjusted())
    }

    /// What leaves the total cost on the way to net cost.
    pub fn excluded_costs(&self) -> Decimal {
        self.sales_promotion + self.royalties + self.shipping_and_packing + self.nonallowable_interest
    }

    /// Net cost.
    pub fn net(&self) -> Option<Decimal> {
        self.net_cost.or_else(|| self.total_cost.map(|total| total - self.excluded_costs()))
    }
}
