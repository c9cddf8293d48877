//! Why a good qualifies or comes from where it does: the lead by the kind of question, the reasons from its proof.

use cocket_base::{Explanation, Paragraph, Reader};

use super::names::Names;
use super::steps::asked;
use super::words::{cents, day, exact, list, name, sentence, source};
use crate::origin::{Decision, OriginAnswer, OriginResult, Proof};

/// Deepest level of a proof that a client reads.
const CLIENT_DEPTH: usize = 2;

/// Explains an answer about origin.
pub fn origin(answer: &OriginAnswer, names: &Names<'_>, reader: Reader) -> Explanation {
    match &answer.result {
        OriginResult::Decided(decided) => of_decision(&decided.answer, names, reader),
        OriginResult::NeedsFacts { needs, .. } => Explanation {
            lead: "It cannot be decided yet.".into(),
            questions: needs.iter().map(|need| asked(need, names, reader)).collect(),
            ..Explanation::default()
        },
        OriginResult::Invalid { findings } => super::invalid(findings, names),
    }
}

fn of_decision(decision: &Decision, names: &Names<'_>, reader: Reader) -> Explanation {
    let mut told = Explanation { lead: lead(decision, names), ..Explanation::default() };
    if let Some(proof) = proof(decision) {
        for part in &proof.parts {
            node(part, 1, names, reader, &mut told);
        }
        if let (Reader::Colleague, Some(cite)) = (reader, &proof.cite) {
            let text = sentence(&format!("{}: {}", proof.what, verdict(proof.holds)));
            told.why.insert(0, Paragraph { text, source: Some(source(cite)) });
        }
    }
    more(decision, names, reader, &mut told);
    told
}

fn proof(decision: &Decision) -> Option<&Proof> {
    Some(match decision {
        Decision::Qualified(one) => &one.proof,
        Decision::Certificate(one) => &one.proof,
        Decision::Refund(one) => &one.proof,
        Decision::Origins(one) => &one.proof,
        Decision::Textile(one) => &one.proof,
        Decision::Marking(one) => &one.proof,
        Decision::Automotive(one) => &one.proof,
        Decision::Letter(_) => return None,
    })
}

fn verdict(holds: Option<bool>) -> &'static str {
    match holds {
        Some(true) => "yes",
        Some(false) => "no",
        None => "not known yet",
    }
}

/// A node of the proof with what it rests on. A node that holds or fails beside others that decide is told all the same: the
/// reader sees what was tried.
fn node(proof: &Proof, depth: usize, names: &Names<'_>, reader: Reader, told: &mut Explanation) {
    let says = |proof: &Proof| {
        sentence(&format!("{}: {}", names.told_of_countries(&proof.what, reader), verdict(proof.holds)))
    };
    let mut text = says(proof);
    // What has no law of its own is told in the same paragraph.
    let mut apart = Vec::new();
    for part in &proof.parts {
        let deep = reader == Reader::Client && depth >= CLIENT_DEPTH;
        if deep {
            continue;
        }
        if part.cite.is_some() || !part.parts.is_empty() {
            apart.push(part);
        } else {
            text.push(' ');
            text.push_str(&says(part));
        }
    }
    told.why.push(Paragraph { text, source: proof.cite.as_ref().map(source) });
    for part in apart {
        node(part, depth + 1, names, reader, told);
    }
}

fn lead(decision: &Decision, names: &Names<'_>) -> String {
    match decision {
        Decision::Qualified(good) => {
            let criterion =
                good.criterion.as_ref().map(|letter| format!(", by criterion {letter}")).unwrap_or_default();
            let (goods, agreement) = good_and_agreement(&good.proof.what, names);
            match good.qualifies {
                true => format!("{goods} qualify under {agreement}{criterion}."),
                false => format!("{goods} do not qualify under {agreement}."),
            }
        }
        Decision::Certificate(one) => match one.supports {
            true => "The certification supports the claim.".into(),
            false if one.required => "The certification does not support the claim.".into(),
            false => "No certification is needed for this claim.".into(),
        },
        Decision::Letter(_) => "The letter asks the supplier for a certification.".into(),
        Decision::Refund(one) if one.allowed => {
            let until = one.last_day.map(|last| format!(", until {}", day(last))).unwrap_or_default();
            format!(
                "Duty can be claimed back{until}: {}, of which {} is duty and {} the processing fee; {} stays with the \
                 government.",
                cents(one.refund),
                cents(one.duty),
                cents(one.processing_fee),
                cents(one.stays)
            )
        }
        Decision::Refund(_) => "Duty cannot be claimed back in this way.".into(),
        Decision::Origins(one) => {
            let mut lead = format!(
                "For duty the goods come from {}; they are marked as from {}.",
                names.country(one.duty_origin),
                names.country(one.marking_origin)
            );
            if let Some(preference) = one.preference_origin {
                lead.push_str(&format!(
                    " For the preference they count as from {}.",
                    names.country(preference)
                ));
            }
            if let Some(scope) = one.scope_origin {
                lead.push_str(&format!(
                    " For antidumping and countervailing cases they come from {}.",
                    names.country(scope)
                ));
            }
            lead
        }
        Decision::Textile(one) => {
            format!("The goods come from {}, by paragraph {}.", names.country(one.origin), one.paragraph)
        }
        Decision::Marking(one) => {
            let article = if one.article_must_be_marked { "must" } else { "need not" };
            let container = if one.container_must_be_marked { "must" } else { "need not" };
            let mut lead = format!("The article {article} be marked; its container {container} be.");
            if let Some(duty) = one.marking_duty {
                lead.push_str(&format!(" The marking duty is {}.", cents(duty)));
            }
            lead.push_str(if one.right {
                " The mark is right."
            } else {
                " The mark is not right as it stands."
            });
            lead
        }
        Decision::Automotive(one) => match one.qualifies {
            true => "The automotive rules are met.".into(),
            false => "The automotive rules are not met.".into(),
        },
    }
}

