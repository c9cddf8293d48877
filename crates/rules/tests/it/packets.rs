//! Clocks and entered values of the eight sample packets.

use cocket_base::Decimal;
use cocket_law::Pack;
use cocket_rules::clocks::{EntryClockFacts, entry_clocks};
use cocket_rules::fees::{Filing, GoodsForMpf, hmf_header, hmf_line, mpf_header, mpf_line};
use cocket_rules::value::{
    Addition, Assist, AssistMethod, CertifiedRates, Charge, ChosenRate, Discount, DutyPaidEntry,
    DutyPaidLine, Rounding, Sale, SaleLine, assist_for_shipment, assist_value, choose_rate, enter,
    net_prices, solve_duty_paid,
};
use serde_json::Value;

use crate::shared::{KNOWN, as_of, json, number, text};

const PACKETS: [&str; 8] = ["s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8"];

fn packet(name: &str) -> Option<(Value, Value)> {
    Some((json(&format!("samples/{name}/packet.json"))?, json(&format!("samples/{name}/expected.json"))?))
}

/// Rule texts are ours; everything else must agree, key by key.
fn without_rules(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.iter().filter(|(key, _)| *key != "rule" && *key != "note");
            Value::Object(kept.map(|(key, value)| (key.clone(), without_rules(value))).collect())
        }
        other => other.clone(),
    }
}

#[test]
fn clocks_of_every_packet() {
    for name in PACKETS {
        let Some((packet, expected)) = packet(name) else { return };
        let dates = &packet["dates"];
        let day = |key: &str| dates[key].as_str().map(|text| text.parse().unwrap());
        let facts = EntryClockFacts {
            entry_type: text(&packet["entry_type"]).into(),
            mode: text(&packet["mode"]).into(),
            payment_type: packet["payment_type"].as_str().map(String::from),
            entry: day("entry"),
            landing: day("import"),
            release: None,
            lading: day("lading"),
            lading_time_local: dates["lading_time_local"].as_str().map(|text| text.parse().unwrap()),
        };
        let clocks = entry_clocks(Pack::starter(), KNOWN, &facts).unwrap();
        let ours = serde_json::to_value(&clocks).unwrap();
        assert_eq!(without_rules(&ours), without_rules(&expected["clocks"]), "{name}");
        assert_eq!(ours.get("note").is_some(), expected["clocks"].get("note").is_some(), "{name}");
    }
}

/// The rate that the export day's rule chooses.
fn rate(packet: &Value) -> ChosenRate {
    let given = &packet["exchange_rate"];
    if given.is_null() {
        return ChosenRate::dollars();
    }
    let rates = CertifiedRates {
        currency: text(&given["currency"]).parse().unwrap(),
        quarter: number(&given["usd_per_unit_quarter"]),
        export_day: Some(number(&given["usd_per_unit_export_date"])),
        proclaimed: None,
        quote: Default::default(),
    };
    let export = text(&packet["dates"]["export"]).parse().unwrap();
    choose_rate(as_of(export), &rates).unwrap().answer().unwrap().clone()
}

/// The sale as the packet tells it; the lines' amounts are those of the invoices.
fn sale(packet: &Value, lines: Vec<SaleLine>, discounts: Vec<Discount>) -> Sale {
    let charge = |charge: &Value| Charge {
        kind: text(&charge["kind"]).into(),
        amount: number(&charge["amount"]),
        in_price: charge["included_in_price"].as_bool().unwrap(),
        paid_to_carrier: charge["paid_to_carrier"].as_bool(),
        ..Charge::default()
    };
    Sale {
        term: packet["terms"]["incoterm"].as_str().map(String::from),
        import_date: Some(text(&packet["dates"]["import"]).parse().unwrap()),
        lines,
        discounts,
        charges: packet["charges"].as_array().unwrap().iter().map(charge).collect(),
        weights: Vec::new(),
    }
}

fn invoice_lines(expected: &Value, key: &str) -> Vec<SaleLine> {
    let lines = expected["lines"].as_array().unwrap().iter();
    lines.map(|line| SaleLine { invoice: 0, amount: number(&line["value_native"][key]) }).collect()
}

