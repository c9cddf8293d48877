//! Reads a condition or share: `origin in @eu27 and (steel_pct < 15% or confirmed)`.
//!
//! Grammar, loosest first: `or`, `and`, `not`, comparison or `in`, `+` and `-`, atom. Atoms are names, numbers (a `%`
//! after a number is part of its unit, shares are in percent), dates, "words" in quotes and calls: `applies(tag)`,
//! `goods(list)`, `unit_value(kg)` (dollars of value for one unit), `confirmed` and `confirmed(number)`, `first(a, b)`, `min(a, b)`, `max(a, b)`, `of(a, b)`, `if(c, a, b)`.

use std::cell::Cell;

use cocket_base::ids::TariffNumber;

use super::expression::{Arithmetic, Expr, Given};
use super::logic::{Compare, Kind, Value};
use super::model::{FactId, GroupId, ListId, TagId};
use super::tokens::{Token, lex};

/// Where names are looked up.
pub(super) trait Names {
    fn fact(&self, name: &str) -> Option<(FactId, Kind)>;
    fn tag(&self, name: &str) -> Option<TagId>;
    fn list(&self, name: &str) -> Option<ListId>;
    fn group(&self, name: &str) -> Option<GroupId>;
    /// The text of a named expression.
    fn define(&self, name: &str) -> Option<&str>;
}

/// Deepest nesting, through parentheses and named expressions alike.
const DEPTH: u8 = 24;
/// Most named expressions that one expression may take in, so that names of names cannot multiply without end.
const EXPANSIONS: u32 = 1000;

/// Reads a flag expression; `own` is the number that a bare `confirmed` means.
pub(super) fn condition(text: &str, own: Option<TariffNumber>, names: &impl Names) -> Result<Expr, String> {
    of_kind(text, own, names, Kind::Flag)
}

/// Reads a number expression: percent of the value.
pub(super) fn share(text: &str, own: Option<TariffNumber>, names: &impl Names) -> Result<Expr, String> {
    of_kind(text, own, names, Kind::Number)
}

fn of_kind(text: &str, own: Option<TariffNumber>, names: &impl Names, want: Kind) -> Result<Expr, String> {
    let (expr, kind) = whole(text, own, names, DEPTH, &Cell::new(EXPANSIONS))?;
    if kind == want {
        Ok(expr)
    } else {
        Err(format!("«{text}» is a {}, a {} is wanted", kind.word(), want.word()))
    }
}

fn whole(text: &str, own: Option<TariffNumber>, names: &impl Names, depth: u8, left: &Cell<u32>) -> Read {
    let tokens = lex(text)?;
    left.set(left.get().checked_sub(1).ok_or("too many named expressions inside each other")?);
    let mut parser = Parser { tokens: &tokens, at: 0, own, names, depth, left };
    let read = parser.any()?;
    match parser.peek() {
        None => Ok(read),
        Some(token) => Err(format!("«{}» is not expected there in «{text}»", token.text())),
    }
}

struct Parser<'a, N> {
    tokens: &'a [Token],
    at: usize,
    own: Option<TariffNumber>,
    names: &'a N,
    depth: u8,
    left: &'a Cell<u32>,
}

type Read = Result<(Expr, Kind), String>;

