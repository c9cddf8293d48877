//! Amounts of money that a rate text takes as the file states them.

use std::fmt;
use std::str::FromStr;

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

impl FromStr for DollarFact {
    type Err = UnknownBase;
    fn from_str(text: &str) -> Result<DollarFact, UnknownBase> {
        DollarFact::ALL
            .into_iter()
            .find(|fact| fact.fact() == text)
            .ok_or_else(|| UnknownBase { text: text.into() })
    }
}
