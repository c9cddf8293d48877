//! What a packet says: every fact keeps the place it came from.

use cocket_base::ids::{Country, TariffNumber};
use cocket_base::{Currency, Date, Decimal, Finding, Place, Unit};
use serde::{Deserialize, Serialize};

use crate::mapping::Mapping;
use crate::packet::PacketHeader;

/// A value with its place of origin and the text that stood there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sourced<T> {
    /// The value as understood.
    pub value: T,
    /// Where it stands.
    pub place: Place,
    /// The text or number as it stands there, before any reading.
    pub raw: String,
}

/// A packet as read: what was understood, and everything that was noticed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Packet {
    /// What the clerk knows besides the papers (`packet.json`).
    pub header: PacketHeader,
    /// Commercial invoices in the order of the header's file list.
    pub invoices: Vec<Invoice>,
    /// Packing lists.
    pub packing_lists: Vec<PackingList>,
    /// The client's product master.
    pub parts: Vec<Part>,
    /// Text papers: bills of lading, waybills, arrival notices.
    pub texts: Vec<TextPaper>,
    /// All findings of the reading, in the order of the papers.
    pub findings: Vec<Finding>,
}

/// A commercial invoice.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Invoice {
    /// File name.
    pub file: String,
    /// Seller, from the packet's file list or the paper.
    pub seller: Option<String>,
    /// Invoice number.
    pub number: Option<Sourced<String>>,
    /// Invoice date.
    pub date: Option<Sourced<Date>>,
    /// Currency the paper names.
    pub currency: Option<Sourced<Currency>>,
    /// A statement of origin for all goods.
    pub origin_of_all: Option<Sourced<Country>>,
    /// Terms of delivery as printed.
    pub terms: Option<Sourced<String>>,
    /// Lines of goods, in the paper's order.
    pub lines: Vec<InvoiceLine>,
    /// Discounts, freight and other rows that are no goods.
    pub adjustments: Vec<Adjustment>,
    /// The grand total as printed.
    pub printed_total: Option<Sourced<Decimal>>,
    /// How the columns were understood.
    pub mapping: Mapping,
}

/// One line of goods.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct InvoiceLine {
    /// File, sheet and row.
    pub place: Place,
    /// Part number, trimmed; `raw` keeps the blanks.
    pub part: Sourced<String>,
    /// Description.
    pub description: Option<Sourced<String>>,
    /// Quantity.
    pub quantity: Option<Sourced<Decimal>>,
    /// Unit of the quantity, when it is a known one.
    pub unit: Option<Sourced<Unit>>,
    /// Price per unit.
    pub unit_price: Option<Sourced<Decimal>>,
    /// Amount of the line.
    pub amount: Option<Sourced<Decimal>>,
    /// Origin on the line.
    pub origin: Option<Sourced<Country>>,
    /// Tariff number on the line, as the seller sees it (often six digits).
    pub hs: Option<Sourced<TariffNumber>>,
    /// Net weight of the line in kg.
    pub net_kg: Option<Sourced<Decimal>>,
    /// Currency on the line, where it has a column of its own.
    #[serde(default)]
    pub currency: Option<Sourced<Currency>>,
}

/// What a row that is no goods does to the price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdjustmentKind {
    /// A discount: negative.
    Discount,
    /// International freight.
    Freight,
    /// Insurance.
    Insurance,
    /// Packing.
    Packing,
    /// Value added or sales tax.
    Tax,
    /// Anything else that moves the total.
    Other,
}

/// A discount, freight or other row.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Adjustment {
    /// What it is.
    pub kind: AdjustmentKind,
    /// The amount with its sign.
    pub amount: Sourced<Decimal>,
    /// The text of the row.
    pub text: String,
    /// True when the printed total already contains it.
    pub in_total: bool,
    /// True when it is a remark on the lines' own amounts («of which freight»): it moves no total, the prices contain it.
    #[serde(default)]
    pub in_prices: bool,
}

