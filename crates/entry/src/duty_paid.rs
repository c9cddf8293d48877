//! Prices that hold duty and fees (DDP): the lines are solved with the rates that their goods owe (19 USC 1401a(b)(3)(B)).
//!
//! The rates are read off the duty engine itself: the duty at two values far apart gives the ad valorem part as the slope
//! and the specific part as the rest, whatever the stack of headings.

use cocket_base::{Decimal, Dollars, Finding, Outcome, Place, Round};
use cocket_intake::packet::PacketHeader;
use cocket_rules::AsOf;
use cocket_rules::fees::{GoodsForMpf, hmf_line, mpf_line};
use cocket_rules::value::{DutyPaidEntry, DutyPaidLine, solve_duty_paid};
use cocket_tariff::engine::{RateQuestion, Tariff, determine};

use crate::bridge;
use crate::goods::Goods;
use crate::sale::HEADER;
use crate::valuation::LineValue;

/// Two values, in dollars, between which the slope is taken.
const LOW: i64 = 1_000_000;
const HIGH: i64 = 3_000_000;

/// What a line's goods owe: ad valorem as a fraction, and what does not depend on the value.
struct Owed {
    ad_valorem: Decimal,
    specific: Decimal,
}

/// What solving asks for besides the lines.
pub struct Solving<'a> {
    /// Header of the packet.
    pub header: &'a PacketHeader,
    /// Law of the day of entry.
    pub as_of: AsOf<'a>,
    /// Schedules and measures.
    pub tariff: &'a Tariff,
}

/// Solves the lines. A line whose rates are not known yet leaves the whole price unsolved: its duty is inside.
pub fn solve(
    solving: &Solving<'_>,
    goods: &[Goods<'_>],
    values: Vec<LineValue>,
    claims: &[Option<String>],
    probe: impl Fn(usize, Dollars) -> Option<RateQuestion>,
    findings: &mut Vec<Finding>,
) -> Vec<LineValue> {
    match try_solve(solving, goods, &values, claims, probe) {
        Ok((solved, note)) => {
            findings.push(note);
            solved
        }
        Err(problem) => {
            findings.push(*problem);
            values.into_iter().map(|line| LineValue { entered: None, ..line }).collect()
        }
    }
}

fn try_solve(
    solving: &Solving<'_>,
    goods: &[Goods<'_>],
    values: &[LineValue],
    claims: &[Option<String>],
    probe: impl Fn(usize, Dollars) -> Option<RateQuestion>,
) -> Result<(Vec<LineValue>, Finding), Box<Finding>> {
    let unsolved = |why: String| {
        let place =
            goods.first().map_or_else(|| Place::file(HEADER), |one| Place::file(one.invoice.file.clone()));
        Box::new(
            Finding::block(
                "DDP_UNSOLVED",
                place,
                format!("the price holds duty and fees and cannot be worked back: {why}"),
            )
            .with_remedy("complete the facts of every line"),
        )
    };
    let mut lines = Vec::with_capacity(goods.len());
    for (at, (one, value)) in goods.iter().zip(values).enumerate() {
        let owed = owed(solving, |dollars| probe(at, dollars))
            .ok_or_else(|| unsolved(format!("the duty of {} is not known", one.part_no)))?;
        let claim = claims.get(at).and_then(|claim| claim.as_deref());
        let (mpf, hmf) = subject(solving, one, claim);
        lines.push(DutyPaidLine {
            net: value.net_usd,
            additions: value.additions_usd,
            ad_valorem: owed.ad_valorem,
            specific: owed.specific,
            mpf,
            hmf,
        });
    }
    let entry_type = solving.header.entry_type.as_deref().unwrap_or_default();
    let entry = DutyPaidEntry { entry_type, filing: crate::fees::filing(solving.header), lines: &lines };
    let solved = solve_duty_paid(solving.as_of, &entry).map_err(|refusal| unsolved(refusal.to_string()))?;
    let steps = solved.steps.clone();
    let Outcome::Decided { answer } = solved.outcome else {
        return Err(unsolved("facts are missing".into()));
    };
    let values = values.iter().zip(&lines).zip(answer.lines).map(|((value, line), solved)| {
        let mut value = value.clone();
        value.entered = Some(solved.entered);
        value.native.push(("base_with_duty".into(), bridge::decimals(line.net, 2)));
        value.native.push(("specific_duty".into(), bridge::decimals(line.specific, 2)));
        value.native.push(("divisor".into(), solved.divisor.normalize().to_string()));
        value.native.push(("solved".into(), Round::HalfUp.to(solved.exact, 4).to_string()));
        value.steps.extend(steps.iter().cloned().map(|step| {
            step.base(format!("{} USD", line.net)).rate(format!("÷ {}", solved.divisor.normalize()))
        }));
        value
    });
    let file = goods.first().map_or(HEADER, |one| one.invoice.file.as_str());
    let text = "the price holds duty and fees: value = (price − charges − specific duty) ÷ (1 + rates of duty and fees)";
    Ok((values.collect(), Finding::info("DDP_SOLVED", Place::file(file), text)))
}

fn owed(solving: &Solving<'_>, probe: impl Fn(Dollars) -> Option<RateQuestion>) -> Option<Owed> {
    let duty = |value: i64| {
        let question = probe(Dollars::new(value))?;
        let determined = determine(solving.tariff, &question, Some(solving.as_of.known)).ok()?;
        Some(determined.answer()?.duty.as_dollars())
    };
    let (low, high) = (duty(LOW)?, duty(HIGH)?);
    // Duties are cents, so the slope is exact to far more places than any rate of the schedule has.
    let ad_valorem = Round::HalfUp.to((high - low) / Decimal::from(HIGH - LOW), 7);
    let specific = Round::HalfUp.to(low - ad_valorem * Decimal::from(LOW), 2);
    Some(Owed { ad_valorem, specific })
}

/// Whether the goods owe the processing fee and the harbor fee.
fn subject(solving: &Solving<'_>, one: &Goods<'_>, claim: Option<&str>) -> (bool, bool) {
    let numbers: Vec<_> = one.hts.iter().map(|hts| hts.value).collect();
    let goods = GoodsForMpf {
        value: Dollars::new(LOW),
        origin: one.origin.as_ref().map(|origin| origin.value),
        spi: claim,
        tariffs: &numbers,
    };
    let mpf = mpf_line(solving.as_of, &goods)
        .ok()
        .and_then(|fee| fee.answer().map(|fee| fee.subject))
        .unwrap_or(false);
    let (entry_type, mode) = (
        solving.header.entry_type.as_deref().unwrap_or_default(),
        solving.header.mode.as_deref().unwrap_or_default(),
    );
    let hmf = hmf_line(solving.as_of, entry_type, mode, Dollars::new(LOW))
        .ok()
        .and_then(|fee| fee.answer().map(|fee| !fee.is_zero()))
        .unwrap_or(false);
    (mpf, hmf)
}
