//! `cocket origin`: one question, one answer.

use cocket_base::{Date, Explain, Finding, Need, Shaped, Step, question};
use cocket_law::Pack;
use serde::{Deserialize, Serialize};

use super::answer::{Answer, Refused};
use super::automotive::{self, Automotive, AutomotiveQuestion};
use super::certificate::{self, CertificateChecked, CertificateQuestion};
use super::country::{self, CountryQuestion, Origins};
use super::law::OriginLaw;
use super::letter::{self, Letter, LetterQuestion};
use super::marking::{self, Marking, MarkingQuestion};
use super::qualify::{self, Qualified, QualifyQuestion};
use super::refund::{self, Refund, RefundQuestion};
use super::textile::{self, TextileOrigin, TextileQuestion};
use crate::unverified::confirm;

/// A question about origin, by its `kind`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum OriginQuestion {
    /// Does a good qualify under an agreement or programme?
    #[serde(deserialize_with = "question::named")]
    Qualify(Box<QualifyQuestion>),
    /// Does a vehicle or a part meet the automotive rules of the USMCA?
    #[serde(deserialize_with = "question::named")]
    Automotive(Box<AutomotiveQuestion>),
    /// Does a certification support a claim?
    #[serde(deserialize_with = "question::named")]
    Certificate(Box<CertificateQuestion>),
    /// A letter that asks a supplier for a certification.
    #[serde(deserialize_with = "question::named")]
    RequestLetter(Box<LetterQuestion>),
    /// Can duty be claimed back after importation?
    #[serde(deserialize_with = "question::named")]
    RefundClaim(Box<RefundQuestion>),
    /// Where does a good come from, for duty, mark, preference and AD/CVD?
    #[serde(deserialize_with = "question::named")]
    Country(Box<CountryQuestion>),
    /// Where does a textile or apparel product come from?
    #[serde(deserialize_with = "question::named")]
    Textile(Box<TextileQuestion>),
    /// How must a good be marked, and is a mark right?
    #[serde(deserialize_with = "question::named")]
    Marking(Box<MarkingQuestion>),
}

impl OriginQuestion {
    /// Its id.
    pub fn id(&self) -> &str {
        match self {
            OriginQuestion::Qualify(q) => &q.id,
            OriginQuestion::Automotive(q) => &q.id,
            OriginQuestion::Certificate(q) => &q.id,
            OriginQuestion::RequestLetter(q) => &q.id,
            OriginQuestion::RefundClaim(q) => &q.id,
            OriginQuestion::Country(q) => &q.id,
            OriginQuestion::Textile(q) => &q.id,
            OriginQuestion::Marking(q) => &q.id,
        }
    }

    /// What it wants besides its answer; a letter has nothing to explain.
    pub fn explain(&self) -> Explain {
        match self {
            OriginQuestion::Qualify(q) => q.explain,
            OriginQuestion::Automotive(q) => q.explain,
            OriginQuestion::Certificate(q) => q.explain,
            OriginQuestion::RequestLetter(_) => Explain::No,
            OriginQuestion::RefundClaim(q) => q.explain,
            OriginQuestion::Country(q) => q.explain,
            OriginQuestion::Textile(q) => q.explain,
            OriginQuestion::Marking(q) => q.explain,
        }
    }

    /// The same question, explained so unless it says itself how.
    pub fn explained(mut self, wish: Explain) -> OriginQuestion {
        let explain = match &mut self {
            OriginQuestion::Qualify(q) => &mut q.explain,
            OriginQuestion::Automotive(q) => &mut q.explain,
            OriginQuestion::Certificate(q) => &mut q.explain,
            OriginQuestion::RequestLetter(_) => return self,
            OriginQuestion::RefundClaim(q) => &mut q.explain,
            OriginQuestion::Country(q) => &mut q.explain,
            OriginQuestion::Textile(q) => &mut q.explain,
            OriginQuestion::Marking(q) => &mut q.explain,
        };
        *explain = explain.or(wish);
        self
    }
}

