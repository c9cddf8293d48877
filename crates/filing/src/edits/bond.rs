//! The bond or its waiver: records 10 and 31, types by the matrix of the chapter.

use cocket_base::Dollars;

use super::Edit;
use super::case::{Case, Hits};
use crate::declaration::Bond;

pub(super) const EDITS: &[Edit] = &[
    Edit::new("119", missing),
    Edit::new("112", kind_unknown),
    Edit::new("141", waiver_not_allowed),
    Edit::new("139", reason_missing),
    Edit::new("140", reason_unknown),
    Edit::new("120", amount_with_waiver),
    Edit::new("137", surety_missing),
    Edit::new("138", surety_unknown),
    Edit::new("214", amount_with_continuous),
    Edit::new("265", amount_missing),
    Edit::new("240", amount_nothing),
    Edit::new("208", monthly_without_continuous),
    Edit::new("710", deposit_by_bond),
];

fn missing(case: &Case<'_>, hits: &mut Hits) {
    if case.summary.bond.kind.is_empty() && case.must("31 bond grouping") {
        hits.header("bond.kind", format!("type {} needs a bond", case.summary.entry_type));
    }
}

fn kind_unknown(case: &Case<'_>, hits: &mut Hits) {
    let kind = case.summary.bond.kind.as_str();
    let told = kind.is_empty() && case.must("31 bond grouping");
    if !matches!(kind, Bond::WAIVED | Bond::CONTINUOUS | Bond::SINGLE) && !told {
        hits.header("bond.kind", format!("«{kind}» is neither 8 nor 9, nor 0 for a waiver"));
    }
}

fn waived(case: &Case<'_>) -> bool {
    case.summary.bond.is_waived()
}

fn bonded(case: &Case<'_>) -> bool {
    case.summary.bond.is_continuous() || case.summary.bond.is_single()
}

fn waiver_not_allowed(case: &Case<'_>, hits: &mut Hits) {
    if waived(case) && case.never("10 bond waiver indicator") {
        hits.header("bond.kind", format!("type {} allows no waiver", case.summary.entry_type));
    }
}

/// The reason is asked for only where the entry type has a place for it; informal entries have none.
fn reason_missing(case: &Case<'_>, hits: &mut Hits) {
    if waived(case) && case.summary.bond.surety_code.is_none() && !case.never("10 bond waiver reason") {
        hits.header("bond.surety_code", "the waiver has no reason");
    }
}

fn reason_unknown(case: &Case<'_>, hits: &mut Hits) {
    let unknown = |code: &&str| !case.knows("bond_waiver_reasons", code);
    if let Some(reason) = case.summary.bond.waiver_reason().filter(unknown) {
        hits.header("bond.surety_code", format!("«{reason}» is no reason for a waiver"));
    }
}

fn amount_with_waiver(case: &Case<'_>, hits: &mut Hits) {
    if let Some(amount) = case.summary.bond.amount.filter(|amount| waived(case) && *amount != Dollars::ZERO) {
        hits.header("bond.amount", format!("{amount} dollars, yet the bond is waived"));
    }
}

fn surety_missing(case: &Case<'_>, hits: &mut Hits) {
    if bonded(case) && case.summary.bond.surety_code.is_none() {
        hits.header("bond.surety_code", "no surety is given");
    }
}

fn surety_unknown(case: &Case<'_>, hits: &mut Hits) {
    let Some(code) = case.summary.bond.surety_code.as_ref().filter(|_| bonded(case)) else { return };
    let digits = code.len() == 3 && code.bytes().all(|b| b.is_ascii_digit());
    let no_surety = case.ctx.law.codes("bond_waiver_reasons").is_some_and(|reasons| reasons.contains(code));
    if !digits || no_surety {
        hits.header("bond.surety_code", format!("«{code}» is no surety"));
    }
}

fn amount_with_continuous(case: &Case<'_>, hits: &mut Hits) {
    let bond = &case.summary.bond;
    if let Some(amount) = bond.amount.filter(|amount| bond.is_continuous() && *amount != Dollars::ZERO) {
        hits.header("bond.amount", format!("{amount} dollars on a continuous bond"));
    }
}

fn amount_missing(case: &Case<'_>, hits: &mut Hits) {
    let bond = &case.summary.bond;
    if bond.is_single() && bond.amount.is_none() {
        hits.header("bond.amount", "no amount is given");
    }
}

fn amount_nothing(case: &Case<'_>, hits: &mut Hits) {
    let bond = &case.summary.bond;
    if let Some(amount) = bond.amount.filter(|amount| bond.is_single() && *amount <= Dollars::ZERO) {
        hits.header("bond.amount", format!("the bond is for {amount} dollars"));
    }
}

/// 19 CFR 24.25: a periodic monthly statement takes entries under a continuous bond.
fn monthly_without_continuous(case: &Case<'_>, hits: &mut Hits) {
    let kind = case.summary.payment.kind.as_deref().unwrap_or_default();
    if super::payment::is_monthly(case) && !case.summary.bond.is_continuous() {
        hits.header("bond.kind", format!("payment type {kind} with bond type {}", case.summary.bond.kind));
    }
}

fn deposit_by_bond(case: &Case<'_>, hits: &mut Hits) {
    let by_bond = case.summary.lines.iter().find(|line| line.deposits.iter().any(|deposit| !deposit.cash));
    if let Some(line) = by_bond.filter(|_| !case.summary.bond.is_single()) {
        hits.header("bond.kind", format!("line {} secures a deposit by bond", line.number));
    }
}
