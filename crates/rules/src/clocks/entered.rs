//! When goods are imported and entered, and which day's rate they bear: 19 CFR 101.1, 132.3, 132.11a, 132.12, 141.68,
//! 141.69, 152.1(c).
//!
//! Left to a person: whether papers are in proper form, and whether intent to unlade is proved.

use cocket_base::{Date, DateTime, Step, Trust};
use jiff::ToSpan;

use crate::asked::Ask;
use crate::asked::{Determined, FactKind, Moment, Verdict, may, must, reason};
use crate::{AsOf, Refusal, quota};

const WAYS_IN: &[&str] = &[
    "entry_documents",
    "summary_as_entry",
    "immediate_delivery",
    "quota",
    "warehouse_withdrawal",
    "informal",
    "informal_mail",
    "carnet",
    "duty_deferral_export",
];

const RATE_CASES: &[&str] = &[
    "consumption",
    "immediate_transportation",
    "warehouse",
    "zone_privileged",
    "zone_nonprivileged",
    "quota",
    "overcarried",
];

const MODES: &[&str] = &["vessel", "air", "truck", "rail", "mail", "other"];

pub(super) const ALL: &[Determined] = &[
    Determined {
        name: "time_of_entry",
        area: "import",
        obligation: "the time of entry, which picks the rate and starts the ten working days",
        rule: "by the way the goods are entered; nothing counts as filed before arrival within the port limits",
        cite: "19 CFR 141.68",
        trust: Trust::V,
        facts: &[
            must("entered_by", FactKind::Word(WAYS_IN)),
            may("arrival_time", FactKind::Time),
            may("filed_time", FactKind::Time),
            may("deposit_time", FactKind::Time),
            may("statement_date_given", FactKind::Flag),
            may("filing_time_requested", FactKind::Flag),
            may("release_time", FactKind::Time),
            may("completed_time", FactKind::Time),
            may("entry_required_date", FactKind::Day),
        ],
        run: time_of_entry,
    },
    Determined {
        name: "rate_date",
        area: "import",
        obligation: "the day whose rate of duty the goods bear",
        rule: "time of entry; withdrawal for warehouse goods; acceptance of the immediate transportation entry for goods \
               that are no quota goods and never went to general order; election for privileged zone goods",
        cite: "19 CFR 141.69; 19 CFR 146.65; 19 CFR 132.11a",
        trust: Trust::V,
        facts: &[
            must("entered_by", FactKind::Word(RATE_CASES)),
            may("entry_date", FactKind::Day),
            may("transportation_accepted_date", FactKind::Day),
            may("quota_goods", FactKind::Flag),
            may("general_order", FactKind::Flag),
            may("withdrawal_date", FactKind::Day),
            may("privileged_date", FactKind::Day),
            may("presentation_date", FactKind::Day),
            may("original_entry_date", FactKind::Day),
            may("removal_date", FactKind::Day),
            may("return_date", FactKind::Day),
        ],
        run: rate_date,
    },
    Determined {
        name: "import_date",
        area: "import",
        obligation: "the date of importation, at which liability for duty accrues",
        rule: "by vessel: arrival within the limits of a port with intent to unlade there; otherwise arrival within the \
               customs territory; liability accrues then, and paying a broker who does not pay CBP does not discharge it",
        cite: "19 CFR 101.1, 141.1",
        trust: Trust::S,
        facts: &[
            must("mode", FactKind::Word(MODES)),
            may("port_arrival_date", FactKind::Time),
            may("intent_to_unlade", FactKind::Flag),
            may("unlading_port_arrival_date", FactKind::Time),
            may("territory_arrival_date", FactKind::Time),
        ],
        run: import_date,
    },
    Determined {
        name: "date_of_exportation",
        area: "import",
        obligation: "the date of exportation, used for currency, quota and statistics",
        rule: "the day the goods finally left the country of exportation for the United States; a call on the way changes \
               nothing unless they entered commerce there",
        cite: "19 CFR 152.1(c); HTS general statistical note 1",
        trust: Trust::V,
        facts: &[
            must("left_origin_date", FactKind::Day),
            may("entered_commerce_on_the_way", FactKind::Flag),
            may("left_intermediate_date", FactKind::Day),
        ],
        run: date_of_exportation,
    },
    Determined {
        name: "quota_presentation",
        area: "quota",
        obligation: "the moment at which quota goods count as presented",
        rule: "the latest of arrival, summary and payment or statement date, inside office hours of a working day, else at \
               the next opening; at the opening of a quota, noon Eastern time",
        cite: "19 CFR 132.3, 132.11a, 132.12; 141.68(d), (e)",
        trust: Trust::S,
        facts: &[
            must("arrival_time", FactKind::Time),
            must("summary_time", FactKind::Time),
            may("payment_time", FactKind::Time),
            may("statement_date_given", FactKind::Flag),
            may("quota_opening_date", FactKind::Day),
            may("quota_period_end_date", FactKind::Day),
            may("port", FactKind::Text),
        ],
        run: quota_presentation,
    },
];

