//! Transaction value: 19 USC 1401a(b); 19 CFR 152.103. The price paid or payable with what is added to it and taken out of it.
//!
//! ```text
//! lines, first sale ─> price changes ─> charges, terms ─> additions ─> dollars ─> limits of use ─> value
//! ```
//! Everything is looked at before anything is decided, so that an answer names all missing facts at once.

use std::collections::BTreeMap;

use cocket_base::{Citation, Currency, Date, Decimal, Need, Outcome, Reason, Round, Step, prorate};

use super::amount::Amount;
use super::answer::{AppraisedLine, InsidePrice, Item, Treatment, Tried, need};
use super::currency::ChosenRate;
use super::entered::{Addition, Rounding, enter};
use super::facts::{Appraisal, ChargeGiven, GoodsLine, RoundingRule, ShareBy};
use super::first_sale::first_sale;
use super::limits_of_use::limits;
use super::price::net_prices;
use super::rates::{RateGiven, RateTable, rate_for};
use super::sale::{Charge, ChargeOutcome, NetPrices, Sale, SaleLine};
use super::supplied::supplied;
use super::{bounded, duty_inside};
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

/// A transaction value.
#[derive(Debug)]
pub(super) struct Worked {
    pub lines: Vec<AppraisedLine>,
    pub value: Decimal,
    pub rate: Option<ChosenRate>,
    pub inside_price: Option<InsidePrice>,
    pub cif: Option<Decimal>,
}

