//! The rate expression: what a rate text says, as a tree, and its normal spelling.

use std::fmt;

use cocket_base::ids::TariffNumber;
use cocket_base::{Decimal, Unit};

use super::amounts::DollarFact;
use super::basis::Basis;
use super::percent::Percent;
use super::value_base::ValueBase;

/// What a rate column of the schedule says.
///
/// Money is in US dollars. A text that no variant can hold is refused when it is read; nothing falls back to free.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RateExpr {
    /// Free of duty, perhaps on terms.
    Free(FreeTerms),
    /// A percentage of a value.
    AdValorem {
        /// The percentage.
        rate: Percent,
        /// Of which value.
        of: ValueBase,
    },
    /// An amount for each unit of a quantity.
    Specific {
        /// Dollars for one unit.
        dollars: Decimal,
        /// The unit the text names.
        unit: Unit,
        /// What is counted or weighed.
        of: Basis,
    },
    /// An amount per unit that falls with the polarity (raw sugar).
    Graduated(Graduated),
    /// All terms together.
    Sum(Vec<RateExpr>),
    /// A rate that stands elsewhere.
    Provided(Reference),
    /// The rate that stands elsewhere, less so many percentage points.
    ProvidedLess {
        /// Where the rate stands.
        reference: Reference,
        /// Percentage points taken off.
        points: Percent,
    },
    /// The rate that stands elsewhere, on another value than the article's.
    ProvidedOn {
        /// Where the rate stands.
        reference: Reference,
        /// The value it is taken of.
        of: ValueBase,
        /// The note that explains the value.
        note: Option<NoteRef>,
    },
    /// The heading changes nothing in this column.
    NoChange,
    /// No additional duty (agricultural safeguards).
    NoAdditionalDuty,
    /// The rate is worked out by a note.
    ByNote(NoteRef),
    /// The rate is that of one of these provisions, as it fits.
    See(Vec<NumberRange>),
    /// An amount of money that the file states.
    Amount(DollarFact),
    /// The duty, but at most the sum of these amounts.
    Capped {
        /// The duty before the cap.
        of: Box<RateExpr>,
        /// The amounts whose sum is the cap.
        at_most: Vec<DollarFact>,
    },
}

/// On which terms a rate is free.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FreeTerms {
    /// None.
    Plain,
    /// Under bond, perhaps as a note prescribes.
    UnderBond(Option<NoteRef>),
    /// For temporary periods that a regulation prescribes.
    TemporaryPeriods,
    /// Under the terms of a note.
    Note(NoteRef),
}

/// A note of the schedule, as `U.S. note 3(e)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteRef {
    /// Additional U.S. note of the chapter, else U.S. note of the subchapter.
    pub additional: bool,
    /// The note's number with its letters: `3(e)`.
    pub number: String,
}

/// Sugar's sliding rate: `start` less `step` for each degree under `degrees`, but not less than `floor`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Graduated {
    /// Dollars per unit at `degrees`.
    pub start: Decimal,
    /// Dollars taken off for each degree; fractions in proportion.
    pub step: Decimal,
    /// Degrees of polarity at which the rate is `start`.
    pub degrees: Decimal,
    /// The least amount per unit.
    pub floor: Decimal,
    /// The unit.
    pub unit: Unit,
}

/// Where a rate stands that a text only refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// The chapter 1–97 line the goods fall in (chapter 99 headings).
    ApplicableSubheading,
    /// The subheading a chapter 98 provision names (`such subheading`).
    SuchSubheading,
    /// One of the named subheadings.
    Subheadings(Vec<TariffNumber>),
    /// What would apply without this heading or subheading.
    AbsenceOfThisProvision,
    /// Like articles not exported before.
    LikeArticles,
    /// The natural juice in a heading.
    NaturalJuice(TariffNumber),
    /// The article of which it is a part or accessory.
    ArticleOfWhichPart,
    /// The article of which it is an accessory.
    ArticleOfWhichAccessory,
    /// The complete, assembled movement.
    CompleteMovement,
    /// Each garment of the ensemble by itself.
    EachGarment,
    /// Each article of the set by itself.
    EachArticle,
    /// The article of the set with the highest rate.
    HighestInSet,
    /// Originating goods of a country, in such subheading.
    OriginatingGoods(String),
    /// Beneficiary countries, in a heading.
    BeneficiaryCountries(TariffNumber),
}

/// One number or a range of numbers, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberRange {
    /// The first number.
    pub first: TariffNumber,
    /// The last number; the first itself for a single one.
    pub last: TariffNumber,
}

impl NumberRange {
    /// True when `number` (8 digits or more) lies in the range.
    pub fn holds(&self, number: &TariffNumber) -> bool {
        let cut = number.prefix(self.first.len());
        self.first <= cut && cut <= self.last
    }
}

