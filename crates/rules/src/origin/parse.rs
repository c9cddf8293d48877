//! Reads the language of product rules. A fault names the words it stands in and what would be right.

use std::collections::BTreeMap;
use std::sync::Arc;

use cocket_base::Decimal;

use super::goods::Role;
use super::language::{Alternative, Change, ContentTest, From, Method, Requirement, Rule};
use super::scope::{BadScope, Scope};

/// Longest rule that is read.
const LIMIT: usize = 4_000;

/// Why a text is no product rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadRule {
    /// Nothing where a requirement should stand.
    #[error("a requirement is missing: between «;» and «,» stands what must be met")]
    Empty,
    /// Words that begin no requirement.
    #[error(
        "«{0}» begins no requirement; it begins with any other, any heading outside the group, any subheading outside \
         the group, only, no change, content, process, originating weight, originating pocketing, \
         foreign weight or at most one of"
    )]
    Requirement(String),
    /// Words after a complete requirement.
    #[error("«{0}» is not expected here; after the source stand + and except, each with numbers")]
    Rest(String),
    /// A list that is not held.
    #[error("the list @{0} does not stand in origin_lists")]
    List(String),
    /// A set that is no set.
    #[error(transparent)]
    Scope(#[from] BadScope),
    /// A word that must be followed by numbers.
    #[error("after «{0}» stand tariff numbers, with blanks between")]
    NoNumbers(&'static str),
    /// No percentage.
    #[error(
        "«{0}» should be a percentage from 0 to 100 and its method TV, NC, BD or BU, as in 60 TV or 50 NC"
    )]
    Content(String),
    /// No percentage by weight.
    #[error("«{0}» should be a percentage from 0 to 100")]
    Percent(String),
    /// Too long.
    #[error("the rule has {0} bytes, more than {LIMIT}")]
    Long(usize),
}

type Lists = BTreeMap<Arc<str>, Scope>;

/// Reads a rule.
pub(super) fn rule(text: &str, lists: &Lists) -> Result<Rule, BadRule> {
    if text.len() > LIMIT {
        return Err(BadRule::Long(text.len()));
    }
    let alternatives = text.split(';').map(|part| alternative(part, lists)).collect::<Result<_, _>>()?;
    Ok(Rule { alternatives })
}

fn alternative(text: &str, lists: &Lists) -> Result<Alternative, BadRule> {
    let requirements =
        text.split(',').map(|part| requirement(part.trim(), lists)).collect::<Result<_, _>>()?;
    Ok(Alternative { requirements })
}

fn requirement(text: &str, lists: &Lists) -> Result<Requirement, BadRule> {
    if text.is_empty() {
        return Err(BadRule::Empty);
    }
    if text == "no change" {
        return Ok(Requirement::NoChange);
    }
    if text == "originating pocketing" {
        return Ok(Requirement::OriginatingUse(Role::Pocketing));
    }
    if let Some(rest) = text.strip_prefix("at most one of ") {
        let groups = rest.split('/').map(|group| numbers(group, "at most one of", lists));
        return groups.collect::<Result<_, _>>().map(Requirement::AtMostOne);
    }
    if let Some(rest) = text.strip_prefix("content ") {
        return content(rest).map(Requirement::Content);
    }
    if let Some(name) = text.strip_prefix("process ") {
        let name = name.trim();
        let sound = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        return if sound {
            Ok(Requirement::Process(name.into()))
        } else {
            Err(BadRule::Requirement(shown(text)))
        };
    }
    if let Some(rest) = text.strip_prefix("originating weight ") {
        let (percent, of) = weight(rest, lists)?;
        if of.is_empty() {
            return Err(BadRule::NoNumbers("of"));
        }
        return Ok(Requirement::OriginatingWeight { percent, of });
    }
    if let Some(rest) = text.strip_prefix("foreign weight ") {
        let (percent, of) = weight(rest, lists)?;
        return Ok(Requirement::ForeignWeight { percent, of });
    }
    change(text, lists).map(Requirement::Change)
}

