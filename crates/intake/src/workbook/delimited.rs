//! Text tables: CSV and its relatives with comma, semicolon, tab or bar, quoted or not, rows of any length.

use cocket_base::{Finding, Place};

use super::encoding::{Decoded, decode};
use super::too_large;
use crate::grid::{Cell, Grid, Row};
use crate::limits::Limits;

const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];

/// The text as one sheet, with findings about its encoding.
pub(super) fn table(
    name: &str,
    bytes: &[u8],
    hint: Option<&str>,
    limits: &Limits,
) -> (Option<Grid>, Vec<Finding>) {
    let decoded = decode(bytes, hint);
    let mut findings = encoding_findings(name, &decoded);
    let binary = decoded.text.chars().take(10_000).filter(|c| c.is_control() && !c.is_whitespace()).count();
    if binary > 20 {
        findings.push(*super::unreadable(name, "the file is no text: it is full of control characters"));
        return (None, findings);
    }
    let delimiter = hint.and_then(hinted_delimiter).unwrap_or_else(|| delimiter(&decoded.text));
    let (rows, complete) = records(&decoded.text, delimiter, limits);
    if !complete {
        let text = format!(
            "more than {} cells or {} characters in a cell; the paper is not read",
            limits.cells, limits.cell_chars
        );
        findings.push(*too_large(name, text));
        return (None, findings);
    }
    (Some(Grid { file: name.into(), rows, ..Grid::default() }), findings)
}

fn encoding_findings(name: &str, decoded: &Decoded) -> Vec<Finding> {
    if decoded.is_plain() {
        return Vec::new();
    }
    let text = format!("read as {} ({})", decoded.encoding, decoded.why);
    let mut findings = vec![Finding::info("ENCODING", Place::file(name), text)];
    if decoded.damaged {
        let text = format!("some bytes are no characters of {}; they show as \u{fffd}", decoded.encoding);
        let finding = Finding::warn("ENCODING_DAMAGED", Place::file(name), text);
        findings.push(
            finding
                .with_remedy("state the encoding in the packet's files list, or ask for the paper in UTF-8"),
        );
    }
    findings
}

fn hinted_delimiter(hint: &str) -> Option<char> {
    let hint = hint.to_ascii_lowercase();
    let named = [("semicolon", ';'), ("comma", ','), ("tab", '\t'), ("pipe", '|'), ("bar", '|')];
    named.into_iter().find(|(word, _)| hint.contains(word)).map(|(_, delimiter)| delimiter)
}

/// The delimiter that cuts the most rows into the same number of cells; more cells win among equals.
fn delimiter(text: &str) -> char {
    if let Some(stated) = text
        .lines()
        .next()
        .and_then(|line| line.trim().strip_prefix("sep="))
        .and_then(|rest| rest.chars().next())
        && DELIMITERS.contains(&stated)
    {
        return stated;
    }
    let sample: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(300).collect();
    let score = |delimiter: char| {
        let widths: Vec<usize> =
            sample.iter().map(|line| count_outside_quotes(line, delimiter)).filter(|n| *n > 0).collect();
        let commonest = widths
            .iter()
            .map(|w| (widths.iter().filter(|other| *other == w).count(), *w))
            .max()
            .unwrap_or((0, 0));
        let (rows, width) = commonest;
        rows * width.min(30)
    };
    DELIMITERS.into_iter().rev().max_by_key(|delimiter| score(*delimiter)).unwrap_or(',')
}

fn count_outside_quotes(line: &str, delimiter: char) -> usize {
    let mut quoted = false;
    let mut count = 0;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            c if c == delimiter && !quoted => count += 1,
            _ => {}
        }
    }
    count
}

