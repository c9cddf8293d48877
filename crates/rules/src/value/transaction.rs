//! Transaction value: 19 USC 1401a(b); 19 CFR 152.103. The price paid or payable with what is added to it and taken out of it.
//!
//! ```text
//! lines, first sale ─> price changes ─> charges, terms ─> additions ─> dollars ─> limits of use ─> value
//! ```
//! Everything is looked at before anything is decided, so that an answer names all missing facts at once.

use cocket_base::{Citation, Currency, Date, Decimal, Need, Outcome, Round};

use cocket_law::{ChargeEvidence, ChargeKind, ChargeTreatment, Row};

use super::amount::Amount;
use super::answer::{AppraisedLine, InsidePrice, Treatment, Tried, need};
use super::currency::ChosenRate;
use super::duty_inside;
use super::entered::{Rounding, enter};
use super::facts::{Appraisal, ChargeGiven, Payee, RoundingRule, ShareBy};
use super::first_sale::first_sale;
use super::limits_of_use::limits;
use super::payments::apart;
use super::price::{net_prices, pays_duty};
use super::sale::{Charge, ChargeOutcome, NetPrices, Sale, SaleLine};
use super::sheet::{Line, Sheet};
use super::supplied::supplied;
use crate::Refusal;

/// A transaction value.
#[derive(Debug)]
pub(super) struct Worked {
    pub lines: Vec<AppraisedLine>,
    pub value: Decimal,
    pub rate: Option<ChosenRate>,
    pub inside_price: Option<InsidePrice>,
    pub cif: Option<Decimal>,
}

impl Sheet<'_> {
    /// Tries the transaction value.
    pub(super) fn work(&mut self) -> Result<Tried<Worked>, Refusal> {
        self.sizes()?;
        let limits = limits(self.as_of, &self.facts.sale)?;
        self.unsaid.extend(limits.unsaid());
        self.related = limits.related;
        self.fails.extend(limits.fails);
        self.needs.extend(limits.needs);
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
                    for (line, price) in
                        self.lines.iter_mut().zip(cocket_base::prorate(answer.price, &weights, 2))
                    {
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
            let Some(in_price) = given.in_price else {
                self.needs.push(need(
                    format!("charges[{at}].in_price"),
                    format!("Does the price hold the {}, or is it paid beside the price?", kind.name),
                    "entered value",
                ));
                continue;
            };
            if given.quantifiable == Some(false) && !in_price && kind.treatment == ChargeTreatment::Dutiable {
                self.fail(&kind.name, kind.cite.clone());
                continue;
            }
            if in_price
                && kind.evidence == ChargeEvidence::ThroughBill
                && given.through_bill.is_none()
                && given.identified != Some(false)
            {
                self.unsaid.push(need(
                    format!("charges[{at}].through_bill"),
                    format!("Did the goods move on a through bill of lading after the sale ({})?", kind.name),
                    "it leaves the price only then",
                ));
            }
            if self.added_in_its_currency(at, given, kind)? {
                continue;
            }
            if let Some(amount) = self.charge_amount(at, given, &kind.name)? {
                charges.push(Charge {
                    kind: given.kind.clone(),
                    amount,
                    in_price,
                    paid_to_carrier: if given.paid.is_some() { Some(true) } else { given.paid_to_carrier },
                    through_bill: given.through_bill,
                    identified: given.identified,
                    paid_to: given.paid_to,
                    belongs: given.belongs,
                    asked_as: Some(format!("charges[{at}]")),
                });
            }
        }
        Ok(charges)
    }

    /// A charge beside the price, in another currency than the sale's, that belongs to the value: its dollars are added, so
    /// that it is converted once.
    fn added_in_its_currency(
        &mut self,
        at: usize,
        given: &ChargeGiven,
        kind: &Row<ChargeKind>,
    ) -> Result<bool, Refusal> {
        let other = given.currency.is_some_and(|currency| currency != self.currency());
        let belongs = match kind.treatment {
            ChargeTreatment::Dutiable => true,
            ChargeTreatment::NonDutiable => false,
            ChargeTreatment::Ask => {
                let to_seller = matches!(given.paid_to, Some(Payee::Seller | Payee::ForSeller));
                given.belongs == Some(true) || (kind.evidence == ChargeEvidence::PaidToSeller && to_seller)
            }
        };
        if !other || given.in_price == Some(true) || !belongs {
            return Ok(false);
        }
        match given.amount {
            Some(amount) => {
                if let Some((sum, currency)) = self.sum(amount, given.currency)? {
                    self.add(&kind.name, sum, currency, &[], "paid beside the price", kind.cite.clone());
                }
            }
            None => {
                self.charge_amount(at, given, &kind.name)?;
            }
        }
        Ok(true)
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
                    self.item(kind, apart(thing.in_price), None, &answer.why, cite)
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
                ChargeOutcome::LeftOut => Treatment::OutsideValue,
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
        let by_term = sale.term.as_deref().is_some_and(|term| pays_duty(self.as_of, term));
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
