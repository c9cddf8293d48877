//! The standing of what was assessed: remarks by authority, and what is owed of it as far as was known.
//!
//! The status of an authority never changes what its headings say. Held unlawful, refundable and under appeal are told apart: a
//! duty that was held unlawful is still owed while an appeal is open, since it is assessed meanwhile.

use cocket_base::Cents;

use super::answer::{DutyStanding, LegalNote};
use super::case::Case;
use super::settle::Settled;
use crate::measure::model;

/// Remarks on duties that do not stand undisputed, and the sums.
pub(super) fn standing(case: &Case<'_>, settled: &Settled) -> (Vec<LegalNote>, DutyStanding) {
    let mut notes = Vec::new();
    let mut sums = DutyStanding { assessed: settled.total, owed: settled.total, ..DutyStanding::default() };
    for (at, authority) in case.pack.authorities.iter().enumerate() {
        let own = settled.applied.iter().filter(|a| case.pack.headings[a.id.at()].authority.at() == at);
        let amount: Cents = own.map(|applied| applied.amount).sum();
        if amount.is_zero() {
            continue;
        }
        let live = authority
            .status
            .iter()
            .filter(|status| status.window.holds(case.as_of.day) && case.as_of.knows(status.known));
        let live: Vec<&model::Status> = live.collect();
        let is = |state| live.iter().any(|status| status.state == state);
        if is(model::Standing::Refundable) {
            sums.refundable += amount;
        }
        if is(model::Standing::UnderAppeal) {
            sums.under_appeal += amount;
        }
        if is(model::Standing::Refundable)
            || (is(model::Standing::HeldUnlawful) && !is(model::Standing::UnderAppeal))
        {
            sums.owed = sums.owed - amount;
        }
        notes.extend(live.into_iter().filter(|status| status.state != model::Standing::InForce).map(
            |status| LegalNote {
                authority: authority.id.to_string(),
                status: status.state.word().into(),
                text: status.text.to_string(),
                amount,
            },
        ));
    }
    (notes, sums)
}