impl<N: Names> Parser<'_, N> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn takes(&mut self, sign: &str) -> bool {
        let here = match self.peek() {
            Some(Token::Sign(found)) => *found == sign,
            Some(Token::Name(name)) => name == sign,
            _ => false,
        };
        self.at += usize::from(here);
        here
    }

    fn wants(&mut self, sign: &str) -> Result<(), String> {
        if self.takes(sign) {
            return Ok(());
        }
        let found = self.peek().map_or_else(|| "the end".into(), |token| format!("«{}»", token.text()));
        Err(format!("«{sign}» is wanted, {found} was found"))
    }

    fn any(&mut self) -> Read {
        self.chain("or", Parser::all, Expr::Any)
    }

    fn all(&mut self) -> Read {
        self.chain("and", Parser::not, Expr::All)
    }

    fn chain(&mut self, word: &str, part: fn(&mut Self) -> Read, build: fn(Vec<Expr>) -> Expr) -> Read {
        let (first, kind) = part(self)?;
        if !self.takes(word) {
            return Ok((first, kind));
        }
        let mut parts = vec![flag(first, kind, word)?];
        loop {
            let (next, kind) = part(self)?;
            parts.push(flag(next, kind, word)?);
            if !self.takes(word) {
                return Ok((build(parts), Kind::Flag));
            }
        }
    }

    fn not(&mut self) -> Read {
        if !self.takes("not") {
            return self.comparison();
        }
        let (inner, kind) = self.deeper(Parser::not)?;
        Ok((Expr::Not(Box::new(flag(inner, kind, "not")?)), Kind::Flag))
    }

    /// One level further in, so that no text can exhaust the stack.
    fn deeper(&mut self, read: fn(&mut Self) -> Read) -> Read {
        self.depth =
            self.depth.checked_sub(1).ok_or("nested too deeply; name a part of it with [[define]]")?;
        let result = read(self);
        self.depth += 1;
        result
    }

    fn comparison(&mut self) -> Read {
        let (left, kind) = self.sum()?;
        if self.takes("in") {
            return self.among(left, kind);
        }
        let signs = [
            ("==", Compare::Equal),
            ("!=", Compare::Differs),
            ("<=", Compare::AtMost),
            (">=", Compare::AtLeast),
            ("<", Compare::Less),
            (">", Compare::Greater),
        ];
        let Some((sign, how)) = signs.into_iter().find(|(sign, _)| self.takes(sign)) else {
            return Ok((left, kind));
        };
        let (right, other) = self.sum()?;
        if kind != other {
            return Err(format!("a {} and a {} cannot be compared by {sign}", kind.word(), other.word()));
        }
        if matches!(kind, Kind::Word | Kind::Flag) && !matches!(how, Compare::Equal | Compare::Differs) {
            return Err(format!("a {} knows == and != only, not {sign}", kind.word()));
        }
        Ok((Expr::Compare(how, Box::new(left), Box::new(right)), Kind::Flag))
    }

    fn among(&mut self, left: Expr, kind: Kind) -> Read {
        if kind != Kind::Word {
            return Err(format!("«in» asks for a word on its left, this is a {}", kind.word()));
        }
        if let Some(Token::Group(group)) = self.peek().cloned() {
            self.at += 1;
            let id = self.names.group(&group).ok_or_else(|| format!("unknown group «@{group}»"))?;
            return Ok((Expr::InGroup(Box::new(left), id), Kind::Flag));
        }
        self.wants("(")?;
        let mut words = Vec::new();
        loop {
            match self.peek().cloned() {
                Some(Token::Word(word) | Token::Name(word)) => words.push(word.into_boxed_str()),
                _ => return Err("«in» wants words in parentheses, or a group as in @eu27".into()),
            }
            self.at += 1;
            if !self.takes(",") {
                self.wants(")")?;
                return Ok((Expr::InWords(Box::new(left), words), Kind::Flag));
            }
        }
    }

    fn sum(&mut self) -> Read {
        let (mut left, mut kind) = self.atom()?;
        loop {
            let how = match () {
                () if self.takes("+") => Arithmetic::Plus,
                () if self.takes("-") => Arithmetic::Minus,
                () => return Ok((left, kind)),
            };
            let (right, other) = self.atom()?;
            if (kind, other) != (Kind::Number, Kind::Number) {
                return Err("only numbers can be added".into());
            }
            left = Expr::Arithmetic(how, Box::new(left), Box::new(right));
            kind = Kind::Number;
        }
    }

    fn atom(&mut self) -> Read {
        if self.takes("(") {
            let inner = self.deeper(Parser::any)?;
            self.wants(")")?;
            return Ok(inner);
        }
        let token = self.peek().cloned().ok_or("the expression ends too early")?;
        self.at += 1;
        match token {
            Token::Number(number) => Ok((Expr::Const(Value::Number(number)), Kind::Number)),
            Token::Date(date) => Ok((Expr::Const(Value::Date(date)), Kind::Date)),
            Token::Word(word) => Ok((Expr::Const(Value::Word(word.into())), Kind::Word)),
            Token::Name(name) if self.takes("(") => {
                let call = self.call(&name)?;
                self.wants(")")?;
                Ok(call)
            }
            Token::Name(name) => self.name(&name),
            Token::Group(_) | Token::Sign(_) => Err(format!("«{}» is not expected there", token.text())),
        }
    }

    fn name(&mut self, name: &str) -> Read {
        match name {
            "true" => return Ok((Expr::Const(Value::Flag(true)), Kind::Flag)),
            "false" => return Ok((Expr::Const(Value::Flag(false)), Kind::Flag)),
            "confirmed" => {
                let own = self.own.ok_or("a bare «confirmed» needs a heading of its own")?;
                return Ok((Expr::Confirmed(own), Kind::Flag));
            }
            _ => {}
        }
        if let Some((_, given)) = Given::NAMES.iter().find(|(known, _)| *known == name) {
            let kind = match given {
                Given::EntryDate | Given::ExportDate | Given::LoadingDate | Given::PrivilegedDate => {
                    Kind::Date
                }
                Given::BaseAve => Kind::Number,
                _ => Kind::Word,
            };
            return Ok((Expr::Given(*given), kind));
        }
        if let Some((fact, kind)) = self.names.fact(name) {
            return Ok((Expr::Fact(fact), kind));
        }
        if let Some(text) = self.names.define(name) {
            let depth = self.depth.checked_sub(1).ok_or_else(|| format!("«{name}» is defined by itself"))?;
            return whole(text, self.own, self.names, depth, self.left)
                .map_err(|error| format!("in «{name}»: {error}"));
        }
        Err(format!("unknown fact «{name}»; declare it with its question in facts.toml"))
    }

    fn call(&mut self, name: &str) -> Read {
        match name {
            "applies" | "goods" | "confirmed" => self.reference(name),
            "unit_value" => self.unit_value(),
            "first" => {
                let parts = self.arguments()?;
                let kind = parts.first().map_or(Kind::Flag, |(_, kind)| *kind);
                if parts.iter().any(|(_, other)| *other != kind) {
                    return Err("first() wants parts of one kind".into());
                }
                Ok((Expr::First(parts.into_iter().map(|(expr, _)| expr).collect()), kind))
            }
            "min" | "max" | "of" => {
                let how = match name {
                    "min" => Arithmetic::Min,
                    "max" => Arithmetic::Max,
                    _ => Arithmetic::Of,
                };
                match <[(Expr, Kind); 2]>::try_from(self.arguments()?) {
                    Ok([(a, Kind::Number), (b, Kind::Number)]) => {
                        Ok((Expr::Arithmetic(how, Box::new(a), Box::new(b)), Kind::Number))
                    }
                    _ => Err(format!("{name}() wants two numbers")),
                }
            }
            "if" => match <[(Expr, Kind); 3]>::try_from(self.arguments()?) {
                Ok([(c, Kind::Flag), (a, kind), (b, other)]) if kind == other => {
                    Ok((Expr::If(Box::new(c), Box::new(a), Box::new(b)), kind))
                }
                _ => Err("if() wants a condition and two values of one kind".into()),
            },
            _ => Err(format!("unknown function «{name}»")),
        }
    }

    fn reference(&mut self, call: &str) -> Read {
        let Some(Token::Name(name)) = self.peek().cloned() else {
            return Err(format!("{call}() wants a name"));
        };
        self.at += 1;
        let expr = match call {
            "applies" => Expr::Applies(
                self.names.tag(&name).ok_or_else(|| format!("no heading has the tag «{name}»"))?,
            ),
            "goods" => Expr::OnList(self.names.list(&name).ok_or_else(|| format!("unknown list «{name}»"))?),
            _ => Expr::Confirmed(name.parse().map_err(|error| format!("confirmed(): {error}"))?),
        };
        Ok((expr, Kind::Flag))
    }

    /// `unit_value(kg)`; a unit that is no plain name stands in quotes, as in `unit_value("pf.liters")`.
    fn unit_value(&mut self) -> Read {
        let (Some(Token::Name(unit)) | Some(Token::Word(unit))) = self.peek().cloned() else {
            return Err("unit_value() wants a unit of the tariff, as in unit_value(kg)".into());
        };
        self.at += 1;
        let unit = unit.parse().map_err(|error| format!("unit_value(): {error}"))?;
        Ok((Expr::UnitValue(unit), Kind::Number))
    }

    fn arguments(&mut self) -> Result<Vec<(Expr, Kind)>, String> {
        let mut parts = vec![self.deeper(Parser::any)?];
        while self.takes(",") {
            parts.push(self.deeper(Parser::any)?);
        }
        Ok(parts)
    }
}

