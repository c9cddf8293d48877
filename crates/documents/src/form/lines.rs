//! The lines of the entry summary as rows of the form's columns 31–38.
//!
//! Source of the order: CBP Form 7501 instructions. Chapter 98 and 99 numbers stand first under the line number, then
//! the chapter 1–97 number with weight, quantities and value; deposits, taxes and fees follow.

use std::collections::BTreeMap;

use cocket_base::ids::{Country, Mid};
use cocket_base::{Cents, Currency, Date, Decimal, Dollars, Step};
use cocket_filing::declaration::{
    Deposit, EntryLine, EntrySummary, Fee, ReportedQuantity, SourceLine, TariffLine,
};
use serde::Serialize;

use super::{FormContext, Shared, code_text, manifest_quantity, text};
use crate::figures::{self, Amount};

/// An entry line: its heading and its rows.
#[derive(Serialize)]
pub(crate) struct Group {
    number: String,
    description: String,
    /// Manufacturer, where the lines differ.
    remark: String,
    rows: Vec<Row>,
}

/// A row under an entry line. A `title` runs over the columns of number, weight and quantity.
#[derive(Default, Serialize)]
struct Row {
    margin: String,
    number: String,
    title: String,
    weight: String,
    quantity: String,
    value: String,
    rate: String,
    amount: Option<Amount>,
}

/// What the header says for all lines; a line speaks for itself only where the header reads MULTI.
pub(crate) struct Common {
    pub origin: Shared<Country>,
    pub export_country: Shared<Country>,
    pub export_date: Shared<Date>,
    pub manufacturer: Shared<Mid>,
}

impl Common {
    /// Reads the lines; what they do not say, the transport says.
    pub fn of(entry: &EntrySummary) -> Common {
        let lines = &entry.lines;
        let transport = &entry.transport;
        Common {
            origin: Shared::of(lines.iter().map(|line| line.origin)),
            export_country: Shared::of(
                lines.iter().map(|line| line.export_country.or(transport.export_country)),
            ),
            export_date: Shared::of(lines.iter().map(|line| line.export_date.or(transport.export_date))),
            manufacturer: Shared::of(lines.iter().map(|line| line.manufacturer.clone())),
        }
    }
}

/// The groups of all lines.
pub(crate) fn groups(entry: &EntrySummary, common: &Common, context: &FormContext<'_>) -> Vec<Group> {
    let mut groups: Vec<Group> = entry.lines.iter().map(|line| group(line, entry, common, context)).collect();
    if let (Some(first), [bill]) =
        (groups.first_mut().and_then(|group| group.rows.first_mut()), &*entry.transport.bills)
    {
        first.weight = manifest_quantity(bill);
    }
    groups
}

fn group(line: &EntryLine, entry: &EntrySummary, common: &Common, context: &FormContext<'_>) -> Group {
    let article = line.article();
    let mut rows: Vec<Row> = Vec::new();
    for tariff in &line.tariffs {
        let is_article = article.is_some_and(|article| std::ptr::eq(article, tariff));
        rows.extend(tariff_rows(line, tariff, is_article));
    }
    let below_article = rows.len();
    rows.extend(line.deposits.iter().map(|deposit| deposit_row(line, deposit)));
    rows.extend(line.taxes.iter().chain(&line.fees).map(|fee| fee_row(fee, context)));
    if let Some(article) = article {
        fill(&mut rows, below_article, value_notes(line, article), |row| &mut row.value);
    }
    fill(&mut rows, 0, margin_notes(line, entry, common), |row| &mut row.margin);
    let remark = match (&line.manufacturer, common.manufacturer.is_many()) {
        (Some(mid), true) => format!("MID {mid}"),
        _ => String::new(),
    };
    Group { number: format!("{:03}", line.number), description: text(&line.description), remark, rows }
}

