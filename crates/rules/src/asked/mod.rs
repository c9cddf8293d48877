//! Questions by name: how clocks and calculators read their facts and say what they lack.
//!
//! A question is a name and facts. A rule asks for its facts one by one (`Ask`); what is missing becomes a question to a
//! person, what cannot be read a finding, and nothing is guessed.

mod ask;
mod calculation;
mod determined;
mod examine;
mod form;
mod given;
mod moment;
mod words;

pub(crate) use ask::{Ask, invalid, may, must};
pub use ask::{Fact, FactKind};
pub use calculation::{
    Calculated, Calculation, CalculationAnswer, CalculationFact, CalculationListing, CalculationResult,
    Calculator,
};
pub(crate) use determined::{Determined, Ran, Verdict, reason, run, strays};
pub use examine::{Examined, examine};
pub use form::{FieldForm, KindForm, Takes, WordForm};
pub(crate) use form::{question, source};
pub use given::Given;
pub(crate) use given::facts;
pub use moment::{BadMoment, Moment};
pub(crate) use words::or_near;
pub use words::{Score, Wanted, near};
