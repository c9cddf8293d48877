//! The steps behind every figure, with their law and its dates; and the findings.

use cocket_base::{Decimal, Step};
use rust_xlsxwriter::Worksheet;

use super::Job;
use super::pen::{Column, FIRST_ROW, Look, Pen};
use crate::error::DocumentError;
use crate::form::lines::case_number;

const STEPS: &[Column] = &[
    Column("Line", 6),
    Column("Of", 22),
    Column("Step", 52),
    Column("Base", 18),
    Column("Rate", 16),
    Column("Amount, US dollars", 14),
    Column("Citation", 44),
    Column("In force from", 12),
    Column("In force until", 12),
    Column("Trust", 7),
    Column("Facts", 44),
];

/// Draws the sheet of steps.
pub(super) fn draw_steps(job: &Job<'_>, sheet: &mut Worksheet) -> Result<(), DocumentError> {
    let note =
        "Trust: V read in the law or the authority's own text, S from a secondary source, K not verified.";
    let mut pen = Pen::new(sheet, job.looks, "Steps", &job.title("Steps"), note, STEPS)?;
    let mut row = FIRST_ROW;
    for (line, of, steps) in trails(job) {
        for step in steps {
            draw_step(&mut pen, row, line, &of, step)?;
            row += 1;
        }
    }
    pen.filter(row.saturating_sub(1), STEPS)
}

/// Every chain of steps: the line it belongs to (none for the header), what it decides, the steps.
fn trails<'a>(job: &'a Job<'_>) -> impl Iterator<Item = (Option<u16>, String, &'a [Step])> {
    let lines = job.entry.lines.iter().flat_map(|line| {
        let number = Some(line.number);
        let value = std::iter::once((number, "entered value".into(), line.value_steps.as_slice()));
        let duties =
            line.tariffs.iter().map(move |t| (number, format!("duty {}", t.number), t.steps.as_slice()));
        let deposits = line
            .deposits
            .iter()
            .map(move |d| (number, format!("deposit {}", case_number(&d.case)), d.steps.as_slice()));
        let taxes = line.taxes.iter().map(move |t| (number, format!("tax {}", t.class), t.steps.as_slice()));
        let fees = line.fees.iter().map(move |f| (number, format!("fee {}", f.class), f.steps.as_slice()));
        value.chain(duties).chain(deposits).chain(taxes).chain(fees)
    });
    lines.chain(
        job.entry
            .totals
            .fees
            .iter()
            .map(|fee| (None, format!("header fee {}", fee.class), fee.steps.as_slice())),
    )
}

fn draw_step(
    pen: &mut Pen<'_>,
    row: u32,
    line: Option<u16>,
    of: &str,
    step: &Step,
) -> Result<(), DocumentError> {
    pen.put(row, 0, Look::Count, line.map(Decimal::from))?;
    pen.put(row, 1, Look::Plain, of)?;
    pen.put(row, 2, Look::Wrapped, step.what.clone())?;
    pen.put(row, 3, Look::Plain, step.base.clone())?;
    pen.put(row, 4, Look::Plain, step.rate.clone())?;
    pen.put(row, 5, Look::Money, step.amount)?;
    if let Some(cite) = &step.cite {
        pen.put(row, 6, Look::Wrapped, &*cite.source)?;
        pen.put(row, 7, Look::Day, cite.in_force.from)?;
        pen.put(row, 8, Look::Day, cite.in_force.until)?;
        pen.put(row, 9, Look::Plain, cite.trust.to_string())?;
    }
    let facts: Vec<String> =
        step.facts.iter().map(|fact| format!("{} = {}", fact.name, fact.value)).collect();
    pen.put(row, 10, Look::Wrapped, facts.join("; "))
}

const FINDINGS: &[Column] = &[
    Column("Severity", 10),
    Column("Code", 26),
    Column("Place", 40),
    Column("Finding", 70),
    Column("What to do", 50),
];

/// Draws the sheet of findings.
pub(super) fn draw_findings(job: &Job<'_>, sheet: &mut Worksheet) -> Result<(), DocumentError> {
    let findings = job.context.findings;
    let note = match findings.len() {
        0 => "No findings were handed over with this worksheet.".into(),
        count => format!("{count} findings."),
    };
    let mut pen = Pen::new(sheet, job.looks, "Findings", &job.title("Findings"), &note, FINDINGS)?;
    let mut row = FIRST_ROW;
    for finding in findings {
        pen.put(row, 0, Look::Plain, finding.severity.to_string())?;
        pen.put(row, 1, Look::Plain, finding.code.clone())?;
        pen.put(row, 2, Look::Wrapped, finding.place.to_string())?;
        pen.put(row, 3, Look::Wrapped, finding.text.clone())?;
        pen.put(row, 4, Look::Wrapped, finding.remedy.clone())?;
        row += 1;
    }
    pen.filter(row.saturating_sub(1), FINDINGS)
}
