//! The engines as services: one question in, one answer out, for whoever may look. Commands, HTTP and pages share the
//! types; this table is what HTTP offers.

use std::sync::{Arc, OnceLock};

use cocket_base::{Date, Finding, Place};
use cocket_entry::Law;
use cocket_rules::asked::{Calculation, Calculator};
use cocket_rules::asked::{FieldForm, KindForm, Takes, examine};
use cocket_rules::origin::{OriginLaw, OriginQuestion};
use cocket_rules::value::{RateTable, ValueQuestion};
use cocket_rules::{bonds, clocks, explain, fees, ids, interest, penalties};
use cocket_tariff::engine::RateQuestion;
use cocket_tariff::measure::logic::Kind;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::actor::{Action, Actor};
use crate::asking::{ROOM, Telling};
use crate::desk::Desk;
use crate::error::DeskError;

/// An engine that answers questions written as JSON objects.
pub struct Engine {
    /// Its name, as in the command and the address.
    pub name: &'static str,
    /// What it answers, in a few words.
    pub title: &'static str,
    /// A question that it answers.
    pub example: &'static str,
    /// The document with every field of its questions.
    pub document: &'static str,
    told: fn(Telling<'_>) -> Vec<KindForm>,
    ask: fn(&Sources, Knowledge, &str) -> Result<String, BadQuestion>,
}

/// The law that the engines answer by.
pub struct Sources {
    /// Tables, schedules and measures.
    pub law: Law<'static>,
    /// The law of origin, read from the tables when it is first asked for.
    origin: OnceLock<Result<OriginLaw, String>>,
}

impl Sources {
    /// Engines by this law.
    pub fn new(law: Law<'static>) -> Sources {
        Sources { law, origin: OnceLock::new() }
    }

    fn origin(&self) -> Result<&OriginLaw, BadQuestion> {
        let read = || {
            let faults =
                |findings: Vec<Finding>| findings.iter().map(ToString::to_string).collect::<Vec<_>>();
            OriginLaw::read(self.law.pack).map_err(|findings| faults(findings).join("; "))
        };
        let law = self.origin.get_or_init(read).as_ref();
        law.map_err(|faults| BadQuestion::new(format!("the law of origin has faults: {faults}")))
    }
}

/// Which day it is, and what counts as known of the law.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Knowledge {
    /// Today.
    pub today: Date,
    /// The last day whose knowledge counts.
    pub known: Date,
}

