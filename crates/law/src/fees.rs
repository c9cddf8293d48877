//! Fee rows: merchandise processing (19 USC 58c, 19 CFR 24.23), harbor maintenance (26 USC 4461, 19 CFR 24.24), interest.

use std::sync::Arc;

use cocket_base::{Cents, Decimal};

use crate::table::Cells;

/// The merchandise processing fee of one fiscal year (1 October to 30 September).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MpfYear {
    /// The fiscal year, by the year it ends in.
    pub fiscal_year: i16,
    /// Ad valorem rate of a formal entry, as a fraction (0.003464).
    pub rate: Decimal,
    /// Least fee of a formal entry with a line that is subject.
    pub min: Cents,
    /// Greatest fee of a formal entry.
    pub max: Cents,
    /// Flat fee of an informal entry that is filed by computer.
    pub informal_automated: Cents,
    /// Flat fee of an informal entry on paper, not prepared by CBP.
    pub informal_manual: Cents,
    /// Flat fee of an informal entry that CBP prepares.
    pub informal_by_cbp: Cents,
    /// Added to a formal entry that is filed on paper.
    pub manual_surcharge: Cents,
}

impl MpfYear {
    pub(crate) fn read(cells: Cells<'_>) -> Option<MpfYear> {
        Some(MpfYear {
            fiscal_year: cells.parse("fiscal_year")?,
            rate: cells.decimal("rate")?,
            min: cells.parse("min")?,
            max: cells.parse("max")?,
            informal_automated: cells.parse("informal_automated")?,
            informal_manual: cells.parse("informal_manual")?,
            informal_by_cbp: cells.parse("informal_by_cbp")?,
            manual_surcharge: cells.parse("manual_surcharge")?,
        })
    }

    /// A formal entry's fee between the year's limits.
    pub fn within_limits(&self, fee: Cents) -> Cents {
        fee.max(self.min).min(self.max)
    }
}

/// The harbor maintenance fee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hmf {
    /// Rate on cargo value, as a fraction (0.00125).
    pub rate: Decimal,
    /// Nothing is collected when the summary's fee is this much or less.
    pub nothing_at_or_under: Cents,
    /// Modes of transport that owe it.
    pub modes: Vec<Arc<str>>,
    /// Entry types whose summary takes no fee line.
    pub types_without: Vec<Arc<str>>,
}

impl Hmf {
    pub(crate) fn read(cells: Cells<'_>) -> Option<Hmf> {
        Some(Hmf {
            rate: cells.decimal("rate")?,
            nothing_at_or_under: cells.parse("nothing_at_or_under")?,
            modes: cells.words("modes"),
            types_without: cells.words("types_without"),
        })
    }
}

/// Whether goods owe a fee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeeTreatment {
    /// They owe it.
    Due,
    /// They do not.
    Exempt,
}

impl FeeTreatment {
    pub(crate) fn read(text: &str) -> Option<FeeTreatment> {
        match text {
            "due" => Some(FeeTreatment::Due),
            "exempt" => Some(FeeTreatment::Exempt),
            _ => None,
        }
    }
}

/// What an exemption row of the merchandise processing fee speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MpfScope {
    /// Goods whose number on the line begins with these digits.
    Tariff(cocket_base::ids::TariffNumber),
    /// Goods of a country of a group (table `country_groups`).
    OriginGroup(Arc<str>),
    /// Goods of a country that a programme lists (table `program_countries`), claimed or not.
    ProgrammeCountries(Arc<str>),
}

/// A row that exempts from the merchandise processing fee, or takes an exemption back for a narrower number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MpfExemption {
    /// What it speaks of.
    pub scope: MpfScope,
    /// What it says.
    pub treatment: FeeTreatment,
    /// Why, in words.
    pub reason: Arc<str>,
}

