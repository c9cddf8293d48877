//! Antidumping and countervailing deposits: always on top, unaffected by chapter 99 (19 USC 1673e, 1671e).

use cocket_base::{Cents, Decimal, Dollars, Finding, Need, Place, Round, Unit};

use super::answer::CaseDeposit;
use super::question::RateQuestion;

/// The deposits of all cases, and the quantities that are missing for them.
pub(super) fn deposits(
    question: &RateQuestion,
    value: Dollars,
) -> Result<(Vec<CaseDeposit>, Vec<Need>), Vec<Finding>> {
    let (mut deposits, mut needs, mut findings) = (Vec::new(), Vec::new(), Vec::new());
    for claim in &question.adcvd {
        let bad =
            |text: String| Finding::block("BAD_DEPOSIT", Place::field("adcvd").at_item(&claim.case), text);
        if claim.rate.is_sign_negative() {
            findings.push(bad(format!("the rate {} is negative", claim.rate)));
            continue;
        }
        let exact = if claim.basis.trim().eq_ignore_ascii_case("value") {
            value.as_decimal().checked_mul(claim.rate).map(|product| product / Decimal::ONE_HUNDRED)
        } else {
            match claim.basis.parse::<Unit>() {
                Err(error) => {
                    findings.push(bad(error.to_string()));
                    continue;
                }
                Ok(unit) => match question.quantity_in(unit) {
                    Some(amount) => amount.checked_mul(claim.rate),
                    None => {
                        needs.push(need(&claim.case, unit));
                        continue;
                    }
                },
            }
        };
        match exact.map(|exact| Cents::from_dollars(exact, Round::HalfUp)) {
            Some(Ok(amount)) => deposits.push(CaseDeposit {
                case: claim.case.clone(),
                rate: claim.rate,
                basis: claim.basis.clone(),
                base: value,
                amount,
            }),
            _ => findings.push(bad("the deposit is beyond one trillion dollars; check the rate".into())),
        }
    }
    if findings.is_empty() { Ok((deposits, needs)) } else { Err(findings) }
}

fn need(case: &str, unit: Unit) -> Need {
    Need {
        fact: format!("quantity in {unit}"),
        question: format!("What is the quantity in {unit}?"),
        affects: format!("the deposit of case {case}"),
    }
}
