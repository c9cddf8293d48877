//! What a packet leaves open is asked, all at once and each with its place: nothing missing counts as nothing.

use std::path::Path;

use cocket_base::civil::date;
use cocket_base::{Finding, Severity};
use cocket_entry::{Answers, Law, Merge, Prepared, Setting, prepare};
use cocket_intake::{MappingMemory, Paper, read_packet};
use cocket_law::Pack;
use cocket_tariff::engine::{RateQuestion, Tariff, determine};
use serde_json::{Value, json};

const INVOICE: &str = "Invoice No. T-1,,Date: 2026-05-30,,,\n\
    Part,Description,Qty,Unit,Unit price USD,Amount USD\n\
    SP-1,loudspeaker,1200,pcs,10.00,12000.00\n\
    Total,,,,,12000.00\n";
const PARTS: &str = "part_no,description,hts10,origin_default,mid\n\
    SP-1,loudspeaker,8518.21.00.00,CN,CNPOTSON12SHE\n";

fn header() -> Value {
    json!({
        "packet": "asks",
        "client": {"name": "Wren & Daughters", "importer_number": "12-345678900",
            "bond": {"type": "8", "surety_code": "036"}},
        "filer_code": "ZZ9", "entry_number": "ZZ9-0004711-1", "entry_type": "01",
        "port_of_entry": "2704", "port_of_unlading": "2704", "state_of_destination": "CA", "mode": "11",
        "carrier_scac": "ZQXL", "conveyance": "MV PAPER HERON", "voyage": "118E",
        "bills": [{"master": "ZQXL2605118842", "quantity": 40, "unit": "CT"}],
        "foreign_port": "Yantian", "export_country": "CN", "currency": "USD", "related_party": "N", "payment_type": "7",
        "dates": {"lading": "2026-05-31", "export": "2026-06-01", "import": "2026-06-12", "entry": "2026-06-16"},
        "terms": {"incoterm": "FOB", "place": "Yantian"},
        "charges": [{"kind": "ocean_freight", "amount": "900", "currency": "USD", "included_in_price": false}],
        "files": [
            {"file": "invoice.csv", "role": "commercial invoice", "seller": "Potter and Sons"},
            {"file": "parts.csv", "role": "product master"}
        ]
    })
}

fn with(header: &Value, invoice: &str, parts: &str, answers: &Value) -> Prepared {
    let papers = vec![
        Paper::new("packet.json", header.to_string().into_bytes()),
        Paper::new("invoice.csv", invoice.as_bytes()),
        Paper::new("parts.csv", parts.as_bytes()),
    ];
    let law = Law { pack: Pack::starter(), tariff: Tariff::starter() };
    let packet = read_packet(papers, &MappingMemory::default(), law.pack);
    let day = date(2026, 11, 24);
    let answers = Answers::parse(&answers.to_string()).unwrap();
    prepare(&packet, &answers, law, Setting { known: day, today: day, merge: Merge::Never })
}

/// The packet with more keys in its header.
fn more(keys: &Value) -> Prepared {
    let mut header = header();
    header.as_object_mut().unwrap().extend(keys.as_object().unwrap().clone());
    with(&header, INVOICE, PARTS, &json!([]))
}

fn place(finding: &Finding) -> String {
    let parts = [&finding.place.file, &finding.place.item, &finding.place.field];
    let place = parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ");
    format!("{} {place}", finding.code)
}

/// What stops the filing.
fn blocks(prepared: &Prepared) -> Vec<String> {
    prepared.open.iter().filter(|finding| finding.severity == Severity::Block).map(place).collect()
}

fn told(prepared: &Prepared, code: &str) -> Option<Finding> {
    prepared.open.iter().find(|finding| finding.code == code).cloned()
}

#[test]
fn the_plain_packet_is_ready() {
    let prepared = more(&json!({}));
    assert!(prepared.is_ready(), "{:#?}", blocks(&prepared));
}

