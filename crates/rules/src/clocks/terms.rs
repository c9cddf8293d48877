//! Petitions, records, powers of attorney and continuing education: 19 CFR 111.23, 111.102–111.104, 141.34, 163.4,
//! 171.2, 172.3, 190.15.
//!
//! Left to a person: more time that an officer gives, and which court case or audit holds records.

use cocket_base::{Date, Decimal, Step, Trust};

use super::summaries::row_due;
use crate::Refusal;
use crate::asked::Ask;
use crate::asked::{Determined, FactKind, Moment, Verdict, may, must, reason};

const PETITIONS: &[&str] = &["liquidated_damages", "penalty", "seizure"];

const PRINCIPALS: &[&str] = &[
    "individual",
    "partnership",
    "limited_partnership",
    "corporation",
    "trust",
    "limited_liability_company",
];

const SIGNERS: &[&str] = &[
    "individual",
    "partner",
    "limited_partner",
    "officer",
    "authorized_employee",
    "trustee",
    "member",
    "other",
];

/// Kinds of records, with the clock that keeps each and the date it counts from.
const RECORDS: [(&str, &str, &str); 14] = [
    ("entry", "REC-entry", "entry_date"),
    ("reconciliation", "REC-recon", "reconciliation_filed_date"),
    ("drawback", "REC-drawback", "liquidation_date"),
    ("packing_list", "REC-packing", "release_date"),
    ("informal", "REC-informal", "entry_date"),
    ("low_value", "REC-manifest", "entry_date"),
    ("export", "REC-EEI", "export_date"),
    ("usmca", "REC-USMCA", "import_date"),
    ("usmca_certifier", "REC-USMCA-exporter", "completion_date"),
    ("zone", "REC-FTZ", "zone_removal_date"),
    ("warehouse_withdrawals", "REC-WH", "final_withdrawal_date"),
    ("power_of_attorney", "REC-POA", "revocation_date"),
    ("education", "REC-CE", "status_report_date"),
    ("sanctions", "REC-OFAC", "transaction_date"),
];

const RECORD_NAMES: &[&str] = &{
    let mut names = [""; RECORDS.len()];
    let mut at = 0;
    while at < RECORDS.len() {
        names[at] = RECORDS[at].0;
        at += 1;
    }
    names
};

pub(super) const ALL: &[Determined] = &[
    Determined {
        name: "petition_due",
        area: "import",
        obligation: "the last day of a petition",
        rule: "60 days from the mailing for liquidated damages and penalties, 30 for a seizure; with less than 180 days of \
               limitation left the fines officer may shorten it, not under 7 working days",
        cite: "19 CFR 171.2, 172.3",
        trust: Trust::V,
        facts: &[
            must("petition", FactKind::Word(PETITIONS)),
            must("mailed_date", FactKind::Day),
            may("limitation_date", FactKind::Day),
            may("shortened_working_days", FactKind::Number),
        ],
        run: petition_due,
    },
    Determined {
        name: "keep_until",
        area: "records",
        obligation: "the day until which records must be kept, with everything that holds them longer",
        rule: "the time of the kind of record, and not before an open case, protest or drawback claim ends",
        cite: "19 USC 1508; 19 CFR 163.4, 111.23, 190.15",
        trust: Trust::V,
        facts: &[
            must("record", FactKind::Word(RECORD_NAMES)),
            may("entry_date", FactKind::Day),
            may("reconciliation_filed_date", FactKind::Day),
            may("liquidation_date", FactKind::Day),
            may("release_date", FactKind::Day),
            may("export_date", FactKind::Day),
            may("import_date", FactKind::Day),
            may("completion_date", FactKind::Day),
            may("zone_removal_date", FactKind::Day),
            may("final_withdrawal_date", FactKind::Day),
            may("revocation_date", FactKind::Day),
            may("client_end_date", FactKind::Day),
            may("status_report_date", FactKind::Day),
            may("transaction_date", FactKind::Day),
            may("held_until_date", FactKind::Day),
            may("drawback_liquidation_date", FactKind::Day),
        ],
        run: keep_until,
    },
    Determined {
        name: "power_of_attorney_end",
        area: "broker",
        obligation: "the last day of a power of attorney; none means until it is revoked",
        rule: "a partnership's ends two years after execution; others last until revoked; a new partnership needs a new one",
        cite: "19 CFR 141.34, 141.35, 141.39(b)",
        trust: Trust::V,
        facts: &[
            must("principal", FactKind::Word(PRINCIPALS)),
            must("execution_date", FactKind::Day),
            may("revocation_date", FactKind::Day),
            may("partners_changed_date", FactKind::Day),
        ],
        run: power_of_attorney_end,
    },
    Determined {
        name: "power_of_attorney_valid",
        area: "broker",
        obligation: "whether a power of attorney to a broker was given by the right person and stands on the day",
        rule: "given directly by the importer of record or drawback claimant; a partnership's names its partners and one may \
               sign; a corporation's is signed by an officer or an employee with authority; a corporation from abroad has an \
               agent here for service",
        cite: "19 CFR 141.31–141.39, 111.36(c)(3)",
        trust: Trust::V,
        facts: &[
            must("principal", FactKind::Word(PRINCIPALS)),
            must("signed_by", FactKind::Word(SIGNERS)),
            must("execution_date", FactKind::Day),
            must("on_date", FactKind::Day),
            may("partners_named", FactKind::Flag),
            may("resident", FactKind::Flag),
            may("agent_for_service", FactKind::Flag),
            may("given_directly", FactKind::Flag),
            may("revocation_date", FactKind::Day),
            may("partners_changed_date", FactKind::Day),
        ],
        run: power_of_attorney_valid,
    },
    Determined {
        name: "education_credits",
        area: "broker",
        obligation: "credits of continuing education a licence holder owes for the period",
        rule: "the credits of the period; after a voluntary suspension one for each complete calendar month left",
        cite: "19 CFR 111.102, 111.103",
        trust: Trust::S,
        facts: &[
            may("reinstated_date", FactKind::Day),
            may("on_date", FactKind::Day),
            may("licence_date", FactKind::Day),
        ],
        run: education_credits,
    },
];

