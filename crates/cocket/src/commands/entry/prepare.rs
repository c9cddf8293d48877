//! `cocket entry prepare`: the papers, the client's answers and the law of the day to a checked entry summary.

use std::path::{Path, PathBuf};

use clap::Args;
use cocket_base::Date;
use cocket_entry::{Answers, Law, Merge, Setting, prepare, report::report};
use cocket_intake::{Packet, read_packet};
use cocket_tariff::engine::Tariff;
use jiff::ToSpan;

use super::{out, packet, text};
use crate::shell::law::Held;
use crate::shell::shelf::Shelf;
use crate::shell::{Context, Failure, files, law, output};

/// Largest file of answers.
const ANSWERS_LIMIT: u64 = 16 << 20;
/// How far beyond the entry schedules are read: preparation looks ahead for changes of law.
const DAYS_AHEAD: i64 = 60;

const AFTER: &str = r#"Examples:
  cocket entry prepare shipments/4711
  cocket entry prepare shipments/4711 --json > 4711.json
  cocket entry prepare shipments/4711 --answers answers.json --out filed/4711

The folder holds the papers (XLSX, CSV, text) and packet.json. The file of answers is an array of
{"where": PART OR FILE, "field": FACT, "value": VALUE}, or an object that holds one under
"answers". Whether the entry is blocked or ready stands in the answer; the exit status is 0 in
both cases."#;

/// Which packet, and how.
#[derive(Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    /// Folder with the papers of one shipment.
    packet: PathBuf,
    /// Give the whole result as JSON.
    #[arg(long)]
    json: bool,
    /// The client's answers to what was asked.
    #[arg(long, value_name = "FILE")]
    answers: Option<PathBuf>,
    /// Write declaration, AE message, forms 7501 and 3461 (drafts), explanation and worksheet into this folder.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Make one entry line of invoice lines that are declared alike.
    #[arg(long)]
    merge: bool,
}

/// Prepares a packet and says what came of it.
pub fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let answers = match &arguments.answers {
        Some(path) => read_answers(path)?,
        None => Answers::default(),
    };
    let papers = packet::papers(&arguments.packet)?;
    let pack = law::pack(&context.data)?;
    let packet = read_packet(papers, &context.data.mappings()?, &pack);
    let tariff = tariff(&packet, &answers, context)?;
    let law = Law { pack: &pack, tariff: &tariff };
    let merge = if arguments.merge { Merge::Alike } else { Merge::Never };
    let setting = Setting { known: context.known, today: context.today, merge };
    let prepared = prepare(&packet, &answers, law, setting);
    let report = report(&prepared);
    let written = match &arguments.out {
        Some(folder) => Some(out::write(folder, &packet, &prepared, &report, law, context)?),
        None => None,
    };
    if arguments.json {
        output::json(&report)?;
        written.into_iter().for_each(|written| output::note(written.to_string().trim_end()));
        return Ok(());
    }
    let shown = text::text(&report, prepared.declaration.as_ref());
    output::text(&(shown + &written.map(|written| written.to_string()).unwrap_or_default()))
}

fn read_answers(path: &Path) -> Result<Answers, Failure> {
    let text = files::read_text(path, ANSWERS_LIMIT)?;
    Answers::parse(&text).map_err(|error| Failure::Input(format!("{}: {error}", path.display())))
}

/// The schedules of the days that may turn out to be the entry's, and the measures.
fn tariff(packet: &Packet, answers: &Answers, context: &Context) -> Result<Held<Tariff>, Failure> {
    let shelf = Shelf::open(&context.data)?;
    let mut wanted = Vec::new();
    for day in entry_days(packet, answers) {
        let last = day.checked_add(DAYS_AHEAD.days()).unwrap_or(day);
        wanted.extend(shelf.between(day, last, context.known));
    }
    // The newest one tells whether the law of the day can be held at all.
    wanted.extend(shelf.books().last().map(|book| book.revision.id));
    law::tariff(&context.data, &shelf, &wanted)
}

/// Every day that may turn out to be the entry's: those of the header, and any that an answer names.
fn entry_days(packet: &Packet, answers: &Answers) -> Vec<Date> {
    let dates = &packet.header.dates;
    let timed = dates.time_of_entry.as_ref().map(|time| time.local.date());
    let answered = answers.iter().filter_map(|answer| answer.text().get(..10)?.parse().ok());
    let mut days: Vec<Date> = dates.entry.into_iter().chain(timed).chain(answered).collect();
    days.sort_unstable();
    days.dedup();
    days
}
