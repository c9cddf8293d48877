//! A paper's bytes to its sheets: workbooks and text tables, bounded before anything is unpacked.

mod archive;
mod delimited;
mod encoding;
mod formula;
mod spreadsheet;

use cocket_base::{Finding, Place};

use crate::grid::Grid;
use crate::limits::Limits;

pub use encoding::{Decoded, decode};

/// What a paper is by its first bytes and its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// An XLSX or XLSM workbook.
    Workbook,
    /// Text: CSV, TSV, TXT, JSON.
    Text,
    /// Something this program does not read, with its name.
    Foreign(&'static str),
}

/// The form of a paper. The bytes outweigh the name: an XLSX called `.csv` is a workbook.
pub fn form(name: &str, bytes: &[u8]) -> Form {
    let extension = name.rsplit_once('.').map(|(_, ext)| ext.to_ascii_lowercase()).unwrap_or_default();
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return match extension.as_str() {
            "ods" => Form::Foreign("an OpenDocument sheet"),
            "docx" | "odt" | "pptx" => Form::Foreign("a word processor's file"),
            "xlsb" => Form::Foreign("a binary workbook (XLSB)"),
            "zip" => Form::Foreign("an archive"),
            _ => Form::Workbook,
        };
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return match extension.as_str() {
            "xlsx" | "xlsm" => Form::Foreign("a workbook protected by a password"),
            _ => Form::Foreign("an old binary workbook (XLS)"),
        };
    }
    for (magic, what) in [
        (b"%PDF".as_slice(), "a PDF"),
        (b"\x89PNG", "a picture"),
        (b"\xff\xd8\xff", "a picture"),
        (b"GIF8", "a picture"),
        (b"{\\rtf", "an RTF text"),
        (b"\x1f\x8b", "a compressed file"),
        (b"7z\xbc\xaf", "an archive"),
        (b"Rar!", "an archive"),
    ] {
        if bytes.starts_with(magic) {
            return Form::Foreign(what);
        }
    }
    match extension.as_str() {
        "xlsx" | "xlsm" => Form::Workbook,
        "pdf" => Form::Foreign("a PDF"),
        "png" | "jpg" | "jpeg" | "gif" | "tif" | "tiff" => Form::Foreign("a picture"),
        _ => Form::Text,
    }
}

/// The sheets of a paper, with the findings of its opening. An empty list of sheets comes with the reason.
pub fn open(name: &str, bytes: &[u8], hint: Option<&str>, limits: &Limits) -> (Vec<Grid>, Vec<Finding>) {
    if bytes.len() > limits.paper_bytes {
        let text = format!("{} bytes; at most {} are read", bytes.len(), limits.paper_bytes);
        return (Vec::new(), vec![*too_large(name, text)]);
    }
    if bytes.is_empty() {
        let finding = Finding::block("PAPER_UNREADABLE", Place::file(name), "the file is empty");
        return (Vec::new(), vec![finding.with_remedy("ask for the paper again")]);
    }
    match form(name, bytes) {
        Form::Workbook => spreadsheet::sheets(name, bytes, limits),
        Form::Text => {
            let (grid, findings) = delimited::table(name, bytes, hint, limits);
            (grid.into_iter().collect(), findings)
        }
        Form::Foreign(what) => {
            let text = format!("{what} is not read; nothing of it was used");
            let finding = Finding::block("PAPER_UNSUPPORTED", Place::file(name), text);
            (Vec::new(), vec![finding.with_remedy("save it as .xlsx or .csv, or ask the seller for one")])
        }
    }
}

/// The finding that refuses a paper, or a sheet of it.
type Refusal = Box<Finding>;

/// A paper beyond a bound.
fn too_large(name: &str, text: String) -> Refusal {
    let finding = Finding::block("PAPER_TOO_LARGE", Place::file(name), text);
    Box::new(finding.with_remedy("ask for the paper in parts, or without what is not needed"))
}

/// A paper that cannot be opened.
fn unreadable(name: &str, text: impl Into<String>) -> Refusal {
    let finding = Finding::block("PAPER_UNREADABLE", Place::file(name), text);
    Box::new(finding.with_remedy("ask for the paper again, or save it anew as .xlsx or .csv"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_outweigh_the_name() {
        assert_eq!(form("invoice.csv", b"PK\x03\x04rest"), Form::Workbook);
        assert_eq!(form("invoice.xlsx", b"%PDF-1.7"), Form::Foreign("a PDF"));
        assert!(matches!(form("invoice.xlsx", &[0xd0, 0xcf, 0x11, 0xe0]), Form::Foreign(_)));
        assert_eq!(form("invoice.txt", b"Style;Qty"), Form::Text);
    }

    #[test]
    fn what_is_not_read_says_so() {
        let (sheets, findings) = open("invoice.pdf", b"%PDF-1.7", None, &Limits::default());
        assert!(sheets.is_empty());
        assert_eq!(findings[0].code, "PAPER_UNSUPPORTED");
        let (_, findings) = open("invoice.csv", b"", None, &Limits::default());
        assert_eq!(findings[0].code, "PAPER_UNREADABLE");
        let small = Limits { paper_bytes: 3, ..Limits::default() };
        assert_eq!(open("a.csv", b"a,b,c", None, &small).1[0].code, "PAPER_TOO_LARGE");
    }
}
