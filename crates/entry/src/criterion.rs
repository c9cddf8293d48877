//! What a text says of a good's origin criterion under the USMCA: by the words of the table `usmca_criteria`, never by the
//! sound of a sentence.

use cocket_law::Pack;

/// What a criterion says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Criterion {
    /// A criterion of the agreement.
    Qualifies,
    /// The good does not qualify.
    Fails,
    /// Neither: a person must say.
    Unclear,
}

/// Reads a criterion; what stands behind a colon, comma or bracket is a remark.
pub fn read(law: &Pack, text: &str) -> Criterion {
    let word = text.split([':', ';', ',', '(']).next().unwrap_or_default();
    let word = word.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase();
    let row = law.codes("usmca_criteria").and_then(|table| table.get(&word));
    match row.and_then(|row| row.column("qualifies")) {
        Some("Y") => Criterion::Qualifies,
        Some(_) => Criterion::Fails,
        None => Criterion::Unclear,
    }
}

/// True for the symbols of the USMCA.
pub fn is_usmca(law: &Pack, spi: &str) -> bool {
    law.codes("post_import_programs").and_then(|table| table.label(spi)) == Some("USMCA")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_neither_yes_nor_no() {
        let law = Pack::starter();
        for (text, says) in [
            ("B", Criterion::Qualifies),
            ("b (RVC 62%)", Criterion::Qualifies),
            ("NOT QUALIFYING: RVC 41%, rule needs 60%", Criterion::Fails),
            ("does not qualify", Criterion::Fails),
            ("DOESN'T QUALIFY", Criterion::Unclear),
            ("fails tariff shift", Criterion::Unclear),
            ("B or C", Criterion::Unclear),
            ("E", Criterion::Unclear),
        ] {
            assert_eq!(read(law, text), says, "{text}");
        }
        assert!(is_usmca(law, "S") && is_usmca(law, "S+") && !is_usmca(law, "SG"));
    }
}
