//! The letter that asks a supplier for a certification of origin.

use cocket_base::ids::TariffNumber;
use cocket_base::{Date, Shaped};
use cocket_law::Pack;
use serde::{Deserialize, Serialize};

use super::answer::{Answer, Refused};
use super::law::OriginLaw;

/// A letter to a supplier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct LetterQuestion {
    /// Echoed.
    #[serde(deserialize_with = "cocket_base::question::id")]
    pub id: String,
    /// The agreement, as in `usmca`.
    pub agreement: String,
    /// Date of the letter.
    pub date: Date,
    /// Name of the supplier.
    pub supplier: String,
    /// Name of the importer.
    pub importer: String,
    /// Day by which an answer is asked for.
    pub answer_by: Date,
    /// First and last day of the blanket period asked for.
    pub blanket_from: Date,
    /// Last day of it.
    pub blanket_until: Date,
    /// The goods.
    pub goods: Vec<LetterGood>,
}

/// A good of the letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct LetterGood {
    /// Part number.
    pub part: String,
    /// Description.
    pub description: String,
    /// Tariff number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hts: Option<TariffNumber>,
}

/// The letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Its text.
    pub letter: String,
}

/// Most goods of a letter.
const GOODS_LIMIT: usize = 2_000;

/// Writes the letter.
pub(super) fn write(
    law: &OriginLaw,
    pack: &Pack,
    question: &LetterQuestion,
    today: Date,
) -> Result<Answer<Letter>, Refused> {
    if question.goods.is_empty() || question.goods.len() > GOODS_LIMIT {
        let text = format!("{} goods; a letter names from 1 to {GOODS_LIMIT}", question.goods.len());
        return Err(Refused::field("goods", text, "name the goods, or split the letter"));
    }
    let agreement = law.agreement(&question.agreement, question.date, today)?;
    let rows = pack.rows("certificate_elements", |cells| Some(cells.shared("what")));
    let asked = rows.iter().filter(|row| row.holds(question.date, today)).enumerate();
    let asked: String = asked.map(|(at, row)| format!("  {}. {}\n", at + 1, row.value)).collect();
    let goods = question.goods.iter().map(|good| {
        let number = good.hts.map(|number| format!(" (HS {})", number.prefix(6))).unwrap_or_default();
        format!("  - {} {}{number}\n", good.part, good.description)
    });
    let goods: String = goods.collect();
    let letter = format!(
        "{}\n\nTo {}\n\nCertification of origin under the {}\n\n\
         We import the goods below from you and would like to claim preferential treatment for them from {} to {}. \
         We may claim it only while we hold your certification. Please send it by {}.\n\n{goods}\n\
         Please state:\n{asked}\n\
         If a good does not originate, please say so; we then enter it without a claim. If you are not its producer, \
         say on what your statement rests. Keep the records that prove origin, and tell us at once when a material, a \
         supplier or a place of production changes.\n\n{}\n",
        question.date,
        question.supplier,
        agreement.name,
        question.blanket_from,
        question.blanket_until,
        question.answer_by,
        question.importer,
    );
    Ok(Answer::decided(Letter { letter }, Vec::new()))
}
