//! Working out the duty of a rate expression from facts. A missing fact is a need with its question, never zero.
//!
//! Each term is exact; the sum is rounded half up to the cent once (19 CFR 159.3).

use cocket_base::{Cents, Citation, Decimal, Need, Quantity, Round, Step, Unit};

use super::expr::{Graduated, RateExpr, Reference};
use super::facts::RateFacts;
use super::percent::Percent;
use super::vocabulary::{Basis, DollarFact, ValueBase};

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
struct Parts {
    ad_valorem: Decimal,
    specific: Decimal,
}

impl Parts {
    fn sum(self) -> Option<Decimal> {
        self.ad_valorem.checked_add(self.specific)
    }

    fn plus(self, other: Parts) -> Option<Parts> {
        let ad_valorem = self.ad_valorem.checked_add(other.ad_valorem)?;
        Some(Parts { ad_valorem, specific: self.specific.checked_add(other.specific)? })
    }

    /// The same parts, each multiplied by `numerator / denominator`.
    fn scaled(self, numerator: Decimal, denominator: Decimal) -> Option<Parts> {
        let scale = |part: Decimal| part.checked_mul(numerator)?.checked_div(denominator);
        Some(Parts { ad_valorem: scale(self.ad_valorem)?, specific: scale(self.specific)? })
    }
}

/// One evaluation: facts in, steps and needs gathered. A `None` result always comes with a need.
struct Work<'f, 'a> {
    facts: &'f RateFacts<'a>,
    /// The whole rate, named in needs.
    rate: &'f RateExpr,
    steps: Option<Vec<Step>>,
    needs: Vec<Need>,
}

fn need(fact: impl Into<String>, question: impl Into<String>, rate: &RateExpr) -> Need {
    Need { fact: fact.into(), question: question.into(), affects: format!("the duty at {rate}") }
}

impl<'f, 'a> Work<'f, 'a> {
    fn ask(&mut self, fact: impl Into<String>, question: impl Into<String>) {
        let need = need(fact, question, self.rate);
        if !self.needs.contains(&need) {
            self.needs.push(need);
        }
    }

    fn step(&mut self, step: impl FnOnce() -> Step) {
        if let Some(steps) = &mut self.steps {
            steps.push(step());
        }
    }

