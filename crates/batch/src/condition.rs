//! Conditions of the compiled form: the expressions of the measure language with the same three values.
//!
//! A node is an operation, the end of its run and an argument; its parts follow it. Deciding stops at the first part
//! that decides, by going on at that part's end.

use std::cmp::Ordering;

use cocket_base::Decimal;
use cocket_tariff::measure::expression::{Arithmetic, Given};
use cocket_tariff::measure::logic::{Compare, Truth};

use crate::day::Day;
use crate::tables::Tables;
use crate::words::Word;

macro_rules! ops {
    ($($(#[$doc:meta])* $name:ident)*) => {
        /// What a node does. The order is part of the format.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Op { $($(#[$doc])* $name),* }

        const OPS: &[Op] = &[$(Op::$name),*];
    };
}
ops! {
    /// A flag.
    Flag
    /// A decimal, by its place.
    Number
    /// A day.
    Date
    /// A word.
    Word
    /// A declared fact.
    Fact
    /// What the line gives.
    Given
    /// Whether a heading with the tag applies.
    Applies
    /// What was said of a heading.
    Confirmed
    /// Whether a list holds the goods.
    OnList
    /// Dollars of value for one unit.
    UnitValue
    /// Negation.
    Not
    /// All hold.
    All
    /// Some holds.
    Any
    /// A comparison.
    Compare
    /// A word in a set of words.
    InWords
    /// A country in a group on the day of the law.
    InGroup
    /// The first that is known.
    First
    /// Arithmetic.
    Arithmetic
    /// One of two, by a condition.
    If
}

/// What a line gives, in the order of the format.
pub const GIVEN: [Given; 12] = [
    Given::EntryDate,
    Given::ExportDate,
    Given::LoadingDate,
    Given::PrivilegedDate,
    Given::Origin,
    Given::ExportCountry,
    Given::Column,
    Given::Spi,
    Given::Mode,
    Given::ZoneStatus,
    Given::Chapter98,
    Given::BaseAve,
];
/// Comparisons, in the order of the format.
pub const COMPARE: [Compare; 6] =
    [Compare::Equal, Compare::Differs, Compare::Less, Compare::AtMost, Compare::Greater, Compare::AtLeast];
/// Arithmetic, in the order of the format.
pub const ARITHMETIC: [Arithmetic; 5] =
    [Arithmetic::Plus, Arithmetic::Minus, Arithmetic::Of, Arithmetic::Min, Arithmetic::Max];
/// Words that the line itself gives: the columns, and that no programme or chapter 98 provision is claimed.
pub const LINE_WORDS: [&str; 4] = ["general", "special", "other", "none"];

/// A node of an expression.
#[derive(Clone, Copy, Debug)]
pub struct Node {
    pub op: Op,
    /// The node after its run.
    pub end: u32,
    pub argument: u32,
}

impl Node {
    /// Operation, end (24 bits) and argument in a word.
    pub fn encode(self) -> u64 {
        self.op as u64 | u64::from(self.end & 0xff_ffff) << 8 | u64::from(self.argument) << 32
    }

    /// The node of a word; `None` for an operation that this program does not know.
    pub fn decode(word: u64) -> Option<Node> {
        let op = *OPS.get((word & 0xff) as usize)?;
        Some(Node { op, end: (word >> 8 & 0xff_ffff) as u32, argument: (word >> 32) as u32 })
    }
}

/// A value; none while a fact is missing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Known {
    Nothing,
    Flag(bool),
    Number(Decimal),
    Day(Day),
    Word(Word),
}

/// What conditions are decided from.
pub trait Scene {
    fn fact(&self, fact: u32) -> Known;
    fn given(&self, given: Given) -> Known;
    fn applies(&self, tag: u32) -> bool;
    fn confirmed(&self, heading: u32) -> Truth;
    fn on_list(&self, list: u32) -> Truth;
    fn unit_value(&self, unit: u32) -> Known;
    fn in_group(&self, word: Word, group: u32) -> bool;
}

/// The truth of the expression that begins at a node.
pub fn truth(tables: &Tables<'_>, at: u32, scene: &impl Scene) -> Truth {
    let Some(node) = tables.node(at) else { return Truth::Unknown };
    match node.op {
        Op::Applies => scene.applies(node.argument).into(),
        Op::OnList => scene.on_list(node.argument),
        Op::Confirmed => scene.confirmed(node.argument),
        Op::Not => truth(tables, at + 1, scene).negate(),
        Op::All => combine(tables, at, node, Truth::False, scene),
        Op::Any => combine(tables, at, node, Truth::True, scene),
        _ => match value(tables, at, scene) {
            Known::Flag(flag) => flag.into(),
            _ => Truth::Unknown,
        },
    }
}

fn combine(tables: &Tables<'_>, at: u32, node: Node, decisive: Truth, scene: &impl Scene) -> Truth {
    let mut outcome = decisive.negate();
    for part in parts(tables, at, node) {
        match truth(tables, part, scene) {
            found if found == decisive => return decisive,
            Truth::Unknown => outcome = Truth::Unknown,
            _ => {}
        }
    }
    outcome
}

/// The value of the expression that begins at a node.
pub fn value(tables: &Tables<'_>, at: u32, scene: &impl Scene) -> Known {
    let Some(node) = tables.node(at) else { return Known::Nothing };
    let part =
        |place: usize| parts(tables, at, node).nth(place).map_or(Known::Nothing, |p| value(tables, p, scene));
    match node.op {
        Op::Flag => Known::Flag(node.argument == 1),
        Op::Number => Known::Number(tables.decimal(node.argument)),
        Op::Date => Known::Day(node.argument.cast_signed()),
        Op::Word => Known::Word(node.argument),
        Op::Fact => scene.fact(node.argument),
        Op::Given => GIVEN.get(node.argument as usize).map_or(Known::Nothing, |given| scene.given(*given)),
        Op::UnitValue => scene.unit_value(node.argument),
        Op::Compare => match COMPARE.get(node.argument as usize) {
            Some(how) => compare(*how, part(0), part(1)),
            None => Known::Nothing,
        },
        Op::InWords => match part(0) {
            Known::Word(word) => Known::Flag(tables.word_set(node.argument).contains(&word)),
            _ => Known::Nothing,
        },
        Op::InGroup => match part(0) {
            Known::Word(word) => Known::Flag(scene.in_group(word, node.argument)),
            _ => Known::Nothing,
        },
        Op::First => {
            let mut found = parts(tables, at, node).map(|part| value(tables, part, scene));
            found.find(|value| *value != Known::Nothing).unwrap_or(Known::Nothing)
        }
        Op::Arithmetic => match (ARITHMETIC.get(node.argument as usize), part(0), part(1)) {
            (Some(how), Known::Number(a), Known::Number(b)) => {
                arithmetic(*how, a, b).map_or(Known::Nothing, Known::Number)
            }
            _ => Known::Nothing,
        },
        Op::If => match truth(tables, at + 1, scene) {
            Truth::True => part(1),
            Truth::False => part(2),
            Truth::Unknown => Known::Nothing,
        },
        Op::Applies | Op::OnList | Op::Confirmed | Op::Not | Op::All | Op::Any => {
            match truth(tables, at, scene) {
                Truth::Unknown => Known::Nothing,
                decided => Known::Flag(decided == Truth::True),
            }
        }
    }
}

/// First nodes of the parts of a node.
pub fn parts<'t>(tables: &'t Tables<'_>, at: u32, node: Node) -> impl Iterator<Item = u32> + use<'t> {
    let first = Some(at + 1).filter(|first| *first < node.end);
    std::iter::successors(first, move |part| {
        let next = tables.node(*part)?.end;
        // The check at reading makes ends rise; a wrong one ends the run here rather than never.
        (next > *part && next < node.end).then_some(next)
    })
}

/// Compares two values of one kind; words and flags know equality only.
pub fn compare(how: Compare, left: Known, right: Known) -> Known {
    let order = match (left, right) {
        (Known::Nothing, _) | (_, Known::Nothing) => return Known::Nothing,
        (Known::Number(a), Known::Number(b)) => a.cmp(&b),
        (Known::Day(a), Known::Day(b)) => a.cmp(&b),
        (a, b) if a == b => Ordering::Equal,
        _ => return Known::Flag(how == Compare::Differs),
    };
    Known::Flag(match how {
        Compare::Equal => order == Ordering::Equal,
        Compare::Differs => order != Ordering::Equal,
        Compare::Less => order == Ordering::Less,
        Compare::AtMost => order != Ordering::Greater,
        Compare::Greater => order == Ordering::Greater,
        Compare::AtLeast => order != Ordering::Less,
    })
}

fn arithmetic(how: Arithmetic, a: Decimal, b: Decimal) -> Option<Decimal> {
    match how {
        Arithmetic::Plus => a.checked_add(b),
        Arithmetic::Minus => a.checked_sub(b),
        Arithmetic::Of => a.checked_mul(b)?.checked_div(Decimal::ONE_HUNDRED),
        Arithmetic::Min => Some(a.min(b)),
        Arithmetic::Max => Some(a.max(b)),
    }
}
