//! The manual's table of edits, generated from the catalogue so that the two cannot drift apart.

use std::fmt::Write;

use super::{EditBook, in_order};

/// The page `docs/edits.md`: every rule in the order in which it is asked.
pub fn manual(book: &EditBook) -> String {
    let mut page = String::from(
        "# Edits\n\n\
         What Cocket looks for in an entry summary before it is sent, in this order. The codes are the authority's own (conditions of\n\
         the AX response and census warnings); codes in words are ours, for what the message does not carry. This page is generated\n\
         from `data/edits/ax_edits.csv`; a test keeps the two level.\n\n\
         | Code | Means | Field | What to do | Stops |\n|---|---|---|---|---|\n",
    );
    for edit in in_order() {
        let Some(condition) = book.condition(edit.code) else { continue };
        let stops = match condition.severity {
            cocket_base::Severity::Block => "yes",
            _ => "no",
        };
        let _ = writeln!(
            page,
            "| {} | {} | `{}` | {} | {stops} |",
            condition.code, condition.meaning, condition.field, condition.remedy
        );
    }
    page
}
