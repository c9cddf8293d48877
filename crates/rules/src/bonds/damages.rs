//! Liquidated damages under a bond for importation and entry: 19 CFR 113.62(n), 141.113, 142.15; 10.39.
//!
//! Left to a person: mitigation, and whether goods are restricted.

use cocket_base::{Cents, Citation, Decimal, Round, Step, Trust};
use cocket_law::{Limit, Row};

use super::questions::{SINGLE_FACTS, single_amount};
use crate::Refusal;
use crate::asked::{Ask, Determined, FactKind, Verdict, may, must};

const DEFAULTS: &[&str] = &[
    "late_summary",
    "late_deposit",
    "late_summary_and_deposit",
    "documents",
    "redelivery",
    "admissibility",
    "marking_redelivery",
    "textile_redelivery",
    "fda_redelivery",
    "security_filing",
    "air_screening",
    "advance_data",
    "airport_security",
    "no_merchandise",
    "temporary_importation",
    "softwood_lumber",
];

const BONDS: &[&str] = &["single", "continuous"];

pub(super) const DAMAGES: Determined = Determined {
    name: "damages",
    area: "bond",
    obligation: "liquidated damages for a default under the bond",
    rule: "late summary: the whole single bond, or what it would have been; late money alone: twice the unpaid, 1,000 at \
           least; goods: their value, three times it if restricted or alcoholic; fixed sums for data and other defaults",
    cite: "19 CFR 113.62(n), 142.15, 141.113",
    trust: Trust::V,
    facts: &[
        must("default", FactKind::Word(DEFAULTS)),
        may("bond_type", FactKind::Word(BONDS)),
        may("bond_amount", FactKind::Money),
        may("value", FactKind::Money),
        may("restricted", FactKind::Flag),
        may("alcoholic_beverages", FactKind::Flag),
        may("bond_at_domestic_value", FactKind::Flag),
        may("unpaid", FactKind::Money),
        may("violations", FactKind::Number),
        may("thousand_board_feet", FactKind::Figure),
        may("duties_and_fees", FactKind::Money),
        may("reduced_class", FactKind::Flag),
        SINGLE_FACTS[0],
        SINGLE_FACTS[1],
        SINGLE_FACTS[2],
        SINGLE_FACTS[3],
        SINGLE_FACTS[4],
    ],
    run: damages,
};

fn damages(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let Some(default) = ask.word("default", DEFAULTS) else { return Ok(None) };
    match default {
        "late_summary" => late_summary(ask),
        "late_deposit" => late_deposit(ask),
        "fda_redelivery" => fda(ask),
        "textile_redelivery" => Ok(ask.money("value").map(|value| {
            Verdict::sum(
                value,
                vec![step("textiles not redelivered: their value", "19 CFR 141.113(b)", value)],
            )
        })),
        "security_filing" => security_filing(ask),
        "air_screening" => each(ask, "damages_air_screening"),
        "advance_data" => each(ask, "damages_advance_data"),
        "airport_security" => each(ask, "damages_airport"),
        "no_merchandise" => each(ask, "damages_no_goods"),
        "temporary_importation" => temporary(ask),
        "softwood_lumber" => lumber(ask),
        _ => value_of_goods(ask),
    }
}

fn step(what: &str, cite: &str, amount: Cents) -> Step {
    Step::new(what).cite(Citation::new(cite)).amount(amount)
}

fn limit<'a>(ask: &Ask<'a>, name: &str) -> Result<&'a Row<Limit>, Refusal> {
    Ok(ask.as_of.pack.limit(name, ask.as_of.day, ask.as_of.known)?)
}

/// A sum of money taken several times.
fn multiplied(base: Cents, factor: &Row<Limit>) -> Result<Verdict, Refusal> {
    let amount = Cents::from_dollars(base.as_dollars() * factor.amount, Round::HalfUp)?;
    let step = Step::new(&*factor.what)
        .cite(factor.cite.clone())
        .base(base)
        .rate(format!("{} times", factor.amount));
    Ok(Verdict::sum(amount, vec![step.amount(amount)]))
}

