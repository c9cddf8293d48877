//! From the clerk's JSON to the header: one small reader for each part, all findings at once.

use std::collections::BTreeMap;
use std::str::FromStr;

use cocket_base::ids::{AirWaybill, ContainerNumber, EntryNumber};
use cocket_base::{DateTime, Finding, Place};
use serde_json::Value;

use super::fields::{Fields, bad_value};
use super::{
    AdCvd, AdCvdCase, Assist, BillNumbers, Buyer, Certificate, Chapter98Claim, Charge, Client, ClientBond,
    ExchangeRates, Excise, LocalTime, PacketDates, PacketHeader, PaperEntry, Payment, Permits, SpiClaim,
    Terms,
};

/// Reads the header from the decoded text of `packet.json`. A bad value is a finding that names the field, an unknown key is
/// a finding that names it, and the rest is read.
pub fn read_header(file: &str, text: &str) -> (PacketHeader, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut header = PacketHeader::default();
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => {
            let place = Place::file(file).row(u32::try_from(error.line()).unwrap_or(0));
            let what = format!("not JSON: {error}");
            findings.push(Finding::block("PACKET_UNREADABLE", place, what).with_remedy("correct the file"));
            return (header, findings);
        }
    };
    if let Some(fields) = Fields::open(file, String::new(), value, &mut findings) {
        header = whole(file, fields, &mut findings);
    }
    (header, findings)
}

fn whole(file: &str, mut f: Fields<'_>, out: &mut Vec<Finding>) -> PacketHeader {
    let header = PacketHeader {
        packet: f.text("packet", out),
        client: f.object("client", out).map(|f| client(f, out)),
        buyer: f.object("buyer", out).map(|f| buyer(f, out)),
        filer_code: f.parsed("filer_code", out),
        entry_number: f.text("entry_number", out).and_then(|text| entry_number(file, &text, out)),
        entry_type: f.text("entry_type", out),
        port_of_entry: f.parsed("port_of_entry", out),
        port_of_unlading: f.parsed("port_of_unlading", out),
        state_of_destination: f.text("state_of_destination", out),
        mode: f.text("mode", out),
        carrier_scac: f.parsed("carrier_scac", out),
        conveyance: f.text("conveyance", out),
        voyage: f.text("voyage", out),
        bills: f.objects("bills", out).into_iter().map(|f| bill(f, out)).collect(),
        containers: f.texts("containers", out),
        foreign_port: f.text("foreign_port", out),
        export_country: f.parsed("export_country", out),
        dates: f.object("dates", out).map(|f| dates(file, f, out)).unwrap_or_default(),
        terms: f.object("terms", out).map(|f| terms(f, out)),
        currency: f.parsed("currency", out),
        exchange_rate: f.object("exchange_rate", out).map(|f| rates(f, out)),
        charges: f.objects("charges", out).into_iter().map(|f| charge(f, out)).collect(),
        related_party: f.flag("related_party", out),
        spi_claims: f.objects("spi_claims", out).into_iter().map(|f| claim(f, out)).collect(),
        payment_type: f.text("payment_type", out),
        filing_method: f.text("filing_method", out),
        assists: f.objects("assists", out).into_iter().map(|f| assist(f, out)).collect(),
        royalties: f.objects("royalties", out).into_iter().map(|f| payment(f, out)).collect(),
        proceeds: f.objects("proceeds", out).into_iter().map(|f| payment(f, out)).collect(),
        excise: f.objects("excise", out).into_iter().map(|f| excise(f, out)).collect(),
        litres_per_wine_gallon: f.decimal("litres_per_wine_gallon", out),
        permits: f.object("permits", out).map(|f| permits(f, out)).unwrap_or_default(),
        adcvd: f.object("adcvd", out).map(|f| adcvd(f, out)),
        chapter98: f.objects("chapter98", out).into_iter().map(|f| chapter98(f, out)).collect(),
        instructions: f.texts("instructions", out),
        files: f.objects("files", out).into_iter().filter_map(|f| paper(f, out)).collect(),
    };
    f.close(out);
    check_digits(file, &header, out);
    header
}

