//! Reading a rate text into its expression. Every form either reads wholly or is refused with the place.
//!
//! ```text
//! rate     = term { ("+" | "plus") term } [ cap ]
//! term     = "Free" [terms] | amount | percent | reference | "No change" | "See" (note | numbers)
//! amount   = ("$" n | n "¢") ( "each" | "/" unit [basis] | "less" … | "for each other piece or part" )
//! percent  = n ("%" | "percent" | n "/" n "%") [value base]
//! ```

use cocket_base::{Decimal, Unit};

use super::basis::Basis;
use super::cursor::{Cursor, clean, join_broken_words};
use super::expr::{Graduated, RateExpr};
use super::parse_elsewhere::{cap, dollar_fact, duty_on, free, reference, referred, reimported, see};
use super::percent::Percent;
use super::value_base::ValueBase;

/// Longest rate text that is read; the longest of the schedule has under a thousand characters.
pub(super) const LONGEST_TEXT: usize = 4_000;

/// Why a rate text is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RateError {
    /// Nothing stands there.
    #[error("the rate is empty")]
    Empty,
    /// Longer than any rate.
    #[error("the rate has {length} characters; a rate has at most {LONGEST_TEXT}")]
    TooLong {
        /// Characters found.
        length: usize,
    },
    /// The text stops making sense somewhere.
    #[error("«{text}»: at character {at} expected {expected}")]
    Unexpected {
        /// The text as read: without markup, blanks evened.
        text: String,
        /// Place in it, from 1.
        at: usize,
        /// What could stand there.
        expected: &'static str,
    },
    /// A programme is listed with two rates.
    #[error("«{text}»: programme {programme} is listed with two rates")]
    ProgrammeTwice {
        /// The text.
        text: String,
        /// The programme.
        programme: String,
    },
}

impl RateExpr {
    /// Reads the text of a rate column (`4.4¢/kg + 6%`, `Free`, `The duty provided in the applicable subheading + 25%`).
    /// For the special column with its programme lists see [`super::Special::parse`].
    pub fn parse(text: &str) -> Result<RateExpr, RateError> {
        if text.len() > LONGEST_TEXT {
            return Err(RateError::TooLong { length: text.chars().count() });
        }
        let evened = clean(text);
        if evened.is_empty() {
            return Err(RateError::Empty);
        }
        let joined = join_broken_words(&evened);
        let mut cursor = Cursor::new(&joined);
        rate(&mut cursor).map_err(|Expected(expected, at)| RateError::Unexpected {
            text: joined.to_string(),
            at,
            expected,
        })
    }
}

impl std::str::FromStr for RateExpr {
    type Err = RateError;
    fn from_str(text: &str) -> Result<RateExpr, RateError> {
        RateExpr::parse(text)
    }
}

