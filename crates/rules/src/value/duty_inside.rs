//! A price that holds US duty and fees, with the facts that a question gives: 19 USC 1401a(b)(3)(B); 19 CFR 152.103(i)(2),
//! 24.23, 24.24. The solving itself stands in `duty_paid`.

use cocket_base::{Cents, Decimal, Determination, Dollars, Outcome, Round, Step};
use serde::{Deserialize, Serialize};

use super::amount::Share;
use super::answer::{InsidePrice, need};
use super::duty_paid::{DutyPaidEntry, DutyPaidLine, MpfPlace, solve_duty_paid};
use crate::fees::Filing;
use crate::{AsOf, Refusal};

/// A duty-paid line in US dollars.
pub(super) struct PaidLine {
    pub net: Decimal,
    pub additions: Decimal,
    pub ad_valorem: Option<Share>,
    pub specific: Decimal,
    pub mpf: bool,
}

/// A duty-paid entry.
pub(super) struct PaidEntry<'a> {
    pub entry_type: Option<&'a str>,
    pub mode: Option<&'a str>,
    pub harbor_fee: Option<bool>,
    pub lines: &'a [PaidLine],
}

/// A solved line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InsideLine {
    /// Value before rounding, US dollars, to four decimals.
    pub exact: Decimal,
    /// Entered value.
    pub entered: Dollars,
    /// What the price was divided by.
    pub divisor: Decimal,
    /// Duty on the entered value.
    pub duty: Decimal,
}

/// A solved entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Inside {
    /// The lines.
    pub lines: Vec<InsideLine>,
    /// Duty and fees on the entered values.
    pub inside: InsidePrice,
}

/// Solves the price.
pub(super) fn solve(as_of: AsOf<'_>, entry: &PaidEntry<'_>) -> Result<Determination<Inside>, Refusal> {
    let mut needs = Vec::new();
    let rates: Option<Vec<Decimal>> =
        entry.lines.iter().map(|line| line.ad_valorem.map(|rate| rate.0)).collect();
    if rates.is_none() {
        needs.push(need(
            "lines[].ad_valorem",
            "What rate of duty do the goods of every line owe (0%: none)?",
            "entered value: the price holds the duty",
        ));
    }
    let hmf = harbor_fee(as_of, entry)?;
    if hmf.is_none() {
        needs.push(need("mode", "By which mode of transport do the goods arrive (CATAIR code, as 11 for a vessel with containers)?", "whether the price holds a harbor maintenance fee"));
    }
    let (Some(rates), Some(hmf)) = (rates, hmf) else { return Ok(Determination::needs(needs, Vec::new())) };
    let lines: Vec<DutyPaidLine> = entry
        .lines
        .iter()
        .zip(&rates)
        .map(|(line, rate)| DutyPaidLine {
            net: line.net,
            additions: line.additions,
            ad_valorem: *rate,
            specific: line.specific,
            mpf: line.mpf,
            hmf,
        })
        .collect();
    let asked = DutyPaidEntry {
        entry_type: entry.entry_type.unwrap_or("01"),
        filing: Filing::Automated,
        lines: &lines,
    };
    let solved = solve_duty_paid(as_of, &asked)?;
    let mut steps = solved.steps;
    let Outcome::Decided { answer } = solved.outcome else {
        return Ok(Determination::needs(Vec::new(), steps));
    };
    let (mut mpf_raw, mut hmf_raw, mut duty_all) = (Cents::ZERO, Cents::ZERO, Cents::ZERO);
    let year = as_of.pack.mpf(as_of.day, as_of.known)?;
    let harbor = as_of.pack.hmf(as_of.day, as_of.known)?;
    let mut done = Vec::with_capacity(lines.len());
    for (line, solved) in lines.iter().zip(&answer.lines) {
        if solved.exact <= Decimal::ZERO {
            return Err(Refusal::Figure {
                what: "the duty-paid price",
                found: line.net.to_string(),
                expected: "more than the duty and fees that it holds",
            });
        }
        let value = solved.entered.as_decimal();
        let duty = Cents::from_dollars(value * line.ad_valorem + line.specific, Round::HalfUp)?;
        duty_all += duty;
        if line.mpf {
            mpf_raw += Cents::from_dollars(value * year.rate, Round::HalfUp)?;
        }
        if line.hmf {
            hmf_raw += Cents::from_dollars(value * harbor.rate, Round::HalfUp)?;
        }
        let exact = Round::HalfUp.to(solved.exact, 4);
        steps.push(
            Step::new("value before duty and fees")
                .cite(cocket_base::Citation::new("19 CFR 152.103(i)(2)"))
                .base(format!("{} USD", (line.net + line.additions - line.specific).normalize()))
                .rate(format!("÷ {}", solved.divisor.normalize()))
                .fact("value", exact),
        );
        done.push(InsideLine {
            exact,
            entered: solved.entered,
            divisor: solved.divisor.normalize(),
            duty: duty.as_dollars(),
        });
    }
    let mpf = match answer.mpf {
        MpfPlace::Inside => year.within_limits(mpf_raw),
        MpfPlace::Minimum => year.min,
        MpfPlace::Maximum => year.max,
        MpfPlace::Flat => crate::fees::flat_fee(year, Filing::Automated),
        MpfPlace::NotDue => Cents::ZERO,
    };
    let hmf = if answer.hmf_collected { hmf_raw } else { Cents::ZERO };
    let inside = InsidePrice {
        duty: duty_all.as_dollars(),
        mpf: mpf.as_dollars(),
        hmf: hmf.as_dollars(),
        mpf_at: answer.mpf,
    };
    Ok(Determination::decided(Inside { lines: done, inside }, steps))
}

/// Whether the goods owe the harbor fee: said, or by the mode and type of entry.
fn harbor_fee(as_of: AsOf<'_>, entry: &PaidEntry<'_>) -> Result<Option<bool>, Refusal> {
    if entry.harbor_fee.is_some() {
        return Ok(entry.harbor_fee);
    }
    let Some(mode) = entry.mode else { return Ok(None) };
    let row = as_of.pack.hmf(as_of.day, as_of.known)?;
    let owed = row.modes.iter().any(|held| **held == *mode.trim());
    let without = row.types_without.iter().any(|held| **held == *entry.entry_type.unwrap_or("01"));
    Ok(Some(owed && !without))
}
