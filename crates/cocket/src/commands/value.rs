//! `cocket value`: appraisement, assists, currency and the other questions of value.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::Args;
use cocket_base::Explain;
use cocket_desk::asking::Telling;
use cocket_desk::{BadQuestion, Knowledge};
use cocket_law::Pack;
use cocket_rules::explain;
use cocket_rules::value::{RateTable, ValueQuestion};

use crate::commands::asking::{self, Listing};
use crate::shell::explain::Asked;
use crate::shell::law::{self, Held};
use crate::shell::lines::{self, Engine};
use crate::shell::{Context, Failure, files};

const AFTER: &str = r#"Examples:
  cocket value --list
  echo '{"id":"1","kind":"appraise","term":"FOB","price":"10000"}' | cocket value
  echo '{"id":"2","kind":"assist","what":"tools","cost":"90000","used_share":"0.40","freight":"700"}' | cocket value
  echo '{"id":"3","kind":"duty_paid","entry_date":"2026-06-22","price":"130000","freight":"5200","duty_rate":"10%","mode":"11"}' | cocket value

Kinds: appraise, assist, related, first_sale, deductive, computed, duty_paid, currency,
exportation, spread, round, term. Every field stands in docs/value.md and in
cocket example KIND --fields. A file may also hold one question over several lines.
The answer is decided, or needs_facts with the questions to ask, prohibited or invalid."#;

/// Largest file of rates, and of a single question over several lines.
const FILE_LIMIT: u64 = 16 << 20;
const QUESTION_LIMIT: u64 = 1 << 20;

/// What to appraise.
#[derive(Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    #[command(flatten)]
    asked: Asked,
    /// Rates of exchange: CSV with currency,date,rate,quote,kind.
    #[arg(long, value_name = "FILE")]
    rates: Option<PathBuf>,
    #[command(flatten)]
    listing: Listing,
    /// Threads to work with [default: as many as there are processors].
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

/// Answers every line, or the single question of a file.
pub fn run(arguments: Arguments, context: &Context) -> Result<(), Failure> {
    if arguments.listing.list {
        return arguments.listing.show("value", context);
    }
    let rates = match &arguments.rates {
        Some(path) => rates(path)?,
        None => RateTable::default(),
    };
    let (file, explain) = arguments.asked.settle()?;
    let mut appraiser =
        Appraiser { pack: law::pack(&context.data)?, rates, day: asking::day(context), explain };
    if let Some(question) = single(file)? {
        return lines::single(&appraiser, &question);
    }
    lines::run(&mut appraiser, file, arguments.threads)
}

fn rates(path: &Path) -> Result<RateTable, Failure> {
    let text = files::read_text(path, FILE_LIMIT)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    RateTable::read(&name, &text).map_err(|findings| {
        let told = |finding: &cocket_base::Finding| {
            let row = finding.place.row.map(|row| format!(" row {row}")).unwrap_or_default();
            format!("{name}{row}: {}; {}", finding.text, finding.remedy.as_deref().unwrap_or_default())
        };
        Failure::Input(findings.iter().map(told).collect::<Vec<_>>().join("\n"))
    })
}

/// The question of a file that holds a single one over several lines, as one line.
fn single(path: &Path) -> Result<Option<String>, Failure> {
    let small = std::fs::metadata(path).is_ok_and(|held| held.is_file() && held.len() <= QUESTION_LIMIT);
    if path == Path::new("-") || !small {
        return Ok(None);
    }
    let bytes = files::read(path, QUESTION_LIMIT)?;
    let whole = std::str::from_utf8(&bytes).ok().filter(|text| is_json(text));
    // No text of JSON holds an end of line as such, so taking them out changes nothing that was said.
    Ok(whole.map(|text| text.replace(['\n', '\r'], " ").trim().to_string()))
}

/// True for one JSON value and nothing behind it.
fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

struct Appraiser {
    pack: Held<Pack>,
    rates: RateTable,
    day: Knowledge,
    explain: Explain,
}

impl Engine for Appraiser {
    fn answer(&self, line: &str) -> Result<String, BadQuestion> {
        let telling = Telling { pack: &self.pack, facts: &[], day: self.day };
        asking::engine("value").respond(telling, line, |line| {
            lines::reply(line, |question: ValueQuestion| {
                let question = ValueQuestion { explain: question.explain.or(self.explain), ..question };
                explain::appraise(&self.pack, &question, &self.rates, self.day.known)
            })
        })
    }
}
