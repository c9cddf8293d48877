//! A question about value and its answer: one type for the command, the desk and the library.

use cocket_base::{
    Currency, Date, Decimal, Dollars, Explain, Finding, Need, Reason, Shaped, Step, figure, question,
};
use serde::{Deserialize, Serialize};

use super::amount::Share;
use super::answer::{Appraised, Item, Method, RuledOut};
use super::computed::Computed;
use super::currency::ChosenRate;
use super::deductive::Deductive;
use super::duty_inside::Inside;
use super::exportation::{Exportation, Leg};
use super::facts::{Appraisal, ShareBy};
use super::first_sale::{FirstSale, FirstSaleAnswer};
use super::limits_of_use::Tie;
use super::rates::RateGiven;
use super::supplied::{Supplied, SuppliedAnswer};

/// A question about value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
pub struct ValueQuestion {
    /// Echoed in the answer.
    #[serde(deserialize_with = "cocket_base::question::id")]
    pub id: String,
    /// Count only what was known of the law on this day. Left out: today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<Date>,
    /// Wants the worked steps: `true`; or told in plain sentences: `client` or `colleague`.
    #[serde(default)]
    pub explain: Explain,
    /// What is asked, by its `kind`.
    #[serde(flatten)]
    pub ask: Ask,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Ask {
    /// The value of goods, by the first method that can be used.
    #[serde(deserialize_with = "question::named")]
    Appraise(Box<Appraisal>),
    /// Whether a supplied thing is an assist, and what of it falls on a shipment.
    #[serde(deserialize_with = "question::named")]
    Assist(Box<Supplied>),
    /// Whether two persons are related.
    #[serde(deserialize_with = "question::named")]
    Related(RelatedAsk),
    /// Whether the price of an earlier sale may be used.
    #[serde(deserialize_with = "question::named")]
    FirstSale(FirstSaleAsk),
    /// Deductive value alone.
    #[serde(deserialize_with = "question::named")]
    Deductive(Box<Deductive>),
    /// Computed value alone.
    #[serde(deserialize_with = "question::named")]
    Computed(Box<Computed>),
    /// A duty-paid price worked back.
    #[serde(deserialize_with = "question::named")]
    DutyPaid(DutyPaidAsk),
    /// An amount of foreign currency in dollars.
    #[serde(deserialize_with = "question::named")]
    Currency(CurrencyAsk),
    /// Country and date of exportation.
    #[serde(deserialize_with = "question::named")]
    Exportation(ExportationAsk),
    /// A sum shared over lines.
    #[serde(deserialize_with = "question::named")]
    Spread(SpreadAsk),
    /// Whole dollars.
    #[serde(deserialize_with = "question::named")]
    Round(RoundAsk),
    /// What a term of delivery holds.
    #[serde(deserialize_with = "question::named")]
    Term(TermAsk),
}

/// Ties between two persons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct RelatedAsk {
    /// The ties.
    pub ties: Vec<Tie>,
}

/// A claim on the price of an earlier sale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct FirstSaleAsk {
    /// Price of all the goods in the importer's own purchase.
    #[serde(default)]
    #[serde(deserialize_with = "figure::optional")]
    pub last_price: Option<Decimal>,
    /// Or the price of one unit.
    #[serde(default)]
    #[serde(deserialize_with = "figure::optional")]
    pub last_unit_price: Option<Decimal>,
    /// Units.
    #[serde(default)]
    #[serde(deserialize_with = "figure::optional")]
    pub quantity: Option<Decimal>,
    /// The earlier sale.
    pub first_sale: FirstSale,
}

/// A duty-paid price of one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct DutyPaidAsk {
    /// Date of entry: it fixes the fees.
    pub entry_date: Date,
    /// Price in US dollars, duty and fees inside.
    #[serde(deserialize_with = "figure::required")]
    pub price: Decimal,
    /// International freight inside the price. Left out: none.
    #[serde(default)]
    #[serde(deserialize_with = "figure::required")]
    pub freight: Decimal,
    /// International insurance inside the price. Left out: none.
    #[serde(default)]
    #[serde(deserialize_with = "figure::required")]
    pub insurance: Decimal,
    /// Carriage in the United States inside the price. Left out: none.
    #[serde(default)]
    #[serde(deserialize_with = "figure::required")]
    pub us_inland: Decimal,
    /// Brokerage and other charges after importation inside the price. Left out: none.
    #[serde(default)]
    #[serde(deserialize_with = "figure::required")]
    pub other: Decimal,
    /// Additions that the price does not hold. Left out: none.
    #[serde(default)]
    #[serde(deserialize_with = "figure::required")]
    pub additions: Decimal,
    /// All ad valorem duty.
    pub duty_rate: Share,
    /// Duty by quantity, US dollars. Left out: none.
    #[serde(default)]
    #[serde(deserialize_with = "figure::required")]
    pub specific: Decimal,
    /// Subject to the merchandise processing fee. Left out: yes.
    #[serde(default)]
    pub mpf: Option<bool>,
    /// Owes the harbor maintenance fee. Left out: by mode.
    #[serde(default)]
    pub hmf: Option<bool>,
    /// Mode of transport by its CATAIR code.
    #[serde(default)]
    #[shape(table = "mot")]
    pub mode: Option<String>,
    /// Entry type. Left out: `01`.
    #[serde(default)]
    #[shape(table = "entry_types")]
    pub entry_type: Option<String>,
}

