//! The entry summary: what is declared, line by line, with the steps behind every amount.
//!
//! One type serves the edits, the wire, the forms, the journal and the pages. A fact nobody gave is `None`; the edits say
//! when that matters. Source of the contents: CBP 7501 instructions; CATAIR entry summary chapter, July 2026.

use cocket_base::ids::{Country, EntryNumber, FirmsCode, ImporterNumber, Mid, PortCode, Scac, TariffNumber};
use cocket_base::{Cents, Date, Decimal, Dollars, Money, Place, Quantity, Step};
use serde::{Deserialize, Serialize};

/// An entry summary, complete or not yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntrySummary {
    /// Filer code, sequence and check digit.
    pub entry_number: EntryNumber,
    /// Entry type, as in `01` or `11` (code table `entry_types`).
    pub entry_type: String,
    /// Schedule D port where the entry is made.
    pub port_of_entry: PortCode,
    /// The filer's own file number, at most nine characters.
    pub broker_reference: Option<String>,
    /// Mode of transport, as in `11` (code table `mot`).
    pub mode: String,
    /// Importer of record.
    pub importer: Party,
    /// Ultimate consignee; `None` means the importer.
    pub consignee: Option<Party>,
    /// The bond that secures the entry.
    pub bond: Bond,
    /// Date of entry: fixes the law that applies.
    pub entry_date: Date,
    /// Date of importation.
    pub import_date: Option<Date>,
    /// Carrier, conveyance and bills.
    pub transport: Transport,
    /// How the duties are paid.
    pub payment: Payment,
    /// State of destination, two letters.
    pub state_of_destination: Option<String>,
    /// Currency of the sale and its rate, for the form's invoice part.
    pub currency: Option<ExchangeRate>,
    /// The lines, numbered from 1.
    pub lines: Vec<EntryLine>,
    /// Sums over the lines and the header fees.
    pub totals: Totals,
}

/// A party with its number and address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Name.
    pub name: String,
    /// Importer or consignee number.
    pub number: Option<ImporterNumber>,
    /// Address lines, as they print.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub address: Vec<String>,
}

/// A bond: type 0 none, 8 continuous, 9 single transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bond {
    /// `0`, `8` or `9` (code table `bond_types`).
    pub kind: String,
    /// Three-digit code of the surety; for a waived bond the code of the reason stands in its place.
    pub surety_code: Option<String>,
    /// Amount, for a single transaction bond.
    pub amount: Option<Dollars>,
}

impl Bond {
    /// The kind of a bond that is waived.
    pub const WAIVED: &'static str = "0";
    /// The kind of a continuous bond.
    pub const CONTINUOUS: &'static str = "8";
    /// The kind of a single transaction bond.
    pub const SINGLE: &'static str = "9";

    /// True when no bond is given.
    pub fn is_waived(&self) -> bool {
        self.kind == Bond::WAIVED
    }

    /// True for a continuous bond.
    pub fn is_continuous(&self) -> bool {
        self.kind == Bond::CONTINUOUS
    }

    /// True for a single transaction bond.
    pub fn is_single(&self) -> bool {
        self.kind == Bond::SINGLE
    }

    /// Why no bond is given, when none is (code table `bond_waiver_reasons`).
    pub fn waiver_reason(&self) -> Option<&str> {
        self.surety_code.as_deref().filter(|_| self.is_waived())
    }
}

/// How the goods came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transport {
    /// Importing carrier.
    pub carrier: Option<Scac>,
    /// Vessel, flight or vehicle.
    pub conveyance: Option<String>,
    /// Voyage, flight or trip number.
    pub trip: Option<String>,
    /// Schedule D port where the goods were unladen.
    pub port_of_unlading: Option<PortCode>,
    /// Foreign port of lading, Schedule K code where known.
    pub foreign_port_code: Option<String>,
    /// Foreign port of lading by name.
    pub foreign_port: Option<String>,
    /// Arrival in the port.
    pub arrival_date: Option<Date>,
    /// Where the goods lie.
    pub location: Option<FirmsCode>,
    /// Date the in-bond movement began; goes with the bills' in-bond numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_bond_date: Option<Date>,
    /// Country of exportation.
    pub export_country: Option<Country>,
    /// Date of exportation.
    pub export_date: Option<Date>,
    /// Bills of lading.
    #[serde(default)]
    pub bills: Vec<Bill>,
    /// Containers.
    #[serde(default)]
    pub containers: Vec<String>,
}

/// One bill with its manifested quantity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bill {
    /// Issuer of the master bill; none for an air waybill.
    pub issuer: Option<Scac>,
    /// Master bill without its issuer.
    pub master: String,
    /// Issuer of the house bill, where it has one.
    pub house_issuer: Option<Scac>,
    /// House bill without its issuer.
    pub house: Option<String>,
    /// In-bond number the goods moved under.
    pub in_bond: Option<String>,
    /// Packages on the bill.
    pub quantity: Option<u32>,
    /// Their unit, as in `CTN`.
    pub unit: Option<String>,
}

/// How and when the duties are paid (code table `payment_types`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// Payment type, as in `7`.
    pub kind: Option<String>,
    /// Preliminary statement print date.
    pub statement_date: Option<Date>,
    /// Periodic statement month, 1–12.
    pub statement_month: Option<u8>,
}

