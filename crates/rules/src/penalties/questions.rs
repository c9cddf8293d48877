//! `cocket penalty`: the most that a penalty may be: 19 USC 1304(i), 1497, 1509(g), 1526(f), 1592, 1593a, 1595a(b),
//! 1641; 13 USC 305; 19 CFR 4.37.
//!
//! Left to a person: the degree of culpability, mitigation, and whether a disclosure is valid.

use cocket_base::{Cents, Citation, Decimal, Round, Step, Trust};
use cocket_law::{Limit, Row};

use super::{Culpability, Violation, penalty_cap};
use crate::Refusal;
use crate::asked::{Ask, Calculator, Determined, FactKind, Verdict, may, must};
use crate::interest::{Owed, interest};

const DEGREES: &[&str] = &["negligence", "gross_negligence", "fraud"];
const TWO_DEGREES: &[&str] = &["negligence", "fraud"];

/// The calculations of `cocket penalty`.
pub static PENALTY: Calculator = Calculator { name: "penalty", kinds: KINDS };

const KINDS: &[Determined] = &[
    Determined {
        name: "section_592",
        area: "penalty",
        obligation: "the most a penalty for a false or careless entry may be, or its sum after a prior disclosure",
        rule: "with loss: twice it for negligence, four times for gross negligence, the domestic value at most, which is the \
               cap for fraud; without loss 20 and 40 percent of the dutiable value; disclosed in time: interest, for fraud \
               the loss itself or 10 percent; the duty lost is owed besides",
        cite: "19 USC 1592(c); 19 CFR 162.73, 162.74",
        trust: Trust::V,
        facts: &[
            must("culpability", FactKind::Word(DEGREES)),
            must("loss", FactKind::Money),
            may("domestic_value", FactKind::Money),
            may("dutiable_value", FactKind::Money),
            may("prior_disclosure", FactKind::Flag),
            may("liquidated", FactKind::Flag),
            may("liquidation_date", FactKind::Day),
            may("tender_date", FactKind::Day),
            may("clerical_error", FactKind::Flag),
            may("pattern", FactKind::Flag),
        ],
        run: section_592,
    },
    Determined {
        name: "records",
        area: "penalty",
        obligation: "the most for records demanded and not produced, for each release",
        rule: "wilful: the lesser of 100,000 and 75 percent of the appraised value; negligent: of 10,000 and 40 percent",
        cite: "19 USC 1509(g)(2)",
        trust: Trust::V,
        facts: &[
            must("wilful", FactKind::Flag),
            must("appraised_value", FactKind::Money),
            may("releases", FactKind::Number),
        ],
        run: records,
    },
    Determined {
        name: "drawback_claim",
        area: "penalty",
        obligation: "the most for a false drawback claim, or its sum after a prior disclosure",
        rule: "fraud three times the loss; negligence 20, 50 and 100 percent of it, the first, second and later time on the \
               same issue; disclosed in time: interest from the overpayment, for fraud the loss itself",
        cite: "19 USC 1593a(c)",
        trust: Trust::V,
        facts: &[
            must("culpability", FactKind::Word(TWO_DEGREES)),
            must("loss", FactKind::Money),
            may("earlier_on_same_issue", FactKind::Number),
            may("prior_disclosure", FactKind::Flag),
            may("overpayment_date", FactKind::Day),
            may("tender_date", FactKind::Day),
        ],
        run: drawback_claim,
    },
    Determined {
        name: "broker",
        area: "penalty",
        obligation: "the most that one notice may charge a broker",
        rule: "30,000 dollars in total",
        cite: "19 USC 1641(d)(2)(A); 19 CFR 111.91(a)",
        trust: Trust::V,
        facts: &[may("violations", FactKind::Number)],
        run: |ask| fixed(ask, "penalty_broker_total"),
    },
    Determined {
        name: "unlicensed",
        area: "penalty",
        obligation: "the most for customs business transacted intentionally without a licence",
        rule: "10,000 for each transaction and other violation, 30,000 in total",
        cite: "19 USC 1641(b)(6); 19 CFR 111.91(b)",
        trust: Trust::V,
        facts: &[must("transactions", FactKind::Number)],
        run: unlicensed,
    },
    Determined {
        name: "counterfeit",
        area: "penalty",
        obligation: "the most for importing goods with a counterfeit mark that were seized",
        rule: "the retail price of the genuine goods for the first seizure, twice it for later ones",
        cite: "19 USC 1526(f); 19 CFR 133.27",
        trust: Trust::V,
        facts: &[must("genuine_retail_price", FactKind::Money), must("earlier_seizures", FactKind::Number)],
        run: counterfeit,
    },
    Determined {
        name: "undeclared_article",
        area: "penalty",
        obligation: "the penalty for an article not declared in baggage, besides its forfeiture",
        rule: "the value of the article, even when it is free of duty; a controlled substance 1,000 percent of its value, 500 \
               at least",
        cite: "19 USC 1497(a)(2)",
        trust: Trust::V,
        facts: &[must("value", FactKind::Money), may("controlled_substance", FactKind::Flag)],
        run: undeclared,
    },
    Determined {
        name: "unlawful_introduction",
        area: "penalty",
        obligation: "the penalty for helping to bring goods in unlawfully",
        rule: "the value of the goods",
        cite: "19 USC 1595a(b)",
        trust: Trust::V,
        facts: &[must("value", FactKind::Money)],
        run: |ask| {
            let what = "the value of the goods brought in or attempted";
            Ok(ask
                .money("value")
                .map(|value| Verdict::sum(value, vec![said(what, "19 USC 1595a(b)", value)])))
        },
    },
    Determined {
        name: "marking_duty",
        area: "penalty",
        obligation: "the additional duty on goods not marked with their origin",
        rule: "10 percent of the final appraised value, unless exported, destroyed or marked under supervision before \
               liquidation; not remitted",
        cite: "19 USC 1304(i); 19 CFR 134.2",
        trust: Trust::V,
        facts: &[must("appraised_value", FactKind::Money), must("cured_before_liquidation", FactKind::Flag)],
        run: marking_duty,
    },
    Determined {
        name: "export_information",
        area: "penalty",
        obligation: "the most for export information that is late or wrong, before the yearly adjustment",
        rule: "1,000 for each day late, 10,000 at most; other violations 10,000 each",
        cite: "13 USC 305(b)",
        trust: Trust::V,
        facts: &[may("days_late", FactKind::Number), may("violations", FactKind::Number)],
        run: export_information,
    },
    Determined {
        name: "carrier_notice",
        area: "penalty",
        obligation: "the most for a carrier that did not give notice of goods left behind",
        rule: "1,000 for each bill of lading, or the value of the goods if less",
        cite: "19 CFR 4.37",
        trust: Trust::V,
        facts: &[must("bills", FactKind::Number), may("value", FactKind::Money)],
        run: carrier_notice,
    },
];

