//! The program as its users see it: run as a process, judged by what it says, writes and returns.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

#[path = "../../../../xtask/src/official.rs"]
mod official;

mod desk;
mod engines;
mod help;
mod law;
mod manual;
mod office;
mod packets;
mod pull;
mod samples;
mod schedules;
