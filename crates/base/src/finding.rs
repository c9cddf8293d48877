//! Findings: what was noticed, how grave it is, where it is and what to do.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How grave a finding is. The order matters: a later one outweighs an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Kept in the record.
    Info,
    /// A person must look.
    Warn,
    /// No filing until a person answers.
    Block,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Severity::Info => "info",
            Severity::Warn => "warn",
            Severity::Block => "block",
        })
    }
}

/// A place in a paper, a record or a declaration. Every part is optional; the most exact one known is given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// File name within the packet or pack, without folders.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub file: Option<String>,
    /// Sheet of a workbook.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sheet: Option<String>,
    /// Row or record number, from 1.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub row: Option<u32>,
    /// Column: letters for a sheet (`C`), `start-end` for a fixed record (`10-15`), a name for a CSV.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub column: Option<String>,
    /// Part number, line number or another key a person would look for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub item: Option<String>,
    /// Field by the declaration's or the packet's own name.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub field: Option<String>,
}

impl Place {
    /// A whole file.
    pub fn file(name: impl Into<String>) -> Place {
        Place { file: Some(name.into()), ..Place::default() }
    }

    /// A key such as a part number, without a file.
    pub fn item(key: impl Into<String>) -> Place {
        Place { item: Some(key.into()), ..Place::default() }
    }

    /// A field of the declaration.
    pub fn field(name: impl Into<String>) -> Place {
        Place { field: Some(name.into()), ..Place::default() }
    }

    /// The same place, in this sheet.
    pub fn sheet(self, name: impl Into<String>) -> Place {
        Place { sheet: Some(name.into()), ..self }
    }

    /// The same place, at this row (from 1).
    pub fn row(self, row: u32) -> Place {
        Place { row: Some(row), ..self }
    }

    /// The same place, in this column.
    pub fn column(self, column: impl Into<String>) -> Place {
        Place { column: Some(column.into()), ..self }
    }

    /// The same place, for this key.
    pub fn at_item(self, key: impl Into<String>) -> Place {
        Place { item: Some(key.into()), ..self }
    }

    /// The same place, at this field.
    pub fn at_field(self, name: impl Into<String>) -> Place {
        Place { field: Some(name.into()), ..self }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        parts.extend(self.file.clone());
        parts.extend(self.sheet.as_ref().map(|s| format!("sheet {s}")));
        match (&self.column, self.row) {
            (Some(column), Some(row)) if column.bytes().all(|b| b.is_ascii_uppercase()) => {
                parts.push(format!("{column}{row}"))
            }
            (Some(column), Some(row)) => parts.push(format!("row {row}, column {column}")),
            (Some(column), None) => parts.push(format!("column {column}")),
            (None, Some(row)) => parts.push(format!("row {row}")),
            (None, None) => {}
        }
        parts.extend(self.item.clone());
        parts.extend(self.field.clone());
        f.write_str(&parts.join(" "))
    }
}

/// Something noticed about a paper, a fact or a declaration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Stable code: ours (`MISSING_PART`) or the authority's own (`B27`).
    pub code: String,
    /// How grave it is.
    pub severity: Severity,
    /// Where it is.
    pub place: Place,
    /// What was found, with the values.
    pub text: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub remedy: Option<String>,
}

impl Finding {
    /// A finding of the given severity.
    pub fn new(
        severity: Severity,
        code: impl Into<String>,
        place: Place,
        text: impl Into<String>,
    ) -> Finding {
        Finding { code: code.into(), severity, place, text: text.into(), remedy: None }
    }

    /// A blocking finding.
    pub fn block(code: impl Into<String>, place: Place, text: impl Into<String>) -> Finding {
        Finding::new(Severity::Block, code, place, text)
    }

    /// A warning.
    pub fn warn(code: impl Into<String>, place: Place, text: impl Into<String>) -> Finding {
        Finding::new(Severity::Warn, code, place, text)
    }

    /// A note for the record.
    pub fn info(code: impl Into<String>, place: Place, text: impl Into<String>) -> Finding {
        Finding::new(Severity::Info, code, place, text)
    }

    /// The same finding with what to do.
    pub fn with_remedy(self, remedy: impl Into<String>) -> Finding {
        Finding { remedy: Some(remedy.into()), ..self }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.severity, self.code)?;
        if self.place != Place::default() {
            write!(f, " at {}", self.place)?;
        }
        write!(f, ": {}", self.text)?;
        if let Some(remedy) = &self.remedy {
            write!(f, "; {remedy}")?;
        }
        Ok(())
    }
}

/// True when a finding stops the filing.
pub fn blocked(findings: &[Finding]) -> bool {
    findings.iter().any(|f| f.severity == Severity::Block)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_as_a_person_would_say_it() {
        let cell = Place::file("invoice.xlsx").sheet("CI").row(9).column("C").at_item("QF-100");
        assert_eq!(cell.to_string(), "invoice.xlsx sheet CI C9 QF-100");
        assert_eq!(Place::file("ae.txt").row(4).column("10-15").to_string(), "ae.txt row 4, column 10-15");
    }

    #[test]
    fn a_finding_prints_its_place_when_it_has_one() {
        let finding = Finding::block("X", Place::field("mode"), "it is blank").with_remedy("fill it in");
        assert_eq!(finding.to_string(), "block X at mode: it is blank; fill it in");
        assert_eq!(Finding::info("X", Place::default(), "noted").to_string(), "info X: noted");
    }

    #[test]
    fn severity_orders_by_gravity() {
        assert!(Severity::Block > Severity::Warn && Severity::Warn > Severity::Info);
        assert!(blocked(&[Finding::block("X", Place::default(), "x")]));
        assert!(!blocked(&[Finding::warn("X", Place::default(), "x")]));
    }
}
