//! Declarations on the wire: what is sent, where it stands, and that the authority reads what was declared.

use std::collections::BTreeMap;

use cocket_base::civil::date;
use cocket_base::{Cents, Decimal, Dollars, Place, Quantity};
use cocket_filing::EntrySummary;
use cocket_filing::declaration::{
    Bill, Bond, Deposit, EntryLine, Fee, Party, Payment, ReportedQuantity, TariffLine, Totals, Transport,
};
use cocket_wire::ae::{Action, Correction, Transmission, decode_summary, encode_summary};
use cocket_wire::batch::{Envelope, Filer, Sender, wrap};
use cocket_wire::{Application, Limits, Record, decode, encode, structure};

fn fee(class: &str, cents: i64) -> Fee {
    Fee { class: class.into(), amount: Cents::new(cents), steps: vec![] }
}

fn tariff(number: &str, authority: &str, base: i64, duty: i64, quantities: &[(&str, &str)]) -> TariffLine {
    let reported = |(amount, unit): &(&str, &str)| ReportedQuantity {
        quantity: Quantity::new(amount.parse().unwrap(), unit.parse().unwrap()),
        printed: unit.to_string(),
    };
    TariffLine {
        number: number.parse().unwrap(),
        authority: authority.into(),
        rate: String::new(),
        base: Dollars::new(base),
        amount: Cents::new(duty),
        quantities: quantities.iter().map(reported).collect(),
        steps: vec![],
    }
}

fn line(number: u16, description: &str, value: i64, tariffs: Vec<TariffLine>) -> EntryLine {
    EntryLine {
        number,
        origin: Some("CN".parse().unwrap()),
        export_country: Some("CN".parse().unwrap()),
        export_date: Some(date(2026, 6, 28)),
        spi: None,
        charges: Some(Dollars::new(450)),
        gross_weight_kg: Some(1250),
        related: Some(false),
        manufacturer: Some("CNSAMMAN123SHA".parse().unwrap()),
        description: description.into(),
        entered_value: Dollars::new(value),
        tariffs,
        deposits: vec![],
        taxes: vec![],
        fees: vec![],
        value_steps: vec![],
        sources: vec![],
        merge_reason: None,
    }
}

/// A vessel entry of type 01: one plain line, one with a chapter 99 number in front.
fn summary() -> EntrySummary {
    let mut shirts = line(
        1,
        "Cotton T-shirts, café print",
        10_000,
        vec![tariff("6109100012", "base", 10_000, 165_000, &[("100", "doz."), ("1200", "kg")])],
    );
    shirts.fees = vec![fee("499", 3464), fee("501", 1250)];
    let ladder = [
        tariff("9903.88.15", "s301-china", 2_500, 18_750, &[]),
        tariff("8518.21.0000", "base", 2_500, 12_250, &[("40.005", "No.")]),
    ];
    let mut speakers = line(2, "Loudspeakers", 2_500, ladder.to_vec());
    speakers.fees = vec![fee("499", 866), fee("501", 313)];
    EntrySummary {
        entry_number: "EEE-5000003-2".to_string().try_into().unwrap(),
        entry_type: "01".into(),
        port_of_entry: "2704".parse().unwrap(),
        broker_reference: Some("REF000001".into()),
        mode: "11".into(),
        importer: Party {
            name: "Sample Importer".into(),
            number: Some("12-3456789".parse().unwrap()),
            address: vec![],
        },
        consignee: None,
        bond: Bond { kind: "8".into(), surety_code: Some("999".into()), amount: None },
        entry_date: date(2026, 7, 13),
        import_date: Some(date(2026, 7, 12)),
        transport: Transport {
            carrier: Some("ABCD".parse().unwrap()),
            conveyance: Some("Sample Vessel of a Long Name".into()),
            trip: Some("012E".into()),
            port_of_unlading: Some("2704".parse().unwrap()),
            foreign_port_code: Some("57035".into()),
            arrival_date: Some(date(2026, 7, 12)),
            location: Some("Y123".parse().unwrap()),
            bills: vec![Bill {
                issuer: Some("ABCD".parse().unwrap()),
                master: "SHA-012345678".into(),
                house_issuer: Some("EFGH".parse().unwrap()),
                house: Some("HBL0000001".into()),
                in_bond: None,
                quantity: Some(120),
                unit: Some("CTN".into()),
            }],
            ..Transport::default()
        },
        payment: Payment {
            kind: Some("7".into()),
            statement_date: Some(date(2026, 7, 24)),
            statement_month: Some(8),
        },
        state_of_destination: Some("CA".into()),
        currency: None,
        lines: vec![shirts, speakers],
        totals: Totals {
            entered_value: Dollars::new(12_500),
            duty: Cents::new(196_000),
            fees: vec![fee("499", 4330), fee("501", 1563)],
            ..Totals::default()
        },
    }
}

