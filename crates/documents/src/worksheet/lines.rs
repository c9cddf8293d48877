//! The entry lines: value, and below it every duty, deposit, tax and fee with base, rate and amount.

use cocket_base::{Cents, Decimal, Step};
use cocket_filing::declaration::{Deposit, EntryLine, Fee, ReportedQuantity, TariffLine};
use rust_xlsxwriter::Worksheet;

use super::pen::{Column, FIRST_ROW, Ink, Look, Pen, at, column_of, sources};
use super::rate::{self, Measure, Worked};
use super::{Job, height, invoice, sources_value};
use crate::error::DocumentError;
use crate::form::CaseKind;
use crate::form::lines::case_number;

/// The sheet's name.
pub(super) const NAME: &str = "Lines";

const COLUMNS: &[Column] = &[
    Column("Line", 6),
    Column("Kind", 9),
    Column("Number", 15),
    Column("Authority", 20),
    Column("Description", 34),
    Column("Origin", 7),
    Column("Programme", 10),
    Column("Entered value, US dollars", 13),
    Column("Base, US dollars", 13),
    Column("Rate as printed", 16),
    Column("Of value", 9),
    Column("Quantity", 12),
    Column("Unit", 7),
    Column("US dollars per unit", 11),
    Column("Amount, US dollars", 14),
    Column("Line total, US dollars", 14),
    Column("How", 34),
    Column("Citation", 34),
    Column("In force from", 12),
    Column("In force until", 12),
];

/// Column of the kind of amount.
pub(super) const KIND: u16 = 1;
/// Column of the tariff number, case or class.
pub(super) const NUMBER: u16 = 2;
/// Column of the entered value.
pub(super) const ENTERED: u16 = 7;
/// Column of the amount.
pub(super) const AMOUNT: u16 = 14;

const BASE: u16 = 8;
const RATE: u16 = 9;
const OF_VALUE: u16 = 10;
const QUANTITY: u16 = 11;
const UNIT: u16 = 12;
const PER_UNIT: u16 = 13;
const TOTAL: u16 = 15;

/// Draws the sheet.
pub(super) fn draw(job: &Job<'_>, sheet: &mut Worksheet) -> Result<(), DocumentError> {
    let note = "Amount = base × share of value + quantity × US dollars per unit, rounded half up to the cent, once. An amount without a formula is the figure of the step named beside it.";
    let mut pen = Pen::new(sheet, job.looks, NAME, &job.title("Entry lines"), note, COLUMNS)?;
    for (line, row) in job.entry.lines.iter().zip(&job.plan.line_rows) {
        draw_line(job, &mut pen, *row, line)?;
        let charges = charges(job, line);
        let article = (*row + 1..).zip(&charges).find(|(_, charge)| charge.is_article);
        let article = article.and_then(|(at, charge)| Some((at, charge.worked.as_ref()?)));
        for (below, charge) in (*row + 1..).zip(&charges) {
            charge.draw(&mut pen, below, *row, article, line)?;
        }
    }
    pen.filter(job.plan.last_line_row, COLUMNS)
}

fn draw_line(job: &Job<'_>, pen: &mut Pen<'_>, row: u32, line: &EntryLine) -> Result<(), DocumentError> {
    pen.put(row, 0, Look::Strong, Decimal::from(line.number))?;
    pen.put(row, KIND, Look::Strong, "line")?;
    pen.put(row, NUMBER, Look::Strong, line.article().map(|article| article.number.to_string()))?;
    pen.put(row, 3, Look::Strong, line.manufacturer.as_ref().map(ToString::to_string))?;
    pen.put(row, 4, Look::Strong, line.description.clone())?;
    pen.put(row, 5, Look::Strong, line.origin.map(|origin| origin.to_string()))?;
    pen.put(row, 6, Look::Strong, line.spi.clone())?;
    let value = line.entered_value.as_decimal();
    if !line.sources.is_empty() && sources_value(line) == Some(line.entered_value) {
        let last = job.plan.last_source_row;
        let [values, numbers] =
            [invoice::ENTERED, invoice::LINE].map(|column| column_of(invoice::NAME, column, last));
        pen.put(
            row,
            ENTERED,
            Look::Whole,
            Ink::Formula(format!("SUMIFS({values},{numbers},{})", at(0, row)), value),
        )?;
    } else {
        pen.put(row, ENTERED, Look::Whole, value)?;
    }
    let rows = u32::try_from(height(line)).unwrap_or(1);
    let sum: Option<i64> = amounts(line).try_fold(0i64, |sum, amount| sum.checked_add(amount.get()));
    if let Some(sum) = sum.filter(|_| rows > 1) {
        let formula = format!("SUM({}:{})", at(AMOUNT, row + 1), at(AMOUNT, row + rows - 1));
        pen.put(row, TOTAL, Look::Sum, Ink::Formula(formula, Cents::new(sum).as_dollars()))?;
    }
    let how = line
        .merge_reason
        .clone()
        .or_else(|| (line.sources.len() > 1).then(|| format!("{} invoice lines", line.sources.len())));
    pen.put(row, 16, Look::Wrapped, how)?;
    pen.put(row, 17, Look::Wrapped, sources(line.value_steps.iter().filter_map(|step| step.cite.as_ref())))
}

