//! `cocket wire`: ABI records to JSON and back.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use cocket_base::blocked;
use cocket_wire::json::Message;
use cocket_wire::{Application, Limits, decode, encode};

use crate::shell::failure::line_of;
use crate::shell::{Failure, files, output};

/// Most bytes of JSON: records are several times longer there.
const JSON_LIMIT: u64 = 256 << 20;

/// Which way.
#[derive(Subcommand)]
pub enum Command {
    /// Records of eighty columns to JSON; faults are findings with record and columns.
    #[command(after_help = "Example:\n  cocket wire decode entry_summary.ae > entry_summary.json")]
    Decode(Arguments),
    /// JSON to records; refused with every reason when it does not fit.
    #[command(after_help = "Example:\n  cocket wire encode entry_summary.json > entry_summary.ae")]
    Encode(Arguments),
}

/// Which file.
#[derive(Args)]
pub struct Arguments {
    /// The file; - is standard input.
    #[arg(default_value = "-", hide_default_value = true)]
    file: PathBuf,
    /// Application of records that stand without an envelope, as in AE.
    #[arg(long, value_name = "ID")]
    application: Option<String>,
}

/// Decodes or encodes a file.
pub fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Decode(arguments) => decode_file(&arguments),
        Command::Encode(arguments) => encode_file(&arguments),
    }
}

fn decode_file(arguments: &Arguments) -> Result<(), Failure> {
    let limits = match &arguments.application {
        Some(id) => Limits::within(application(id)?),
        None => Limits::default(),
    };
    let bytes = files::read_or_stdin(&arguments.file, u64::try_from(limits.bytes).unwrap_or(u64::MAX))?;
    output::json(&Message::of(&decode(&bytes, &limits), &limits))
}

fn application(id: &str) -> Result<&'static Application, Failure> {
    Application::of(&id.to_ascii_uppercase()).ok_or_else(|| {
        let known: Vec<&str> = Application::ALL.iter().map(|application| application.id).collect();
        Failure::Input(format!("no layouts are held for application «{id}»; there are {}", known.join(", ")))
    })
}

fn encode_file(arguments: &Arguments) -> Result<(), Failure> {
    let bytes = files::read_or_stdin(&arguments.file, JSON_LIMIT)?;
    let name = if arguments.file == Path::new("-") {
        "standard input".into()
    } else {
        arguments.file.display().to_string()
    };
    let mut message: Message = serde_json::from_slice(&bytes).map_err(|error| {
        Failure::Input(format!(
            "{name}: {error}; give an object with records, as «cocket wire decode» writes it"
        ))
    })?;
    if let Some(id) = &arguments.application {
        message.application = Some(application(id)?.id.into());
    }
    let (records, findings) = message.records();
    if blocked(&findings) {
        return Err(Failure::findings(&format!("{name} cannot be written as records:"), &findings));
    }
    findings.iter().for_each(|finding| output::note(&line_of(finding)));
    let encoded = encode(&records)
        .map_err(|findings| Failure::findings(&format!("{name} cannot be written as records:"), &findings))?;
    output::bytes(&encoded)
}
