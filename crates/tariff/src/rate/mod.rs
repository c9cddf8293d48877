//! The rate language: rate texts of the schedule as expressions, and the duty they give on facts.
//!
//! ```text
//! "4.4¢/kg + 6%" -> RateExpr::parse -> Sum[Specific, AdValorem] -> evaluate(facts) -> 4246.68, with steps
//!                                                                               or -> "What is the quantity in kg?"
//! ```

mod amounts;
mod basis;
mod cursor;
mod evaluate;
mod evaluate_elsewhere;
mod expr;
mod facts;
pub(crate) mod markup;
mod parse;
mod parse_elsewhere;
mod percent;
mod rounding;
mod special;
mod value_base;

pub use amounts::{DollarFact, UnknownBase};
pub use basis::Basis;
pub use evaluate::{Worked, ad_valorem_equivalent, assess, evaluate};
pub use expr::{Effect, FreeTerms, Graduated, NoteRef, NumberRange, RateExpr, Reference};
pub use facts::{BadFact, RateFacts, SetArticle};
pub use parse::RateError;
pub use percent::Percent;
pub use rounding::QuantityRounding;
pub use special::{BadProgramme, Programme, Special, SpecialGroup};
pub use value_base::ValueBase;
