//! The worksheet: what it says, what its formulas say, and that both are the declared figures.

use cocket_base::civil::date;
use cocket_base::{Cents, Citation, Currency, Decimal, Dollars, Finding, Money, Place, Step};
use cocket_documents::{FeeLimits, FormState, WorksheetContext, worksheet};
use cocket_filing::declaration::{EntrySummary, ExchangeRate, Fee};

use crate::book::{Book, Said};
use crate::sample::{self, Names};

const AMOUNT: u32 = 14;

fn limits() -> Vec<FeeLimits> {
    let cite = Some(Citation::new("19 CFR 24.23(b)(1)(i)"));
    vec![FeeLimits { class: "499".into(), minimum: Cents::new(3358), maximum: Cents::new(65_150), cite }]
}

fn context(limits: &[FeeLimits]) -> WorksheetContext<'_> {
    WorksheetContext {
        state: FormState::Draft,
        today: date(2026, 11, 24),
        findings: &[],
        accounts: &[],
        limits,
        labels: &Names,
    }
}

fn book(entry: &EntrySummary) -> Book {
    Book::read(&worksheet(entry, &context(&limits())).unwrap())
}

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// Checks every stored result against the formula, and every declared amount against its cell.
fn check(entry: &EntrySummary, book: &Book) {
    let (formulas, wrong) = book.recalculate();
    assert!(formulas > 0);
    assert_eq!(wrong, Vec::<String>::new());
    let mut row = 3;
    for line in &entry.lines {
        assert_eq!(book.number("Lines", row, 7), line.entered_value.as_decimal());
        let duties = line.tariffs.iter().map(|t| t.amount).chain(line.deposits.iter().map(|d| d.amount));
        for amount in duties.chain(line.taxes.iter().chain(&line.fees).map(|f| f.amount)) {
            row += 1;
            assert_eq!(
                book.number("Lines", row, AMOUNT),
                amount.as_dollars(),
                "line {} row {row}",
                line.number
            );
        }
        row += 1;
    }
    let payable = book.row_of("Summary", 0, "Total payable");
    for row in 3..=payable {
        assert_eq!(book.number("Summary", row, 3), Decimal::ZERO, "{}", book.text("Summary", row, 0));
    }
    assert_eq!(book.number("Summary", payable, 1), entry.totals.payable().as_dollars());
    assert_eq!(book.number("Summary", 3, 1), entry.totals.entered_value.as_decimal());
}

#[test]
fn every_amount_of_every_entry_is_the_declared_one_and_its_formula_says_so() {
    for entry in
        [sample::eleven(), sample::many(118), sample::informal(), sample::deposits(), sample::crowded()]
    {
        check(&entry, &book(&entry));
    }
}

#[test]
fn duties_and_fees_are_formulas_over_value_and_rate() {
    let entry = sample::eleven();
    let book = book(&entry);
    assert_eq!(book.names, ["Summary", "Lines", "Invoice lines", "Steps", "Explanations", "Findings"]);
    assert_eq!(book.formula("Lines", 4, AMOUNT), Some("ROUND(I5*K5,2)"));
    assert_eq!(book.number("Lines", 4, 10), d("0.075"));
    assert_eq!(book.formula("Lines", 4, 8), Some("H4"));
    assert!(book.formula("Lines", 3, 7).unwrap().starts_with("SUMIFS('Invoice lines'!$Q$4:$Q$14"));
    let duty = book.row_of("Summary", 0, "Duty");
    assert!(book.formula("Summary", duty, 1).unwrap().starts_with("SUMIFS('Lines'!"));
    let heading = book.row_of("Summary", 0, "9903.88.03");
    let declared: Cents = entry
        .lines
        .iter()
        .flat_map(|l| &l.tariffs)
        .filter(|t| t.number.to_string() == "9903.88.03")
        .map(|t| t.amount)
        .sum();
    assert_eq!(book.number("Summary", heading, 1), declared.as_dollars());
}

#[test]
fn the_processing_fee_is_held_between_its_limits_by_a_formula() {
    let entry = sample::many(118);
    let book = book(&entry);
    let row = book.row_of("Summary", 0, "499 Merchandise processing fee");
    let one = row + 1;
    assert_eq!(book.formula("Summary", row, 1), Some(&*format!("MIN(MAX(E{one},F{one}),G{one})")));
    assert_eq!(book.number("Summary", row, 1), d("651.50"));
    assert!(book.number("Summary", row, 4) > d("651.50"));
    let without = Book::read(&worksheet(&entry, &context(&[])).unwrap());
    assert_eq!(without.number("Summary", row, 1), d("651.50"));
    assert_eq!(without.text("Summary", row, 7), "cited step: sum of the lines within the limits");
    assert_eq!(without.recalculate().1, Vec::<String>::new());
}

