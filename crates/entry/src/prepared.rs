//! What preparation comes to: the lines, the declaration, the findings before and after the answers, the clocks.

use std::collections::BTreeMap;

use cocket_base::ids::{Country, TariffNumber};
use cocket_base::{Cents, Dollars, Finding, Money, Need, Place, Quantity, Severity, Step};
use cocket_filing::EntrySummary;
use cocket_filing::declaration::{Deposit, Fee, ReportedQuantity, TariffLine};
use cocket_rules::clocks::EntryClocks;
use cocket_tariff::engine::DutyRange;
use serde::{Deserialize, Serialize};

use crate::answers::Answers;
use crate::known::Known;

/// A prepared packet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Prepared {
    /// The clerk's name for the packet.
    pub packet: Option<String>,
    /// Schedule revision used.
    pub revision: Option<String>,
    /// Everything noticed before anybody answered.
    pub findings: Vec<Finding>,
    /// The answers given.
    pub answers: Answers,
    /// What is still open after the answers, edits included.
    pub open: Vec<Finding>,
    /// The clocks that run.
    pub clocks: EntryClocks,
    /// The rules behind those clocks that are plain dates, by the clock's name.
    #[serde(default)]
    pub clock_rules: BTreeMap<String, String>,
    /// One line per invoice line, in the papers' order.
    pub lines: Vec<PreparedLine>,
    /// The entry summary, when its header can be stated.
    pub declaration: Option<EntrySummary>,
    /// Ad valorem merchandise processing fee before its limits.
    pub mpf_raw: Cents,
    /// How the header's fees came about.
    pub fee_notes: Vec<String>,
    /// Reasons that concern the whole entry.
    pub why: Vec<String>,
}

impl Prepared {
    /// True when nothing stops the filing any more.
    pub fn is_ready(&self) -> bool {
        self.declaration.is_some() && self.open.iter().all(|finding| finding.severity != Severity::Block)
    }
}

/// An invoice line with all that was determined for it. What could not be determined is `None` and named in `needs`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PreparedLine {
    /// Running number over all invoices, from 1.
    pub number: u32,
    /// File, sheet and row.
    pub place: Place,
    /// Part number.
    pub part: String,
    /// Description.
    pub description: String,
    /// Invoice number.
    pub invoice: Option<String>,
    /// Amount on the paper.
    pub amount: Option<Money>,
    /// Quantity on the paper.
    pub quantity: Option<Quantity>,
    /// Statistical number, with who gave it.
    pub hts: Option<Known<TariffNumber>>,
    /// Origin, with who gave it.
    pub origin: Option<Known<Country>>,
    /// Programme claimed.
    pub spi: Option<String>,
    /// Entered value.
    pub entered_value: Option<Dollars>,
    /// How the value came about.
    pub value_steps: Vec<Step>,
    /// Figures of the value in the sale's currency, by name and in order.
    pub value_native: Vec<(String, String)>,
    /// Value the duty was taken on, where it is not the entered value.
    pub dutiable_value: Option<Dollars>,
    /// Reported quantities.
    pub quantities: Vec<ReportedQuantity>,
    /// Tariff numbers in reporting order; empty when the duty is not determined.
    pub tariffs: Vec<TariffLine>,
    /// Deposits.
    pub deposits: Vec<Deposit>,
    /// Internal revenue taxes.
    pub taxes: Vec<Fee>,
    /// Merchandise processing fee of the line, before limits.
    pub mpf: Option<Fee>,
    /// Harbor maintenance fee of the line.
    pub hmf: Option<Fee>,
    /// What is missing or would change the total.
    pub needs: Vec<Need>,
    /// Between what the duty can come to by the answers; none where none of them moves it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<DutyRange>,
    /// Reasons in sentences.
    pub why: Vec<String>,
}

impl PreparedLine {
    /// Sum of duty, when determined.
    pub fn duty(&self) -> Option<Cents> {
        (!self.tariffs.is_empty()).then(|| self.tariffs.iter().map(|tariff| tariff.amount).sum())
    }
}
