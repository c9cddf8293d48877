//! The seal of a record: SHA-256 over the canonical bytes of all its fields and of the seal before it.
//!
//! Canonical bytes: a title, then every field in the order of the struct. A number is 8 bytes, big end first. A text
//! is its length as such a number and its UTF-8 bytes. What may be absent is one byte, 0 or 1, and the text if 1. No
//! two different records have the same bytes, so no two have the same seal.

use crate::event::Event;
use crate::hash::Hash;

const TITLE: &[u8] = b"cocket journal record 1\n";

/// The last record of the chain: enough, kept elsewhere, to notice later that history was rewritten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its place in the chain; 0 before the first record.
    pub seq: i64,
    /// Its hash.
    pub hash: Hash,
}

impl Head {
    /// The head of an empty journal.
    pub const EMPTY: Head = Head { seq: 0, hash: Hash::ZERO };
}

/// The seal that belongs to a record, whatever `event.hash` says.
pub(crate) fn seal(event: &Event) -> Hash {
    let mut bytes = Vec::with_capacity(TITLE.len() + 256 + event.payload.len());
    bytes.extend_from_slice(TITLE);
    number(&mut bytes, event.seq);
    text(&mut bytes, &event.stream);
    number(&mut bytes, event.version);
    number(&mut bytes, event.recorded_at.as_microsecond());
    text(&mut bytes, &event.effective.to_string());
    text(&mut bytes, &event.actor);
    text(&mut bytes, &event.kind);
    text(&mut bytes, &event.payload);
    optional(&mut bytes, event.document.as_deref());
    optional(&mut bytes, event.key.as_deref());
    bytes.extend_from_slice(event.prev_hash.bytes());
    Hash::of(&bytes)
}

fn number(bytes: &mut Vec<u8>, value: i64) {
    bytes.extend_from_slice(&value.to_be_bytes());
}

fn text(bytes: &mut Vec<u8>, value: &str) {
    bytes.extend_from_slice(&(value.len() as u64).to_be_bytes());
    bytes.extend_from_slice(value.as_bytes());
}

fn optional(bytes: &mut Vec<u8>, value: Option<&str>) {
    bytes.push(u8::from(value.is_some()));
    if let Some(value) = value {
        text(bytes, value);
    }
}

#[cfg(test)]
mod tests {
    use cocket_base::civil::date;
    use jiff::Timestamp;

    use super::*;

    fn event() -> Event {
        Event {
            seq: 7,
            stream: "F-1".into(),
            version: 2,
            recorded_at: Timestamp::from_microsecond(1_764_000_000_000_001).unwrap(),
            effective: date(2026, 6, 16),
            actor: "ann".into(),
            kind: "valued".into(),
            payload: r#"{"cents":1}"#.into(),
            document: None,
            key: Some("k".into()),
            prev_hash: Hash::ZERO,
            hash: Hash::ZERO,
        }
    }

    /// The bytes are a promise: journals of earlier releases must verify.
    #[test]
    fn the_seal_of_a_known_record_never_changes() {
        assert_eq!(
            seal(&event()).to_string(),
            "bfe39c6b4fae1bb30f3ec9ff92014125349a8391bdf7afee1236598602eb0034"
        );
    }

    #[test]
    fn text_cannot_move_from_one_field_to_the_next() {
        let moved = Event { actor: "annv".into(), kind: "alued".into(), ..event() };
        let absent = Event { document: Some(String::new()), ..event() };
        assert_ne!(seal(&event()), seal(&moved));
        assert_ne!(seal(&event()), seal(&absent));
    }
}
