//! The custom house's words: the narrative of each condition it raises, from the law data.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use cocket_filing::edits::EditBook;
use cocket_wire::layouts::entry_summary_response::{e0, e1};

const OWN: &str = include_str!("../../../data/edits/house_conditions.csv");

/// The words of a condition: its own, else those of the edits' catalogue.
pub(crate) fn narrative(code: &str) -> String {
    static WORDS: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    let words = WORDS.get_or_init(|| {
        let mut reader = csv::Reader::from_reader(OWN.as_bytes());
        let rows = reader.records().filter_map(Result::ok);
        rows.filter_map(|row| Some((row.get(0)?.into(), row.get(1)?.into()))).collect()
    });
    let of_edits = || EditBook::starter().condition(code).map(|condition| condition.narrative.to_string());
    let text = words.get(code).cloned().or_else(of_edits).unwrap_or_else(|| format!("CONDITION {code}"));
    sendable(&text, e1::NARRATIVE.width())
}

/// A reference text cut to its place, which may not be blank.
pub(crate) fn reference(text: &str) -> String {
    Some(sendable(text, e0::REFERENCE_TEXT.width()))
        .filter(|text| !text.is_empty())
        .unwrap_or_else(|| "-".into())
}

/// Capitals and marks of class X, at most `limit` of them, without blanks at the edges: the wire strips those in front.
pub(crate) fn sendable(text: &str, limit: usize) -> String {
    let plain = |c: char| if c.is_ascii_graphic() || c == ' ' { c.to_ascii_uppercase() } else { ' ' };
    let cut: String = text.chars().map(plain).take(limit).collect();
    cut.trim().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A code in the source without words would go out as `CONDITION B01`.
    #[test]
    fn every_code_that_the_house_raises_has_words() {
        let sources = [
            include_str!("house.rs"),
            include_str!("judge.rs"),
            include_str!("envelope.rs"),
            include_str!("recount.rs"),
            include_str!("understand.rs"),
        ];
        let is_code = |text: &&str| {
            text.len() == 3
                && text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
                && text.bytes().any(|b| b.is_ascii_digit())
        };
        let codes: Vec<&str> =
            sources.iter().flat_map(|text| text.split('"').skip(1).step_by(2)).filter(is_code).collect();
        assert!(codes.len() > 30, "{codes:?}");
        for code in codes {
            assert!(!narrative(code).starts_with("CONDITION"), "{code} has no words");
        }
    }

    #[test]
    fn every_condition_has_its_words_within_the_wires_columns() {
        assert_eq!(narrative("X14"), "Z-REC DOES NOT MATCH A-REC");
        assert_eq!(narrative("B16"), "ENTRY NUMBER CHECK DIGIT MISMATCH");
        assert_eq!(narrative("262").len(), 40, "one of the authority's own is a letter too long");
        assert_eq!(narrative("Q99"), "CONDITION Q99");
        assert_eq!(reference("  "), "-");
        assert_eq!(sendable(" né\u{7}e ", 9), "N  E");
    }
}
