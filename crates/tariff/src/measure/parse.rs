//! Reads a condition or share: `origin in @eu27 and (steel_pct < 15% or confirmed)`.
//!
//! Grammar, loosest first: `or`, `and`, `not`, comparison or `in`, `+` and `-`, atom. Atoms are names, numbers (a `%`
//! after a number is part of its unit, shares are in percent), dates, "words" in quotes and calls: `applies(tag)`,
//! `goods(list)`, `unit_value(kg)` (dollars of value for one unit), `confirmed` and `confirmed(number)`, `first(a, b)`, `min(a, b)`, `max(a, b)`, `of(a, b)`, `if(c, a, b)`.

use std::cell::Cell;

use cocket_base::ids::TariffNumber;

use super::expression::{Arithmetic, DEEPEST, Expr};
use super::logic::{Compare, Kind};
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
    if kind != want {
        return Err(format!("«{text}» is a {}, a {} is wanted", kind.word(), want.word()));
    }
    if expr.depth() > DEEPEST { Err(too_deep()) } else { Ok(expr) }
}

fn too_deep() -> String {
    format!(
        "the expression is more than {DEEPEST} deep, named expressions taken in; write it with fewer parts inside each other"
    )
}

pub(super) fn whole(
    text: &str,
    own: Option<TariffNumber>,
    names: &impl Names,
    depth: u8,
    left: &Cell<u32>,
) -> Read {
    let tokens = lex(text)?;
    left.set(left.get().checked_sub(1).ok_or("too many named expressions inside each other")?);
    let mut parser = Parser { tokens: &tokens, at: 0, own, names, depth, left };
    let read = parser.any()?;
    match parser.peek() {
        None => Ok(read),
        Some(token) => Err(format!("«{}» is not expected there in «{text}»", token.text())),
    }
}

pub(super) struct Parser<'a, N> {
    pub(super) tokens: &'a [Token],
    pub(super) at: usize,
    pub(super) own: Option<TariffNumber>,
    pub(super) names: &'a N,
    pub(super) depth: u8,
    pub(super) left: &'a Cell<u32>,
}

pub(super) type Read = Result<(Expr, Kind), String>;

impl<N: Names> Parser<'_, N> {
    pub(super) fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    pub(super) fn takes(&mut self, sign: &str) -> bool {
        let here = match self.peek() {
            Some(Token::Sign(found)) => *found == sign,
            Some(Token::Name(name)) => name == sign,
            _ => false,
        };
        self.at += usize::from(here);
        here
    }

    pub(super) fn wants(&mut self, sign: &str) -> Result<(), String> {
        if self.takes(sign) {
            return Ok(());
        }
        let found = self.peek().map_or_else(|| "the end".into(), |token| format!("«{}»", token.text()));
        Err(format!("«{sign}» is wanted, {found} was found"))
    }

    pub(super) fn any(&mut self) -> Read {
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
    pub(super) fn deeper(&mut self, read: fn(&mut Self) -> Read) -> Read {
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
        let mut terms = 1;
        loop {
            let how = match () {
                () if self.takes("+") => Arithmetic::Plus,
                () if self.takes("-") => Arithmetic::Minus,
                () => return Ok((left, kind)),
            };
            // Each further term stands outside of all before it.
            terms += 1;
            if terms > DEEPEST {
                return Err(too_deep());
            }
            let (right, other) = self.atom()?;
            if (kind, other) != (Kind::Number, Kind::Number) {
                return Err("only numbers can be added".into());
            }
            left = Expr::Arithmetic(how, Box::new(left), Box::new(right));
            kind = Kind::Number;
        }
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
    use super::super::expression::Given;
    use super::super::expression::{Missing, Scene};
    use super::super::logic::{Truth, Value};
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

    #[test]
    fn an_expression_is_as_deep_as_what_reads_it_can_follow() {
        let sum = |terms: usize| share(&vec!["steel"; terms].join(" + "), None, &Words);
        assert!(sum(DEEPEST).is_ok());
        for terms in [DEEPEST + 1, 400_000] {
            assert!(sum(terms).unwrap_err().contains("deep"), "{terms} terms");
        }
        let nested = |levels: usize| {
            let inner = "steel + if(part or part and steel < ".repeat(levels);
            share(&format!("{inner}1{}", ", 1, 2)".repeat(levels)), None, &Words)
        };
        assert!(nested(12).is_ok_and(|expr| expr.depth() <= DEEPEST));
        assert!(nested(13).unwrap_err().contains("deep"));
    }
}
