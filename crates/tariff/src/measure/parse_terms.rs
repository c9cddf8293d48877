//! The terms of a condition or share: constants, names and calls.

use super::expression::{Arithmetic, Expr, Given};
use super::logic::{Kind, Value};
use super::parse::{Names, Parser, Read, whole};
use super::tokens::Token;

impl<N: Names> Parser<'_, N> {
    pub(super) fn atom(&mut self) -> Read {
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
