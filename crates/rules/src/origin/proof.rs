//! Proof trees: what was asked, whether it holds, from which law, and the parts it rests on.

use cocket_base::{Citation, Need, Step};
use serde::{Deserialize, Serialize};

/// One node of a proof. `holds` is `null` while facts are missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// What was asked, with its figures.
    pub what: String,
    /// Whether it holds.
    pub holds: Option<bool>,
    /// Its law.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cite: Option<Citation>,
    /// Facts that would settle it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Need>,
    /// What it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Proof>,
}

impl Proof {
    /// Something known.
    pub fn fact(what: impl Into<String>, holds: bool) -> Proof {
        Proof { what: what.into(), holds: Some(holds), ..Proof::default() }
    }

    /// Something that waits for a fact.
    pub fn waits(what: impl Into<String>, need: Need) -> Proof {
        Proof { what: what.into(), needs: vec![need], ..Proof::default() }
    }

    /// Holds when all parts hold; fails as soon as one fails, whatever else is unknown.
    pub fn all(what: impl Into<String>, parts: Vec<Proof>) -> Proof {
        let fails = parts.iter().any(|part| part.holds == Some(false));
        let open = parts.iter().any(|part| part.holds.is_none());
        let holds = if fails {
            Some(false)
        } else if open {
            None
        } else {
            Some(true)
        };
        Proof { what: what.into(), holds, parts, ..Proof::default() }
    }

    /// Holds as soon as one part holds.
    pub fn any(what: impl Into<String>, parts: Vec<Proof>) -> Proof {
        let holds = parts.iter().any(|part| part.holds == Some(true));
        let open = parts.iter().any(|part| part.holds.is_none());
        let holds = if holds {
            Some(true)
        } else if open {
            None
        } else {
            Some(false)
        };
        Proof { what: what.into(), holds, parts, ..Proof::default() }
    }

    /// The same proof with its law.
    pub fn cite(self, cite: Citation) -> Proof {
        Proof { cite: Some(cite), ..self }
    }

    /// The facts that would settle it, each once.
    pub fn needs(&self) -> Vec<Need> {
        let mut needs = Vec::new();
        self.gather(&mut needs);
        needs
    }

    fn gather(&self, into: &mut Vec<Need>) {
        if self.holds.is_some() {
            return;
        }
        for need in &self.needs {
            if !into.iter().any(|held| held.fact == need.fact) {
                into.push(need.clone());
            }
        }
        self.parts.iter().for_each(|part| part.gather(into));
    }

    /// The tree as steps, the deeper ones indented.
    pub fn steps(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        self.walk(0, &mut steps);
        steps
    }

    fn walk(&self, depth: usize, steps: &mut Vec<Step>) {
        let mark = match self.holds {
            Some(true) => "holds",
            Some(false) => "fails",
            None => "open",
        };
        let step = Step::new(format!("{}{}: {mark}", "  ".repeat(depth), self.what));
        steps.push(Step { cite: self.cite.clone(), ..step });
        self.parts.iter().for_each(|part| part.walk(depth + 1, steps));
    }
}

/// A question to a person.
pub(crate) fn need(fact: impl Into<String>, question: impl Into<String>, affects: impl Into<String>) -> Need {
    Need { fact: fact.into(), question: question.into(), affects: affects.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(fact: &str) -> Proof {
        Proof::waits(fact, need(fact, "?", "all"))
    }

    #[test]
    fn a_failure_outweighs_what_is_unknown() {
        let proof = Proof::all("both", vec![open("a"), Proof::fact("b", false)]);
        assert_eq!((proof.holds, proof.needs().len()), (Some(false), 0));
        let proof = Proof::all("both", vec![open("a"), Proof::fact("b", true), open("a")]);
        assert_eq!((proof.holds, proof.needs().len()), (None, 1));
    }

    #[test]
    fn one_way_is_enough() {
        assert_eq!(Proof::any("one", vec![open("a"), Proof::fact("b", true)]).holds, Some(true));
        assert_eq!(Proof::any("one", vec![open("a"), Proof::fact("b", false)]).holds, None);
        assert_eq!(Proof::any("one", vec![]).holds, Some(false));
    }
}
