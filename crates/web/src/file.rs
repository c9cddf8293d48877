//! The page of one file: header, findings with their answers, papers, lines, duties unfolded into steps, clocks, messages,
//! journal.

use std::sync::Arc;

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use cocket_desk::entry::Prepared;
use cocket_desk::filing::EntrySummary;
use cocket_desk::filing::lifecycle::{Stage, Verdict};
use cocket_desk::{FileView, JournalLine, Role};
use serde::Deserialize;

use crate::clock_rows::{ClockLine, clock_rows};
use crate::failure::Failure;
use crate::finding_rows::{Anchors, FindingRow};
use crate::frame::{Frame, Room, page};
use crate::line_rows::{LineRow, StepRow, line_rows, step_rows};
use crate::message_rows::{MessageRow, condition, message_row};
use crate::sheet::Sheet;
use crate::site::Site;
use crate::why::WhyFigures;
use crate::words;

/// Findings that are shown, the gravest first.
const FINDINGS_SHOWN: usize = 200;
/// Longest id that is looked up.
const LONGEST_ID: usize = 80;

#[derive(Template)]
#[template(path = "file.html")]
struct FilePage {
    frame: Frame,
    id: String,
    name: String,
    client: String,
    state: &'static str,
    state_words: String,
    conditions: Vec<(String, String)>,
    /// What a person must look at besides the findings.
    notices: Vec<String>,
    facts: Vec<(&'static str, String)>,
    sums: Vec<SumRow>,
    fee_notes: Vec<String>,
    why: Vec<String>,
    may: May,
    open: Vec<FindingRow>,
    before: Vec<FindingRow>,
    /// Findings that are not shown.
    more_open: usize,
    more_before: usize,
    answers: Vec<(String, String, String, String)>,
    papers: Vec<PaperRow>,
    /// The figures in plain words; none before the first preparation.
    why_figures: Option<WhyFigures>,
    /// The lines of the sheet.
    lines: Vec<LineRow>,
    sheet: Sheet,
    has_declaration: bool,
    clocks: Vec<ClockLine>,
    messages: Vec<MessageRow>,
    journal: Vec<JournalRow>,
    revision: String,
    /// The day whose knowledge of the law was used.
    known: String,
    /// What an answer may be about: the header, each paper, each part.
    about: Vec<String>,
}

/// What this person can do with this file now.
struct May {
    prepare: bool,
    certify: bool,
    send: bool,
    correct: bool,
}

struct SumRow {
    name: String,
    amount: String,
    steps: Vec<StepRow>,
    total: bool,
}

struct PaperRow {
    name: String,
    address: String,
    size: String,
    hash: String,
}

struct JournalRow {
    line: JournalLine,
    at: String,
}

/// What an address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    sheet: Option<usize>,
    /// The line whose figures are explained, by its number.
    why: Option<u32>,
    /// For whom.
    #[serde(rename = "for")]
    reader: String,
}