/// A tariff number, one row per quantity. The article also carries programme, weight and entered value; another number
/// shows the value it worked on only where that is not the line's.
fn tariff_rows(line: &EntryLine, tariff: &TariffLine, is_article: bool) -> Vec<Row> {
    let mut quantities = tariff.quantities.iter().map(quantity);
    let mut first = Row {
        number: tariff.number.to_string(),
        quantity: quantities.next().unwrap_or_default(),
        rate: printed_rate(&tariff.rate),
        amount: Some(figures::amount(tariff.amount)),
        ..Row::default()
    };
    if is_article {
        first.margin = line.spi.as_deref().map(code_text).unwrap_or_default();
        first.weight =
            line.gross_weight_kg.map(|kg| format!("{} KG", figures::decimal(kg.into()))).unwrap_or_default();
        first.value = figures::dollars(line.entered_value);
    } else if tariff.base != line.entered_value {
        first.value = parenthesised(tariff.base);
    }
    std::iter::once(first).chain(quantities.map(|quantity| Row { quantity, ..Row::default() })).collect()
}

/// A rate as column 37 has it: the programme of a free rate already stands in column 31, and nothing due is a percentage.
fn printed_rate(rate: &str) -> String {
    match rate.split_once(" (SPI ") {
        Some((rate, _)) => text(rate),
        None if rate == "0" => "0%".into(),
        None => text(rate),
    }
}

/// What stands in column 36 below the entered value: the part that the article's rate applied to, where it is not all;
/// the charges; the relationship.
fn value_notes(line: &EntryLine, article: &TariffLine) -> Vec<String> {
    let part = (article.base != line.entered_value).then(|| parenthesised(article.base));
    let charges = line.charges.map(|charges| format!("C {}", figures::dollars(charges)));
    let relation = line.related.map(|related| String::from(if related { "RELATED" } else { "NOT RELATED" }));
    [part, charges, relation].into_iter().flatten().collect()
}

/// What stands in column 31 below the line number where the header reads MULTI: origin, country and date of export.
fn margin_notes(line: &EntryLine, entry: &EntrySummary, common: &Common) -> Vec<String> {
    let origin = line.origin.filter(|_| common.origin.is_many()).map(|origin| format!("O {origin}"));
    let country =
        line.export_country.or(entry.transport.export_country).filter(|_| common.export_country.is_many());
    let date = line.export_date.or(entry.transport.export_date).filter(|_| common.export_date.is_many());
    [origin, country.map(|country| format!("E {country}")), date.map(figures::date)]
        .into_iter()
        .flatten()
        .collect()
}

/// Writes the notes into the first free cells of a column from row `from` on, with new rows where they run out.
fn fill(rows: &mut Vec<Row>, from: usize, notes: Vec<String>, cell: fn(&mut Row) -> &mut String) {
    let mut at = from;
    for note in notes {
        while rows.get_mut(at).is_some_and(|row| !cell(row).is_empty()) {
            at += 1;
        }
        if at == rows.len() {
            rows.push(Row::default());
        }
        if let Some(row) = rows.get_mut(at) {
            *cell(row) = note;
        }
    }
}

fn deposit_row(line: &EntryLine, deposit: &Deposit) -> Row {
    let rate = if deposit.specific {
        format!("${}/unit", deposit.rate.normalize())
    } else {
        format!("{}%", deposit.rate.normalize())
    };
    Row {
        number: case_number(&deposit.case),
        weight: if deposit.cash { String::new() } else { "BOND".into() },
        quantity: deposit.quantity.filter(|_| deposit.specific).map(figures::decimal).unwrap_or_default(),
        value: if deposit.value == line.entered_value { String::new() } else { parenthesised(deposit.value) },
        rate,
        amount: Some(figures::amount(deposit.amount)),
        ..Row::default()
    }
}

fn fee_row(fee: &Fee, context: &FormContext<'_>) -> Row {
    Row {
        title: fee_title(&fee.class, context),
        rate: text(fee.steps.iter().find_map(|step: &Step| step.rate.as_deref()).unwrap_or_default()),
        amount: Some(figures::amount(fee.amount)),
        ..Row::default()
    }
}

/// A fee's class code with its name.
pub(crate) fn fee_title(class: &str, context: &FormContext<'_>) -> String {
    match context.labels.fee(class) {
        Some(name) => text(&format!("{class} {name}")),
        None => text(class),
    }
}

