//! What must hold for any question, export, schedule, table or measure file whatever. The fuzz target includes this file.

use cocket_base::Dollars;
use cocket_base::civil::date;
use cocket_tariff::engine::{Tariff, rate_json};
use cocket_tariff::measure::{Pack, SourceFile, lint};
use cocket_tariff::rate::{RateExpr, RateFacts, Special, assess};
use cocket_tariff::revision::{Revision, Revisions};
use cocket_tariff::schedule::{compact, import, starter};

/// The first byte picks who reads the rest.
pub fn check(bytes: &[u8]) {
    let Some((pick, rest)) = bytes.split_first() else { return };
    let text = String::from_utf8_lossy(rest);
    match pick % 6 {
        0 => question(&text),
        1 => export(rest),
        2 => schedule(&text),
        3 => revisions(&text),
        4 => measures("any.toml", &text),
        _ => rate_text(&text),
    }
}

/// A question of duty: one of the four outcomes, with what belongs to it.
pub fn question(text: &str) {
    let answer = rate_json(Tariff::starter(), text, None);
    let complete = match answer.outcome {
        "decided" => answer.duty.is_some() && !answer.lines.is_empty(),
        "needs_facts" => answer.needs.iter().any(|need| !need.question.is_empty()),
        "prohibited" => !answer.reasons.is_empty(),
        _ => answer.outcome == "invalid" && !answer.findings.is_empty(),
    };
    assert!(complete, "{answer:?}");
    assert!(serde_json::to_string(&answer).unwrap().len() < text.len() * 100 + (1 << 20));
}

/// An export of the schedule: what is read is written in our form and read back.
pub fn export(bytes: &[u8]) {
    let revision = Revision::new("2026_rev_10".parse().unwrap(), date(2026, 6, 8), date(2026, 6, 8));
    match import::read(bytes, revision) {
        Ok(imported) => {
            let written = compact::write_full(&imported.schedule);
            let back = compact::read(&written).unwrap_or_else(|error| panic!("{error}\n{written}"));
            assert_eq!(compact::write_full(&back), written);
        }
        Err(error) => assert!(error.to_string().len() < 4_000, "{error}"),
    }
}

/// A schedule in our form: what is read is written as it reads.
pub fn schedule(text: &str) {
    let head = compact::read_head(text);
    match compact::read(text) {
        Ok(schedule) => {
            assert_eq!(head.as_ref(), Ok(schedule.revision()));
            let written = compact::write_full(&schedule);
            let back = compact::read(&written).unwrap_or_else(|error| panic!("{error}\n{written}"));
            assert_eq!(compact::write_full(&back), written);
        }
        Err(error) => assert!(error.to_string().len() < 4_000, "{error}"),
    }
}

/// The table of revisions.
pub fn revisions(text: &str) {
    if let Ok(table) = Revisions::read(text) {
        for revision in table.iter() {
            assert_eq!(table.get(revision.id), Some(revision));
        }
    }
}

/// A measure file, looked over when it can be read.
pub fn measures(name: &str, text: &str) {
    match Pack::load(&[SourceFile { name, text }]) {
        Ok(pack) => drop(lint(&pack, &starter())),
        Err(error) => assert!(!error.0.is_empty() && error.0.len() < text.len() + 10, "{error}"),
    }
}

/// The text of a rate: what is read is worked out or asks, and its own spelling reads as the same.
pub fn rate_text(text: &str) {
    if let Ok(rate) = RateExpr::parse(text) {
        let spelled = rate.to_string();
        assert_eq!(RateExpr::parse(&spelled).as_ref(), Ok(&rate), "«{text}» -> «{spelled}»");
        for value in [0, 1, 2_500, 9_999_999_999] {
            let _ = assess(&rate, &RateFacts::new(Dollars::new(value)));
        }
    }
    if let Ok(special) = Special::parse(text) {
        let _ = special.claim("KR");
    }
}
