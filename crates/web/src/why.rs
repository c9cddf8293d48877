//! «Why these figures»: the whole entry and one line of it in plain words, for the client or for a colleague.
//!
//! A file can have thousands of lines. Only the line that is asked for is explained, so a page costs the same for any file.

use cocket_base::Reader;
use cocket_desk::FileView;
use cocket_desk::entry::{Prepared, explain_entry, explain_line};

use crate::sheet::Sheet;
use crate::site::Site;
use crate::told::{ToldRow, other, reader, told_row};

/// What the section shows.
pub struct WhyFigures {
    /// The reader's word.
    pub reader: &'static str,
    /// The other reader's word, and the address that switches to it.
    pub other: (&'static str, String),
    /// The line that is explained, by its number.
    pub line: u32,
    /// How many lines there are.
    pub count: usize,
    /// The sheet of lines shown on the page.
    pub sheet: usize,
    /// The address of the line before, and of the one after.
    pub beside: (Option<String>, Option<String>),
    /// The accounts of the line.
    pub of_line: Vec<ToldRow>,
    /// The accounts of the whole entry.
    pub of_entry: Vec<ToldRow>,
}

impl WhyFigures {
    /// The section of a file's page: the line asked for, else the first of the sheet.
    pub fn of(
        site: &Site,
        view: &FileView,
        prepared: &Prepared,
        sheet: Sheet,
        why: Option<u32>,
        word: &str,
    ) -> WhyFigures {
        let (_, today) = site.desk.now();
        let (law, known) = (site.desk.law(), view.known.unwrap_or(today));
        let reader = reader(word);
        let first = sheet.of(&prepared.lines).first();
        let asked = why.and_then(|number| prepared.lines.iter().position(|line| line.number == number));
        let at = asked
            .or_else(|| prepared.lines.iter().position(|line| Some(line.number) == first.map(|f| f.number)));
        let line = at.and_then(|at| prepared.lines.get(at));
        let address = |number: u32, reader: Reader| {
            format!("?sheet={}&why={number}&for={}#why", sheet.number, reader.word())
        };
        let number = line.map_or(0, |line| line.number);
        let neighbour = |at: Option<usize>| {
            at.and_then(|at| prepared.lines.get(at)).map(|line| address(line.number, reader))
        };
        let rows = |accounts: Vec<cocket_base::Account>| accounts.into_iter().map(told_row).collect();
        WhyFigures {
            reader: reader.word(),
            other: (other(reader).word(), address(number, other(reader))),
            line: number,
            count: prepared.lines.len(),
            sheet: sheet.number,
            beside: (neighbour(at.and_then(|at| at.checked_sub(1))), neighbour(at.map(|at| at + 1))),
            of_line: line.map(|line| rows(explain_line(law, prepared, line, reader))).unwrap_or_default(),
            of_entry: rows(explain_entry(law, prepared, known, reader)),
        }
    }
}
