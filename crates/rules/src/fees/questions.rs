//! `cocket fees`: user fees of an entry and the questions around them: 19 CFR 24.22(f), 24.23, 24.24; 143.21, 10.151;
//! 19 USC 1321, 1498, 1520(d).
//!
//! Left to a person: whether fish, ferries, donated or military cargo owe the harbor fee; say so with `harbor_fee_exempt`.

use cocket_base::{Cents, Citation, Decimal, Dollars, Round, Step, Trust};

use super::entry::{ENTRY_FACTS, entry};
use super::{Filing, MpfLine, hmf_header, hmf_line, mpf_header};
use crate::Refusal;
use crate::asked::{Ask, Calculator, Determined, FactKind, Verdict, may, must, reason};
use crate::clocks::Stopped;

/// The calculations of `cocket fees`.
pub static FEES: Calculator = Calculator { name: "fees", kinds: KINDS };

const KINDS: &[Determined] = &[
    Determined {
        name: "entry",
        area: "fee",
        obligation: "the user fees of an entry: merchandise processing, harbor maintenance, class fees",
        rule: "processing: ad valorem by line, limits for the entry, nothing when every line is exempt; informal: flat; harbor: \
               ad valorem by vessel; the day of entry decides",
        cite: "19 USC 58c; 19 CFR 24.23, 24.24",
        trust: Trust::V,
        facts: ENTRY_FACTS,
        run: entry,
    },
    Determined {
        name: "processing_fee",
        area: "fee",
        obligation: "the merchandise processing fee of an entry by its value alone",
        rule: "ad valorem between the limits of the day; nothing for exempt goods; informal entries pay flat",
        cite: "19 USC 58c(a)(9), (10); 19 CFR 24.23",
        trust: Trust::V,
        facts: &[
            must("value", FactKind::Money),
            must("entry_date", FactKind::Day),
            must("exempt", FactKind::Flag),
            may("entry_type", FactKind::Text),
            may("filing", FactKind::Word(FILINGS)),
        ],
        run: processing_fee,
    },
    Determined {
        name: "harbor_fee",
        area: "fee",
        obligation: "the harbor maintenance fee of cargo unladen from a vessel, by its value alone",
        rule: "ad valorem, without limits; a very small sum is not collected",
        cite: "26 USC 4461; 19 CFR 24.24",
        trust: Trust::V,
        facts: &[must("value", FactKind::Money), must("entry_date", FactKind::Day)],
        run: harbor_fee,
    },
    Determined {
        name: "monthly_program",
        area: "fee",
        obligation: "the processing fee of the old monthly entry programme, for one port and month",
        rule: "ad valorem, held at a monthly limit; for importers who were in the programme before it closed",
        cite: "19 CFR 24.23(d)(1)",
        trust: Trust::S,
        facts: &[must("value", FactKind::Money), must("entry_date", FactKind::Day)],
        run: monthly,
    },
    Determined {
        name: "express",
        area: "fee",
        obligation: "fees of shipments at an express facility or hub",
        rule: "a fee for each bill of lading; a formal entry of a shipment inside the informal limit owes the ad valorem fee besides, \
               without its limits",
        cite: "19 CFR 24.23(b)(4)",
        trust: Trust::V,
        facts: &[
            must("bills", FactKind::Number),
            may("formal_value", FactKind::Money),
            must("entry_date", FactKind::Day),
        ],
        run: express,
    },
    Determined {
        name: "dutiable_mail",
        area: "fee",
        obligation: "the fee on dutiable mail for which an officer prepares the papers",
        rule: "a fee for each item",
        cite: "19 CFR 24.22(f)",
        trust: Trust::S,
        facts: &[must("items", FactKind::Number), must("entry_date", FactKind::Day)],
        run: mail,
    },
    Determined {
        name: "preference_refund",
        area: "fee",
        obligation: "what an accepted claim after importation gives back",
        rule: "base duty, and the processing fee where the agreement lifts it, for goods of the agreements of 19 USC 1520(d); \
               never the harbor fee nor duties of chapter 99; within a year of importation",
        cite: "19 USC 1520(d); 19 CFR 24.23(c), 182.31",
        trust: Trust::V,
        facts: &[
            must("spi", FactKind::Text),
            must("import_date", FactKind::Day),
            must("claim_date", FactKind::Day),
            must("base_duty_paid", FactKind::Money),
            may("processing_fee_paid", FactKind::Money),
            may("processing_fee_still_due", FactKind::Money),
            may("harbor_fee_paid", FactKind::Money),
            may("chapter_99_duty_paid", FactKind::Money),
        ],
        run: preference_refund,
    },
    Determined {
        name: "informal_entry",
        area: "fee",
        obligation: "whether a shipment may be entered informally",
        rule: "the shipment inside the limit of value; not quota goods, not under antidumping or countervailing orders, not \
               where CBP asks for a formal entry",
        cite: "19 USC 1498(a)(1); 19 CFR 143.21, 143.22",
        trust: Trust::V,
        facts: &[
            must("shipment_value", FactKind::Money),
            must("entry_date", FactKind::Day),
            may("quota_goods", FactKind::Flag),
            may("antidumping_or_countervailing", FactKind::Flag),
            may("formal_required", FactKind::Flag),
        ],
        run: informal_entry,
    },
    Determined {
        name: "low_value",
        area: "fee",
        obligation: "whether goods pass free as of low value, as a gift or with a traveller",
        rule: "the exemption for goods of one person and day while it is not suspended; gifts and travellers' articles up to \
               their own limits still pass",
        cite: "19 USC 1321(a)(2); 19 CFR 10.151–10.153",
        trust: Trust::S,
        facts: &[
            must("case", FactKind::Word(LOW_VALUE_CASES)),
            must("value", FactKind::Money),
            must("import_date", FactKind::Day),
            may("from_island_possession", FactKind::Flag),
            may("split_order", FactKind::Flag),
            may("withdrawn_from_zone_or_warehouse", FactKind::Flag),
        ],
        run: low_value,
    },
];

