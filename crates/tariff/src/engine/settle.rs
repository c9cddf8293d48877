//! Headings in evaluation order: does the condition hold, who is displaced, what is charged on which part of the value.
//!
//! This is the reference interpreter: the rules of `docs/measures.md` in their order, over the rows as loaded. It stays plain; speed
//! is the compiled form's. A still plainer walk of all rows, without any index, checks it (`tests/it/naive.rs`).

use cocket_base::ids::TariffNumber;
use cocket_base::{BadMoney, Cents, Decimal, Dollars, Need, Quantity, Round};

use super::case::{Candidate, Case};
use crate::measure::expression::Missing;
use crate::measure::logic::{Truth, Value};
use crate::measure::model::{Form, HeadingId, Share, TagId};
use crate::rate::{QuantityRounding, RateExpr, assess};

/// A heading that applies, with what it charges.
#[derive(Clone, Debug)]
pub(super) struct Applied {
    pub id: HeadingId,
    /// The number reported: the heading's, or its twin's.
    pub number: TariffNumber,
    /// The value it charges.
    pub base: Dollars,
    /// That value as far as facts vouch for it; nothing when the share is unknown.
    pub vouched: Dollars,
    pub amount: Cents,
    /// `25%`, `15% all-in`, `0`.
    pub rate: String,
    /// Shares that were not known, so that the whole value was charged.
    pub missing: Vec<Missing>,
}

/// A heading whose condition nobody could decide.
#[derive(Clone, Debug)]
pub(super) struct Undecided {
    pub id: HeadingId,
    pub missing: Vec<Missing>,
}

/// A heading that its condition or its base shut out, or another displaced; kept for the explanation.
#[derive(Clone, Debug)]
pub(super) struct Out {
    pub id: HeadingId,
    pub why: Why,
}

#[derive(Clone, Debug)]
pub(super) enum Why {
    Displaced(HeadingId),
    ConditionFalse,
    NothingLeft,
}

/// Everything that the headings come to.
#[derive(Clone, Debug, Default)]
pub(super) struct Settled {
    pub applied: Vec<Applied>,
    pub undecided: Vec<Undecided>,
    pub out: Vec<Out>,
    /// Base duty, unless a heading replaced it.
    pub base_duty: Cents,
    pub replaced_by: Option<HeadingId>,
    pub total: Cents,
}

/// Why the headings could not be settled.
#[derive(Clone, Debug)]
pub(super) enum Unsettled {
    /// An amount beyond the range of money.
    Money(BadMoney),
    /// A heading that applies charges by a quantity that is not given.
    Needs(Vec<Need>),
}

impl From<BadMoney> for Unsettled {
    fn from(error: BadMoney) -> Unsettled {
        Unsettled::Money(error)
    }
}

/// Settles all candidates. The undecided conditions of `flipped` headings are taken against their convention, to see what
/// they are worth.
pub(super) fn settle(case: &Case<'_>, flipped: &[HeadingId]) -> Result<Settled, Unsettled> {
    let mut state = State {
        case,
        tags: vec![false; case.pack.tags.len()],
        displaced: Vec::new(),
        settled: Settled { base_duty: case.base.worked.duty, ..Settled::default() },
    };
    for candidate in &case.candidates {
        state.consider(candidate, flipped)?;
    }
    let mut settled = state.settled;
    if settled.replaced_by.is_some() {
        settled.base_duty = Cents::ZERO;
    }
    settled.total = settled.base_duty + settled.applied.iter().map(|applied| applied.amount).sum();
    Ok(settled)
}

struct State<'c, 't> {
    case: &'c Case<'t>,
    tags: Vec<bool>,
    /// Displaced headings, each with the one that displaced it.
    displaced: Vec<(HeadingId, HeadingId)>,
    settled: Settled,
}

impl State<'_, '_> {
    fn consider(&mut self, candidate: &Candidate<'_>, flipped: &[HeadingId]) -> Result<(), Unsettled> {
        let Candidate { id, heading, unheld, .. } = *candidate;
        if let Some((_, by)) = self.displaced.iter().find(|(target, _)| *target == id) {
            self.settled.out.push(Out { id, why: Why::Displaced(*by) });
            return Ok(());
        }
        let mut missing = Vec::new();
        let scene = self.case.scene(&self.tags);
        let mut truth = heading.when.as_ref().map_or(Truth::True, |when| when.truth(&scene, &mut missing));
        if let Some(list) = unheld.filter(|_| truth != Truth::False) {
            // Nobody presumes that goods are on a list that is not held, nor that they are off it.
            truth = match self.case.statements.confirmed(heading.number) {
                Truth::False => Truth::False,
                _ => Truth::Unknown,
            };
            if truth == Truth::Unknown {
                missing.push(Missing::List(list));
            }
        }
        if truth == Truth::Unknown {
            let presumed = heading.presume && !missing.iter().any(|m| matches!(m, Missing::List(_)));
            self.settled.undecided.push(Undecided { id, missing });
            truth = (presumed != flipped.contains(&id)).into();
        }
        if truth != Truth::True {
            self.settled.out.push(Out { id, why: Why::ConditionFalse });
            return Ok(());
        }
        match self.charge(candidate)? {
            Some(applied) => self.apply(candidate, applied),
            None => self.settled.out.push(Out { id, why: Why::NothingLeft }),
        }
        Ok(())
    }

