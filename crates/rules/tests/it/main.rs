//! Rules against the worked examples and sample packets kept beside the repository; skipped, plainly, without them.

#![allow(clippy::unwrap_used, reason = "a test may stop on the spot")]

#[path = "../../../../xtask/src/official.rs"]
mod official;

#[path = "../../../tariff/tests/it/scenario.rs"]
mod duty_scenario;
#[path = "../../../../xtask/src/proofs.rs"]
mod proofs;

mod coverage;
mod explain;
mod law_folder;
mod limits;
mod origin;
mod origin_laws;
mod origin_reference;
mod origin_rules;
mod packets;
mod scenarios;
mod shared;
mod smoke;
mod total;
mod unverified;
mod value_scenarios;
mod vectors;
