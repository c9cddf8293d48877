//! Reading the official export of the schedule (JSON, gzipped or not) into a [`Schedule`].
//!
//! ```text
//! bytes -> gunzip (bounded) -> rows, one at a time, strict about keys -> plain texts -> Schedule
//!                                                                      -> findings: refused rates, odd inheritance, …
//! ```

use std::borrow::Cow;
use std::fmt;
use std::io::Read;

use cocket_base::Finding;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, SeqAccess, Visitor};

use super::import_check;
use super::model::{BadSchedule, Builder, Footnote, NewRow, Schedule};
use crate::rate::markup::plain;
use crate::revision::Revision;

/// Largest file taken (the official ones have 0.7 MB packed, some 13 MB unpacked).
pub const LARGEST_FILE: usize = 64 << 20;
/// Largest export after unpacking.
pub const LARGEST_EXPORT: usize = 256 << 20;
/// Longest single text of a row, in bytes.
const LONGEST_TEXT: usize = 20_000;

/// An export read in, with what was noticed.
#[derive(Debug)]
pub struct Imported {
    /// The schedule, descriptions included.
    pub schedule: Schedule,
    /// Rates that were refused, misprints that were corrected, rows whose inheritance is odd, units not known.
    pub findings: Vec<Finding>,
}

/// Why an export cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// Too large to be an export.
    #[error("the file {state} has more than {limit} bytes; an export of the schedule is smaller")]
    TooLarge {
        /// As given, or unpacked.
        state: &'static str,
        /// The limit in bytes.
        limit: usize,
    },
    /// The packing is damaged.
    #[error("the file cannot be unpacked: {cause}; fetch it again")]
    Packing {
        /// What the unpacker said.
        cause: String,
    },
    /// Not the JSON of an export.
    #[error("row {row}{}: {cause}", after.as_ref().map(|a| format!(" (after {a})")).unwrap_or_default())]
    Row {
        /// Row in the export, from 1.
        row: usize,
        /// The last number read before it.
        after: Option<String>,
        /// What is wrong: an unknown or missing key, a wrong type, a number that is none.
        cause: String,
    },
    /// The rows do not make a schedule.
    #[error(transparent)]
    Schedule(#[from] BadSchedule),
    /// There are no rows.
    #[error("the export holds no rows")]
    Empty,
}

/// Reads an export as the given revision.
pub fn read(bytes: &[u8], revision: Revision) -> Result<Imported, ImportError> {
    let unpacked = unpack(bytes)?;
    let mut rows = Rows { builder: Builder::new(), count: 0, after: None, refused: None };
    let mut json = serde_json::Deserializer::from_slice(&unpacked);
    let read = (&mut rows).deserialize(&mut json).and_then(|()| json.end());
    if let Some(refused) = rows.refused {
        return Err(refused);
    }
    if let Err(error) = read {
        return Err(ImportError::Row { row: rows.count + 1, after: rows.after, cause: error.to_string() });
    }
    if rows.count == 0 {
        return Err(ImportError::Empty);
    }
    let mut findings = import_check::inheritance(&rows.builder);
    let schedule = rows.builder.finish(revision)?;
    findings.extend(import_check::rates(&schedule));
    findings.extend(import_check::units(&schedule));
    findings.extend(import_check::coverage(&schedule));
    Ok(Imported { schedule, findings })
}

fn unpack(bytes: &[u8]) -> Result<Cow<'_, [u8]>, ImportError> {
    if bytes.len() > LARGEST_FILE {
        return Err(ImportError::TooLarge { state: "as given", limit: LARGEST_FILE });
    }
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut unpacked = Vec::with_capacity(bytes.len().saturating_mul(16).min(LARGEST_EXPORT));
    let one_more = u64::try_from(LARGEST_EXPORT).unwrap_or(u64::MAX).saturating_add(1);
    let packing = |cause: std::io::Error| ImportError::Packing { cause: cause.to_string() };
    flate2::read::MultiGzDecoder::new(bytes).take(one_more).read_to_end(&mut unpacked).map_err(packing)?;
    if unpacked.len() > LARGEST_EXPORT {
        return Err(ImportError::TooLarge { state: "unpacked", limit: LARGEST_EXPORT });
    }
    Ok(Cow::Owned(unpacked))
}

