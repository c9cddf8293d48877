//! The little language of date computations in which the clocks table states its rules.
//!
//! ```text
//! formula := term { ('+' | '-') count unit }
//! count   := number | fact | fact '?'            a fact is a number that the question gives; left out it counts nothing
//! term    := fact | fact '?' | '(' formula ')'
//!          | earlier(formula, formula…) | later(formula, formula…)
//!          | friday(formula)                      the Friday on or after
//!          | working_day(n, formula)              the n-th working day of the month of that date
//!          | next_month(formula)                  the first day of the month after
//!          | month_end(formula)                   the last day of that month
//!          | cycle(years, year, month, formula)   the first day of that month in the first year of the cycle whose month
//!                                                 has not ended before the date
//!          | due(clock)                           the date that another clock came to
//! unit    := hours | days | working_days | months | years
//! ```
//! `fact?` may be missing inside `earlier` and `later`; every other fact must be given.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// What a count of the formula counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Span {
    /// Hours, which run through nights and weekends.
    Hours,
    /// Calendar days; the day of the event is day 0.
    Days,
    /// Working days of the federal calendar.
    WorkingDays,
    /// Calendar months, to the same day or the month's last.
    Months,
    /// Calendar years.
    Years,
}

/// How many spans a date is moved by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Count {
    /// As many as the rule says; negative is before.
    Number(i32),
    /// As many as the question says.
    Fact {
        /// Its name.
        name: Arc<str>,
        /// Left out it counts nothing.
        optional: bool,
        /// Counted back.
        before: bool,
    },
}

/// A fact that a date computation uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactUse {
    /// Its name.
    pub name: Arc<str>,
    /// It may be left out.
    pub optional: bool,
    /// It is a number, not a date.
    pub number: bool,
}

/// A date computation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Formula {
    /// A date, or date and time, that the question gives.
    Fact {
        /// Its name.
        name: Arc<str>,
        /// May be missing inside `earlier` and `later`.
        optional: bool,
    },
    /// A count of spans after (or, when negative, before) another date.
    Shift {
        /// The date counted from.
        from: Box<Formula>,
        /// How many.
        count: Count,
        /// Of what.
        span: Span,
    },
    /// The earliest of several.
    Earlier(Vec<Formula>),
    /// The latest of several.
    Later(Vec<Formula>),
    /// The Friday on or after.
    Friday(Box<Formula>),
    /// The n-th working day of a date's month.
    WorkingDay {
        /// From 1.
        nth: u32,
        /// A date in the month.
        month: Box<Formula>,
    },
    /// The first day of the month after.
    NextMonth(Box<Formula>),
    /// The last day of a date's month.
    MonthEnd(Box<Formula>),
    /// The first day of a month in the first year of a cycle whose month has not ended before a date.
    Cycle {
        /// Years from one to the next.
        years: i16,
        /// A year of the cycle.
        base: i16,
        /// Month, 1 to 12.
        month: i8,
        /// The date looked from.
        from: Box<Formula>,
    },
    /// The date that another clock came to, before its roll.
    Due(Arc<str>),
}

impl Formula {
    /// The facts used here, each once; other clocks are not followed.
    pub fn facts(&self) -> Vec<FactUse> {
        let mut facts: Vec<FactUse> = Vec::new();
        self.visit(&mut |part| {
            let used = match part {
                Formula::Fact { name, optional } => {
                    FactUse { name: name.clone(), optional: *optional, number: false }
                }
                Formula::Shift { count: Count::Fact { name, optional, .. }, .. } => {
                    FactUse { name: name.clone(), optional: *optional, number: true }
                }
                _ => return,
            };
            if !facts.iter().any(|seen| seen.name == used.name) {
                facts.push(used);
            }
        });
        facts
    }

    /// Names of the clocks this one builds on.
    pub fn clocks(&self) -> Vec<Arc<str>> {
        let mut clocks = Vec::new();
        self.visit(&mut |part| {
            if let Formula::Due(name) = part {
                clocks.push(name.clone());
            }
        });
        clocks
    }

