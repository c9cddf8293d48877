//! One entrance to every engine: what can be asked, with its fields, words and a filled question; a search over it; and
//! questions of several engines in one stream.
//!
//! Nothing is listed here. The forms come from the questions' types, from the calculators and from the clocks; codes and
//! facts from the law. A kind that is added has every face.

mod example;
mod find;

pub use find::{Find, Found, find};

use cocket_law::Pack;
use cocket_rules::asked::KindForm;
use cocket_tariff::measure::model::Fact;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::engines::{BadQuestion, ENGINES, Engine, Knowledge, Sources};

/// The key that names the engine of a line.
pub const ROOM: &str = "room";

/// Where questions are brought: to one engine, or to the entrance of all, where each names its own.
#[derive(Clone, Copy)]
pub enum Door {
    /// An engine.
    One(&'static Engine),
    /// The entrance of all.
    All,
}

impl Door {
    /// The door of a name: an engine's, or `ask` for all.
    pub fn named(name: &str) -> Option<Door> {
        match name {
            "ask" => Some(Door::All),
            name => Engine::named(name).map(Door::One),
        }
    }

    /// Answers a question.
    ///
    /// # Errors
    /// The text is no question here.
    pub fn answer(self, sources: &Sources, day: Knowledge, question: &str) -> Result<String, BadQuestion> {
        match self {
            Door::One(engine) => engine.answer(sources, day, question),
            Door::All => answer(sources, day, question),
        }
    }
}

/// What a form is made of.
#[derive(Clone, Copy)]
pub struct Telling<'a> {
    /// The law tables.
    pub pack: &'a Pack,
    /// The facts that measures read.
    pub facts: &'a [Fact],
    /// The day.
    pub day: Knowledge,
}

impl<'a> Telling<'a> {
    /// What forms are made of by these sources.
    pub fn of(sources: &'a Sources, day: Knowledge) -> Telling<'a> {
        Telling { pack: sources.law.pack, facts: &sources.law.tariff.measures.facts, day }
    }
}

/// A kind of question with its engine and a filled question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Askable {
    /// The engine.
    pub room: &'static str,
    /// The form.
    #[serde(flatten)]
    pub form: KindForm,
    /// A question that is answered, for `cocket ask`.
    pub example: String,
    /// The document with every field.
    pub document: &'static str,
}

/// Everything that can be asked, by engine.
pub fn askable(telling: Telling<'_>) -> impl Iterator<Item = Askable> {
    ENGINES.iter().flat_map(move |engine| {
        let forms = engine.forms(telling).into_iter();
        forms.map(move |form| Askable {
            room: engine.name,
            example: example::of(engine.name, &form),
            document: engine.document,
            form,
        })
    })
}

/// The kinds of a name: a kind, a clock by name or id, an engine, or both with a blank, slash or dot between. What is near is
/// named where there is none.
///
/// # Errors
/// The sentence that says so.
pub fn named(telling: Telling<'_>, name: &str) -> Result<Vec<Askable>, String> {
    let said = name.trim().to_lowercase().replace('-', "_");
    let parts: Vec<&str> = said.split([' ', '/', '.']).filter(|part| !part.is_empty()).collect();
    let is = |asked: &Askable, part: &str| {
        let other = |other: &String| other.to_lowercase().replace('-', "_") == part;
        asked.form.name == part || asked.form.others.iter().any(other)
    };
    let all: Vec<Askable> = askable(telling).collect();
    let joined = parts.join("_");
    let fits = |asked: &&Askable| match parts.as_slice() {
        [one] => asked.room == *one || is(asked, one),
        [room, rest @ ..] => {
            is(asked, &joined) || (asked.room == *room && !rest.is_empty() && is(asked, &rest.join("_")))
        }
        [] => false,
    };
    let found: Vec<Askable> = all.iter().filter(fits).cloned().collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let names =
        all.iter().map(|asked| asked.form.name.as_str()).chain(ENGINES.iter().map(|engine| engine.name));
    let shown: String = name.chars().take(60).collect();
    Err(match cocket_rules::asked::near(&said, names).as_slice() {
        [] => format!("nothing that can be asked is named «{shown}»; look for it with: cocket find {shown}"),
        near => format!("nothing that can be asked is named «{shown}»; near it: {}", near.join(", ")),
    })
}

/// Answers a line whose `room` names its engine.
///
/// # Errors
/// No engine is named, or the line is no question of it.
pub fn answer(sources: &Sources, day: Knowledge, line: &str) -> Result<String, BadQuestion> {
    let (engine, question) = addressed(Telling::of(sources, day), line)?;
    of_room(engine, engine.answer(sources, day, &question))
}

/// An answer that says which engine gave it, first, where a reader looks.
///
/// # Errors
/// Those of the answer, with the engine.
pub fn of_room(engine: &Engine, answer: Result<String, BadQuestion>) -> Result<String, BadQuestion> {
    let answer = answer.map_err(|bad| bad.of_room(engine.name))?;
    Ok(format!("{{\"{ROOM}\":\"{}\",{}", engine.name, answer.strip_prefix('{').unwrap_or("}")))
}