/// An amount of foreign currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct CurrencyAsk {
    /// The amount.
    #[serde(deserialize_with = "figure::required")]
    pub amount: Decimal,
    /// Its currency.
    pub currency: Currency,
    /// Date of exportation.
    #[serde(default)]
    pub export_date: Option<Date>,
    /// The rates. Left out: those of the file of rates.
    #[serde(default)]
    pub rates: Option<RateGiven>,
}

/// An amount in dollars.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Converted {
    /// The rate used.
    pub rate: ChosenRate,
    /// US dollars, to four decimals.
    pub usd: Decimal,
    /// Whole US dollars.
    pub entered: Dollars,
}

/// Countries on a journey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct ExportationAsk {
    /// In order, without the United States.
    pub legs: Vec<Leg>,
}

/// A sum to share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct SpreadAsk {
    /// The sum.
    #[serde(deserialize_with = "figure::required")]
    pub amount: Decimal,
    /// By what. Left out: by value.
    #[serde(default)]
    pub by: ShareBy,
    /// The lines' weights: values, kilograms or units.
    #[serde(deserialize_with = "figure::list")]
    pub weights: Vec<Decimal>,
    /// Decimals of a share, at most 4. Left out: 2.
    #[serde(default)]
    pub places: Option<u32>,
}

/// Shares of a sum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shares {
    /// In the order of the lines; they add up to the sum.
    pub shares: Vec<Decimal>,
    /// The line, from 1, that takes what rounding leaves over.
    pub residual_on_line: usize,
    /// What rounding left over.
    pub residual: Decimal,
}

/// Values to round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct RoundAsk {
    /// US dollars, one for each line or unit.
    #[serde(deserialize_with = "figure::list")]
    pub values: Vec<Decimal>,
    /// Rates of duty in the same order: the goods of one invoice are rounded together by 19 CFR 159.3(a). Left out: every line
    /// by itself, as ACE does.
    #[serde(default)]
    pub rates: Vec<Share>,
}

/// Whole dollars.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rounded {
    /// In the order of the question.
    pub entered: Vec<Decimal>,
    /// Their sum.
    pub total: Decimal,
}

/// A term of delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct TermAsk {
    /// Three letters.
    #[shape(table = "incoterms")]
    pub term: String,
}

/// What a term means for the value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TermAnswer {
    /// Three letters.
    pub term: String,
    /// Its name.
    pub name: String,
    /// How far the price carries the goods.
    pub price_covers: String,
    /// Charges that leave the value when the price holds them and they are shown.
    pub take_out: Vec<String>,
    /// Charges to ask for when the papers do not show them.
    pub ask_for: Vec<String>,
    /// What else to know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The answer to a question about value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ValueAnswer {
    /// The question's id.
    pub id: String,
    /// What it came to.
    #[serde(flatten)]
    pub result: ValueResult,
    /// The worked steps, when asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}

/// What a question about value came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum ValueResult {
    /// Decided.
    Decided(Box<Decided>),
    /// Facts are missing.
    NeedsFacts {
        /// Which, with the question and what they move.
        needs: Vec<Need>,
        /// The method that they are missing for.
        #[serde(skip_serializing_if = "Option::is_none")]
        method: Option<Method>,
        /// Methods before it that were ruled out.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        ruled_out: Vec<RuledOut>,
        /// What the answer would be by law that nobody has verified yet.
        #[serde(skip_serializing_if = "Option::is_none")]
        would: Option<Box<ValueResult>>,
    },
    /// The law forbids it.
    Prohibited {
        /// Why.
        reasons: Vec<Reason>,
    },
    /// The question cannot be answered as it stands.
    Invalid {
        /// Why.
        findings: Vec<Finding>,
    },
}

/// A decided answer, by the kind of question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[allow(missing_docs, reason = "each is described by its own type")]
pub enum Decided {
    Appraised(Appraised),
    Assist(SuppliedAnswer),
    Related { related: bool },
    FirstSale(FirstSaleAnswer),
    Unit(UnitValue),
    DutyPaid(Inside),
    Converted(Converted),
    Exportation(Exportation),
    Shares(Shares),
    Rounded(Rounded),
    Term(TermAnswer),
}

/// A deductive or computed value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnitValue {
    /// US dollars for one unit, to four decimals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_value: Option<Decimal>,
    /// US dollars for all the goods, to four decimals.
    pub value: Decimal,
    /// Whole US dollars for all the goods.
    pub entered: Dollars,
    /// What was added and taken out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Item>,
}
