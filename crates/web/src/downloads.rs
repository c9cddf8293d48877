//! Papers as they came, and the forms and the worksheet that are made of a file.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use cocket_desk::FileView;

use crate::failure::Failure;
use crate::file::look;
use crate::site::{Paperwork, Site};
use crate::words;

const PDF: &str = "application/pdf";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// `GET /files/{id}/papers/{name}`: always saved, never shown: a paper is somebody else's text.
pub async fn paper(
    State(site): State<Arc<Site>>,
    Path((id, name)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let found = site.desk.paper(&site.actor, &id, &name).await;
    let bytes = found.map_err(|error| Failure::of_desk(&error, &id))?;
    let disposition = format!("attachment; filename*=UTF-8''{}", words::escaped(&name));
    Ok((
        [
            (header::CONTENT_TYPE, "application/octet-stream".to_string()),
            (header::CONTENT_DISPOSITION, disposition),
        ],
        bytes,
    )
        .into_response())
}

/// `GET /files/{id}/messages/{message}/{side}`: all records of what was `sent` or `received`, eighty columns a line.
pub async fn message(
    State(site): State<Arc<Site>>,
    Path((id, message, side)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let view = look(&site, &id).await?;
    let found = view.messages.iter().find(|one| one.id == message);
    let records = match (found, side.as_str()) {
        (Some(message), "sent") => &message.records,
        (Some(message), "received") => &message.answer,
        _ => return Err(Failure::no_page(&format!("/files/{id}/messages/{message}/{side}"))),
    };
    let text: String = records.iter().map(|record| format!("{:<80}\n", record.line)).collect();
    let disposition =
        format!("attachment; filename*=UTF-8''{}.txt", words::escaped(&format!("{message}-{side}")));
    let kind = "text/plain; charset=utf-8".to_string();
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], text).into_response())
}

/// `GET /files/{id}/cbp7501.pdf`
pub async fn form_7501(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Result<Response, Failure> {
    made(&site, &id, PDF, "inline", |papers, view| papers.form_7501(view)).await
}

/// `GET /files/{id}/cbp3461.pdf`
pub async fn form_3461(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Result<Response, Failure> {
    made(&site, &id, PDF, "inline", |papers, view| papers.form_3461(view)).await
}

/// `GET /files/{id}/explanation.pdf`
pub async fn explanation(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Result<Response, Failure> {
    made(&site, &id, PDF, "inline", |papers, view| papers.explanation(view)).await
}

/// `GET /files/{id}/worksheet.xlsx`
pub async fn worksheet(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Result<Response, Failure> {
    made(&site, &id, XLSX, "attachment", |papers, view| papers.worksheet(view)).await
}

/// Makes a paper on a thread of its own.
async fn made(
    site: &Site,
    id: &str,
    kind: &'static str,
    disposition: &'static str,
    make: impl FnOnce(&dyn Paperwork, &FileView) -> Result<Vec<u8>, String> + Send + 'static,
) -> Result<Response, Failure> {
    let view = look(site, id).await?;
    let papers = site.papers.clone();
    let made = tokio::task::spawn_blocking(move || make(&*papers, &view)).await;
    let made = made.map_err(|error| Failure::broken("making the document", &error).back_to_file(id))?;
    let bytes = made.map_err(|why| {
        let text = format!("{why}.");
        Failure::new(StatusCode::CONFLICT, "This document cannot be made yet", text, "Nothing was changed.")
            .back_to_file(id)
    })?;
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response())
}
