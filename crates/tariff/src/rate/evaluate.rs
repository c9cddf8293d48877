//! Working out the duty of a rate expression from facts. A missing fact is a need with its question, never zero.
//!
//! Each term is exact; the sum is rounded half up to the cent once (19 CFR 159.3).

use cocket_base::{Cents, Citation, Decimal, Dollars, Need, Quantity, Round, Step, Unit};

use super::amounts::DollarFact;
use super::basis::Basis;
use super::expr::{Graduated, RateExpr, Reference};
use super::facts::RateFacts;
use super::percent::Percent;
use super::value_base::ValueBase;

/// A duty worked out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worked {
    /// The duty in dollars before rounding.
    pub exact: Decimal,
    /// The duty, rounded half up to the cent once.
    pub duty: Cents,
    /// The part taken of values, exact. With [`Worked::specific`] it adds up to `exact`, except where a cap cut it.
    pub ad_valorem: Decimal,
    /// The part taken of quantities (and amounts stated as such), exact.
    pub specific: Decimal,
    /// How; empty when no explanation was asked for.
    pub steps: Vec<Step>,
}

impl Worked {
    /// No duty.
    pub(crate) fn nothing() -> Worked {
        let zero = Decimal::ZERO;
        Worked { exact: zero, duty: Cents::ZERO, ad_valorem: zero, specific: zero, steps: Vec::new() }
    }

    /// The duty in the proportion of a part of the value to the whole, rounded anew; `None` beyond the range of money.
    pub(crate) fn scaled(self, part: Dollars, whole: Dollars) -> Option<Worked> {
        let (part, whole) = (part.as_decimal(), whole.as_decimal());
        let scale = |amount: Decimal| amount.checked_mul(part)?.checked_div(whole);
        let exact = scale(self.exact)?;
        let mut steps = self.steps;
        steps.push(
            Step::new("in the proportion of the dutiable part to the whole")
                .base(format!("{part} of {whole} USD")),
        );
        Some(Worked {
            exact,
            duty: Cents::from_dollars(exact, Round::HalfUp).ok()?,
            ad_valorem: scale(self.ad_valorem)?,
            specific: scale(self.specific)?,
            steps,
        })
    }
}

/// The duty with its steps, or what is missing for it.
pub fn evaluate(rate: &RateExpr, facts: &RateFacts<'_>) -> Result<Worked, Vec<Need>> {
    work_out(rate, facts, true)
}

/// The duty without steps, for batches; otherwise the same.
pub fn assess(rate: &RateExpr, facts: &RateFacts<'_>) -> Result<Worked, Vec<Need>> {
    work_out(rate, facts, false)
}

/// The rate as a fraction of the line's value: exact for percentages of that value, else duty ÷ value.
///
/// This is the test figure of "all-in" chapter 99 headings (base rate at or above 15 %).
pub fn ad_valorem_equivalent(rate: &RateExpr, facts: &RateFacts<'_>) -> Result<Decimal, Vec<Need>> {
    if let Some(fraction) = rate.ad_valorem_fraction() {
        return Ok(fraction);
    }
    let worked = assess(rate, facts)?;
    let value = facts.value.as_decimal();
    let equivalent = if value.is_zero() { None } else { worked.exact.checked_div(value) };
    let ask = || {
        vec![need("value", "What is the value of the article in US dollars? It must be above zero.", rate)]
    };
    equivalent.ok_or_else(ask)
}

fn work_out(rate: &RateExpr, facts: &RateFacts<'_>, explain: bool) -> Result<Worked, Vec<Need>> {
    let mut work = Work { facts, rate, steps: explain.then(Vec::new), needs: Vec::new() };
    let parts = work.expr(rate);
    let exact = parts.and_then(|p| p.ad_valorem.checked_add(p.specific).map(|sum| (p, sum)));
    let rounded = exact.and_then(|(p, sum)| Some((p, sum, Cents::from_dollars(sum, Round::HalfUp).ok()?)));
    match rounded {
        Some((parts, exact, duty)) if work.needs.is_empty() => {
            let steps = work.steps.map(|steps| closed(steps, rate, exact, duty)).unwrap_or_default();
            Ok(Worked { exact, duty, ad_valorem: parts.ad_valorem, specific: parts.specific, steps })
        }
        _ => {
            // No need and no figure: the figures given are out of every range.
            if work.needs.is_empty() {
                work.ask(
                    "value",
                    "The figures are too large to work with; what are the value and the quantities?",
                );
            }
            Err(work.needs)
        }
    }
}

/// Puts the rounded amount on the only step, or adds the sum as a last one.
fn closed(mut steps: Vec<Step>, rate: &RateExpr, exact: Decimal, duty: Cents) -> Vec<Step> {
    match steps.as_mut_slice() {
        [only] => only.amount = Some(duty),
        _ => {
            let sum = Step::new("duty, rounded half up to the cent once")
                .rate(rate)
                .base(format!("{} USD", exact.normalize()));
            steps.push(sum.cite(Citation::new("19 CFR 159.3")).amount(duty));
        }
    }
    steps
}

