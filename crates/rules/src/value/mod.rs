//! Appraisement: 19 USC 1401a, 19 CFR 152 subpart E; currency: 31 USC 5151, 19 CFR 159.31–36; rounding: 19 CFR 159.3.
//!
//! ```text
//! ValueQuestion ─ answer ─> appraise ─┬─ transaction (limits_of_use, first_sale, price_changes, payments, supplied)
//!                                     ├─ comparable   identical and similar goods
//!                                     ├─ deductive, computed
//!                                     └─ fallback
//! Sale ── net_prices ─> NetPrices ── enter ──────────> EnteredValues
//!  terms, discounts,     sale's currency ── solve_duty_paid ─┘  (prices that hold the duty)
//!  charges
//! ```
//! The entry's own preparation uses the lower half with the facts of its papers; a question about value uses all of it.

mod amount;
mod answer;
mod answers;
mod appraise;
mod assists;
mod besides;
mod charges;
mod comparable;
mod computed;
mod currency;
mod deductive;
mod duty_inside;
mod duty_paid;
mod entered;
mod exportation;
mod facts;
mod first_sale;
mod limits_of_use;
mod payments;
mod price;
mod price_changes;
mod question;
mod rates;
mod resale;
mod sale;
mod sheet;
mod supplied;
mod transaction;
mod words;

pub use amount::{Amount, Share};
pub use answer::{Appraised, AppraisedLine, InsidePrice, Item, Method, RuledOut, Treatment};
pub use answers::answer;
pub use appraise::{Appraisement, appraise};
pub use assists::{Assist, AssistMethod, AssistShare, assist_for_shipment, assist_value};
pub use besides::{Besides, besides};
pub use comparable::Comparable;
pub use computed::Computed;
pub use currency::{CertifiedRates, ChosenRate, Quote, choose_rate};
pub use deductive::Deductive;
pub use duty_inside::{Inside, InsideLine};
pub use duty_paid::{DutyPaid, DutyPaidEntry, DutyPaidLine, MpfPlace, SolvedLine, solve_duty_paid};
pub use entered::{Addition, EnteredLine, EnteredValues, Rounding, enter};
pub use exportation::{Exportation, Leg, exportation};
pub use facts::{
    Appraisal, ChargeGiven, Commission, Fallback, GoodsLine, Payee, PriceChange, Principal, Proceeds,
    RoundingRule, Royalty, ShareBy,
};
pub use first_sale::{FirstSale, FirstSaleAnswer, first_sale};
pub use limits_of_use::{Condition, Restriction, SaleTerms, TestValue, Tie};
pub use price::{net_prices, pays_duty, read_terms};
pub use question::{
    Ask, Converted, CurrencyAsk, Decided, DutyPaidAsk, ExportationAsk, FirstSaleAsk, RelatedAsk, RoundAsk,
    Rounded, Shares, SpreadAsk, TermAnswer, TermAsk, UnitValue, ValueAnswer, ValueQuestion, ValueResult,
};
pub use rates::{RateGiven, RateTable, rate_for};
pub use resale::Resale;
pub use sale::{Charge, ChargeOutcome, Discount, NetLine, NetPrices, Sale, SaleLine};
pub use supplied::{Obtained, Supplied, SuppliedAnswer, Where, supplied};

pub(crate) use entered::units_of_invoice;

use cocket_base::{Decimal, figure};

use crate::Refusal;

/// Refuses an amount beyond what exact arithmetic carries.
fn bounded(what: &'static str, amount: Decimal) -> Result<Decimal, Refusal> {
    figure::bounded(amount).map_err(|_| Refusal::Figure {
        what,
        found: amount.to_string(),
        expected: "at most one trillion, with at most ten decimals",
    })
}
