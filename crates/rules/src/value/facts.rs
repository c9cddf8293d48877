//! The facts of a sale as a question about its value states them. A fact that is left out is not known, unless its
//! comment says what leaving it out means.

use cocket_base::{Currency, Date, Decimal, Shaped, figure};
use serde::{Deserialize, Serialize};

use super::amount::{Amount, Share};
use super::answer::Method;
use super::comparable::Comparable;
use super::computed::Computed;
use super::deductive::Deductive;
use super::first_sale::FirstSale;
use super::limits_of_use::SaleTerms;
use super::rates::RateGiven;
use super::supplied::Supplied;

/// A question about the value of goods under 19 USC 1401a.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(default, deny_unknown_fields)]
pub struct Appraisal {
    /// Date of exportation: it fixes the rate of exchange.
    pub export_date: Option<Date>,
    /// Date of importation: a price cut made later does not count.
    pub import_date: Option<Date>,
    /// Date of entry: it fixes the fees inside a duty-paid price. Left out: the date of importation.
    pub entry_date: Option<Date>,
    /// Currency of the sale. Left out: US dollars.
    pub currency: Option<Currency>,
    /// Rates of exchange; one for every currency that the question uses besides the dollar.
    pub rates: Vec<RateGiven>,
    /// Term of delivery by its three letters.
    #[shape(table = "incoterms")]
    pub term: Option<String>,
    /// The named place.
    pub place: Option<String>,
    /// Lines of goods. For a single line, `price` and `quantity` may be given instead.
    pub lines: Vec<GoodsLine>,
    /// Price of a single line, all of it.
    #[serde(deserialize_with = "figure::optional")]
    pub price: Option<Decimal>,
    /// Quantity of a single line.
    #[serde(deserialize_with = "figure::optional")]
    pub quantity: Option<Decimal>,
    /// Discounts, rebates, increases and the like.
    pub price_changes: Vec<PriceChange>,
    /// Charges and payments, in the price or beside it.
    pub charges: Vec<ChargeGiven>,
    /// Commissions of agents.
    pub commissions: Vec<Commission>,
    /// Things that the buyer supplied for the production.
    pub assists: Vec<Supplied>,
    /// Royalties and licence fees.
    pub royalties: Vec<Royalty>,
    /// Shares of later resale, disposal or use that go to the seller.
    pub proceeds: Vec<Proceeds>,
    /// Whether there was a sale, its restrictions and conditions, and how buyer and seller are tied.
    pub sale: SaleTerms,
    /// An earlier sale in the chain whose price is claimed.
    pub first_sale: Option<FirstSale>,
    /// The price holds US duty and fees. Left out: it does under DDP, else not.
    pub duty_inside: Option<bool>,
    /// Mode of transport by its CATAIR code, as in `11`: whether the harbor fee is inside a duty-paid price.
    #[shape(table = "mot")]
    pub mode: Option<String>,
    /// Entry type, for the fees inside a duty-paid price. Left out: `01`.
    #[shape(table = "entry_types")]
    pub entry_type: Option<String>,
    /// Accepted values of identical goods; an empty list: there are none.
    pub identical: Option<Vec<Comparable>>,
    /// Accepted values of similar goods; an empty list: there are none.
    pub similar: Option<Vec<Comparable>>,
    /// Resale in the United States.
    pub deductive: Option<Deductive>,
    /// Cost of production.
    pub computed: Option<Computed>,
    /// A value by reasonable adjustment of a method.
    pub fallback: Option<Fallback>,
    /// Methods that are known not to be determinable.
    pub unavailable: Vec<Method>,
    /// The importer asks for computed value before deductive value (19 USC 1401a(a)(2)).
    pub computed_first: bool,
    /// How charges and additions are shared over the lines. Left out: by value.
    pub share_by: ShareBy,
    /// Where whole dollars are made. Left out: on every line, as ACE does.
    pub rounding: RoundingRule,
}