#[test]
fn a_relief_by_use_is_charged_until_stated_as_the_engine_charges_it() {
    let prepared = more(&json!({}));
    let line = &prepared.lines[0];
    // 7.5 % of list 4A and 10 % of section 122 on 12,000 dollars.
    assert_eq!(line.duty().unwrap().to_string(), "2100.00");
    let question: RateQuestion = serde_json::from_value(json!({
        "id": "SP-1", "hts": "8518.21.00.00", "origin": "CN", "entry_date": "2026-06-16", "value": "12000",
        "quantities": [{"amount": "1200", "unit": "pcs"}], "export_date": "2026-06-01", "loading_date": "2026-05-31"
    }))
    .unwrap();
    let rated = determine(Tariff::starter(), &question, Some(date(2026, 11, 24))).unwrap();
    assert_eq!(rated.answer().unwrap().duty, line.duty().unwrap(), "one answer on every face");
    let claim = told(&prepared, "RELIEF_UNCLAIMED").unwrap();
    assert_eq!(claim.severity, Severity::Info);
    assert!(claim.text.contains("saves 1200.00"), "{}", claim.text);
    for (field, value, duty) in [
        ("civil_aircraft", "yes", "900.00"),
        ("civil_aircraft", "no", "2100.00"),
        ("confirm", "9903.03.05", "900.00"),
        ("confirm 9903.03.05", "yes", "900.00"),
        ("confirm 9903.03.05", "no", "2100.00"),
    ] {
        let answers = json!([{"where": "SP-1", "field": field, "value": value}]);
        let answered = with(&header(), INVOICE, PARTS, &answers);
        assert_eq!(answered.lines[0].duty().unwrap().to_string(), duty, "{field} {value}");
        assert!(answered.is_ready(), "{field} {value}: {:#?}", blocks(&answered));
    }
}

#[test]
fn everything_wrong_is_told_at_once_while_the_lines_are_broken() {
    let mut header = header();
    for (field, value) in [
        ("mode", json!("99")),
        ("payment_type", json!("4")),
        ("export_country", json!("ZZ")),
        ("filing_method", json!("pigeon")),
        ("state_of_destination", json!("XQ")),
        ("terms", json!({"incoterm": "FOX"})),
        ("dates", json!({"export": "2026-06-01", "import": "2026-06-18", "entry": "2026-06-16"})),
        ("client", json!({"name": "Wren", "bond": {"type": "7", "surety_code": "036"}})),
        ("entry_number", json!("oops")),
        ("entry_type", Value::Null),
        ("charges", json!([{"kind": "carrier pigeons", "amount": "9", "included_in_price": true}])),
        ("bills", json!([{"master": "ZQXL2605118842"}])),
    ] {
        header[field] = value;
    }
    let invoice = "Invoice No. T-1,,Date: 31/02/2026,,,\n\
        Part,Description,Qty,Unit,Unit price USD,Amount USD\n\
        SP-1,loudspeaker,12O,pcs,10.00,\n\
        SP-2,thing,5,pcs,1.00,5.00\n\
        SAY TOTAL US DOLLARS TWELVE THOUSAND ONLY,,,,,\n";
    let parts = "part_no,description,hts10,origin_default\nSP-1,loudspeaker,8518.99.99.99,CN\nSP-2,thing,9999.99.99.99,\n";
    let prepared = with(&header, invoice, parts, &json!([]));
    let found: Vec<String> = prepared.open.iter().map(place).collect();
    for expected in [
        "PACKET_BAD_VALUE packet.json entry_number",
        "MISSING_HEADER packet.json entry_type",
        "CODE_UNKNOWN packet.json mode",
        "CODE_UNKNOWN packet.json payment_type",
        "CODE_UNKNOWN packet.json export_country",
        "CODE_UNKNOWN packet.json filing_method",
        "CODE_UNKNOWN packet.json state_of_destination",
        "CODE_UNKNOWN packet.json terms.incoterm",
        "CODE_UNKNOWN packet.json client.bond.type",
        "CODE_UNKNOWN packet.json charges[0].kind",
        "MISSING_FACT packet.json bills[0].quantity",
        "MISSING_FACT packet.json bills[0].unit",
        "ENTRY_BEFORE_IMPORT packet.json dates.entry",
        "TOTAL_IN_WORDS invoice.csv",
        "DATE_IMPLAUSIBLE invoice.csv",
        "NOT_A_NUMBER invoice.csv SP-1",
        "HTS_NOT_IN_SCHEDULE SP-2 hts10",
    ] {
        assert!(found.iter().any(|finding| finding == expected), "{expected} of {found:#?}");
    }
    assert!(
        found.iter().any(|finding| finding.starts_with("MISSING_AMOUNT") || finding.starts_with("HTS")),
        "{found:#?}"
    );
    assert!(!prepared.is_ready() && prepared.declaration.is_none());
}

#[test]
fn the_edits_look_at_the_rest_while_a_line_is_open() {
    let mut header = header();
    header["client"]["bond"]["surety_code"] = json!("998");
    let open = "part_no,description,hts10,origin_default,mid\nSP-1,loudspeaker,8518.21.00.00,,\n";
    let prepared = with(&header, INVOICE, open, &json!([]));
    let found = blocks(&prepared);
    assert!(prepared.declaration.is_none());
    assert!(found.iter().any(|f| f.starts_with("138 ")), "cash is no surety company: {found:#?}");
    assert!(found.iter().any(|f| f.starts_with("MISSING_ORIGIN")), "{found:#?}");
    assert!(
        !found.iter().any(|f| f.starts_with("400 ")),
        "a line that is open is no missing line: {found:#?}"
    );
}

