//! Papers of an entry: CBP Forms 7501 and 3461 and an explanation for the client as PDF, and a worksheet as XLSX whose formulas are
//! checked against the declared cents before they are written. A fact that nobody gave stays blank.

mod error;
mod explanation;
mod figures;
mod form;
mod typeset;
mod worksheet;

pub use error::DocumentError;
pub use explanation::{ExplanationContext, explanation, lay_out_explanation};
pub use form::delivery::{form_3461, lay_out_3461};
pub use form::summary::{form_7501, lay_out_7501};
pub use form::{CaseKind, CodesOnly, Declarant, Filer, FormContext, FormState, Labels, MetalOrigins};
pub use typeset::{Placed, Sheet};
pub use worksheet::{FeeLimits, WorksheetContext, worksheet};
