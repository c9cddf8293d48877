//! What a condition can still come to, given a profile and nothing of the line: so that headings which a profile rules out
//! are left out of the intersection, and the common line meets few.

use cocket_tariff::measure::expression::Given;
use cocket_tariff::measure::logic::Truth;

use crate::condition::{COMPARE, GIVEN, Known, Node, Op, compare, parts};
use crate::profile::Prepared;
use crate::rows::flag;
use crate::tables::Tables;
use crate::words::Word;

/// Truths that a condition can have, as bits.
const TRUE: u8 = 1;
const FALSE: u8 = 2;
const UNKNOWN: u8 = 4;

/// What is known of a value before the line is.
#[derive(Clone, Copy, Debug)]
enum Guess {
    /// Its value.
    Known(Known),
    /// That it is missing.
    Missing,
    /// Nothing: the line decides; perhaps it is missing there.
    Open { maybe_missing: bool },
}

/// A look at conditions with a profile in hand.
pub struct Outlook<'t, 'f> {
    pub tables: &'t Tables<'f>,
    pub profile: &'t Prepared,
    /// True when the line gives dates of export, loading or zone status.
    pub dated: bool,
    /// The word for «no programme» and «no chapter 98 provision».
    pub none: Word,
}

impl Outlook<'_, '_> {
    /// True when the condition can hold, or stay unknown where that matters: it presumes the heading, or a list that is not
    /// held leaves the whole line open.
    pub fn alive(&self, condition: u32, flags: u32) -> bool {
        let wanted = if flags & (flag::PRESUME | flag::UNHELD) != 0 { TRUE | UNKNOWN } else { TRUE };
        self.truths(condition) & wanted != 0
    }

    fn truths(&self, at: u32) -> u8 {
        let Some(node) = self.tables.node(at) else { return UNKNOWN };
        match node.op {
            Op::Applies => TRUE | FALSE,
            Op::OnList => TRUE | FALSE | UNKNOWN,
            Op::Confirmed => bit(self.profile.confirmed(node.argument)),
            Op::Not => {
                let inner = self.truths(at + 1);
                inner & UNKNOWN
                    | if inner & TRUE != 0 { FALSE } else { 0 }
                    | if inner & FALSE != 0 { TRUE } else { 0 }
            }
            Op::All => self.combine(at, node, TRUE, FALSE),
            Op::Any => self.combine(at, node, FALSE, TRUE),
            _ => match self.guess(at) {
                Guess::Known(Known::Flag(flag)) => bit(flag.into()),
                Guess::Known(_) | Guess::Missing => UNKNOWN,
                Guess::Open { maybe_missing } => TRUE | FALSE | if maybe_missing { UNKNOWN } else { 0 },
            },
        }
    }

    /// `all` is the truth when every part has it; one part with `one` decides.
    fn combine(&self, at: u32, node: Node, all: u8, one: u8) -> u8 {
        let mut possible = all;
        for part in parts(self.tables, at, node).map(|part| self.truths(part)) {
            if part == one {
                return one;
            }
            let decided = (part | possible) & one;
            let unknown = (part | possible) & UNKNOWN;
            possible = decided | unknown | (part & possible & all);
        }
        possible
    }

    fn guess(&self, at: u32) -> Guess {
        let Some(node) = self.tables.node(at) else { return Guess::Missing };
        let part =
            |place: usize| parts(self.tables, at, node).nth(place).map_or(Guess::Missing, |p| self.guess(p));
        match node.op {
            Op::Flag => Guess::Known(Known::Flag(node.argument == 1)),
            Op::Number => Guess::Known(Known::Number(self.tables.decimal(node.argument))),
            Op::Date => Guess::Known(Known::Day(node.argument.cast_signed())),
            Op::Word => Guess::Known(Known::Word(node.argument)),
            Op::Fact => known(self.profile.fact(node.argument)),
            Op::Given => self.given(node.argument),
            Op::UnitValue => Guess::Open { maybe_missing: true },
            Op::Compare => match (part(0), part(1)) {
                (Guess::Missing, _) | (_, Guess::Missing) => Guess::Missing,
                (Guess::Known(a), Guess::Known(b)) => COMPARE
                    .get(node.argument as usize)
                    .map_or(Guess::Missing, |how| known(compare(*how, a, b))),
                _ => Guess::Open { maybe_missing: true },
            },
            Op::InWords => match part(0) {
                Guess::Known(Known::Word(word)) => {
                    Guess::Known(Known::Flag(self.tables.word_set(node.argument).contains(&word)))
                }
                other => undecided(other),
            },
            Op::InGroup => undecided(part(0)),
            Op::First => self.first(at, node),
            Op::Arithmetic => match (part(0), part(1)) {
                (Guess::Missing, _) | (_, Guess::Missing) => Guess::Missing,
                _ => Guess::Open { maybe_missing: true },
            },
            Op::If => match self.truths(at + 1) {
                TRUE => part(1),
                FALSE => part(2),
                UNKNOWN => Guess::Missing,
                _ => Guess::Open { maybe_missing: true },
            },
            Op::Applies | Op::OnList | Op::Confirmed | Op::Not | Op::All | Op::Any => match self.truths(at) {
                TRUE => Guess::Known(Known::Flag(true)),
                FALSE => Guess::Known(Known::Flag(false)),
                UNKNOWN => Guess::Missing,
                several => Guess::Open { maybe_missing: several & UNKNOWN != 0 },
            },
        }
    }

    fn first(&self, at: u32, node: Node) -> Guess {
        let mut open = false;
        for part in parts(self.tables, at, node) {
            match self.guess(part) {
                Guess::Missing => {}
                Guess::Known(value) if !open => return Guess::Known(value),
                Guess::Known(_) | Guess::Open { maybe_missing: false } => {
                    return Guess::Open { maybe_missing: false };
                }
                Guess::Open { maybe_missing: true } => open = true,
            }
        }
        if open { Guess::Open { maybe_missing: true } } else { Guess::Missing }
    }

    fn given(&self, code: u32) -> Guess {
        let Some(given) = GIVEN.get(code as usize) else { return Guess::Missing };
        match given {
            Given::EntryDate | Given::Origin | Given::Column => Guess::Open { maybe_missing: false },
            Given::ExportDate | Given::LoadingDate | Given::PrivilegedDate if !self.dated => Guess::Missing,
            Given::ExportDate | Given::LoadingDate | Given::PrivilegedDate | Given::BaseAve => {
                Guess::Open { maybe_missing: true }
            }
            Given::ExportCountry => known(self.profile.export_country),
            Given::Mode => known(self.profile.mode),
            Given::ZoneStatus => known(self.profile.zone_status),
            Given::Spi if self.profile.claim.is_some() => Guess::Open { maybe_missing: false },
            Given::Spi | Given::Chapter98 => Guess::Known(Known::Word(self.none)),
        }
    }
}

fn bit(truth: Truth) -> u8 {
    match truth {
        Truth::True => TRUE,
        Truth::False => FALSE,
        Truth::Unknown => UNKNOWN,
    }
}

fn known(value: Known) -> Guess {
    if value == Known::Nothing { Guess::Missing } else { Guess::Known(value) }
}

/// A test that only the line can make, unless what it tests is missing.
fn undecided(of: Guess) -> Guess {
    match of {
        Guess::Missing => Guess::Missing,
        Guess::Known(_) => Guess::Open { maybe_missing: true },
        Guess::Open { maybe_missing } => Guess::Open { maybe_missing },
    }
}
