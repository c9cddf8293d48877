//! The JSON form of records: `{"records": [{"record": "10", "fields": {"filer_code": "EEE"}}], "findings": []}`.
//!
//! Numbers are decimal strings with their decimals, dates are `YYYY-MM-DD`, texts are as they stand; blank fields and constants
//! are left out. What cannot be read as its class stays as it stands, so that nothing is lost or made up.

use std::fmt;

use cocket_base::{Date, Decimal, Finding};
use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::application::Application;
use crate::codec::{Decoded, Limits};
use crate::fault::Fault;
use crate::layout::{Class, FieldSpec, Layout};
use crate::layouts::{RAW, envelope};
use crate::record::{Record, text_of};
use crate::values;

/// Records with what was noticed about them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// Application of records that stand without an envelope, as in `AE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<String>,
    /// The records.
    pub records: Vec<Line>,
    /// What was noticed; not read when encoding.
    #[serde(default)]
    pub findings: Vec<Finding>,
}

/// One record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Key of the layout, as in `10`, `54-07` or `A-in`; absent for a record that no table knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// Filled fields by name, in column order.
    #[serde(default, skip_serializing_if = "Fields::is_empty")]
    pub fields: Fields,
    /// The whole line, for a record that no table knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<String>,
}

/// Names and values in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(pub Vec<(String, String)>);

impl Fields {
    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Fields, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("fields by name, each value a string")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Fields, M::Error> {
                let mut fields = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    fields.push(entry);
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

impl Message {
    /// The JSON form of what was decoded.
    pub fn of(decoded: &Decoded, limits: &Limits) -> Message {
        Message {
            application: limits.application.map(|application| application.id.into()),
            records: decoded.records.iter().map(Line::of).collect(),
            findings: decoded.findings.clone(),
        }
    }

    /// The records, and every fault of the message: unknown keys, unknown fields, values that do not fit.
    pub fn records(&self) -> (Vec<Record>, Vec<Finding>) {
        let mut reader = Reader { application: None, findings: Vec::new() };
        if let Some(id) = &self.application {
            reader.enter(id, 0);
        }
        let lines = (1u32..).zip(&self.records);
        let records = lines.filter_map(|(row, line)| reader.record(line, row)).collect();
        (records, reader.findings)
    }
}

impl Line {
    /// The JSON form of a record.
    pub fn of(record: &Record) -> Line {
        if record.is_raw() {
            return Line {
                raw: Some(text_of(record.columns().trim_ascii_end()).into_owned()),
                ..Line::default()
            };
        }
        // A constant that was blanked or changed is told, so that the way back does not fill it in.
        let filled = |field: &'static FieldSpec| {
            let columns = record.bytes(field);
            let as_made = *columns == record.layout().blank[field.start..field.end];
            (!as_made).then(|| (field.name.to_string(), shown(field, columns)))
        };
        let fields = record.layout().fields.iter().filter_map(filled).collect();
        Line { record: Some(record.key().into()), fields: Fields(fields), raw: None }
    }
}

/// True for a field that is shown as a number; digits without decimals are a code, whose zeros count.
fn is_number(field: &FieldSpec) -> bool {
    match field.class {
        Class::Number => true,
        Class::Digits => field.decimals > 0,
        _ => false,
    }
}

/// A field's value for people: a decimal, a date, or the text.
fn shown(field: &FieldSpec, columns: &[u8]) -> String {
    let text = || text_of(columns.trim_ascii_end()).into_owned();
    match field.class {
        _ if is_number(field) => {
            values::decimal(field, columns).ok().flatten().map_or_else(text, |value| value.to_string())
        }
        Class::Date => values::date(columns).ok().flatten().map_or_else(text, |date| date.to_string()),
        _ => text(),
    }
}

/// Writes a value as [`shown`] gives it; the text of the wire is accepted too for dates.
fn fill(record: &mut Record, field: &'static FieldSpec, value: &str) -> Result<(), Fault> {
    let decimal = || value.parse::<Decimal>().map_err(|_| Fault::Value);
    match field.class {
        _ if value.trim().is_empty() => record.set_text(field, ""),
        _ if is_number(field) => exact(record, field, decimal()?),
        Class::Date if value.contains('-') => {
            record.set_date(field, value.parse::<Date>().map_err(|_| Fault::Date)?)
        }
        _ => record.set_text(field, value),
    }
}

/// A value with more decimals than the field has is refused here: whoever rounds must mean to.
fn exact(record: &mut Record, field: &'static FieldSpec, value: Decimal) -> Result<(), Fault> {
    if value.normalize().scale() > u32::from(field.decimals) {
        return Err(Fault::Value);
    }
    record.set_decimal(field, value)
}

struct Reader {
    application: Option<&'static Application>,
    findings: Vec<Finding>,
}

impl Reader {
    fn enter(&mut self, id: &str, row: u32) {
        self.application = Application::of(id);
        if self.application.is_none() && !id.is_empty() {
            let text = format!("no layouts are held for application «{id}»");
            self.findings.push(Fault::Application.of_record(row, &RAW, None, text));
        }
    }

    fn layout(&self, key: &str) -> Option<&'static Layout> {
        self.application.map_or_else(|| envelope::CHAPTER.layout(key), |application| application.layout(key))
    }

    fn record(&mut self, line: &Line, row: u32) -> Option<Record> {
        let key = match (&line.record, &line.raw) {
            (Some(key), None) => key,
            (None, Some(raw)) if line.fields.is_empty() => return self.raw(raw, row),
            _ => {
                let text = "a record has either a key with fields, or raw text";
                self.findings.push(Fault::Unknown.of_record(row, &RAW, None, text));
                return None;
            }
        };
        // The header of a batch or block says which application its keys belong to.
        if let Some(id) =
            line.fields.get("application_id").filter(|_| matches!(key.as_bytes().first(), Some(b'A' | b'B')))
        {
            self.enter(id.trim(), row);
        }
        let Some(layout) = self.layout(key) else {
            let whose = self.application.map_or("no application is known here".to_string(), |known| {
                format!("the application is {}", known.id)
            });
            let mut finding =
                Fault::Unknown.of_record(row, &RAW, None, format!("there is no record «{key}»; {whose}"));
            finding.severity = cocket_base::Severity::Block;
            self.findings.push(finding);
            return None;
        };
        let mut record = Record::new(layout).numbered(row);
        for (name, value) in &line.fields.0 {
            match layout.field(name) {
                Some(field) => {
                    if let Err(fault) = fill(&mut record, field, value) {
                        self.findings.push(fault.of_field(row, layout, field, value.as_bytes()));
                    }
                }
                None => self.findings.push(Fault::NoField.of_record(
                    row,
                    layout,
                    None,
                    format!("record {key} has no field «{name}»"),
                )),
            }
        }
        Some(record)
    }

    fn raw(&mut self, raw: &str, row: u32) -> Option<Record> {
        let bytes: Option<Vec<u8>> = raw.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
        let fault = match &bytes {
            None => Fault::Character,
            Some(bytes) if bytes.len() > crate::layout::WIDTH => Fault::Long,
            Some(bytes) => return Some(Record::raw(bytes).numbered(row)),
        };
        self.findings.push(fault.of_record(row, &RAW, None, "the raw text is no line of eighty columns"));
        None
    }
}
