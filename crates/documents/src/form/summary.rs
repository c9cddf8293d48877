//! CBP Form 7501, Entry Summary, in the edition that has blocks 21–24 for melt, smelt and cast.
//!
//! Blocks and their titles are those of the form (OMB 1651-0022); what goes into them follows its instructions.

use cocket_base::Cents;
use cocket_filing::declaration::{Bill, EntrySummary};
use serde::Serialize;

use super::lines::{self, Common, Group, InvoiceRow};
use super::{
    CaseKind, FILER_LINES, FormContext, Labelled, MetalOrigins, Running, Shared, bill_numbers, check_size,
    code_text, manifest_quantity, name_text, party, stack,
};
use crate::error::DocumentError;
use crate::figures::{self, Amount};
use crate::typeset::Sheet;

/// The entry summary as PDF bytes.
pub fn form_7501(entry: &EntrySummary, context: &FormContext<'_>) -> Result<Vec<u8>, DocumentError> {
    lay_out_7501(entry, context)?.pdf()
}

/// The entry summary laid out: for its page count and text beside the PDF.
pub fn lay_out_7501(entry: &EntrySummary, context: &FormContext<'_>) -> Result<Sheet, DocumentError> {
    check_size(entry, "CBP Form 7501")?;
    let ident = format!("cbp-7501 {} {:?}", entry.entry_number, context.state);
    Sheet::lay_out("cbp7501.typ", &Form::new(entry, context), ident, context.today)
}

/// Everything the template prints, already in words and figures.
#[derive(Serialize)]
struct Form {
    running: Running,
    header: Header,
    lines: Vec<Group>,
    invoices: Vec<InvoiceRow>,
    bills: Vec<BillRow>,
    containers: Vec<String>,
    totals: TotalsBox,
    signature: Signature,
}

/// Blocks 3 to 30, in the form's order.
#[derive(Serialize)]
struct Header {
    summary_date: String,
    surety: String,
    bond_type: String,
    port: Labelled,
    entry_date: String,
    carrier: Labelled,
    mode: Labelled,
    origin: Labelled,
    import_date: String,
    bill: String,
    manufacturer: String,
    export_country: Labelled,
    export_date: String,
    in_bond: String,
    in_bond_date: String,
    missing_documents: String,
    lading_port: Labelled,
    unlading_port: Labelled,
    melt_pour: Labelled,
    primary_smelt: Labelled,
    secondary_smelt: Labelled,
    cast: Labelled,
    location: String,
    consignee_number: String,
    importer_number: String,
    reference: String,
    consignee: Vec<String>,
    importer: Vec<String>,
    destination_state: String,
}

/// A bill of lading on the list that stands in for block 12 when there are several.
#[derive(Serialize)]
struct BillRow {
    number: String,
    in_bond: String,
    quantity: String,
}

/// Blocks 39 and 41 to 44 and the summary of other fees.
#[derive(Serialize)]
struct TotalsBox {
    entered_value: String,
    fees: Vec<(String, String)>,
    other_fees: String,
    duty: Amount,
    tax: Amount,
    other: Amount,
    total: Amount,
}

/// Blocks 45 and 46.
#[derive(Serialize)]
struct Signature {
    declarant: String,
    title: String,
    filer: Vec<String>,
}

impl Form {
    fn new(entry: &EntrySummary, context: &FormContext<'_>) -> Form {
        let common = Common::of(entry);
        let several = entry.transport.bills.len() > 1;
        let bills =
            if several { entry.transport.bills.iter().map(BillRow::new).collect() } else { Vec::new() };
        Form {
            running: Running::new(entry, context),
            header: Header::new(entry, &common, context),
            lines: lines::groups(entry, &common, context),
            invoices: lines::invoices(entry, context),
            bills,
            containers: entry.transport.containers.iter().map(|container| code_text(container)).collect(),
            totals: TotalsBox::new(entry, context),
            signature: Signature::new(context),
        }
    }
}

