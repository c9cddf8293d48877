//! What a specific rate counts or weighs: the bases that rate texts name, each with its fact and its question.

use std::str::FromStr;

use cocket_base::Unit;

use super::amounts::UnknownBase;

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

impl FromStr for Basis {
    type Err = UnknownBase;
    fn from_str(text: &str) -> Result<Basis, UnknownBase> {
        Basis::all().find(|basis| basis.fact() == text).ok_or_else(|| UnknownBase { text: text.into() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_basis_has_its_own_fact_and_finds_itself() {
        for basis in Basis::all() {
            assert_eq!(basis.fact().parse::<Basis>().unwrap(), basis);
            assert!(basis.question(Unit::kg()).ends_with('?'));
        }
        assert_eq!(Basis::Lead.reporting_unit().unwrap().printed(), "Pb kg");
        assert!("colour".parse::<Basis>().is_err());
    }

    #[test]
    fn reporting_units_stand_in_the_table_of_units() {
        for row in BASES.iter().filter(|row| !row.unit.is_empty()) {
            assert!(row.basis.reporting_unit().is_some(), "{}", row.unit);
        }
    }
}
