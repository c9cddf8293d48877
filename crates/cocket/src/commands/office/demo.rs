//! `cocket demo`: one shipment from its papers to an accepted entry summary, then the desk on localhost.
//!
//! The packet is our own and embedded. It is prepared and one fact is missing; the fact is given; the summary is signed and
//! sent; the custom house refuses it, since the importer's bond is with another surety; it is corrected, signed again and
//! accepted. Everything is done through the same services as in an office.

use std::sync::Arc;

use clap::Args;
use cocket_desk::filing::lifecycle::Stage;
use cocket_desk::{Actor, Clock, Desk, DeskError, FileView};
use cocket_entry::{Answer, Answers, Prepared};
use cocket_intake::Paper;
use jiff::{SignedDuration, Timestamp};

use super::house::RehearsalHouse;
use super::{opening, serve};
use crate::shell::{Context, Failure};

/// Arguments of `cocket demo`.
#[derive(Args)]
pub struct Arguments {
    /// Stop after the walk; do not serve the desk.
    #[arg(long)]
    once: bool,
    /// Port of the desk on localhost; 0 takes any free one.
    #[arg(long, default_value_t = 7501, value_name = "PORT")]
    port: u16,
}

/// The demo's packet.
const PAPERS: &[(&str, &[u8])] = &[
    ("packet.json", include_bytes!("../../../../../data/demo/packet.json")),
    ("invoice_HL-26-0417.xlsx", include_bytes!("../../../../../data/demo/invoice_HL-26-0417.xlsx")),
    ("packing_list.xlsx", include_bytes!("../../../../../data/demo/packing_list.xlsx")),
    ("parts.csv", include_bytes!("../../../../../data/demo/parts.csv")),
    ("bill_of_lading.txt", include_bytes!("../../../../../data/demo/bill_of_lading.txt")),
];
const ANSWERS: &str = include_str!("../../../../../data/demo/answers.json");
/// The importer and the surety that its bond is with, as the custom house has it on file.
const IMPORTER: &str = "00-765432100";
const SURETY_ON_FILE: &str = "891";
/// The demo plays on the morning of the packet's entry.
const MORNING: &str = "2026-06-18T16:40:00Z";
/// Seed of the demo's custom house.
const SEED: u64 = 1789;

/// Runs the demo.
pub fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let law = opening::office_law(context)?;
    let folder = std::env::temp_dir().join(format!("cocket-demo-{}", std::process::id()));
    let other = |error: String| Failure::Other(error);
    std::fs::create_dir_all(&folder).map_err(|error| Failure::writing(&folder, &error))?;
    let done = opening::runtime()?.block_on(async {
        let database = folder.join("cocket.db");
        let desk = opening::desk(context, &database.to_string_lossy(), law, clock()?, "2709").await?;
        let broker = opening::person("Demo Broker", "certifier")?;
        let importer = IMPORTER.parse().map_err(|error| other(format!("{error}")))?;
        let mut house = RehearsalHouse::new(SEED, law).with_bond(importer, SURETY_ON_FILE);
        let file = walk(&desk, &broker, &mut house).await?;
        if arguments.once {
            return Ok(());
        }
        println!("\nThe desk shows it. Keys: ? lists them. Ctrl-C ends the demo and removes its folder.");
        let opened = format!("/files/{file}");
        serve::serve(desk, broker, house, ([127, 0, 0, 1], arguments.port).into(), Some(&opened)).await
    });
    // The demo's folder is a scratch of its own; leaving it behind would be litter, failing to remove it harms nobody.
    let _ = std::fs::remove_dir_all(&folder);
    done
}

/// A clock that starts on the demo's morning and runs as the real one does.
fn clock() -> Result<Clock, Failure> {
    let start: Timestamp =
        MORNING.parse().map_err(|error| Failure::Other(format!("the demo's morning: {error}")))?;
    let began = Timestamp::now();
    Ok(Arc::new(move || start + Timestamp::now().duration_since(began).max(SignedDuration::ZERO)))
}

