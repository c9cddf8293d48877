//! Charges inside a price and beside it: 19 USC 1401a(b)(1), (b)(3), (b)(4)(A); 19 CFR 152.103(a)(5).
//!
//! Which charge a term of delivery holds, and what must support taking it out, are rows of `incoterms.csv` and
//! `charge_kinds.csv`.

use cocket_base::{Decimal, Step, Trust, prorate};
use cocket_law::{ChargeEvidence, ChargeKind, ChargeTreatment, Incoterm, Row};

use super::bounded;
use super::facts::Payee;
use super::price::{SHARE_PLACES, Work};
use super::sale::{Charge, ChargeOutcome, NetLine, Sale};
use crate::{AsOf, Refusal};

/// What the row says; a row that nobody has read in an official text decides nothing, so a person is asked.
fn treatment(kind: &Row<ChargeKind>) -> ChargeTreatment {
    if kind.cite.trust == Trust::K { ChargeTreatment::Ask } else { kind.treatment }
}

/// What the question adds where the row's own answer was not read in an official text.
fn unread(kind: &Row<ChargeKind>) -> String {
    let said = match kind.treatment {
        ChargeTreatment::Ask => return String::new(),
        ChargeTreatment::Dutiable => "part of the value",
        ChargeTreatment::NonDutiable => "no part of the value",
    };
    if kind.cite.trust == Trust::K {
        format!(" It is taken for {said}, which nobody has read in an official text ({})", kind.cite.source)
    } else {
        String::new()
    }
}

