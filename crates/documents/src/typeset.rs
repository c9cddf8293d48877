//! The Typst world of the forms: embedded templates and fonts, one virtual data file, no I/O and no clock.
//!
//! A template is a text file in `templates/`; it reads its figures, already printed, from `/data.json`. The date that
//! stands in the PDF comes with the data, so the same input gives the same bytes.

use std::sync::OnceLock;

use serde::Serialize;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::layout::{Frame, FrameItem};
use typst::syntax::{DiagSpan, FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, Timestamp};

use crate::error::DocumentError;

/// Every template file: name and text.
const TEMPLATES: &[(&str, &str)] = &[
    ("common.typ", include_str!("../templates/common.typ")),
    ("cbp7501.typ", include_str!("../templates/cbp7501.typ")),
    ("cbp3461.typ", include_str!("../templates/cbp3461.typ")),
    ("explanation.typ", include_str!("../templates/explanation.typ")),
];

/// How many compilations a memoised layout outlives. Keeps a long-running process from growing.
const MEMO_AGE: usize = 4;

/// What never changes between documents.
struct Press {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    sources: Vec<Source>,
}

fn press() -> &'static Press {
    static PRESS: OnceLock<Press> = OnceLock::new();
    PRESS.get_or_init(|| {
        let files = [notosans::REGULAR_TTF, notosans::BOLD_TTF];
        let fonts: Vec<Font> = files.into_iter().flat_map(|file| Font::iter(Bytes::new(file))).collect();
        let source = |(name, text): &(&str, &str)| Some(Source::new(file_id(name)?, (*text).into()));
        Press {
            library: LazyHash::new(Library::builder().build()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            sources: TEMPLATES.iter().filter_map(source).collect(),
        }
    })
}

fn file_id(name: &str) -> Option<FileId> {
    Some(FileId::new(RootedPath::new(VirtualRoot::Project, VirtualPath::new(name).ok()?)))
}

/// One compilation: a template and its data.
struct Job {
    press: &'static Press,
    main: FileId,
    data: Bytes,
}