/// The rows by record number from 1; blank rows count. The flag is false when a bound was reached.
fn records(text: &str, delimiter: char, limits: &Limits) -> (Vec<Row>, bool) {
    let mut rows = Vec::new();
    let mut cells_read = 0_usize;
    let mut number = 0_u32;
    let mut record = Record::new(delimiter);
    let mut chars = text.chars().peekable();
    while chars.peek().is_some() {
        number = number.saturating_add(1);
        let cells = record.read(&mut chars);
        cells_read += cells.len();
        let too_long = cells.iter().any(|cell| cell.len() > limits.cell_chars * 4);
        if cells_read > limits.cells || too_long {
            return (rows, false);
        }
        let columns = cells.into_iter().zip(0_u32..).take_while(|(_, column)| *column < limits.columns);
        let filled = columns.filter(|(text, _)| !text.trim().is_empty());
        let cells: Vec<Cell> = filled.map(|(text, column)| Cell::text(column, text)).collect();
        if !cells.is_empty()
            && !cells.first().is_some_and(|cell| number == 1 && cell.text.starts_with("sep="))
        {
            rows.push(Row { number, cells });
        }
    }
    (rows, true)
}

/// Cuts records as RFC 4180 does, but never fails: a quote inside an unquoted cell is a character.
struct Record {
    delimiter: char,
}

impl Record {
    fn new(delimiter: char) -> Record {
        Record { delimiter }
    }

    fn read(&mut self, chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Vec<String> {
        let mut cells = Vec::new();
        let mut cell = String::new();
        let mut quoted = false;
        let mut was_quoted = false;
        while let Some(c) = chars.next() {
            match c {
                '"' if quoted && chars.peek() == Some(&'"') => {
                    chars.next();
                    cell.push('"');
                }
                '"' if quoted => quoted = false,
                '"' if cell.trim().is_empty() && !was_quoted => {
                    cell.clear();
                    quoted = true;
                    was_quoted = true;
                }
                c if quoted => cell.push(c),
                c if c == self.delimiter => {
                    cells.push(std::mem::take(&mut cell));
                    was_quoted = false;
                }
                '\r' if chars.peek() == Some(&'\n') => {}
                '\n' | '\r' => break,
                c => cell.push(c),
            }
        }
        cells.push(cell);
        cells
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u32, Vec<String>)> {
        let (grid, _) = table("a.csv", text.as_bytes(), None, &Limits::default());
        let cells = |row: Row| (row.number, row.cells.into_iter().map(|cell| cell.text).collect());
        grid.unwrap().rows.into_iter().map(cells).collect()
    }

    #[test]
    fn the_delimiter_is_the_one_that_cuts_evenly() {
        let semicolon = "Invoice;X;;;May 12th, 2026\nSTYLE;DESCRIPTION;QTY;AMOUNT\nCT-10;T-shirt, knit, 100%;4,800;23,760.00\nCT-11;Shirt, woven;1;2\n";
        assert_eq!(rows(semicolon)[2].1, ["CT-10", "T-shirt, knit, 100%", "4,800", "23,760.00"]);
        assert_eq!(rows("a\tb\tc\n1,5\t2,5\t3,5\n")[1].1, ["1,5", "2,5", "3,5"]);
        assert_eq!(rows("a|b\n1|2\n")[1].1, ["1", "2"]);
        assert_eq!(rows("sep=;\na;b,c\n")[0], (2, vec!["a".into(), "b,c".into()]));
    }

    #[test]
    fn quotes_hold_delimiters_and_line_ends_and_rows_keep_their_numbers() {
        let text = "a,b\r\n\r\n\"x, \"\"y\"\"\nz\",2\r\n\"unclosed,3";
        let rows = rows(text);
        assert_eq!(rows[1], (3, vec!["x, \"y\"\nz".into(), "2".into()]));
        assert_eq!(rows[2].1, ["unclosed,3"]);
    }

    #[test]
    fn bounds_refuse_the_paper() {
        let few = Limits { cells: 10, ..Limits::default() };
        let (grid, findings) = table("a.csv", "1,2,3\n".repeat(10).as_bytes(), None, &few);
        assert!(grid.is_none());
        assert_eq!(findings[0].code, "PAPER_TOO_LARGE");
        let (grid, findings) = table("a.csv", &[1, 2, 3, 4, 5, 6, 7].repeat(20), None, &Limits::default());
        assert!(grid.is_none() && findings[0].code == "PAPER_UNREADABLE", "{findings:?}");
    }
}
