//! Mode, carrier, ports and bills: records 10, 20, 21, 22 and 23.

use std::collections::BTreeSet;

use cocket_base::Decimal;
use cocket_base::ids::AirWaybill;

use super::Edit;
use super::case::{Case, Hits, numbered};

pub(super) const EDITS: &[Edit] = &[
    Edit::new("164", mode_missing),
    Edit::new("165", mode_unknown),
    Edit::new("309", mode_not_allowed),
    Edit::new("176", carrier_missing),
    Edit::new("178", carrier_not_scac),
    Edit::new("179", carrier_not_airline),
    Edit::new("181", conveyance_missing),
    Edit::new("166", unlading_unknown),
    Edit::new("167", unlading_missing),
    Edit::new("173", location_missing),
    Edit::new("428", foreign_port_unknown),
    Edit::new("429", foreign_port_missing),
    Edit::new("183", bills_missing),
    Edit::new("184", bills_not_allowed),
    Edit::new("185", bill_number_missing),
    Edit::new("322", bill_number_unsendable),
    Edit::new("187", bill_twice),
    Edit::new("259", packages_missing),
    Edit::new("258", packages_none),
    Edit::new("260", packages_unit_missing),
];

fn mode_missing(case: &Case<'_>, hits: &mut Hits) {
    if case.summary.mode.is_empty() && case.must("10 mot") {
        hits.header("mode", "no mode of transport is given");
    }
}

fn mode_unknown(case: &Case<'_>, hits: &mut Hits) {
    let mode = &case.summary.mode;
    if !mode.is_empty() && !case.knows("mot", mode) {
        hits.header("mode", format!("«{mode}» is no mode of transport"));
    }
}

fn mode_not_allowed(case: &Case<'_>, hits: &mut Hits) {
    if !case.summary.mode.is_empty() && case.never("10 mot") {
        hits.header("mode", format!("mode {} with type {}", case.summary.mode, case.summary.entry_type));
    }
}

fn carrier_missing(case: &Case<'_>, hits: &mut Hits) {
    if case.summary.transport.carrier.is_none() && case.mode.is_some_and(|mode| &*mode.carrier != "none") {
        hits.header("transport.carrier", "no carrier is given");
    }
}

/// Calls `fault` with the carrier's code when the mode asks for this form of it.
fn carrier_form(case: &Case<'_>, hits: &mut Hits, form: &str, sound: impl Fn(&str) -> bool) {
    let Some(carrier) =
        case.summary.transport.carrier.filter(|_| case.mode.is_some_and(|mode| &*mode.carrier == form))
    else {
        return;
    };
    if !sound(carrier.as_str()) {
        hits.header("transport.carrier", format!("«{carrier}» with mode {}", case.summary.mode));
    }
}

fn carrier_not_scac(case: &Case<'_>, hits: &mut Hits) {
    carrier_form(case, hits, "scac", |code| code.len() == 4 && code.bytes().all(|b| b.is_ascii_uppercase()));
}

fn carrier_not_airline(case: &Case<'_>, hits: &mut Hits) {
    carrier_form(case, hits, "airline", |code| code.len() == 2);
}

fn conveyance_missing(case: &Case<'_>, hits: &mut Hits) {
    let nameless = case.summary.transport.conveyance.as_ref().is_none_or(|name| name.trim().is_empty());
    if nameless && case.mode.is_some_and(|mode| mode.conveyance) {
        hits.header("transport.conveyance", "the vessel has no name");
    }
}

fn unlading_unknown(case: &Case<'_>, hits: &mut Hits) {
    if let Some(port) =
        case.summary.transport.port_of_unlading.filter(|port| case.ctx.law.ports().get(*port).is_none())
    {
        hits.header("transport.port_of_unlading", format!("port {port} does not stand in the list held"));
    }
}

fn unlading_missing(case: &Case<'_>, hits: &mut Hits) {
    if case.summary.transport.port_of_unlading.is_none() && case.mode.is_some_and(|mode| mode.unlading) {
        hits.header("transport.port_of_unlading", "no port of unlading is given");
    }
}

fn location_missing(case: &Case<'_>, hits: &mut Hits) {
    if case.summary.transport.location.is_none()
        && case.listed("types_in_warehouse", &case.summary.entry_type)
    {
        hits.header("transport.location", format!("type {} needs the warehouse", case.summary.entry_type));
    }
}

fn foreign_port_unknown(case: &Case<'_>, hits: &mut Hits) {
    if let Some(code) = &case.summary.transport.foreign_port_code
        && !(code.len() == 5 && code.bytes().all(|b| b.is_ascii_digit()))
    {
        hits.header("transport.foreign_port_code", format!("«{code}» is not five digits"));
    }
}