fn change(text: &str, lists: &Lists) -> Result<Change, BadRule> {
    let named = text.strip_prefix("only ").map(|rest| (From::Named, rest));
    let far = || From::WORDS.iter().find_map(|(words, from)| Some((*from, text.strip_prefix(words)?)));
    let (from, rest) = named.or_else(far).ok_or_else(|| BadRule::Requirement(shown(text)))?;
    let (source, except) = match rest.split_once("except") {
        Some((source, numbers)) => (source, Some(numbers)),
        None => (rest, None),
    };
    let source = source.trim();
    let also = match (from, source.strip_prefix('+')) {
        (From::Named, None) => numbers(source, "only", lists)?,
        (From::Named, Some(_)) => return Err(BadRule::Rest(shown(source))),
        (_, Some(more)) => numbers(more, "+", lists)?,
        (_, None) if source.is_empty() => Scope::default(),
        (_, None) => return Err(BadRule::Rest(shown(source))),
    };
    let except = except.map(|text| numbers(text, "except", lists)).transpose()?.unwrap_or_default();
    Ok(Change { from, also, except })
}

fn numbers(text: &str, after: &'static str, lists: &Lists) -> Result<Scope, BadRule> {
    let mut scope = Scope::default();
    for word in text.split_whitespace() {
        match word.strip_prefix('@') {
            Some(name) => scope.extend(lists.get(name).ok_or_else(|| BadRule::List(shown(name)))?),
            None => scope.add(word)?,
        }
    }
    if scope.is_empty() { Err(BadRule::NoNumbers(after)) } else { Ok(scope) }
}

fn content(text: &str) -> Result<Vec<ContentTest>, BadRule> {
    let bad = || BadRule::Content(shown(text));
    let test = |part: &str| {
        let mut words = part.split_whitespace();
        let (Some(number), Some(method), None) = (words.next(), words.next(), words.next()) else {
            return Err(bad());
        };
        let method = match method {
            "TV" => Method::TV,
            "NC" => Method::NC,
            "BD" => Method::BD,
            "BU" => Method::BU,
            _ => return Err(bad()),
        };
        Ok(ContentTest { method, percent: percent(number).ok_or_else(bad)? })
    };
    text.split(" or ").map(test).collect()
}

fn weight(text: &str, lists: &Lists) -> Result<(Decimal, Scope), BadRule> {
    let (number, of) = text.split_once(" of ").unwrap_or((text, ""));
    let percent = percent(number.trim()).ok_or_else(|| BadRule::Percent(shown(number)))?;
    let of = if of.is_empty() { Scope::default() } else { numbers(of, "of", lists)? };
    Ok((percent, of))
}

fn percent(text: &str) -> Option<Decimal> {
    let number: Decimal = text.parse().ok()?;
    (number >= Decimal::ZERO && number <= Decimal::ONE_HUNDRED && number.scale() <= 4).then_some(number)
}

fn shown(text: &str) -> String {
    text.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists() -> Lists {
        BTreeMap::from([("yarn".into(), Scope::read("5106-5113 54").unwrap())])
    }

    fn read(text: &str) -> Result<Rule, BadRule> {
        rule(text, &lists())
    }

    #[test]
    fn what_is_printed_reads_again() {
        for text in [
            "any other chapter",
            "any other heading except 8473; any other heading + 8473, content 60 TV or 50 NC",
            "no change, content 45 BD or 35 BU",
            "any other chapter except 5106-5113 54, process cut_and_sewn",
            "any heading outside the group",
            "any other heading, originating weight 50 of 3901-3915",
            "any other heading, at most one of 8413.50-8413.60 / 8537.10",
            "only 5108.20, foreign weight 10 of 5204, originating pocketing",
        ] {
            assert_eq!(read(text).unwrap().to_string(), text);
        }
        let listed = read("any other chapter except @yarn").unwrap();
        assert_eq!(listed.to_string(), "any other chapter except 5106-5113 54");
    }

    #[test]
    fn faults_say_where_and_what_would_be_right() {
        let told = |text: &str| read(text).unwrap_err().to_string();
        assert!(told("").contains("missing"));
        assert!(told("any other heading,").contains("missing"));
        assert!(told("some heading").contains("«some heading» begins no requirement"));
        assert!(told("any other heading 8473").contains("«8473» is not expected"));
        assert!(told("any other heading except").contains("after «except» stand tariff numbers"));
        assert!(told("any other heading except @wool").contains("@wool"));
        assert!(told("content 60").contains("60 TV or 50 NC"));
        assert!(told("content 160 TV").contains("0 to 100"));
        assert!(told("any other heading except 847").contains("«847»"));
        assert!(matches!(read(&"x".repeat(5000)), Err(BadRule::Long(5000))));
    }
}
