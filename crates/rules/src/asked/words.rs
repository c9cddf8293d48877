//! Words as people type them against words as they are held: by stem, by beginning, one letter off, in any order.
//!
//! Finding decides nothing. What is near is named; only a word that the table `word_synonyms` gives for exactly one word of
//! a closed list is read as that word, and the answer says so.

use std::cmp::Reverse;

use cocket_law::Pack;

/// Most words of a text, and most letters of a word, that are looked at.
const MOST_WORDS: usize = 60;
const LONGEST: usize = 40;
/// Names that are given as near.
const NEAR: usize = 5;
/// How well a word fits another: the same, the same beginning, one letter off.
const SAME: u32 = 10;
const BEGINS: u32 = 6;
const ALMOST: u32 = 4;

/// The words of a text: small letters and digits, the plural's ending off.
pub fn stems(text: &str) -> Vec<String> {
    let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words
        .take(MOST_WORDS)
        .map(|word| stem(&word.chars().take(LONGEST).collect::<String>().to_lowercase()))
        .collect()
}

fn stem(word: &str) -> String {
    let cut = |ending: &str, instead: &str| {
        word.strip_suffix(ending).filter(|rest| rest.len() > 2).map(|rest| format!("{rest}{instead}"))
    };
    match word {
        _ if word.ends_with("ss") || word.ends_with("us") || word.ends_with("is") => word.to_string(),
        _ => cut("ies", "y").or_else(|| cut("s", "")).unwrap_or_else(|| word.to_string()),
    }
}

/// How well two stems fit.
fn fit(asked: &str, held: &str) -> u32 {
    let begins = |long: &str, short: &str| short.len() >= 4 && long.starts_with(short);
    match () {
        () if asked == held => SAME,
        () if begins(held, asked) || begins(asked, held) => BEGINS,
        () if almost(asked, held) => ALMOST,
        () => 0,
    }
}

/// True for long words with the same first letter that are one letter, or two exchanged ones, apart.
fn almost(asked: &str, held: &str) -> bool {
    let long = asked.len() >= 5 && held.len() >= 5 && asked.len().abs_diff(held.len()) <= 1;
    long && asked.chars().next() == held.chars().next() && strsim::osa_distance(asked, held) == 1
}

/// What was asked for, ready to be compared with many texts.
pub struct Wanted(Vec<String>);

/// How well a text fits: how many of the words asked for it has, and how well.
pub type Score = (usize, u32);

impl Wanted {
    /// The words of a question.
    pub fn new(text: &str) -> Wanted {
        let mut words = stems(text);
        words.dedup();
        Wanted(words)
    }

    /// True when there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many words.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True when a text has every word, or one that begins with it; nothing that is only almost the same.
    pub fn all_in(&self, text: &str) -> bool {
        let held = stems(text);
        self.0.iter().all(|asked| held.iter().any(|held| held.starts_with(asked.as_str())))
    }

    /// How well a text fits.
    pub fn score(&self, text: &str) -> Score {
        let held = stems(text);
        let best = |asked: &String| held.iter().map(|held| fit(asked, held)).max().unwrap_or(0);
        let fits: Vec<u32> = self.0.iter().map(best).filter(|fit| *fit > 0).collect();
        (fits.len(), fits.iter().sum())
    }
}

/// The names most like one that is not held, the likest first: by letters, else by words.
pub fn near<'a>(asked: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let asked: String = asked.chars().take(LONGEST).collect::<String>().to_lowercase();
    let words = Wanted::new(&asked);
    let bound = match asked.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    };
    let mut found: Vec<(Reverse<bool>, Reverse<Score>, usize, &str)> = Vec::new();
    for name in names {
        let distance = strsim::osa_distance(&asked, &name.to_lowercase());
        let score = words.score(name);
        if distance <= bound || score.0 > 0 {
            found.push((Reverse(distance <= bound), Reverse(score), distance, name));
        }
    }
    found.sort();
    found.into_iter().map(|(.., name)| name).take(NEAR).collect()
}

/// A remedy that names what is near, or else where the whole list stands.
pub fn or_near<'a>(asked: &str, names: impl IntoIterator<Item = &'a str>, otherwise: &str) -> String {
    match near(asked, names).as_slice() {
        [] => otherwise.to_string(),
        near => format!("near it: {}; {otherwise}", near.join(", ")),
    }
}

/// The word of a closed list that a text means: itself but for blanks, hyphens and capitals, or the one that the table of
/// synonyms gives for it.
pub fn meant<'a>(pack: &Pack, text: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let said = text.trim().to_lowercase().replace([' ', '-'], "_");
    let words: Vec<&str> = words.into_iter().collect();
    if let Some(word) = words.iter().find(|word| word.to_lowercase().replace([' ', '-'], "_") == said) {
        return Some(word);
    }
    let row = pack.codes("word_synonyms")?.get(&said)?;
    let stands_for: Vec<&str> = row.label.split_whitespace().collect();
    let mut fitting = words.into_iter().filter(|word| stands_for.contains(word));
    fitting.next().filter(|_| fitting.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_fit_by_stem_beginning_and_almost() {
        let score = |asked: &str, text: &str| Wanted::new(asked).score(text);
        assert_eq!(score("protests", "file a protest"), (1, SAME));
        assert_eq!(
            score("liquidated entries", "liquidation of an entry"),
            (1, SAME),
            "an ending is not enough"
        );
        assert_eq!(score("pharma", "pharmaceutical articles"), (1, BEGINS));
        assert_eq!(score("drawbcak", "drawback claim"), (1, ALMOST));
        assert_eq!(score("gross", "gros"), (0, 0), "short words must be the same");
        assert!(Wanted::new(" … ").is_empty());
    }

    #[test]
    fn what_is_near_is_named_likest_first() {
        let names = ["refund_claim", "request_letter", "country", "certificate"];
        assert_eq!(near("refund_clam", names), ["refund_claim"]);
        assert_eq!(near("claim", names), ["refund_claim"]);
        assert_eq!(near("zebra", names), Vec::<&str>::new());
        assert_eq!(or_near("cuntry", names, "give a kind"), "near it: country; give a kind");
    }

    #[test]
    fn a_synonym_is_read_only_where_one_word_is_meant() {
        let pack = Pack::starter();
        assert_eq!(meant(pack, "Same Vessel", ["land", "same_vessel"]), Some("same_vessel"));
        assert_eq!(meant(pack, "truck", ["land", "same_vessel", "same_air_carrier"]), Some("land"));
        assert_eq!(meant(pack, "lorry", ["vessel", "air", "truck"]), Some("truck"));
        assert_eq!(meant(pack, "truck", ["30", "31", "10"]), None, "two codes are trucks");
        assert_eq!(meant(pack, "balloon", ["land", "vessel"]), None);
    }
}