/// What a term came to.
#[derive(Clone, Copy, Default)]
pub(super) struct Parts {
    pub(super) ad_valorem: Decimal,
    pub(super) specific: Decimal,
}

impl Parts {
    fn sum(self) -> Option<Decimal> {
        self.ad_valorem.checked_add(self.specific)
    }

    pub(super) fn plus(self, other: Parts) -> Option<Parts> {
        let ad_valorem = self.ad_valorem.checked_add(other.ad_valorem)?;
        Some(Parts { ad_valorem, specific: self.specific.checked_add(other.specific)? })
    }

    /// The same parts, each multiplied by `numerator / denominator`.
    pub(super) fn scaled(self, numerator: Decimal, denominator: Decimal) -> Option<Parts> {
        let scale = |part: Decimal| part.checked_mul(numerator)?.checked_div(denominator);
        Some(Parts { ad_valorem: scale(self.ad_valorem)?, specific: scale(self.specific)? })
    }
}

/// One evaluation: facts in, steps and needs gathered. A `None` result always comes with a need.
pub(super) struct Work<'f, 'a> {
    pub(super) facts: &'f RateFacts<'a>,
    /// The whole rate, named in needs.
    pub(super) rate: &'f RateExpr,
    pub(super) steps: Option<Vec<Step>>,
    pub(super) needs: Vec<Need>,
}

fn need(fact: impl Into<String>, question: impl Into<String>, rate: &RateExpr) -> Need {
    Need { fact: fact.into(), question: question.into(), affects: format!("the duty at {rate}") }
}

impl<'f, 'a> Work<'f, 'a> {
    pub(super) fn ask(&mut self, fact: impl Into<String>, question: impl Into<String>) {
        let need = need(fact, question, self.rate);
        if !self.needs.contains(&need) {
            self.needs.push(need);
        }
    }

    pub(super) fn step(&mut self, step: impl FnOnce() -> Step) {
        if let Some(steps) = &mut self.steps {
            steps.push(step());
        }
    }

    pub(super) fn expr(&mut self, rate: &RateExpr) -> Option<Parts> {
        match rate {
            RateExpr::Free(_) | RateExpr::NoAdditionalDuty => {
                self.step(|| Step::new("no duty by the rate").rate(rate));
                Some(Parts::default())
            }
            RateExpr::AdValorem { rate, of } => self.ad_valorem(*rate, *of),
            RateExpr::Specific { dollars, unit, of } => self.specific(*dollars, *unit, *of, rate),
            RateExpr::Graduated(graduated) => self.graduated(graduated),
            RateExpr::Sum(terms) => {
                // Every term is worked even after one lacks a fact, so that all questions are asked at once.
                let parts: Vec<Option<Parts>> = terms.iter().map(|term| self.expr(term)).collect();
                parts.into_iter().try_fold(Parts::default(), |sum, part| sum.plus(part?))
            }
            RateExpr::Provided(reference) => self.provided(reference),
            RateExpr::ProvidedLess { reference, points } => self.less(reference, *points),
            RateExpr::ProvidedOn { of, .. } => self.on_part(*of),
            RateExpr::NoChange => self.provided(&Reference::ApplicableSubheading),
            RateExpr::ByNote(note) => {
                self.by_reference(format!("What rate does {note} give for these goods?"))
            }
            RateExpr::See(_) => self.by_reference(format!(
                "{rate}: which of these provisions do the goods fall in, and at what rate?"
            )),
            RateExpr::Amount(fact) => {
                let amount = self.amount(*fact)?.unwrap_or_default();
                self.step(|| Step::new(format!("{fact} as stated")).base(format!("{amount} USD")));
                Some(Parts { specific: amount, ..Parts::default() })
            }
            RateExpr::Capped { of, at_most } => self.capped(of, at_most),
        }
    }

    pub(super) fn ad_valorem(&mut self, rate: Percent, of: ValueBase) -> Option<Parts> {
        let base = self.value_of(of)?;
        let amount = rate.of(base)?;
        self.step(|| {
            let what = if of == ValueBase::Full {
                "percentage of the value".into()
            } else {
                format!("percentage {}", of.phrase())
            };
            Step::new(what)
                .rate(rate)
                .base(format!("{} USD", base.normalize()))
                .fact("exact amount", amount.normalize())
        });
        Some(Parts { ad_valorem: amount, ..Parts::default() })
    }

    pub(super) fn value_of(&mut self, of: ValueBase) -> Option<Decimal> {
        let stated = self.facts.values.iter().find(|(base, _)| *base == of).map(|(_, value)| *value);
        let value = stated.or_else(|| of.is_line_value().then(|| self.facts.value.as_decimal()));
        if value.is_none() {
            self.ask(of.fact(), of.question());
        }
        value
    }

