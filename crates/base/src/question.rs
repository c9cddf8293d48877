//! Questions as JSON text to their types, with every number exactly as it was written.
//!
//! The JSON reader turns a number with decimals into a binary number before any type sees it, and types that are read by
//! their kind or with further keys see only that. So the text is changed before it is read: a number with a point, with an
//! exponent or with more digits than a machine integer surely holds becomes a JSON text of the very same digits, which
//! [`crate::figure`] reads. The change is by the grammar of JSON alone; what is no number of that grammar stays as it is
//! and is refused by the reader.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error, Visitor};

/// Digits that every machine integer holds.
const INTEGER: usize = 18;

/// Why a text is not the question it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text} at line {line} column {column}")]
pub struct BadQuestion {
    /// What is wrong, after the path of the field where it is known.
    pub text: String,
    /// Where reading stopped, from 1.
    pub line: usize,
    /// The column there, from 1.
    pub column: usize,
}

/// Reads a question.
///
/// # Errors
/// The text is no JSON, or not what the type reads; the error names the field.
pub fn read<T: DeserializeOwned>(json: &str) -> Result<T, BadQuestion> {
    let text = quoted(json);
    serde_json::from_str(&text).map_err(|error| bad::<T>(json, &text, &error))
}

/// For `#[serde(deserialize_with)]` on the variants of a question that is read by its kind: an error then names the field.
pub fn named<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<T, D::Error> {
    serde_path_to_error::deserialize(from).map_err(|error| {
        let path = error.path().to_string();
        D::Error::custom(at(&path, &error.into_inner().to_string()))
    })
}

/// For `#[serde(deserialize_with)]` on the name that a caller gives a question: a text, or a number, which is taken as the text
/// of its digits.
pub fn id<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    struct Id;
    impl Visitor<'_> for Id {
        type Value = String;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a text or a number")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
            Ok(text.into())
        }

        fn visit_u64<E: Error>(self, number: u64) -> Result<String, E> {
            Ok(number.to_string())
        }

        fn visit_i64<E: Error>(self, number: i64) -> Result<String, E> {
            Ok(number.to_string())
        }
    }
    from.deserialize_any(Id)
}

/// The id of a question that could not be read otherwise; blank where there is none.
pub fn id_of(json: &str) -> String {
    #[derive(Deserialize)]
    struct Named {
        #[serde(deserialize_with = "id")]
        id: String,
    }
    serde_json::from_str::<Named>(&quoted(json)).map(|named| named.id).unwrap_or_default()
}

/// The same JSON with every number that a machine number could change as a text of its digits.
pub fn quoted(json: &str) -> Cow<'_, str> {
    let mut changed = String::new();
    // Up to where the text is taken over.
    let mut taken = 0;
    for number in changing(json) {
        changed.push_str(json.get(taken..number.start).unwrap_or_default());
        changed.extend(["\"", number.text, "\""]);
        taken = number.start + number.text.len();
    }
    if taken == 0 {
        return Cow::Borrowed(json);
    }
    changed.push_str(json.get(taken..).unwrap_or_default());
    Cow::Owned(changed)
}

/// The numbers of a text that a machine number could change.
fn changing(json: &str) -> impl Iterator<Item = Number<'_>> {
    let numbers = Numbers { json, at: 0 };
    numbers.filter(|number| !is_exact(number.text) && is_number(number.text))
}

/// A stretch of a JSON text that looks like a number.
struct Number<'j> {
    start: usize,
    text: &'j str,
}

/// What looks like a number outside of the texts.
struct Numbers<'j> {
    json: &'j str,
    at: usize,
}

impl<'j> Iterator for Numbers<'j> {
    type Item = Number<'j>;

    fn next(&mut self) -> Option<Number<'j>> {
        let bytes = self.json.as_bytes();
        let mut in_text = false;
        while let Some(byte) = bytes.get(self.at) {
            match byte {
                b'\\' if in_text => self.at += 1,
                b'"' => in_text = !in_text,
                b'-' | b'0'..=b'9' if !in_text => {
                    let start = self.at;
                    let inside = |byte: &u8| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
                    self.at += bytes.get(start..)?.iter().take_while(|byte| inside(byte)).count();
                    return Some(Number { start, text: self.json.get(start..self.at)? });
                }
                _ => {}
            }
            self.at += 1;
        }
        None
    }
}

/// True for an integer that every reader keeps.
fn is_exact(number: &str) -> bool {
    number.len() <= INTEGER && number.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'-'))
}

/// RFC 8259, section 6.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (plain, power) = match text.split_once(['e', 'E']) {
        Some((plain, power)) => (plain, Some(power)),
        None => (text, None),
    };
    let plain = plain.strip_prefix('-').unwrap_or(plain);
    let (whole, part) = match plain.split_once('.') {
        Some((whole, part)) => (whole, Some(part)),
        None => (plain, None),
    };
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && part.is_none_or(digits)
        && power.is_none_or(|power| digits(power.strip_prefix(['+', '-']).unwrap_or(power)))
}

fn bad<T: DeserializeOwned>(json: &str, text: &str, error: &serde_json::Error) -> BadQuestion {
    let (line, column) = (error.line(), error.column());
    let shown = error.to_string();
    let what = shown.strip_suffix(&format!(" at line {line} column {column}")).unwrap_or(&shown);
    // Read once more for the path, which costs too much to be kept while all goes well.
    let mut again = serde_json::Deserializer::from_str(text);
    let path = match serde_path_to_error::deserialize::<_, T>(&mut again) {
        Err(error) => error.path().to_string(),
        Ok(_) => String::new(),
    };
    BadQuestion { text: at(&path, what), line, column: original_column(json, line, column) }
}