fn assert_entered(name: &str, expected: &Value, entered: impl Iterator<Item = i64>) {
    let wanted: Vec<i64> = expected["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["entered_value"].as_i64().unwrap())
        .collect();
    assert_eq!(entered.collect::<Vec<_>>(), wanted, "{name}");
}

#[test]
fn freight_leaves_the_price_by_value_and_currency_converts() {
    for name in ["s3", "s5", "s6", "s7"] {
        let Some((packet, expected)) = packet(name) else { return };
        let entry = text(&packet["dates"]["entry"]).parse().unwrap();
        let lines = invoice_lines(&expected, "invoice_amount");
        let net = net_prices(as_of(entry), &sale(&packet, lines, Vec::new())).unwrap();
        let net = net.answer().unwrap_or_else(|| panic!("{name}: {:?}", net.outcome));
        let values = enter(net, &rate(&packet), &assists(&packet, &expected), &Rounding::PerLine).unwrap();
        assert_entered(name, &expected, values.answer().unwrap().lines.iter().map(|line| line.entered.get()));
    }
}

/// The packets' assists, apportioned over the whole production.
fn assists(packet: &Value, expected: &Value) -> Vec<Addition> {
    let mut additions = Vec::new();
    for assist in packet["assists"].as_array().into_iter().flatten() {
        let supplied = Assist {
            cost: number(&assist["cost_usd"]),
            used_share: Decimal::ZERO,
            paid_by_seller: Decimal::ZERO,
            freight: number(&assist["transport_to_producer_usd"]),
        };
        let value = assist_value(&supplied).unwrap();
        for (at, line) in expected["lines"].as_array().unwrap().iter().enumerate() {
            let part = &line["part"];
            if !assist["parts"].as_array().unwrap().contains(part) {
                continue;
            }
            let method = AssistMethod::WholeProduction { units: assist["planned_units"].as_u64().unwrap() };
            let share = assist_for_shipment(
                *value.answer().unwrap(),
                method,
                1_000,
                assist["ledger_units_before"].as_u64().unwrap(),
            )
            .unwrap();
            let share = share.answer().unwrap();
            assert_eq!(share.remaining.to_string(), "10080.00");
            additions.push(Addition {
                line: at,
                amount_usd: share.added,
                what: "assist".into(),
                cite: cocket_base::Citation::new("19 CFR 152.103(d)"),
            });
        }
    }
    additions
}

#[test]
fn a_discount_taken_lowers_its_own_invoice_alone() {
    let Some((packet, expected)) = packet("s1") else { return };
    let lines: Vec<SaleLine> = expected["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| SaleLine {
            invoice: usize::from(!text(&line["refs"][0]["file"]).contains("QF-26-0519")),
            amount: number(&line["value_native"]["invoice_amount"]),
        })
        .collect();
    let first: Decimal = lines.iter().filter(|line| line.invoice == 0).map(|line| line.amount).sum();
    let discount = Discount {
        invoice: 0,
        amount: first * Decimal::new(2, 2),
        taken: Some(true),
        agreed: Some("2026-05-19".parse().unwrap()),
        text: "2% prompt payment".into(),
    };
    let entry = text(&packet["dates"]["entry"]).parse().unwrap();
    let net = net_prices(as_of(entry), &sale(&packet, lines, vec![discount])).unwrap();
    let values = enter(net.answer().unwrap(), &ChosenRate::dollars(), &[], &Rounding::PerLine).unwrap();
    assert_entered("s1", &expected, values.answer().unwrap().lines.iter().map(|line| line.entered.get()));
}

#[test]
fn a_duty_paid_price_is_worked_back() {
    let Some((packet, expected)) = packet("s4") else { return };
    let entry = text(&packet["dates"]["entry"]).parse().unwrap();
    let net =
        net_prices(as_of(entry), &sale(&packet, invoice_lines(&expected, "ddp_price"), Vec::new())).unwrap();
    let net = net.answer().unwrap_or_else(|| panic!("{:?}", net.outcome)).clone();
    let shown = expected["lines"].as_array().unwrap();
    let fees: Decimal = "0.004714".parse().unwrap();
    let lines: Vec<DutyPaidLine> = net
        .lines
        .iter()
        .zip(shown)
        .map(|(line, shown)| DutyPaidLine {
            net: line.net,
            additions: Decimal::ZERO,
            ad_valorem: number::<Decimal>(&shown["value_native"]["divisor"]) - Decimal::ONE - fees,
            specific: number(&shown["value_native"]["specific_duty"]),
            mpf: true,
            hmf: true,
        })
        .collect();
    let solved = solve_duty_paid(
        as_of(entry),
        &DutyPaidEntry { entry_type: "01", filing: Filing::Automated, lines: &lines },
    )
    .unwrap();
    let solved = solved.answer().unwrap();
    assert_entered("s4", &expected, solved.lines.iter().map(|line| line.entered.get()));
    for (line, shown) in solved.lines.iter().zip(shown) {
        assert_eq!(line.divisor, number::<Decimal>(&shown["value_native"]["divisor"]));
    }
}

#[test]
fn fees_of_every_packet() {
    for name in PACKETS {
        let Some((packet, expected)) = packet(name) else { return };
        let (entry_type, mode) = (text(&packet["entry_type"]), text(&packet["mode"]));
        let at = as_of(text(&packet["dates"]["entry"]).parse().unwrap());
        let (mut mpf, mut hmf) = (Vec::new(), Vec::new());
        for line in expected["lines"].as_array().unwrap() {
            let tariffs: Vec<_> =
                line["hts"].as_array().unwrap().iter().map(|hts| text(hts).parse().unwrap()).collect();
            let goods = GoodsForMpf {
                value: cocket_base::Dollars::new(line["entered_value"].as_i64().unwrap()),
                origin: line["origin"].as_str().map(|origin| origin.parse().unwrap()),
                spi: line["spi"].as_str(),
                tariffs: &tariffs,
            };
            let fee = mpf_line(at, &goods).unwrap().answer().unwrap().clone();
            if entry_type != "11" {
                assert_eq!(fee.amount.to_string(), text(&line["mpf_line"]), "{name} {}", line["part"]);
            }
            mpf.push(fee);
            let fee = *hmf_line(at, entry_type, mode, goods.value).unwrap().answer().unwrap();
            assert_eq!(fee.to_string(), text(&line["hmf_line"]), "{name} {}", line["part"]);
            hmf.push(fee);
        }
        let header = mpf_header(at, entry_type, Filing::Automated, &mpf).unwrap().answer().unwrap().clone();
        assert_eq!(header.amount.to_string(), text(&expected["header"]["mpf"]), "{name}");
        assert_eq!(header.raw.to_string(), text(&expected["header"]["mpf_raw"]), "{name}");
        let header = hmf_header(at, &hmf).unwrap().answer().unwrap().clone();
        assert_eq!(header.amount.to_string(), text(&expected["header"]["hmf"]), "{name}");
    }
}
