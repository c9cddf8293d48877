//! The clocks of one entry, from arrival to deemed liquidation.

use std::collections::BTreeMap;

use cocket_base::{Date, DateTime, Need};
use cocket_law::{ClockRow, Liquidation, Pack, Roll};
use serde::{Deserialize, Serialize};

use super::evaluate::{ClockFacts, Reckoned, Stopped, reckon};
use crate::asked::Moment;
use crate::{AsOf, Refusal};

/// The facts that an entry's clocks count from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryClockFacts {
    /// Entry type, as in `01`.
    pub entry_type: String,
    /// Mode of transport, as in `11`.
    pub mode: String,
    /// Payment type, as in `7`.
    #[serde(default)]
    pub payment_type: Option<String>,
    /// Date of entry (the time of entry of 19 CFR 141.68).
    pub entry: Option<Date>,
    /// Landing at the port, or arrival at the port of destination in bond.
    pub landing: Option<Date>,
    /// Release, where it came before the entry.
    #[serde(default)]
    pub release: Option<Date>,
    /// Lading on the vessel at the foreign port.
    #[serde(default)]
    pub lading: Option<Date>,
    /// The same with its local time.
    #[serde(default)]
    pub lading_time_local: Option<DateTime>,
}

/// The clocks of an entry. A clock that does not run is `null` or left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryClocks {
    /// File the entry.
    pub entry_due: Option<EntryDue>,
    /// File the entry summary and deposit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry_summary_due: Option<SummaryDue>,
    /// Importer security filing.
    pub isf_due: Option<IsfDue>,
    /// Liquidation in the automatic cycle: an estimate.
    pub liquidation: Option<LiquidationDates>,
    /// Last day of a post summary correction.
    pub psc_last_day: Option<PscDay>,
    /// Deemed liquidation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deemed_liquidation: Option<Date>,
    /// Payment of the periodic monthly statement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pms_payment_day: Option<Date>,
    /// What a person should know of the entry type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Dates that are missing for a clock that runs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Need>,
}

/// A due date with its roll.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryDue {
    /// Plain arithmetic.
    pub raw: Date,
    /// After the roll.
    pub legal: Date,
    /// Last working day on or before the raw date.
    pub safe: Date,
    /// The rule.
    pub rule: String,
}

/// A due date that always falls on a working day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryDue {
    /// The due date.
    pub legal: Date,
    /// The rule.
    pub rule: String,
}

/// The security filing's due date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IsfDue {
    /// The day, at the foreign port.
    pub date: Date,
    /// The rule.
    pub rule: String,
    /// The lading it was counted from, where its time is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lading_time_local: Option<Moment>,
}

/// The dates of automatic liquidation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiquidationDates {
    /// The day the cycle counts to.
    pub auto_314: Date,
    /// The Friday it is posted.
    pub posted_friday: Date,
    /// The rule.
    pub rule: String,
}

/// The last day of a correction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PscDay {
    /// The last day; never rolled.
    pub date: Date,
    /// Last working day on or before it.
    pub safe: Date,
    /// The rule.
    pub rule: String,
}

/// The clocks that run for an entry of this type, mode and payment. `known` is the day whose knowledge counts.
pub fn entry_clocks(pack: &Pack, known: Date, facts: &EntryClockFacts) -> Result<EntryClocks, Refusal> {
    let Some(day) = facts.entry.or(facts.landing) else {
        let question = pack.clock_question("entry_date").unwrap_or_default().to_string();
        let need = Need { fact: "entry_date".into(), question, affects: "every clock of the entry".into() };
        return Ok(EntryClocks { needs: vec![need], ..EntryClocks::default() });
    };
    let as_of = AsOf::new(pack, day, known);
    let traits = as_of.pack.entry_traits(&facts.entry_type, day, known)?;
    let mut run = Run { as_of, facts: given(facts), needs: Vec::new() };
    let mut clocks =
        EntryClocks { note: traits.note.as_ref().map(|note| note.to_string()), ..EntryClocks::default() };
    if traits.arrival_clock {
        clocks.entry_due = run.clock("entry_due")?.map(|r| EntryDue {
            raw: r.raw.date(),
            legal: r.legal.date(),
            safe: r.safe,
            rule: rule(r.row),
        });
    }
    if traits.summary_clock {
        clocks.entry_summary_due =
            run.clock("entry_summary_due")?.map(|r| SummaryDue { legal: r.legal.date(), rule: rule(r.row) });
    }
    if run.runs_for("isf_due", &facts.mode)? {
        let lading_time_local = facts.lading_time_local.map(Moment::Time);
        clocks.isf_due = run.clock("isf_due")?.map(|r| IsfDue {
            date: r.legal.date(),
            rule: rule(r.row),
            lading_time_local,
        });
    }
    if traits.liquidation == Liquidation::Cycle {
        let auto = run.clock("auto_liquidation")?.map(|r| r.legal.date());
        let posted = run.clock("liquidation")?;
        clocks.liquidation = auto.zip(posted).map(|(auto_314, r)| LiquidationDates {
            auto_314,
            posted_friday: r.legal.date(),
            rule: rule(r.row),
        });
        clocks.psc_last_day = run.clock("psc_last_day")?.map(|r| PscDay {
            date: r.legal.date(),
            safe: r.safe,
            rule: rule(r.row),
        });
        clocks.deemed_liquidation = run.clock("deemed_liquidation")?.map(|r| r.legal.date());
    }
    if periodic(pack, facts) {
        clocks.pms_payment_day = run.clock("pms_payment_day")?.map(|r| r.legal.date());
    }
    run.needs.sort_by(|a, b| a.fact.cmp(&b.fact));
    run.needs.dedup_by(|a, b| a.fact == b.fact);
    clocks.needs = run.needs;
    Ok(clocks)
}

