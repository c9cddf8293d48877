//! Builds records from values and gathers what does not fit, so that a whole message is judged at once.

use cocket_base::{Cents, Date, Decimal, Dollars, Finding};

use crate::fault::Fault;
use crate::layout::{FieldSpec, Layout};
use crate::record::Record;

/// A message being written.
#[derive(Debug, Default)]
pub struct Writer {
    records: Vec<Record>,
    findings: Vec<Finding>,
}

impl Writer {
    /// Starts a record; it is part of the message once it is [`Draft::done`].
    pub fn record(&mut self, layout: &'static Layout) -> Draft<'_> {
        let number = u32::try_from(self.records.len() + 1).unwrap_or(u32::MAX);
        Draft { record: Record::new(layout).numbered(number), writer: self, from: None }
    }

    /// Adds a record as it stands.
    pub fn push(&mut self, record: Record) {
        let number = u32::try_from(self.records.len() + 1).unwrap_or(u32::MAX);
        self.records.push(record.numbered(number));
    }

    /// How many records the message has.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// True when the message has no record.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Notes something about the message as a whole.
    pub fn note(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// The records, or every reason why they cannot be sent.
    pub fn finish(self) -> Result<Vec<Record>, Vec<Finding>> {
        if self.findings.is_empty() { Ok(self.records) } else { Err(self.findings) }
    }
}

/// A record being written.
#[derive(Debug)]
pub struct Draft<'a> {
    record: Record,
    writer: &'a mut Writer,
    /// Where the values come from, for the findings: `line 3`, `bill 1`.
    from: Option<String>,
}

impl Draft<'_> {
    /// The layout being filled.
    pub fn layout(&self) -> &'static Layout {
        self.record.layout()
    }

    /// Names the part of the declaration that the record stands for.
    pub fn of(self, part: impl Into<String>) -> Self {
        Draft { from: Some(part.into()), ..self }
    }

    fn check(&mut self, field: &'static FieldSpec, written: Result<(), Fault>, value: &str) {
        if let Err(fault) = written {
            let finding = fault.of_field(self.record.number(), self.record.layout(), field, value.as_bytes());
            self.note(finding);
        }
    }

    fn note(&mut self, mut finding: Finding) {
        if let Some(part) = &self.from {
            finding.text = format!("{part}: {}", finding.text);
        }
        self.writer.findings.push(finding);
    }

    /// A text.
    pub fn text(mut self, field: &'static FieldSpec, value: impl AsRef<str>) -> Self {
        let written = self.record.set_text(field, value.as_ref());
        self.check(field, written, value.as_ref());
        self
    }

    /// A text that may be absent.
    pub fn maybe(self, field: &'static FieldSpec, value: Option<impl AsRef<str>>) -> Self {
        match value {
            Some(value) => self.text(field, value),
            None => self,
        }
    }

    /// `code` when `set`.
    pub fn flag(self, field: &'static FieldSpec, code: &str, set: bool) -> Self {
        self.maybe(field, set.then_some(code))
    }

    /// A whole number.
    pub fn number(mut self, field: &'static FieldSpec, value: impl Into<u64>) -> Self {
        let value = value.into();
        let written = self.record.set_number(field, value);
        self.check(field, written, &value.to_string());
        self
    }

    /// A number with the field's decimals, half up at the last of them.
    pub fn decimal(mut self, field: &'static FieldSpec, value: Decimal) -> Self {
        let written = self.record.set_decimal(field, value);
        self.check(field, written, &value.to_string());
        self
    }

    /// An amount in cents.
    pub fn cents(self, field: &'static FieldSpec, value: Cents) -> Self {
        self.decimal(field, value.as_dollars())
    }

    /// An amount in whole dollars.
    pub fn dollars(self, field: &'static FieldSpec, value: Dollars) -> Self {
        self.decimal(field, value.as_decimal())
    }

    /// A date that may be absent.
    pub fn date(mut self, field: &'static FieldSpec, value: Option<Date>) -> Self {
        if let Some(date) = value {
            let written = self.record.set_date(field, date);
            self.check(field, written, &date.to_string());
        }
        self
    }

    /// Ends the record: a mandatory field left blank is a finding.
    pub fn done(mut self) {
        let missing: Vec<_> = self.record.faults().filter(|(_, fault)| *fault == Fault::Missing).collect();
        for (field, fault) in missing {
            // A value that did not fit was named already, among the last findings.
            let of_record = (self.writer.findings.iter().rev())
                .take_while(|finding| finding.place.row == Some(self.record.number()));
            let refused =
                of_record.into_iter().any(|finding| finding.place.field.as_deref() == Some(field.name));
            if !refused {
                let finding = self.record.finding(field, fault);
                self.note(finding);
            }
        }
        self.writer.records.push(self.record);
    }
}
