//! Conditions and shares as runs of nodes: an operation, where its run ends, and an argument.

use std::collections::HashMap;

use cocket_base::ids::TariffNumber;
use cocket_base::{Decimal, Unit};
use cocket_tariff::measure::expression::{Arithmetic, Expr, Given};
use cocket_tariff::measure::logic::{Compare, Value};

use super::{CannotCompile, id, write_texts};
use crate::condition::{Node, Op};
use crate::day;
use crate::image::{Section, Writer};
use crate::words::{self, Word};

/// The nodes of all expressions and what their arguments point to.
#[derive(Default)]
pub struct Conditions {
    nodes: Vec<u64>,
    decimals: Vec<u64>,
    decimal_ids: HashMap<[u8; 16], u32>,
    words: Vec<String>,
    word_ids: HashMap<String, Word>,
    sets: Vec<u32>,
    confirmations: Vec<u64>,
}

impl Conditions {
    /// Appends an expression; the answer is its first node.
    pub fn add(&mut self, expr: &Expr) -> Result<u32, CannotCompile> {
        let at = self.nodes.len();
        let first = id(at, "nodes of conditions")?;
        self.nodes.push(0);
        let (op, argument) = self.operation(expr)?;
        for child in children(expr) {
            self.add(child)?;
        }
        let end = id(self.nodes.len(), "nodes of conditions")?;
        if let Some(node) = self.nodes.get_mut(at) {
            *node = Node { op, end, argument }.encode();
        }
        Ok(first)
    }

    fn operation(&mut self, expr: &Expr) -> Result<(Op, u32), CannotCompile> {
        let index = |at: usize| id::<u32>(at, "items");
        Ok(match expr {
            Expr::Const(Value::Flag(flag)) => (Op::Flag, u32::from(*flag)),
            Expr::Const(Value::Number(number)) => (Op::Number, self.decimal(*number)?),
            Expr::Const(Value::Date(date)) => (Op::Date, day::number(*date).cast_unsigned()),
            Expr::Const(Value::Word(word)) => (Op::Word, self.word(word)?),
            Expr::Fact(fact) => (Op::Fact, index(fact.at())?),
            Expr::Given(given) => (Op::Given, given_code(*given)),
            Expr::Applies(tag) => (Op::Applies, index(tag.at())?),
            Expr::Confirmed(number) => (Op::Confirmed, self.confirmation(*number)?),
            Expr::OnList(list) => (Op::OnList, index(list.at())?),
            Expr::UnitValue(unit) => {
                (Op::UnitValue, index(Unit::all().position(|known| known == *unit).unwrap_or(usize::MAX))?)
            }
            Expr::Not(_) => (Op::Not, 0),
            Expr::All(_) => (Op::All, 0),
            Expr::Any(_) => (Op::Any, 0),
            Expr::Compare(how, _, _) => (Op::Compare, compare_code(*how)),
            Expr::InWords(_, among) => (Op::InWords, self.set(among)?),
            Expr::InGroup(_, group) => (Op::InGroup, index(group.at())?),
            Expr::First(_) => (Op::First, 0),
            Expr::Arithmetic(how, _, _) => (Op::Arithmetic, arithmetic_code(*how)),
            Expr::If(_, _, _) => (Op::If, 0),
        })
    }

    /// The place of a decimal.
    pub fn decimal(&mut self, number: Decimal) -> Result<u32, CannotCompile> {
        let bytes = number.serialize();
        let next = id(self.decimals.len() / 2, "decimals")?;
        Ok(*self.decimal_ids.entry(bytes).or_insert_with(|| {
            self.decimals.extend(bytemuck::cast::<[u8; 16], [u64; 2]>(bytes));
            next
        }))
    }

    fn word(&mut self, word: &str) -> Result<Word, CannotCompile> {
        if let Some(country) = words::of_letters(word) {
            return Ok(country);
        }
        if let Some(known) = self.word_ids.get(word) {
            return Ok(*known);
        }
        let next = id::<u32>(self.words.len(), "words")? + words::COUNTRIES;
        self.words.push(word.into());
        self.word_ids.insert(word.into(), next);
        Ok(next)
    }

    fn set(&mut self, among: &[Box<str>]) -> Result<u32, CannotCompile> {
        let members: Vec<Word> = among.iter().map(|word| self.word(word)).collect::<Result<_, _>>()?;
        let first = id(self.sets.len(), "sets of words")?;
        self.sets.push(id(members.len(), "words of a set")?);
        self.sets.extend(members);
        Ok(first)
    }

    /// The place of a heading among those whose confirmation is asked for.
    pub fn confirmation(&mut self, number: TariffNumber) -> Result<u32, CannotCompile> {
        let key = crate::number::number_bits(number);
        let place = self.confirmations.iter().position(|known| *known == key).unwrap_or_else(|| {
            self.confirmations.push(key);
            self.confirmations.len() - 1
        });
        id(place, "confirmations")
    }

    pub fn write(self, writer: &mut Writer) -> Result<(), CannotCompile> {
        // Every word that a line gives by itself stands in the table, whether a condition names it or not.
        let mut conditions = self;
        for word in crate::condition::LINE_WORDS {
            conditions.word(word)?;
        }
        writer.put(Section::Nodes, &conditions.nodes);
        writer.put(Section::Decimals, &conditions.decimals);
        writer.put(Section::WordSets, &conditions.sets);
        writer.put(Section::Confirmations, &conditions.confirmations);
        let spellings = conditions.words.iter().map(String::as_str);
        write_texts(spellings, Section::WordAt, Section::Words, writer)
    }
}

/// The parts of an expression, in the order in which they are evaluated.
fn children(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::Not(a) | Expr::InWords(a, _) | Expr::InGroup(a, _) => vec![a],
        Expr::All(parts) | Expr::Any(parts) | Expr::First(parts) => parts.iter().collect(),
        Expr::Compare(_, a, b) | Expr::Arithmetic(_, a, b) => vec![a, b],
        Expr::If(a, b, c) => vec![a, b, c],
        Expr::Const(_)
        | Expr::Fact(_)
        | Expr::Given(_)
        | Expr::Applies(_)
        | Expr::Confirmed(_)
        | Expr::OnList(_)
        | Expr::UnitValue(_) => Vec::new(),
    }
}

fn given_code(given: Given) -> u32 {
    crate::condition::GIVEN.iter().position(|known| *known == given).map_or(u32::MAX, |at| at as u32)
}

fn compare_code(how: Compare) -> u32 {
    crate::condition::COMPARE.iter().position(|known| *known == how).map_or(u32::MAX, |at| at as u32)
}

fn arithmetic_code(how: Arithmetic) -> u32 {
    crate::condition::ARITHMETIC.iter().position(|known| *known == how).map_or(u32::MAX, |at| at as u32)
}