impl Header {
    fn new(entry: &EntrySummary, common: &Common, context: &FormContext<'_>) -> Header {
        let (transport, labels) = (&entry.transport, context.labels);
        let date = |day: Option<cocket_base::Date>| day.map(figures::date).unwrap_or_default();
        let metal = |of: fn(&MetalOrigins) -> Option<cocket_base::ids::Country>| {
            Labelled::country(Shared::of(context.metals.values().map(of)), labels)
        };
        let unlading = transport.port_of_unlading;
        Header {
            summary_date: date(context.summary_date),
            surety: entry.bond.surety_code.as_deref().map(code_text).unwrap_or_default(),
            bond_type: code_text(&entry.bond.kind),
            port: Labelled::new(entry.port_of_entry.as_str(), labels.port(&entry.port_of_entry)),
            entry_date: figures::date(entry.entry_date),
            carrier: carrier(entry),
            mode: Labelled::new(&entry.mode, labels.mode(&entry.mode)),
            origin: Labelled::country(common.origin, labels),
            import_date: date(entry.import_date),
            bill: block_12(&transport.bills),
            manufacturer: common.manufacturer.print(ToString::to_string),
            export_country: Labelled::country(common.export_country, labels),
            export_date: common.export_date.print(|day| figures::date(*day)),
            in_bond: Shared::of(transport.bills.iter().map(|bill| bill.in_bond.as_deref()))
                .print(|number| code_text(number)),
            in_bond_date: date(transport.in_bond_date),
            missing_documents: String::new(),
            lading_port: Labelled::new(
                transport.foreign_port_code.as_deref().unwrap_or_default(),
                transport.foreign_port.clone(),
            ),
            unlading_port: unlading
                .map(|port| Labelled::new(port.as_str(), labels.port(&port)))
                .unwrap_or_default(),
            melt_pour: metal(|metal| metal.melt_pour),
            primary_smelt: metal(|metal| metal.primary_smelt),
            secondary_smelt: metal(|metal| metal.secondary_smelt),
            cast: metal(|metal| metal.cast),
            location: transport.location.map(|location| location.to_string()).unwrap_or_default(),
            consignee_number: match &entry.consignee {
                None => "SAME".into(),
                Some(consignee) => context.number(consignee.number.as_ref()),
            },
            importer_number: context.number(entry.importer.number.as_ref()),
            reference: String::new(),
            consignee: entry.consignee.as_ref().map_or_else(|| vec!["SAME".into()], party),
            importer: party(&entry.importer),
            destination_state: entry.state_of_destination.as_deref().map(code_text).unwrap_or_default(),
        }
    }
}

/// Block 8: the vessel with its voyage, or the carrier's code where there is no name.
fn carrier(entry: &EntrySummary) -> Labelled {
    let transport = &entry.transport;
    let trip = [transport.conveyance.as_deref(), transport.trip.as_deref()];
    let name = trip.into_iter().flatten().map(str::trim).collect::<Vec<_>>().join(" ");
    Labelled::new(transport.carrier.as_ref().map_or("", |scac| scac.as_str()), Some(name))
}

/// Block 12: the one bill, or a word that the list follows.
fn block_12(bills: &[Bill]) -> String {
    match bills {
        [] => String::new(),
        [bill] => bill_number(bill),
        several => format!("MULTI ({} BILLS, LISTED)", several.len()),
    }
}

/// Master bill, then the house bill where there is one.
fn bill_number(bill: &Bill) -> String {
    match bill_numbers(bill) {
        (master, Some(house)) => name_text(&format!("{master} / {house}")),
        (master, None) => name_text(&master),
    }
}

impl BillRow {
    fn new(bill: &Bill) -> BillRow {
        BillRow {
            number: bill_number(bill),
            in_bond: bill.in_bond.as_deref().map(code_text).unwrap_or_default(),
            quantity: manifest_quantity(bill),
        }
    }
}

impl TotalsBox {
    /// Deposits stand among the other fees under their own class codes; what is covered by a bond is not in the totals.
    fn new(entry: &EntrySummary, context: &FormContext<'_>) -> TotalsBox {
        let totals = &entry.totals;
        let deposits = [
            (CaseKind::Antidumping, "Antidumping duty", totals.antidumping),
            (CaseKind::Countervailing, "Countervailing duty", totals.countervailing),
        ];
        let deposits = deposits.into_iter().filter(|(.., amount)| !amount.is_zero());
        let deposits = deposits.map(|(kind, plain, amount)| {
            let class = context.labels.deposit_class(kind);
            let title = class.map_or_else(|| plain.into(), |class| lines::fee_title(&class, context));
            (title, figures::money(amount))
        });
        let fees =
            totals.fees.iter().map(|fee| (lines::fee_title(&fee.class, context), figures::money(fee.amount)));
        let other: Cents = totals.fee_total() + totals.antidumping + totals.countervailing;
        TotalsBox {
            entered_value: figures::dollars(totals.entered_value),
            fees: deposits.chain(fees).collect(),
            other_fees: figures::money(other),
            duty: figures::amount(totals.duty),
            tax: figures::amount(totals.tax),
            other: figures::amount(other),
            total: figures::amount(totals.payable()),
        }
    }
}

impl Signature {
    fn new(context: &FormContext<'_>) -> Signature {
        let filer = &context.filer;
        let lines = std::iter::once(&filer.name).chain(&filer.address).chain(&filer.phone);
        let declarant = context.declarant.as_ref();
        Signature {
            declarant: declarant.map(|person| name_text(&person.name)).unwrap_or_default(),
            title: declarant.and_then(|person| person.title.as_deref()).map(name_text).unwrap_or_default(),
            filer: stack(lines, FILER_LINES),
        }
    }
}
