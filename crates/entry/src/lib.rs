//! From a packet's facts to a checked entry summary, purely.
//!
//! ```text
//! Packet + Answers ── goods ─ claims ─ valuation ─ duty ─ fees ─ declare ─ edits ──> Prepared
//! ```
//! Entry: [`prepare`]. The same packet, answers, law and known day always come to the same result.

mod acknowledge;
pub mod answers;
mod assists;
mod bridge;
mod changes;
mod claims;
mod criterion;
mod declare;
mod declaring;
mod duty;
mod duty_paid;
mod explain;
mod fees;
mod goods;
mod header;
pub mod known;
mod listing;
pub mod merge;
mod notices;
mod part_facts;
mod pass;
mod payments;
mod prepare;
pub mod prepared;
mod quantities;
mod question;
pub mod report;
mod sale;
mod setting;
mod valuation;
mod work;

pub use acknowledge::{Asked, asked};
pub use answers::{Answer, Answers, BadAnswers};
pub use cocket_rules::clocks::EntryClocks;
pub use explain::{explain_all, explain_entry, explain_line};
pub use listing::Listings;
pub use merge::Merge;
pub use prepare::prepare;
pub use prepared::{Prepared, PreparedLine};
pub use setting::{Law, Setting};
