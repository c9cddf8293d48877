//! Goods missing from a foreign trade zone: 19 CFR 146.53.
//!
//! Left to a person: whether goods were lost or never came.

use cocket_base::{Decimal, Step, Trust};

use crate::Refusal;
use crate::asked::Ask;
use crate::asked::{Determined, FactKind, Moment, Verdict, may, must};

pub(super) const ALL: &[Determined] = &[Determined {
    name: "zone_shortage",
    area: "regime",
    obligation: "whether goods missing from a zone are reported to the port at once, or recorded alone",
    rule: "at once when they were stolen or never admitted, or when 1 percent or more of the lot is missing and its duty and \
           tax are 100 dollars or more; both limits must be reached",
    cite: "19 CFR 146.53(a)",
    trust: Trust::V,
    facts: &[
        must("discovery_date", FactKind::Day),
        may("stolen", FactKind::Flag),
        may("not_admitted", FactKind::Flag),
        may("lot_quantity", FactKind::Figure),
        may("missing_quantity", FactKind::Figure),
        may("missing_duties", FactKind::Money),
    ],
    run: zone_shortage,
}];

/// 146.53(a)(1) to (3).
fn zone_shortage(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let Some(found) = ask.day("discovery_date") else { return Ok(None) };
    let at_once = |why: &str| Ok(Some(Verdict::on(Moment::Day(found), why.to_string())));
    if ask.flag_if("stolen") == Some(true) {
        return at_once("stolen goods are reported whatever their worth (146.53(a)(1))");
    }
    if ask.flag_if("not_admitted") == Some(true) {
        return at_once("goods that were not admitted are reported whatever their worth (146.53(a)(2))");
    }
    let (lot, missing) = (ask.figure("lot_quantity"), ask.figure("missing_quantity"));
    let duties = ask.money("missing_duties");
    let limit = |name: &str| ask.as_of.pack.limit(name, found, ask.as_of.known);
    let (percent, least) = (limit("zone_shortage_percent")?, limit("zone_shortage_duty")?);
    let (Some(lot), Some(missing), Some(duties)) = (lot, missing, duties) else { return Ok(None) };
    let share = missing.checked_mul(Decimal::ONE_HUNDRED).and_then(|part| part.checked_div(lot)).ok_or_else(
        || Refusal::Figure {
            what: "the quantity of the lot",
            found: lot.to_string(),
            expected: "above zero, and the missing quantity a part of it",
        },
    )?;
    let reached = share >= percent.amount && duties.as_dollars() >= least.amount;
    let compared = Step::new("percent of the lot that is missing, and the limit")
        .cite(percent.cite.clone())
        .fact("share", share.round_dp(4).normalize())
        .fact("limit", percent.amount.normalize());
    let owed = Step::new("duty and tax of what is missing, and the limit")
        .cite(least.cite.clone())
        .fact("duty", duties)
        .fact("limit", least.amount.normalize());
    if reached {
        let verdict = at_once("both limits are reached (146.53(a)(3))")?;
        return Ok(verdict.map(|verdict| verdict.step(compared).step(owed)));
    }
    let verdict = Verdict::unlimited("under a limit: recorded in the inventory, not reported");
    Ok(Some(verdict.step(compared).step(owed)))
}
