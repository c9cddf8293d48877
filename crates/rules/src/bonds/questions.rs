//! `cocket bond`: amounts of bonds and whether one suffices: 19 CFR 113.11, 113.13, 10.31(f); CBP directive 3510-004.
//!
//! Left to a person: amounts a port sets higher, and whether goods are restricted.

use cocket_base::{Cents, Citation, Decimal, Dollars, Round, Step, Trust};

use super::damages::DAMAGES;
use crate::Refusal;
use crate::asked::{Ask, Calculator, Determined, Fact, FactKind, Verdict, may, must};

/// The calculations of `cocket bond`.
pub static BOND: Calculator = Calculator { name: "bond", kinds: KINDS };

/// Facts of a single bond, which damages for a late summary may ask for too.
pub(super) const SINGLE_FACTS: [Fact; 5] = [
    may("entered_value", FactKind::Money),
    may("duties", FactKind::Money),
    may("taxes", FactKind::Money),
    may("fees", FactKind::Money),
    may("quota_goods", FactKind::Flag),
];

const KINDS: &[Determined] = &[
    Determined {
        name: "continuous",
        area: "bond",
        obligation: "the least amount of an importer's continuous bond, and whether the one held suffices",
        rule: "ten percent of a year's duties, taxes and fees, 50,000 at least, up in steps of 10,000 to 100,000 and of \
               100,000 beyond",
        cite: "19 CFR 113.11, 113.13; CBP directive 3510-004",
        trust: Trust::S,
        facts: &[
            may("duties_taxes_fees", FactKind::Money),
            may("duties", FactKind::Money),
            may("taxes", FactKind::Money),
            may("fees", FactKind::Money),
            may("estimated_this_year", FactKind::Money),
            may("differs_much", FactKind::Flag),
            may("bond_amount", FactKind::Money),
        ],
        run: continuous,
    },
    Determined {
        name: "single",
        area: "bond",
        obligation: "the amount of a single transaction bond",
        rule: "entered value with duties, taxes and fees; three times the value for restricted goods that are no quota goods; \
               100 dollars at least",
        cite: "19 CFR 113.13; CBP directive 3510-004",
        trust: Trust::S,
        facts: &[
            must("entered_value", FactKind::Money),
            SINGLE_FACTS[1],
            SINGLE_FACTS[2],
            SINGLE_FACTS[3],
            may("restricted", FactKind::Flag),
            SINGLE_FACTS[4],
            may("unconditionally_free", FactKind::Flag),
        ],
        run: |ask| single_amount(ask),
    },
    Determined {
        name: "temporary_importation",
        area: "bond",
        obligation: "the amount of a bond for a temporary importation",
        rule: "twice the duties and fees that a consumption entry would pay, merchandise processing fee included; 110 percent of them for order samples, advertising films and professional equipment (reduced_class)",
        cite: "19 CFR 10.31(f); T.D. 95-22",
        trust: Trust::S,
        facts: &[
            must("duties", FactKind::Money),
            may("fees", FactKind::Money),
            may("reduced_class", FactKind::Flag),
        ],
        run: temporary,
    },
    Determined {
        name: "drawback",
        area: "bond",
        obligation: "the amount of a bond for accelerated payment of drawback",
        rule: "all accelerated payments outstanding",
        cite: "19 CFR 190.92; CBP directive 3510-004",
        trust: Trust::S,
        facts: &[must("payments_outstanding", FactKind::Money)],
        run: drawback,
    },
    Determined {
        name: "security_filing",
        area: "bond",
        obligation: "the least amount of a continuous bond for security filings alone",
        rule: "50,000 dollars",
        cite: "19 CFR 149.5; CBP security filing guidelines",
        trust: Trust::S,
        facts: &[],
        run: security_filing,
    },
    Determined {
        name: "allowed",
        area: "bond",
        obligation: "whether an activity may be secured by a bond of this type",
        rule: "a custodian's bond is continuous alone; a bond changed after approval is a new bond",
        cite: "19 CFR 113.23, 113.63",
        trust: Trust::S,
        facts: &[
            must("activity", FactKind::Word(ACTIVITIES)),
            must("bond_type", FactKind::Word(&["single", "continuous"])),
            may("changed_after_approval", FactKind::Flag),
        ],
        run: allowed,
    },
    super::application::APPLICATION,
    DAMAGES,
];

const ACTIVITIES: &[&str] = &[
    "importer",
    "drawback",
    "custodian",
    "international_carrier",
    "zone_operator",
    "airport_security",
    "security_filing",
];

/// A year's sum: whole, or by its parts.
fn year(ask: &mut Ask<'_>) -> Option<Cents> {
    if let Some(whole) = ask.money_if("duties_taxes_fees") {
        return Some(whole);
    }
    let parts = [ask.money_if("duties"), ask.money_if("taxes"), ask.money_if("fees")];
    if parts.iter().all(Option::is_none) {
        return None;
    }
    Some(parts.into_iter().flatten().sum())
}

