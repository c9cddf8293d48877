//! Refusals and failures, in the look of every page: what happened, where, what to do.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use cocket_desk::DeskError;

use crate::frame::Frame;

/// Why there is no page, in words for the person who asked.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The answer's status.
    pub status: StatusCode,
    /// What happened, as a heading.
    pub what: &'static str,
    /// The particulars.
    pub text: String,
    /// What to do.
    pub remedy: &'static str,
    /// The file to go back to; without one, the list of files.
    pub file: Option<String>,
}

impl Failure {
    /// A failure that leads back to the list of files.
    pub fn new(
        status: StatusCode,
        what: &'static str,
        text: impl Into<String>,
        remedy: &'static str,
    ) -> Failure {
        Failure { status, what, text: text.into(), remedy, file: None }
    }

    /// There is nothing at this address.
    pub fn no_page(path: &str) -> Failure {
        let path: String = path.chars().take(120).collect();
        let text = format!("No page of this desk lies at {path}.");
        Failure::new(
            StatusCode::NOT_FOUND,
            "There is no such page",
            text,
            "Open the file from the list of files.",
        )
    }

    /// There is no such file, or it is another client's.
    pub fn no_file(id: &str) -> Failure {
        let id: String = id.chars().take(120).collect();
        let text = format!("There is no file {id} among those you may see.");
        let remedy = "Search for its entry number, reference or client.";
        Failure::new(StatusCode::NOT_FOUND, "There is no such file", text, remedy)
    }

    /// What was sent is not what the page sends.
    pub fn unreadable(text: impl Into<String>) -> Failure {
        let remedy = "Go back, look at what was entered, and send it again.";
        Failure::new(StatusCode::BAD_REQUEST, "This cannot be read", text, remedy)
    }

    /// The program failed.
    pub fn broken(doing: &str, error: &dyn std::fmt::Display) -> Failure {
        let text = format!("While {doing}: {error}.");
        let remedy =
            "Try again; when it stays, look at the log of the server and at the data directory's free space.";
        Failure::new(StatusCode::INTERNAL_SERVER_ERROR, "The desk could not do this", text, remedy)
    }

    /// The same failure, leading back to a file.
    pub fn back_to_file(self, id: &str) -> Failure {
        Failure { file: Some(id.to_string()), ..self }
    }

    /// What a service of the desk said about a file.
    pub fn of_desk(error: &DeskError, id: &str) -> Failure {
        let sentence = || {
            let mut text = error.to_string();
            if let Some(first) = text.get(..1).map(str::to_uppercase) {
                text.replace_range(..1, &first);
            }
            text + "."
        };
        let refused = |status, what, remedy| Failure::new(status, what, sentence(), remedy).back_to_file(id);
        match error {
            DeskError::NoFile { .. } => Failure::no_file(id),
            DeskError::Denied(_) => refused(
                StatusCode::FORBIDDEN,
                "You may not do this",
                "Nothing was changed; ask a person who may.",
            ),
            DeskError::Refused(_) | DeskError::NoDeclaration { .. } => refused(
                StatusCode::CONFLICT,
                "This cannot be done now",
                "Nothing was changed; look at the findings and the state of the file.",
            ),
            DeskError::Conflict => refused(
                StatusCode::CONFLICT,
                "Somebody else changed the file meanwhile",
                "Nothing was changed; look at the file again and repeat.",
            ),
            DeskError::Wire { .. } | DeskError::BadName(_) | DeskError::EntryNumberTaken { .. } => refused(
                StatusCode::UNPROCESSABLE_ENTITY,
                "This does not fit",
                "Nothing was changed; mend what is named and repeat.",
            ),
            DeskError::Paper { .. } | DeskError::Unreadable(_) | DeskError::Store(_) | DeskError::Json(_) => {
                Failure::broken("working on the file", error).back_to_file(id)
            }
        }
    }
}

/// The page of a failure.
#[derive(Template)]
#[template(path = "failure.html")]
pub struct FailurePage {
    /// Frame.
    pub frame: Frame,
    /// What to say.
    pub failure: Failure,
}

impl IntoResponse for Failure {
    /// Plain words, with the failure attached: the guard around all pages prints it in the desk's look.
    fn into_response(self) -> Response {
        let mut response =
            (self.status, format!("{}. {} {}\n", self.what, self.text, self.remedy)).into_response();
        response.extensions_mut().insert(self);
        response
    }
}