fn lines(records: &[Record]) -> Vec<String> {
    let bytes = encode(records).unwrap();
    String::from_utf8(bytes).unwrap().lines().map(|line| line.trim_end().to_string()).collect()
}

fn envelope() -> Envelope {
    Envelope {
        sender: Sender {
            site_code: "2704".into(),
            id_code: "EEE".into(),
            date: Some(date(2026, 7, 15)),
            ..Sender::default()
        },
        filer: Filer { port: "2704".into(), filer_code: "EEE".into(), ..Filer::default() },
    }
}

/// Wraps, sends, receives, checks the structure and reads.
fn received(records: &[Record]) -> cocket_wire::ae::AeSummary {
    let mut envelope = envelope();
    envelope.sender.password = Some(cocket_wire::batch::Password("PASSWD".into()));
    let batch = wrap(Application::of("AE").unwrap(), records, &envelope).unwrap();
    let decoded = decode(&encode(&batch).unwrap(), &Limits::default());
    assert_eq!(decoded.findings, []);
    let tree = structure::parse(&decoded.records);
    assert_eq!(tree.findings, []);
    let transaction = tree.batches[0].blocks[0].transactions[0].records(&decoded.records);
    let (summary, findings) = decode_summary(transaction);
    assert_eq!(findings, []);
    summary.unwrap()
}

#[test]
fn a_summary_stands_in_its_columns() {
    let records = encode_summary(&summary(), Action::Add, &Transmission::default()).unwrap();
    assert_eq!(
        lines(&records),
        [
            "10AEEE  50000032 2704REF000001   0111 X           707242608",
            "1112-34567890012-345678900               071326071226       CA",
            "20ABCD2704071226Y123SAMPLE VESSEL OF A L",
            "21012E",
            "22     120CTN",
            "23MABCDSHA012345678",
            "23HEFGHHBL0000001",
            "318B 999",
            "40  001 CNCN062826               45057035      1250    N",
            "44COTTON T-SHIRTS, CAFE PRINT",
            "47MCNSAMMAN123SHA",
            "506109100012     165000      10000        10000DOZ      120000KG",
            "62499    3464",
            "62501    1250",
            "40  002 CNCN062826               45057035      1250    N",
            "44LOUDSPEAKERS",
            "47MCNSAMMAN123SHA",
            "5099038815        18750          0",
            "508518210000      12250       2500         4001NO",
            "62499     866",
            "62501     313",
            "89499       4330501       1563",
            "90     196000        5893",
        ]
    );
}

#[test]
fn the_authority_reads_what_was_declared() {
    let sent = summary();
    let read = received(
        &encode_summary(
            &sent,
            Action::Replace,
            &Transmission { certify_release: true, ..Transmission::default() },
        )
        .unwrap(),
    );
    assert_eq!(
        (read.action, read.entry_number, read.signed, read.certify_release),
        (Action::Replace, sent.entry_number, true, true)
    );
    assert_eq!(read.importer, sent.importer.number);
    assert_eq!(read.consignee, sent.importer.number);
    assert_eq!((read.entry_date, read.import_date), (Some(sent.entry_date), sent.import_date));
    assert_eq!(read.payment, sent.payment);
    assert_eq!(read.bonds, std::slice::from_ref(&sent.bond));
    let bill = Bill { master: "SHA012345678".into(), ..sent.transport.bills[0].clone() };
    assert_eq!(read.transport.bills, [bill]);
    assert_eq!(read.transport.foreign_port_code, sent.transport.foreign_port_code);
    assert_eq!(read.lines.len(), sent.lines.len());
    for (line, declared) in read.lines.iter().zip(&sent.lines) {
        assert_eq!(line.entered_value(), declared.entered_value);
        assert_eq!(line.duty(), declared.duty());
        assert_eq!(line.fees, declared.fees);
        assert_eq!(line.manufacturer, declared.manufacturer);
        assert!(
            line.tariffs
                .iter()
                .map(|tariff| tariff.number)
                .eq(declared.tariffs.iter().map(|tariff| tariff.number)),
            "{line:?}"
        );
    }
    assert_eq!(
        read.lines[1].tariffs[1].quantities[0].amount,
        Decimal::new(4001, 2),
        "half up at the second decimal"
    );
    assert_eq!(read.lines[0].description, "COTTON T-SHIRTS, CAFE PRINT");
    assert_eq!(read.fee_totals, sent.totals.fees);
    assert_eq!(read.totals.payable(), sent.totals.payable());
}

