//! Faults: the ways a record can be wrong, one name each, and the findings they become.

use cocket_base::{Finding, Place, Severity};

use crate::layout::{FieldSpec, Layout};

/// A way a record or field can be wrong. The order is that of the checks: the first one found is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// More input than is read.
    TooMuch,
    /// An application id without layouts.
    Application,
    /// A record that the application does not know.
    Unknown,
    /// A line without text.
    Empty,
    /// Fewer than eighty columns.
    Short,
    /// Text beyond column 80.
    Long,
    /// A control character, or one beyond the alphabet of the wire.
    Character,
    /// Something in a filler.
    Filler,
    /// A lower-case letter.
    LowerCase,
    /// A character that the field's class does not admit.
    Class,
    /// Nothing in a mandatory field.
    Missing,
    /// Text at the wrong edge, or with blanks inside a number.
    Alignment,
    /// Six digits that are no date.
    Date,
    /// A code that is not listed.
    Code,
    /// A value that does not fit its field.
    TooLong,
    /// A value that cannot stand in such a field, as a sign or a decimal too many.
    Value,
    /// A field that the record does not have.
    NoField,
}

impl Fault {
    /// Every fault, in the order of the checks.
    pub const IN_ORDER: [Fault; 17] = [
        Fault::TooMuch,
        Fault::Application,
        Fault::Unknown,
        Fault::Empty,
        Fault::Short,
        Fault::Long,
        Fault::Character,
        Fault::Filler,
        Fault::LowerCase,
        Fault::Class,
        Fault::Missing,
        Fault::Alignment,
        Fault::Date,
        Fault::Code,
        Fault::TooLong,
        Fault::Value,
        Fault::NoField,
    ];

    /// Our stable code.
    pub fn code(self) -> &'static str {
        match self {
            Fault::TooMuch => "WIRE_TOO_MUCH",
            Fault::Application => "WIRE_APPLICATION",
            Fault::Unknown => "WIRE_UNKNOWN_RECORD",
            Fault::Empty => "WIRE_EMPTY_LINE",
            Fault::Short => "WIRE_SHORT_RECORD",
            Fault::Long => "WIRE_LONG_RECORD",
            Fault::Character => "WIRE_CHARACTER",
            Fault::Filler => "WIRE_FILLER",
            Fault::LowerCase => "WIRE_LOWER_CASE",
            Fault::Class => "WIRE_CLASS",
            Fault::Missing => "WIRE_MISSING",
            Fault::Alignment => "WIRE_ALIGNMENT",
            Fault::Date => "WIRE_DATE",
            Fault::Code => "WIRE_CODE",
            Fault::TooLong => "WIRE_TOO_LONG",
            Fault::Value => "WIRE_VALUE",
            Fault::NoField => "WIRE_NO_FIELD",
        }
    }

    /// The condition of CBP's batch and block chapter for the same thing, where it has one.
    pub fn condition(self) -> Option<&'static str> {
        match self {
            Fault::Application => Some("X12"),
            Fault::Unknown => Some("X34"),
            Fault::Filler => Some("X39"),
            Fault::Character | Fault::LowerCase | Fault::Class | Fault::Alignment | Fault::Date => {
                Some("X40")
            }
            Fault::Short => Some("X42"),
            _ => None,
        }
    }

    /// The fault of a finding's code.
    pub fn of_code(code: &str) -> Option<Fault> {
        Fault::IN_ORDER.into_iter().find(|fault| fault.code() == code)
    }

    /// How grave it is in what we send. What the authority sent is at most a warning: nobody here can correct it.
    pub fn severity(self) -> Severity {
        match self {
            Fault::Empty | Fault::Short => Severity::Info,
            Fault::Unknown | Fault::Application => Severity::Warn,
            _ => Severity::Block,
        }
    }

    fn remedy(self) -> &'static str {
        match self {
            Fault::TooMuch => "split the input",
            Fault::Application => "name a known application in the A and B records, or with the call",
            Fault::Unknown => "look the record up in the application's chapter; it is kept as it stands",
            Fault::Empty => "leave the line out",
            Fault::Short => "pad the record with blanks to column 80",
            Fault::Long => "cut the record at column 80",
            Fault::Character => "use printable characters of the alphabet A-Z, 0-9 and punctuation",
            Fault::Filler => "leave the filler blank",
            Fault::LowerCase => "write capitals",
            Fault::Class => "use the characters of the field's class",
            Fault::Missing => "fill the field",
            Fault::Alignment => "align the value as its class asks",
            Fault::Date => "write the date as MMDDYY",
            Fault::Code => "use a listed code",
            Fault::TooLong => "shorten the value",
            Fault::Value => "give a value that the field can carry",
            Fault::NoField => "use a field of the record's layout",
        }
    }

    /// The finding for a whole record.
    pub fn of_record(
        self,
        row: u32,
        layout: &Layout,
        columns: Option<String>,
        text: impl Into<String>,
    ) -> Finding {
        let mut place = Place::default().row(row);
        place.column = columns;
        if !layout.key.is_empty() {
            place = place.at_item(layout.key);
        }
        Finding::new(self.severity(), self.code(), place, text).with_remedy(self.remedy())
    }

    /// The finding for a field with what stands in it; private fields do not show it.
    pub fn of_field(self, row: u32, layout: &Layout, field: &FieldSpec, found: &[u8]) -> Finding {
        let shown = if field.private && !found.is_empty() {
            "«***»".to_string()
        } else {
            format!("«{}»", latin(found.trim_ascii_end()))
        };
        let text = match self {
            Fault::Missing => "is blank but mandatory".to_string(),
            Fault::Filler => format!("holds {shown} where blanks are due"),
            Fault::Character => format!("holds {shown} with a character that cannot stand in a record"),
            Fault::LowerCase => format!("holds {shown} with lower-case letters"),
            Fault::Class => format!("holds {shown}; {} may stand there", class_words(field)),
            Fault::Alignment => format!("holds {shown}, which is not {}", alignment_words(field)),
            Fault::Date => format!("holds {shown}, which is no date"),
            Fault::Code => format!("holds {shown}; listed are {}", listed(field)),
            Fault::TooLong => {
                format!("would take {shown}, which is longer than its {} columns", field.width())
            }
            Fault::Value => format!("cannot carry {shown}"),
            _ => format!("holds {shown}"),
        };
        let text = format!("{} {text}", field.name);
        let place =
            Place::default().row(row).column(field.columns()).at_item(layout.key).at_field(field.name);
        Finding::new(self.severity(), self.code(), place, text).with_remedy(self.remedy())
    }
}

