//! The engines over HTTP: one JSON question gets one answer, JSON Lines in give JSON Lines out, in bounded memory.
//!
//! An engine's answer is the one its command gives, also when its outcome is `invalid`. What HTTP itself refuses (size,
//! media type, a body that is no question) is a problem as in RFC 9457.

use std::sync::Arc;

use axum::Json;
use axum::body::{Body, BodyDataStream, to_bytes};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use cocket_base::Date;
use cocket_desk::asking::{self, Door, Telling};
use cocket_desk::{BadQuestion, Knowledge, Sources};
use futures_util::{StreamExt, stream};
use serde::Deserialize;

use crate::failure::Failure;
use crate::site::Site;

/// Longest question, in bytes.
pub const QUESTION_LIMIT: usize = 1 << 20;
/// Media types of JSON Lines.
const LINES: [&str; 3] = ["application/x-ndjson", "application/jsonl", "application/json-lines"];
const REMEDY: &str = "see docs/api.md for the form of a question";

/// What an address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Asked {
    known: Option<Date>,
}

/// What a search looks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sought {
    q: String,
    known: Option<Date>,
}

/// `GET /api/v1/find?q=WORDS`
pub async fn find(
    State(site): State<Arc<Site>>,
    sought: Result<Query<Sought>, QueryRejection>,
) -> Result<Response, Failure> {
    let Query(sought) = sought.map_err(|bad| Failure::unreadable(format!("{bad}.")))?;
    let allowed = site.desk.questions(&site.actor, sought.known);
    let (sources, day) = allowed.map_err(|error| Failure::of_desk(&error, ""))?;
    Ok(Json(asking::find(Telling::of(&sources, day), &sought.q)).into_response())
}

/// `GET /api/v1/example/{name}`
pub async fn example(
    State(site): State<Arc<Site>>,
    Path(name): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Failure> {
    let Query(asked) = asked.map_err(|bad| Failure::unreadable(format!("{bad}.")))?;
    let allowed = site.desk.questions(&site.actor, asked.known);
    let (sources, day) = allowed.map_err(|error| Failure::of_desk(&error, ""))?;
    let named = asking::named(Telling::of(&sources, day), &name);
    let named = named.map_err(|text| Failure {
        text: format!("{text}."),
        remedy: "Look for it with /api/v1/find?q=WORDS.",
        ..Failure::no_page(&format!("/api/v1/example/{name}"))
    })?;
    Ok(Json(named).into_response())
}

/// `POST /api/v1/{engine}`, and `POST /api/v1/ask` for lines that name their engine
pub async fn ask(
    State(site): State<Arc<Site>>,
    Path(name): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Failure> {
    let door = Door::named(&name).ok_or_else(|| Failure::no_page(&format!("/api/v1/{name}")))?;
    let Query(asked) = asked.map_err(|bad| Failure::unreadable(format!("{bad}.")))?;
    let allowed = site.desk.questions(&site.actor, asked.known);
    let (sources, day) = allowed.map_err(|error| Failure::of_desk(&error, ""))?;
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match kind.as_str() {
        "application/json" => one(door, &sources, day, body).await,
        kind if LINES.contains(&kind) => Ok(many(door, sources, day, body)),
        other => Err(Failure::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "This kind of body is not read",
            format!("The body came as «{}».", other.chars().take(80).collect::<String>()),
            "Send one question as application/json, or a question a line as application/x-ndjson.",
        )),
    }
}

async fn one(door: Door, sources: &Sources, day: Knowledge, body: Body) -> Result<Response, Failure> {
    let bytes = to_bytes(body, QUESTION_LIMIT).await.map_err(|_| {
        Failure::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "The question is too long",
            format!("A question has at most {QUESTION_LIMIT} bytes, and all of them must arrive."),
            "Send many questions as application/x-ndjson, one a line.",
        )
    })?;
    let text = std::str::from_utf8(&bytes).map_err(|_| Failure::unreadable("The body is not UTF-8."))?;
    let answer = door.answer(sources, day, text.trim()).map_err(|bad| Failure {
        remedy: "Mend the question; docs/api.md shows one.",
        ..Failure::unreadable(format!("{bad}."))
    })?;
    Ok(([(header::CONTENT_TYPE, "application/json")], answer).into_response())
}

fn many(door: Door, sources: Arc<Sources>, day: Knowledge, body: Body) -> Response {
    let lines =
        Lines { body: body.into_data_stream(), held: Vec::new(), looked: 0, ended: false, skipping: false };
    let answers = stream::try_unfold((lines, sources), move |(mut lines, sources)| async move {
        let Some(piece) = lines.piece().await? else { return Ok::<_, axum::Error>(None) };
        // Long pieces of work do not stand in the way of pages.
        let own = sources.clone();
        let answered = tokio::task::spawn_blocking(move || answers(door, &own, day, &piece)).await;
        Ok(Some((answered.map_err(axum::Error::new)?, (lines, sources))))
    });
    ([(header::CONTENT_TYPE, LINES[0])], Body::from_stream(answers)).into_response()
}

/// The answers to some whole lines, a line each. A blank line is no question.
fn answers(door: Door, sources: &Sources, day: Knowledge, piece: &Piece) -> String {
    let mut out = String::new();
    let mut put = |answer: &str| {
        out.push_str(answer);
        out.push('\n');
    };
    let whole = piece.lines.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
    for line in whole {
        let answer = match std::str::from_utf8(line) {
            Ok(text) => door.answer(sources, day, text.trim()),
            Err(_) => Err(BadQuestion::new("the line is not UTF-8")),
        };
        put(&answer.unwrap_or_else(|bad| bad.as_answer(REMEDY)));
    }
    if piece.cut {
        put(&BadQuestion::new(format!("the line is longer than {QUESTION_LIMIT} bytes")).as_answer(REMEDY));
    }
    out
}

/// Lines as they come in, of which never much more than one piece or one longest line is held.
struct Lines {
    body: BodyDataStream,
    held: Vec<u8>,
    /// Bytes of `held` that are known to hold no end of a line.
    looked: usize,
    ended: bool,
    /// Inside a line that is too long: everything to its end is passed over.
    skipping: bool,
}

/// Whole lines, and whether a line behind them was cut off as too long.
struct Piece {
    lines: Vec<u8>,
    cut: bool,
}

impl Lines {
    /// The next lines: what has arrived, at least one line. None at the end.
    async fn piece(&mut self) -> Result<Option<Piece>, axum::Error> {
        loop {
            if self.skipping {
                self.skip();
            }
            let fresh = self.held.get(self.looked..).unwrap_or_default();
            if let Some(end) = fresh.iter().rposition(|byte| *byte == b'\n') {
                let rest = self.held.split_off(self.looked + end + 1);
                self.looked = 0;
                return Ok(Some(Piece { lines: std::mem::replace(&mut self.held, rest), cut: false }));
            }
            self.looked = self.held.len();
            if self.looked > QUESTION_LIMIT {
                (self.skipping, self.held, self.looked) = (true, Vec::new(), 0);
                return Ok(Some(Piece { lines: Vec::new(), cut: true }));
            }
            if self.ended {
                let last = std::mem::take(&mut self.held);
                return Ok((!last.is_empty()).then_some(Piece { lines: last, cut: false }));
            }
            match self.body.next().await {
                Some(chunk) => self.held.extend_from_slice(&chunk?),
                None => self.ended = true,
            }
        }
    }

    fn skip(&mut self) {
        match self.held.iter().position(|byte| *byte == b'\n') {
            Some(end) => {
                self.held.drain(..=end);
                self.skipping = false;
            }
            None => self.held.clear(),
        }
    }
}
