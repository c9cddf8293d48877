//! What can go wrong between a declaration and its paper.

/// Why a document could not be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// The template has a fault: a change to a `.typ` file that does not compile.
    #[error("{template} line {line}: {message}; correct the template")]
    Template {
        /// File name under `templates`.
        template: String,
        /// Line, from 1; 0 when the fault has no place.
        line: usize,
        /// What the compiler said.
        message: String,
    },
    /// The laid-out pages could not be written as PDF.
    #[error("the pages could not be written as PDF: {message}")]
    Pdf {
        /// What the writer said.
        message: String,
    },
    /// The workbook could not be written.
    #[error("the workbook could not be written at {at}: {message}")]
    Workbook {
        /// Sheet and cell.
        at: String,
        /// What the writer said.
        message: String,
    },
    /// More of something than the paper can hold.
    #[error("{found} {what} are too many for {paper}, which holds {limit}; split the entry")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// The paper.
        paper: &'static str,
        /// How many were given.
        found: usize,
        /// How many fit.
        limit: usize,
    },
}
