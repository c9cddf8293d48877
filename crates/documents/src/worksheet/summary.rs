//! The first sheet: whose entry it is, and its totals as formulas beside the declared figures.

use std::collections::BTreeMap;

use cocket_base::{Cents, Citation, Decimal};
use cocket_filing::declaration::Fee;
use rust_xlsxwriter::Worksheet;

use super::pen::{Column, FIRST_ROW, Ink, Look, Pen, at, column_of, sources};
use super::{FeeLimits, Job, lines};
use crate::error::DocumentError;
use crate::form::CaseKind;

const NAME: &str = "Summary";

const COLUMNS: &[Column] = &[
    Column("", 34),
    Column("Amount, US dollars", 18),
    Column("Declared, US dollars", 18),
    Column("Difference", 12),
    Column("Sum of the lines", 16),
    Column("Least", 11),
    Column("Most", 11),
    Column("How", 40),
    Column("Citation", 40),
];

const AMOUNT: u16 = 1;
const DECLARED: u16 = 2;
const DIFFERENCE: u16 = 3;
const LINES: u16 = 4;
const LEAST: u16 = 5;
const MOST: u16 = 6;

/// Draws the sheet.
pub(super) fn draw(job: &Job<'_>, sheet: &mut Worksheet) -> Result<(), DocumentError> {
    let note = "Amounts are worked out of the sheets that follow; the declared figures stand beside them.";
    let mut pen = Pen::new(sheet, job.looks, NAME, &job.title("Worksheet"), note, COLUMNS)?;
    let after = draw_totals(job, &mut pen)?;
    let after = draw_headings(job, &mut pen, after + 1)?;
    draw_facts(job, &mut pen, after + 1)
}

/// One total: its formula, what the formula comes to, and what is declared.
struct Total {
    what: String,
    formula: Option<(String, Cents)>,
    declared: Cents,
    how: String,
    cites: String,
}

/// Draws the totals and gives back the row after them.
fn draw_totals(job: &Job<'_>, pen: &mut Pen<'_>) -> Result<u32, DocumentError> {
    let totals = &job.entry.totals;
    let mut row = FIRST_ROW;
    let values = column_of(lines::NAME, lines::ENTERED, job.plan.last_line_row);
    let value = job.entry.lines.iter().try_fold(0i64, |sum, line| sum.checked_add(line.entered_value.get()));
    pen.put(row, 0, Look::Strong, "Total entered value")?;
    let value = value.map(|sum| Ink::Formula(format!("SUM({values})"), Decimal::from(sum)));
    pen.put(row, AMOUNT, Look::Whole, value.unwrap_or(totals.entered_value.into()))?;
    pen.put(row, DECLARED, Look::Whole, totals.entered_value)?;
    draw_difference(job, pen, row, totals.entered_value.as_cents())?;
    row += 1;
    let first = row;
    let mut worked = Vec::new();
    for total in plain_totals(job) {
        worked.push(draw_total(pen, row, &total)?);
        row += 1;
    }
    for fee in &totals.fees {
        worked.push(draw_fee(job, pen, row, fee)?);
        row += 1;
    }
    let worked = checked_sum(worked).unwrap_or_else(|| totals.payable()).as_dollars();
    let [amounts, declared] =
        [AMOUNT, DECLARED].map(|column| format!("SUM({}:{})", at(column, first), at(column, row - 1)));
    pen.put(row, 0, Look::Sum, "Total payable")?;
    pen.put(row, AMOUNT, Look::Sum, Ink::Formula(amounts, worked))?;
    pen.put(row, DECLARED, Look::Sum, Ink::Formula(declared, totals.payable().as_dollars()))?;
    let difference = worked - totals.payable().as_dollars();
    pen.put(
        row,
        DIFFERENCE,
        Look::Sum,
        Ink::Formula(format!("{}-{}", at(AMOUNT, row), at(DECLARED, row)), difference),
    )?;
    Ok(row + 1)
}

