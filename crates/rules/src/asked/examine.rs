//! A question that an engine did not take, held against the form of its kind: everything that is wrong with it at once,
//! each with its field, what was found, what it must be and an example; and words that mean a word of a closed list put
//! right.

use std::collections::BTreeMap;

use cocket_base::{Date, Finding, Place, figure};
use cocket_law::Pack;
use serde_json::{Map, Value};

use super::form::{FieldForm, KindForm, Takes, field};
use super::words::{meant, or_near};

/// Most findings of one question.
const MOST: usize = 40;
/// Most characters of a value that are shown.
const SHOWN: usize = 60;

/// What looking at a question came to.
#[derive(Clone, Debug, Default)]
pub struct Examined {
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// What was read as something else, by field.
    pub read_as: BTreeMap<String, String>,
}

/// Holds a question against the kinds of its engine, and puts right in it what can be understood in one way only.
pub fn examine(pack: &Pack, engine: &str, kinds: &[KindForm], question: &mut Map<String, Value>) -> Examined {
    let mut look = Look { pack, engine, seen: Examined::default() };
    if let Some(kind) = look.kind(kinds, question) {
        look.object(&kind.fields, question, "", kind.tag, kind.open);
    }
    look.seen.findings.truncate(MOST);
    look.seen
}

struct Look<'a> {
    pack: &'a Pack,
    engine: &'a str,
    seen: Examined,
}

