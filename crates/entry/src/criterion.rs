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

/// Reads a criterion. A refusal counts whatever is remarked behind it; behind a criterion that qualifies only figures and the
/// words of the table `usmca_remarks` may stand: «B (RVC 62%)», but not «B (does not qualify)».
pub fn read(law: &Pack, text: &str) -> Criterion {
    let end = text.find([':', ';', ',', '(']).unwrap_or(text.len());
    let (word, remark) = text.split_at(end);
    let word = word.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase();
    let row = law.codes("usmca_criteria").and_then(|table| table.get(&word));
    match row.and_then(|row| row.column("qualifies")) {
        Some("Y") if only_figures(law, remark) => Criterion::Qualifies,
        Some("Y") | None => Criterion::Unclear,
        Some(_) => Criterion::Fails,
    }
}

/// True when a remark says how a criterion is met and cannot take it back.
fn only_figures(law: &Pack, remark: &str) -> bool {
    let known = law.codes("usmca_remarks");
    let words = remark.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    words.into_iter().all(|word| known.is_some_and(|table| table.contains(&word.to_uppercase())))
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
            ("B: net cost 66.5 %", Criterion::Qualifies),
            ("B (does not qualify)", Criterion::Unclear),
            ("B, but see e-mail", Criterion::Unclear),
            ("B (RVC fails)", Criterion::Unclear),
            ("none (RVC 12%)", Criterion::Fails),
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
