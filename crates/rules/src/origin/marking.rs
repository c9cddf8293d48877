//! Marking of imported articles and their containers: 19 USC 1304, 19 CFR part 134.
//!
//! Left to a person: whether a mark is conspicuous and legible, what it would cost, and what a purchaser knows.

use cocket_base::ids::{Country, TariffNumber};
use cocket_base::{Cents, Citation, Date, Decimal, Explain, Round, Shaped, figure};
use cocket_law::Pack;
use serde::{Deserialize, Serialize};

use super::answer::{Answer, Refused};
use super::exceptions::{self, Container};
use super::law::OriginLaw;
use super::proof::{Proof, need};
use super::wording::Mark;

/// How must a good be marked, and is a mark right?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct MarkingQuestion {
    /// Echoed.
    #[serde(deserialize_with = "cocket_base::question::id")]
    pub id: String,
    /// Day of importation.
    pub date: Date,
    /// What was known that day; default today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<Date>,
    /// Country of origin for marking.
    pub origin: Country,
    /// What the article is: its words find the J-list and special methods.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    /// Tariff number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hts: Option<TariffNumber>,
    /// A good of a USMCA country by the marking rules of part 102.
    #[serde(default)]
    pub usmca_good: bool,
    /// An exception that is claimed, by its letter in the table `marking_exceptions`, and whether its condition is met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[shape(table = "marking_exceptions")]
    pub exception: Option<String>,
    /// Whether the condition of the exception is met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exception_met: Option<bool>,
    /// The words of the mark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<String>,
    /// A ruling accepts the words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_by_ruling: Option<bool>,
    /// How it is marked, as in `die_stamping`, `sticker`, `hangtag`, `printing`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The good was assembled, and its origin is the country of final assembly.
    #[serde(default)]
    pub assembled: bool,
    /// Another place is named on the article or its container.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_place: Option<OtherPlace>,
    /// The good is repacked after release.
    #[serde(default)]
    pub repacked: bool,
    /// The new container can be opened for inspection and bears no misleading words.
    #[serde(default)]
    pub open_container: bool,
    /// What became of goods that were not marked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub breach: Option<Breach>,
    /// Wants the worked steps: `true`; or told in plain sentences: `client` or `colleague`.
    #[serde(default)]
    pub explain: Explain,
}

/// A place on the article that is not its origin (19 CFR 134.46, 134.22(c)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct OtherPlace {
    /// The words.
    pub text: String,
    /// They may mislead a purchaser about the origin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub may_mislead: Option<bool>,
    /// The country of origin stands close to them.
    #[serde(default)]
    pub origin_close: bool,
    /// In at least comparable size.
    #[serde(default)]
    pub comparable_size: bool,
    /// After «Made in», «Product of» or similar words.
    #[serde(default)]
    pub with_made_in: bool,
}

/// Goods that were not marked when they were imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct Breach {
    /// Final appraised value of the goods concerned, US dollars.
    #[serde(deserialize_with = "figure::amount")]
    pub final_value: Decimal,
    /// What was done, under customs supervision.
    #[serde(default)]
    pub cure: Cure,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cured_on: Option<Date>,
    /// Day of liquidation of the entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub liquidated_on: Option<Date>,
}

/// What avoids the marking duty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(rename_all = "snake_case")]
pub enum Cure {
    /// Nothing.
    #[default]
    None,
    /// Marked after importation.
    Marked,
    /// Exported.
    Exported,
    /// Destroyed.
    Destroyed,
}

/// What marking asks of a good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marking {
    /// Whether the article itself must be marked.
    pub article_must_be_marked: bool,
    /// Whether its container must show the origin of the article.
    pub container_must_be_marked: bool,
    /// Why not, when not.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub exception: Option<String>,
    /// A mark that is right.
    pub example: String,
    /// Methods that are prescribed; empty: any that is legible, conspicuous and permanent enough.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub methods: Vec<String>,
    /// Whether the words of the mark are accepted.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub mark_accepted: Option<bool>,
    /// Whether the method is accepted.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub method_accepted: Option<bool>,
    /// Whether the other place is answered rightly.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub other_place_answered: Option<bool>,
    /// Whether a certificate of marking for repacking is due with the entry summary (19 CFR 134.26).
    pub repacking_certificate: bool,
    /// Marking duty, US dollars.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub marking_duty: Option<Cents>,
    /// Whether all of it is right.
    pub right: bool,
    /// What a person should know.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub notes: Vec<String>,
    /// The proof.
    pub proof: Proof,
}

