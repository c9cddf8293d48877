//! What a layout is: the fields of a record with their columns, and how they tile the eighty of them.

use std::fmt;

pub use cocket_base::Trust;

use crate::classes;

/// Columns in a record.
pub const WIDTH: usize = 80;

/// What a field may hold. Source of the classes: Batch and Block Control chapter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Blanks (S).
    Filler,
    /// Letters and blanks, from the left (A).
    Letters,
    /// Letters, digits and blanks, from the left (AN).
    Alphanumeric,
    /// Any printable character, from the left (X).
    Printable,
    /// Digits that fill the field, or blanks when unused (N).
    Digits,
    /// Digits from the left, as tariff numbers in some chapters.
    DigitsLeft,
    /// Blanks, then digits, to the right edge (SN).
    Number,
    /// A date as MMDDYY, or blanks when unused (D).
    Date,
    /// Anything but control characters: a record that no table knows.
    Any,
}

/// Whether a field must be filled when its record is present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Designation {
    /// Always.
    Mandatory,
    /// When a rule asks for it.
    Conditional,
    /// At will.
    Optional,
}

/// A code that a field admits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// This text; the empty text is a blank field.
    Text(&'static str),
    /// Any text of the same length between the two.
    Range(&'static str, &'static str),
    /// A text in which `#` is a digit.
    Pattern(&'static str),
}

impl Code {
    /// True when the code admits `text` (without trailing blanks).
    pub fn admits(&self, text: &[u8]) -> bool {
        match self {
            Code::Text(code) => code.as_bytes() == text,
            Code::Range(from, to) => {
                text.len() == from.len() && (from.as_bytes()..=to.as_bytes()).contains(&text)
            }
            Code::Pattern(pattern) => {
                let same = |(model, byte): (u8, &u8)| {
                    if model == b'#' { byte.is_ascii_digit() } else { model == *byte }
                };
                pattern.len() == text.len() && pattern.bytes().zip(text).all(same)
            }
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Code::Text("") => f.write_str("blank"),
            Code::Text(text) | Code::Pattern(text) => f.write_str(text),
            Code::Range(from, to) => write!(f, "{from} to {to}"),
        }
    }
}

/// One field of a record.
#[derive(Debug, PartialEq, Eq)]
pub struct FieldSpec {
    /// Name, unique in its record.
    pub name: &'static str,
    /// First column, from 0.
    pub start: usize,
    /// Column after the last one, from 0.
    pub end: usize,
    /// What it may hold.
    pub class: Class,
    /// Implied decimals of a number.
    pub decimals: u8,
    /// Whether it must be filled.
    pub designation: Designation,
    /// True for passwords and personal numbers: never shown in findings or logs.
    pub private: bool,
    /// The text that a new record carries here.
    pub constant: Option<&'static str>,
    /// The codes it admits; none listed means any.
    pub allowed: &'static [Code],
    /// The code table of the law data that lists its codes.
    pub list: Option<&'static str>,
    /// A word of explanation.
    pub words: &'static str,
}

impl FieldSpec {
    /// How many columns it takes.
    pub const fn width(&self) -> usize {
        self.end - self.start
    }

    /// Its columns as people count them: from 1, both ends included, as in `10-15`.
    pub fn columns(&self) -> String {
        if self.width() == 1 { self.end.to_string() } else { format!("{}-{}", self.start + 1, self.end) }
    }

    /// True when `text`, without trailing blanks, is one of the listed codes, or when none are listed.
    pub fn admits(&self, text: &[u8]) -> bool {
        self.allowed.is_empty() || self.allowed.iter().any(|code| code.admits(text))
    }

    /// True when the record is not complete without it.
    pub fn is_mandatory(&self) -> bool {
        self.designation == Designation::Mandatory
    }
}

/// Columns and codes that tell a layout from others with the same wire id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    /// First column, from 0.
    pub start: usize,
    /// Column after the last one, from 0.
    pub end: usize,
    /// Any of these must stand there.
    pub codes: &'static [Code],
}

/// A record layout.
pub struct Layout {
    /// Key, unique in its chapter: the wire id, perhaps with a variant, as in `10`, `54-07`, `A-in`.
    pub key: &'static str,
    /// What the record starts with on the wire.
    pub wire_id: &'static str,
    /// Chapter it belongs to.
    pub chapter: &'static str,
    /// What the record is for.
    pub title: &'static str,
    /// Its fields, in order; they cover the columns 1–80 once.
    pub fields: &'static [FieldSpec],
    when: Option<When>,
    /// For each column, the kinds of character it may hold.
    pub(crate) kinds: [u8; WIDTH],
    /// A record with nothing but its constants.
    pub(crate) blank: [u8; WIDTH],
}

