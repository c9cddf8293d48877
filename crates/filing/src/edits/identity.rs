//! Who files what, where and for whom: records 10 and 11 of the entry summary chapter.

use cocket_base::ids::EntryNumber;

use super::Edit;
use super::case::{Case, Hits};

pub(super) const EDITS: &[Edit] = &[
    Edit::new("B16", check_digit),
    Edit::new("B53", other_filer),
    Edit::new("B17", type_missing),
    Edit::new("B18", type_unknown),
    Edit::new("288", zone_missing),
    Edit::new("293", warehouse_missing),
    Edit::new("B04", port_unknown),
    Edit::new("X40", reference_unsendable),
    Edit::new("100", importer_missing),
    Edit::new("255", consignee_missing),
    Edit::new("132", state_missing),
    Edit::new("133", state_unknown),
    Edit::new("648", informal_limit),
];

fn check_digit(case: &Case<'_>, hits: &mut Hits) {
    let number = case.summary.entry_number;
    if let Ok(right) =
        EntryNumber::with_offset(number.filer(), number.sequence(), case.ctx.check_digit_offset)
        && right != number
    {
        hits.header("entry_number", format!("{number} should be {right}"));
    }
}

fn other_filer(case: &Case<'_>, hits: &mut Hits) {
    let number = case.summary.entry_number;
    if let Some(ours) = case.ctx.filer.filter(|filer| *filer != number.filer()) {
        hits.header(
            "entry_number",
            format!("{number} belongs to filer {}, this office files as {ours}", number.filer()),
        );
    }
}

fn type_missing(case: &Case<'_>, hits: &mut Hits) {
    if case.summary.entry_type.is_empty() {
        hits.header("entry_type", "no entry type is given");
    }
}

/// A type is known when the matrix of the chapter has a column for it.
fn type_unknown(case: &Case<'_>, hits: &mut Hits) {
    let entry_type = &case.summary.entry_type;
    if !entry_type.is_empty() && case.ask("40 line items").is_none() {
        hits.header("entry_type", format!("no entry summary is filed under type «{entry_type}»"));
    }
}

fn zone_missing(case: &Case<'_>, hits: &mut Hits) {
    if case.must("11 ftz id") {
        hits.header("entry_type", format!("type {} must name its zone", case.summary.entry_type));
    }
}

fn warehouse_missing(case: &Case<'_>, hits: &mut Hits) {
    if case.must("30 warehouse withdrawal") {
        hits.header("entry_type", format!("type {} must name its warehouse entry", case.summary.entry_type));
    }
}

fn port_unknown(case: &Case<'_>, hits: &mut Hits) {
    let port = case.summary.port_of_entry;
    if case.ctx.law.ports().get(port).is_none() {
        hits.header("port_of_entry", format!("port {port} does not stand in the list held"));
    }
}

/// Class X of the batch chapter: printable ASCII.
fn reference_unsendable(case: &Case<'_>, hits: &mut Hits) {
    let Some(reference) = &case.summary.broker_reference else { return };
    let length = cocket_base::Decimal::from(reference.chars().count());
    if !case.fits(length, "broker_reference") {
        hits.header("broker_reference", format!("{length} characters are too many"));
    } else if let Some(odd) = reference.chars().find(|c| !c.is_ascii() || c.is_ascii_control()) {
        hits.header("broker_reference", format!("«{}» cannot be sent", odd.escape_default()));
    }
}

fn importer_missing(case: &Case<'_>, hits: &mut Hits) {
    if case.summary.importer.number.is_none() {
        hits.header("importer.number", "the importer of record has no number");
    }
}

fn consignee_missing(case: &Case<'_>, hits: &mut Hits) {
    let nameless = case.summary.consignee.as_ref().is_some_and(|party| party.number.is_none());
    if nameless && case.must("11 consignee number") {
        hits.header("consignee.number", "the ultimate consignee has no number");
    }
}

fn state_missing(case: &Case<'_>, hits: &mut Hits) {
    if case.summary.state_of_destination.is_none() && case.must("11 state of destination") {
        hits.header("state_of_destination", "no state of destination is given");
    }
}

fn state_unknown(case: &Case<'_>, hits: &mut Hits) {
    if let Some(state) =
        case.summary.state_of_destination.as_ref().filter(|state| !case.knows("us_states", state))
    {
        hits.header("state_of_destination", format!("«{state}» is no state"));
    }
}

fn informal_limit(case: &Case<'_>, hits: &mut Hits) {
    let Ok(limit) = case.ctx.law.limit("informal_limit", case.day(), case.ctx.known) else { return };
    let value: i128 = case.summary.lines.iter().map(|line| i128::from(line.entered_value.get())).sum();
    let value = cocket_base::Decimal::try_from_i128_with_scale(value, 0).unwrap_or(cocket_base::Decimal::MAX);
    if case.is_informal() && value > limit.amount {
        hits.header("totals.entered_value", format!("{value} dollars are above {}", limit.amount));
    }
}
