//! Size limits of everything that comes from outside, and the checks that keep them.

use crate::error::StoreError;

/// An id, key, name of an actor, kind or state, in bytes.
pub const MAX_ID_BYTES: usize = 200;
/// A short text: a description, a reason, a reference, in bytes.
pub const MAX_TEXT_BYTES: usize = 4_000;
/// The JSON of one event, remembered value or job, in bytes. Larger things are blobs.
pub const MAX_PAYLOAD_BYTES: usize = 1 << 20;
/// Events of one append.
pub const MAX_EVENTS: usize = 10_000;
/// A message to or from the authority, in bytes.
pub const MAX_MESSAGE_BYTES: usize = 16 << 20;
/// A paper, in bytes, unless the options say otherwise.
pub const MAX_BLOB_BYTES: u64 = 64 << 20;
/// Rows of one page.
pub const MAX_PAGE: u32 = 1_000;

fn invalid(what: &'static str, why: String) -> StoreError {
    StoreError::Invalid { what, why }
}

/// An id: not empty, one line, not long.
pub(crate) fn check_id(what: &'static str, text: &str) -> Result<(), StoreError> {
    if text.is_empty() {
        return Err(invalid(what, "is empty; give one".to_owned()));
    }
    if text.chars().any(char::is_control) {
        return Err(invalid(what, "holds a control character; take it out".to_owned()));
    }
    check_size(what, text.len(), MAX_ID_BYTES)
}

/// A text of limited length.
pub(crate) fn check_text(what: &'static str, text: &str) -> Result<(), StoreError> {
    check_size(what, text.len(), MAX_TEXT_BYTES)
}

/// A JSON text: well formed and of limited length.
pub(crate) fn check_json(what: &'static str, text: &str) -> Result<(), StoreError> {
    check_size(what, text.len(), MAX_PAYLOAD_BYTES)?;
    let parsed = serde_json::from_str::<serde::de::IgnoredAny>(text);
    parsed.map(|_| ()).map_err(|e| invalid(what, format!("is not JSON: {e}")))
}

/// A size within a limit.
pub(crate) fn check_size(what: &'static str, found: usize, limit: usize) -> Result<(), StoreError> {
    if found > limit {
        return Err(invalid(what, format!("is too large: {found} bytes, at most {limit}")));
    }
    Ok(())
}
