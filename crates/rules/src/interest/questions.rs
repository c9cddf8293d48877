//! `cocket interest`: the clocks of interest, settlement of small differences, rates of a day.

use cocket_base::{Cents, Date, Trust};

use super::account::settle_account;
use super::bills::overdue;
use super::{Owed, interest};
use crate::Refusal;
use crate::asked::{Ask, Calculator, Determined, Fact, FactKind, Verdict, may, must};
use crate::liquidation::{Settlement, settle};

const PAYEES: &[&str] = &["corporation", "other"];

const MOVEMENTS: &[Fact] =
    &[must("date", FactKind::Day), may("deposit", FactKind::Money), may("refund", FactKind::Money)];

/// The calculations of `cocket interest`.
pub static INTEREST: Calculator = Calculator { name: "interest", kinds: KINDS };

const KINDS: &[Determined] = &[
    Determined {
        name: "underpayment",
        area: "interest",
        obligation: "interest on duties found short at liquidation",
        rule: "from the day the deposit was required to liquidation, compounded daily at the rates of each quarter",
        cite: "19 USC 1505(c); 19 CFR 24.3a(b)(2)",
        trust: Trust::V,
        facts: &[
            must("amount", FactKind::Money),
            must("deposit_due_date", FactKind::Day),
            must("liquidation_date", FactKind::Day),
        ],
        run: underpayment,
    },
    Determined {
        name: "refund",
        area: "interest",
        obligation: "interest on duties found too much at liquidation",
        rule: "from the day of deposit to liquidation, compounded daily; a corporation's rate is a point lower",
        cite: "19 USC 1505(c); 19 CFR 24.36(a)(1)",
        trust: Trust::V,
        facts: &[
            must("amount", FactKind::Money),
            must("deposited_date", FactKind::Day),
            must("liquidation_date", FactKind::Day),
            must("payee", FactKind::Word(PAYEES)),
        ],
        run: refund,
    },
    Determined {
        name: "post_import_claim",
        area: "interest",
        obligation: "interest on the refund of a preference claimed after importation",
        rule: "from the day of the claim to liquidation, as the statute says; some practice counts from payment",
        cite: "19 USC 1505(c), 1520(d); 19 CFR 24.36(a)(1)",
        trust: Trust::V,
        facts: &[
            must("amount", FactKind::Money),
            must("claim_date", FactKind::Day),
            must("liquidation_date", FactKind::Day),
            must("payee", FactKind::Word(PAYEES)),
            may("deposited_date", FactKind::Day),
        ],
        run: post_import_claim,
    },
    Determined {
        name: "prior_disclosure",
        area: "interest",
        obligation: "the penalty of a valid prior disclosure of negligence: interest on the duty lost",
        rule: "from liquidation to tender; none while the entry is not liquidated",
        cite: "19 USC 1592(c)(4)(B)",
        trust: Trust::V,
        facts: &[
            must("loss", FactKind::Money),
            must("liquidated", FactKind::Flag),
            may("liquidation_date", FactKind::Day),
            must("tender_date", FactKind::Day),
        ],
        run: prior_disclosure,
    },
    Determined {
        name: "drawback_disclosure",
        area: "interest",
        obligation: "the penalty of a valid prior disclosure of a negligent drawback claim: interest on the overpayment",
        rule: "from the day of overpayment to tender",
        cite: "19 USC 1593a(c)(3)",
        trust: Trust::V,
        facts: &[
            must("loss", FactKind::Money),
            must("overpayment_date", FactKind::Day),
            must("tender_date", FactKind::Day),
        ],
        run: drawback_disclosure,
    },
    Determined {
        name: "bill",
        area: "interest",
        obligation: "interest on an overdue bill",
        rule: "simple, for whole periods of 30 days from the bill; the period in which payment arrives is free; the first \
               period of a dishonoured payment's bill has 15 days",
        cite: "19 USC 1505(d); 19 CFR 24.3a(b)(3), (c)",
        trust: Trust::V,
        facts: &[
            must("amount", FactKind::Money),
            must("bill_date", FactKind::Day),
            must("paid_date", FactKind::Day),
            may("dishonoured", FactKind::Flag),
        ],
        run: bill,
    },
    Determined {
        name: "late_refund",
        area: "interest",
        obligation: "interest on a refund that CBP paid late",
        rule: "for whole periods of 30 days after liquidation; the period in which it is paid is free",
        cite: "19 USC 1505(d); 19 CFR 24.36(a)(3)",
        trust: Trust::V,
        facts: &[
            must("amount", FactKind::Money),
            must("liquidation_date", FactKind::Day),
            must("paid_date", FactKind::Day),
            must("payee", FactKind::Word(PAYEES)),
        ],
        run: late_refund,
    },
    Determined {
        name: "account",
        area: "interest",
        obligation: "bill or refund at liquidation when deposits or refunds moved in between",
        rule: "each excess or shortfall from the day it arose to the day it ended; opposite signs reckoned apart and netted",
        cite: "19 CFR 24.3a(b)(2), 24.36(a)(1)",
        trust: Trust::V,
        facts: &[
            must("movements", FactKind::Lines(MOVEMENTS)),
            must("liquidated", FactKind::Money),
            must("liquidation_date", FactKind::Day),
            must("payee", FactKind::Word(PAYEES)),
        ],
        run: account,
    },
    Determined {
        name: "settlement",
        area: "interest",
        obligation: "whether a difference at liquidation is billed, refunded or left as entered",
        rule: "a net difference of duties, taxes, fees and interest under 20 dollars stays as entered; after a protest or \
               judgment any amount is refunded",
        cite: "19 USC 1321(a)(1); 19 CFR 159.6",
        trust: Trust::V,
        facts: &[
            must("deposited", FactKind::Money),
            must("liquidated", FactKind::Money),
            may("after_protest_or_judgment", FactKind::Flag),
        ],
        run: settlement,
    },
    Determined {
        name: "rate",
        area: "interest",
        obligation: "the rates of interest of a day, percent a year",
        rule: "by the quarter: short-term rate and three points; overpayments of corporations two",
        cite: "26 USC 6621",
        trust: Trust::V,
        facts: &[must("on_date", FactKind::Day)],
        run: rate,
    },
];

