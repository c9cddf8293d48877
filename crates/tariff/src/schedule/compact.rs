//! Our own text form of a schedule: one line a number, tab-separated, to be read and compared by people and programs.
//!
//! ```text
//! cocket-tariff  1
//! revision       2026_rev_10
//! …
//! number      units  general  special        other  safeguard  notes          [indent  description]
//! 8518.21.00         Free                    35%               g>9903.88.15
//! .00         No.
//! ```
//!
//! A number that begins with a dot continues the eight digits of the line before. `g>9903.88.15` is a footnote of the
//! general column that refers to that provision; other footnotes are written out (`t,u=…`). The short form leaves
//! descriptions, unnumbered heading texts and written footnotes out.

use cocket_base::ids::TariffNumber;
use cocket_base::{Citation, Date, Trust, Window};

use super::model::{BadSchedule, Builder, Footnote, NewRow, Row, Schedule};
use crate::revision::{Revision, RevisionId};

const MARK: &str = "cocket-tariff\t1";
const COLUMNS: [&str; 9] =
    ["number", "units", "general", "special", "other", "safeguard", "notes", "indent", "description"];
/// Columns of the short form.
const SHORT: usize = 7;
/// Largest text read; the full form of a revision has some 5 MB.
const LARGEST: usize = 64 << 20;
/// Parts one footnote from the next.
const NOTE_SEPARATOR: char = '¦';
/// Column names of footnotes and their letters.
const LETTERS: [(&str, &str); 6] =
    [("general", "g"), ("special", "s"), ("other", "o"), ("desc", "d"), ("units", "u"), ("stat", "t")];

/// Why a text is no schedule in our form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CompactError {
    /// Too large.
    #[error("the schedule has more than {LARGEST} bytes")]
    TooLarge,
    /// A line does not read.
    #[error("schedule, line {line}: {what}")]
    Line {
        /// Line of the text, from 1.
        line: usize,
        /// What is wrong.
        what: String,
    },
    /// The lines do not make a schedule.
    #[error(transparent)]
    Schedule(#[from] BadSchedule),
}

/// The short form: numbers, units, rates, programmes and references, without official descriptions.
pub fn write(schedule: &Schedule) -> String {
    write_form(schedule, SHORT)
}

/// The full form, with everything the export holds.
pub fn write_full(schedule: &Schedule) -> String {
    write_form(schedule, COLUMNS.len())
}

fn write_form(schedule: &Schedule, columns: usize) -> String {
    let revision = &schedule.revision;
    let mut out = format!(
        "{MARK}\nrevision\t{}\nfrom\t{}\nknown\t{}\ncite\t{}\ntrust\t{}\n\n{}\n",
        revision.id,
        revision.from,
        revision.known,
        revision.cite.source,
        revision.cite.trust,
        COLUMNS[..columns].join("\t")
    );
    let short = columns == SHORT;
    let mut before: Option<TariffNumber> = None;
    for row in schedule.rows.iter().filter(|row| !short || row.number.is_some()) {
        let mut cells = vec![
            row.number.map(|number| written_number(number, before)).unwrap_or_default(),
            units(schedule, row),
            schedule.rates.text(row.general).into(),
            schedule.specials.text(row.special).into(),
            schedule.rates.text(row.other).into(),
            schedule.rates.text(row.safeguard).into(),
            notes(schedule, row, short),
        ];
        if !short {
            cells.push(row.indent.to_string());
            cells.push(schedule.descriptions.text(row.description).into());
        }
        before = row.number.or(before);
        out.push_str(cells.join("\t").trim_end_matches('\t'));
        out.push('\n');
    }
    out
}

fn written_number(number: TariffNumber, before: Option<TariffNumber>) -> String {
    let continues = number.len() == 10
        && before.is_some_and(|before| before.len() >= 8 && before.prefix(8) == number.prefix(8));
    let dotted = number.to_string();
    match dotted.get(10..).filter(|_| continues) {
        Some(suffix) => suffix.into(),
        None => dotted,
    }
}

fn units(schedule: &Schedule, row: &Row) -> String {
    let list = schedule.units.get(usize::from(row.units)).map_or(&[][..], Vec::as_slice);
    list.iter().map(|unit| unit.printed.as_ref()).collect::<Vec<_>>().join(", ")
}

