//! What a rate is taken of: the value and quantity bases that rate texts name, each with its fact and its question.
//!
//! The schedule speaks of the case, the drained weight, the lead content and so on. Each such base is one row here:
//! how the texts spell it, the name of the fact that states it, and what to ask when the fact is missing.

use std::fmt;
use std::str::FromStr;

use cocket_base::Unit;

/// A value that a percentage is taken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ValueBase {
    /// The value of the article: the entered value of the line.
    Full,
    /// The value of the whole set, which is the line's value.
    EntireSet,
    /// The watch or clock case.
    Case,
    /// The strap, band or bracelet.
    Strap,
    /// Case and strap together.
    CaseAndStrap,
    /// The movement.
    Movement,
    /// Movement and case together.
    MovementAndCase,
    /// The battery.
    Battery,
    /// The apparatus without its battery.
    Apparatus,
    /// The rifle.
    Rifle,
    /// The telescopic sight; zero when there is none.
    TelescopicSight,
    /// The lead content.
    LeadContent,
    /// The steel content.
    SteelContent,
    /// The aluminum content.
    AluminumContent,
    /// The copper content.
    CopperContent,
    /// What is not of United States content.
    NonUsContent,
    /// The fair retail value in the country of acquisition.
    FairRetailValue,
    /// The cost of goods or repairs (vessel repairs).
    CostOfGoodsOrRepairs,
    /// The cost of parts or materials (vessel repairs).
    CostOfPartsOrMaterials,
    /// The cost of parts (vessel repairs).
    CostOfParts,
    /// The value of repairs or alterations done abroad (heading 9802).
    RepairsOrAlterations,
    /// The value of processing done abroad (heading 9802).
    ProcessingAbroad,
    /// The full value less the cost or value of products of the United States (heading 9802).
    LessUsProducts,
    /// The full value less fabrics, components or materials of the United States (heading 9822).
    LessUsMaterials,
}

/// One row of the vocabulary of values.
struct ValueRow {
    base: ValueBase,
    fact: &'static str,
    /// Spellings after the percentage; the first one is printed.
    phrases: &'static [&'static str],
    question: &'static str,
}

const fn value(
    base: ValueBase,
    fact: &'static str,
    phrases: &'static [&'static str],
    question: &'static str,
) -> ValueRow {
    ValueRow { base, fact, phrases, question }
}

