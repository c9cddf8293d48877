//! Questions to a calculator (`cocket fees`, `bond`, `penalty`, `interest`): one form for all of them.

use std::collections::BTreeMap;

use cocket_base::{Cents, Citation, Date, Explain, Finding, Need, Reason, Shaped, Step};
use cocket_law::Pack;
use serde::{Deserialize, Serialize};

use super::ask::{Fact, FactKind, invalid};
use super::determined::{Determined, Ran, Verdict, run, strays};
use super::form::{FieldForm, KindForm};
use super::given::Given;
use super::moment::Moment;
use super::words::or_near;
use crate::unverified::confirm;
use crate::{AsOf, Refusal};

/// A set of calculations that belong together.
pub struct Calculator {
    pub(crate) name: &'static str,
    pub(crate) kinds: &'static [Determined],
}

/// A question to a calculator. Besides these keys it takes the facts of its kind; any other key is an error that names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
pub struct Calculation {
    /// Echoed.
    #[serde(deserialize_with = "cocket_base::question::id")]
    pub id: String,
    /// Which calculation, by the names of `--list`.
    pub kind: String,
    /// The day whose law counts: the date of entry for fees, of the violation for penalties. Default: the day the kind names
    /// among its facts, else today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// What was known that day; default today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<Date>,
    /// Wants the worked steps: `true`; or told in plain sentences: `client` or `colleague`.
    #[serde(default)]
    pub explain: Explain,
    /// The facts of the kind, by name.
    #[serde(flatten, deserialize_with = "super::given::facts")]
    pub facts: BTreeMap<String, Given>,
}

/// The answer of a calculator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalculationAnswer {
    /// The question's id.
    pub id: String,
    /// What it came to.
    #[serde(flatten)]
    pub result: CalculationResult,
}

/// What a calculation came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum CalculationResult {
    /// An amount, a number or a word.
    Decided(Box<Calculated>),
    /// Facts are missing.
    NeedsFacts {
        /// Which.
        needs: Vec<Need>,
        /// What the answer would be by law that nobody has verified yet.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        would: Option<Box<CalculationResult>>,
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

/// A calculation that was worked out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calculated {
    /// The kind.
    pub kind: String,
    /// The amount in US dollars, where an amount is the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Cents>,
    /// Further amounts by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub amounts: BTreeMap<String, Cents>,
    /// A date, where the answer has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Moment>,
    /// A number, where that is the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// Answers in words, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub says: BTreeMap<String, String>,
    /// The rule in words.
    pub rule: String,
    /// Its source.
    pub cite: Citation,
    /// The worked steps, when asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}

/// A calculation as `--list` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalculationListing {
    /// Its name.
    pub kind: String,
    /// What it answers.
    pub answers: String,
    /// The rule in words.
    pub rule: String,
    /// The facts it may ask for.
    pub facts: Vec<CalculationFact>,
    /// Its source.
    pub cite: Citation,
}

/// A fact of a calculation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalculationFact {
    /// Key in the question.
    pub name: String,
    /// What it must be.
    pub form: String,
    /// May be left out, always or in some cases.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
}

impl CalculationResult {
    fn forget_worked(&mut self) {
        match self {
            CalculationResult::Decided(decided) => decided.steps.clear(),
            CalculationResult::NeedsFacts { would: Some(would), .. } => would.forget_worked(),
            _ => {}
        }
    }
}

impl Calculator {
    /// Answers a question; `today` stands in where the question names no day.
    pub fn answer(&self, pack: &Pack, question: &Calculation, today: Date) -> CalculationAnswer {
        let result = self.work(pack, question, today);
        let stands = !matches!(result, CalculationResult::Decided(_) | CalculationResult::Prohibited { .. });
        let verified = pack.verified().filter(|_| !stands).map(|pack| self.work(pack, question, today));
        let confirmed = verified.and_then(|verified| confirm(&result, &verified));
        let mut result = match confirmed {
            Some(need) => CalculationResult::NeedsFacts { needs: vec![need], would: Some(Box::new(result)) },
            None => result,
        };
        if !question.explain.steps() {
            result.forget_worked();
        }
        CalculationAnswer { id: question.id.clone(), result }
    }

