//! The duty engine: a line of goods and the law of its date to every tariff number it reports and what each costs.

mod answer;
mod exact;
mod question;

pub use answer::{CaseDeposit, Column, DutyLine, LegalNote, LineDuty, LineFees, RateAnswer};
pub use exact::Exact;
pub use question::{CaseClaim, Chapter98Claim, FactValue, Facts, QuantityGiven, RateQuestion, RateTexts};
