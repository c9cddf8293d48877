//! Numbers of today's schedule read in the edition that the product rules are written in.
//!
//! The rules of general note 11(o) keep numbers of the Harmonized System of 2012 and 2017; the schedule has those of 2022.
//! Table `origin_editions` says how a new number reads in the old edition. A rule given with the question is taken to be
//! written in today's numbers.

use cocket_base::Date;
use cocket_base::ids::TariffNumber;
use cocket_law::Row;

use super::goods::Material;
use super::law::{Agreement, Basis, OriginLaw};
use super::proof::{Proof, need};
use super::qualify::QualifyQuestion;

/// The good and its materials as the rules number them.
pub(super) struct Read {
    /// The good.
    pub good: TariffNumber,
    /// Its materials.
    pub materials: Vec<Material>,
    /// What was read otherwise than written, and what cannot be read.
    pub notes: Vec<Proof>,
}

/// Reads the numbers of a question.
pub(super) fn read(
    law: &OriginLaw,
    agreement: &Row<Agreement>,
    question: &QualifyQuestion,
    known: Date,
) -> Read {
    let mut read = Read { good: question.hts, materials: question.materials.clone(), notes: Vec::new() };
    let has_rules = law.has_rules(&agreement.agreement, question.date, known);
    if question.rule.is_some() || agreement.basis != Basis::ProductRules || !has_rules {
        return read;
    }
    let (number, note) = one(law, question.hts, "the good", "hts");
    read.good = number;
    read.notes.extend(note);
    materials(law, &mut read.materials, &mut read.notes);
    read
}

fn materials(law: &OriginLaw, list: &mut [Material], notes: &mut Vec<Proof>) {
    for material in list {
        materials(law, &mut material.inputs, notes);
        if !material.must_shift() {
            continue;
        }
        let Some(number) = material.hts else { continue };
        let (then, note) =
            one(law, number, &format!("«{}»", material.name), &format!("materials.{}.hts", material.name));
        material.hts = Some(then);
        notes.extend(note);
    }
}

/// One number, with what there is to say about it.
fn one(law: &OriginLaw, number: TariffNumber, what: &str, fact: &str) -> (TariffNumber, Option<Proof>) {
    let Some(row) = law.edition(number) else { return (number, None) };
    let note = match row.value {
        Some(then) => Proof::fact(format!("{what} of {number} is {then} in the edition of the rules"), true),
        None => {
            let ask = format!(
                "The number {number} is newer than the rules. Which number of the Harmonized System of 2017 would {what} have?"
            );
            Proof::waits(
                format!("{what} of {number} has no one number in the edition of the rules"),
                need(fact, ask, "which rule is read, and whether materials change"),
            )
        }
    };
    (row.value.unwrap_or(number), Some(note.cite(row.cite.clone())))
}