    /// The result with its worked steps, which name the rows it rests on.
    fn work(&self, pack: &Pack, question: &Calculation, today: Date) -> CalculationResult {
        let as_of = AsOf::new(pack, question.date.unwrap_or(today), question.known.unwrap_or(today));
        let kind = question.kind.trim().to_ascii_lowercase().replace([' ', '-'], "_");
        match self.kinds.iter().find(|rule| rule.name == kind) {
            Some(rule) => calculate(as_of, self.name, rule, question),
            None => {
                let shown: String = question.kind.chars().take(64).collect();
                let names: Vec<&str> = self.kinds.iter().map(|rule| rule.name).collect();
                let text = format!("«{shown}» is no kind of question of {}", self.name);
                let all = format!("give one of {}", names.join(", "));
                let remedy = or_near(&question.kind, names.iter().copied(), &all);
                CalculationResult::Invalid { findings: vec![invalid("UNKNOWN_KIND", "kind", text, &remedy)] }
            }
        }
    }

    /// What a kind answers, in words.
    pub(crate) fn answers(&self, kind: &str) -> Option<&'static str> {
        self.kinds.iter().find(|rule| rule.name == kind).map(|rule| rule.obligation)
    }

    /// Its name, as in the command.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Its calculations as forms of questions.
    pub fn forms(&self, pack: &Pack) -> Vec<KindForm> {
        let common = KindForm::of::<Calculation>(pack, self.name, "").pop().unwrap_or_default().fields;
        let common: Vec<FieldForm> = common.into_iter().filter(|field| field.name != "kind").collect();
        self.kinds.iter().map(|rule| KindForm::determined(pack, "kind", &common, rule)).collect()
    }

    /// Its calculations.
    pub fn list(&self) -> Vec<CalculationListing> {
        let fact = |fact: &Fact| CalculationFact {
            name: fact.name.into(),
            form: fact.kind.in_words(),
            optional: fact.optional,
        };
        let listing = |rule: &Determined| CalculationListing {
            kind: rule.name.into(),
            answers: rule.obligation.into(),
            rule: rule.rule.into(),
            facts: rule.facts.iter().map(fact).collect(),
            cite: rule.citation(),
        };
        self.kinds.iter().map(listing).collect()
    }
}

fn calculate(
    as_of: AsOf<'_>,
    calculator: &str,
    rule: &Determined,
    question: &Calculation,
) -> CalculationResult {
    let names: Vec<&str> = rule.facts.iter().map(|fact| fact.name).collect();
    let what = format!("{calculator} {}", rule.name);
    let mut stray = strays(&what, &names, &question.facts);
    stray.extend(
        rule.facts.iter().flat_map(|fact| strays_of_lines(&what, fact, question.facts.get(fact.name))),
    );
    if !stray.is_empty() {
        return CalculationResult::Invalid { findings: stray };
    }
    match run(as_of, rule, &question.facts) {
        Ok(Ran::Findings(findings)) => CalculationResult::Invalid { findings },
        Ok(Ran::Needs(needs, _)) => CalculationResult::NeedsFacts { needs, would: None },
        Ok(Ran::Verdict(verdict)) if !verdict.against.is_empty() => {
            CalculationResult::Prohibited { reasons: verdict.against, steps: verdict.steps }
        }
        Ok(Ran::Verdict(verdict)) => CalculationResult::Decided(Box::new(calculated(rule, verdict))),
        Err(error) => {
            let (code, remedy) = match error {
                Refusal::Unknown(_) => {
                    ("UNKNOWN_LAW", "check the dates given, or add the law of that day to data/law")
                }
                _ => ("BAD_FIGURE", "check the dates and figures given"),
            };
            CalculationResult::Invalid { findings: vec![invalid(code, "kind", error.to_string(), remedy)] }
        }
    }
}

/// Keys that a line does not take.
fn strays_of_lines(what: &str, fact: &Fact, given: Option<&Given>) -> Vec<Finding> {
    let (FactKind::Lines(facts), Some(Given::List(lines))) = (fact.kind, given) else { return Vec::new() };
    let names: Vec<&str> = facts.iter().map(|fact| fact.name).collect();
    let each = lines.iter().filter_map(|line| match line {
        Given::Facts(facts) => Some(strays(&format!("a line of {what}"), &names, facts)),
        _ => None,
    });
    // A fault of every line is told once.
    each.filter(|found| !found.is_empty()).take(1).flatten().collect()
}

fn calculated(rule: &Determined, verdict: Verdict) -> Calculated {
    Calculated {
        kind: rule.name.into(),
        amount: verdict.amount,
        amounts: verdict.amounts.into_iter().map(|(name, amount)| (name.to_string(), amount)).collect(),
        due: verdict.due,
        number: verdict.count,
        says: verdict.words.into_iter().map(|(name, word)| (name.to_string(), word)).collect(),
        rule: rule.rule.into(),
        cite: rule.citation(),
        steps: verdict.steps,
    }
}