/// A line of goods.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(default, deny_unknown_fields)]
pub struct GoodsLine {
    /// Its name. Left out: its number, from 1.
    pub line: Option<String>,
    /// Invoice it stands on. Left out: one invoice for all.
    pub invoice: String,
    /// Price of the whole line, in the currency of the sale.
    #[serde(deserialize_with = "figure::optional")]
    pub price: Option<Decimal>,
    /// Price of a unit, where the whole is not given.
    #[serde(deserialize_with = "figure::optional")]
    pub unit_price: Option<Decimal>,
    /// Units.
    #[serde(deserialize_with = "figure::optional")]
    pub quantity: Option<Decimal>,
    /// Weight in kilograms, where charges are shared by weight.
    #[serde(deserialize_with = "figure::optional")]
    pub weight_kg: Option<Decimal>,
    /// All ad valorem duty, as in `10%` or `0.10`: for duty-paid prices and the rule of 19 CFR 159.3.
    pub ad_valorem: Option<Share>,
    /// Duty by quantity of the whole line, US dollars. Left out: none.
    #[serde(deserialize_with = "figure::optional")]
    pub specific: Option<Decimal>,
    /// Subject to the merchandise processing fee. Left out: yes.
    pub mpf: Option<bool>,
}

/// How a sum is shared over lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(rename_all = "snake_case")]
pub enum ShareBy {
    /// By the price of each line.
    #[default]
    Value,
    /// By weight in kilograms.
    Weight,
    /// By number of units.
    Quantity,
    /// The same for every line.
    Line,
}

/// Where whole dollars are made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(rename_all = "snake_case")]
pub enum RoundingRule {
    /// Every line half up: ACE.
    #[default]
    PerLine,
    /// The goods of an invoice at one rate together, and these add up to the rounded invoice: 19 CFR 159.3(a).
    PerInvoice,
}

/// A change of the price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct PriceChange {
    /// Kind by the table `price_change_kinds`, as in `cash_discount`.
    #[shape(table = "price_change_kinds")]
    pub kind: String,
    /// How much, in the currency of the sale; a percentage is of the invoice's price.
    pub amount: Amount,
    /// Invoice it belongs to. Left out: all.
    #[serde(default)]
    pub invoice: Option<String>,
    /// Day on which buyer and seller agreed it. Left out: discounts and formulas are terms of the sale itself; a price cut is
    /// asked about.
    #[serde(default)]
    pub agreed: Option<Date>,
    /// Day on which it was made: credited, paid back.
    #[serde(default)]
    pub made: Option<Date>,
    /// For a time before or after importation where no day is known: agreed or made after importation.
    #[serde(default)]
    pub after_importation: Option<bool>,
    /// A discount that depends on the buyer's act: whether he took it. An increase: whether this buyer pays it.
    #[serde(default)]
    pub taken: Option<bool>,
    /// The price of the question is already after this change. Left out: it is before.
    #[serde(default)]
    pub in_price: bool,
}

/// To whom a payment goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(rename_all = "snake_case")]
pub enum Payee {
    /// The seller.
    Seller,
    /// Somebody else, for the seller's benefit or at the seller's direction.
    ForSeller,
    /// Somebody who has nothing to do with the seller.
    ThirdParty,
}

/// A charge or payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct ChargeGiven {
    /// Kind by the table `charge_kinds`, as in `ocean_freight` or `debt_set_off`.
    #[shape(table = "charge_kinds")]
    pub kind: String,
    /// How much, as it is charged; a percentage is of the price.
    #[serde(default)]
    pub amount: Option<Amount>,
    /// Currency. Left out: that of the sale.
    #[serde(default)]
    pub currency: Option<Currency>,
    /// The price holds it. Left out: asked.
    #[serde(default)]
    pub in_price: Option<bool>,
    /// What was truly paid to carrier or insurer, where the charge is an estimate.
    #[serde(default)]
    #[serde(deserialize_with = "figure::optional")]
    pub paid: Option<Decimal>,
    /// The amount is what was paid to carrier or insurer, no estimate.
    #[serde(default)]
    pub paid_to_carrier: Option<bool>,
    /// It stands separately on the papers. Left out: yes, as the question names it.
    #[serde(default)]
    pub identified: Option<bool>,
    /// The goods moved on a through bill of lading after the sale, or other papers stand for one that was impossible.
    #[serde(default)]
    pub through_bill: Option<bool>,
    /// To whom it is paid, for the kinds that turn on it.
    #[serde(default)]
    pub paid_to: Option<Payee>,
    /// A person's judgement whether it belongs to the value, for the kinds that are left to a person.
    #[serde(default)]
    pub belongs: Option<bool>,
    /// False: nobody can put it into figures.
    #[serde(default)]
    pub quantifiable: Option<bool>,
}

