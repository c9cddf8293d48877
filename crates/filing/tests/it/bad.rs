//! How to break every rule, one at a time.

use cocket_base::ids::EntryNumber;
use cocket_base::{Cents, Decimal, Dollars};
use cocket_filing::declaration::{Bond, Deposit, EntryLine, EntrySummary, Fee, Party, SourceLine};
use jiff::civil::date;

use crate::fixture::{fee, line, settle, sum, tariff};

/// What makes a clean summary a bad or another one.
pub type Spoil = fn(&mut EntrySummary);

/// Every rule, how to break it, and the rules that cannot but break with it.
#[rustfmt::skip]
pub const BAD: &[(&str, Spoil, &[&str])] = &[
    ("B16", |s| s.entry_number = EntryNumber::lenient("ZZ9-0004711-5").unwrap().0, &[]),
    ("B53", |s| s.entry_number = "ABC-1234567-6".parse().unwrap(), &[]),
    ("B17", |s| s.entry_type = String::new(), &[]),
    ("B18", |s| s.entry_type = "61".into(), &[]),
    ("288", |s| { s.entry_type = "06".into(); settle(s) }, &[]),
    ("293", withdrawal, &[]),
    ("B04", |s| s.port_of_entry = "9999".parse().unwrap(), &[]),
    ("X40", |s| s.broker_reference = Some("F2026-1188".into()), &[]),
    ("100", |s| s.importer.number = None, &[]),
    ("255", |s| { s.consignee = Some(Party { name: "Moss".into(), number: None, address: vec![] }) }, &[]),
    ("132", |s| s.state_of_destination = None, &[]),
    ("133", |s| s.state_of_destination = Some("ZZ".into()), &[]),
    ("648", |s| { informal(s); s.lines[0].entered_value = Dollars::new(2_501); s.lines[0].tariffs[0] = tariff("9405.21.60.10", "6%", 2_501, &[("60", "No.")]); settle(s) }, &[]),
    ("127", |s| { s.entry_type = "21".into(); s.import_date = None; settle(s); drop_fee(&mut s.totals.fees, "499") }, &[]),
    ("297", |s| { withdrawal(s); s.entry_type = "22".into(); settle(s) }, &["293"]),
    ("426", |s| s.transport.export_date = Some(date(2026, 6, 15)), &[]),
    ("427", |s| { s.import_date = None; s.lines[1].export_date = Some(date(2026, 6, 17)) }, &[]),
    ("188", |s| { in_bond(s); s.transport.port_of_unlading = Some(s.port_of_entry) }, &[]),
    ("261", |s| { in_bond(s); s.transport.in_bond_date = None }, &[]),
    ("262", |s| { in_bond(s); s.transport.bills[0].in_bond = None }, &[]),
    ("190", |s| { in_bond(s); s.transport.in_bond_date = Some(date(2026, 6, 13)) }, &[]),
    ("191", |s| { in_bond(s); s.transport.in_bond_date = Some(date(2026, 6, 17)) }, &[]),
    ("192", |s| { in_bond(s); s.transport.in_bond_date = Some(date(2024, 6, 15)); s.import_date = Some(date(2024, 6, 14)); s.transport.export_date = None; s.lines.iter_mut().for_each(|l| l.export_date = Some(date(2024, 5, 1))) }, &[]),
    ("420", |s| { in_bond(s); s.import_date = None; s.transport.export_date = Some(date(2026, 6, 16)) }, &[]),
    ("119", |s| { with_cases(s); s.bond.kind = String::new(); daily(s) }, &[]),
    ("112", |s| { s.bond.kind = "7".into(); daily(s) }, &[]),
    ("141", |s| { with_cases(s); s.bond = Bond { kind: "0".into(), surety_code: Some("999".into()), amount: None, }; daily(s) }, &[]),
    ("139", |s| { s.bond = Bond { kind: "0".into(), surety_code: None, amount: None }; daily(s) }, &[]),
    ("140", |s| { s.bond = Bond { kind: "0".into(), surety_code: Some("123".into()), amount: None, }; daily(s) }, &[]),
    ("120", |s| { s.bond = Bond { kind: "0".into(), surety_code: Some("998".into()), amount: Some(Dollars::new(500)), }; daily(s) }, &[]),
    ("137", |s| s.bond.surety_code = None, &[]),
    ("138", |s| s.bond.surety_code = Some("999".into()), &[]),
    ("214", |s| s.bond.amount = Some(Dollars::new(50_000)), &[]),
    ("265", |s| { s.bond.kind = "9".into(); daily(s) }, &[]),
    ("240", |s| { s.bond.kind = "9".into(); s.bond.amount = Some(Dollars::ZERO); daily(s) }, &[]),
    ("208", |s| { s.bond.kind = "9".into(); s.bond.amount = Some(Dollars::new(60_000)) }, &[]),
    ("710", |s| { with_cases(s); s.lines[0].deposits[0].cash = false }, &[]),
    ("164", |s| { s.mode = String::new(); s.transport.bills.clear(); settle(s) }, &[]),
    ("165", |s| { s.mode = "99".into(); settle(s) }, &[]),
    ("309", |s| { withdrawal(s); s.mode = "70".into() }, &["293"]),
    ("176", |s| s.transport.carrier = None, &[]),
    ("178", |s| s.transport.carrier = Some("Z9".parse().unwrap()), &[]),
    ("179", |s| { by_air(s); s.transport.carrier = Some("ZLFT".parse().unwrap()) }, &[]),
    ("181", |s| s.transport.conveyance = None, &[]),
    ("166", |s| s.transport.port_of_unlading = Some("9999".parse().unwrap()), &[]),
    ("167", |s| s.transport.port_of_unlading = None, &[]),
    ("173", |s| { s.entry_type = "21".into(); s.transport.location = None; settle(s) }, &[]),
    ("428", |s| s.transport.foreign_port_code = Some("CNSHA".into()), &[]),
    ("429", |s| s.transport.foreign_port_code = None, &[]),
    ("183", |s| s.transport.bills.clear(), &[]),
    ("184", |s| { informal(s); s.mode = String::new() }, &[]),
    ("185", |s| s.transport.bills[0].issuer = None, &[]),
    ("322", |s| s.transport.bills[0].master = "SHA 01/234567".into(), &[]),
    ("187", |s| { let bill = s.transport.bills[0].clone(); s.transport.bills.push(bill) }, &[]),
    ("259", |s| s.transport.bills[0].quantity = None, &[]),
    ("258", |s| s.transport.bills[0].quantity = Some(0), &[]),
    ("260", |s| s.transport.bills[0].unit = None, &[]),
    ("263", |s| s.payment.kind = None, &[]),
    ("197", |s| s.payment.kind = Some("4".into()), &[]),
    ("202", |s| s.payment.statement_date = None, &[]),
    ("199", |s| { s.payment.kind = Some("1".into()); s.payment.statement_month = None }, &[]),
    ("204", |s| s.payment.statement_date = Some(date(2026, 6, 19)), &[]),
    ("205", |s| s.payment.statement_date = Some(date(2026, 6, 17)), &[]),
    ("206", |s| { s.payment.kind = Some("2".into()); s.payment.statement_month = None; s.payment.statement_date = Some(date(2026, 9, 16)) }, &[]),
    ("218", |s| s.entry_date = date(2026, 6, 30), &[]),
    ("211", |s| s.payment.statement_month = None, &[]),
    ("200", |s| s.payment.kind = Some("2".into()), &[]),
    ("212", |s| s.payment.statement_month = Some(13), &[]),
    ("213", |s| s.payment.statement_month = Some(8), &[]),
    ("215", |s| s.payment.statement_date = Some(date(2026, 7, 17)), &[]),
    ("718", |s| { taxed(s); s.payment.kind = Some("7".into()); s.payment.statement_month = Some(7) }, &[]),
    ("400", |s| { s.lines.clear(); settle(s) }, &[]),
    ("A08", |s| { let one = s.lines[0].clone(); s.lines = (1..=999).map(|n| EntryLine { number: n, ..one.clone() }).collect(); settle(s) }, &[]),
    ("402", |s| s.lines[2].number = 0, &[]),
    ("518", |s| s.lines[2].number = 1, &[]),
    ("407", |s| s.lines[0].origin = None, &[]),
    ("408", |s| s.lines[0].origin = Some("XX".parse().unwrap()), &[]),
    ("410", |s| { s.lines[0].export_country = None; s.transport.export_country = None }, &[]),
    ("411", |s| s.lines[0].export_country = Some("XX".parse().unwrap()), &[]),
    ("412", |s| s.lines[0].export_country = Some("US".parse().unwrap()), &[]),
    ("418", |s| { s.lines[0].export_date = None; s.transport.export_date = None }, &[]),
    ("415", |s| s.lines[0].related = None, &[]),
    ("416", |s| s.lines[0].spi = Some("QQ".into()), &["614"]),
    ("605", |s| { s.lines[0].spi = Some("S".into()); s.lines[0].origin = Some("MX".parse().unwrap()); long_ago(s) }, &[]),
    ("606", |s| { s.lines[1].spi = Some("A+".into()); s.lines[1].origin = Some("KH".parse().unwrap()) }, &[]),
    ("608", |s| s.lines[0].spi = Some("JO".into()), &[]),
    ("614", |s| { s.lines[2].spi = Some("JO".into()); s.lines[2].origin = Some("JO".parse().unwrap()) }, &[]),
    ("664", |s| s.lines[0].charges = None, &[]),
    ("424", |s| s.lines[0].charges = Some(Dollars::new(-1)), &[]),
    ("27J", |s| s.lines[0].charges = Some(Dollars::new(15_191)), &[]),
    ("421", |s| { by_truck(s); s.lines[0].gross_weight_kg = Some(10_000_000_000) }, &[]),
    ("464", |s| s.lines[0].description = " ".into(), &[]),
    ("483", |s| s.lines[0].manufacturer = None, &[]),
    ("534", |s| { informal(s); s.lines[0].origin = Some("CA".parse().unwrap()); s.lines[0].manufacturer = None }, &[]),
    ("523", |s| s.lines[0].manufacturer = Some("QQAMAPLA1122DON".parse().unwrap()), &[]),
    ("535", |s| s.lines[0].origin = Some("CA".parse().unwrap()), &[]),
    ("431", |s| { s.lines[0].entered_value = Dollars::ZERO; s.lines[0].tariffs[0].base = Dollars::ZERO; s.lines[0].tariffs[1].base = Dollars::ZERO; s.lines[0].charges = Some(Dollars::ZERO); settle(s); s.lines[0].fees.clear() }, &[]),
    ("A11", |s| { let extra: Vec<_> = (0..31).map(|n| tariff(&format!("99030301{n:02}"), "Free", 15_190, &[])).collect(); s.lines[0].tariffs.splice(0..0, extra); }, &[]),
    ("433", |s| s.lines[0].tariffs[1].number = "8518.30.20.99".parse().unwrap(), &[]),
    ("434", |s| s.lines[0].tariffs[1].number = "8518.21.00.00".parse().unwrap(), &[]),
    ("436", |s| { let twice = s.lines[1].tariffs[1].clone(); s.lines[1].tariffs.insert(1, twice); sum(s) }, &[]),
    ("852", |s| s.lines[0].tariffs.reverse(), &[]),
    ("609", |s| { s.lines[0].tariffs.pop(); }, &[]),
    ("604", |s| { s.lines[0].tariffs.insert(0, tariff("9813.00.05", "Free", 15_190, &[])); drop_fee(&mut s.lines[0].fees, "499"); sum(s) }, &[]),
    ("676", |s| { s.entry_type = "23".into(); settle(s) }, &[]),
    ("437", |s| s.lines[0].tariffs[1].base = Dollars::new(10_000_000_000), &[]),
    ("438", |s| { s.lines[0].tariffs[1] = tariff("8518.30.20.00", "1000000%", 15_190, &[("2500", "No.")]); sum(s) }, &[]),
    ("624", |s| { s.lines[1].tariffs[2].amount = Cents::new(62_449); sum(s) }, &[]),
    ("439", |s| s.lines[0].tariffs[1].quantities.clear(), &[]),
    ("443", |s| { s.lines[2].tariffs[0].quantities.pop(); }, &[]),
    ("444", |s| s.lines[0].tariffs[1] = tariff("9102.11.10.10", "Free", 15_190, &[("10", "No."), ("2", "kg")]), &[]),
    ("440", |s| s.lines[0].tariffs[1] = tariff("8518.30.20.00", "Free", 15_190, &[("-1", "No.")]), &[]),
    ("441", |s| s.lines[0].tariffs[1] = tariff("8518.30.20.00", "Free", 15_190, &[("2500", "No."), ("9", "kg")]), &[]),
    ("442", |s| s.lines[0].tariffs[1] = tariff("8518.30.20.00", "Free", 15_190, &[("2500", "kg")]), &["27I"]),
    ("27H", |s| { by_air(s); s.lines[2].gross_weight_kg = Some(766) }, &[]),
    ("27I", |s| s.lines[2].gross_weight_kg = None, &[]),
    ("466", |s| s.lines[0].deposits = vec![deposit("A570123000", 0, 15_190)], &[]),
    ("706", |s| { with_cases(s); s.lines[0].deposits.clear(); settle(s) }, &[]),
    ("543", |s| { with_cases(s); s.lines[0].deposits[0] = deposit("", 0, 15_190); sum(s) }, &[]),
    ("544", |s| { with_cases(s); s.lines[0].deposits[0] = deposit("D570123000", 0, 15_190); sum(s) }, &[]),
    ("546", |s| { with_cases(s); s.lines[0].deposits[0] = deposit("A57012300", 20, 15_190); sum(s) }, &[]),
    ("545", |s| { with_cases(s); s.lines[0].deposits[1] = deposit("A570125000", 5, 15_190); sum(s) }, &[]),
    ("547", |s| { with_cases(s); s.lines[0].deposits[0] = deposit("A552123000", 20, 15_190); sum(s) }, &[]),
    ("537", |s| { with_cases(s); s.lines[0].deposits[0] = deposit("A570123000", 0, -1); sum(s) }, &[]),
    ("541", |s| { with_cases(s); s.lines[0].deposits[0].quantity = Some(Decimal::ONE) }, &[]),
    ("575", |s| { with_cases(s); s.lines[0].deposits[0].specific = true }, &[]),
    ("576", |s| { with_cases(s); s.lines[0].deposits[0].amount = Cents::new(1); sum(s) }, &[]),
    ("727", |s| s.totals.antidumping = Cents::new(5), &[]),
    ("735", |s| { with_cases(s); s.totals.antidumping = Cents::ZERO; s.totals.countervailing = Cents::ZERO }, &[]),
    ("745", |s| { with_cases(s); s.totals.antidumping = Cents::new(5) }, &[]),
    ("747", |s| { with_cases(s); s.totals.countervailing = Cents::new(5) }, &[]),
    ("248", |s| s.totals.fees.push(fee("", 5)), &[]),
    ("249", |s| s.totals.fees.push(fee("999", 5)), &[]),
    ("250", |s| s.lines[0].fees.push(fee("500", 403)), &["716"]),
    ("254", |s| { let twice = fee("056", 5); s.lines[0].fees.extend([twice.clone(), twice]); s.totals.fees.push(fee("056", 10)) }, &[]),
    ("253", |s| { s.lines[0].fees.push(fee("056", -5)); s.totals.fees.push(fee("056", -5)) }, &[]),
    ("481", |s| s.entry_type = "06".into(), &["288"]),
    ("482", |s| { by_truck(s); s.lines[0].fees.push(fee("501", 1_899)); s.totals.fees.push(fee("501", 1_899)) }, &[]),
    ("600", |s| { drop_fee(&mut s.lines[0].fees, "501"); sum(s) }, &[]),
    ("601", |s| { set_fee(&mut s.lines[0].fees, "501", 1_900); sum(s) }, &[]),
    ("602", |s| { small(s); s.totals.fees.push(fee("501", 250)) }, &[]),
    ("719", |s| set_fee(&mut s.totals.fees, "501", 5_162), &[]),
    ("716", |s| s.lines[0].fees.push(fee("056", 5)), &[]),
    ("717", |s| s.totals.fees.push(fee("056", 5)), &[]),
    ("720", |s| { s.lines[0].fees.push(fee("056", 5)); s.totals.fees.push(fee("056", 6)) }, &[]),
    ("531", |s| { taxed(s); s.lines[0].taxes[0].class = String::new() }, &[]),
    ("532", |s| { taxed(s); s.lines[0].taxes[0].class = "499".into() }, &[]),
    ("477", |s| { taxed(s); s.lines[0].taxes[0].amount = Cents::new(-5); s.totals.tax = Cents::new(-5) }, &[]),
    ("679", |s| { s.entry_type = "21".into(); settle(s); s.totals.fees.push(fee("311", 269)) }, &[]),
    ("630", |s| { informal(s); s.lines[0].fees.push(fee("499", 242)); s.totals.fees.push(fee("499", 242)) }, &[]),
    ("637", |s| s.totals.fees.push(fee("311", 269)), &[]),
    ("632", |s| { s.lines[0].spi = Some("S".into()); s.lines[0].origin = Some("MX".parse().unwrap()) }, &[]),
    ("633", |s| { drop_fee(&mut s.lines[0].fees, "499"); sum(s) }, &[]),
    ("634", |s| { set_fee(&mut s.lines[0].fees, "499", 5_263); sum(s) }, &[]),
    ("639", |s| { small(s); set_fee(&mut s.totals.fees, "499", 693) }, &[]),
    ("640", |s| { large(s); set_fee(&mut s.totals.fees, "499", 86_600) }, &[]),
    ("641", |s| set_fee(&mut s.totals.fees, "499", 14_309), &[]),
    ("636", |s| { informal(s); s.totals.fees.clear() }, &[]),
    ("638", |s| { informal(s); set_fee(&mut s.totals.fees, "311", 277) }, &[]),
    ("722", |s| s.totals.duty = Cents::new(1), &[]),
    ("724", |s| { taxed(s); s.totals.tax = Cents::new(1) }, &[]),
    ("TOTAL_VALUE", |s| s.totals.entered_value = Dollars::new(1), &[]),
    ("SOURCE_VALUE", |s| s.lines[0].sources = vec![source(15_189)], &[]),
];

