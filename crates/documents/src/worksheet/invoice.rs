//! The invoice lines beside the entry lines they went into: price, adjustments, exchange, entered value.

use cocket_base::{Citation, Currency, Decimal, Dollars, Round};
use cocket_filing::declaration::{EntryLine, SourceLine};
use rust_xlsxwriter::Worksheet;

use super::pen::{Column, FIRST_ROW, Ink, Look, Pen, at, sources};
use super::{Job, SourceAdjustment, lines};
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
pub(super) const ENTERED: u16 = 15;

const AMOUNT: u16 = 10;
const ADJUSTED: u16 = 11;
const EXCHANGE: u16 = 12;
const ADJUSTED_USD: u16 = 13;
const EXACT: u16 = 14;

/// Draws the sheet.
pub(super) fn draw(job: &Job<'_>, sheet: &mut Worksheet) -> Result<(), DocumentError> {
    let note = "Exact value = (amount + adjustments) × exchange + adjustments in US dollars; rounded half up, once per line.";
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
    pen.put(row, 16, Look::Plain, line.article().map(|article| article.number.to_string()))?;
    if let Some(line_row) = job.plan.line_rows.get(index) {
        let formula = format!("'{}'!{}", lines::NAME, at(lines::ENTERED, *line_row));
        pen.put(row, 17, Look::Whole, Ink::Formula(formula, line.entered_value.as_decimal()))?;
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
    let valued = Valued::of(job, source);
    pen.put(row, ADJUSTED, Look::Money, valued.sale)?;
    pen.put(row, EXCHANGE, Look::Exact, valued.exchange)?;
    pen.put(row, ADJUSTED_USD, Look::Money, valued.usd)?;
    let own = valued.cites.iter().copied();
    if let Some(exact) = valued.exact.filter(|_| valued.gives(source.entered_value)) {
        let [amount, adjusted, exchange, usd] =
            [AMOUNT, ADJUSTED, EXCHANGE, ADJUSTED_USD].map(|column| at(column, row));
        pen.put(
            row,
            EXACT,
            Look::Exact,
            Ink::Formula(format!("({amount}+{adjusted})*{exchange}+{usd}"), exact),
        )?;
        let rounded = Ink::Formula(format!("ROUND({},0)", at(EXACT, row)), source.entered_value.as_decimal());
        pen.put(row, ENTERED, Look::Whole, rounded)?;
        pen.put(row, 18, Look::Wrapped, valued.words)?;
        pen.put(row, 19, Look::Wrapped, sources(own.chain(step_cites(line))))
    } else {
        pen.put(row, EXACT, Look::Exact, Ink::Nothing)?;
        pen.put(row, ENTERED, Look::Whole, source.entered_value)?;
        let steps: Vec<&str> = line.value_steps.iter().map(|step| step.what.as_str()).collect();
        let words = std::iter::once("declared by the steps").chain(steps).collect::<Vec<_>>().join("; ");
        pen.put(row, 18, Look::Wrapped, words)?;
        pen.put(row, 19, Look::Wrapped, sources(own.chain(step_cites(line))))
    }
}

fn step_cites(line: &EntryLine) -> impl Iterator<Item = &Citation> {
    line.value_steps.iter().filter_map(|step| step.cite.as_ref())
}

/// What is known about an invoice line's way to its entered value.
struct Valued<'a> {
    /// Adjustments in the sale's currency.
    sale: Option<Decimal>,
    /// Adjustments in US dollars, after the exchange.
    usd: Option<Decimal>,
    /// US dollars per unit of the sale's currency.
    exchange: Option<Decimal>,
    /// The exact value, when everything is known.
    exact: Option<Decimal>,
    words: String,
    cites: Vec<&'a Citation>,
}

impl<'a> Valued<'a> {
    fn of(job: &Job<'a>, source: &SourceLine) -> Valued<'a> {
        let mine: Vec<&SourceAdjustment> = job.adjustments(source).collect();
        let currency = source.amount.currency;
        let sum = |of: Currency| {
            let amounts = mine.iter().filter(|adjustment| adjustment.amount.currency == of);
            amounts.map(|adjustment| adjustment.amount.amount).try_fold(Decimal::ZERO, Decimal::checked_add)
        };
        let sale = sum(currency);
        let usd = if currency == Currency::USD { Some(Decimal::ZERO) } else { sum(Currency::USD) };
        let exchange = match &job.entry.currency {
            _ if currency == Currency::USD => Some(Decimal::ONE),
            Some(rate) if rate.currency == currency => Some(rate.usd_per_unit),
            _ => None,
        };
        let strange =
            mine.iter().any(|m| m.amount.currency != currency && m.amount.currency != Currency::USD);
        let exact = match (sale, usd, exchange) {
            (Some(sale), Some(usd), Some(exchange)) if !strange => {
                let adjusted = source.amount.amount.checked_add(sale);
                adjusted.and_then(|sum| sum.checked_mul(exchange)).and_then(|value| value.checked_add(usd))
            }
            _ => None,
        };
        let words: Vec<String> =
            mine.iter().map(|m| format!("{} {}", m.what, m.amount.amount.normalize())).collect();
        let cites = mine.iter().filter_map(|adjustment| adjustment.cite.as_ref()).collect();
        Valued { sale, usd, exchange, exact, words: words.join("; "), cites }
    }

    fn gives(&self, entered: Dollars) -> bool {
        self.exact.and_then(|exact| Dollars::from_exact(exact, Round::HalfUp).ok()) == Some(entered)
    }
}

impl<'a> Job<'a> {
    /// The adjustments of an invoice line: same file, sheet and row.
    fn adjustments(&self, source: &SourceLine) -> impl Iterator<Item = &'a SourceAdjustment> {
        let key = (source.place.file.clone(), source.place.sheet.clone(), source.place.row);
        let all = self.context.adjustments.iter();
        all.filter(move |a| (&a.place.file, &a.place.sheet, a.place.row) == (&key.0, &key.1, key.2))
    }
}