fn payee(ask: &mut Ask<'_>) -> Option<Owed> {
    Some(if ask.word("payee", PAYEES)? == "corporation" { Owed::ToCorporation } else { Owed::ToOther })
}

/// Interest from one day to another, and the sum with it.
fn grown(ask: &Ask<'_>, principal: Cents, owed: Owed, (from, to): (Date, Date)) -> Result<Verdict, Refusal> {
    let grown = interest(ask.as_of.on(to), principal, owed, from, to)?;
    let amount = grown.answer().copied().unwrap_or(Cents::ZERO);
    Ok(Verdict::sum(amount, grown.steps).and("principal", principal).and("with_interest", principal + amount))
}

/// The days in their order, or a finding.
fn days(ask: &mut Ask<'_>, from: &str, to: &str) -> Option<(Date, Date)> {
    let (start, end) = (ask.day(from), ask.day(to));
    let (start, end) = start.zip(end)?;
    if start > end {
        let text = format!("{from} ({start}) is after {to} ({end})");
        ask.findings.push(crate::asked::invalid("DATES_CROSSED", from, text, "check the two dates"));
        return None;
    }
    Some((start, end))
}

fn underpayment(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let (amount, days) = (ask.money("amount"), days(ask, "deposit_due_date", "liquidation_date"));
    amount.zip(days).map(|(amount, days)| grown(ask, amount, Owed::ToCbp, days)).transpose()
}

fn refund(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let (amount, days) = (ask.money("amount"), days(ask, "deposited_date", "liquidation_date"));
    let payee = payee(ask);
    amount.zip(days).zip(payee).map(|((amount, days), payee)| grown(ask, amount, payee, days)).transpose()
}

/// The statute's clock; the other one is shown beside it when the day of deposit is given.
fn post_import_claim(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let (amount, claim_days) = (ask.money("amount"), days(ask, "claim_date", "liquidation_date"));
    let payee = payee(ask);
    let deposited = ask.day_if("deposited_date");
    let Some(((amount, (claimed, liquidated)), payee)) = amount.zip(claim_days).zip(payee) else {
        return Ok(None);
    };
    let verdict = grown(ask, amount, payee, (claimed, liquidated))?;
    let Some(deposited) = deposited else { return Ok(Some(verdict)) };
    let from_payment = grown(ask, amount, payee, (deposited, liquidated))?;
    Ok(Some(verdict.and("interest_if_from_payment", from_payment.amount.unwrap_or(Cents::ZERO))))
}

fn prior_disclosure(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let (loss, liquidated, tender) = (ask.money("loss"), ask.flag("liquidated"), ask.day("tender_date"));
    if liquidated == Some(false) {
        let what = "the entry is not liquidated: no penalty interest; the duty itself bears the interest of an underpayment";
        return Ok(loss.map(|loss| {
            Verdict::sum(Cents::ZERO, vec![cocket_base::Step::new(what)])
                .and("principal", loss)
                .and("with_interest", loss)
        }));
    }
    let days = days(ask, "liquidation_date", "tender_date");
    let (Some(loss), Some(days), Some(_)) = (loss, days, tender) else { return Ok(None) };
    grown(ask, loss, Owed::ToCbp, days).map(Some)
}