fn notes(schedule: &Schedule, row: &Row, short: bool) -> String {
    let list =
        usize::try_from(row.notes).ok().and_then(|at| schedule.notes.get(at)).map_or(&[][..], Vec::as_slice);
    let written = list.iter().filter_map(|note| {
        let columns: Vec<&str> = note.columns.iter().map(|column| letter(column)).collect();
        let columns = columns.join(",");
        match referred(&note.text) {
            Some(provisions) => Some(format!("{columns}>{provisions}")),
            None if short => None,
            None => Some(format!("{columns}={}", note.text.replace(NOTE_SEPARATOR, "|"))),
        }
    });
    written.collect::<Vec<_>>().join("¦")
}

fn letter(column: &str) -> &str {
    LETTERS.iter().find(|(name, _)| *name == column).map_or(column, |(_, letter)| letter)
}

fn column_name(letter: &str) -> &str {
    LETTERS.iter().find(|(_, short)| *short == letter).map_or(letter, |(name, _)| name)
}

/// The provisions of `See 9903.88.15.`, when the text says nothing else.
fn referred(text: &str) -> Option<&str> {
    let provisions = text.strip_prefix("See ")?.strip_suffix('.')?;
    let numbers_only = provisions.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | ' ' | '-'));
    (numbers_only && provisions.contains('.')).then_some(provisions)
}

/// Reads either form.
pub fn read(text: &str) -> Result<Schedule, CompactError> {
    if text.len() > LARGEST {
        return Err(CompactError::TooLarge);
    }
    let mut lines = text.lines().zip(1usize..);
    let bad = |line: usize, what: &str| CompactError::Line { line, what: what.into() };
    match lines.next() {
        Some((MARK, _)) => {}
        _ => return Err(bad(1, "it should begin with the words cocket-tariff, a tab and 1")),
    }
    let revision = read_revision(&mut lines)?;
    let form = match lines.next() {
        Some((header, _)) if header == COLUMNS.join("\t") => COLUMNS.len(),
        Some((header, _)) if header == COLUMNS[..SHORT].join("\t") => SHORT,
        Some((_, line)) => return Err(bad(line, "the column names are not those of a schedule")),
        None => return Err(bad(1, "the schedule ends before its columns")),
    };
    let mut builder = Builder::new();
    let mut eight = String::new();
    for (text, line) in lines {
        read_row(text, form, &mut eight, &mut builder).map_err(|what| CompactError::Line { line, what })?;
    }
    Ok(builder.finish(revision)?)
}

/// The revision of a schedule in either form, without reading its rows: `text` may end anywhere after the first blank line.
pub fn read_head(text: &str) -> Result<Revision, CompactError> {
    let mut lines = text.lines().zip(1usize..);
    match lines.next() {
        Some((MARK, _)) => read_revision(&mut lines),
        _ => Err(CompactError::Line {
            line: 1,
            what: "it should begin with the words cocket-tariff, a tab and 1".into(),
        }),
    }
}

/// The lines `name <tab> value` up to the blank one.
fn read_revision<'t>(lines: &mut impl Iterator<Item = (&'t str, usize)>) -> Result<Revision, CompactError> {
    let (mut id, mut from, mut known, mut cite, mut trust) =
        (None::<RevisionId>, None::<Date>, None::<Date>, "", Trust::V);
    let mut last = 1;
    for (text, line) in lines.by_ref() {
        last = line;
        if text.is_empty() {
            break;
        }
        let wrong = |what: String| CompactError::Line { line, what };
        let Some((name, value)) = text.split_once('\t') else {
            return Err(wrong("a name, a tab and a value should stand here".into()));
        };
        let day = |value: &str| value.parse::<Date>().map_err(|_| wrong(format!("«{value}» is not a date")));
        match name {
            "revision" => {
                id = Some(value.parse().map_err(|e: crate::revision::BadRevision| wrong(e.to_string()))?)
            }
            "from" => from = Some(day(value)?),
            "known" => known = Some(day(value)?),
            "cite" => cite = value,
            "trust" => {
                trust = if value == "V" {
                    Trust::V
                } else if value == "S" {
                    Trust::S
                } else {
                    Trust::K
                }
            }
            _ => return Err(wrong(format!("«{name}» is no property of a schedule"))),
        }
    }
    let (Some(id), Some(from), Some(known)) = (id, from, known) else {
        return Err(CompactError::Line {
            line: last,
            what: "revision, from and known must all be stated".into(),
        });
    };
    let cite = Citation::new(cite).in_force(Window { from: Some(from), until: None }).trust(trust);
    Ok(Revision { id, from, known, cite })
}