fn foreign_port_missing(case: &Case<'_>, hits: &mut Hits) {
    if case.summary.transport.foreign_port_code.is_none() && case.mode.is_some_and(|mode| mode.foreign_port) {
        let named = case.summary.transport.foreign_port.as_deref().unwrap_or("the port of lading");
        hits.header("transport.foreign_port_code", format!("no code is given for {named}"));
    }
}

fn bills_missing(case: &Case<'_>, hits: &mut Hits) {
    let asked = case.mode.is_some_and(|mode| mode.bills) && !case.never("22 manifest grouping");
    if asked && case.summary.transport.bills.is_empty() {
        hits.header("transport.bills", "no bill is given");
    }
}

/// A missing mode that the type asks for is told by 164.
fn bills_not_allowed(case: &Case<'_>, hits: &mut Hits) {
    let no_place =
        case.never("22 manifest grouping") || (case.summary.mode.is_empty() && !case.must("10 mot"));
    if no_place && !case.summary.transport.bills.is_empty() {
        hits.header("transport.bills", format!("bills with type {} and no mode", case.summary.entry_type));
    }
}

/// By sea a bill's number is its issuer and its digits together.
fn bill_number_missing(case: &Case<'_>, hits: &mut Hits) {
    for (at, bill) in numbered(&case.summary.transport.bills) {
        if bill.master.trim().is_empty() {
            hits.header(format!("transport.bills.{at}.master"), "the bill has no number");
        } else if bill.issuer.is_none() && case.is_sea() {
            hits.header(
                format!("transport.bills.{at}.issuer"),
                format!("bill {} has no issuer", bill.master),
            );
        }
    }
}

/// A master air waybill may be written with its hyphen: the message carries its digits.
fn bill_number_unsendable(case: &Case<'_>, hits: &mut Hits) {
    let sendable = |number: &str| {
        number.bytes().all(|b| b.is_ascii_alphanumeric()) && case.fits(Decimal::from(number.len()), "bill")
    };
    for (at, bill) in numbered(&case.summary.transport.bills) {
        if !sendable(&bill.master)
            && bill.master.parse::<AirWaybill>().is_err()
            && !dashed_waybill(&bill.master)
        {
            hits.header(format!("transport.bills.{at}.master"), format!("«{}» cannot be sent", bill.master));
        }
        for (field, number) in [("house", &bill.house), ("in_bond", &bill.in_bond)] {
            if let Some(number) = number.as_ref().filter(|number| !sendable(number)) {
                hits.header(format!("transport.bills.{at}.{field}"), format!("«{number}» cannot be sent"));
            }
        }
    }
}

/// The shape `999-12345675`, whatever its check digit.
fn dashed_waybill(number: &str) -> bool {
    let digits = |part: &str, len: usize| part.len() == len && part.bytes().all(|b| b.is_ascii_digit());
    number.split_once('-').is_some_and(|(airline, serial)| digits(airline, 3) && digits(serial, 8))
}

fn bill_twice(case: &Case<'_>, hits: &mut Hits) {
    let mut seen = BTreeSet::new();
    for (at, bill) in numbered(&case.summary.transport.bills) {
        let key = (
            bill.issuer.map(|s| s.to_string()),
            &bill.master,
            bill.house_issuer.map(|s| s.to_string()),
            &bill.house,
        );
        if !bill.master.is_empty() && !seen.insert((key, &bill.in_bond)) {
            hits.header(format!("transport.bills.{at}"), format!("bill {} is listed twice", bill.master));
        }
    }
}

fn packages_missing(case: &Case<'_>, hits: &mut Hits) {
    for (at, bill) in numbered(&case.summary.transport.bills).filter(|(_, bill)| bill.quantity.is_none()) {
        hits.header(
            format!("transport.bills.{at}.quantity"),
            format!("bill {} has no package count", bill.master),
        );
    }
}

fn packages_none(case: &Case<'_>, hits: &mut Hits) {
    for (at, bill) in numbered(&case.summary.transport.bills).filter(|(_, bill)| bill.quantity == Some(0)) {
        hits.header(
            format!("transport.bills.{at}.quantity"),
            format!("bill {} is for no packages", bill.master),
        );
    }
}

fn packages_unit_missing(case: &Case<'_>, hits: &mut Hits) {
    let unitless = |unit: &Option<String>| unit.as_ref().is_none_or(|unit| unit.trim().is_empty());
    for (at, bill) in numbered(&case.summary.transport.bills).filter(|(_, bill)| unitless(&bill.unit)) {
        hits.header(
            format!("transport.bills.{at}.unit"),
            format!("bill {} does not say what its packages are", bill.master),
        );
    }
}
