//! The language of product rules: what must happen to foreign materials, how much of the value must be regional, which
//! processes must be done where. `docs/origin.md` teaches it; [`Rule::read`] reads it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use cocket_base::Decimal;

use super::goods::Role;
use super::parse::{self, BadRule};
use super::scope::Scope;

/// A product rule: any one of its alternatives suffices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The alternatives in the order of the law.
    pub alternatives: Vec<Alternative>,
}

/// One way to qualify: all of its requirements must be met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alternative {
    /// The requirements.
    pub requirements: Vec<Requirement>,
}

/// One requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Requirement {
    /// Every foreign material must be classified elsewhere than the good.
    Change(Change),
    /// No change of classification is asked.
    NoChange,
    /// A share of the value must be regional; any one of the methods suffices.
    Content(Vec<ContentTest>),
    /// A process must be done in the territory, by its name in `origin_processes`.
    Process(Arc<str>),
    /// At least this percent by weight of the materials of the scope must originate.
    OriginatingWeight {
        /// Percent.
        percent: Decimal,
        /// Which materials.
        of: Scope,
    },
    /// Foreign materials of the scope may weigh at most this percent of the good.
    ForeignWeight {
        /// Percent.
        percent: Decimal,
        /// Which materials; all when empty.
        of: Scope,
    },
    /// Materials of this use must originate.
    OriginatingUse(Role),
    /// Foreign materials may come from one of these groups at most.
    AtMostOne(Vec<Scope>),
}

/// From where a foreign material may come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// How far away it must be classified.
    pub from: From,
    /// Also allowed, although it would not be far enough.
    pub also: Scope,
    /// Not allowed, although it would be far enough.
    pub except: Scope,
}

/// How far away a material must be classified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// Another chapter.
    Chapter,
    /// Another heading.
    Heading,
    /// Another subheading.
    Subheading,
    /// Another tariff item of eight digits.
    Item,
    /// A heading outside the goods that the rule is for.
    HeadingOutside,
    /// A subheading outside the goods that the rule is for.
    SubheadingOutside,
    /// Any other good, even of the same number.
    Good,
    /// Only from what `also` names.
    Named,
}

impl From {
    /// Digits that tell whether a material moved.
    pub fn digits(self) -> usize {
        match self {
            From::Chapter => 2,
            From::Heading | From::HeadingOutside => 4,
            From::Subheading | From::SubheadingOutside => 6,
            From::Item => 8,
            From::Good | From::Named => 0,
        }
    }

    fn words(self) -> &'static str {
        match self {
            From::Chapter => "any other chapter",
            From::Heading => "any other heading",
            From::Subheading => "any other subheading",
            From::Item => "any other item",
            From::HeadingOutside => "any heading outside the group",
            From::SubheadingOutside => "any subheading outside the group",
            From::Good => "any other good",
            From::Named => "only",
        }
    }

    /// All, with the words that name them in the language.
    pub(super) const WORDS: [(&'static str, From); 7] = [
        ("any other chapter", From::Chapter),
        ("any other heading", From::Heading),
        ("any other subheading", From::Subheading),
        ("any other item", From::Item),
        ("any other good", From::Good),
        ("any heading outside the group", From::HeadingOutside),
        ("any subheading outside the group", From::SubheadingOutside),
    ];
}

/// How regional value content is worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Method {
    /// (transaction value − foreign materials) / transaction value.
    TV,
    /// (net cost − foreign materials) / net cost.
    NC,
    /// (adjusted value − foreign materials) / adjusted value: build-down.
    BD,
    /// originating materials / adjusted value: build-up.
    BU,
}

impl Method {
    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Method::TV => "transaction value",
            Method::NC => "net cost",
            Method::BD => "build-down",
            Method::BU => "build-up",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Method::TV => "TV",
            Method::NC => "NC",
            Method::BD => "BD",
            Method::BU => "BU",
        })
    }
}

/// A threshold under a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContentTest {
    /// The method.
    pub method: Method,
    /// Least percent.
    pub percent: Decimal,
}

impl Rule {
    /// Reads a rule. `lists` are the sets that `@name` stands for.
    pub fn read(text: &str, lists: &BTreeMap<Arc<str>, Scope>) -> Result<Rule, BadRule> {
        parse::rule(text, lists)
    }

    /// True when some alternative asks for regional value content.
    pub fn asks_content(&self) -> bool {
        let mut all = self.alternatives.iter().flat_map(|alternative| &alternative.requirements);
        all.any(|requirement| matches!(requirement, Requirement::Content(_)))
    }
}

fn joined<T: fmt::Display>(f: &mut fmt::Formatter<'_>, parts: &[T], between: &str) -> fmt::Result {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            f.write_str(between)?;
        }
        write!(f, "{part}")?;
    }
    Ok(())
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        joined(f, &self.alternatives, "; ")
    }
}

impl fmt::Display for Alternative {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        joined(f, &self.requirements, ", ")
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Requirement::Change(change) => write!(f, "{change}"),
            Requirement::NoChange => f.write_str("no change"),
            Requirement::Content(tests) => {
                f.write_str("content ")?;
                joined(f, tests, " or ")
            }
            Requirement::Process(name) => write!(f, "process {name}"),
            Requirement::OriginatingWeight { percent, of } => {
                write!(f, "originating weight {percent} of {of}")
            }
            Requirement::ForeignWeight { percent, of } if of.is_empty() => {
                write!(f, "foreign weight {percent}")
            }
            Requirement::ForeignWeight { percent, of } => write!(f, "foreign weight {percent} of {of}"),
            Requirement::AtMostOne(groups) => {
                f.write_str("at most one of ")?;
                joined(f, groups, " / ")
            }
            Requirement::OriginatingUse(_) => f.write_str("originating pocketing"),
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.from.words())?;
        if self.from == From::Named {
            write!(f, " {}", self.also)?;
        } else if !self.also.is_empty() {
            write!(f, " + {}", self.also)?;
        }
        if !self.except.is_empty() {
            write!(f, " except {}", self.except)?;
        }
        Ok(())
    }
}

impl fmt::Display for ContentTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.percent, self.method)
    }
}