/// 171.2, 172.3.
fn petition_due(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let (kind, mailed) = (ask.word("petition", PETITIONS), ask.day("mailed_date"));
    let (limitation, shortened) = (ask.day_if("limitation_date"), ask.number_if("shortened_working_days"));
    let Some((kind, mailed)) = kind.zip(mailed) else { return Ok(None) };
    let clock = match kind {
        "seizure" => "PET-SEIZ",
        "penalty" => "PET-PEN",
        _ => "PET-LD",
    };
    let (raw, due) = row_due(ask, clock, [("notice_date", mailed)], [])?;
    let mut verdict =
        Verdict { raw: Some(raw), ..Verdict::on(due, "counted from the mailing of the notice") };
    let Some(limitation) = limitation else { return Ok(Some(verdict)) };
    let limit = |name: &str| ask.as_of.pack.limit(name, mailed, ask.as_of.known);
    let (most, least) =
        (limit("petition_short_limit_days")?.amount, limit("petition_short_working_days")?.amount);
    let left = mailed.duration_until(limitation).as_hours() / 24;
    if Decimal::from(left) >= most {
        let what = format!("{left} days of limitation are left: the petition is not shortened");
        return Ok(Some(verdict.step(Step::new(what))));
    }
    let (_, earliest) = row_due(ask, "PET-short", [("notice_date", mailed)], [])?;
    let what = format!(
        "{left} days of limitation are left, under {most}: the fines officer may set a shorter time, not before"
    );
    verdict = verdict.step(Step::new(what).fact("earliest", earliest));
    if let Some(set) = shortened {
        if Decimal::from(set) < least {
            let why = format!("{set} working days are under the least of {least}");
            verdict.against.push(reason(&why, "19 CFR 171.2(e), 172.3(e)"));
        } else {
            let calendar = ask.as_of.pack.calendar();
            let due = Moment::Day(calendar.add_working_days(mailed, set.min(400)));
            verdict.due = Some(due);
            verdict.raw = Some(due);
        }
    }
    Ok(Some(verdict))
}

/// 19 USC 1508; 163.4.
fn keep_until(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let Some(record) = ask.word("record", RECORD_NAMES) else { return Ok(None) };
    let Some((_, clock, event)) = RECORDS.iter().copied().find(|(name, ..)| *name == record) else {
        return Ok(None);
    };
    let counted_from = ask.day(event);
    let client_end = if record == "power_of_attorney" { ask.day_if("client_end_date") } else { None };
    let (held, drawback) = (ask.day_if("held_until_date"), ask.day_if("drawback_liquidation_date"));
    let Some(from) = counted_from else { return Ok(None) };
    let facts = [(event, from)].into_iter().chain(client_end.map(|day| ("client_end_date", day)));
    let (_, own) = row_due(ask, clock, facts, [])?;
    let mut until: Date = own.date();
    let mut verdict = Verdict::on(own, format!("the records' own time, counted from {event}"));
    if let Some(liquidated) = drawback {
        let (_, claim) = row_due(ask, "REC-drawback", [("liquidation_date", liquidated)], [])?;
        verdict.steps.push(Step::new("the drawback claim that designates the import").fact("date", claim));
        until = until.max(claim.date());
    }
    if let Some(held) = held {
        verdict.steps.push(Step::new("held by an open case, protest, audit or claim").fact("date", held));
        until = until.max(held);
    }
    verdict.due = Some(Moment::Day(until));
    Ok(Some(verdict))
}

