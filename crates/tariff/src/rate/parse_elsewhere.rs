//! Reading the texts that are no plain figures: terms of a free rate, notes, rates that stand elsewhere, caps, and the
//! narratives of chapter 98.

use cocket_base::ids::TariffNumber;

use super::amounts::DollarFact;
use super::cursor::Cursor;
use super::expr::{FreeTerms, NoteRef, NumberRange, RateExpr, Reference};
use super::parse::{Read, expected, percent_sign};
use super::value_base::ValueBase;

/// What follows `Free`.
pub(super) fn free(c: &mut Cursor<'_>) -> Read<RateExpr> {
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
pub(super) fn see(c: &mut Cursor<'_>) -> Read<RateExpr> {
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
pub(super) fn duty_on(c: &mut Cursor<'_>) -> Read<RateExpr> {
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

pub(super) fn reference(c: &mut Cursor<'_>) -> Read<Option<Reference>> {
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
pub(super) fn referred(c: &mut Cursor<'_>, reference: Reference) -> Read<RateExpr> {
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

fn heading(c: &mut Cursor<'_>) -> Read<TariffNumber> {
    c.tariff_number().map_or_else(|| expected(c, "a heading"), Ok)
}

fn numbers(c: &mut Cursor<'_>) -> Read<Vec<TariffNumber>> {
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

pub(super) fn cap(c: &mut Cursor<'_>) -> Read<Option<Vec<DollarFact>>> {
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

pub(super) fn dollar_fact(c: &mut Cursor<'_>) -> Read<DollarFact> {
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
pub(super) fn reimported(c: &mut Cursor<'_>) -> Option<RateExpr> {
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
