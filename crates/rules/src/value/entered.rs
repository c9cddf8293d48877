//! Entered value: net price in dollars, plus additions, in whole dollars per line.
//!
//! The rule of ACE rounds every line half up. 19 CFR 159.3(a) makes the goods of one invoice at one rate of duty a unit,
//! and the units of an invoice add up to its rounded total; that is a setting, never mixed with the other.

use std::collections::BTreeMap;

use cocket_base::{Citation, Decimal, Determination, Dollars, Round, Step, prorate};
use serde::{Deserialize, Serialize};

use super::currency::ChosenRate;
use super::sale::{NetLine, NetPrices};
use crate::Refusal;

/// Where entered value is rounded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Rounding {
    /// Every line half up: ACE.
    #[default]
    PerLine,
    /// Units of one invoice and rate that add up to the rounded invoice: 19 CFR 159.3(a).
    PerInvoice {
        /// For every line its invoice (from 0) and its rate of duty as a fraction.
        lines: Vec<(usize, Decimal)>,
    },
}

/// An addition to a line's value in US dollars: an assist, a royalty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addition {
    /// The line, from 0.
    pub line: usize,
    /// US dollars.
    pub amount_usd: Decimal,
    /// What it is, in words.
    pub what: String,
    /// The rule that adds it.
    pub cite: Citation,
}

/// A line's entered value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnteredLine {
    /// US dollars before rounding.
    pub exact: Decimal,
    /// Whole US dollars.
    pub entered: Dollars,
    /// How it came about.
    pub steps: Vec<Step>,
}

/// Entered values of a sale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnteredValues {
    /// The lines, in their order.
    pub lines: Vec<EnteredLine>,
    /// Their sum.
    pub total: Dollars,
}

/// Turns net prices into entered values.
pub fn enter(
    prices: &NetPrices,
    rate: &ChosenRate,
    additions: &[Addition],
    rounding: &Rounding,
) -> Result<Determination<EnteredValues>, Refusal> {
    if let Some(stray) = additions.iter().find(|addition| addition.line >= prices.lines.len()) {
        let found = stray.line.to_string();
        return Err(Refusal::Figure {
            what: "the line of an addition",
            found,
            expected: "a line of the sale, from 0",
        });
    }
    let mut lines = Vec::with_capacity(prices.lines.len());
    for (at, price) in prices.lines.iter().enumerate() {
        let mut steps = vec![counted(price).base(format!("{} {}", price.net, rate.currency))];
        let mut exact = rate.to_usd(price.net);
        if rate.currency != cocket_base::Currency::USD {
            steps.push(
                Step::new("converted to dollars")
                    .cite(Citation::new("31 USC 5151; 19 CFR 159.32"))
                    .base(price.net)
                    .rate(rate.rate),
            );
        }
        for addition in additions.iter().filter(|addition| addition.line == at) {
            super::bounded("an addition", addition.amount_usd)?;
            exact += addition.amount_usd;
            steps.push(Step::new(&*addition.what).cite(addition.cite.clone()).base(addition.amount_usd));
        }
        lines.push(EnteredLine { exact, entered: Dollars::ZERO, steps });
    }
    round(&mut lines, rounding)?;
    let total = lines.iter().map(|line| line.entered).sum();
    Ok(Determination::decided(EnteredValues { lines, total }, Vec::new()))
}

/// The sum behind a line's price, with its own shares of discounts and charges.
fn counted(price: &NetLine) -> Step {
    let mut what = format!("price that counts: {}", price.amount);
    let parts = [
        ("less discount", price.discount),
        ("less charges taken out", price.taken_out),
        ("plus charges added", price.added),
    ];
    for (words, share) in parts.into_iter().filter(|(_, share)| !share.is_zero()) {
        what.push_str(&format!(", {words} {}", share.normalize()));
    }
    Step::new(what)
}

fn round(lines: &mut [EnteredLine], rounding: &Rounding) -> Result<(), Refusal> {
    match rounding {
        Rounding::PerLine => {
            for line in lines {
                line.entered = Dollars::from_exact(line.exact, Round::HalfUp)?;
                line.steps.push(
                    Step::new("rounded half up to whole dollars")
                        .cite(Citation::new("CATAIR entry summary chapter"))
                        .amount(line.entered.as_cents()),
                );
            }
        }
        Rounding::PerInvoice { lines: keys } => {
            let mut units: BTreeMap<usize, BTreeMap<Decimal, Vec<usize>>> = BTreeMap::new();
            for (at, (invoice, rate)) in keys.iter().enumerate().take(lines.len()) {
                units.entry(*invoice).or_default().entry(*rate).or_default().push(at);
            }
            for by_rate in units.values() {
                round_invoice(lines, by_rate)?;
            }
        }
    }
    Ok(())
}

