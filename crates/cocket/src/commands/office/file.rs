//! `cocket file`: files of the office without the pages: open one from a packet, answer, list.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use cocket_base::Severity;
use cocket_desk::store::FileQuery;
use cocket_entry::{Answer, Answers};

use super::serve::Office;
use super::{opening, serve};
use crate::shell::{Context, Failure, files};

/// Largest file of answers.
const ANSWERS_LIMIT: u64 = 4 << 20;

/// What to do with files.
#[derive(Subcommand)]
pub enum Command {
    /// Open a file from a packet folder and prepare it.
    Open(Open),
    /// Give the client's answers to a file and prepare it again.
    Answer(AnswerArguments),
    /// List the files.
    List(List),
}

/// Arguments of `cocket file open`.
#[derive(Args)]
pub struct Open {
    #[command(flatten)]
    office: Office,
    /// Folder with the papers of one shipment.
    #[arg(value_name = "PACKET")]
    packet: PathBuf,
}

/// Arguments of `cocket file answer`.
#[derive(Args)]
pub struct AnswerArguments {
    #[command(flatten)]
    office: Office,
    /// The file, as in F-ZZ9-0004711-1.
    #[arg(value_name = "FILE")]
    file: String,
    /// Answers: JSON with `where`, `field` and `value`.
    #[arg(value_name = "ANSWERS")]
    answers: PathBuf,
}

/// Arguments of `cocket file list`.
#[derive(Args)]
pub struct List {
    #[command(flatten)]
    office: Office,
}

/// Runs the command.
pub fn run(command: &Command, context: &Context) -> Result<(), Failure> {
    let law = opening::office_law(context)?;
    let failed = |error: cocket_desk::DeskError| Failure::Other(error.to_string());
    opening::runtime()?.block_on(async {
        match command {
            Command::Open(open) => {
                let papers = opening::papers(&open.packet)?;
                let actor = opening::person(&open.office.user, &open.office.role)?;
                let desk = serve::open(&open.office, context, law).await?;
                let file = desk.open_file(&actor, papers).await.map_err(failed)?;
                let view = desk.file(&actor, &file).await.map_err(failed)?;
                println!("{file}");
                if let Some(prepared) = &view.prepared {
                    print_open(prepared);
                }
            }
            Command::Answer(given) => {
                let text = files::read_text(&given.answers, ANSWERS_LIMIT)?;
                let answers = Answers::parse(&text).map_err(|error| Failure::Input(error.to_string()))?;
                let actor = opening::person(&given.office.user, &given.office.role)?;
                let desk = serve::open(&given.office, context, law).await?;
                let list: Vec<Answer> = answers.iter().cloned().collect();
                print_open(&desk.answer(&actor, &given.file, list).await.map_err(failed)?);
            }
            Command::List(list) => {
                let actor = opening::person(&list.office.user, &list.office.role)?;
                let desk = serve::open(&list.office, context, law).await?;
                let page = desk
                    .files(&actor, FileQuery { limit: 1_000, ..FileQuery::default() })
                    .await
                    .map_err(failed)?;
                for row in page.rows {
                    let duty = row.duty.map(|duty| duty.to_string()).unwrap_or_default();
                    println!("{}\t{}\t{}\t{} stop\t{duty}", row.id, row.state, row.client, row.blocks);
                }
            }
        }
        Ok(())
    })
}

fn print_open(prepared: &cocket_entry::Prepared) {
    let stops: Vec<_> = prepared.open.iter().filter(|finding| finding.severity == Severity::Block).collect();
    if stops.is_empty() {
        println!("ready to be signed");
    }
    for finding in stops {
        println!("{finding}");
    }
}
