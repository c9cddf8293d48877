//! The rows of the findings panel: each with links to the lines it speaks of, and the form that answers it.

use std::cmp::Reverse;
use std::collections::HashMap;

use cocket_base::{Finding, Place, Severity};
use cocket_desk::entry::{Prepared, asked};

use crate::line_rows::entry_lines;
use crate::sheet::Sheet;

/// Fields of one finding that are offered for an answer.
const OFFERED: usize = 2;

/// A finding, as printed.
pub struct FindingRow {
    /// `block`, `warn` or `info`.
    pub severity: String,
    /// What that means, in a word.
    pub weight: &'static str,
    /// Code.
    pub code: String,
    /// The pieces of its place, each with the address it leads to, where there is one.
    pub place: Vec<(String, Option<String>)>,
    /// Text.
    pub text: String,
    /// What to do.
    pub remedy: String,
    /// What an answer would be about.
    pub about: String,
    /// The fields an answer may give.
    pub fields: Vec<String>,
    /// It stops the filing.
    pub problem: bool,
}

/// Where the lines stand on the page.
#[derive(Default)]
pub struct Anchors<'l> {
    parts: HashMap<&'l str, String>,
    entry_lines: HashMap<String, String>,
}

impl<'l> Anchors<'l> {
    /// Where the lines lie, seen from one sheet of them: the first line of a part, the first line behind a line of the
    /// summary.
    pub fn of(prepared: &'l Prepared, sheet: Sheet) -> Anchors<'l> {
        let stands_for = entry_lines(prepared);
        let mut anchors = Anchors::default();
        for (at, line) in prepared.lines.iter().enumerate() {
            let address = || sheet.address(at, &format!("line-{}", line.number));
            anchors.parts.entry(&line.part).or_insert_with(address);
            if let Some(entry_line) = stands_for.get(&line.place) {
                anchors.entry_lines.entry(entry_line.number.to_string()).or_insert_with(address);
            }
        }
        anchors
    }

    /// A place in pieces. Several parts stand in one place with spaces between them.
    fn pieces(&self, place: &Place) -> Vec<(String, Option<String>)> {
        let around = Place { item: None, field: None, ..place.clone() }.to_string();
        let mut pieces: Vec<(String, Option<String>)> = vec![(around, None)];
        if let Some(item) = &place.item {
            let of_summary =
                item.strip_prefix("line ").and_then(|number| self.entry_lines.get(number)).cloned();
            match self.parts.get(item.as_str()).cloned().or(of_summary) {
                Some(anchor) => pieces.push((item.clone(), Some(anchor))),
                None => pieces.extend(
                    item.split_whitespace().map(|word| (word.to_string(), self.parts.get(word).cloned())),
                ),
            }
        }
        pieces.extend(place.field.iter().map(|field| (field.clone(), None)));
        pieces.retain(|(text, _)| !text.is_empty());
        pieces
    }

    /// Findings as rows, the gravest first, otherwise as they came.
    pub fn rows(&self, findings: &[Finding]) -> Vec<FindingRow> {
        let mut sorted: Vec<&Finding> = findings.iter().collect();
        sorted.sort_by_key(|finding| Reverse(finding.severity));
        sorted.into_iter().map(|finding| self.row(finding)).collect()
    }

    fn row(&self, finding: &Finding) -> FindingRow {
        let (about, mut fields) = asked(finding).map(|asked| (asked.about, asked.fields)).unwrap_or_default();
        fields.truncate(OFFERED);
        FindingRow {
            severity: finding.severity.to_string(),
            weight: match finding.severity {
                Severity::Block => "stops",
                Severity::Warn => "warns",
                Severity::Info => "notes",
            },
            code: finding.code.clone(),
            place: self.pieces(&finding.place),
            text: finding.text.clone(),
            remedy: finding.remedy.clone().unwrap_or_default(),
            about,
            fields,
            problem: finding.severity == Severity::Block,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_of_a_place_leads_to_its_own_line() {
        let parts = HashMap::from([("P 1", "#line-1".to_string()), ("P2", "#line-4".to_string())]);
        let entry_lines = HashMap::from([("3".to_string(), "#line-7".to_string())]);
        let anchors = Anchors { parts, entry_lines };
        let said = |place: Place| {
            let piece = |(text, to): (String, Option<String>)| format!("{text}>{}", to.unwrap_or_default());
            anchors.pieces(&place).into_iter().map(piece).collect::<Vec<_>>().join("|")
        };
        assert_eq!(said(Place::file("a.xlsx").row(9).at_item("P 1")), "a.xlsx row 9>|P 1>#line-1");
        assert_eq!(said(Place::item("P2 P9").at_field("origin")), "P2>#line-4|P9>|origin>");
        assert_eq!(said(Place::item("line 3")), "line 3>#line-7");
        assert_eq!(said(Place::field("bond.kind")), "bond.kind>");
    }
}
