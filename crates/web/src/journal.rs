//! The journal over all files, newest first, and the proof that its chain is sound.

use std::sync::Arc;

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use cocket_desk::ChronicleLine;
use serde::Deserialize;

use crate::failure::Failure;
use crate::frame::{Frame, Room, page};
use crate::site::Site;
use crate::words;

/// Records of a page.
const ROWS: u32 = 100;

/// What an address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    before: Option<i64>,
}

#[derive(Template)]
#[template(path = "journal.html")]
struct JournalPage {
    frame: Frame,
    rows: Vec<Row>,
    next: Option<i64>,
    /// What a look at the chain came to, when it was asked for.
    verified: Option<(bool, String)>,
}

struct Row {
    at: String,
    line: ChronicleLine,
}

/// `GET /journal`
pub async fn journal(
    State(site): State<Arc<Site>>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Failure> {
    let Query(asked) = asked.map_err(|bad| Failure::unreadable(format!("{bad}.")))?;
    shown(&site, asked.before, None).await
}

/// `POST /journal/verify`
pub async fn verify(State(site): State<Arc<Site>>) -> Result<Response, Failure> {
    let verified = match site.desk.verify_journal().await {
        Ok(report) => {
            let count = words::count(usize::try_from(report.records).unwrap_or(0), "record");
            (true, format!("The chain is sound: {count}, each with the hash of the one before."))
        }
        Err(error) => (false, format!("The chain is broken: {error}.")),
    };
    shown(&site, None, Some(verified)).await
}

async fn shown(
    site: &Site,
    before: Option<i64>,
    verified: Option<(bool, String)>,
) -> Result<Response, Failure> {
    let found = site.desk.journal(&site.actor, before, ROWS).await;
    let chronicle = found.map_err(|error| Failure::of_desk(&error, "journal"))?;
    let rows = chronicle.lines.into_iter().map(|line| Row { at: words::instant(line.line.at), line });
    let frame = Frame::of(site, Room::Journal, "Journal");
    page(&JournalPage { frame, rows: rows.collect(), next: chronicle.before, verified })
}
