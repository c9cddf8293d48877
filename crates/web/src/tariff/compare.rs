//! What a revision changed, and what became of a number.

use std::sync::Arc;

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use cocket_base::ids::TariffNumber;
use cocket_desk::tariff::revision::RevisionId;
use cocket_desk::tariff::schedule::{
    Diff, Field, Happening, History, Part, Schedule, Succession, Wanted, diff,
};
use serde::Deserialize;

use crate::failure::Failure;
use crate::frame::{Frame, Room, page};
use crate::site::Site;
use crate::words;

/// Rows of one kind that a page shows; narrowing shows the others.
const SHOWN: usize = 400;

/// What an address asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    from: String,
    to: String,
    under: String,
    only: String,
    field: String,
}

#[derive(Template)]
#[template(path = "compare.html")]
struct ComparePage {
    frame: Frame,
    asked: Asked,
    revisions: Vec<String>,
    parts: Vec<&'static str>,
    fields: Vec<&'static str>,
    found: Option<Found>,
}

struct Found {
    counts: Vec<(&'static str, String)>,
    numbers: Vec<(&'static str, TariffNumber)>,
    successions: Vec<SuccessionRow>,
    changes: Vec<(TariffNumber, String, String, String)>,
    /// Rows left out.
    more: usize,
}

/// A succession in words.
pub struct SuccessionRow {
    /// What happened.
    pub kind: &'static str,
    /// Numbers that ended.
    pub ended: Vec<TariffNumber>,
    /// Numbers added.
    pub added: Vec<TariffNumber>,
    /// Numbers that stayed beside them.
    pub beside: Vec<TariffNumber>,
    /// How sure it is.
    pub basis: &'static str,
}

/// Something that a revision did with a number.
pub struct HistoryRow {
    /// The revision and from when it is law.
    pub revision: String,
    /// The number.
    pub number: TariffNumber,
    /// What happened.
    pub what: String,
    /// As printed before and after, of a changed field.
    pub change: Option<(String, String)>,
    /// What took its place, or where it comes from.
    pub succession: Option<SuccessionRow>,
}

/// `GET /tariff/compare`
pub async fn compare(
    State(site): State<Arc<Site>>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Failure> {
    let Query(asked) = asked.map_err(|bad| Failure::unreadable(format!("{bad}.")))?;
    let allowed = site.desk.questions(&site.actor, None);
    let (sources, _) = allowed.map_err(|error| Failure::of_desk(&error, ""))?;
    let held = sources.law.tariff.schedules.held();
    let read = |text: &str| -> Result<Arc<Schedule>, Failure> {
        let id: RevisionId = text.parse().map_err(|bad| Failure::unreadable(format!("{bad}.")))?;
        held.iter().find(|schedule| schedule.revision().id == id).cloned().ok_or_else(|| {
            let remedy = "Import it with «cocket tariff import FILE» and start the desk again.";
            Failure::new(
                StatusCode::NOT_FOUND,
                "This revision is not held",
                format!("{id} is not held."),
                remedy,
            )
        })
    };
    let found = match (asked.from.as_str(), asked.to.as_str()) {
        ("", _) | (_, "") => None,
        (from, to) => {
            let (from, to, wanted) = (read(from)?, read(to)?, wanted(&asked)?);
            let compared = tokio::task::spawn_blocking(move || diff(&from, &to).only(&wanted)).await;
            Some(found(compared.map_err(|error| Failure::broken("comparing", &error))?))
        }
    };
    page(&ComparePage {
        frame: Frame::of(&site, Room::Tariff, "What a revision changed"),
        revisions: held.iter().map(|schedule| schedule.revision().id.to_string()).collect(),
        parts: Part::NAMES.map(|(name, _)| name).into(),
        fields: Field::NAMES.map(|(name, _)| name).into(),
        asked,
        found,
    })
}

fn wanted(asked: &Asked) -> Result<Wanted, Failure> {
    fn read<T: std::str::FromStr<Err: std::fmt::Display>>(text: &str) -> Result<Option<T>, Failure> {
        let text = text.trim();
        let read = (!text.is_empty()).then(|| text.parse());
        read.transpose().map_err(|bad| Failure::unreadable(format!("{bad}.")))
    }
    Ok(Wanted {
        under: read(&asked.under)?,
        parts: read::<Part>(&asked.only)?.into_iter().collect(),
        fields: read::<Field>(&asked.field)?.into_iter().collect(),
    })
}

fn found(diff: Diff) -> Found {
    let counts = [
        ("added", diff.added.len()),
        ("ended", diff.ended.len()),
        ("changed", diff.changed.len()),
        ("successions", diff.successions.len()),
    ];
    let came = diff.added.into_iter().map(|number| ("added", number));
    let went = diff.ended.into_iter().map(|number| ("ended", number));
    let mut numbers: Vec<_> = came.chain(went).collect();
    let mut successions: Vec<_> = diff.successions.iter().map(succession_row).collect();
    let changed = diff.changed.into_iter().flat_map(|changed| {
        changed
            .changes
            .into_iter()
            .map(move |change| (changed.number, change.field, change.before, change.after))
    });
    let mut changes: Vec<_> = changed.collect();
    let over = |len: usize| len.saturating_sub(SHOWN);
    let more = over(numbers.len()) + over(successions.len()) + over(changes.len());
    numbers.truncate(SHOWN);
    successions.truncate(SHOWN);
    changes.truncate(SHOWN);
    let counts = counts.map(|(what, count)| (what, words::number(count.into())));
    Found { counts: counts.into(), numbers, successions, changes, more }
}

fn succession_row(one: &Succession) -> SuccessionRow {
    SuccessionRow {
        kind: one.kind.words(),
        ended: one.ended.clone(),
        added: one.added.clone(),
        beside: one.beside.clone(),
        basis: one.basis.words(),
    }
}

/// A history as rows, a changed field each.
pub fn history_rows(told: &History) -> Vec<HistoryRow> {
    let mut rows = Vec::new();
    for event in &told.events {
        let mut push = |what: &str, change, succession: Option<&Succession>| {
            rows.push(HistoryRow {
                revision: format!("{}, law from {}", event.revision, event.from),
                number: event.number,
                what: what.into(),
                change,
                succession: succession.map(succession_row),
            });
        };
        match &event.what {
            Happening::Added { succession } => push("added", None, succession.as_ref()),
            Happening::Ended { succession } => push("ended", None, succession.as_ref()),
            Happening::Changed { changes } => changes
                .iter()
                .for_each(|one| push(&one.field, Some((one.before.clone(), one.after.clone())), None)),
        }
    }
    rows
}