static VALUES: &[ValueRow] = &[
    value(
        ValueBase::Full,
        "value",
        &["on the full value of the imported article"],
        "What is the value of the article in US dollars?",
    ),
    value(
        ValueBase::EntireSet,
        "value_of_set",
        &["on the entire set"],
        "What is the value of the entire set in US dollars?",
    ),
    value(
        ValueBase::CaseAndStrap,
        "value_of_case_and_strap",
        &["on the case and strap, band or bracelet", "on case and strap, band or bracelet"],
        "What is the value of the case and of the strap, band or bracelet together in US dollars?",
    ),
    value(ValueBase::Case, "value_of_case", &["on the case"], "What is the value of the case in US dollars?"),
    value(
        ValueBase::Strap,
        "value_of_strap",
        &["on the strap, band or bracelet"],
        "What is the value of the strap, band or bracelet in US dollars (0 when there is none)?",
    ),
    value(
        ValueBase::MovementAndCase,
        "value_of_movement_and_case",
        &["on the movement and case"],
        "What is the value of the movement and the case together in US dollars?",
    ),
    value(
        ValueBase::Movement,
        "value_of_movement",
        &["on the movement"],
        "What is the value of the movement in US dollars?",
    ),
    value(
        ValueBase::Battery,
        "value_of_battery",
        &["on the battery"],
        "What is the value of the battery in US dollars (0 when there is none)?",
    ),
    value(
        ValueBase::Apparatus,
        "value_of_apparatus",
        &["on the apparatus"],
        "What is the value of the apparatus without its battery in US dollars?",
    ),
    value(
        ValueBase::Rifle,
        "value_of_rifle",
        &["on the value of the rifle"],
        "What is the value of the rifle in US dollars?",
    ),
    value(
        ValueBase::TelescopicSight,
        "value_of_telescopic_sight",
        &["on the value of the telescopic sight, if any"],
        "What is the value of the telescopic sight in US dollars (0 when there is none)?",
    ),
    value(
        ValueBase::LeadContent,
        "value_of_lead_content",
        &["on the value of the lead content"],
        "What is the value of the lead content in US dollars?",
    ),
    value(
        ValueBase::SteelContent,
        "value_of_steel_content",
        &["upon the value of the steel content"],
        "What is the value of the steel content in US dollars?",
    ),
    value(
        ValueBase::AluminumContent,
        "value_of_aluminum_content",
        &["upon the value of the aluminum content"],
        "What is the value of the aluminum content in US dollars?",
    ),
    value(
        ValueBase::CopperContent,
        "value_of_copper_content",
        &["upon the value of the copper content"],
        "What is the value of the copper content in US dollars?",
    ),
    value(
        ValueBase::NonUsContent,
        "value_of_non_us_content",
        &["upon the value of the non-U.S. content"],
        "What is the value of the content that is not of the United States in US dollars?",
    ),
    value(
        ValueBase::FairRetailValue,
        "fair_retail_value",
        &["of the fair retail value"],
        "What is the fair retail value in US dollars?",
    ),
    value(
        ValueBase::CostOfGoodsOrRepairs,
        "cost_of_goods_or_repairs",
        &["of the cost of such goods or repairs"],
        "What did the goods or repairs cost in US dollars?",
    ),
    value(
        ValueBase::CostOfPartsOrMaterials,
        "cost_of_parts_or_materials",
        &["of the cost of such parts or materials"],
        "What did the parts or materials cost in US dollars?",
    ),
    value(
        ValueBase::CostOfParts,
        "cost_of_parts",
        &["of the cost of such parts", "on the cost of such parts"],
        "What did the parts cost in US dollars?",
    ),
    value(
        ValueBase::RepairsOrAlterations,
        "value_of_repairs",
        &["upon the value of the repairs or alterations"],
        "What is the value of the repairs or alterations made abroad in US dollars?",
    ),
    value(
        ValueBase::ProcessingAbroad,
        "value_of_processing_abroad",
        &["upon the value of such processing outside the United States"],
        "What is the value of the processing outside the United States in US dollars?",
    ),
    value(
        ValueBase::LessUsProducts,
        "value_less_us_products",
        &[
            "upon the full value of the imported article, less the cost or value of such products of the United States",
        ],
        "What is the full value less the cost or value of the United States components in US dollars?",
    ),
    value(
        ValueBase::LessUsMaterials,
        "value_less_us_materials",
        &[
            "upon the full value of the imported article less the value of fabrics, components or materials of the United States",
        ],
        "What is the full value less the fabrics, components or materials of the United States in US dollars?",
    ),
];

impl ValueBase {
    fn row(self) -> Option<&'static ValueRow> {
        VALUES.iter().find(|row| row.base == self)
    }

    /// Every base, with the longer spellings before those they begin with.
    pub fn all() -> impl Iterator<Item = ValueBase> {
        VALUES.iter().map(|row| row.base)
    }

    /// The fact that states it.
    pub fn fact(self) -> &'static str {
        self.row().map_or("value", |row| row.fact)
    }

    /// The question to ask for it.
    pub fn question(self) -> &'static str {
        self.row().map_or("What is the value in US dollars?", |row| row.question)
    }

    /// The words of a rate text that name it; empty for the value of the article itself.
    pub fn phrase(self) -> &'static str {
        match self {
            ValueBase::Full => "",
            _ => self.row().and_then(|row| row.phrases.first()).copied().unwrap_or(""),
        }
    }

    /// Every spelling found in the schedule.
    pub(crate) fn phrases(self) -> &'static [&'static str] {
        self.row().map_or(&[], |row| row.phrases)
    }

    /// True when it is the line's own value.
    pub fn is_line_value(self) -> bool {
        matches!(self, ValueBase::Full | ValueBase::EntireSet)
    }
}

/// What a specific rate counts or weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Basis {
    /// The article itself, in the unit of the rate.
    Article,
    /// The drained weight.
    DrainedWeight,
    /// Contents and container together.
    ContentsAndContainer,
    /// The entire contents of the container, liquid included.
    EntireContents,
    /// The article with its container.
    IncludingContainer,
    /// Total sugars.
    TotalSugars,
    /// Lead content.
    Lead,
    /// Copper content.
    Copper,
    /// Zinc content.
    Zinc,
    /// Molybdenum content.
    Molybdenum,
    /// Tungsten content.
    Tungsten,
    /// Magnesium content.
    Magnesium,
    /// Manganese content.
    Manganese,
    /// Silicon content.
    Silicon,
    /// Anhydrous morphine content.
    AnhydrousMorphine,
    /// Ethyl alcohol content, in proof liters.
    EthylAlcohol,
    /// Immediate containers, counted.
    ImmediateContainers,
    /// Recording surface.
    RecordingSurface,
    /// Pins, counted.
    Pins,
    /// Pieces or parts other than those rated by themselves.
    OtherPieces,
    /// Jewels beyond so many in each movement, added up over all movements.
    JewelsOver(u32),
}

