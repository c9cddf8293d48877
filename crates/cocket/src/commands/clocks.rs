//! `cocket clocks`: due dates, and the list of clocks.

use std::num::NonZeroUsize;

use clap::Args;
use cocket_base::Explain;
use cocket_desk::asking::Telling;
use cocket_desk::{BadQuestion, Knowledge};
use cocket_law::Pack;
use cocket_rules::clocks::{ClockListing, ClockQuestion, list};
use cocket_rules::explain;

use crate::commands::asking;
use crate::shell::explain::Asked;
use crate::shell::law::{self, Held};
use crate::shell::lines::{self, Engine};
use crate::shell::table::table;
use crate::shell::{Context, Failure, output};

const AFTER: &str = r#"Examples:
  cocket clocks --list
  cocket find protest
  cocket example ESF --fields
  echo '{"id":"1","clock":"ESF","entry_date":"2026-06-16"}' | cocket clocks

A question has id and clock (an id or name of the list), and the facts that the clock needs by
name; date stands for the only date a clock needs. The answer has due, safe (the last working day
before it) and opens where there is a window; count shows the days one by one; port gives local
times in universal time too."#;

/// Which clock.
#[derive(Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    #[command(flatten)]
    asked: Asked,
    /// List the clocks with the facts they need.
    #[arg(long, conflicts_with_all = ["file", "explain", "threads"])]
    list: bool,
    /// The list as JSON.
    #[arg(long, requires = "list")]
    json: bool,
    /// Threads to work with [default: as many as there are processors].
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

/// Answers every line, or lists the clocks.
pub fn run(arguments: Arguments, context: &Context) -> Result<(), Failure> {
    let pack = law::pack(&context.data)?;
    if arguments.list {
        let clocks = list(&pack, context.today, context.known);
        return if arguments.json { output::json(&clocks) } else { output::text(&listing(&clocks)) };
    }
    let (file, explain) = arguments.asked.settle()?;
    let mut clock = Clock { pack, day: asking::day(context), explain };
    lines::run(&mut clock, file, arguments.threads)
}

struct Clock {
    pack: Held<Pack>,
    day: Knowledge,
    explain: Explain,
}

impl Engine for Clock {
    fn answer(&self, line: &str) -> Result<String, BadQuestion> {
        let telling = Telling { pack: &self.pack, facts: &[], day: self.day };
        asking::engine("clocks").respond(telling, line, |line| {
            lines::reply(line, |question: ClockQuestion| {
                let question = ClockQuestion { explain: question.explain.or(self.explain), ..question };
                explain::count(&self.pack, &question, self.day.known)
            })
        })
    }
}

/// The clocks by area: id, name, source, and the facts each needs.
fn listing(clocks: &[ClockListing]) -> String {
    let mut areas: Vec<&str> = clocks.iter().map(|clock| clock.area.as_str()).collect();
    areas.sort_unstable();
    areas.dedup();
    let row = |clock: &ClockListing| {
        let facts: Vec<String> = clock
            .facts
            .iter()
            .map(|fact| if fact.optional { format!("[{}]", fact.name) } else { fact.name.clone() })
            .collect();
        vec![clock.clock.clone(), clock.name.clone(), clock.cite.source.to_string(), facts.join(" ")]
    };
    let mut out = String::new();
    for area in areas {
        let rows: Vec<_> = clocks.iter().filter(|clock| clock.area == area).map(row).collect();
        out.push_str(&format!("{area}\n{}\n", table(&[], &rows)));
    }
    out.push_str("Facts in brackets may be left out. What a clock does: cocket clocks --list --json\n");
    out
}