impl World for Job {
    fn library(&self) -> &LazyHash<Library> {
        &self.press.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.press.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let found = self.press.sources.iter().find(|source| source.id() == id);
        found.cloned().ok_or_else(|| FileError::NotFound(id.get().vpath().get_with_slash().into()))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match id.get().vpath().get_with_slash() {
            "/data.json" => Ok(self.data.clone()),
            other => Err(FileError::NotFound(other.into())),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.press.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// A form laid out, ready to print.
pub struct Sheet {
    document: PagedDocument,
    ident: String,
    date: jiff::civil::Date,
}

impl Sheet {
    /// Lays out `template` with `data`. `ident` names the document for good; `date` stands in its metadata.
    pub(crate) fn lay_out(
        template: &str,
        data: &impl Serialize,
        ident: String,
        date: jiff::civil::Date,
    ) -> Result<Sheet, DocumentError> {
        let unknown =
            |message: String| DocumentError::Template { template: template.into(), line: 0, message };
        let main = file_id(template).ok_or_else(|| unknown("is not a file name".into()))?;
        let data = serde_json::to_vec(data).map_err(|error| unknown(error.to_string()))?;
        let job = Job { press: press(), main, data: Bytes::new(data) };
        let compiled = typst::compile::<PagedDocument>(&job).output;
        typst::comemo::evict(MEMO_AGE);
        match compiled {
            Ok(document) => Ok(Sheet { document, ident, date }),
            Err(faults) => {
                Err(faults.first().map_or_else(|| unknown("did not compile".into()), |f| fault(&job, f)))
            }
        }
    }

    /// The document as PDF bytes; the same sheet gives the same bytes.
    pub fn pdf(&self) -> Result<Vec<u8>, DocumentError> {
        let day = |n: i8| u8::try_from(n).unwrap_or(1);
        let (year, month, day) = (i32::from(self.date.year()), day(self.date.month()), day(self.date.day()));
        let options = PdfOptions {
            ident: Smart::Custom(self.ident.clone()),
            creator: Smart::Custom(Some("Cocket".into())),
            timestamp: Datetime::from_ymd_hms(year, month, day, 0, 0, 0).map(Timestamp::new_utc),
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&self.document, &options).map_err(|faults| {
            let message = faults.first().map_or_else(String::new, |fault| fault.message.to_string());
            DocumentError::Pdf { message }
        })
    }

    /// How many pages there are.
    pub fn pages(&self) -> usize {
        self.document.pages().len()
    }

    /// The words on a page (from 0), in the order they were set; empty when there is no such page.
    pub fn text(&self, page: usize) -> Vec<String> {
        self.placed(page).into_iter().map(|word| word.text).collect()
    }

    /// Every run of text on a page (from 0) with its place.
    pub fn placed(&self, page: usize) -> Vec<Placed> {
        let mut runs = Vec::new();
        if let Some(page) = self.document.pages().get(page) {
            collect(&page.frame, typst::layout::Transform::identity(), &mut runs);
        }
        runs
    }
}

/// A run of text and where it stands, in points from the top left corner of the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// The text.
    pub text: String,
    /// Left end of its base line.
    pub x: f64,
    /// Its base line.
    pub y: f64,
    /// Its width.
    pub width: f64,
    /// Size of the type.
    pub size: f64,
    /// False for the watermark, which stands askew.
    pub upright: bool,
}

fn collect(frame: &Frame, at: typst::layout::Transform, runs: &mut Vec<Placed>) {
    use typst::layout::{Point, Transform};
    for (point, item) in frame.items() {
        let here = at.pre_concat(Transform::translate(point.x, point.y));
        match item {
            FrameItem::Group(group) => collect(&group.frame, here.pre_concat(group.transform), runs),
            FrameItem::Text(text) => {
                let start = Point::zero().transform(here);
                runs.push(Placed {
                    text: text.text.to_string(),
                    x: start.x.to_pt(),
                    y: start.y.to_pt(),
                    width: text.width().to_pt(),
                    size: text.size.to_pt(),
                    upright: here.ky.is_zero(),
                });
            }
            _ => {}
        }
    }
}

fn fault(job: &Job, diagnostic: &SourceDiagnostic) -> DocumentError {
    let (template, line) = place(job, diagnostic.span).unwrap_or_else(|| ("template".into(), 0));
    DocumentError::Template { template, line, message: diagnostic.message.to_string() }
}

fn place(job: &Job, span: DiagSpan) -> Option<(String, usize)> {
    let id = span.id()?;
    let source = job.source(id).ok()?;
    let line = source.lines().byte_to_line(job.range(span)?.start)?;
    Some((id.get().vpath().get_without_slash().into(), line + 1))
}

/// The text with every character that our font lacks written in Latin letters, and cut to `limit` characters.
pub(crate) fn printable(text: &str, limit: usize) -> String {
    let font = press().fonts.first();
    let known = |c: char| font.is_none_or(|font| font.info().coverage.contains(c.into()));
    let mut out = String::with_capacity(text.len().min(limit));
    for (at, c) in text.chars().enumerate() {
        match c {
            _ if at == limit => {
                out.push('…');
                break;
            }
            c if c.is_whitespace() => out.push(' '),
            c if c.is_control() => {}
            c if known(c) => out.push(c),
            c => out.push_str(any_ascii::any_ascii_char(c)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_outside_the_font_are_written_in_latin_letters() {
        assert_eq!(printable("Straße 5 ¢ € Łódź", 90), "Straße 5 ¢ € Łódź");
        assert_eq!(printable("深圳 Ltd", 90), "ShenZhen Ltd");
        assert_eq!(printable("a\tb\u{7}c", 90), "a bc");
        assert_eq!(printable("abcdef", 3), "abc…");
    }

    #[test]
    fn a_fault_names_template_and_line() {
        let broken = Source::new(file_id("common.typ").unwrap(), "#let a = 1\n\n#let b = (\n".into());
        let press = Press {
            library: LazyHash::new(Library::builder().build()),
            book: LazyHash::new(FontBook::new()),
            fonts: vec![],
            sources: vec![broken],
        };
        let press: &'static Press = Box::leak(Box::new(press));
        let job = Job { press, main: file_id("common.typ").unwrap(), data: Bytes::new(vec![]) };
        let faults = typst::compile::<PagedDocument>(&job).output.unwrap_err();
        let DocumentError::Template { template, line, message } = fault(&job, &faults[0]) else { panic!() };
        assert_eq!((template.as_str(), line), ("common.typ", 3), "{message}");
    }
}