struct BasisRow {
    basis: Basis,
    fact: &'static str,
    phrases: &'static [&'static str],
    /// A reported unit that measures just this.
    unit: &'static str,
    what: &'static str,
}

const fn basis(
    basis: Basis,
    fact: &'static str,
    phrases: &'static [&'static str],
    unit: &'static str,
    what: &'static str,
) -> BasisRow {
    BasisRow { basis, fact, phrases, unit, what }
}

static BASES: &[BasisRow] = &[
    basis(
        Basis::DrainedWeight,
        "drained_weight",
        &["on drained weight", "on drained weght"],
        "",
        "drained weight",
    ),
    basis(
        Basis::ContentsAndContainer,
        "contents_and_container",
        &["on contents and container"],
        "",
        "weight of contents and container together",
    ),
    basis(
        Basis::EntireContents,
        "entire_contents",
        &["on entire contents of container"],
        "",
        "weight of the entire contents of the container",
    ),
    basis(
        Basis::IncludingContainer,
        "weight_with_container",
        &["including weight of container"],
        "",
        "weight including the container",
    ),
    basis(Basis::TotalSugars, "total_sugars", &["of total sugars"], "kg ttl sug", "weight of total sugars"),
    basis(Basis::Lead, "lead_content", &["on lead content"], "Pb kg", "weight of the lead content"),
    basis(Basis::Copper, "copper_content", &["on copper content"], "Cu kg", "weight of the copper content"),
    basis(Basis::Zinc, "zinc_content", &["on zinc content"], "Zn kg", "weight of the zinc content"),
    basis(
        Basis::Molybdenum,
        "molybdenum_content",
        &["on molybdenum content"],
        "Mo kg",
        "weight of the molybdenum content",
    ),
    basis(
        Basis::Tungsten,
        "tungsten_content",
        &["on tungsten content"],
        "W kg",
        "weight of the tungsten content",
    ),
    basis(
        Basis::Magnesium,
        "magnesium_content",
        &["on magnesium content"],
        "Mg kg",
        "weight of the magnesium content",
    ),
    basis(
        Basis::Manganese,
        "manganese_content",
        &["on manganese content"],
        "Mn kg",
        "weight of the manganese content",
    ),
    basis(
        Basis::Silicon,
        "silicon_content",
        &["on silicon content"],
        "Si kg",
        "weight of the silicon content",
    ),
    basis(
        Basis::AnhydrousMorphine,
        "anhydrous_morphine_content",
        &["of anhydrous morphine content"],
        "",
        "weight of the anhydrous morphine content",
    ),
    basis(
        Basis::EthylAlcohol,
        "ethyl_alcohol_content",
        &["on ethyl alcohol content"],
        "pf.liters",
        "ethyl alcohol content",
    ),
    basis(
        Basis::ImmediateContainers,
        "immediate_containers",
        &["of immediate containers"],
        "",
        "number of immediate containers",
    ),
    basis(Basis::RecordingSurface, "recording_surface", &["of recording surface"], "", "recording surface"),
    basis(Basis::Pins, "pins", &["pins"], "thousands", "number of pins"),
    basis(
        Basis::OtherPieces,
        "other_pieces",
        &["for each other piece or part"],
        "",
        "number of other pieces or parts",
    ),
];