/// A row as exported. The publisher prints these twelve keys; another one is an error that names it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExportRow<'a> {
    #[serde(borrow)]
    htsno: Cow<'a, str>,
    indent: Indent,
    #[serde(borrow)]
    description: Cow<'a, str>,
    #[serde(rename = "superior", deserialize_with = "Option::deserialize")]
    _superior: Option<String>,
    units: Vec<String>,
    #[serde(borrow)]
    general: Cow<'a, str>,
    #[serde(borrow)]
    special: Cow<'a, str>,
    #[serde(borrow)]
    other: Cow<'a, str>,
    #[serde(deserialize_with = "Option::deserialize")]
    footnotes: Option<Vec<ExportNote>>,
    #[serde(rename = "quotaQuantity", deserialize_with = "Option::deserialize")]
    _quota_quantity: Option<String>,
    #[serde(rename = "additionalDuties", deserialize_with = "Option::deserialize")]
    additional_duties: Option<String>,
    /// The publisher's misspelt twin of the key before, always null.
    #[serde(rename = "addiitionalDuties", default)]
    _misspelt_duties: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExportNote {
    columns: Vec<String>,
    value: String,
    #[serde(rename = "type")]
    _kind: String,
    #[serde(rename = "marker", default)]
    _marker: Option<String>,
}

/// Depth, printed as a text or as a number.
#[derive(Deserialize)]
#[serde(untagged)]
enum Indent {
    Number(u8),
    Text(String),
}

impl Indent {
    fn depth(&self) -> Result<u8, String> {
        match self {
            Indent::Number(depth) => Ok(*depth),
            Indent::Text(text) => text.trim().parse().map_err(|_| format!("indent «{text}» is not a number")),
        }
    }
}

/// Takes the rows up one by one, so that an export never lies in memory twice.
struct Rows {
    builder: Builder,
    count: usize,
    after: Option<String>,
    refused: Option<ImportError>,
}

