//! The order of the methods: 19 USC 1401a(a), (f)(2); 19 CFR 152.101(b), (c), 152.107, 152.108.
//!
//! Each method is tried only when those before it cannot be determined or used, and every one that is passed over leaves its
//! reasons. Left to a person: whether an adjustment under (f) is reasonable.

use cocket_base::{Citation, Decimal, Determination, Dollars, Reason, Round, Step};

use super::answer::{Appraised, Found, Item, Method, RuledOut, Tried, need, reason};
use super::comparable::comparables;
use super::computed::computed;
use super::deductive::deductive;
use super::facts::Appraisal;
use super::rates::RateTable;
use super::sheet::Sheet;
use super::transaction::Worked;
use super::words::word;
use crate::{AsOf, Refusal};

/// An appraisement with the methods that were ruled out on the way, also where facts are missing.
#[derive(Debug)]
pub struct Appraisement {
    /// What it came to.
    pub determination: Determination<Appraised>,
    /// Methods ruled out, in their order.
    pub ruled_out: Vec<RuledOut>,
    /// The method at which it stands: the one that gave the value, or the one that facts are missing for.
    pub method: Option<Method>,
}

/// Appraises goods. `as_of.day` is the date of entry.
pub fn appraise(as_of: AsOf<'_>, facts: &Appraisal, table: &RateTable) -> Result<Appraisement, Refusal> {
    let mut work = Work { as_of, facts, ruled_out: Vec::new(), steps: Vec::new() };
    if let Some(forbidden) = work.forbidden()? {
        return Ok(forbidden);
    }
    let mut sheet = Sheet::new(as_of, facts, table);
    for method in order(facts.computed_first) {
        if facts.unavailable.contains(&method) {
            work.rule_out(method, vec![reason("said not to be determinable", "19 USC 1401a(a)(1)")]);
            continue;
        }
        if method == Method::Transaction {
            let tried = sheet.work()?;
            work.steps.append(&mut sheet.steps);
            match tried {
                Tried::Value(worked) => return Ok(work.by_transaction(*worked, sheet)),
                Tried::Out(reasons) => work.rule_out(method, reasons),
                Tried::Ask(needs) => return Ok(work.asks(method, needs)),
            }
            continue;
        }
        match work.try_other(method)? {
            Tried::Value(found) => return work.by_other(method, *found, sheet),
            Tried::Out(reasons) => work.rule_out(method, reasons),
            Tried::Ask(needs) => return Ok(work.asks(method, needs)),
        }
    }
    let ask = need(
        "fallback",
        "On which method, reasonably adjusted, is the value to be based, and what does it come to?",
        "entered value",
    );
    Ok(work.asks(Method::Fallback, vec![ask]))
}

/// (a)(1), (a)(2): the importer may ask for computed value before deductive value.
fn order(computed_first: bool) -> [Method; 6] {
    use Method::{Computed, Deductive, Fallback, Identical, Similar, Transaction};
    if computed_first {
        [Transaction, Identical, Similar, Computed, Deductive, Fallback]
    } else {
        [Transaction, Identical, Similar, Deductive, Computed, Fallback]
    }
}

struct Work<'a> {
    as_of: AsOf<'a>,
    facts: &'a Appraisal,
    ruled_out: Vec<RuledOut>,
    steps: Vec<Step>,
}

/// Methods that a fallback may adjust (152.107).
const ADJUSTED: [&str; 5] = ["transaction", "identical", "similar", "deductive", "computed"];

/// The words that a basis may be: the methods, and the bases that are refused by name.
fn with_methods(refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::Word { what, found, known } => {
            let known = format!("{}; refused by law: {known}", ADJUSTED.join(", "));
            Refusal::Word { what, found, known }
        }
        other => other,
    }
}

