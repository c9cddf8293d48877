//! Reading the facts of a question one by one, by the kind that a rule wants; what is missing or wrong is gathered.

use std::collections::BTreeMap;

use cocket_base::{Cents, Date, DateTime, Decimal, Finding, Need, Place, Round, figure};

use super::given::Given;
use super::moment::Moment;
use super::words::or_near;
use crate::AsOf;

/// Most characters of a key or a value that are shown.
const TEXT_LIMIT: usize = 64;
/// Most lines of a question.
const MOST_LINES: usize = 2_000;

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
    /// An amount in US dollars.
    Money,
    /// A figure with decimals, as a rate in percent or a weight.
    Figure,
    /// Lines, each with facts of its own.
    Lines(&'static [Fact]),
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
            FactKind::Money => "an amount in US dollars".into(),
            FactKind::Figure => "a figure, with decimals as text".into(),
            FactKind::Lines(facts) => {
                let keys: Vec<&str> = facts.iter().map(|fact| fact.name).collect();
                format!("a list of lines, each with {}", keys.join(", "))
            }
            FactKind::Text => "a code or a name".into(),
            FactKind::Word(words) => format!("one of {}", words.join(", ")),
        }
    }
}

impl FactKind {
    /// What it must be, with an example.
    pub fn shown(self) -> String {
        let example = match self {
            FactKind::Day => "2026-06-16",
            FactKind::Time => "2026-06-16T10:15",
            FactKind::Money => "67400.00",
            FactKind::Figure => "12.5",
            FactKind::Number => "3",
            FactKind::Flag | FactKind::Lines(_) | FactKind::Text | FactKind::Word(_) => {
                return self.in_words();
            }
        };
        format!("{}, as in {example}", self.in_words())
    }
}

/// A fact that a rule may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Key in the question.
    pub name: &'static str,
    /// What it must be.
    pub kind: FactKind,
    /// May be left out, always or in some cases.
    pub optional: bool,
}

pub(crate) const fn must(name: &'static str, kind: FactKind) -> Fact {
    Fact { name, kind, optional: false }
}
pub(crate) const fn may(name: &'static str, kind: FactKind) -> Fact {
    Fact { name, kind, optional: true }
}

/// A finding at a key of the question.
pub(crate) fn invalid(code: &str, field: &str, text: String, remedy: &str) -> Finding {
    let field: String = field.chars().take(TEXT_LIMIT).collect();
    Finding::block(code, Place::field(field), text).with_remedy(remedy)
}