/// For whom an agent works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(rename_all = "snake_case")]
pub enum Principal {
    /// The buyer, who controls him.
    Buyer,
    /// The seller.
    Seller,
    /// Himself: he buys and sells on.
    Himself,
}

/// A commission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct Commission {
    /// How much; a percentage is of the price.
    #[serde(default)]
    pub amount: Option<Amount>,
    /// Currency. Left out: that of the sale.
    #[serde(default)]
    pub currency: Option<Currency>,
    /// For whom the agent works.
    #[serde(default)]
    pub works_for: Option<Principal>,
    /// The agent is paid by the seller too, or shares the commission with him. Left out: no.
    #[serde(default)]
    pub shared_with_seller: bool,
    /// The agent is controlled by or related to the seller. Left out: no.
    #[serde(default)]
    pub controlled_by_seller: bool,
    /// The agent takes title or bears the risk of the goods. Left out: no.
    #[serde(default)]
    pub takes_title: bool,
    /// The buyer directs the agent and can show the agency (agreement, maker's invoice). Left out: yes.
    #[serde(default)]
    pub agency_shown: Option<bool>,
    /// Who pays it. Left out: the buyer.
    #[serde(default)]
    pub paid_by_seller: bool,
    /// The price holds it already. Left out: no.
    #[serde(default)]
    pub in_price: bool,
    /// False: nobody can put it into figures.
    #[serde(default)]
    pub quantifiable: Option<bool>,
}

/// A royalty or licence fee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct Royalty {
    /// How much; a percentage is of the price.
    #[serde(default)]
    pub amount: Option<Amount>,
    /// Currency. Left out: that of the sale.
    #[serde(default)]
    pub currency: Option<Currency>,
    /// What it is for, by the table `royalty_kinds`. Left out: a right of no special kind.
    #[serde(default)]
    #[shape(table = "royalty_kinds")]
    pub right: Option<String>,
    /// It relates to the imported goods.
    #[serde(default)]
    pub related_to_goods: Option<bool>,
    /// The buyer must pay it, directly or indirectly, to be sold the goods for export to the United States.
    #[serde(default)]
    pub condition_of_sale: Option<bool>,
    /// To whom it is paid.
    #[serde(default)]
    pub paid_to: Option<Payee>,
    /// The price holds it already. Left out: no.
    #[serde(default)]
    pub in_price: bool,
    /// False: it rests partly on other things and cannot be split.
    #[serde(default)]
    pub quantifiable: Option<bool>,
}

/// Proceeds of a later resale, disposal or use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct Proceeds {
    /// How much goes to the seller; a percentage is of the price.
    #[serde(default)]
    pub amount: Option<Amount>,
    /// Currency. Left out: that of the sale.
    #[serde(default)]
    pub currency: Option<Currency>,
    /// It relates to the imported goods: dividends and the like do not. Left out: yes.
    #[serde(default)]
    pub related_to_goods: Option<bool>,
    /// False: it will not be known in reasonable time.
    #[serde(default)]
    pub quantifiable: Option<bool>,
    /// The price holds it already. Left out: no.
    #[serde(default)]
    pub in_price: bool,
}

/// A value by reasonable adjustment (19 USC 1401a(f)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct Fallback {
    /// On what it rests: a method that is adjusted, or a basis of the table `forbidden_bases`.
    pub basis: String,
    /// US dollars for all the goods.
    #[serde(default)]
    #[serde(deserialize_with = "figure::optional")]
    pub value: Option<Decimal>,
    /// What was adjusted, in words.
    #[serde(default)]
    pub adjustment: Option<String>,
}
