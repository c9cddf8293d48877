//! Summaries, corrections, liquidation and protest: 19 CFR 24.25, 141.101, 142.17, 159.11, 159.12, 174.11, 174.12;
//! 19 USC 1504, 1514; CBP's rules for post summary corrections.
//!
//! Left to a person: whether goods are restricted in a way that needs more than weekly papers, and what an officer grants.

use cocket_base::{Date, Step, Trust};

use super::evaluate::{ClockFacts, Stopped, reckon};
use crate::Refusal;
use crate::asked::Ask;
use crate::asked::{Determined, FactKind, Moment, Verdict, may, must, reason};

const ARRIVALS: &[&str] = &["land", "same_vessel", "same_air_carrier", "different_carriers"];

const CHANGES: &[&str] = &[
    "data",
    "importer_of_record",
    "entry_number",
    "port_of_entry",
    "usmca_claim",
    "quota_claim_after_period",
    "entry_type_01_03",
    "other_entry_type",
];

const DECISIONS: &[&str] = &[
    "appraised_value",
    "classification_rate_or_amount",
    "charge_or_exaction",
    "exclusion_or_redelivery_demand",
    "liquidation_or_reliquidation",
    "drawback_refused",
    "reliquidation_refused_1520d",
    "evasion_determination",
    "antidumping_determination",
    "late_claim",
    "other",
];

const FILERS: &[&str] = &[
    "importer",
    "consignee",
    "surety",
    "payer_of_charge",
    "person_seeking_entry",
    "drawback_claimant",
    "exporter_or_producer_of_origin",
    "agent_with_power",
    "agent_without_power",
    "stranger",
];

pub(super) const ALL: &[Determined] = &[
    Determined {
        name: "combined_summary",
        area: "import",
        obligation: "whether several entries may go on one summary, and by when it is due",
        rule: "same consignee, same country of export and of origin, by land, one vessel or one air carrier, a week at the \
               most from first to last; not quota, prohibited, withheld or mixed-rate goods; 10 working days from the first",
        cite: "19 CFR 142.17",
        trust: Trust::V,
        facts: &[
            must("first_entry_date", FactKind::Day),
            must("last_entry_date", FactKind::Day),
            must("same_consignee", FactKind::Flag),
            must("same_export_country", FactKind::Flag),
            must("same_origin", FactKind::Flag),
            must("arrived_by", FactKind::Word(ARRIVALS)),
            may("quota_goods", FactKind::Flag),
            may("prohibited_goods", FactKind::Flag),
            may("liquidation_withheld", FactKind::Flag),
            may("rate_changed_between", FactKind::Flag),
        ],
        run: combined_summary,
    },
    Determined {
        name: "statement_day",
        area: "import",
        obligation: "the last day on which a statement date may be named",
        rule: "10 working days from the time of entry; at filing when the summary is also the entry",
        cite: "19 CFR 24.25(c), 141.101",
        trust: Trust::V,
        facts: &[must("entry_date", FactKind::Day), must("summary_is_entry", FactKind::Flag)],
        run: statement_day,
    },
    Determined {
        name: "psc_allowed",
        area: "import",
        obligation: "whether a post summary correction may be sent, and its last day",
        rule: "accepted, paid, in CBP control, not under review, not liquidated; the earlier of 300 days after entry and 15 \
               days before scheduled liquidation; never the importer, the port or a USMCA claim",
        cite: "82 FR 2385; ACE business rules, chapter 6",
        trust: Trust::S,
        facts: &[
            must("entry_date", FactKind::Day),
            may("on_date", FactKind::Day),
            may("scheduled_liquidation_date", FactKind::Day),
            must("change", FactKind::Word(CHANGES)),
            must("accepted", FactKind::Flag),
            must("paid", FactKind::Flag),
            must("in_cbp_control", FactKind::Flag),
            must("under_review", FactKind::Flag),
            must("liquidated", FactKind::Flag),
            must("informal", FactKind::Flag),
            may("suspended_or_extended_on_request", FactKind::Flag),
        ],
        run: psc_allowed,
    },
    Determined {
        name: "deemed_liquidation_with_extensions",
        area: "import",
        obligation: "the day on which the entry is deemed liquidated as entered",
        rule: "a year from entry, or from the final withdrawal of warehouse goods, and a year for each extension, four years \
               in all; after a suspension six months from the notice that it was lifted",
        cite: "19 USC 1504; 19 CFR 159.11, 159.12",
        trust: Trust::V,
        facts: &[
            may("entry_date", FactKind::Day),
            may("final_withdrawal_date", FactKind::Day),
            may("extensions", FactKind::Number),
            may("suspended", FactKind::Flag),
            may("suspension_lifted_notice_date", FactKind::Day),
        ],
        run: deemed_liquidation,
    },
    Determined {
        name: "protest_allowed",
        area: "import",
        obligation: "whether the decision may be protested by this person, and the last day",
        rule: "180 days from liquidation or the decision, by the importer, consignee, surety, payer, person seeking entry, \
               drawback claimant, or an agent with a power",
        cite: "19 USC 1514; 19 CFR 174.3, 174.11, 174.12",
        trust: Trust::V,
        facts: &[
            may("liquidation_date", FactKind::Day),
            may("decision_date", FactKind::Day),
            may("surety_demand_date", FactKind::Day),
            may("decision", FactKind::Word(DECISIONS)),
            may("filer", FactKind::Word(FILERS)),
            may("on_date", FactKind::Day),
        ],
        run: protest_allowed,
    },
];

