//! From invoice amounts to the price that counts: discounts, and the charges that a price holds or lacks.
//!
//! 19 USC 1401a(b)(1) additions, (b)(3) and (b)(4)(A) what is left out; 19 CFR 152.103(a)(1), (a)(4), (a)(5). Which charge
//! a term of delivery holds, and what must support taking it out, are rows of `incoterms.csv` and `charge_kinds.csv`.
//! Shares go by value, to the hundredth of the currency; an odd hundredth goes to the largest line.

use cocket_base::{Date, Decimal, Determination, Need, Step, prorate};
use cocket_law::{ChargeEvidence, ChargeKind, ChargeTreatment, Incoterm, Row};
use serde::{Deserialize, Serialize};

use super::bounded;
use crate::{AsOf, Refusal};

/// Hundredths: the finest share of a charge.
const SHARE_PLACES: u32 = 2;

/// A sale as its papers show it; every amount in the sale's currency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sale {
    /// Term of delivery by its three letters, where known.
    pub term: Option<String>,
    /// Day of importation: price cuts made later do not count.
    pub import_date: Option<Date>,
    /// Lines of goods.
    pub lines: Vec<SaleLine>,
    /// Discounts.
    pub discounts: Vec<Discount>,
    /// Charges, inside the price or not.
    pub charges: Vec<Charge>,
}

/// An invoice line of goods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SaleLine {
    /// Which invoice, by number from 0: a discount falls on its own invoice alone.
    pub invoice: usize,
    /// Amount of the line.
    pub amount: Decimal,
}

/// A discount on an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discount {
    /// Which invoice.
    pub invoice: usize,
    /// The amount taken off, positive.
    pub amount: Decimal,
    /// Whether the buyer took it; `None` is not known.
    pub taken: Option<bool>,
    /// The day it was agreed: the invoice's, for one printed on it.
    pub agreed: Option<Date>,
    /// Its text on the paper.
    pub text: String,
}

/// A charge of the sale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    /// Kind by the table `charge_kinds`.
    pub kind: String,
    /// Amount in the sale's currency.
    pub amount: Decimal,
    /// Whether the price already holds it.
    pub in_price: bool,
    /// Whether this amount was paid to the carrier or insurer; `None` is not said.
    pub paid_to_carrier: Option<bool>,
    /// Whether the goods moved on a through bill of lading; `None` is not said.
    pub through_bill: Option<bool>,
}

/// What became of a charge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChargeOutcome {
    /// Taken out of the price.
    TakenOut,
    /// Stays in the price.
    StaysIn,
    /// Added to the price.
    Added,
    /// Outside the price and outside the value.
    LeftOut,
}

/// A line with its price after discounts and charges.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetLine {
    /// Amount on the invoice.
    pub amount: Decimal,
    /// Share of discounts.
    pub discount: Decimal,
    /// Share of charges taken out.
    pub taken_out: Decimal,
    /// Share of charges added.
    pub added: Decimal,
    /// What is left: amount − discount − taken out + added.
    pub net: Decimal,
}

/// All lines of a sale after discounts and charges, in the sale's currency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetPrices {
    /// The lines, in their order.
    pub lines: Vec<NetLine>,
    /// What became of each charge, in its order.
    pub charges: Vec<ChargeOutcome>,
    /// Sum of the discounts that counted.
    pub discounts: Decimal,
    /// Sum of the charges taken out.
    pub taken_out: Decimal,
    /// Sum of the charges added.
    pub added: Decimal,
    /// Things a person should look at; none of them stops the work.
    pub look_at: Vec<String>,
}

/// The term of delivery and the place in a printed text, as in `CIP New York JFK (Incoterms 2020)`.
pub fn read_terms(as_of: AsOf<'_>, text: &str) -> Option<(String, String)> {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '(' | ')'))
        .filter(|w| !w.is_empty())
        .collect();
    let is_term = |word: &str| as_of.pack.incoterm(word, as_of.day, as_of.known).is_ok();
    let at = words.iter().position(|word| word.len() == 3 && is_term(word))?;
    let rest =
        words.iter().skip(at + 1).take_while(|word| !word.to_ascii_lowercase().starts_with("incoterm"));
    Some((words.get(at)?.to_ascii_uppercase(), rest.copied().collect::<Vec<_>>().join(" ")))
}

/// Works out every line's net price. `as_of.day` is the date of entry.
pub fn net_prices(as_of: AsOf<'_>, sale: &Sale) -> Result<Determination<NetPrices>, Refusal> {
    for line in &sale.lines {
        bounded("a line's amount", line.amount)?;
    }
    let mut work = Work::new(sale);
    work.discounts(sale)?;
    work.charges(as_of, sale)?;
    work.missing_charges(as_of, sale);
    Ok(work.finish())
}

/// The state of the work over a sale.
struct Work {
    lines: Vec<NetLine>,
    answer: NetPrices,
    needs: Vec<Need>,
    steps: Vec<Step>,
}