/// The engine that a line names, and its question.
///
/// # Errors
/// No engine is named, or one that there is not.
pub fn addressed(telling: Telling<'_>, line: &str) -> Result<(&'static Engine, String), BadQuestion> {
    let mut question = object(line)?;
    let rooms = || ENGINES.iter().map(|engine| engine.name);
    let bad = |text: String| BadQuestion { id: id_of(&question), ..BadQuestion::new(text) };
    let Some(said) = question.get(ROOM).and_then(Value::as_str).map(str::to_lowercase) else {
        let kind = ["kind", "clock"].iter().find_map(|key| question.get(*key)?.as_str());
        let of =
            |kind: &str| named(telling, kind).ok().and_then(|found| found.first().map(|asked| asked.room));
        let hint = match kind.and_then(|kind| Some((kind, of(kind)?))) {
            Some((kind, room)) => format!("«{kind}» is asked of {room}: add \"{ROOM}\":\"{room}\""),
            None => format!("add \"{ROOM}\" with one of {}", rooms().collect::<Vec<_>>().join(", ")),
        };
        return Err(bad(format!("the line does not say which engine it is for; {hint}")));
    };
    let Some(engine) = Engine::named(said.trim()) else {
        let all = rooms().collect::<Vec<_>>().join(", ");
        let near = match cocket_rules::asked::near(&said, rooms()).first() {
            Some(near) => format!("near it: {near}; "),
            None => String::new(),
        };
        let shown: String = said.chars().take(60).collect();
        return Err(bad(format!("{ROOM}: «{shown}» is no engine; {near}there are {all}")));
    };
    question.remove(ROOM);
    Ok((engine, Value::Object(question).to_string()))
}

/// A line as an object; figures keep their digits.
fn object(line: &str) -> Result<Map<String, Value>, BadQuestion> {
    if !line.starts_with('{') {
        return Err(BadQuestion::new("the line is no JSON object"));
    }
    let read = serde_json::from_str(&cocket_base::question::quoted(line));
    read.map_err(|error| BadQuestion::new(crate::engines::said(&error.to_string())))
}

fn id_of(question: &Map<String, Value>) -> String {
    match question.get("id") {
        Some(Value::String(id)) => id.clone(),
        Some(Value::Number(id)) => id.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::civil::date;
    use cocket_entry::Law;
    use cocket_tariff::engine::Tariff;

    fn sources() -> (Sources, Knowledge) {
        let law = Sources::new(Law { pack: Pack::starter(), tariff: Tariff::starter() });
        (law, Knowledge { today: date(2026, 11, 24), known: date(2026, 11, 24) })
    }

    #[test]
    fn every_kind_and_clock_has_a_filled_question_that_is_answered() {
        let (sources, day) = sources();
        let mut asked = 0;
        for kind in askable(Telling::of(&sources, day)) {
            let answer =
                answer(&sources, day, &kind.example).unwrap_or_else(|bad| panic!("{}: {bad}", kind.example));
            let read: Value = serde_json::from_str(&answer).unwrap();
            let outcome = read["outcome"].as_str().unwrap_or_default();
            // Law that nobody has read in an official text never decides; it shows what it would say.
            let unverified =
                outcome == "needs_facts" && read["needs"][0]["fact"] == "confirm" && !read["would"].is_null();
            assert!(outcome == "decided" || unverified, "{}: {answer}", kind.example);
            assert_eq!((&read["room"], &read["id"]), (&kind.room.into(), &"1".into()), "{answer}");
            asked += 1;
        }
        assert!(asked > 250, "{asked} kinds");
    }

    #[test]
    fn every_field_says_what_it_means_and_what_it_must_be() {
        let (sources, day) = sources();
        for kind in askable(Telling::of(&sources, day)) {
            assert!(!kind.form.answers.is_empty(), "{} {}", kind.room, kind.form.name);
            for field in &kind.form.fields {
                let told = !field.meaning.is_empty() && !field.form.is_empty();
                assert!(told, "{} {}: {}", kind.room, kind.form.name, field.name);
            }
        }
    }

    #[test]
    fn a_name_is_a_kind_a_clock_or_an_engine() {
        let (sources, day) = sources();
        let telling = Telling::of(&sources, day);
        let rooms = |name: &str| {
            named(telling, name).map(|found| found.iter().map(|asked| asked.room).collect::<Vec<_>>())
        };
        assert_eq!(rooms("refund_claim").unwrap(), ["origin"]);
        assert_eq!(rooms("ESF").unwrap(), ["clocks"]);
        assert_eq!(rooms("fees entry").unwrap(), ["fees"]);
        assert_eq!(rooms("refund claim").unwrap(), ["origin"]);
        assert_eq!(rooms("interest").unwrap().len(), 10);
        assert!(rooms("refund_clam").unwrap_err().contains("near it: refund_claim"));
    }

    #[test]
    fn a_line_is_answered_by_the_engine_it_names() {
        let (sources, day) = sources();
        let ask = |line: &str| answer(&sources, day, line);
        let due = ask(r#"{"room":"clocks","id":"7","clock":"ESF","entry_date":"2026-06-16"}"#);
        assert!(due.unwrap().starts_with(r#"{"room":"clocks","id":"7","#));
        let without = ask(r#"{"id":"8","kind":"refund_claim"}"#).unwrap_err();
        assert_eq!(without.id, "8");
        assert!(without.text.contains(r#"add "room":"origin""#), "{without}");
        assert!(ask(r#"{"room":"fee","id":"1"}"#).unwrap_err().text.contains("near it: fees"));
        assert!(ask("[1]").unwrap_err().text.contains("no JSON object"));
    }
}
