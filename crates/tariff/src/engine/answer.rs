//! The answer of `cocket rate`, and the typed result that the entry is prepared from.

use cocket_base::ids::TariffNumber;
use cocket_base::{
    Cents, Citation, Decimal, Determination, Dollars, Finding, Need, Outcome, Reason, Step, figure,
};
use serde::{Deserialize, Serialize};

use super::quota::QuotaStanding;

/// One reported tariff number with its duty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DutyLine {
    /// The number as reported.
    #[serde(rename = "hts")]
    pub number: TariffNumber,
    /// Whose duty it is: `base`, or the authority's id as in `s301-china`.
    pub authority: String,
    /// The rate as printed or applied: `25%`, `15% all-in`, `0`, `0.5¢ each + 8.5%`, `Free (SPI S)`.
    pub rate: String,
    /// Value it applied to, whole dollars.
    #[serde(serialize_with = "figure::text")]
    pub base: Dollars,
    /// Duty, rounded half up to the cent.
    pub amount: Cents,
    /// Why the number is reported, in a sentence.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// How the amount came about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}

/// A remark on the standing of a duty before the courts or its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LegalNote {
    /// The authority's id.
    pub authority: String,
    /// `in-force`, `ended`, `held-unlawful`, `refundable` or `under-appeal`.
    pub status: String,
    /// What happened, by whom and when.
    pub text: String,
    /// Duty of this line that the remark concerns.
    pub amount: Cents,
}

/// The column of the schedule that the line uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Column {
    /// Column 1 general.
    General,
    /// Column 1 special, by an accepted claim.
    Special,
    /// Column 2 (general note 3(b)).
    Other,
}

impl Column {
    /// The word used in conditions and steps.
    pub fn word(self) -> &'static str {
        match self {
            Column::General => "general",
            Column::Special => "special",
            Column::Other => "other",
        }
    }
}

/// A deposit on one antidumping or countervailing case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CaseDeposit {
    /// The case as given.
    pub case: String,
    /// The rate as applied.
    #[serde(serialize_with = "figure::text")]
    pub rate: Decimal,
    /// `value`, or the unit of a specific deposit.
    pub basis: String,
    /// Value it applied to, whole dollars.
    #[serde(serialize_with = "figure::text")]
    pub base: Dollars,
    /// Deposit, rounded half up to the cent.
    pub amount: Cents,
}

/// What a chapter 98 claim changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Chapter98Effect {
    /// The provision claimed.
    #[serde(rename = "hts")]
    pub number: TariffNumber,
    /// Value that stays dutiable at the rate of chapters 1 to 97, whole dollars.
    #[serde(serialize_with = "figure::text")]
    pub dutiable: Dollars,
    /// Value on which the merchandise processing fee falls, whole dollars; none where the line bears no such fee.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "figure::optional_text")]
    pub processing_fee_base: Option<Dollars>,
    /// What must be true of the goods, in a sentence.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub condition: String,
    /// The bond under which they are admitted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bond: Option<String>,
    /// Source.
    pub cite: Citation,
}

/// Everything a line owes, in the order in which it is reported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LineDuty {
    /// Chapter 98 and 99 numbers before the chapter 1–97 number.
    pub lines: Vec<DutyLine>,
    /// Sum of duty.
    pub duty: Cents,
    /// Column used.
    pub column: Column,
    /// The programme claim, when it was accepted.
    pub spi: Option<String>,
    /// Schedule revision used, as in `2026_rev_10`; none when the question brought its own rate texts.
    pub revision: Option<String>,
    /// What an accepted chapter 98 claim changes.
    pub chapter98: Option<Chapter98Effect>,
    /// Where the line stands with the quota of its number.
    pub quota: Option<QuotaStanding>,
    /// Deposits.
    pub adcvd: Vec<CaseDeposit>,
    /// What is assessed and what is owed of it.
    pub standing: DutyStanding,
    /// Fees that the line alone can know.
    pub fees: LineFees,
    /// Lawful claims not made, with what each saves; the best first.
    pub claims: Vec<ClaimNotMade>,
    /// Unanswered facts that would change the total, each with the money it would move.
    pub needs: Vec<Need>,
    /// Between what the duty can come to by the answers; none where none of them moves it.
    pub range: Option<DutyRange>,
    /// Remarks on the standing of what was assessed.
    pub legal_status: Vec<LegalNote>,
    /// What a person should look at, such as a claim that was not accepted.
    pub findings: Vec<Finding>,
}