impl Work {
    fn new(sale: &Sale) -> Work {
        let zero = Decimal::ZERO;
        let line = |line: &SaleLine| NetLine {
            amount: line.amount,
            discount: zero,
            taken_out: zero,
            added: zero,
            net: line.amount,
        };
        Work {
            lines: sale.lines.iter().map(line).collect(),
            answer: NetPrices::default(),
            needs: Vec::new(),
            steps: Vec::new(),
        }
    }

    /// 152.103(a)(1), (a)(4): a discount counts when it was agreed before importation and taken.
    fn discounts(&mut self, sale: &Sale) -> Result<(), Refusal> {
        for discount in &sale.discounts {
            bounded("a discount", discount.amount)?;
            let name = if discount.text.is_empty() { "discount" } else { &discount.text };
            match (discount.taken, discount.agreed, sale.import_date) {
                (Some(false), _, _) => self.note(
                    format!("discount not taken, so it does not lower the price: {name}"),
                    "19 CFR 152.103(a)(1)",
                ),
                (None, _, _) => self.ask(
                    "discount_taken",
                    format!("Was this discount taken: {name}?"),
                    "entered value of the invoice's lines",
                ),
                (_, None, _) => self.ask(
                    "discount_agreed",
                    format!("When was this discount agreed: {name}?"),
                    "entered value: only a cut agreed before importation counts",
                ),
                (_, _, None) => self.ask(
                    "import_date",
                    "What is the date of importation?".into(),
                    "entered value: a price cut made later does not count",
                ),
                (Some(true), Some(agreed), Some(imported)) if agreed > imported => {
                    self.note(
                        format!("price cut of {agreed}, after importation, is ignored: {name}"),
                        "19 CFR 152.103(a)(4)",
                    );
                }
                _ => self.take_discount(sale, discount, name),
            }
        }
        Ok(())
    }

    fn take_discount(&mut self, sale: &Sale, discount: &Discount, name: &str) {
        let on: Vec<usize> = sale
            .lines
            .iter()
            .enumerate()
            .filter(|(_, line)| line.invoice == discount.invoice)
            .map(|(at, _)| at)
            .collect();
        let weights: Vec<Decimal> =
            on.iter().filter_map(|at| sale.lines.get(*at)).map(|line| line.amount).collect();
        for (at, share) in on.iter().zip(prorate(discount.amount, &weights, SHARE_PLACES)) {
            if let Some(line) = self.lines.get_mut(*at) {
                line.discount += share;
                line.net -= share;
            }
        }
        self.answer.discounts += discount.amount;
        let step =
            Step::new(format!("discount taken, by value over its invoice: {name}")).base(discount.amount);
        self.steps.push(step.cite(cocket_base::Citation::new("19 CFR 152.103(a)(1)")));
    }

    fn charges(&mut self, as_of: AsOf<'_>, sale: &Sale) -> Result<(), Refusal> {
        let term = sale.term.as_deref().map(|term| as_of.pack.incoterm(term, as_of.day, as_of.known));
        let term = match term {
            Some(Err(_)) => {
                self.ask(
                    "terms",
                    format!(
                        "«{}» is no term of delivery that is held; which one applies?",
                        sale.term.clone().unwrap_or_default()
                    ),
                    "which charges the price holds",
                );
                None
            }
            Some(Ok(term)) => Some(term),
            None => None,
        };
        for charge in &sale.charges {
            bounded("a charge", charge.amount)?;
            let Ok(kind) = as_of.pack.charge_kind(&charge.kind, as_of.day, as_of.known) else {
                self.ask(
                    "charges",
                    format!("What kind of charge is «{}»?", charge.kind),
                    "entered value: whether it belongs to the value",
                );
                self.answer.charges.push(ChargeOutcome::LeftOut);
                continue;
            };
            let outcome =
                if charge.in_price { self.inside(term, kind, charge) } else { self.outside(kind, charge) };
            self.answer.charges.push(outcome);
        }
        Ok(())
    }

    /// A charge that the price holds: 1401a(b)(3), (b)(4)(A); 152.103(a)(5).
    fn inside(
        &mut self,
        term: Option<&Row<Incoterm>>,
        kind: &Row<ChargeKind>,
        charge: &Charge,
    ) -> ChargeOutcome {
        let held = term.is_none_or(|term| term.holds.iter().any(|held| **held == *charge.kind));
        match kind.treatment {
            ChargeTreatment::Dutiable => self.stays(kind, charge, "is part of the value"),
            ChargeTreatment::Ask if kind.evidence == ChargeEvidence::ThroughBill => match charge.through_bill
            {
                Some(true) => self.take_out(kind, charge),
                Some(false) | None => self.stays(
                    kind,
                    charge,
                    "stays in the price unless it moved under a through bill of lading",
                ),
            },
            ChargeTreatment::Ask => {
                self.ask(
                    "charges",
                    format!("Does the {} of {} belong to the value?", kind.name, charge.amount),
                    "entered value",
                );
                ChargeOutcome::StaysIn
            }
            ChargeTreatment::NonDutiable if !held => {
                let term = term.map(|term| &*term.term).unwrap_or_default();
                let question = format!(
                    "The term {term} holds no {}, yet the papers say that the price does: which is right?",
                    kind.name
                );
                self.ask("terms", question, "entered value");
                ChargeOutcome::StaysIn
            }
            ChargeTreatment::NonDutiable
                if kind.evidence == ChargeEvidence::PaidToCarrier
                    && charge.paid_to_carrier == Some(false) =>
            {
                self.stays(
                    kind,
                    charge,
                    "is an estimate, not what was paid to the carrier, so it stays in the price",
                )
            }
            ChargeTreatment::NonDutiable => self.take_out(kind, charge),
        }
    }

