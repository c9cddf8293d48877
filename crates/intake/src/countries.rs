//! Countries as papers name them: the law pack's names first, then adjectives and other languages.

use cocket_base::ids::Country;
use cocket_law::Pack;

use crate::words::{fold, holds, words};

/// The country a text names on its own, as in `China`, `CN`, `P.R. China`, `chinesischer`.
pub fn named(text: &str, law: &Pack) -> Option<Country> {
    let found = law.countries().find(text);
    found.or_else(|| words().countries.get(&fold(text)).copied())
}

/// Every country named anywhere in a sentence; two-letter codes do not count there, since they are words too.
pub fn all_in(text: &str, law: &Pack) -> Vec<Country> {
    let folded = fold(text);
    let mut found: Vec<(usize, usize, Country)> = Vec::new();
    for (name, country) in &words().countries {
        if (name.len() > 2 || !name.is_ascii())
            && holds(&folded, name)
            && let Some(at) = folded.find(name.as_str())
        {
            found.push((at, name.len(), *country));
        }
    }
    // A longer name outweighs a shorter one inside it: «South Africa» is not «Africa».
    let inside = |a: &(usize, usize, Country), b: &(usize, usize, Country)| {
        b.1 > a.1 && b.0 <= a.0 && a.0 + a.1 <= b.0 + b.1
    };
    let kept: Vec<_> = found.iter().filter(|a| !found.iter().any(|b| inside(a, b))).collect();
    let mut countries: Vec<Country> = Vec::new();
    for (_, _, country) in kept {
        if !countries.contains(country) {
            countries.push(*country);
        }
    }
    if countries.is_empty() {
        countries.extend(law.countries().find(text));
    }
    countries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_adjectives_and_languages() {
        let law = Pack::starter();
        for (text, code) in [
            ("China", "CN"),
            ("CN", "CN"),
            ("P.R. China", "CN"),
            ("Deutschland", "DE"),
            ("italiana", "IT"),
            ("中国", "CN"),
            ("USA", "US"),
            ("Viet Nam", "VN"),
            ("UK", "GB"),
            ("Made in Taiwan", "TW"),
        ] {
            assert_eq!(named(text, law).map(|c| c.to_string()).as_deref(), Some(code), "{text}");
        }
        assert_eq!(named("Narnia", law), None);
        assert_eq!(named("", law), None);
    }

    #[test]
    fn a_sentence_names_one_or_several() {
        let law = Pack::starter();
        let codes = |text: &str| all_in(text, law).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(codes("Goods of Chinese origin"), ["CN"]);
        assert_eq!(codes("Deutschland / Germany"), ["DE"]);
        assert_eq!(codes("Merce di origine italiana"), ["IT"]);
        let mut two = codes("made in China and Vietnam");
        two.sort();
        assert_eq!(two, ["CN", "VN"]);
    }
}