/// What a chapter 99 rate does to the duty of the chapter 1–97 line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect<'a> {
    /// Nothing.
    NoChange,
    /// The line's own duty stays and these terms come on top; empty when nothing comes on top.
    Adds(&'a [RateExpr]),
    /// This rate takes the place of the line's own.
    Replaces(&'a RateExpr),
}

impl RateExpr {
    /// Plainly free.
    pub const FREE: RateExpr = RateExpr::Free(FreeTerms::Plain);

    /// So many percent of the article's value.
    pub fn percent(percent: Decimal) -> RateExpr {
        RateExpr::AdValorem { rate: Percent::new(percent), of: ValueBase::Full }
    }

    /// True when the text says free, on whatever terms.
    pub fn is_free(&self) -> bool {
        matches!(self, RateExpr::Free(_))
    }

    /// The rate as a fraction of the line's value, when it is nothing but free or percentages of that value.
    pub fn ad_valorem_fraction(&self) -> Option<Decimal> {
        match self {
            RateExpr::Free(_) => Some(Decimal::ZERO),
            RateExpr::AdValorem { rate, of } if of.is_line_value() => Some(rate.fraction()),
            RateExpr::Sum(terms) => {
                terms.iter().try_fold(Decimal::ZERO, |sum, term| sum.checked_add(term.ad_valorem_fraction()?))
            }
            _ => None,
        }
    }

    /// What the rate does when it stands in a chapter 99 heading.
    pub fn effect(&self) -> Effect<'_> {
        let stays = |expr: &RateExpr| {
            matches!(expr, RateExpr::Provided(Reference::ApplicableSubheading | Reference::Subheadings(_)))
        };
        match self {
            RateExpr::NoChange | RateExpr::NoAdditionalDuty => Effect::NoChange,
            RateExpr::Sum(terms) => match terms.split_first() {
                Some((first, added)) if stays(first) => Effect::Adds(added),
                _ => Effect::Replaces(self),
            },
            _ if stays(self) => Effect::Adds(&[]),
            _ => Effect::Replaces(self),
        }
    }

    /// The terms of a sum, or the rate itself as its only term.
    pub fn terms(&self) -> &[RateExpr] {
        match self {
            RateExpr::Sum(terms) => terms,
            _ => std::slice::from_ref(self),
        }
    }

    /// True when some part stands elsewhere, so that [`super::RateFacts::applicable`] or `articles` is needed.
    pub fn refers(&self) -> bool {
        match self {
            RateExpr::Provided(_)
            | RateExpr::ProvidedLess { .. }
            | RateExpr::ProvidedOn { .. }
            | RateExpr::NoChange
            | RateExpr::ByNote(_)
            | RateExpr::See(_) => true,
            RateExpr::Sum(terms) => terms.iter().any(RateExpr::refers),
            RateExpr::Capped { of, .. } => of.refers(),
            _ => false,
        }
    }

    /// The units a specific part names, with what they count.
    pub fn units(&self) -> Vec<(Unit, Basis)> {
        match self {
            RateExpr::Specific { unit, of, .. } => vec![(*unit, *of)],
            RateExpr::Graduated(graduated) => vec![(graduated.unit, Basis::Article)],
            RateExpr::Sum(terms) => terms.iter().flat_map(RateExpr::units).collect(),
            RateExpr::Capped { of, .. } => of.units(),
            _ => Vec::new(),
        }
    }
}

/// `12.4¢` below a dollar, `$1.24` from there on, as the schedule prints amounts.
fn amount(f: &mut fmt::Formatter<'_>, dollars: Decimal) -> fmt::Result {
    match dollars.checked_mul(Decimal::ONE_HUNDRED) {
        Some(cents) if dollars < Decimal::ONE => write!(f, "{}¢", cents.normalize()),
        _ => write!(f, "${}", dollars.normalize()),
    }
}

/// A unit as rate texts spell it behind the stroke.
fn stroke(unit: Unit) -> &'static str {
    match unit.printed() {
        "prs." => "pr.",
        "liters" => "liter",
        "pf.liters" => "pf. liter",
        "thousands" => "1000",
        "cy kg" => "clean kg",
        "gr.lines" => "line/gross",
        "Jwls." => "jewel",
        printed => printed,
    }
}