const LOW_VALUE_CASES: &[&str] = &["goods", "gift", "traveller"];

fn amount_of(ask: &Ask<'_>, name: &str, day: cocket_base::Date) -> Result<(Decimal, Citation), Refusal> {
    let row = ask.as_of.pack.limit(name, day, ask.as_of.known)?;
    Ok((row.amount, row.cite.clone()))
}

/// How an entry is filed, by the words of a question.
pub(super) const FILINGS: &[&str] = &["automated", "manual", "prepared_by_cbp"];

/// The way of filing; automated when nothing is said.
pub(super) fn filing(ask: &mut Ask<'_>) -> Filing {
    match ask.word_if("filing", FILINGS) {
        Some("manual") => Filing::Manual,
        Some("prepared_by_cbp") => Filing::PreparedByCbp,
        _ => Filing::Automated,
    }
}

/// 24.23(b).
fn processing_fee(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let (value, day, exempt) = (ask.money("value"), ask.day("entry_date"), ask.flag("exempt"));
    let (entry_type, filing) = (ask.text_if("entry_type").unwrap_or_else(|| "01".into()), filing(ask));
    let (Some(value), Some(day), Some(exempt)) = (value, day, exempt) else { return Ok(None) };
    let as_of = ask.as_of.on(day);
    let rate = as_of.pack.mpf(day, as_of.known)?.rate;
    // An entry declares whole dollars.
    let declared = Dollars::from_exact(value.as_dollars(), Round::HalfUp)?;
    let amount =
        if exempt { Cents::ZERO } else { Cents::from_dollars(declared.as_decimal() * rate, Round::HalfUp)? };
    let header = mpf_header(as_of, &entry_type, filing, &[MpfLine { subject: !exempt, amount }])?;
    Ok(header.answer().map(|fee| {
        Verdict::sum(fee.amount + fee.surcharge, header.steps.clone())
            .and("before_limits", fee.raw)
            .and("manual_surcharge", fee.surcharge)
    }))
}

/// 24.24.
fn harbor_fee(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    const CONSUMPTION: &str = "01";
    let (value, day) = (ask.money("value"), ask.day("entry_date"));
    let Some((value, day)) = value.zip(day) else { return Ok(None) };
    let as_of = ask.as_of.on(day);
    let vessel = as_of.pack.hmf(day, as_of.known)?.modes.first().cloned().unwrap_or_default();
    let dollars = Dollars::from_exact(value.as_dollars(), Round::HalfUp)?;
    let line = hmf_line(as_of, CONSUMPTION, &vessel, dollars)?;
    let fee = hmf_header(as_of, &[line.answer().copied().unwrap_or(Cents::ZERO)])?;
    Ok(fee.answer().map(|fee_of| {
        let steps = line.steps.iter().chain(&fee.steps).cloned().collect();
        Verdict::sum(fee_of.amount, steps)
    }))
}

