//! `cocket tariff list`: the revisions held, with their days.

use clap::Args;
use serde_json::json;

use crate::shell::shelf::{Book, Shelf};
use crate::shell::table::table;
use crate::shell::{Context, Failure, output};

/// How to list.
#[derive(Args)]
pub struct Arguments {
    /// Give the list as JSON.
    #[arg(long)]
    json: bool,
}

/// Lists the revisions.
pub fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let shelf = Shelf::open(&context.data)?;
    let source = |book: &Book| if book.file.is_some() { "imported" } else { "comes with the program" };
    if arguments.json {
        let entry = |book: &Book| {
            let revision = &book.revision;
            json!({"revision": revision.id, "from": revision.from, "known": revision.known, "source": source(book)})
        };
        return output::json(&shelf.books().iter().map(entry).collect::<Vec<_>>());
    }
    let mut rows = vec![["revision", "law from", "published", "source"].map(String::from).to_vec()];
    rows.extend(shelf.books().iter().map(|book| {
        let revision = &book.revision;
        vec![
            revision.id.to_string(),
            revision.from.to_string(),
            revision.known.to_string(),
            source(book).into(),
        ]
    }));
    output::text(&table(&[], &rows))
}
