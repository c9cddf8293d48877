//! Country of origin without preference: where a good was wholly obtained, or last substantially transformed (19 CFR
//! 134.1(b), (d)); and the four origins of a line, which are four fields: duty, marking, preference, AD/CVD scope.
//!
//! Left to a person: whether a process that the table does not settle made a new article of another name, character or use.
//! The worksheet lists the factors and comparable rulings; the answer waits for the person's word in `transforms`.

use std::sync::Arc;

use cocket_base::ids::{Country, TariffNumber};
use cocket_base::{Date, Explain, Need, Shaped};
use cocket_law::{Pack, Row};
use serde::{Deserialize, Serialize};

use super::answer::{Answer, Refused};
use super::hierarchy::{self, Hierarchy};
use super::proof::{Proof, need};

/// What an operation does to origin by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// It never confers origin.
    None,
    /// It confers origin.
    Confers,
    /// A person judges.
    Judge,
}

/// An operation of the table `operations`.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Its name.
    pub operation: Arc<str>,
    /// What it does to origin.
    pub effect: Effect,
    /// In words.
    pub what: Arc<str>,
}

/// The row of an operation.
pub(super) fn operation(pack: &Pack, name: &str, day: Date, known: Date) -> Option<Row<Operation>> {
    operations(pack).into_iter().filter(|row| &*row.operation == name).find(|row| row.holds(day, known))
}

/// The names of operations, for somebody who gave another.
pub(super) fn named_operations(pack: &Pack, which: impl Fn(&str) -> bool) -> String {
    let all = operations(pack);
    let mut names: Vec<&str> = all.iter().map(|row| &*row.operation).filter(|name| which(name)).collect();
    let last = names.pop().unwrap_or_default();
    if names.is_empty() { last.to_string() } else { format!("{} or {last}", names.join(", ")) }
}

/// All operations.
pub fn operations(pack: &Pack) -> Vec<Row<Operation>> {
    pack.rows("operations", |cells| {
        let effect = match cells.text("effect") {
            "none" => Effect::None,
            "confers" => Effect::Confers,
            _ => Effect::Judge,
        };
        Some(Operation { operation: cells.shared("operation"), effect, what: cells.shared("what") })
    })
}

/// Where does a good come from?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct CountryQuestion {
    /// Echoed.
    #[serde(deserialize_with = "cocket_base::question::id")]
    pub id: String,
    /// Day of entry.
    pub date: Date,
    /// What was known that day; default today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<Date>,
    /// What the good is; its words find comparable rulings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Tariff number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hts: Option<TariffNumber>,
    /// Country in which it was grown and harvested, born and raised, caught or mined. Seed and parents do not matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wholly_obtained_in: Option<Country>,
    /// What was done to it, in order of time.
    #[serde(default)]
    pub stages: Vec<Stage>,
    /// Country from which it was exported: it never decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exported_from: Option<Country>,
    /// The good of a USMCA country is marked by part 102: its facts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_102: Option<Hierarchy>,
    /// Country whose preference is claimed, when the good qualifies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preference: Option<Country>,
    /// Country of the AD/CVD order as Commerce's scope decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope_country: Option<Country>,
    /// Wants the worked steps: `true`; or told in plain sentences: `client` or `colleague`.
    #[serde(default)]
    pub explain: Explain,
}

/// One stage of work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Where.
    pub country: Country,
    /// What, by a name of the table `operations`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[shape(table = "operations")]
    pub operation: Option<String>,
    /// What, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what: Option<String>,
    /// The person's word: it made a new article of another name, character or use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transforms: Option<bool>,
    /// What speaks for and against, for the worksheet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub factors: Option<Factors>,
}

