//! Kinds of questions as they are shown, searched and checked: one form for what types tell by their shape and for what
//! calculators and clocks list.

use cocket_base::shape::{Field, Shape};
use cocket_base::{Citation, Shaped};
use cocket_law::Pack;
use serde::Serialize;

use super::ask::{Fact, FactKind};
use super::determined::Determined;

/// A kind of question that an engine answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct KindForm {
    /// The key that says which kind it is (`kind`, or `clock`); none where the engine answers one kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<&'static str>,
    /// The kind's name, or the engine's where it answers one kind.
    pub name: String,
    /// Other names that are taken for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<String>,
    /// What it answers.
    pub answers: String,
    /// The rule in words, where it is one rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// To whom, in which form and by which medium it is done, where the law says it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub how: Vec<String>,
    /// Its source, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// What a question takes.
    pub fields: Vec<FieldForm>,
    /// A question takes further facts by names that stand elsewhere.
    #[serde(skip)]
    pub open: bool,
}

/// A field of a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldForm {
    /// Its key.
    pub name: String,
    /// Other keys that are taken for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<String>,
    /// What it means.
    pub meaning: String,
    /// What it must be, with an example.
    pub form: String,
    /// It cannot be left out.
    pub needed: bool,
    /// The words it may be.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<WordForm>,
    /// The fields of the object, or of each of the list.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldForm>,
    /// How it is checked.
    #[serde(skip)]
    pub takes: Takes,
}

/// A word that a field may be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WordForm {
    /// As it is written.
    pub word: String,
    /// What it means.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub meaning: String,
}

/// How a value is checked before an engine reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Any text, or a number that stands for one.
    Text,
    /// True or false.
    Flag,
    /// A whole number.
    Whole,
    /// A number, as text or JSON number.
    Figure,
    /// A date.
    Day,
    /// One of the field's words.
    Word,
    /// Several.
    List(Box<Takes>),
    /// An object with the field's fields.
    Fields,
    /// Left to the engine.
    Any,
}

/// How deep the fields of a field are told; below, the engine alone reads them.
const DEPTH: usize = 4;
/// Most words that are named in a sentence.
const NAMED: usize = 16;

impl KindForm {
    /// The kinds of a question's type, as its shape tells them; `name` is that of the engine.
    pub fn of<Q: Shaped>(pack: &Pack, name: &str, answers: &str) -> Vec<KindForm> {
        match Q::SHAPE {
            Shape::Kinds { tag, kinds } => of_kinds(pack, tag, kinds(), &[]),
            Shape::Fields(fields) => {
                let own = told(pack, fields().iter().filter(|field| !field.flat), DEPTH);
                for field in fields().iter().filter(|field| field.flat) {
                    if let Shape::Kinds { tag, kinds } = field.shape {
                        return of_kinds(pack, tag, kinds(), &own);
                    }
                }
                let open = fields().iter().any(|field| field.flat);
                vec![KindForm {
                    name: name.into(),
                    answers: answers.into(),
                    fields: own,
                    open,
                    ..KindForm::default()
                }]
            }
            _ => Vec::new(),
        }
    }

    /// A determination asked for by name, beside the fields that every question of its engine has.
    pub(crate) fn determined(
        pack: &Pack,
        tag: &'static str,
        common: &[FieldForm],
        rule: &Determined,
    ) -> KindForm {
        let facts = rule.facts.iter().map(|fact| FieldForm::of_fact(pack, fact));
        KindForm {
            tag: Some(tag),
            name: rule.name.into(),
            answers: rule.obligation.into(),
            rule: Some(rule.rule.into()),
            source: Some(source(&rule.citation())),
            fields: common.iter().cloned().chain(facts).collect(),
            ..KindForm::default()
        }
    }

    /// Every text that says what it is about, for a search.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let own = [Some(&self.answers), self.rule.as_ref(), self.source.as_ref()].into_iter().flatten();
        let names = std::iter::once(&self.name).chain(&self.others).chain(own);
        // The words of closed lists, but for tables, whose codes are found by themselves.
        let lists = self.fields.iter().filter(|field| field.takes == Takes::Word);
        let words = lists.flat_map(|field| field.words.iter().map(|word| &word.word));
        names.chain(words).map(String::as_str)
    }

    /// The field of a key.
    pub fn field(&self, key: &str) -> Option<&FieldForm> {
        field(&self.fields, key)
    }
}

