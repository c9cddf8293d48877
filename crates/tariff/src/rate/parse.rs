//! Reading a rate text into its expression. Every form either reads wholly or is refused with the place.
//!
//! ```text
//! rate     = term { ("+" | "plus") term } [ cap ]
//! term     = "Free" [terms] | amount | percent | reference | "No change" | "See" (note | numbers)
//! amount   = ("$" n | n "¢") ( "each" | "/" unit [basis] | "less" … | "for each other piece or part" )
//! percent  = n ("%" | "percent" | n "/" n "%") [value base]
//! ```

use cocket_base::{Decimal, Unit};

use super::cursor::{Cursor, clean, join_broken_words};
use super::expr::{FreeTerms, Graduated, NoteRef, NumberRange, RateExpr, Reference};
use super::percent::Percent;
use super::vocabulary::{Basis, DollarFact, ValueBase};

/// Longest rate text that is read; the longest of the schedule has under a thousand characters.
const LONGEST_TEXT: usize = 4_000;

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
struct Expected(&'static str, usize);

type Read<T> = Result<T, Expected>;

fn expected<T>(cursor: &Cursor<'_>, what: &'static str) -> Read<T> {
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

fn percent_sign(c: &mut Cursor<'_>, whole: Decimal) -> Read<Percent> {
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

/// What follows `Free`.
fn free(c: &mut Cursor<'_>) -> Read<RateExpr> {
    let terms = if c.words("under bond, as prescribed in") {
        FreeTerms::UnderBond(Some(subchapter_note(c)?))
    } else if c.words("under bond") {
        FreeTerms::UnderBond(None)
    } else if c
        .words("for such temporary periods as the Secretary of the Treasury by regulation may prescribe")
        || c.words("for temporary periods")
    {
        FreeTerms::TemporaryPeriods
    } else if c.words("under the terms of") || c.words("See") {
        FreeTerms::Note(subchapter_note(c)?)
    } else {
        FreeTerms::Plain
    };
    Ok(RateExpr::Free(terms))
}

/// `U.S. note 3(e)`, with or without `to this subchapter`.
fn subchapter_note(c: &mut Cursor<'_>) -> Read<NoteRef> {
    let additional = c.words("additional U.S. note");
    if !additional && !c.words("U.S. note") {
        return expected(c, "a U.S. note");
    }
    let Some(digits) = c.whole() else { return expected(c, "the number of the note") };
    let mut number = digits.to_string();
    while c.rest().starts_with('(') {
        let Some((letters, _)) = c.rest().get(1..).and_then(|rest| rest.split_once(')')) else { break };
        if letters.is_empty() || letters.len() > 5 || !letters.bytes().all(|b| b.is_ascii_alphanumeric()) {
            break;
        }
        number.push_str(&format!("({letters})"));
        for _ in 0..letters.len() + 2 {
            let next = c.rest().chars().next().unwrap_or(' ');
            c.sign(next);
        }
    }
    if !c.words("to this subchapter") {
        c.words("of this subchapter");
    }
    c.sign(')');
    Ok(NoteRef { additional, number })
}

/// What follows `See`: a note, or provisions by number.
fn see(c: &mut Cursor<'_>) -> Read<RateExpr> {
    let mut ahead = *c;
    if ahead.words("U.S. note") || ahead.words("additional U.S. note") {
        return subchapter_note(c).map(RateExpr::ByNote);
    }
    if !c.words("subheadings") {
        c.words("subheading");
    }
    let mut ranges = Vec::new();
    loop {
        let Some(first) = c.tariff_number() else { return expected(c, "a tariff number or a note") };
        let last = if c.sign('-') { c.tariff_number() } else { Some(first) };
        let Some(last) = last.filter(|last| last.len() == first.len() && first <= *last) else {
            return expected(c, "the last number of the range");
        };
        ranges.push(NumberRange { first, last });
        if !c.sign(',') && !c.words("and") && !c.words("or") {
            return Ok(RateExpr::See(ranges));
        }
    }
}

/// What follows `A duty`: the rate of the goods on a part of their value (headings 9802, 9822).
fn duty_on(c: &mut Cursor<'_>) -> Read<RateExpr> {
    let bases = [
        ValueBase::RepairsOrAlterations,
        ValueBase::ProcessingAbroad,
        ValueBase::LessUsProducts,
        ValueBase::LessUsMaterials,
    ];
    let Some(of) = bases.into_iter().find(|base| c.words(base.phrase())) else {
        return expected(c, "upon, and a value that chapter 98 names");
    };
    let note = if c.words("see") { Some(subchapter_note(c)?) } else { None };
    Ok(RateExpr::ProvidedOn { reference: Reference::ApplicableSubheading, of, note })
}

fn reference(c: &mut Cursor<'_>) -> Read<Option<Reference>> {
    let plain: [(&str, Reference); 13] = [
        ("The duty provided for in the applicable subheading", Reference::ApplicableSubheading),
        ("The duty provided in the applicable subheading", Reference::ApplicableSubheading),
        ("The duty rate provided in such subheading", Reference::SuchSubheading),
        ("The rate applicable in the absence of this subheading", Reference::AbsenceOfThisProvision),
        ("The rate applicable in the absence of this heading", Reference::AbsenceOfThisProvision),
        ("The duty upon like articles not previously exported", Reference::LikeArticles),
        (
            "The rate applicable to the article of which it is a part or accessory",
            Reference::ArticleOfWhichPart,
        ),
        (
            "The rate applicable to the article of which it is an accessory",
            Reference::ArticleOfWhichAccessory,
        ),
        ("The rate applicable to the complete, assembled movement", Reference::CompleteMovement),
        // Column 2 of 9110.11 lacks the last word.
        ("The rate applicable to the complete, assembled", Reference::CompleteMovement),
        ("The rate applicable to each article in the absence of this subheading", Reference::EachArticle),
        (
            "The rate of duty applicable to that article in the set subject to the highest rate of duty",
            Reference::HighestInSet,
        ),
        ("The rate applicable to each garment in the ensemble", Reference::EachGarment),
    ];
    if let Some((_, reference)) = plain.into_iter().find(|(words, _)| c.words(words)) {
        if reference == Reference::EachGarment && !c.words("if separately entered") {
            c.words("if entered separately");
        }
        return Ok(Some(reference));
    }
    if c.words("The rate applicable to each garment in the in the ensemble if separately entered") {
        return Ok(Some(Reference::EachGarment));
    }
    if c.words("The rate applicable to the natural juice in heading") {
        return heading(c).map(|heading| Some(Reference::NaturalJuice(heading)));
    }
    if c.words("The rate provided for beneficiary countries in heading") {
        return heading(c).map(|heading| Some(Reference::BeneficiaryCountries(heading)));
    }
    if c.words("The duty provided in subheadings") {
        return numbers(c).map(|numbers| Some(Reference::Subheadings(numbers)));
    }
    if c.words("The duty rate provided for originating goods of") {
        return country(c).map(|country| Some(Reference::OriginatingGoods(country)));
    }
    Ok(None)
}

/// What may follow a reference: points taken off, or another value.
fn referred(c: &mut Cursor<'_>, reference: Reference) -> Read<RateExpr> {
    if c.words("minus") {
        let Some(whole) = c.number() else { return expected(c, "a percentage") };
        let points = percent_sign(c, whole)?;
        return Ok(RateExpr::ProvidedLess { reference, points });
    }
    if reference == Reference::AbsenceOfThisProvision && c.words("on the cost of such parts") {
        return Ok(RateExpr::ProvidedOn { reference, of: ValueBase::CostOfParts, note: None });
    }
    Ok(RateExpr::Provided(reference))
}

fn heading(c: &mut Cursor<'_>) -> Read<cocket_base::ids::TariffNumber> {
    c.tariff_number().map_or_else(|| expected(c, "a heading"), Ok)
}

fn numbers(c: &mut Cursor<'_>) -> Read<Vec<cocket_base::ids::TariffNumber>> {
    let mut numbers = vec![heading(c)?];
    while c.sign(',') || c.words("or") || c.words("and") {
        c.words("or");
        numbers.push(heading(c)?);
    }
    Ok(numbers)
}

/// The country's name, up to `in such subheading`.
fn country(c: &mut Cursor<'_>) -> Read<String> {
    let text = c.rest();
    let Some(cut) = text.find(" in such") else { return expected(c, "a country, then in such subheading") };
    let name = text.get(..cut).unwrap_or_default().trim();
    let is_name =
        !name.is_empty() && name.len() <= 40 && name.chars().all(|ch| ch.is_alphabetic() || ch == ' ');
    let name = name.to_string();
    if is_name && c.words(&format!("{name} in such subheading")) {
        Ok(name)
    } else {
        expected(c, "a country, then in such subheading")
    }
}

fn cap(c: &mut Cursor<'_>) -> Read<Option<Vec<DollarFact>>> {
    let movement = "but if consisting in part of a plate or a set of plates the total duty shall not exceed the duty for the complete movement";
    if c.words(movement) {
        return Ok(Some(vec![DollarFact::DutyOnCompleteMovement]));
    }
    if !c.words("at most amount of") {
        return Ok(None);
    }
    let mut at_most = vec![dollar_fact(c)?];
    while c.words("and amount of") {
        at_most.push(dollar_fact(c)?);
    }
    Ok(Some(at_most))
}

fn dollar_fact(c: &mut Cursor<'_>) -> Read<DollarFact> {
    c.skip_blanks();
    let name = |fact: &DollarFact| c.rest().starts_with(fact.fact());
    match DollarFact::ALL.into_iter().find(name) {
        Some(fact) => {
            fact.fact().chars().for_each(|sign| {
                c.sign(sign);
            });
            Ok(fact)
        }
        None => expected(c, "the name of an amount"),
    }
}

/// Headings 9801.00.70 and .80: articles exported with drawback and brought back. The duty of like articles, but at most
/// the drawback that was allowed and a second amount.
fn reimported(c: &mut Cursor<'_>) -> Option<RateExpr> {
    let mut ahead = *c;
    let with_tax = ahead.words(
        "A duty (in lieu of any other duty or tax) equal to the sum of any duty and internal-revenue tax",
    );
    if !with_tax && !ahead.words("A duty equal to the duty upon") {
        return None;
    }
    let second = if with_tax {
        "any internal-revenue tax imposed, at the time"
    } else {
        "any articles used in the manufacture"
    };
    let in_order = [
        "like articles not previously exported",
        "in no case in excess of the sum of",
        "customs drawback",
        second,
    ];
    if !in_order.iter().all(|words| ahead.words_later(words)) {
        return None;
    }
    let end = ahead.words_later(if with_tax {
        "like articles not previously exported"
    } else {
        "under heading 9813.00.05"
    });
    if !end || !ahead.done() {
        return None;
    }
    *c = ahead;
    let duty = RateExpr::Provided(Reference::LikeArticles);
    let (of, last) = if with_tax {
        (
            RateExpr::Sum(vec![duty, RateExpr::Amount(DollarFact::InternalRevenueTax)]),
            DollarFact::InternalRevenueTax,
        )
    } else {
        (duty, DollarFact::DutyOnArticlesUsed)
    };
    Some(RateExpr::Capped { of: Box::new(of), at_most: vec![DollarFact::CustomsDrawback, last] })
}