    /// A charge beside the price: an addition of 1401a(b)(1), or nothing to the value.
    fn outside(&mut self, kind: &Row<ChargeKind>, charge: &Charge) -> ChargeOutcome {
        match kind.treatment {
            ChargeTreatment::Dutiable => {
                self.spread(charge.amount, |line, share| {
                    line.added += share;
                    line.net += share;
                });
                self.answer.added += charge.amount;
                self.steps.push(
                    Step::new(format!("{} added to the price, by value", kind.name))
                        .cite(kind.cite.clone())
                        .base(charge.amount),
                );
                ChargeOutcome::Added
            }
            ChargeTreatment::Ask if kind.evidence != ChargeEvidence::ThroughBill => {
                self.ask(
                    "charges",
                    format!("Must the {} of {} be added to the value?", kind.name, charge.amount),
                    "entered value",
                );
                ChargeOutcome::LeftOut
            }
            _ => {
                self.steps.push(
                    Step::new(format!("{} beside the price is not added", kind.name))
                        .cite(kind.cite.clone())
                        .base(charge.amount),
                );
                ChargeOutcome::LeftOut
            }
        }
    }

    fn take_out(&mut self, kind: &Row<ChargeKind>, charge: &Charge) -> ChargeOutcome {
        if kind.evidence == ChargeEvidence::PaidToCarrier && charge.paid_to_carrier.is_none() {
            self.answer.look_at.push(format!(
                "{} of {}: make sure that it is what was paid, no estimate",
                kind.name, charge.amount
            ));
        }
        self.spread(charge.amount, |line, share| {
            line.taken_out += share;
            line.net -= share;
        });
        self.answer.taken_out += charge.amount;
        self.steps.push(
            Step::new(format!("{} taken out of the price, by value", kind.name))
                .cite(kind.cite.clone())
                .base(charge.amount),
        );
        ChargeOutcome::TakenOut
    }

    fn stays(&mut self, kind: &Row<ChargeKind>, charge: &Charge, why: &str) -> ChargeOutcome {
        self.steps
            .push(Step::new(format!("{} {why}", kind.name)).cite(kind.cite.clone()).base(charge.amount));
        ChargeOutcome::StaysIn
    }

    fn spread(&mut self, amount: Decimal, put: impl Fn(&mut NetLine, Decimal)) {
        let weights: Vec<Decimal> = self.lines.iter().map(|line| line.amount).collect();
        let shares = prorate(amount, &weights, SHARE_PLACES);
        self.lines.iter_mut().zip(shares).for_each(|(line, share)| put(line, share));
    }

    /// A term that holds freight, and papers that show none: nothing may be taken out, and a person should know.
    fn missing_charges(&mut self, as_of: AsOf<'_>, sale: &Sale) {
        let Some(Ok(term)) =
            sale.term.as_deref().map(|term| as_of.pack.incoterm(term, as_of.day, as_of.known))
        else {
            return;
        };
        let shown = |kind: &str| {
            sale.charges.iter().any(|charge| {
                charge.in_price
                    && (charge.kind == kind
                        || (kind.ends_with("_freight")
                            && kind != "us_inland_freight"
                            && charge.kind.ends_with("_freight")
                            && charge.kind != "us_inland_freight"))
            })
        };
        for kind in term.ask.iter().filter(|kind| !shown(kind)) {
            let name = as_of
                .pack
                .charge_kind(kind, as_of.day, as_of.known)
                .map_or(kind.to_string(), |row| row.name.to_string());
            self.answer.look_at.push(format!("{}: the price holds {name}, but no paper shows how much; it stays in the value until it is shown", term.term));
        }
    }

    fn ask(&mut self, fact: &str, question: String, affects: &str) {
        self.needs.push(Need { fact: fact.into(), question, affects: affects.into() });
    }

    fn note(&mut self, what: String, cite: &str) {
        self.steps.push(Step::new(what).cite(cocket_base::Citation::new(cite)));
    }

    fn finish(mut self) -> Determination<NetPrices> {
        for (number, line) in (1..).zip(&self.lines) {
            if line.net <= Decimal::ZERO && line.amount > Decimal::ZERO {
                self.needs.push(Need {
                    fact: "charges".into(),
                    question: format!(
                        "Discounts and charges take the whole price of line {number}: are the amounts right?"
                    ),
                    affects: "entered value, which is never nothing".into(),
                });
            }
        }
        if !self.needs.is_empty() {
            return Determination::needs(self.needs, self.steps);
        }
        let answer = NetPrices { lines: self.lines, ..self.answer };
        Determination::decided(answer, self.steps)
    }
}
