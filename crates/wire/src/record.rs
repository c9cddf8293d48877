//! A record: eighty columns and the layout that reads them. Fields borrow from the columns; nothing is allocated.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use cocket_base::{Cents, Date, Decimal, Finding};

use crate::classes;
use crate::fault::Fault;
use crate::layout::{FieldSpec, Layout, WIDTH};
use crate::layouts::RAW;
use crate::values;

/// A record of the wire.
#[derive(Clone, Copy)]
pub struct Record {
    layout: &'static Layout,
    columns: [u8; WIDTH],
    number: u32,
}

impl Record {
    /// A blank record with its constants.
    pub fn new(layout: &'static Layout) -> Record {
        Record { layout, columns: layout.blank, number: 0 }
    }

    /// Columns as they came, with the layout that reads them and their line number.
    pub fn read(layout: &'static Layout, columns: [u8; WIDTH], number: u32) -> Record {
        Record { layout, columns, number }
    }

    /// A line that no table knows, cut or padded to eighty columns.
    pub fn raw(line: &[u8]) -> Record {
        let mut columns = [b' '; WIDTH];
        let len = line.len().min(WIDTH);
        columns[..len].copy_from_slice(&line[..len]);
        Record::read(&RAW, columns, 0)
    }

    /// The layout.
    pub fn layout(&self) -> &'static Layout {
        self.layout
    }

    /// The layout's key, as in `10` or `54-07`; empty for a raw record.
    pub fn key(&self) -> &'static str {
        self.layout.key
    }

    /// True when no table knows the record.
    pub fn is_raw(&self) -> bool {
        self.layout.key.is_empty()
    }

    /// True when the record has this layout.
    pub fn is(&self, layout: &'static Layout) -> bool {
        self.layout == layout
    }

    /// Line of the input, from 1; 0 for a record made here.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The same record under another line number.
    pub fn numbered(self, number: u32) -> Record {
        Record { number, ..self }
    }

    /// The eighty columns as they stand.
    pub fn columns(&self) -> &[u8; WIDTH] {
        &self.columns
    }

    /// The columns of a field as they stand.
    pub fn bytes(&self, field: &'static FieldSpec) -> &[u8] {
        debug_assert!(
            self.layout.fields.as_ptr_range().contains(&std::ptr::from_ref(field)),
            "{} of {:?}",
            field.name,
            self.layout
        );
        &self.columns[field.start..field.end]
    }

    /// True when the field is blank.
    pub fn is_blank(&self, field: &'static FieldSpec) -> bool {
        self.bytes(field).iter().all(|byte| *byte == b' ')
    }

    /// A field's text without the blanks around it.
    pub fn text(&self, field: &'static FieldSpec) -> Cow<'_, str> {
        text_of(self.bytes(field).trim_ascii())
    }

    /// A field's text, `None` when blank.
    pub fn some_text(&self, field: &'static FieldSpec) -> Option<Cow<'_, str>> {
        Some(self.text(field)).filter(|text| !text.is_empty())
    }

    /// The same as a text of its own.
    pub fn owned_text(&self, field: &'static FieldSpec) -> Option<String> {
        self.some_text(field).map(Cow::into_owned)
    }

    /// The text of a field by its name; `None` when the layout has no such field.
    pub fn text_by_name(&self, name: &str) -> Option<Cow<'_, str>> {
        self.layout.field(name).map(|field| self.text(field))
    }

    /// True when the field holds exactly this text.
    pub fn holds(&self, field: &'static FieldSpec, text: &str) -> bool {
        self.bytes(field).trim_ascii() == text.as_bytes()
    }

    /// A whole number, `None` when blank.
    pub fn number_in(&self, field: &'static FieldSpec) -> Result<Option<u64>, Box<Finding>> {
        values::digits(self.bytes(field)).map_err(|fault| Box::new(self.finding(field, fault)))
    }

    /// A number with the field's implied decimals, `None` when blank.
    pub fn decimal(&self, field: &'static FieldSpec) -> Result<Option<Decimal>, Box<Finding>> {
        values::decimal(field, self.bytes(field)).map_err(|fault| Box::new(self.finding(field, fault)))
    }

    /// An amount of dollars and cents, `None` when blank.
    pub fn cents(&self, field: &'static FieldSpec) -> Result<Option<Cents>, Box<Finding>> {
        values::cents(field, self.bytes(field)).map_err(|fault| Box::new(self.finding(field, fault)))
    }

    /// A date, `None` when blank.
    pub fn date(&self, field: &'static FieldSpec) -> Result<Option<Date>, Box<Finding>> {
        values::date(self.bytes(field)).map_err(|fault| Box::new(self.finding(field, fault)))
    }

    /// Any value that parses from text, `None` when blank. The finding carries the parser's own words.
    pub fn parse<T: FromStr<Err: fmt::Display>>(
        &self,
        field: &'static FieldSpec,
    ) -> Result<Option<T>, Box<Finding>> {
        let text = self.text(field);
        if text.is_empty() {
            return Ok(None);
        }
        text.parse().map(Some).map_err(|error: T::Err| {
            let mut finding = self.finding(field, Fault::Value);
            if !field.private {
                finding.text = format!("{}: {error}", field.name);
            }
            Box::new(finding)
        })
    }

    /// The finding for a fault in a field.
    pub fn finding(&self, field: &'static FieldSpec, fault: Fault) -> Finding {
        fault.of_field(self.number, self.layout, field, self.bytes(field))
    }

    /// Writes text: from the left, digits of a number from the right. Empty text blanks the field.
    pub fn set_text(&mut self, field: &'static FieldSpec, text: &str) -> Result<(), Fault> {
        values::write_text(field, text, &mut self.columns)
    }

    /// Writes a whole number.
    pub fn set_number(&mut self, field: &'static FieldSpec, number: u64) -> Result<(), Fault> {
        values::write_digits(field, number, &mut self.columns)
    }

    /// Writes a number with the field's implied decimals, half up at the last of them.
    pub fn set_decimal(&mut self, field: &'static FieldSpec, value: Decimal) -> Result<(), Fault> {
        values::write_decimal(field, value, &mut self.columns)
    }

    /// Writes a date as MMDDYY.
    pub fn set_date(&mut self, field: &'static FieldSpec, date: Date) -> Result<(), Fault> {
        values::write_date(field, date, &mut self.columns)
    }

    /// The faults of the record, one per field, in column order.
    pub fn faults(&self) -> impl Iterator<Item = (&'static FieldSpec, Fault)> + '_ {
        let fields = self.layout.fields.iter();
        fields.filter_map(|field| {
            classes::check(field, &self.columns[field.start..field.end]).map(|fault| (field, fault))
        })
    }

    /// True when no field has a fault. The characters of all columns are checked in one pass.
    pub fn is_sound(&self) -> bool {
        classes::admitted(&self.columns, &self.layout.kinds)
            && (self.layout.fields.iter())
                .all(|field| classes::check_form(field, &self.columns[field.start..field.end]).is_none())
    }
}

/// Bytes as text; beyond ASCII each is a character of Latin-1.
pub(crate) fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) if text.is_ascii() => Cow::Borrowed(text),
        _ => Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect()),
    }
}

