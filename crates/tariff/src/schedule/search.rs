//! A plain ranked search over labels and descriptions: words found in a line's own text count most, words found above
//! it less, words found inside longer words least; rare words count more than common ones.

use std::collections::HashMap;

use cocket_base::ids::TariffNumber;
use serde::{Deserialize, Serialize};

use super::labels;
use super::model::{Row, Schedule};

/// Words of a question beyond this many are ignored.
const MOST_WORDS: usize = 32;

/// A line found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// The number, without dots.
    pub number: TariffNumber,
    /// With dots.
    pub dotted: String,
    /// Its own words, or our label.
    pub text: String,
    /// Its general rate as printed, where it has one.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub general: String,
    /// Comparable within one answer only; higher is better.
    pub score: u32,
}

/// The `top` lines that fit the words best. A question of digits finds the numbers that begin with them.
pub fn search(schedule: &Schedule, words: &str, top: usize) -> Vec<Hit> {
    if let Ok(number) = words.trim().parse::<TariffNumber>() {
        return schedule.numbers_under(&number).take(top).filter_map(|n| hit(schedule, n, 1)).collect();
    }
    let question = Question::new(words);
    if question.words.is_empty() {
        return Vec::new();
    }
    let mut found = question.rank(schedule);
    found.sort_by_key(|(score, number)| (std::cmp::Reverse(*score), number.chapter() >= 98, *number));
    found.into_iter().take(top).filter_map(|(score, number)| hit(schedule, number, score)).collect()
}

fn hit(schedule: &Schedule, number: TariffNumber, score: u32) -> Option<Hit> {
    let line = schedule.line(&number);
    let described = line.map(|line| line.description()).filter(|text| !text.is_empty());
    let text = described.or_else(|| labels::of(&number)).unwrap_or_default().into();
    let general = line.map(|line| line.general_text().into()).unwrap_or_default();
    Some(Hit { number, dotted: number.to_string(), text, general, score })
}

/// Which words of the question a text holds: a bit for each, once for whole words and once for parts of words.
#[derive(Clone, Copy, Default)]
struct Held {
    whole: u32,
    part: u32,
}

impl Held {
    fn or(self, other: Held) -> Held {
        Held { whole: self.whole | other.whole, part: self.part | other.part }
    }
}

struct Question {
    words: Vec<String>,
}

impl Question {
    fn new(text: &str) -> Question {
        const EMPTY_WORDS: [&str; 8] = ["and", "for", "not", "other", "the", "with", "from", "than"];
        let wanted = |word: &String| word.len() > 2 && !EMPTY_WORDS.contains(&word.as_str());
        let mut words: Vec<String> = tokens(text).filter(wanted).take(MOST_WORDS).collect();
        words.dedup();
        Question { words }
    }

    fn held(&self, text: &str) -> Held {
        let mut held = Held::default();
        for token in tokens(text) {
            for (at, word) in self.words.iter().enumerate() {
                if *word == token {
                    held.whole |= 1 << at;
                } else if word.len() >= 4 && token.contains(word.as_str()) {
                    held.part |= 1 << at;
                }
            }
        }
        held
    }

    fn rank(&self, schedule: &Schedule) -> Vec<(u32, TariffNumber)> {
        let by_label: HashMap<TariffNumber, Held> =
            labels::all().map(|(number, label)| (number, self.held(label))).collect();
        if !schedule.has_descriptions() {
            let weights = self.weights(by_label.values());
            let scored = by_label.iter().map(|(number, held)| {
                let chapter = by_label.get(&number.prefix(2)).copied().unwrap_or_default();
                (self.score(*held, chapter, &weights), *number)
            });
            return scored.filter(|(score, _)| *score > 0).collect();
        }
        let own: Vec<Held> =
            schedule.rows.iter().map(|row| self.held(schedule.descriptions.text(row.description))).collect();
        let weights = self.weights(own.iter().chain(by_label.values()));
        let mut ancestors: Vec<(u8, Held)> = Vec::new();
        let mut found = Vec::new();
        for (row, held) in schedule.rows.iter().zip(own) {
            ancestors.retain(|(indent, _)| *indent < row.indent);
            let above = ancestors.last().map_or(Held::default(), |(_, held)| *held);
            ancestors.push((row.indent, above.or(held)));
            let Some(number) = row.number else { continue };
            let (held, above) = with_labels(row, number, held, above, &by_label);
            let score = self.score(held, above, &weights);
            if score > 0 && held.whole | held.part != 0 {
                found.push((score, number));
            }
        }
        found
    }

