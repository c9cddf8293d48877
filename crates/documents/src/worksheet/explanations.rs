//! The sheet of explanations: the figures in plain sentences, with the source of each.

use cocket_base::Account;
use rust_xlsxwriter::Worksheet;

use super::pen::{Column, FIRST_ROW, Look, Pen};
use super::{Job, ROW_LIMIT};
use crate::error::DocumentError;

const COLUMNS: &[Column] =
    &[Column("Of", 30), Column("Part", 22), Column("In plain words", 100), Column("Source", 50)];

/// Draws the sheet of explanations.
pub(super) fn draw(job: &Job<'_>, sheet: &mut Worksheet) -> Result<(), DocumentError> {
    let accounts = job.context.accounts;
    let found = accounts.iter().map(height).sum();
    if found > ROW_LIMIT {
        let (what, paper) = ("paragraphs of explanation", "the worksheet");
        return Err(DocumentError::TooMany { what, paper, found, limit: ROW_LIMIT });
    }
    let note = match accounts.len() {
        0 => "No explanations were handed over with this worksheet.",
        _ => "Made from the steps by template; the figures are those of the entry.",
    };
    let mut pen = Pen::new(sheet, job.looks, "Explanations", &job.title("Explanations"), note, COLUMNS)?;
    let mut row = FIRST_ROW;
    for account in accounts {
        pen.put(row, 0, Look::Strong, account.of.as_str())?;
        pen.put(row, 1, Look::Strong, "Outcome")?;
        pen.put(row, 2, Look::Wrapped, account.explanation.lead.as_str())?;
        row += 1;
        for (heading, paragraphs) in account.explanation.parts() {
            for paragraph in paragraphs {
                pen.put(row, 0, Look::Plain, account.of.as_str())?;
                pen.put(row, 1, Look::Plain, heading)?;
                pen.put(row, 2, Look::Wrapped, paragraph.text.as_str())?;
                pen.put(row, 3, Look::Wrapped, paragraph.source.clone())?;
                row += 1;
            }
        }
    }
    pen.filter(row.saturating_sub(1), COLUMNS)
}

/// Rows that an account takes.
fn height(account: &Account) -> usize {
    1 + account.explanation.parts().map(|(_, paragraphs)| paragraphs.len()).sum::<usize>()
}
