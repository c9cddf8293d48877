//! `cocket ask`: questions of several engines in one stream, each line naming its own.

use std::num::NonZeroUsize;

use clap::Args;
use cocket_desk::asking::{self, Telling};
use cocket_desk::{BadQuestion, Knowledge, Sources};
use cocket_entry::Law;
use cocket_tariff::engine::Tariff;

use crate::commands::rate::Rater;
use crate::shell::explain::Asked;
use crate::shell::lines::{self, Engine, Line};
use crate::shell::shelf::Shelf;
use crate::shell::{Context, Failure, law};

const AFTER: &str = r#"Examples:
  cocket example protest_allowed | cocket ask
  printf '%s\n' '{"room":"clocks","id":"1","clock":"ESF","entry_date":"2026-06-16"}' \
    '{"room":"bond","id":"2","kind":"continuous","duties_taxes_fees":"512000"}' | cocket ask

Each line names its engine as "room": rate, ids, clocks, value, origin, fees, bond, penalty or
interest; the rest is the question of that engine. The answers come in the order of the questions,
one a line. What can be asked: cocket find WORDS, cocket example NAME."#;

/// Which questions.
#[derive(Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    #[command(flatten)]
    asked: Asked,
    /// Threads to work with [default: as many as there are processors].
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

/// Answers every line.
pub fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let (file, explain) = arguments.asked.settle()?;
    let shelf = Shelf::open(&context.data)?;
    // One law for the life of the command; the schedules of rated lines are fetched as their days come up.
    let tariff: &'static Tariff = Box::leak(Box::new(law::without_schedules(&context.data, &shelf)?));
    let mut mixed = Mixed {
        sources: Sources::new(Law { pack: tariff.law(), tariff }),
        day: super::day(context),
        explain: explain.steps().then(|| serde_json::to_value(explain).unwrap_or_default()),
        rater: Rater::open(context, explain)?,
    };
    lines::run(&mut mixed, file, arguments.threads)
}

struct Mixed {
    sources: Sources,
    day: Knowledge,
    /// How every question is explained that does not say so itself.
    explain: Option<serde_json::Value>,
    rater: Rater,
}

impl Engine for Mixed {
    fn before(&mut self, lines: &[Line]) -> Result<(), Failure> {
        self.rater.before(lines)
    }

    fn answer(&self, line: &str) -> Result<String, BadQuestion> {
        let (engine, question) = asking::addressed(Telling::of(&self.sources, self.day), line)?;
        let answered = match engine.name {
            "rate" => self.rater.answer(&question),
            "ids" => engine.answer(&self.sources, self.day, &question),
            _ => engine.answer(&self.sources, self.day, &self.explained(question)),
        };
        asking::of_room(engine, answered)
    }
}

impl Mixed {
    fn explained(&self, question: String) -> String {
        let Some(explain) = &self.explain else { return question };
        let Ok(mut object) = serde_json::from_str::<serde_json::Map<_, _>>(&question) else {
            return question;
        };
        object.entry("explain").or_insert_with(|| explain.clone());
        serde_json::Value::Object(object).to_string()
    }
}
