//! Every case of the store, on SQLite and on PostgreSQL through the same code.

#![expect(clippy::unwrap_used, reason = "a case that cannot go on has failed")]

#[path = "../../../../xtask/src/official.rs"]
mod official;

mod engines;
mod server;

mod blobs;
mod bounds;
mod desk;
mod journal;
mod lists;
mod messages;
mod model;
mod opening;
mod tampering;