fn amounts(line: &EntryLine) -> impl Iterator<Item = Cents> {
    let duties = line.tariffs.iter().map(|tariff| tariff.amount);
    let deposits = line.deposits.iter().map(|deposit| deposit.amount);
    duties.chain(deposits).chain(line.taxes.iter().chain(&line.fees).map(|fee| fee.amount))
}

/// An amount below a line.
struct Charge<'a> {
    kind: &'static str,
    number: String,
    authority: String,
    base: Decimal,
    rate: String,
    amount: Cents,
    worked: Option<Worked>,
    steps: &'a [Step],
    is_article: bool,
}

/// The amounts of a line in the order of the form.
fn charges<'a>(job: &Job<'_>, line: &'a EntryLine) -> Vec<Charge<'a>> {
    let article = line.article().map(|article| Charge::duty(line, article, None));
    let worked = article.as_ref().and_then(|article| article.worked.as_ref());
    let duties = line.tariffs.iter().map(|tariff| Charge::duty(line, tariff, worked));
    let deposits = line.deposits.iter().map(Charge::deposit);
    let taxes = line.taxes.iter().map(|tax| Charge::fee(job, line, "tax", tax));
    let fees = line.fees.iter().map(|fee| Charge::fee(job, line, "fee", fee));
    duties.chain(deposits).chain(taxes).chain(fees).collect()
}

/// What the duties of a line take by quantity, in dollars: it comes off first where a price holds the duty.
pub(super) fn duty_by_quantity(line: &EntryLine) -> Option<Decimal> {
    let duties = line.tariffs.iter().map(|tariff| Charge::duty(line, tariff, None).worked);
    let parts = duties.flatten().map(|worked| worked.specific_part());
    parts.into_iter().try_fold(Decimal::ZERO, |sum, part| sum.checked_add(part?))
}

/// The quantities reported with a number, then the article's.
fn reported(line: &EntryLine, own: &[ReportedQuantity]) -> Vec<Measure> {
    let article = line.article().into_iter().flat_map(|article| &article.quantities);
    own.iter().chain(article).map(Measure::from).collect()
}

/// The quantities that the steps name.
fn named(steps: &[Step]) -> Vec<Measure> {
    steps.iter().filter_map(|step| Measure::read(step.base.as_deref()?)).collect()
}

