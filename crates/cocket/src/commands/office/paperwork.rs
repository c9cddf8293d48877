//! Forms and worksheet of a file, for the pages: draft until the summary is accepted.

use std::sync::Arc;

use cocket_base::{Account, Reader};
use cocket_desk::{Desk, FileView};
use cocket_documents::{
    Declarant, DocumentError, Filer, FormContext, FormState, WorksheetContext, explanation, form_3461,
    form_7501, worksheet,
};
use cocket_entry::explain_all;
use cocket_filing::EntrySummary;
use cocket_filing::lifecycle::Stage;
use cocket_web::Paperwork;

use crate::commands::print::{LETTER_LINES, Names, explanation_context, fee_limits};

/// The papers that an office makes.
pub struct OfficePapers {
    desk: Arc<Desk>,
}

impl OfficePapers {
    /// Papers of this desk's files.
    pub fn new(desk: &Arc<Desk>) -> OfficePapers {
        OfficePapers { desk: desk.clone() }
    }

    /// What there is to tell of a file's figures.
    fn told(&self, view: &FileView, reader: Reader, most: usize) -> Vec<Account> {
        let (_, today) = self.desk.now();
        let known = view.known.unwrap_or(today);
        let prepared = view.prepared.as_deref();
        prepared
            .map(|prepared| explain_all(self.desk.law(), prepared, known, reader, most))
            .unwrap_or_default()
    }

    /// Makes a form of the file's declaration.
    fn form(
        &self,
        view: &FileView,
        make: impl Fn(&EntrySummary, &FormContext<'_>) -> Result<Vec<u8>, DocumentError>,
    ) -> Result<Vec<u8>, String> {
        let entry = declaration(view)?;
        let (_, today) = self.desk.now();
        let labels = Names { pack: self.desk.law().pack, entry };
        let context = FormContext {
            state: state(view),
            declarant: declarant(&view.stage),
            labels: &labels,
            ..FormContext::draft(today, Filer::default())
        };
        make(entry, &context).map_err(|error| error.to_string())
    }
}

impl Paperwork for OfficePapers {
    fn form_7501(&self, view: &FileView) -> Result<Vec<u8>, String> {
        self.form(view, form_7501)
    }

    fn form_3461(&self, view: &FileView) -> Result<Vec<u8>, String> {
        self.form(view, form_3461)
    }

    fn explanation(&self, view: &FileView) -> Result<Vec<u8>, String> {
        let entry = declaration(view)?;
        let (_, today) = self.desk.now();
        let paper = explanation_context(entry, state(view), today);
        let accounts = self.told(view, Reader::Client, LETTER_LINES);
        explanation(&accounts, &paper).map_err(|error| error.to_string())
    }

    fn worksheet(&self, view: &FileView) -> Result<Vec<u8>, String> {
        let entry = declaration(view)?;
        let (_, today) = self.desk.now();
        let law = self.desk.law().pack;
        let limits = fee_limits(law, entry, view.known.unwrap_or(today));
        let findings = view.prepared.as_ref().map(|prepared| prepared.open.as_slice()).unwrap_or_default();
        let labels = Names { pack: law, entry };
        let accounts = self.told(view, Reader::Colleague, usize::MAX);
        let context = WorksheetContext {
            state: state(view),
            today,
            findings,
            accounts: &accounts,
            limits: &limits,
            labels: &labels,
        };
        worksheet(entry, &context).map_err(|error| error.to_string())
    }
}

fn declaration(view: &FileView) -> Result<&EntrySummary, String> {
    let declared = view.prepared.as_ref().and_then(|prepared| prepared.declaration.as_ref());
    declared.ok_or_else(|| "no declaration can be stated yet; answer what is open first".to_string())
}

fn state(view: &FileView) -> FormState {
    match Desk::accepted(&view.stage) {
        Some((date, version)) => FormState::Accepted { date, version },
        None => FormState::Draft,
    }
}

/// Who signed, as long as the signature stands; it goes out with what is sent.
fn declarant(stage: &Stage) -> Option<Declarant> {
    match stage {
        Stage::Certified { by, .. } => Some(Declarant { name: by.to_string(), ..Declarant::default() }),
        Stage::Sent { certified, .. } => declarant(certified),
        _ => None,
    }
}