/// Every engine with a face of its own.
pub static ENGINES: &[Engine] = &[
    Engine {
        name: "rate",
        title: "duty of a line of goods",
        example: r#"{"id":"1","hts":"6911.10.58.00","origin":"VN","entry_date":"2026-06-16","value":"1000"}"#,
        document: "docs/commands.md",
        told: rate_forms,
        ask: |from, day, line| {
            reply(line, |question: RateQuestion| {
                explain::rate(from.law.tariff, from.law.pack, &question, Some(day.known))
            })
        },
    },
    Engine {
        name: "ids",
        title: "identifiers made and checked",
        example: r#"{"id":"1","kind":"entry_number","filer":"B76","sequence":"0324527"}"#,
        document: "docs/commands.md",
        told: |by| KindForm::of::<ids::IdQuestion>(by.pack, "ids", ""),
        ask: |from, _, line| reply(line, |question: ids::IdQuestion| ids::answer(from.law.pack, &question)),
    },
    Engine {
        name: "clocks",
        title: "due dates",
        example: r#"{"id":"1","clock":"ESF","entry_date":"2026-06-16"}"#,
        document: "docs/clocks.md",
        told: |by| clocks::forms(by.pack, by.day.today, by.day.known),
        ask: |from, day, line| {
            reply(line, |question: clocks::ClockQuestion| explain::count(from.law.pack, &question, day.known))
        },
    },
    Engine {
        name: "value",
        title: "customs value, duty-paid prices, assists and charges",
        example: r#"{"id":"1","kind":"appraise","term":"FOB","price":"10000"}"#,
        document: "docs/value.md",
        told: |by| KindForm::of::<ValueQuestion>(by.pack, "value", ""),
        // An operator's own table of exchange rates is the command's; here a question brings its rate.
        ask: |from, day, line| {
            let rates = RateTable::default();
            reply(line, |question: ValueQuestion| {
                explain::appraise(from.law.pack, &question, &rates, day.known)
            })
        },
    },
    Engine {
        name: "origin",
        title: "qualification, refunds, country of origin and marking",
        example: r#"{"kind":"refund_claim","id":"1","spi":"KR","imported":"2026-03-10","claimed":"2026-11-24","qualified":true}"#,
        document: "docs/origin.md",
        told: |by| KindForm::of::<OriginQuestion>(by.pack, "origin", ""),
        ask: |from, day, line| {
            let law = from.origin()?;
            reply(line, |question: OriginQuestion| explain::qualify(law, from.law.pack, &question, day.known))
        },
    },
    Engine {
        name: "fees",
        title: "processing, harbor and class fees, line and entry",
        example: r#"{"id":"1","kind":"entry","entry_date":"2026-11-02","mode":"vessel","lines":[{"value":48000,"origin":"CN"}]}"#,
        document: "docs/calculators.md",
        told: |by| fees::FEES.forms(by.pack),
        ask: |from, day, line| calculate(&fees::FEES, from, day, line),
    },
    Engine {
        name: "bond",
        title: "bonds and liquidated damages",
        example: r#"{"id":"1","kind":"continuous","duties_taxes_fees":"512000"}"#,
        document: "docs/calculators.md",
        told: |by| bonds::BOND.forms(by.pack),
        ask: |from, day, line| calculate(&bonds::BOND, from, day, line),
    },
    Engine {
        name: "penalty",
        title: "the most the law allows in penalties",
        example: r#"{"id":"1","kind":"section_592","culpability":"negligence","loss":"18000","domestic_value":"700000"}"#,
        document: "docs/calculators.md",
        told: |by| penalties::PENALTY.forms(by.pack),
        ask: |from, day, line| calculate(&penalties::PENALTY, from, day, line),
    },
    Engine {
        name: "interest",
        title: "interest on duties, refunds and bills",
        example: r#"{"id":"1","kind":"underpayment","amount":"2500","deposit_due_date":"2025-06-12","liquidation_date":"2026-03-27"}"#,
        document: "docs/calculators.md",
        told: |by| interest::INTEREST.forms(by.pack),
        ask: |from, day, line| calculate(&interest::INTEREST, from, day, line),
    },
];

/// The form of a line of goods, with the facts that measures read.
fn rate_forms(by: Telling<'_>) -> Vec<KindForm> {
    let mut forms = KindForm::of::<RateQuestion>(
        by.pack,
        "rate",
        "the duty of a line of goods, with every additional duty",
    );
    let fact = |fact: &cocket_tariff::measure::model::Fact| FieldForm {
        name: fact.name.to_string(),
        others: Vec::new(),
        meaning: fact.question.to_string(),
        form: match fact.kind {
            Kind::Flag => "true or false".into(),
            Kind::Number => "a number, as in 12.5; percent where a share is asked".into(),
            Kind::Date => "a date, as in 2026-06-16".into(),
            Kind::Word if fact.country => "a country by two letters, as in VN".into(),
            Kind::Word => "a word".into(),
        },
        needed: false,
        words: Vec::new(),
        fields: Vec::new(),
        takes: Takes::Any,
    };
    let facts = forms.iter_mut().flat_map(|form| &mut form.fields).filter(|field| field.name == "facts");
    facts.for_each(|field| field.fields.extend(by.facts.iter().map(fact)));
    forms
}

fn calculate(
    calculator: &Calculator,
    from: &Sources,
    day: Knowledge,
    line: &str,
) -> Result<String, BadQuestion> {
    reply(line, |question: Calculation| {
        let question = Calculation { known: question.known.or(Some(day.known)), ..question };
        explain::calculate(calculator, from.law.pack, &question, day.today)
    })
}

