//! A clean entry summary, and hands to spoil it with.

use cocket_base::ids::EntryNumber;
use cocket_base::{Cents, Decimal, Dollars, Quantity, Round};
use cocket_filing::declaration::{
    Bill, Bond, EntryLine, EntrySummary, Fee, Party, Payment, ReportedQuantity, TariffLine, Totals, Transport,
};
use cocket_filing::edits::Listing;
use jiff::civil::{Date, date};

/// The day on which the tests stand.
pub const TODAY: Date = date(2026, 6, 17);

/// The schedule of the tests: number, units, special column.
const SCHEDULE: &[(&str, &[&str], &[&str])] = &[
    ("8518302000", &["No."], &["KR", "S", "JO"]),
    ("9405216010", &["No."], &["A+", "KR", "S"]),
    ("6109901007", &["doz.", "kg"], &["KR", "S"]),
    ("9102111010", &["No.", "kg", "No."], &[]),
    ("99030301", &[], &[]),
    ("99030303", &[], &[]),
    ("99038803", &[], &[]),
    ("98130005", &["X"], &[]),
];

/// The tests' schedule; `8518210000` stands in another revision.
pub fn schedule(number: cocket_base::ids::TariffNumber, _: Date) -> Listing {
    if number.compact10() == "8518210000" {
        return Listing::Inactive;
    }
    let digits = number.compact();
    let row =
        SCHEDULE.iter().find(|(held, ..)| digits == *held || (held.len() == 8 && digits.starts_with(held)));
    row.map_or(Listing::Unknown, |(_, units, programs)| Listing::Active {
        units: units.iter().map(|unit| (*unit).into()).collect(),
        programs: Some(programs.iter().map(|spi| (*spi).into()).collect()),
    })
}

/// A tariff number with the duty of a plain rate.
pub fn tariff(number: &str, rate: &str, value: i64, quantities: &[(&str, &str)]) -> TariffLine {
    let percent: Decimal = rate.strip_suffix('%').map_or(Decimal::ZERO, |percent| percent.parse().unwrap());
    let exact = Decimal::from(value) * percent / Decimal::ONE_HUNDRED;
    let reported = |(amount, unit): &(&str, &str)| ReportedQuantity {
        quantity: Quantity::new(amount.parse().unwrap(), unit.parse().unwrap()),
        printed: (*unit).into(),
    };
    TariffLine {
        number: number.parse().unwrap(),
        authority: "base".into(),
        rate: rate.into(),
        base: Dollars::new(value),
        amount: Cents::from_dollars(exact, Round::HalfUp).unwrap(),
        quantities: quantities.iter().map(reported).collect(),
        steps: vec![],
    }
}

/// A fee without its steps.
pub fn fee(class: &str, cents: i64) -> Fee {
    Fee { class: class.into(), amount: Cents::new(cents), steps: vec![] }
}

