//! Chapter 98 claims: which part of the value stays dutiable, on which condition, and what else the provision changes.
//!
//! The rules are rows of the pack. The longest prefix decides; of several rows of one prefix the first whose condition is not
//! false, or true where the row asks for a statement. An authority of chapter 99 may have a row of its own (section 232 and 9802.00.60).

use cocket_base::ids::TariffNumber;
use cocket_base::{Cents, Dollars, Finding, Need, Place, Round, Step};

use super::answer::{Chapter98Effect, DutyLine};
use super::base::Trouble;
use super::columns::Columns;
use super::question::RateQuestion;
use super::scene::LineScene;
use crate::measure::expression::Missing;
use crate::measure::logic::Truth;
use crate::measure::model::{Chapter98, Chapter98Base, Pack, ProcessingFee};
use crate::rate::RateExpr;

/// A claim as the question makes it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claim98 {
    pub number: TariffNumber,
    /// The value that the provision names, in whole dollars.
    pub value: Option<Dollars>,
}

/// What became of a claim.
#[derive(Clone, Debug)]
pub(super) struct Claimed<'t> {
    pub claim: Claim98,
    /// The pack's row that frees; none when the claim was refused.
    pub rule: Option<&'t Chapter98>,
    /// Value dutiable at the rate of chapters 1 to 97.
    pub dutiable: Dollars,
    /// The rate that the provision prints, where it takes the place of the line's own.
    pub own_rate: Option<(RateExpr, String)>,
    /// What conditions of the provision wait for.
    pub open: Vec<Missing>,
}

/// Reads the claim of a question.
pub(super) fn read(question: &RateQuestion, entered: Dollars) -> Result<Option<Claim98>, Trouble> {
    let Some(claim) = &question.chapter98 else { return Ok(None) };
    if claim.hts.chapter() != 98 || claim.hts.len() < 8 {
        let text = format!("{} is no number of chapter 98 with 8 or 10 digits", claim.hts);
        return Err(Trouble::invalid("HTS_UNKNOWN", "chapter98.hts", text));
    }
    let bad = |text: String| Trouble::invalid("BAD_VALUE", "chapter98.value", text);
    let value = claim.value.map(|value| Dollars::from_exact(value, Round::HalfUp)).transpose();
    let value = value.map_err(|error| bad(error.to_string()))?;
    match value {
        Some(value) if value.get() < 0 => Err(bad("the value is negative".into())),
        Some(value) if value > entered => Err(bad(format!(
            "the value {value} is more than the entered value {entered}; it is a part of it"
        ))),
        _ => Ok(Some(Claim98 { number: claim.hts, value })),
    }
}

/// Judges the claim by the pack's rules. A claim that does not stand leaves the whole value dutiable and says why.
pub(super) fn judge<'t>(
    claim: Claim98,
    pack: &'t Pack,
    scene: &LineScene<'_>,
    entered: Dollars,
    (provision, spi): (Option<&Columns>, Option<&str>),
    findings: &mut Vec<Finding>,
) -> Result<Claimed<'t>, Trouble> {
    let whole = Claimed { claim, rule: None, dutiable: entered, own_rate: None, open: Vec::new() };
    let refused = |why: String, remedy: &str| {
        let text = format!("the claim of {} is not accepted: {why}", claim.number);
        Finding::warn("CHAPTER98_REFUSED", Place::field("chapter98.hts"), text).with_remedy(remedy)
    };
    let fitting = fitting(claim.number, scene, &pack.chapter98);
    let Some(first) = fitting.first() else {
        let text = format!(
            "no rule of the measures says on {} what {} leaves dutiable",
            scene.as_of.day, claim.number
        );
        return Err(Trouble::invalid("CHAPTER98_UNKNOWN", "chapter98.hts", text));
    };
    let in_column: Vec<&'t Chapter98> =
        fitting.iter().copied().filter(|rule| rule.columns.contains(&scene.column)).collect();
    if in_column.is_empty() {
        let why = format!("it frees nothing in column {} ({})", scene.column.word(), first.cite);
        findings
            .push(refused(why, "claim the preference that the provision asks for, or take the claim out"));
        return Ok(whole);
    }
    let mut open = Vec::new();
    let Some(rule) = in_column.iter().copied().find(|rule| stands(rule, scene, &mut open)) else {
        let why = format!("{} ({})", in_column[0].condition, in_column[0].cite);
        findings.push(refused(why, "take the claim out, or correct the fact that denies it"));
        return Ok(whole);
    };
    if matches!(rule.base, Chapter98Base::Claimed | Chapter98Base::LessClaimed) && claim.value.is_none() {
        return Err(Trouble::Needs(vec![Need {
            fact: "chapter98.value".into(),
            question: format!(
                "What is the value that {} names (repair, processing or US parts), in US dollars?",
                claim.number
            ),
            affects: format!("the dutiable value ({})", rule.cite),
        }]));
    }
    let mut own_rate = None;
    if rule.base == Chapter98Base::OwnRate {
        let unreadable = |error: String| Trouble::invalid("RATE_UNREADABLE", "chapter98.hts", error);
        let printed = provision.map(|columns| columns.own_rate(scene.column, spi).map_err(unreadable));
        own_rate = printed.transpose()?.flatten();
        if own_rate.is_none() {
            let why = format!("the schedule prints no rate of it for this column and claim ({})", rule.cite);
            findings
                .push(refused(why, "claim the programme that the provision lists, or take the claim out"));
            return Ok(whole);
        }
    }
    Ok(Claimed { claim, rule: Some(rule), dutiable: part(rule.base, claim, entered), own_rate, open })
}

