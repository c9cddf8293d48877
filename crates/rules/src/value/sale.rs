//! A sale as appraisement sees it, and what its prices come to.

use cocket_base::{Date, Decimal};
use serde::{Deserialize, Serialize};

use super::facts::Payee;

/// A sale as its papers show it; every amount in the sale's currency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sale {
    /// Term of delivery by its three letters, where known.
    pub term: Option<String>,
    /// Day of importation: price cuts made later do not count.
    pub import_date: Option<Date>,
    /// Lines of goods.
    pub lines: Vec<SaleLine>,
    /// Discounts.
    pub discounts: Vec<Discount>,
    /// Charges, inside the price or not.
    pub charges: Vec<Charge>,
    /// Weights by which charges are shared over the lines; empty: by their amounts.
    pub weights: Vec<Decimal>,
}

/// An invoice line of goods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SaleLine {
    /// Which invoice, by number from 0: a discount falls on its own invoice alone.
    pub invoice: usize,
    /// Amount of the line.
    pub amount: Decimal,
}

/// A discount on an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discount {
    /// Which invoice.
    pub invoice: usize,
    /// The amount taken off, positive.
    pub amount: Decimal,
    /// Whether the buyer took it; `None` is not known.
    pub taken: Option<bool>,
    /// The day it was agreed: the invoice's, for one printed on it.
    pub agreed: Option<Date>,
    /// Its text on the paper.
    pub text: String,
}

/// A charge of the sale.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Charge {
    /// Kind by the table `charge_kinds`.
    pub kind: String,
    /// Amount in the sale's currency.
    pub amount: Decimal,
    /// Whether the price already holds it.
    pub in_price: bool,
    /// Whether this amount was paid to the carrier or insurer; `None` is not said.
    pub paid_to_carrier: Option<bool>,
    /// Whether the goods moved on a through bill of lading; `None` is not said.
    pub through_bill: Option<bool>,
    /// Whether it stands separately on the papers; `None`: the papers name it.
    pub identified: Option<bool>,
    /// To whom it is paid, for the kinds that turn on it.
    pub paid_to: Option<Payee>,
    /// A person's judgement whether it belongs to the value, for the kinds that are left to a person.
    pub belongs: Option<bool>,
    /// What the caller calls it: facts about it are asked for under this name, as in `charges[0]`.
    pub asked_as: Option<String>,
}

impl Charge {
    /// The name of a fact about it.
    pub(super) fn fact(&self, field: &str) -> String {
        self.asked_as.as_ref().map_or_else(|| "charges".into(), |name| format!("{name}.{field}"))
    }
}

/// What became of a charge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChargeOutcome {
    /// Taken out of the price.
    TakenOut,
    /// Stays in the price.
    StaysIn,
    /// Added to the price.
    Added,
    /// Outside the price and outside the value.
    LeftOut,
}

/// A line with its price after discounts and charges.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetLine {
    /// Amount on the invoice.
    pub amount: Decimal,
    /// Share of discounts.
    pub discount: Decimal,
    /// Share of charges taken out.
    pub taken_out: Decimal,
    /// Share of charges added.
    pub added: Decimal,
    /// What is left: amount − discount − taken out + added.
    pub net: Decimal,
    /// Share of international freight and insurance, inside the price or beside it: reported on the line, no value.
    pub carriage: Decimal,
}

/// All lines of a sale after discounts and charges, in the sale's currency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetPrices {
    /// The lines, in their order.
    pub lines: Vec<NetLine>,
    /// What became of each charge, in its order.
    pub charges: Vec<ChargeOutcome>,
    /// Sum of the discounts that counted.
    pub discounts: Decimal,
    /// Sum of the charges taken out.
    pub taken_out: Decimal,
    /// Sum of the charges added.
    pub added: Decimal,
    /// Why, for each charge in its order.
    pub why: Vec<String>,
    /// Things a person should look at; none of them stops the work.
    pub look_at: Vec<String>,
}