/// A packing list.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PackingList {
    /// File name.
    pub file: String,
    /// Rows per part.
    pub rows: Vec<PackingRow>,
    /// Packages in all, as printed.
    pub printed_packages: Option<Sourced<Decimal>>,
    /// Their shipping unit, where the paper's word names one kind of package.
    #[serde(default)]
    pub package_unit: Option<String>,
    /// Net weight in all, as printed.
    pub printed_net_kg: Option<Sourced<Decimal>>,
    /// Gross weight in all, as printed.
    pub printed_gross_kg: Option<Sourced<Decimal>>,
    /// How the columns were understood.
    pub mapping: Mapping,
}

/// One row of a packing list.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PackingRow {
    /// File, sheet and row.
    pub place: Place,
    /// Part number, trimmed.
    pub part: Sourced<String>,
    /// Pieces or other unit.
    pub quantity: Option<Sourced<Decimal>>,
    /// Packages.
    pub packages: Option<Sourced<Decimal>>,
    /// Net weight in kg.
    pub net_kg: Option<Sourced<Decimal>>,
    /// Gross weight in kg.
    pub gross_kg: Option<Sourced<Decimal>>,
    /// Unit of the quantity, when the paper names one.
    #[serde(default)]
    pub unit: Option<Sourced<Unit>>,
    /// Contents of the row in liters.
    #[serde(default)]
    pub liters: Option<Sourced<Decimal>>,
    /// Weight of the container of one unit, in kg.
    #[serde(default)]
    pub tare_each_kg: Option<Sourced<Decimal>>,
}

/// A product of the client's master. A blank is `None`: not known.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Part {
    /// File and row.
    pub place: Place,
    /// Part number, trimmed.
    pub part_no: String,
    /// Description.
    pub description: Option<String>,
    /// Statistical number.
    pub hts: Option<TariffNumber>,
    /// Usual origin.
    pub origin: Option<Country>,
    /// Maker by name.
    pub maker: Option<String>,
    /// Manufacturer code.
    pub mid: Option<String>,
    /// Net weight of one piece in kg.
    pub net_kg_each: Option<Decimal>,
    /// Steel, aluminum and copper in percent of weight.
    pub metal_weight_pct: MetalShares,
    /// Steel, aluminum and copper in percent of value.
    pub metal_value_pct: MetalShares,
    /// Where the steel was melted and poured.
    pub melt_pour: Option<Country>,
    /// Where the aluminum was smelted and cast, where it is one country.
    pub smelt_cast: Option<Country>,
    /// Where the most primary aluminum was smelted.
    #[serde(default)]
    pub smelt: Option<Country>,
    /// Where the aluminum was last cast.
    #[serde(default)]
    pub cast: Option<Country>,
    /// US content in percent of value.
    pub us_content_pct: Option<Decimal>,
    /// The importer knows the article as a part of a vehicle.
    pub vehicle_part: Option<bool>,
    /// USMCA criterion or a remark why it fails.
    pub usmca_criterion: Option<String>,
    /// FDA product code.
    pub fda_product_code: Option<String>,
    /// AD/CVD case.
    pub adcvd_case: Option<String>,
    /// Notes.
    pub notes: Option<String>,
}

/// Shares of three metals, in percent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetalShares {
    /// Steel.
    pub steel: Option<Decimal>,
    /// Aluminum.
    pub aluminum: Option<Decimal>,
    /// Copper.
    pub copper: Option<Decimal>,
}

/// A paper of plain text with the facts recognised in it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TextPaper {
    /// File name.
    pub file: String,
    /// Its role, as in `bill of lading`.
    pub role: String,
    /// The text, decoded.
    pub text: String,
    /// Gross weight in kg.
    pub gross_kg: Option<Sourced<Decimal>>,
    /// Packages.
    pub packages: Option<Sourced<Decimal>>,
    /// Their shipping unit (code table `uom_shipping`), where the paper's word names one kind of package.
    #[serde(default)]
    pub package_unit: Option<String>,
}
