//! Dates, currency and terms: the papers against the packet's header, and the header against itself.

use cocket_base::{Date, Finding, Place};

use crate::facts::{Invoice, Packet};
use crate::packet::PacketHeader;

/// No shipment of this schedule is older: the Harmonized Tariff Schedule took effect in 1989.
const EARLIEST_YEAR: i16 = 1989;
/// No packet looks further ahead.
const LATEST_YEAR: i16 = 2100;
/// Days between two dates of one shipment above which somebody should look.
const LONG_DAYS: i32 = 400;

/// The findings of dates, currency and terms. `header_file` is the name of the packet's header.
pub fn all(packet: &Packet, header_file: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    header_dates(&packet.header, header_file, &mut findings);
    for invoice in &packet.invoices {
        invoice_date(invoice, &packet.header, &mut findings);
        money(invoice, &packet.header, &mut findings);
        terms(invoice, &packet.header, &mut findings);
    }
    findings
}

fn possible(day: Date) -> bool {
    (EARLIEST_YEAR..=LATEST_YEAR).contains(&day.year())
}

fn days_between(earlier: Date, later: Date) -> i32 {
    later.since(earlier).map(|span| span.get_days()).unwrap_or(i32::MAX)
}

fn header_dates(header: &PacketHeader, file: &str, findings: &mut Vec<Finding>) {
    let dates = &header.dates;
    let place = |field: &str| Place::file(file).at_field(format!("dates.{field}"));
    let named = [
        ("lading", dates.lading),
        ("lading_time_local", dates.lading_time_local.map(|time| time.date())),
        ("export", dates.export),
        ("import", dates.import),
        ("entry", dates.entry),
        ("time_of_entry", dates.time_of_entry.as_ref().map(|time| time.local.date())),
    ];
    let mut sound = true;
    for (field, day) in named {
        if let Some(day) = day.filter(|day| !possible(*day)) {
            sound = false;
            let text = format!("{field} {day} cannot be the date of a shipment");
            findings
                .push(Finding::block("DATE_IMPLAUSIBLE", place(field), text).with_remedy("correct the date"));
        }
    }
    if !sound {
        return;
    }
    let [lading, lading_time, export, import, entry, entry_time] = named.map(|(_, day)| day);
    let mut order = |field: &str, earlier: (&str, Option<Date>), later: (&str, Option<Date>)| {
        let (Some(first), Some(second)) = (earlier.1, later.1) else { return };
        let text = if first > second {
            format!("{} {first} is after {} {second}", earlier.0, later.0)
        } else if days_between(first, second) > LONG_DAYS {
            format!(
                "{} {second} is {} days after {} {first}",
                later.0,
                days_between(first, second),
                earlier.0
            )
        } else {
            return;
        };
        findings.push(
            Finding::warn("DATE_ORDER", place(field), text).with_remedy("compare with the transport papers"),
        );
    };
    order("lading", ("lading", lading), ("arrival", import));
    order("export", ("export", export), ("arrival", import));
    if let (Some(day), Some(time)) = (lading, lading_time)
        && day != time
    {
        let text = format!("lading is {day}, the time of lading is on {time}");
        findings.push(Finding::warn("DATE_ORDER", place("lading_time_local"), text));
    }
    if let (Some(day), Some(time)) = (entry, entry_time)
        && day != time
    {
        let text = format!("entry is {day}, the time of entry is on {time}");
        findings.push(Finding::warn("DATE_ORDER", place("time_of_entry"), text));
    }
    if let (Some(import), Some(entry)) = (import, entry)
        && days_between(import.min(entry), import.max(entry)) > LONG_DAYS
    {
        let text = format!("entry {entry} and arrival {import} are far apart");
        findings.push(
            Finding::warn("DATE_ORDER", place("entry"), text)
                .with_remedy("compare with the transport papers"),
        );
    }
}

