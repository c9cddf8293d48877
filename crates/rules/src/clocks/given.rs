//! Facts as a question gives them (text, number, yes or no), read by the kind that a rule wants.

use std::collections::BTreeMap;

use cocket_base::{Date, DateTime, Finding, Need, Place};
use serde::{Deserialize, Serialize};

use super::moment::Moment;
use crate::AsOf;

/// Most characters of a key or a value that are shown.
const TEXT_LIMIT: usize = 64;

/// A fact of a question: a date, a time or a word; a number; yes or no.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Given {
    /// Yes or no.
    Flag(bool),
    /// A number of days, years or things.
    Number(u32),
    /// A date, a local time, or a word.
    Text(String),
}

/// What a fact must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactKind {
    /// A date (`2026-06-16`); a local time counts as its day.
    Day,
    /// A date or a date with a local time (`2026-06-16T10:15`).
    Time,
    /// `true` or `false`.
    Flag,
    /// A whole number.
    Number,
    /// A code or a name.
    Text,
    /// One of these words.
    Word(&'static [&'static str]),
}

impl FactKind {
    /// What it must be, in words.
    pub fn in_words(self) -> String {
        match self {
            FactKind::Day => "a date".into(),
            FactKind::Time => "a date, or a date with its local time".into(),
            FactKind::Flag => "true or false".into(),
            FactKind::Number => "a whole number".into(),
            FactKind::Text => "a code or a name".into(),
            FactKind::Word(words) => format!("one of {}", words.join(", ")),
        }
    }
}

/// A finding at a key of the question.
pub(crate) fn invalid(code: &str, field: &str, text: String, remedy: &str) -> Finding {
    let field: String = field.chars().take(TEXT_LIMIT).collect();
    Finding::block(code, Place::field(field), text).with_remedy(remedy)
}

/// Reads the facts of a determination one by one and gathers what is missing or wrong.
pub(super) struct Ask<'a> {
    /// The law and its days; `day` is set by the determination.
    pub as_of: AsOf<'a>,
    given: &'a BTreeMap<String, Given>,
    /// What depends on the facts, for the questions.
    affects: &'static str,
    /// Facts that are missing.
    pub needs: Vec<Need>,
    /// Facts that cannot be read.
    pub findings: Vec<Finding>,
}

impl<'a> Ask<'a> {
    pub fn new(as_of: AsOf<'a>, given: &'a BTreeMap<String, Given>, affects: &'static str) -> Ask<'a> {
        Ask { as_of, given, affects, needs: Vec::new(), findings: Vec::new() }
    }

    /// A day that the rule cannot do without.
    pub fn day(&mut self, name: &str) -> Option<Date> {
        self.must(name);
        self.day_if(name)
    }

    /// A day that may be left out.
    pub fn day_if(&mut self, name: &str) -> Option<Date> {
        self.moment_if(name).map(Moment::date)
    }

    /// A day or time that the rule cannot do without.
    pub fn moment(&mut self, name: &str) -> Option<Moment> {
        self.must(name);
        self.moment_if(name)
    }

    /// A day or time that may be left out.
    pub fn moment_if(&mut self, name: &str) -> Option<Moment> {
        let text = match self.given.get(name)? {
            Given::Text(text) => text.clone(),
            Given::Number(number) => number.to_string(),
            Given::Flag(flag) => flag.to_string(),
        };
        match text.parse() {
            Ok(moment) => Some(moment),
            Err(error) => {
                let finding = invalid("BAD_DATE", name, format!("{error}"), "give an ISO date or local time");
                self.findings.push(finding);
                None
            }
        }
    }

    /// A local time, which a day alone is not.
    pub fn time(&mut self, name: &str) -> Option<DateTime> {
        match self.moment(name)? {
            Moment::Time(time) => Some(time),
            Moment::Day(_) => {
                self.need(name, "The local time is needed, not the date alone.");
                None
            }
        }
    }

    /// Yes or no, which the rule cannot do without.
    pub fn flag(&mut self, name: &str) -> Option<bool> {
        self.must(name);
        self.flag_if(name)
    }

    /// Yes or no, which may be left out.
    pub fn flag_if(&mut self, name: &str) -> Option<bool> {
        let said = match self.given.get(name)? {
            Given::Flag(flag) => Some(*flag),
            Given::Text(text) => match text.trim().to_ascii_lowercase().as_str() {
                "true" | "yes" | "y" => Some(true),
                "false" | "no" | "n" => Some(false),
                _ => None,
            },
            Given::Number(_) => None,
        };
        if said.is_none() {
            self.findings.push(invalid(
                "BAD_FLAG",
                name,
                "this is neither yes nor no".into(),
                "give true or false",
            ));
        }
        said
    }

    /// A number, or nothing when it is left out.
    pub fn number_if(&mut self, name: &str) -> Option<u32> {
        let number = match self.given.get(name)? {
            Given::Number(number) => Some(*number),
            Given::Text(text) => text.trim().parse().ok(),
            Given::Flag(_) => None,
        };
        if number.is_none() {
            self.findings.push(invalid("BAD_NUMBER", name, "this is no whole number".into(), "give digits"));
        }
        number
    }

    /// A code or name, which may be left out.
    pub fn text_if(&mut self, name: &str) -> Option<String> {
        match self.given.get(name)? {
            Given::Text(text) => Some(text.trim().to_string()),
            Given::Number(number) => Some(number.to_string()),
            Given::Flag(_) => None,
        }
    }

    /// One of several words, which the rule cannot do without.
    pub fn word(&mut self, name: &str, words: &'static [&'static str]) -> Option<&'static str> {
        if !self.given.contains_key(name) {
            self.need(name, &format!("One of {}.", words.join(", ")));
            return None;
        }
        let said = match self.given.get(name)? {
            Given::Text(text) => text.trim().to_ascii_lowercase().replace([' ', '-'], "_"),
            Given::Number(number) => number.to_string(),
            Given::Flag(flag) => flag.to_string(),
        };
        let found = words.iter().copied().find(|word| *word == said);
        if found.is_none() {
            let shown: String = said.chars().take(TEXT_LIMIT).collect();
            let remedy = format!("give one of {}", words.join(", "));
            self.findings.push(invalid(
                "UNKNOWN_WORD",
                name,
                format!("«{shown}» is not known here"),
                &remedy,
            ));
        }
        found
    }

    fn must(&mut self, name: &str) {
        if !self.given.contains_key(name) {
            self.need(name, "");
        }
    }

    fn need(&mut self, name: &str, more: &str) {
        let question = self.as_of.pack.clock_question(name).unwrap_or("What is it?");
        let question = [question, more].join(" ").trim().to_string();
        self.needs.push(Need { fact: name.into(), question, affects: self.affects.into() });
    }
}
