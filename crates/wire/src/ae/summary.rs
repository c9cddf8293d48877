//! What the authority knows of a summary once it is read from the wire.

use cocket_base::ids::{Country, EntryNumber, ImporterNumber, Mid, PortCode, TariffNumber};
use cocket_base::{Cents, Date, Decimal, Dollars};
use cocket_filing::declaration::{Bond, Deposit, Fee, Payment, Transport};
use serde::{Deserialize, Serialize};

use super::Action;

/// A summary as received. What could not be read is absent and a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AeSummary {
    /// What is asked.
    pub action: Action,
    /// Entry number.
    pub entry_number: EntryNumber,
    /// False when the check digit is not the plain one; some filers are allowed an offset.
    pub check_digit_is_plain: bool,
    /// Entry type.
    pub entry_type: String,
    /// Port of entry.
    pub port_of_entry: Option<PortCode>,
    /// The filer's own file number.
    pub broker_reference: Option<String>,
    /// Mode of transport.
    pub mode: Option<String>,
    /// The declarant's certification is there.
    pub signed: bool,
    /// A cargo release is asked for.
    pub certify_release: bool,
    /// A correction of an accepted summary.
    pub is_correction: bool,
    /// Early liquidation is asked for.
    pub accelerate_liquidation: bool,
    /// No bond is given.
    pub bond_waived: bool,
    /// Why none is given.
    pub bond_waiver_reason: Option<String>,
    /// Payment.
    pub payment: Payment,
    /// Client branch on the statement.
    pub client_branch: Option<String>,
    /// Importer of record.
    pub importer: Option<ImporterNumber>,
    /// Consignee.
    pub consignee: Option<ImporterNumber>,
    /// Estimated date of entry.
    pub entry_date: Option<Date>,
    /// Date of importation.
    pub import_date: Option<Date>,
    /// State of destination.
    pub state_of_destination: Option<String>,
    /// Carrier, conveyance and bills; the foreign port is that of the first line that names one.
    pub transport: Transport,
    /// Bonds.
    pub bonds: Vec<Bond>,
    /// Header fees (34).
    pub header_fees: Vec<Fee>,
    /// Reasons of a correction, on the header.
    pub correction_reasons: Vec<String>,
    /// Explanation of a correction.
    pub explanation: String,
    /// The lines.
    pub lines: Vec<AeLine>,
    /// Fee totals (89).
    pub fee_totals: Vec<Fee>,
    /// AD and CVD totals (88) and grand totals (90).
    pub totals: AeTotals,
}

/// A line as received.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AeLine {
    /// Position of its 40 among the records given, from 0.
    pub record: usize,
    /// Line identifier, as in `001`.
    pub id: String,
    /// Country of origin; absent when sent as unknown.
    pub origin: Option<Country>,
    /// Country of exportation.
    pub export_country: Option<Country>,
    /// Date of exportation.
    pub export_date: Option<Date>,
    /// Special programme claimed.
    pub spi: Option<String>,
    /// Charges.
    pub charges: Option<Dollars>,
    /// Gross weight in kilograms.
    pub gross_weight_kg: Option<i64>,
    /// Buyer and seller are related.
    pub related: Option<bool>,
    /// Manufacturer.
    pub manufacturer: Option<Mid>,
    /// Party the goods were sold to.
    pub sold_to: Option<ImporterNumber>,
    /// Description.
    pub description: String,
    /// Tariff numbers in the order sent.
    pub tariffs: Vec<AeTariff>,
    /// AD and CVD deposits.
    pub deposits: Vec<Deposit>,
    /// Types of the additional declarations (54), as in `07`.
    pub declarations: Vec<String>,
    /// Internal revenue taxes (60).
    pub taxes: Vec<Fee>,
    /// Other revenue (61).
    pub other_revenue: Vec<Fee>,
    /// Fees (62).
    pub fees: Vec<Fee>,
    /// Census overrides: warning code and override code.
    pub overrides: Vec<(String, String)>,
}

impl AeLine {
    /// Entered value of the line: the sum over its tariff numbers.
    pub fn entered_value(&self) -> Dollars {
        self.tariffs.iter().map(|tariff| tariff.value).sum()
    }

    /// Duty of the line.
    pub fn duty(&self) -> Cents {
        self.tariffs.iter().map(|tariff| tariff.duty).sum()
    }
}

/// A tariff number with what was reported under it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AeTariff {
    /// The number.
    pub number: TariffNumber,
    /// Duty.
    pub duty: Cents,
    /// Value, whole dollars.
    pub value: Dollars,
    /// Quantities, at most three.
    pub quantities: Vec<AeQuantity>,
}

/// A quantity with the wire's code of its unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AeQuantity {
    /// How many.
    pub amount: Decimal,
    /// Unit code, as in `DOZ`.
    pub unit: String,
}

/// The totals as sent. What was left blank is absent, not zero.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AeTotals {
    /// Duty.
    pub duty: Option<Cents>,
    /// User fees.
    pub fees: Option<Cents>,
    /// Internal revenue tax.
    pub tax: Option<Cents>,
    /// Antidumping duty.
    pub antidumping: Option<Cents>,
    /// Countervailing duty.
    pub countervailing: Option<Cents>,
    /// Other revenue.
    pub other_revenue: Option<Cents>,
    /// Antidumping secured by bond (88).
    pub bonded_antidumping: Option<Cents>,
    /// Antidumping in cash (88).
    pub cash_antidumping: Option<Cents>,
    /// Countervailing secured by bond (88).
    pub bonded_countervailing: Option<Cents>,
    /// Countervailing in cash (88).
    pub cash_countervailing: Option<Cents>,
}

impl AeTotals {
    /// All that is payable by the grand totals.
    pub fn payable(&self) -> Cents {
        [self.duty, self.fees, self.tax, self.antidumping, self.countervailing, self.other_revenue]
            .into_iter()
            .flatten()
            .sum()
    }
}