/// The latest of several moments.
fn latest(moments: impl IntoIterator<Item = Moment>) -> Option<Moment> {
    moments.into_iter().reduce(|a, b| if b.order(a).is_gt() { b } else { a })
}

/// Filing with its money: the later of the two, or the filing alone when a valid statement date was given.
fn filed_with_money(ask: &mut Ask<'_>) -> Option<Moment> {
    let filed = ask.moment("filed_time");
    if ask.flag_if("statement_date_given") == Some(true) {
        return filed;
    }
    let deposited = ask.moment("deposit_time");
    latest([filed?, deposited?])
}

/// 141.68.
fn time_of_entry(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let Some(way) = ask.word("entered_by", WAYS_IN) else { return Ok(None) };
    let entered = match way {
        "entry_documents" => return Ok(entry_documents(ask)),
        "informal_mail" => {
            return Ok(ask.moment("completed_time").map(|at| {
                Verdict::on(
                    at,
                    "an informal mail entry is made when the officer has completed it (141.68(f))",
                )
            }));
        }
        "duty_deferral_export" => {
            return Ok(ask.moment("entry_required_date").map(|at| {
                Verdict::on(
                    at,
                    "goods of a duty deferral: the day on which the entry must be filed (141.68(i))",
                )
            }));
        }
        "warehouse_withdrawal" => {
            let at = filed_with_money(ask);
            return Ok(at.map(|at| {
                Verdict::on(
                    at,
                    "a withdrawal is made when the form is filed and the duty deposited (141.68(g))",
                )
            }));
        }
        "quota" => {
            filed_with_money(ask).map(|at| (at, "presented in proper form with the money (141.68(d))"))
        }
        "immediate_delivery" => {
            let what = "after an immediate delivery the filing of the summary with its duties counts, not the release (141.68(c))";
            filed_with_money(ask).map(|at| (at, what))
        }
        "summary_as_entry" => filed_with_money(ask)
            .map(|at| (at, "the summary is the entry: filed with its duties (141.68(b))")),
        _ => filed_with_money(ask).map(|at| (at, "form filed and duties deposited (141.68(h))")),
    };
    // Goods that were released have arrived: the arrival need not be asked for.
    let arrival = match ask.moment_if("release_time") {
        Some(released) if way == "immediate_delivery" => ask.moment_if("arrival_time").or(Some(released)),
        _ => ask.moment("arrival_time"),
    };
    Ok(entered.zip(arrival).and_then(|((filed, what), arrival)| {
        let at = latest([filed, arrival])?;
        Some(after_arrival(Verdict::on(at, what), filed, arrival))
    }))
}

/// 141.68(a): release, unless the importer asked for the time of filing.
fn entry_documents(ask: &mut Ask<'_>) -> Option<Verdict> {
    if ask.flag("filing_time_requested")? {
        let (filed, arrival) = (ask.moment("filed_time"), ask.moment("arrival_time"));
        let (filed, arrival) = (filed?, arrival?);
        let at = latest([filed, arrival])?;
        let verdict = Verdict::on(at, "the importer asked for the time of filing (141.68(a)(2), (3))");
        return Some(after_arrival(verdict, filed, arrival));
    }
    let released = ask.moment("release_time")?;
    Some(Verdict::on(
        released,
        "without a request, the time at which release of any part is authorised (141.68(a)(1))",
    ))
}

/// 141.68(e), said where it decided.
fn after_arrival(verdict: Verdict, filed: Moment, arrival: Moment) -> Verdict {
    if arrival.order(filed).is_gt() {
        let step = Step::new("nothing counts as filed before arrival within the port limits (141.68(e))");
        return verdict.step(step.fact("filed", filed).fact("arrival", arrival));
    }
    verdict
}

/// 141.69.
fn rate_date(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let Some(case) = ask.word("entered_by", RATE_CASES) else { return Ok(None) };
    let day = |day: Date| Moment::Day(day);
    Ok(match case {
        "immediate_transportation" => transported(ask),
        "warehouse" => ask.day("withdrawal_date").map(|at| {
            Verdict::on(
                day(at),
                "warehouse goods bear the rate of their withdrawal for consumption (141.69(a))",
            )
        }),
        "zone_privileged" => ask.day("privileged_date").map(|at| {
            Verdict::on(
                day(at),
                "privileged zone goods keep the rate of the day the status was asked for (146.65)",
            )
        }),
        "quota" => ask.day("presentation_date").map(|at| {
            Verdict::on(day(at), "quota goods bear the rate of their presentation, never that of liquidation")
        }),
        "overcarried" => overcarried(ask)?,
        _ => ask.day("entry_date").map(|at| {
            Verdict::on(
                day(at),
                "the rate in force at the time of entry, not at importation or release (141.69)",
            )
        }),
    })
}

/// 141.69(b).
fn transported(ask: &mut Ask<'_>) -> Option<Verdict> {
    let (quota_goods, general_order) = (ask.flag("quota_goods")?, ask.flag("general_order")?);
    if quota_goods || general_order {
        let at = ask.day("entry_date")?;
        let why = if quota_goods { "quota goods" } else { "goods that went to general order" };
        let why = format!(
            "{why} do not keep the rate of the transportation entry: the time of entry decides (141.69(b))"
        );
        return Some(Verdict::on(Moment::Day(at), why));
    }
    let at = ask.day("transportation_accepted_date")?;
    let why = "the rate in force when the transportation entry was accepted at the first port (141.69(b))";
    Some(Verdict::on(Moment::Day(at), why))
}