/// The factors of substantial transformation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields, default)]
pub struct Factors {
    /// The name changes.
    pub new_name: Option<bool>,
    /// The character changes: form, composition, essential part.
    pub new_character: Option<bool>,
    /// The use changes or is fixed only now.
    pub new_use: Option<bool>,
    /// The materials had their use fixed already before the work.
    pub predetermined_use: Option<bool>,
    /// Many parts, or work that takes skill and time.
    pub complex: Option<bool>,
    /// The part that gives the good its essential character is made or changed here.
    pub essential_part: Option<bool>,
}

/// The origins of a line, one field for each purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origins {
    /// For duty, chapter 99 and reporting.
    pub duty_origin: Country,
    /// For the mark on the article.
    pub marking_origin: Country,
    /// For preference, where it is claimed.
    pub preference_origin: Option<Country>,
    /// For antidumping and countervailing duty: Commerce decides; `null` where only Commerce can tell.
    pub scope_origin: Option<Country>,
    /// What a person must know or judge.
    pub notes: Vec<String>,
    /// Comparable rulings by number.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub rulings: Vec<Ruling>,
    /// The proof.
    pub proof: Proof,
}

/// A ruling to compare with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    /// Its number.
    pub ruling: String,
    /// Whether it found a substantial transformation.
    pub transformed: bool,
    /// What it was about.
    pub what: String,
}

/// Most stages of a question.
const STAGES_LIMIT: usize = 200;

/// Decides a question.
pub(super) fn origins(
    pack: &Pack,
    question: &CountryQuestion,
    today: Date,
) -> Result<Answer<Origins>, Refused> {
    let known = question.known.unwrap_or(today);
    if question.stages.len() > STAGES_LIMIT {
        return Err(Refused::field(
            "stages",
            format!("more than {STAGES_LIMIT} stages"),
            "join the small ones",
        ));
    }
    let mut parts = Vec::new();
    let mut needs: Vec<Need> = Vec::new();
    let mut origin = question.wholly_obtained_in;
    if let Some(country) = origin {
        parts.push(Proof::fact(format!("wholly obtained in {country}"), true));
    }
    // Whether every stage after the last transforming one is one that never confers.
    let mut only_minor = true;
    for (at, stage) in question.stages.iter().enumerate() {
        let judged = judge(pack, question, stage, at, known)?;
        match judged.holds {
            Some(true) => {
                origin = Some(stage.country);
                only_minor = true;
            }
            Some(false) => only_minor &= stage.operation.is_some(),
            None => needs.extend(judged.needs()),
        }
        parts.push(judged);
    }
    let proof =
        Proof { what: "country of the last substantial transformation".into(), parts, ..Proof::default() };
    if origin.is_none() && needs.is_empty() {
        let ask = "Where was the good wholly obtained, or which stage made it what it is?";
        needs.push(need("stages", ask, "the country of origin"));
    }
    let Some(duty_origin) = origin.filter(|_| needs.is_empty()) else {
        return Ok(Answer::needs(needs, proof.steps()));
    };
    let mut notes = notes(question, duty_origin);
    let marking_origin = match &question.part_102 {
        None => duty_origin,
        Some(facts) => match hierarchy::decide(facts) {
            Ok((country, step)) => {
                notes.push(step);
                country
            }
            Err(needs) => return Ok(Answer::needs(needs, proof.steps())),
        },
    };
    let scope_origin = question.scope_country.or(Some(duty_origin).filter(|_| only_minor));
    if scope_origin.is_none() {
        notes.push("AD/CVD scope: Commerce applies its own test; read the scope of the order".to_string());
    }
    let steps = if question.explain.steps() { proof.steps() } else { Vec::new() };
    let proof = Proof { holds: Some(true), ..proof };
    let rulings = rulings(pack, question);
    let preference_origin = question.preference;
    Ok(Answer::decided(
        Origins { duty_origin, marking_origin, preference_origin, scope_origin, notes, rulings, proof },
        steps,
    ))
}