impl Work {
    pub(super) fn charges(&mut self, as_of: AsOf<'_>, sale: &Sale) -> Result<(), Refusal> {
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
        let mut carriage = Decimal::ZERO;
        for charge in &sale.charges {
            bounded("a charge", charge.amount)?;
            if charge.amount < Decimal::ZERO {
                let found = charge.amount.to_string();
                return Err(Refusal::Figure { what: "a charge", found, expected: "positive" });
            }
            let Ok(kind) = as_of.pack.charge_kind(&charge.kind, as_of.day, as_of.known) else {
                self.ask(
                    &charge.fact("kind"),
                    format!("What kind of charge is «{}»?", charge.kind),
                    "entered value: whether it belongs to the value",
                );
                self.answer.charges.push(ChargeOutcome::LeftOut);
                self.answer.why.push("not known what it is".into());
                continue;
            };
            let by_term = as_of.pack.incoterms(as_of.day, as_of.known);
            let spoken_of =
                by_term.into_iter().any(|term| term.holds.iter().any(|held| **held == *charge.kind));
            if kind.evidence == ChargeEvidence::PaidToCarrier {
                carriage += charge.amount;
            }
            let said = self.steps.len();
            let outcome = if charge.in_price {
                self.inside(term.filter(|_| spoken_of), kind, charge)
            } else {
                self.outside(kind, charge)
            };
            self.answer.charges.push(outcome);
            let why = self.steps.get(said).map(|step| step.what.clone()).unwrap_or_default();
            self.answer.why.push(why);
        }
        // Charges are shared out together, so that a line's share is rounded once.
        self.spread(self.answer.taken_out, |line, share| {
            line.taken_out += share;
            line.net -= share;
        });
        self.spread(self.answer.added, |line, share| {
            line.added += share;
            line.net += share;
        });
        self.spread(carriage, |line, share| line.carriage += share);
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
        match treatment(kind) {
            ChargeTreatment::Dutiable => self.stays(kind, charge, "is part of the value"),
            ChargeTreatment::Ask if kind.evidence == ChargeEvidence::PaidToSeller => {
                self.stays(kind, charge, "is paid to the seller with the price, so it is part of the value")
            }
            ChargeTreatment::Ask | ChargeTreatment::NonDutiable if charge.identified == Some(false) => {
                self.stays(kind, charge, "is not shown separately, so it stays in the price")
            }
            ChargeTreatment::Ask if kind.evidence == ChargeEvidence::ThroughBill => match charge.through_bill
            {
                Some(true) => self.take_out(kind, charge),
                Some(false) | None => self.stays(
                    kind,
                    charge,
                    "stays in the price unless it moved under a through bill of lading",
                ),
            },
            ChargeTreatment::Ask if charge.belongs == Some(true) => {
                self.stays(kind, charge, "is judged to be part of the value")
            }
            ChargeTreatment::Ask if charge.belongs == Some(false) => self.take_out(kind, charge),
            ChargeTreatment::Ask => {
                self.ask(
                    &charge.fact("belongs"),
                    format!(
                        "Does the {} of {} belong to the value?{}",
                        kind.name,
                        charge.amount,
                        unread(kind)
                    ),
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
        match treatment(kind) {
            ChargeTreatment::Dutiable => self.add(kind, charge),
            ChargeTreatment::Ask if charge.belongs == Some(true) => self.add(kind, charge),
            ChargeTreatment::Ask
                if kind.evidence == ChargeEvidence::PaidToSeller && charge.paid_to.is_some() =>
            {
                match charge.paid_to {
                    Some(Payee::ThirdParty) => {
                        self.left_out(kind, charge, "paid to somebody who has nothing to do with the seller")
                    }
                    _ => self.add(kind, charge),
                }
            }
            ChargeTreatment::Ask if charge.belongs == Some(false) => {
                self.left_out(kind, charge, "judged to be no part of the value")
            }
            ChargeTreatment::Ask if kind.evidence != ChargeEvidence::ThroughBill => {
                self.ask(
                    &charge.fact("belongs"),
                    format!(
                        "Must the {} of {} be added to the value?{}",
                        kind.name,
                        charge.amount,
                        unread(kind)
                    ),
                    "entered value",
                );
                ChargeOutcome::LeftOut
            }
            _ => self.left_out(kind, charge, "beside the price, so it is not added"),
        }
    }

    fn add(&mut self, kind: &Row<ChargeKind>, charge: &Charge) -> ChargeOutcome {
        self.answer.added += charge.amount;
        let step = Step::new(format!("{} added to the price{}", kind.name, self.shared_by()));
        self.steps.push(step.cite(kind.cite.clone()).base(charge.amount));
        ChargeOutcome::Added
    }

    fn left_out(&mut self, kind: &Row<ChargeKind>, charge: &Charge, why: &str) -> ChargeOutcome {
        let step = Step::new(format!("{}: {why}", kind.name));
        self.steps.push(step.cite(kind.cite.clone()).base(charge.amount));
        ChargeOutcome::LeftOut
    }

    /// How a charge is shared, in words.
    fn shared_by(&self) -> &'static str {
        if self.weights.is_empty() { ", by value" } else { ", by the weights given" }
    }

    fn take_out(&mut self, kind: &Row<ChargeKind>, charge: &Charge) -> ChargeOutcome {
        if kind.evidence == ChargeEvidence::PaidToCarrier && charge.paid_to_carrier.is_none() {
            self.answer.look_at.push(format!(
                "{} of {}: make sure that it is what was paid, no estimate",
                kind.name, charge.amount
            ));
        }
        self.answer.taken_out += charge.amount;
        let step = Step::new(format!("{} taken out of the price{}", kind.name, self.shared_by()));
        self.steps.push(step.cite(kind.cite.clone()).base(charge.amount));
        ChargeOutcome::TakenOut
    }

    fn stays(&mut self, kind: &Row<ChargeKind>, charge: &Charge, why: &str) -> ChargeOutcome {
        self.steps
            .push(Step::new(format!("{} {why}", kind.name)).cite(kind.cite.clone()).base(charge.amount));
        ChargeOutcome::StaysIn
    }

    fn spread(&mut self, amount: Decimal, put: impl Fn(&mut NetLine, Decimal)) {
        let by_value: Vec<Decimal>;
        let weights = if self.weights.is_empty() {
            by_value = self.lines.iter().map(|line| line.amount).collect();
            &by_value
        } else {
            &self.weights
        };
        let shares = prorate(amount, weights, SHARE_PLACES);
        self.lines.iter_mut().zip(shares).for_each(|(line, share)| put(line, share));
    }

    /// A term that holds freight, and papers that show none: nothing may be taken out, and a person should know.
    pub(super) fn missing_charges(&mut self, as_of: AsOf<'_>, sale: &Sale) {
        let term = sale.term.as_deref().map(|term| as_of.pack.incoterm(term, as_of.day, as_of.known));
        let Some(Ok(term)) = term else { return };
        let kind = |kind: &str| as_of.pack.charge_kind(kind, as_of.day, as_of.known).ok();
        let shown: Vec<&str> = sale
            .charges
            .iter()
            .filter(|c| c.in_price)
            .filter_map(|c| kind(&c.kind))
            .map(|row| &*row.value.group)
            .collect();
        for asked in
            term.ask.iter().filter_map(|asked| kind(asked)).filter(|asked| !shown.contains(&&*asked.group))
        {
            let what = format!("the price {} holds {}, but no paper shows how much", term.term, asked.name);
            self.answer.look_at.push(format!("{what}; it stays in the value until it is shown"));
        }
    }
}