#[test]
fn cash_in_place_of_a_surety_is_a_waiver_with_its_reason() {
    let bond = |kind: &str, code: &str| {
        let mut header = header();
        header["client"]["bond"] = json!({"type": kind, "surety_code": code});
        header["payment_type"] = json!("3");
        with(&header, INVOICE, PARTS, &json!([]))
    };
    let cash = bond("0", "998");
    assert!(cash.is_ready(), "{:#?}", blocks(&cash));
    assert_eq!(cash.declaration.unwrap().bond.surety_code.as_deref(), Some("998"));
    let surety = bond("0", "036");
    assert!(told(&surety, "SURETY_NOT_USED").is_some() && !surety.is_ready(), "type 01 wants the reason");
}

#[test]
fn an_assist_counts_as_nothing_never() {
    let whole = json!({"kind": "mold", "parts": ["SP-1"], "cost_usd": "12000", "transport_to_producer_usd": "0",
        "method": "whole anticipated production", "planned_units": 6000, "ledger_units_before": 0});
    let assist = |change: &[(&str, Value)]| {
        let mut assist = whole.clone();
        for (field, value) in change {
            assist[*field] = value.clone();
        }
        more(&json!({"assists": [assist]}))
    };
    // 12,000 over 6,000 units, 1,200 of them here.
    let sound = assist(&[]);
    assert_eq!(sound.lines[0].entered_value.unwrap().get(), 14_400);
    assert!(sound.is_ready(), "{:#?}", blocks(&sound));
    for (field, value) in [
        ("cost_usd", Value::Null),
        ("transport_to_producer_usd", Value::Null),
        ("method", Value::Null),
        ("method", json!("as usual")),
        ("method", json!("not the whole production")),
        ("planned_units", Value::Null),
        ("planned_units", json!("0")),
        ("ledger_units_before", Value::Null),
        ("parts", json!([])),
    ] {
        let asked = assist(&[(field, value.clone())]);
        let found = blocks(&asked);
        assert!(
            found.contains(&format!("MISSING_FACT packet.json assists[0].{field}")),
            "{field} {value}: {found:#?}"
        );
        assert_eq!(asked.lines[0].entered_value, None, "{field}: no value while it is open");
    }
    let all =
        assist(&[("cost_usd", Value::Null), ("method", Value::Null), ("ledger_units_before", Value::Null)]);
    assert_eq!(blocks(&all).iter().filter(|f| f.contains("assists[0]")).count(), 3, "all at once");
    let lost = assist(&[("parts", json!(["SP-9"]))]);
    assert!(told(&lost, "ASSIST_WITHOUT_LINE").is_some());
    let answered = with(
        &{
            let mut header = header();
            header["assists"] = json!([{"kind": "mold", "parts": ["SP-1"], "transport_to_producer_usd": "0",
                "method": "first_shipment", "ledger_units_before": 0}]);
            header
        },
        INVOICE,
        PARTS,
        &json!([{"where": "packet.json", "field": "assists[0].cost_usd", "value": "3000"}]),
    );
    assert_eq!(answered.lines[0].entered_value.unwrap().get(), 15_000, "{:#?}", blocks(&answered));
}

#[test]
fn a_sentence_is_no_criterion() {
    let mexican = "part_no,description,hts10,origin_default,mid,usmca_criterion\n";
    let claim = |criterion: &str, certificate: &str| {
        let mut header = header();
        header["export_country"] = json!("MX");
        header["spi_claims"] = json!([{"spi": "S", "parts": ["SP-1"], "certificate": {"on_file": true,
            "blanket_from": "2026-01-01", "blanket_to": "2026-12-31", "criterion": certificate}}]);
        let parts = format!("{mexican}SP-1,bottle,3923.30.00.90,MX,MXPOTSON12APO,{criterion}\n");
        with(&header, INVOICE, &parts, &json!([]))
    };
    let sound = claim("B", "B");
    assert_eq!(sound.lines[0].spi.as_deref(), Some("S"), "{:#?}", blocks(&sound));
    for (criterion, certificate, code, severity) in [
        ("DOES NOT QUALIFY", "B", "SPI_NOT_QUALIFYING", Severity::Warn),
        ("fails the tariff shift", "B", "SPI_CRITERION_UNCLEAR", Severity::Block),
        ("B", "DOES NOT QUALIFY", "SPI_NOT_QUALIFYING", Severity::Warn),
        ("", "isn't originating", "SPI_CRITERION_UNCLEAR", Severity::Block),
    ] {
        let prepared = claim(criterion, certificate);
        assert_eq!(prepared.lines[0].spi, None, "{criterion} {certificate}");
        let finding = told(&prepared, code).unwrap_or_else(|| panic!("{criterion} {certificate}"));
        assert_eq!(finding.severity, severity);
    }
}

