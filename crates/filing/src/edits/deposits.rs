//! Antidumping and countervailing deposits: records 53 and 88; 19 USC 1671 and 1673.

use cocket_base::{Cents, Decimal};

use super::Edit;
use super::case::{Case, Hits, exact, numbered, shown, total};
use crate::declaration::{Deposit, EntryLine};

pub(super) const EDITS: &[Edit] = &[
    Edit::new("466", not_allowed),
    Edit::new("706", missing),
    Edit::new("543", case_missing),
    Edit::new("544", case_letter),
    Edit::new("546", case_form),
    Edit::new("545", case_kind_twice),
    Edit::new("547", case_of_other_country),
    Edit::new("537", value_unsendable),
    Edit::new("541", quantity_with_percentage),
    Edit::new("575", quantity_missing),
    Edit::new("576", amount_mismatch),
    Edit::new("727", totals_not_allowed),
    Edit::new("735", totals_missing),
    Edit::new("745", antidumping_total),
    Edit::new("747", countervailing_total),
];

fn each<'a>(
    case: &'a Case<'_>,
    hits: &mut Hits,
    field: &str,
    fault: impl Fn(&'a EntryLine, &'a Deposit) -> Option<String>,
) {
    for line in &case.summary.lines {
        for (at, deposit) in numbered(&line.deposits) {
            if let Some(text) = fault(line, deposit) {
                hits.line(line, format!("deposits.{at}.{field}"), text);
            }
        }
    }
}

fn not_allowed(case: &Case<'_>, hits: &mut Hits) {
    if case.never("53 AD/CVD case") {
        each(case, hits, "case", |_, deposit| {
            Some(format!("case {} with type {}", deposit.case, case.summary.entry_type))
        });
    }
}

fn missing(case: &Case<'_>, hits: &mut Hits) {
    if case.must("88 AD/CVD totals") && case.summary.lines.iter().all(|line| line.deposits.is_empty()) {
        hits.header("lines", format!("type {} without a case on any line", case.summary.entry_type));
    }
}

fn case_missing(case: &Case<'_>, hits: &mut Hits) {
    each(case, hits, "case", |_, deposit| deposit.case.is_empty().then(|| "no case is given".into()));
}

fn case_letter(case: &Case<'_>, hits: &mut Hits) {
    each(case, hits, "case", |_, deposit| {
        let sound = deposit.case.is_empty() || deposit.case.starts_with(['A', 'C']);
        (!sound).then(|| format!("«{}» begins with neither A nor C", deposit.case))
    });
}

fn case_form(case: &Case<'_>, hits: &mut Hits) {
    each(case, hits, "case", |_, deposit| {
        let digits = deposit.case.strip_prefix(['A', 'C'])?;
        let sound = digits.len() == 9 && digits.bytes().all(|b| b.is_ascii_digit());
        (!sound).then(|| format!("«{}» is not a letter and nine digits", deposit.case))
    });
}

fn case_kind_twice(case: &Case<'_>, hits: &mut Hits) {
    for line in &case.summary.lines {
        for (at, deposit) in numbered(&line.deposits) {
            let kind = deposit.case.chars().next();
            let before = line
                .deposits
                .iter()
                .take(at - 1)
                .find(|other| kind.is_some() && other.case.chars().next() == kind);
            if let Some(before) = before {
                hits.line(
                    line,
                    format!("deposits.{at}.case"),
                    format!("{} beside {}", deposit.case, before.case),
                );
            }
        }
    }
}

/// Digits 2 to 4 of a case are the country by its Census (Schedule C) code.
fn case_of_other_country(case: &Case<'_>, hits: &mut Hits) {
    each(case, hits, "case", |line, deposit| {
        let origin = line.origin?;
        let census = case.ctx.law.countries().get(origin)?.census.clone()?;
        let (named, ours) = (deposit.case.get(1..4)?, census.get(..3)?);
        let number = named.bytes().all(|b| b.is_ascii_digit());
        (number && named != ours).then(|| format!("case {} is not for goods of {origin}", deposit.case))
    });
}

fn value_unsendable(case: &Case<'_>, hits: &mut Hits) {
    each(case, hits, "value", |_, deposit| {
        (!case.fits(deposit.value.as_decimal(), "ten_digits"))
            .then(|| format!("a value of {} dollars", deposit.value))
    });
}

fn quantity_with_percentage(case: &Case<'_>, hits: &mut Hits) {
    each(case, hits, "quantity", |_, deposit| {
        let quantity = deposit.quantity.filter(|quantity| !deposit.specific && !quantity.is_zero())?;
        Some(format!("{quantity} units with a rate in percent"))
    });
}

fn quantity_missing(case: &Case<'_>, hits: &mut Hits) {
    each(case, hits, "quantity", |_, deposit| {
        let missing = deposit.specific && deposit.quantity.is_none_or(|quantity| quantity <= Decimal::ZERO);
        missing.then(|| format!("{} dollars per unit without a quantity", deposit.rate))
    });
}

fn amount_mismatch(case: &Case<'_>, hits: &mut Hits) {
    each(case, hits, "amount", |_, deposit| {
        let due = if deposit.specific {
            exact(deposit.quantity?.checked_mul(deposit.rate)?)?
        } else {
            exact(deposit.value.as_decimal().checked_mul(deposit.rate)?.checked_div(Decimal::ONE_HUNDRED)?)?
        };
        (due != deposit.amount).then(|| format!("{} comes to {due}, not {}", deposit.case, deposit.amount))
    });
}

fn sum(case: &Case<'_>, letter: char) -> i128 {
    let deposits = case.summary.lines.iter().flat_map(|line| &line.deposits);
    total(deposits.filter(|deposit| deposit.case.starts_with(letter)).map(|deposit| deposit.amount))
}

fn in_totals(case: &Case<'_>) -> i128 {
    total([case.summary.totals.antidumping, case.summary.totals.countervailing])
}

fn totals_not_allowed(case: &Case<'_>, hits: &mut Hits) {
    if in_totals(case) != 0 && case.never("88 AD/CVD totals") {
        let text = format!("{} of deposits with type {}", shown(in_totals(case)), case.summary.entry_type);
        hits.header("totals.antidumping", text);
    }
}

fn totals_missing(case: &Case<'_>, hits: &mut Hits) {
    let due = sum(case, 'A') + sum(case, 'C');
    if due != 0 && in_totals(case) == 0 {
        hits.header("totals.antidumping", format!("the lines carry {}", shown(due)));
    }
}

/// Where the totals are missing or have no place, 735 and 727 have said so.
fn mismatch(case: &Case<'_>, hits: &mut Hits, field: &str, letter: char, stated: Cents) {
    let due = sum(case, letter);
    if due != i128::from(stated.get()) && in_totals(case) != 0 && !case.never("88 AD/CVD totals") {
        hits.header(field, format!("the lines come to {}, the total says {stated}", shown(due)));
    }
}

fn antidumping_total(case: &Case<'_>, hits: &mut Hits) {
    mismatch(case, hits, "totals.antidumping", 'A', case.summary.totals.antidumping);
}

fn countervailing_total(case: &Case<'_>, hits: &mut Hits) {
    mismatch(case, hits, "totals.countervailing", 'C', case.summary.totals.countervailing);
}
