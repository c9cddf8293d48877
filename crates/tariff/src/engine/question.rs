//! The question of `cocket rate`: one line of goods, and what its importer can say about it.

use std::collections::BTreeMap;

use cocket_base::ids::{Country, TariffNumber};
use cocket_base::shape::Shape;
use cocket_base::{Date, Decimal, Explain, Figure, Quantity, Shaped, Unit, figure, question};
use serde::{Deserialize, Serialize};

/// A line of goods to rate. Unknown keys are an error that names them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct RateQuestion {
    /// The caller's name for the question, a text or a number; echoed as a text.
    #[serde(deserialize_with = "question::id")]
    pub id: String,
    /// Tariff number of chapters 1–97, with or without dots; ten digits, or eight where no suffix exists.
    pub hts: TariffNumber,
    /// Country of origin for duty.
    pub origin: Country,
    /// Time of entry: the day whose law applies (19 CFR 141.68, 141.69).
    pub entry_date: Date,
    /// Entered value in US dollars; cents are rounded half up to whole dollars, as ACE takes it.
    #[serde(deserialize_with = "figure::required")]
    pub value: Decimal,
    /// Quantities in any units; the rate picks what it needs and converts what converts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quantities: Vec<QuantityGiven>,
    /// Special programme claimed, as in `S` or `A+`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spi: Option<String>,
    /// Date of exportation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub export_date: Option<Date>,
    /// Date of loading on the final mode of transit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loading_date: Option<Date>,
    /// Country of exportation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub export_country: Option<Country>,
    /// Mode of transport: `vessel`, `air`, `truck`, `rail`, `mail` and the like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// Day on which privileged foreign status was taken in a zone: the law of that day applies (19 CFR 146.65).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ftz_privileged_date: Option<Date>,
    /// Zone status: `privileged`, `non-privileged`, `domestic` or `zone-restricted`, or its letter `P`, `N`, `D`, `Z`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ftz_status: Option<String>,
    /// Rate texts to use in place of the schedule's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rates: Option<RateTexts>,
    /// A chapter 98 provision claimed for the line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chapter98: Option<Chapter98Claim>,
    /// Antidumping and countervailing cases.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub adcvd: Vec<CaseClaim>,
    /// Goods of other rates with which these are so mixed that quantity or value of each cannot be told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub commingled: Vec<CommingledGoods>,
    /// What the importer knows; the names are those of `data/measures/facts.toml`.
    #[serde(default)]
    pub facts: Facts,
    /// Wants the worked steps: `true`; or told in plain sentences: `client` or `colleague`.
    #[serde(default, skip_serializing_if = "Explain::is_no")]
    pub explain: Explain,
}

impl RateQuestion {
    /// The quantity in a unit: reported in it, or converted from the first that converts.
    pub(super) fn quantity_in(&self, unit: Unit) -> Option<Decimal> {
        let same = self.quantities.iter().find(|given| given.unit == unit).map(|given| given.amount);
        same.or_else(|| {
            self.quantities.iter().find_map(|given| Some(Quantity::from(given).to(unit).ok()?.amount))
        })
    }
}

/// Goods that lie mixed with those of a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields, expecting = "an object with hts, as in {\"hts\": \"1005.90.20\"}")]
pub struct CommingledGoods {
    /// Their tariff number.
    pub hts: TariffNumber,
    /// Their country of origin; without it that of the question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Country>,
}

/// A quantity with its unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(
    deny_unknown_fields,
    expecting = "an object with amount and unit, as in {\"amount\": \"40\", \"unit\": \"kg\"}"
)]
pub struct QuantityGiven {
    /// How many.
    #[serde(deserialize_with = "figure::required")]
    pub amount: Decimal,
    /// Of what, in a spelling of the tariff.
    pub unit: Unit,
}

impl From<&QuantityGiven> for Quantity {
    fn from(given: &QuantityGiven) -> Quantity {
        Quantity::new(given.amount, given.unit)
    }
}

/// Rate texts of the three columns, as the schedule would print them. The schedule answers for a column that is not given; an
/// empty text is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields, expecting = "an object with general, special and other, or some of them")]
pub struct RateTexts {
    /// Column 1 general.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub general: Option<String>,
    /// Column 1 special.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub special: Option<String>,
    /// Column 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<String>,
}

/// A chapter 98 claim with the value that its provision names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(
    deny_unknown_fields,
    expecting = "an object with hts and value, as in {\"hts\": \"9802.00.80\", \"value\": \"38500\"}"
)]
pub struct Chapter98Claim {
    /// The chapter 98 number.
    pub hts: TariffNumber,
    /// Value of the repair, the processing or the US parts, as the provision reads it.
    #[serde(default, deserialize_with = "figure::optional", skip_serializing_if = "Option::is_none")]
    pub value: Option<Decimal>,
}

/// An antidumping or countervailing case that covers the line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(
    deny_unknown_fields,
    expecting = "an object with case, rate and basis, as in {\"case\": \"A-570-506\", \"rate\": \"45.00\"}"
)]
pub struct CaseClaim {
    /// Case number, with or without hyphens.
    pub case: String,
    /// Deposit rate: percent, or US dollars per unit of `basis`.
    #[serde(deserialize_with = "figure::required")]
    pub rate: Decimal,
    /// `value` (the default), or the unit of a specific deposit, as in `kg`.
    #[serde(default = "by_value")]
    pub basis: String,
}

fn by_value() -> String {
    "value".into()
}

/// The importer's statements: two lists of chapter 99 numbers, and named facts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Shaped)]
pub struct Facts {
    /// Headings whose condition the importer affirms.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub confirm: Vec<TariffNumber>,
    /// Headings whose condition the importer denies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decline: Vec<TariffNumber>,
    /// Named facts; a name that no measure declares is refused with the question.
    #[serde(flatten)]
    pub named: BTreeMap<String, FactValue>,
}

impl Shaped for FactValue {
    const SHAPE: Shape = Shape::Any;
}

/// The value of a named fact as JSON gives it; the fact's declared kind decides how it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FactValue {
    /// Yes or no.
    Flag(bool),
    /// A decimal, country, date or word given as text.
    Text(String),
    /// A whole number given as such.
    Number(Figure),
}