/// 24.23(d)(1).
fn monthly(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let (value, day) = (ask.money("value"), ask.day("entry_date"));
    let Some((value, day)) = value.zip(day) else { return Ok(None) };
    let year = ask.as_of.pack.mpf(day, ask.as_of.known)?;
    let (cap, cite) = amount_of(ask, "mpf_monthly_cap", day)?;
    let amount = Cents::from_dollars((value.as_dollars() * year.rate).min(cap), Round::HalfUp)?;
    let step = Step::new(format!("ad valorem, at most {cap} for the month and port"))
        .cite(cite)
        .base(value)
        .amount(amount);
    Ok(Some(Verdict::sum(amount, vec![step])))
}

/// 24.23(b)(4).
fn express(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let (bills, day) = (ask.number("bills"), ask.day("entry_date"));
    let formal = ask.money_if("formal_value");
    let Some((bills, day)) = bills.zip(day) else { return Ok(None) };
    let (each, cite) = amount_of(ask, "express_bill_fee", day)?;
    let by_bill = Cents::from_dollars(each * Decimal::from(bills), Round::HalfUp)?;
    let mut steps = vec![Step::new(format!("{each} for each of {bills} bills")).cite(cite).amount(by_bill)];
    let mut ad_valorem = Cents::ZERO;
    if let Some(value) = formal {
        let year = ask.as_of.pack.mpf(day, ask.as_of.known)?;
        ad_valorem = Cents::from_dollars(value.as_dollars() * year.rate, Round::HalfUp)?;
        steps.push(
            Step::new("ad valorem on the formal entry")
                .cite(year.cite.clone())
                .base(value)
                .amount(ad_valorem),
        );
    }
    Ok(Some(Verdict::sum(by_bill + ad_valorem, steps).and("bills", by_bill).and("ad_valorem", ad_valorem)))
}

/// 24.22(f).
fn mail(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let (items, day) = (ask.number("items"), ask.day("entry_date"));
    let Some((items, day)) = items.zip(day) else { return Ok(None) };
    let (each, cite) = amount_of(ask, "dutiable_mail_fee", day)?;
    let amount = Cents::from_dollars(each * Decimal::from(items), Round::HalfUp)?;
    Ok(Some(Verdict::sum(
        amount,
        vec![Step::new(format!("{each} for each of {items} items")).cite(cite).amount(amount)],
    )))
}

/// 1520(d).
fn preference_refund(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let (spi, imported, claimed) = (ask.text_if("spi"), ask.day("import_date"), ask.day("claim_date"));
    let duty = ask.money("base_duty_paid");
    let paid = ask.money_if("processing_fee_paid").unwrap_or(Cents::ZERO);
    let still_due = ask.money_if("processing_fee_still_due").unwrap_or(Cents::ZERO);
    let never = [ask.money_if("harbor_fee_paid"), ask.money_if("chapter_99_duty_paid")];
    let Some(spi) = spi.map(|spi| spi.to_ascii_uppercase()) else {
        ask.need("spi", "The symbol of the agreement, as in S for USMCA.");
        return Ok(None);
    };
    let (Some(imported), Some(claimed), Some(duty)) = (imported, claimed, duty) else { return Ok(None) };
    let programme = ask.as_of.pack.programs().program(&spi, imported, ask.as_of.known)?;
    let lifts = programme.mpf == cocket_law::FeeTreatment::Exempt;
    let fee = if lifts { paid - still_due.min(paid) } else { Cents::ZERO };
    let what = if lifts {
        "the agreement lifts the processing fee"
    } else {
        "the agreement leaves the processing fee"
    };
    let mut verdict = Verdict::sum(
        duty + fee,
        vec![Step::new("base duty").amount(duty), Step::new(what).cite(programme.cite.clone()).amount(fee)],
    )
    .and("base_duty", duty)
    .and("processing_fee", fee)
    .and("not_refunded", never.into_iter().flatten().sum());
    let open = ask.as_of.pack.codes("post_import_programs").and_then(|table| table.get(&spi));
    if open.is_none_or(|row| !row.in_use(imported)) {
        let why = format!(
            "{spi} is none of the agreements with a claim after importation: correct or protest instead"
        );
        verdict.against.push(reason(&why, "19 USC 1520(d)"));
    }
    let facts = [("import_date".to_string(), crate::asked::Moment::Day(imported))].into_iter().collect();
    // A day whose law is not known decides nothing: the refund is not taken to be in time.
    let last = match crate::clocks::reckon(ask.as_of.on(imported), "1520d", &facts) {
        Ok(last) => last,
        Err(Stopped::Refused(refusal)) => return Err(refusal),
        Err(Stopped::Needs(needs)) => {
            ask.needs.extend(needs);
            return Ok(None);
        }
    };
    if claimed > last.legal.date() {
        let why = format!("claimed on {claimed}, after {}: a year from importation", last.legal);
        verdict.against.push(reason(&why, "19 USC 1520(d)"));
    }
    Ok(Some(verdict))
}