#[test]
fn a_row_that_nobody_has_read_asks() {
    let demurrage = |belongs: Value| {
        more(
            &json!({"charges": [{"kind": "demurrage", "amount": "500", "included_in_price": true, "belongs": belongs},
            {"kind": "ocean_freight", "amount": "900", "included_in_price": false}]}),
        )
    };
    let asked = demurrage(Value::Null);
    assert!(
        blocks(&asked).contains(&"MISSING_FACT packet.json charges[0].belongs".to_string()),
        "{:#?}",
        blocks(&asked)
    );
    assert_eq!(demurrage(json!(false)).lines[0].entered_value.unwrap().get(), 11_500);
    assert_eq!(demurrage(json!(true)).lines[0].entered_value.unwrap().get(), 12_000);
}

#[test]
fn an_instruction_in_words_decides_nothing() {
    let invoice = "Invoice No. T-1,,Date: 2026-05-30,,,\n\
        Part,Description,Qty,Unit,Unit price USD,Amount USD\n\
        SP-1,loudspeaker,1200,pcs,10.00,12000.00\n\
        Total,,,,,12000.00\n\
        Less 2% discount for payment within 10 days,,,,,-240.00\n";
    let mut header = header();
    header["instructions"] = json!(["Discount only if paid within 10 days."]);
    let asked = with(&header, invoice, PARTS, &json!([]));
    let finding = asked.open.iter().find(|f| f.place.field.as_deref() == Some("discount_taken")).unwrap();
    assert_eq!((finding.severity, finding.code.as_str()), (Severity::Block, "MISSING_FACT"));
    assert!(
        finding.text.contains("Discount only if paid"),
        "the words stand beside the question: {}",
        finding.text
    );
    assert_eq!(asked.lines[0].entered_value, None);
    for (value, worth) in [("yes", Some(11_760)), ("no", Some(12_000)), ("not sure", None)] {
        let answers = json!([{"where": "invoice.csv", "field": "discount_taken", "value": value}]);
        let answered = with(&header, invoice, PARTS, &answers);
        assert_eq!(answered.lines[0].entered_value.map(|value| value.get()), worth, "{value}");
    }
}

#[test]
fn a_case_tax_or_claim_that_is_incomplete_is_asked_about() {
    let prepared = more(&json!({
        "adcvd": {"cases": [{"case": "A-570-967-000"}, {"cash_rate_per_unit": "1"}], "parts": ["SP-1", "SP-7"]},
        "excise": [{"parts": ["SP-1"], "rate_per_proof_gallon": "13.50"}],
        "chapter98": [{"hts": "ninety-eight", "parts": ["SP-1"], "value": "10", "currency": "EUR"}],
        "charges": [{"kind": "ocean_freight", "amount": "900"}],
        "port_of_unlading": "3001"
    }));
    let found = blocks(&prepared);
    for field in [
        "adcvd.cases[0].cash_rate_pct",
        "adcvd.cases[1].case",
        "adcvd.cases[1].unit",
        "excise[0].class",
        "excise[0].rate_per_wine_gallon",
        "chapter98[0].hts",
        "chapter98[0].value",
        "charges[0].included_in_price",
        "dates.arrival",
    ] {
        assert!(found.contains(&format!("MISSING_FACT packet.json {field}")), "{field} of {found:#?}");
    }
    assert!(told(&prepared, "PART_WITHOUT_LINE").unwrap().text.starts_with("SP-7"));
}

#[test]
fn smelting_and_casting_may_be_in_two_countries() {
    let head = "part_no,description,hts10,origin_default,mid,alu_wt_pct,smelt_cast_country,smelt_country,cast_country\n";
    let asked = |countries: &str| {
        let parts = format!("{head}SP-1,aluminum profile,7604.29.10.10,TH,THPOTSON12BKK,100,{countries}\n");
        let prepared = with(&header(), INVOICE, &parts, &json!([]));
        let mut fields: Vec<String> =
            prepared.open.iter().filter_map(|finding| finding.place.field.clone()).collect();
        fields.retain(|field| field == "aluminum_smelt" || field == "aluminum_cast");
        fields.sort();
        fields.dedup();
        fields
    };
    assert_eq!(asked("TH,,"), [] as [&str; 0]);
    assert_eq!(asked(",AU,TH"), [] as [&str; 0]);
    assert_eq!(asked(",AU,"), ["aluminum_cast"]);
    assert_eq!(asked(",,TH"), ["aluminum_smelt"]);
}

#[test]
fn the_manuals_example_lacks_an_origin_and_nothing_else() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/examples/teapots");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let header: Value = serde_json::from_str(&read("packet.json")).unwrap();
    let prepared = with(&header, &read("invoice.csv"), &read("parts.csv"), &json!([]));
    assert_eq!(blocks(&prepared), ["MISSING_ORIGIN invoice.csv TP-2"]);
}