/// 141.69(c).
fn overcarried(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let (first, removed, back) =
        (ask.day("original_entry_date"), ask.day("removal_date"), ask.day("return_date"));
    let Some(((first, removed), back)) = first.zip(removed).zip(back) else { return Ok(None) };
    let facts = [("removal_date".to_string(), Moment::Day(removed))].into_iter().collect();
    let limit = match super::evaluate::reckon(ask.as_of, "OVC", &facts) {
        Ok(reckoned) => reckoned.raw.date(),
        Err(super::evaluate::Stopped::Refused(refusal)) => return Err(refusal),
        Err(super::evaluate::Stopped::Needs(_)) => return Ok(None),
    };
    if back <= limit {
        let why = "overcarried goods returned in time keep the rate of the first entry (141.69(c))";
        return Ok(Some(Verdict::on(Moment::Day(first), why)));
    }
    let entry = ask.day("entry_date");
    Ok(entry.map(|at| {
        Verdict::on(Moment::Day(at), "returned too late: the rate of the new entry")
            .step(Step::new("last day to return").fact("limit", limit))
    }))
}

/// 101.1.
fn import_date(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let Some(mode) = ask.word("mode", MODES) else { return Ok(None) };
    if mode != "vessel" {
        let at = ask.moment("territory_arrival_date");
        return Ok(
            at.map(|at| Verdict::on(Moment::Day(at.date()), "arrival within the customs territory (101.1)"))
        );
    }
    let Some(intent) = ask.flag("intent_to_unlade") else {
        ask.moment("port_arrival_date");
        return Ok(None);
    };
    let at = if intent { ask.moment("port_arrival_date") } else { ask.moment("unlading_port_arrival_date") };
    let why = if intent {
        "arrival of the vessel within the port limits with intent to unlade there (101.1)"
    } else {
        "the first port does not count, the goods were not to be unladen there; the port of unlading does (101.1)"
    };
    Ok(at.map(|at| Verdict::on(Moment::Day(at.date()), why)))
}

/// 152.1(c).
fn date_of_exportation(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let Some(left) = ask.day("left_origin_date") else { return Ok(None) };
    if ask.flag_if("entered_commerce_on_the_way") == Some(true) {
        let last = ask.day("left_intermediate_date");
        return Ok(last.map(|at| {
            Verdict::on(
                Moment::Day(at),
                "the goods entered commerce on the way: that country exports them (152.1(c))",
            )
        }));
    }
    Ok(Some(Verdict::on(
        Moment::Day(left),
        "the day they finally left the country of exportation (152.1(c))",
    )))
}

/// 132.11a, 132.12, 141.68(d).
fn quota_presentation(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let (arrival, summary) = (ask.time("arrival_time"), ask.time("summary_time"));
    let paid =
        if ask.flag_if("statement_date_given") == Some(true) { None } else { ask.moment_if("payment_time") };
    let paid = match paid {
        Some(Moment::Day(_)) => ask.time("payment_time"),
        Some(Moment::Time(time)) => Some(time),
        None => None,
    };
    let (opening, period_end) = (ask.day_if("quota_opening_date"), ask.day_if("quota_period_end_date"));
    let Some((arrival, summary)) = arrival.zip(summary) else { return Ok(None) };
    let with_money = paid.map_or(summary, |paid| paid.max(summary));
    let presented = quota::presentation(ask.as_of.on(arrival.date()), arrival, with_money)?;
    let Some(mut at) = presented.answer().copied() else { return Ok(None) };
    let mut verdict = Verdict { steps: presented.steps, ..Verdict::default() };
    if let Some(opening) = opening {
        let opens = opening_noon(ask, opening)?;
        if at < opens {
            at = opens;
            verdict.steps.push(
                Step::new("goods presented before the opening share alike at noon Eastern time")
                    .fact("opening", opens),
            );
        }
    }
    if let Some(end) = period_end.filter(|end| at.date() > *end) {
        verdict.against.push(reason(
            &format!("the quota period closed on {end}, before presentation on {at}: no claim on it"),
            "ACE quota business rules",
        ));
    }
    verdict.due = Some(Moment::Time(at));
    Ok(Some(verdict))
}

/// Noon in the Eastern zone, in the local time of the port when it is given.
fn opening_noon(ask: &mut Ask<'_>, day: Date) -> Result<DateTime, Refusal> {
    let AsOf { pack, known, .. } = ask.as_of;
    let minutes = pack.limit("quota_opening_noon", day, known)?.amount;
    let minutes = i64::try_from(minutes.trunc().mantissa()).unwrap_or_default();
    let noon = day.at(0, 0, 0, 0).saturating_add(minutes.minutes());
    let local = ask.text_if("port").and_then(|port| super::zone::eastern_at_port(pack, noon, &port));
    Ok(local.unwrap_or(noon))
}
