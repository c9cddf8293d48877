//! Which number a line of a quota is rated under, said once more by hand.

use super::*;
use cocket_tariff::engine::FactValue;
use cocket_tariff::limits::{QuotaKind, QuotaNumber, QuotaShare};

/// Where a line of a quota goes.
pub enum Goes {
    /// It stays with its own number.
    Stays,
    /// It is rated under another.
    To(TariffNumber),
    /// Something must be known first.
    Asks,
}

fn said(question: &RateQuestion, fact: &str) -> Option<bool> {
    match question.facts.named.get(fact)? {
        FactValue::Flag(flag) => Some(*flag),
        other => panic!("{fact}: {other:?}"),
    }
}

pub fn goes(tariff: &Tariff, question: &RateQuestion) -> Goes {
    // The random questions come from no zone but a privileged one.
    let day = question.ftz_privileged_date.unwrap_or(question.entry_date);
    let Some(row) = tariff.limits().quota(question.hts, day, Date::MAX) else { return Goes::Stays };
    let row: &QuotaNumber = row;
    let closed = if row.kind == QuotaKind::GeneralNote15 {
        said(question, "general_note_15") == Some(false)
    } else {
        let share = tariff.limits().share(&row.quota, question.origin, day, Date::MAX);
        let filled = said(question, "quota_filled");
        let nearly = said(question, "quota_nearly_filled") == Some(true);
        let closed = question.ftz_privileged_date.is_some() || filled == Some(true) || nearly;
        if !closed && filled.is_none() && share.is_some_and(|share| beyond(question, share)) {
            return Goes::Asks;
        }
        closed
    };
    match (closed, row.over.as_slice()) {
        (false, _) => Goes::Stays,
        (true, [over]) => {
            let schedule = cocket_tariff::schedule::starter();
            let below: Vec<TariffNumber> = schedule
                .lines()
                .map(|l| l.number())
                .filter(|n| n.len() == 10 && n.starts_with(over))
                .collect();
            Goes::To(if below.len() == 1 { below[0] } else { *over })
        }
        (true, _) => Goes::Asks,
    }
}

fn beyond(question: &RateQuestion, share: &QuotaShare) -> bool {
    let Some(amount) = share.amount.filter(|amount| !amount.is_zero()) else { return false };
    let given = question
        .quantities
        .iter()
        .find_map(|given| Quantity::from(given).to(share.unit).ok().map(|quantity| quantity.amount));
    given.is_some_and(|given| given > amount + share.open_to_any)
}
