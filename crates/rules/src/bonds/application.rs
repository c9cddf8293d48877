//! What an application for a continuous bond holds, of which period, and from which day it may be handed in: 19 CFR 113.11,
//! 113.26.
//!
//! Left to a person: what else the office asks for, and whether the goods will change much.

use cocket_base::{Date, Step, Trust};

use crate::Refusal;
use crate::asked::{Ask, Determined, FactKind, Moment, Verdict, may, must, reason};
use crate::clocks::{ClockFacts, Stopped, reckon};

const CITE: &str = "19 CFR 113.11(b)";

pub(super) const APPLICATION: Determined = Determined {
    name: "application",
    area: "bond",
    obligation: "what an application for a continuous bond holds, and of which period",
    rule: "the general character of the goods; the duties, taxes and fees of the calendar year before the application, as if all \
           had been entered for consumption; an estimate for the current year where there were no imports or they will change \
           materially; certified true; not more than 60 days before the bond takes effect",
    cite: "19 CFR 113.11(b), 113.26(a)",
    trust: Trust::S,
    facts: &[
        must("application_date", FactKind::Day),
        may("bond_effective_date", FactKind::Day),
        may("no_imports_last_year", FactKind::Flag),
        may("differs_much", FactKind::Flag),
    ],
    run: application,
};

fn application(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let effective = ask.day_if("bond_effective_date");
    let (no_imports, differs) = (ask.is("no_imports_last_year"), ask.is("differs_much"));
    let Some(day) = ask.day("application_date") else { return Ok(None) };
    let estimate = no_imports || differs;
    let year = if estimate { day.year() } else { day.year().saturating_sub(1) };
    let bound = |month, last| {
        Date::new(year, month, last)
            .map_err(|_| Refusal::Calendar { what: "the year of the application".into() })
    };
    let (from, until) = (bound(1, 1)?, bound(12, 31)?);
    let sums = if estimate {
        "duties, taxes and fees that are expected to accrue on all imports of the current year"
    } else {
        "duties, taxes and fees that accrued, or would have on a consumption entry, on all imports of the calendar year before"
    };
    let mut verdict = Verdict::unlimited("the certified contents of the application")
        .says("goods", "their general character, and what will change materially in the year to come")
        .says("sums", sums)
        .says("period_from", from.to_string())
        .says("period_until", until.to_string())
        .says("certificate", "that the facts are true, and estimates rest on the best information of the day")
        .step(Step::new("the period that the sums are of").fact("from", from).fact("until", until));
    if let Some(effective) = effective {
        let facts: ClockFacts =
            [("bond_effective_date".to_string(), Moment::Day(effective))].into_iter().collect();
        let opens = match reckon(ask.as_of, "BOND-A", &facts) {
            Ok(reckoned) => reckoned.opens.map(Moment::date),
            Err(Stopped::Refused(refusal)) => return Err(refusal),
            Err(Stopped::Needs(_)) => None,
        };
        if let Some(opens) = opens {
            verdict = verdict.says("earliest_day", opens.to_string());
            if day < opens {
                let text = format!("{day} is too early: the application may be handed in from {opens}");
                verdict.against.push(reason(&text, "19 CFR 113.26(a)"));
            }
        }
    }
    verdict.steps.push(Step::new("what the application holds").cite(cocket_base::Citation::new(CITE)));
    Ok(Some(verdict))
}