fn client(mut f: Fields<'_>, out: &mut Vec<Finding>) -> Client {
    let client = Client {
        name: f.text("name", out),
        importer_number: f.parsed("importer_number", out),
        bond: f.object("bond", out).map(|f| bond(f, out)),
        non_resident: f.flag("non_resident", out).unwrap_or(false),
    };
    f.close(out);
    client
}

fn bond(mut f: Fields<'_>, out: &mut Vec<Finding>) -> ClientBond {
    let bond = ClientBond {
        kind: f.text("type", out),
        surety_code: f.text("surety_code", out),
        amount_usd: f.decimal("amount_usd", out),
    };
    f.close(out);
    bond
}

fn buyer(mut f: Fields<'_>, out: &mut Vec<Finding>) -> Buyer {
    let buyer = Buyer { name: f.text("name", out), importer_number: f.parsed("importer_number", out) };
    f.close(out);
    buyer
}

fn bill(mut f: Fields<'_>, out: &mut Vec<Finding>) -> BillNumbers {
    let bill = BillNumbers {
        master: f.text("master", out),
        house: f.text("house", out),
        quantity: f.count("quantity", out),
        unit: f.text("unit", out).map(|text| text.to_uppercase()),
    };
    f.close(out);
    bill
}

fn dates(file: &str, mut f: Fields<'_>, out: &mut Vec<Finding>) -> PacketDates {
    let dates = PacketDates {
        lading: f.date("lading", out),
        lading_time_local: f.time("lading_time_local", out),
        export: f.date("export", out),
        import: f.date("import", out),
        arrival: f.date("arrival", out),
        entry: f.date("entry", out),
        time_of_entry: f.text("time_of_entry", out).and_then(|text| local_time(file, &text, out)),
    };
    f.close(out);
    dates
}

/// A time with its zone behind a blank, as `2026-06-16T10:15 America/Los_Angeles`.
fn local_time(file: &str, text: &str, out: &mut Vec<Finding>) -> Option<LocalTime> {
    let (time, zone) = match text.split_once(' ') {
        Some((time, zone)) => (time, Some(zone.trim().to_string()).filter(|zone| !zone.is_empty())),
        None => (text, None),
    };
    match DateTime::from_str(time) {
        Ok(local) => Some(LocalTime { local, zone }),
        Err(_) => {
            let what = format!(
                "«{text}» is not a time with its zone; write it as in 2026-06-16T10:15 America/Los_Angeles"
            );
            out.push(bad_value(file, "dates.time_of_entry", what));
            None
        }
    }
}

fn terms(mut f: Fields<'_>, out: &mut Vec<Finding>) -> Terms {
    let terms = Terms {
        incoterm: f.text("incoterm", out).map(|text| text.to_uppercase()),
        place: f.text("place", out),
    };
    f.close(out);
    terms
}

fn rates(mut f: Fields<'_>, out: &mut Vec<Finding>) -> ExchangeRates {
    let rates = ExchangeRates {
        currency: f.parsed("currency", out),
        usd_per_unit_quarter: f.decimal("usd_per_unit_quarter", out),
        usd_per_unit_export_date: f.decimal("usd_per_unit_export_date", out),
        note: f.text("note", out),
    };
    f.close(out);
    rates
}

fn charge(mut f: Fields<'_>, out: &mut Vec<Finding>) -> Charge {
    let charge = Charge {
        kind: f.text("kind", out).unwrap_or_default(),
        amount: f.decimal("amount", out),
        currency: f.parsed("currency", out),
        included_in_price: f.flag("included_in_price", out),
        paid_to_carrier: f.flag("paid_to_carrier", out),
        through_bill: f.flag("through_bill", out),
        belongs: f.flag("belongs", out),
        source: f.text("source", out),
    };
    f.close(out);
    charge
}

fn claim(mut f: Fields<'_>, out: &mut Vec<Finding>) -> SpiClaim {
    let claim = SpiClaim {
        spi: f.text("spi", out),
        parts: f.texts("parts", out),
        certificate: f.object("certificate", out).map(|f| certificate(f, out)),
    };
    f.close(out);
    claim
}