impl fmt::Display for RateExpr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RateExpr::Free(terms) => write!(f, "Free{terms}"),
            RateExpr::AdValorem { rate, of: ValueBase::Full } => write!(f, "{rate}"),
            RateExpr::AdValorem { rate, of } => write!(f, "{rate} {}", of.phrase()),
            RateExpr::Specific { dollars, unit, of } => specific(f, *dollars, *unit, *of),
            RateExpr::Graduated(graduated) => write!(f, "{graduated}"),
            RateExpr::Sum(terms) => {
                for (at, term) in terms.iter().enumerate() {
                    if at > 0 {
                        f.write_str(" + ")?;
                    }
                    write!(f, "{term}")?;
                }
                Ok(())
            }
            RateExpr::Provided(reference) => write!(f, "{reference}"),
            RateExpr::ProvidedLess { reference, points } => write!(f, "{reference} minus {points}"),
            RateExpr::ProvidedOn { reference: Reference::AbsenceOfThisProvision, of, .. } => {
                write!(
                    f,
                    "{} {}",
                    Reference::AbsenceOfThisProvision,
                    of.phrases().last().copied().unwrap_or_default()
                )
            }
            RateExpr::ProvidedOn { of, note, .. } => {
                write!(f, "A duty {}", of.phrase())?;
                note.as_ref().map_or(Ok(()), |note| write!(f, " (see {note} of this subchapter)"))
            }
            RateExpr::NoChange => f.write_str("No change"),
            RateExpr::NoAdditionalDuty => f.write_str("No additional duty"),
            RateExpr::ByNote(note) => write!(f, "See {note}"),
            RateExpr::See(ranges) => {
                f.write_str("See ")?;
                for (at, range) in ranges.iter().enumerate() {
                    write!(f, "{}{range}", if at > 0 { ", " } else { "" })?;
                }
                Ok(())
            }
            RateExpr::Amount(fact) => write!(f, "amount of {fact}"),
            RateExpr::Capped { of, at_most } => {
                write!(f, "{of}, at most ")?;
                for (at, fact) in at_most.iter().enumerate() {
                    write!(f, "{}amount of {fact}", if at > 0 { " and " } else { "" })?;
                }
                Ok(())
            }
        }
    }
}

fn specific(f: &mut fmt::Formatter<'_>, dollars: Decimal, unit: Unit, of: Basis) -> fmt::Result {
    amount(f, dollars)?;
    match of {
        Basis::OtherPieces => write!(f, " {}", of.phrase()),
        Basis::JewelsOver(over) => write!(f, "/{} over {over}", stroke(unit)),
        Basis::Article if unit == Unit::NUMBER => f.write_str(" each"),
        Basis::Article => write!(f, "/{}", stroke(unit)),
        Basis::IncludingContainer => write!(f, "/{}, {}", stroke(unit), of.phrase()),
        _ => write!(f, "/{} {}", stroke(unit), of.phrase()),
    }
}

impl fmt::Display for Graduated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = stroke(self.unit);
        amount(f, self.start)?;
        write!(f, "/{unit} less ")?;
        amount(f, self.step)?;
        write!(f, "/{unit} for each degree under {} degrees but not less than ", self.degrees.normalize())?;
        amount(f, self.floor)?;
        write!(f, "/{unit}")
    }
}

impl fmt::Display for FreeTerms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FreeTerms::Plain => Ok(()),
            FreeTerms::UnderBond(None) => f.write_str(", under bond"),
            FreeTerms::UnderBond(Some(note)) => {
                write!(f, ", under bond, as prescribed in {note} to this subchapter")
            }
            FreeTerms::TemporaryPeriods => f.write_str(", for temporary periods"),
            FreeTerms::Note(note) => write!(f, ", under the terms of {note} to this subchapter"),
        }
    }
}

impl fmt::Display for NoteRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}U.S. note {}", if self.additional { "additional " } else { "" }, self.number)
    }
}

impl fmt::Display for NumberRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            write!(f, "{}", self.first)
        } else {
            write!(f, "{}-{}", self.first, self.last)
        }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reference::ApplicableSubheading => f.write_str("The duty provided in the applicable subheading"),
            Reference::SuchSubheading => f.write_str("The duty rate provided in such subheading"),
            Reference::Subheadings(numbers) => {
                f.write_str("The duty provided in subheadings ")?;
                for (at, number) in numbers.iter().enumerate() {
                    let before = match at {
                        0 => "",
                        _ if at + 1 == numbers.len() => " or ",
                        _ => ", ",
                    };
                    write!(f, "{before}{number}")?;
                }
                Ok(())
            }
            Reference::AbsenceOfThisProvision => {
                f.write_str("The rate applicable in the absence of this subheading")
            }
            Reference::LikeArticles => f.write_str("The duty upon like articles not previously exported"),
            Reference::NaturalJuice(heading) => {
                write!(f, "The rate applicable to the natural juice in heading {heading}")
            }
            Reference::ArticleOfWhichPart => {
                f.write_str("The rate applicable to the article of which it is a part or accessory")
            }
            Reference::ArticleOfWhichAccessory => {
                f.write_str("The rate applicable to the article of which it is an accessory")
            }
            Reference::CompleteMovement => {
                f.write_str("The rate applicable to the complete, assembled movement")
            }
            Reference::EachGarment => {
                f.write_str("The rate applicable to each garment in the ensemble if separately entered")
            }
            Reference::EachArticle => {
                f.write_str("The rate applicable to each article in the absence of this subheading")
            }
            Reference::HighestInSet => f.write_str(
                "The rate of duty applicable to that article in the set subject to the highest rate of duty",
            ),
            Reference::OriginatingGoods(country) => {
                write!(f, "The duty rate provided for originating goods of {country} in such subheading")
            }
            Reference::BeneficiaryCountries(heading) => {
                write!(f, "The rate provided for beneficiary countries in heading {heading}")
            }
        }
    }
}
