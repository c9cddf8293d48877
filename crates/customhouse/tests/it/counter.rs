//! The filer's side of the counter: summaries into batches, answers out of them.

use cocket_customhouse::CustomHouse;
use cocket_filing::EntrySummary;
use cocket_filing::lifecycle::{Answer, Condition, MessageId, Verdict};
use cocket_law::Pack;
use cocket_wire::ae::{Action, Transmission, encode_summary};
use cocket_wire::ax::{AxSeverity, Response, decode_responses};
use cocket_wire::batch::{Envelope, Filer, Password, Sender, wrap};
use cocket_wire::{Application, Limits, Record, decode, encode};
use jiff::Timestamp;

use crate::fixture::schedule;

/// Noon in New York on the fixture's day.
pub fn noon() -> Timestamp {
    "2026-06-17T16:00:00Z".parse().unwrap()
}

/// A house over the starter law and the fixture's schedule.
pub fn house(seed: u64) -> CustomHouse {
    CustomHouse::new(seed, Pack::starter(), schedule)
}

/// The envelope of the fixture's filer, with a message id as user data.
pub fn envelope(message: &str) -> Envelope {
    let sender = Sender {
        site_code: "2704".into(),
        id_code: "ZZ9".into(),
        password: Some(Password("REHEAR".into())),
        date: Some(jiff::civil::date(2026, 6, 17)),
        user_data: Some(message.into()),
        ..Sender::default()
    };
    Envelope { sender, filer: Filer { port: "2704".into(), filer_code: "ZZ9".into(), ..Filer::default() } }
}

/// The records of a summary.
pub fn records(summary: &EntrySummary, action: Action) -> Vec<Record> {
    encode_summary(summary, action, &Transmission::default()).unwrap()
}

/// A batch with one summary.
pub fn batch(summary: &EntrySummary, action: Action, message: &str) -> Vec<u8> {
    pack(&records(summary, action), message)
}

/// A batch of these records.
pub fn pack(records: &[Record], message: &str) -> Vec<u8> {
    encode(&wrap(Application::of("AE").unwrap(), records, &envelope(message)).unwrap()).unwrap()
}

/// The answers in a batch, which must be sound to the last column.
pub fn answers(bytes: &[u8]) -> Vec<Response> {
    let decoded = decode(bytes, &Limits::default());
    assert!(decoded.findings.is_empty(), "{:#?}", decoded.findings);
    let structure = cocket_wire::structure::parse(&decoded.records).findings;
    assert!(structure.is_empty(), "{structure:#?}");
    let (responses, findings) = decode_responses(&decoded.records);
    assert!(findings.is_empty(), "{findings:#?}");
    responses
}

/// The one answer to one summary.
pub fn answer(bytes: &[u8]) -> Response {
    let mut responses = answers(bytes);
    assert_eq!(responses.len(), 1, "{responses:#?}");
    responses.remove(0)
}

/// Fatal codes of an answer, in its order.
pub fn fatal(response: &Response) -> Vec<&str> {
    let fatal = response.conditions.iter().filter(|condition| condition.severity == AxSeverity::Fatal);
    fatal.map(|condition| condition.code.as_str()).collect()
}

/// The message that a batch answers and what it says, as the lifecycle takes it.
pub fn verdict(bytes: &[u8], at: Timestamp) -> Option<Answer> {
    let decoded = decode(bytes, &Limits::default());
    let message: MessageId = Sender::of(decoded.records.first()?).user_data?.parse().ok()?;
    let response = decode_responses(&decoded.records).0.into_iter().next()?;
    let outcome = response.outcome?;
    let condition = |found: cocket_wire::ax::AxCondition| Condition {
        place: found
            .references
            .iter()
            .map(|part| format!("{} {}", part.kind, part.text))
            .collect::<Vec<_>>()
            .join(", "),
        code: found.code,
        narrative: found.narrative,
    };
    let conditions = response.conditions.into_iter().map(condition).collect();
    let verdict = match outcome.version.filter(|_| outcome.accepted) {
        Some(version) => Verdict::Accepted { version, conditions },
        None if outcome.code == "ZZZ" => Verdict::NotProcessed { narrative: outcome.narrative },
        None => Verdict::Refused { conditions },
    };
    Some(Answer { message, at, verdict })
}