/// The answer of `cocket rate`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RateAnswer {
    /// The question's id.
    pub id: String,
    /// `decided`, `needs_facts`, `prohibited` or `invalid`.
    pub outcome: &'static str,
    /// Reported numbers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<DutyLine>,
    /// Sum of duty, while what is not answered is as the contract says; `range` tells what it can come to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duty: Option<Cents>,
    /// Between what the duty can come to while facts are not answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<DutyRange>,
    /// What is assessed and what is owed of it: the keys `assessed`, `owed`, `refundable`, `under_appeal`.
    #[serde(flatten)]
    pub standing: Option<DutyStanding>,
    /// Fees that a line alone can know; the merchandise processing fee is the entry's.
    pub fees: LineFees,
    /// What an accepted chapter 98 claim changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chapter98: Option<Chapter98Effect>,
    /// Where the line stands with the quota of its number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quota: Option<QuotaStanding>,
    /// Deposits.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub adcvd: Vec<CaseDeposit>,
    /// Lawful claims not made, with what each saves; the best first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<ClaimNotMade>,
    /// Facts that are missing, or that would change the total.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Need>,
    /// Standing of what was assessed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub legal_status: Vec<LegalNote>,
    /// Why the goods may not be entered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
    /// What is wrong with the question.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// Schedule revision used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// The worked reasoning, when asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}

/// Fees of one line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LineFees {
    /// Harbor maintenance fee of the line; what the summary collects is the entry's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hmf: Option<Cents>,
    /// Fees and taxes that may fall on the goods, for information: no figure of them is verified.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub may_apply: Vec<MayApply>,
}

/// A charge that may fall on the goods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MayApply {
    /// Class code of the entry summary, as in `056`.
    pub code: String,
    /// Its name.
    pub name: String,
    /// `fee` or `excise`.
    pub kind: String,
    /// What it is measured by, in words.
    pub basis: String,
    /// Source.
    pub cite: Citation,
}

/// What the tariff says on the day, and what is owed of it as far as is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DutyStanding {
    /// Duty as printed and collected.
    pub assessed: Cents,
    /// Duty that stands: without what is refundable, and without what was held unlawful where no appeal is open.
    pub owed: Cents,
    /// Duty that comes back on request.
    pub refundable: Cents,
    /// Duty on which an appeal is open.
    pub under_appeal: Cents,
}

/// Between what a duty can come to by the answers to what is not answered, and the facts that settle it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyRange {
    /// The least.
    pub least: Cents,
    /// The most.
    pub most: Cents,
    /// The facts that move it, the weightiest first.
    pub settled_by: Vec<String>,
}

impl DutyRange {
    /// The span of the duties that answers come to; none where all come to the same.
    pub(super) fn of(totals: &[Cents], settled_by: Vec<String>) -> Option<DutyRange> {
        let (least, most) = (*totals.iter().min()?, *totals.iter().max()?);
        (least != most).then_some(DutyRange { least, most, settled_by })
    }
}

/// A lawful claim that nobody has made and that would lower the duty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClaimNotMade {
    /// How it is claimed: `spi KR`, or `confirm 9903.88.69`.
    pub claim: String,
    /// The condition, as a question.
    pub question: String,
    /// Duty with the claim.
    pub duty: Cents,
    /// What it saves.
    pub saving: Cents,
    /// Source.
    pub cite: Citation,
}

impl RateAnswer {
    /// An answer that only says what is wrong with the question.
    pub fn invalid(id: impl Into<String>, findings: Vec<Finding>) -> RateAnswer {
        RateAnswer {
            id: id.into(),
            outcome: "invalid",
            lines: Vec::new(),
            duty: None,
            range: None,
            standing: None,
            fees: LineFees::default(),
            claims: Vec::new(),
            chapter98: None,
            quota: None,
            adcvd: Vec::new(),
            needs: Vec::new(),
            legal_status: Vec::new(),
            reasons: Vec::new(),
            findings,
            revision: None,
            steps: Vec::new(),
        }
    }

    /// The contract's answer from a determination; steps only when `explain`.
    pub fn from_determination(id: &str, determination: Determination<LineDuty>, explain: bool) -> RateAnswer {
        let mut answer = RateAnswer::invalid(id, Vec::new());
        answer.steps = if explain { determination.steps } else { Vec::new() };
        match determination.outcome {
            Outcome::Decided { answer: line } => {
                answer.outcome = "decided";
                answer.lines = line.lines;
                answer.duty = Some(line.duty);
                answer.range = line.range;
                answer.chapter98 = line.chapter98;
                answer.quota = line.quota;
                answer.adcvd = line.adcvd;
                answer.standing = Some(line.standing);
                answer.fees = line.fees;
                answer.claims = line.claims;
                answer.needs = line.needs;
                answer.legal_status = line.legal_status;
                answer.revision = line.revision;
                answer.findings = line.findings;
                if !explain {
                    answer.lines.iter_mut().for_each(|line| line.steps.clear());
                }
            }
            Outcome::NeedsFacts { needs } => {
                answer.outcome = "needs_facts";
                answer.needs = needs;
            }
            Outcome::Prohibited { reasons } => {
                answer.outcome = "prohibited";
                answer.reasons = reasons;
            }
        }
        answer
    }
}
