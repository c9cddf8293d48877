//! Dated, cited, two-clock law data: format, loader, validator and the embedded starter pack.
//!
//! Every table is a file whose rows end in the same five columns: `from` and `until` (in force, by the date the rule
//! names), `known` (the day we learnt it; blank: with its first day in force), `cite` (where it was read) and `trust`
//! (V law text, S secondary source, K not verified). A figure is always asked for by two days: the day the rule names and
//! the day whose knowledge counts. Where no row holds, the answer is [`Unknown`], never the last known value.

mod check;
mod clocks;
mod codes;
mod countries;
mod diff;
mod fees;
mod formula;
mod holidays;
mod pack;
mod programs;
mod row;
mod schema;
mod sound;
mod starter;
mod table;
mod tables;
mod terms;
mod text;

pub use clocks::{ClockHow, ClockRow, EntryTraits, Liquidation, MpfKind, Roll};
pub use codes::{CodeRow, CodeTable};
pub use countries::{Countries, CountryRow};
pub use diff::{Change, ChangeKind, diff};
pub use fees::{
    ClassFee, FeeBasis, FeeTreatment, Hmf, InterestRates, Limit, MpfExemption, MpfScope, MpfYear,
};
pub use formula::{BadFormula, Count, FactUse, Formula, Span};
pub use pack::{Pack, PortRow, Ports};
pub use programs::{Program, ProgramCountries, Programs};
pub use row::{Dated, Row, Unknown};
pub use schema::CLOSING_COLUMNS;
pub use table::{Cells, Table};
pub use terms::{ChargeEvidence, ChargeKind, ChargeTreatment, Incoterm};
