//! CSV and TOML texts to records of cells.

use std::collections::{BTreeMap, BTreeSet};

use cocket_base::{Finding, Place};
use serde::Deserialize;
use toml::Spanned;

/// A record of a file, before columns are matched: line number and cells.
pub(crate) struct Record {
    pub line: u32,
    pub cells: Vec<String>,
}

type Records = (Vec<String>, Vec<Record>);

/// Reads comma-separated text: a header line, one row a line, `#` lines are comments.
pub(crate) fn csv_records(
    file: &str,
    text: &str,
    most_columns: usize,
    findings: &mut Vec<Finding>,
) -> Option<Records> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader =
        csv::ReaderBuilder::new().comment(Some(b'#')).flexible(true).from_reader(text.as_bytes());
    let header: Vec<String> = match reader.headers() {
        Ok(header) => header.iter().map(|name| name.trim().to_string()).collect(),
        Err(error) => {
            findings.push(unreadable(file, None, &error.to_string()));
            return None;
        }
    };
    if header.len() > most_columns {
        findings.push(too_wide(file, header.len(), most_columns));
        return None;
    }
    let mut records = Vec::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().and_then(|at| u32::try_from(at.line()).ok());
                findings.push(unreadable(file, line, &error.to_string()));
                continue;
            }
        };
        let line = record.position().and_then(|at| u32::try_from(at.line()).ok()).unwrap_or(0);
        if record.len() != header.len() {
            let text = format!("the row has {} cells, the header has {}", record.len(), header.len());
            let remedy = "add the missing commas, or put quotes around a cell that holds a comma";
            findings
                .push(Finding::block("LAW_BAD_CSV", Place::file(file).row(line), text).with_remedy(remedy));
            continue;
        }
        records.push(Record { line, cells: record.iter().map(String::from).collect() });
    }
    Some((header, records))
}

/// Most cells of a TOML file, the missing ones included.
const MOST_CELLS: usize = 2_000_000;

fn too_wide(file: &str, columns: usize, most: usize) -> Finding {
    let text = format!("the table has {columns} columns, more than {most}");
    Finding::block("LAW_TOO_LARGE", Place::file(file), text)
        .with_remedy("remove what is no column of the table")
}

fn unreadable(file: &str, line: Option<u32>, error: &str) -> Finding {
    let place = line.into_iter().fold(Place::file(file), Place::row);
    Finding::block("LAW_BAD_CSV", place, format!("the text cannot be read as rows: {error}"))
        .with_remedy("save the table as UTF-8 CSV with commas")
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    row: Vec<Spanned<BTreeMap<String, toml::Value>>>,
}

/// Reads a list of `[[row]]` tables with the same columns as the CSV form; a missing key is a blank cell.
pub(crate) fn toml_records(
    file: &str,
    text: &str,
    columns: &[&str],
    most_columns: usize,
    findings: &mut Vec<Finding>,
) -> Option<Records> {
    let rows: Rows = match toml::from_str(text) {
        Ok(rows) => rows,
        Err(error) => {
            let text = format!("the text cannot be read as TOML: {error}");
            findings.push(
                Finding::block("LAW_BAD_TOML", Place::file(file), text)
                    .with_remedy("write one [[row]] per row, with a key per column"),
            );
            return None;
        }
    };
    let named: BTreeSet<&str> = rows
        .row
        .iter()
        .flat_map(|row| row.get_ref().keys())
        .map(String::as_str)
        .chain(columns.iter().copied())
        .collect();
    if named.len() > most_columns {
        findings.push(too_wide(file, named.len(), most_columns));
        return None;
    }
    if named.len() * rows.row.len() > MOST_CELLS {
        let text = format!(
            "the file has {} rows of {} cells, more than {MOST_CELLS} cells",
            rows.row.len(),
            named.len()
        );
        findings.push(
            Finding::block("LAW_TOO_LARGE", Place::file(file), text)
                .with_remedy("write a table of this size as CSV"),
        );
        return None;
    }
    let cell = |value: &toml::Value| match value {
        toml::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    // Rows come in the order of the text, so their lines are counted in one go.
    let (mut at, mut line) = (0, 1);
    let mut line_of = |start: usize| {
        line += text.get(at..start).unwrap_or_default().matches('\n').count();
        at = start;
        u32::try_from(line).unwrap_or(0)
    };
    let records = rows.row.iter().map(|row| Record {
        line: line_of(row.span().start),
        cells: named.iter().map(|name| row.get_ref().get(*name).map(cell).unwrap_or_default()).collect(),
    });
    let records = records.collect();
    Some((named.into_iter().map(String::from).collect(), records))
}
