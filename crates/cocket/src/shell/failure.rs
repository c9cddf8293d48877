//! Why a command could not answer, as its exit status and one or few plain lines.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use cocket_base::{Finding, Place};

/// Why a command could not answer.
#[derive(Debug)]
pub enum Failure {
    /// The input could not be read: status 2.
    Input(String),
    /// Anything else: status 1.
    Other(String),
    /// Nobody reads the answers any more: silent, and no fault of ours.
    Closed,
}

impl Failure {
    /// A file that could not be read.
    pub fn reading(path: &Path, error: &std::io::Error) -> Failure {
        Failure::Input(format!("{}: {}", path.display(), cause(error)))
    }

    /// A file that could not be written.
    pub fn writing(path: &Path, error: &std::io::Error) -> Failure {
        Failure::Other(format!("{} could not be written: {}", path.display(), cause(error)))
    }

    /// Findings that leave no answer.
    pub fn findings(what: &str, findings: &[Finding]) -> Failure {
        let lines: Vec<String> =
            findings.iter().take(20).map(|finding| format!("  {}", line_of(finding))).collect();
        let more = findings.len().saturating_sub(20);
        let rest = if more > 0 { format!("\n  and {more} more") } else { String::new() };
        Failure::Input(format!("{what}\n{}{rest}", lines.join("\n")))
    }

    /// Says it on standard error and gives the exit status.
    pub fn report(self) -> ExitCode {
        let (status, text) = match self {
            Failure::Input(text) => (2, text),
            Failure::Other(text) => (1, text),
            Failure::Closed => return ExitCode::SUCCESS,
        };
        // Nothing can be done when standard error is closed too.
        let _ = writeln!(std::io::stderr(), "cocket: {text}");
        ExitCode::from(status)
    }
}

/// A finding in one line; without «at» where it has no place.
pub fn line_of(finding: &Finding) -> String {
    finding.to_string().replacen(" at :", ":", usize::from(finding.place == Place::default()))
}

/// The reason of the system in words a person can act on.
fn cause(error: &std::io::Error) -> String {
    use std::io::ErrorKind::{
        AlreadyExists, IsADirectory, NotADirectory, NotFound, PermissionDenied, StorageFull,
    };
    match error.kind() {
        NotFound => "there is no such file or folder; check the path".into(),
        PermissionDenied => "access is not permitted; check the rights".into(),
        IsADirectory => "it is a folder, not a file; name the file".into(),
        NotADirectory => "it is a file, not a folder; name the folder".into(),
        AlreadyExists => "it exists already; choose another name".into(),
        StorageFull => "the disk is full; free some space".into(),
        _ => error.to_string(),
    }
}