/// Summaries on the last good side of a limit: they raise nothing.
#[rustfmt::skip]
pub const EDGES: &[(&str, Spoil)] = &[
    ("a statement on the ninetieth day", |s| { daily(s); s.payment.statement_date = Some(date(2026, 9, 15)) }),
    ("a statement tomorrow", |s| s.payment.statement_date = Some(date(2026, 6, 18))),
    ("a statement on the day the monthly one is made up", |s| s.payment.statement_date = Some(date(2026, 7, 16))),
    ("an informal entry at its limit", |s| { informal(s); s.lines[0].entered_value = Dollars::new(2_500); s.lines[0].tariffs[0] = tariff("9405.21.60.10", "6%", 2_500, &[("60", "No.")]); settle(s) }),
    ("an in-bond date two years back", |s| { in_bond(s); s.transport.in_bond_date = Some(date(2024, 6, 17)); s.import_date = Some(date(2024, 6, 17)); s.transport.export_date = None; s.lines.iter_mut().for_each(|l| l.export_date = Some(date(2024, 6, 17))) }),
    ("exported on the day of import", |s| s.transport.export_date = s.import_date),
    ("charges as high as the value", |s| s.lines[0].charges = Some(s.lines[0].entered_value)),
    ("a kilogram of rounding between net and gross", |s| s.lines[2].gross_weight_kg = Some(767)),
    ("as many lines as a summary carries", |s| { let one = s.lines[0].clone(); s.lines = (1..=998).map(|n| EntryLine { number: n, ..one.clone() }).collect(); settle(s) }),
    ("a maintenance fee of three dollars is not collected", |s| worth(s, 2_400)),
    ("one cent more is", |s| worth(s, 2_404)),
    ("a processing fee at the minimum", |s| worth(s, 9_694)),
    ("a processing fee at the maximum", |s| worth(s, 188_076)),
    ("a processing fee that just fits its field", |s| worth(s, 288_683_600)),
];