/// Reads the facts of a determination one by one and gathers what is missing or wrong.
pub(crate) struct Ask<'a> {
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
        self.parsed(
            name,
            |text| text.parse().ok(),
            "BAD_DATE",
            "no date",
            "write 2026-06-16, or 2026-06-16T10:15 with a local time",
        )
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
        let read = |text: &str| match text.to_ascii_lowercase().as_str() {
            "true" | "yes" | "y" => Some(true),
            "false" | "no" | "n" => Some(false),
            _ => None,
        };
        self.parsed(name, read, "BAD_FLAG", "neither yes nor no", "give true or false")
    }

    /// A fact that is true; left out it counts as not so.
    pub fn is(&mut self, name: &str) -> bool {
        self.flag_if(name) == Some(true)
    }

    /// A number, or nothing when it is left out.
    pub fn number_if(&mut self, name: &str) -> Option<u32> {
        self.parsed(name, |text| text.parse().ok(), "BAD_NUMBER", "no whole number", "give digits")
    }

    /// A number that the rule cannot do without.
    pub fn number(&mut self, name: &str) -> Option<u32> {
        self.must(name);
        self.number_if(name)
    }

    /// An amount that the rule cannot do without.
    pub fn money(&mut self, name: &str) -> Option<Cents> {
        self.must(name);
        self.money_if(name)
    }

    /// An amount that may be left out.
    pub fn money_if(&mut self, name: &str) -> Option<Cents> {
        let read = |text: &str| {
            let plain: String = text.chars().filter(|c| !matches!(c, '$' | ',' | ' ')).collect();
            let exact = figure::read(&plain).ok()?;
            let amount = Cents::from_dollars(exact, Round::HalfUp).ok()?;
            (amount >= Cents::ZERO && amount.as_dollars() == exact).then_some(amount)
        };
        self.parsed(
            name,
            read,
            "BAD_AMOUNT",
            "no amount",
            "give dollars with at most two decimals, as in 67400.00",
        )
    }

    /// A figure that may be left out.
    pub fn figure_if(&mut self, name: &str) -> Option<Decimal> {
        let read = |text: &str| {
            let plain: String = text.chars().filter(|c| !matches!(c, '%' | ',' | ' ')).collect();
            figure::read(&plain).and_then(figure::bounded).ok().filter(|figure| *figure >= Decimal::ZERO)
        };
        self.parsed(name, read, "BAD_FIGURE", "no figure", "give digits with decimals, as in 12.5")
    }

    /// A figure that the rule cannot do without.
    pub fn figure(&mut self, name: &str) -> Option<Decimal> {
        self.must(name);
        self.figure_if(name)
    }

    /// The lines of a list, each to be asked on its own; the fact cannot be left out.
    pub fn lines(&mut self, name: &str) -> Vec<Ask<'a>> {
        self.must(name);
        let lines = match self.given.get(name) {
            None => return Vec::new(),
            Some(Given::List(lines)) if lines.len() <= MOST_LINES => lines.as_slice(),
            Some(Given::Facts(_)) => self.given.get(name).map(std::slice::from_ref).unwrap_or_default(),
            Some(_) => &[],
        };
        let facts: Vec<&BTreeMap<String, Given>> = lines
            .iter()
            .filter_map(|line| match line {
                Given::Facts(facts) => Some(facts),
                _ => None,
            })
            .collect();
        if facts.len() != lines.len() || facts.is_empty() {
            let remedy = "give a list of objects, one a line";
            self.findings.push(invalid(
                "BAD_LINES",
                name,
                format!("these are no lines, or more than {MOST_LINES}"),
                remedy,
            ));
            return Vec::new();
        }
        facts.into_iter().map(|given| Ask::new(self.as_of, given, self.affects)).collect()
    }

    /// What a line missed, said with its number.
    pub fn take_from(&mut self, line: Ask<'_>, at: usize) {
        let numbered = |need: Need| Need { fact: format!("line {}: {}", at + 1, need.fact), ..need };
        self.needs.extend(line.needs.into_iter().map(numbered));
        self.findings.extend(line.findings);
    }

    /// Words of a text or a list, which may be left out.
    pub fn words_if(&mut self, name: &str) -> Vec<String> {
        match self.given.get(name) {
            Some(Given::List(items)) => items.iter().filter_map(Given::as_text).collect(),
            Some(one) => one.as_text().unwrap_or_default().split_whitespace().map(String::from).collect(),
            None => Vec::new(),
        }
    }

    fn parsed<T>(
        &mut self,
        name: &str,
        read: impl Fn(&str) -> Option<T>,
        code: &str,
        not: &str,
        remedy: &str,
    ) -> Option<T> {
        let text = self.given.get(name)?.as_text().unwrap_or_default();
        let found = read(text.trim());
        if found.is_none() {
            let shown: String = text.chars().take(TEXT_LIMIT).collect();
            self.findings.push(invalid(code, name, format!("«{shown}» is {not}"), remedy));
        }
        found
    }

    /// A code or name, which may be left out.
    pub fn text_if(&mut self, name: &str) -> Option<String> {
        self.given.get(name)?.as_text().filter(|text| !text.is_empty() && text.len() <= 200)
    }

    /// One of several words, which the rule cannot do without.
    pub fn word(&mut self, name: &str, words: &'static [&'static str]) -> Option<&'static str> {
        if !self.given.contains_key(name) {
            self.need(name, &format!("One of {}.", words.join(", ")));
            return None;
        }
        self.word_if(name, words)
    }

    /// One of several words, which may be left out.
    pub fn word_if(&mut self, name: &str, words: &'static [&'static str]) -> Option<&'static str> {
        let read = |text: &str| {
            let said = text.to_ascii_lowercase().replace([' ', '-'], "_");
            words.iter().copied().find(|word| *word == said)
        };
        let said = self.given.get(name).and_then(Given::as_text).unwrap_or_default();
        let remedy = or_near(&said, words.iter().copied(), &format!("give one of {}", words.join(", ")));
        self.parsed(name, read, "UNKNOWN_WORD", "not known here", &remedy)
    }

    fn must(&mut self, name: &str) {
        if !self.given.contains_key(name) {
            self.need(name, "");
        }
    }

    /// Asks for a fact, with more to say about it.
    pub fn need(&mut self, name: &str, more: &str) {
        if self.needs.iter().any(|need| need.fact == name) {
            return;
        }
        let question = match self.as_of.pack.clock_question(name) {
            Some(question) => question.to_string(),
            None => format!("What is the {}?", name.replace('_', " ")),
        };
        let question = [&question, more].join(" ").trim().to_string();
        self.needs.push(Need { fact: name.into(), question, affects: self.affects.into() });
    }
}