/// 142.15.
fn late_summary(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    match ask.word("bond_type", BONDS) {
        Some("single") => Ok(ask.money("bond_amount").map(|bond| {
            let what = "summary late or missing: the whole amount of the single bond, not the value";
            Verdict::sum(bond, vec![step(what, "19 CFR 142.15", bond)])
        })),
        Some(_) => {
            let what = "on a continuous bond: the amount a single bond for the entry would have had";
            Ok(single_amount(ask)?.map(|mut single| {
                single.steps.push(Step::new(what).cite(Citation::new("19 CFR 142.15")));
                single
            }))
        }
        None => Ok(None),
    }
}

/// 113.62(n)(4).
fn late_deposit(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let Some(unpaid) = ask.money("unpaid") else { return Ok(None) };
    let damages = super::unpaid_deposit_damages(ask.as_of, unpaid)?;
    Ok(damages.answer().map(|amount| Verdict::sum(*amount, damages.steps.clone())))
}

/// 113.62(n)(1): the value, or several times it.
fn value_of_goods(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let Some(value) = ask.money("value") else { return Ok(None) };
    if ask.is("restricted") || ask.is("alcoholic_beverages") {
        return multiplied(value, limit(ask, "damages_restricted_factor")?).map(Some);
    }
    let what = "the value of the goods in the default (19 USC 1401a)";
    Ok(Some(Verdict::sum(value, vec![step(what, "19 CFR 113.62(n)(1)", value)])))
}

fn fda(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let Some(value) = ask.money("value") else { return Ok(None) };
    if ask.is("bond_at_domestic_value") {
        let Some(bond) = ask.money("bond_amount") else { return Ok(None) };
        let what = "the bond was set at the domestic value: its amount";
        return Ok(Some(Verdict::sum(bond, vec![step(what, "19 CFR 12.3(b), 141.113(c)", bond)])));
    }
    multiplied(value, limit(ask, "damages_fda_factor")?).map(Some)
}

/// A fixed sum for each violation.
fn each(ask: &mut Ask<'_>, name: &str) -> Result<Option<Verdict>, Refusal> {
    let violations = ask.number_if("violations").unwrap_or(1);
    let fixed = limit(ask, name)?;
    let amount = Cents::from_dollars(fixed.amount * Decimal::from(violations), Round::HalfUp)?;
    let step = Step::new(&*fixed.what).cite(fixed.cite.clone()).fact("violations", violations).amount(amount);
    Ok(Some(Verdict::sum(amount, vec![step])))
}

/// 113.62(j); what is usually claimed on one filing is said, not decided.
fn security_filing(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let Some(mut verdict) = each(ask, "isf_damages")? else { return Ok(None) };
    if let Ok(usual) = limit(ask, "isf_damages_per_filing") {
        let what = format!("not verified: {}: {}", usual.what, usual.amount);
        verdict.steps.push(Step::new(what).cite(usual.cite.clone()));
    }
    Ok(Some(verdict))
}

fn times(ask: &mut Ask<'_>, base: &str, factor: &str) -> Result<Option<Verdict>, Refusal> {
    let Some(base) = ask.money(base) else { return Ok(None) };
    multiplied(base, limit(ask, factor)?).map(Some)
}

/// 10.39(d)(1): twice, unless 10.31(f) names the smaller share for the class of goods.
fn temporary(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    if !ask.is("reduced_class") {
        return times(ask, "duties_and_fees", "damages_temporary_factor");
    }
    let Some(base) = ask.money("duties_and_fees") else { return Ok(None) };
    let share = limit(ask, "bond_temporary_reduced_percent")?;
    let amount = Cents::from_dollars(base.as_dollars() * share.amount / Decimal::ONE_HUNDRED, Round::HalfUp)?;
    let step = Step::new(&*share.what).cite(share.cite.clone()).base(base).amount(amount);
    Ok(Some(Verdict::sum(amount, vec![step])))
}

/// 113.62(n)(5).
fn lumber(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let Some(measure) = ask.figure("thousand_board_feet") else { return Ok(None) };
    let each = limit(ask, "damages_lumber")?;
    let amount = Cents::from_dollars(each.amount * measure, Round::HalfUp)?;
    let step = Step::new(&*each.what).cite(each.cite.clone()).base(measure).amount(amount);
    Ok(Some(Verdict::sum(amount, vec![step])))
}