/// Takes one line up. `eight` holds the first eight digits of the last full number, as printed.
fn read_row(text: &str, form: usize, eight: &mut String, builder: &mut Builder) -> Result<(), String> {
    let mut cells = text.split('\t');
    let mut cell = || cells.next().unwrap_or_default();
    let number = read_number(cell(), eight)?;
    if form == SHORT && number.is_none() {
        return Err("a line of the short form begins with a number".into());
    }
    let units = cell();
    let (general, special, other, safeguard) = (cell(), cell(), cell(), cell());
    let notes = cell()
        .split(NOTE_SEPARATOR)
        .filter(|note| !note.is_empty())
        .map(read_note)
        .collect::<Result<_, _>>()?;
    let (indent, description) = (cell(), cell());
    if form == SHORT && !indent.is_empty() || cells.next().is_some() {
        return Err(format!("there are more than {form} cells"));
    }
    let indent = match indent {
        "" => 0,
        depth => depth.parse().map_err(|_| format!("indent «{depth}» is not a number"))?,
    };
    let row = NewRow { number, indent, units, general, special, other, safeguard, notes, description };
    builder.push(row).map_err(|e| e.to_string())
}

fn read_number(text: &str, eight: &mut String) -> Result<Option<TariffNumber>, String> {
    /// Length of eight digits with their dots.
    const EIGHT: usize = "0101.21.00".len();
    let read = |text: &str| text.parse().map_err(|e: cocket_base::ids::BadTariffNumber| e.to_string());
    if text.is_empty() {
        return Ok(None);
    }
    if !text.starts_with('.') {
        eight.clear();
        eight.push_str(text.get(..EIGHT).unwrap_or_default());
        return read(text).map(Some);
    }
    eight.push_str(text);
    let full = eight.parse().ok().filter(|number: &TariffNumber| number.len() == 10);
    eight.truncate(eight.len() - text.len());
    full.map(Some).ok_or_else(|| format!("«{text}» does not continue a number of eight digits"))
}

fn read_note(text: &str) -> Result<Footnote, String> {
    let cut = text.find(['>', '=']).ok_or_else(|| format!("footnote «{text}» has neither > nor ="))?;
    let (columns, rest) = text.split_at(cut);
    let columns = columns.split(',').filter(|c| !c.is_empty()).map(|c| column_name(c).into()).collect();
    let text = match rest.strip_prefix('>') {
        Some(provisions) => format!("See {provisions}.").into(),
        None => rest.trim_start_matches('=').into(),
    };
    Ok(Footnote { columns, text })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = "cocket-tariff\t1\nrevision\t2026_rev_10\nfrom\t2026-06-08\nknown\t2026-06-08\ncite\tUSITC\ntrust\tS\n\n\
        number\tunits\tgeneral\tspecial\tother\tsafeguard\tnotes\n\
        8518\n8518.21.00\t\t4.9%\tFree (A,AU)\t35%\t\tg>9903.88.15\n.00\tNo., kg\n";

    #[test]
    fn the_short_form_reads_and_writes_back() {
        let schedule = read(SMALL).unwrap();
        let line = schedule.line(&"8518210000".parse().unwrap()).unwrap();
        assert_eq!(line.inherited_from().unwrap().to_string(), "8518.21.00");
        assert_eq!(line.general().unwrap().to_string(), "4.9%");
        assert_eq!(line.units().len(), 2);
        assert_eq!(line.footnotes().next().unwrap().numbers()[0].to_string(), "9903.88.15");
        assert_eq!(write(&schedule), SMALL);
        assert_eq!(read(&write_full(&schedule)).unwrap().len(), 3);
    }

    #[test]
    fn errors_name_the_line() {
        let error = |from: &str, to: &str| read(&SMALL.replace(from, to)).unwrap_err().to_string();
        assert_eq!(
            error("cocket-tariff", "hts"),
            "schedule, line 1: it should begin with the words cocket-tariff, a tab and 1"
        );
        assert_eq!(error("from\t2026-06-08", "from\tsoon"), "schedule, line 3: «soon» is not a date");
        assert_eq!(
            error("known\t2026-06-08\n", ""),
            "schedule, line 6: revision, from and known must all be stated"
        );
        assert_eq!(
            error(".00\tNo.", ".0\tNo."),
            "schedule, line 11: «.0» does not continue a number of eight digits"
        );
        assert_eq!(error("g>9903", "g9903"), "schedule, line 10: footnote «g9903.88.15» has neither > nor =");
        assert_eq!(
            error("number\tunits", "units\tnumber"),
            "schedule, line 8: the column names are not those of a schedule"
        );
        assert_eq!(error("8518\n", "\n"), "schedule, line 9: a line of the short form begins with a number");
        assert!(read("").is_err());
    }
}