/// A line of a maker in its origin.
pub fn line(number: u16, origin: &str, value: i64, gross: i64, tariffs: Vec<TariffLine>) -> EntryLine {
    EntryLine {
        number,
        origin: Some(origin.parse().unwrap()),
        export_country: Some("CN".parse().unwrap()),
        export_date: Some(date(2026, 5, 24)),
        spi: None,
        charges: Some(Dollars::new(420)),
        gross_weight_kg: Some(gross),
        related: Some(false),
        manufacturer: Some(format!("{origin}AMAPLA1122DON").parse().unwrap()),
        description: "Goods of the test".into(),
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

/// The clean summary: three lines by sea to Los Angeles under a continuous bond, on a monthly statement.
pub fn clean() -> EntrySummary {
    let lines = vec![
        line(
            1,
            "CN",
            15_190,
            1_100,
            vec![
                tariff("9903.03.03", "0", 15_190, &[]),
                tariff("8518.30.20.00", "Free", 15_190, &[("2500", "No.")]),
            ],
        ),
        line(
            2,
            "CN",
            10_408,
            760,
            vec![
                tariff("9903.88.03", "25%", 10_408, &[]),
                tariff("9903.03.01", "10%", 10_408, &[]),
                tariff("9405.21.60.10", "6%", 10_408, &[("900", "No.")]),
            ],
        ),
        line(
            3,
            "VN",
            15_706,
            900,
            vec![tariff("6109.90.10.07", "32%", 15_706, &[("400", "doz."), ("768", "kg")])],
        ),
    ];
    let party = |name: &str, number: &str| Party {
        name: name.into(),
        number: Some(number.parse().unwrap()),
        address: vec![],
    };
    let mut summary = EntrySummary {
        entry_number: EntryNumber::new("ZZ9".parse().unwrap(), 4_711).unwrap(),
        entry_type: "01".into(),
        port_of_entry: "2704".parse().unwrap(),
        broker_reference: Some("F2026-118".into()),
        mode: "11".into(),
        importer: party("Quiet Fern Audio LLC", "00-123456700"),
        consignee: None,
        bond: Bond { kind: "8".into(), surety_code: Some("123".into()), amount: None },
        entry_date: date(2026, 6, 16),
        import_date: Some(date(2026, 6, 14)),
        transport: Transport {
            carrier: Some("ZQXL".parse().unwrap()),
            conveyance: Some("ZEPHYR QUAY".into()),
            trip: Some("026E".into()),
            port_of_unlading: Some("2704".parse().unwrap()),
            foreign_port_code: Some("57035".into()),
            arrival_date: Some(date(2026, 6, 14)),
            location: Some("Y123".parse().unwrap()),
            export_country: Some("CN".parse().unwrap()),
            export_date: Some(date(2026, 5, 24)),
            bills: vec![Bill {
                issuer: Some("ZQXL".parse().unwrap()),
                master: "SHA01234567".into(),
                house_issuer: None,
                house: None,
                in_bond: None,
                quantity: Some(312),
                unit: Some("CTN".into()),
            }],
            ..Transport::default()
        },
        payment: Payment {
            kind: Some("7".into()),
            statement_date: Some(date(2026, 6, 26)),
            statement_month: Some(7),
        },
        state_of_destination: Some("CA".into()),
        currency: None,
        lines,
        totals: Totals::default(),
    };
    settle(&mut summary);
    summary
}

/// Works the fees and totals out again, as an honest filer would after a change to lines, type or mode.
pub fn settle(summary: &mut EntrySummary) {
    let by_sea = matches!(summary.mode.as_str(), "10" | "11" | "12");
    let hmf =
        by_sea && !["06", "11", "12", "22", "31", "32", "34", "38"].contains(&summary.entry_type.as_str());
    let formal =
        matches!(summary.entry_type.as_str(), "01" | "02" | "03" | "07" | "31" | "34" | "06" | "51" | "52");
    let share = |value: Dollars, rate: Decimal| {
        Cents::from_dollars(value.as_decimal() * rate, Round::HalfUp).unwrap()
    };
    for line in &mut summary.lines {
        line.fees.clear();
        if formal {
            line.fees
                .push(Fee { amount: share(line.entered_value, Decimal::new(3_464, 6)), ..fee("499", 0) });
        }
        if hmf {
            line.fees.push(Fee { amount: share(line.entered_value, Decimal::new(125, 5)), ..fee("501", 0) });
        }
    }
    sum(summary);
    if matches!(summary.entry_type.as_str(), "11" | "12") {
        summary.totals.fees.push(fee("311", 269));
    }
}

/// Adds the lines up without touching them.
pub fn sum(summary: &mut EntrySummary) {
    let lines = &summary.lines;
    let fees = |class: &str| -> Cents {
        lines.iter().flat_map(|line| &line.fees).filter(|fee| fee.class == class).map(|fee| fee.amount).sum()
    };
    let deposits = |letter: char| -> Cents {
        lines
            .iter()
            .flat_map(|line| &line.deposits)
            .filter(|d| d.case.starts_with(letter))
            .map(|d| d.amount)
            .sum()
    };
    let (mpf, hmf) = (fees("499"), fees("501"));
    let mut header = vec![];
    if !mpf.is_zero() {
        header.push(Fee { amount: mpf.clamp(Cents::new(3_358), Cents::new(65_150)), ..fee("499", 0) });
    }
    if hmf > Cents::new(300) {
        header.push(Fee { amount: hmf, ..fee("501", 0) });
    }
    summary.totals = Totals {
        entered_value: lines.iter().map(|line| line.entered_value).sum(),
        duty: lines.iter().map(EntryLine::duty).sum(),
        fees: header,
        tax: lines.iter().flat_map(|line| &line.taxes).map(|tax| tax.amount).sum(),
        antidumping: deposits('A'),
        countervailing: deposits('C'),
    };
}