impl Look<'_> {
    /// The kind that a question is of.
    fn kind<'k>(&mut self, kinds: &'k [KindForm], question: &mut Map<String, Value>) -> Option<&'k KindForm> {
        let Some(tag) = kinds.first()?.tag else { return kinds.first() };
        let names = || kinds.iter().map(|kind| kind.name.as_str());
        let all = match kinds.len() {
            0..=24 => format!("give one of {}", names().collect::<Vec<_>>().join(", ")),
            more => format!("cocket {} --list has all {more}", self.engine),
        };
        let said = match question.get(tag) {
            Some(Value::String(said)) => Some(said.clone()),
            Some(Value::Null) | None => None,
            Some(other) => Some(other.to_string()),
        };
        let Some(said) = said else {
            let text = format!("{tag} is missing: which question it is");
            self.wrong("MISSING_KEY", tag, text, all);
            return None;
        };
        let takes = |kind: &&KindForm| {
            let is = |name: &String| name.eq_ignore_ascii_case(said.trim().replace([' ', '-'], "_").as_str());
            is(&kind.name)
                || kind.others.iter().any(|other| other.eq_ignore_ascii_case(said.trim()) || is(other))
        };
        let found = kinds.iter().find(takes);
        match found {
            Some(kind) if kind.name != said && !kind.others.contains(&said) => {
                question.insert(tag.into(), Value::String(kind.name.clone()));
            }
            Some(_) => {}
            None => {
                let text = format!("«{}» is no kind of question of {}", shown(&said), self.engine);
                self.wrong("UNKNOWN_KIND", tag, text, or_near(&said, names(), &all));
            }
        }
        found
    }

    fn object(
        &mut self,
        fields: &[FieldForm],
        given: &mut Map<String, Value>,
        path: &str,
        tag: Option<&str>,
        open: bool,
    ) {
        let known = |key: &str| field(fields, key).is_some() || tag == Some(key) || open;
        for key in given.keys().filter(|key| !known(key)) {
            let names = || fields.iter().map(|field| field.name.as_str());
            let all = format!("it takes {}", names().collect::<Vec<_>>().join(", "));
            let text = format!("«{}» is no field of this question", shown(key));
            self.seen.findings.push(finding(
                "UNKNOWN_KEY",
                &at(path, key),
                text,
                or_near(key, names(), &all),
            ));
        }
        for form in fields {
            let key = std::iter::once(&form.name).chain(&form.others).find(|key| given.contains_key(*key));
            match key.and_then(|key| given.get_mut(key)) {
                None | Some(Value::Null) if form.needed => {
                    let path = at(path, &form.name);
                    let meaning = form.meaning.trim_end_matches('.');
                    let text = format!("{} is missing: {meaning}", form.name);
                    self.wrong("MISSING_KEY", &path, text, format!("give {}", form.form));
                }
                None | Some(Value::Null) => {}
                Some(value) => self.value(form, &form.takes, value, &at(path, &form.name)),
            }
        }
    }

    fn value(&mut self, form: &FieldForm, takes: &Takes, value: &mut Value, path: &str) {
        let text = match &*value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let wrong = match (takes, text) {
            (Takes::Any, _) => return,
            (Takes::List(each), _) => return self.list(form, each, value, path),
            (Takes::Fields, _) => match value {
                Value::Object(inner) => return self.object(&form.fields, inner, path, None, false),
                _ => Some("BAD_FORM"),
            },
            (Takes::Word, Some(said)) => return self.word(form, &said, value, path),
            (Takes::Flag, Some(said)) => return self.flag(form, &said, value, path),
            (Takes::Text, Some(said)) => {
                // A code of a table: only what means one of its words is put right; the rule reads the rest.
                if !form.words.is_empty() && !form.words.iter().any(|word| word.word == said) {
                    self.read_as(form, &said, value, path);
                }
                None
            }
            (Takes::Whole, Some(said)) => said.trim().parse::<u64>().is_err().then_some("BAD_NUMBER"),
            (Takes::Figure, Some(said)) => {
                if let Err(error) = figure::read(&said) {
                    let remedy = format!("give {}", form.form);
                    self.wrong("BAD_FIGURE", path, format!("{path}: {error}"), remedy);
                }
                None
            }
            (Takes::Day, Some(said)) => {
                (said.parse::<Date>().is_err() || said.len() != 10).then_some("BAD_DATE")
            }
            (Takes::Flag, None) => (!value.is_boolean()).then_some("BAD_FLAG"),
            (_, None) => Some("BAD_FORM"),
        };
        if let Some(code) = wrong {
            self.unfit(code, form, value, path);
        }
    }

    fn list(&mut self, form: &FieldForm, each: &Takes, value: &mut Value, path: &str) {
        match value {
            Value::Array(items) => {
                for (at, item) in items.iter_mut().enumerate() {
                    self.value(form, each, item, &format!("{path}[{at}]"));
                }
            }
            _ => self.unfit("BAD_FORM", form, value, path),
        }
    }

    fn word(&mut self, form: &FieldForm, said: &str, value: &mut Value, path: &str) {
        if form.words.iter().any(|word| word.word == said) || self.read_as(form, said, value, path) {
            return;
        }
        let words = || form.words.iter().map(|word| word.word.as_str());
        let all = format!("give {}", form.form);
        let text = format!("{path}: «{}» is not known here", shown(said));
        self.wrong("UNKNOWN_WORD", path, text, or_near(said, words(), &all));
    }

    /// Reads a text as the word that it means, and says so.
    fn read_as(&mut self, form: &FieldForm, said: &str, value: &mut Value, path: &str) -> bool {
        let words = form.words.iter().map(|word| word.word.as_str());
        let Some(word) = meant(self.pack, said, words) else { return false };
        *value = Value::String(word.to_string());
        self.seen.read_as.insert(path.to_string(), format!("«{}» is read as {word}", shown(said)));
        true
    }

    fn flag(&mut self, form: &FieldForm, said: &str, value: &mut Value, path: &str) {
        let flag = match said.trim().to_ascii_lowercase().as_str() {
            "yes" | "y" | "true" => true,
            "no" | "n" | "false" => false,
            _ => return self.unfit("BAD_FLAG", form, value, path),
        };
        *value = Value::Bool(flag);
        self.seen.read_as.insert(path.to_string(), format!("«{}» is read as {flag}", shown(said)));
    }

    fn unfit(&mut self, code: &str, form: &FieldForm, value: &Value, path: &str) {
        let found = match value {
            Value::String(text) => format!("«{}»", shown(text)),
            Value::Array(_) => "a list".into(),
            Value::Object(_) => "an object".into(),
            other => shown(&other.to_string()),
        };
        let text = format!("{path}: {found} is not what it must be, {}", form.form);
        self.wrong(code, path, text, format!("give {}", form.form));
    }

    fn wrong(&mut self, code: &str, path: &str, text: String, remedy: String) {
        self.seen.findings.push(finding(code, path, text, remedy));
    }
}

