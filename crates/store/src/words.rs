//! The words a file is found by: the beginnings of words, in any order, in either case.

use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Words kept of one file.
const MAX_WORDS: usize = 48;
/// Letters kept of one word.
const MAX_LETTERS: usize = 32;
/// Words of a search that count.
pub(crate) const MAX_SEARCH_WORDS: usize = 4;

/// The words of some texts, sorted, each once. A number with dashes is kept as its parts and as the rest from each part
/// on without its dashes: `XYZ-1234567-8` is found by `1234567`, by `1234567-8` and by `xyz12345678`.
pub(crate) fn of(texts: &[&str]) -> Vec<String> {
    let mut words = BTreeSet::new();
    for chunk in texts.iter().flat_map(|text| text.split_whitespace()) {
        let parts = parts(chunk);
        let tails = (0..parts.len()).filter(|_| is_number(&parts)).filter_map(|from| parts.get(from..));
        let tails = tails.map(|rest| cut(&rest.concat()));
        for word in parts.iter().map(|part| cut(part)).chain(tails) {
            if words.len() < MAX_WORDS {
                words.insert(word);
            }
        }
    }
    words.into_iter().collect()
}

/// The words of a search, longest first: the longest is likely to be the rarest. At most [`MAX_SEARCH_WORDS`].
pub(crate) fn of_search(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for chunk in text.split_whitespace() {
        let parts = parts(chunk);
        if is_number(&parts) {
            words.push(cut(&parts.concat()));
        } else {
            words.extend(parts.iter().map(|part| cut(part)));
        }
    }
    words.sort_by_cached_key(|word| (Reverse(word.chars().count()), word.clone()));
    words.dedup();
    words.truncate(MAX_SEARCH_WORDS);
    words
}

/// How the words stand in the column that is searched: each after a space.
pub(crate) fn searchable(words: &[String]) -> String {
    words.iter().flat_map(|word| [" ", word.as_str()]).collect()
}

fn parts(chunk: &str) -> Vec<String> {
    let lower = |part: &str| part.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    chunk.split(|c: char| !c.is_alphanumeric()).map(lower).filter(|part| !part.is_empty()).collect()
}

/// Something like an entry number: in parts, with a digit.
fn is_number(parts: &[String]) -> bool {
    parts.len() > 1 && parts.iter().any(|part| part.contains(|c: char| c.is_ascii_digit()))
}

fn cut(word: &str) -> String {
    word.chars().take(MAX_LETTERS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_with_and_without_its_dashes() {
        let words = of(&["XYZ-1234567-8"]);
        assert_eq!(words, ["1234567", "12345678", "8", "xyz", "xyz12345678"]);
        for typed in ["xyz", "XYZ-123", "1234567-8", "12345678", "XYZ12345678"] {
            let search = of_search(typed);
            assert!(search.iter().all(|s| words.iter().any(|w| w.starts_with(s))), "{typed}: {search:?}");
        }
    }

    #[test]
    fn names_fall_into_words_of_either_case() {
        assert_eq!(of(&["Acme-Trading GmbH", "acme Öl"]), ["acme", "gmbh", "trading", "öl"]);
        assert_eq!(of_search("ÖL  Acme-Trading acme"), ["trading", "acme", "öl"]);
        assert_eq!(of_search(" -- ?! "), Vec::<String>::new());
        assert_eq!(searchable(&of(&["b a"])), " a b");
    }

    #[test]
    fn long_texts_are_cut() {
        let text = (0..200).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ");
        assert_eq!(of(&[&text]).len(), MAX_WORDS);
        assert_eq!(of(&[&"x".repeat(500)])[0].len(), MAX_LETTERS);
        assert_eq!(of_search(&text).len(), MAX_SEARCH_WORDS);
    }
}