fn notes(question: &CountryQuestion, origin: Country) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(exported) = question.exported_from.filter(|exported| *exported != origin) {
        notes.push(format!("export from {exported} does not make the good a product of {exported}"));
    }
    if let Some(preference) = question.preference.filter(|preference| *preference != origin) {
        notes.push(format!(
            "preference of {preference} and duty origin {origin} are two questions: chapter 99 duties follow {origin}"
        ));
    }
    notes
}

/// Whether a stage transformed the good.
fn judge(
    pack: &Pack,
    question: &CountryQuestion,
    stage: &Stage,
    at: usize,
    known: Date,
) -> Result<Proof, Refused> {
    let said = stage.what.clone().or(stage.operation.clone()).unwrap_or_else(|| format!("stage {}", at + 1));
    let row = match &stage.operation {
        None => None,
        Some(name) => Some(operation(pack, name, question.date, known).ok_or_else(|| {
            let text = format!("«{}» is no operation", name.chars().take(60).collect::<String>());
            let names = named_operations(pack, |name| !name.starts_with("israel_"));
            Refused::field("stages.operation", text, &format!("give {names}; or say it in what"))
        })?),
    };
    if let Some(row) = row.as_ref().filter(|row| row.effect != Effect::Judge) {
        let transforms = row.effect == Effect::Confers;
        let what = format!("{} in {}: {}", said, stage.country, row.what);
        return Ok(Proof::fact(what, transforms).cite(row.cite.clone()));
    }
    if let Some(transforms) = stage.transforms {
        return Ok(Proof::fact(format!("{said} in {}, as a person judged", stage.country), transforms));
    }
    let ask = format!(
        "Did «{said}» in {} make a new article of another name, character or use? {}",
        stage.country,
        worksheet(stage.factors.as_ref())
    );
    let open = need(format!("stages.{at}.transforms"), ask, "the country of origin");
    Ok(Proof::waits(format!("{said} in {}", stage.country), open))
}

/// The factors as they stand, for and against; the judgement stays with the person.
fn worksheet(factors: Option<&Factors>) -> String {
    let Some(factors) = factors else {
        return "Weigh name, character and use; whether the use was fixed before; how complex the work is; where the \
                essential part is made"
            .to_string();
    };
    let says = |answer: Option<bool>, yes: &str, no: &str| match answer {
        Some(true) => Some(yes.to_string()),
        Some(false) => Some(no.to_string()),
        None => None,
    };
    let told: Vec<String> = [
        says(factors.new_name, "for: another name", "against: the name stays"),
        says(factors.new_character, "for: another character", "against: the character stays"),
        says(factors.new_use, "for: another use", "against: the use stays"),
        says(factors.predetermined_use, "against: the use was fixed before", "for: the use was open before"),
        says(factors.complex, "for: the work is complex", "against: the work is simple"),
        says(
            factors.essential_part,
            "for: the essential part is made here",
            "against: the essential part comes ready",
        ),
    ]
    .into_iter()
    .flatten()
    .collect();
    told.join("; ")
}

/// Rulings whose words stand in the description.
fn rulings(pack: &Pack, question: &CountryQuestion) -> Vec<Ruling> {
    let Some(description) = &question.description else { return Vec::new() };
    let said: String = description.chars().take(2_000).collect::<String>().to_lowercase();
    let words: Vec<&str> = said.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 2).collect();
    let rows = pack.rows("origin_rulings", |cells| {
        let ruling = Ruling {
            ruling: cells.text("ruling").into(),
            transformed: cells.yes("transformed"),
            what: cells.text("what").into(),
        };
        Some((cells.words("words"), ruling))
    });
    let mut found: Vec<(usize, Ruling)> = rows
        .into_iter()
        .map(|row| (row.value.0.iter().filter(|word| words.contains(&&***word)).count(), row.value.1))
        .filter(|(hits, _)| *hits > 0)
        .collect();
    found.sort_by_key(|(hits, _)| std::cmp::Reverse(*hits));
    found.into_iter().take(5).map(|(_, ruling)| ruling).collect()
}