fn certificate(mut f: Fields<'_>, out: &mut Vec<Finding>) -> Certificate {
    let certificate = Certificate {
        on_file: f.flag("on_file", out),
        certifier: f.text("certifier", out),
        blanket_from: f.date("blanket_from", out),
        blanket_to: f.date("blanket_to", out),
        criterion: f.text("criterion", out),
    };
    f.close(out);
    certificate
}

fn assist(mut f: Fields<'_>, out: &mut Vec<Finding>) -> Assist {
    let assist = Assist {
        kind: f.text("kind", out).unwrap_or_default(),
        cost_usd: f.decimal("cost_usd", out),
        transport_to_producer_usd: f.decimal("transport_to_producer_usd", out),
        parts: f.texts("parts", out),
        method: f.text("method", out),
        planned_units: f.decimal("planned_units", out),
        ledger_units_before: f.decimal("ledger_units_before", out),
    };
    f.close(out);
    assist
}

fn payment(mut f: Fields<'_>, out: &mut Vec<Finding>) -> Payment {
    let payment = Payment {
        parts: f.texts("parts", out),
        amount: f.decimal("amount", out),
        percent: f.decimal("percent", out),
        currency: f.parsed("currency", out),
        right: f.text("right", out),
        related_to_goods: f.flag("related_to_goods", out),
        condition_of_sale: f.flag("condition_of_sale", out),
        in_price: f.flag("in_price", out),
        quantifiable: f.flag("quantifiable", out),
    };
    f.close(out);
    payment
}

fn excise(mut f: Fields<'_>, out: &mut Vec<Finding>) -> Excise {
    let excise = Excise {
        parts: f.texts("parts", out),
        class: f.text("class", out),
        rate_per_wine_gallon: f.decimal("rate_per_wine_gallon", out),
        rate_per_proof_gallon: f.decimal("rate_per_proof_gallon", out),
        why: f.text("why", out),
    };
    f.close(out);
    excise
}

fn permits(mut f: Fields<'_>, out: &mut Vec<Finding>) -> Permits {
    let ttb_basic_permit = f.text("ttb_basic_permit", out);
    let mut label_approvals = BTreeMap::new();
    if let Some(mut labels) = f.object("label_approvals", out) {
        label_approvals.extend(labels.rest());
    }
    Permits { ttb_basic_permit, label_approvals, other: f.rest().into_iter().collect() }
}

fn adcvd(mut f: Fields<'_>, out: &mut Vec<Finding>) -> AdCvd {
    let adcvd = AdCvd {
        cases: f.objects("cases", out).into_iter().map(|f| adcvd_case(f, out)).collect(),
        parts: f.texts("parts", out),
        non_reimbursement_statement: f.flag("non_reimbursement_statement", out),
        note: f.text("note", out),
    };
    f.close(out);
    adcvd
}

fn adcvd_case(mut f: Fields<'_>, out: &mut Vec<Finding>) -> AdCvdCase {
    let case = AdCvdCase {
        case: f.text("case", out),
        cash_rate_pct: f.decimal("cash_rate_pct", out),
        cash_rate_per_unit: f.decimal("cash_rate_per_unit", out),
        unit: f.text("unit", out),
        parts: f.texts("parts", out),
    };
    f.close(out);
    case
}

fn chapter98(mut f: Fields<'_>, out: &mut Vec<Finding>) -> Chapter98Claim {
    let names = ["hts", "number", "heading", "chapter98"];
    let hts = names.into_iter().filter_map(|name| f.text(name, out)).next();
    let mut parts = f.texts("parts", out);
    parts.extend(f.texts("part", out));
    let value = ["value", "value_usd"].into_iter().filter_map(|name| f.decimal(name, out)).next();
    let currency = f.parsed("currency", out);
    Chapter98Claim { hts, parts, value, currency, facts: f.rest().into_iter().collect() }
}

