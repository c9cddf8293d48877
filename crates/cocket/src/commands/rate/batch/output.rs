//! The table of amounts.

use std::fmt::Write;

use cocket_base::Cents;
use cocket_batch::{Amounts, Status};

use super::columns::Row;

/// Its header.
pub const HEADER: &str = "id,outcome,base_duty,additional_duty,duty,chapter_99,remark\n";

/// Rows of the table: those that could not be read with what is wrong, the others with their amounts.
pub fn rows(rows: &[Row], amounts: &Amounts) -> String {
    let mut text = String::with_capacity(rows.len() * 64);
    let mut at = 0;
    for row in rows {
        quoted(&mut text, &row.id);
        match &row.fault {
            Some(fault) => {
                text.push_str(",invalid,,,,,");
                quoted(&mut text, fault);
            }
            None => {
                amount(&mut text, amounts, at);
                at += 1;
            }
        }
        text.push('\n');
    }
    text
}

fn amount(text: &mut String, amounts: &Amounts, at: usize) {
    let status = amounts.status.get(at).copied().unwrap_or_default();
    // Writing into a text cannot fail.
    let _ = write!(text, ",{}", status.word());
    if status != Status::Decided {
        let why = match status {
            Status::NeedsFacts => "a quantity or another fact is missing; ask cocket rate which",
            Status::Prohibited => "the goods may not be entered; ask cocket rate why",
            _ => "the number, the value or a claim cannot be rated; ask cocket rate why",
        };
        let _ = write!(text, ",,,,,{why}");
        return;
    }
    let cents = |column: &[i64]| Cents::new(column.get(at).copied().unwrap_or_default());
    let (base, more) = (cents(&amounts.base_cents), cents(&amounts.additional_cents));
    let _ = write!(text, ",{base},{more},{},", amounts.duty(at));
    for (place, (number, duty)) in amounts.headings(at).enumerate() {
        let _ = write!(text, "{}{number}={duty}", if place > 0 { " " } else { "" });
    }
    text.push(',');
}

/// A cell on one line, in quotes where it must be.
fn quoted(text: &mut String, cell: &str) {
    if !cell.contains([',', '"', '\n', '\r']) {
        return text.push_str(cell);
    }
    text.push('"');
    for c in cell.chars() {
        match c {
            '"' => text.push_str("\"\""),
            '\n' | '\r' => text.push(' '),
            c => text.push(c),
        }
    }
    text.push('"');
}
