//! Entry summaries on the wire (AE): from a declaration to records, and from records to what the authority knows.
//! Source: Entry Summary Create/Update chapter, July 2026.

mod decode;
mod encode;
mod summary;

pub use decode::decode_summary;
pub use encode::encode_summary;
pub use summary::{AeLine, AeQuantity, AeSummary, AeTariff, AeTotals};

use std::collections::BTreeMap;

use cocket_base::ids::{ImporterNumber, PortCode};
use serde::{Deserialize, Serialize};

/// What is asked of the authority. Since July 2026 adding and replacing are the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Add the summary, or replace the one on file.
    #[default]
    Add,
    /// Replace the summary on file, or add it.
    Replace,
    /// Delete the summary.
    Delete,
}

impl Action {
    /// The letter on the wire.
    pub fn letter(self) -> &'static str {
        match self {
            Action::Add => "A",
            Action::Replace => "R",
            Action::Delete => "D",
        }
    }

    fn of(letter: &str) -> Option<Action> {
        [Action::Add, Action::Replace, Action::Delete].into_iter().find(|action| action.letter() == letter)
    }
}

/// What a filing says beside the declaration itself. Whatever is not given is not sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Transmission {
    /// Asks for a cargo release drawn from the summary.
    pub certify_release: bool,
    /// The entry follows the goods' release at once (live entry).
    pub live_entry: bool,
    /// Client branch on a statement, two characters.
    pub client_branch: Option<String>,
    /// Party to be notified (form 4811).
    pub notify_party: Option<ImporterNumber>,
    /// Party the goods were sold to.
    pub sold_to: Option<ImporterNumber>,
    /// Party the goods are delivered to.
    pub delivered_to: Option<ImporterNumber>,
    /// IMO number of the vessel.
    pub vessel_code: Option<String>,
    /// Port where the goods are to be examined.
    pub exam_port: Option<PortCode>,
    /// Papers to follow (code table `missing_document_codes`); `99` when more than two.
    pub missing_documents: Vec<String>,
    /// The statement that no reimbursement takes place, by AD/CVD case number.
    pub non_reimbursement: BTreeMap<String, String>,
    /// The filing corrects an accepted summary.
    pub correction: Option<Correction>,
}

/// A post summary correction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Correction {
    /// Reasons on the header, at most five (code table `psc_reason_codes`).
    pub reasons: Vec<String>,
    /// Reasons on lines, by line number, at most five each.
    pub line_reasons: BTreeMap<u16, Vec<String>>,
    /// The reason in a person's words.
    pub explanation: String,
    /// Asks for early liquidation.
    pub accelerate_liquidation: bool,
}

/// Text as the wire can carry it: letters without marks, capitals, single blanks.
pub(crate) fn wire_text(text: &str) -> String {
    let ascii = any_ascii::any_ascii(text).to_ascii_uppercase();
    ascii
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A number without the hyphens and blanks that people write into it.
pub(crate) fn bare(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase()
}

/// Text cut into pieces of at most `width` characters, between words where a word fits.
pub(crate) fn pieces(text: &str, width: usize) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for word in wire_text(text).split(' ').filter(|word| !word.is_empty()) {
        for (at, part) in word.as_bytes().chunks(width.max(1)).enumerate() {
            let part = String::from_utf8_lossy(part);
            match pieces.last_mut() {
                Some(last) if at == 0 && last.len() + 1 + part.len() <= width => {
                    last.push(' ');
                    last.push_str(&part);
                }
                _ => pieces.push(part.into_owned()),
            }
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_becomes_what_the_wire_can_carry() {
        assert_eq!(wire_text("  Höfner – café\tset\r\n№ 5 "), "HOFNER - CAFE SET NO 5");
        assert_eq!(bare("020-1234 5675"), "02012345675");
        assert_eq!(pieces("aa bb cc dd", 5), ["AA BB", "CC DD"]);
        assert_eq!(pieces("abcdefgh ij", 5), ["ABCDE", "FGH", "IJ"]);
        assert!(pieces("  ", 5).is_empty());
    }
}