fn said(what: &str, cite: &str, amount: Cents) -> Step {
    Step::new(what).cite(Citation::new(cite)).amount(amount)
}

fn limit<'a>(ask: &Ask<'a>, name: &str) -> Result<&'a Row<Limit>, Refusal> {
    Ok(ask.as_of.pack.limit(name, ask.as_of.day, ask.as_of.known)?)
}

fn percent_of(base: Cents, share: &Row<Limit>) -> Result<Cents, Refusal> {
    Ok(Cents::from_dollars(base.as_dollars() * share.amount / Decimal::ONE_HUNDRED, Round::HalfUp)?)
}

fn times(base: Cents, factor: &Row<Limit>) -> Result<Cents, Refusal> {
    Ok(Cents::from_dollars(base.as_dollars() * factor.amount, Round::HalfUp)?)
}

fn by_row(row: &Row<Limit>, base: Cents, amount: Cents) -> Verdict {
    Verdict::sum(amount, vec![Step::new(&*row.what).cite(row.cite.clone()).base(base).amount(amount)])
}

fn fixed(ask: &mut Ask<'_>, name: &str) -> Result<Option<Verdict>, Refusal> {
    ask.number_if("violations");
    let row = limit(ask, name)?;
    let amount = Cents::from_dollars(row.amount, Round::HalfUp)?;
    Ok(Some(Verdict::sum(amount, vec![Step::new(&*row.what).cite(row.cite.clone()).amount(amount)])))
}

/// 1592(c).
fn section_592(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let (degree, loss) = (ask.word("culpability", DEGREES), ask.money("loss"));
    if ask.is("clerical_error") && !ask.is("pattern") {
        let what = "clerical errors and mistakes of fact are no violation unless they form a pattern of negligence (1592(a)(2))";
        return Ok(loss.map(|loss| Verdict::sum(Cents::ZERO, vec![Step::new(what)]).and("duty_owed", loss)));
    }
    let Some((degree, loss)) = degree.zip(loss) else { return Ok(None) };
    let verdict =
        if ask.is("prior_disclosure") { disclosed(ask, degree, loss)? } else { capped(ask, degree, loss)? };
    Ok(verdict.map(|verdict| {
        let owed = verdict.amount.unwrap_or(Cents::ZERO) + loss;
        verdict.and("duty_owed", loss).and("penalty_and_duty", owed)
    }))
}

