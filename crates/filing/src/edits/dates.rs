//! Dates that must be there, and the order in which things can have happened: records 11, 20 and 40.

use jiff::ToSpan;

use super::Edit;
use super::case::{Case, Hits};
use crate::declaration::Bill;

pub(super) const EDITS: &[Edit] = &[
    Edit::new("127", import_date_missing),
    Edit::new("297", import_date_out_of_place),
    Edit::new("426", exported_after_import),
    Edit::new("427", exported_after_entry),
    Edit::new("188", in_bond_to_the_same_port),
    Edit::new("261", in_bond_date_missing),
    Edit::new("262", in_bond_number_missing),
    Edit::new("190", in_bond_before_import),
    Edit::new("191", in_bond_after_entry),
    Edit::new("192", in_bond_long_ago),
    Edit::new("420", exported_after_in_bond),
];

fn import_date_missing(case: &Case<'_>, hits: &mut Hits) {
    if case.summary.import_date.is_none() && case.must("11 import date") {
        hits.header("import_date", "no import date is given");
    }
}

fn import_date_out_of_place(case: &Case<'_>, hits: &mut Hits) {
    if let Some(date) = case.summary.import_date.filter(|_| case.never("11 import date")) {
        hits.header("import_date", format!("{date} is given for type {}", case.summary.entry_type));
    }
}

/// Looks at each export date where it stands: on the lines that have their own, and once on the shipment.
fn export_dates(case: &Case<'_>, hits: &mut Hits, fault: impl Fn(cocket_base::Date) -> Option<String>) {
    if let Some(text) = case.summary.transport.export_date.and_then(&fault) {
        hits.header("transport.export_date", text);
    }
    for line in &case.summary.lines {
        if let Some(text) = line.export_date.and_then(&fault) {
            hits.line(line, "export_date", text);
        }
    }
}

fn exported_after_import(case: &Case<'_>, hits: &mut Hits) {
    let Some(import) = case.summary.import_date else { return };
    export_dates(case, hits, |date| (date > import).then(|| format!("exported {date}, imported {import}")));
}

fn exported_after_entry(case: &Case<'_>, hits: &mut Hits) {
    let entry = case.summary.entry_date;
    let by_import = |date| case.summary.import_date.is_some_and(|import| date > import);
    // One wrong date is told once: where the import date shows it, 426 has said so.
    export_dates(case, hits, |date| {
        (date > entry && !by_import(date)).then(|| format!("exported {date}, entered {entry}"))
    });
}

fn in_bond(bill: &Bill) -> bool {
    bill.in_bond.as_ref().is_some_and(|number| !number.is_empty())
}

fn in_bond_to_the_same_port(case: &Case<'_>, hits: &mut Hits) {
    let (unlading, entry) = (case.summary.transport.port_of_unlading, case.summary.port_of_entry);
    if unlading == Some(entry) && case.summary.transport.bills.iter().any(in_bond) {
        hits.header(
            "transport.port_of_unlading",
            format!("unladen and entered in {entry}, yet moved in bond"),
        );
    }
}

fn in_bond_date_missing(case: &Case<'_>, hits: &mut Hits) {
    let transport = &case.summary.transport;
    if transport.in_bond_date.is_none() && transport.bills.iter().any(in_bond) {
        hits.header("transport.in_bond_date", "a bill moved in bond, the date is missing");
    }
}

fn in_bond_number_missing(case: &Case<'_>, hits: &mut Hits) {
    let transport = &case.summary.transport;
    if let Some(date) = transport.in_bond_date
        && !transport.bills.iter().all(in_bond)
    {
        hits.header(
            "transport.in_bond_date",
            format!("moved in bond on {date}, but a bill has no in-bond number"),
        );
    }
}

fn in_bond_before_import(case: &Case<'_>, hits: &mut Hits) {
    if let (Some(in_bond), Some(import)) = (case.summary.transport.in_bond_date, case.summary.import_date)
        && import > in_bond
    {
        hits.header("transport.in_bond_date", format!("moved in bond on {in_bond}, imported {import}"));
    }
}

fn in_bond_after_entry(case: &Case<'_>, hits: &mut Hits) {
    let entry = case.summary.entry_date;
    let temporary = case.listed("types_temporary", &case.summary.entry_type);
    if let Some(in_bond) = case.summary.transport.in_bond_date.filter(|date| *date > entry && !temporary) {
        hits.header("transport.in_bond_date", format!("moved in bond on {in_bond}, entered {entry}"));
    }
}

fn in_bond_long_ago(case: &Case<'_>, hits: &mut Hits) {
    let years = case.limit("in_bond_years").and_then(|years| i16::try_from(years).ok());
    let earliest = years.and_then(|years| case.ctx.today.checked_sub(years.years()).ok());
    if let (Some(in_bond), Some(earliest)) = (case.summary.transport.in_bond_date, earliest)
        && in_bond < earliest
    {
        hits.header("transport.in_bond_date", format!("{in_bond} lies before {earliest}"));
    }
}

fn exported_after_in_bond(case: &Case<'_>, hits: &mut Hits) {
    let Some(in_bond) = case.summary.transport.in_bond_date else { return };
    let told =
        |date| date > case.summary.entry_date || case.summary.import_date.is_some_and(|import| date > import);
    export_dates(case, hits, |date| {
        (date > in_bond && !told(date)).then(|| format!("exported {date}, moved in bond on {in_bond}"))
    });
}