/// 141.34, 141.35, 141.39.
fn power_of_attorney_end(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let (principal, executed) = (ask.word("principal", PRINCIPALS), ask.day("execution_date"));
    let (revoked, changed) = (ask.day_if("revocation_date"), ask.day_if("partners_changed_date"));
    let Some((principal, executed)) = principal.zip(executed) else { return Ok(None) };
    let partnership = principal.contains("partnership");
    let two_years = if partnership {
        Some(row_due(ask, "B-POA-exp", [("execution_date", executed)], [])?.1.date())
    } else {
        None
    };
    let changed = changed.filter(|_| partnership);
    let ends = [
        (two_years, "a partnership's power ends two years after it was executed (141.34)"),
        (revoked, "it was revoked in writing (141.35)"),
        (changed, "the partners changed: the new partnership needs a new power (141.39(b))"),
    ];
    let first = ends.into_iter().filter_map(|(day, why)| Some((day?, why))).min_by_key(|(day, _)| *day);
    Ok(Some(match first {
        Some((day, why)) => Verdict::on(Moment::Day(day), why),
        None => Verdict::unlimited("it lasts until it is revoked in writing (141.34, 141.35)"),
    }))
}

/// 141.31 to 141.39.
fn power_of_attorney_valid(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let (signer, on) = (ask.word("signed_by", SIGNERS), ask.day("on_date"));
    let Some(mut verdict) = power_of_attorney_end(ask)? else { return Ok(None) };
    let principal = ask.word("principal", PRINCIPALS);
    let (Some(signer), Some(on), Some(principal)) = (signer, on, principal) else { return Ok(None) };
    let may_sign = match principal {
        "individual" => signer == "individual",
        "partnership" | "limited_partnership" => signer == "partner",
        "corporation" => matches!(signer, "officer" | "authorized_employee"),
        "trust" => signer == "trustee",
        _ => matches!(signer, "member" | "officer" | "authorized_employee"),
    };
    if !may_sign {
        let why = format!("{} may not sign for a {}", signer.replace('_', " "), principal.replace('_', " "));
        verdict.against.push(reason(&why, "19 CFR 141.37–141.39"));
    }
    let corporation_abroad = principal == "corporation" && ask.flag_if("resident") == Some(false);
    if corporation_abroad && !ask.is("agent_for_service") {
        verdict.against.push(reason(
            "a corporation from abroad needs an agent here who takes service of process",
            "19 CFR 141.36",
        ));
    }
    if principal.contains("partnership") && ask.flag_if("partners_named") == Some(false) {
        verdict.against.push(reason(
            "the power names all partners, of a limited partnership the general ones",
            "19 CFR 141.39(a)",
        ));
    }
    if ask.flag_if("given_directly") == Some(false) {
        let why = "the power is given directly by the importer or claimant, never through a forwarder";
        verdict.against.push(reason(why, "19 CFR 111.36(c)(3)"));
    }
    if let Some(end) = verdict.due.map(Moment::date).filter(|end| on > *end) {
        verdict.against.push(reason(&format!("it ended on {end}, before {on}"), "19 CFR 141.34, 141.35"));
    }
    Ok(Some(verdict))
}

/// 111.102(b), 111.103.
fn education_credits(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let (reinstated, on) = (ask.day_if("reinstated_date"), ask.day_if("on_date"));
    let licensed = ask.day_if("licence_date");
    let Some(day) = reinstated.or(on).or(licensed) else {
        ask.day("on_date");
        return Ok(None);
    };
    let row = ask.as_of.pack.limit("education_credits", day, ask.as_of.known)?;
    let whole = u32::try_from(row.amount.trunc().mantissa()).unwrap_or_default();
    let window = row.in_force();
    let (starts, ends) = (window.from.unwrap_or(Date::MIN), window.until.unwrap_or(Date::MAX));
    let period = format!("the period from {starts} to {ends} asks for {whole} credits");
    let count = |count: u32, why: String| Verdict {
        count: Some(count),
        steps: vec![Step::new(period.clone()).cite(row.cite.clone()), Step::new(why)],
        ..Verdict::default()
    };
    if licensed.is_some_and(|licensed| licensed > starts) {
        let row = ask.as_of.pack.limit("education_credits_new_licence", day, ask.as_of.known)?;
        let owed = u32::try_from(row.amount.trunc().mantissa()).unwrap_or_default();
        return Ok(Some(count(owed, row.what.to_string())));
    }
    let Some(back) = reinstated else { return Ok(Some(count(whole, "no suspension lowers them".into()))) };
    let months = i32::from(ends.year() - back.year()) * 12 + i32::from(ends.month() - back.month());
    let complete = months + i32::from(back.day() == 1);
    let owed = u32::try_from(complete.max(0)).unwrap_or_default().min(whole);
    Ok(Some(count(
        owed,
        format!("{complete} complete calendar months from {back} to the end of the period, one credit each"),
    )))
}
