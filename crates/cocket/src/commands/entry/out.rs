//! `--out`: the declaration, the message, the forms and the worksheet, each written whole or named with the reason why not.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use cocket_base::{Finding, Reader, Severity};
use cocket_documents::{
    Filer, FormContext, FormState, MetalOrigins, WorksheetContext, explanation, form_3461, form_7501,
    worksheet,
};
use cocket_entry::{Law, Prepared, explain_all, report::Report};
use cocket_filing::EntrySummary;
use cocket_intake::Packet;
use cocket_wire::ae::{Action, Transmission, encode_summary};
use cocket_wire::{Application, batch, encode};

use crate::commands::print::{LETTER_LINES, Names, explanation_context, fee_limits};
use crate::shell::{Context, Failure, files};

/// What stands in the password's place: a message on a disk holds none. The link puts it in as the message leaves.
const NO_PASSWORD: &str = "000000";

/// What was written, and what could not be.
#[derive(Default)]
pub struct Written {
    folder: PathBuf,
    files: Vec<&'static str>,
    missing: Vec<(&'static str, String)>,
}

impl Written {
    /// Writes a paper, or keeps the reason why there is none.
    fn take(&mut self, name: &'static str, made: Result<Vec<u8>, String>) -> Result<(), Failure> {
        match made {
            Ok(bytes) => {
                files::write(&self.folder.join(name), &bytes)?;
                self.files.push(name);
            }
            Err(why) => self.missing.push((name, why)),
        }
        Ok(())
    }
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\nWritten to {}", self.folder.display())?;
        self.files.iter().try_for_each(|name| writeln!(f, "  {name}"))?;
        if !self.missing.is_empty() {
            writeln!(f, "Not written")?;
        }
        self.missing.iter().try_for_each(|(name, why)| writeln!(f, "  {name}: {why}"))
    }
}

/// Writes all papers of a prepared packet.
pub fn write(
    folder: &Path,
    packet: &Packet,
    prepared: &Prepared,
    report: &Report,
    law: Law<'_>,
    context: &Context,
) -> Result<Written, Failure> {
    let pack = law.pack;
    let mut written = Written { folder: folder.to_path_buf(), ..Written::default() };
    written.take("report.json", json(report))?;
    let Some(entry) = &prepared.declaration else {
        let why = "no declaration can be stated yet; see what blocks the entry";
        for name in [
            "declaration.json",
            "entry_summary.ae",
            "cbp7501.pdf",
            "cbp3461.pdf",
            "explanation.pdf",
            "worksheet.xlsx",
        ] {
            written.take(name, Err(why.into()))?;
        }
        return Ok(written);
    };
    let labels = Names { pack, entry };
    let form = form_context(packet, entry, &labels, context);
    let limits = fee_limits(pack, entry, context.known);
    let told = |reader, most| explain_all(law, prepared, context.known, reader, most);
    let accounts = told(Reader::Colleague, usize::MAX);
    let sheet = WorksheetContext {
        state: FormState::Draft,
        today: context.today,
        findings: &prepared.open,
        accounts: &accounts,
        limits: &limits,
        labels: &labels,
    };
    written.take("declaration.json", json(entry))?;
    written.take("entry_summary.ae", message(prepared, entry, context))?;
    written.take("cbp7501.pdf", form_7501(entry, &form).map_err(|error| error.to_string()))?;
    written.take("cbp3461.pdf", form_3461(entry, &form).map_err(|error| error.to_string()))?;
    let paper = explanation_context(entry, FormState::Draft, context.today);
    let made = explanation(&told(Reader::Client, LETTER_LINES), &paper);
    written.take("explanation.pdf", made.map_err(|error| error.to_string()))?;
    written.take("worksheet.xlsx", worksheet(entry, &sheet).map_err(|error| error.to_string()))?;
    Ok(written)
}

fn json(value: &impl serde::Serialize) -> Result<Vec<u8>, String> {
    serde_json::to_vec_pretty(value).map_err(|error| error.to_string())
}

/// The AE batch. A line whose duty is not determined would make a message that says nothing of it: there is none then.
fn message(prepared: &Prepared, entry: &EntrySummary, context: &Context) -> Result<Vec<u8>, String> {
    let open = entry.lines.iter().filter(|line| line.tariffs.is_empty()).count();
    if open > 0 || prepared.lines.iter().any(|line| line.entered_value.is_none()) {
        return Err("some lines are not determined yet; see what blocks the entry".into());
    }
    let records = encode_summary(entry, Action::Add, &Transmission::default())
        .map_err(|findings| reasons(&findings))?;
    let application = Application::of("AE").ok_or("no layouts of AE are held")?;
    let (port, filer) =
        (entry.port_of_entry.as_str().to_string(), entry.entry_number.filer().as_str().to_string());
    let envelope = batch::Envelope {
        sender: batch::Sender {
            site_code: port.clone(),
            id_code: filer.clone(),
            password: Some(batch::Password(NO_PASSWORD.into())),
            date: Some(context.today),
            ..batch::Sender::default()
        },
        filer: batch::Filer { port, filer_code: filer, ..batch::Filer::default() },
    };
    let batch = batch::wrap(application, &records, &envelope).map_err(|findings| reasons(&findings))?;
    encode(&batch).map_err(|findings| reasons(&findings))
}

fn reasons(findings: &[Finding]) -> String {
    let grave = findings.iter().filter(|finding| finding.severity == Severity::Block);
    let texts: Vec<String> =
        grave.take(5).map(|finding| format!("{} ({})", finding.text, finding.place)).collect();
    if texts.is_empty() { "it does not fit the records".into() } else { texts.join("; ") }
}

fn form_context<'a>(
    packet: &Packet,
    entry: &EntrySummary,
    labels: &'a Names<'a>,
    context: &Context,
) -> FormContext<'a> {
    let sellers = packet
        .invoices
        .iter()
        .filter_map(|invoice| Some((invoice.number.as_ref()?.value.clone(), invoice.seller.clone()?)));
    let metals = entry.lines.iter().filter_map(|line| Some((line.number, metal_origins(packet, line)?)));
    FormContext {
        sellers: sellers.collect(),
        metals: metals.collect::<BTreeMap<_, _>>(),
        labels,
        ..FormContext::draft(context.today, Filer::default())
    }
}

/// Where the metal of a line was made, as the client's master says; only where all its goods agree.
fn metal_origins(packet: &Packet, line: &cocket_filing::declaration::EntryLine) -> Option<MetalOrigins> {
    let part = |key: &str| packet.parts.iter().find(|part| part.part_no.eq_ignore_ascii_case(key));
    let origins = |key: &str| part(key).map(|part| (part.melt_pour, part.smelt_cast)).unwrap_or_default();
    let mut all = line.sources.iter().map(|source| origins(&source.part));
    let first = all.next()?;
    if first == (None, None) || all.any(|other| other != first) {
        return None;
    }
    let (melt_pour, smelt_cast) = first;
    Some(MetalOrigins { melt_pour, primary_smelt: smelt_cast, cast: smelt_cast, ..MetalOrigins::default() })
}