impl<'a> Charge<'a> {
    fn duty(line: &EntryLine, tariff: &'a TariffLine, article: Option<&Worked>) -> Charge<'a> {
        let base = tariff.base.as_decimal();
        let attempt =
            |measures: Vec<Measure>| rate::work_out(&tariff.rate, base, &measures, article, tariff.amount);
        Charge {
            kind: "duty",
            number: tariff.number.to_string(),
            authority: tariff.authority.clone(),
            base,
            rate: tariff.rate.clone(),
            amount: tariff.amount,
            worked: attempt(reported(line, &tariff.quantities)).or_else(|| attempt(named(&tariff.steps))),
            steps: &tariff.steps,
            is_article: line.article().is_some_and(|article| std::ptr::eq(article, tariff)),
        }
    }

    fn deposit(deposit: &'a Deposit) -> Charge<'a> {
        let (kind, authority) = match (CaseKind::of(&deposit.case), deposit.cash) {
            (CaseKind::Antidumping, true) => ("AD", "antidumping"),
            (CaseKind::Antidumping, false) => ("AD bond", "antidumping"),
            (CaseKind::Countervailing, true) => ("CVD", "countervailing"),
            (CaseKind::Countervailing, false) => ("CVD bond", "countervailing"),
        };
        let base = deposit.value.as_decimal();
        let printed = deposit.rate.normalize();
        let worked =
            rate::work_out_deposit(deposit.rate, deposit.specific, base, deposit.quantity, deposit.amount);
        Charge {
            kind,
            number: case_number(&deposit.case),
            authority: authority.into(),
            base,
            rate: if deposit.specific { format!("${printed}/unit") } else { format!("{printed}%") },
            amount: deposit.amount,
            worked,
            steps: &deposit.steps,
            is_article: false,
        }
    }

    /// A fee or tax: its rate stands in its steps, over the line's value or over what the step names.
    fn fee(job: &Job<'_>, line: &EntryLine, kind: &'static str, fee: &'a Fee) -> Charge<'a> {
        let value = line.entered_value.as_decimal();
        let measures: Vec<Measure> = named(&fee.steps).into_iter().chain(reported(line, &[])).collect();
        let attempt = |step: &Step| {
            let text = step.rate.as_deref()?;
            let bases = std::iter::once(value).chain(step.base.as_deref().and_then(rate::figure));
            let mut worked = bases.filter_map(|base| rate::work_out(text, base, &measures, None, fee.amount));
            Some((text.to_string(), worked.next()?))
        };
        let found = fee.steps.iter().find_map(attempt);
        let printed = fee.steps.iter().find_map(|step| step.rate.clone()).unwrap_or_default();
        let (rate, worked) = found.map_or((printed, None), |(text, worked)| (text, Some(worked)));
        Charge {
            kind,
            number: fee.class.clone(),
            authority: job.context.labels.fee(&fee.class).unwrap_or_default(),
            base: worked.as_ref().map_or(value, |worked| worked.base),
            rate,
            amount: fee.amount,
            worked,
            steps: &fee.steps,
            is_article: false,
        }
    }

    fn draw(
        &self,
        pen: &mut Pen<'_>,
        row: u32,
        line_row: u32,
        article: Option<(u32, &Worked)>,
        line: &EntryLine,
    ) -> Result<(), DocumentError> {
        pen.put(row, 0, Look::Count, Decimal::from(line.number))?;
        pen.put(row, KIND, Look::Plain, self.kind)?;
        pen.put(row, NUMBER, Look::Plain, self.number.clone())?;
        pen.put(row, 3, Look::Plain, self.authority.clone())?;
        let base = if self.base == line.entered_value.as_decimal() {
            Ink::Formula(at(ENTERED, line_row), self.base)
        } else {
            Ink::Number(self.base)
        };
        pen.put(row, BASE, Look::Whole, base)?;
        pen.put(row, RATE, Look::Plain, self.rate.clone())?;
        match &self.worked {
            Some(worked) => self.draw_formula(pen, row, worked, article)?,
            None => {
                pen.put(row, AMOUNT, Look::Money, self.amount)?;
                let said = self.steps.iter().map(|step| step.what.as_str()).collect::<Vec<_>>().join("; ");
                pen.put(row, 16, Look::Wrapped, format!("cited step: {said}"))?;
            }
        }
        let cites = || self.steps.iter().filter_map(|step| step.cite.as_ref());
        pen.put(row, 17, Look::Wrapped, sources(cites()))?;
        let window = cites().next().map(|cite| cite.in_force);
        pen.put(row, 18, Look::Day, window.and_then(|window| window.from))?;
        pen.put(row, 19, Look::Day, window.and_then(|window| window.until))
    }

    /// The parts of the rate in their own cells and the amount as a formula over them.
    fn draw_formula(
        &self,
        pen: &mut Pen<'_>,
        row: u32,
        worked: &Worked,
        article: Option<(u32, &Worked)>,
    ) -> Result<(), DocumentError> {
        if by_value(worked) {
            pen.put(row, OF_VALUE, Look::Percent, worked.ad_valorem)?;
        }
        if let Some((measure, dollars)) = worked.specific.first() {
            pen.put(row, QUANTITY, Look::Exact, measure.amount)?;
            pen.put(row, UNIT, Look::Plain, measure.unit.clone())?;
            pen.put(row, PER_UNIT, Look::Exact, *dollars)?;
        }
        let own = expression(row, worked);
        let exact = match article {
            Some((at_row, article)) if worked.less_article => {
                let share = format!("{}/{}", at(BASE, row), at(BASE, at_row));
                format!("MAX(0,{own}-({})*{share})", expression(at_row, article))
            }
            _ => own,
        };
        pen.put(row, AMOUNT, Look::Money, Ink::Formula(format!("ROUND({exact},2)"), self.amount.as_dollars()))
    }
}

/// True when a part of the rate goes by value, or nothing else does.
fn by_value(worked: &Worked) -> bool {
    !worked.ad_valorem.is_zero() || worked.specific.is_empty()
}

/// An exact figure as an expression over its row. A second part by quantity has no cells and stands in the expression.
fn expression(row: u32, worked: &Worked) -> String {
    let value = by_value(worked).then(|| format!("{}*{}", at(BASE, row), at(OF_VALUE, row)));
    let first = worked.specific.first().map(|_| format!("{}*{}", at(QUANTITY, row), at(PER_UNIT, row)));
    let rest = worked.specific.iter().skip(1);
    let rest =
        rest.map(|(measure, dollars)| format!("{}*{}", measure.amount.normalize(), dollars.normalize()));
    value.into_iter().chain(first).chain(rest).collect::<Vec<_>>().join("+")
}

/// A formula that sums the amounts of one kind over all lines; with `number`, of one tariff number, case or class.
pub(super) fn sum_of(job: &Job<'_>, kind: &str, number: Option<&str>) -> String {
    let last = job.plan.last_line_row.max(FIRST_ROW);
    let [amounts, kinds, numbers] = [AMOUNT, KIND, NUMBER].map(|column| column_of(NAME, column, last));
    match number {
        Some(number) => format!("SUMIFS({amounts},{kinds},\"{kind}\",{numbers},{number})"),
        None => format!("SUMIFS({amounts},{kinds},\"{kind}\")"),
    }
}