#[test]
fn a_delete_is_the_header_alone() {
    let records = encode_summary(&summary(), Action::Delete, &Transmission::default()).unwrap();
    assert_eq!(lines(&records), ["10DEEE  50000032 2704            01"]);
    assert_eq!(received(&records).action, Action::Delete);
}

#[test]
fn an_informal_fee_goes_to_the_header_and_an_air_master_has_no_issuer() {
    let mut informal = summary();
    informal.entry_type = "11".into();
    informal.mode = "40".into();
    informal.bond = Bond { kind: "0".into(), surety_code: Some("995".into()), amount: None };
    informal.transport.bills = vec![Bill {
        issuer: Some("ABCD".parse().unwrap()),
        master: "020-12345675".into(),
        house_issuer: None,
        house: None,
        in_bond: Some("123456782".into()),
        quantity: Some(3),
        unit: Some("PKG".into()),
    }];
    informal.lines.iter_mut().for_each(|line| line.fees = vec![]);
    informal.totals.fees = vec![fee("311", 259)];
    let records = encode_summary(&informal, Action::Add, &Transmission::default()).unwrap();
    let text = lines(&records);
    for expected in [
        "34311     259",
        "89311        259",
        "90     196000         259",
        "23I    123456782",
        "23M    02012345675",
    ] {
        assert!(text.contains(&expected.to_string()), "{expected} in {text:#?}");
    }
    assert!(!text.iter().any(|line| line.starts_with("31") || line.starts_with("62")), "{text:#?}");
    let read = received(&records);
    assert!(read.bond_waived && read.bonds.is_empty());
    assert_eq!(read.bond_waiver_reason.as_deref(), Some("995"), "the declaration's own reason goes with it");
    assert_eq!(read.header_fees, [fee("311", 259)]);
    assert_eq!(read.transport.bills[0].in_bond.as_deref(), Some("123456782"));
}

#[test]
fn cases_and_taxes_are_told_and_summed() {
    let mut type_03 = summary();
    type_03.entry_type = "03".into();
    let deposit = |case: &str, rate: &str, cash, amount| Deposit {
        case: case.into(),
        rate: rate.parse().unwrap(),
        specific: false,
        cash,
        value: Dollars::new(2_500),
        quantity: None,
        amount: Cents::new(amount),
        steps: vec![],
    };
    type_03.lines[1].deposits =
        vec![deposit("A570067001", "25", true, 62_500), deposit("C570068000", "10.17", false, 25_425)];
    type_03.lines[0].taxes = vec![fee("017", 107)];
    type_03.lines[0].fees.push(fee("672", 800));
    type_03.totals.tax = Cents::new(107);
    type_03.totals.fees.push(fee("672", 800));
    type_03.totals.antidumping = Cents::new(62_500);
    type_03.totals.countervailing = Cents::new(25_425);
    let filing = Transmission {
        non_reimbursement: BTreeMap::from([("A570067001".into(), "NR12345678".into())]),
        ..Transmission::default()
    };
    let records = encode_summary(&type_03, Action::Add, &filing).unwrap();
    let text = lines(&records);
    for expected in [
        "53A570067001C    2500A        2500           0     62500NR12345678",
        "53C570068000B    1017A        2500           0     25425",
        "60017       107",
        "61672       800",
        "88          0       62500       25425           0",
        "90     196000        5893         107       62500       25425         800",
    ] {
        assert!(text.contains(&expected.to_string()), "{expected} in {text:#?}");
    }
    let read = received(&records);
    assert_eq!(read.lines[1].deposits, type_03.lines[1].deposits);
    assert_eq!(read.lines[0].taxes, type_03.lines[0].taxes);
    assert_eq!(read.totals.payable(), type_03.totals.payable());
    let totals = &read.totals;
    assert_eq!(
        [
            totals.bonded_antidumping,
            totals.cash_antidumping,
            totals.bonded_countervailing,
            totals.cash_countervailing
        ]
        .map(|total| total.unwrap_or(Cents::ZERO)),
        [0, 62_500, 25_425, 0].map(Cents::new)
    );
    assert_eq!(
        [totals.antidumping, totals.countervailing],
        [Some(Cents::new(62_500)), Some(Cents::new(25_425))]
    );
}

#[test]
fn a_correction_gives_its_reasons_and_words() {
    let correction = Correction {
        reasons: vec!["H01".into(), "H02".into()],
        line_reasons: BTreeMap::from([(2, vec!["L05".into()])]),
        explanation: "The value of line 2 was taken from a pro forma invoice; the final invoice is lower by the discount agreed in May.".into(),
        accelerate_liquidation: true,
    };
    let records = encode_summary(
        &summary(),
        Action::Replace,
        &Transmission { correction: Some(correction.clone()), ..Transmission::default() },
    )
    .unwrap();
    let read = received(&records);
    assert!(read.is_correction && read.accelerate_liquidation);
    assert_eq!(read.correction_reasons, correction.reasons);
    assert_eq!(read.explanation, correction.explanation.to_uppercase());
    assert!(lines(&records).contains(&"63L05".to_string()));
}

