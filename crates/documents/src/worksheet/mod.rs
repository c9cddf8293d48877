//! The worksheet: invoice lines beside entry lines, every amount a formula or a cited step.
//!
//! A formula is written only when it gives the declared figure to the cent; its result is stored with it, so that a
//! viewer that does not calculate shows the declared figures too. Where no formula gives the figure, the figure stands
//! there with the step it comes from.

mod explanations;
mod invoice;
mod lines;
mod pen;
mod rate;
mod summary;
mod trail;

use cocket_base::{Account, Cents, Citation, Date, Dollars, Finding};
use cocket_filing::declaration::{EntryLine, EntrySummary};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

use crate::error::DocumentError;
use crate::form::{FormState, Labels};
use pen::{FIRST_ROW, Looks};

/// Most rows that any sheet takes, all lines together.
const ROW_LIMIT: usize = 200_000;

/// What the worksheet needs beside the declaration.
#[derive(Clone)]
pub struct WorksheetContext<'a> {
    /// Draft or accepted.
    pub state: FormState,
    /// The day of printing.
    pub today: Date,
    /// Findings to hand over with the figures.
    pub findings: &'a [Finding],
    /// Explanations to hand over with the figures.
    pub accounts: &'a [Account],
    /// Limits of header fees in force on the entry date.
    pub limits: &'a [FeeLimits],
    /// Names behind the codes.
    pub labels: &'a dyn Labels,
}

/// The limits of a header fee, as in the merchandise processing fee of a formal entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeeLimits {
    /// Class code, as in `499`.
    pub class: String,
    /// Least amount.
    pub minimum: Cents,
    /// Greatest amount.
    pub maximum: Cents,
    /// The law or notice that sets them.
    pub cite: Option<Citation>,
}

/// The worksheet as XLSX bytes; the same input gives the same bytes.
pub fn worksheet(entry: &EntrySummary, context: &WorksheetContext<'_>) -> Result<Vec<u8>, DocumentError> {
    let plan = Plan::of(entry)?;
    let looks = Looks::new();
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_ymd(
        u16::try_from(context.today.year()).unwrap_or(1900),
        context.today.month().unsigned_abs(),
        context.today.day().unsigned_abs(),
    );
    let mut properties = DocProperties::new().set_title(format!("Worksheet of entry {}", entry.entry_number));
    if let Ok(created) = created {
        properties = properties.set_creation_datetime(&created);
    }
    book.set_properties(&properties);
    let job = Job { entry, context, plan: &plan, looks: &looks };
    for draw in [
        summary::draw,
        lines::draw,
        invoice::draw,
        trail::draw_steps,
        explanations::draw,
        trail::draw_findings,
    ] {
        draw(&job, book.add_worksheet())?;
    }
    book.save_to_buffer()
        .map_err(|error| DocumentError::Workbook { at: "the file".into(), message: error.to_string() })
}

/// What every sheet is drawn from.
struct Job<'a> {
    entry: &'a EntrySummary,
    context: &'a WorksheetContext<'a>,
    plan: &'a Plan,
    looks: &'a Looks,
}

impl Job<'_> {
    /// A sheet's first line of text.
    fn title(&self, of: &str) -> String {
        let state = match &self.context.state {
            FormState::Draft => "DRAFT, NOT ACCEPTED".into(),
            FormState::Accepted { date, version } => format!("ACCEPTED {date}, VERSION {version}"),
        };
        format!("{of}: entry {} ({state})", self.entry.entry_number)
    }
}

/// Where things stand, known before anything is drawn, so that sheets can point at each other. Rows count from 0.
struct Plan {
    /// Row of each entry line on the sheet of lines, in the order of the lines.
    line_rows: Vec<u32>,
    /// Last row used on the sheet of lines.
    last_line_row: u32,
    /// Last row used on the sheet of invoice lines.
    last_source_row: u32,
}

impl Plan {
    fn of(entry: &EntrySummary) -> Result<Plan, DocumentError> {
        let sources: usize = entry.lines.iter().map(|line| line.sources.len()).sum();
        let rows: usize = entry.lines.iter().map(height).sum();
        for (what, found) in [("invoice lines", sources), ("rows on the entry lines", rows)] {
            if found > ROW_LIMIT {
                return Err(DocumentError::TooMany { what, paper: "the worksheet", found, limit: ROW_LIMIT });
            }
        }
        let row = |count: usize| FIRST_ROW + u32::try_from(count).unwrap_or(u32::MAX / 2);
        let starts = entry.lines.iter().scan(0, |sum, line| {
            let start = *sum;
            *sum += height(line);
            Some(row(start))
        });
        Ok(Plan {
            line_rows: starts.collect(),
            last_line_row: row(rows.saturating_sub(1)),
            last_source_row: row(sources.saturating_sub(1)),
        })
    }
}

/// Rows that an entry line takes on the sheet of lines: its own and one per amount.
fn height(line: &EntryLine) -> usize {
    1 + line.tariffs.len() + line.deposits.len() + line.taxes.len() + line.fees.len()
}

/// The sum of the entered values of a line's invoice lines, where it is in range.
fn sources_value(line: &EntryLine) -> Option<Dollars> {
    let sum = line.sources.iter().try_fold(0i64, |sum, source| sum.checked_add(source.entered_value.get()));
    sum.map(Dollars::new)
}
