//! Origin: preference, marking, textiles, and the country of a good without preference.
//!
//! Sources: 19 USC 4531 and 4532 (USMCA), 4033 (CAFTA-DR), 3592 (textiles), 1304 (marking), 1520(d) (claims after
//! importation); 19 CFR parts 102, 134 and 182; general notes of the schedule. The law stands in `data/origin`; product rules
//! are written in the language that `docs/origin.md` teaches.
//!
//! ```text
//! question ─> qualify ─> product (rule × bill of materials) ─> shift · tolerance · content ─> proof
//!          ├> certificate · letter · refund     ├> intermediate (self-produced materials)
//!          ├> country · textile · marking       └> remedy (what would make it qualify)
//!          └> automotive
//! ```

mod answer;
mod automotive;
mod certificate;
mod content;
mod country;
mod criteria;
mod edition;
mod exceptions;
mod general;
mod goods;
mod hierarchy;
mod intermediate;
mod language;
mod law;
mod letter;
mod lint;
mod marking;
mod parse;
mod product;
mod programme;
mod proof;
mod qualify;
mod question;
mod refund;
mod remedy;
mod scope;
mod shift;
mod staged;
mod textile;
mod tolerance;
mod value_content;
mod wording;

pub use automotive::{Automotive, AutomotiveQuestion, Part, Vehicle};
pub use certificate::{CertificateChecked, CertificateQuestion};
pub use content::Content;
pub use country::{CountryQuestion, Effect, Factors, Operation, Origins, Ruling, Stage, operations};
pub use goods::{GoodValues, Material, Role};
pub use hierarchy::Hierarchy;
pub use language::{Alternative, Change, ContentTest, From, Method, Requirement, Rule};
pub use law::{Agreement, Basis, OriginLaw, ProductRule, ToleranceException};
pub use letter::{Letter, LetterGood, LetterQuestion};
pub use lint::lint;
pub use marking::{Breach, Cure, Marking, MarkingQuestion, OtherPlace};
pub use parse::BadRule;
pub use programme::Claim;
pub use proof::Proof;
pub use qualify::{Qualified, QualifyQuestion};
pub use question::{Decision, OriginAnswer, OriginDecided, OriginQuestion, OriginResult, answer};
pub use refund::{Refund, RefundQuestion, RefundWay};
pub use remedy::Remedy;
pub use scope::{BadScope, Inside, Range, Scope};
pub use textile::{TextileOrigin, TextileQuestion};
