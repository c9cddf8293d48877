//! The clocks of a file as rows.

use cocket_base::Date;
use cocket_desk::entry::Prepared;

use crate::site::Site;
use crate::words::{self, Distance};

/// A clock.
pub struct ClockLine {
    /// What is due.
    pub what: &'static str,
    /// The day.
    pub day: String,
    /// How far off.
    pub distance: Distance,
    /// The rule.
    pub rule: String,
}

/// The clocks that run, in the order in which they strike.
pub fn clock_rows(site: &Site, prepared: &Prepared) -> Vec<ClockLine> {
    let clocks = &prepared.clocks;
    let plain = |name: &str| prepared.clock_rules.get(name).cloned().unwrap_or_default();
    let mut days: Vec<(&'static str, Date, String)> = Vec::new();
    if let Some(isf) = &clocks.isf_due {
        days.push(("Security filing", isf.date, isf.rule.clone()));
    }
    if let Some(entry) = &clocks.entry_due {
        days.push(("Entry", entry.legal, entry.rule.clone()));
    }
    if let Some(summary) = &clocks.entry_summary_due {
        days.push(("Entry summary and deposit", summary.legal, summary.rule.clone()));
    }
    let paid = clocks.pms_payment_day;
    days.extend(paid.map(|day| ("Monthly statement is paid", day, plain("pms_payment_day"))));
    if let Some(psc) = &clocks.psc_last_day {
        days.push(("Last day of a correction", psc.date, psc.rule.clone()));
    }
    if let Some(liquidation) = &clocks.liquidation {
        days.push(("Liquidation, an estimate", liquidation.posted_friday, liquidation.rule.clone()));
    }
    let deemed = clocks.deemed_liquidation;
    days.extend(deemed.map(|day| ("Deemed liquidation", day, plain("deemed_liquidation"))));
    days.sort_by_key(|(_, day, _)| *day);
    let (_, today) = site.desk.now();
    let calendar = site.desk.law().pack.calendar();
    let line = |(what, day, rule): (&'static str, Date, String)| ClockLine {
        what,
        day: words::day(day),
        distance: words::distance(calendar, today, day),
        rule,
    };
    days.into_iter().map(line).collect()
}