#[test]
fn the_flat_fee_of_an_informal_entry_is_a_cited_step() {
    let book = book(&sample::informal());
    let row = book.row_of("Summary", 0, "311 Informal entry fee");
    assert_eq!(book.number("Summary", row, 1), d("2.69"));
    assert!(book.text("Summary", row, 7).starts_with("cited step: flat fee"));
    assert_eq!(book.text("Summary", row, 8), "19 CFR 24.23(b)(2)(i)");
}

#[test]
fn an_amount_that_its_rate_does_not_give_is_a_cited_step_and_never_a_false_formula() {
    let mut entry = sample::eleven();
    entry.lines[0].tariffs[0].amount = Cents::new(126_571);
    sample::add_up(&mut entry);
    let book = book(&entry);
    assert_eq!(book.formula("Lines", 4, AMOUNT), None);
    assert!(book.text("Lines", 4, 16).starts_with("cited step: 7.5% of the entered value"));
    check(&entry, &book);
}

#[test]
fn a_total_that_its_lines_do_not_give_shows_its_difference() {
    let mut entry = sample::eleven();
    entry.totals.duty += Cents::new(100);
    let book = book(&entry);
    let row = book.row_of("Summary", 0, "Duty");
    assert_eq!(book.number("Summary", row, 3), d("-1"));
    assert_eq!(book.number("Summary", book.row_of("Summary", 0, "Total payable"), 3), d("-1"));
    assert_eq!(book.recalculate().1, Vec::<String>::new());
}

#[test]
fn a_compound_rate_takes_the_schedules_quantity() {
    let mut entry = sample::eleven();
    let forks = &mut entry.lines[7];
    forks.tariffs[2].rate = "0.4¢ each + 6.8%".into();
    forks.tariffs[2].amount = Cents::new(18_720);
    sample::add_up(&mut entry);
    let book = book(&entry);
    let row = book.row_of("Lines", 2, "8215.99.05.00") + 3;
    let one = row + 1;
    assert_eq!(book.formula("Lines", row, AMOUNT), Some(&*format!("ROUND(I{one}*K{one}+L{one}*N{one},2)")));
    assert_eq!((book.number("Lines", row, 11), book.number("Lines", row, 13)), (d("6000"), d("0.004")));
    check(&entry, &book);
}

/// An informal entry whose one line has this price, these value steps, this value and a duty of 10 percent.
fn priced(amount: &str, currency: &str, rate: &str, steps: Vec<Step>, value: i64) -> EntrySummary {
    let mut entry = sample::informal();
    let currency: Currency = currency.parse().unwrap();
    entry.currency = Some(ExchangeRate { currency, usd_per_unit: d(rate) });
    let line = &mut entry.lines[0];
    line.sources[0].amount = Money { amount: d(amount), currency };
    line.sources[0].entered_value = Dollars::new(value);
    line.entered_value = Dollars::new(value);
    line.value_steps = steps;
    for tariff in &mut line.tariffs {
        tariff.base = Dollars::new(value);
    }
    line.tariffs[0].amount = Cents::new(value * 10);
    let fees = entry.totals.fees.clone();
    sample::add_up(&mut entry);
    entry.totals.fees = fees;
    entry
}

#[test]
fn the_price_that_the_steps_tell_becomes_a_formula_where_it_gives_the_value() {
    let steps = vec![
        Step::new("freight taken out of the price").base("1240.00"),
        Step::new("price that counts").base("3687.41 EUR"),
        Step::new("converted to dollars").base("3687.41").rate("1.15"),
        Step::new("assist added").base("2520.00"),
    ];
    let entry = priced("3850.00", "EUR", "1.15", steps.clone(), 6761);
    let told = book(&entry);
    assert_eq!(told.formula("Invoice lines", 3, 16), Some("ROUND(P4,0)"));
    assert_eq!(
        (told.number("Invoice lines", 3, 11), told.number("Invoice lines", 3, 13)),
        (d("-162.59"), d("2520"))
    );
    assert_eq!(told.formula("Invoice lines", 3, 15), Some("(K4+L4)*M4+N4"));
    assert_eq!(told.number("Invoice lines", 3, 15), d("6760.5215"));
    check(&entry, &told);
    let other = priced("3850.00", "EUR", "1.15", steps, 6762);
    let other = book(&other);
    assert_eq!(other.formula("Invoice lines", 3, 16), None, "the steps do not lead to this value");
    assert!(other.text("Invoice lines", 3, 19).starts_with("cited step: freight taken out"));
}

