//! `cocket clocks`: one question, one answer; and the list of clocks.

use std::collections::BTreeMap;

use cocket_base::{Citation, Date, Finding, Need, Place, Step};
use cocket_law::{ClockRow, Pack, Row};
use serde::{Deserialize, Serialize};

use super::evaluate::{Moment, Reckoned, Stopped, facts_of, find, reckon};
use crate::AsOf;

/// A question about one clock. Besides these keys it takes the dates and times the clock needs, by the names that
/// `cocket clocks --list` gives; any other key is an error that names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockQuestion {
    /// Echoed.
    pub id: String,
    /// Id or name of a clock, as in `ESF` or `entry_summary_due`.
    pub clock: String,
    /// Mode of transport by its code: a clock of other modes does not run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// What was known that day; default today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<Date>,
    /// Wants the worked steps.
    #[serde(default)]
    pub explain: bool,
    /// Dates (`2026-06-16`) or local times (`2026-06-16T10:15`) by name.
    #[serde(flatten)]
    pub facts: BTreeMap<String, String>,
}

/// The answer to a question about a clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockAnswer {
    /// The question's id.
    pub id: String,
    /// What it came to.
    #[serde(flatten)]
    pub result: ClockResult,
}

/// What a question about a clock came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum ClockResult {
    /// A date, or the answer that the clock does not run.
    Decided(Box<ClockDecided>),
    /// Dates are missing.
    NeedsFacts {
        /// Which.
        needs: Vec<Need>,
    },
    /// The question cannot be answered as it stands.
    Invalid {
        /// Why.
        findings: Vec<Finding>,
    },
}

/// A clock that was worked out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockDecided {
    /// The clock's id.
    pub clock: String,
    /// Its name.
    pub name: String,
    /// The legal due date or time; `null` when the clock does not run for the mode.
    pub due: Option<Moment>,
    /// Before the roll.
    pub raw: Option<Moment>,
    /// The last working day on or before the raw date: what to work to.
    pub safe: Option<Date>,
    /// When the window opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens: Option<Moment>,
    /// What must be done.
    pub obligation: String,
    /// The rule in words.
    pub rule: String,
    /// What follows when it is missed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missed: Option<String>,
    /// Source of the rule; a trust of K means: not verified, may only warn.
    pub cite: Citation,
    /// The worked steps, when asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}

/// A clock as `cocket clocks --list` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockListing {
    /// Id.
    pub clock: String,
    /// Name.
    pub name: String,
    /// Part of the trade.
    pub area: String,
    /// What must be done.
    pub obligation: String,
    /// The rule in words.
    pub rule: String,
    /// The dates it needs.
    pub facts: Vec<ClockFact>,
    /// Modes of transport it runs for; empty means all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modes: Vec<String>,
    /// Source.
    pub cite: Citation,
}

/// A date that a clock needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockFact {
    /// Key in the question.
    pub name: String,
    /// What it asks of a person.
    pub question: String,
    /// May be left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
}

/// Most characters of a key or a value that are looked at.
const TEXT_LIMIT: usize = 64;

/// Answers a question; `today` stands in where the question names no day of knowledge.
pub fn answer(pack: &Pack, question: &ClockQuestion, today: Date) -> ClockAnswer {
    let known = question.known.unwrap_or(today);
    let result = match read_facts(question) {
        Err(findings) => ClockResult::Invalid { findings },
        Ok(facts) => {
            // The rule in force on the first of the dates given; without any, today's, so that it can say what it needs.
            let day = facts.values().map(|moment| moment.date()).min().unwrap_or(today);
            decide(AsOf::new(pack, day, known), question, &facts)
        }
    };
    ClockAnswer { id: question.id.clone(), result }
}

fn read_facts(question: &ClockQuestion) -> Result<BTreeMap<String, Moment>, Vec<Finding>> {
    let mut facts = BTreeMap::new();
    let mut findings = Vec::new();
    for (name, text) in question.facts.iter() {
        match text.parse() {
            Ok(moment) => {
                facts.insert(name.clone(), moment);
            }
            Err(error) => {
                findings.push(invalid("BAD_DATE", name, format!("{error}"), "give an ISO date or local time"))
            }
        }
    }
    if findings.is_empty() { Ok(facts) } else { Err(findings) }
}