fn finding(code: &str, path: &str, text: String, remedy: String) -> Finding {
    Finding::block(code, Place::field(shown(path)), text).with_remedy(remedy)
}

fn at(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_string() } else { format!("{path}.{key}") }
}

fn shown(text: &str) -> String {
    text.chars().take(SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::origin::OriginQuestion;
    use crate::value::ValueQuestion;

    fn look<Q: cocket_base::Shaped>(json: &str) -> (Value, Examined) {
        let mut question: Map<String, Value> = serde_json::from_str(json).unwrap();
        let kinds = KindForm::of::<Q>(Pack::starter(), "", "");
        let seen = examine(Pack::starter(), "value", &kinds, &mut question);
        (Value::Object(question), seen)
    }

    fn told(seen: &Examined) -> Vec<String> {
        let place = |finding: &Finding| finding.place.field.clone().unwrap_or_default();
        seen.findings.iter().map(|finding| format!("{} {}", finding.code, place(finding))).collect()
    }

    #[test]
    fn everything_wrong_is_told_at_once_with_field_form_and_example() {
        let (_, seen) = look::<ValueQuestion>(
            r#"{"kind":"appraise","term":"FOB","price":"10,000","import_date":"06/16/2026","pirce":1,
                "charges":[{"amount":"5"},7],"computed_first":"maybe","share_by":"wight"}"#,
        );
        let told = told(&seen);
        for expected in [
            "MISSING_KEY id",
            "UNKNOWN_KEY pirce",
            "BAD_FIGURE price",
            "BAD_DATE import_date",
            "MISSING_KEY charges[0].kind",
            "BAD_FORM charges[1]",
            "BAD_FLAG computed_first",
            "UNKNOWN_WORD share_by",
        ] {
            assert!(told.iter().any(|told| told == expected), "{expected} in {told:?}");
        }
        assert_eq!(told.len(), 8, "{told:?}");
        let remedy = |code: &str| {
            let finding = seen.findings.iter().find(|finding| finding.code == code).unwrap();
            finding.remedy.clone().unwrap()
        };
        assert!(remedy("UNKNOWN_KEY").starts_with("near it: price"), "{}", remedy("UNKNOWN_KEY"));
        assert_eq!(remedy("BAD_DATE"), "give a date, as in 2026-06-16");
        assert!(remedy("UNKNOWN_WORD").starts_with("near it: weight"), "{}", remedy("UNKNOWN_WORD"));
    }

    #[test]
    fn what_can_only_mean_one_thing_is_read_so_and_said() {
        let (question, seen) = look::<OriginQuestion>(
            r#"{"kind":"refund claim","id":"1","spi":"KR","imported":"2026-03-10","claimed":"2026-11-24","by":"PSC","qualified":"yes"}"#,
        );
        assert!(seen.findings.is_empty(), "{:?}", seen.findings);
        assert_eq!(
            (&question["kind"], &question["by"]),
            (&"refund_claim".into(), &"summary_correction".into())
        );
        assert_eq!(question["qualified"], true);
        assert_eq!(seen.read_as["by"], "«PSC» is read as summary_correction");
        assert_eq!(seen.read_as["qualified"], "«yes» is read as true");
    }

    #[test]
    fn an_unknown_or_missing_kind_names_what_is_near() {
        let (_, seen) = look::<ValueQuestion>(r#"{"id":"1","kind":"apraise"}"#);
        assert_eq!(seen.findings[0].code, "UNKNOWN_KIND");
        assert!(seen.findings[0].remedy.as_deref().unwrap().starts_with("near it: appraise; give one of"));
        let (_, seen) = look::<ValueQuestion>(r#"{"id":"1"}"#);
        assert_eq!(told(&seen), ["MISSING_KEY kind"]);
    }
}