impl Work<'_> {
    /// (f)(2): a basis that no appraisement may rest on, whatever else is known. A word that is no basis at all is refused.
    fn forbidden(&mut self) -> Result<Option<Appraisement>, Refusal> {
        let Some(given) = &self.facts.fallback else { return Ok(None) };
        let basis = given.basis.trim();
        if ADJUSTED.contains(&basis) || basis.is_empty() {
            return Ok(None);
        }
        let row =
            word(self.as_of, "forbidden_bases", basis, "a basis of the fallback").map_err(with_methods)?;
        let text = format!("goods may not be appraised on the basis of {}", row.label);
        let reasons = vec![Reason { text, cite: Some(row.cite.clone()) }];
        let determination = Determination::prohibited(reasons, Vec::new());
        Ok(Some(Appraisement { determination, ruled_out: Vec::new(), method: Some(Method::Fallback) }))
    }

    fn rule_out(&mut self, method: Method, reasons: Vec<Reason>) {
        for reason in &reasons {
            let step = Step::new(format!("{} is not used: {}", method.words(), reason.text));
            self.steps.push(reason.cite.clone().map_or_else(|| step.clone(), |cite| step.clone().cite(cite)));
        }
        self.ruled_out.push(RuledOut { method, reasons });
    }

    fn asks(self, method: Method, needs: Vec<cocket_base::Need>) -> Appraisement {
        Appraisement {
            determination: Determination::needs(needs, self.steps),
            ruled_out: self.ruled_out,
            method: Some(method),
        }
    }

    fn units(&self) -> Option<Decimal> {
        let of_lines = || self.facts.lines.iter().map(|line| line.quantity).sum::<Option<Decimal>>();
        if self.facts.lines.is_empty() { self.facts.quantity } else { of_lines() }
    }

    fn try_other(&self, method: Method) -> Result<Tried<Found>, Refusal> {
        let units = self.units();
        match method {
            Method::Identical => comparables(method, self.facts.identical.as_deref(), units),
            Method::Similar => comparables(method, self.facts.similar.as_deref(), units),
            Method::Deductive => match &self.facts.deductive {
                Some(facts) => {
                    let mut facts = facts.clone();
                    facts.quantity = facts.quantity.or(units);
                    facts.import_date = facts.import_date.or(self.facts.import_date);
                    if facts.quantity.is_none() {
                        return Ok(Tried::Ask(vec![need(
                            "quantity",
                            "How many units are appraised?",
                            "entered value",
                        )]));
                    }
                    deductive(self.as_of, &facts)
                }
                None => Ok(Tried::Ask(vec![need(
                    "deductive",
                    "How were the goods, or identical or similar ones, resold in the United States? If they were not, say that deductive value is unavailable",
                    "which method of appraisement applies",
                )])),
            },
            Method::Computed => match &self.facts.computed {
                Some(facts) => {
                    let mut facts = facts.clone();
                    facts.quantity = facts.quantity.or(units);
                    if facts.by_unit && facts.quantity.is_none() {
                        return Ok(Tried::Ask(vec![need(
                            "quantity",
                            "How many units are appraised?",
                            "entered value",
                        )]));
                    }
                    computed(&facts)
                }
                None => Ok(Tried::Ask(vec![need(
                    "computed",
                    "What did the goods cost to produce? If the producer will not say, say that computed value is unavailable",
                    "which method of appraisement applies",
                )])),
            },
            Method::Transaction | Method::Fallback => Ok(self.fallback()),
        }
    }

    /// (f)(1): a value derived from one of the methods, reasonably adjusted.
    fn fallback(&self) -> Tried<Found> {
        let ask = |fact: &str, question: &str| Tried::Ask(vec![need(fact, question, "entered value")]);
        let Some(given) = &self.facts.fallback else {
            return ask(
                "fallback",
                "On which method, reasonably adjusted, is the value to be based, and what does it come to?",
            );
        };
        if given.basis.trim().is_empty() {
            return ask(
                "fallback.basis",
                "Which method is adjusted: transaction, identical, similar, deductive or computed?",
            );
        }
        match given.value.filter(|value| *value > Decimal::ZERO) {
            None => ask("fallback.value", "What value does the adjusted method come to, in US dollars?"),
            Some(value) => {
                let adjusted = given.adjustment.as_deref().unwrap_or("reasonably adjusted");
                let step = Step::new(format!("derived from the method «{}», {adjusted}", given.basis.trim()))
                    .cite(Citation::new("19 USC 1401a(f)(1); 19 CFR 152.107"))
                    .base(format!("{} USD", value.normalize()));
                Tried::Value(Box::new(Found {
                    unit_value: None,
                    value,
                    items: Vec::<Item>::new(),
                    steps: vec![step],
                }))
            }
        }
    }

    fn by_transaction(self, worked: Worked, sheet: Sheet<'_>) -> Appraisement {
        let entered: Dollars = worked.lines.iter().map(|line| line.entered).sum();
        let units = self.units();
        let answer = Appraised {
            method: Method::Transaction,
            method_number: Method::Transaction.number(),
            value: four(worked.value),
            entered,
            unit_value: by_unit(worked.value, units),
            lines: worked.lines,
            ruled_out: Vec::new(),
            items: sheet.items,
            related: sheet.related,
            rate: worked.rate,
            inside_price: worked.inside_price,
            cif_for_information: worked.cif,
            unsaid: sheet.unsaid,
            look_at: sheet.look_at,
        };
        Appraisement {
            determination: Determination::decided(answer, self.steps),
            ruled_out: Vec::new(),
            method: Some(Method::Transaction),
        }
    }

    fn by_other(mut self, method: Method, found: Found, sheet: Sheet<'_>) -> Result<Appraisement, Refusal> {
        self.steps.extend(found.steps);
        let entered = Dollars::from_exact(found.value, Round::HalfUp)?;
        let step = Step::new(format!("appraised on the {}", method.words())).cite(method.cite());
        self.steps.push(step.base(format!("{} USD", four(found.value))).amount(entered.as_cents()));
        let answer = Appraised {
            method,
            method_number: method.number(),
            value: four(found.value),
            entered,
            unit_value: found.unit_value.map(four).or_else(|| by_unit(found.value, self.units())),
            lines: Vec::new(),
            ruled_out: self.ruled_out.clone(),
            items: found.items,
            related: sheet.related,
            rate: None,
            inside_price: None,
            cif_for_information: None,
            unsaid: Vec::new(),
            look_at: Vec::new(),
        };
        Ok(Appraisement {
            determination: Determination::decided(answer, self.steps),
            ruled_out: self.ruled_out,
            method: Some(method),
        })
    }
}

fn four(value: Decimal) -> Decimal {
    Round::HalfUp.to(value, 4).normalize()
}

fn by_unit(value: Decimal, units: Option<Decimal>) -> Option<Decimal> {
    units.filter(|units| *units > Decimal::ZERO).map(|units| four(value / units))
}
