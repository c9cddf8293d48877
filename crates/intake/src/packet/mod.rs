//! The packet's header: what the clerk knows besides the papers (`packet.json`).
//!
//! Every field may be missing: a packet is read as far as it goes, and what a filing lacks is somebody else's finding. The
//! types here are the record's own form; `read` turns the clerk's JSON into them and reports every bad value at once.

mod fields;
mod read;

use std::collections::BTreeMap;

use cocket_base::ids::{Country, EntryNumber, FilerCode, ImporterNumber, PortCode, Scac};
use cocket_base::{Currency, Date, DateTime, Decimal};
use serde::{Deserialize, Serialize};

pub use read::read_header;

/// What the clerk knows besides the papers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PacketHeader {
    /// The clerk's name for the packet.
    pub packet: Option<String>,
    /// Importer of record.
    pub client: Option<Client>,
    /// Buyer, when the importer is not.
    pub buyer: Option<Buyer>,
    /// Filer code.
    pub filer_code: Option<FilerCode>,
    /// Entry number.
    pub entry_number: Option<EntryNumber>,
    /// Entry type, as in `01`.
    pub entry_type: Option<String>,
    /// Schedule D port of entry.
    pub port_of_entry: Option<PortCode>,
    /// Schedule D port of unlading.
    pub port_of_unlading: Option<PortCode>,
    /// State where the goods go, two letters.
    pub state_of_destination: Option<String>,
    /// Mode of transport, as in `11` (CATAIR code).
    pub mode: Option<String>,
    /// Importing carrier.
    pub carrier_scac: Option<Scac>,
    /// Vessel, flight or vehicle.
    pub conveyance: Option<String>,
    /// Voyage, flight or trip number.
    pub voyage: Option<String>,
    /// Bills of lading or waybills.
    pub bills: Vec<BillNumbers>,
    /// Containers, as written.
    pub containers: Vec<String>,
    /// Foreign port of lading, by name.
    pub foreign_port: Option<String>,
    /// Country of exportation.
    pub export_country: Option<Country>,
    /// The days that fix law and clocks.
    pub dates: PacketDates,
    /// Terms of delivery.
    pub terms: Option<Terms>,
    /// Currency of the invoices.
    pub currency: Option<Currency>,
    /// Certified rates of that currency.
    pub exchange_rate: Option<ExchangeRates>,
    /// Freight, insurance and other charges.
    pub charges: Vec<Charge>,
    /// Whether buyer and seller are related.
    pub related_party: Option<bool>,
    /// Preference claims.
    pub spi_claims: Vec<SpiClaim>,
    /// Payment type, as in `7`.
    pub payment_type: Option<String>,
    /// Filing method, as in `automated`.
    pub filing_method: Option<String>,
    /// Assists.
    pub assists: Vec<Assist>,
    /// Royalties and licence fees.
    pub royalties: Vec<Payment>,
    /// Shares of later resale, disposal or use that go to the seller.
    pub proceeds: Vec<Payment>,
    /// Excise by parts.
    pub excise: Vec<Excise>,
    /// Liters in a wine gallon, as the packet states it.
    pub litres_per_wine_gallon: Option<Decimal>,
    /// Permits and approvals.
    pub permits: Permits,
    /// Antidumping and countervailing duty.
    pub adcvd: Option<AdCvd>,
    /// Claims under chapter 98.
    pub chapter98: Vec<Chapter98Claim>,
    /// Plain words a person gave.
    pub instructions: Vec<String>,
    /// The papers, with their roles.
    pub files: Vec<PaperEntry>,
}

/// The importer of record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Client {
    /// Name.
    pub name: Option<String>,
    /// Importer number.
    pub importer_number: Option<ImporterNumber>,
    /// The bond.
    pub bond: Option<ClientBond>,
    /// The importer is not resident in the United States.
    pub non_resident: bool,
}

/// The importer's bond.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClientBond {
    /// `0` none, `8` continuous, `9` single transaction.
    pub kind: Option<String>,
    /// Three-digit code of the surety.
    pub surety_code: Option<String>,
    /// Amount in US dollars.
    pub amount_usd: Option<Decimal>,
}

/// The buyer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Buyer {
    /// Name.
    pub name: Option<String>,
    /// Importer number, where known.
    pub importer_number: Option<ImporterNumber>,
}

/// One bill with its house bill.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BillNumbers {
    /// Master bill.
    pub master: Option<String>,
    /// House bill.
    pub house: Option<String>,
    /// Packages on the bill, where no paper says it.
    pub quantity: Option<u32>,
    /// Their shipping unit (code table `uom_shipping`), as in `CT` for cartons.
    pub unit: Option<String>,
}

/// The days that fix law and clocks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PacketDates {
    /// Loading on the vessel.
    pub lading: Option<Date>,
    /// Loading with its time, local to the foreign port.
    pub lading_time_local: Option<DateTime>,
    /// Exportation.
    pub export: Option<Date>,
    /// Importation: the arrival in the first port of the United States.
    pub import: Option<Date>,
    /// Arrival in the port of entry, where the goods moved on after their importation.
    pub arrival: Option<Date>,
    /// Entry.
    pub entry: Option<Date>,
    /// Time of entry with its zone.
    pub time_of_entry: Option<LocalTime>,
}

/// A civil time with the zone it is told in, as `2026-06-16T10:15 America/Los_Angeles`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalTime {
    /// Date and time on the wall.
    pub local: DateTime,
    /// IANA name of the zone.
    pub zone: Option<String>,
}

/// Terms of delivery.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Terms {
    /// Incoterm, three letters, upper case.
    pub incoterm: Option<String>,
    /// Named place.
    pub place: Option<String>,
}