/// The field of a key, by its name or another that is taken for it.
pub(crate) fn field<'f>(fields: &'f [FieldForm], key: &str) -> Option<&'f FieldForm> {
    fields.iter().find(|field| field.name == key || field.others.iter().any(|other| other == key))
}

/// A source as it is shown.
pub(crate) fn source(cite: &Citation) -> String {
    cite.source.to_string()
}

fn of_kinds(
    pack: &Pack,
    tag: &'static str,
    kinds: &[cocket_base::shape::Kind],
    common: &[FieldForm],
) -> Vec<KindForm> {
    let form = |kind: &cocket_base::shape::Kind| {
        let Shape::Fields(fields) = kind.shape else { return KindForm::default() };
        let own = told(pack, fields().iter(), DEPTH);
        KindForm {
            tag: Some(tag),
            name: kind.name.into(),
            answers: kind.meaning.trim_end_matches('.').into(),
            fields: common.iter().cloned().chain(own).collect(),
            ..KindForm::default()
        }
    };
    kinds.iter().map(form).collect()
}

/// The fields of a type. Those of a flattened object stand beside the others; a flattened map stands for further names.
fn told<'f>(pack: &Pack, fields: impl Iterator<Item = &'f Field>, depth: usize) -> Vec<FieldForm> {
    fields.filter(|field| !field.flat).map(|field| FieldForm::of_field(pack, field, depth)).collect()
}

impl FieldForm {
    fn of_field(pack: &Pack, field: &Field, depth: usize) -> FieldForm {
        let table: Vec<WordForm> = field.table.map(|table| words_of(pack, table)).unwrap_or_default();
        let mut form = FieldForm {
            name: field.name.into(),
            others: field.others.iter().map(|other| other.to_string()).collect(),
            meaning: field.meaning.into(),
            form: String::new(),
            needed: field.needed,
            words: table,
            fields: Vec::new(),
            takes: Takes::Any,
        };
        form.shaped(pack, &field.shape, depth);
        // The rule that reads the field knows its words by the day; the table as a whole is what is shown.
        if let (Some(table), false) = (field.table, form.words.is_empty()) {
            form.form = match form.takes {
                Takes::Text => one_of(&form.words, Some(table)),
                _ => format!("{}; the words stand in the table {table}", form.form),
            };
        }
        form
    }

    /// Takes over what a shape tells.
    fn shaped(&mut self, pack: &Pack, shape: &Shape, depth: usize) {
        let (form, takes) = match *shape {
            Shape::Text => ("a text".into(), Takes::Text),
            Shape::Written { form, example } => (format!("{form}, as in {example}"), Takes::Text),
            Shape::Flag => ("true or false".into(), Takes::Flag),
            Shape::Whole => ("a whole number".into(), Takes::Whole),
            Shape::Figure => ("a number, as in 1234.50".into(), Takes::Figure),
            Shape::Sum { form, example } => (format!("{form}, as in {example}"), Takes::Any),
            Shape::Day => ("a date, as in 2026-06-16".into(), Takes::Day),
            Shape::Words(words) => {
                let word = |word: &cocket_base::shape::Word| WordForm {
                    word: word.word.into(),
                    meaning: word.meaning.trim_end_matches('.').into(),
                };
                self.words = words.iter().map(word).collect();
                (one_of(&self.words, None), Takes::Word)
            }
            Shape::List(each) => {
                self.shaped(pack, each, depth);
                let form = match self.fields.as_slice() {
                    [] => format!("a list, each {}", self.form),
                    _ => "a list of objects".into(),
                };
                (form, Takes::List(Box::new(self.takes.clone())))
            }
            Shape::Named(each) => {
                self.shaped(pack, each, depth);
                self.fields = Vec::new();
                (format!("an object of names, each {}", self.form), Takes::Any)
            }
            Shape::Fields(fields) if depth > 0 => {
                self.fields = told(pack, fields().iter(), depth - 1);
                let open = fields().iter().any(|field| field.flat);
                ("an object".into(), if open { Takes::Any } else { Takes::Fields })
            }
            Shape::Kinds { tag, kinds } if depth > 0 => {
                self.fields = by_tag(pack, tag, kinds(), depth - 1);
                ("an object".into(), Takes::Fields)
            }
            Shape::Fields(_) | Shape::Kinds { .. } => ("an object".into(), Takes::Any),
            Shape::Any => ("what the rule asks for".into(), Takes::Any),
        };
        (self.form, self.takes) = (form, takes);
    }