fn round_invoice(lines: &mut [EnteredLine], by_rate: &BTreeMap<Decimal, Vec<usize>>) -> Result<(), Refusal> {
    let exact = |members: &Vec<usize>| {
        members.iter().filter_map(|at| lines.get(*at)).map(|line| line.exact).collect::<Vec<_>>()
    };
    let parts: Vec<(Decimal, Vec<Decimal>)> =
        by_rate.iter().map(|(rate, members)| (*rate, exact(members))).collect();
    let units: Vec<(Decimal, Decimal)> =
        parts.iter().map(|(rate, members)| (members.iter().sum(), *rate)).collect();
    let entered = units_of_invoice(&units);
    for ((unit, members), (_, parts)) in entered.iter().zip(by_rate.values()).zip(&parts) {
        for (at, share) in members.iter().zip(prorate(*unit, parts, 0)) {
            if let Some(line) = lines.get_mut(*at) {
                line.entered = Dollars::from_exact(share, Round::HalfUp)?;
                let what = "rounded with the goods of its invoice and rate";
                line.steps.push(
                    Step::new(what).cite(Citation::new("19 CFR 159.3(a)")).amount(line.entered.as_cents()),
                );
            }
        }
    }
    Ok(())
}

/// 159.3(a): the units of an invoice, as value and rate of duty, in whole dollars that add up to the rounded invoice. When
/// they come out too high, those taken up by the least are dropped; too low, those dropped by the most are taken up;
/// equal fractions: the lowest rate first.
pub(crate) fn units_of_invoice(units: &[(Decimal, Decimal)]) -> Vec<Decimal> {
    let total = Round::HalfUp.to(units.iter().map(|(value, _)| value).sum(), 0);
    let mut rounded: Vec<Decimal> = units.iter().map(|(value, _)| Round::HalfUp.to(*value, 0)).collect();
    let over = rounded.iter().sum::<Decimal>() - total;
    let fraction = |at: &usize| units.get(*at).map(|(value, _)| *value - value.floor()).unwrap_or_default();
    let rate = |at: &usize| units.get(*at).map(|(_, rate)| *rate).unwrap_or_default();
    let half = Decimal::new(5, 1);
    let (up, step) = if over > Decimal::ZERO { (true, Decimal::NEGATIVE_ONE) } else { (false, Decimal::ONE) };
    let mut candidates: Vec<usize> =
        (0..units.len()).filter(|at| (fraction(at) >= half) == up && !fraction(at).is_zero()).collect();
    candidates.sort_by(|a, b| {
        let by_fraction = if up { fraction(a).cmp(&fraction(b)) } else { fraction(b).cmp(&fraction(a)) };
        by_fraction.then(rate(a).cmp(&rate(b)))
    });
    let mut open = over.abs();
    for at in candidates {
        if open.is_zero() {
            break;
        }
        if let Some(value) = rounded.get_mut(at) {
            *value += step;
            open -= Decimal::ONE;
        }
    }
    rounded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decimals(values: &[(&str, &str)]) -> Vec<(Decimal, Decimal)> {
        values.iter().map(|(value, rate)| (value.parse().unwrap(), rate.parse().unwrap())).collect()
    }

    #[test]
    fn equal_fractions_change_at_the_lowest_rate() {
        let high = units_of_invoice(&decimals(&[("10.50", "0.06"), ("20.50", "0.04"), ("30.50", "0.02")]));
        assert_eq!(high, [11, 21, 30].map(Decimal::from));
        let low = units_of_invoice(&decimals(&[("10.40", "0.05"), ("20.40", "0.03"), ("30.40", "0")]));
        assert_eq!(low, [10, 20, 31].map(Decimal::from));
    }

    proptest! {
        #[test]
        fn units_add_up_to_the_rounded_invoice(cents in proptest::collection::vec(1_i64..1_000_000, 1..40)) {
            let units: Vec<(Decimal, Decimal)> = cents.iter().map(|c| (Decimal::new(*c, 2), Decimal::new(c % 7, 2))).collect();
            let total = Round::HalfUp.to(units.iter().map(|(v, _)| v).sum(), 0);
            let rounded = units_of_invoice(&units);
            prop_assert_eq!(rounded.iter().sum::<Decimal>(), total);
            prop_assert!(rounded.iter().zip(&units).all(|(r, (v, _))| (*r - *v).abs() < Decimal::ONE));
        }
    }
}