/// Duty, tax and deposits: each a sum over the lines.
fn plain_totals(job: &Job<'_>) -> Vec<Total> {
    let totals = &job.entry.totals;
    let lines = &job.entry.lines;
    let duties = lines.iter().flat_map(|line| &line.tariffs).map(|tariff| tariff.amount);
    let taxes = lines.iter().flat_map(|line| &line.taxes).map(|tax| tax.amount);
    let deposits = |kind: CaseKind| {
        let cash = lines.iter().flat_map(|line| &line.deposits).filter(|deposit| deposit.cash);
        checked_sum(cash.filter(|deposit| CaseKind::of(&deposit.case) == kind).map(|deposit| deposit.amount))
    };
    let rows = [
        ("Duty", "duty", totals.duty, checked_sum(duties)),
        ("Internal revenue tax", "tax", totals.tax, checked_sum(taxes)),
        ("Antidumping deposits, cash", "AD", totals.antidumping, deposits(CaseKind::Antidumping)),
        ("Countervailing deposits, cash", "CVD", totals.countervailing, deposits(CaseKind::Countervailing)),
    ];
    rows.into_iter()
        .map(|(what, kind, declared, sum)| Total {
            what: what.into(),
            formula: sum.map(|sum| (lines::sum_of(job, kind, None), sum)),
            declared,
            how: "sum of the lines".into(),
            cites: String::new(),
        })
        .collect()
}

fn checked_sum(amounts: impl IntoIterator<Item = Cents>) -> Option<Cents> {
    amounts.into_iter().try_fold(0i64, |sum, amount| sum.checked_add(amount.get())).map(Cents::new)
}

/// Draws a total and gives back what its formula comes to.
fn draw_total(pen: &mut Pen<'_>, row: u32, total: &Total) -> Result<Cents, DocumentError> {
    pen.put(row, 0, Look::Plain, total.what.clone())?;
    let (ink, worked) = match &total.formula {
        Some((formula, comes_to)) => (Ink::Formula(formula.clone(), comes_to.as_dollars()), *comes_to),
        None => (Ink::Formula(at(DECLARED, row), total.declared.as_dollars()), total.declared),
    };
    pen.put(row, AMOUNT, Look::Money, ink)?;
    pen.put(row, DECLARED, Look::Money, total.declared)?;
    let difference = worked.as_dollars() - total.declared.as_dollars();
    pen.put(
        row,
        DIFFERENCE,
        Look::Money,
        Ink::Formula(format!("{}-{}", at(AMOUNT, row), at(DECLARED, row)), difference),
    )?;
    pen.put(row, 7, Look::Wrapped, total.how.clone())?;
    pen.put(row, 8, Look::Wrapped, total.cites.clone())?;
    Ok(worked)
}

/// A header fee: the sum of the lines, held between its limits where there are limits; else the figure of its steps.
fn draw_fee(job: &Job<'_>, pen: &mut Pen<'_>, row: u32, fee: &Fee) -> Result<Cents, DocumentError> {
    let steps = fee.steps.iter();
    let said = steps.clone().map(|step| step.what.as_str()).collect::<Vec<_>>().join("; ");
    let (limits, worked) = worked_fee(job, fee);
    let formula = worked.map(|comes_to| match limits {
        Some(_) => (format!("MIN(MAX({},{}),{})", at(LINES, row), at(LEAST, row), at(MOST, row)), comes_to),
        None => (at(LINES, row), comes_to),
    });
    if let Some(sum) = line_fees(job, &fee.class) {
        let formula = lines::sum_of(job, "fee", Some(&format!("\"{}\"", fee.class.replace('"', "\"\""))));
        pen.put(row, LINES, Look::Money, Ink::Formula(formula, sum.as_dollars()))?;
    }
    if let Some(limits) = limits {
        pen.put(row, LEAST, Look::Money, limits.minimum)?;
        pen.put(row, MOST, Look::Money, limits.maximum)?;
    }
    let name = job.context.labels.fee(&fee.class).unwrap_or_else(|| "Fee".into());
    let how = match (&formula, limits) {
        (Some(_), Some(_)) => "sum of the lines between the least and the most".into(),
        (Some(_), None) => "sum of the lines".into(),
        (None, _) => format!("cited step: {said}"),
    };
    let own = steps.filter_map(|step| step.cite.as_ref());
    let cites: Vec<&Citation> =
        limits.and_then(|limits| limits.cite.as_ref()).into_iter().chain(own).collect();
    let total = Total {
        what: format!("{} {name}", fee.class),
        formula,
        declared: fee.amount,
        how,
        cites: sources(cites.into_iter()),
    };
    draw_total(pen, row, &total)
}