/// One line of this value.
fn worth(s: &mut EntrySummary, value: i64) {
    s.lines = vec![line(1, "CN", value, 160, vec![tariff("9405.21.60.10", "6%", value, &[("160", "No.")])])];
    settle(s);
}

pub fn deposit(case: &str, percent: i64, value: i64) -> Deposit {
    Deposit {
        case: case.into(),
        rate: Decimal::from(percent),
        specific: false,
        cash: true,
        value: Dollars::new(value),
        quantity: None,
        amount: Cents::new(value * percent),
        steps: vec![],
    }
}

/// Type 03 with an antidumping and a countervailing case on the first line.
pub fn with_cases(s: &mut EntrySummary) {
    s.entry_type = "03".into();
    s.lines[0].deposits = vec![deposit("A570123000", 20, 15_190), deposit("C570124000", 5, 15_190)];
    settle(s);
}

pub fn by_air(s: &mut EntrySummary) {
    s.mode = "40".into();
    s.transport.carrier = Some("ZL".parse().unwrap());
    s.transport.bills[0].issuer = None;
    s.transport.bills[0].master = "999-61004413".into();
    settle(s);
}

pub fn by_truck(s: &mut EntrySummary) {
    s.mode = "30".into();
    settle(s);
}

/// One line of 700 dollars by air: an informal entry.
pub fn informal(s: &mut EntrySummary) {
    s.entry_type = "11".into();
    s.lines = vec![line(1, "CN", 700, 40, vec![tariff("9405.21.60.10", "6%", 700, &[("60", "No.")])])];
    by_air(s);
}

