//! What a paper is for: by the role the packet gives it, or by its name.

use crate::words::fold;

/// What a paper is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// A commercial invoice.
    Invoice,
    /// A packing list.
    PackingList,
    /// The client's product master.
    Master,
    /// Anything else: its text is kept.
    Text,
}

/// The use of a role, by its words.
pub(crate) fn use_of(role: &str) -> Option<Use> {
    let folded = fold(role);
    let has = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    if folded.is_empty() {
        None
    } else if has(&["master", "parts", "product list", "catalog"]) {
        Some(Use::Master)
    } else if has(&["invoice", "factura", "rechnung", "fattura", "facture"]) && !has(&["freight", "carrier"])
    {
        Some(Use::Invoice)
    } else if has(&["packing", "empaque", "packliste", "weight list"]) {
        Some(Use::PackingList)
    } else {
        Some(Use::Text)
    }
}

/// The role of a file by its name alone; empty when only its content can tell.
pub(crate) fn guessed_role(name: &str) -> String {
    let folded = fold(&name.replace(['_', '-'], " "));
    let known = [
        ("parts", "product master"),
        ("packing", "packing list"),
        ("packliste", "packing list"),
        ("empaque", "packing list"),
        ("bill of lading", "bill of lading"),
        ("waybill", "air waybill"),
        ("arrival", "arrival notice"),
        ("invoice", "commercial invoice"),
        ("factura", "commercial invoice"),
        ("rechnung", "commercial invoice"),
        ("fattura", "commercial invoice"),
        ("facture", "commercial invoice"),
    ];
    known
        .into_iter()
        .find(|(word, _)| folded.contains(word))
        .map(|(_, role)| role.to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_and_names_in_several_languages() {
        assert_eq!(use_of("commercial invoice"), Some(Use::Invoice));
        assert_eq!(use_of("Freight invoice"), Some(Use::Text));
        assert_eq!(use_of("packing list"), Some(Use::PackingList));
        assert_eq!(use_of("product master"), Some(Use::Master));
        assert_eq!(use_of("air waybill"), Some(Use::Text));
        assert_eq!(use_of(""), None);
        assert_eq!(guessed_role("rechnung_2026-1187.xlsx"), "commercial invoice");
        assert_eq!(guessed_role("PI-FTA26118.xlsx"), "");
    }
}
