//! What an appraisement comes to: the method with those ruled out before it, the value, and what became of every item.

use cocket_base::{Citation, Decimal, Dollars, Need, Reason, Shaped, Step};
use serde::Serialize;

use super::currency::ChosenRate;

/// A method of appraisement, in the order of 19 USC 1401a(a)(1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, serde::Deserialize, Shaped)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Transaction value of the goods themselves: (b).
    Transaction,
    /// Transaction value of identical goods: (c).
    Identical,
    /// Transaction value of similar goods: (c).
    Similar,
    /// Resale price in the United States less what it holds: (d).
    Deductive,
    /// Cost of production with profit and general expenses: (e).
    Computed,
    /// One of the others, reasonably adjusted: (f).
    Fallback,
}

impl Method {
    /// Its name in words.
    pub fn words(self) -> &'static str {
        match self {
            Method::Transaction => "transaction value",
            Method::Identical => "transaction value of identical merchandise",
            Method::Similar => "transaction value of similar merchandise",
            Method::Deductive => "deductive value",
            Method::Computed => "computed value",
            Method::Fallback => "value by reasonable adjustment of another method",
        }
    }

    /// The paragraph of the statute.
    pub fn cite(self) -> Citation {
        Citation::new(match self {
            Method::Transaction => "19 USC 1401a(b)",
            Method::Identical | Method::Similar => "19 USC 1401a(c)",
            Method::Deductive => "19 USC 1401a(d)",
            Method::Computed => "19 USC 1401a(e)",
            Method::Fallback => "19 USC 1401a(f)",
        })
    }

    /// Its number on the worksheet, 1 to 6, whatever order the importer chose.
    pub fn number(self) -> u8 {
        self as u8 + 1
    }
}

/// What became of an item of the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Treatment {
    /// Added to the price.
    Added,
    /// Inside the price already: it is neither added nor taken out.
    InPrice,
    /// Taken out of the price.
    TakenOut,
    /// Beside the price, and no part of the value.
    OutsideValue,
    /// Lowers the price.
    LowersPrice,
    /// Has no effect on the value.
    Ignored,
    /// Cannot be put into figures: the transaction value fails.
    Fails,
}

/// An item with what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Item {
    /// What it is.
    pub item: String,
    /// What became of it.
    pub treatment: Treatment,
    /// US dollars that it moves, where they are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_usd: Option<Decimal>,
    /// Why.
    pub why: String,
    /// The law.
    pub cite: Citation,
}

/// A method that was not used, with the reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuledOut {
    /// The method.
    pub method: Method,
    /// Why it cannot be determined or used.
    pub reasons: Vec<Reason>,
}

/// A line's value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AppraisedLine {
    /// The line's name.
    pub line: String,
    /// US dollars before rounding.
    pub exact: Decimal,
    /// Whole US dollars.
    pub entered: Dollars,
    /// US dollars for one unit, four decimals, where the quantity is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_value: Option<Decimal>,
}

/// A decided appraisement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Appraised {
    /// The method that gave the value.
    pub method: Method,
    /// Its number, 1 to 6.
    pub method_number: u8,
    /// US dollars before rounding, to four decimals.
    pub value: Decimal,
    /// Whole US dollars, the sum of the lines.
    pub entered: Dollars,
    /// US dollars for one unit, where the quantity is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_value: Option<Decimal>,
    /// The lines.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<AppraisedLine>,
    /// Methods that come before it, and why they were not used.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ruled_out: Vec<RuledOut>,
    /// What became of every item.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Item>,
    /// Whether buyer and seller are related; `null` where nobody has said.
    pub related: Option<bool>,
    /// The rate of exchange of the sale's currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<ChosenRate>,
    /// Merchandise processing fee, harbor fee and duty that a duty-paid price was found to hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inside_price: Option<InsidePrice>,
    /// For comparison only: value with carriage and insurance to the United States, as other countries appraise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cif_for_information: Option<Decimal>,
    /// What nobody has said, and what it would change.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unsaid: Vec<Need>,
    /// What a person should look at.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub look_at: Vec<String>,
}

/// Duty and fees inside a duty-paid price, US dollars to the cent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InsidePrice {
    /// Duty on the entered value.
    pub duty: Decimal,
    /// Merchandise processing fee.
    pub mpf: Decimal,
    /// Harbor maintenance fee.
    pub hmf: Decimal,
    /// Where the processing fee lies.
    pub mpf_at: super::duty_paid::MpfPlace,
}

/// What one method came to.
#[derive(Debug)]
pub(super) enum Tried<T> {
    /// A value.
    Value(Box<T>),
    /// The method cannot be determined or used.
    Out(Vec<Reason>),
    /// Facts are missing.
    Ask(Vec<Need>),
}

/// A value by a method other than the transaction value, for the whole quantity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// US dollars for one unit.
    pub unit_value: Option<Decimal>,
    /// US dollars for all the goods.
    pub value: Decimal,
    pub items: Vec<Item>,
    pub steps: Vec<Step>,
}

/// A reason with its law.
pub(super) fn reason(text: impl Into<String>, cite: &str) -> Reason {
    Reason { text: text.into(), cite: Some(Citation::new(cite)) }
}

/// A missing fact.
pub(super) fn need(fact: impl Into<String>, question: impl Into<String>, affects: impl Into<String>) -> Need {
    Need { fact: fact.into(), question: question.into(), affects: affects.into() }
}