/// The answer to a question about origin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OriginAnswer {
    /// The question's id.
    pub id: String,
    /// What it came to.
    #[serde(flatten)]
    pub result: OriginResult,
}

/// What a question about origin came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum OriginResult {
    /// Decided; a good that does not qualify is decided too.
    Decided(Box<OriginDecided>),
    /// Facts are missing, or the judgement of a person.
    NeedsFacts {
        /// Which.
        needs: Vec<Need>,
        /// How far it came.
        steps: Vec<Step>,
        /// What unverified law would make of the question: it warns, and decides once a person has confirmed it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        would: Option<Box<OriginDecided>>,
    },
    /// The question cannot be answered as it stands.
    Invalid {
        /// Why.
        findings: Vec<Finding>,
    },
}

/// What was decided, with its steps when they were asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OriginDecided {
    /// The answer by the kind of the question.
    #[serde(flatten)]
    pub answer: Decision,
    /// The worked steps.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}

/// An answer by the kind of its question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Decision {
    /// Of `qualify`.
    Qualified(Qualified),
    /// Of `certificate`.
    Certificate(CertificateChecked),
    /// Of `request_letter`.
    Letter(Letter),
    /// Of `refund_claim`.
    Refund(Refund),
    /// Of `country`.
    Origins(Origins),
    /// Of `textile`.
    Textile(TextileOrigin),
    /// Of `marking`.
    Marking(Marking),
    /// Of `automotive`.
    Automotive(Automotive),
}

/// Answers a question; `today` stands in where it names no day of knowledge. `law` is the law of origin of `pack`.
pub fn answer(law: &OriginLaw, pack: &Pack, question: &OriginQuestion, today: Date) -> OriginAnswer {
    let result = match work(law, pack, question, today) {
        OriginResult::Decided(decided) => {
            let without = law.verified(pack).zip(pack.verified());
            let without = without.map(|(law, pack)| work(law, pack, question, today));
            let would = OriginResult::Decided(decided.clone());
            match without.and_then(|without| confirm(&would, &without)) {
                Some(need) => {
                    let steps = decided.steps.clone();
                    OriginResult::NeedsFacts { needs: vec![need], steps, would: Some(decided) }
                }
                None => would,
            }
        }
        other => other,
    };
    OriginAnswer { id: question.id().to_string(), result }
}

fn work(law: &OriginLaw, pack: &Pack, question: &OriginQuestion, today: Date) -> OriginResult {
    let answered = match question {
        OriginQuestion::Qualify(q) => {
            qualify::qualify(law, pack, q, today).map(|a| a.map(Decision::Qualified))
        }
        OriginQuestion::Automotive(q) => {
            automotive::automotive(pack, q, today).map(|a| a.map(Decision::Automotive))
        }
        OriginQuestion::Certificate(q) => {
            certificate::check(law, pack, q, today).map(|a| a.map(Decision::Certificate))
        }
        OriginQuestion::RequestLetter(q) => {
            letter::write(law, pack, q, today).map(|a| a.map(Decision::Letter))
        }
        OriginQuestion::RefundClaim(q) => {
            refund::refund(law, pack, q, today).map(|a| a.map(Decision::Refund))
        }
        OriginQuestion::Country(q) => country::origins(pack, q, today).map(|a| a.map(Decision::Origins)),
        OriginQuestion::Textile(q) => textile::origin(law, pack, q, today).map(|a| a.map(Decision::Textile)),
        OriginQuestion::Marking(q) => marking::marking(law, pack, q, today).map(|a| a.map(Decision::Marking)),
    };
    match answered {
        Ok(Answer::Decided { answer, steps }) => {
            OriginResult::Decided(Box::new(OriginDecided { answer, steps }))
        }
        Ok(Answer::Needs { needs, steps }) => OriginResult::NeedsFacts { needs, steps, would: None },
        Err(Refused(finding)) => OriginResult::Invalid { findings: vec![*finding] },
    }
}