impl PartialEq for Record {
    /// The same layout and columns; where a record stood is no part of it.
    fn eq(&self, other: &Record) -> bool {
        self.layout == other.layout && self.columns == other.columns
    }
}
impl Eq for Record {}

impl fmt::Debug for Record {
    /// The columns with private fields masked.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = self.columns;
        for field in self.layout.fields.iter().filter(|field| field.private) {
            for byte in &mut shown[field.start..field.end] {
                *byte = if *byte == b' ' { b' ' } else { b'*' };
            }
        }
        write!(f, "{:>8}|{}|", self.layout.key, text_of(&shown))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layouts::entry_summary::{r10, r11, r50};
    use cocket_base::civil::date;

    #[test]
    fn a_field_comes_back_as_it_was_written() {
        let mut line = Record::new(&r50::LAYOUT);
        line.set_text(r50::HTS_NUMBER, "6109100012").unwrap();
        line.set_decimal(r50::DUTY_AMOUNT, Decimal::new(165_000, 2)).unwrap();
        line.set_number(r50::VALUE, 10_000).unwrap();
        line.set_decimal(r50::QUANTITY_1, Decimal::from(100)).unwrap();
        line.set_text(r50::UOM_1, "DOZ").unwrap();
        assert_eq!(text_of(line.columns()).trim_end(), "506109100012     165000      10000        10000DOZ");
        assert_eq!(line.cents(r50::DUTY_AMOUNT).unwrap(), Some(Cents::new(165_000)));
        assert_eq!(line.number_in(r50::VALUE).unwrap(), Some(10_000));
        assert_eq!(line.decimal(r50::QUANTITY_1).unwrap(), Some(Decimal::from(100)));
        assert_eq!(line.decimal(r50::QUANTITY_2).unwrap(), None);
        assert!(line.is_sound());
    }

    #[test]
    fn what_does_not_fit_is_refused_and_leaves_the_field_alone() {
        let mut header = Record::new(&r10::LAYOUT);
        assert_eq!(header.set_text(r10::FILER_CODE, "EEEE"), Err(Fault::TooLong));
        assert_eq!(header.set_text(r10::FILER_CODE, "eee"), Err(Fault::LowerCase));
        assert_eq!(header.set_text(r10::ACTION_CODE, "Q"), Err(Fault::Code));
        assert_eq!(header.set_text(r10::BROKER_REFERENCE, "Ł1"), Err(Fault::Character));
        assert_eq!(header, Record::new(&r10::LAYOUT));
        let mut dates = Record::new(&r11::LAYOUT);
        dates.set_date(r11::IMPORT_DATE, date(2026, 7, 12)).unwrap();
        assert_eq!(dates.date(r11::IMPORT_DATE).unwrap(), Some(date(2026, 7, 12)));
    }

    #[test]
    fn debug_output_masks_what_is_private() {
        let mut header = Record::new(&r11::LAYOUT);
        header.set_text(r11::IMPORTER_OF_RECORD, "123-45-6789").unwrap();
        let shown = format!("{header:?}");
        assert!(shown.contains("***********") && !shown.contains("6789"), "{shown}");
    }
}