impl Rows {
    fn take(&mut self, row: &ExportRow<'_>) -> Result<(), String> {
        let texts = [&row.description, &row.general, &row.special, &row.other];
        if texts.iter().any(|text| text.len() > LONGEST_TEXT) {
            return Err(format!("a text has more than {LONGEST_TEXT} bytes"));
        }
        let number = match row.htsno.trim() {
            "" => None,
            text => Some(text.parse().map_err(|e: cocket_base::ids::BadTariffNumber| e.to_string())?),
        };
        let units: Vec<Cow<'_, str>> = row.units.iter().map(|u| plain(u)).filter(|u| !u.is_empty()).collect();
        let notes = row.footnotes.iter().flatten().map(|note| Footnote {
            columns: note.columns.iter().map(|c| c.as_str().into()).collect(),
            text: plain(&note.value).into(),
        });
        let new = NewRow {
            number,
            indent: row.indent.depth()?,
            units: &units.join(", "),
            general: &plain(&row.general),
            special: &plain(&row.special),
            other: &plain(&row.other),
            safeguard: &plain(row.additional_duties.as_deref().unwrap_or_default()),
            notes: notes.collect(),
            description: &plain(&row.description),
        };
        self.builder.push(new).map_err(|e| e.to_string())?;
        self.count += 1;
        if number.is_some() {
            self.after = Some(row.htsno.trim().into());
        }
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for &mut Rows {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for &mut Rows {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of schedule rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(row) = list.next_element::<ExportRow<'de>>()? {
            if let Err(cause) = self.take(&row) {
                let error = ImportError::Row { row: self.count + 1, after: self.after.clone(), cause };
                self.refused = Some(error);
                return Err(serde::de::Error::custom("row refused"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::civil::date;

    const ROW: &str = r#"{"htsno":"0101.21.00","indent":2,"description":"Purebred <i>animals</i>","superior":null,"units":["No."," "],
        "general":"Free","special":"","other":"Free","footnotes":[{"columns":["general"],"value":"See 9903.88.15. ","type":"endnote"}],
        "quotaQuantity":null,"additionalDuties":" ","addiitionalDuties":null}"#;

    fn import(json: &str) -> Result<Imported, ImportError> {
        read(
            json.as_bytes(),
            Revision::new("2026_rev_10".parse().unwrap(), date(2026, 6, 8), date(2026, 6, 8)),
        )
    }

    #[test]
    fn a_row_is_taken_up_plain() {
        let imported = import(&format!("[{ROW}]")).unwrap();
        let line = imported.schedule.line(&"01012100".parse().unwrap()).unwrap();
        assert_eq!(line.description(), "Purebred animals");
        assert_eq!(line.units().len(), 1);
        assert!(line.general().unwrap().is_free());
        assert_eq!(line.footnotes().next().unwrap().text.as_ref(), "See 9903.88.15.");
        assert_eq!(line.special().unwrap().claim("KR"), None);
    }

    #[test]
    fn indent_may_be_text_and_the_misspelt_key_may_be_absent() {
        let row = ROW.replace("\"indent\":2", "\"indent\":\"2\"").replace(",\"addiitionalDuties\":null", "");
        assert_eq!(import(&format!("[{row}]")).unwrap().schedule.len(), 1);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_row() {
        let unknown = ROW.replace("\"superior\"", "\"inferior\"");
        let error = import(&format!("[{ROW},{unknown}]")).unwrap_err().to_string();
        assert!(error.starts_with("row 2 (after 0101.21.00): unknown field `inferior`"), "{error}");
        let missing = ROW.replace("\"other\":\"Free\",", "");
        assert!(import(&format!("[{missing}]")).unwrap_err().to_string().contains("missing field `other`"));
        let no_superior = ROW.replace("\"superior\":null,", "");
        assert!(
            import(&format!("[{no_superior}]")).unwrap_err().to_string().contains("missing field `superior`")
        );
        let number = ROW.replace("0101.21.00", "0101.2x.00");
        assert!(import(&format!("[{number}]")).unwrap_err().to_string().contains("character 7"));
        assert_eq!(import(&format!("[{ROW},{ROW}]")).unwrap_err().to_string(), "0101.21.00 is printed twice");
        assert_eq!(import("[]").unwrap_err(), ImportError::Empty);
        assert!(matches!(import("{}"), Err(ImportError::Row { row: 1, .. })));
        assert!(matches!(import(&format!("[{ROW}")), Err(ImportError::Row { row: 2, .. })));
        assert!(matches!(import("\u{1f}"), Err(ImportError::Row { .. })));
    }

    #[test]
    fn a_refused_rate_is_a_finding_and_the_line_refuses_it() {
        let odd = ROW.replace("\"general\":\"Free\"", "\"general\":\"about 5%\"");
        let imported = import(&format!("[{odd}]")).unwrap();
        let finding = imported.findings.iter().find(|f| f.code == "TARIFF_RATE_REFUSED").unwrap();
        assert_eq!(finding.place.item.as_deref(), Some("0101.21.00"));
        let line = imported.schedule.line(&"01012100".parse().unwrap()).unwrap();
        let error = line.general().unwrap_err().to_string();
        assert!(
            error.starts_with("0101.21.00, general, revision 2026_rev_10: «about 5%»: at character 1"),
            "{error}"
        );
    }

    #[test]
    fn packed_exports_are_unpacked_and_damage_is_said() {
        use std::io::Write;
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(format!("[{ROW}]").as_bytes()).unwrap();
        let packed = packer.finish().unwrap();
        let revision = Revision::new("2026_rev_10".parse().unwrap(), date(2026, 6, 8), date(2026, 6, 8));
        assert_eq!(read(&packed, revision.clone()).unwrap().schedule.len(), 1);
        assert!(matches!(read(&packed[..packed.len() - 4], revision), Err(ImportError::Packing { .. })));
    }
}