fn invalid(code: &str, field: &str, text: String, remedy: &str) -> Finding {
    let field: String = field.chars().take(TEXT_LIMIT).collect();
    Finding::block(code, Place::field(field), text).with_remedy(remedy)
}

fn decide(as_of: AsOf<'_>, question: &ClockQuestion, facts: &BTreeMap<String, Moment>) -> ClockResult {
    let refuse = |findings| ClockResult::Invalid { findings };
    let row = match find(as_of, &question.clock) {
        Ok(row) => row,
        Err(error) => {
            return refuse(vec![invalid(
                "UNKNOWN_CLOCK",
                "clock",
                error.to_string(),
                "see cocket clocks --list for the names",
            )]);
        }
    };
    let asked = match facts_of(as_of, row) {
        Ok(asked) => asked,
        Err(error) => {
            return refuse(vec![invalid(
                "UNKNOWN_CLOCK",
                "clock",
                error.to_string(),
                "see cocket clocks --list for the names",
            )]);
        }
    };
    let names: Vec<&str> = asked.iter().map(|(name, _)| &**name).collect();
    let stray = facts.keys().filter(|key| !names.contains(&key.as_str()));
    let stray: Vec<Finding> = stray
        .map(|key| {
            let key: String = key.chars().take(TEXT_LIMIT).collect();
            let text = format!("«{key}» is no key of this question");
            invalid("UNKNOWN_KEY", &key, text, &format!("the clock {} takes {}", row.id, names.join(", ")))
        })
        .collect();
    if !stray.is_empty() {
        return refuse(stray);
    }
    if let Some(mode) = question
        .mode
        .as_deref()
        .filter(|mode| !row.modes.is_empty() && !row.modes.iter().any(|m| &**m == *mode))
    {
        let step = Step::new(format!("the clock does not run for mode {mode}")).cite(row.cite.clone());
        return ClockResult::Decided(Box::new(decided(row, None, vec![step])));
    }
    match reckon(as_of, &row.id, facts) {
        Ok(reckoned) => {
            let steps = if question.explain { steps(&reckoned, facts) } else { Vec::new() };
            ClockResult::Decided(Box::new(decided(row, Some(&reckoned), steps)))
        }
        Err(Stopped::Needs(needs)) => ClockResult::NeedsFacts { needs },
        Err(Stopped::Refused(error)) => {
            refuse(vec![invalid("BAD_DATE", "clock", error.to_string(), "check the dates given")])
        }
    }
}

fn decided(row: &Row<ClockRow>, reckoned: Option<&Reckoned<'_>>, steps: Vec<Step>) -> ClockDecided {
    ClockDecided {
        clock: row.id.to_string(),
        name: row.name.to_string(),
        due: reckoned.map(|r| r.legal),
        raw: reckoned.map(|r| r.raw),
        safe: reckoned.map(|r| r.safe),
        opens: reckoned.and_then(|r| r.opens),
        obligation: row.obligation.to_string(),
        rule: row.rule.to_string(),
        missed: row.missed.as_ref().map(|missed| missed.to_string()),
        cite: row.cite.clone(),
        steps,
    }
}

fn steps(reckoned: &Reckoned<'_>, facts: &BTreeMap<String, Moment>) -> Vec<Step> {
    let count = Step::new(&*reckoned.row.rule).cite(reckoned.row.cite.clone());
    let count =
        facts.iter().fold(count, |step, (name, moment)| step.fact(name, moment)).fact("raw", reckoned.raw);
    let mut steps = vec![count];
    if reckoned.legal != reckoned.raw {
        steps.push(
            Step::new("the last day is no working day, so the time runs to the next one")
                .fact("legal", reckoned.legal),
        );
    }
    steps.push(Step::new("last working day on or before it").fact("safe", reckoned.safe));
    steps
}

