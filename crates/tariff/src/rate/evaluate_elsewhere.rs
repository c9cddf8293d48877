//! Working out rates that stand elsewhere: the applicable subheading, the articles of a set, a part of the value.

use cocket_base::{Decimal, Step};

use super::evaluate::{Parts, Work, ad_valorem_equivalent};
use super::expr::{RateExpr, Reference};
use super::facts::{RateFacts, SetArticle};
use super::percent::Percent;
use super::value_base::ValueBase;

impl Work<'_, '_> {
    pub(super) fn provided(&mut self, reference: &Reference) -> Option<Parts> {
        match reference {
            Reference::EachGarment | Reference::EachArticle => self.each_article(reference),
            Reference::HighestInSet => self.highest_article(),
            _ => self.by_reference(format!("{reference}: which rate is that for these goods?")),
        }
    }

    /// The rate referred to, which the caller looked up.
    pub(super) fn by_reference(&mut self, question: String) -> Option<Parts> {
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
        article: Option<&SetArticle>,
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
        let mut highest: Option<(Decimal, &SetArticle)> = None;
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
    pub(super) fn less(&mut self, reference: &Reference, points: Percent) -> Option<Parts> {
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
    pub(super) fn on_part(&mut self, of: ValueBase) -> Option<Parts> {
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
}

/// The percentage itself, when the rate is a single one of the line's value.
fn rate_percent(rate: &RateExpr) -> Option<Percent> {
    match rate {
        RateExpr::AdValorem { rate, of } if of.is_line_value() => Some(*rate),
        _ => None,
    }
}