fn capped(ask: &mut Ask<'_>, degree: &str, loss: Cents) -> Result<Option<Verdict>, Refusal> {
    let culpability = match degree {
        "fraud" => Culpability::Fraud,
        "gross_negligence" => Culpability::GrossNegligence,
        _ => Culpability::Negligence,
    };
    // Without loss the dutiable value alone is the measure; with it, and for fraud, the domestic value.
    let by_domestic_value = culpability == Culpability::Fraud || !loss.is_zero();
    let (domestic_value, dutiable_value) = if by_domestic_value {
        (ask.money("domestic_value"), Some(Cents::ZERO))
    } else {
        (Some(Cents::ZERO), ask.money("dutiable_value"))
    };
    let Some((domestic_value, dutiable_value)) = domestic_value.zip(dutiable_value) else { return Ok(None) };
    let violation = Violation { loss, domestic_value, dutiable_value };
    let cap = penalty_cap(ask.as_of, culpability, &violation)?;
    Ok(cap.answer().map(|amount| Verdict::sum(*amount, cap.steps.clone())))
}

/// 1592(c)(4).
fn disclosed(ask: &mut Ask<'_>, degree: &str, loss: Cents) -> Result<Option<Verdict>, Refusal> {
    if degree == "fraud" {
        if loss.is_zero() {
            let Some(value) = ask.money("dutiable_value") else { return Ok(None) };
            let share = limit(ask, "penalty_disclosed_fraud_value_percent")?;
            return Ok(Some(by_row(share, value, percent_of(value, share)?)));
        }
        let factor = limit(ask, "penalty_disclosed_fraud_factor")?;
        return Ok(Some(by_row(factor, loss, times(loss, factor)?)));
    }
    let liquidation = ask.day_if("liquidation_date");
    if loss.is_zero() || (liquidation.is_none() && ask.flag("liquidated") == Some(false)) {
        let what = "no penalty interest: nothing is lost, or the entry is not liquidated (1592(c)(4)(B))";
        return Ok(Some(Verdict::sum(Cents::ZERO, vec![Step::new(what)])));
    }
    let (liquidation, tender) = (ask.day("liquidation_date"), ask.day("tender_date"));
    let Some((liquidation, tender)) = liquidation.zip(tender) else { return Ok(None) };
    let grown = interest(ask.as_of.on(tender), loss, Owed::ToCbp, liquidation, tender)?;
    Ok(grown.answer().map(|amount| Verdict::sum(*amount, grown.steps.clone())))
}

/// 1509(g)(2).
fn records(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let (wilful, value) = (ask.flag("wilful"), ask.money("appraised_value"));
    let releases = ask.number_if("releases").unwrap_or(1);
    let Some((wilful, value)) = wilful.zip(value) else { return Ok(None) };
    let (most, share) = if wilful {
        (limit(ask, "penalty_records_willful_amount")?, limit(ask, "penalty_records_willful_percent")?)
    } else {
        (limit(ask, "penalty_records_negligent_amount")?, limit(ask, "penalty_records_negligent_percent")?)
    };
    let most = Cents::from_dollars(most.amount * Decimal::from(releases), Round::HalfUp)?;
    let part = percent_of(value, share)?;
    let amount = most.min(part);
    let step =
        Step::new(&*share.what).cite(share.cite.clone()).base(value).amount(part).fact("at_most", most);
    Ok(Some(Verdict::sum(amount, vec![step])))
}

/// 1593a(c).
fn drawback_claim(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let (degree, loss) = (ask.word("culpability", TWO_DEGREES), ask.money("loss"));
    let (earlier, disclosed) =
        (ask.number_if("earlier_on_same_issue").unwrap_or(0), ask.is("prior_disclosure"));
    let Some((degree, loss)) = degree.zip(loss) else { return Ok(None) };
    let name = match (degree, disclosed, earlier) {
        ("fraud", true, _) => "penalty_drawback_disclosed_factor",
        ("fraud", false, _) => "penalty_drawback_fraud_factor",
        (_, true, _) => {
            let (from, tender) = (ask.day("overpayment_date"), ask.day("tender_date"));
            let Some((from, tender)) = from.zip(tender) else { return Ok(None) };
            let grown = interest(ask.as_of.on(tender), loss, Owed::ToCbp, from, tender)?;
            return Ok(grown
                .answer()
                .map(|amount| Verdict::sum(*amount, grown.steps.clone()).and("duty_owed", loss)));
        }
        (_, false, 0) => "penalty_drawback_first_percent",
        (_, false, 1) => "penalty_drawback_second_percent",
        _ => "penalty_drawback_later_percent",
    };
    let row = limit(ask, name)?;
    let amount = if name.ends_with("_percent") { percent_of(loss, row)? } else { times(loss, row)? };
    Ok(Some(by_row(row, loss, amount).and("duty_owed", loss)))
}