pub fn in_bond(s: &mut EntrySummary) {
    s.transport.bills[0].in_bond = Some("123456782".into());
    s.transport.in_bond_date = Some(date(2026, 6, 15));
    s.transport.port_of_unlading = Some("2709".parse().unwrap());
}

/// A withdrawal from warehouse: no mode, no bills; 293 goes with it.
pub fn withdrawal(s: &mut EntrySummary) {
    s.entry_type = "31".into();
    s.mode = String::new();
    s.transport.bills.clear();
    settle(s);
}

pub fn taxed(s: &mut EntrySummary) {
    s.payment.kind = Some("2".into());
    s.payment.statement_month = None;
    s.lines[0].taxes = vec![fee("016", 12_345)];
    s.totals.tax = Cents::new(12_345);
}

/// A formal entry so small that minimum and de minimis matter.
pub fn small(s: &mut EntrySummary) {
    s.lines = vec![line(1, "CN", 2_000, 160, vec![tariff("9405.21.60.10", "6%", 2_000, &[("160", "No.")])])];
    settle(s);
}

pub fn large(s: &mut EntrySummary) {
    s.lines =
        vec![line(1, "CN", 250_000, 160, vec![tariff("9405.21.60.10", "6%", 250_000, &[("160", "No.")])])];
    settle(s);
}

