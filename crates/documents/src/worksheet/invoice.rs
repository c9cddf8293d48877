//! The invoice lines beside the entry lines they went into: price, adjustments, exchange, entered value.

use cocket_base::{Currency, Decimal, Dollars, Round};
use cocket_filing::declaration::{EntryLine, SourceLine};
use rust_xlsxwriter::Worksheet;

use super::pen::{Column, FIRST_ROW, Ink, Look, Pen, at, sources};
use super::rate::{self, Measure};
use super::{Job, lines};
use crate::error::DocumentError;

/// The sheet's name.
pub(super) const NAME: &str = "Invoice lines";

const COLUMNS: &[Column] = &[
    Column("Entry line", 7),
    Column("File", 24),
    Column("Sheet", 9),
    Column("Row", 6),
    Column("Invoice", 14),
    Column("Part", 14),
    Column("Description", 32),
    Column("Quantity", 11),
    Column("Unit", 7),
    Column("Currency", 9),
    Column("Amount", 14),
    Column("Adjustments", 13),
    Column("US dollars per unit", 11),
    Column("Adjustments, US dollars", 13),
    Column("Divided by", 11),
    Column("Value, exact, US dollars", 15),
    Column("Entered value, US dollars", 12),
    Column("HTSUS number", 14),
    Column("Value of the entry line", 12),
    Column("How", 34),
    Column("Citation", 34),
];

/// Column of the entry line's number.
pub(super) const LINE: u16 = 0;
/// Column of the entered value.
pub(super) const ENTERED: u16 = 16;

const AMOUNT: u16 = 10;
const ADJUSTED: u16 = 11;
const EXCHANGE: u16 = 12;
const ADJUSTED_USD: u16 = 13;
const DIVISOR: u16 = 14;
const EXACT: u16 = 15;

/// Draws the sheet.
pub(super) fn draw(job: &Job<'_>, sheet: &mut Worksheet) -> Result<(), DocumentError> {
    let note = "Exact value = ((amount + adjustments) × exchange + adjustments in US dollars) ÷ divisor, where there is one; rounded half up, once per line.";
    let mut pen = Pen::new(sheet, job.looks, NAME, &job.title(NAME), note, COLUMNS)?;
    let mut row = FIRST_ROW;
    for (at, line) in job.entry.lines.iter().enumerate() {
        for source in &line.sources {
            draw_source(job, &mut pen, row, at, line, source)?;
            row += 1;
        }
    }
    pen.filter(job.plan.last_source_row, COLUMNS)
}

fn draw_source(
    job: &Job<'_>,
    pen: &mut Pen<'_>,
    row: u32,
    index: usize,
    line: &EntryLine,
    source: &SourceLine,
) -> Result<(), DocumentError> {
    let place = &source.place;
    pen.put(row, LINE, Look::Count, Decimal::from(line.number))?;
    pen.put(row, 1, Look::Plain, place.file.clone())?;
    pen.put(row, 2, Look::Plain, place.sheet.clone())?;
    pen.put(row, 3, Look::Count, place.row.map(Decimal::from))?;
    pen.put(row, 4, Look::Plain, source.invoice.clone())?;
    pen.put(row, 5, Look::Plain, source.part.clone())?;
    pen.put(row, 6, Look::Wrapped, source.description.clone())?;
    pen.put(row, 7, Look::Exact, source.quantity.map(|quantity| quantity.amount))?;
    pen.put(row, 8, Look::Plain, source.quantity.map(|quantity| quantity.unit.printed()))?;
    pen.put(row, 9, Look::Plain, source.amount.currency.as_str())?;
    pen.put(row, AMOUNT, Look::Money, source.amount.amount)?;
    draw_value(job, pen, row, line, source)?;
    pen.put(row, 17, Look::Plain, line.article().map(|article| article.number.to_string()))?;
    if let Some(line_row) = job.plan.line_rows.get(index) {
        let formula = format!("'{}'!{}", lines::NAME, at(lines::ENTERED, *line_row));
        pen.put(row, 18, Look::Whole, Ink::Formula(formula, line.entered_value.as_decimal()))?;
    }
    Ok(())
}

/// Adjustments, exchange, exact and entered value, and how they hang together.
fn draw_value(
    job: &Job<'_>,
    pen: &mut Pen<'_>,
    row: u32,
    line: &EntryLine,
    source: &SourceLine,
) -> Result<(), DocumentError> {
    let said = line.value_steps.iter().map(|step| step.what.as_str()).collect::<Vec<_>>().join("; ");
    pen.put(row, EXCHANGE, Look::Exact, exchange(job, source))?;
    let words = match way(job, line, source) {
        Some(way) => {
            draw_way(pen, row, &way, source)?;
            said
        }
        None => {
            pen.put(row, ENTERED, Look::Whole, source.entered_value)?;
            format!("cited step: {said}")
        }
    };
    pen.put(row, 19, Look::Wrapped, words)?;
    pen.put(row, 20, Look::Wrapped, sources(line.value_steps.iter().filter_map(|step| step.cite.as_ref())))
}