    fn visit(&self, seen: &mut dyn FnMut(&Formula)) {
        seen(self);
        match self {
            Formula::Fact { .. } | Formula::Due(_) => {}
            Formula::Shift { from: part, .. } | Formula::WorkingDay { month: part, .. } => part.visit(seen),
            Formula::Friday(part) | Formula::NextMonth(part) | Formula::MonthEnd(part) => part.visit(seen),
            Formula::Cycle { from: part, .. } => part.visit(seen),
            Formula::Earlier(parts) | Formula::Later(parts) => parts.iter().for_each(|part| part.visit(seen)),
        }
    }
}

/// Why a text is no date computation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "«{text}» is no date computation: {what} at character {at}; write as in «entry_date + 10 working_days»"
)]
pub struct BadFormula {
    /// What was found.
    pub text: String,
    /// What is wrong.
    pub what: &'static str,
    /// Where, from 1.
    pub at: usize,
}

/// Deepest nesting that a formula may have.
const DEPTH: usize = 12;

/// Most working days that a month can have.
const MOST_WORKING_DAYS: u32 = 23;

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn bad(&self, what: &'static str) -> BadFormula {
        BadFormula { text: self.text.chars().take(200).collect(), what, at: self.at + 1 }
    }

    fn rest(&mut self) -> &'a str {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let trimmed = rest.trim_start();
        self.at += rest.len() - trimmed.len();
        trimmed
    }

    fn eat(&mut self, mark: char) -> bool {
        let found = self.rest().starts_with(mark);
        self.at += if found { mark.len_utf8() } else { 0 };
        found
    }

    fn need(&mut self, mark: char, what: &'static str) -> Result<(), BadFormula> {
        if self.eat(mark) { Ok(()) } else { Err(self.bad(what)) }
    }

    fn word(&mut self) -> Result<&'a str, BadFormula> {
        let rest = self.rest();
        let len = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_')).count();
        self.at += len;
        rest.get(..len).filter(|word| !word.is_empty()).ok_or_else(|| self.bad("a name is missing"))
    }

    fn number<N: FromStr>(&mut self) -> Result<N, BadFormula> {
        let word = self.word()?;
        word.parse().map_err(|_| self.bad("a count is missing"))
    }

    fn formula(&mut self, depth: usize) -> Result<Formula, BadFormula> {
        let mut formula = self.term(depth)?;
        loop {
            let sign = if self.eat('+') {
                1
            } else if self.eat('-') {
                -1
            } else {
                return Ok(formula);
            };
            let count = self.count(sign)?;
            let span = match self.word()? {
                "hours" => Span::Hours,
                "days" => Span::Days,
                "working_days" => Span::WorkingDays,
                "months" => Span::Months,
                "years" => Span::Years,
                _ => return Err(self.bad("the unit should be hours, days, working_days, months or years")),
            };
            formula = Formula::Shift { from: Box::new(formula), count, span };
        }
    }

    fn count(&mut self, sign: i32) -> Result<Count, BadFormula> {
        let word = self.word()?;
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            let number: u16 = word.parse().map_err(|_| self.bad("a count is missing"))?;
            return Ok(Count::Number(sign * i32::from(number)));
        }
        Ok(Count::Fact { name: word.into(), optional: self.eat('?'), before: sign < 0 })
    }

    /// Years of the cycle, a year of it, its month.
    fn cycle(&mut self, depth: usize) -> Result<Formula, BadFormula> {
        let mut number = |what| {
            let number: i16 = self.number()?;
            self.need(',', "a comma is missing")?;
            if number > 0 && number <= 9999 { Ok(number) } else { Err(self.bad(what)) }
        };
        let years = number("the cycle should have a year at least")?;
        let base = number("the year of the cycle is missing, or has more than four digits")?;
        let month = number("the month of the cycle is missing")?;
        let month = i8::try_from(month).ok().filter(|month| *month <= 12);
        let month = month.ok_or_else(|| self.bad("the month should be 1 to 12"))?;
        Ok(Formula::Cycle { years, base, month, from: Box::new(self.formula(depth)?) })
    }

    fn term(&mut self, depth: usize) -> Result<Formula, BadFormula> {
        if depth == 0 {
            return Err(self.bad("it is nested too deeply"));
        }
        if self.eat('(') {
            let inner = self.formula(depth - 1)?;
            self.need(')', "a closing bracket is missing")?;
            return Ok(inner);
        }
        let name = self.word()?;
        if self.eat('?') {
            return Ok(Formula::Fact { name: name.into(), optional: true });
        }
        if !self.eat('(') {
            return Ok(Formula::Fact { name: name.into(), optional: false });
        }
        let term = match name {
            "earlier" => Formula::Earlier(self.several(depth - 1)?),
            "later" => Formula::Later(self.several(depth - 1)?),
            "friday" => Formula::Friday(Box::new(self.formula(depth - 1)?)),
            "next_month" => Formula::NextMonth(Box::new(self.formula(depth - 1)?)),
            "month_end" => Formula::MonthEnd(Box::new(self.formula(depth - 1)?)),
            "cycle" => self.cycle(depth - 1)?,
            "due" => Formula::Due(self.word()?.into()),
            "working_day" => {
                let nth = self.number()?;
                if nth == 0 || nth > MOST_WORKING_DAYS {
                    return Err(self.bad("a month has working days 1 to 23"));
                }
                self.need(',', "a comma is missing")?;
                Formula::WorkingDay { nth, month: Box::new(self.formula(depth - 1)?) }
            }
            _ => return Err(self.bad("this is no function of the language")),
        };
        self.need(')', "a closing bracket is missing")?;
        Ok(term)
    }

    fn several(&mut self, depth: usize) -> Result<Vec<Formula>, BadFormula> {
        let mut parts = vec![self.formula(depth)?];
        while self.eat(',') {
            parts.push(self.formula(depth)?);
        }
        Ok(parts)
    }
}

