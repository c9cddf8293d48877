//! The words of a question that stand in a table of the law pack: kinds, relations, bases.

use cocket_law::CodeRow;

use crate::asked::near;
use crate::{AsOf, Refusal};

/// The row of a word; an unknown one is refused with the words that there are.
pub(super) fn word<'p>(
    as_of: AsOf<'p>,
    table: &str,
    code: &str,
    what: &'static str,
) -> Result<&'p CodeRow, Refusal> {
    let rows = as_of.pack.codes(table);
    let row = rows.and_then(|rows| rows.get(code.trim())).filter(|row| row.in_use(as_of.day));
    row.ok_or_else(|| {
        let known: Vec<&str> = rows.into_iter().flat_map(|rows| rows.iter()).map(|row| &*row.code).collect();
        let near = match near(code, known.iter().copied()).as_slice() {
            [] => String::new(),
            near => format!(" (near it: {})", near.join(", ")),
        };
        let found = format!("«{}»{near}", code.chars().take(40).collect::<String>());
        Refusal::Word { what, found, known: known.join(", ") }
    })
}
