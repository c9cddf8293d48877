//! `cocket tariff search`: numbers by words or first digits.

use std::num::NonZeroUsize;

use clap::Args;
use cocket_base::Date;
use cocket_tariff::schedule::search;

use crate::cli::date;
use crate::shell::shelf::Shelf;
use crate::shell::table::table;
use crate::shell::{Context, Failure, output};

/// What to look for.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  cocket tariff search portable computers\n  cocket tariff search 8471.30"
)]
pub struct Arguments {
    /// Words, or the first digits of a number.
    #[arg(required = true)]
    words: Vec<String>,
    /// How many numbers to give.
    #[arg(long, default_value = "20")]
    top: NonZeroUsize,
    /// Day whose schedule is read [default: today].
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,
    /// Give the numbers as JSON.
    #[arg(long)]
    json: bool,
}

/// Searches.
pub fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let shelf = Shelf::open(&context.data)?;
    let day = arguments.as_of.unwrap_or(context.today);
    let id = shelf.on(day, context.known).ok_or_else(|| Failure::Other("no schedule is held".into()))?;
    let schedule = shelf.read(id)?;
    let hits = search(&schedule, &arguments.words.join(" "), arguments.top.get());
    if arguments.json {
        return output::json(&hits);
    }
    if !schedule.has_descriptions() {
        output::note(&format!(
            "{id} as it comes with the program has headings only; import the export to search its descriptions"
        ));
    }
    if hits.is_empty() {
        return output::text("nothing found; try fewer or other words\n");
    }
    let rows: Vec<Vec<String>> =
        hits.into_iter().map(|hit| vec![hit.dotted, hit.general, hit.text]).collect();
    output::text(&table(&[], &rows))
}
