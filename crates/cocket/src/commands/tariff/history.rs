//! `cocket tariff history`: what became of a number across the revisions held.

use std::sync::Arc;

use clap::Args;
use cocket_base::ids::TariffNumber;
use cocket_tariff::schedule::{Happening, History, HistoryEvent, Schedule, Schedules, history};

use super::concordance::succession_line;
use crate::shell::shelf::Shelf;
use crate::shell::{Context, Failure, output};

const AFTER: &str = "\
Examples:
  cocket tariff history 8309.90.00.90
  cocket tariff history 3004.90.92.14 --json

Every revision held is looked at, in order. A number that ended is followed into what took its
place; how sure that is stands behind each step.";

/// Which number.
#[derive(Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    /// The number, with or without dots.
    number: TariffNumber,
    /// Give everything as JSON.
    #[arg(long)]
    json: bool,
}

/// Follows a number.
pub fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let shelf = Shelf::open(&context.data)?;
    let all: Vec<_> = shelf.books().iter().map(|book| book.revision.id).collect();
    let mut schedules = Schedules::none();
    shelf.fetch(&all, &mut schedules)?;
    let told = history::<Arc<Schedule>>(arguments.number, schedules.held());
    if told.printed.is_none() && told.events.is_empty() {
        let text = format!("{} is printed in none of the {} revisions held", arguments.number, all.len());
        return Err(Failure::Input(text + "; look with «cocket tariff search»"));
    }
    if arguments.json { output::json(&told) } else { output::text(&text(&told)) }
}

fn text(told: &History) -> String {
    let span = |ends: Option<(_, _)>| match ends {
        Some((first, last)) if first == last => format!("{first} only"),
        Some((first, last)) => format!("{first} to {last}"),
        None => "none".into(),
    };
    let mut out =
        format!("{}: printed in {}; looked at {}\n", told.number, span(told.printed), span(told.looked_at));
    told.events.iter().for_each(|event| out.push_str(&event_lines(event)));
    let today: Vec<String> = told.today.iter().map(ToString::to_string).collect();
    match today.as_slice() {
        [] => out.push_str("nothing of it is printed in the last revision\n"),
        numbers => out.push_str(&format!("in the last revision: {}\n", numbers.join(", "))),
    }
    out
}

fn event_lines(event: &HistoryEvent) -> String {
    let head = format!("  {} (law from {}) {}", event.revision, event.from, event.number);
    let related = |succession: &Option<_>| {
        succession.as_ref().map(|one| format!(": {}", succession_line(one))).unwrap_or_default()
    };
    match &event.what {
        Happening::Added { succession } => format!("{head} added{}\n", related(succession)),
        Happening::Ended { succession } => format!("{head} ended{}\n", related(succession)),
        Happening::Changed { changes } => changes
            .iter()
            .map(|change| format!("{head} {}: «{}» to «{}»\n", change.field, change.before, change.after))
            .collect(),
    }
}