/// US dollars per unit of the sale's currency, with the reason for the rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExchangeRate {
    /// Currency by its three letters.
    pub currency: cocket_base::Currency,
    /// US dollars per unit.
    pub usd_per_unit: Decimal,
}

/// One line of the summary: the invoice lines it stands for, and its tariff numbers in reporting order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryLine {
    /// Line number, from 1.
    pub number: u16,
    /// Country of origin.
    pub origin: Option<Country>,
    /// Country of exportation.
    pub export_country: Option<Country>,
    /// Date of exportation.
    pub export_date: Option<Date>,
    /// Special programme claimed, as in `S` or `A+`.
    pub spi: Option<String>,
    /// Charges outside the value (freight, insurance), whole dollars.
    pub charges: Option<Dollars>,
    /// Gross weight in whole kilograms.
    pub gross_weight_kg: Option<i64>,
    /// Buyer and seller are related.
    pub related: Option<bool>,
    /// Manufacturer or supplier.
    pub manufacturer: Option<Mid>,
    /// Description of the goods.
    pub description: String,
    /// Entered value: whole dollars.
    pub entered_value: Dollars,
    /// Tariff numbers in reporting order: chapters 98 and 99 before 1–97.
    pub tariffs: Vec<TariffLine>,
    /// AD and CVD deposits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deposits: Vec<Deposit>,
    /// Internal revenue taxes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taxes: Vec<Fee>,
    /// Fees on the line, not yet clamped.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fees: Vec<Fee>,
    /// How the entered value came about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub value_steps: Vec<Step>,
    /// The invoice lines that this line stands for.
    pub sources: Vec<SourceLine>,
    /// Why several invoice lines became one, when they did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merge_reason: Option<String>,
}

/// A tariff number on a line with what it costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TariffLine {
    /// The number: chapter 98 or 99 heading, or the statistical number.
    pub number: TariffNumber,
    /// Whose duty it is: `base`, or the authority's id as in `s301-china`.
    pub authority: String,
    /// The rate as printed or applied.
    pub rate: String,
    /// Value the rate applied to, whole dollars; on the wire only the chapter 1–97 number carries the value.
    pub base: Dollars,
    /// Duty.
    pub amount: Cents,
    /// Quantities in the schedule's units and order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quantities: Vec<ReportedQuantity>,
    /// How the amount came about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}

/// A quantity with the schedule's own spelling of its unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportedQuantity {
    /// The quantity.
    #[serde(flatten)]
    pub quantity: Quantity,
    /// The unit as the schedule prints it.
    pub printed: String,
}

/// A fee or tax by its class code (code table `fee_class_codes`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fee {
    /// Class code, as in `499`.
    pub class: String,
    /// Amount.
    pub amount: Cents,
    /// How it came about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}

/// An antidumping or countervailing deposit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deposit {
    /// Case number, ten characters without hyphens, `A` or `C` first.
    pub case: String,
    /// Deposit rate in percent, or dollars per unit.
    pub rate: Decimal,
    /// True when `rate` is dollars per unit.
    pub specific: bool,
    /// Cash deposit; otherwise by bond.
    pub cash: bool,
    /// Value it applies to.
    pub value: Dollars,
    /// Quantity it applies to, for a specific rate.
    pub quantity: Option<Decimal>,
    /// Deposit due.
    pub amount: Cents,
    /// How it came about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}

/// An invoice line behind an entry line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceLine {
    /// File, sheet and row of the paper.
    pub place: Place,
    /// Part number, without stray blanks.
    pub part: String,
    /// Description on the paper.
    pub description: String,
    /// Invoice number.
    pub invoice: Option<String>,
    /// Amount on the paper.
    pub amount: Money,
    /// Quantity on the paper.
    pub quantity: Option<Quantity>,
    /// Its share of the entered value, whole dollars.
    pub entered_value: Dollars,
}

/// Sums of the entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Sum of entered values.
    pub entered_value: Dollars,
    /// Sum of duty.
    pub duty: Cents,
    /// Header fees by class code, clamped where the law says so.
    pub fees: Vec<Fee>,
    /// Internal revenue tax.
    pub tax: Cents,
    /// Antidumping deposits.
    pub antidumping: Cents,
    /// Countervailing deposits.
    pub countervailing: Cents,
}

impl Totals {
    /// Sum of all header fees.
    pub fn fee_total(&self) -> Cents {
        self.fees.iter().map(|fee| fee.amount).sum()
    }

    /// The header fee of a class, zero when there is none.
    pub fn fee(&self, class: &str) -> Cents {
        self.fees.iter().filter(|fee| fee.class == class).map(|fee| fee.amount).sum()
    }

    /// All that is due with the summary.
    pub fn payable(&self) -> Cents {
        self.duty + self.fee_total() + self.tax + self.antidumping + self.countervailing
    }
}

impl EntryLine {
    /// Sum of duty over the line's tariff numbers.
    pub fn duty(&self) -> Cents {
        self.tariffs.iter().map(|tariff| tariff.amount).sum()
    }

    /// The line's chapter 1–97 number: the goods themselves.
    pub fn article(&self) -> Option<&TariffLine> {
        self.tariffs.iter().rev().find(|tariff| tariff.number.chapter() < 98)
    }
}