/// What was expected, and where.
pub(super) struct Expected(&'static str, usize);

pub(super) type Read<T> = Result<T, Expected>;

pub(super) fn expected<T>(cursor: &Cursor<'_>, what: &'static str) -> Read<T> {
    let mut at = *cursor;
    at.skip_blanks();
    Err(Expected(what, at.place()))
}

fn rate(c: &mut Cursor<'_>) -> Read<RateExpr> {
    if let Some(narrative) = reimported(c) {
        return Ok(narrative);
    }
    let mut terms = vec![term(c)?];
    while c.sign('+') || c.words("plus") {
        terms.push(term(c)?);
    }
    let sum = match terms.pop() {
        Some(only) if terms.is_empty() => only,
        Some(last) => {
            terms.push(last);
            RateExpr::Sum(terms)
        }
        None => return expected(c, "a rate"),
    };
    let capped = match cap(c)? {
        Some(at_most) => RateExpr::Capped { of: Box::new(sum), at_most },
        None => sum,
    };
    if c.done() { Ok(capped) } else { expected(c, "a plus sign, a basis or the end") }
}

fn term(c: &mut Cursor<'_>) -> Read<RateExpr> {
    if c.sign('$') {
        return match c.number() {
            Some(dollars) => per_unit(c, dollars),
            None => expected(c, "an amount in dollars"),
        };
    }
    c.words("a duty of");
    if let Some(number) = c.number() {
        return if c.sign('¢') { per_unit(c, number / Decimal::ONE_HUNDRED) } else { percentage(c, number) };
    }
    if c.words("Free") {
        return free(c);
    }
    for (words, expr) in plain_phrases() {
        if c.words(words) {
            return Ok(expr);
        }
    }
    if c.words("amount of") {
        return dollar_fact(c).map(RateExpr::Amount);
    }
    if c.words("See") {
        return see(c);
    }
    if c.words("A duty") {
        return duty_on(c);
    }
    match reference(c)? {
        Some(reference) => referred(c, reference),
        None => expected(c, "a percentage, an amount, Free or a known reference"),
    }
}

fn plain_phrases() -> [(&'static str, RateExpr); 2] {
    [("No change", RateExpr::NoChange), ("No additional duty", RateExpr::NoAdditionalDuty)]
}

/// What follows `12.4¢` or `$1.24`.
fn per_unit(c: &mut Cursor<'_>, dollars: Decimal) -> Read<RateExpr> {
    if c.words("each") {
        return Ok(RateExpr::Specific { dollars, unit: Unit::NUMBER, of: Basis::Article });
    }
    if c.words(Basis::OtherPieces.phrase()) {
        return Ok(RateExpr::Specific { dollars, unit: Unit::NUMBER, of: Basis::OtherPieces });
    }
    if !c.sign('/') {
        return expected(c, "each, or a stroke and a unit");
    }
    let Some(unit) = c.unit() else { return expected(c, "a unit of the tariff") };
    if c.words("less") {
        return graduated(c, dollars, unit);
    }
    if c.words("over") {
        return match c.whole() {
            Some(over) => Ok(RateExpr::Specific { dollars, unit, of: Basis::JewelsOver(over) }),
            None => expected(c, "a number of jewels"),
        };
    }
    let spelled = |basis: &Basis| basis.phrases().iter().map(|phrase| (*basis, *phrase)).collect::<Vec<_>>();
    let of = Basis::all().flat_map(|basis| spelled(&basis)).find(|(_, phrase)| c.words(phrase));
    Ok(RateExpr::Specific { dollars, unit, of: of.map_or(Basis::Article, |(basis, _)| basis) })
}

/// Sugar: `… less 0.02¢/kg for each degree under 100 degrees (…) but not less than 3.14¢/kg`.
fn graduated(c: &mut Cursor<'_>, start: Decimal, unit: Unit) -> Read<RateExpr> {
    let step = per_same_unit(c, unit)?;
    if !c.words("for each degree under") {
        return expected(c, "for each degree under");
    }
    let Some(degrees) = c.number() else { return expected(c, "a number of degrees") };
    if !c.words("degrees") {
        return expected(c, "degrees");
    }
    c.words("and fractions of a degree in proportion");
    // The schedule once prints "not less" without "than" (1701.13.10, column 2).
    if !(c.words("but not less than") || c.words("but not less")) {
        return expected(c, "but not less than");
    }
    let floor = per_same_unit(c, unit)?;
    Ok(RateExpr::Graduated(Graduated { start, step, degrees, floor, unit }))
}

fn per_same_unit(c: &mut Cursor<'_>, unit: Unit) -> Read<Decimal> {
    let in_dollars = c.sign('$');
    let Some(number) = c.number() else { return expected(c, "an amount") };
    if !in_dollars && !c.sign('¢') {
        return expected(c, "a cent sign");
    }
    if !c.sign('/') || c.unit() != Some(unit) {
        return expected(c, "the same unit as before");
    }
    Ok(if in_dollars { number } else { number / Decimal::ONE_HUNDRED })
}

/// What follows the first number of a percentage.
fn percentage(c: &mut Cursor<'_>, whole: Decimal) -> Read<RateExpr> {
    let rate = percent_sign(c, whole)?;
    // The longest spelling wins: "on the case" also begins "on the case and strap".
    let spellings =
        ValueBase::all().flat_map(|base| base.phrases().iter().map(move |phrase| (base, *phrase)));
    let mut best: Option<(Cursor<'_>, ValueBase)> = None;
    for (base, phrase) in spellings {
        let mut next = *c;
        if next.words(phrase)
            && best.as_ref().is_none_or(|(longest, _)| longest.rest().len() > next.rest().len())
        {
            best = Some((next, base));
        }
    }
    let Some((after, of)) = best else { return Ok(RateExpr::AdValorem { rate, of: ValueBase::Full }) };
    *c = after;
    Ok(RateExpr::AdValorem { rate, of })
}

pub(super) fn percent_sign(c: &mut Cursor<'_>, whole: Decimal) -> Read<Percent> {
    if c.sign('%') || c.words("percent") {
        return Ok(Percent::new(whole));
    }
    c.sign('-');
    let fraction = c.whole().filter(|_| c.sign('/')).zip(c.whole()).filter(|_| c.sign('%'));
    match fraction.and_then(|(part, over)| Percent::mixed(whole, part, over)) {
        Some(percent) => Ok(percent),
        None => expected(c, "a percent or cent sign"),
    }
}
