//! Claims after importation: 19 USC 1520(d) with 19 CFR 182.31-182.33 and the like of the other agreements; 19 CFR 24.23(c)
//! for the merchandise processing fee, 24.24 for the harbor maintenance fee; 19 USC 1505(c) for interest.

use cocket_base::{Cents, Citation, Date, Explain, Shaped};
use cocket_law::{FeeTreatment, Pack};
use jiff::ToSpan;
use serde::{Deserialize, Serialize};

use super::answer::{Answer, Refused};
use super::law::OriginLaw;
use super::proof::{Proof, need};

/// Can duty be claimed back because the good originated?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(deny_unknown_fields)]
pub struct RefundQuestion {
    /// Echoed.
    #[serde(deserialize_with = "cocket_base::question::id")]
    pub id: String,
    /// The agreement; without it that of `spi`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement: Option<String>,
    /// The symbol that would have been claimed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spi: Option<String>,
    /// Day of importation.
    pub imported: Date,
    /// Day of the claim.
    pub claimed: Date,
    /// What was known that day; default today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<Date>,
    /// Preferential treatment was claimed when the goods were entered.
    #[serde(default)]
    pub claimed_at_entry: bool,
    /// The good qualified when it was imported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qualified: Option<bool>,
    /// A certification is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certification: Option<bool>,
    /// The way that is thought of.
    #[serde(default)]
    pub by: RefundWay,
    /// Base duty paid.
    #[serde(default)]
    pub duty_paid: Option<Cents>,
    /// Chapter 99 duty paid.
    #[serde(default)]
    pub additional_duty_paid: Option<Cents>,
    /// Merchandise processing fee paid.
    #[serde(default)]
    pub processing_fee_paid: Option<Cents>,
    /// Harbor maintenance fee paid.
    #[serde(default)]
    pub harbor_fee_paid: Option<Cents>,
    /// Wants the worked steps: `true`; or told in plain sentences: `client` or `colleague`.
    #[serde(default)]
    pub explain: Explain,
}

/// A way to correct an entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Shaped)]
#[serde(rename_all = "snake_case")]
pub enum RefundWay {
    /// A claim under 19 USC 1520(d).
    #[default]
    PostImportation,
    /// A post summary correction.
    SummaryCorrection,
    /// A protest.
    Protest,
}

/// Whether the claim lies, until when, and what it brings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// Whether the claim lies.
    pub allowed: bool,
    /// Last day of a claim under 19 USC 1520(d), where the agreement has one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub last_day: Option<Date>,
    /// What comes back: base duty, and the merchandise processing fee where the programme exempts.
    pub refund: Cents,
    /// Of which duty.
    pub duty: Cents,
    /// Of which merchandise processing fee.
    pub processing_fee: Cents,
    /// What stays paid: chapter 99 duties and the harbor maintenance fee.
    pub stays: Cents,
    /// Interest runs from this day.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub interest_from: Option<Date>,
    /// What can be done instead.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub instead: Vec<String>,
    /// The proof.
    pub proof: Proof,
}

/// Decides a question.
pub(super) fn refund(
    law: &OriginLaw,
    pack: &Pack,
    question: &RefundQuestion,
    today: Date,
) -> Result<Answer<Refund>, Refused> {
    let known = question.known.unwrap_or(today);
    let agreement = match (&question.agreement, &question.spi) {
        (Some(name), _) => law.agreement(name, question.imported, known)?,
        (None, Some(spi)) => law.by_spi(spi, question.imported, known)?,
        (None, None) => {
            return Err(Refused::field(
                "agreement",
                "no agreement is named",
                "name it, or its symbol in spi",
            ));
        }
    };
    let years = law.figure("refund_claim", "years", question.imported, known)?;
    let count = i32::try_from(years.value.trunc().mantissa()).unwrap_or_default();
    let last = question.imported.checked_add(count.years()).ok().filter(|_| agreement.refund_claim);
    let mut parts = Vec::new();
    let mut instead = Vec::new();
    match question.by {
        RefundWay::PostImportation => {
            let what = format!("19 USC 1520(d) names the {}", agreement.name);
            parts.push(Proof::fact(what, agreement.refund_claim).cite(years.cite.clone()));
            if let Some(last) = last {
                let what = format!("claimed on {}, within a year of importation ({last})", question.claimed);
                let within = question.imported <= question.claimed && question.claimed <= last;
                parts.push(Proof::fact(what, within).cite(years.cite.clone()));
            }
            parts.push(Proof::fact("no claim was made at entry", !question.claimed_at_entry));
        }
        RefundWay::SummaryCorrection => {
            let row = law.maybe(&agreement.agreement, "no_summary_correction", question.imported, known);
            let what = "a post summary correction may add this claim";
            let proof = Proof::fact(what, row.is_none());
            parts.push(row.map(|row| row.cite.clone()).into_iter().fold(proof, Proof::cite));
        }
        RefundWay::Protest => {
            // Without a claim at entry or under 1520(d) customs decided nothing that could be protested.
            let what = "a protest needs a decision on a claim; where 1520(d) is open, that claim comes first";
            let cite = Citation::new("19 USC 1514(a); 19 USC 1520(d)");
            let reached = question.claimed_at_entry || !agreement.refund_claim;
            parts.push(Proof::fact(what, reached).cite(cite));
        }
    }
    match question.qualified {
        Some(qualified) => parts.push(Proof::fact("the good qualified when it was imported", qualified)),
        None => {
            let open = need(
                "qualified",
                "Did the good qualify when it was imported?",
                "whether anything comes back",
            );
            parts.push(Proof::waits("whether the good qualified", open));
        }
    }
    if let Some(held) = question.certification {
        parts.push(Proof::fact("a certification is held", held));
    }
    if !agreement.refund_claim {
        instead.push("correct the summary while it can be corrected, or protest the liquidation".to_string());
    } else if question.by != RefundWay::PostImportation {
        let open = last.filter(|last| !question.claimed_at_entry && question.claimed <= *last);
        instead.extend(open.map(|last| format!("claim under 19 USC 1520(d) by {last}")));
    }
    let proof = Proof::all("duty can be claimed back", parts);
    let Some(allowed) = proof.holds else {
        return Ok(Answer::needs(proof.needs(), proof.steps()));
    };
    let spi = question.spi.as_deref().or(agreement.spi.first().map(|spi| &**spi)).unwrap_or_default();
    let program = pack.programs().program(&spi.to_ascii_uppercase(), question.imported, known).ok();
    let exempt = program.is_some_and(|row| row.mpf == FeeTreatment::Exempt);
    let of =
        |amount: Option<Cents>, counts: bool| amount.filter(|_| allowed && counts).unwrap_or(Cents::ZERO);
    let (duty, fee) = (of(question.duty_paid, true), of(question.processing_fee_paid, exempt));
    let paid = [
        question.duty_paid,
        question.additional_duty_paid,
        question.processing_fee_paid,
        question.harbor_fee_paid,
    ];
    let paid: Cents = paid.into_iter().flatten().sum();
    let steps = if question.explain.steps() { proof.steps() } else { Vec::new() };
    let interest_from =
        Some(question.claimed).filter(|_| allowed && question.by == RefundWay::PostImportation);
    let refund = Refund {
        allowed,
        last_day: last,
        refund: duty + fee,
        duty,
        processing_fee: fee,
        stays: paid - duty - fee,
        interest_from,
        instead,
        proof,
    };
    Ok(Answer::decided(refund, steps))
}
