//! CBP Form 3461, Entry/Immediate Delivery, in its familiar layout of blocks 1 to 29.
//!
//! Blocks and their titles are those of the form (OMB 1651-0024). Source of the contents: 19 CFR 142.3, 142.16.

use cocket_filing::declaration::{Bill, EntrySummary};
use serde::Serialize;

use super::{
    FILER_LINES, FormContext, Labelled, Running, bill_numbers, check_size, manifest_quantity, name_text,
    party, stack, text,
};
use crate::error::DocumentError;
use crate::figures;
use crate::typeset::Sheet;

/// The application for release as PDF bytes.
pub fn form_3461(entry: &EntrySummary, context: &FormContext<'_>) -> Result<Vec<u8>, DocumentError> {
    lay_out_3461(entry, context)?.pdf()
}

/// The application for release laid out: for its page count and text beside the PDF.
pub fn lay_out_3461(entry: &EntrySummary, context: &FormContext<'_>) -> Result<Sheet, DocumentError> {
    check_size(entry, "CBP Form 3461")?;
    let ident = format!("cbp-3461 {} {:?}", entry.entry_number, context.state);
    Sheet::lay_out("cbp3461.typ", &Form::new(entry, context), ident, context.today)
}

#[derive(Serialize)]
struct Form {
    running: Running,
    arrival_date: String,
    entry_date: String,
    port: Labelled,
    single_bond: bool,
    consignee_number: String,
    importer_number: String,
    consignee: Vec<String>,
    importer: Vec<String>,
    carrier: String,
    trip: String,
    location: String,
    vessel: String,
    unlading_port: Labelled,
    total_value: String,
    description: String,
    bills: Vec<BillRow>,
    goods: Vec<Goods>,
    filer: Vec<String>,
    phone: String,
}

/// Blocks 21 to 23.
#[derive(Serialize)]
struct BillRow {
    code: &'static str,
    number: String,
    quantity: String,
}

/// Blocks 24 to 26.
#[derive(PartialEq, Eq, Serialize)]
struct Goods {
    number: String,
    origin: String,
    manufacturer: String,
}

impl Form {
    fn new(entry: &EntrySummary, context: &FormContext<'_>) -> Form {
        let (transport, filer) = (&entry.transport, &context.filer);
        let some_text = |value: &Option<String>| value.as_deref().map(name_text).unwrap_or_default();
        let unlading = transport.port_of_unlading;
        Form {
            running: Running::new(entry, context),
            arrival_date: transport.arrival_date.or(entry.import_date).map(figures::date).unwrap_or_default(),
            entry_date: figures::date(entry.entry_date),
            port: Labelled::new(entry.port_of_entry.as_str(), context.labels.port(&entry.port_of_entry)),
            single_bond: entry.bond.kind == "9",
            consignee_number: match &entry.consignee {
                None => "SAME".into(),
                Some(consignee) => context.number(consignee.number.as_ref()),
            },
            importer_number: context.number(entry.importer.number.as_ref()),
            consignee: entry.consignee.as_ref().map_or_else(|| vec!["SAME".into()], party),
            importer: party(&entry.importer),
            carrier: transport.carrier.map(|scac| scac.to_string()).unwrap_or_default(),
            trip: some_text(&transport.trip),
            location: transport.location.map(|location| location.to_string()).unwrap_or_default(),
            vessel: some_text(&transport.conveyance),
            unlading_port: unlading
                .map(|port| Labelled::new(port.as_str(), context.labels.port(&port)))
                .unwrap_or_default(),
            total_value: figures::dollars(entry.totals.entered_value),
            description: descriptions(entry),
            bills: transport.bills.iter().flat_map(bill_rows).collect(),
            goods: goods(entry),
            filer: stack(std::iter::once(&filer.name).chain(&filer.address), FILER_LINES),
            phone: some_text(&filer.phone),
        }
    }
}

/// The different descriptions, in the order of the lines.
fn descriptions(entry: &EntrySummary) -> String {
    let mut seen: Vec<&str> = Vec::new();
    for line in &entry.lines {
        let description = line.description.trim();
        if !description.is_empty() && !seen.contains(&description) {
            seen.push(description);
        }
    }
    text(&seen.join("; "))
}

/// A bill's rows: in-bond number (`I`), master (`M`) and house (`H`); the quantity stands at the most detailed one.
fn bill_rows(bill: &Bill) -> Vec<BillRow> {
    let (master, house) = bill_numbers(bill);
    let numbers = [("I", bill.in_bond.clone()), ("M", Some(master)), ("H", house)];
    let mut rows: Vec<BillRow> = numbers
        .into_iter()
        .filter_map(|(code, number)| {
            Some(BillRow { code, number: name_text(&number?), quantity: String::new() })
        })
        .collect();
    if let Some(last) = rows.last_mut() {
        last.quantity = manifest_quantity(bill);
    }
    rows
}

/// Each set of number, origin and manufacturer once; chapter 98 and 99 numbers are a matter for the summary.
fn goods(entry: &EntrySummary) -> Vec<Goods> {
    let mut rows: Vec<Goods> = Vec::new();
    for line in &entry.lines {
        let Some(article) = line.article() else { continue };
        let row = Goods {
            number: article.number.to_string(),
            origin: line.origin.map(|origin| origin.to_string()).unwrap_or_default(),
            manufacturer: line.manufacturer.as_ref().map(ToString::to_string).unwrap_or_default(),
        };
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bill_has_a_row_per_number_and_its_quantity_at_the_last() {
        let bill = Bill {
            issuer: Some("ZQXL".parse().unwrap()),
            master: " 2605 / 118842 ".into(),
            house_issuer: Some("BRNW".parse().unwrap()),
            house: Some("26050071".into()),
            in_bond: Some("123456782".into()),
            quantity: Some(1480),
            unit: Some("CTN".into()),
        };
        let rows = |bill: &Bill| -> Vec<String> {
            bill_rows(bill)
                .iter()
                .map(|row| format!("{} {} {}", row.code, row.number, row.quantity))
                .collect()
        };
        assert_eq!(rows(&bill), ["I 123456782 ", "M ZQXL2605 / 118842 ", "H BRNW26050071 1,480 CTN"]);
        let master = Bill { house: None, in_bond: None, ..bill };
        assert_eq!(rows(&master), ["M ZQXL2605 / 118842 1,480 CTN"]);
    }
}