    fn expr(&mut self, rate: &RateExpr) -> Option<Parts> {
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

    fn ad_valorem(&mut self, rate: Percent, of: ValueBase) -> Option<Parts> {
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

    fn value_of(&mut self, of: ValueBase) -> Option<Decimal> {
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

    fn provided(&mut self, reference: &Reference) -> Option<Parts> {
        match reference {
            Reference::EachGarment | Reference::EachArticle => self.each_article(reference),
            Reference::HighestInSet => self.highest_article(),
            _ => self.by_reference(format!("{reference}: which rate is that for these goods?")),
        }
    }

    /// The rate referred to, which the caller looked up.
    fn by_reference(&mut self, question: String) -> Option<Parts> {
        match self.facts.applicable {
            Some(rate) => self.elsewhere(rate, None, question),
            None => {
                self.ask("applicable_rate", question);
                None
            }
        }
    }

    /// Works out another rate, on this line's facts or on an article's own. A reference inside it is asked for.
    fn elsewhere(
        &mut self,
        rate: &RateExpr,
        article: Option<&super::SetArticle>,
        question: String,
    ) -> Option<Parts> {
        if rate.refers() {
            self.ask("applicable_rate", question);
            return None;
        }
        let mut facts = self.facts.clone();
        if let Some(article) = article {
            facts.value = article.value;
            facts.quantities = &[];
        }
        let quantities = article.map_or(self.facts.quantities, |a| a.quantities.as_slice());
        let facts = RateFacts { quantities, applicable: None, articles: &[], ..facts };
        let mut work =
            Work { facts: &facts, rate, steps: self.steps.take(), needs: std::mem::take(&mut self.needs) };
        let parts = work.expr(rate);
        self.steps = work.steps;
        self.needs = work.needs;
        parts
    }

    fn each_article(&mut self, reference: &Reference) -> Option<Parts> {
        let articles = self.facts.articles;
        if articles.is_empty() {
            self.ask(
                "articles",
                format!("{reference}: which articles are there, with number, value and quantities of each?"),
            );
            return None;
        }
        let mut sum = Some(Parts::default());
        for article in articles {
            self.step(|| Step::new(format!("{} by itself", article.name)).rate(&article.rate));
            let parts = self.elsewhere(
                &article.rate,
                Some(article),
                format!("Which rate does {} bear?", article.name),
            );
            sum = sum.and_then(|sum| sum.plus(parts?));
        }
        sum
    }

    /// The set bears the rate of the article whose rate is highest, compared as ad valorem equivalents.
    fn highest_article(&mut self) -> Option<Parts> {
        let articles = self.facts.articles;
        if articles.is_empty() {
            let question = "Which articles are in the set, with number, value and quantities of each?";
            self.ask("articles", question);
            return None;
        }
        let mut highest: Option<(Decimal, &super::SetArticle)> = None;
        for article in articles {
            let facts =
                RateFacts::new(article.value).quantities(&article.quantities).rounding(self.facts.rounding);
            match ad_valorem_equivalent(&article.rate, &facts) {
                Ok(equivalent) if highest.is_none_or(|(best, _)| equivalent > best) => {
                    highest = Some((equivalent, article))
                }
                Ok(_) => {}
                Err(needs) => self.needs.extend(needs),
            }
        }
        let (equivalent, article) = highest.filter(|_| self.needs.is_empty())?;
        self.step(|| {
            Step::new(format!("{} has the highest rate of the set", article.name))
                .rate(&article.rate)
                .fact("ad valorem equivalent", equivalent.normalize())
        });
        self.elsewhere(&article.rate, None, format!("Which rate does {} bear?", article.name))
    }

    /// The rate referred to, less percentage points; it must be a percentage, and does not fall below zero.
    fn less(&mut self, reference: &Reference, points: Percent) -> Option<Parts> {
        let question = format!("{reference}: which percentage is that for these goods?");
        let Some(fraction) = self.facts.applicable.and_then(RateExpr::ad_valorem_fraction) else {
            self.ask("applicable_rate", question);
            return None;
        };
        let percent =
            fraction.checked_sub(points.fraction())?.max(Decimal::ZERO).checked_mul(Decimal::ONE_HUNDRED)?;
        self.ad_valorem(Percent::new(percent), ValueBase::Full)
    }

    /// The rate referred to on a part of the value. Percentages are taken of the part; a specific amount is reduced in
    /// the proportion of the part to the full value (U.S. notes 3 and 4, subchapter II of chapter 98).
    fn on_part(&mut self, of: ValueBase) -> Option<Parts> {
        let part = self.value_of(of);
        let Some(rate) = self.facts.applicable else {
            self.ask("applicable_rate", "Which rate do the goods bear in chapters 1 to 97?");
            return None;
        };
        let part = part?;
        if let Some(fraction) = rate.ad_valorem_fraction() {
            let percent = rate_percent(rate).unwrap_or_else(|| Percent::new(fraction * Decimal::ONE_HUNDRED));
            let amount = percent.of(part)?;
            self.step(|| {
                Step::new(format!("percentage {}", of.phrase()))
                    .rate(rate)
                    .base(format!("{} USD", part.normalize()))
            });
            return Some(Parts { ad_valorem: amount, ..Parts::default() });
        }
        let full = self.facts.value.as_decimal();
        if full.is_zero() {
            self.ask("value", ValueBase::Full.question());
            return None;
        }
        let whole = self.elsewhere(rate, None, "Which rate do the goods bear in chapters 1 to 97?".into())?;
        self.step(|| {
            Step::new(format!("in the proportion of the part {}", of.phrase()))
                .base(format!("{part} of {full} USD"))
        });
        whole.scaled(part, full)
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

/// The percentage itself, when the rate is a single one of the line's value.
fn rate_percent(rate: &RateExpr) -> Option<Percent> {
    match rate {
        RateExpr::AdValorem { rate, of } if of.is_line_value() => Some(*rate),
        _ => None,
    }
}
