//! Messages to the authority and what its answers say: the wire on one side, the lifecycle on the other.

use cocket_base::{Date, Finding, Severity};
use cocket_filing::EntrySummary;
use cocket_filing::lifecycle::{Answer, BadName, Condition, MessageId, State, SummaryVersion, Verdict};
use cocket_wire::ae::{Action, Transmission, encode_summary};
use cocket_wire::ax::{AxSeverity, Response, decode_responses};
use cocket_wire::batch::{Envelope, Filer, Password, Sender, wrap};
use cocket_wire::fault::Fault;
use cocket_wire::rejection::Rejection;
use cocket_wire::{Application, Limits, Record, decode, encode};
use jiff::Timestamp;

use crate::error::DeskError;

/// The application of entry summaries.
const ENTRY_SUMMARY: &str = "AE";
/// The condition of a system failure: nothing was decided.
const SYSTEM_FAILURE: &str = "ZZZ";

/// What stands in the password's place while a message is kept: the password itself is put in as it leaves.
const NO_PASSWORD: &str = "000000";
/// Columns of the password in the batch header, from 0.
const PASSWORD_AT: std::ops::Range<usize> = 8..14;

/// A kept message as it leaves: with the line's password, six characters, in its header.
pub fn with_password(body: &[u8], password: &Password) -> Vec<u8> {
    let mut leaving = body.to_vec();
    let padded = format!("{:<6}", password.0);
    if let (Some(place), Some(secret)) = (leaving.get_mut(PASSWORD_AT), padded.as_bytes().get(..6)) {
        place.copy_from_slice(secret);
    }
    leaving
}

/// The next message id of a filing: its entry number with a running number behind it.
pub fn next_id(summary: &EntrySummary, filing: &State) -> Result<MessageId, DeskError> {
    let bare: String = summary.entry_number.to_string().chars().filter(|c| *c != '-').collect();
    let bad = |error: BadName| DeskError::BadName(error.to_string());
    let next = filing.messages.len() + 1;
    format!("{bare}-{next:03}").parse().map_err(bad)
}

/// The batch that files a summary.
pub fn entry_summary(
    summary: &EntrySummary,
    id: &MessageId,
    site: &str,
    today: Date,
) -> Result<Vec<u8>, DeskError> {
    let wire = |findings: Vec<Finding>| DeskError::Wire { findings };
    let records = encode_summary(summary, Action::Add, &Transmission::default()).map_err(wire)?;
    let filer = summary.entry_number.filer().to_string();
    let sender = Sender {
        site_code: site.into(),
        id_code: filer.clone(),
        date: Some(today),
        user_data: Some(id.to_string()),
        password: Some(Password(NO_PASSWORD.into())),
        ..Sender::default()
    };
    let envelope = Envelope {
        sender,
        filer: Filer { port: summary.port_of_entry.to_string(), filer_code: filer, ..Filer::default() },
    };
    let application = Application::of(ENTRY_SUMMARY)
        .ok_or_else(|| DeskError::BadName("the wire knows no application AE".into()))?;
    let batch = wrap(application, &records, &envelope).map_err(wire)?;
    encode(&batch).map_err(wire)
}

/// What of a summary does not fit the authority's columns, said while it is prepared and not when it is sent.
///
/// A fact that is missing is left to the edits; it comes up here only when they have nothing to block.
pub fn misfits(summary: &EntrySummary, open: &[Finding]) -> Vec<Finding> {
    let Err(found) = encode_summary(summary, Action::Add, &Transmission::default()) else {
        return Vec::new();
    };
    let blocked = open.iter().any(|finding| finding.severity == Severity::Block);
    let missing = |finding: &Finding| finding.code == Fault::Missing.code();
    let told = found.into_iter().filter(|finding| !(blocked && missing(finding)));
    told.map(|finding| Finding { text: format!("entry summary message: {}", finding.text), ..finding })
        .collect()
}

/// Reads an answer batch. `None` when it names no message of ours or says nothing that decides.
pub fn understand(bytes: &[u8], at: Timestamp) -> Option<Answer> {
    let decoded = decode(bytes, &Limits::default());
    let records = &decoded.records;
    if let Some(rejection) = Rejection::read(records) {
        let message = message_of(&rejection.sender)?;
        return Some(Answer { message, at, verdict: Verdict::Refused { conditions: rejected(&rejection) } });
    }
    let sender = Sender::of(records.first()?);
    let (responses, _) = decode_responses(records);
    let verdict = verdict(responses.first()?)?;
    Some(Answer { message: message_of(&sender)?, at, verdict })
}

/// The message id that came back in the batch header.
fn message_of(sender: &Sender) -> Option<MessageId> {
    sender.user_data.as_deref()?.trim().parse().ok()
}

fn rejected(rejection: &Rejection) -> Vec<Condition> {
    let each = rejection.complaints.iter().flat_map(|complaint| {
        let place = complaint
            .places
            .iter()
            .map(|p| format!("{} {}", p.kind, p.occurrence))
            .collect::<Vec<_>>()
            .join(" ");
        complaint.conditions.iter().map(move |condition| Condition {
            code: condition.code.clone(),
            narrative: condition.narrative.clone(),
            place: place.clone(),
        })
    });
    each.collect()
}

fn verdict(response: &Response) -> Option<Verdict> {
    let outcome = response.outcome.as_ref()?;
    let conditions = || {
        let graver = response
            .conditions
            .iter()
            .filter(|condition| outcome.accepted || condition.severity == AxSeverity::Fatal);
        graver.map(condition).collect::<Vec<_>>()
    };
    if outcome.accepted {
        let version =
            outcome.version.map_or(Ok(SummaryVersion::FIRST), |version| version.to_string().parse());
        return Some(Verdict::Accepted { version: version.ok()?, conditions: conditions() });
    }
    let failure = response.conditions.iter().find(|condition| condition.code == SYSTEM_FAILURE);
    if let Some(failure) = failure {
        return Some(Verdict::NotProcessed { narrative: failure.narrative.clone() });
    }
    Some(Verdict::Refused { conditions: conditions() })
}

fn condition(condition: &cocket_wire::ax::AxCondition) -> Condition {
    Condition {
        code: condition.code.clone(),
        narrative: condition.narrative.clone(),
        place: condition.line_id().map(|line| format!("line {line}")).unwrap_or_default(),
    }
}

/// A message as people read it: its records with their fields.
pub fn readable(bytes: &[u8]) -> Vec<ReadRecord> {
    decode(bytes, &Limits::default()).records.iter().map(ReadRecord::of).collect()
}

/// A record with its filled fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadRecord {
    /// The record's key, as in `10` or `E1`.
    pub key: String,
    /// Its eighty columns.
    pub line: String,
    /// Its filled fields, by name.
    pub fields: Vec<(String, String)>,
}

impl ReadRecord {
    fn of(record: &Record) -> ReadRecord {
        let line = String::from_utf8_lossy(record.columns()).trim_end().to_string();
        if record.is_raw() {
            return ReadRecord { key: line.chars().take(2).collect(), line, fields: Vec::new() };
        }
        let filled = record
            .layout()
            .fields
            .iter()
            .filter(|field| !field.name.starts_with("filler") && !record.is_blank(field));
        let secret = |name: &str| name.contains("password");
        let fields = filled
            .filter(|field| !secret(field.name))
            .map(|field| (field.name.replace('_', " "), record.text(field).trim().to_string()))
            .collect();
        ReadRecord { key: record.key().to_string(), line, fields }
    }
}