    fn apply(&mut self, candidate: &Candidate<'_>, applied: Applied) {
        let heading = candidate.heading;
        heading.tags.iter().for_each(|tag| self.tags[tag.at()] = true);
        self.displaced.extend(heading.instead_of.iter().map(|target| (*target, candidate.id)));
        if candidate.row.form.replaces() {
            self.settled.replaced_by = Some(candidate.id);
        }
        self.settled.applied.push(applied);
    }

    /// What the heading charges; `None` when no part of the value is left to it.
    fn charge(&self, candidate: &Candidate<'_>) -> Result<Option<Applied>, Unsettled> {
        let Candidate { id, heading, row, .. } = *candidate;
        let dutiable = self.case.dutiable(heading.authority);
        let mut missing = Vec::new();
        let (mut base, known) = match &row.of {
            Share::Whole => (dutiable, true),
            Share::Bases(tags) => (self.bases(tags, dutiable), true),
            Share::Percent(expr) => {
                match expr.value(&self.case.scene(&self.tags), &mut missing).and_then(number) {
                    Some(percent) => (part(dutiable, percent)?, true),
                    None => (dutiable, false),
                }
            }
        };
        if !row.less.is_empty() {
            let taken = self.bases(&row.less, dutiable);
            base = Dollars::new((base.get() - taken.get()).max(0));
        }
        let whole = matches!(row.of, Share::Whole) && row.less.is_empty();
        if base == Dollars::ZERO && !whole {
            return Ok(None);
        }
        let (number, amount, rate) = self.amount(candidate, base)?;
        let vouched = if known { base } else { Dollars::ZERO };
        Ok(Some(Applied { id, number, base, vouched, amount, rate, missing }))
    }

    /// The sum of what applied headings with one of the tags charge on known facts, at most the dutiable value.
    fn bases(&self, tags: &[TagId], dutiable: Dollars) -> Dollars {
        let tagged = |applied: &&Applied| {
            self.case.pack.headings[applied.id.at()].tags.iter().any(|tag| tags.contains(tag))
        };
        let sum: Dollars = self.settled.applied.iter().filter(tagged).map(|applied| applied.vouched).sum();
        Dollars::new(sum.get().min(dutiable.get()))
    }

    fn amount(
        &self,
        candidate: &Candidate<'_>,
        base: Dollars,
    ) -> Result<(TariffNumber, Cents, String), Unsettled> {
        let number = candidate.heading.number;
        Ok(match &candidate.row.form {
            Form::None => (number, Cents::ZERO, "0".into()),
            Form::AddRate(rate) | Form::BaseRate(rate) => {
                (number, self.by_quantity(rate, base)?, rate.to_string())
            }
            Form::Add(percent) | Form::Base(percent) => {
                (number, of(base, *percent)?, format!("{}%", percent.normalize()))
            }
            Form::Total(percent) => match (self.case.base.ave_pct, candidate.heading.twin) {
                (Some(ave), Some(twin)) if ave >= *percent => (twin, Cents::ZERO, "0".into()),
                _ => (number, self.top_up(base, *percent)?, format!("{}% all-in", percent.normalize())),
            },
        })
    }

    /// A rate by quantity on a share of the value: its amounts per unit follow the share.
    fn by_quantity(&self, rate: &RateExpr, base: Dollars) -> Result<Cents, Unsettled> {
        if base == Dollars::ZERO && self.case.value > Dollars::ZERO {
            return Ok(Cents::ZERO);
        }
        let question = self.case.question;
        let quantities: Vec<Quantity> = question.quantities.iter().map(Quantity::from).collect();
        let rounding = QuantityRounding::of(&question.hts, self.case.as_of.day);
        let facts = self.case.statements.rate_facts(self.case.value);
        let facts = facts.quantities(&quantities).rounding(rounding);
        let worked = assess(rate, &facts).map_err(Unsettled::Needs)?;
        if base == self.case.value {
            return Ok(worked.duty);
        }
        let too_large = || BadMoney::TooLarge { text: format!("{rate} of {base} USD") };
        Ok(worked.scaled(base, self.case.value).ok_or_else(too_large)?.duty)
    }

    /// What the base duty lacks to the total, on the share of the value left to the heading.
    fn top_up(&self, base: Dollars, percent: Decimal) -> Result<Cents, BadMoney> {
        let whole = self.case.base.dutiable.as_decimal();
        let total = base.as_decimal() * percent / Decimal::ONE_HUNDRED;
        let share = if whole.is_zero() {
            Decimal::ZERO
        } else {
            self.case.base.worked.exact * base.as_decimal() / whole
        };
        Cents::from_dollars((total - share).max(Decimal::ZERO), Round::HalfUp)
    }
}

fn number(value: Value) -> Option<Decimal> {
    value.number()
}

/// Percent of a value in cents, half up.
fn of(base: Dollars, percent: Decimal) -> Result<Cents, BadMoney> {
    Cents::from_dollars(base.as_decimal() * percent / Decimal::ONE_HUNDRED, Round::HalfUp)
}

/// A share of a value in whole dollars, half up; a share beyond the whole is the whole.
fn part(value: Dollars, percent: Decimal) -> Result<Dollars, BadMoney> {
    let sane = percent.clamp(Decimal::ZERO, Decimal::ONE_HUNDRED);
    Dollars::from_exact(value.as_decimal() * sane / Decimal::ONE_HUNDRED, Round::HalfUp)
}