fn continuous(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let (past, estimate) = (year(ask), ask.money_if("estimated_this_year"));
    let differs = ask.is("differs_much");
    // 113.11(b): the estimate stands in only without a past year, or when the two will differ much.
    let base = match (past, estimate) {
        (Some(past), Some(estimate)) => Some(if differs || past.is_zero() { estimate } else { past }),
        (past, estimate) => past.or(estimate),
    };
    let Some(base) = base else {
        ask.need(
            "duties_taxes_fees",
            "Duties, taxes and fees of the last twelve months; an estimate when there were none.",
        );
        return Ok(None);
    };
    let found = super::continuous_bond(ask.as_of, base)?;
    let Some(bond) = found.answer().copied() else { return Ok(None) };
    let mut verdict = Verdict::sum(bond.as_cents(), found.steps);
    if let Some(held) = ask.money_if("bond_amount") {
        let enough = held >= bond.as_cents();
        let share = ask.as_of.pack.limit("bond_continuous_percent", ask.as_of.day, ask.as_of.known)?.amount;
        let carries = Cents::from_dollars(
            held.as_dollars() * Decimal::ONE_HUNDRED / share.max(Decimal::ONE),
            Round::Down,
        )?;
        verdict = verdict
            .says("sufficient", if enough { "yes" } else { "no" })
            .and("yearly_sum_the_bond_carries", carries);
    }
    Ok(Some(verdict))
}

/// The amount of a single bond for an entry.
pub(super) fn single_amount(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let value = ask.money("entered_value");
    let (restricted, quota) = (ask.is("restricted"), ask.is("quota_goods"));
    let free = ask.is("unconditionally_free");
    let as_of = ask.as_of;
    let limit = |name: &str| as_of.pack.limit(name, as_of.day, as_of.known);
    let minimum = limit("bond_single_minimum")?.amount;
    if restricted && !quota {
        let factor = limit("bond_restricted_factor")?;
        let Some(value) = value else { return Ok(None) };
        let exact = (value.as_dollars() * factor.amount).max(minimum);
        let amount = Cents::from_dollars(exact, Round::HalfUp)?;
        let step = Step::new(&*factor.what).cite(factor.cite.clone()).base(value).amount(amount);
        return Ok(Some(Verdict::sum(amount, vec![step])));
    }
    let duties = ask.money("duties");
    let others = [ask.money_if("taxes"), ask.money_if("fees")].into_iter().flatten().sum::<Cents>();
    let Some((value, duties)) = value.zip(duties) else { return Ok(None) };
    let sum = value + duties + others;
    let amount = Cents::from_dollars(sum.as_dollars().max(minimum), Round::HalfUp)?;
    let cite = Citation { trust: Trust::S, ..Citation::new("19 CFR 113.13; CBP directive 3510-004") };
    let mut steps =
        vec![Step::new("entered value with duties, taxes and fees").cite(cite).base(value).amount(amount)];
    // What nobody has read in an official text is told and moves nothing.
    if let (true, Ok(share)) = (free, limit("bond_free_percent")) {
        let what = format!("not verified: {}, {}%", share.what, share.amount);
        steps.push(Step::new(what).cite(share.cite.clone()));
    }
    Ok(Some(Verdict::sum(amount, steps)))
}

fn temporary(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let (duties, fees) = (ask.money("duties"), ask.money_if("fees").unwrap_or(Cents::ZERO));
    let reduced = ask.is("reduced_class");
    let Some(duties) = duties else { return Ok(None) };
    let limit = |name: &str| ask.as_of.pack.limit(name, ask.as_of.day, ask.as_of.known);
    let base = duties + fees;
    let (by, factor) = if reduced {
        let share = limit("bond_temporary_reduced_percent")?;
        (share, share.amount / Decimal::ONE_HUNDRED)
    } else {
        let double = limit("bond_temporary_factor")?;
        (double, double.amount)
    };
    let amount = Cents::from_dollars(base.as_dollars() * factor, Round::HalfUp)?;
    let step = Step::new(&*by.what).cite(by.cite.clone()).base(base).amount(amount);
    Ok(Some(Verdict::sum(amount, vec![step])))
}

fn drawback(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let Some(outstanding) = ask.money("payments_outstanding") else { return Ok(None) };
    let share = ask.as_of.pack.limit("bond_drawback_percent", ask.as_of.day, ask.as_of.known)?;
    let exact = outstanding.as_dollars() * share.amount / Decimal::ONE_HUNDRED;
    let amount = Cents::from_dollars(exact, Round::HalfUp)?;
    let step = Step::new(&*share.what).cite(share.cite.clone()).base(outstanding).amount(amount);
    Ok(Some(Verdict::sum(amount, vec![step])))
}

fn security_filing(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let least = ask.as_of.pack.limit("bond_security_filing_minimum", ask.as_of.day, ask.as_of.known)?;
    let amount = Dollars::from_exact(least.amount, Round::HalfUp)?.as_cents();
    Ok(Some(Verdict::sum(amount, vec![Step::new(&*least.what).cite(least.cite.clone()).amount(amount)])))
}

fn allowed(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let (activity, kind) =
        (ask.word("activity", ACTIVITIES), ask.word("bond_type", &["single", "continuous"]));
    let changed = ask.is("changed_after_approval");
    let Some((activity, kind)) = activity.zip(kind) else { return Ok(None) };
    let mut verdict =
        Verdict::unlimited(format!("a {kind} bond for the activity {activity}")).says("allowed", "yes");
    if activity == "custodian" && kind == "single" {
        verdict.against.push(crate::asked::reason("a custodian's bond is continuous alone", "19 CFR 113.63"));
    }
    if changed {
        verdict.against.push(crate::asked::reason(
            "an approved bond is not altered: a new bond takes its place",
            "19 CFR 113.23",
        ));
    }
    Ok(Some(verdict))
}