fn quantity(reported: &ReportedQuantity) -> String {
    code_text(&format!("{} {}", figures::decimal(reported.quantity.amount), reported.printed))
}

fn parenthesised(value: Dollars) -> String {
    format!("({})", figures::dollars(value))
}

/// A case number with its hyphens, as in `A-570-123-001`; one of another length stays as it is.
pub(crate) fn case_number(case: &str) -> String {
    match (case.get(0..1), case.get(1..4), case.get(4..7), case.get(7..10), case.len()) {
        (Some(kind), Some(country), Some(order), Some(exporter), 10) => {
            format!("{kind}-{country}-{order}-{exporter}")
        }
        _ => code_text(case),
    }
}

/// An invoice behind the lines.
#[derive(Serialize)]
pub(crate) struct InvoiceRow {
    invoice: String,
    seller: String,
    total: String,
    rate: String,
    entered_value: String,
}

/// The invoices in the order in which the lines name them, each with its total, its exchange rate and its share of the
/// entered value. An invoice in two currencies, or beyond what fits a figure, has no total.
pub(crate) fn invoices(entry: &EntrySummary, context: &FormContext<'_>) -> Vec<InvoiceRow> {
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    let mut sums: Vec<InvoiceSum<'_>> = Vec::new();
    for source in entry.lines.iter().flat_map(|line| &line.sources) {
        let Some(invoice) = source.invoice.as_deref() else { continue };
        let at = *known.entry(invoice).or_insert(sums.len());
        if at == sums.len() {
            let currency = Shared::One(source.amount.currency);
            sums.push(InvoiceSum { invoice, currency, total: Some(Decimal::ZERO), entered_value: Some(0) });
        }
        if let Some(sum) = sums.get_mut(at) {
            sum.add(source);
        }
    }
    sums.iter().map(|sum| sum.row(entry, context)).collect()
}

struct InvoiceSum<'a> {
    invoice: &'a str,
    currency: Shared<Currency>,
    total: Option<Decimal>,
    entered_value: Option<i64>,
}

impl InvoiceSum<'_> {
    fn add(&mut self, source: &SourceLine) {
        if self.currency != Shared::One(source.amount.currency) {
            self.currency = Shared::Many;
        }
        self.total = self.total.and_then(|total| total.checked_add(source.amount.amount));
        self.entered_value =
            self.entered_value.and_then(|value| value.checked_add(source.entered_value.get()));
    }

    fn row(&self, entry: &EntrySummary, context: &FormContext<'_>) -> InvoiceRow {
        let rate = entry.currency.as_ref().filter(|rate| self.currency == Shared::One(rate.currency));
        InvoiceRow {
            invoice: code_text(self.invoice),
            seller: context.sellers.get(self.invoice).map(|seller| text(seller)).unwrap_or_default(),
            total: self.total.map(|total| currency_total(self.currency, total)).unwrap_or_default(),
            rate: rate.map(|rate| rate.usd_per_unit.normalize().to_string()).unwrap_or_default(),
            entered_value: self
                .entered_value
                .map(|value| figures::dollars(Dollars::new(value)))
                .unwrap_or_default(),
        }
    }
}

fn currency_total(currency: Shared<Currency>, total: Decimal) -> String {
    match currency {
        Shared::One(currency) => match Cents::from_dollars(total, cocket_base::Round::Down) {
            Ok(cents) if cents.as_dollars() == total => format!("{currency} {}", figures::money(cents)),
            _ => format!("{currency} {}", figures::decimal(total)),
        },
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_printed_without_what_stands_elsewhere() {
        assert_eq!(printed_rate("Free (SPI S)"), "Free");
        assert_eq!(printed_rate("0"), "0%");
        assert_eq!(printed_rate("12¢/doz. + 5.5%"), "12¢/doz. + 5.5%");
    }

    #[test]
    fn a_case_number_gets_its_hyphens() {
        assert_eq!(case_number("A570123001"), "A-570-123-001");
        assert_eq!(case_number("A570"), "A570");
        assert_eq!(case_number("Ä570123001"), "Ä570123001");
    }
}