fn flag(expr: Expr, kind: Kind, word: &str) -> Result<Expr, String> {
    if kind == Kind::Flag {
        Ok(expr)
    } else {
        Err(format!("«{word}» joins conditions, this is a {}", kind.word()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::expression::{Missing, Scene};
    use super::super::logic::Truth;
    use super::*;
    use cocket_base::{Date, Decimal, Unit};

    struct Words;

    impl Names for Words {
        fn fact(&self, name: &str) -> Option<(FactId, Kind)> {
            match name {
                "steel" => Some((FactId(0), Kind::Number)),
                "part" => Some((FactId(1), Kind::Flag)),
                _ => None,
            }
        }
        fn tag(&self, name: &str) -> Option<TagId> {
            (name == "metals").then_some(TagId(0))
        }
        fn list(&self, name: &str) -> Option<ListId> {
            (name == "cups").then_some(ListId(0))
        }
        fn group(&self, name: &str) -> Option<GroupId> {
            (name == "eu27").then_some(GroupId(0))
        }
        fn define(&self, name: &str) -> Option<&str> {
            (name == "little").then_some("steel < 15%")
        }
    }

    /// German cups entered on 2026-06-16, by vessel, loaded nobody knows when.
    struct Cups {
        steel: Option<i64>,
        part: Option<bool>,
    }

    impl Scene for Cups {
        fn fact(&self, fact: FactId) -> Option<Value> {
            match fact.at() {
                0 => self.steel.map(|steel| Value::Number(steel.into())),
                _ => self.part.map(Value::Flag),
            }
        }
        fn given(&self, given: Given) -> Option<Value> {
            match given {
                Given::EntryDate => Some(Value::Date(Date::constant(2026, 6, 16))),
                Given::Origin => Some(Value::Word("DE".into())),
                Given::Mode => Some(Value::Word("vessel".into())),
                _ => None,
            }
        }
        fn applies(&self, _: TagId) -> bool {
            true
        }
        fn confirmed(&self, heading: TariffNumber) -> Truth {
            if heading.compact() == "99039405" { Truth::Unknown } else { Truth::False }
        }
        fn on_list(&self, _: ListId) -> Truth {
            Truth::True
        }
        fn unit_value(&self, unit: Unit) -> Option<Decimal> {
            (unit == Unit::kg()).then(|| Decimal::new(44, 2))
        }
        fn in_group(&self, country: &str, _: GroupId) -> bool {
            country == "DE"
        }
    }

    fn truth(text: &str, cups: &Cups) -> (Truth, usize) {
        let own = "9903.94.05".parse().ok();
        let mut missing: Vec<Missing> = Vec::new();
        (condition(text, own, &Words).unwrap().truth(cups, &mut missing), missing.len())
    }

    #[test]
    fn unknown_is_neither_true_nor_false_and_is_named() {
        let unknown = Cups { steel: None, part: None };
        assert_eq!(truth("little", &unknown), (Truth::Unknown, 1));
        assert_eq!(truth("not little", &unknown), (Truth::Unknown, 1));
        // What decides without the fact leaves nothing to ask.
        assert_eq!(truth("little and origin == \"FR\"", &unknown), (Truth::False, 0));
        assert_eq!(truth("little or goods(cups)", &unknown), (Truth::True, 0));
        assert_eq!(truth("little and part", &unknown), (Truth::Unknown, 2));
        assert_eq!(truth("first(confirmed, part)", &Cups { part: Some(true), ..unknown }), (Truth::True, 0));
        assert_eq!(
            truth("loading_date < 2026-06-01 and mode in (vessel)", &Cups { steel: None, part: None }),
            (Truth::Unknown, 1)
        );
    }

    #[test]
    fn words_dates_shares_and_arithmetic_read() {
        let cups = Cups { steel: Some(14), part: Some(false) };
        for holds in [
            "little",
            "steel + 1 == 15",
            "min(100 - steel, 40) == 40%",
            "of(steel, 50) == 7",
            "if(part, 1, 2) == 2",
            "entry_date >= 2026-06-16 and entry_date < 2026-06-17",
            "origin in @eu27 and origin in (\"DE\", \"FR\")",
            "not (part or confirmed(9903.88.03)) and applies(metals)",
        ] {
            assert_eq!(truth(holds, &cups).0, Truth::True, "{holds}");
        }
        assert!(share("100 - steel", None, &Words).is_ok());
    }

    #[test]
    fn what_cannot_be_meant_is_refused_with_its_reason() {
        let error = |text: &str| condition(text, None, &Words).unwrap_err();
        assert_eq!(error("steel <"), "the expression ends too early");
        assert_eq!(error("steel < 15% 3"), "«3» is not expected there in «steel < 15% 3»");
        assert_eq!(error("part < part"), "a flag knows == and != only, not <");
        assert_eq!(error("confirmed"), "a bare «confirmed» needs a heading of its own");
        assert_eq!(error("steel & part"), "«&» is no part of the language");
        assert_eq!(error("round(steel) == 1"), "unknown function «round»");
        assert_eq!(error("part and steel"), "«and» joins conditions, this is a number");
        assert!(error("entry_date < 2026-13-01").contains("2026-13-01"));
    }
}