/// What a header fee comes to by formula, and the limits used; no figure when the formula does not give the declared one.
fn worked_fee<'a>(job: &Job<'a>, fee: &Fee) -> (Option<&'a FeeLimits>, Option<Cents>) {
    let Some(sum) = line_fees(job, &fee.class) else { return (None, None) };
    let limits = job
        .context
        .limits
        .iter()
        .find(|limits| limits.class == fee.class && limits.minimum <= limits.maximum);
    let clamped = limits.map(|limits| sum.clamp(limits.minimum, limits.maximum));
    match clamped {
        Some(amount) if amount == fee.amount => (limits, Some(amount)),
        _ if sum == fee.amount => (None, Some(sum)),
        _ => (limits, None),
    }
}

/// The sum of a class over the lines; none when no line has it.
fn line_fees(job: &Job<'_>, class: &str) -> Option<Cents> {
    let fees = job.entry.lines.iter().flat_map(|line| &line.fees).filter(|fee| fee.class == class);
    let amounts: Vec<Cents> = fees.map(|fee| fee.amount).collect();
    if amounts.is_empty() { None } else { checked_sum(amounts) }
}

fn draw_difference(job: &Job<'_>, pen: &mut Pen<'_>, row: u32, declared: Cents) -> Result<(), DocumentError> {
    let sum = job.entry.lines.iter().try_fold(0i64, |sum, line| sum.checked_add(line.entered_value.get()));
    let difference = sum.map_or(Decimal::ZERO, |sum| Decimal::from(sum) - declared.as_dollars());
    pen.put(
        row,
        DIFFERENCE,
        Look::Whole,
        Ink::Formula(format!("{}-{}", at(AMOUNT, row), at(DECLARED, row)), difference),
    )
}

/// Duty by chapter 98 and 99 heading, and what is left on the chapter 1–97 numbers.
fn draw_headings(job: &Job<'_>, pen: &mut Pen<'_>, from: u32) -> Result<u32, DocumentError> {
    let mut headings: BTreeMap<String, Option<Cents>> = BTreeMap::new();
    for tariff in
        job.entry.lines.iter().flat_map(|line| &line.tariffs).filter(|tariff| tariff.number.chapter() >= 98)
    {
        let sum = headings.entry(tariff.number.to_string()).or_insert(Some(Cents::ZERO));
        *sum = sum.and_then(|so_far| checked_sum([so_far, tariff.amount]));
    }
    if headings.is_empty() {
        return Ok(from);
    }
    pen.put(from, 0, Look::Head, "Duty by chapter 98 and 99 number")?;
    pen.put(from, AMOUNT, Look::Head, "Amount, US dollars")?;
    let mut row = from + 1;
    for (heading, sum) in headings {
        pen.put(row, 0, Look::Plain, heading)?;
        let formula = lines::sum_of(job, "duty", Some(&at(0, row)));
        pen.put(row, AMOUNT, Look::Money, sum.map(|sum| Ink::Formula(formula, sum.as_dollars())))?;
        row += 1;
    }
    Ok(row)
}

/// Whose entry it is and the dates that fix the law.
fn draw_facts(job: &Job<'_>, pen: &mut Pen<'_>, from: u32) -> Result<(), DocumentError> {
    let entry = job.entry;
    let labels = job.context.labels;
    let named = |code: &str, name: Option<String>| match name {
        Some(name) => format!("{code} {name}"),
        None => code.to_string(),
    };
    let rate = entry
        .currency
        .as_ref()
        .map(|rate| format!("1 {} = {} USD", rate.currency, rate.usd_per_unit.normalize()));
    let facts: [(&str, Ink); 10] = [
        ("Entry number", entry.entry_number.to_string().into()),
        ("Entry type", named(&entry.entry_type, labels.entry_type(&entry.entry_type)).into()),
        ("Importer of record", entry.importer.name.clone().into()),
        ("Port of entry", named(entry.port_of_entry.as_str(), labels.port(&entry.port_of_entry)).into()),
        ("Mode of transport", named(&entry.mode, labels.mode(&entry.mode)).into()),
        ("Date of entry", entry.entry_date.into()),
        ("Date of importation", entry.import_date.into()),
        ("Exchange rate", rate.into()),
        ("File number", entry.broker_reference.clone().into()),
        ("Printed", job.context.today.into()),
    ];
    pen.put(from, 0, Look::Head, "Entry")?;
    pen.put(from, 1, Look::Head, "")?;
    for (row, (what, ink)) in (from + 1..).zip(facts) {
        pen.put(row, 0, Look::Plain, what)?;
        let look = if matches!(ink, Ink::Day(_)) { Look::Day } else { Look::Plain };
        pen.put(row, 1, look, ink)?;
    }
    Ok(())
}
