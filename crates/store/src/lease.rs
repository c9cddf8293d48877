//! Leases: a worker takes a piece of work for a time; a worker that dies gives it back by not finishing.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::error::StoreError;

/// Whether a marking changed anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marked {
    /// It did.
    Now,
    /// It was so before, or has moved on since: nothing was changed.
    Already,
}

impl Marked {
    pub(crate) fn from_rows(rows: u64) -> Marked {
        if rows > 0 { Marked::Now } else { Marked::Already }
    }
}

/// The instant a lease taken now ends.
pub(crate) fn lease_end(now: Timestamp, lease: Duration) -> Result<Timestamp, StoreError> {
    let invalid = |why: String| StoreError::Invalid { what: "the lease", why };
    let lease = SignedDuration::try_from(lease).map_err(|e| invalid(e.to_string()))?;
    now.checked_add(lease).map_err(|e| invalid(e.to_string()))
}

/// Claiming is the one place with two texts: on PostgreSQL, workers pass over rows that others are just taking.
macro_rules! claim_sql {
    ($engine:expr, $table:literal, $open:literal, $order:literal) => {
        match $engine {
            crate::db::Engine::Sqlite => claim_sql!(@text $table, $open, $order, ""),
            crate::db::Engine::Postgres => claim_sql!(@text $table, $open, $order, "for update skip locked"),
        }
    };
    (@text $table:literal, $open:literal, $order:literal, $lock:literal) => {
        concat!(
            "update ", $table, "
             set state = 'claimed', claimed_by = $1, lease_until_us = $3, attempts = attempts + 1
             where id = (
                 select id from ", $table, " as open
                 where state in ('waiting', 'claimed')
                   and ((state = 'waiting' and due_at_us <= $2) or (state = 'claimed' and lease_until_us <= $2))
                   and ", $open, "
                 order by ", $order, " limit 1 ", $lock, "
             )
             returning *"
        )
    };
}
pub(crate) use claim_sql;
