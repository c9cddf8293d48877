//! The determinations about dates: rules of time that branch on facts, beside the plain rows of the table `clocks`.
//!
//! Each names its facts once; the list, the check for stray keys and the questions come from that.

use std::collections::BTreeMap;

use cocket_base::{Citation, Finding, Need, Reason, Step, Trust};

use super::given::{Ask, FactKind, Given};
use super::moment::Moment;
use super::{entered, summaries, terms};
use crate::{AsOf, Refusal};

/// A fact of a determination.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fact {
    pub name: &'static str,
    pub kind: FactKind,
    /// May be left out, always or in some cases.
    pub optional: bool,
}

pub(super) const fn must(name: &'static str, kind: FactKind) -> Fact {
    Fact { name, kind, optional: false }
}
pub(super) const fn may(name: &'static str, kind: FactKind) -> Fact {
    Fact { name, kind, optional: true }
}

/// A determination about dates.
pub(super) struct Determined {
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

/// What a determination about dates came to.
#[derive(Clone, Debug, Default)]
pub(super) struct Verdict {
    /// The date or time; none where the time is without limit or the answer is a number.
    pub due: Option<Moment>,
    /// Before the roll, where it differs.
    pub raw: Option<Moment>,
    /// A number, where that is the answer.
    pub count: Option<u32>,
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

    pub fn unlimited(why: impl Into<String>) -> Verdict {
        Verdict { steps: vec![Step::new(why)], ..Verdict::default() }
    }

    pub fn step(mut self, step: Step) -> Verdict {
        self.steps.push(step);
        self
    }
}

/// A reason against, with its source.
pub(super) fn reason(text: &str, cite: &str) -> Reason {
    Reason { text: text.into(), cite: Some(Citation::new(cite)) }
}

/// All of them.
pub(super) fn all() -> impl Iterator<Item = &'static Determined> {
    [entered::ALL, summaries::ALL, terms::ALL].into_iter().flatten()
}

/// The one of this name.
pub(super) fn named(name: &str) -> Option<&'static Determined> {
    all().find(|rule| rule.name.eq_ignore_ascii_case(name))
}

/// What a run of a determination came to.
pub(super) enum Ran {
    Verdict(Verdict),
    Needs(Vec<Need>),
    Findings(Vec<Finding>),
}

/// Runs a determination over the facts given.
pub(super) fn run(
    as_of: AsOf<'_>,
    rule: &Determined,
    given: &BTreeMap<String, Given>,
) -> Result<Ran, Refusal> {
    let mut ask = Ask::new(as_of, given, rule.obligation);
    let verdict = (rule.run)(&mut ask)?;
    Ok(match verdict {
        _ if !ask.findings.is_empty() => Ran::Findings(ask.findings),
        Some(verdict) if ask.needs.is_empty() => Ran::Verdict(verdict),
        _ => Ran::Needs(ask.needs),
    })
}