/// `GET /files/{id}`
pub async fn file(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Failure> {
    let Query(asked) = asked.map_err(|bad| Failure::unreadable(format!("{bad}.")))?;
    let view = look(&site, &id).await?;
    page(&model(&site, view, &asked))
}

/// A file that this person may see.
pub async fn look(site: &Site, id: &str) -> Result<FileView, Failure> {
    let sound = id.len() <= LONGEST_ID && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if !sound {
        return Err(Failure::no_file(id));
    }
    site.desk.file(&site.actor, id).await.map_err(|error| Failure::of_desk(&error, id))
}

fn model(site: &Site, view: FileView, asked: &Asked) -> FilePage {
    let prepared = view.prepared.as_deref();
    let summary = prepared.and_then(|prepared| prepared.declaration.as_ref());
    let name = summary.map_or_else(|| view.id.clone(), |summary| summary.entry_number.to_string());
    let countries = site.desk.law().pack.countries();
    let sheet = Sheet::new(asked.sheet.unwrap_or(1), prepared.map_or(0, |prepared| prepared.lines.len()));
    let lines = prepared.map(|p| line_rows(p, sheet, |country| countries.name(country))).unwrap_or_default();
    let anchors = prepared.map(|prepared| Anchors::of(prepared, sheet)).unwrap_or_default();
    let mut open = anchors.rows(prepared.map_or(&[], |p| &p.open));
    let mut before = anchors.rows(prepared.map_or(&[], |p| &p.findings));
    let (state_words, conditions) = stage_words(&view.stage, &open);
    let over = |rows: &mut Vec<FindingRow>| rows.split_off(rows.len().min(FINDINGS_SHOWN)).len();
    let (more_open, more_before) = (over(&mut open), over(&mut before));
    FilePage {
        frame: Frame::of(site, Room::Files, name.clone()),
        name,
        notices: notices(&view),
        facts: facts(site, &view, summary),
        sums: summary.map(sums).unwrap_or_default(),
        fee_notes: prepared.map(|p| p.fee_notes.clone()).unwrap_or_default(),
        why: prepared.map(|p| p.why.clone()).unwrap_or_default(),
        may: may(site, &view),
        before,
        open,
        more_open,
        more_before,
        answers: answers(prepared),
        papers: papers(&view),
        about: about(&view, prepared),
        why_figures: prepared.map(|p| WhyFigures::of(site, &view, p, sheet, asked.why, &asked.reader)),
        lines,
        sheet,
        has_declaration: summary.is_some(),
        clocks: prepared.map(|p| clock_rows(site, p)).unwrap_or_default(),
        messages: view.messages.iter().map(message_row).collect(),
        revision: prepared.and_then(|p| p.revision.clone()).unwrap_or_default(),
        known: view.known.map(words::day).unwrap_or_default(),
        journal: view
            .journal
            .iter()
            .map(|line| JournalRow { at: words::instant(line.at), line: line.clone() })
            .collect(),
        state: view.stage.name(),
        state_words,
        conditions,
        id: view.id,
        client: view.client,
    }
}

/// Where the filing stands, in a sentence, with the authority's conditions.
fn stage_words(stage: &Stage, open: &[FindingRow]) -> (String, Vec<(String, String)>) {
    let named = |all: &[cocket_desk::filing::lifecycle::Condition]| all.iter().map(condition).collect();
    let stopped = match open.iter().filter(|finding| finding.problem).count() {
        0 => None,
        1 => Some("1 finding stops the filing".to_string()),
        more => Some(format!("{} stop the filing", words::count(more, "finding"))),
    };
    match stage {
        Stage::Draft => (stopped.unwrap_or_else(|| "prepare it again".into()), Vec::new()),
        Stage::Checked { tally, .. } if tally.blocks > 0 => (stopped.unwrap_or_default(), Vec::new()),
        Stage::Checked { .. } => ("nothing stops it; a certifier can sign".into(), Vec::new()),
        Stage::Certified { by, at, .. } => (format!("by {by}, {}", words::instant(*at)), Vec::new()),
        Stage::Sent { message, at, .. } => {
            (format!("as message {message}, {}", words::instant(*at)), Vec::new())
        }
        Stage::Accepted { version, at, .. } => {
            (format!("as version {version}, {}", words::instant(*at)), Vec::new())
        }
        Stage::Refused { conditions, at, .. } => {
            (format!("by the authority, {}", words::instant(*at)), named(conditions))
        }
    }
}

/// Answers of the authority that nobody asked for, and a version on file that may be gone.
fn notices(view: &FileView) -> Vec<String> {
    let out_of_place = view.out_of_place.iter().map(|answer| {
        let said = match &answer.verdict {
            Verdict::Accepted { version, .. } => format!("accepted as version {version}"),
            Verdict::Refused { .. } => "refused".to_string(),
            Verdict::NotProcessed { narrative } => format!("not processed: {narrative}"),
        };
        format!(
            "An answer to message {} came at {} out of place: {said}. Ask the authority what it holds.",
            answer.message,
            words::instant(answer.at)
        )
    });
    let uncertain = view.on_file.as_ref().filter(|on_file| !on_file.certain).map(|on_file| {
        format!(
            "Version {} was on file before the last refusal; it may have been deleted. Ask the authority what it holds.",
            on_file.version
        )
    });
    out_of_place.chain(uncertain).collect()
}

fn may(site: &Site, view: &FileView) -> May {
    let role = site.actor.role;
    let clear = matches!(&view.stage, Stage::Checked { tally, .. } if tally.blocks == 0);
    let at_hand = matches!(view.stage, Stage::Draft | Stage::Checked { .. } | Stage::Certified { .. });
    May {
        prepare: role >= Role::Clerk && at_hand,
        certify: role >= Role::Certifier && clear,
        send: role >= Role::Certifier && matches!(view.stage, Stage::Certified { .. }),
        correct: role >= Role::Clerk && matches!(view.stage, Stage::Accepted { .. } | Stage::Refused { .. }),
    }
}

fn facts(site: &Site, view: &FileView, summary: Option<&EntrySummary>) -> Vec<(&'static str, String)> {
    let law = site.desk.law().pack;
    let label = |table: &str, code: &str| {
        let label = law.codes(table).and_then(|table| table.label(code)).map(|label| format!(" {label}"));
        format!("{code}{}", label.unwrap_or_default())
    };
    let Some(entry) = summary else {
        return vec![("Reference", view.reference.clone()), ("Importer number", view.importer.clone())];
    };
    let port = |port: cocket_base::ids::PortCode| {
        format!("{port} {}", law.ports().name(port).unwrap_or_default()).trim().to_string()
    };
    let transport = &entry.transport;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let bond = match &entry.bond.surety_code {
        Some(surety) => format!("{}, surety {surety}", label("bond_types", &entry.bond.kind)),
        None => label("bond_types", &entry.bond.kind),
    };
    let mut facts = vec![
        ("Entry type", label("entry_types", &entry.entry_type)),
        ("Importer number", view.importer.clone()),
        ("Port of entry", port(entry.port_of_entry)),
        ("Entry date", words::day(entry.entry_date)),
        ("Import date", entry.import_date.map(words::day).unwrap_or_default()),
        ("Mode", label("mot", &entry.mode)),
        (
            "Conveyance",
            format!("{} {}", text(&transport.conveyance), text(&transport.trip)).trim().to_string(),
        ),
        ("Exported", transport.export_date.map(words::day).unwrap_or_default()),
        ("Foreign port", text(&transport.foreign_port)),
        ("Bond", bond),
        (
            "Payment",
            entry.payment.kind.as_deref().map(|kind| label("payment_types", kind)).unwrap_or_default(),
        ),
        ("Reference", view.reference.clone()),
    ];
    facts.retain(|(_, value)| !value.is_empty());
    facts
}

fn sums(entry: &EntrySummary) -> Vec<SumRow> {
    let totals = &entry.totals;
    let row =
        |name: &str, amount: String| SumRow { name: name.into(), amount, steps: Vec::new(), total: false };
    let mut rows = vec![
        row("Entered value", words::dollars(totals.entered_value)),
        row("Duty", words::cents(totals.duty)),
    ];
    for fee in &totals.fees {
        let name = match fee.class.as_str() {
            "499" | "311" => format!("Merchandise processing fee ({})", fee.class),
            "501" => "Harbor maintenance fee (501)".to_string(),
            class => format!("Fee {class}"),
        };
        rows.push(SumRow {
            name,
            amount: words::cents(fee.amount),
            steps: step_rows(&fee.steps),
            total: false,
        });
    }
    let extra = [
        ("Internal revenue tax", totals.tax),
        ("Antidumping deposit", totals.antidumping),
        ("Countervailing deposit", totals.countervailing),
    ];
    rows.extend(
        extra
            .into_iter()
            .filter(|(_, amount)| !amount.is_zero())
            .map(|(name, amount)| row(name, words::cents(amount))),
    );
    rows.push(SumRow { total: true, ..row("Payable with the summary", words::cents(totals.payable())) });
    rows
}

fn answers(prepared: Option<&Prepared>) -> Vec<(String, String, String, String)> {
    let given =
        prepared.map(|prepared| prepared.answers.iter().cloned().collect::<Vec<_>>()).unwrap_or_default();
    given
        .into_iter()
        .map(|a| (a.about.clone(), a.field.clone(), a.text(), a.by.unwrap_or_default()))
        .collect()
}

fn papers(view: &FileView) -> Vec<PaperRow> {
    let row = |paper: &cocket_desk::PaperNote| PaperRow {
        name: paper.name.clone(),
        address: format!("/files/{}/papers/{}", view.id, words::escaped(&paper.name)),
        size: words::size(paper.size),
        hash: paper.sha256.chars().take(12).collect(),
    };
    view.papers.iter().map(row).collect()
}

/// What an answer of one's own may be about.
fn about(view: &FileView, prepared: Option<&Prepared>) -> Vec<String> {
    let papers = view.papers.iter().map(|paper| paper.name.clone());
    let lines = prepared.iter().flat_map(|prepared| &prepared.lines);
    let parts: std::collections::BTreeSet<&str> = lines.map(|line| line.part.as_str()).collect();
    papers.chain(parts.into_iter().filter(|part| !part.is_empty()).map(String::from)).collect()
}
