//! Determinations: an answer with the steps, the law and the facts it rests on. Three outcomes, never two.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::cite::Citation;
use crate::money::Cents;

/// One line of worked reasoning.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What was done, in words.
    pub what: String,
    /// The law or data row it rests on.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cite: Option<Citation>,
    /// The figure worked on, printed with its unit or currency.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub base: Option<String>,
    /// The rate, in the law's own notation.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rate: Option<String>,
    /// The amount that came out, in US dollars.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub amount: Option<Cents>,
    /// The facts used, as `name = value (origin)`.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub facts: Vec<FactUsed>,
    /// True for what was looked at and not applied.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub considered: bool,
}

impl Step {
    /// A step that only says something.
    pub fn new(what: impl Into<String>) -> Step {
        Step { what: what.into(), ..Step::default() }
    }

    /// The same step with its law.
    pub fn cite(self, cite: Citation) -> Step {
        Step { cite: Some(cite), ..self }
    }

    /// The same step with the figure worked on.
    pub fn base(self, base: impl fmt::Display) -> Step {
        Step { base: Some(base.to_string()), ..self }
    }

    /// The same step with its rate.
    pub fn rate(self, rate: impl fmt::Display) -> Step {
        Step { rate: Some(rate.to_string()), ..self }
    }

    /// The same step with its amount.
    pub fn amount(self, amount: Cents) -> Step {
        Step { amount: Some(amount), ..self }
    }

    /// The same step as something that was looked at and not applied.
    pub fn considered(self) -> Step {
        Step { considered: true, ..self }
    }

    /// The same step with one more fact.
    pub fn fact(mut self, name: impl Into<String>, value: impl fmt::Display) -> Step {
        self.facts.push(FactUsed { name: name.into(), value: value.to_string() });
        self
    }
}

/// A fact that a step used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactUsed {
    /// The fact's name.
    pub name: String,
    /// Its value as printed.
    pub value: String,
}

/// A fact that is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// The fact's name, as the question's schema spells it.
    pub fact: String,
    /// The question a person can answer.
    pub question: String,
    /// What depends on it, with the money it would move where that is known.
    pub affects: String,
}

/// Why something may not be done at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The prohibition in words.
    pub text: String,
    /// Its law.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cite: Option<Citation>,
}

/// What a determination came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome<T> {
    /// The answer.
    Decided {
        /// The answer.
        answer: T,
    },
    /// Facts are missing; nothing was guessed.
    NeedsFacts {
        /// Which facts, and the questions to ask.
        needs: Vec<Need>,
    },
    /// The law forbids it.
    Prohibited {
        /// Why.
        reasons: Vec<Reason>,
    },
}

/// An outcome with its worked steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Determination<T> {
    /// What it came to.
    #[serde(flatten)]
    pub outcome: Outcome<T>,
    /// How.
    pub steps: Vec<Step>,
}

impl<T> Determination<T> {
    /// A decided determination.
    pub fn decided(answer: T, steps: Vec<Step>) -> Self {
        Determination { outcome: Outcome::Decided { answer }, steps }
    }

    /// One that waits for facts.
    pub fn needs(needs: Vec<Need>, steps: Vec<Step>) -> Self {
        Determination { outcome: Outcome::NeedsFacts { needs }, steps }
    }

    /// One that the law forbids.
    pub fn prohibited(reasons: Vec<Reason>, steps: Vec<Step>) -> Self {
        Determination { outcome: Outcome::Prohibited { reasons }, steps }
    }

    /// The answer, when there is one.
    pub fn answer(&self) -> Option<&T> {
        match &self.outcome {
            Outcome::Decided { answer } => Some(answer),
            _ => None,
        }
    }

    /// The same determination with its answer changed; steps, needs and reasons stay.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Determination<U> {
        let outcome = match self.outcome {
            Outcome::Decided { answer } => Outcome::Decided { answer: change(answer) },
            Outcome::NeedsFacts { needs } => Outcome::NeedsFacts { needs },
            Outcome::Prohibited { reasons } => Outcome::Prohibited { reasons },
        };
        Determination { outcome, steps: self.steps }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_determination_keeps_its_steps_through_map() {
        let decided = Determination::decided(2, vec![Step::new("counted")]).map(|n| n * 2);
        assert_eq!((decided.answer(), decided.steps.len()), (Some(&4), 1));
        let waiting: Determination<i32> = Determination::needs(vec![], vec![]);
        assert_eq!(waiting.answer(), None);
    }
}