    pub(crate) fn of_fact(pack: &Pack, fact: &Fact) -> FieldForm {
        let takes = match fact.kind {
            FactKind::Flag => Takes::Flag,
            FactKind::Word(_) => Takes::Word,
            FactKind::Day => Takes::Day,
            // Amounts may have signs and commas, times a clock; lines may be a single one. The rule reads them.
            _ => Takes::Any,
        };
        let words = match fact.kind {
            FactKind::Word(words) => {
                words.iter().map(|word| WordForm { word: word.to_string(), meaning: String::new() }).collect()
            }
            _ => Vec::new(),
        };
        let fields = match fact.kind {
            FactKind::Lines(facts) => facts.iter().map(|fact| FieldForm::of_fact(pack, fact)).collect(),
            _ => Vec::new(),
        };
        FieldForm {
            name: fact.name.into(),
            others: Vec::new(),
            meaning: question(pack, fact.name),
            form: fact.kind.shown(),
            needed: !fact.optional,
            words,
            fields,
            takes,
        }
    }
}

/// What a fact of a clock or a calculation asks of a person.
pub(crate) fn question(pack: &Pack, fact: &str) -> String {
    match pack.clock_question(fact) {
        Some(question) => question.to_string(),
        None => format!("What is the {}?", fact.replace('_', " ")),
    }
}

/// The words of a table.
fn words_of(pack: &Pack, table: &str) -> Vec<WordForm> {
    let word = |(word, meaning): (&str, &str)| WordForm { word: word.into(), meaning: meaning.into() };
    pack.words(table).into_iter().map(word).collect()
}

fn one_of(words: &[WordForm], table: Option<&str>) -> String {
    let named: Vec<&str> = words.iter().take(NAMED).map(|word| word.word.as_str()).collect();
    match (words.len() > NAMED, table) {
        (false, _) => format!("one of {}", named.join(", ")),
        (true, Some(table)) => format!("one of the {} codes of the table {table}", words.len()),
        (true, None) => format!("one of {} words, as in {}", words.len(), named.join(", ")),
    }
}

/// An object of several kinds: the word that tells them apart, then what any of them takes.
fn by_tag(pack: &Pack, tag: &str, kinds: &[cocket_base::shape::Kind], depth: usize) -> Vec<FieldForm> {
    let word = |kind: &cocket_base::shape::Kind| WordForm {
        word: kind.name.into(),
        meaning: kind.meaning.trim_end_matches('.').into(),
    };
    let words: Vec<WordForm> = kinds.iter().map(word).collect();
    let mut fields = vec![FieldForm {
        name: tag.into(),
        others: Vec::new(),
        meaning: "Which of them.".into(),
        form: one_of(&words, None),
        needed: true,
        words,
        fields: Vec::new(),
        takes: Takes::Word,
    }];
    for kind in kinds {
        let Shape::Fields(own) = kind.shape else { continue };
        for form in told(pack, own().iter(), depth) {
            if field(&fields, &form.name).is_none() {
                fields.push(FieldForm { needed: false, ..form });
            }
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::ValueQuestion;

    #[test]
    fn a_type_tells_every_kind_with_its_fields_words_and_tables() {
        let kinds = KindForm::of::<ValueQuestion>(Pack::starter(), "value", "");
        let appraise = kinds.iter().find(|kind| kind.name == "appraise").unwrap();
        assert_eq!(appraise.tag, Some("kind"));
        assert!(appraise.field("id").unwrap().needed && !appraise.field("price").unwrap().needed);
        let charges = appraise.field("charges").unwrap();
        assert_eq!(charges.takes, Takes::List(Box::new(Takes::Fields)));
        let kind = field(&charges.fields, "kind").unwrap();
        assert!(kind.words.iter().any(|word| word.word == "ocean_freight" && !word.meaning.is_empty()));
        let shared = appraise.field("share_by").unwrap();
        assert_eq!(shared.form, "one of value, weight, quantity, line");
        assert!(kinds.iter().all(|kind| kind.fields.iter().all(|field| !field.meaning.is_empty())));
        let spread = kinds.iter().find(|kind| kind.name == "assist").unwrap().field("spread").unwrap();
        let units = field(&spread.fields, "units").unwrap();
        assert!(!units.needed && field(&spread.fields, "method").unwrap().needed);
    }
}
