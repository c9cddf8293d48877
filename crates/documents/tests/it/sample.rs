//! Declarations for the tests: invented companies and numbers, in the shape of real entries.

use std::collections::BTreeMap;

use cocket_base::civil::date;
use cocket_base::{
    Cents, Citation, Currency, Decimal, Dollars, Money, Place, Quantity, Round, Step, Trust, Window,
};
use cocket_documents::{CaseKind, Declarant, Filer, FormContext, FormState, Labels, MetalOrigins};
use cocket_filing::declaration::*;

/// A tariff number with its authority and rate text, per line.
pub type Duty = (&'static str, &'static str, &'static str);

/// One line to build: description, invoice, amount in cents, quantity in pieces, duties (the article last).
pub struct Goods {
    pub description: &'static str,
    pub part: String,
    pub invoice: &'static str,
    pub amount: Decimal,
    pub pieces: i64,
    pub duties: Vec<Duty>,
}

fn percent(rate: &str) -> Decimal {
    rate.strip_suffix('%')
        .map_or(Decimal::ZERO, |number| number.parse::<Decimal>().unwrap() / Decimal::ONE_HUNDRED)
}

pub fn cents(exact: Decimal) -> Cents {
    Cents::from_dollars(exact, Round::HalfUp).unwrap()
}

fn cite(source: &str) -> Citation {
    Citation::new(source)
        .in_force(Window { from: Some(date(2026, 2, 24)), until: Some(date(2026, 7, 23)) })
        .trust(Trust::V)
}

fn fee(class: &str, value: Dollars, rate: &str) -> Fee {
    let amount = cents(value.as_decimal() * percent(rate));
    let step = Step::new("fee on the entered value")
        .base(value)
        .rate(rate)
        .amount(amount)
        .cite(cite("19 CFR 24.23(b)(1)"));
    Fee { class: class.into(), amount, steps: vec![step] }
}

fn line(number: u16, goods: &Goods) -> EntryLine {
    let value = Dollars::from_exact(goods.amount, Round::HalfUp).unwrap();
    let pieces: Quantity = Quantity::new(Decimal::from(goods.pieces), "No.".parse().unwrap());
    let tariffs = goods.duties.iter().map(|(hts, authority, rate)| {
        let amount = cents(value.as_decimal() * percent(rate));
        let quantities = if hts.starts_with("99") {
            vec![]
        } else {
            vec![ReportedQuantity { quantity: pieces, printed: "No.".into() }]
        };
        let step = Step::new(format!("{rate} of the entered value"))
            .base(value)
            .rate(rate)
            .amount(amount)
            .cite(cite(&format!("HTSUS {hts}")));
        TariffLine {
            number: hts.parse().unwrap(),
            authority: (*authority).into(),
            rate: (*rate).into(),
            base: value,
            amount,
            quantities,
            steps: vec![step],
        }
    });
    EntryLine {
        number,
        origin: Some("CN".parse().unwrap()),
        export_country: Some("CN".parse().unwrap()),
        export_date: Some(date(2026, 5, 23)),
        spi: None,
        charges: Some(Dollars::new(100 + i64::from(number) * 37)),
        gross_weight_kg: Some(420 + i64::from(number) * 13),
        related: Some(false),
        manufacturer: Some(
            if goods.invoice.starts_with("QF") { "CNSHEQUI12SHE" } else { "CNYANCOP8YAN" }.parse().unwrap(),
        ),
        description: goods.description.into(),
        entered_value: value,
        tariffs: tariffs.collect(),
        deposits: vec![],
        taxes: vec![],
        fees: vec![fee("499", value, "0.3464%"), fee("501", value, "0.125%")],
        value_steps: vec![
            Step::new("invoice price less its share of the discount")
                .base(goods.amount)
                .cite(cite("19 CFR 152.103(a)")),
        ],
        sources: vec![SourceLine {
            place: Place::file(format!("invoice_{}.xlsx", goods.invoice))
                .sheet("CI")
                .row(8 + u32::from(number)),
            part: goods.part.clone(),
            description: goods.description.into(),
            invoice: Some(goods.invoice.into()),
            amount: Money { amount: goods.amount, currency: Currency::USD },
            quantity: Some(pieces),
            entered_value: value,
        }],
        merge_reason: None,
    }
}

/// An entry over the goods, with its totals added up.
pub fn entry(goods: &[Goods]) -> EntrySummary {
    let lines: Vec<EntryLine> = (1..).zip(goods).map(|(number, goods)| line(number, goods)).collect();
    let mut entry = EntrySummary {
        entry_number: EntryNumber::new("ZZ9".parse().unwrap(), 4711).unwrap(),
        entry_type: "01".into(),
        port_of_entry: "2704".parse().unwrap(),
        broker_reference: Some("S26-0417".into()),
        mode: "11".into(),
        importer: Party {
            name: "Brindlewick Home Supply LLC".into(),
            number: Some("00-123450100".parse().unwrap()),
            address: vec!["4120 Harbor Ledger Avenue, Suite 210".into(), "Long Beach CA 90802".into()],
        },
        consignee: None,
        bond: Bond { kind: "8".into(), surety_code: Some("998".into()), amount: None },
        entry_date: date(2026, 6, 16),
        import_date: Some(date(2026, 6, 12)),
        transport: Transport {
            carrier: Some("ZQXL".parse().unwrap()),
            conveyance: Some("MV PAPER HERON".into()),
            trip: Some("118E".into()),
            port_of_unlading: Some("2704".parse().unwrap()),
            foreign_port_code: None,
            foreign_port: Some("Yantian, China".into()),
            arrival_date: Some(date(2026, 6, 12)),
            location: Some("Y123".parse().unwrap()),
            in_bond_date: None,
            export_country: Some("CN".parse().unwrap()),
            export_date: Some(date(2026, 5, 23)),
            bills: vec![bill("2605118842", Some("26050071"), Some(1480))],
            containers: vec!["ZQXU4410276".into()],
        },
        payment: Payment::default(),
        state_of_destination: Some("CA".into()),
        currency: None,
        lines,
        totals: Totals::default(),
    };
    add_up(&mut entry);
    entry
}

use cocket_base::ids::EntryNumber;

pub fn bill(master: &str, house: Option<&str>, quantity: Option<u32>) -> Bill {
    Bill {
        issuer: Some("ZQXL".parse().unwrap()),
        master: master.into(),
        house_issuer: house.map(|_| "BRNW".parse().unwrap()),
        house: house.map(Into::into),
        in_bond: None,
        quantity,
        unit: quantity.map(|_| "CTN".into()),
    }
}

/// Totals from the lines; the merchandise processing fee kept within its limits of fiscal year 2026.
pub fn add_up(entry: &mut EntrySummary) {
    let sum = |class: &str| -> Cents {
        entry.lines.iter().flat_map(|l| &l.fees).filter(|f| f.class == class).map(|f| f.amount).sum()
    };
    let clamped = sum("499").clamp(Cents::new(3358), Cents::new(65150));
    let header = |class: &str, amount: Cents, cite: Citation| Fee {
        class: class.into(),
        amount,
        steps: vec![Step::new("sum of the lines within the limits").amount(amount).cite(cite)],
    };
    let fees = vec![
        header("499", clamped, cite("19 CFR 24.23(b)(1)(i)")),
        header("501", sum("501"), cite("19 CFR 24.24(a)")),
    ];
    let deposits = |kind: char| -> Cents {
        let all = entry.lines.iter().flat_map(|l| &l.deposits);
        all.filter(|d| d.cash && d.case.starts_with(kind)).map(|d| d.amount).sum()
    };
    entry.totals = Totals {
        entered_value: entry.lines.iter().map(|l| l.entered_value).sum(),
        duty: entry.lines.iter().map(EntryLine::duty).sum(),
        fees: fees.into_iter().filter(|fee| !fee.amount.is_zero()).collect(),
        tax: entry.lines.iter().flat_map(|l| &l.taxes).map(|t| t.amount).sum(),
        antidumping: deposits('A'),
        countervailing: deposits('C'),
    };
}

const LIST_3: Duty = ("9903.88.03", "s301-china", "25%");
const LIST_4A: Duty = ("9903.88.15", "s301-china", "7.5%");
const BROAD: Duty = ("9903.03.01", "s122", "10%");
const BROAD_EXEMPT: Duty = ("9903.03.03", "s122", "Free");
const METAL: Duty = ("9903.82.09", "s232-metals", "50%");

/// Description, part, invoice, amount, pieces, duties.
type Row = (&'static str, &'static str, &'static str, &'static str, i64, Vec<Duty>);

/// Eleven lines of two suppliers, two to four tariff numbers each.
pub fn eleven() -> EntrySummary {
    let rows: [Row; 11] = [
        (
            "Portable loudspeakers in their enclosures",
            "QF-100",
            "QF-26-0519",
            "16875.60",
            1200,
            vec![LIST_4A, BROAD_EXEMPT, ("8518.21.0000", "base", "Free")],
        ),
        (
            "Wireless headphones",
            "QF-200",
            "QF-26-0519",
            "15190.00",
            2500,
            vec![BROAD_EXEMPT, ("8518.30.2000", "base", "Free")],
        ),
        (
            "LED desk lamps",
            "QF-310",
            "QF-26-0519",
            "10407.60",
            900,
            vec![LIST_3, BROAD, ("9405.21.6010", "base", "6%")],
        ),
        (
            "USB charging cables",
            "QF-340",
            "QF-26-0519",
            "6027.00",
            4100,
            vec![LIST_3, BROAD, ("8544.42.9090", "base", "2.6%")],
        ),
        (
            "Table fans, self-contained motor",
            "QF-410",
            "QF-26-0519",
            "6982.50",
            750,
            vec![LIST_4A, BROAD, ("8414.51.3000", "base", "4.7%")],
        ),
        (
            "Stainless steel cookware",
            "CF-12",
            "CF-889",
            "9960.00",
            600,
            vec![LIST_3, METAL, ("7323.93.0045", "base", "2%")],
        ),
        (
            "Vacuum flasks",
            "CF-15",
            "CF-889",
            "4500.00",
            1500,
            vec![LIST_4A, BROAD, ("9617.00.1000", "base", "7.2%")],
        ),
        (
            "Table forks of stainless steel",
            "CF-20",
            "CF-889",
            "2400.00",
            6000,
            vec![LIST_3, BROAD, ("8215.99.0500", "base", "6.8%")],
        ),
        (
            "Porcelain mugs",
            "CF-30",
            "CF-889",
            "3750.00",
            3000,
            vec![LIST_4A, BROAD, ("6911.10.4500", "base", "14%")],
        ),
        (
            "Wooden cutting boards",
            "CF-40",
            "CF-889",
            "3200.00",
            800,
            vec![LIST_3, BROAD, ("4419.11.0000", "base", "3.2%")],
        ),
        (
            "Plastic tableware",
            "CF-99",
            "CF-889",
            "2800.00",
            7000,
            vec![LIST_4A, BROAD, ("3924.10.2000", "base", "6.5%")],
        ),
    ];
    let goods = rows.map(|(description, part, invoice, amount, pieces, duties)| Goods {
        description,
        part: part.into(),
        invoice,
        amount: amount.parse().unwrap(),
        pieces,
        duties,
    });
    entry(&goods)
}

/// As many lines as asked for, with values in millions.
pub fn many(count: usize) -> EntrySummary {
    let goods: Vec<Goods> = (0..count)
        .map(|n| Goods {
            description: "Bicycle parts, n.e.s.o.i., of steel and aluminum alloy",
            part: format!("TW-{n:04}"),
            invoice: "TWH-5590",
            amount: Decimal::new(123_456_789 + i64::try_from(n).unwrap() * 100_317, 2),
            pieces: 12_000 + i64::try_from(n).unwrap(),
            duties: vec![("9903.82.09", "s232-metals", "50%"), BROAD, ("8714.99.8000", "base", "10%")],
        })
        .collect();
    entry(&goods)
}

/// A consignment of small value: one duty, the flat fee, no bond.
pub fn informal() -> EntrySummary {
    let mut entry = entry(&[Goods {
        description: "Printed calendars",
        part: "K-1".into(),
        invoice: "2026-77",
        amount: Decimal::new(231_040, 2),
        pieces: 400,
        duties: vec![BROAD, ("4910.00.2000", "base", "Free")],
    }]);
    entry.entry_type = "11".into();
    entry.bond = Bond { kind: "0".into(), surety_code: None, amount: None };
    entry.lines[0].fees.clear();
    add_up(&mut entry);
    let step =
        Step::new("flat fee on an informal entry filed electronically").cite(cite("19 CFR 24.23(b)(2)(i)"));
    entry.totals.fees = vec![Fee { class: "311".into(), amount: Cents::new(269), steps: vec![step] }];
    entry
}

/// Antidumping by value in cash and countervailing by quantity under bond, with a value of its own.
pub fn deposits() -> EntrySummary {
    let mut entry = entry(&[Goods {
        description: "Aluminum extrusions, hollow profiles",
        part: "AX-7".into(),
        invoice: "PI-FTA26118",
        amount: Decimal::from(48_200),
        pieces: 900,
        duties: vec![LIST_3, METAL, ("7604.21.0010", "base", "1.5%")],
    }]);
    entry.entry_type = "03".into();
    entry.lines[0].deposits = vec![
        Deposit {
            case: "A570967001".into(),
            rate: Decimal::new(3297, 2),
            specific: false,
            cash: true,
            value: Dollars::new(48_200),
            quantity: None,
            amount: cents(Decimal::new(1_589_154, 2)),
            steps: vec![],
        },
        Deposit {
            case: "C570968001".into(),
            rate: Decimal::new(125, 2),
            specific: true,
            cash: false,
            value: Dollars::new(40_000),
            quantity: Some(Decimal::from(900)),
            amount: Cents::new(112_500),
            steps: vec![],
        },
    ];
    add_up(&mut entry);
    entry
}

/// One line with as many tariff numbers as the wire allows, long names, several bills.
pub fn crowded() -> EntrySummary {
    let mut duties: Vec<Duty> = vec![BROAD; 31];
    duties.push(("8708.30.5090", "base", "2.5%"));
    let mut entry = entry(&[Goods {
        description: "Brakes and servo-brakes and parts thereof, of motor vehicles of headings 8701 to 8705, mounted brake linings, disc brake rotors and calipers, for the aftermarket, in retail cartons of one set each with instruction leaflets in three languages",
        part: "MX-77-LONG-PART-NUMBER-00000000001".into(),
        invoice: "CA-20611",
        amount: Decimal::new(9_876_543_210, 2),
        pieces: 123_456_789,
        duties,
    }]);
    entry.lines[0].description.truncate(120);
    entry.lines[0].description.push_str(&"W".repeat(150));
    entry.lines[0].fees[0].steps[0].rate = Some("W".repeat(90));
    let long = "Consolidated Intercontinental Motor Vehicle Components Distribution and Logistics Holding Company of North America, Incorporated (successor in interest)";
    entry.importer.name = long.into();
    entry.importer.address =
        (1..=12).map(|n| format!("Address line {n} of the importer, building {n}, dock {n}")).collect();
    entry.consignee = Some(Party {
        name: format!("{long} / 深圳 Consignee"),
        number: Some("123-45-6789".parse().unwrap()),
        address: vec!["Laredo TX 78045".into()],
    });
    entry.transport.bills =
        (0..40).map(|n| bill(&format!("26050{n:05}"), Some(&format!("H{n:07}")), Some(10 + n))).collect();
    entry.transport.containers = (0..60).map(|n| format!("ZQXU44{n:05}")).collect();
    entry.transport.conveyance =
        Some("MV EXTRAORDINARILY LONG NAMED CONTAINER CARRIER OF THE SEVEN SEAS ".repeat(5));
    for bill in &mut entry.transport.bills {
        bill.in_bond = Some("V".repeat(90));
    }
    entry.broker_reference = Some("W".repeat(90));
    entry.bond.surety_code = Some("W".repeat(90));
    entry.totals.fees.extend(["053", "054", "055", "056", "057", "079", "090"].map(|class| Fee {
        class: class.into(),
        amount: Cents::new(1_234_567),
        steps: vec![],
    }));
    entry.transport.foreign_port =
        Some("Puerto Internacional de Lázaro Cárdenas, Michoacán de Ocampo, ".repeat(4));
    entry
}

/// Names for a few codes.
pub struct Names;

impl Labels for Names {
    fn port(&self, port: &cocket_base::ids::PortCode) -> Option<String> {
        (port.as_str() == "2704").then(|| "Los Angeles, CA".into())
    }
    fn country(&self, country: &cocket_base::ids::Country) -> Option<String> {
        (country.as_str() == "CN").then(|| "China".into())
    }
    fn mode(&self, code: &str) -> Option<String> {
        (code == "11").then(|| "vessel, container".into())
    }
    fn entry_type(&self, code: &str) -> Option<String> {
        (code == "01").then(|| "consumption".into())
    }
    fn fee(&self, class: &str) -> Option<String> {
        match class {
            "499" => Some("Merchandise processing fee".into()),
            "501" => Some("Harbor maintenance fee".into()),
            "311" => Some("Informal entry fee".into()),
            "012" => Some("Antidumping duty deposit".into()),
            _ => None,
        }
    }
    fn deposit_class(&self, case: CaseKind) -> Option<String> {
        (case == CaseKind::Antidumping).then(|| "012".into())
    }
}

/// A draft of the filer ZZ9.
pub fn draft() -> FormContext<'static> {
    let filer = Filer {
        name: "Cocket Demonstration Brokers Inc".into(),
        address: vec!["1 Customhouse Plaza, San Pedro CA 90731".into()],
        phone: Some("310-555-0142".into()),
    };
    FormContext {
        declarant: Some(Declarant {
            name: "Ashgrove, Miriam T.".into(),
            title: Some("Attorney-in-fact".into()),
        }),
        sellers: BTreeMap::from([("QF-26-0519".into(), "Shenzhen Quillfeather Electronics Co Ltd".into())]),
        metals: BTreeMap::from([(
            6,
            MetalOrigins { melt_pour: Some("CN".parse().unwrap()), ..MetalOrigins::default() },
        )]),
        labels: &Names,
        ..FormContext::draft(date(2026, 11, 24), filer)
    }
}

/// The same, accepted.
pub fn accepted() -> FormContext<'static> {
    FormContext {
        state: FormState::Accepted { date: date(2026, 6, 17), version: 1 },
        summary_date: Some(date(2026, 6, 17)),
        ..draft()
    }
}