/// A message behind the path it stands for, where there is one.
fn at(path: &str, message: &str) -> String {
    let message = in_words(message);
    match path {
        "" | "." | "?" => message,
        path => format!("{path}: {message}"),
    }
}

/// The reader's terms in those of the person who wrote the question.
fn in_words(message: &str) -> String {
    // What the reader of dates says.
    let of_a_date = ["failed to parse", "parsed date is not valid", "expected four digit year"];
    if of_a_date.iter().any(|beginning| message.starts_with(beginning)) {
        return format!("no date; write it as in 2026-06-16 ({message})");
    }
    message
        .replace("expected a sequence", "expected a list: [ … ]")
        .replace("expected a map", "expected an object: { … }")
        .replace("expected a boolean", "expected true or false")
        .replace("invalid type: map", "invalid type: an object")
        .replace("invalid type: sequence", "invalid type: a list")
}

/// The column of the text as it was given, for one of the changed text: each changed number before it has two marks more.
fn original_column(json: &str, line: usize, column: usize) -> usize {
    let Some(given) = json.split('\n').nth(line.saturating_sub(1)) else { return column };
    let (mut marks, mut at) = (0, column);
    for number in changing(given) {
        if number.start + marks >= column {
            break;
        }
        marks += 2;
        at = column.saturating_sub(marks).max(number.start + 1);
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure;
    use rust_decimal::Decimal;
    use std::collections::BTreeMap;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(tag = "kind", rename_all = "snake_case")]
    enum Ask {
        #[serde(deserialize_with = "named")]
        Round(Round),
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Round {
        #[serde(deserialize_with = "figure::list")]
        values: Vec<Decimal>,
        #[serde(default, deserialize_with = "figure::optional_whole")]
        units: Option<u64>,
    }

    #[derive(Debug, Deserialize)]
    struct Question {
        id: String,
        #[serde(flatten)]
        ask: Ask,
    }

    fn values(json: &str) -> Result<Vec<String>, String> {
        let read = read::<Question>(json).map_err(|error| error.to_string())?;
        let Ask::Round(round) = read.ask;
        Ok(round.values.iter().map(Decimal::to_string).collect())
    }

    #[test]
    fn numbers_and_texts_say_the_same_to_the_last_digit() {
        let json = r#"{"id":"a\"1.5","kind":"round","values":[0.1000000000000000055511151231,"1.10",1.10,7,12345678901234567890,1e3,-0.00]}"#;
        let same =
            ["0.1000000000000000055511151231", "1.10", "1.10", "7", "12345678901234567890", "1000", "0.00"];
        assert_eq!(values(json).unwrap(), same);
        assert_eq!(read::<Question>(json).unwrap().id, "a\"1.5", "texts stay as they are");
    }

    #[test]
    fn an_error_names_the_field_and_what_is_allowed() {
        let first = values(r#"{"id":"1","kind":"round","values":[1.5,"1,000"]}"#).unwrap_err();
        assert!(first.starts_with("values[1]: «1,000» is no number; write digits"), "{first}");
        let whole = values(r#"{"id":"1","kind":"round","values":[],"units":2.5}"#).unwrap_err();
        assert!(whole.starts_with("units: 2.5 is no whole number"), "{whole}");
        let long = values(r#"{"id":"1","kind":"round","values":[1e99]}"#).unwrap_err();
        assert!(long.contains("values[0]: «1e99» has too many digits"), "{long}");
        let plain = read::<BTreeMap<String, figure::Figure>>(r#"{"a":1.25,"b":true}"#).unwrap_err();
        assert!(plain.text.starts_with("b: invalid type: boolean"), "{plain}");
        assert_eq!((plain.line, plain.column), (1, 18), "the column of the text as it was given");
    }

    #[test]
    fn an_id_is_a_text_or_a_number() {
        #[derive(Debug, Deserialize)]
        struct Named {
            #[serde(deserialize_with = "id")]
            id: String,
        }
        let ids = [
            (r#"{"id":7}"#, "7"),
            (r#"{"id":"7a"}"#, "7a"),
            (r#"{"id":-3}"#, "-3"),
            (r#"{"id":1.50}"#, "1.50"),
        ];
        for (json, wanted) in ids {
            assert_eq!(read::<Named>(json).unwrap().id, wanted);
            assert_eq!(id_of(json), wanted);
        }
        assert_eq!(id_of(r#"{"id":12345678901234567890123,"x":[}"#), "", "no JSON, no id");
        assert!(read::<Named>(r#"{"id":true}"#).unwrap_err().text.contains("a text or a number"));
    }

    #[test]
    fn an_error_speaks_of_lists_objects_and_dates() {
        let list = read::<BTreeMap<String, Vec<u8>>>(r#"{"a":{"kg":5}}"#).unwrap_err();
        assert!(list.text.contains("a: invalid type: an object, expected a list"), "{list}");
        let date = read::<BTreeMap<String, crate::Date>>(r#"{"a":"16.06.2026"}"#).unwrap_err();
        assert!(date.text.contains("a: no date; write it as in 2026-06-16"), "{date}");
    }

    #[test]
    fn only_numbers_of_the_grammar_change() {
        for same in ["{}", r#"{"1.5":"2.5"}"#, "01.5", "1.", "1.2.3", "-", "1e", "12", "-12", r#""\"1.5""#] {
            assert_eq!(quoted(same), same);
        }
        assert_eq!(quoted("[1.5,-2e3 , 3]"), r#"["1.5","-2e3" , 3]"#);
        assert!(read::<Vec<figure::Figure>>("[1.]").is_err());
        assert!(serde_json::from_str::<figure::Figure>("1.5").is_err(), "a binary number is refused");
    }
}
