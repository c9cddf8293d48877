//! The question and the answer of `cocket clocks`.

use std::collections::BTreeMap;

use cocket_base::{Citation, Date, Explain, Finding, Need, Reason, Shaped, Step};
use serde::{Deserialize, Serialize};

use super::count::CountedDay;
use super::listing::{ClockListing, How};
use crate::asked::{Given, Moment};

/// A question about one clock. Besides these keys it takes the facts the clock needs, by the names that
/// `cocket clocks --list` gives; `date` stands for the only date a clock needs; any other key is an error that names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
pub struct ClockQuestion {
    /// Echoed.
    #[serde(deserialize_with = "cocket_base::question::id")]
    pub id: String,
    /// Id or name of a clock, as in `ESF` or `entry_summary_due`.
    pub clock: String,
    /// Mode of transport by its code: a clock of other modes does not run. For `import_date` one of its words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// Port by its Schedule D code: its own closures are days off, and local times are its. A foreign place is given by its
    /// time zone, as in `Asia/Shanghai`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<String>,
    /// What was known that day; default today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<Date>,
    /// Wants the worked steps: `true`; or told in plain sentences: `client` or `colleague`.
    #[serde(default)]
    pub explain: Explain,
    /// Wants the count day by day.
    #[serde(default)]
    pub count: bool,
    /// Dates (`2026-06-16`), local times (`2026-06-16T10:15`), numbers, yes and no, and words, by name.
    #[serde(flatten, deserialize_with = "crate::asked::facts")]
    pub facts: BTreeMap<String, Given>,
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
    /// A date, a number, or the answer that the clock does not run.
    Decided(Box<ClockDecided>),
    /// Facts are missing.
    NeedsFacts {
        /// Which.
        needs: Vec<Need>,
        /// What the answer would be: by law that nobody has verified yet, or while conditions that nobody told are met.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        would: Option<Box<ClockResult>>,
        /// What the rule says by itself, when no fact was given: how long, from what, to whom, in which form.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        told: Option<Box<ClockListing>>,
    },
    /// The rule does not allow it.
    Prohibited {
        /// Why.
        reasons: Vec<Reason>,
        /// The worked steps.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        steps: Vec<Step>,
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
    /// The legal due date or time; `null` when the clock does not run for the mode, or the time is without limit.
    pub due: Option<Moment>,
    /// Before the roll.
    pub raw: Option<Moment>,
    /// The last working day on or before the raw date: what to work to.
    pub safe: Option<Date>,
    /// When the window opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens: Option<Moment>,
    /// A number, where that is the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// The time zone of `due`, when it is a time and the port or zone was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// `due` in universal time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_utc: Option<String>,
    /// What must be done.
    pub obligation: String,
    /// The rule in words.
    pub rule: String,
    /// What follows when it is missed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missed: Option<String>,
    /// What holds it, lengthens it or ends it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stops: Option<String>,
    /// To whom, in which form, by which medium, where the law says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how: Option<How>,
    /// What a person should look at: the date rests on something that may come otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub look_at: Vec<String>,
    /// Source of the rule.
    pub cite: Citation,
    /// The worked steps, when asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// The count day by day, when asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counting: Vec<CountedDay>,
}
