//! The sheet on which a sale is worked out: its lines, amounts in any currency, additions shared over lines, and what is asked.

use std::collections::BTreeMap;

use cocket_base::{Citation, Currency, Decimal, Need, Outcome, Reason, Round, Step, prorate};

use super::amount::Amount;
use super::answer::{Item, Treatment, need};
use super::bounded;
use super::currency::ChosenRate;
use super::entered::Addition;
use super::facts::{Appraisal, GoodsLine, ShareBy};
use super::rates::{RateGiven, RateTable, rate_for};
use crate::{AsOf, Refusal};

/// Most lines, and most items of a kind, that a question may have.
const MANY: usize = 2_000;

/// A line as it is worked on; amounts in the currency of the sale.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub name: String,
    pub invoice: String,
    pub price: Decimal,
    pub units: Option<Decimal>,
    pub weight: Option<Decimal>,
    /// Price changes and conditions, up or down.
    pub change: Decimal,
}

/// The work over a sale.
pub(super) struct Sheet<'a> {
    pub as_of: AsOf<'a>,
    pub facts: &'a Appraisal,
    table: &'a RateTable,
    rates: BTreeMap<Currency, Option<ChosenRate>>,
    pub lines: Vec<Line>,
    pub additions: Vec<Addition>,
    pub items: Vec<Item>,
    pub needs: Vec<Need>,
    pub fails: Vec<Reason>,
    pub unsaid: Vec<Need>,
    pub look_at: Vec<String>,
    pub steps: Vec<Step>,
    pub related: Option<bool>,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(as_of: AsOf<'a>, facts: &'a Appraisal, table: &'a RateTable) -> Sheet<'a> {
        Sheet {
            as_of,
            facts,
            table,
            rates: BTreeMap::new(),
            lines: Vec::new(),
            additions: Vec::new(),
            items: Vec::new(),
            needs: Vec::new(),
            fails: Vec::new(),
            unsaid: Vec::new(),
            look_at: Vec::new(),
            steps: Vec::new(),
            related: None,
        }
    }

    /// The rate of the sale's currency, where it was chosen before.
    pub(super) fn settled(&mut self, rate: &ChosenRate) {
        self.rates.insert(rate.currency, Some(rate.clone()));
    }

    pub(super) fn sizes(&self) -> Result<(), Refusal> {
        let facts = self.facts;
        let most = [
            facts.lines.len(),
            facts.charges.len(),
            facts.price_changes.len(),
            facts.commissions.len(),
            facts.assists.len(),
            facts.royalties.len(),
            facts.proceeds.len(),
            facts.rates.len(),
        ];
        match most.into_iter().max().filter(|most| *most > MANY) {
            Some(found) => Err(Refusal::Figure {
                what: "the number of lines or items",
                found: found.to_string(),
                expected: "at most 2000 of a kind",
            }),
            None => Ok(()),
        }
    }

    pub(super) fn currency(&self) -> Currency {
        self.facts.currency.unwrap_or(Currency::USD)
    }

    /// The lines with their prices.
    pub(super) fn lines(&mut self) -> Result<(), Refusal> {
        let single;
        let given: &[GoodsLine] = if self.facts.lines.is_empty() {
            single = [GoodsLine {
                price: self.facts.price,
                quantity: self.facts.quantity,
                ..GoodsLine::default()
            }];
            &single
        } else {
            &self.facts.lines
        };
        for (at, line) in given.iter().enumerate() {
            let name = line.line.clone().unwrap_or_else(|| (at + 1).to_string());
            for figure in [line.price, line.unit_price, line.quantity, line.weight_kg, line.specific]
                .into_iter()
                .flatten()
            {
                if bounded("a figure of a line", figure)? < Decimal::ZERO {
                    let found = figure.to_string();
                    return Err(Refusal::Figure { what: "a figure of a line", found, expected: "positive" });
                }
            }
            let price = line.price.or_else(|| line.unit_price?.checked_mul(line.quantity?));
            let Some(price) = price else {
                self.needs.push(need(
                    format!("lines[{at}].price"),
                    format!("What price did the buyer pay, or agree to pay, for line {name}?"),
                    "entered value",
                ));
                continue;
            };
            self.lines.push(Line {
                name,
                invoice: line.invoice.clone(),
                price,
                units: line.quantity,
                weight: line.weight_kg,
                change: Decimal::ZERO,
            });
        }
        let beside = self.facts.price.filter(|_| self.lines.len() == self.facts.lines.len());
        match beside.filter(|price| *price != self.price()) {
            Some(price) => Err(Refusal::Figure {
                what: "the price beside the lines",
                found: price.to_string(),
                expected: "the sum of their prices, or left out",
            }),
            None => Ok(()),
        }
    }

    pub(super) fn price(&self) -> Decimal {
        self.lines.iter().map(|line| line.price).sum()
    }

    pub(super) fn units(&self) -> Option<Decimal> {
        self.lines.iter().map(|line| line.units).sum::<Option<Decimal>>()
    }

    /// The rate of a currency, chosen once; `None` while it is not known, and then it is asked for.
    pub(super) fn rate(&mut self, currency: Currency) -> Result<Option<ChosenRate>, Refusal> {
        if let Some(rate) = self.rates.get(&currency) {
            return Ok(rate.clone());
        }
        let sale = self.currency();
        let of = |given: &&RateGiven| given.currency.unwrap_or(sale) == currency;
        let given = self.facts.rates.iter().find(of);
        let chosen = rate_for(self.as_of, currency, self.facts.export_date, given, self.table)?;
        self.steps.extend(chosen.steps);
        let rate = match chosen.outcome {
            Outcome::Decided { answer } => Some(answer),
            Outcome::NeedsFacts { needs } => {
                self.needs.extend(needs);
                None
            }
            Outcome::Prohibited { reasons } => {
                self.fails.extend(reasons);
                None
            }
        };
        self.rates.insert(currency, rate.clone());
        Ok(rate)
    }

    /// An amount as a sum and its currency: shares are of the price, so in the currency of the sale.
    pub(super) fn sum(
        &mut self,
        amount: Amount,
        currency: Option<Currency>,
    ) -> Result<Option<(Decimal, Currency)>, Refusal> {
        let sale = self.currency();
        let currency = match amount {
            Amount::Percent(_) => sale,
            Amount::Sum(_) | Amount::PerUnit(_) => currency.unwrap_or(sale),
        };
        let Some(sum) = amount.of(self.price(), self.units())? else {
            self.needs.push(need(
                "quantity",
                "How many units are there? An amount goes by units",
                "entered value",
            ));
            return Ok(None);
        };
        bounded("an amount", Round::HalfUp.to(sum, 10))?;
        Ok(self.rate(currency)?.map(|_| (sum, currency)))
    }

    /// US dollars of a sum whose rate is known, to the cent.
    pub(super) fn usd(&self, sum: Decimal, currency: Currency) -> Option<Decimal> {
        let rate = self.rates.get(&currency)?.as_ref()?;
        Some(Round::HalfUp.to(rate.to_usd(sum), 2))
    }

    pub(super) fn sale_usd(&self, sum: Decimal) -> Option<Decimal> {
        if self.currency() == Currency::USD {
            Some(Round::HalfUp.to(sum, 2))
        } else {
            self.usd(sum, self.currency())
        }
    }

    /// A sum in the currency of the sale, to the hundredth where it must be converted.
    pub(super) fn in_sale_currency(&mut self, sum: Decimal, currency: Option<Currency>) -> Option<Decimal> {
        let sale = self.currency();
        let currency = currency.unwrap_or(sale);
        if currency == sale {
            return Some(sum);
        }
        let rate = self.rates.get(&currency)?.clone()?;
        let of_sale = self.rate(sale).ok()??;
        Some(Round::HalfUp.to(of_sale.from_usd(rate.to_usd(sum)), 2))
    }

    pub(super) fn item(
        &mut self,
        name: &str,
        treatment: Treatment,
        amount_usd: Option<Decimal>,
        why: &str,
        cite: Citation,
    ) {
        self.items.push(Item { item: name.into(), treatment, amount_usd, why: why.into(), cite });
    }

    /// Lines of an invoice; all without one.
    pub(super) fn of_invoice(&self, invoice: Option<&str>) -> Vec<usize> {
        let on = |line: &&(usize, &Line)| invoice.is_none_or(|invoice| line.1.invoice == invoice);
        let lines: Vec<(usize, &Line)> = self.lines.iter().enumerate().collect();
        lines.iter().filter(on).map(|(at, _)| *at).collect()
    }

    /// Raises or lowers prices of lines, by value.
    pub(super) fn change_lines(&mut self, lines: &[usize], sum: Decimal) {
        if sum.is_zero() {
            return;
        }
        let weights: Vec<Decimal> =
            lines.iter().filter_map(|at| self.lines.get(*at)).map(|line| line.price).collect();
        for (at, share) in lines.iter().zip(prorate(sum, &weights, 2)) {
            if let Some(line) = self.lines.get_mut(*at) {
                line.change += share;
            }
        }
    }

    /// Adds a sum to the value of lines, shared as the question says.
    pub(super) fn add(
        &mut self,
        name: &str,
        sum: Decimal,
        currency: Currency,
        to: &[String],
        why: &str,
        cite: Citation,
    ) {
        if let Ok(None) | Err(_) = self.rate(currency) {
            return;
        }
        let Some(usd) = self.usd(sum, currency) else { return };
        let on: Vec<usize> = (0..self.lines.len())
            .filter(|at| to.is_empty() || self.lines.get(*at).is_some_and(|line| to.contains(&line.name)))
            .collect();
        if on.is_empty() {
            self.needs.push(need(
                "lines",
                format!("To which line does this belong: {name}?"),
                "entered value of that line",
            ));
            return;
        }
        let Some(weights) = self.weights() else { return };
        let weights: Vec<Decimal> = on.iter().filter_map(|at| weights.get(*at).copied()).collect();
        for (line, amount_usd) in on.into_iter().zip(prorate(usd, &weights, 2)) {
            self.additions.push(Addition {
                line,
                amount_usd,
                what: format!("{name}: {why}"),
                cite: cite.clone(),
            });
        }
        self.item(name, Treatment::Added, Some(usd), why, cite);
    }

    /// Weights of the lines, as the question says; a missing one is asked for.
    pub(super) fn weights(&mut self) -> Option<Vec<Decimal>> {
        let pick = |line: &Line| match self.facts.share_by {
            ShareBy::Value => Some(line.price),
            ShareBy::Weight => line.weight,
            ShareBy::Quantity => line.units,
            ShareBy::Line => Some(Decimal::ONE),
        };
        let weights: Option<Vec<Decimal>> = self.lines.iter().map(pick).collect();
        if weights.is_none() && !self.needs.iter().any(|need| need.fact == "share_by") {
            self.needs.push(need(
                "share_by",
                "What is the weight or quantity of every line? Charges are shared by it",
                "entered value of the lines",
            ));
        }
        weights
    }

    /// Numbers of the invoices of the lines.
    pub(super) fn invoices(&self) -> Vec<usize> {
        let mut seen: Vec<&str> = Vec::new();
        let number = |line: &'_ Line| -> String { line.invoice.clone() };
        let names: Vec<String> = self.lines.iter().map(number).collect();
        names
            .iter()
            .map(|name| {
                seen.iter().position(|held| held == name).unwrap_or_else(|| {
                    seen.push(name);
                    seen.len() - 1
                })
            })
            .collect()
    }
}
