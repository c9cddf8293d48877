//! What the schedule says of a number on a day, and numbers found by words or first digits.

use std::sync::Arc;

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use cocket_base::Date;
use cocket_base::ids::TariffNumber;
use cocket_desk::tariff::schedule::{self, Hit, Schedule, ShowAnswer};
use serde::Deserialize;

use super::compare::{HistoryRow, history_rows};
use crate::failure::Failure;
use crate::frame::{Frame, Room, page};
use crate::site::Site;

/// Numbers that a search gives, and numbers below one that are shown.
const HITS: usize = 50;
const BELOW: usize = 500;
/// Longest search that is read, in characters.
const LONGEST: usize = 200;
/// Digits from which a number can be rated, and the last chapter that can.
const RATED: usize = 8;
const LAST_RATED: u8 = 97;

/// What an address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    as_of: String,
}

impl Asked {
    fn day(&self, today: Date) -> Result<Date, Failure> {
        if self.as_of.trim().is_empty() {
            return Ok(today);
        }
        self.as_of.trim().parse().map_err(|_| {
            let text: String = self.as_of.chars().take(40).collect();
            Failure::unreadable(format!("«{text}» is no day; write it as in 2026-06-16."))
        })
    }
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    frame: Frame,
    q: String,
    day: Date,
    hits: Vec<Hit>,
    revision: String,
    /// True when the revision holds the official words.
    has_words: bool,
    /// The revisions held, newest first, for comparisons.
    revisions: Vec<(String, Date, Date)>,
}

#[derive(Template)]
#[template(path = "number.html")]
struct NumberPage {
    frame: Frame,
    day: Date,
    shown: ShowAnswer,
    notice: String,
    /// True when its duty can be worked out.
    is_rated: bool,
    /// Numbers below that are not shown.
    more: usize,
    history: Vec<HistoryRow>,
    looked_at: String,
}

/// `GET /tariff`
pub async fn search(
    State(site): State<Arc<Site>>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Failure> {
    let Query(asked) = asked.map_err(|bad| Failure::unreadable(format!("{bad}.")))?;
    let (schedule, day, _) = held(&site, &asked)?;
    let q: String = asked.q.trim().chars().take(LONGEST).collect();
    let hits = if q.is_empty() { Vec::new() } else { schedule::search(&schedule, &q, HITS) };
    let allowed = site.desk.questions(&site.actor, None);
    let (sources, _) = allowed.map_err(|error| Failure::of_desk(&error, ""))?;
    let revisions = sources.law.tariff.schedules.held().iter().rev().map(|schedule| {
        let revision = schedule.revision();
        (revision.id.to_string(), revision.from, revision.known)
    });
    page(&SearchPage {
        frame: Frame::of(&site, Room::Tariff, "Tariff"),
        q,
        day,
        hits,
        revision: schedule.revision().id.to_string(),
        has_words: schedule.has_descriptions(),
        revisions: revisions.collect(),
    })
}

/// `GET /tariff/{number}`
pub async fn number(
    State(site): State<Arc<Site>>,
    Path(text): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Failure> {
    let Query(asked) = asked.map_err(|bad| Failure::unreadable(format!("{bad}.")))?;
    let number: TariffNumber = text.parse().map_err(|_| Failure::no_page(&format!("/tariff/{text}")))?;
    let (schedule, day, notice) = held(&site, &asked)?;
    let revision = schedule.revision().id;
    let mut shown = schedule::show(&schedule, &number).ok_or_else(|| {
        let text = format!("{number} stands neither in {revision} nor above anything in it.");
        Failure::new(
            StatusCode::NOT_FOUND,
            "There is no such number",
            text,
            "Search the tariff by words or first digits.",
        )
    })?;
    let more = shown.below.len().saturating_sub(BELOW);
    shown.below.truncate(BELOW);
    let allowed = site.desk.questions(&site.actor, None);
    let (sources, _) = allowed.map_err(|error| Failure::of_desk(&error, ""))?;
    let told = schedule::history(number, sources.law.tariff.schedules.held());
    let looked_at = told.looked_at.map(|(first, last)| format!("{first} to {last}"));
    page(&NumberPage {
        frame: Frame::of(&site, Room::Tariff, number.to_string()),
        day,
        is_rated: number.len() >= RATED && number.chapter() <= LAST_RATED,
        shown,
        notice: notice.unwrap_or_default(),
        more,
        history: history_rows(&told),
        looked_at: looked_at.unwrap_or_default(),
    })
}

/// The schedule of the day asked for, and what to know about it.
fn held(site: &Site, asked: &Asked) -> Result<(Arc<Schedule>, Date, Option<String>), Failure> {
    let allowed = site.desk.questions(&site.actor, None);
    let (sources, knowledge) = allowed.map_err(|error| Failure::of_desk(&error, ""))?;
    let day = asked.day(knowledge.today)?;
    let held = sources.law.tariff.schedules.as_of(day, knowledge.known).ok_or_else(|| {
        let remedy = "Import an export of the schedule: cocket tariff import FILE.";
        Failure::new(
            StatusCode::NOT_FOUND,
            "No schedule is held",
            "The desk holds no revision of the tariff.",
            remedy,
        )
    })?;
    Ok((held.schedule.clone(), day, held.notice(day)))
}