    fn specific(&mut self, dollars: Decimal, unit: Unit, of: Basis, rate: &RateExpr) -> Option<Parts> {
        let reported = self.quantity(unit, of)?;
        let quantity = self.facts.rounding.apply(reported, dollars);
        let amount = quantity.checked_mul(dollars)?;
        self.step(|| {
            let step = Step::new("amount per unit").rate(rate).base(Quantity::new(quantity, unit));
            let step = step.fact("exact amount", amount.normalize());
            if quantity == reported {
                return step;
            }
            step.fact("quantity before rounding", Quantity::new(reported, unit))
                .cite(self.facts.rounding.cite().clone())
        });
        Some(Parts { specific: amount, ..Parts::default() })
    }

    /// The quantity a rate asks for, in its unit.
    fn quantity(&mut self, unit: Unit, of: Basis) -> Option<Decimal> {
        let same =
            |a: Basis, b: Basis| a == b || matches!((a, b), (Basis::JewelsOver(_), Basis::JewelsOver(_)));
        let measured = self.facts.measured.iter().find(|(basis, _)| same(*basis, of)).map(|(_, q)| *q);
        if let Some(quantity) = measured.and_then(|q| q.to(unit).ok()) {
            return Some(quantity.amount);
        }
        let found = match (of, of.reporting_unit()) {
            (Basis::Article, _) => self.reported(unit),
            (_, Some(reporting)) => self.reported_as(reporting, unit),
            _ => Ok(None),
        };
        match found {
            Ok(Some(amount)) => return Some(amount),
            Ok(None) if of == Basis::Article => self.ask(format!("quantities.{unit}"), of.question(unit)),
            Ok(None) => self.ask(of.fact(), of.question(unit)),
            Err((a, b)) => {
                self.ask(
                    format!("quantities.{unit}"),
                    format!("{a} and {b} disagree; what is the quantity in {unit}?"),
                );
            }
        }
        None
    }

    /// The reported quantity in the rate's unit. One in that very unit wins; others must agree with each other.
    fn reported(&self, unit: Unit) -> Result<Option<Decimal>, (Quantity, Quantity)> {
        let exact = self.facts.quantities.iter().any(|q| q.unit == unit);
        let fits = |q: &&Quantity| if exact { q.unit == unit } else { q.unit.converts_to(unit) };
        let amount = |q: &Quantity| q.to(unit).ok().map(|q| q.amount);
        let mut fitting = self.facts.quantities.iter().filter(fits);
        let Some(first) = fitting.next() else { return Ok(None) };
        match fitting.find(|other| amount(other) != amount(first)) {
            Some(other) => Err((*first, *other)),
            None => Ok(amount(first)),
        }
    }

    /// A content that is itself a reporting unit: `1310 kg ttl sug` answers `¢/kg of total sugars`.
    fn reported_as(&self, reporting: Unit, unit: Unit) -> Result<Option<Decimal>, (Quantity, Quantity)> {
        // Content units measure in kilograms (or in the unit itself) by definition; the rate may ask for tons.
        let Some(amount) = self.reported(reporting)? else { return Ok(None) };
        if reporting == unit || unit == Unit::kg() {
            return Ok(Some(amount));
        }
        Ok(Quantity::new(amount, Unit::kg()).to(unit).ok().map(|q| q.amount))
    }

    fn graduated(&mut self, sugar: &Graduated) -> Option<Parts> {
        let Some(polarity) = self.facts.polarity_degrees else {
            self.ask("polarity_degrees", "What is the polarity of the sugar in degrees?");
            self.quantity(sugar.unit, Basis::Article);
            return None;
        };
        let under = sugar.degrees.checked_sub(polarity)?.max(Decimal::ZERO);
        let dollars = sugar.start.checked_sub(sugar.step.checked_mul(under)?)?.max(sugar.floor);
        self.step(|| {
            Step::new(format!("{} degrees under {}", under.normalize(), sugar.degrees.normalize()))
                .rate(sugar)
                .base(format!("{} USD/{}", dollars.normalize(), sugar.unit))
                .fact("polarity_degrees", polarity)
        });
        let rate = RateExpr::Specific { dollars, unit: sugar.unit, of: Basis::Article };
        self.specific(dollars, sugar.unit, Basis::Article, &rate)
    }

    /// A stated amount: `Some(None)` where it does not apply to the goods.
    fn amount(&mut self, fact: DollarFact) -> Option<Option<Decimal>> {
        let stated = self.facts.amounts.iter().find(|(name, _)| *name == fact).map(|(_, amount)| *amount);
        if stated.is_none() {
            self.ask(fact.fact(), fact.question());
        }
        stated
    }

    fn capped(&mut self, of: &RateExpr, at_most: &[DollarFact]) -> Option<Parts> {
        let parts = self.expr(of);
        let amounts: Vec<Option<Option<Decimal>>> = at_most.iter().map(|fact| self.amount(*fact)).collect();
        let amounts: Vec<Decimal> =
            amounts.into_iter().collect::<Option<Vec<_>>>()?.into_iter().flatten().collect();
        let parts = parts?;
        if amounts.is_empty() {
            return Some(parts);
        }
        let limit = amounts.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add)?;
        let duty = parts.sum()?;
        if duty <= limit {
            return Some(parts);
        }
        self.step(|| Step::new("limited by the rate's own terms").base(format!("{limit} USD")));
        parts.scaled(limit, duty)
    }
}
