//! What the pages are built over, and the way from an address to a page.

use std::sync::Arc;

use axum::Router;
use cocket_desk::{Actor, Authority, Desk, FileView};
use tokio::sync::Mutex;

/// The forms and sheets of a file, made by whoever links the heavy crates. Each may take seconds and is called on a thread
/// of its own; a refusal is a sentence for the person who asked.
pub trait Paperwork: Send + Sync {
    /// The entry summary, CBP form 7501, as PDF.
    fn form_7501(&self, view: &FileView) -> Result<Vec<u8>, String>;
    /// The entry, CBP form 3461, as PDF.
    fn form_3461(&self, view: &FileView) -> Result<Vec<u8>, String>;
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

/// Every page of the desk.
pub fn router(site: Site) -> Router {
    Router::new().with_state(Arc::new(site))
}