/// A row's due day for one date; a determination stands on the rows it shares with the plain clocks.
pub(super) fn row_due(
    ask: &Ask<'_>,
    clock: &str,
    facts: impl IntoIterator<Item = (&'static str, Date)>,
    numbers: impl IntoIterator<Item = (&'static str, u32)>,
) -> Result<(Moment, Moment), Refusal> {
    let mut given: ClockFacts =
        facts.into_iter().map(|(name, day)| (name.to_string(), Moment::Day(day))).collect();
    given.numbers = numbers
        .into_iter()
        .map(|(name, number)| (name.to_string(), u16::try_from(number).unwrap_or(u16::MAX)))
        .collect();
    match reckon(ask.as_of, clock, &given) {
        Ok(reckoned) => Ok((reckoned.raw, reckoned.legal)),
        Err(Stopped::Refused(refusal)) => Err(refusal),
        Err(Stopped::Needs(_)) => Err(Refusal::Calendar { what: format!("the clock {clock}") }),
    }
}

/// 142.17.
fn combined_summary(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let (first, last) = (ask.day("first_entry_date"), ask.day("last_entry_date"));
    let same = [
        (ask.flag("same_consignee"), "the consignees differ", "19 CFR 142.17(a)(3)"),
        (ask.flag("same_export_country"), "the countries of exportation differ", "19 CFR 142.17(a)(1)"),
        (ask.flag("same_origin"), "the countries of origin differ", "19 CFR 142.17(a)(1)"),
    ];
    let arrived = ask.word("arrived_by", ARRIVALS);
    let never = [
        (ask.flag_if("quota_goods"), "quota goods take their own summary", "19 CFR 142.17(b)(1)"),
        (ask.flag_if("prohibited_goods"), "prohibited goods take their own summary", "19 CFR 142.17(b)(2)"),
        (ask.flag_if("liquidation_withheld"), "liquidation of the goods is withheld", "19 CFR 142.17(b)(4)"),
        (
            ask.flag_if("rate_changed_between"),
            "the same number bears different rates: consolidate the entries before and after the change apart",
            "19 CFR 142.17(b)(5)",
        ),
    ];
    let Some((first, last)) = first.zip(last) else { return Ok(None) };
    let longest = ask.as_of.pack.limit("combined_summary_days", first, ask.as_of.known)?;
    let apart = first.min(last).duration_until(first.max(last)).as_hours() / 24;
    let (_, due) = row_due(ask, "MULTI", [("first_entry_date", first.min(last))], [])?;
    let mut verdict = Verdict::on(due, "10 working days from the first of the entries (142.17(a)(5))")
        .step(Step::new("days from the first entry to the last").fact("days", apart));
    let broken =
        same.iter().filter(|(same, ..)| *same == Some(false)).map(|(_, why, cite)| reason(why, cite));
    verdict.against.extend(broken);
    verdict
        .against
        .extend(never.iter().filter(|(is, ..)| *is == Some(true)).map(|(_, why, cite)| reason(why, cite)));
    if arrived == Some("different_carriers") {
        verdict
            .against
            .push(reason("the goods came by different vessels or air carriers", "19 CFR 142.17(a)(2)"));
    }
    if cocket_base::Decimal::from(apart) > longest.amount {
        let why = format!("{apart} days lie between the first entry and the last; a week is the most");
        verdict.against.push(reason(&why, "19 CFR 142.17(a)(4)"));
    }
    Ok(Some(verdict))
}

/// 24.25(c), 141.101.
fn statement_day(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let (entry, is_entry) = (ask.day("entry_date"), ask.flag("summary_is_entry"));
    let Some((entry, is_entry)) = entry.zip(is_entry) else { return Ok(None) };
    if is_entry {
        let why = "the summary is the entry: the statement date is named at filing, no later";
        return Ok(Some(Verdict::on(Moment::Day(entry), why)));
    }
    let (_, due) = row_due(ask, "STMT-D", [("entry_date", entry)], [])?;
    Ok(Some(Verdict::on(due, "10 working days from the time of entry")))
}

/// The state that a summary must be in for a correction, and what follows when it is not.
fn psc_state(ask: &mut Ask<'_>, verdict: &mut Verdict) {
    const CITE: &str = "ACE business rules, chapter 6";
    let must_be = [
        ("accepted", "the summary is not accepted"),
        ("paid", "the summary is not fully paid"),
        ("in_cbp_control", "the summary is not in CBP control"),
    ];
    let must_not = [
        ("under_review", "CBP is reviewing the summary"),
        ("liquidated", "the entry is liquidated: a protest is the way left"),
        ("informal", "an informal entry takes no correction"),
    ];
    for (name, why) in must_be {
        if ask.flag_if(name) == Some(false) {
            verdict.against.push(reason(why, CITE));
        }
    }
    for (name, why) in must_not {
        if ask.flag_if(name) == Some(true) {
            verdict.against.push(reason(why, CITE));
        }
    }
    let why = match ask.word_if("change", CHANGES) {
        Some("importer_of_record") => "the importer of record is never changed by a correction",
        Some("entry_number") => "the entry number and filer are never changed by a correction",
        Some("port_of_entry") => "the port of entry is never changed by a correction",
        Some("usmca_claim") => {
            "a USMCA claim is not added by a correction: claim it within a year of importation (19 USC 1520(d)), or flag a \
             reconciliation at entry; a protest lies only against a decision on a claim that was made"
        }
        Some("quota_claim_after_period") => "a quota may not be claimed after its period closed",
        Some("other_entry_type") => "the entry type may change between 01 and 03 alone",
        _ => return,
    };
    verdict.against.push(reason(why, CITE));
}

/// One condition that is broken forbids the correction; without such a one, each that nobody told is asked for.
fn psc_untold(ask: &mut Ask<'_>, verdict: &Verdict) {
    if !verdict.against.is_empty() {
        return;
    }
    for name in ["accepted", "paid", "in_cbp_control", "under_review", "liquidated", "informal"] {
        ask.flag(name);
    }
    ask.word("change", CHANGES);
}

/// 82 FR 2385.
fn psc_allowed(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let Some(entry) = ask.day("entry_date") else { return Ok(None) };
    let limit = |name: &str| ask.as_of.pack.limit(name, entry, ask.as_of.known);
    let whole = |amount: cocket_base::Decimal| i64::try_from(amount.trunc().mantissa()).unwrap_or_default();
    let from_entry = whole(limit("psc_days_from_entry")?.amount);
    let before_liquidation = whole(limit("psc_days_before_liquidation")?.amount);
    let days = |count: i64| jiff::Span::new().days(count);
    let outer = entry.saturating_add(days(from_entry));
    let lifted = ask.is("suspended_or_extended_on_request");
    let scheduled = ask.day_if("scheduled_liquidation_date");
    let liquidation = match scheduled {
        Some(day) => day,
        // The usual cycle says nothing of an entry that is held back.
        None if lifted => {
            ask.need("scheduled_liquidation_date", "A suspended or extended entry has no usual day.");
            return Ok(None);
        }
        None => row_due(ask, "LIQ", [("entry_date", entry)], [])?.1.date(),
    };
    let inner = liquidation.saturating_sub(days(before_liquidation));
    let last = if lifted { inner } else { outer.min(inner) };
    let mut verdict = Verdict::on(Moment::Day(last), "the earlier of the two, never rolled forward")
        .step(Step::new(format!("{from_entry} days after entry")).fact("date", outer))
        .step(
            Step::new(format!("{before_liquidation} days before scheduled liquidation")).fact("date", inner),
        );
    if scheduled.is_none() {
        verdict.look_at.push(format!(
            "liquidation is expected on {liquidation}, by the usual cycle: where CBP sets an earlier day, the last day of a \
             correction moves with it, and liquidation itself ends it; give scheduled_liquidation_date"
        ));
    }
    if lifted {
        let what = "an extension at the importer's request or a suspension lifts the days from entry";
        verdict.steps.push(Step::new(what).fact("last", last));
    }
    psc_state(ask, &mut verdict);
    if let Some(on) = ask.day_if("on_date").filter(|on| *on > last) {
        if on <= inner && ask.flag("suspended_or_extended_on_request").is_none() {
            return Ok(Some(verdict));
        }
        verdict.against.push(reason(&format!("{on} is after the last day, {last}"), "82 FR 2385"));
    }
    psc_untold(ask, &verdict);
    Ok(Some(verdict))
}

/// 19 USC 1504.
fn deemed_liquidation(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    if ask.flag_if("suspended") == Some(true) {
        let Some(notice) = ask.day("suspension_lifted_notice_date") else { return Ok(None) };
        let (_, due) = row_due(ask, "SUSP", [("notice_date", notice)], [])?;
        return Ok(Some(Verdict::on(
            due,
            "six months after CBP received notice that the suspension was lifted (1504(d))",
        )));
    }
    let withdrawn = ask.day_if("final_withdrawal_date");
    let start = match withdrawn {
        Some(day) => Some(day),
        None => ask.day("entry_date"),
    };
    let extensions = ask.number_if("extensions").unwrap_or(0);
    let Some(start) = start else { return Ok(None) };
    let most = ask.as_of.pack.limit("liquidation_extension_steps", start, ask.as_of.known)?.amount;
    let what = if withdrawn.is_some() { "the final withdrawal" } else { "entry" };
    let years = i64::from(extensions.min(100)) + 1;
    let due = start.saturating_add(jiff::Span::new().years(years));
    let cap = row_due(ask, "EXT-cap", [("entry_date", start)], [])?.1.date();
    let mut verdict =
        Verdict::on(Moment::Day(due.min(cap)), format!("a year from {what} and one for each extension"));
    if cocket_base::Decimal::from(extensions) > most {
        let why = format!(
            "{extensions} extensions; {most} of a year each are the most, four years from {what} in all ({cap})"
        );
        verdict.against.push(reason(&why, "19 USC 1504(b); 19 CFR 159.12(e)"));
    }
    Ok(Some(verdict))
}

/// 174.11, 174.12.
fn protest_allowed(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let decision = if ask.text_if("decision").is_some() { ask.word("decision", DECISIONS) } else { None };
    let filer = if ask.text_if("filer").is_some() { ask.word("filer", FILERS) } else { None };
    let surety = ask.day_if("surety_demand_date");
    let start = match (surety, ask.day_if("decision_date")) {
        (Some(demand), _) => Some(demand),
        (None, Some(decided)) => Some(decided),
        (None, None) => ask.day("liquidation_date"),
    };
    let Some(start) = start else { return Ok(None) };
    let (raw, due) = row_due(ask, "PROT", [("liquidation_date", start)], [])?;
    let mut verdict = Verdict {
        raw: Some(raw),
        ..Verdict::on(due, "180 calendar days, day 0 being the day of the notice or decision")
    };
    if let Some("antidumping_determination" | "late_claim" | "other") = decision {
        let why = match decision {
            Some("antidumping_determination") => {
                "Commerce's determination of an antidumping or countervailing duty is no decision of CBP"
            }
            Some("late_claim") => "a claim that was itself out of time is not opened again by a protest",
            _ => "this is none of the decisions that may be protested",
        };
        verdict.against.push(reason(why, "19 USC 1514(a); 19 CFR 174.11"));
    }
    match filer {
        Some("agent_without_power") => {
            verdict
                .against
                .push(reason("an agent needs a power of attorney that covers protests", "19 CFR 174.3"));
        }
        Some("stranger") => verdict.against.push(reason(
            "this person is none of those who may protest",
            "19 USC 1514(c)(2); 19 CFR 174.12(a)",
        )),
        _ => {}
    }
    if let Some(on) = ask.day_if("on_date").filter(|on| *on > due.date()) {
        verdict
            .against
            .push(reason(&format!("{on} is after the last day, {}", due.date()), "19 CFR 174.12(e)"));
    }
    Ok(Some(verdict))
}