impl FromStr for Formula {
    type Err = BadFormula;
    fn from_str(text: &str) -> Result<Formula, BadFormula> {
        let mut reader = Reader { text, at: 0 };
        let formula = reader.formula(DEPTH)?;
        if reader.rest().is_empty() {
            Ok(formula)
        } else {
            Err(reader.bad("something follows that does not belong"))
        }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Span::Hours => "hours",
            Span::Days => "calendar days",
            Span::WorkingDays => "working days",
            Span::Months => "months",
            Span::Years => "years",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_of_the_trade_can_be_written() {
        for text in [
            "entry_date + 10 working_days",
            "earlier(entry_date + 300 days, due(liquidation) - 15 days)",
            "working_day(15, next_month(earlier(entry_date, release_date?)))",
            "friday(entry_date + 314 days)",
            "lading - 24 hours",
            "authorized + 30 days + held_days? days",
            "month_end(cycle(3, 1985, 2, on_date))",
        ] {
            assert!(text.parse::<Formula>().is_ok(), "{text}");
        }
        let psc: Formula = "earlier(entry_date + 300 days, due(liquidation) - 15 days)".parse().unwrap();
        assert_eq!(psc.facts(), [FactUse { name: "entry_date".into(), optional: false, number: false }]);
        let held: Formula = "authorized + held_days? days".parse().unwrap();
        assert!(held.facts().iter().any(|fact| &*fact.name == "held_days" && fact.number && fact.optional));
        assert_eq!(psc.clocks(), vec!["liquidation".into()]);
    }

    #[test]
    fn mistakes_name_their_place() {
        for (text, at) in [
            ("", 1),
            ("entry +", 8),
            ("cycle(0, 1985, 2, x)", 9),
            ("cycle(3, 1985, 13, x)", 19),
            ("cycle(3, 32767, 1, x)", 16),
            ("working_day(0, x)", 14),
            ("working_day(4000000000, x)", 23),
            ("entry + 3 moons", 16),
            ("entry + 3 days extra", 16),
            ("monday(x)", 8),
            ("(entry", 7),
        ] {
            assert_eq!(text.parse::<Formula>().unwrap_err().at, at, "{text}");
        }
        assert!("(".repeat(5000).parse::<Formula>().is_err());
        assert!("entry + 99999 days".parse::<Formula>().is_err());
        assert!("é + 1 days".parse::<Formula>().is_err());
    }
}