/// Certified rates: US dollars per unit of the currency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ExchangeRates {
    /// The currency.
    pub currency: Option<Currency>,
    /// First certified rate of the quarter.
    pub usd_per_unit_quarter: Option<Decimal>,
    /// Certified rate of the date of export.
    pub usd_per_unit_export_date: Option<Decimal>,
    /// Remark.
    pub note: Option<String>,
}

/// One charge of the shipment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Charge {
    /// Kind, as in `ocean_freight`.
    pub kind: String,
    /// Amount.
    pub amount: Option<Decimal>,
    /// Currency of the amount.
    pub currency: Option<Currency>,
    /// The invoice price contains it.
    pub included_in_price: Option<bool>,
    /// It was or is paid to the carrier or insurer.
    pub paid_to_carrier: Option<bool>,
    /// The goods moved on a through bill of lading, for freight inside the country of export.
    pub through_bill: Option<bool>,
    /// A person's judgement whether it belongs to the value, for the kinds that are left to a person.
    pub belongs: Option<bool>,
    /// Paper it stands on.
    pub source: Option<String>,
}

/// A preference claim.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SpiClaim {
    /// Special program indicator, as in `S`.
    pub spi: Option<String>,
    /// Parts it is claimed for.
    pub parts: Vec<String>,
    /// The certificate behind it.
    pub certificate: Option<Certificate>,
}

/// A certificate of origin.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Certificate {
    /// It is at hand.
    pub on_file: Option<bool>,
    /// Who certified.
    pub certifier: Option<String>,
    /// First day of the blanket period.
    pub blanket_from: Option<Date>,
    /// Last day of the blanket period.
    pub blanket_to: Option<Date>,
    /// Origin criterion.
    pub criterion: Option<String>,
}

/// An assist (19 USC 1401a(h)(1)).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Assist {
    /// What it is.
    pub kind: String,
    /// Its cost in US dollars.
    pub cost_usd: Option<Decimal>,
    /// Cost of bringing it to the producer, in US dollars.
    pub transport_to_producer_usd: Option<Decimal>,
    /// Parts made with it.
    pub parts: Vec<String>,
    /// Method of apportionment.
    pub method: Option<String>,
    /// Units it is planned for.
    pub planned_units: Option<Decimal>,
    /// Units entered before.
    pub ledger_units_before: Option<Decimal>,
}

/// A royalty, or a share of the resale: what the buyer pays besides the price (19 USC 1401a(b)(1)(D), (E)).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Payment {
    /// Parts it is paid on; all where none is named.
    pub parts: Vec<String>,
    /// The sum.
    pub amount: Option<Decimal>,
    /// Or a percentage of the price of its lines.
    pub percent: Option<Decimal>,
    /// Currency of the sum; that of the sale where none is named.
    pub currency: Option<Currency>,
    /// For a royalty: what it is for, by the table `royalty_kinds`.
    pub right: Option<String>,
    /// It relates to the imported goods.
    pub related_to_goods: Option<bool>,
    /// The goods are not sold for export without it.
    pub condition_of_sale: Option<bool>,
    /// The price holds it already.
    pub in_price: Option<bool>,
    /// False: nobody can put it into figures.
    pub quantifiable: Option<bool>,
}

/// Internal revenue tax by parts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Excise {
    /// Parts it applies to.
    pub parts: Vec<String>,
    /// Accounting class code, as in `017`.
    pub class: Option<String>,
    /// US dollars per wine gallon.
    pub rate_per_wine_gallon: Option<Decimal>,
    /// US dollars per proof gallon.
    pub rate_per_proof_gallon: Option<Decimal>,
    /// Why this rate.
    pub why: Option<String>,
}

/// Permits and approvals of other agencies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Permits {
    /// Basic permit of the Alcohol and Tobacco Tax and Trade Bureau.
    pub ttb_basic_permit: Option<String>,
    /// Label approvals by part.
    pub label_approvals: BTreeMap<String, String>,
    /// Other permits by name.
    pub other: BTreeMap<String, String>,
}

/// Antidumping and countervailing duty as the client instructs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AdCvd {
    /// Cases with their cash deposit rates.
    pub cases: Vec<AdCvdCase>,
    /// Parts inside the orders.
    pub parts: Vec<String>,
    /// The non-reimbursement statement (19 CFR 351.402(f)) is on file.
    pub non_reimbursement_statement: Option<bool>,
    /// Remark.
    pub note: Option<String>,
}

/// One case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AdCvdCase {
    /// Case number, as in `A-570-967-000`.
    pub case: Option<String>,
    /// Cash deposit rate in percent of entered value.
    pub cash_rate_pct: Option<Decimal>,
    /// Cash deposit in US dollars per unit.
    pub cash_rate_per_unit: Option<Decimal>,
    /// Unit of the deposit per unit.
    pub unit: Option<String>,
    /// Parts of this case, where not all of the packet's.
    pub parts: Vec<String>,
}

/// A claim under chapter 98.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Chapter98Claim {
    /// The number of chapter 98, as written.
    pub hts: Option<String>,
    /// Parts it is claimed for.
    pub parts: Vec<String>,
    /// Value it takes out or covers.
    pub value: Option<Decimal>,
    /// Currency of the value; US dollars when not said.
    pub currency: Option<Currency>,
    /// Further facts by name, as written.
    pub facts: BTreeMap<String, String>,
}

/// A paper of the packet with its role.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PaperEntry {
    /// File name without folders.
    pub file: String,
    /// Role, as in `commercial invoice`.
    pub role: String,
    /// Seller, for an invoice.
    pub seller: Option<String>,
    /// Encoding and separator of a text file, as in `UTF-8, semicolon`.
    pub encoding: Option<String>,
}