fn invoice_date(invoice: &Invoice, header: &PacketHeader, findings: &mut Vec<Finding>) {
    let Some(date) = &invoice.date else { return };
    let day = date.value;
    let arrival = header.dates.import.or(header.dates.entry).filter(|day| possible(*day));
    let text = match arrival {
        _ if !possible(day) => format!("invoice date {day} cannot be the date of this sale"),
        Some(arrival) if day > arrival => format!("invoice date {day} is after the arrival on {arrival}"),
        Some(arrival) if days_between(day, arrival) > 2 * LONG_DAYS => {
            format!("invoice date {day} is long before the arrival on {arrival}")
        }
        _ => return,
    };
    findings.push(
        Finding::warn("DATE_IMPLAUSIBLE", date.place.clone(), text).with_remedy("ask for the right date"),
    );
}

fn money(invoice: &Invoice, header: &PacketHeader, findings: &mut Vec<Finding>) {
    if let (Some(stated), Some(packet)) = (&invoice.currency, header.currency)
        && stated.value != packet
    {
        let text = format!("the invoice is in {}, the packet says {packet}", stated.value);
        findings.push(
            Finding::block("CURRENCY_MISMATCH", stated.place.clone(), text)
                .with_remedy("say which currency the prices are in"),
        );
    }
    let own = invoice.currency.as_ref().map(|stated| stated.value).or(header.currency);
    let other = invoice
        .lines
        .iter()
        .filter_map(|line| Some((line, line.currency.as_ref()?)))
        .find(|(_, currency)| own.is_some_and(|own| own != currency.value));
    if let Some((line, currency)) = other {
        let text = format!(
            "the line is in {}, the invoice in {}",
            currency.value,
            own.map(|c| c.to_string()).unwrap_or_default()
        );
        findings.push(
            Finding::block("CURRENCY_MIXED", line.place.clone(), text)
                .with_remedy("ask for one invoice for each currency"),
        );
    }
}

/// Delivered terms printed on the paper against those of the packet.
fn terms(invoice: &Invoice, header: &PacketHeader, findings: &mut Vec<Finding>) {
    let Some(stated) = &invoice.terms else { return };
    let Some(packet) = header.terms.as_ref().and_then(|terms| terms.incoterm.as_deref()) else { return };
    let printed = stated.value.split(' ').next().unwrap_or_default();
    // C&F and CNF are old names of CFR.
    let current = if printed == "CNF" { "CFR" } else { printed };
    if current != packet {
        let text = format!("the invoice says {}, the packet {packet}", stated.value);
        findings.push(
            Finding::warn("TERMS_MISMATCH", stated.place.clone(), text)
                .with_remedy("say which terms were agreed; the value depends on them"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::read_header;

    fn codes(dates: &str) -> Vec<(String, String)> {
        let (header, _) = read_header("packet.json", &format!("{{\"dates\":{dates}}}"));
        let mut findings = Vec::new();
        header_dates(&header, "packet.json", &mut findings);
        findings.into_iter().map(|f| (f.code, f.place.field.unwrap())).collect()
    }

    #[test]
    fn dates_in_1926_block_and_a_wrong_order_warns() {
        assert_eq!(codes(r#"{"entry":"1926-06-16"}"#), [("DATE_IMPLAUSIBLE".into(), "dates.entry".into())]);
        assert_eq!(
            codes(r#"{"export":"2026-06-20","import":"2026-06-12"}"#),
            [("DATE_ORDER".into(), "dates.export".into())]
        );
        assert_eq!(
            codes(
                r#"{"lading":"2026-05-22","lading_time_local":"2026-05-22T23:40","export":"2026-05-23","import":"2026-06-12","entry":"2026-06-16"}"#
            ),
            []
        );
        assert_eq!(
            codes(r#"{"entry":"2026-06-16","time_of_entry":"2026-06-17T10:15 America/Los_Angeles"}"#).len(),
            1
        );
    }
}
