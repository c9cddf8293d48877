//! `cocket tariff import`: official exports into the data folder, in our own form.

use std::path::{Path, PathBuf};

use clap::Args;
use cocket_base::{Date, Finding, Severity};
use cocket_tariff::revision::{Revision, RevisionId, Revisions};
use cocket_tariff::schedule::compact;
use cocket_tariff::schedule::import::{self, LARGEST_FILE};

use crate::cli::date;
use crate::shell::failure::line_of;
use crate::shell::{Context, Failure, files, interrupt, output, progress};

/// Findings that are shown one by one; all of them with --all-findings.
const FINDINGS_SHOWN: usize = 10;
/// Files of one folder; there are some thirty revisions a year.
const MOST_EXPORTS: usize = 2_000;

const AFTER: &str = "\
Examples:
  cocket tariff import hts_2026_rev_9.json.gz
  cocket tariff import exports
  cocket tariff import exports --resume
  cocket tariff import export.json --revision 2026_rev_11 --effective 2026-07-01

The revision is read from the file's name, its dates from the table that comes with the
program. For a revision that the table does not hold, give its first day as law with --effective
and the day of its publication with --known.";

/// What to import.
#[derive(Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    /// Exports of the schedule, or folders that hold them.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Leave out revisions that were imported already: goes on after an interrupt.
    #[arg(long)]
    resume: bool,
    #[command(flatten)]
    named: Named,
}

/// Which revision an export is, where its name does not say.
#[derive(Args)]
pub struct Named {
    /// Name of the revision, as in 2026_rev_10 [default: from the file's name].
    #[arg(long, value_name = "ID")]
    pub revision: Option<RevisionId>,
    /// First day on which it is the law [default: from the table of revisions].
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub effective: Option<Date>,
    /// Show every finding, not only the first ones.
    #[arg(long)]
    pub all_findings: bool,
}

/// Imports each file; a bad one is named and the others are imported. Each is kept as soon as it is read.
pub fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let exports = exports(&arguments.files)?;
    let several = exports.len() > 1;
    if several && arguments.named.revision.is_some() {
        return Err(Failure::Input("--revision names one revision; import the files one by one".into()));
    }
    let finished = interrupt::watch("revisions");
    let bar = progress::count(if several { exports.len() } else { 0 });
    let mut refused = Vec::new();
    for path in &exports {
        bar.set_message(files::name(path));
        match one(path, arguments, context) {
            Ok(report) => bar.suspend(|| output::text(&report))?,
            Err(Failure::Input(text)) => refused.push(text),
            Err(other) => return Err(other),
        }
        finished.add(1);
        bar.inc(1);
    }
    bar.finish_and_clear();
    if refused.is_empty() { Ok(()) } else { Err(Failure::Input(refused.join("\n"))) }
}

/// The files named, with those of the folders named: whatever there is JSON, packed or not.
fn exports(named: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut exports = Vec::new();
    for path in named {
        if !path.is_dir() {
            exports.push(path.clone());
            continue;
        }
        let inside = files::list(path, MOST_EXPORTS)?;
        let is_export =
            |path: &PathBuf| [".json", ".json.gz"].iter().any(|end| files::name(path).ends_with(end));
        let before = exports.len();
        exports.extend(inside.into_iter().filter(is_export));
        if exports.len() == before {
            return Err(Failure::Input(format!("{} holds no export (.json or .json.gz)", path.display())));
        }
    }
    Ok(exports)
}

fn one(path: &Path, arguments: &Arguments, context: &Context) -> Result<String, Failure> {
    let (name, named) = (files::name(path), &arguments.named);
    let id = match named.revision {
        Some(id) => id,
        None => RevisionId::in_file_name(&name).map_err(|error| {
            Failure::Input(format!("{}: {error}; name it with --revision", path.display()))
        })?,
    };
    if arguments.resume && context.data.existing(&kept_as(id)).is_some() {
        return Ok(format!("{id}: imported already\n"));
    }
    let bytes = files::read(path, u64::try_from(LARGEST_FILE).unwrap_or(u64::MAX))?;
    keep(&bytes, &name, revision(id, named, context)?, named.all_findings, context)
}

/// The revision with its dates: the operator's, else the table's. The day since when it is known is that of `--known`.
pub fn revision(id: RevisionId, named: &Named, context: &Context) -> Result<Revision, Failure> {
    let listed = Revisions::embedded().get(id);
    let from = named.effective.or(listed.map(|row| row.from)).ok_or_else(|| {
        Failure::Input(format!(
            "revision {id} is not in the table of revisions; give its first day as law with --effective"
        ))
    })?;
    let known = context.known_given.or(listed.map(|row| row.known)).unwrap_or(from);
    Ok(match listed {
        Some(row) if row.from == from && row.known == known => row.clone(),
        _ => Revision::new(id, from, known),
    })
}

/// Where a revision is kept in the data folder.
fn kept_as(id: RevisionId) -> String {
    format!("tariff/{id}.tsv")
}

/// Reads an export and keeps it; what it says is a report for a person.
pub fn keep(
    bytes: &[u8],
    name: &str,
    revision: Revision,
    all_findings: bool,
    context: &Context,
) -> Result<String, Failure> {
    let id = revision.id;
    let imported = import::read(bytes, revision)
        .map_err(|error| Failure::Input(format!("{name} is no export of the schedule: {error}")))?;
    let place = context.data.place(kept_as(id))?;
    files::write(&place, compact::write_full(&imported.schedule).as_bytes())?;
    let revision = imported.schedule.revision();
    let mut report = format!(
        "{id}: {} lines, law from {}, published {}; kept in {}\n",
        imported.schedule.len(),
        revision.from,
        revision.known,
        place.display()
    );
    report.push_str(&findings(&imported.findings, all_findings));
    Ok(report)
}

fn findings(findings: &[Finding], all: bool) -> String {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let shown = if all { sorted.len() } else { FINDINGS_SHOWN };
    let mut out: String =
        sorted.iter().take(shown).map(|finding| format!("  {}\n", line_of(finding))).collect();
    let rest = sorted.len().saturating_sub(shown);
    if rest > 0 {
        let grave = sorted.iter().skip(shown).filter(|finding| finding.severity > Severity::Info).count();
        out.push_str(&format!("  and {rest} more, {grave} of them warnings; see them with --all-findings\n"));
    }
    out
}