impl Engine {
    /// The engine of a name.
    pub fn named(name: &str) -> Option<&'static Engine> {
        ENGINES.iter().find(|engine| engine.name == name)
    }

    /// Answers a question.
    ///
    /// # Errors
    /// The text is no question of this engine.
    pub fn answer(&self, sources: &Sources, day: Knowledge, question: &str) -> Result<String, BadQuestion> {
        self.respond(Telling::of(sources, day), question, |line| (self.ask)(sources, day, line))
    }

    /// The forms of its questions.
    pub fn forms(&self, telling: Telling<'_>) -> Vec<KindForm> {
        (self.told)(telling)
    }

    /// Answers a question by way of `answer`. One that is not taken is held against the form of its kind: words that can mean
    /// one thing only are put right and the answer says so (`read_as`), else everything that is wrong is told at once.
    ///
    /// # Errors
    /// The text is no question of this engine.
    pub fn respond(
        &self,
        telling: Telling<'_>,
        line: &str,
        answer: impl Fn(&str) -> Result<String, BadQuestion>,
    ) -> Result<String, BadQuestion> {
        let first = answer(line);
        if first.as_ref().is_ok_and(|answer| !is_invalid(answer)) {
            return first;
        }
        let quoted = cocket_base::question::quoted(line);
        let Ok(given) = serde_json::from_str::<Map<String, Value>>(&quoted) else { return first };
        let mut question = given.clone();
        // A line for this engine may say so.
        if question.get(ROOM).and_then(Value::as_str) == Some(self.name) {
            question.remove(ROOM);
        }
        let seen = examine(telling.pack, self.name, &self.forms(telling), &mut question);
        let second = if question == given { first } else { answer(&Value::Object(question).to_string()) };
        match second {
            Ok(answer) if seen.read_as.is_empty() => Ok(answer),
            Ok(answer) => Ok(reading_as(&answer, &seen.read_as)),
            Err(bad) if seen.findings.is_empty() => Err(bad),
            Err(bad) => Err(bad.because(seen.findings, self.document)),
        }
    }
}

/// True for an answer that may say that the question was wrong; a word too many costs a second look, no more.
fn is_invalid(answer: &str) -> bool {
    answer.contains(r#""outcome":"invalid""#)
}

/// The answer, saying what was read as something else.
fn reading_as(answer: &str, read_as: &std::collections::BTreeMap<String, String>) -> String {
    let said = json!(read_as);
    match answer.strip_suffix('}') {
        Some(open) => format!("{open},\"read_as\":{said}}}"),
        None => answer.to_string(),
    }
}

impl Desk {
    /// Lets a person ask the engines; gives the law they answer by, and the day. Without `known`, all that is known counts.
    pub fn questions(
        &self,
        actor: &Actor,
        known: Option<Date>,
    ) -> Result<(Arc<Sources>, Knowledge), DeskError> {
        actor.may_at_all(Action::Ask)?;
        let (_, today) = self.now();
        Ok((self.sources.clone(), Knowledge { today, known: known.unwrap_or(today) }))
    }
}

/// A text that is no question.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct BadQuestion {
    /// The question's id, where one could be read.
    pub id: String,
    /// What is wrong.
    pub text: String,
    /// Each fault by itself, where the question could be held against its form.
    pub findings: Vec<Finding>,
    /// The engine, where a line of several named it.
    pub room: Option<&'static str>,
}

impl BadQuestion {
    /// A text without a readable id.
    pub fn new(text: impl Into<String>) -> BadQuestion {
        BadQuestion { id: String::new(), text: text.into(), findings: Vec::new(), room: None }
    }

    /// The same of an engine that the line named.
    pub(crate) fn of_room(self, room: &'static str) -> BadQuestion {
        BadQuestion { room: Some(room), ..self }
    }

    /// The same with each fault by itself; the remedies name the document where the fields stand.
    fn because(self, findings: Vec<Finding>, document: &str) -> BadQuestion {
        let remedy = |finding: &Finding| finding.remedy.clone().unwrap_or_default();
        let told = |finding: &Finding| format!("{} ({})", finding.text, remedy(finding));
        let text = findings.iter().map(told).collect::<Vec<_>>().join("; ");
        let named = |finding: Finding| {
            let remedy = format!("{}; {document} has every field", remedy(&finding));
            finding.with_remedy(remedy)
        };
        BadQuestion { text, findings: findings.into_iter().map(named).collect(), ..self }
    }

    /// The `invalid` answer that takes the place of one, so that a stream keeps an answer for each line.
    pub fn as_answer(&self, remedy: &str) -> String {
        let plain =
            || vec![Finding::block("BAD_QUESTION", Place::default(), self.text.as_str()).with_remedy(remedy)];
        let findings = if self.findings.is_empty() { plain() } else { self.findings.clone() };
        let mut answer = Map::new();
        answer.extend(self.room.map(|room| (ROOM.to_string(), room.into())));
        answer.insert("id".into(), self.id.as_str().into());
        answer.insert("outcome".into(), "invalid".into());
        answer.insert("findings".into(), json!(findings));
        Value::Object(answer).to_string()
    }
}