/// Rows of the longest prefix that fit the number and are live, in the order given.
fn fitting<'r>(number: TariffNumber, scene: &LineScene<'_>, rules: &'r [Chapter98]) -> Vec<&'r Chapter98> {
    let live = |rule: &&Chapter98| {
        number.starts_with(&rule.prefix)
            && rule.window.holds(scene.as_of.day)
            && scene.as_of.knows(rule.known)
    };
    let mut found: Vec<&Chapter98> = rules.iter().filter(live).collect();
    let longest = found.iter().map(|rule| rule.prefix.len()).max().unwrap_or(0);
    found.retain(|rule| rule.prefix.len() == longest);
    found
}

/// True when the condition of a rule holds, or when nobody has stated it and the claim is itself the importer's word. What it
/// waits for is added to `open`.
fn stands(rule: &Chapter98, scene: &LineScene<'_>, open: &mut Vec<Missing>) -> bool {
    let Some(when) = &rule.when else { return true };
    match when.truth(scene, open) {
        Truth::True => true,
        Truth::False => false,
        Truth::Unknown => rule.presume,
    }
}

fn part(base: Chapter98Base, claim: Claim98, entered: Dollars) -> Dollars {
    let claimed = claim.value.unwrap_or(Dollars::ZERO);
    match base {
        Chapter98Base::Full => entered,
        Chapter98Base::Nothing | Chapter98Base::OwnRate => Dollars::ZERO,
        Chapter98Base::Claimed => claimed,
        Chapter98Base::LessClaimed => Dollars::new(entered.get() - claimed.get()),
    }
}

impl Claimed<'_> {
    /// What must be true of the goods, in a sentence.
    pub fn condition(&self) -> &str {
        self.rule.map_or("", |rule| &rule.condition)
    }

    /// True when the part that stays dutiable bears no duty of chapters 1 to 97.
    pub fn frees_the_rest(&self) -> bool {
        self.rule.is_some_and(|rule| rule.free)
    }

    /// The value that an authority's duty starts from: its own row for the provision goes before the pack's.
    pub fn dutiable_for(&self, own: &[Chapter98], scene: &LineScene<'_>, entered: Dollars) -> Dollars {
        let Some(rule) = self.rule else { return entered };
        let fits = fitting(self.claim.number, scene, own);
        let own = fits.into_iter().find(|own| {
            own.prefix.len() >= rule.prefix.len()
                && own.columns.contains(&scene.column)
                && stands(own, scene, &mut Vec::new())
        });
        part(own.unwrap_or(rule).base, self.claim, entered)
    }

    /// The chapter 98 number with the part of the value that it frees.
    pub fn line(&self, entered: Dollars) -> Option<DutyLine> {
        let rule = self.rule?;
        let number = self.claim.number;
        let dutiable = if self.own_rate.is_some() { entered } else { self.dutiable };
        let freed = Dollars::new(entered.get() - dutiable.get());
        let step = Step::new(format!("{number} claimed: {dutiable} USD stay dutiable"));
        Some(DutyLine {
            number,
            authority: "base".into(),
            rate: rule.rate.to_string(),
            base: freed,
            amount: Cents::ZERO,
            why: match &self.own_rate {
                Some((_, rate)) => format!("{number} sets the rate: {rate}"),
                None => format!("{freed} USD of the value are free of duty under {number}"),
            },
            steps: vec![step.base(format!("{entered} USD")).cite(rule.cite.clone())],
        })
    }

    /// What the claim changes beside the duty.
    pub fn effect(&self, entered: Dollars) -> Option<Chapter98Effect> {
        let rule = self.rule?;
        let fee_base = match rule.processing_fee {
            ProcessingFee::Exempt => None,
            ProcessingFee::OnDutiable => Some(self.dutiable),
            ProcessingFee::OnWhole => Some(entered),
        };
        Some(Chapter98Effect {
            number: self.claim.number,
            dutiable: self.dutiable,
            processing_fee_base: fee_base,
            condition: rule.condition.to_string(),
            bond: rule.bond.as_deref().map(String::from),
            cite: rule.cite.clone(),
        })
    }
}
