//! Which value a percentage is taken of: the value bases that rate texts name, each with its fact and its question.

use std::str::FromStr;

use super::amounts::UnknownBase;

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

impl FromStr for ValueBase {
    type Err = UnknownBase;
    fn from_str(text: &str) -> Result<ValueBase, UnknownBase> {
        ValueBase::all().find(|base| base.fact() == text).ok_or_else(|| UnknownBase { text: text.into() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_has_its_own_fact_and_finds_itself() {
        for base in ValueBase::all() {
            assert_eq!(base.fact().parse::<ValueBase>().unwrap(), base);
            assert!(base.question().ends_with('?'));
        }
        assert!("colour".parse::<ValueBase>().is_err());
    }
}