/// Reads a question, answers it and writes the answer.
///
/// # Errors
/// The text is no JSON object, or not one that the question's type reads.
pub fn reply<Q: DeserializeOwned, A: Serialize>(
    line: &str,
    answer: impl FnOnce(Q) -> A,
) -> Result<String, BadQuestion> {
    // A list would be taken for the fields of a question in their order.
    if !line.starts_with('{') {
        return Err(BadQuestion::new("the line is no JSON object"));
    }
    let bad = |text: String| BadQuestion {
        id: cocket_base::question::id_of(line),
        ..BadQuestion::new(said(&text))
    };
    let question = cocket_base::question::read(line).map_err(|error| bad(error.to_string()))?;
    serde_json::to_string(&answer(question)).map_err(|error| bad(error.to_string()))
}

/// What the reader said, without places that mean nothing to who wrote the line: every question is a line of its own.
pub(crate) fn said(text: &str) -> String {
    text.replace(" at line 0 column 0", "").replace(" at line 1 column ", " at column ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::civil::date;
    use cocket_law::Pack;
    use cocket_tariff::engine::Tariff;

    #[test]
    fn every_engine_answers_its_own_example() {
        let law = Sources::new(Law { pack: Pack::starter(), tariff: Tariff::starter() });
        let day = Knowledge { today: date(2026, 11, 24), known: date(2026, 11, 24) };
        for engine in ENGINES {
            let answer = engine.answer(&law, day, engine.example).unwrap();
            let read: serde_json::Value = serde_json::from_str(&answer).unwrap();
            assert_eq!(read["id"], "1", "{}: {answer}", engine.name);
            assert_ne!(read["outcome"], "invalid", "{}: {answer}", engine.name);
            assert_eq!(Engine::named(engine.name).unwrap().title, engine.title);
        }
    }

    #[test]
    fn what_is_no_question_names_its_id_and_place() {
        let law = Sources::new(Law { pack: Pack::starter(), tariff: Tariff::starter() });
        let day = Knowledge { today: date(2026, 11, 24), known: date(2026, 11, 24) };
        let clocks = Engine::named("clocks").unwrap();
        let bad = clocks.answer(&law, day, r#"{"id":"7","clock":5}"#).unwrap_err();
        assert_eq!(bad.id, "7");
        assert!(bad.text.contains("«5» is no kind of question of clocks"), "{bad}");
        assert!(clocks.answer(&law, day, r#"{"id":}"#).unwrap_err().text.contains("at column"));
        assert!(clocks.answer(&law, day, "[1]").unwrap_err().as_answer("x").contains("no JSON object"));
    }

    #[test]
    fn numbers_stay_as_they_were_written_and_a_bad_one_is_named() {
        let law = Sources::new(Law { pack: Pack::starter(), tariff: Tariff::starter() });
        let day = Knowledge { today: date(2026, 11, 24), known: date(2026, 11, 24) };
        let ask = |engine: &str, question: &str| Engine::named(engine).unwrap().answer(&law, day, question);
        let long = r#"{"id":"1","kind":"round","values":[0.10000000000000000555]}"#;
        assert!(ask("value", long).unwrap().contains("0.10000000000000000555"), "the last digit is not lost");
        let cents = r#"{"id":"1","kind":"section_592","culpability":"negligence","loss":18000.10,"domestic_value":700000.00}"#;
        assert!(ask("penalty", cents).unwrap().contains("36000.20"));
        let price = r#"{"id":"1","kind":"appraise","term":"FOB","price":"10,000"}"#;
        let bad = ask("value", price).unwrap_err().to_string();
        assert!(bad.starts_with("price: «10,000» is no number"), "{bad}");
        let value =
            r#"{"id":"1","hts":"6911.10.58.00","origin":"VN","entry_date":"2026-06-16","value":"1,000"}"#;
        let bad = ask("rate", value).unwrap_err().to_string();
        assert!(bad.starts_with("value: «1,000» is no number"), "{bad}");
    }
}
