//! References of an answer: which part of the summary a condition concerns, as kind, ordinal and identifying text.
//!
//! Which fields of which record the text repeats is a row of `data/wire/references.list`, read both ways.

use serde::{Deserialize, Serialize};

use crate::fault::latin;
use crate::layout::{FieldSpec, Layout};
use crate::layouts::entry_summary;
use crate::layouts::entry_summary_response::e0;
use crate::record::Record;

/// A part of the summary.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// Kind of part, as in `LINITM` (code table `ax_reference_types`).
    pub kind: String,
    /// Which one of its kind, from 1.
    pub occurrence: u32,
    /// Identifying text copied from the input.
    pub text: String,
}

/// What a kind of reference points at.
struct Kind {
    name: &'static str,
    layout: &'static Layout,
    /// Fields of the record, each with its first column in the text, from 0, and the columns it takes there.
    parts: &'static [(&'static FieldSpec, usize, usize)],
}

static KINDS: &[Kind] = include!(concat!(env!("OUT_DIR"), "/references.rs"));

impl Reference {
    /// The reference to a record of the input: its identifying fields are copied. `None` for an unknown kind, or a record of
    /// another layout than the kind points at.
    pub fn to(kind: &str, occurrence: u32, record: &Record) -> Option<Reference> {
        let kind = KINDS.iter().find(|known| known.name == kind)?;
        // A 54-NN is a 54, whose identifying field stands in the same columns.
        let same = record.key() == kind.layout.key || record.key().split('-').next() == Some(kind.layout.key);
        if !same || record.layout().chapter != kind.layout.chapter {
            return None;
        }
        let mut text = vec![b' '; e0::REFERENCE_TEXT.width()];
        for (field, at, width) in kind.parts {
            let from = &record.columns()[field.start..field.end];
            // Numbers stand at the right edge; where the text has less room, the leading columns give way.
            let from = if from.len() > *width && field.class == crate::layout::Class::Number {
                &from[from.len() - width..]
            } else {
                from
            };
            let len = from.len().min(*width);
            text[*at..at + len].copy_from_slice(&from[..len]);
        }
        Some(Reference { kind: kind.name.into(), occurrence, text: latin(text.trim_ascii_end()) })
    }

    /// The layout of the record it points at.
    pub fn layout(&self) -> Option<&'static Layout> {
        KINDS.iter().find(|known| known.name == self.kind).map(|known| known.layout)
    }

    /// The fields that the text repeats, with their values; blank ones are left out.
    pub fn parts(&self) -> Vec<(&'static FieldSpec, String)> {
        let Some(kind) = KINDS.iter().find(|known| known.name == self.kind) else { return Vec::new() };
        let value = |at: usize, width: usize| {
            self.text.chars().skip(at).take(width).collect::<String>().trim().to_string()
        };
        let parts = kind.parts.iter().map(|(field, at, width)| (*field, value(*at, *width)));
        parts.filter(|(_, value)| !value.is_empty()).collect()
    }

    /// The value of one of those fields.
    pub fn part(&self, field: &'static FieldSpec) -> Option<String> {
        self.parts().into_iter().find(|(known, _)| std::ptr::eq(*known, field)).map(|(_, value)| value)
    }

    /// The line it points at, as in `002`.
    pub fn line_id(&self) -> Option<String> {
        self.part(entry_summary::r40::LINE_ID)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layouts::entry_summary::{r22, r40, r50, r54_07};

    #[test]
    fn a_reference_is_made_from_a_record_and_read_back() {
        let mut line = Record::new(&r40::LAYOUT);
        line.set_text(r40::LINE_ID, "002").unwrap();
        let reference = Reference::to("LINITM", 2, &line).unwrap();
        assert_eq!((reference.text.as_str(), reference.line_id().as_deref()), ("002", Some("002")));
        let mut tariff = Record::new(&r50::LAYOUT);
        tariff.set_text(r50::HTS_NUMBER, "6109100012").unwrap();
        tariff.set_number(r50::QUANTITY_1, 10_000).unwrap();
        tariff.set_text(r50::UOM_1, "DOZ").unwrap();
        let quantity = Reference::to("TARQTY", 1, &tariff).unwrap();
        assert_eq!(quantity.text, "       10000 DOZ");
        assert_eq!(quantity.part(r50::UOM_1).as_deref(), Some("DOZ"));
        assert_eq!(quantity.layout(), Some(&r50::LAYOUT));
        assert_eq!(
            Reference::to("TARIFF", 1, &tariff).unwrap().part(r50::HTS_NUMBER).as_deref(),
            Some("6109100012")
        );
        assert!(Reference::to("IADDET", 1, &Record::new(&r54_07::LAYOUT)).unwrap().text.starts_with("07"));
    }

    #[test]
    fn a_kind_and_a_record_that_do_not_go_together_give_none() {
        assert_eq!(Reference::to("LINITM", 1, &Record::new(&r22::LAYOUT)), None);
        assert_eq!(Reference::to("NOSUCH", 1, &Record::new(&r22::LAYOUT)), None);
        let stranger = Reference { kind: "NEWONE".into(), occurrence: 1, text: "WHATEVER".into() };
        assert!(stranger.parts().is_empty() && stranger.layout().is_none());
    }
}