/// 1641(b)(6); 111.91(b).
fn unlicensed(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let Some(transactions) = ask.number("transactions") else { return Ok(None) };
    let (each, total) = (limit(ask, "penalty_unlicensed_each")?, limit(ask, "penalty_unlicensed_total")?);
    let exact = (each.amount * Decimal::from(transactions)).min(total.amount);
    let amount = Cents::from_dollars(exact, Round::HalfUp)?;
    let step =
        Step::new(&*each.what).cite(each.cite.clone()).fact("transactions", transactions).amount(amount);
    Ok(Some(Verdict::sum(amount, vec![step, Step::new(&*total.what).cite(total.cite.clone())])))
}

/// 1526(f).
fn counterfeit(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let (price, earlier) = (ask.money("genuine_retail_price"), ask.number("earlier_seizures"));
    let Some((price, earlier)) = price.zip(earlier) else { return Ok(None) };
    let name =
        if earlier == 0 { "penalty_counterfeit_first_factor" } else { "penalty_counterfeit_later_factor" };
    let factor = limit(ask, name)?;
    Ok(Some(by_row(factor, price, times(price, factor)?)))
}

/// 1497(a)(2).
fn undeclared(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let (value, substance) = (ask.money("value"), ask.is("controlled_substance"));
    let Some(value) = value else { return Ok(None) };
    if !substance {
        let what = "the value of the article, which is forfeited besides, even when it is free of duty";
        return Ok(Some(Verdict::sum(value, vec![said(what, "19 USC 1497(a)(2)(B)", value)])));
    }
    let share = limit(ask, "penalty_undeclared_substance_percent")?;
    let least =
        Cents::from_dollars(limit(ask, "penalty_undeclared_substance_minimum")?.amount, Round::HalfUp)?;
    Ok(Some(by_row(share, value, percent_of(value, share)?.max(least))))
}

/// 1304(i).
fn marking_duty(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let (value, cured) = (ask.money("appraised_value"), ask.flag("cured_before_liquidation"));
    let Some((value, cured)) = value.zip(cured) else { return Ok(None) };
    let share = limit(ask, "marking_duty_percent")?;
    if cured {
        let what = "exported, destroyed or marked before liquidation: no marking duty";
        return Ok(Some(Verdict::sum(Cents::ZERO, vec![Step::new(what).cite(share.cite.clone())])));
    }
    Ok(Some(by_row(share, value, percent_of(value, share)?)))
}

/// 13 USC 305(b).
fn export_information(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    if let Some(days) = ask.number_if("days_late") {
        let (day, total) = (limit(ask, "penalty_export_late_day")?, limit(ask, "penalty_export_late_total")?);
        let amount =
            Cents::from_dollars((day.amount * Decimal::from(days)).min(total.amount), Round::HalfUp)?;
        let step = Step::new(&*day.what).cite(day.cite.clone()).fact("days", days).amount(amount);
        return Ok(Some(Verdict::sum(amount, vec![step])));
    }
    let violations = ask.number_if("violations").unwrap_or(1);
    let each = limit(ask, "penalty_export_violation")?;
    let amount = Cents::from_dollars(each.amount * Decimal::from(violations), Round::HalfUp)?;
    let step = Step::new(&*each.what).cite(each.cite.clone()).fact("violations", violations).amount(amount);
    Ok(Some(Verdict::sum(amount, vec![step])))
}

/// 4.37.
fn carrier_notice(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let (bills, value) = (ask.number("bills"), ask.money_if("value"));
    let Some(bills) = bills else { return Ok(None) };
    let each = limit(ask, "general_order_notice_penalty")?;
    let most = Cents::from_dollars(each.amount * Decimal::from(bills), Round::HalfUp)?;
    let amount = value.map_or(most, |value| value.min(most));
    Ok(Some(Verdict::sum(
        amount,
        vec![Step::new(&*each.what).cite(each.cite.clone()).fact("bills", bills).amount(amount)],
    )))
}
