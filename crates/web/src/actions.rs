//! What a person does on a file's page: answer, prepare, certify, send, correct. Each posts and leads back to the page.

use std::sync::Arc;

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use cocket_desk::DeskError;
use cocket_desk::entry::Answer;
use serde::Deserialize;

use crate::failure::Failure;
use crate::site::Site;

/// Longest text of a field.
const LONGEST: usize = 1_000;

/// An answer to a finding.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerForm {
    about: String,
    field: String,
    value: String,
}

/// The reason of a correction.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReasonForm {
    reason: String,
}

fn back(id: &str, done: Result<(), DeskError>, place: &str) -> Result<Response, Failure> {
    done.map_err(|error| Failure::of_desk(&error, id))?;
    Ok(Redirect::to(&format!("/files/{id}{place}")).into_response())
}

fn read<T>(form: Result<Form<T>, FormRejection>) -> Result<T, Failure> {
    form.map(|Form(form)| form).map_err(|bad| Failure::unreadable(format!("{bad}.")))
}

/// `POST /files/{id}/answers`
pub async fn answer(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    form: Result<Form<AnswerForm>, FormRejection>,
) -> Result<Response, Failure> {
    let form = read(form)?;
    let value = form.value.trim();
    let long = [form.about.as_str(), &form.field, value].iter().any(|text| text.chars().count() > LONGEST);
    if value.is_empty() || long {
        let text = if long { "The answer is too long." } else { "No answer was given." };
        return Err(Failure::unreadable(text).back_to_file(&id));
    }
    let answer = Answer { about: form.about, field: form.field, value: value.into(), by: None };
    back(&id, site.desk.answer(&site.actor, &id, vec![answer]).await.map(drop), "#findings")
}

/// `POST /files/{id}/prepare`
pub async fn prepare(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Result<Response, Failure> {
    back(&id, site.desk.prepare_file(&site.actor, &id).await.map(drop), "")
}

/// `POST /files/{id}/certify`
pub async fn certify(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Result<Response, Failure> {
    back(&id, site.desk.certify(&site.actor, &id).await, "")
}

/// `POST /files/{id}/send`: the message goes into the outbox and the line carries it at once. What the line cannot carry now
/// stays in the outbox.
pub async fn send(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Result<Response, Failure> {
    site.desk.send(&site.actor, &id).await.map_err(|error| Failure::of_desk(&error, &id))?;
    let mut authority = site.authority.lock().await;
    back(&id, site.desk.work_link(&mut *authority).await.map(drop), "#messages")
}

/// `POST /files/{id}/correct`
pub async fn correct(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    form: Result<Form<ReasonForm>, FormRejection>,
) -> Result<Response, Failure> {
    let form = read(form)?;
    let reason: String = form.reason.trim().chars().take(LONGEST).collect();
    if reason.is_empty() {
        return Err(Failure::unreadable("A correction needs its reason.").back_to_file(&id));
    }
    back(&id, site.desk.correct(&site.actor, &id, &reason).await, "")
}