fn drawback_disclosure(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let (loss, days) = (ask.money("loss"), days(ask, "overpayment_date", "tender_date"));
    loss.zip(days).map(|(loss, days)| grown(ask, loss, Owed::ToCbp, days)).transpose()
}

fn bill(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let (amount, days) = (ask.money("amount"), days(ask, "bill_date", "paid_date"));
    let first = if ask.is("dishonoured") { "interest_dishonoured_block_days" } else { "interest_block_days" };
    let Some((amount, (billed, paid))) = amount.zip(days) else { return Ok(None) };
    let charged = overdue(ask.as_of, amount, Owed::ToCbp, billed, paid, first)?;
    Ok(Some(with_principal(amount, charged)))
}

fn late_refund(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let (amount, days) = (ask.money("amount"), days(ask, "liquidation_date", "paid_date"));
    let payee = payee(ask);
    let Some(((amount, (liquidated, paid)), payee)) = amount.zip(days).zip(payee) else { return Ok(None) };
    let charged = overdue(ask.as_of, amount, payee, liquidated, paid, "interest_block_days")?;
    Ok(Some(with_principal(amount, charged)))
}

fn with_principal(principal: Cents, charged: cocket_base::Determination<Cents>) -> Verdict {
    let amount = charged.answer().copied().unwrap_or(Cents::ZERO);
    Verdict::sum(amount, charged.steps).and("principal", principal).and("with_interest", principal + amount)
}

fn account(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let mut moved = Vec::new();
    for (at, mut line) in ask.lines("movements").into_iter().enumerate() {
        let (day, deposit, refund) = (line.day("date"), line.money_if("deposit"), line.money_if("refund"));
        if deposit.is_none() && refund.is_none() {
            line.need("deposit", "Or the refund.");
        }
        let amount = deposit.unwrap_or(Cents::ZERO) - refund.unwrap_or(Cents::ZERO);
        moved.extend(day.map(|day| (day, amount)));
        ask.take_from(line, at);
    }
    let (found, liquidated, payee) = (ask.money("liquidated"), ask.day("liquidation_date"), payee(ask));
    let (Some(found), Some(liquidated), Some(payee)) = (found, liquidated, payee) else { return Ok(None) };
    if moved.iter().any(|(day, _)| *day > liquidated) {
        let text = "a movement is after liquidation".to_string();
        ask.findings.push(crate::asked::invalid("DATES_CROSSED", "movements", text, "check the dates"));
        return Ok(None);
    }
    let settled = settle_account(ask.as_of, &moved, found, liquidated, payee)?;
    let net = settled.principal + settled.to_cbp - settled.to_importer;
    let action = match net.cmp(&Cents::ZERO) {
        std::cmp::Ordering::Greater => "bill",
        std::cmp::Ordering::Less => "refund",
        std::cmp::Ordering::Equal => "nothing",
    };
    Ok(Some(
        Verdict::sum(Cents::new(net.get().abs()), settled.steps)
            .and("principal", Cents::new(settled.principal.get().abs()))
            .and("interest_to_cbp", settled.to_cbp)
            .and("interest_to_importer", settled.to_importer)
            .says("action", action),
    ))
}

fn settlement(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let (deposited, liquidated) = (ask.money("deposited"), ask.money("liquidated"));
    let any_amount = ask.is("after_protest_or_judgment");
    let Some((deposited, liquidated)) = deposited.zip(liquidated) else { return Ok(None) };
    let settled = settle(ask.as_of, deposited, liquidated)?;
    let refundable = any_amount && liquidated < deposited;
    let (action, amount) = match settled.answer() {
        Some(Settlement::Bill(amount)) => ("bill", *amount),
        Some(Settlement::Refund(amount)) => ("refund", *amount),
        _ if refundable => ("refund", deposited - liquidated),
        _ => ("as_entered", Cents::ZERO),
    };
    Ok(Some(Verdict::sum(amount, settled.steps).says("action", action)))
}

fn rate(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let Some(day) = ask.day("on_date") else { return Ok(None) };
    let rates = ask.as_of.pack.interest(day, ask.as_of.known)?;
    let step = cocket_base::Step::new("rates of the quarter").cite(rates.cite.clone());
    Ok(Some(
        Verdict { steps: vec![step], ..Verdict::default() }
            .says("underpayment_percent", rates.underpayment_pct.to_string())
            .says("overpayment_percent", rates.overpayment_pct.to_string())
            .says("overpayment_corporation_percent", Owed::ToCorporation.percent(rates).to_string()),
    ))
}