pub fn set_fee(fees: &mut [Fee], class: &str, cents: i64) {
    fees.iter_mut().find(|fee| fee.class == class).unwrap().amount = Cents::new(cents);
}

pub fn drop_fee(fees: &mut Vec<Fee>, class: &str) {
    fees.retain(|fee| fee.class != class);
}

/// Before the agreement with Mexico and Canada was in force.
fn long_ago(s: &mut EntrySummary) {
    s.entry_date = date(2020, 6, 29);
    s.import_date = Some(date(2020, 6, 28));
    s.transport.export_date = Some(date(2020, 6, 20));
    s.lines.iter_mut().for_each(|line| line.export_date = Some(date(2020, 6, 20)));
    s.payment.kind = Some("1".into());
    s.payment.statement_date = None;
    s.payment.statement_month = None;
}

fn source(value: i64) -> SourceLine {
    let amount = cocket_base::Money { amount: Decimal::from(value), currency: cocket_base::Currency::USD };
    SourceLine {
        place: cocket_base::Place::file("invoice.xlsx").row(9),
        part: "QF-100".into(),
        description: "Goods".into(),
        invoice: None,
        amount,
        quantity: None,
        entered_value: Dollars::new(value),
    }
}

/// On a daily statement.
fn daily(s: &mut EntrySummary) {
    s.payment.kind = Some("2".into());
    s.payment.statement_month = None;
}