/// 143.21, 143.22.
fn informal_entry(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let (value, day) = (ask.money("shipment_value"), ask.day("entry_date"));
    let against = [
        (ask.is("quota_goods"), "quota goods need a formal entry"),
        (
            ask.is("antidumping_or_countervailing"),
            "goods under an antidumping or countervailing order need a formal entry",
        ),
        (ask.is("formal_required"), "CBP asks for a formal entry"),
    ];
    let Some((value, day)) = value.zip(day) else { return Ok(None) };
    let (most, cite) = amount_of(ask, "informal_limit", day)?;
    let mut verdict = Verdict::unlimited("inside the limit of the shipment").says("allowed", "yes");
    verdict
        .against
        .extend(against.iter().filter(|(is, _)| *is).map(|(_, why)| reason(why, "19 CFR 143.21, 143.22")));
    if value.as_dollars() > most {
        verdict.against.push(cocket_base::Reason {
            text: format!("the shipment's value {value} is above {most}"),
            cite: Some(cite),
        });
    }
    Ok(Some(verdict))
}

/// The value that the limits are compared with, whatever the price was: 19 USC 1321(a)(2).
const FAIR_RETAIL: &str =
    "fair retail value in the country of shipment of all articles that one person imports on one day";

/// 1321(a)(2).
fn low_value(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let (case, value, day) = (ask.word("case", LOW_VALUE_CASES), ask.money("value"), ask.day("import_date"));
    let island = ask.is("from_island_possession");
    let (split, zone) = (ask.is("split_order"), ask.is("withdrawn_from_zone_or_warehouse"));
    let (Some(case), Some(value), Some(day)) = (case, value, day) else { return Ok(None) };
    let name = match (case, island) {
        ("gift", true) => "gift_exemption_islands",
        ("gift", false) => "gift_exemption",
        ("traveller", _) => "traveller_exemption",
        _ => "de_minimis_value",
    };
    let (most, cite) = amount_of(ask, name, day)?;
    let mut verdict = Verdict::unlimited(format!("at most {most} for one person and day"))
        .says("free", "yes")
        .says("value_that_counts", FAIR_RETAIL)
        .step(
            Step::new(format!("the value that counts is the {FAIR_RETAIL}"))
                .cite(Citation::new("19 USC 1321(a)(2)")),
        );
    let mut against =
        |text: String, cite: Citation| verdict.against.push(cocket_base::Reason { text, cite: Some(cite) });
    if value.as_dollars() > most {
        against(format!("the value {value} is above {most}"), cite.clone());
    }
    if case == "goods" {
        let suspended = ask.as_of.pack.limit("de_minimis_suspended", day, ask.as_of.known)?;
        if suspended.is_on() {
            against(
                "the exemption for goods of low value is suspended for all countries".into(),
                suspended.cite.clone(),
            );
        }
        if split {
            against("one order may not be split to come under the limit".into(), cite.clone());
        }
        if zone {
            against("goods withdrawn from a zone or warehouse do not pass".into(), cite);
        }
    }
    Ok(Some(verdict))
}
