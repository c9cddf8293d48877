//! The search over everything that can be asked or looked up.

use std::cmp::Reverse;

use cocket_rules::asked::{Score, Wanted};
use serde::Serialize;

use super::{Askable, Telling, askable};

/// Most that is found of one sort.
const MOST: usize = 8;
/// Tables that hold no codes of the trade.
const NO_CODES: [&str; 3] = ["clocks", "clock_facts", "word_synonyms"];

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Find {
    /// The question that fits best, with its fields.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<Askable>,
    /// Further questions and clocks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Found>,
    /// Facts that questions take.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<Found>,
    /// Codes, ports, countries, programmes, fees.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<Found>,
}

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Found {
    /// Where it stands: the engine, or the table.
    pub place: String,
    /// Its name or code.
    pub name: String,
    /// What it means.
    pub says: String,
}

impl Find {
    /// True when nothing was found.
    pub fn is_empty(&self) -> bool {
        self.question.is_none() && self.facts.is_empty() && self.codes.is_empty()
    }
}

/// Looks for words in questions, clocks, facts and code tables. What has more of the words comes first.
pub fn find(telling: Telling<'_>, words: &str) -> Find {
    let wanted = Wanted::new(words);
    if wanted.is_empty() {
        return Find::default();
    }
    let mut questions: Vec<(Score, Askable)> = askable(telling)
        .filter_map(|asked| {
            let score = best(&wanted, &asked);
            (score.0 > 0).then_some((score, asked))
        })
        .collect();
    // A stable order: by fit, then as the engines stand.
    questions.sort_by_key(|(score, _)| Reverse(*score));
    let facts = facts(telling, &wanted, questions.iter().map(|(_, asked)| asked));
    let most = questions.first().map_or(0, |(score, _)| score.0);
    questions.retain(|(score, _)| score.0 == most || score.0 == wanted.len());
    let mut questions = questions.into_iter().map(|(_, asked)| asked);
    let question = questions.next();
    let told =
        |asked: Askable| Found { place: asked.room.into(), name: asked.form.name, says: asked.form.answers };
    Find {
        question,
        questions: questions.take(MOST).map(told).collect(),
        facts,
        codes: codes(telling, &wanted),
    }
}

/// How well a kind fits: its name counts twice, so that what is named so stands before what only speaks of it.
fn best(wanted: &Wanted, asked: &Askable) -> Score {
    let text: String = asked.form.texts().chain([asked.room]).collect::<Vec<_>>().join(" ");
    let (words, fit) = wanted.score(&text);
    let (_, named) = wanted.score(&asked.form.name);
    (words, fit + named)
}

/// The facts that measures read, and the fields of questions.
fn facts<'a>(telling: Telling<'_>, wanted: &Wanted, kinds: impl Iterator<Item = &'a Askable>) -> Vec<Found> {
    let measured = telling.facts.iter().map(|fact| Found {
        place: "rate facts".into(),
        name: fact.name.to_string(),
        says: fact.question.to_string(),
    });
    let fields = kinds.filter(|asked| asked.room != "rate").flat_map(|asked| {
        asked.form.fields.iter().map(|field| Found {
            place: format!("{} {}", asked.room, asked.form.name),
            name: field.name.clone(),
            says: field.meaning.clone(),
        })
    });
    best_of(wanted, measured.chain(fields))
}

/// Rows of the code tables, with the countries and ports.
fn codes(telling: Telling<'_>, wanted: &Wanted) -> Vec<Found> {
    let tables = telling.pack.tables().filter(|table| !NO_CODES.contains(&table.name()));
    let rows = tables.flat_map(|table| {
        let found = |(code, label): (&str, &str)| Found {
            place: table.name().to_string(),
            name: code.to_string(),
            says: label.to_string(),
        };
        table.words().into_iter().map(found).collect::<Vec<_>>()
    });
    best_of(wanted, rows)
}

/// Those with the most of the words; of equal ones the shorter text, which is more to the point.
fn best_of(wanted: &Wanted, all: impl Iterator<Item = Found>) -> Vec<Found> {
    let score = |found: &Found| wanted.score(&format!("{} {} {}", found.place, found.name, found.says));
    let own = |found: &Found| wanted.score(&format!("{} {}", found.name, found.says)).0 > 0;
    let scored = all.map(|found| (score(&found), found)).filter(|(score, found)| score.0 > 0 && own(found));
    let mut scored: Vec<(Score, Found)> = scored.collect();
    scored.sort_by_key(|(score, found)| (Reverse(*score), found.says.len()));
    let most = scored.first().map_or(0, |(score, _)| score.0);
    let mut best: Vec<Found> = Vec::new();
    for (score, found) in scored {
        let again = best.iter().any(|held| held.name == found.name && held.says == found.says);
        if score.0 == most && !again && best.len() < MOST {
            best.push(found);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engines::Knowledge;
    use cocket_base::civil::date;
    use cocket_law::Pack;
    use cocket_tariff::engine::Tariff;

    fn found(words: &str) -> Find {
        let day = Knowledge { today: date(2026, 11, 24), known: date(2026, 11, 24) };
        let facts = &Tariff::starter().measures.facts;
        find(Telling { pack: Pack::starter(), facts, day }, words)
    }

    fn first(words: &str) -> String {
        found(words).question.map(|asked| asked.form.name).unwrap_or_default()
    }

    #[test]
    fn words_find_the_question_that_a_person_means() {
        for (words, kind) in [
            ("protest", "protest_allowed"),
            ("liquidated damages late deposit", "damages"),
            ("entry summary due", "entry_summary_due"),
            ("duty-paid price", "duty_paid"),
            ("continuous bond amount", "continuous"),
            ("marked origin mark", "marking"),
        ] {
            let all = found(words);
            let mut names: Vec<String> = all.questions.iter().map(|found| found.name.clone()).collect();
            names.insert(0, first(words));
            assert!(names.iter().any(|name| name == kind), "{words}: {names:?}");
        }
        assert_eq!(first("protest allowed"), "protest_allowed");
    }

    #[test]
    fn codes_facts_ports_and_countries_are_found() {
        let has = |found: &[Found], name: &str| found.iter().any(|found| found.name == name);
        assert!(has(&found("primary aluminum smelted").facts, "aluminum_smelt"));
        assert!(has(&found("Laredo").codes, "2304"), "{:?}", found("Laredo").codes);
        assert!(has(&found("Vietnam").codes, "VN"), "{:?}", found("Vietnam").codes);
        assert!(has(&found("truck container").codes, "31"));
        assert!(found("qqqq xyzzy").is_empty() && found(" … ").is_empty());
    }
}