/// Every clock with the dates it needs, by area and id.
pub fn list(pack: &Pack, day: Date, known: Date) -> Vec<ClockListing> {
    let as_of = AsOf::new(pack, day, known);
    let listing = |row: &Row<ClockRow>| {
        let facts = facts_of(as_of, row).unwrap_or_default();
        let fact = |(name, optional): (std::sync::Arc<str>, bool)| {
            let question = pack.clock_question(&name).unwrap_or_default().to_string();
            ClockFact { name: name.to_string(), question, optional }
        };
        ClockListing {
            clock: row.id.to_string(),
            name: row.name.to_string(),
            area: row.area.to_string(),
            obligation: row.obligation.to_string(),
            rule: row.rule.to_string(),
            facts: facts.into_iter().map(fact).collect(),
            modes: row.modes.iter().map(|mode| mode.to_string()).collect(),
            cite: row.cite.clone(),
        }
    };
    let mut listed: Vec<ClockListing> =
        pack.clocks().values().filter_map(|rows| rows.as_of(day, known)).map(listing).collect();
    listed.sort_by(|a, b| a.area.cmp(&b.area).then_with(|| a.clock.cmp(&b.clock)));
    listed
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::civil::date;

    fn ask(json: &str) -> serde_json::Value {
        let question: ClockQuestion = serde_json::from_str(json).unwrap();
        serde_json::to_value(answer(Pack::starter(), &question, date(2026, 11, 24))).unwrap()
    }

    #[test]
    fn a_question_is_answered_flat() {
        let answer = ask(r#"{"id":"1","clock":"entry_due","landing_date":"2026-06-12"}"#);
        assert_eq!((&answer["id"], &answer["outcome"]), (&"1".into(), &"decided".into()));
        assert_eq!(
            (&answer["due"], &answer["raw"], &answer["safe"]),
            (&"2026-06-29".into(), &"2026-06-27".into(), &"2026-06-26".into())
        );
        assert!(answer.get("steps").is_none());
        assert!(
            ask(r#"{"id":"1","clock":"ENT","landing_date":"2026-06-12","explain":true}"#)["steps"]
                .as_array()
                .unwrap()
                .len()
                == 3
        );
    }

    #[test]
    fn windows_open() {
        let answer = ask(r#"{"id":"1","clock":"FDA-PN-air","arrival_time":"2026-06-12T10:00"}"#);
        assert_eq!(
            (&answer["due"], &answer["opens"]),
            (&"2026-06-12T06:00".into(), &"2026-05-13T10:00".into())
        );
        assert_eq!(answer["cite"]["trust"], "K");
    }

    #[test]
    fn wrong_questions_are_told_what_is_wrong() {
        assert_eq!(ask(r#"{"id":"1","clock":"ESF"}"#)["needs"][0]["fact"], "entry_date");
        let stray = ask(r#"{"id":"1","clock":"ESF","entry_date":"2026-06-12","moon":"2026-06-12"}"#);
        assert_eq!(
            (&stray["outcome"], &stray["findings"][0]["code"]),
            (&"invalid".into(), &"UNKNOWN_KEY".into())
        );
        assert_eq!(ask(r#"{"id":"1","clock":"moonrise"}"#)["findings"][0]["code"], "UNKNOWN_CLOCK");
        assert_eq!(
            ask(r#"{"id":"1","clock":"ESF","entry_date":"12 June"}"#)["findings"][0]["code"],
            "BAD_DATE"
        );
        assert!(
            ask(r#"{"id":"1","clock":"isf_due","mode":"40","lading_time":"2026-06-12"}"#)["due"].is_null()
        );
        assert!(serde_json::from_str::<ClockQuestion>(r#"{"id":"1","clock":"ESF","entry_date":7}"#).is_err());
    }

    #[test]
    fn every_listed_clock_says_what_it_asks() {
        let listed = list(Pack::starter(), date(2026, 11, 24), date(2026, 11, 24));
        assert!(listed.len() > 100);
        assert!(
            listed
                .iter()
                .all(|clock| !clock.facts.is_empty()
                    && clock.facts.iter().all(|fact| !fact.question.is_empty()))
        );
    }
}
