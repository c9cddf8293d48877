//! `cocket ids`: identifiers made and checked.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;
use cocket_desk::asking::Telling;
use cocket_desk::{BadQuestion, Knowledge};
use cocket_law::Pack;
use cocket_rules::ids::{IdQuestion, answer};

use crate::commands::asking::{self, Listing};
use crate::shell::law::{self, Held};
use crate::shell::lines::{self, Engine};
use crate::shell::{Context, Failure};

const AFTER: &str = r#"Examples:
  cocket ids --list
  echo '{"id":"1","kind":"entry_number","filer":"B76","sequence":"0324527"}' | cocket ids
  echo '{"id":"2","kind":"check","identifier":"CSQU3054383"}' | cocket ids

Kinds: entry_number (filer, sequence), mid (name, address, city, country, province),
importer_number (number), in_bond_number (sequence), check (identifier, of) and more (--list).
The answer has value, or findings that say what is wrong."#;

/// What to make or check.
#[derive(Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    /// JSON Lines, one question a line; - is standard input.
    #[arg(default_value = "-", hide_default_value = true)]
    file: PathBuf,
    #[command(flatten)]
    listing: Listing,
    /// Threads to work with [default: as many as there are processors].
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

/// Answers every line.
pub fn run(arguments: Arguments, context: &Context) -> Result<(), Failure> {
    if arguments.listing.list {
        return arguments.listing.show("ids", context);
    }
    let mut clerk = Clerk { pack: law::pack(&context.data)?, day: asking::day(context) };
    lines::run(&mut clerk, &arguments.file, arguments.threads)
}

struct Clerk {
    pack: Held<Pack>,
    day: Knowledge,
}

impl Engine for Clerk {
    fn answer(&self, line: &str) -> Result<String, BadQuestion> {
        let telling = Telling { pack: &self.pack, facts: &[], day: self.day };
        asking::engine("ids").respond(telling, line, |line| {
            lines::reply(line, |question: IdQuestion| answer(&self.pack, &question))
        })
    }
}
