//! `cocket rate`: duty of lines of goods.

mod batch;

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;
use cocket_base::{Date, Explain};
use cocket_desk::asking::Telling;
use cocket_desk::{BadQuestion, Knowledge};
use cocket_rules::explain;
use cocket_tariff::engine::{RateQuestion, Tariff};
use serde::Deserialize;

use crate::commands::asking::{self, Listing};
use crate::shell::explain::Asked;
use crate::shell::law::{self, Held};
use crate::shell::lines::{self, Engine, Line};
use crate::shell::shelf::Shelf;
use crate::shell::{Context, Failure};

const AFTER: &str = r#"Example:
  echo '{"id":"1","hts":"6109.10.00.12","origin":"VN","entry_date":"2026-06-16","value":"2500",
         "quantities":[{"amount":"40","unit":"doz."}]}' | tr -d '\n' | cocket rate --explain

A question has id, hts, origin, entry_date and value; it may have quantities, spi, export_date,
loading_date, export_country, mode, ftz_privileged_date, ftz_status, rates, chapter98, adcvd and
facts. The answer has outcome (decided, needs_facts, prohibited, invalid), lines in reporting
order, duty, needs and legal_status. A line that is no question gives an invalid answer and the
rest goes on.

Tables: cocket rate --batch lines.csv --out amounts.csv
The first row names the columns: hts, origin, entry_date and value; and as needed id, quantity,
unit, quantity2, unit2, spi, mode, export_date, loading_date, export_country, ftz_status,
ftz_privileged_date, confirm and decline (numbers with blanks between), and facts by their names.
Each row gives one row: id, outcome, base_duty, additional_duty, duty, chapter_99 and a remark."#;

/// What to rate.
#[derive(Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    #[command(flatten)]
    asked: Asked,
    /// A CSV table of lines, as large as it likes; only amounts come back.
    #[arg(long, value_name = "FILE", requires = "out", conflicts_with_all = ["file", "explain"])]
    batch: Option<PathBuf>,
    /// Where the table of amounts goes; until it is whole it lies beside, with .part at its name's end.
    #[arg(long, value_name = "FILE", requires = "batch")]
    out: Option<PathBuf>,
    /// Go on with the .part of an interrupted run.
    #[arg(long, requires = "batch")]
    resume: bool,
    #[command(flatten)]
    listing: Listing,
    /// Threads to work with [default: as many as there are processors].
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

/// Rates every line.
pub fn run(arguments: Arguments, context: &Context) -> Result<(), Failure> {
    if let (Some(input), Some(output)) = (&arguments.batch, &arguments.out) {
        let table = batch::Table { input, output, resume: arguments.resume, threads: arguments.threads };
        return batch::run(&table, context);
    }
    if arguments.listing.list {
        return arguments.listing.show("rate", context);
    }
    let (file, explain) = arguments.asked.settle()?;
    let mut rater = Rater::open(context, explain)?;
    lines::run(&mut rater, file, arguments.threads)
}

/// Rates lines; the schedules are fetched as the days of the lines come up.
pub struct Rater {
    shelf: Shelf,
    tariff: Held<Tariff>,
    day: Knowledge,
    explain: Explain,
}

impl Rater {
    /// Opens the shelf of schedules and reads the measures.
    pub fn open(context: &Context, explain: Explain) -> Result<Rater, Failure> {
        let shelf = Shelf::open(&context.data)?;
        let tariff = law::without_schedules(&context.data, &shelf)?;
        Ok(Rater { shelf, tariff, day: asking::day(context), explain })
    }
}

/// The days of a question that choose its schedule.
#[derive(Deserialize)]
struct Days {
    entry_date: Option<Date>,
    ftz_privileged_date: Option<Date>,
}

impl Engine for Rater {
    /// Fetches the revisions of the days that the lines name; a line that cannot be read asks for none.
    fn before(&mut self, lines: &[Line]) -> Result<(), Failure> {
        let Held::Own(tariff) = &mut self.tariff else { return Ok(()) };
        let texts = lines.iter().filter_map(|line| match line {
            Line::Text(text) => serde_json::from_str::<Days>(text).ok(),
            Line::Bad(_) => None,
        });
        let mut days: Vec<Date> =
            texts.flat_map(|days| [days.entry_date, days.ftz_privileged_date]).flatten().collect();
        days.sort_unstable();
        days.dedup();
        let wanted: Vec<_> = days.into_iter().filter_map(|day| self.shelf.on(day, self.day.known)).collect();
        self.shelf.fetch(&wanted, &mut tariff.schedules)
    }

    fn answer(&self, line: &str) -> Result<String, BadQuestion> {
        let telling = Telling { pack: self.tariff.law(), facts: &self.tariff.measures.facts, day: self.day };
        asking::engine("rate").respond(telling, line, |line| {
            lines::reply(line, |question: RateQuestion| {
                let question = RateQuestion { explain: question.explain.or(self.explain), ..question };
                explain::rate(&self.tariff, self.tariff.law(), &question, Some(self.day.known))
            })
        })
    }
}