/// The payment type goes on a periodic monthly statement (code table `payment_types`).
fn periodic(pack: &Pack, facts: &EntryClockFacts) -> bool {
    let kind = facts.payment_type.as_deref().and_then(|kind| pack.codes("payment_types")?.get(kind));
    kind.and_then(|row| row.column("periodic_month")) == Some("M")
}

fn given(facts: &EntryClockFacts) -> ClockFacts {
    let lading = facts.lading_time_local.map(Moment::Time).or(facts.lading.map(Moment::Day));
    let named = [
        ("entry_date", facts.entry.map(Moment::Day)),
        ("landing_date", facts.landing.map(Moment::Day)),
        ("release_date", facts.release.map(Moment::Day)),
        ("lading_time", lading),
    ];
    named.into_iter().filter_map(|(name, moment)| Some((name.to_string(), moment?))).collect()
}

struct Run<'p> {
    as_of: AsOf<'p>,
    facts: ClockFacts,
    needs: Vec<Need>,
}

impl<'p> Run<'p> {
    /// A clock's dates, or `None` with what it misses noted.
    fn clock(&mut self, name: &str) -> Result<Option<Reckoned<'p>>, Refusal> {
        match reckon(self.as_of, name, &self.facts) {
            Ok(reckoned) => Ok(Some(reckoned)),
            Err(Stopped::Needs(needs)) => {
                self.needs.extend(needs);
                Ok(None)
            }
            Err(Stopped::Refused(refusal)) => Err(refusal),
        }
    }

    fn runs_for(&self, name: &str, mode: &str) -> Result<bool, Refusal> {
        let row = super::evaluate::find(self.as_of, name)?;
        Ok(row.modes.is_empty() || row.modes.iter().any(|vessel| &**vessel == mode))
    }
}

/// The rules behind those clocks of an entry that are plain dates, by the clock's name.
pub fn plain_rules(as_of: AsOf<'_>, clocks: &EntryClocks) -> BTreeMap<String, String> {
    let plain =
        [("deemed_liquidation", clocks.deemed_liquidation), ("pms_payment_day", clocks.pms_payment_day)];
    let running = plain.into_iter().filter(|(_, day)| day.is_some());
    running
        .filter_map(|(name, _)| {
            let row = super::evaluate::find(as_of, name).ok()?;
            Some((name.to_string(), rule(row)))
        })
        .collect()
}

fn rule(row: &ClockRow) -> String {
    let roll = match row.roll {
        Roll::None => "",
        Roll::Next => "; rolls to the next working day",
        Roll::Previous => "; rolls to the working day before",
    };
    format!("{}: {}{roll}", row.id, row.rule)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::civil::date;

    fn facts(entry_type: &str) -> EntryClockFacts {
        EntryClockFacts {
            entry_type: entry_type.into(),
            mode: "11".into(),
            payment_type: Some("7".into()),
            entry: Some(date(2026, 6, 16)),
            landing: Some(date(2026, 6, 12)),
            lading: Some(date(2026, 5, 22)),
            ..EntryClockFacts::default()
        }
    }

    fn clocks(facts: &EntryClockFacts) -> EntryClocks {
        entry_clocks(Pack::starter(), date(2026, 11, 24), facts).unwrap()
    }

    #[test]
    fn a_missing_date_leaves_the_other_clocks_running() {
        let without = clocks(&EntryClockFacts { lading: None, ..facts("01") });
        assert_eq!(without.needs.iter().map(|need| &*need.fact).collect::<Vec<_>>(), ["lading_time"]);
        assert!(without.isf_due.is_none() && without.entry_due.is_some());
        assert_eq!(clocks(&EntryClockFacts::default()).needs.len(), 1);
    }

    #[test]
    fn the_entry_type_decides_what_runs() {
        assert!(clocks(&facts("06")).entry_due.is_none(), "no landing for goods from a zone");
        assert!(clocks(&facts("03")).psc_last_day.is_none());
        assert!(clocks(&facts("11")).entry_summary_due.is_none());
        assert!(
            clocks(&EntryClockFacts { payment_type: Some("2".into()), ..facts("01") })
                .pms_payment_day
                .is_none()
        );
        assert!(entry_clocks(Pack::starter(), date(2026, 11, 24), &facts("00")).is_err());
    }
}