    /// Rare words weigh more: one more for each halving of the texts that hold them.
    fn weights<'h>(&self, texts: impl Iterator<Item = &'h Held>) -> Vec<u32> {
        let mut holding = vec![0usize; self.words.len()];
        let mut all = 1usize;
        for held in texts {
            all += 1;
            for (at, count) in holding.iter_mut().enumerate() {
                *count += usize::from((held.whole | held.part) >> at & 1 == 1);
            }
        }
        holding.into_iter().map(|count| 1 + (all / (count + 1)).max(1).ilog2()).collect()
    }

    fn score(&self, own: Held, above: Held, weights: &[u32]) -> u32 {
        let mut sum = 0;
        let mut missing = false;
        for (at, weight) in weights.iter().enumerate() {
            let has = |held: u32| held >> at & 1 == 1;
            let share = if has(own.whole) {
                8
            } else if has(own.part) {
                5
            } else if has(above.whole) {
                4
            } else if has(above.part) {
                2
            } else {
                missing = true;
                0
            };
            sum += share * weight;
        }
        if missing { sum } else { sum * 2 }
    }
}

/// Our labels stand beside the printed words of a heading and above those of its lines.
fn with_labels(
    row: &Row,
    number: TariffNumber,
    own: Held,
    above: Held,
    by_label: &HashMap<TariffNumber, Held>,
) -> (Held, Held) {
    let label = |length: usize| by_label.get(&number.prefix(length)).copied().unwrap_or_default();
    let above = above.or(label(2));
    if number.len() == 4 || row.indent == 0 { (own.or(label(4)), above) } else { (own, above.or(label(4))) }
}

/// Words in lower case, reduced to a common form of singular and plural.
fn tokens(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(|word| {
        let word = word.to_lowercase();
        if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 2) {
            return format!("{stem}y");
        }
        let singular = word.strip_suffix('s').filter(|s| s.len() > 2 && !s.ends_with('s')).unwrap_or(&word);
        singular.strip_suffix('e').filter(|s| s.len() > 2).unwrap_or(singular).to_string()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::{compact, starter};

    #[test]
    fn singular_and_plural_meet() {
        let form = |word: &str| tokens(word).next().unwrap();
        for (one, many) in [
            ("box", "boxes"),
            ("battery", "batteries"),
            ("horse", "horses"),
            ("shoe", "shoes"),
            ("glass", "glass"),
        ] {
            assert_eq!(form(one), form(many));
        }
    }

    #[test]
    fn labels_answer_while_no_descriptions_are_held() {
        let hits = search(&starter(), "live horses", 3);
        assert_eq!(hits[0].dotted, "0101", "{hits:?}");
        assert!(search(&starter(), "of", 3).is_empty());
        assert!(search(&starter(), "", 3).is_empty());
    }

    #[test]
    fn digits_find_the_numbers_below() {
        let hits = search(&starter(), "0101.21", 10);
        assert_eq!(
            hits.iter().map(|h| h.dotted.as_str()).collect::<Vec<_>>(),
            ["0101.21.00", "0101.21.00.10", "0101.21.00.20"]
        );
    }

    #[test]
    fn a_line_that_holds_all_words_comes_first() {
        let text = "cocket-tariff\t1\nrevision\t2026_rev_10\nfrom\t2026-06-08\nknown\t2026-06-08\ncite\tx\ntrust\tS\n\n\
            number\tunits\tgeneral\tspecial\tother\tsafeguard\tnotes\tindent\tdescription\n\
            8518\t\t\t\t\t\t\t0\tMicrophones and loudspeakers\n\
            8518.21.00\t\t4.9%\t\t\t\t\t1\tSingle loudspeakers, mounted in enclosures\n\
            8518.22.00\t\t4.9%\t\t\t\t\t1\tMultiple loudspeakers\n";
        let schedule = compact::read(text).unwrap();
        let hits = search(&schedule, "single speaker", 5);
        assert_eq!(hits[0].dotted, "8518.21.00");
        assert_eq!(hits[0].general, "4.9%");
    }
}