fn draw_way(pen: &mut Pen<'_>, row: u32, way: &Way, source: &SourceLine) -> Result<(), DocumentError> {
    pen.put(row, ADJUSTED, Look::Money, way.sale)?;
    pen.put(row, ADJUSTED_USD, Look::Money, way.usd)?;
    pen.put(row, DIVISOR, Look::Exact, way.divisor)?;
    let [amount, adjusted, exchange, usd] =
        [AMOUNT, ADJUSTED, EXCHANGE, ADJUSTED_USD].map(|column| at(column, row));
    let sum = format!("({amount}+{adjusted})*{exchange}+{usd}");
    let exact = if way.divisor.is_some() { format!("({sum})/{}", at(DIVISOR, row)) } else { sum };
    pen.put(row, EXACT, Look::Exact, Ink::Formula(exact, way.exact))?;
    let rounded = Ink::Formula(format!("ROUND({},0)", at(EXACT, row)), source.entered_value.as_decimal());
    pen.put(row, ENTERED, Look::Whole, rounded)
}

/// US dollars per unit of the sale's currency.
fn exchange(job: &Job<'_>, source: &SourceLine) -> Option<Decimal> {
    match &job.entry.currency {
        _ if source.amount.currency == Currency::USD => Some(Decimal::ONE),
        Some(rate) if rate.currency == source.amount.currency => Some(rate.usd_per_unit),
        _ => None,
    }
}

/// The way from the price to the entered value.
struct Way {
    /// Adjustments in the sale's currency.
    sale: Decimal,
    /// Adjustments in US dollars, after the exchange.
    usd: Decimal,
    /// What the price is divided by where it holds the duty.
    divisor: Option<Decimal>,
    /// The exact value.
    exact: Decimal,
}

/// The way that ends at the declared value: the price as it stands, else with what the line's steps tell.
fn way(job: &Job<'_>, line: &EntryLine, source: &SourceLine) -> Option<Way> {
    let rate = exchange(job, source)?;
    let end = |(sale, usd, divisor): (Decimal, Decimal, Option<Decimal>)| {
        let value = source.amount.amount.checked_add(sale)?.checked_mul(rate)?.checked_add(usd)?;
        let exact = divisor.map_or(Some(value), |divisor| value.checked_div(divisor))?;
        let entered = Dollars::from_exact(exact, Round::HalfUp).ok()?;
        (entered == source.entered_value).then_some(Way { sale, usd, divisor, exact })
    };
    let plain = (Decimal::ZERO, Decimal::ZERO, None);
    std::iter::once(plain).chain(told(line, source)).find_map(end)
}

/// What the steps of a line with one invoice line tell: the price that counts in the sale's currency, then what is
/// added in dollars, or the duty by quantity and the divisor by which a price that holds its duty is worked back.
fn told(line: &EntryLine, source: &SourceLine) -> Vec<(Decimal, Decimal, Option<Decimal>)> {
    let steps = &line.value_steps;
    let currency = source.amount.currency.as_str();
    let price = steps.iter().rposition(|step| {
        step.rate.is_none()
            && Measure::read(step.base.as_deref().unwrap_or_default()).is_some_and(|m| m.unit == currency)
    });
    let Some((at, price)) = price.and_then(|at| Some((at, rate::figure(steps.get(at)?.base.as_deref()?)?)))
    else {
        return Vec::new();
    };
    let [_] = line.sources.as_slice() else { return Vec::new() };
    let Some(sale) = price.checked_sub(source.amount.amount) else { return Vec::new() };
    let later = steps.iter().skip(at + 1);
    let bare = later
        .clone()
        .filter(|step| step.rate.is_none())
        .filter_map(|step| step.base.as_deref()?.parse().ok());
    let added: Option<Decimal> = bare.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add);
    let divisor = later
        .filter_map(|step| step.rate.as_deref()?.strip_prefix('÷'))
        .find_map(|text| text.trim().parse().ok());
    let divisor = divisor.filter(|divisor: &Decimal| !divisor.is_zero());
    let by_quantity = lines::duty_by_quantity(line).unwrap_or_default();
    let mut ways = vec![(sale, Decimal::ZERO, None), (sale, added.unwrap_or_default(), None)];
    ways.extend(divisor.map(|divisor| (sale, -by_quantity, Some(divisor))));
    ways
}