async fn walk(desk: &Desk, broker: &Actor, house: &mut RehearsalHouse) -> Result<String, Failure> {
    say(
        1,
        "Five documents come in: an invoice and a packing list as workbooks, a part list, a bill of lading, the clerk's notes.",
    );
    let papers = PAPERS.iter().map(|(name, bytes)| Paper::new(*name, bytes.to_vec())).collect();
    let file = desk.open_file(broker, papers).await.map_err(failed)?;
    let view = desk.file(broker, &file).await.map_err(failed)?;
    let stopped = prepared(&view)?;
    println!("   {} lines read; it cannot be filed yet:", stopped.lines.len());
    print_open(stopped);

    let answers = Answers::parse(ANSWERS).map_err(|error| Failure::Other(error.to_string()))?;
    let given: Vec<Answer> = answers.iter().cloned().collect();
    for answer in &given {
        say(2, &format!("The client answers: {} {} is {}.", answer.about, answer.field, answer.text()));
    }
    let ready = desk.answer(broker, &file, given).await.map_err(failed)?;
    print_entry(&ready);

    say(3, &format!("{} checks, signs and sends it.", broker.name));
    file_it(desk, broker, house, &file).await?;
    let view = desk.file(broker, &file).await.map_err(failed)?;
    let Stage::Refused { conditions, .. } = &view.stage else {
        return Err(Failure::Other(format!("the demo's first filing came to {}", view.stage.name())));
    };
    for condition in conditions {
        println!("   REFUSED by CBP (simulated): {} {}", condition.code, condition.narrative);
    }

    say(4, &format!("The bond is with surety {SURETY_ON_FILE}: corrected, signed again, sent again."));
    desk.correct(broker, &file, "the importer's bond is with another surety").await.map_err(failed)?;
    let surety = Answer {
        about: "packet.json".into(),
        field: "client.bond.surety_code".into(),
        value: SURETY_ON_FILE.into(),
        by: Some(broker.name.clone()),
    };
    desk.answer(broker, &file, vec![surety]).await.map_err(failed)?;
    file_it(desk, broker, house, &file).await?;
    let view = desk.file(broker, &file).await.map_err(failed)?;
    let Stage::Accepted { version, .. } = &view.stage else {
        return Err(Failure::Other(format!("the demo's second filing came to {}", view.stage.name())));
    };
    println!("   ACCEPTED by CBP (simulated) as version {version}.");
    let report = desk.store().verify_journal().await.map_err(|error| Failure::Other(error.to_string()))?;
    println!("   The journal holds {} chained records; the chain is sound.", report.records);
    Ok(file)
}

async fn file_it(desk: &Desk, broker: &Actor, house: &mut RehearsalHouse, file: &str) -> Result<(), Failure> {
    desk.certify(broker, file).await.map_err(failed)?;
    let message = desk.send(broker, file).await.map_err(failed)?;
    desk.work_link(house).await.map_err(failed)?;
    println!("   sent as message {message}");
    Ok(())
}

fn prepared(view: &FileView) -> Result<&Prepared, Failure> {
    view.prepared.as_deref().ok_or_else(|| Failure::Other("the demo's packet was not prepared".into()))
}

fn failed(error: DeskError) -> Failure {
    Failure::Other(error.to_string())
}

fn say(step: u8, text: &str) {
    println!("\n{step}. {text}");
}

fn print_open(prepared: &Prepared) {
    for finding in prepared.open.iter().filter(|finding| finding.severity == cocket_base::Severity::Block) {
        println!("   {}: {}", finding.code, finding.text);
        if let Some(remedy) = &finding.remedy {
            println!("   -> {remedy}");
        }
    }
}

fn print_entry(prepared: &Prepared) {
    let Some(summary) = &prepared.declaration else { return };
    println!("   Entry {} of {}, every amount with its reason:", summary.entry_number, summary.entry_date);
    for line in &summary.lines {
        println!("   line {}: {} ({} dollars)", line.number, line.description, line.entered_value);
        for tariff in &line.tariffs {
            println!(
                "     {:<14} {:>22} of {:>7} = {:>10}",
                tariff.number, tariff.rate, tariff.base, tariff.amount
            );
        }
    }
    let totals = &summary.totals;
    println!("   duty {}, fees {}, in all {}", totals.duty, totals.fee_total(), totals.payable());
    for note in &prepared.fee_notes {
        println!("   {note}");
    }
}