impl MpfExemption {
    pub(crate) fn read(cells: Cells<'_>) -> Option<MpfExemption> {
        let scope = match cells.text("kind") {
            "tariff" => MpfScope::Tariff(cells.parse("value")?),
            "origin_group" => MpfScope::OriginGroup(cells.shared("value")),
            "programme_countries" => MpfScope::ProgrammeCountries(cells.shared("value")),
            _ => return None,
        };
        Some(MpfExemption {
            scope,
            treatment: FeeTreatment::read(cells.text("treatment"))?,
            reason: cells.shared("reason"),
        })
    }
}

/// What the rate of a class fee counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeeBasis {
    /// Dollars a kilogram.
    Kilogram,
    /// Dollars a pound.
    Pound,
    /// Dollars a hundredweight of 100 pounds.
    Hundredweight,
    /// Dollars a short ton of 2,000 pounds.
    ShortTon,
    /// Dollars a thousand board feet.
    ThousandBoardFeet,
    /// Dollars apiece.
    Piece,
    /// Percent of the value.
    Percent,
}

/// A fee of a fee class on agricultural and forest goods (class codes 053 to 125), collected on the entry line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassFee {
    /// Class code, as in `056`.
    pub class: Arc<str>,
    /// What it is called.
    pub name: Arc<str>,
    /// Numbers that the goods' numbers begin with.
    pub goods: Vec<cocket_base::ids::TariffNumber>,
    /// What the rate counts.
    pub basis: FeeBasis,
    /// The rate in dollars, or in percent of the value; none where the yearly table is not held.
    pub amount: Option<Decimal>,
    /// The quantity it falls on, in words.
    pub quantity: Arc<str>,
}

impl ClassFee {
    pub(crate) fn read(cells: Cells<'_>) -> Option<ClassFee> {
        let basis = match cells.text("basis") {
            "kilogram" => FeeBasis::Kilogram,
            "pound" => FeeBasis::Pound,
            "hundredweight" => FeeBasis::Hundredweight,
            "short_ton" => FeeBasis::ShortTon,
            "thousand_board_feet" => FeeBasis::ThousandBoardFeet,
            "piece" => FeeBasis::Piece,
            "percent" => FeeBasis::Percent,
            _ => return None,
        };
        Some(ClassFee {
            class: cells.shared("class"),
            name: cells.shared("name"),
            goods: cells.words("goods").iter().filter_map(|number| number.parse().ok()).collect(),
            basis,
            amount: cells.decimal("amount"),
            quantity: cells.shared("quantity"),
        })
    }

    /// The fee speaks of goods of this number.
    pub fn covers(&self, number: &cocket_base::ids::TariffNumber) -> bool {
        self.goods.iter().any(|prefix| number.starts_with(prefix))
    }
}

/// Customs interest of a quarter (26 USC 6621), percent a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InterestRates {
    /// On money owed to CBP.
    pub underpayment_pct: Decimal,
    /// On money CBP owes, other than to corporations.
    pub overpayment_pct: Decimal,
    /// On money CBP owes to corporations, where it differs.
    pub overpayment_corporate_pct: Option<Decimal>,
}

impl InterestRates {
    pub(crate) fn read(cells: Cells<'_>) -> Option<InterestRates> {
        Some(InterestRates {
            underpayment_pct: cells.decimal("underpayment_pct")?,
            overpayment_pct: cells.decimal("overpayment_pct")?,
            overpayment_corporate_pct: cells.decimal("overpayment_corporate_pct"),
        })
    }
}

/// A scalar figure of law: a limit, a day count, a percentage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The figure.
    pub amount: Decimal,
    /// Its unit: `usd`, `percent`, `days`, `count`, `flag` or `factor`.
    pub unit: Arc<str>,
    /// What it limits, in words.
    pub what: Arc<str>,
}

impl Limit {
    pub(crate) fn read(cells: Cells<'_>) -> Option<Limit> {
        Some(Limit {
            amount: cells.decimal("value")?,
            unit: cells.shared("unit"),
            what: cells.shared("what"),
        })
    }

    /// True for a flag that is up.
    pub fn is_on(&self) -> bool {
        !self.amount.is_zero()
    }
}
