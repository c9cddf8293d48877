//! Tokens of the measure language: names, numbers, dates, "words", @groups and signs.

use std::str::FromStr;

use cocket_base::{Date, Decimal};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Name(String),
    Number(Decimal),
    Date(Date),
    Word(String),
    Group(String),
    Sign(&'static str),
}

impl Token {
    /// The token as written, for messages.
    pub fn text(&self) -> String {
        match self {
            Token::Name(name) => name.clone(),
            Token::Number(number) => number.to_string(),
            Token::Date(date) => date.to_string(),
            Token::Word(word) => format!("\"{word}\""),
            Token::Group(group) => format!("@{group}"),
            Token::Sign(sign) => (*sign).into(),
        }
    }
}

const SIGNS: [&str; 12] = ["==", "!=", "<=", ">=", "<", ">", "(", ")", ",", "+", "- ", "%"];

/// Splits an expression into tokens.
pub(super) fn lex(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, left) = match first {
            '"' => {
                let (word, left) = rest[1..].split_once('"').ok_or("a word in quotes is not closed")?;
                (Token::Word(word.into()), left)
            }
            '@' => {
                let (name, left) = run(&rest[1..], |c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
                (Token::Group(name.into()), left)
            }
            '0'..='9' => figure(rest)?,
            c if c.is_ascii_alphabetic() => {
                let (name, left) = run(rest, |c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
                (Token::Name(name.into()), left)
            }
            _ => {
                let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
                let sign = sign.ok_or_else(|| format!("«{first}» is no part of the language"))?;
                (Token::Sign(sign.trim_end()), &rest[sign.len()..])
            }
        };
        // The percent sign is the unit of shares: it may follow a number and says nothing more.
        let stray = token == Token::Sign("%");
        match tokens.last() {
            Some(Token::Number(_)) if stray => {}
            _ if stray => return Err("% belongs behind a number".into()),
            _ => tokens.push(token),
        }
        rest = left.trim_start();
    }
    Ok(tokens)
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !belongs(c)).unwrap_or(text.len()))
}

/// A date `2026-07-24`, a tariff number `9903.88.03` (a name to the parser) or a decimal.
fn figure(text: &str) -> Result<(Token, &str), String> {
    let (figure, left) = run(text, |c| c.is_ascii_digit() || c == '.' || c == '-');
    if let Ok(date) = Date::from_str(figure) {
        return Ok((Token::Date(date), left));
    }
    if figure.bytes().filter(|b| *b == b'.').count() > 1 {
        return Ok((Token::Name(figure.into()), left));
    }
    Decimal::from_str(figure)
        .map(|n| (Token::Number(n), left))
        .map_err(|_| format!("«{figure}» is no number and no date"))
}