#[test]
fn what_is_missing_or_does_not_fit_is_said_all_at_once() {
    let mut flawed = summary();
    flawed.importer.number = None;
    flawed.broker_reference = Some("TENLETTERS".into());
    flawed.transport.bills[0].quantity = None;
    flawed.lines[0].origin = None;
    flawed.lines[1].tariffs[1].quantities = vec![
        flawed.lines[0].tariffs[0].quantities[0].clone(),
        flawed.lines[0].tariffs[0].quantities[0].clone(),
        flawed.lines[0].tariffs[0].quantities[0].clone(),
        flawed.lines[0].tariffs[0].quantities[0].clone(),
    ];
    flawed.lines[1].entered_value = Dollars::new(12_345_678_901);
    let findings = encode_summary(&flawed, Action::Add, &Transmission::default()).unwrap_err();
    let found: Vec<(&str, Option<&str>)> =
        findings.iter().map(|f| (f.code.as_str(), f.place.field.as_deref())).collect();
    assert_eq!(
        found,
        [
            ("WIRE_TOO_LONG", Some("broker_reference")),
            ("WIRE_MISSING", Some("importer_of_record")),
            ("WIRE_MISSING", Some("manifested_quantity")),
            ("WIRE_MISSING", Some("country_of_origin")),
            ("WIRE_TOO_LONG", Some("value")),
            ("WIRE_TOO_MANY", Some("quantity_3")),
        ]
    );
    assert!(findings[3].text.starts_with("line 1: "), "{}", findings[3].text);
    assert_eq!(
        findings[0].place,
        Place::default().row(1).column("22-30").at_item("10").at_field("broker_reference")
    );
}

#[test]
fn the_value_stands_once_or_is_split_by_the_numbers_of_the_goods() {
    let value_of = |records: &[Record]| {
        received(records)
            .lines
            .iter()
            .map(|line| line.tariffs.iter().map(|t| t.value.get()).collect())
            .collect::<Vec<Vec<_>>>()
    };
    let plain = encode_summary(&summary(), Action::Add, &Transmission::default()).unwrap();
    assert_eq!(value_of(&plain), [vec![10_000], vec![0, 2_500]]);

    let mut watch = summary();
    watch.lines[0].tariffs = vec![
        tariff("9903.88.15", "s301-china", 10_000, 0, &[]),
        tariff("9102.11.1010", "base", 6_000, 4_400, &[("10", "No.")]),
        tariff("9102.11.1020", "base", 4_000, 2_400, &[("10", "No.")]),
    ];
    let split = encode_summary(&watch, Action::Add, &Transmission::default()).unwrap();
    assert_eq!(value_of(&split)[0], [0, 6_000, 4_000]);

    watch.lines[0].tariffs[2].base = Dollars::new(3_000);
    let findings = encode_summary(&watch, Action::Add, &Transmission::default()).unwrap_err();
    assert_eq!(findings[0].code, "WIRE_VALUE_SPLIT");
    assert!(findings[0].text.contains("carry 9000 dollars"), "{}", findings[0].text);

    let mut american = summary();
    american.lines[0].tariffs = vec![tariff("9801.00.10", "base", 10_000, 0, &[])];
    assert_eq!(
        value_of(&encode_summary(&american, Action::Add, &Transmission::default()).unwrap())[0],
        [10_000]
    );
}

#[test]
fn a_transaction_that_cannot_be_read_says_why() {
    let within = Limits::within(Application::of("AE").unwrap());
    let read = |text: &str| decode_summary(&decode(text.as_bytes(), &within).records);
    let (none, findings) = read("1112-345678900");
    assert_eq!((none, findings[0].code.as_str()), (None, "X33"));
    let (none, findings) = read("10AEEE  5000X032 2704            01");
    assert_eq!((none, findings[0].place.field.as_deref()), (None, Some("entry_number")));
    let (some, findings) = read(
        "10AEEE  50000032 27A4            01\n40  001 CN\n506109100012     16500A      10000\n62499    3464",
    );
    let places: Vec<_> = findings.iter().map(|f| (f.place.row, f.place.field.as_deref())).collect();
    assert_eq!(places, [(Some(1), Some("port_of_entry")), (Some(3), Some("duty_amount"))]);
    let line = &some.unwrap().lines[0];
    assert_eq!(
        (line.tariffs.len(), line.fees.len()),
        (0, 1),
        "a number whose duty cannot be read is left out, not zero"
    );
}