/// The work over a sale.
pub(super) struct Sheet<'a> {
    pub as_of: AsOf<'a>,
    pub facts: &'a Appraisal,
    table: &'a RateTable,
    rates: BTreeMap<Currency, Option<ChosenRate>>,
    pub lines: Vec<Line>,
    additions: Vec<Addition>,
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

    /// Tries the transaction value.
    pub(super) fn work(&mut self) -> Result<Tried<Worked>, Refusal> {
        self.sizes()?;
        let limits = limits(self.as_of, &self.facts.sale)?;
        self.related = limits.related;
        self.fails.extend(limits.fails);
        self.needs.extend(limits.needs);
        self.unsaid.extend(limits.unsaid);
        self.steps.extend(limits.steps);
        if self.facts.sale.sold == Some(false) {
            return Ok(Tried::Out(std::mem::take(&mut self.fails)));
        }
        self.lines()?;
        self.first_sale()?;
        self.price_changes()?;
        let charges = self.charges()?;
        self.commissions()?;
        self.royalties()?;
        self.proceeds()?;
        self.assists()?;
        for (text, amount) in limits.conditions {
            let cite = Citation::new("19 USC 1401a(b)(2)(A)(ii), (b)(4)(A)");
            self.add(
                &format!("condition of the sale: {text}"),
                amount,
                Currency::USD,
                &[],
                "its value belongs to the price",
                cite,
            );
        }
        let sale_rate = self.rate(self.currency())?;
        if !self.fails.is_empty() {
            return Ok(Tried::Out(std::mem::take(&mut self.fails)));
        }
        let Some(rate) = sale_rate.filter(|_| self.needs.is_empty() && !self.lines.is_empty()) else {
            return Ok(Tried::Ask(std::mem::take(&mut self.needs)));
        };
        self.finish(&rate, charges)
    }

    fn sizes(&self) -> Result<(), Refusal> {
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
    fn lines(&mut self) -> Result<(), Refusal> {
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
        Ok(())
    }

    fn price(&self) -> Decimal {
        self.lines.iter().map(|line| line.price).sum()
    }

    fn units(&self) -> Option<Decimal> {
        self.lines.iter().map(|line| line.units).sum::<Option<Decimal>>()
    }

    /// A price of an earlier sale takes the place of the importer's own.
    fn first_sale(&mut self) -> Result<(), Refusal> {
        let Some(claim) = &self.facts.first_sale else { return Ok(()) };
        let last = self.price();
        let looked = first_sale(self.as_of, claim, last, self.units())?;
        self.steps.extend(looked.steps);
        match looked.outcome {
            Outcome::Decided { answer } => {
                let cite = Citation::new("19 USC 1401a(b)(1)");
                if answer.usable {
                    let weights: Vec<Decimal> = self.lines.iter().map(|line| line.price).collect();
                    for (line, price) in self.lines.iter_mut().zip(prorate(answer.price, &weights, 2)) {
                        line.price = price;
                    }
                    self.item(
                        "price of the earlier sale",
                        Treatment::InPrice,
                        None,
                        "used as the price paid or payable",
                        cite,
                    );
                } else {
                    let why = format!("not usable: {}", answer.not_met.join("; "));
                    self.item("price of the earlier sale", Treatment::Ignored, None, &why, cite);
                }
            }
            Outcome::NeedsFacts { needs } => self.needs.extend(needs),
            Outcome::Prohibited { reasons } => self.fails.extend(reasons),
        }
        Ok(())
    }

    /// The rate of a currency, chosen once; `None` while it is not known, and then it is asked for.
    fn rate(&mut self, currency: Currency) -> Result<Option<ChosenRate>, Refusal> {
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
    fn weights(&mut self) -> Option<Vec<Decimal>> {
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

    /// Charges in the currency of the sale; those that must be added and cannot be put into figures end the method.
    fn charges(&mut self) -> Result<Vec<Charge>, Refusal> {
        let facts = self.facts;
        let mut charges = Vec::with_capacity(facts.charges.len());
        for (at, given) in facts.charges.iter().enumerate() {
            let Ok(kind) = self.as_of.pack.charge_kind(&given.kind, self.as_of.day, self.as_of.known) else {
                let kinds = self.as_of.pack.charge_kinds(self.as_of.day, self.as_of.known);
                let known = kinds.map(|row| &*row.kind).collect::<Vec<_>>().join(", ");
                let found = format!("«{}»", given.kind.chars().take(40).collect::<String>());
                return Err(Refusal::Word { what: "a kind of charge", found, known });
            };
            if given.quantifiable == Some(false)
                && !given.in_price
                && kind.treatment == cocket_law::ChargeTreatment::Dutiable
            {
                self.fail(&kind.name, kind.cite.clone());
                continue;
            }
            if given.in_price
                && kind.evidence == cocket_law::ChargeEvidence::ThroughBill
                && given.through_bill.is_none()
                && given.identified != Some(false)
            {
                self.unsaid.push(need(
                    format!("charges[{at}].through_bill"),
                    format!("Did the goods move on a through bill of lading after the sale ({})?", kind.name),
                    "it leaves the price only then",
                ));
            }
            if let Some(amount) = self.charge_amount(at, given, &kind.name)? {
                charges.push(Charge {
                    kind: given.kind.clone(),
                    amount,
                    in_price: given.in_price,
                    paid_to_carrier: if given.paid.is_some() { Some(true) } else { given.paid_to_carrier },
                    through_bill: given.through_bill,
                    identified: given.identified,
                    paid_to: given.paid_to,
                    belongs: given.belongs,
                });
            }
        }
        Ok(charges)
    }

    fn charge_amount(
        &mut self,
        at: usize,
        given: &ChargeGiven,
        name: &str,
    ) -> Result<Option<Decimal>, Refusal> {
        let amount = given.paid.map(Amount::Sum).or(given.amount);
        let Some(amount) = amount else {
            self.needs.push(need(
                format!("charges[{at}].amount"),
                format!("What is the amount of the {name}?"),
                "entered value",
            ));
            return Ok(None);
        };
        let Some((sum, currency)) = self.sum(amount, given.currency)? else { return Ok(None) };
        Ok(self.in_sale_currency(sum, Some(currency)).map(|sum| Round::HalfUp.to(sum, 10)))
    }

    fn assists(&mut self) -> Result<(), Refusal> {
        use rust_decimal::prelude::ToPrimitive;
        let facts = self.facts;
        let units = self.units().and_then(|units| units.to_u64());
        for (at, thing) in facts.assists.iter().enumerate() {
            let hidden = thing.quantifiable == Some(false);
            let probe = super::supplied::Supplied {
                cost: thing.cost.or(hidden.then_some(Decimal::ONE)),
                ..thing.clone()
            };
            let judged = supplied(self.as_of, &probe, units)?;
            let kind = thing.name.as_deref().unwrap_or(&thing.what);
            let name = format!("assist: {kind}");
            let cite = judged
                .steps
                .first()
                .and_then(|step| step.cite.clone())
                .unwrap_or_else(|| Citation::new("19 USC 1401a(h)(1)"));
            match judged.outcome {
                Outcome::Decided { answer } if !answer.is_assist => {
                    self.item(kind, Treatment::NotAdded, None, &answer.why, cite)
                }
                Outcome::Decided { .. } if hidden => self.fail(&name, cite),
                Outcome::Decided { answer } if thing.in_price => self.item(
                    &name,
                    Treatment::InPrice,
                    Some(answer.added),
                    "the price holds it already",
                    cite,
                ),
                Outcome::Decided { answer } => {
                    self.steps.extend(judged.steps);
                    self.add(&name, answer.added, Currency::USD, &thing.lines, &answer.why, cite);
                }
                Outcome::NeedsFacts { needs } => {
                    self.needs.extend(
                        needs
                            .into_iter()
                            .map(|need| Need { fact: format!("assists[{at}].{}", need.fact), ..need }),
                    );
                }
                Outcome::Prohibited { reasons } => self.fails.extend(reasons),
            }
        }
        Ok(())
    }

    fn finish(&mut self, rate: &ChosenRate, charges: Vec<Charge>) -> Result<Tried<Worked>, Refusal> {
        let by_value = self.facts.share_by == ShareBy::Value;
        let weights = if by_value || charges.is_empty() { Some(Vec::new()) } else { self.weights() };
        let Some(weights) = weights else { return Ok(Tried::Ask(std::mem::take(&mut self.needs))) };
        let invoices = self.invoices();
        let lines = self
            .lines
            .iter()
            .zip(&invoices)
            .map(|(line, invoice)| SaleLine { invoice: *invoice, amount: line.price })
            .collect();
        let term = self.facts.term.as_deref().map(|term| term.trim().to_ascii_uppercase());
        let sale = Sale {
            term,
            import_date: self.facts.import_date,
            lines,
            discounts: Vec::new(),
            charges,
            weights,
        };
        let netted = net_prices(self.as_of, &sale)?;
        self.steps.extend(netted.steps);
        let mut prices = match netted.outcome {
            Outcome::Decided { answer } => answer,
            Outcome::NeedsFacts { needs } => return Ok(Tried::Ask(needs)),
            Outcome::Prohibited { reasons } => return Ok(Tried::Out(reasons)),
        };
        self.look_at.append(&mut prices.look_at);
        self.charge_items(&sale, &prices)?;
        for (line, price) in self.lines.iter().zip(&mut prices.lines) {
            price.discount -= line.change;
            price.net += line.change;
        }
        if let Some(line) = self
            .lines
            .iter()
            .zip(&prices.lines)
            .find(|(_, price)| price.net <= Decimal::ZERO)
            .map(|(line, _)| &line.name)
        {
            let text =
                format!("Discounts and charges take the whole price of line {line}: are the amounts right?");
            return Ok(Tried::Ask(vec![need("price", text, "entered value, which is never nothing")]));
        }
        if self.holds_duty(&sale) {
            return self.worked_back(rate, &prices);
        }
        let rounding = match self.facts.rounding {
            RoundingRule::PerLine => Rounding::PerLine,
            RoundingRule::PerInvoice => Rounding::PerInvoice { lines: self.invoice_units(&invoices)? },
        };
        let entered = enter(&prices, rate, &self.additions, &rounding)?;
        let Outcome::Decided { answer } = entered.outcome else {
            return Ok(Tried::Ask(Vec::new()));
        };
        let value = answer.lines.iter().map(|line| line.exact).sum();
        let mut lines = Vec::with_capacity(answer.lines.len());
        for (line, entered) in self.lines.iter().zip(answer.lines) {
            lines.push(appraised(line, entered.exact, entered.entered));
            self.steps.extend(entered.steps);
        }
        let cif = self.cif(rate, &prices, value);
        Ok(Tried::Value(Box::new(Worked { lines, value, rate: self.shown(rate), inside_price: None, cif })))
    }

    fn shown(&self, rate: &ChosenRate) -> Option<ChosenRate> {
        (rate.currency != Currency::USD).then(|| rate.clone())
    }

    /// For comparison with countries that appraise at their border; only where the carriage is known.
    fn cif(&self, rate: &ChosenRate, prices: &NetPrices, value: Decimal) -> Option<Decimal> {
        let carriage: Decimal = prices.lines.iter().map(|line| line.carriage).sum();
        (!carriage.is_zero()).then(|| Round::HalfUp.to(value + rate.to_usd(carriage), 2))
    }

    /// Numbers of the invoices of the lines.
    fn invoices(&self) -> Vec<usize> {
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

    fn invoice_units(&self, invoices: &[usize]) -> Result<Vec<(usize, Decimal)>, Refusal> {
        let rate = |at: usize| self.facts.lines.get(at).and_then(|line| line.ad_valorem).map(|rate| rate.0);
        let of = |(at, invoice): (usize, &usize)| Some((*invoice, rate(at)?));
        let all: Option<Vec<_>> = invoices.iter().enumerate().map(of).collect();
        all.ok_or_else(|| Refusal::Figure {
            what: "the rate of duty of a line",
            found: "missing".into(),
            expected: "given as ad_valorem on every line, as 19 CFR 159.3(a) sorts by it",
        })
    }

    fn charge_items(&mut self, sale: &Sale, prices: &NetPrices) -> Result<(), Refusal> {
        for (at, (charge, outcome)) in sale.charges.iter().zip(&prices.charges).enumerate() {
            let kind = self.as_of.pack.charge_kind(&charge.kind, self.as_of.day, self.as_of.known)?;
            let treatment = match outcome {
                ChargeOutcome::TakenOut => Treatment::TakenOut,
                ChargeOutcome::StaysIn => Treatment::InPrice,
                ChargeOutcome::Added => Treatment::Added,
                ChargeOutcome::LeftOut => Treatment::NotAdded,
            };
            let why = prices.why.get(at).cloned().unwrap_or_default();
            let (name, cite) = (kind.name.to_string(), kind.cite.clone());
            let amount = self.sale_usd(charge.amount);
            self.item(&name, treatment, amount, &why, cite);
        }
        Ok(())
    }

    /// The price holds duty that no paper shows: said so, or under the term of delivery that pays it.
    fn holds_duty(&self, sale: &Sale) -> bool {
        let shown = sale.charges.iter().any(|charge| charge.kind == "us_duty" && charge.in_price);
        let term = sale
            .term
            .as_deref()
            .and_then(|term| self.as_of.pack.incoterm(term, self.as_of.day, self.as_of.known).ok());
        let by_term = term.is_some_and(|term| term.holds.iter().any(|held| &**held == "us_duty"));
        self.facts.duty_inside.unwrap_or(by_term && !shown)
    }

    fn worked_back(&mut self, rate: &ChosenRate, prices: &NetPrices) -> Result<Tried<Worked>, Refusal> {
        let additions =
            |at: usize| self.additions.iter().filter(|one| one.line == at).map(|one| one.amount_usd).sum();
        let lines: Vec<duty_inside::PaidLine> = prices
            .lines
            .iter()
            .enumerate()
            .map(|(at, price)| {
                let given = self.facts.lines.get(at);
                duty_inside::PaidLine {
                    net: Round::HalfUp.to(rate.to_usd(price.net), 10),
                    additions: additions(at),
                    ad_valorem: given.and_then(|line| line.ad_valorem),
                    specific: given.and_then(|line| line.specific).unwrap_or_default(),
                    mpf: given.and_then(|line| line.mpf) != Some(false),
                }
            })
            .collect();
        let entry = duty_inside::PaidEntry {
            entry_type: self.facts.entry_type.as_deref(),
            mode: self.facts.mode.as_deref(),
            harbor_fee: None,
            lines: &lines,
        };
        let solved = duty_inside::solve(self.as_of, &entry)?;
        self.steps.extend(solved.steps);
        let solved = match solved.outcome {
            Outcome::Decided { answer } => answer,
            Outcome::NeedsFacts { needs } => return Ok(Tried::Ask(needs)),
            Outcome::Prohibited { reasons } => return Ok(Tried::Out(reasons)),
        };
        let value = solved.lines.iter().map(|line| line.exact).sum();
        let lines = self
            .lines
            .iter()
            .zip(&solved.lines)
            .map(|(line, solved)| appraised(line, solved.exact, solved.entered))
            .collect();
        let cif = self.cif(rate, prices, value);
        Ok(Tried::Value(Box::new(Worked {
            lines,
            value,
            rate: self.shown(rate),
            inside_price: Some(solved.inside),
            cif,
        })))
    }
}

fn appraised(line: &Line, exact: Decimal, entered: cocket_base::Dollars) -> AppraisedLine {
    let units = line.units.filter(|units| *units > Decimal::ZERO);
    AppraisedLine {
        line: line.name.clone(),
        exact: exact.round_dp(4).normalize(),
        entered,
        unit_value: units.map(|units| Round::HalfUp.to(exact / units, 4).normalize()),
    }
}

/// The day whose law counts: entry, importation, exportation, else the day of knowledge.
pub(super) fn law_day(facts: &Appraisal, known: Date) -> Date {
    facts.entry_date.or(facts.import_date).or(facts.export_date).unwrap_or(known)
}