/// Decides a question.
pub(super) fn marking(
    law: &OriginLaw,
    pack: &Pack,
    question: &MarkingQuestion,
    today: Date,
) -> Result<Answer<Marking>, Refused> {
    let known = question.known.unwrap_or(today);
    let special = exceptions::special_method(pack, question, known);
    let spared = exceptions::spared(pack, question, special.as_ref(), known)?;
    let mut parts = Vec::new();
    let mut notes: Vec<String> = Vec::new();
    let (article, container) = match &spared.held {
        Some(container) => (false, *container == Container::Marked),
        None => (true, false),
    };
    parts.push(spared.proof);
    let mark_accepted = question.mark.as_ref().map(|text| match question.accepted_by_ruling {
        Some(accepted) => Proof::fact(
            format!("«{}» as a ruling decides", text.chars().take(100).collect::<String>()),
            accepted,
        ),
        None => Mark {
            pack,
            origin: question.origin,
            usmca_good: question.usmca_good,
            assembled: question.assembled,
            day: question.date,
            known,
        }
        .judge(text),
    });
    let method_accepted = question.method.as_deref().and_then(|method| {
        let special = special.as_ref()?;
        let accepted = special.methods.iter().any(|held| &**held == method);
        let what =
            format!("{}: {method} is {}", special.what, if accepted { "prescribed" } else { "not enough" });
        Some(Proof::fact(what, accepted).cite(special.cite.clone()))
    });
    let other_place = question.other_place.as_ref().map(other_place);
    let (mark, method, place) = (holds(&mark_accepted), holds(&method_accepted), holds(&other_place));
    parts.extend([mark_accepted, method_accepted, other_place].into_iter().flatten());
    let repacking = question.repacked && !question.open_container && article;
    if repacking {
        notes.push(
            "the importer certifies with the entry summary that repacking will not hide the mark, and tells a buyer who \
             repacks (19 CFR 134.26)"
                .to_string(),
        );
    }
    let marking_duty =
        question.breach.as_ref().map(|breach| duty(law, question, breach, known)).transpose()?;
    if let Some((proof, _)) = &marking_duty {
        parts.push(proof.clone());
        notes.push(
            "the duty is no penalty, is not remitted, and delivery is withheld until the goods are marked"
                .into(),
        );
    }
    let proof = Proof::all("the good is marked as the law asks", parts);
    // Open points about the exception or the words must be answered first; a failed mark is an answer.
    let open = proof.parts.iter().any(|part| part.holds.is_none());
    if open {
        let needs = proof.parts.iter().flat_map(Proof::needs).collect();
        return Ok(Answer::needs(needs, proof.steps()));
    }
    let name = marked_name(pack, question.origin, question.date, known);
    let steps = if question.explain.steps() { proof.steps() } else { Vec::new() };
    let answer = Marking {
        article_must_be_marked: article,
        container_must_be_marked: container,
        exception: spared.name,
        example: if container { format!("Contents made in {name}") } else { format!("Made in {name}") },
        methods: special
            .map(|row| row.methods.iter().map(|method| method.to_string()).collect())
            .unwrap_or_default(),
        mark_accepted: mark,
        method_accepted: method,
        other_place_answered: place,
        repacking_certificate: repacking,
        marking_duty: marking_duty.map(|(_, duty)| duty),
        right: ![mark, method, place].contains(&Some(false)),
        notes,
        proof,
    };
    Ok(Answer::decided(answer, steps))
}

fn holds(proof: &Option<Proof>) -> Option<bool> {
    proof.as_ref().and_then(|proof| proof.holds)
}

/// The name that the mark shows: Hong Kong goods show China, by a row of the table.
fn marked_name(pack: &Pack, origin: Country, day: Date, known: Date) -> String {
    let rows = pack.rows("marking_names", |cells| {
        let country = cells.parse::<Country>("country")?;
        Some((cells.shared("text"), country, cells.text("why") == "prescribed name"))
    });
    let prescribed =
        rows.iter().filter(|row| row.holds(day, known)).find(|row| row.value.1 == origin && row.value.2);
    let own = || pack.countries().name(origin).unwrap_or(origin.as_str()).to_string();
    prescribed.map_or_else(own, |row| row.value.0.to_string())
}

/// Words that may mislead need the origin beside them.
fn other_place(place: &OtherPlace) -> Proof {
    let cite = Citation::new("19 CFR 134.46");
    let shown: String = place.text.chars().take(100).collect();
    match place.may_mislead {
        Some(false) => Proof::fact(format!("«{shown}» does not mislead about the origin"), true).cite(cite),
        None => {
            let ask = format!("Could «{shown}» mislead a purchaser about the origin?");
            Proof::waits(
                format!("«{shown}»"),
                need("other_place.may_mislead", ask, "whether the origin must stand beside it"),
            )
        }
        Some(true) => {
            let parts = vec![
                Proof::fact("the country of origin stands close to it, on the same side", place.origin_close),
                Proof::fact("in at least comparable size", place.comparable_size),
                Proof::fact("after «Made in», «Product of» or similar words", place.with_made_in),
            ];
            Proof::all(format!("«{shown}» is answered by the origin"), parts).cite(cite)
        }
    }
}

/// Ten percent of the final appraised value unless cured before liquidation (19 USC 1304(i)).
fn duty(
    law: &OriginLaw,
    question: &MarkingQuestion,
    breach: &Breach,
    known: Date,
) -> Result<(Proof, Cents), Refused> {
    let row = law.figure("marking", "marking_duty_percent", question.date, known)?;
    let cured = match (breach.cure, breach.cured_on, breach.liquidated_on) {
        (Cure::None, ..) => false,
        (_, Some(cured), Some(liquidated)) => cured < liquidated,
        (_, _, None) => true,
        (_, None, Some(_)) => false,
    };
    let owed = if cured { Decimal::ZERO } else { row.value * breach.final_value / Decimal::ONE_HUNDRED };
    let duty = Cents::from_dollars(owed, Round::HalfUp)
        .map_err(|error| Refused::field("breach.final_value", error.to_string(), "check the value"))?;
    let what = if cured {
        "marked, exported or destroyed under supervision before liquidation: no marking duty".to_string()
    } else {
        format!("{} percent of {}: {duty}", row.value.normalize(), breach.final_value.normalize())
    };
    Ok((Proof::fact(what, cured).cite(row.cite.clone()), duty))
}