fn paper(mut f: Fields<'_>, out: &mut Vec<Finding>) -> Option<PaperEntry> {
    let entry = PaperEntry {
        file: f.text("file", out).unwrap_or_default(),
        role: f.text("role", out).unwrap_or_default(),
        seller: f.text("seller", out),
        encoding: f.text("encoding", out),
    };
    f.close(out);
    (!entry.file.is_empty()).then_some(entry)
}

/// An entry number whose check digit is not the plain one may carry an allowed offset: kept, with a warning.
fn entry_number(file: &str, text: &str, out: &mut Vec<Finding>) -> Option<EntryNumber> {
    match EntryNumber::lenient(text) {
        Ok((number, sound)) => {
            if !sound {
                let plain = EntryNumber::new(number.filer(), number.sequence())
                    .map(|own| own.to_string())
                    .unwrap_or_default();
                let what = format!(
                    "entry number {number} does not carry the plain check digit; by the rule it is {plain}"
                );
                let place = Place::file(file).at_field("entry_number");
                out.push(
                    Finding::warn("ENTRY_NUMBER_CHECK_DIGIT", place, what).with_remedy("confirm the number"),
                );
            }
            Some(number)
        }
        Err(error) => {
            out.push(bad_value(file, "entry_number", error.to_string()));
            None
        }
    }
}

/// Numbers with check digits that the header keeps as written.
fn check_digits(file: &str, header: &PacketHeader, out: &mut Vec<Finding>) {
    for (at, container) in header.containers.iter().enumerate() {
        if let Err(error) = container.parse::<ContainerNumber>() {
            let place = Place::file(file).at_field(format!("containers[{at}]")).at_item(container);
            out.push(
                Finding::warn("CONTAINER_NUMBER", place, error.to_string())
                    .with_remedy("compare with the bill of lading"),
            );
        }
    }
    let by_air = header.mode.as_deref().is_some_and(|mode| matches!(mode, "40" | "41"));
    for (at, bill) in header.bills.iter().enumerate().filter(|_| by_air) {
        if let Some(Err(error)) = bill.master.as_deref().map(str::parse::<AirWaybill>) {
            let place = Place::file(file).at_field(format!("bills[{at}].master"));
            out.push(
                Finding::warn("AIR_WAYBILL_NUMBER", place, error.to_string())
                    .with_remedy("compare with the air waybill"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_values_are_named_and_the_rest_is_read() {
        let text = r#"{"filer_code":"ZZ9","entry_number":"oops","port_of_entry":"27O4","currency":"usd",
            "dates":{"entry":"2026-13-01","import":"2026-06-12"},"charges":[{"kind":"ocean_freight","amount":"4150.00"}],"extra":1}"#;
        let (header, findings) = read_header("packet.json", text);
        assert_eq!(header.currency.unwrap().as_str(), "USD");
        assert!(header.dates.import.is_some() && header.dates.entry.is_none());
        assert_eq!(header.charges.len(), 1);
        let fields: Vec<_> = findings.iter().filter_map(|f| f.place.field.as_deref()).collect();
        assert_eq!(fields, ["entry_number", "port_of_entry", "dates.entry", "extra"]);
    }

    #[test]
    fn a_header_survives_the_journal() {
        let text = r#"{"filer_code":"ZZ9","dates":{"time_of_entry":"2026-06-16T10:15 America/Los_Angeles"},"related_party":"N"}"#;
        let (header, findings) = read_header("packet.json", text);
        assert!(findings.is_empty(), "{findings:?}");
        let again: PacketHeader = serde_json::from_str(&serde_json::to_string(&header).unwrap()).unwrap();
        assert_eq!(again, header);
        assert_eq!(header.dates.time_of_entry.unwrap().zone.as_deref(), Some("America/Los_Angeles"));
    }

    #[test]
    fn json_that_is_none_is_one_finding() {
        for text in ["", "{", "[]", "3", "\"x\"", "{\"client\": [1,2]}"] {
            let (_, findings) = read_header("packet.json", text);
            assert_eq!(
                findings.iter().filter(|f| f.severity == cocket_base::Severity::Block).count().min(1),
                1,
                "{text}"
            );
        }
    }
}