#[test]
fn a_price_that_holds_its_duty_is_divided() {
    let steps = vec![
        Step::new("price that counts").base("1000.00 USD"),
        Step::new("duty worked back").base("1000.00 USD").rate("÷ 1.104714"),
    ];
    let entry = priced("1050.00", "USD", "1", steps, 905);
    let book = book(&entry);
    assert_eq!(book.formula("Invoice lines", 3, 15), Some("((K4+L4)*M4+N4)/O4"));
    assert_eq!(book.number("Invoice lines", 3, 14), d("1.104714"));
    check(&entry, &book);
}

#[test]
fn an_all_in_duty_points_at_the_articles_row() {
    let mut entry = sample::eleven();
    let lamps = &mut entry.lines[2];
    lamps.tariffs[0].rate = "15% all-in".into();
    lamps.tariffs[0].amount = sample::cents(d("10408") * d("0.09"));
    sample::add_up(&mut entry);
    let book = book(&entry);
    let row = book.row_of("Lines", 2, "9405.21.60.10") + 1;
    let (one, article) = (row + 1, row + 3);
    let formula = format!("ROUND(MAX(0,I{one}*K{one}-(I{article}*K{article})*I{one}/I{article}),2)");
    assert_eq!(book.formula("Lines", row, AMOUNT), Some(&*formula));
    check(&entry, &book);
}

#[test]
fn bonded_deposits_stand_on_their_line_and_not_in_the_totals() {
    let book = book(&sample::deposits());
    let row = book.row_of("Lines", 2, "C-570-968-001");
    assert_eq!(book.text("Lines", row, 1), "CVD bond");
    assert_eq!(book.number("Lines", row, 8), d("40000"));
    assert_eq!(
        book.number("Summary", book.row_of("Summary", 0, "Countervailing deposits, cash"), 1),
        Decimal::ZERO
    );
    assert_eq!(
        book.number("Summary", book.row_of("Summary", 0, "Antidumping deposits, cash"), 1),
        d("15891.54")
    );
}

#[test]
fn an_excise_by_quantity_takes_its_step() {
    let mut entry = sample::informal();
    let step = Step::new("tax on the proof liters")
        .base("640.5 pf.liters")
        .rate("$3.57/pf.liters")
        .amount(Cents::new(228_659));
    entry.lines[0].taxes = vec![Fee { class: "016".into(), amount: Cents::new(228_659), steps: vec![step] }];
    let fees = entry.totals.fees.clone();
    sample::add_up(&mut entry);
    entry.totals.fees = fees;
    let book = book(&entry);
    let row = book.row_of("Lines", 2, "016");
    assert_eq!(book.formula("Lines", row, AMOUNT), Some(&*format!("ROUND(L{0}*N{0},2)", row + 1)));
    check(&entry, &book);
}

#[test]
fn steps_and_findings_are_handed_over_with_their_law() {
    let finding = Finding::warn(
        "HTS_CONFLICT",
        Place::file("invoice.xlsx").row(9).at_item("CF-20"),
        "=HYPERLINK(\"x\")",
    )
    .with_remedy("ask");
    let entry = sample::eleven();
    let findings = [finding];
    let context = WorksheetContext { findings: &findings, ..context(&[]) };
    let book = Book::read(&worksheet(&entry, &context).unwrap());
    assert_eq!(book.text("Findings", 3, 1), "HTS_CONFLICT");
    assert_eq!(book.text("Findings", 3, 3), "=HYPERLINK(\"x\")");
    assert_eq!(book.formula("Findings", 3, 3), None, "what outsiders wrote is text, never a formula");
    assert_eq!(book.text("Steps", 3, 6), "19 CFR 152.103(a)");
    assert_eq!(book.number("Steps", 3, 7), d("46077"), "24 February 2026 as a day number");
    let last = book.row_of("Steps", 1, "header fee 501");
    assert_eq!(book.cell("Steps", last, 0), Said::Nothing);
}

#[test]
fn explanations_are_handed_over_paragraph_by_paragraph() {
    let accounts = [crate::explanation::account()];
    let context = WorksheetContext { accounts: &accounts, ..context(&[]) };
    let book = Book::read(&worksheet(&sample::eleven(), &context).unwrap());
    let texts = |column| [3, 4, 5].map(|row| book.text("Explanations", row, column));
    assert_eq!(texts(1), ["Outcome", "Why", "What if"]);
    assert_eq!(texts(2)[0], "The duty is $160.00.");
    assert_eq!(book.text("Explanations", 4, 3), "19 USC 1401a(b)");
}

#[test]
fn the_same_entry_gives_the_same_bytes() {
    let make = || worksheet(&sample::eleven(), &context(&limits())).unwrap();
    assert_eq!(make(), make());
}

#[test]
fn an_entry_with_nothing_in_it_still_makes_a_worksheet() {
    let mut entry = sample::informal();
    entry.lines.clear();
    entry.totals = Default::default();
    let book = book(&entry);
    assert_eq!(book.recalculate().1, Vec::<String>::new());
}
