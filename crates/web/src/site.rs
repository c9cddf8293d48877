//! What the pages are built over, and the way from an address to a page.

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, State};
use axum::http::Uri;
use axum::response::{Redirect, Response};
use axum::routing::{get, post};
use axum::{Router, middleware};
use cocket_desk::{Actor, Authority, Desk, FileView};
use tokio::sync::Mutex;

use crate::failure::Failure;
use crate::frame::{Frame, KeysPage, Room, page};
use crate::{actions, api, assets, downloads, file, guard, journal, list, openapi, tariff};

/// The forms and sheets of a file, made by whoever links the heavy crates. Each may take seconds and is called on a thread
/// of its own; a refusal is a sentence for the person who asked.
pub trait Paperwork: Send + Sync {
    /// The entry summary, CBP form 7501, as PDF.
    fn form_7501(&self, view: &FileView) -> Result<Vec<u8>, String>;
    /// The entry, CBP form 3461, as PDF.
    fn form_3461(&self, view: &FileView) -> Result<Vec<u8>, String>;
    /// Why the figures are what they are, for the client, as PDF.
    fn explanation(&self, view: &FileView) -> Result<Vec<u8>, String>;
    /// The worksheet with every step, as a workbook.
    fn worksheet(&self, view: &FileView) -> Result<Vec<u8>, String>;
}

/// A desk that is served: its services, the person who sits at it, and the other side of the link.
#[derive(Clone)]
pub struct Site {
    /// The services.
    pub desk: Arc<Desk>,
    /// Who sits at the desk.
    pub actor: Actor,
    /// Forms and sheets.
    pub papers: Arc<dyn Paperwork>,
    /// True when messages go to the built-in custom house and nowhere else.
    pub rehearsal: bool,
    /// The other side of the link; a message that is sent is carried at once.
    pub authority: Arc<Mutex<dyn Authority + Send>>,
    /// Names under which the desk may be asked for besides the loopback ones, as in `desk.example.org:8443`.
    pub hosts: Vec<String>,
}

/// Most bytes of a request's body.
const BODY_LIMIT: usize = 64 << 10;

/// Every page of the desk.
pub fn router(site: Site) -> Router {
    let site = Arc::new(site);
    Router::new()
        .route("/", get(|| async { Redirect::to("/files") }))
        .route("/files", get(list::files))
        .route("/files/{id}", get(file::file))
        .route("/files/{id}/answers", post(actions::answer))
        .route("/files/{id}/prepare", post(actions::prepare))
        .route("/files/{id}/certify", post(actions::certify))
        .route("/files/{id}/send", post(actions::send))
        .route("/files/{id}/correct", post(actions::correct))
        .route("/files/{id}/papers/{name}", get(downloads::paper))
        .route("/files/{id}/messages/{message}/{side}", get(downloads::message))
        .route("/files/{id}/cbp7501.pdf", get(downloads::form_7501))
        .route("/files/{id}/cbp3461.pdf", get(downloads::form_3461))
        .route("/files/{id}/explanation.pdf", get(downloads::explanation))
        .route("/files/{id}/worksheet.xlsx", get(downloads::worksheet))
        .route("/api/v1/{engine}", post(api::ask))
        .route("/api/v1/find", get(api::find))
        .route("/api/v1/example/{name}", get(api::example))
        .route("/api/v1/openapi.json", get(openapi::openapi))
        .route("/duty", get(tariff::duty))
        .route("/tariff", get(tariff::search))
        .route("/tariff/compare", get(tariff::compare))
        .route("/tariff/{number}", get(tariff::number))
        .route("/journal", get(journal::journal))
        .route("/journal/verify", post(journal::verify))
        .route("/keys", get(keys))
        .route("/desk.css", get(assets::style))
        .route("/keys.js", get(assets::keys))
        .route("/icon.svg", get(assets::icon))
        .route("/healthz", get(|| async { "ok\n" }))
        .fallback(|uri: Uri| async move { Failure::no_page(uri.path()) })
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn_with_state(site.clone(), guard::guard))
        .with_state(site)
}

async fn keys(State(site): State<Arc<Site>>) -> Result<Response, Failure> {
    page(&KeysPage { frame: Frame::of(&site, Room::None, "Keys") })
}