impl Basis {
    fn row(self) -> Option<&'static BasisRow> {
        BASES.iter().find(|row| row.basis == self)
    }

    /// Every basis with a fact of its own, but for the jewels beyond a number.
    pub fn all() -> impl Iterator<Item = Basis> {
        BASES.iter().map(|row| row.basis)
    }

    /// The fact that states it: a quantity with its unit.
    pub fn fact(self) -> &'static str {
        match self {
            Basis::JewelsOver(_) => "jewels_over",
            _ => self.row().map_or("quantities", |row| row.fact),
        }
    }

    /// The question to ask for it, in the unit of the rate.
    pub fn question(self, unit: Unit) -> String {
        match self {
            Basis::JewelsOver(over) => {
                format!(
                    "How many jewels are there beyond {over} in each movement, added up over all movements?"
                )
            }
            Basis::Article => format!("What is the quantity in {unit}?"),
            _ => format!("What is the {} in {unit}?", self.row().map_or("quantity", |row| row.what)),
        }
    }

    /// The words of a rate text that name it.
    pub fn phrase(self) -> &'static str {
        self.row().and_then(|row| row.phrases.first()).copied().unwrap_or("")
    }

    pub(crate) fn phrases(self) -> &'static [&'static str] {
        self.row().map_or(&[], |row| row.phrases)
    }

    /// A reporting unit of the schedule that measures just this, as `Pb kg` does the lead content.
    pub fn reporting_unit(self) -> Option<Unit> {
        self.row().filter(|row| !row.unit.is_empty()).and_then(|row| row.unit.parse().ok())
    }
}

/// An amount of money that a rate text takes as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DollarFact {
    /// Internal revenue tax on like articles.
    InternalRevenueTax,
    /// Customs drawback allowed when the article was exported.
    CustomsDrawback,
    /// Duty that would have been payable on the articles used in making the aircraft.
    DutyOnArticlesUsed,
    /// Duty on the complete movement; does not apply where there is no plate.
    DutyOnCompleteMovement,
}

impl DollarFact {
    /// Every such fact.
    pub const ALL: [DollarFact; 4] = [
        DollarFact::InternalRevenueTax,
        DollarFact::CustomsDrawback,
        DollarFact::DutyOnArticlesUsed,
        DollarFact::DutyOnCompleteMovement,
    ];

    /// The fact's name.
    pub fn fact(self) -> &'static str {
        match self {
            DollarFact::InternalRevenueTax => "internal_revenue_tax",
            DollarFact::CustomsDrawback => "drawback_allowed",
            DollarFact::DutyOnArticlesUsed => "duty_on_articles_used",
            DollarFact::DutyOnCompleteMovement => "duty_on_complete_movement",
        }
    }

    /// The question to ask for it.
    pub fn question(self) -> &'static str {
        match self {
            DollarFact::InternalRevenueTax => {
                "What internal revenue tax would like articles bear today, in US dollars?"
            }
            DollarFact::CustomsDrawback => {
                "What drawback was allowed when the article was exported, in US dollars (0 when none)?"
            }
            DollarFact::DutyOnArticlesUsed => {
                "What duty would have been payable on the articles used in making the aircraft, in US dollars?"
            }
            DollarFact::DutyOnCompleteMovement => {
                "Do the goods contain a plate or a set of plates? If so, what is the duty on the complete movement in US dollars? Answer none where there is no plate."
            }
        }
    }
}

impl fmt::Display for DollarFact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.fact())
    }
}

/// A name that no base of the vocabulary bears.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("«{text}» is no fact that a rate reads; see the list of rate facts")]
pub struct UnknownBase {
    /// What was found.
    pub text: String,
}

impl FromStr for ValueBase {
    type Err = UnknownBase;
    fn from_str(text: &str) -> Result<ValueBase, UnknownBase> {
        ValueBase::all().find(|base| base.fact() == text).ok_or_else(|| UnknownBase { text: text.into() })
    }
}
impl FromStr for Basis {
    type Err = UnknownBase;
    fn from_str(text: &str) -> Result<Basis, UnknownBase> {
        Basis::all().find(|basis| basis.fact() == text).ok_or_else(|| UnknownBase { text: text.into() })
    }
}
impl FromStr for DollarFact {
    type Err = UnknownBase;
    fn from_str(text: &str) -> Result<DollarFact, UnknownBase> {
        DollarFact::ALL
            .into_iter()
            .find(|fact| fact.fact() == text)
            .ok_or_else(|| UnknownBase { text: text.into() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_base_has_its_own_fact_and_finds_itself() {
        for base in ValueBase::all() {
            assert_eq!(base.fact().parse::<ValueBase>().unwrap(), base);
            assert!(base.question().ends_with('?'));
        }
        for basis in Basis::all() {
            assert_eq!(basis.fact().parse::<Basis>().unwrap(), basis);
            assert!(basis.question(Unit::kg()).ends_with('?'));
        }
        assert_eq!(Basis::Lead.reporting_unit().unwrap().printed(), "Pb kg");
        assert!("colour".parse::<Basis>().is_err());
    }
}
