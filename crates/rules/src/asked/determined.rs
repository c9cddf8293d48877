//! A determination that is asked for by name: it lists its facts once; the manual, the check for stray keys and the
//! questions for missing facts come from that list.

use std::collections::BTreeMap;

use cocket_base::{Cents, Citation, Finding, Need, Reason, Step, Trust};

use super::ask::{Ask, Fact, invalid};
use super::given::Given;
use super::moment::Moment;
use super::words::or_near;
use crate::{AsOf, Refusal};

/// A determination that is asked for by name.
pub(crate) struct Determined {
    /// Its name, used like a clock's.
    pub name: &'static str,
    /// Part of the trade.
    pub area: &'static str,
    /// What it answers.
    pub obligation: &'static str,
    /// The rule in words.
    pub rule: &'static str,
    /// Its source.
    pub cite: &'static str,
    /// How far the source was read.
    pub trust: Trust,
    /// The facts it may ask for.
    pub facts: &'static [Fact],
    /// Works it out; `None` when a fact is missing or cannot be read.
    pub run: fn(&mut Ask<'_>) -> Result<Option<Verdict>, Refusal>,
}

impl Determined {
    pub fn citation(&self) -> Citation {
        Citation { trust: self.trust, ..Citation::new(self.cite) }
    }
}

/// What a determination came to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Verdict {
    /// The date or time; none where the time is without limit or the answer is a number.
    pub due: Option<Moment>,
    /// Before the roll, where it differs.
    pub raw: Option<Moment>,
    /// A number, where that is the answer.
    pub count: Option<u32>,
    /// The amount, where that is the answer.
    pub amount: Option<Cents>,
    /// Further amounts, by name.
    pub amounts: Vec<(&'static str, Cents)>,
    /// Answers in words, by name.
    pub words: Vec<(&'static str, String)>,
    /// What a person should look at.
    pub look_at: Vec<String>,
    /// Why it is not allowed.
    pub against: Vec<Reason>,
    /// The worked steps.
    pub steps: Vec<Step>,
}

impl Verdict {
    pub fn on(due: Moment, why: impl Into<String>) -> Verdict {
        let step = Step::new(why).fact("date", due);
        Verdict { due: Some(due), steps: vec![step], ..Verdict::default() }
    }

    pub fn sum(amount: Cents, steps: Vec<Step>) -> Verdict {
        Verdict { amount: Some(amount), steps, ..Verdict::default() }
    }

    pub fn and(mut self, name: &'static str, amount: Cents) -> Verdict {
        self.amounts.push((name, amount));
        self
    }

    pub fn says(mut self, name: &'static str, word: impl Into<String>) -> Verdict {
        self.words.push((name, word.into()));
        self
    }

    pub fn unlimited(why: impl Into<String>) -> Verdict {
        Verdict { steps: vec![Step::new(why)], ..Verdict::default() }
    }

    pub fn step(mut self, step: Step) -> Verdict {
        self.steps.push(step);
        self
    }
}

/// A reason against, with its source.
pub(crate) fn reason(text: &str, cite: &str) -> Reason {
    Reason { text: text.into(), cite: Some(Citation::new(cite)) }
}

/// What a run of a determination came to.
pub(crate) enum Ran {
    Verdict(Verdict),
    /// Facts are missing; the verdict is what it would be while they speak for it.
    Needs(Vec<Need>, Option<Verdict>),
    Findings(Vec<Finding>),
}

/// Runs a determination over the facts given.
pub(crate) fn run(
    as_of: AsOf<'_>,
    rule: &Determined,
    given: &BTreeMap<String, Given>,
) -> Result<Ran, Refusal> {
    let mut ask = Ask::new(as_of, given, rule.obligation);
    let verdict = (rule.run)(&mut ask)?;
    Ok(match verdict {
        _ if !ask.findings.is_empty() => Ran::Findings(ask.findings),
        Some(verdict) if ask.needs.is_empty() => Ran::Verdict(verdict),
        verdict => Ran::Needs(ask.needs, verdict),
    })
}

/// Keys that a determination or a clock does not take.
pub(crate) fn strays(what: &str, names: &[&str], facts: &BTreeMap<String, Given>) -> Vec<Finding> {
    let stray = facts.keys().filter(|key| !names.contains(&key.as_str()));
    stray
        .map(|key| {
            let key: String = key.chars().take(64).collect();
            let text = format!("«{key}» is no key of this question");
            let all = format!("{what} takes {}", names.join(", "));
            invalid("UNKNOWN_KEY", &key, text, &or_near(&key, names.iter().copied(), &all))
        })
        .collect()
}