/// The goods and the agreement's full name, from the root of a proof: `a good of 8413.70 of United States-…`.
fn good_and_agreement(root: &str, names: &Names<'_>) -> (String, String) {
    let mut parts = root.splitn(3, " of ").skip(1);
    let number = parts.next().and_then(|number| number.parse().ok());
    let goods = number.and_then(|number| names.number(number));
    let goods = goods.map_or_else(|| "The goods".into(), |what| format!("The goods ({what})"));
    (goods, parts.next().unwrap_or("the agreement").to_string())
}

/// What a kind of question has to say besides its proof.
fn more(decision: &Decision, names: &Names<'_>, reader: Reader, told: &mut Explanation) {
    let plain = |text: String| Paragraph { text, source: None };
    let say = |text: &String| plain(sentence(&names.told_of_countries(text, reader)));
    match decision {
        Decision::Qualified(good) => {
            if reader == Reader::Colleague {
                told.why.extend(good.content.iter().map(|content| {
                    plain(format!(
                        "Regional value content by {}: {} percent, of {} with {} of materials.",
                        content.method.name(),
                        content.percent,
                        exact(content.base),
                        exact(content.materials)
                    ))
                }));
            }
            told.considered.extend(good.claim.notes.iter().map(say));
            told.questions.extend(
                good.open
                    .iter()
                    .map(|open| plain(format!("Is this so? {}", sentence(&names.told(open, reader))))),
            );
            told.what_if.extend(good.remedies.iter().map(|remedy| {
                let missing = remedy
                    .missing_value
                    .map(|value| format!(" Foreign materials would have to fall by {}.", exact(value)))
                    .unwrap_or_default();
                let rule = match reader {
                    Reader::Client => String::new(),
                    Reader::Colleague => format!(" (The alternative is {}.)", remedy.alternative),
                };
                plain(format!("It would qualify with this: {}.{missing}{rule}", list(&remedy.changes)))
            }));
        }
        Decision::Certificate(one) => {
            told.questions
                .extend(one.missing.iter().map(|element| plain(format!("Missing: {}.", name(element)))));
            told.what_if.extend(one.advice.iter().map(say));
            for (what, last) in
                [("It is valid until", one.valid_until), ("It covers goods until", one.covers_until)]
            {
                told.why.extend(last.map(|last| plain(format!("{what} {}.", day(last)))));
            }
        }
        Decision::Letter(letter) => told.why.push(plain(letter.letter.clone())),
        Decision::Refund(one) => {
            told.what_if.extend(one.instead.iter().map(say));
            if let Some(from) = one.interest_from {
                told.why.push(plain(format!("Interest runs from {}.", day(from))));
            }
        }
        Decision::Origins(one) => {
            told.considered.extend(one.notes.iter().map(say));
            told.considered.extend(one.rulings.iter().map(|ruling| Paragraph {
                text: sentence(&format!(
                    "a ruling on {} found {}",
                    ruling.what,
                    if ruling.transformed { "a new article" } else { "no new article" }
                )),
                source: Some(ruling.ruling.clone()),
            }));
        }
        Decision::Textile(one) => told.considered.extend(one.notes.iter().map(say)),
        Decision::Marking(one) => {
            told.why.push(plain(format!("A mark that would do: «{}».", one.example)));
            told.considered.extend(one.notes.iter().map(say));
        }
        Decision::Automotive(_) => {}
    }
}
