//! One entrance to what can be asked: `cocket find`, `cocket example`, `cocket ask`, and the lists of the engines.

mod ask;
mod render;

use clap::Args;
use cocket_desk::asking::{self, Askable, Telling};
use cocket_desk::{Engine, Knowledge};
use cocket_law::Pack;
use cocket_tariff::measure::model::Fact;

use crate::shell::{Context, Failure, law, output};

pub use ask::{Arguments as AskArguments, run as ask};

const FIND: &str = r#"Examples:
  cocket find protest
  cocket find liquidated damages late deposit
  cocket find steel melted
  cocket find port laredo

The question that fits best is shown filled, with what each field means and may be. Below it stand
further questions and deadlines, facts that questions take, and codes with their tables."#;

const EXAMPLE: &str = r#"Examples:
  cocket example refund_claim
  cocket example ESF
  cocket example interest
  cocket example protest_allowed | cocket ask

A name is a kind of question, a deadline by name or id, or an engine for all of its kinds. The
questions printed are answered as they stand; change their facts to yours."#;

/// What to look for.
#[derive(Args)]
#[command(after_help = FIND)]
pub struct FindArguments {
    /// Words, in any order.
    #[arg(required = true, value_name = "WORDS")]
    words: Vec<String>,
    /// Give what was found as JSON.
    #[arg(long)]
    json: bool,
}

/// Which question.
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub struct ExampleArguments {
    /// Kind of question, deadline, or engine.
    #[arg(required = true, value_name = "NAME")]
    name: Vec<String>,
    /// Show what each field means and may be.
    #[arg(long)]
    fields: bool,
}

/// The list of an engine's questions.
#[derive(Args)]
pub struct Listing {
    /// List the kinds of questions with what they take.
    #[arg(long, conflicts_with_all = ["file", "threads"])]
    pub list: bool,
    /// The list as JSON.
    #[arg(long, requires = "list")]
    pub json: bool,
}

impl Listing {
    /// Shows the list of an engine.
    pub fn show(&self, engine: &str, context: &Context) -> Result<(), Failure> {
        let known = Law::read(context)?;
        let kinds: Vec<Askable> = known.all(context).filter(|asked| asked.room == engine).collect();
        if self.json { output::json(&kinds) } else { output::text(&render::list(&kinds)) }
    }
}

/// The tables and facts that forms are made of.
struct Law {
    pack: law::Held<Pack>,
    facts: Vec<Fact>,
}

impl Law {
    fn read(context: &Context) -> Result<Law, Failure> {
        Ok(Law { pack: law::pack(&context.data)?, facts: law::measures(&context.data)?.facts })
    }

    fn telling(&self, context: &Context) -> Telling<'_> {
        Telling { pack: &self.pack, facts: &self.facts, day: day(context) }
    }

    fn all<'a>(&'a self, context: &Context) -> impl Iterator<Item = Askable> + use<'a> {
        asking::askable(self.telling(context))
    }
}

/// Today, and what is known.
pub fn day(context: &Context) -> Knowledge {
    Knowledge { today: context.today, known: context.known }
}

/// The engine of a name that the program itself knows.
pub fn engine(name: &str) -> &'static Engine {
    Engine::named(name).expect("every command names an engine of the table")
}

/// Looks for words.
pub fn find(arguments: &FindArguments, context: &Context) -> Result<(), Failure> {
    let law = Law::read(context)?;
    let words = arguments.words.join(" ");
    let found = asking::find(law.telling(context), &words);
    if arguments.json {
        return output::json(&found);
    }
    if found.is_empty() {
        let text = format!("nothing has any of the words «{words}»; try the trade's other words for it");
        return output::text(&format!("{text}\n"));
    }
    output::text(&render::found(&found))
}

/// Prints filled questions.
pub fn example(arguments: &ExampleArguments, context: &Context) -> Result<(), Failure> {
    let law = Law::read(context)?;
    let named = asking::named(law.telling(context), &arguments.name.join(" ")).map_err(Failure::Input)?;
    let told = |asked: &Askable| match arguments.fields {
        true => render::question(asked),
        false => format!("{}\n", asked.example),
    };
    output::text(&named.iter().map(told).collect::<String>())
}