/// Bytes as text: each one is a character of Latin-1, control characters shown as a dot.
pub(crate) fn latin(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| if byte.is_ascii_control() { '·' } else { char::from(*byte) }).collect()
}

fn class_words(field: &FieldSpec) -> &'static str {
    use crate::layout::Class;
    match field.class {
        Class::Filler => "blanks",
        Class::Letters => "letters",
        Class::Alphanumeric => "letters and digits",
        Class::Printable | Class::Any => "printable characters",
        Class::Digits | Class::DigitsLeft | Class::Number | Class::Date => "digits",
    }
}

fn alignment_words(field: &FieldSpec) -> &'static str {
    use crate::layout::Class;
    match field.class {
        Class::Digits => "digits in every column",
        Class::DigitsLeft => "digits from the left edge",
        _ => "digits up to the right edge",
    }
}

fn listed(field: &FieldSpec) -> String {
    field.allowed.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layouts::{entry_summary, envelope};

    #[test]
    fn codes_are_distinct() {
        let codes: std::collections::BTreeSet<_> = Fault::IN_ORDER.iter().map(|fault| fault.code()).collect();
        assert_eq!(codes.len(), Fault::IN_ORDER.len());
        assert!(Fault::IN_ORDER.iter().all(|fault| Fault::of_code(fault.code()) == Some(*fault)));
        assert_eq!(Fault::of_code("WIRE_FILLER").and_then(Fault::condition), Some("X39"));
    }

    #[test]
    fn a_finding_names_record_columns_and_field_but_no_secret() {
        let finding = Fault::Class.of_field(
            7,
            &entry_summary::r50::LAYOUT,
            entry_summary::r50::QUANTITY_1,
            b"       12A000",
        );
        assert_eq!(
            finding.to_string(),
            "block WIRE_CLASS at row 7, column 36-47 50 quantity_1: quantity_1 holds «       12A000»; digits may stand there; \
             use the characters of the field's class"
        );
        let secret =
            Fault::LowerCase.of_field(1, &envelope::a_in::LAYOUT, envelope::a_in::PASSWORD, b"secret");
        assert!(!secret.text.contains("secret"), "{secret}");
    }
}