impl Layout {
    /// Derives the column tables from the fields.
    pub(crate) const fn new(
        key: &'static str,
        wire_id: &'static str,
        chapter: &'static str,
        title: &'static str,
        when: Option<When>,
        fields: &'static [FieldSpec],
    ) -> Layout {
        let (mut kinds, mut blank) = ([0; WIDTH], [b' '; WIDTH]);
        let mut at = 0;
        while at < fields.len() {
            let field = &fields[at];
            let mut column = field.start;
            while column < field.end {
                kinds[column] = classes::kinds_of(field.class);
                if let Some(constant) = field.constant
                    && column - field.start < constant.len()
                {
                    blank[column] = constant.as_bytes()[column - field.start];
                }
                column += 1;
            }
            at += 1;
        }
        Layout { key, wire_id, chapter, title, fields, when, kinds, blank }
    }

    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<&'static FieldSpec> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// True when the line meets the layout's condition, or there is none.
    pub(crate) fn suits(&self, columns: &[u8; WIDTH]) -> bool {
        self.when.is_none_or(|when| {
            let text = columns[when.start..when.end].trim_ascii_end();
            when.codes.iter().any(|code| code.admits(text))
        })
    }
}

impl fmt::Debug for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Layout({} {})", self.chapter, self.key)
    }
}
impl PartialEq for Layout {
    /// Layouts are statics: the same one is the same place.
    fn eq(&self, other: &Layout) -> bool {
        std::ptr::eq(self, other)
    }
}
impl Eq for Layout {}

/// The records of one chapter, with the source they were read in.
pub struct Chapter {
    /// Name, as the file in `data/wire`.
    pub name: &'static str,
    /// Title.
    pub title: &'static str,
    /// Edition, as in `2026-07`.
    pub edition: &'static str,
    /// Source.
    pub cite: &'static str,
    /// How sure we are of it.
    pub trust: Trust,
    /// Its layouts, in the chapter's order.
    pub layouts: &'static [&'static Layout],
    pub(crate) find: fn([u8; 4], &[u8; WIDTH]) -> Option<&'static Layout>,
}

impl Chapter {
    /// The layout of a line, by its first columns.
    pub fn find(&self, columns: &[u8; WIDTH]) -> Option<&'static Layout> {
        (self.find)([columns[0], columns[1], columns[2], columns[3]], columns)
    }

    /// The layout of that key.
    pub fn layout(&self, key: &str) -> Option<&'static Layout> {
        self.layouts.iter().copied().find(|layout| layout.key == key)
    }
}

impl fmt::Debug for Chapter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Chapter({})", self.name)
    }
}

/// True when the fields cover the columns 1–80 once, in order.
pub const fn tiles(fields: &[FieldSpec]) -> bool {
    let (mut at, mut column) = (0, 0);
    while at < fields.len() {
        if fields[at].start != column || fields[at].end <= fields[at].start {
            return false;
        }
        column = fields[at].end;
        at += 1;
    }
    column == WIDTH
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layouts::{CHAPTERS, entry_summary};

    #[test]
    fn codes_admit_texts_ranges_and_patterns() {
        assert!(Code::Text("").admits(b"") && !Code::Text("Y").admits(b""));
        assert!(
            Code::Range("01", "12").admits(b"07")
                && !Code::Range("01", "12").admits(b"13")
                && !Code::Range("01", "12").admits(b"7")
        );
        assert!(Code::Range("AD1", "AD5").admits(b"AD3"));
        assert!(
            Code::Pattern("STL######").admits(b"STL012345")
                && !Code::Pattern("STL######").admits(b"STL01234X")
        );
    }

    #[test]
    fn a_gap_or_an_overlap_does_not_tile() {
        let field = |start, end| FieldSpec {
            start,
            end,
            ..FieldSpec {
                name: "x",
                start: 0,
                end: 0,
                class: Class::Filler,
                decimals: 0,
                designation: Designation::Mandatory,
                private: false,
                constant: None,
                allowed: &[],
                list: None,
                words: "",
            }
        };
        assert!(tiles(&[field(0, 2), field(2, 80)]));
        assert!(!tiles(&[field(0, 2), field(3, 80)]), "a gap");
        assert!(!tiles(&[field(0, 2), field(1, 80)]), "an overlap");
        assert!(!tiles(&[field(0, 79)]), "too short");
    }

    #[test]
    fn every_layout_tiles_and_is_found_by_its_own_constants() {
        for chapter in CHAPTERS {
            for layout in chapter.layouts {
                assert!(tiles(layout.fields), "{layout:?}");
                let names: std::collections::BTreeSet<_> =
                    layout.fields.iter().map(|field| field.name).collect();
                assert_eq!(names.len(), layout.fields.len(), "{layout:?} names a field twice");
                for field in layout.fields {
                    let fits = field.constant.is_none_or(|constant| {
                        constant.len() <= field.width() && field.admits(constant.as_bytes())
                    });
                    assert!(fits, "{layout:?} {}", field.name);
                }
                if layout.when.is_none() && chapter.name != "envelope" {
                    let found = chapter.find(&layout.blank).expect("the constants name a record");
                    assert_eq!(found.wire_id, layout.wire_id, "{layout:?}");
                }
            }
        }
        assert_eq!(entry_summary::CHAPTER.layout("54-07"), Some(&entry_summary::r54_07::LAYOUT));
    }
}
